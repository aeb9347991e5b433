/*
 * sniff.h - what the first bytes of a file say about it: whether it is CSV at all, and its delimiter.
 */
#ifndef TB_CSVIO_SNIFF_H
#define TB_CSVIO_SNIFF_H

#include <stddef.h>

#include <trangbi/err.h>

/* How many bytes at the start of `s` are a byte order mark of UTF-8: 0 or 3. */
size_t tb_sniff_bom(const char *s, size_t len);

/* TB_EINVAL where `s`, the start of a file, looks like something else than CSV; the message names it. */
TB_MUST_CHECK
enum tb_status tb_sniff_check(const char *s, size_t len, struct tb_err *err);

/*
 * Find the delimiter. Returns how many bytes the line "sep=X" takes, its end included, or 0 where there is none.
 * `s` starts behind the byte order mark.
 */
size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter);

#endif
