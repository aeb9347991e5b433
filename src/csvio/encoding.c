#include "csvio/encoding.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "csvio/syllable.h"

static const char *const names[TB_N_ENCODINGS] = {
	[TB_ENCODING_FIND] = "",      [TB_UTF8] = "UTF-8",  [TB_UTF16LE] = "UTF-16LE", [TB_UTF16BE] = "UTF-16BE",
	[TB_CP1258] = "Windows-1258", [TB_TCVN3] = "TCVN3", [TB_VNI] = "VNI",
};

const char *tb_encoding_name(enum tb_encoding encoding)
{
	return names[encoding];
}

static enum tb_status no_such_encoding(const char *name, struct tb_err *err)
{
	struct tb_str all = TB_STR_INIT;

	for (enum tb_encoding e = TB_UTF8; e < TB_N_ENCODINGS; e++)
		tb_str_addf(&all, "%s%s", e > TB_UTF8 ? ", " : "", names[e]);
	tb_err_set(err, TB_EINVAL, N_("there is no encoding '%s'; there are: %s"), name, all.buf);
	tb_str_release(&all);
	return TB_EINVAL;
}

enum tb_status tb_encoding_find(const char *name, enum tb_encoding *out, struct tb_err *err)
{
	for (enum tb_encoding e = TB_UTF8; e < TB_N_ENCODINGS; e++)
		if (!strcasecmp(name, names[e]))
			return *out = e, TB_OK;
	return no_such_encoding(name, err);
}

/* What iconv makes of the single byte `c`, or 0. */
static uint16_t convert(iconv_t cd, unsigned char c)
{
	char byte = (char)c, *in = &byte, *out;
	unsigned char utf16[8];
	size_t in_left = 1, out_left = sizeof(utf16);

	out = (char *)utf16;
	iconv(cd, NULL, NULL, NULL, NULL);
	if (iconv(cd, &in, &in_left, &out, &out_left) == (size_t)-1)
		return 0;
	iconv(cd, NULL, NULL, &out, &out_left); /* it keeps a letter that a mark may follow */
	return out_left == sizeof(utf16) - 2 ? (uint16_t)((unsigned)utf16[0] << 8 | utf16[1]) : 0;
}

static void fill_by_iconv(struct tb_charset *cs, const char *name, unsigned first, unsigned last)
{
	iconv_t cd = iconv_open("UTF-16BE", name);

	if (cd == (iconv_t)-1) /* a C library without it: no byte is of the encoding */
		return;
	for (unsigned c = first; c <= last; c++)
		cs->high[c - 0x80][0] = convert(cd, (unsigned char)c);
	iconv_close(cd);
}

/* What Word and Excel put into a text of any font: the dots, quotes and dashes of Windows, and a space that does not break. */
static void fill_punctuation(struct tb_charset *cs)
{
	fill_by_iconv(cs, "CP1252", 0x85, 0x85);
	fill_by_iconv(cs, "CP1252", 0x91, 0x97);
	fill_by_iconv(cs, "CP1252", 0xA0, 0xA0);
}

static bool is_mark(uint16_t c)
{
	return c >= 0x300 && c < 0x370;
}

/*
 * TCVN3 is the third set of TCVN 5712:1993: small letters, and the capitals without a tone. glibc knows the first set, which
 * has these in the same places and more between them, which is left out: text in the .VnTime fonts has punctuation in
 * 80..9F, and takes capitals with tones from another font.
 */
static void fill_tcvn3(struct tb_charset *cs)
{
	enum { FIRST_SMALL = 0xA8 };

	fill_by_iconv(cs, "TCVN5712-1", 0xA1, 0xFF);
	for (unsigned c = FIRST_SMALL; c <= 0xFF; c++) {
		uint16_t *is = cs->high[c - 0x80];

		if (is_mark(is[0]) || tb_is_capital(is[0]))
			is[0] = 0;
	}
}

void tb_charset_init(struct tb_charset *cs, enum tb_encoding encoding)
{
	*cs = (struct tb_charset){ .marks_follow_vowels = encoding == TB_VNI };
	if (encoding == TB_CP1258) {
		fill_by_iconv(cs, "CP1258", 0x80, 0xFF);
	} else if (encoding == TB_TCVN3) {
		fill_punctuation(cs);
		fill_tcvn3(cs);
	} else if (encoding == TB_VNI) {
		fill_punctuation(cs);
		fill_by_iconv(cs, "CP1252", 0xA1, 0xBF);
		tb_vni_fill(cs);
	}
}

static void add_char(struct tb_str *out, unsigned c)
{
	const char two[] = { (char)(0xC0 | c >> 6), (char)(0x80 | (c & 0x3F)) };
	const char three[] = { (char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3F)), two[1] };

	if (c < 0x800)
		tb_str_add(out, two, sizeof(two));
	else
		tb_str_add(out, three, sizeof(three));
}

/* A mark of VNI stands behind a bare vowel, or behind one that has only its horn. */
static bool can_carry(const struct tb_charset *cs, unsigned char before)
{
	uint16_t c = before < 0x80 ? before : cs->high[before - 0x80][0];

	if (c < 0x80)
		return c && strchr("aeouyAEOUY", c);
	return c == 0x1A0 || c == 0x1A1 || c == 0x1AF || c == 0x1B0;
}

size_t tb_charset_decode(const struct tb_charset *cs, const char *s, size_t len, struct tb_str *out)
{
	size_t bad = len;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		const uint16_t *is = c < 0x80 ? NULL : cs->high[c - 0x80];

		if (!is) {
			tb_str_addc(out, (char)c);
		} else if (!is[0] || (cs->marks_follow_vowels && is_mark(is[0]) &&
				      !(i && can_carry(cs, (unsigned char)s[i - 1])))) {
			bad = bad < i ? bad : i;
			tb_str_addc(out, (char)TB_UNDECODED);
		} else {
			add_char(out, is[0]);
			if (is[1])
				add_char(out, is[1]);
		}
	}
	return bad;
}
