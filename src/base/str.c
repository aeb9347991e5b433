#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/alloc.h"

char tb_str_empty[1];

void tb_str_release(struct tb_str *s)
{
	if (!s)
		return;
	if (s->cap)
		free(s->buf);
	*s = TB_STR_INIT;
}

void tb_str_clear(struct tb_str *s)
{
	tb_str_cut(s, 0);
}

void tb_str_cut(struct tb_str *s, size_t len)
{
	if (len >= s->len)
		return;
	s->len = len;
	s->buf[len] = '\0';
}

void tb_str_reserve(struct tb_str *s, size_t extra)
{
	size_t need = s->len + extra + 1, cap = s->cap;

	if (need <= cap)
		return;
	cap = cap < 32 ? 32 : cap * 2;
	if (cap < need)
		cap = need;
	s->buf = tb_realloc(s->cap ? s->buf : NULL, cap);
	s->buf[s->len] = '\0';
	s->cap = cap;
}

void tb_str_add(struct tb_str *s, const char *bytes, size_t len)
{
	if (!len)
		return;
	tb_str_reserve(s, len);
	memcpy(s->buf + s->len, bytes, len);
	s->len += len;
	s->buf[s->len] = '\0';
}

void tb_str_adds(struct tb_str *s, const char *text)
{
	tb_str_add(s, text, strlen(text));
}

void tb_str_addint(struct tb_str *s, long long n)
{
	char digits[24], *p = digits + sizeof(digits);
	unsigned long long rest = n < 0 ? 0ULL - (unsigned long long)n : (unsigned long long)n;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	tb_str_add(s, p, (size_t)(digits + sizeof(digits) - p));
}

void tb_str_addgrouped(struct tb_str *s, long long n)
{
	const size_t from = s->len + (n < 0);
	struct tb_str digits = TB_STR_INIT;

	tb_str_addint(&digits, n);
	for (size_t i = 0; i < digits.len; i++) {
		if (s->len > from && (digits.len - i) % 3 == 0)
			tb_str_addc(s, '.');
		tb_str_addc(s, digits.buf[i]);
	}
	tb_str_release(&digits);
}

void tb_str_addf(struct tb_str *s, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len > 0) {
		tb_str_reserve(s, (size_t)len);
		vsnprintf(s->buf + s->len, (size_t)len + 1, format, args);
		s->len += (size_t)len;
	}
	va_end(args);
}
