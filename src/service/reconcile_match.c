/* reconcile_match.c - the assets and the lines of the stocktake, and which of them a row means by its code. */
#include <stdlib.h>
#include <string.h>

#include <trangbi/stocktake.h>

#include "base/alloc.h"
#include "model/stocktake.h"
#include "service/reconcile.h"

const char *const tb_difference_keys[TB_N_DIFFERENCES] = { "cost",   "kind", "quantity", "serial",
							   "status", "unit", "year" };

static const char *keep(struct tb_reconciliation *rec, const char *text)
{
	return tb_pool_strdup(&rec->pool, text);
}

/* ---- the stocktake -------------------------------------------------------------------------------------------------- */

/* What was surplus and has been registered since is that asset. */
static enum tb_status take_count(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	struct tb_reconciliation *rec = ctx;
	const char *became = tb_text(line, TB_LINE_BECAME), *code = keep(rec, tb_text(line, TB_LINE_CODE));
	const char *key = tb_book_compact(became ? became : code, &rec->pool);

	(void)err;
	TB_GROW(rec->count, rec->n_counts, rec->cap_counts);
	rec->count[rec->n_counts++] = (struct tb_book_count){
		.key = key ? key : code,
		.code = code,
		.name = keep(rec, tb_text(line, TB_LINE_NAME)),
		.kind = keep(rec, tb_text(line, TB_LINE_KIND)),
		.unit = keep(rec, tb_text(line, TB_LINE_UNIT)),
		.outcome = keep(rec, tb_text(line, TB_LINE_OUTCOME)),
		.cost = tb_num(line, TB_LINE_COST, -1),
		.quantity = tb_num(line, TB_LINE_QUANTITY, -1),
		.counted = tb_line_is_counted(line),
	};
	return TB_OK;
}

static int by_count_key(const void *a, const void *b)
{
	const struct tb_book_count *x = a, *y = b;
	const int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->code, y->code);
}

enum tb_status tb_reconciliation_count(struct tb_reconciliation *rec, const char *stocktake, struct tb_err *err)
{
	struct tb_line_query query = { .stocktake = NULL };
	struct tb_record found;
	enum tb_status rc;

	if (!stocktake)
		return TB_OK;
	rc = tb_stocktake_get(rec->db, stocktake, &rec->pool, &found, err);
	if (!rc && found.v[TB_STOCKTAKE_CLOSED_AT].is != TB_IS_INT)
		rc = tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is still open; close it first"),
				tb_text(&found, TB_STOCKTAKE_ID));
	if (rc)
		return rc;
	query.stocktake = rec->summary.stocktake = tb_text(&found, TB_STOCKTAKE_ID);
	if (!rec->summary.unit)
		rec->summary.unit = tb_text(&found, TB_STOCKTAKE_UNIT);
	rec->counts = true;
	rc = tb_stocktake_lines(rec->db, &query, take_count, rec, err);
	if (!rc && rec->n_counts)
		qsort(rec->count, rec->n_counts, sizeof(*rec->count), by_count_key);
	return rc;
}

