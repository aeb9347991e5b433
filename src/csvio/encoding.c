#include "csvio/encoding.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "csvio/vni.h"

const char *const tb_csv_encodings[] = { "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1258", "TCVN3", "VNI", NULL };

enum { UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1258, TCVN3, VNI };

/* By tb_csv_encodings; NULL where iconv is not asked. TCVN3 is what fonts like .VnTime have; its small letters are those of TCVN 5712. */
static const char *const iconv_names[] = {
	[UTF_16LE] = "UTF-16LE", [UTF_16BE] = "UTF-16BE", [WINDOWS_1258] = "CP1258", [TCVN3] = "TCVN", [VNI] = NULL,
};

struct tb_decoder {
	iconv_t cd; /* owned; none for VNI */
	bool is_vni, is_wide;
	struct tb_str rest; /* bytes whose character is not complete */
};

/* ---- opening ------------------------------------------------------------------------------------------------------ */

static int find_encoding(const char *name)
{
	for (int i = 0; tb_csv_encodings[i]; i++)
		if (!strcasecmp(name, tb_csv_encodings[i]))
			return i;
	return -1;
}

static enum tb_status no_such_encoding(const char *name, struct tb_err *err)
{
	struct tb_str all = TB_STR_INIT;

	for (int i = 0; tb_csv_encodings[i]; i++)
		tb_str_addf(&all, "%s%s", i ? ", " : "", tb_csv_encodings[i]);
	tb_err_set(err, TB_EINVAL, N_("there is no encoding '%s'; there are: %s"), name, all.buf);
	tb_str_release(&all);
	return TB_EINVAL;
}

enum tb_status tb_decoder_open(const char *encoding, struct tb_decoder **out, struct tb_err *err)
{
	const int i = find_encoding(encoding);
	struct tb_decoder d = { .is_vni = i == VNI, .is_wide = i == UTF_16LE || i == UTF_16BE, .rest = TB_STR_INIT };

	if (i < 0)
		return no_such_encoding(encoding, err);
	if (i == UTF_8) {
		*out = NULL;
		return TB_OK;
	}
	if (!d.is_vni)
		d.cd = iconv_open("UTF-8", iconv_names[i]);
	if (!d.is_vni && d.cd == (iconv_t)-1)
		return tb_err_set(err, TB_ESYS, N_("the system cannot read '%s': %s; save the file as UTF-8"), encoding,
				  strerror(errno));
	*out = tb_malloc(sizeof(d));
	**out = d;
	return TB_OK;
}

void tb_decoder_close(struct tb_decoder *d)
{
	if (!d)
		return;
	if (!d->is_vni)
		iconv_close(d->cd);
	tb_str_release(&d->rest);
	free(d);
}

/* ---- decoding ----------------------------------------------------------------------------------------------------- */

static void feed_vni(const char *bytes, size_t len, struct tb_str *out)
{
	for (size_t i = 0; i < len; i++)
		if (!tb_vni_put((unsigned char)bytes[i], out))
			tb_str_addc(out, TB_UNDECODED);
}

/* Convert up to what cannot be; how much that was. EILSEQ, or EINVAL (a character is cut off), in errno, else 0. */
static size_t convert(struct tb_decoder *d, char *bytes, size_t len, struct tb_str *out)
{
	char *in = bytes;
	size_t left = len;

	do {
		char buffer[4096], *to = buffer;
		size_t room = sizeof(buffer);

		errno = 0;
		iconv(d->cd, &in, &left, &to, &room);
		tb_str_add(out, buffer, (size_t)(to - buffer));
	} while (errno == E2BIG);
	return len - left;
}

/* A letter that iconv keeps back, for its mark may follow. */
static void flush(struct tb_decoder *d, struct tb_str *out)
{
	char buffer[64], *to = buffer;
	size_t room = sizeof(buffer);

	iconv(d->cd, NULL, NULL, &to, &room);
	tb_str_add(out, buffer, (size_t)(to - buffer));
}

static void feed_iconv(struct tb_decoder *d, bool last, struct tb_str *out)
{
	const size_t width = d->is_wide ? 2 : 1;
	size_t at = 0;

	while (at < d->rest.len) {
		at += convert(d, d->rest.buf + at, d->rest.len - at, out);
		if (at == d->rest.len || (errno == EINVAL && !last))
			break;
		flush(d, out);
		tb_str_addc(out, TB_UNDECODED);
		at += width < d->rest.len - at ? width : d->rest.len - at;
	}
	if (last)
		flush(d, out);
	memmove(d->rest.buf, d->rest.buf + at, d->rest.len - at);
	d->rest.len -= at;
}

void tb_decoder_feed(struct tb_decoder *d, const char *bytes, size_t len, bool last, struct tb_str *out)
{
	if (d->is_vni) {
		feed_vni(bytes, len, out);
		return;
	}
	tb_str_add(&d->rest, bytes, len);
	feed_iconv(d, last, out);
}

/* ---- which one it is ---------------------------------------------------------------------------------------------- */

/*
 * A Vietnamese syllable in its Telex spelling (tb_utf8_telex): onset, vowels, coda, tone. Behind c, ch, p and t stand two of
 * the tones only; k, gh and ngh stand before i, e and y, and c, g and ng before the others.
 */
