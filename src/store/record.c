#include <string.h>

#include "store/stmt.h"

/* The statements of each noun. */
static const struct noun_sql {
	const struct tb_noun *noun;
	enum tb_sql get, insert, update, list, version;
} noun_sqls[] = {
	{ &tb_unit_noun, TB_SQL_UNIT_GET, TB_SQL_UNIT_INSERT, TB_SQL_UNIT_UPDATE, TB_SQL_UNIT_LIST,
	  TB_SQL_UNIT_VERSION },
	{ &tb_person_noun, TB_SQL_PERSON_GET, TB_SQL_PERSON_INSERT, TB_SQL_PERSON_UPDATE, TB_SQL_PERSON_LIST,
	  TB_SQL_PERSON_VERSION },
	{ &tb_kind_noun, TB_SQL_KIND_GET, TB_SQL_KIND_INSERT, TB_SQL_KIND_UPDATE, TB_SQL_KIND_LIST,
	  TB_SQL_KIND_VERSION },
	{ &tb_asset_noun, TB_SQL_ASSET_GET, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE, TB_SQL_ASSET_LIST,
	  TB_SQL_ASSET_VERSION },
	{ &tb_stocktake_noun, TB_SQL_STOCKTAKE_GET, TB_SQL_STOCKTAKE_INSERT, TB_SQL_STOCKTAKE_UPDATE,
	  TB_SQL_STOCKTAKE_LIST, TB_SQL_STOCKTAKE_VERSION },
};

static const struct noun_sql *sql_of(const struct tb_noun *noun)
{
	const struct noun_sql *s = noun_sqls;

	while (s->noun != noun)
		s++;
	return s;
}

/* The row with that key under `sql`; to be reset. TB_ENOTFOUND */
static enum tb_status find_row(struct tb_store *st, enum tb_sql sql, const struct tb_noun *noun, const char *key,
			       sqlite3_stmt **out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":key", key);
	rc = tb_stmt_next(st, stmt, &have, err);
	if (!rc && !have)
		rc = tb_err_set(err, TB_ENOTFOUND, noun->missing, key);
	if (!rc)
		*out = stmt;
	return rc;
}

enum tb_status tb_record_read(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
			      struct tb_record *out, struct tb_err *err)
{
	const enum tb_sql sql = sql_of(noun)->get;
	sqlite3_stmt *stmt = NULL;
	enum tb_status rc = find_row(st, sql, noun, key, &stmt, err);

	if (rc)
		return rc;
	*out = (struct tb_record){ .noun = noun };
	tb_stmt_read(st, sql, stmt, pool, out);
	sqlite3_reset(stmt);
	return TB_OK;
}

/* A copy of a record that is kept. */
static enum tb_status copy_kept(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
				struct tb_record *out, struct tb_err *err)
{
	const struct tb_record *kept;
	enum tb_status rc = tb_memo_record(st, noun, key, &kept, err);

	if (rc)
		return rc;
	*out = *kept;
	tb_record_keep(out, pool);
	return TB_OK;
}

enum tb_status tb_store_get(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
			    struct tb_record *out, struct tb_err *err)
{
	enum tb_status rc;

	if (tb_memo_keeps(st, noun))
		return copy_kept(st, noun, key, pool, out, err);
	if (tb_memo_is_absent(st, noun, key))
		return tb_err_set(err, TB_ENOTFOUND, noun->missing, key);
	rc = tb_record_read(st, noun, key, pool, out, err);
	if (rc == TB_ENOTFOUND)
		tb_memo_note_absent(st, noun, key);
	return rc;
}

enum tb_status tb_store_version(struct tb_store *st, const struct tb_noun *noun, const char *key, int64_t *version,
				int64_t *place, struct tb_err *err)
{
	sqlite3_stmt *stmt = NULL;
	enum tb_status rc = find_row(st, sql_of(noun)->version, noun, key, &stmt, err);

	if (rc)
		return rc;
	*version = sqlite3_column_int64(stmt, 0);
	*place = sqlite3_column_int64(stmt, 1);
	sqlite3_reset(stmt);
	return TB_OK;
}

static enum tb_status put(struct tb_store *st, enum tb_sql sql, const struct tb_record *r, int64_t version,
			  struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (!stmt)
		return err->status;
	tb_memo_drop(st, r->noun, tb_text(r, r->noun->key));
	tb_bind_record(st, sql, stmt, r);
	tb_bind_int(stmt, ":version", version);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_insert(struct tb_store *st, const struct tb_record *r, int64_t version, struct tb_err *err)
{
	return put(st, sql_of(r->noun)->insert, r, version, err);
}

enum tb_status tb_store_update(struct tb_store *st, const struct tb_record *r, int64_t version, struct tb_err *err)
{
	return put(st, sql_of(r->noun)->update, r, version, err);
}

static enum tb_sql register_sql(const struct tb_filter *filter)
{
	if (filter->batch)
		return TB_SQL_REGISTER_LIST_OF_BATCH;
	return filter->unit ? TB_SQL_REGISTER_LIST_IN_UNIT : TB_SQL_REGISTER_LIST;
}

/* The statement that finds what is asked by an index. */
static enum tb_sql list_sql(const struct tb_noun *noun, const struct tb_filter *filter)
{
	if (noun == &tb_register_noun)
		return register_sql(filter);
	if (noun == &tb_event_noun && filter->batch)
		return TB_SQL_EVENT_LIST_OF_BATCH;
	if (noun == &tb_event_noun)
		return filter->tag ? TB_SQL_EVENT_LIST_OF_ASSET : TB_SQL_EVENT_LIST;
	if (noun == &tb_asset_noun && filter->batch)
		return TB_SQL_ASSET_LIST_OF_BATCH;
	if (noun == &tb_asset_noun && filter->holder)
		return TB_SQL_ASSET_LIST_OF_HOLDER;
	if (noun == &tb_asset_noun && filter->unit)
		return TB_SQL_ASSET_LIST_IN_UNIT;
	return sql_of(noun)->list;
}

enum tb_status tb_store_list(struct tb_store *st, const struct tb_noun *noun, const struct tb_filter *filter,
			     tb_record_fn *fn, void *ctx, struct tb_err *err)
{
	enum tb_sql sql = list_sql(noun, filter);
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (!stmt)
		return err->status;
	tb_bind_filter(stmt, filter);
	return tb_stmt_each(st, sql, stmt, noun, fn, ctx, err);
}

enum tb_status tb_store_is_below(struct tb_store *st, const struct tb_noun *noun, const char *code, const char *above,
				 bool *out, struct tb_err *err)
{
	bool unit = noun == &tb_unit_noun;
	sqlite3_stmt *stmt = tb_stmt(st, unit ? TB_SQL_UNIT_IS_BELOW : TB_SQL_KIND_IS_BELOW, err);
	int64_t found = 0;
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, unit ? ":unit" : ":kind", code);
	tb_bind_text(stmt, ":above", above);
	rc = tb_stmt_number(st, stmt, &found, err);
	if (!rc)
		*out = found;
	return rc;
}
