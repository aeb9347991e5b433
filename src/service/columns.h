/*
 * columns.h - which column of a CSV file feeds which field, and a row read by that.
 */
#ifndef TB_SERVICE_COLUMNS_H
#define TB_SERVICE_COLUMNS_H

#include <trangbi/record.h>

#include "csvio/csvio.h"

/* What a column feeds: a field (its index), or one of these. */
enum { TB_TO_EXTRA = -1, TB_TO_NOTHING = -2 };

/* Texts and arrays lie in the pool that tb_columns_map() was given. */
struct tb_columns {
	const struct tb_noun *noun;
	struct tb_column {
		const char *name; /* the header as it stands, in NFC */
		int to;
	} * column; /* NULL until mapped */
	size_t n;
	size_t *extra; /* the columns that are extra fields, in the order of their JSON keys */
	size_t n_extra;
	const char *ignored; /* names of columns that only events set; NULL for none */
	bool is_rejects;     /* a rejects file that comes back: the first columns are ours */
};

/* The columns that a rejects file has in front. */
enum { TB_REJECT_COLUMNS = 3 };
extern const char *const tb_reject_headers[TB_REJECT_COLUMNS];

/*
 * Understand the header row.
 * TB_EINVAL  two columns mean the same field, or one that a new record needs is missing
 */
TB_MUST_CHECK
enum tb_status tb_columns_map(struct tb_columns *c, const struct tb_noun *noun, const struct tb_csv_row *row,
			      struct tb_pool *pool, struct tb_err *err);

/* How many cells of a row name fields, as in a header. */
size_t tb_columns_known(const struct tb_noun *noun, const struct tb_csv_row *row);

/*
 * Read a row into `r`; an empty cell leaves its field unset, and unknown columns become the record's extra fields.
 * On failure `*at` is the column at fault, 1-based, 0 for the whole row.
 */
TB_MUST_CHECK
enum tb_status tb_columns_read(const struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
			       struct tb_record *r, size_t *at, struct tb_err *err);

/* The JSON object `base` with the members of `over` put over it, canonical, in `pool`. */
const char *tb_extra_merge(const char *base, const char *over, struct tb_pool *pool);

/* The field that holds a noun's extra fields. */
unsigned tb_extra_field(const struct tb_noun *noun);

#endif
