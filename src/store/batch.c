/* batch.c - imports, and what taking them back needs. */
#include <string.h>

#include "store/stmt.h"

enum tb_status tb_store_open_batch(struct tb_store *st, const struct tb_batch *b, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_INSERT, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", b->id);
	tb_bind_text(stmt, ":noun", b->noun);
	tb_bind_text(stmt, ":file", b->file);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_close_batch(struct tb_store *st, const struct tb_batch *b, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_CLOSE, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", b->id);
	tb_bind_int(stmt, ":rows", b->rows);
	tb_bind_int(stmt, ":added", b->added);
	tb_bind_int(stmt, ":changed", b->changed);
	tb_bind_int(stmt, ":same", b->same);
	tb_bind_int(stmt, ":rejected", b->rejected);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_put_batch_more(struct tb_store *st, const struct tb_batch *b, const char *sha256,
				       struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_MORE_PUT, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", b->id);
	tb_bind_text(stmt, ":profile", b->profile);
	tb_bind_int(stmt, ":beside", b->beside);
	tb_bind_text(stmt, ":sha256", sha256);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_mark_undone(struct tb_store *st, int64_t batch, int64_t event, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_MORE_UNDONE, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", batch);
	tb_bind_int(stmt, ":event", event);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_get_batch(struct tb_store *st, const struct tb_noun *noun, int64_t id, struct tb_pool *pool,
				  struct tb_batch *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_GET, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	if (id)
		tb_bind_int(stmt, ":id", id);
	if (noun)
		tb_bind_text(stmt, ":noun", noun->name);
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc)
		return rc;
	*out = (struct tb_batch){ .id = 0 };
	if (!have)
		return TB_OK;
	*out = (struct tb_batch){ .id = sqlite3_column_int64(stmt, 0),
				  .noun = tb_pool_strdup(pool, tb_column(stmt, 1)),
				  .file = tb_pool_strdup(pool, tb_column(stmt, 2)),
				  .rows = sqlite3_column_int64(stmt, 3),
				  .added = sqlite3_column_int64(stmt, 4),
				  .changed = sqlite3_column_int64(stmt, 5),
				  .same = sqlite3_column_int64(stmt, 6),
				  .rejected = sqlite3_column_int64(stmt, 7),
				  .beside = sqlite3_column_int64(stmt, 8),
				  .profile = tb_pool_strdup(pool, tb_column(stmt, 9)),
				  .undone_by = sqlite3_column_int64(stmt, 10) };
	sqlite3_reset(stmt);
	return TB_OK;
}

enum tb_status tb_store_list_batches(struct tb_store *st, int64_t id, tb_record_fn *fn, void *ctx, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_LIST, err);

	if (!stmt)
		return err->status;
	if (id)
		tb_bind_int(stmt, ":id", id);
	return tb_stmt_each(st, TB_SQL_BATCH_LIST, stmt, &tb_imported_noun, fn, ctx, err);
}

enum tb_status tb_store_batch_of_file(struct tb_store *st, const char *noun, const char *sha256, int64_t *out,
				      struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_OF_FILE, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":noun", noun);
	tb_bind_text(stmt, ":sha256", sha256);
	*out = 0;
	return tb_stmt_number(st, stmt, out, err);
}

/* ---- events ----------------------------------------------------------------------------------------------------- */

/* Give each row (seq, kind, subject, payload) to `fn`. */
static enum tb_status each_event(struct tb_store *st, sqlite3_stmt *stmt, tb_event_fn *fn, void *ctx,
				 struct tb_err *err)
{
	enum tb_status rc;
	bool have;

	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have) {
		const struct tb_event ev = { .seq = sqlite3_column_int64(stmt, 0),
					     .kind = tb_column(stmt, 1),
					     .subject = tb_column(stmt, 2),
					     .payload = tb_column(stmt, 3) };

		rc = fn(ctx, &ev, NULL, err);
		if (rc)
			break;
	}
	sqlite3_reset(stmt);
	return rc;
}

enum tb_status tb_store_each_of_batch(struct tb_store *st, int64_t batch, int64_t end, tb_event_fn *fn, void *ctx,
				      struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_BATCH_EVENTS, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":batch", batch);
	tb_bind_int(stmt, ":batch_end", end);
	return each_event(st, stmt, fn, ctx, err);
}

/* "asset." */
static void bind_kinds(sqlite3_stmt *stmt, const struct tb_noun *noun, struct tb_str *start)
{
	tb_str_addf(start, "%s.", noun->name);
	tb_bind_text(stmt, ":kinds", start->buf);
}

