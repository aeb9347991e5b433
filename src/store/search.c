/* search.c - assets by words. The index holds each text twice: folded, and spelt in Telex with its accents. */
#include <stdio.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/utf8.h"
#include "store/stmt.h"

enum { MAX_LIMIT = 1000 };

/* A search under way: three queries, best matches first, each asset given once. */
struct search {
	struct tb_store *st;
	const struct tb_filter *filter;
	struct tb_pool pool;
	tb_record_fn *fn;
	void *ctx;
	int64_t limit;
	int64_t n;
	const char *given[MAX_LIMIT];
};

static enum tb_status give(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct search *s = ctx;
	const char *tag = tb_text(r, TB_ASSET_TAG);

	if (s->n == s->limit)
		return TB_OK;
	for (int64_t i = 0; i < s->n; i++)
		if (!strcmp(s->given[i], tag))
			return TB_OK;
	s->given[s->n++] = tb_pool_strdup(&s->pool, tag);
	return s->fn(s->ctx, r, err);
}

/* The FTS5 query for all the words of `key` in one column; the last word may be the beginning of one. */
static void make_match(struct tb_str *out, const char *column, const char *key, bool last_is_prefix)
{
	tb_str_addf(out, "%s : (", column);
	for (const char *p = key; *p;) {
		size_t len = strcspn(p, " ");

		tb_str_addf(out, "\"%.*s\"", (int)len, p);
		p += len;
		if (*p == ' ')
			p++;
		tb_str_adds(out, *p ? " AND " : last_is_prefix ? "*" : "");
	}
	tb_str_addc(out, ')');
}

/* The conditions that the assets must fulfil besides, and how many are wanted. */
static void bind_filter(const struct search *s, sqlite3_stmt *stmt, int64_t limit)
{
	tb_bind_filter(stmt, s->filter);
	tb_bind_int(stmt, ":limit", limit);
}

static enum tb_status by_words(struct search *s, const char *column, const char *key, bool last_is_prefix,
			       struct tb_err *err)
{
	struct tb_str match = TB_STR_INIT;
	sqlite3_stmt *stmt;
	enum tb_status rc;

	if (!*key || s->n == s->limit)
		return TB_OK;
	stmt = tb_stmt(s->st, TB_SQL_SEARCH_WORDS, err);
	if (!stmt)
		return err->status;
	make_match(&match, column, key, last_is_prefix);
	tb_bind_text(stmt, ":match", match.buf);
	bind_filter(s, stmt, s->limit + s->n);
	rc = tb_stmt_each(s->st, TB_SQL_SEARCH_WORDS, stmt, &tb_asset_noun, give, s, err);
	tb_str_release(&match);
	return rc;
}

/* The beginning of a tag, plate, serial or old code: only what has a digit in it, lest every word be taken for one. */
static enum tb_status by_code(struct search *s, const char *words, struct tb_err *err)
{
	char from[TB_ALIAS_SIZE], to[TB_ALIAS_SIZE + 4];
	sqlite3_stmt *stmt;

	if (!tb_code_compact(words, from, sizeof(from)) || strlen(from) < 3 || !strpbrk(from, "0123456789"))
		return TB_OK;
	stmt = tb_stmt(s->st, TB_SQL_SEARCH_ALIASES, err);
	if (!stmt)
		return err->status;
	snprintf(to, sizeof(to), "%s\xF4\x8F\xBF\xBF", from);
	tb_bind_text(stmt, ":from", from);
	tb_bind_text(stmt, ":to", to);
	bind_filter(s, stmt, s->limit);
	return tb_stmt_each(s->st, TB_SQL_SEARCH_ALIASES, stmt, &tb_asset_noun, give, s, err);
}

enum tb_status tb_store_search(struct tb_store *st, const char *words, const struct tb_filter *filter, tb_record_fn *fn,
			       void *ctx, struct tb_err *err)
{
	struct search s = { .st = st, .filter = filter, .fn = fn, .ctx = ctx, .limit = MAX_LIMIT };
	struct tb_str plain = TB_STR_INIT, exact = TB_STR_INIT;
	enum tb_status rc;

	if (filter->limit > 0 && filter->limit < MAX_LIMIT)
		s.limit = filter->limit;
	tb_utf8_fold(&plain, words);
	tb_utf8_telex(&exact, words);
	rc = by_code(&s, words, err);
	if (!rc)
		rc = by_words(&s, "exact", exact.buf, false, err);
	if (!rc)
		rc = by_words(&s, "plain", plain.buf, true, err);
	tb_str_release(&plain);
	tb_str_release(&exact);
	tb_pool_release(&s.pool);
	return rc;
}
