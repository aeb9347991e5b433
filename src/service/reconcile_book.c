/* reconcile_book.c - the rows of the book, and the pairs that a person accepts. */
#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/alloc.h"
#include "service/reconcile.h"

const char *tb_book_compact(const char *code, struct tb_pool *pool)
{
	char key[TB_ALIAS_SIZE];

	return code && tb_code_compact(code, key, sizeof(key)) && *key ? tb_pool_strdup(pool, key) : NULL;
}

struct reading {
	struct tb_reconciliation *rec;
	struct tb_intake in;
	struct tb_pool row_pool;
};

static const char *keep(struct reading *b, const char *text)
{
	return tb_pool_strdup(&b->rec->pool, text);
}

/* What the row calls the thing: the first of these that it says. */
static const char *code_of(const struct tb_record *r)
{
	static const unsigned char fields[] = { TB_ASSET_TAG, TB_ASSET_OLD_CODE, TB_ASSET_PLATE, TB_ASSET_FRAME_NO,
						TB_ASSET_ENGINE_NO };

	for (size_t i = 0; i < sizeof(fields); i++)
		if (tb_text(r, fields[i]))
			return tb_text(r, fields[i]);
	return NULL;
}

static void fill_line(struct reading *b, const struct tb_row_values *v, struct tb_book_line *line)
{
	const struct tb_record *r = &v->r;
	struct tb_pool *pool = &b->rec->pool;

	line->code = keep(b, code_of(r));
	line->key = tb_book_compact(line->code, pool);
	line->name = keep(b, tb_text(r, TB_ASSET_NAME));
	line->serial = keep(b, tb_text(r, TB_ASSET_SERIAL));
	line->quantity = tb_num(r, TB_ASSET_QUANTITY, -1);
	line->year_in_use = tb_num(r, TB_ASSET_YEAR_IN_USE, -1);
	line->year_made = tb_num(r, TB_ASSET_YEAR_MADE, -1);
	tb_book_ref_read(&line->kind, tb_text(r, TB_ASSET_KIND), v->name[TB_BESIDE_KIND], pool);
	tb_book_ref_read(&line->unit, tb_text(r, TB_ASSET_UNIT), v->name[TB_BESIDE_UNIT], pool);
	tb_likeness_of(r, pool, &line->likeness);
	line->likeness.unit = NULL;
	line->result = TB_MATCH_BOOK_ONLY;
}

static enum tb_status take_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct reading *b = ctx;
	struct tb_row_values values = { .r = TB_RECORD(tb_asset_noun) };
	struct tb_book_line line = { .row = row->number };
	struct tb_err why = row->bad;
	size_t column = row->bad_column;

	if (!why.status && tb_columns_read(&b->in.columns, row, &b->row_pool, &values, &column, &why) == TB_ESYS) {
		*err = why;
		return TB_ESYS;
	}
	tb_row_drop_filled(&values);
	fill_line(b, &values, &line); /* also of a bad row what could be read before */
	if (why.status) {
		line.result = TB_MATCH_UNREADABLE;
		line.why = tb_pool_alloc(&b->rec->pool, sizeof(why));
		*line.why = why;
		if (column && column <= b->in.columns.n)
			line.why_column = b->in.columns.column[column - 1].name;
	}
	TB_GROW(b->rec->line, b->rec->n_lines, b->rec->cap_lines);
	b->rec->line[b->rec->n_lines++] = line;
	tb_pool_clear(&b->row_pool);
	return TB_OK;
}

enum tb_status tb_reconciliation_read(struct tb_reconciliation *rec, struct tb_err *err)
{
	struct reading b = { .rec = rec };
	enum tb_status rc;

	b.in = (struct tb_intake){
		.req = rec->book, .pool = &rec->pool, .columns = { .looks_up = true }, .row = take_row, .ctx = &b
	};
	rc = tb_intake_prepare(&b.in, &tb_asset_noun, err);
	if (!rc)
		rc = tb_intake_read(&b.in, err);
	rec->summary.file.encoding = b.in.info.encoding;
	rec->summary.file.titles = b.in.info.titles;
	rec->summary.file.repeated = b.in.info.repeated;
	rec->summary.file.totals = b.in.info.totals;
	tb_intake_release(&b.in);
	tb_pool_release(&b.row_pool);
	return rc;
}

