#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "store/stmt.h"

enum tb_status tb_store_fail(struct tb_store *st, struct tb_err *err)
{
	const char *file = st->path;
	int code = sqlite3_errcode(st->db) & 0xFF; /* without the details of an extended code */

	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return tb_err_set(err, TB_ESYS,
				  N_("database '%s' is being written by another program; try again later"), file);
	case SQLITE_FULL:
		return tb_err_set(err, TB_ESYS, N_("no space left on the disk for '%s'; nothing was changed"), file);
	case SQLITE_READONLY:
		return tb_err_set(err, TB_ESYS,
				  N_("database '%s' cannot be written: the file or its folder is read-only"), file);
	case SQLITE_CANTOPEN:
		return tb_err_set(err, TB_ESYS, N_("database '%s' cannot be opened; check the path and your rights"),
				  file);
	case SQLITE_IOERR:
		return tb_err_set(err, TB_ESYS,
				  N_("reading or writing '%s' failed (disk full or damaged?); nothing was changed"),
				  file);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return tb_err_set(
			err, TB_ECORRUPT,
			N_("database '%s' is damaged or no database; restore a backup with 'trangbi restore'"), file);
	default:
		return tb_err_set(err, code == SQLITE_ERROR || code == SQLITE_CONSTRAINT ? TB_ECORRUPT : TB_ESYS,
				  N_("database '%s' failed: %s"), file, sqlite3_errmsg(st->db));
	}
}

sqlite3_stmt *tb_stmt(struct tb_store *st, enum tb_sql sql, struct tb_err *err)
{
	sqlite3_stmt **stmt = &st->stmt[sql];

	if (*stmt) {
		sqlite3_reset(*stmt);
		sqlite3_clear_bindings(*stmt);
	} else if (sqlite3_prepare_v3(st->db, tb_sql_texts[sql].text, -1, SQLITE_PREPARE_PERSISTENT, stmt, NULL)) {
		tb_store_fail(st, err);
	}
	return *stmt;
}

void tb_bind_text(sqlite3_stmt *stmt, const char *name, const char *text)
{
	sqlite3_bind_text(stmt, sqlite3_bind_parameter_index(stmt, name), text, -1, SQLITE_STATIC);
}

void tb_bind_int(sqlite3_stmt *stmt, const char *name, int64_t n)
{
	sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, name), n);
}

void tb_bind_filter(sqlite3_stmt *stmt, const struct tb_filter *filter)
{
	tb_bind_text(stmt, ":unit", filter->unit);
	tb_bind_text(stmt, ":kind", filter->kind);
	tb_bind_text(stmt, ":status", filter->status);
	tb_bind_text(stmt, ":holder", filter->holder);
	tb_bind_text(stmt, ":tag", filter->tag);
	if (filter->batch) {
		tb_bind_int(stmt, ":batch", filter->batch);
		tb_bind_int(stmt, ":batch_end", filter->batch_end);
	}
	if (filter->unlabelled)
		tb_bind_int(stmt, ":unlabelled", 1);
	tb_bind_int(stmt, ":more_than", filter->unlabelled && !filter->more_than ? -1 : filter->more_than);
	tb_bind_int(stmt, ":limit", filter->limit ? filter->limit : -1);
}

static const char *parameter_name(sqlite3_stmt *stmt, int i)
{
	return sqlite3_bind_parameter_name(stmt, i + 1) + 1;
}

/* Which field each column (or parameter) is, found by name once for each statement. */
static const signed char *field_map(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, int n,
				    const char *(*name)(sqlite3_stmt *, int), const struct tb_noun *noun)
{
	if (st->map[sql])
		return st->map[sql];
	st->map[sql] = tb_malloc((size_t)n);
	for (int i = 0; i < n; i++)
		st->map[sql][i] = (signed char)tb_field_find(noun, name(stmt, i));
	return st->map[sql];
}

void tb_bind_record(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, const struct tb_record *r)
{
	int n = sqlite3_bind_parameter_count(stmt);
	const signed char *map = field_map(st, sql, stmt, n, parameter_name, r->noun);

	for (int i = 0; i < n; i++) {
		const struct tb_value *v = map[i] < 0 ? NULL : &r->v[map[i]];

		if (v && v->is == TB_IS_TEXT)
			sqlite3_bind_text(stmt, i + 1, v->text, -1, SQLITE_STATIC);
		else if (v && v->is == TB_IS_INT)
			sqlite3_bind_int64(stmt, i + 1, v->num);
	}
}

enum tb_status tb_stmt_run(struct tb_store *st, sqlite3_stmt *stmt, struct tb_err *err)
{
	bool have;
	enum tb_status rc = tb_stmt_next(st, stmt, &have, err);

	if (!rc && have)
		sqlite3_reset(stmt);
	return rc;
}

enum tb_status tb_stmt_next(struct tb_store *st, sqlite3_stmt *stmt, bool *have, struct tb_err *err)
{
	int code = sqlite3_step(stmt);
	enum tb_status rc = TB_OK;

	*have = code == SQLITE_ROW;
	if (*have)
		return TB_OK;
	if (code != SQLITE_DONE)
		rc = tb_store_fail(st, err);
	sqlite3_reset(stmt);
	return rc;
}

enum tb_status tb_stmt_number(struct tb_store *st, sqlite3_stmt *stmt, int64_t *out, struct tb_err *err)
{
	bool have;
	enum tb_status rc = tb_stmt_next(st, stmt, &have, err);

	if (rc || !have)
		return rc;
	if (sqlite3_column_type(stmt, 0) != SQLITE_NULL)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return TB_OK;
}

const char *tb_column(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

void tb_stmt_read(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, struct tb_pool *pool, struct tb_record *out)
{
	int n = sqlite3_column_count(stmt);
	const signed char *map = field_map(st, sql, stmt, n, sqlite3_column_name, out->noun);

	for (int i = 0; i < n; i++) {
		const char *text;

		if (map[i] < 0)
			continue;
		switch (sqlite3_column_type(stmt, i)) {
		case SQLITE_NULL: out->v[map[i]].is = TB_NULL; break;
		case SQLITE_INTEGER: tb_set_num(out, (unsigned)map[i], sqlite3_column_int64(stmt, i)); break;
		default:
			text = tb_column(stmt, i);
			tb_set_text(out, (unsigned)map[i], pool ? tb_pool_strdup(pool, text) : text);
		}
	}
}

enum tb_status tb_stmt_each(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, const struct tb_noun *noun,
			    tb_record_fn *fn, void *ctx, struct tb_err *err)
{
	enum tb_status rc;
	bool have;

	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have) {
		struct tb_record r = { .noun = noun };

		tb_stmt_read(st, sql, stmt, NULL, &r);
		rc = fn(ctx, &r, err);
		if (rc)
			break;
	}
	sqlite3_reset(stmt);
	return rc;
}
