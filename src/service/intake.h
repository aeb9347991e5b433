/*
 * intake.h - a CSV file read row by row by a profile: what an import and a reconciliation have in common.
 */
#ifndef TB_SERVICE_INTAKE_H
#define TB_SERVICE_INTAKE_H

#include <trangbi/exchange.h>

#include "service/columns.h"

struct tb_intake {
	const struct tb_import_req *req; /* borrowed: which file, and how it is read */
	struct tb_pool *pool;            /* borrowed: of the whole file */
	struct tb_profile profile;
	struct tb_columns columns; /* `looks_up` is set by the caller */
	struct tb_csv_info info;   /* what was found out, as far as the reading came */

	/* Called once the columns are known, and with a header that cannot be read, before that fails; may be NULL. */
	tb_csv_row_fn *header;
	tb_csv_row_fn *row; /* called with each row below it */
	void *ctx;          /* of both */

	FILE *f; /* being read, or a copy of what came from a pipe; open until the release */
	struct tb_csv_opts opts;
};

/*
 * Read the profile that the request names, for records of `noun`, and put over it what else the request says.
 * The statuses of tb_profile_folders(), tb_profile_read() and tb_profile_refine().
 */
TB_MUST_CHECK
enum tb_status tb_intake_prepare(struct tb_intake *in, const struct tb_noun *noun, struct tb_err *err);

/*
 * Read the file from its first row to its last.
 * TB_EINVAL  it has no header, or one that cannot be read; the statuses of tb_csv_read(), tb_columns_map()
 * TB_ESYS    it cannot be read
 * Any status of `header` and `row`.
 */
TB_MUST_CHECK
enum tb_status tb_intake_read(struct tb_intake *in, struct tb_err *err);

/* How far the reading has come, in bytes; may be ahead of the row at hand by a block. */
void tb_intake_progress(const struct tb_intake *in, int64_t *done, int64_t *all);

void tb_intake_release(struct tb_intake *in);

#endif