struct tb_book_count *tb_reconciliation_counted(const struct tb_reconciliation *rec, const char *key)
{
	size_t low = 0, high = rec->n_counts;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(rec->count[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rec->n_counts && !strcmp(rec->count[low].key, key) ? &rec->count[low] : NULL;
}

/* ---- the register --------------------------------------------------------------------------------------------------- */

static bool is_disposed(const struct tb_record *asset)
{
	return !strcmp(tb_text(asset, TB_ASSET_STATUS), "disposed");
}

static void fill_asset(struct tb_reconciliation *rec, const struct tb_record *r, struct tb_book_asset *out)
{
	static const unsigned char codes[TB_BOOK_CODES] = { TB_ASSET_OLD_CODE, TB_ASSET_PLATE, TB_ASSET_FRAME_NO,
							    TB_ASSET_ENGINE_NO };

	*out = (struct tb_book_asset){ .tag = keep(rec, tb_text(r, TB_ASSET_TAG)),
				       .name = keep(rec, tb_text(r, TB_ASSET_NAME)),
				       .kind = keep(rec, tb_text(r, TB_ASSET_KIND)),
				       .unit = keep(rec, tb_text(r, TB_ASSET_UNIT)),
				       .serial = keep(rec, tb_text(r, TB_ASSET_SERIAL)),
				       .quantity = tb_num(r, TB_ASSET_QUANTITY, 1),
				       .year_in_use = tb_num(r, TB_ASSET_YEAR_IN_USE, -1),
				       .year_made = tb_num(r, TB_ASSET_YEAR_MADE, -1),
				       .disposed = is_disposed(r) };
	for (size_t i = 0; i < TB_BOOK_CODES; i++)
		out->codes[i] = tb_book_compact(tb_text(r, codes[i]), &rec->pool);
	tb_likeness_of(r, &rec->pool, &out->likeness);
	out->likeness.unit = out->unit;
	out->count = tb_reconciliation_counted(rec, out->tag);
}

/* Its line of the stocktake stands beside it. */
static void take_count_of(const struct tb_book_asset *asset)
{
	if (asset->count)
		asset->count->taken = true;
}

static enum tb_status take_asset(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct tb_reconciliation *rec = ctx;

	(void)err;
	if (is_disposed(r))
		return TB_OK; /* no book should have it; where one has, it is met as a stranger */
	TB_GROW(rec->asset, rec->n_assets, rec->cap_assets);
	fill_asset(rec, r, &rec->asset[rec->n_assets]);
	rec->asset[rec->n_assets].expected = true;
	take_count_of(&rec->asset[rec->n_assets++]);
	return TB_OK;
}

static int by_tag(const void *a, const void *b)
{
	const struct tb_book_asset *x = a, *y = b;

	return strcmp(x->tag, y->tag);
}

enum tb_status tb_reconciliation_register(struct tb_reconciliation *rec, struct tb_err *err)
{
	const struct tb_query query = { .unit = rec->summary.unit };
	enum tb_status rc = tb_list(rec->db, &tb_asset_noun, &query, take_asset, rec, err);

	if (!rc && rec->n_assets)
		qsort(rec->asset, rec->n_assets, sizeof(*rec->asset), by_tag);
	return rc;
}

static struct tb_book_asset *find_tag(const struct tb_reconciliation *rec, const char *tag)
{
	const struct tb_book_asset key = { .tag = tag };

	return rec->n_assets ? bsearch(&key, rec->asset, rec->n_assets, sizeof(key), by_tag) : NULL;
}

/* ---- what a row means ----------------------------------------------------------------------------------------------- */

/* A name of an asset, compact. */
struct code {
	const char *key;
	struct tb_book_asset *asset;
};

struct index {
	struct code *at; /* owned; by key */
	size_t n, cap;
};

struct matching {
	struct tb_reconciliation *rec;
	struct index codes, serials; /* of the assets that the book should have */
	struct tb_pool pool;         /* of the row at hand */
};

static void add_code(struct index *index, const char *key, struct tb_book_asset *asset)
{
	if (!key)
		return;
	TB_GROW(index->at, index->n, index->cap);
	index->at[index->n++] = (struct code){ key, asset };
}

static int by_code(const void *a, const void *b)
{
	const struct code *x = a, *y = b;
	const int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->asset->tag, y->asset->tag);
}

static void sort_index(struct index *index)
{
	if (index->n)
		qsort(index->at, index->n, sizeof(*index->at), by_code);
}

static void index_assets(struct matching *m)
{
	for (size_t i = 0; i < m->rec->n_assets; i++) {
		struct tb_book_asset *asset = &m->rec->asset[i];

		add_code(&m->codes, asset->tag, asset);
		for (size_t k = 0; k < TB_BOOK_CODES; k++)
			add_code(&m->codes, asset->codes[k], asset);
		add_code(&m->serials, asset->likeness.serial, asset);
	}
	sort_index(&m->codes);
	sort_index(&m->serials);
}

/* The first with that key; NULL for none. */
static const struct code *find_code(const struct index *index, const char *key)
{
	size_t low = 0, high = index->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(index->at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->n && !strcmp(index->at[low].key, key) ? &index->at[low] : NULL;
}

/* What is found under one code: none, one, or several assets. */
struct finding {
	struct tb_book_asset *asset, *other;
	size_t n;
	const char *by; /* the code */
};

static bool is_of_unit(const struct matching *m, const struct tb_book_line *line, const struct tb_book_asset *asset)
{
	return tb_book_ref_is(&line->unit, &m->rec->units, asset->unit);
}

static bool is_of_kind(const struct matching *m, const struct tb_book_line *line, const struct tb_book_asset *asset)
{
	return tb_book_ref_is(&line->kind, &m->rec->kinds, asset->kind);
}

/* Those under `key` of which `fits` says yes; NULL takes all. */
static struct finding look_up(const struct matching *m, const struct index *index, const char *key,
			      const struct tb_book_line *line,
			      bool (*fits)(const struct matching *, const struct tb_book_line *,
					   const struct tb_book_asset *))
{
	const struct code *c = key ? find_code(index, key) : NULL;
	struct finding found = { .n = 0 };

	for (; c && c < index->at + index->n && !strcmp(c->key, key); c++) {
		if (c->asset == found.asset || (fits && !fits(m, line, c->asset)))
			continue;
		if (found.n++)
			found.other = c->asset;
		else
			found.asset = c->asset;
	}
	return found;
}

/* Each post numbers its book from TS-001: of several assets the one of the row's unit is meant. */
static struct finding look_up_code(const struct matching *m, const struct tb_book_line *line)
{
	struct finding all = look_up(m, &m->codes, line->key, line, NULL), here;

	if (all.n < 2 || !line->unit.text)
		return all;
	here = look_up(m, &m->codes, line->key, line, is_of_unit);
	return here.n ? here : all;
}

/* An asset that a row means and that the book should not have: of another unit, or disposed of. */
static struct tb_book_asset *meet_stranger(struct tb_reconciliation *rec, const struct tb_record *r)
{
	const char *tag = tb_text(r, TB_ASSET_TAG);
	size_t low = 0, high = rec->n_strangers;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(rec->stranger[middle]->tag, tag) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < rec->n_strangers && !strcmp(rec->stranger[low]->tag, tag))
		return rec->stranger[low];
	TB_GROW(rec->stranger, rec->n_strangers, rec->cap_strangers);
	memmove(rec->stranger + low + 1, rec->stranger + low, (rec->n_strangers++ - low) * sizeof(*rec->stranger));
	rec->stranger[low] = tb_pool_alloc(&rec->pool, sizeof(**rec->stranger));
	fill_asset(rec, r, rec->stranger[low]);
	return rec->stranger[low];
}

static struct tb_book_asset *meet(struct tb_reconciliation *rec, const struct tb_record *r)
{
	struct tb_book_asset *asset = find_tag(rec, tb_text(r, TB_ASSET_TAG));

