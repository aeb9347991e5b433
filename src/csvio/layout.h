/*
 * layout.h - what stands around a table: titles above its header, a header of several rows, rows that are none of the table's.
 */
#ifndef TB_CSVIO_LAYOUT_H
#define TB_CSVIO_LAYOUT_H

#include <trangbi/pool.h>

#include "csvio/csvio.h"

enum { TB_CSV_MAX_HEADER_ROWS = 3 };

struct tb_layout {
	const struct tb_csv_opts *opts; /* borrowed */
	tb_csv_row_fn *fn;
	void *ctx;
	struct tb_csv_info *info; /* borrowed */

	/* The first rows, until the header among them is known; then the rows of the header, to know them again. */
	struct tb_csv_row first[TB_CSV_HEADER_WITHIN];
	size_t known[TB_CSV_HEADER_WITHIN]; /* how many names each has */
	size_t n, n_candidates;             /* how many there are; how many may be the first of the header */
	struct tb_pool pool;
	bool found;
	bool below_header; /* no row has come since the header */
};

/* Rows given to tb_layout_row() reach `fn` if they are the header or below it, and of the table. */
void tb_layout_init(struct tb_layout *l, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
		    struct tb_csv_info *info);
void tb_layout_release(struct tb_layout *l);

/* A tb_csv_row_fn. */
TB_MUST_CHECK
enum tb_status tb_layout_row(void *layout, const struct tb_csv_row *row, struct tb_err *err);

/* All rows were given. */
TB_MUST_CHECK
enum tb_status tb_layout_end(struct tb_layout *l, struct tb_err *err);

#endif
