#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"

/* Eight bytes at a time, because most text in a table is codes and numbers. */
size_t tb_utf8_ascii_prefix(const char *s, size_t len)
{
	size_t i = 0;
	uint64_t word;

	for (; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < len && (unsigned char)s[i] < 0x80)
		i++;
	return i;
}

size_t tb_utf8_check(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t n;

		if ((unsigned char)s[i] < 0x80) {
			i += tb_utf8_ascii_prefix(s + i, len - i);
			continue;
		}
		n = utf8proc_iterate((const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(len - i), &cp);
		if (n <= 0)
			return i;
		i += (size_t)n;
	}
	return len;
}

void tb_utf8_mend(char *s, size_t len)
{
	for (size_t at = tb_utf8_check(s, len); at < len; at += tb_utf8_check(s + at, len - at))
		s[at] = '?';
	for (char *nul; (nul = memchr(s, '\0', len));)
		*nul = '?';
}

/* U+202A..U+202E and U+2066..U+2069, by which a text shows in another order than it has. */
static bool is_bidi_control(const char *s)
{
	unsigned char c = (unsigned char)s[2];

	if (!strncmp(s, "\xE2\x80", 2))
		return c >= 0xAA && c <= 0xAE;
	return !strncmp(s, "\xE2\x81", 2) && c >= 0xA6 && c <= 0xA9;
}

size_t tb_utf8_control(const char *s)
{
	unsigned char c = (unsigned char)s[0], next = c ? (unsigned char)s[1] : 0;

	if (c < 0x20 || c == 0x7F)
		return 1;
	if (c == 0xC2 && next < 0xA0) /* C1: U+0080..U+009F */
		return 2;
	return c == 0xE2 && is_bidi_control(s) ? 3 : 0;
}

void tb_utf8_tame(char *s, size_t len)
{
	tb_utf8_mend(s, len);
	for (size_t i = 0; i < len; i++) {
		size_t n = s[i] == '\n' || s[i] == '\t' ? 0 : tb_utf8_control(s + i);

		if (!n)
			continue;
		memset(s + i, '?', n);
		i += n - 1;
	}
}

static bool continues(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/*
 * Characters below U+0300 and those of Latin Extended Additional (U+1E00..U+1EFF) are composed, and nothing among them
 * composes with its neighbour. In UTF-8 they start with a byte below CC or are E1 B8..BB xx.
 */
bool tb_utf8_is_plain(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t i = 0;

	while (i < len) {
		if (u[i] < 0x80)
			i += tb_utf8_ascii_prefix(s + i, len - i);
		else if (u[i] >= 0xC2 && u[i] < 0xCC && i + 1 < len && continues(u[i + 1]))
			i += 2;
		else if (u[i] == 0xE1 && i + 2 < len && u[i + 1] >= 0xB8 && u[i + 1] <= 0xBB && continues(u[i + 2]))
			i += 3;
		else
			return false;
	}
	return true;
}

const char *tb_utf8_nfc(struct tb_pool *pool, const char *s, size_t len)
{
	utf8proc_uint8_t *composed;
	const char *copy;

	if (tb_utf8_is_plain(s, len))
		return s;
	if (utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &composed,
			 UTF8PROC_STABLE | UTF8PROC_COMPOSE) < 0)
		abort(); /* the text was checked: only memory can have failed */
	copy = tb_pool_strdup(pool, (const char *)composed);
	free(composed);
	return copy;
}

void tb_utf8_upper(struct tb_str *out, const char *s)
{
	struct tb_pool pool = TB_POOL_INIT;
	size_t len = strlen(s);
	const char *p = tb_utf8_check(s, len) == len ? tb_utf8_nfc(&pool, s, len) : s;

	while (*p) {
		utf8proc_uint8_t bytes[4];
		utf8proc_int32_t cp;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &cp);

		if (n > 0) {
			utf8proc_ssize_t size = utf8proc_encode_char(utf8proc_toupper(cp), bytes);

			tb_str_add(out, (const char *)bytes, (size_t)size);
			p += n;
		} else {
			tb_str_addc(out, *p++);
		}
	}
	tb_pool_release(&pool);
}

