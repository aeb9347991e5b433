#include <string.h>

#include <trangbi/tag.h>

#include "base/utf8.h"
#include "store/stmt.h"

/* The fields whose values find the asset as its tag does. */
static const unsigned char alias_fields[] = {
	TB_ASSET_SERIAL, TB_ASSET_PLATE, TB_ASSET_FRAME_NO, TB_ASSET_ENGINE_NO, TB_ASSET_OLD_CODE,
};

static enum tb_status change_alias(struct tb_store *st, enum tb_sql sql, const char *tag, const char *kind,
				   const char *shown, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);
	char key[TB_ALIAS_SIZE];

	if (!stmt)
		return err->status;
	if (!tb_code_compact(shown, key, sizeof(key)) || !*key)
		return TB_OK; /* nothing that a person could type or a scanner read */
	tb_bind_text(stmt, ":key", key);
	tb_bind_text(stmt, ":tag", tag);
	tb_bind_text(stmt, ":kind", kind);
	tb_bind_text(stmt, ":shown", shown);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_put_alias(struct tb_store *st, const char *tag, const char *kind, const char *shown,
				  struct tb_err *err)
{
	return change_alias(st, TB_SQL_ALIAS_INSERT, tag, kind, shown, err);
}

/* Make the aliases of `tag` those of `r` instead of those of `now` (NULL: there were none). */
static enum tb_status follow_aliases(struct tb_store *st, const struct tb_record *now, const struct tb_record *r,
				     struct tb_err *err)
{
	const char *tag = tb_text(r, TB_ASSET_TAG);
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < sizeof(alias_fields); i++) {
		unsigned field = alias_fields[i];
		const char *kind = tb_asset_noun.fields[field].key;
		const char *was = now ? tb_text(now, field) : NULL, *is = tb_text(r, field);

		if (now && tb_value_equal(&now->v[field], &r->v[field]))
			continue;
		if (was)
			rc = change_alias(st, TB_SQL_ALIAS_DELETE, tag, kind, was, err);
		if (!rc && is)
			rc = change_alias(st, TB_SQL_ALIAS_INSERT, tag, kind, is, err);
	}
	return rc;
}

static void make_text(const struct tb_record *r, struct tb_str *out)
{
	static const unsigned char fields[] = { TB_ASSET_NAME, TB_ASSET_MODEL, TB_ASSET_MAKER };

	for (size_t i = 0; i < sizeof(fields); i++) {
		const char *text = tb_text(r, fields[i]);

		if (text && out->len)
			tb_str_addc(out, ' ');
		if (text)
			tb_str_adds(out, text);
	}
}

static enum tb_status index_text(struct tb_store *st, int64_t id, const char *text, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_SEARCH_INDEX_INSERT, err);
	struct tb_str plain = TB_STR_INIT, exact = TB_STR_INIT;
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_utf8_fold(&plain, text);
	tb_utf8_telex(&exact, text);
	tb_bind_int(stmt, ":id", id);
	tb_bind_text(stmt, ":plain", plain.buf);
	tb_bind_text(stmt, ":exact", exact.buf);
	rc = tb_stmt_run(st, stmt, err);
	tb_str_release(&plain);
	tb_str_release(&exact);
	return rc;
}

static enum tb_status add_text(struct tb_store *st, const char *text, int64_t *id, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_SEARCH_TEXT_INSERT, err);
	enum tb_status rc;

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":text", text);
	rc = tb_stmt_run(st, stmt, err);
	if (rc)
		return rc;
	*id = sqlite3_last_insert_rowid(st->db);
	return index_text(st, *id, text, err);
}

static enum tb_status find_text(struct tb_store *st, const char *text, int64_t *id, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_SEARCH_TEXT_FIND, err);
	enum tb_status rc;

	if (!stmt)
		return err->status;
	*id = 0;
	tb_bind_text(stmt, ":text", text);
	rc = tb_stmt_number(st, stmt, id, err);
	return rc || *id ? rc : add_text(st, text, id, err);
}

static enum tb_status keep_text(struct tb_store *st, const char *text, int64_t *id, struct tb_err *err)
{
	struct tb_cache *texts = &st->memo.texts;
	const struct tb_cached *kept = tb_cache_find(texts, text);
	enum tb_status rc;

	if (kept) {
		*id = kept->num;
		return TB_OK;
	}
	rc = find_text(st, text, id, err);
	if (rc)
		return rc;
	if (tb_cache_is_full(texts))
		tb_cache_clear(texts);
	tb_cache_add(texts, text)->num = *id;
	return TB_OK;
}

static enum tb_status text_id(struct tb_store *st, const struct tb_record *r, int64_t *id, struct tb_err *err)
{
	struct tb_str text = TB_STR_INIT;
	enum tb_status rc;

	make_text(r, &text);
	rc = st->memo.on ? keep_text(st, text.buf, id, err) : find_text(st, text.buf, id, err);
	tb_str_release(&text);
	return rc;
}

/* What SQLite checks by foreign keys, but while indexes are put off. The text for searching is there by construction. */
static enum tb_status check_references(struct tb_store *st, const struct tb_record *r, struct tb_err *err)
{
	static const struct {
		unsigned field;
		const struct tb_noun *to;
	} references[] = {
		{ TB_ASSET_KIND, &tb_kind_noun },        { TB_ASSET_UNIT, &tb_unit_noun },
		{ TB_ASSET_BOOK_UNIT, &tb_unit_noun },   { TB_ASSET_SEEN_UNIT, &tb_unit_noun },
		{ TB_ASSET_CUSTODIAN, &tb_person_noun },
	};
	struct tb_pool pool = TB_POOL_INIT;
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < sizeof(references) / sizeof(references[0]); i++) {
		const char *key = tb_text(r, references[i].field);
		const struct tb_record *kept;
		struct tb_record read;

		if (key && tb_memo_keeps(st, references[i].to))
			rc = tb_memo_record(st, references[i].to, key, &kept, err);
		else if (key)
			rc = tb_record_read(st, references[i].to, key, &pool, &read, err);
	}
	tb_pool_release(&pool);
	return rc;
}

