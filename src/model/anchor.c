#include "model/anchor.h"

#include <ctype.h>
#include <string.h>

enum { SITE_DIGITS = TB_SITE_ID_SIZE - 1, HASH_DIGITS = TB_HEX_SIZE - 1 };

void tb_anchor_write(const char *site, int64_t seq, const char *hash, struct tb_str *out)
{
	size_t from = out->len;

	tb_str_addf(out, "TB1:%s:%lld:%s", site, (long long)seq, hash);
	for (char *p = out->buf + from; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

/* `n` hexadecimal digits, in lower case and ended by a NUL. Where they end; NULL where there are others. */
static const char *read_hex(const char *s, size_t n, char *out)
{
	for (; n; n--, s++) {
		if (!isxdigit((unsigned char)*s))
			return NULL;
		*out++ = (char)tolower((unsigned char)*s);
	}
	*out = '\0';
	return s;
}

/* Where it ends; NULL where it is none, begins with a zero or is too large. */
static const char *read_seq(const char *s, int64_t *out)
{
	if (*s < '1' || *s > '9')
		return NULL;
	for (*out = 0; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, *s - '0', out))
			return NULL;
	return s;
}

bool tb_anchor_read(const char *text, struct tb_anchor *out)
{
	struct tb_anchor a;
	const char *s = text;

	if (strncasecmp(s, "TB1:", 4) != 0)
		return false;
	s = read_hex(s + 4, SITE_DIGITS, a.site);
	if (!s || *s++ != ':')
		return false;
	s = read_seq(s, &a.seq);
	if (!s || *s++ != ':')
		return false;
	s = read_hex(s, HASH_DIGITS, a.hash);
	if (!s || *s)
		return false;
	*out = a;
	return true;
}
