/*
 * reply.h - reading the decoder's answer (answer.h), which is not to be trusted.
 */
#ifndef TB_SCAN_REPLY_H
#define TB_SCAN_REPLY_H

#include "scan/scan.h"

enum tb_reply {
	TB_REPLY_WHOLE, /* `*out` is filled; its texts lie in the pool */
	TB_REPLY_CUT,   /* right so far, but more is to come */
	TB_REPLY_WRONG,
};

/* Read the codes out of `len` bytes. `*out` is untouched unless they are whole. */
TB_MUST_CHECK
enum tb_reply tb_reply_read(const char *answer, size_t len, struct tb_pool *pool, struct tb_codes *out);

#endif
