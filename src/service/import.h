/*
 * import.h - an import under way, and what it does with a row.
 */
#ifndef TB_SERVICE_IMPORT_H
#define TB_SERVICE_IMPORT_H

#include "service/db.h"
#include "service/intake.h"
#include "service/rejects.h"

/* A row put aside because a row behind it may be what it refers to. */
struct late_row {
	struct late_row *next;
	struct tb_csv_row row;
};

struct importer {
	struct tb_db *db;
	const struct tb_import_req *req;
	struct tb_import_result *out;
	struct tb_pool pool;     /* of the whole import */
	struct tb_pool row_pool; /* of the row at hand */
	struct tb_intake in;
	struct tb_rejects rejects;
	bool create[TB_N_BESIDE]; /* what is registered beside */
	int64_t number;           /* of the row at hand, as a spreadsheet counted it */
	int64_t nameless;         /* new assets that nothing but their row in this file names */
	unsigned char *same;      /* owned; a bit for the place of each record that a row left as it is */
	size_t same_size;         /* in bytes */
	char sha256[TB_HEX_SIZE]; /* of the file; "" where all its rows have names */
	struct late_row *late, **late_end;
	bool last_chance; /* no more rows come: a missing parent is an error now */
};

/*
 * Take one record in. `why` says what is wrong with the row; `err` is what makes the whole import impossible.
 */
TB_MUST_CHECK
enum tb_status tb_import_take(struct importer *im, struct tb_row_values *values, struct tb_err *why,
			      struct tb_err *err);

#endif
