/*
 * sniff.h - what the first bytes of a file say about it: whether it is CSV at all, UTF-16 and marks, and its delimiter.
 */
#ifndef TB_CSVIO_SNIFF_H
#define TB_CSVIO_SNIFF_H

#include <stddef.h>

#include "csvio/encoding.h"

/* TB_EINVAL where `s`, the start of a file, is no text; the message says what it looks like, and what to do. */
TB_MUST_CHECK
enum tb_status tb_sniff_binary(const char *s, size_t len, struct tb_err *err);

/* The same for text (in UTF-8, or in an encoding with ASCII in its lower half) that is HTML or XML. */
TB_MUST_CHECK
enum tb_status tb_sniff_markup(const char *s, size_t len, struct tb_err *err);

/*
 * What the first bytes say about the encoding: a byte order mark, whose length is set in `*bom`, or the NULs of UTF-16.
 * TB_ENCODING_FIND where they say nothing.
 */
enum tb_encoding tb_sniff_encoding(const char *s, size_t len, size_t *bom);

/*
 * Find the delimiter. Returns how many bytes the line "sep=X" takes, its end included, if the first line is one, else 0.
 * `s` starts behind the byte order mark.
 */
size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter);

#endif
