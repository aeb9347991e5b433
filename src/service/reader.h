/*
 * reader.h - from codes to readings: what a text means, and the record that it stands for.
 */
#ifndef TB_SERVICE_READER_H
#define TB_SERVICE_READER_H

#include <trangbi/scan.h>

#include "scan/scan.h"

struct tb_reader {
	struct tb_db *db; /* NULL: no look-up */
	tb_reading_fn *fn;
	void *ctx;
	struct tb_pool pool;           /* of the reading at hand */
	struct tb_reading_count count; /* so far */
};

/*
 * Look up what a code says, and give it to `fn`: one in the picture `file`, NULL where it is in none. `*out`, unless NULL,
 * lasts as long as the pool.
 */
TB_MUST_CHECK
enum tb_status tb_reader_give_code(struct tb_reader *reader, const char *file, const struct tb_code *code,
				   struct tb_reading *out, struct tb_err *err);

#endif
