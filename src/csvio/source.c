#include "csvio/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum { BLOCK_SIZE = 64 * 1024 };

void tb_source_init(struct tb_source *s, FILE *f)
{
	*s = (struct tb_source){ .f = f, .cap = 2 * BLOCK_SIZE };
	s->buf = tb_malloc(s->cap);
}

void tb_source_release(struct tb_source *s)
{
	free(s->buf);
}

static void reserve(struct tb_source *s, size_t more)
{
	if (s->cap - s->end >= more)
		return;
	s->cap = 2 * s->cap + more;
	s->buf = tb_realloc(s->buf, s->cap);
}

/* ---- UTF-16 ------------------------------------------------------------------------------------------------------ */

static unsigned unit_at(const struct tb_source *s, const char *p)
{
	unsigned a = (unsigned char)p[0], b = (unsigned char)p[1];

	return s->utf16 == TB_UTF16BE ? a << 8 | b : b << 8 | a;
}

static void put(struct tb_source *s, unsigned byte)
{
	s->buf[s->end++] = (char)byte;
}

static void put_char(struct tb_source *s, unsigned c)
{
	if (c < 0x80) {
		put(s, c);
		return;
	}
	if (c < 0x800) {
		put(s, 0xC0 | c >> 6);
	} else {
		if (c < 0x10000) {
			put(s, 0xE0 | c >> 12);
		} else {
			put(s, 0xF0 | c >> 18);
			put(s, 0x80 | (c >> 12 & 0x3F));
		}
		put(s, 0x80 | (c >> 6 & 0x3F));
	}
	put(s, 0x80 | (c & 0x3F));
}

/* Converts one character. Returns the bytes it takes, 0 where more must be read. */
static size_t convert_char(struct tb_source *s, const char *p, size_t len)
{
	unsigned c, low;

	if (len < 2)
		return 0;
	c = unit_at(s, p);
	if (c < 0xD800 || c > 0xDFFF) {
		put_char(s, c);
		return 2;
	}
	if (c < 0xDC00 && len < 4)
		return 0;
	low = c < 0xDC00 ? unit_at(s, p + 2) : 0;
	if (low < 0xDC00 || low > 0xDFFF) {
		put(s, TB_UNDECODED);
		return 2;
	}
	put_char(s, 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF)));
	return 4;
}

/* Three bytes at most are made of two. */
static void convert(struct tb_source *s, const char *p, size_t len)
{
	size_t n;

	reserve(s, 2 * len + 8);
	while ((n = convert_char(s, p, len)) > 0) {
		p += n;
		len -= n;
	}
	if (s->eof && len) {
		put(s, TB_UNDECODED);
		len = 0;
	}
	memcpy(s->rest, p, len);
	s->n_rest = len;
}

void tb_source_convert(struct tb_source *s, enum tb_encoding utf16)
{
	size_t len = s->end - s->next;
	char *in = tb_malloc(len + 1);

	memcpy(in, s->buf + s->next, len);
	s->utf16 = utf16;
	s->end = s->next;
	convert(s, in, len);
	s->cr_known = false;
	free(in);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The row at hand goes to the front, so that the buffer is no longer than it and a block. */
static void close_gap(struct tb_source *s)
{
	if (s->row)
		memmove(s->buf, s->buf + s->row, s->end - s->row);
	s->end -= s->row;
	s->next -= s->row;
	s->row = 0;
	s->cr_known = false;
}

static size_t read_block(struct tb_source *s, char *to)
{
	size_t n = fread(to, 1, BLOCK_SIZE, s->f);

	s->eof = n < BLOCK_SIZE;
	return n;
}

static void fill_from_utf16(struct tb_source *s)
{
	char *in = tb_malloc(sizeof(s->rest) + BLOCK_SIZE);
	size_t len = s->n_rest;

	memcpy(in, s->rest, len);
	len += read_block(s, in + len);
	convert(s, in, len);
	free(in);
}

enum tb_status tb_source_fill(struct tb_source *s, struct tb_err *err)
{
	close_gap(s);
	if (s->utf16) {
		fill_from_utf16(s);
	} else {
		reserve(s, BLOCK_SIZE);
		s->end += read_block(s, s->buf + s->end);
	}
	if (s->eof && ferror(s->f))
		return tb_err_set(err, TB_ESYS, N_("cannot read the file: %s"), strerror(errno));
	return TB_OK;
}

static size_t find(const struct tb_source *s, char c)
{
	const char *at = memchr(s->buf + s->next, c, s->end - s->next);

	return at ? (size_t)(at - s->buf) : s->end;
}

size_t tb_source_piece(struct tb_source *s, bool *ends_line)
{
	size_t lf = find(s, '\n'), at;

	if (!s->cr_known || s->cr < s->next) {
		s->cr = find(s, '\r');
		s->cr_known = true;
	}
	at = lf < s->cr ? lf : s->cr;
	*ends_line = at < s->end;
	if (at == s->end)
		return at - s->next;
	if (at == s->cr && at + 1 == s->end && !s->eof) {
		*ends_line = false; /* its LF may come */
		return at - s->next;
	}
	if (at == s->cr && at + 1 == lf && lf < s->end)
		at++;
	return at + 1 - s->next;
}