	return asset ? asset : meet_stranger(rec, r);
}

/*
 * Whether the asset that a code finds is what the row means. Elsewhere the same code often belongs to another thing, unless it is
 * the tag or a name that a person gave it: then name or serial number must speak for it, if the row has any.
 */
static enum tb_status is_meant(struct matching *m, const struct tb_book_line *line, const struct tb_record *asset,
			       bool *out, struct tb_err *err)
{
	const char *tag = tb_text(asset, TB_ASSET_TAG), *tags[TB_MAX_MATCHES];
	struct tb_likeness here;
	unsigned reasons, n = 0;
	enum tb_status rc = TB_OK;

	tb_likeness_of(asset, &m->pool, &here);
	(void)tb_likeness_score(&line->likeness, &here, &reasons);
	*out = find_tag(m->rec, tag) || (line->key && !strcmp(line->key, tag)) ||
	       (!line->likeness.name && !line->likeness.serial) ||
	       reasons & (TB_SAME_NAME | TB_NEAR_NAME | TB_SAME_SERIAL | TB_NEAR_SERIAL);
	if (!*out)
		rc = tb_store_find_alias(m->rec->db->store, line->code, "other", &m->pool, tags, &n, err);
	for (unsigned i = 0; i < n; i++)
		*out |= !strcmp(tags[i], tag);
	return rc;
}

/* By whatever else finds an asset: an alias that was accepted, a code of an asset elsewhere. What several carry says nothing. */
static enum tb_status ask_code(struct matching *m, const struct tb_book_line *line, struct finding *out,
			       struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	struct tb_record found;
	enum tb_status rc = tb_get(m->rec->db, &tb_asset_noun, line->code, &m->pool, &found, &miss);

	bool meant = false;

	if (!rc)
		rc = is_meant(m, line, &found, &meant, &miss);
	if (!rc && meant)
		*out = (struct finding){ .asset = meet(m->rec, &found), .n = 1 };
	if (rc != TB_ESYS && rc != TB_ECORRUPT)
		return TB_OK;
	*err = miss;
	return rc;
}

/* By the serial number of an asset elsewhere. */
static enum tb_status ask_serial(struct matching *m, const struct tb_book_line *line, struct finding *out,
				 struct tb_err *err)
{
	const char *tags[TB_MAX_MATCHES];
	unsigned n = 0;
	enum tb_status rc =
		tb_store_find_alias(m->rec->db->store, line->likeness.serial, "serial", &m->pool, tags, &n, err);

