#include "service/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "model/match.h"

void tb_reconciliation_release(struct tb_reconciliation *rec)
{
	free(rec->kinds.at);
	free(rec->units.at);
	free(rec->count);
	free(rec->asset);
	free(rec->stranger);
	free(rec->line);
	free(rec->total);
	tb_pool_release(&rec->pool);
}

void tb_reconciliation_free(struct tb_reconciliation *rec)
{
	if (!rec)
		return;
	tb_reconciliation_release(rec);
	free(rec);
}

/* ---- why ------------------------------------------------------------------------------------------------------------ */

const char *const tb_likeness_words[TB_N_LIKENESS_WORDS] = {
	N_("same serial number"), N_("serial number differs in one character"), N_("same name"), N_("similar name"),
	N_("same cost"),          N_("cost within one in a hundred"),           N_("same year"), N_("same unit"),
};

static const char *word(const char *(*translate)(const char *msgid), const char *msgid)
{
	return translate ? translate(msgid) : msgid;
}

/* A sentence with numbers, put behind what there is. */
static void add_sentence(struct tb_str *out, const struct tb_err *sentence, const char *(*translate)(const char *msgid))
{
	if (out->len)
		tb_str_adds(out, "; ");
	tb_err_text(sentence, translate, out);
}

static void add_plain(struct tb_str *out, const char *msgid, const char *(*translate)(const char *msgid))
{
	tb_str_addf(out, "%s%s", out->len ? "; " : "", word(translate, msgid));
}

static void explain_pair(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			 struct tb_str *out)
{
	struct tb_err rivals = TB_ERR_INIT;

	for (size_t i = 0; i < TB_N_LIKENESS_WORDS; i++)
		if (line->reasons & 1U << i)
			tb_str_addf(out, "%s%s", out->len ? ", " : "", word(translate, tb_likeness_words[i]));
	if (!line->rivals)
		return;
	tb_err_set(&rivals, TB_EREFUSED, TB_WHY_RIVALS, (long long)line->rivals);
	add_sentence(out, &rivals, translate);
}

enum { MAX_TOLD = 10 };

/* "3, 7, 12" */
static void explain_rows(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			 struct tb_str *out)
{
	struct tb_str rows = TB_STR_INIT;
	struct tb_err sentence = TB_ERR_INIT;
	int n = 0;

	for (const struct tb_book_line *l = line->asset->line; l && n <= MAX_TOLD; l = l->same, n++)
		if (n == MAX_TOLD)
			tb_str_adds(&rows, ", …");
		else
			tb_str_addf(&rows, "%s%lld", n ? ", " : "", (long long)l->row);
	tb_err_set(&sentence, TB_EREFUSED, TB_WHY_ROWS, rows.buf);
	add_sentence(out, &sentence, translate);
	tb_str_release(&rows);
}

static void explain_lot(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			struct tb_str *out)
{
	struct tb_err sentence = TB_ERR_INIT;
	long long n = 0;

	for (const struct tb_book_asset *a = line->asset; a; a = a->more)
		n++;
	tb_err_set(&sentence, TB_EREFUSED, TB_WHY_LOT, n);
	add_sentence(out, &sentence, translate);
}

static void explain_error(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			  struct tb_str *out)
{
	struct tb_err column = TB_ERR_INIT;

	if (line->why_column) {
		tb_err_set(&column, TB_EINVAL, N_("column '%s'"), line->why_column);
		add_sentence(out, &column, translate);
	}
	add_sentence(out, line->why, translate);
}

void tb_book_line_explain(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			  struct tb_str *out)
{
	if (line->why)
		explain_error(line, translate, out);
	else if (line->result == TB_MATCH_PROBABLE)
		explain_pair(line, translate, out);
	else if (line->result == TB_MATCH_SEVERAL && line->asset->more)
		explain_lot(line, translate, out);
	else if (line->result == TB_MATCH_SEVERAL)
		explain_rows(line, translate, out);
	if (line->other_name)
		add_plain(out, TB_WHY_OTHER_NAME, translate);
	if (line->count)
		add_plain(out, TB_WHY_UNKNOWN, translate);
}

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

static bool is_wanted(enum tb_match_result result, const char *wanted)
{
	if (!wanted)
		return true;
	if (!strcmp(wanted, "open"))
		return result != TB_MATCH_AGREE;
	return !strcmp(wanted, tb_match_results[result].code);
}

struct sieve {
	const char *wanted;
	tb_match_fn *fn;
	void *ctx;
};

static enum tb_status give(const struct sieve *s, const struct tb_book_line *line, const struct tb_book_asset *asset,
			   const struct tb_book_count *count, enum tb_match_result result, struct tb_err *err)
{
	const struct tb_match_parts parts = { line, asset, count, result };

	return is_wanted(result, s->wanted) ? s->fn(s->ctx, &parts, err) : TB_OK;
}

