/*
 * sniff.h - what the first bytes of a file say about it: whether it is CSV at all, and its delimiter.
 */
#ifndef TB_CSVIO_SNIFF_H
#define TB_CSVIO_SNIFF_H

#include <stddef.h>

#include <trangbi/err.h>

/*
 * The encoding that a byte order mark at the start of `s` tells, or that so many NUL bytes tell (UTF-16 without a mark); NULL
 * for neither. `*mark` is how many bytes the mark takes.
 */
const char *tb_sniff_encoding(const char *s, size_t len, size_t *mark);

/* TB_EINVAL where `s`, the start of a file, looks like something else than CSV; the message names it. */
TB_MUST_CHECK
enum tb_status tb_sniff_check(const char *s, size_t len, struct tb_err *err);

/*
 * Find the delimiter of `s`, the start of a text: the one that stands as often in line after line; where no two lines agree, the
 * one that the first line with any has most often. Returns how many bytes the line "sep=X" takes, its end included, or 0
 * where there is none.
 */
size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter);

#endif
