/* check.c - the file as a whole: its pages, its state beside another's, its copy. */
#include <string.h>

#include "store/stmt.h"

static const enum tb_sql state_statements[] = {
	TB_SQL_STATE_SCHEMA,      TB_SQL_STATE_SITE,           TB_SQL_STATE_BATCH,
	TB_SQL_STATE_UNIT,        TB_SQL_STATE_PERSON,         TB_SQL_STATE_KIND,
	TB_SQL_STATE_SEARCH_TEXT, TB_SQL_STATE_ASSET,          TB_SQL_STATE_ALIAS,
	TB_SQL_STATE_TAG_SERIAL,  TB_SQL_STATE_CUSTODY,        TB_SQL_STATE_LABEL,
	TB_SQL_STATE_STOCKTAKE,   TB_SQL_STATE_STOCKTAKE_LINE, TB_SQL_STATE_STOCKTAKE_COUNTER,
	TB_SQL_STATE_BATCH_MORE,  TB_SQL_STATE_WITHDRAWN,      TB_SQL_STATE_SEARCH_INDEX,
};

/* Two result sets walked side by side, row by row in the same order. */
struct walk {
	struct tb_store *st[2];
	sqlite3_stmt *stmt[2];
	bool have[2];
	const char *table;
	tb_difference_fn *fn;
	void *ctx;
};

static bool same_column(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
	const char *x = tb_column(a, i), *y = tb_column(b, i);
	int len = sqlite3_column_bytes(a, i);

	/* By its length, as a text may go on behind a NUL. */
	return x && y ? len == sqlite3_column_bytes(b, i) && !memcmp(x, y, (size_t)len) : x == y;
}

/* The key of the row on which a walker stands, its first column, by which both are ordered. */
static const char *row_key(const struct walk *w, int side)
{
	return tb_column(w->stmt[side], 0);
}

static void compare_row(struct walk *w)
{
	struct tb_str what = TB_STR_INIT;

	for (int i = 0; i < sqlite3_column_count(w->stmt[0]); i++) {
		const char *x = tb_column(w->stmt[0], i), *y = tb_column(w->stmt[1], i);

		if (same_column(w->stmt[0], w->stmt[1], i))
			continue;
		tb_str_clear(&what);
		tb_str_addf(&what, "%s: %s != %s", sqlite3_column_name(w->stmt[0], i), x ? x : "-", y ? y : "-");
		w->fn(w->ctx, TB_DIFFERENT, w->table, row_key(w, 0), what.buf);
	}
	tb_str_release(&what);
}

/* <0: only the first has this row; >0: only the second; 0: both. */
static int order(const struct walk *w)
{
	if (sqlite3_column_type(w->stmt[0], 0) == SQLITE_INTEGER) {
		int64_t x = sqlite3_column_int64(w->stmt[0], 0), y = sqlite3_column_int64(w->stmt[1], 0);

		return x < y ? -1 : x > y;
	}
	return strcmp(row_key(w, 0), row_key(w, 1));
}

static enum tb_status step(struct walk *w, int side, struct tb_err *err)
{
	return tb_stmt_next(w->st[side], w->stmt[side], &w->have[side], err);
}

static enum tb_status walk_on(struct walk *w, struct tb_err *err)
{
	int cmp = !w->have[0] ? 1 : !w->have[1] ? -1 : order(w);
	enum tb_status rc = TB_OK;

	if (cmp < 0)
		w->fn(w->ctx, TB_ONLY_FIRST, w->table, row_key(w, 0), NULL);
	else if (cmp > 0)
		w->fn(w->ctx, TB_ONLY_SECOND, w->table, row_key(w, 1), NULL);
	else
		compare_row(w);
	if (cmp <= 0)
		rc = step(w, 0, err);
	if (!rc && cmp >= 0)
		rc = step(w, 1, err);
	return rc;
}

static enum tb_status compare_table(struct walk *w, enum tb_sql sql, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	w->table = tb_sql_texts[sql].name + strlen("state_");
	for (int side = 0; side < 2 && !rc; side++) {
		w->stmt[side] = tb_stmt(w->st[side], sql, err);
		rc = w->stmt[side] ? step(w, side, err) : err->status;
	}
	while (!rc && (w->have[0] || w->have[1]))
		rc = walk_on(w, err);
	return rc;
}

enum tb_status tb_store_compare(struct tb_store *st, struct tb_store *other, tb_difference_fn *fn, void *ctx,
				struct tb_err *err)
{
	struct walk w = { .st = { st, other }, .fn = fn, .ctx = ctx };
	enum tb_status rc = tb_memo_flush(other, err);

	if (!rc)
		rc = tb_store_make_vocabulary(st, err);
	if (!rc)
		rc = tb_store_make_vocabulary(other, err);
	for (size_t i = 0; !rc && i < sizeof(state_statements) / sizeof(state_statements[0]); i++)
		rc = compare_table(&w, state_statements[i], err);
	return rc;
}

enum tb_status tb_store_check_pages(struct tb_store *st, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_INTEGRITY, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc)
		return rc;
	if (have && strcmp(tb_column(stmt, 0), "ok") != 0)
		rc = tb_err_set(err, TB_ECORRUPT,
				N_("the database file is damaged (%s); restore a backup with 'trangbi restore'"),
				tb_column(stmt, 0));
	sqlite3_reset(stmt);
	return rc;
}

enum tb_status tb_store_copy(struct tb_store *from, struct tb_store *to, struct tb_err *err)
{
	enum { PAGES_A_STEP = 4096 };
	sqlite3_backup *copy = sqlite3_backup_init(to->db, "main", from->db, "main");
	int code;

	if (!copy)
		return tb_store_fail(to, err);
	do
		code = sqlite3_backup_step(copy, PAGES_A_STEP);
	while (code == SQLITE_OK);
	if (sqlite3_backup_finish(copy) || code != SQLITE_DONE)
		return tb_store_fail(to, err);
	return TB_OK;
}