enum tb_status tb_store_each_before(struct tb_store *st, const struct tb_noun *noun, const char *subject, int64_t seq,
				    tb_event_fn *fn, void *ctx, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_EVENT_HISTORY, err);
	struct tb_str start = TB_STR_INIT;
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":subject", subject);
	tb_bind_int(stmt, ":seq", seq);
	bind_kinds(stmt, noun, &start);
	rc = each_event(st, stmt, fn, ctx, err);
	tb_str_release(&start);
	return rc;
}

enum tb_status tb_store_next_event(struct tb_store *st, const struct tb_noun *noun, const char *subject, int64_t seq,
				   struct tb_pool *pool, int64_t *out, const char **kind, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_EVENT_NEXT, err);
	struct tb_str start = TB_STR_INIT;
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":subject", subject);
	tb_bind_int(stmt, ":seq", seq);
	bind_kinds(stmt, noun, &start);
	rc = tb_stmt_next(st, stmt, &have, err);
	*out = 0;
	if (!rc && have) {
		*out = sqlite3_column_int64(stmt, 0);
		*kind = tb_pool_strdup(pool, tb_column(stmt, 1));
	}
	sqlite3_reset(stmt);
	tb_str_release(&start);
	return rc;
}

/* ---- taking records out ----------------------------------------------------------------------------------------- */

static const struct noun_sql {
	const struct tb_noun *noun;
	enum tb_sql user, erase;
} noun_sqls[] = {
	{ &tb_unit_noun, TB_SQL_UNIT_USER, TB_SQL_UNIT_DELETE },
	{ &tb_person_noun, TB_SQL_PERSON_USER, TB_SQL_PERSON_DELETE },
	{ &tb_kind_noun, TB_SQL_KIND_USER, TB_SQL_KIND_DELETE },
	{ &tb_asset_noun, TB_SQL_ASSET_USER, TB_SQL_ASSET_DELETE },
};

static const struct noun_sql *sql_of(const struct tb_noun *noun)
{
	const struct noun_sql *s = noun_sqls;

	while (s->noun != noun)
		s++;
	return s;
}

enum tb_status tb_store_user_of(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
				const char **out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql_of(noun)->user, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":key", key);
	rc = tb_stmt_next(st, stmt, &have, err);
	if (!rc)
		*out = have ? tb_pool_strdup(pool, tb_column(stmt, 0)) : NULL;
	sqlite3_reset(stmt);
	return rc;
}

static enum tb_status run_by_key(struct tb_store *st, enum tb_sql sql, const char *parameter, const char *key,
				 struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, parameter, key);
	return tb_stmt_run(st, stmt, err);
}

void tb_store_trust(struct tb_store *st, bool trust)
{
	if (st->trusting == trust || st->bulk.on)
		return;
	st->trusting = trust;
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_ENABLE_FKEY, (int)!trust, NULL);
}

enum tb_status tb_store_delete(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_err *err)
{
	tb_store_trust(st, true);
	tb_memo_drop(st, noun, key);
	return run_by_key(st, sql_of(noun)->erase, ":key", key, err);
}

/* ---- withdrawn assets ------------------------------------------------------------------------------------------- */

/* Nearly no register has any, and every new asset asks. */
static enum tb_status any_withdrawn(struct tb_store *st, bool *out, struct tb_err *err)
{
	sqlite3_stmt *stmt;
	int64_t any = 0;
	enum tb_status rc;

	if (st->withdrawn == TB_UNKNOWN) {
		stmt = tb_stmt(st, TB_SQL_WITHDRAWN_ANY, err);
		rc = stmt ? tb_stmt_number(st, stmt, &any, err) : err->status;
		if (rc)
			return rc;
		st->withdrawn = any ? TB_YES : TB_NO;
	}
	*out = st->withdrawn == TB_YES;
	return TB_OK;
}

enum tb_status tb_store_note_withdrawn(struct tb_store *st, const char *tag, int64_t batch, int64_t event,
				       struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_WITHDRAWN_PUT, err);

	if (!stmt)
		return err->status;
	st->withdrawn = TB_YES;
	tb_bind_text(stmt, ":tag", tag);
	tb_bind_int(stmt, ":batch", batch);
	tb_bind_int(stmt, ":event", event);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_readmit(struct tb_store *st, const char *tag, struct tb_err *err)
{
	bool any = false;
	enum tb_status rc = any_withdrawn(st, &any, err);

	return rc || !any ? rc : run_by_key(st, TB_SQL_WITHDRAWN_DELETE, ":tag", tag, err);
}

enum tb_status tb_store_withdrawn(struct tb_store *st, const char *tag, int64_t *batch, struct tb_err *err)
{
	sqlite3_stmt *stmt;
	bool any = false;
	enum tb_status rc = any_withdrawn(st, &any, err);

	*batch = 0;
	if (rc || !any)
		return rc;
	stmt = tb_stmt(st, TB_SQL_WITHDRAWN_GET, err);
	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":tag", tag);
	return tb_stmt_number(st, stmt, batch, err);
}