/* The line of a row, and one for each other asset that it means. */
static enum tb_status give_row(const struct sieve *s, const struct tb_book_line *line, struct tb_err *err)
{
	const struct tb_book_asset *asset = line->asset;
	enum tb_status rc = give(s, line, asset, asset ? asset->count : line->count, line->result, err);

	while (!rc && asset && (asset = asset->more))
		rc = give(s, line, asset, asset->count, line->result, err);
	return rc;
}

/* What the stocktake saw, and stands neither in the book nor among the assets compared. */
static bool is_count_only(const struct tb_book_count *count)
{
	return count->counted && !count->taken;
}

static enum tb_status give_all(const struct tb_reconciliation *rec, const struct sieve *s, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < rec->n_lines; i++)
		rc = give_row(s, &rec->line[i], err);
	for (size_t i = 0; !rc && i < rec->n_assets; i++)
		if (!rec->asset[i].line)
			rc = give(s, NULL, &rec->asset[i], rec->asset[i].count, TB_MATCH_REGISTER_ONLY, err);
	for (size_t i = 0; !rc && i < rec->n_counts; i++)
		if (is_count_only(&rec->count[i]))
			rc = give(s, NULL, NULL, &rec->count[i], TB_MATCH_COUNT_ONLY, err);
	return rc;
}

enum tb_status tb_reconciliation_each(struct tb_reconciliation *rec, const char *result, tb_match_fn *fn, void *ctx,
				      struct tb_err *err)
{
	const struct tb_field *field = &tb_match_noun.fields[TB_MATCH_RESULT];
	struct tb_value word = { .is = TB_UNSET };
	struct sieve s = { .wanted = result, .fn = fn, .ctx = ctx };
	enum tb_status rc = TB_OK;

	if (result && strcmp(result, "open") != 0) {
		rc = tb_value_parse(field, result, strlen(result), &rec->pool, &word, err);
		s.wanted = word.is == TB_IS_TEXT ? word.text : NULL;
	}
	return rc ? rc : give_all(rec, &s, err);
}

/* ---- as records ----------------------------------------------------------------------------------------------------- */

static void set_number(struct tb_record *r, unsigned field, int64_t n)
{
	if (n >= 0)
		tb_set_num(r, field, n);
}

static void set_text(struct tb_record *r, unsigned field, const char *text)
{
	if (text)
		tb_set_text(r, field, text);
}

static void set_book(struct tb_record *r, const struct tb_book_line *line)
{
	tb_set_num(r, TB_MATCH_ROW, line->row);
	set_text(r, TB_MATCH_BOOK_CODE, line->code);
	set_text(r, TB_MATCH_BOOK_NAME, line->name);
	set_text(r, TB_MATCH_BOOK_KIND, line->kind.text);
	set_text(r, TB_MATCH_BOOK_UNIT, line->unit.text);
	set_text(r, TB_MATCH_BOOK_SERIAL, line->serial);
	set_number(r, TB_MATCH_BOOK_YEAR, line->year_in_use >= 0 ? line->year_in_use : line->year_made);
	set_number(r, TB_MATCH_BOOK_QUANTITY, line->quantity);
	set_number(r, TB_MATCH_BOOK_COST, line->likeness.cost);
	if (line->result == TB_MATCH_PROBABLE)
		tb_set_num(r, TB_MATCH_SCORE, line->score);
}

/* Which of its years stands beside that of the book. */
static int64_t year_of(const struct tb_book_asset *asset, const struct tb_book_line *line)
{
	if (line && line->year_in_use < 0 && line->year_made >= 0)
		return asset->year_made;
	return asset->year_in_use >= 0 || (line && line->year_in_use >= 0) ? asset->year_in_use : asset->year_made;
}

static void set_asset(struct tb_record *r, const struct tb_book_asset *asset, const struct tb_book_line *line)
{
	tb_set_text(r, TB_MATCH_TAG, asset->tag);
	set_text(r, TB_MATCH_NAME, asset->name);
	set_text(r, TB_MATCH_KIND, asset->kind);
	set_text(r, TB_MATCH_UNIT, asset->unit);
	set_text(r, TB_MATCH_SERIAL, asset->serial);
	set_number(r, TB_MATCH_YEAR, year_of(asset, line));
	tb_set_num(r, TB_MATCH_QUANTITY, asset->quantity);
	set_number(r, TB_MATCH_COST, asset->likeness.cost);
}

static void set_count(struct tb_record *r, const struct tb_book_count *count)
{
	tb_set_text(r, TB_MATCH_TAG, count->code);
	set_text(r, TB_MATCH_NAME, count->name);
	set_text(r, TB_MATCH_KIND, count->kind);
	set_text(r, TB_MATCH_UNIT, count->unit);
	set_number(r, TB_MATCH_QUANTITY, count->quantity);
	set_number(r, TB_MATCH_COST, count->cost);
}

