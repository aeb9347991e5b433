#include "store/stmt.h"

enum tb_status tb_store_open_custody(struct tb_store *st, const struct tb_custody *spell, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_CUSTODY_OPEN, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", spell->opened_by);
	tb_bind_text(stmt, ":tag", spell->tag);
	tb_bind_text(stmt, ":kind", spell->kind);
	tb_bind_text(stmt, ":unit", spell->unit);
	tb_bind_text(stmt, ":person", spell->person);
	tb_bind_int(stmt, ":from_at", spell->from);
	tb_bind_text(stmt, ":due", spell->due);
	tb_bind_text(stmt, ":purpose", spell->purpose);
	tb_bind_text(stmt, ":doc", spell->doc);
	tb_bind_text(stmt, ":condition_out", spell->condition);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_close_custody(struct tb_store *st, const char *tag, const char *kind, int64_t at,
				      const char *condition, int64_t seq, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_CUSTODY_CLOSE, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":tag", tag);
	tb_bind_text(stmt, ":kind", kind);
	tb_bind_int(stmt, ":to_at", at);
	tb_bind_text(stmt, ":condition_in", condition);
	tb_bind_int(stmt, ":closed_by", seq);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_has_custody(struct tb_store *st, const char *tag, const char *kind, bool *out,
				    struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_CUSTODY_IS_OPEN, err);
	int64_t found = 0;
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":tag", tag);
	tb_bind_text(stmt, ":kind", kind);
	rc = tb_stmt_number(st, stmt, &found, err);
	if (!rc)
		*out = found;
	return rc;
}

enum tb_status tb_store_undo_custody(struct tb_store *st, const char *tag, int64_t seq, struct tb_err *err)
{
	static const enum tb_sql steps[] = { TB_SQL_CUSTODY_FORGET, TB_SQL_CUSTODY_REOPEN };
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < sizeof(steps) / sizeof(steps[0]); i++) {
		sqlite3_stmt *stmt = tb_stmt(st, steps[i], err);

		if (!stmt)
			return err->status;
		tb_bind_text(stmt, ":tag", tag);
		tb_bind_int(stmt, ":seq", seq);
		rc = tb_stmt_run(st, stmt, err);
	}
	return rc;
}

enum tb_status tb_store_last_custody(struct tb_store *st, const char *tag, int64_t *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_CUSTODY_LAST_MOMENT, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":tag", tag);
	return tb_stmt_number(st, stmt, out, err);
}

enum tb_status tb_store_count_loans(struct tb_store *st, const char *person, int64_t *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_CUSTODY_COUNT_OF_PERSON, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":person", person);
	return tb_stmt_number(st, stmt, out, err);
}
