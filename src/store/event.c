#include <string.h>

#include "store/stmt.h"

enum tb_status tb_store_head(struct tb_store *st, int64_t *seq, unsigned char hash[TB_HASH_SIZE], struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_EVENT_HEAD, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc)
		return rc;
	*seq = 0;
	memset(hash, 0, TB_HASH_SIZE);
	if (!have)
		return TB_OK;
	*seq = sqlite3_column_int64(stmt, 0);
	if (sqlite3_column_bytes(stmt, 1) == TB_HASH_SIZE)
		memcpy(hash, sqlite3_column_blob(stmt, 1), TB_HASH_SIZE);
	sqlite3_reset(stmt);
	return TB_OK;
}

static void fill_record(const struct tb_event *ev, struct tb_record *r)
{
	tb_set_num(r, TB_EVENT_SEQ, ev->seq);
	tb_set_text(r, TB_EVENT_KIND, ev->kind);
	tb_set_text(r, TB_EVENT_SUBJECT, ev->subject);
	tb_set_text(r, TB_EVENT_ACTOR, ev->actor);
	tb_set_text(r, TB_EVENT_UNIT, ev->unit);
	tb_set_num(r, TB_EVENT_AT, ev->at);
	tb_set_num(r, TB_EVENT_RECORDED, ev->recorded);
	tb_set_text(r, TB_EVENT_PURPOSE, ev->purpose);
	tb_set_text(r, TB_EVENT_DOC, ev->doc);
	tb_set_text(r, TB_EVENT_CHANNEL, ev->channel);
	if (ev->batch)
		tb_set_num(r, TB_EVENT_BATCH, ev->batch);
	tb_set_text(r, TB_EVENT_PAYLOAD, ev->payload);
}

enum tb_status tb_store_append(struct tb_store *st, const struct tb_event *ev, const unsigned char hash[TB_HASH_SIZE],
			       struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_EVENT_INSERT, err);
	struct tb_record r = TB_RECORD(tb_event_noun);
	enum tb_status rc;

	if (!stmt)
		return err->status;
	fill_record(ev, &r);
	tb_bind_record(st, TB_SQL_EVENT_INSERT, stmt, &r);
	sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, ":hash"), hash, TB_HASH_SIZE, SQLITE_STATIC);
	rc = tb_stmt_run(st, stmt, err);
	return rc ? rc : tb_bulk_count(st, ev->seq, err);
}

/* A text of an event; `*whole` turns false where it goes on behind a NUL, at which a C string ends. */
static const char *event_text(sqlite3_stmt *stmt, int column, bool *whole)
{
	const char *text = tb_column(stmt, column);

	if (text && strlen(text) != (size_t)sqlite3_column_bytes(stmt, column))
		*whole = false;
	return text;
}

enum tb_status tb_store_each_event(struct tb_store *st, tb_event_fn *fn, void *ctx, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_EVENT_EACH, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have) {
		bool whole = true; /* as tb_store_append() writes it */
		struct tb_event ev = {
			.seq = sqlite3_column_int64(stmt, 0),
			.kind = event_text(stmt, 1, &whole),
			.subject = event_text(stmt, 2, &whole),
			.actor = event_text(stmt, 3, &whole),
			.unit = event_text(stmt, 4, &whole),
			.at = sqlite3_column_int64(stmt, 5),
			.recorded = sqlite3_column_int64(stmt, 6),
			.purpose = event_text(stmt, 7, &whole),
			.doc = event_text(stmt, 8, &whole),
			.channel = event_text(stmt, 9, &whole),
			.batch = sqlite3_column_int64(stmt, 10),
			.payload = event_text(stmt, 11, &whole),
		};

		if (!ev.batch && sqlite3_column_type(stmt, 10) != SQLITE_NULL)
			whole = false; /* 0 instead of none */
		if (sqlite3_column_bytes(stmt, 12) != TB_HASH_SIZE)
			whole = false;
		rc = fn(ctx, &ev, whole ? sqlite3_column_blob(stmt, 12) : NULL, err);
		if (rc)
			break;
	}
	sqlite3_reset(stmt);
	return rc;
}