/* A pair that is only probable, and rows that share an asset, are not compared. */
static const char *tell_differences(const struct tb_book_line *line, struct tb_pool *pool)
{
	struct tb_str keys = TB_STR_INIT;
	const char *text = NULL;

	for (unsigned i = 0; line->result == TB_MATCH_DIFFER && i < TB_N_DIFFERENCES; i++)
		if (line->differences & 1U << i)
			tb_str_addf(&keys, "%s%s", keys.len ? "," : "", tb_difference_keys[i]);
	if (keys.len)
		text = tb_pool_dup(pool, keys.buf, keys.len);
	tb_str_release(&keys);
	return text;
}

static const char *tell_reason(const struct tb_reconciliation *rec, const struct tb_book_line *line,
			       struct tb_pool *pool)
{
	struct tb_str reason = TB_STR_INIT;
	const char *text = NULL;

	tb_book_line_explain(line, rec->book->translate, &reason);
	if (reason.len)
		text = tb_pool_dup(pool, reason.buf, reason.len);
	tb_str_release(&reason);
	return text;
}

/* Make a record (tb_match_noun) of it; texts in `pool` or of the reconciliation. */
static void make_record(const struct tb_reconciliation *rec, const struct tb_match_parts *parts, struct tb_pool *pool,
			struct tb_record *out)
{
	*out = TB_RECORD(tb_match_noun);
	tb_set_text(out, TB_MATCH_RESULT, tb_match_results[parts->result].code);
	if (parts->line) {
		set_book(out, parts->line);
		set_text(out, TB_MATCH_DIFFERENCES, tell_differences(parts->line, pool));
		set_text(out, TB_MATCH_REASON, tell_reason(rec, parts->line, pool));
	}
	if (parts->asset)
		set_asset(out, parts->asset, parts->line);
	else if (parts->count && !parts->line)
		set_count(out, parts->count);
	if (parts->count)
		set_text(out, TB_MATCH_COUNTED, parts->count->outcome);
}

struct listing {
	struct tb_reconciliation *rec;
	struct tb_pool pool; /* of the line at hand */
	tb_list_fn *fn;
	void *ctx;
};

static enum tb_status list_line(void *ctx, const struct tb_match_parts *parts, struct tb_err *err)
{
	struct listing *l = ctx;
	struct tb_record r;

	tb_pool_clear(&l->pool);
	make_record(l->rec, parts, &l->pool, &r);
	return l->fn(l->ctx, &r, err);
}

enum tb_status tb_reconciliation_lines(struct tb_reconciliation *rec, const char *result, tb_list_fn *fn, void *ctx,
				       struct tb_err *err)
{
	struct listing l = { .rec = rec, .fn = fn, .ctx = ctx };
	enum tb_status rc = tb_reconciliation_each(rec, result, list_line, &l, err);

	tb_pool_release(&l.pool);
	return rc;
}

/* ---- totals --------------------------------------------------------------------------------------------------------- */

/* A sum that no number holds stays at the greatest that there is. */
static void add(int64_t *sum, int64_t n)
{
	if (n > 0 && __builtin_add_overflow(*sum, n, sum))
		*sum = INT64_MAX;
}

/* What is worth nothing, or nobody knows how much, needs no place for itself. */
static void add_total(struct tb_reconciliation *rec, const char *unit, int64_t book, int64_t registered, bool counted)
{
	if (book <= 0 && registered <= 0)
		return;
	TB_GROW(rec->total, rec->n_totals, rec->cap_totals);
	rec->total[rec->n_totals++] = (struct tb_match_total){
		.unit = unit, .book = book, .registered = registered, .counted = counted ? registered : 0
	};
}

/* Where a row stands that does not say so itself. */
static const char *unit_of(const struct tb_reconciliation *rec, const struct tb_book_line *line)
{
	if (line->unit.text)
		return line->unit.known ? line->unit.known : line->unit.text;
	return line->asset && line->asset->expected ? line->asset->unit : rec->summary.unit;
}

bool tb_count_is_accounted(const struct tb_book_count *count)
{
	return count && !tb_count_is(count, "missing") && !tb_count_is(count, "lost");
}

static void add_asset(struct tb_reconciliation *rec, const struct tb_book_asset *asset)
{
	if (!asset->disposed)
		add_total(rec, asset->unit, 0, asset->likeness.cost, tb_count_is_accounted(asset->count));
}

static void collect_totals(struct tb_reconciliation *rec)
{
	for (size_t i = 0; i < rec->n_lines; i++)
		add_total(rec, unit_of(rec, &rec->line[i]), rec->line[i].likeness.cost, 0, false);
	for (size_t i = 0; i < rec->n_assets; i++)
		add_asset(rec, &rec->asset[i]);
	for (size_t i = 0; i < rec->n_strangers; i++)
		add_asset(rec, rec->stranger[i]);
}

