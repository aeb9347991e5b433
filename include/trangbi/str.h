/*
 * str.h - a growing byte string.
 *
 * `buf` always ends with a NUL, also when nothing was added yet, and the NUL is not counted in `len`.
 */
#ifndef TRANGBI_STR_H
#define TRANGBI_STR_H

#include <stddef.h>

#include <trangbi/err.h>

struct tb_str {
	char *buf; /* owned, unless cap is 0 */
	size_t len;
	size_t cap;
};

extern char tb_str_empty[1];
#define TB_STR_INIT ((struct tb_str){ .buf = tb_str_empty })

void tb_str_release(struct tb_str *s);               /* frees; usable again. Accepts NULL */
void tb_str_clear(struct tb_str *s);                 /* empties, keeps the memory */
void tb_str_cut(struct tb_str *s, size_t len);       /* shortens to `len` bytes, if it is longer */
void tb_str_reserve(struct tb_str *s, size_t extra); /* room for `extra` more bytes without moving */

void tb_str_add(struct tb_str *s, const char *bytes, size_t len);
void tb_str_adds(struct tb_str *s, const char *text);
void tb_str_addint(struct tb_str *s, long long n);
void tb_str_addgrouped(struct tb_str *s, long long n); /* as people here write it: "-12.500.000" */
void tb_str_addf(struct tb_str *s, const char *format, ...) TB_PRINTF(2, 3);

/* Several strings, such as the words of one option; all borrowed. */
struct tb_texts {
	const char *const *text;
	size_t n;
};

/* Inline, for JSON and CSV are written one quote and comma at a time. */
static inline void tb_str_addc(struct tb_str *s, char c)
{
	if (s->len + 1 >= s->cap)
		tb_str_reserve(s, 1);
	s->buf[s->len++] = c;
	s->buf[s->len] = '\0';
}

#endif
