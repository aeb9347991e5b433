#include "csvio/detect.h"

#include <string.h>

#include "base/utf8.h"
#include "csvio/syllable.h"

enum { ENOUGH_WORDS = 2000 };

static const enum tb_encoding candidates[] = { TB_UTF8, TB_CP1258, TB_TCVN3, TB_VNI };

enum { N_CANDIDATES = sizeof(candidates) / sizeof(candidates[0]) };

/* Words that are not ASCII, and how many of them each encoding explains. */
struct evidence {
	size_t words, good[TB_N_ENCODINGS];
};

void tb_charsets_init(struct tb_charsets *all)
{
	for (enum tb_encoding e = TB_ENCODING_FIND; e < TB_N_ENCODINGS; e++)
		tb_charset_init(&all->of[e], e);
}

static bool is_word_byte(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Dots, quotes, dashes and the space that does not break, the same in all tables. */
static bool is_punctuation(char c)
{
	unsigned char u = (unsigned char)c;

	return u == 0x85 || (u >= 0x91 && u <= 0x97) || u == 0xA0;
}

static void trim(const char **s, size_t *len)
{
	for (; *len && is_punctuation(**s); ++*s)
		--*len;
	while (*len && is_punctuation((*s)[*len - 1]))
		--*len;
}

static bool explains(const struct tb_charset *cs, const char *s, size_t len)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_pool pool = TB_POOL_INIT;
	bool is = tb_charset_decode(cs, s, len, &text) == len && tb_is_syllable(tb_utf8_nfc(&pool, text.buf, text.len));

	tb_pool_release(&pool);
	tb_str_release(&text);
	return is;
}

static void weigh_word(struct evidence *ev, const struct tb_charsets *all, const char *s, size_t len)
{
	bool is_utf8 = tb_utf8_check(s, len) == len;

	if (!is_utf8)
		trim(&s, &len);
	if (tb_utf8_ascii_prefix(s, len) == len)
		return;
	ev->words++;
	ev->good[TB_UTF8] += is_utf8;
	for (size_t i = 0; i < N_CANDIDATES; i++)
		if (candidates[i] != TB_UTF8)
			ev->good[candidates[i]] += explains(&all->of[candidates[i]], s, len);
}

static void weigh(struct evidence *ev, const struct tb_charsets *all, const char *s, size_t len)
{
	size_t at = tb_utf8_ascii_prefix(s, len);

	while (at < len && ev->words < ENOUGH_WORDS) {
		size_t start = at, end = at;

		while (start && is_word_byte(s[start - 1]))
			start--;
		while (end < len && is_word_byte(s[end]))
			end++;
		weigh_word(ev, all, s + start, end - start);
		at = end + tb_utf8_ascii_prefix(s + end, len - end);
	}
}

static bool is_all_utf8(const char *s, size_t len, bool cut)
{
	size_t good = tb_utf8_check(s, len), rest = len - good;
	unsigned char c = rest ? (unsigned char)s[good] : 0;

	return !rest || (cut && c >= 0xC2 && rest < (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u));
}

/* The two that explain most, the better one first. */
static void rank(const struct evidence *ev, enum tb_encoding best[2])
{
	best[0] = best[1] = TB_ENCODING_FIND; /* explains nothing */
	for (size_t i = 0; i < N_CANDIDATES; i++) {
		enum tb_encoding e = candidates[i];

		if (ev->good[e] > ev->good[best[0]]) {
			best[1] = best[0];
			best[0] = e;
		} else if (ev->good[e] > ev->good[best[1]]) {
			best[1] = e;
		}
	}
}

/*
 * Chance makes syllables of a third of the words at most; where the second encoding explains three quarters of what the first
 * does, there is too little text to decide.
 */
enum tb_status tb_detect(const struct tb_charsets *all, const char *s, size_t len, bool cut, enum tb_encoding *out,
			 struct tb_err *err)
{
	struct evidence ev = { .words = 0 };
	enum tb_encoding best[2];

	if (is_all_utf8(s, len, cut)) {
		*out = TB_UTF8;
		return TB_OK;
	}
	weigh(&ev, all, s, len);
	rank(&ev, best);
	if (2 * ev.good[best[0]] < ev.words || !best[0]) {
		*out = TB_UTF8;
		return TB_OK;
	}
	if (4 * ev.good[best[1]] >= 3 * ev.good[best[0]])
		return tb_err_set(err, TB_EINVAL,
				  N_("the file may be '%s' or '%s'; say which with --encoding, or save it as UTF-8"),
				  tb_encoding_name(best[0]), tb_encoding_name(best[1]));
	*out = best[0];
	return TB_OK;
}

enum tb_encoding tb_detect_stranger(const struct tb_charsets *all, enum tb_encoding encoding, const char *s, size_t len)
{
	struct evidence ev = { .words = 0 };
	enum tb_encoding best[2];

	if (tb_utf8_check(s, len) == len)
		return TB_UTF8;
	weigh(&ev, all, s, len);
	rank(&ev, best);
	return !ev.good[encoding] && ev.good[best[0]] >= 2 ? best[0] : TB_ENCODING_FIND;
}