static int by_unit(const void *a, const void *b)
{
	const struct tb_match_total *x = a, *y = b;

	if (!x->unit || !y->unit)
		return !x->unit - !y->unit;
	return strcmp(x->unit, y->unit);
}

static void add_sums(struct tb_match_total *to, const struct tb_match_total *from)
{
	add(&to->book, from->book);
	add(&to->registered, from->registered);
	add(&to->counted, from->counted);
}

static void sum_up(struct tb_reconciliation *rec)
{
	size_t n = 0;

	collect_totals(rec);
	if (rec->n_totals)
		qsort(rec->total, rec->n_totals, sizeof(*rec->total), by_unit);
	for (size_t i = 0; i < rec->n_totals; i++) {
		const struct tb_match_total one = rec->total[i];

		if (!n || by_unit(&rec->total[n - 1], &one))
			rec->total[n++] = (struct tb_match_total){ .unit = one.unit };
		add_sums(&rec->total[n - 1], &one);
		add_sums(&rec->summary.all, &one);
	}
	rec->summary.total = rec->total;
	rec->summary.n_totals = rec->n_totals = n;
}

static enum tb_status count_line(void *ctx, const struct tb_match_parts *parts, struct tb_err *err)
{
	struct tb_match_summary *summary = ctx;

	(void)err;
	summary->lines[parts->result]++;
	return TB_OK;
}

static void summarise(struct tb_reconciliation *rec)
{
	const struct sieve all = { .fn = count_line, .ctx = &rec->summary };
	struct tb_err none = TB_ERR_INIT;

	rec->summary.rows = (int64_t)rec->n_lines;
	sum_up(rec);
	if (give_all(rec, &all, &none)) /* counting cannot fail */
		abort();
}

const struct tb_match_summary *tb_reconciliation_summary(const struct tb_reconciliation *rec)
{
	return &rec->summary;
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

/* A code that the stocktake could not place may be that of a row which found nothing. */
static void match_unknown(struct tb_reconciliation *rec)
{
	for (size_t i = 0; i < rec->n_lines; i++) {
		struct tb_book_line *line = &rec->line[i];
		struct tb_book_count *count = NULL;

		if (line->asset || line->result != TB_MATCH_BOOK_ONLY)
			continue;
		if (line->key)
			count = tb_reconciliation_counted(rec, line->key);
		if (!count && line->likeness.serial)
			count = tb_reconciliation_counted(rec, line->likeness.serial);
		if (!count || count->taken)
			continue;
		count->taken = true;
		line->count = count;
	}
}

static enum tb_status settle_unit(struct tb_reconciliation *rec, const char *unit, struct tb_err *err)
{
	struct tb_record found;
	enum tb_status rc;

	if (!unit)
		return TB_OK;
	rc = tb_get(rec->db, &tb_unit_noun, unit, &rec->pool, &found, err);
	if (!rc)
		rec->summary.unit = tb_text(&found, TB_UNIT_CODE);
	return rc;
}

static enum tb_status compare(struct tb_reconciliation *rec, const struct tb_reconcile_req *req, struct tb_err *err)
{
	enum tb_status rc = settle_unit(rec, req->unit, err);

	if (!rc)
		rc = tb_reconciliation_count(rec, req->stocktake, err);
	if (!rc)
		rc = tb_ref_names_read(&rec->kinds, rec->db, &tb_kind_noun, &rec->pool, err);
	if (!rc)
		rc = tb_ref_names_read(&rec->units, rec->db, &tb_unit_noun, &rec->pool, err);
	if (!rc)
		rc = tb_reconciliation_register(rec, err);
	if (!rc)
		rc = tb_reconciliation_match(rec, err);
	if (!rc)
		rc = tb_ledger_head(rec->db, &rec->head, err);
	return rc;
}

enum tb_status tb_reconcile(struct tb_db *db, const struct tb_reconcile_req *req, struct tb_reconciliation **out,
			    struct tb_err *err)
{
	struct tb_reconciliation *rec = tb_malloc(sizeof(*rec));
	enum tb_status rc;

	*rec = (struct tb_reconciliation){ .db = db, .book = req->book };
	rc = tb_reconciliation_read(rec, err);
	if (!rc)
		rc = tb_txn_begin_read(db->store, err);
	if (!rc)
		rc = compare(rec, req, err);
	tb_txn_end(db->store);
	if (rc) {
		tb_reconciliation_free(rec);
		return rc;
	}
	tb_reconciliation_pair(rec);
	match_unknown(rec);
	summarise(rec);
	*out = rec;
	return TB_OK;
}
