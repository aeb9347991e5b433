/*
 * source.h - a file as UTF-8, block by block, whatever its encoding.
 */
#ifndef TB_CSVIO_SOURCE_H
#define TB_CSVIO_SOURCE_H

#include <stdbool.h>
#include <stdio.h>

#include <trangbi/err.h>
#include <trangbi/str.h>

#include "csvio/encoding.h"

struct tb_source {
	FILE *f;                    /* borrowed */
	const char *encoding;       /* one of tb_csv_encodings; NULL until it is known: all was ASCII so far */
	struct tb_decoder *decoder; /* owned */
	char *bytes;                /* owned; of the file */
	struct tb_str text;         /* the same in UTF-8, where it was not */
	bool begun, ended;
};

/*
 * `encoding` NULL: found out from a byte order mark, else from the first bytes over 0x7F.
 * TB_EINVAL  no such encoding
 */
TB_MUST_CHECK
enum tb_status tb_source_open(struct tb_source *s, FILE *f, const char *encoding, struct tb_err *err);
void tb_source_close(struct tb_source *s);

/*
 * The next text, which is valid until the next call; `*len` 0 at the end. A character may be cut at its end. What the
 * encoding does not have is TB_UNDECODED.
 *
 * TB_EINVAL  the file is no text, or its encoding is not certain
 * TB_ESYS    reading failed
 */
TB_MUST_CHECK
enum tb_status tb_source_next(struct tb_source *s, const char **text, size_t *len, struct tb_err *err);

#endif
