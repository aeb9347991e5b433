#include "store/stmt.h"

enum tb_status tb_store_put_label(struct tb_store *st, const struct tb_label_print *print, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_LABEL_INSERT, err);

	if (!stmt)
		return err->status;
	tb_bind_int(stmt, ":id", print->id);
	tb_bind_text(stmt, ":noun", print->noun);
	tb_bind_text(stmt, ":subject", print->subject);
	tb_bind_text(stmt, ":template", print->template);
	tb_bind_text(stmt, ":sheet", print->sheet);
	tb_bind_text(stmt, ":target", print->target);
	tb_bind_int(stmt, ":copies", print->copies);
	tb_bind_text(stmt, ":reason", print->reason);
	tb_bind_int(stmt, ":at", print->at);
	tb_bind_text(stmt, ":actor", print->actor);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_count_labels(struct tb_store *st, const char *noun, const char *subject, int64_t *out,
				     struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_LABEL_COUNT, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":noun", noun);
	tb_bind_text(stmt, ":subject", subject);
	return tb_stmt_number(st, stmt, out, err);
}
