#include "store/stmt.h"

enum tb_status tb_store_open_stocktake(struct tb_store *st, const char *unit, struct tb_pool *pool, const char **id,
				       unsigned *n, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_STOCKTAKE_OPEN_IDS, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	*n = 0;
	tb_bind_text(stmt, ":unit", unit);
	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have) {
		*id = tb_pool_strdup(pool, tb_column(stmt, 0));
		++*n;
	}
	return rc;
}

enum tb_status tb_store_count_stocktakes(struct tb_store *st, const char *unit, const char *prefix, int64_t *out,
					 struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_STOCKTAKE_COUNT_OF_YEAR, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":unit", unit);
	tb_bind_text(stmt, ":from", prefix);
	return tb_stmt_number(st, stmt, out, err);
}

/* A statement about one stocktake as a whole. */
static sqlite3_stmt *about(struct tb_store *st, enum tb_sql sql, const char *id, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (stmt)
		tb_bind_text(stmt, ":id", id);
	return stmt;
}

static enum tb_status run(struct tb_store *st, enum tb_sql sql, const char *id, struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, sql, id, err);

	return stmt ? tb_stmt_run(st, stmt, err) : err->status;
}

enum tb_status tb_store_freeze(struct tb_store *st, const char *id, const char *unit, const char *kind,
			       struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, TB_SQL_STOCKTAKE_FREEZE, id, err);
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":unit", unit);
	tb_bind_text(stmt, ":kind", kind);
	rc = tb_stmt_run(st, stmt, err);
	return rc ? rc : run(st, TB_SQL_STOCKTAKE_EXPECT, id, err);
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static sqlite3_stmt *about_line(struct tb_store *st, enum tb_sql sql, const char *stocktake, const char *code,
				struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (stmt) {
		tb_bind_text(stmt, ":stocktake", stocktake);
		tb_bind_text(stmt, ":key", code);
	}
	return stmt;
}

enum tb_status tb_store_get_line(struct tb_store *st, const char *stocktake, const char *code, struct tb_pool *pool,
				 struct tb_record *out, struct tb_err *err)
{
	const enum tb_sql sql = TB_SQL_STOCKTAKE_LINE_GET;
	sqlite3_stmt *stmt = about_line(st, sql, stocktake, code, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc)
		return rc;
	if (!have)
		return tb_err_set(err, TB_ENOTFOUND, tb_stocktake_line_noun.missing, code);
	*out = TB_RECORD(tb_stocktake_line_noun);
	tb_stmt_read(st, sql, stmt, pool, out);
	sqlite3_reset(stmt);
	return TB_OK;
}

enum tb_status tb_store_put_line(struct tb_store *st, const char *stocktake, const struct tb_record *line,
				 struct tb_err *err)
{
	const enum tb_sql sql = TB_SQL_STOCKTAKE_LINE_PUT;
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (!stmt)
		return err->status;
	tb_bind_record(st, sql, stmt, line);
	tb_bind_text(stmt, ":stocktake", stocktake);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_delete_line(struct tb_store *st, const char *stocktake, const char *code, struct tb_err *err)
{
	sqlite3_stmt *stmt = about_line(st, TB_SQL_STOCKTAKE_LINE_DELETE, stocktake, code, err);

	return stmt ? tb_stmt_run(st, stmt, err) : err->status;
}

enum tb_status tb_store_list_lines(struct tb_store *st, const struct tb_line_filter *filter, tb_record_fn *fn,
				   void *ctx, struct tb_err *err)
{
	const enum tb_sql sql = TB_SQL_STOCKTAKE_LINE_LIST;
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":stocktake", filter->stocktake);
	tb_bind_text(stmt, ":outcome", filter->outcome);
	if (filter->twice)
		tb_bind_int(stmt, ":twice", 1);
	if (filter->proposed)
		tb_bind_int(stmt, ":proposed", 1);
	if (filter->by_code)
		tb_bind_int(stmt, ":by_code", 1);
	return tb_stmt_each(st, sql, stmt, &tb_stocktake_line_noun, fn, ctx, err);
}

