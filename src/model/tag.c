#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/utf8.h"

static const char ALPHABET[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static int value_of(char c)
{
	const char *p = c ? strchr(ALPHABET, c) : NULL;

	return p ? (int)(p - ALPHABET) : -1;
}

/* ISO/IEC 7064:2003, hybrid system MOD 37,36: P starts at M, and for each character P = ((P + a) mod' M) * 2 mod (M + 1). */
char tb_tag_check_char(const char *body)
{
	const int M = 36;
	int p = M;

	for (; *body; body++) {
		p = (p + value_of(*body)) % M;
		p = (p ? p : M) * 2 % (M + 1);
	}
	return ALPHABET[(M + 1 - p) % M];
}

static bool compact(const char *typed, char *out, size_t size)
{
	for (; *typed; typed++) {
		if (strchr(" -._/\t", *typed))
			continue;
		if (size < 2)
			return false;
		*out++ = (char)toupper((unsigned char)*typed);
		size--;
	}
	*out = '\0';
	return true;
}

/* Nearly all codes are ASCII; "TSCĐ-01" is not, and "tscđ01" finds it all the same. */
bool tb_code_compact(const char *typed, char *out, size_t size)
{
	struct tb_str upper = TB_STR_INIT;
	const char *p = typed;
	bool fits;

	while (*p && (unsigned char)*p < 0x80)
		p++;
	if (!*p)
		return compact(typed, out, size);
	tb_utf8_upper(&upper, typed);
	fits = compact(upper.buf, out, size);
	tb_str_release(&upper);
	return fits;
}

static bool split_check(const char *tag, char body[TB_TAG_SIZE])
{
	size_t len = strlen(tag);

	if (len < 2 || len > TB_TAG_MAX || strspn(tag, ALPHABET) != len)
		return false;
	memcpy(body, tag, len - 1);
	body[len - 1] = '\0';
	return true;
}

bool tb_tag_has_form(const char *text)
{
	char body[TB_TAG_SIZE];

	return split_check(text, body);
}

bool tb_tag_is_valid(const char *text)
{
	char body[TB_TAG_SIZE];

	return split_check(text, body) && tb_tag_check_char(body) == text[strlen(text) - 1];
}

enum tb_status tb_tag_parse(const char *typed, char out[TB_TAG_SIZE], struct tb_err *err)
{
	char tag[TB_TAG_SIZE], body[TB_TAG_SIZE];

	if (!tb_code_compact(typed, tag, sizeof(tag)) || !split_check(tag, body))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no tag: a tag has 2 to 16 letters A-Z and digits"),
				  typed);
	if (!tb_tag_is_valid(tag))
		return tb_err_set(
			err, TB_EINVAL,
			N_("'%s' is mistyped: its check character does not fit the rest; look at the label again"),
			typed);
	memcpy(out, tag, sizeof(tag));
	return TB_OK;
}

void tb_tag_show(const char *tag, char out[TB_TAG_SHOWN_SIZE])
{
	static const unsigned by_pattern[] = { 5, 8, 10, 15, 0 }, in_fours[] = { 4, 8, 12, 16, 0 };
	const unsigned *dash = strlen(tag) == TB_TAG_MAX ? by_pattern : in_fours;

	for (unsigned i = 0; i < TB_TAG_MAX && tag[i]; i++) {
		if (i == *dash) {
			*out++ = '-';
			dash++;
		}
		*out++ = tag[i];
	}
	*out = '\0';
}

size_t tb_tag_prefix_len(const char *pattern)
{
	return strcspn(pattern, "S");
}

enum tb_status tb_tag_pattern_check(const char *pattern, struct tb_err *err)
{
	size_t before = strspn(pattern, "UKY0123456789"), serial = strspn(pattern + before, "S");
	size_t len = strlen(pattern);

	if (before && serial >= 3 && before + serial + 1 == len && pattern[len - 1] == 'C' && len <= TB_TAG_MAX)
		return TB_OK;
	return tb_err_set(err, TB_EINVAL,
			  N_("'%s' is no tag pattern: write U, K, Y and digits, then at least SSS, then C, 16 at most, "
			     "such as %s"),
			  pattern, TB_TAG_PATTERN);
}

/* Put `code` at the right end of the places marked `mark`. */
static bool fill(char *prefix, const char *pattern, char mark, const char *code)
{
	size_t len = strlen(code), places = 0;

	if (strspn(code, ALPHABET) != len)
		return false;
	for (size_t i = 0; i < tb_tag_prefix_len(pattern); i++)
		places += pattern[i] == mark;
	if (places && places < len)
		return false;
	for (size_t i = 0; i < tb_tag_prefix_len(pattern); i++) {
		if (pattern[i] != mark)
			continue;
		prefix[i] = places > len ? 'X' : *code++;
		places--;
	}
	return true;
}

enum tb_status tb_tag_prefix(const char *pattern, const char *unit, const char *kind, int year, char out[TB_TAG_SIZE],
			     struct tb_err *err)
{
	size_t len = tb_tag_prefix_len(pattern);
	char prefix[TB_TAG_SIZE], yy[8];

	memcpy(prefix, pattern, len);
	prefix[len] = '\0';
	snprintf(yy, sizeof(yy), "%02d", year % 100);
	if (!fill(prefix, pattern, 'U', unit))
		return tb_err_set(err, TB_EREFUSED,
				  N_("unit code '%s' does not fit the tag pattern '%s'; give the tag yourself"), unit,
				  pattern);
	if (!fill(prefix, pattern, 'K', kind))
		return tb_err_set(
			err, TB_EREFUSED,
			N_("kind '%s' does not fit the tag pattern '%s'; give the kind a tag code, such as 'XEM'"),
			kind, pattern);
	if (!fill(prefix, pattern, 'Y', yy))
		return tb_err_set(err, TB_EREFUSED, N_("the tag pattern '%s' has no room for a year"), pattern);
	memcpy(out, prefix, len + 1);
	return TB_OK;
}

enum tb_status tb_tag_make(const char *pattern, const char *prefix, int64_t serial, char out[TB_TAG_SIZE],
			   struct tb_err *err)
{
	size_t digits = strspn(pattern + tb_tag_prefix_len(pattern), "S");
	char number[24], tag[TB_TAG_SIZE];
	int len = snprintf(number, sizeof(number), "%0*lld", (int)digits, (long long)serial);

	if (len < 0 || (size_t)len > digits)
		return tb_err_set(err, TB_EREFUSED,
				  N_("the serial numbers behind '%s' are used up; give the tag yourself"), prefix);
	snprintf(tag, sizeof(tag), "%.*s%.*s", (int)tb_tag_prefix_len(pattern), prefix, (int)digits, number);
	snprintf(out, TB_TAG_SIZE, "%.*s%c", TB_TAG_MAX - 1, tag, tb_tag_check_char(tag));
	return TB_OK;
}

int64_t tb_tag_serial(const char *pattern, const char *tag)
{
	size_t before = tb_tag_prefix_len(pattern), digits = strspn(pattern + before, "S");
	int64_t serial = 0;

	if (strlen(tag) != strlen(pattern))
		return -1;
	for (size_t i = before; i < before + digits; i++) {
		if (!isdigit((unsigned char)tag[i]))
			return -1;
		serial = serial * 10 + (tag[i] - '0');
	}
	return serial;
}
