/*
 * layout.h - tables as people lay them out: titles above the header, a header in two rows, the numbers of its columns, the
 * header again on each page, totals at the end.
 */
#ifndef TB_CSVIO_LAYOUT_H
#define TB_CSVIO_LAYOUT_H

#include <trangbi/pool.h>

#include "csvio/csvio.h"

/* A row that outlives its reading. */
struct tb_kept_row {
	struct tb_kept_row *next;
	struct tb_csv_row row;
	size_t known; /* how many of its cells name columns */
};

struct tb_layout {
	const struct tb_csv_opts *opts; /* borrowed */
	struct tb_csv_info *info;       /* borrowed */
	tb_csv_row_fn *fn;
	void *ctx;
	struct tb_pool pool;               /* of the rows kept */
	struct tb_kept_row *first, **last; /* rows among which the header is sought */
	size_t n_kept;
	struct tb_kept_row *header, *second; /* as they stand in the file; NULL until found, or where there is none */
	enum { TB_SEEK_HEADER, TB_BELOW_HEADER, TB_BELOW_HEADERS, TB_AMONG_ROWS } state;
};

void tb_layout_init(struct tb_layout *l, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
		    struct tb_csv_info *info);
void tb_layout_release(struct tb_layout *l);

/* The next row of the file, and the end of it. What is a row of the table is given to the row function, the header first. */
TB_MUST_CHECK
enum tb_status tb_layout_row(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_layout_end(struct tb_layout *l, struct tb_err *err);

#endif
