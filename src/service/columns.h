/*
 * columns.h - which column of a CSV file feeds which field, and a row read by that.
 */
#ifndef TB_SERVICE_COLUMNS_H
#define TB_SERVICE_COLUMNS_H

#include <trangbi/record.h>

#include "csvio/csvio.h"
#include "service/profile.h"

/* Texts and arrays lie in the pool that tb_columns_map() was given. */
struct tb_columns {
	const struct tb_noun *noun;
	const struct tb_profile *profile; /* borrowed */
	struct tb_column {
		const char *name;                    /* the header as it stands, in NFC */
		int to;                              /* a target of the profile, TB_TO_EXTRA or TB_TO_NOTHING */
		bool extra;                          /* kept as an extra field, perhaps beside what it feeds */
		const struct tb_profile_target *how; /* NULL: its texts are read as they stand */
		struct tb_spelling spelling;
		bool shown[3]; /* by enum tb_marks: the survey found numbers written like that */
	} * column;            /* NULL until mapped */
	size_t n;
	size_t *extra; /* the columns that are extra fields, in the order of their JSON keys */
	size_t n_extra;
	struct tb_record constants; /* what fields are in new records where no cell says anything */
	bool fills;                 /* some field has a value where no cell says anything */
	const char *ignored;        /* names of columns that are not read; NULL for none */
	bool is_rejects;            /* a rejects file that comes back: the first columns are ours */
	bool surveyed;
	const char *other_order; /* a column with days that exist only with the month first, or last; NULL for none */
	bool looks_up; /* rows are only compared: no column is a must but one that names things, and a name is as good as a code */
	const char *title; /* borrowed; of a row above the header that says what amounts are in; NULL for none */

	/*
	 * Called once, when a number is found that its column alone can explain: gives all rows of the file to
	 * tb_columns_survey(). NULL: nobody can. With `ctx`.
	 */
	enum tb_status (*survey)(void *ctx, struct tb_columns *c, struct tb_err *err);
	void *ctx;
};

/* What a row says. Texts lie in the pool that tb_columns_read() was given, or are those of the profile. */
struct tb_row_values {
	struct tb_record r;
	uint64_t filled;               /* bit n: field n comes from a constant */
	const char *code[TB_N_BESIDE]; /* of what the record refers to but does not hold, which is a custodian */
	const char *name[TB_N_BESIDE]; /* of what it refers to; NULL where the row does not say */
};

/*
 * Understand the header row.
 * TB_EINVAL  two columns mean the same field, or one that a new record needs is missing
 */
TB_MUST_CHECK
enum tb_status tb_columns_map(struct tb_columns *c, const struct tb_profile *profile, const struct tb_csv_row *row,
			      struct tb_pool *pool, struct tb_err *err);

/* How many cells of a row name fields, as in a header. */
size_t tb_columns_known(const struct tb_profile *profile, const struct tb_csv_row *row);

/* What a column with that search key feeds, by the profile and, unless it is strict, by trangbi's own names. */
int tb_column_target(const struct tb_profile *profile, const char *key);

/*
 * What a heading, as a search key, says amounts are in: 1000 for "ĐVT: 1.000đ" or "Nguyên giá (nghìn đồng)", 1000000 for
 * millions; 0 where it says nothing of that.
 */
int64_t tb_heading_multiplier(const char *key);

/* Note which marks the numbers of the row show, and, behind the last row, decide what those mean that show nothing. */
void tb_columns_survey(struct tb_columns *c, const struct tb_csv_row *row);
void tb_columns_surveyed(struct tb_columns *c);

/*
 * Read a row; an empty cell leaves its field unset (or, where the profile clears, TB_NULL), and unknown columns become the
 * record's extra fields. On failure `*at` is the column at fault, 1-based, 0 for the whole row.
 */
TB_MUST_CHECK
enum tb_status tb_columns_read(struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
			       struct tb_row_values *out, size_t *at, struct tb_err *err);

/* Take out what comes from constants: that is for new records. */
void tb_row_drop_filled(struct tb_row_values *v);

/* The JSON object `base` with the members of `over` put over it, canonical, in `pool`; null takes a member out. */
const char *tb_extra_merge(const char *base, const char *over, struct tb_pool *pool);

/* The field that holds a noun's extra fields. */
unsigned tb_extra_field(const struct tb_noun *noun);

#endif