/* ---- accepting ------------------------------------------------------------------------------------------------------ */

static int by_row(const void *a, const void *b)
{
	const struct tb_book_line *x = a, *y = b;

	return x->row < y->row ? -1 : x->row > y->row;
}

/* The row that "12=TAG" names, and the name of the asset. NULL, and `err` says why. */
static const struct tb_book_line *read_pair(const struct tb_reconciliation *rec, const char *pair, const char **tag,
					    struct tb_err *err)
{
	char *end;
	const struct tb_book_line wanted = { .row = strtoll(pair, &end, 10) }, *line = NULL;

	if (end == pair || *end != '=' || !end[1]) {
		tb_err_set(err, TB_EINVAL, N_("'%s' is no pair; write --accept ROW=TAG, as in 12=00004XEM2600017K"),
			   pair);
		return NULL;
	}
	*tag = end + 1;
	if (rec->n_lines)
		line = bsearch(&wanted, rec->line, rec->n_lines, sizeof(wanted), by_row);
	if (!line)
		tb_err_set(err, TB_EINVAL, N_("'%s': the book has no row %lld"), pair, (long long)wanted.row);
	else if (line->why)
		tb_err_set(err, TB_EINVAL, N_("'%s': row %lld cannot be read; correct it first"), pair,
			   (long long)wanted.row);
	else if (!line->key)
		tb_err_set(err, TB_EINVAL,
			   N_("'%s': row %lld has no code that could become an alias; give it one in the book"), pair,
			   (long long)wanted.row);
	else
		return line;
	return NULL;
}

static enum tb_status accept_pair(const struct tb_reconciliation *rec, const char *pair, struct tb_pool *pool,
				  struct tb_match_accepted *out, struct tb_err *err)
{
	const char *typed = NULL;
	const struct tb_book_line *line = read_pair(rec, pair, &typed, err);
	struct tb_record asset;
	bool changed = false;
	enum tb_status rc;

	if (!line)
		return err->status;
	rc = tb_get(rec->db, &tb_asset_noun, typed, pool, &asset, err);
	if (!rc)
		rc = tb_append_alias(rec->db, &asset, line->code, &changed, pool, err);
	if (!rc && !changed)
		rc = tb_err_set(err, TB_EREFUSED, N_("'%s': the code '%s' finds asset %s already"), pair, line->code,
				tb_text(&asset, TB_ASSET_TAG));
	if (!rc)
		*out = (struct tb_match_accepted){ .row = line->row,
						   .code = tb_pool_strdup(pool, line->code),
						   .tag = tb_text(&asset, TB_ASSET_TAG),
						   .name = tb_text(&asset, TB_ASSET_NAME) };
	return rc;
}

enum tb_status tb_reconcile_accept(struct tb_db *db, const struct tb_act *act, const struct tb_import_req *book,
				   const struct tb_texts *pairs, struct tb_pool *pool,
				   struct tb_match_accepted *accepted, struct tb_err *err)
{
	struct tb_reconciliation rec = { .db = db, .book = book };
	struct tb_match_accepted *made = tb_pool_alloc(pool, pairs->n * sizeof(*made));
	enum tb_status rc = tb_reconciliation_read(&rec, err);

	if (!rc)
		rc = tb_ledger_begin(db, act, err);
	for (size_t i = 0; !rc && i < pairs->n; i++)
		rc = accept_pair(&rec, pairs->text[i], pool, &made[i], err);
	if (!rc)
		rc = tb_ledger_commit(db, err);
	if (!rc && pairs->n)
		memcpy(accepted, made, pairs->n * sizeof(*made));
	tb_ledger_end(db);
	tb_reconciliation_release(&rec);
	return rc;
}