enum tb_status tb_store_tally(struct tb_store *st, const char *id, int64_t change, int64_t version, struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, TB_SQL_STOCKTAKE_TALLY, id, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":change", change);
	tb_bind_int(stmt, ":version", version);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_settle_lines(struct tb_store *st, const char *id, struct tb_err *err)
{
	static const enum tb_sql steps[] = { TB_SQL_STOCKTAKE_OUTCOMES, TB_SQL_STOCKTAKE_HOLDERS,
					     TB_SQL_STOCKTAKE_PROPOSALS };
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < sizeof(steps) / sizeof(steps[0]); i++)
		rc = run(st, steps[i], id, err);
	return rc;
}

/* ---- who, and how many ------------------------------------------------------------------------------------------ */

static sqlite3_stmt *about_counter(struct tb_store *st, enum tb_sql sql, const char *id, int64_t round,
				   const char *person, struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, sql, id, err);

	if (stmt) {
		tb_bind_int(stmt, ":round", round);
		tb_bind_text(stmt, ":person", person);
	}
	return stmt;
}

enum tb_status tb_store_add_counter(struct tb_store *st, const char *id, int64_t round, const char *person,
				    struct tb_err *err)
{
	sqlite3_stmt *stmt = about_counter(st, TB_SQL_STOCKTAKE_COUNTER_INSERT, id, round, person, err);

	return stmt ? tb_stmt_run(st, stmt, err) : err->status;
}

enum tb_status tb_store_has_counter(struct tb_store *st, const char *id, int64_t round, const char *person, bool *out,
				    struct tb_err *err)
{
	sqlite3_stmt *stmt = about_counter(st, TB_SQL_STOCKTAKE_COUNTER_FIND, id, round, person, err);
	int64_t found = 0;
	enum tb_status rc = stmt ? tb_stmt_number(st, stmt, &found, err) : err->status;

	if (!rc)
		*out = found;
	return rc;
}

static enum tb_status list(struct tb_store *st, enum tb_sql sql, const char *id, const struct tb_noun *noun,
			   tb_record_fn *fn, void *ctx, struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, sql, id, err);

	return stmt ? tb_stmt_each(st, sql, stmt, noun, fn, ctx, err) : err->status;
}

enum tb_status tb_store_sum_lines(struct tb_store *st, const char *id, tb_record_fn *fn, void *ctx, struct tb_err *err)
{
	return list(st, TB_SQL_STOCKTAKE_SUMS, id, &tb_stocktake_sum_noun, fn, ctx, err);
}

enum tb_status tb_store_sum_counters(struct tb_store *st, const char *id, tb_record_fn *fn, void *ctx,
				     struct tb_err *err)
{
	return list(st, TB_SQL_STOCKTAKE_COUNTERS, id, &tb_stocktake_counter_noun, fn, ctx, err);
}

static enum tb_status get_number(struct tb_store *st, enum tb_sql sql, const char *id, int64_t *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, sql, id, err);

	return stmt ? tb_stmt_number(st, stmt, out, err) : err->status;
}

enum tb_status tb_store_expected(struct tb_store *st, const char *id, int64_t *out, struct tb_err *err)
{
	return get_number(st, TB_SQL_STOCKTAKE_EXPECTED, id, out, err);
}

enum tb_status tb_store_last_count(struct tb_store *st, const char *id, int64_t *out, struct tb_err *err)
{
	return get_number(st, TB_SQL_STOCKTAKE_LAST_COUNT, id, out, err);
}

enum tb_status tb_store_count_remarks(struct tb_store *st, const char *id, int64_t *twice, int64_t *proposals,
				      struct tb_err *err)
{
	sqlite3_stmt *stmt = about(st, TB_SQL_STOCKTAKE_REMARKS, id, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc || !have)
		return rc;
	*twice = sqlite3_column_int64(stmt, 0);
	*proposals = sqlite3_column_int64(stmt, 1);
	sqlite3_reset(stmt);
	return TB_OK;
}