/* The marks of Vietnamese, by code point, and the Telex letter of each; a tone waits for the end of its word. */
enum {
	GRAVE = 0x300,
	ACUTE = 0x301,
	CIRCUMFLEX = 0x302,
	TILDE = 0x303,
	BREVE = 0x306,
	HOOK = 0x309,
	HORN = 0x31B,
	DOT_BELOW = 0x323,
	D_STROKE = 0x111
};

static char telex_tone(utf8proc_int32_t mark)
{
	switch (mark) {
	case GRAVE: return 'f';
	case ACUTE: return 's';
	case TILDE: return 'x';
	case HOOK: return 'r';
	case DOT_BELOW: return 'j';
	default: return 0;
	}
}

struct folder {
	struct tb_str *out;
	bool telex;
	bool in_word;
	char base; /* the letter before, doubled by a circumflex; 0 if it is not ASCII */
	char tone; /* waits for the end of the word, 0 for none */
};

static void end_word(struct folder *f)
{
	if (f->tone)
		tb_str_addc(f->out, f->tone);
	f->tone = 0;
	f->in_word = false;
}

static void start_word(struct folder *f)
{
	if (!f->in_word && f->out->len && f->out->buf[f->out->len - 1] != ' ')
		tb_str_addc(f->out, ' ');
	f->in_word = true;
}

static void fold_mark(struct folder *f, utf8proc_int32_t mark)
{
	char tone = telex_tone(mark);

	if (!f->telex || !f->in_word)
		return;
	if (tone)
		f->tone = tone;
	else if (mark == CIRCUMFLEX && f->base)
		tb_str_addc(f->out, f->base);
	else if (mark == BREVE || mark == HORN)
		tb_str_addc(f->out, 'w');
}

static bool is_letter_or_digit(utf8proc_int32_t cp)
{
	utf8proc_category_t cat = utf8proc_category(cp);

	return (cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_LO) || cat == UTF8PROC_CATEGORY_ND;
}

static void fold_char(struct folder *f, utf8proc_int32_t cp)
{
	utf8proc_uint8_t bytes[4];

	if (utf8proc_category(cp) == UTF8PROC_CATEGORY_MN) {
		fold_mark(f, cp);
	} else if (!is_letter_or_digit(cp)) {
		end_word(f);
	} else {
		start_word(f);
		if (cp == D_STROKE) {
			tb_str_adds(f->out, f->telex ? "dd" : "d");
			f->base = 0;
			return;
		}
		f->base = cp < 0x80 ? (char)cp : 0;
		tb_str_add(f->out, (const char *)bytes, (size_t)utf8proc_encode_char(cp, bytes));
	}
}

static void fold(struct folder *f, const char *s)
{
	const utf8proc_option_t how = UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE;
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t cp, parts[18];

	while (*p) {
		utf8proc_ssize_t n;
		int boundary = 0;

		if (*p < 0x80) {
			fold_char(f, *p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
			p++;
			continue;
		}
		n = utf8proc_iterate(p, -1, &cp);
		if (n <= 0)
			break;
		p += n;
		n = utf8proc_decompose_char(cp, parts, 18, how, &boundary);
		for (utf8proc_ssize_t i = 0; i < n; i++)
			fold_char(f, parts[i]);
	}
	end_word(f);
}

void tb_utf8_fold(struct tb_str *out, const char *s)
{
	fold(&(struct folder){ .out = out }, s);
}

void tb_utf8_telex(struct tb_str *out, const char *s)
{
	fold(&(struct folder){ .out = out, .telex = true }, s);
}

/* The bytes of `s` within so many columns; `*width` is what they take. */
static size_t measure(const char *s, size_t columns, size_t *width)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t cp;
	utf8proc_ssize_t n;

	*width = 0;
	while (*p && (n = utf8proc_iterate(p, -1, &cp)) > 0) {
		size_t w = (size_t)utf8proc_charwidth(cp);

		if (w > columns - *width)
			break;
		*width += w;
		p += n;
	}
	return (size_t)(p - (const utf8proc_uint8_t *)s);
}

size_t tb_utf8_width(const char *s)
{
	size_t width;

	measure(s, SIZE_MAX, &width);
	return width;
}

size_t tb_utf8_fit(const char *s, size_t columns)
{
	size_t width;

	return measure(s, columns, &width);
}
