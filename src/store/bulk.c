/*
 * bulk.c - an import of many assets leaves out the indexes that it does not read, and makes them again by sorting before it
 * commits. All that is one transaction: nobody else ever sees the file without them.
 */
#include "store/stmt.h"

/* It pays from here on; and only where so much is new that making the indexes of the whole costs less than keeping them up. */
enum { MIN_EVENTS = 2000, MIN_SHARE = 4 };

static const enum tb_sql drops[] = {
	TB_SQL_BULK_DROP_SUBJECTS, TB_SQL_BULK_DROP_TRIGGER, TB_SQL_BULK_DROP_UNITS,
	TB_SQL_BULK_DROP_KINDS,    TB_SQL_BULK_DROP_TEXTS,
};

void tb_txn_expect_assets(struct tb_store *st)
{
	st->memo.on = true;
	st->bulk.allowed = true;
}

/*
 * The store looks up what assets refer to itself meanwhile (put_asset() in asset.c), from memory. PRAGMA foreign_keys does
 * nothing within a transaction.
 */
static void check_references(struct tb_store *st, bool by_sqlite)
{
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_ENABLE_FKEY, (int)by_sqlite, NULL);
}

/* Not as a prepared statement: a pragma takes effect when it is prepared. */
static enum tb_status run_script(struct tb_store *st, const char *sql, struct tb_err *err)
{
	return sqlite3_exec(st->db, sql, NULL, NULL, NULL) ? tb_store_fail(st, err) : TB_OK;
}

static enum tb_status note_schema(struct tb_store *st, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BULK_SCHEMA, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have)
		tb_str_addf(&st->bulk.rebuild, "%s;\n", tb_column(stmt, 0));
	return rc;
}

static enum tb_status begin(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc = note_schema(st, err);

	for (size_t i = 0; !rc && i < sizeof(drops) / sizeof(drops[0]); i++) {
		sqlite3_stmt *stmt = tb_stmt(st, drops[i], err);

		rc = stmt ? tb_stmt_run(st, stmt, err) : err->status;
	}
	if (!rc)
		rc = run_script(st, tb_sql_texts[TB_SQL_BULK_CACHE_ROWS].text, err);
	if (rc)
		return rc;
	check_references(st, false);
	st->bulk.on = true;
	return TB_OK;
}

enum tb_status tb_bulk_count(struct tb_store *st, int64_t seq, struct tb_err *err)
{
	struct tb_bulk *bulk = &st->bulk;

	if (!bulk->allowed || bulk->on || ++bulk->n < MIN_EVENTS || bulk->n * MIN_SHARE < seq)
		return TB_OK;
	return begin(st, err);
}

enum tb_status tb_bulk_finish(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc;

	if (!st->bulk.on)
		return TB_OK;
	check_references(st, true);
	rc = run_script(st, tb_sql_texts[TB_SQL_BULK_CACHE_SORT].text, err);
	if (!rc)
		rc = run_script(st, tb_sql_texts[TB_SQL_BULK_THREADS].text, err);
	return rc ? rc : run_script(st, st->bulk.rebuild.buf, err);
}

void tb_bulk_reset(struct tb_store *st)
{
	struct tb_err ignored = TB_ERR_INIT;

	if (st->bulk.on) {
		check_references(st, true);
		(void)!run_script(st, tb_sql_texts[TB_SQL_BULK_CACHE_USUAL].text, &ignored);
	}
	tb_str_release(&st->bulk.rebuild);
	st->bulk = (struct tb_bulk){ .on = false };
}
