/*
 * source.h - the bytes of a file as they are parsed: in pieces that end where a line ends, with all of the row at hand kept
 * in one place. UTF-16 comes out as UTF-8.
 */
#ifndef TB_CSVIO_SOURCE_H
#define TB_CSVIO_SOURCE_H

#include <stdbool.h>
#include <stdio.h>

#include "csvio/encoding.h"

struct tb_source {
	FILE *f;   /* borrowed */
	char *buf; /* owned */
	size_t cap;
	/* Offsets in `buf`: where the row at hand starts, what comes next, and the end of what was read. */
	size_t row, next, end;
	size_t cr; /* the first CR from `next` on, or `end`: most files have none, and each is looked through once */
	bool cr_known;
	bool eof;
	enum tb_encoding utf16; /* what is converted, or TB_ENCODING_FIND */
	char rest[4];           /* of UTF-16: bytes of a character whose others are to come */
	size_t n_rest;
};

void tb_source_init(struct tb_source *s, FILE *f);
void tb_source_release(struct tb_source *s);

/* Read another block, or less at the end of the file. Texts in `buf` move. */
TB_MUST_CHECK
enum tb_status tb_source_fill(struct tb_source *s, struct tb_err *err);

/* What was read, and what will be, is UTF-16: make it UTF-8. What is no character becomes TB_UNDECODED. */
void tb_source_convert(struct tb_source *s, enum tb_encoding utf16);

/*
 * The next bytes to parse, up to a line end and with it (CRLF is one), or as far as they were read. 0: read more, or the
 * end is reached.
 */
size_t tb_source_piece(struct tb_source *s, bool *ends_line);

#endif