	for (unsigned i = 0; !rc && i < n; i++) {
		struct tb_record r;

		rc = tb_store_get(m->rec->db->store, &tb_asset_noun, tags[i], &m->pool, &r, err);
		if (rc || !tb_book_ref_is(&line->kind, &m->rec->kinds, tb_text(&r, TB_ASSET_KIND)))
			continue;
		if (!out->n++)
			out->asset = meet(m->rec, &r);
	}
	if (out->n > 1)
		*out = (struct finding){ .n = 0 };
	return rc;
}

/* By its code, else by its serial number and kind; first among what the book should have. */
static enum tb_status find_meant(struct matching *m, const struct tb_book_line *line, struct finding *out,
				 struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	*out = look_up_code(m, line);
	out->by = line->code;
	if (!out->n && line->code)
		rc = ask_code(m, line, out, err);
	if (rc || out->n || !line->likeness.serial)
		return rc;
	*out = look_up(m, &m->serials, line->likeness.serial, line, is_of_kind);
	out->by = line->serial;
	return out->n ? TB_OK : ask_serial(m, line, out, err);
}

/* ---- comparing ------------------------------------------------------------------------------------------------------ */

static bool differs(int64_t book, int64_t here)
{
	return book >= 0 && book != here;
}

/* What the book does not say is no difference. */
static unsigned compare(const struct matching *m, const struct tb_book_line *line, const struct tb_book_asset *asset)
{
	const struct tb_likeness *book = &line->likeness, *here = &asset->likeness;
	unsigned found = 0;

	if (differs(book->cost, here->cost))
		found |= TB_DIFFERS_COST;
	if (!is_of_kind(m, line, asset))
		found |= TB_DIFFERS_KIND;
	if (differs(line->quantity, asset->quantity))
		found |= TB_DIFFERS_QUANTITY;
	if (book->serial && (!here->serial || strcmp(book->serial, here->serial) != 0))
		found |= TB_DIFFERS_SERIAL;
	if (asset->disposed)
		found |= TB_DIFFERS_STATUS;
	if (!is_of_unit(m, line, asset))
		found |= TB_DIFFERS_UNIT;
	if (differs(line->year_in_use, asset->year_in_use) || differs(line->year_made, asset->year_made))
		found |= TB_DIFFERS_YEAR;
	return found;
}

bool tb_count_is(const struct tb_book_count *count, const char *outcome)
{
	return count && count->outcome && !strcmp(count->outcome, outcome);
}

/* A code that was given to another thing since, or that was mistyped. */
static bool has_other_name(const struct tb_book_line *line, const struct tb_book_asset *asset)
{
	unsigned reasons;

	(void)tb_likeness_score(&line->likeness, &asset->likeness, &reasons);
	return line->likeness.name && asset->likeness.name && !(reasons & (TB_SAME_NAME | TB_NEAR_NAME));
}

static void take_partner(struct matching *m, struct tb_book_line *line, struct tb_book_asset *asset)
{
	take_count_of(asset);
	line->asset = asset;
	line->differences = compare(m, line, asset);
	line->other_name = has_other_name(line, asset);
	if (asset->line) { /* not the first row that means it */
		line->result = asset->line->result = TB_MATCH_SEVERAL;
		asset->last = asset->last->same = line;
		return;
	}
	asset->line = asset->last = line;
	line->result = line->differences                      ? TB_MATCH_DIFFER
		       : tb_count_is(asset->count, "missing") ? TB_MATCH_NOT_COUNTED
							      : TB_MATCH_AGREE;
}

static enum tb_status match_line(struct matching *m, struct tb_book_line *line, struct tb_err *err)
{
	struct finding found;
	enum tb_status rc;

	tb_book_ref_find(&line->kind, &m->rec->kinds);
	tb_book_ref_find(&line->unit, &m->rec->units);
	line->likeness.unit = line->unit.known;
	rc = find_meant(m, line, &found, err);
	if (!rc && found.n == 1)
		take_partner(m, line, found.asset);
	if (!rc && found.n > 1) {
		line->result = TB_MATCH_SEVERAL;
		line->why = tb_pool_alloc(&m->rec->pool, sizeof(*line->why));
		tb_err_set(line->why, TB_EREFUSED, TB_WHY_CARRIED, found.by, found.asset->tag, found.other->tag);
	}
	tb_pool_clear(&m->pool);
	return rc;
}

enum tb_status tb_reconciliation_match(struct tb_reconciliation *rec, struct tb_err *err)
{
	struct matching m = { .rec = rec };
	enum tb_status rc = TB_OK;

	index_assets(&m);
	for (size_t i = 0; !rc && i < rec->n_lines; i++)
		if (rec->line[i].result != TB_MATCH_UNREADABLE)
			rc = match_line(&m, &rec->line[i], err);
	free(m.codes.at);
	free(m.serials.at);
	tb_pool_release(&m.pool);
	return rc;
}