#define FRONT "(i|y|e|ee|ie|iee|yee|ieu|ieeu|yeeu|eo|eeu|iu|ia)"
#define BACK                                                                                                           \
	"(a|aa|aw|o|oo|ow|u|uw|ai|ao|au|ay|aau|aay|oa|oai|oao|oay|oaw|oe|oeo|oi|ooi|owi|ua|uoo|uooi|uow|ui|uy|uya|"    \
	"uyee"                                                                                                         \
	"|uyu|uee|uaa|uaay|uwa|uwi|uwu|uwow|uwowi|uwowu)"
static const char syllable[] =
	"^((k|gh|ngh)" FRONT "|(c|g|ng)" BACK "|(b|ch|d|dd|gi|h|kh|l|m|n|nh|p|ph|r|s|t|th|tr|v|x)?(" FRONT "|" BACK
	")|q(u" FRONT "|ua|uaa|uaw|uai|uao|uay|uaay|uow|uy|uyee)"
	"|gi|gif|gix)(([sfrxj]|m|n|ng|nh|(m|n|ng|nh)[sfrxj])?|(c|ch|p|t)[sj])$";

/* How many words with marks are syllables, and how many are not. */
struct evidence {
	long good, bad;
};

enum { ENOUGH_WORDS = 2000, FEW_WORDS = 3 };

static bool is_in_word(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* What has no vowel is an abbreviation (TSCĐ) or a unit (đ), and says nothing. */
static void judge_word(const char *word, size_t len, const regex_t *pattern, struct evidence *e)
{
	struct tb_str text = TB_STR_INIT, key = TB_STR_INIT;

	tb_str_add(&text, word, len);
	if (tb_utf8_check(text.buf, text.len) < text.len) {
		e->bad++;
	} else {
		tb_utf8_telex(&key, text.buf);
		if (!key.len || strpbrk(key.buf, " aeiouy"))
			*(regexec(pattern, key.buf, 0, NULL, 0) ? &e->bad : &e->good) += 1;
	}
	tb_str_release(&text);
	tb_str_release(&key);
}

static bool has_marks(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)word[i] >= 0x80)
			return true;
	return false;
}

static struct evidence judge(const char *text, size_t len, const regex_t *pattern)
{
	struct evidence e = { 0, 0 };

	for (size_t i = 0, n; i < len && e.good + e.bad < ENOUGH_WORDS; i += n + 1) {
		for (n = 0; i + n < len && is_in_word(text[i + n]);)
			n++;
		if (has_marks(text + i, n))
			judge_word(text + i, n, pattern, &e);
	}
	return e;
}

static enum tb_status judge_as(int encoding, const char *bytes, size_t len, const regex_t *pattern,
			       struct evidence *out, struct tb_err *err)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_decoder *d = NULL;
	enum tb_status rc = tb_decoder_open(tb_csv_encodings[encoding], &d, err);

	if (rc)
		return rc;
	tb_decoder_feed(d, bytes, len, true, &text);
	*out = judge(text.buf, text.len, pattern);
	tb_decoder_close(d);
	tb_str_release(&text);
	return TB_OK;
}

/* UTF-8 with a few strange bytes is UTF-8 with bad rows; text of another encoding hardly ever holds what is UTF-8. */
static bool is_mostly_utf8(const char *s, size_t len, bool cut)
{
	size_t good = 0, bad = 0;

	while (len) {
		const size_t n = tb_utf8_check(s, len);

		for (size_t i = 0; i < n; i++)
			good += (unsigned char)s[i] >= 0xC0;
		if (n == len || (cut && len - n < 4))
			break;
		bad++;
		s += n + 1;
		len -= n + 1;
	}
	return good >= 4 * bad;
}

static long weight(const struct evidence *e)
{
	return e->good - e->bad;
}

/* The best must be clear: many more words than not, and twice what the second has. Too few words leave it open: -1. */
static enum tb_status choose(const struct evidence e[], int *out, struct tb_err *err)
{
	int best = WINDOWS_1258, second = -1;

	for (int i = TCVN3; i <= VNI; i++)
		if (weight(&e[i]) > weight(&e[best]))
			best = i;
	for (int i = WINDOWS_1258; i <= VNI; i++)
		if (i != best && (second < 0 || weight(&e[i]) > weight(&e[second])))
			second = i;
	*out = -1;
	if (e[best].good < FEW_WORDS || e[best].good < 2 * e[best].bad)
		return TB_OK;
	if (weight(&e[second]) > weight(&e[best]) / 2)
		return tb_err_set(err, TB_EINVAL,
				  N_("the file may be '%s' or '%s'; say which with --encoding, or save it as UTF-8"),
				  tb_csv_encodings[best], tb_csv_encodings[second]);
	*out = best;
	return TB_OK;
}

enum tb_status tb_encoding_find(const char *bytes, size_t len, bool cut, const char **out, struct tb_err *err)
{
	struct evidence e[] = { [VNI] = { 0, 0 } };
	enum tb_status rc = TB_OK;
	int found = UTF_8;
	regex_t pattern;

	if (is_mostly_utf8(bytes, len, cut)) {
		*out = tb_csv_encodings[UTF_8];
		return TB_OK;
	}
	if (regcomp(&pattern, syllable, REG_EXTENDED | REG_NOSUB))
		abort(); /* it is a literal */
	for (int i = WINDOWS_1258; !rc && i <= VNI; i++)
		rc = judge_as(i, bytes, len, &pattern, &e[i], err);
	regfree(&pattern);
	if (!rc)
		rc = choose(e, &found, err);
	if (!rc)
		*out = tb_csv_encodings[found < 0 ? UTF_8 : found]; /* its rows will be bad, each told by its number */
	return rc;
}
