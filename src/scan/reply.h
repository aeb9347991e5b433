/*
 * reply.h - reading the decoder's answer (answer.h), which is not to be trusted.
 */
#ifndef TB_SCAN_REPLY_H
#define TB_SCAN_REPLY_H

#include "scan/scan.h"

/* One answer, read. */
struct tb_answer {
	struct tb_codes codes; /* its texts lie in the pool */
	const char *failure;   /* a msgid that takes the picture's name; NULL where it was read */
	enum tb_status status; /* of a failure */
	size_t len;            /* bytes that it took */
};

enum tb_reply {
	TB_REPLY_WHOLE, /* `*out` is filled */
	TB_REPLY_CUT,   /* right so far, but more is to come */
	TB_REPLY_WRONG,
};

/* Read the first answer in `len` bytes; others may follow. `*out` is untouched unless it is whole. */
TB_MUST_CHECK
enum tb_reply tb_reply_read(const char *bytes, size_t len, struct tb_pool *pool, struct tb_answer *out);

/* "grey WIDTH HEIGHT" and a newline in front of a picture; `*used` is how many bytes that took, `*out` has no pixels yet. */
TB_MUST_CHECK
enum tb_reply tb_reply_read_size(const char *bytes, size_t len, struct tb_raster *out, size_t *used);

#endif