static enum tb_status put_asset(struct tb_store *st, enum tb_sql sql, const struct tb_record *r, int64_t version,
				struct tb_err *err)
{
	sqlite3_stmt *stmt;
	enum tb_status rc;
	int64_t text = 0;

	if (st->bulk.on) {
		rc = check_references(st, r, err);
		if (rc)
			return rc;
	}
	rc = text_id(st, r, &text, err);
	if (rc)
		return rc;
	tb_memo_drop(st, &tb_asset_noun, tb_text(r, TB_ASSET_TAG));
	stmt = tb_stmt(st, sql, err);
	if (!stmt)
		return err->status;
	tb_bind_record(st, sql, stmt, r);
	tb_bind_int(stmt, ":text_id", text);
	tb_bind_int(stmt, ":version", version);
	return tb_stmt_run(st, stmt, err);
}

enum tb_status tb_store_insert_asset(struct tb_store *st, const struct tb_record *r, int64_t version,
				     struct tb_err *err)
{
	enum tb_status rc = put_asset(st, TB_SQL_ASSET_INSERT, r, version, err);

	return rc ? rc : follow_aliases(st, NULL, r, err);
}

enum tb_status tb_store_update_asset(struct tb_store *st, const struct tb_record *now, const struct tb_record *r,
				     int64_t version, struct tb_err *err)
{
	enum tb_status rc = put_asset(st, TB_SQL_ASSET_UPDATE, r, version, err);

	return rc ? rc : follow_aliases(st, now, r, err);
}

enum tb_status tb_store_delete_asset(struct tb_store *st, const struct tb_record *now, struct tb_err *err)
{
	struct tb_record bare = TB_RECORD(tb_asset_noun);
	enum tb_status rc;

	tb_set_text(&bare, TB_ASSET_TAG, tb_text(now, TB_ASSET_TAG));
	rc = follow_aliases(st, now, &bare, err);
	return rc ? rc : tb_store_delete(st, &tb_asset_noun, tb_text(now, TB_ASSET_TAG), err);
}

enum tb_status tb_store_set_seen(struct tb_store *st, const char *tag, const struct tb_value *at, const char *unit,
				 const char *how, int64_t version, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_ASSET_SEEN, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":tag", tag);
	if (at->is == TB_IS_INT)
		tb_bind_int(stmt, ":at", at->num);
	tb_bind_text(stmt, ":unit", unit);
	tb_bind_text(stmt, ":how", how);
	tb_bind_int(stmt, ":version", version);
	return tb_stmt_run(st, stmt, err);
}

static enum tb_status find_names(struct tb_store *st, sqlite3_stmt *stmt, const char *shown, struct tb_pool *pool,
				 const char *tags[TB_MAX_MATCHES], unsigned *n, struct tb_err *err)
{
	enum tb_status rc;
	char key[TB_ALIAS_SIZE];
	bool have;

	*n = 0;
	if (!tb_code_compact(shown, key, sizeof(key)) || !*key)
		return TB_OK;
	tb_bind_text(stmt, ":key", key);
	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have)
		tags[(*n)++] = tb_pool_strdup(pool, tb_column(stmt, 0));
	return rc;
}

enum tb_status tb_store_find_alias(struct tb_store *st, const char *shown, const char *kind, struct tb_pool *pool,
				   const char *tags[TB_MAX_MATCHES], unsigned *n, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, kind ? TB_SQL_ALIAS_FIND_KIND : TB_SQL_ALIAS_FIND, err);

	if (!stmt)
		return err->status;
	if (kind)
		tb_bind_text(stmt, ":kind", kind);
	return find_names(st, stmt, shown, pool, tags, n, err);
}

enum tb_status tb_store_find_serial(struct tb_store *st, const char *shown, const char *of, struct tb_pool *pool,
				    const char *tags[TB_MAX_MATCHES], unsigned *n, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_ALIAS_FIND_SERIAL, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":of", of);
	return find_names(st, stmt, shown, pool, tags, n, err);
}

/* Upwards one step at a time: a hundred thousand rows ask for it, and nearly all have their answer at the first. */
enum tb_status tb_store_kind_tag_code(struct tb_store *st, const char *kind, struct tb_pool *pool, const char **out,
				      struct tb_err *err)
{
	enum { MAX_DEPTH = 64 };
	const char *code = NULL;
	struct tb_err miss = TB_ERR_INIT;

	for (int depth = 0; kind && !code && depth < MAX_DEPTH; depth++) {
		struct tb_record r;
		enum tb_status rc = tb_store_get(st, &tb_kind_noun, kind, pool, &r, &miss);

		if (rc == TB_ENOTFOUND)
			break;
		if (rc) {
			*err = miss;
			return rc;
		}
		code = tb_text(&r, TB_KIND_TAG_CODE);
		kind = tb_text(&r, TB_KIND_PARENT);
	}
	*out = code;
	return TB_OK;
}

enum tb_status tb_store_extra_keys(struct tb_store *st, void (*fn)(void *ctx, const char *key), void *ctx,
				   struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_ASSET_EXTRA_KEYS, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	while (!(rc = tb_stmt_next(st, stmt, &have, err)) && have)
		fn(ctx, tb_column(stmt, 0));
	return rc;
}
