/* stocktake_look.c - how a stocktake stands: sums and lines. */
#include <string.h>

#include "service/stocktake.h"

/* ---- sums ------------------------------------------------------------------------------------------------------- */

/* Records being gathered in a pool. */
struct gathering {
	struct tb_pool *pool;
	struct tb_record *record;
	size_t n, cap;
};

static enum tb_status keep(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct gathering *g = ctx;

	(void)err;
	if (g->n == g->cap) {
		struct tb_record *more;

		g->cap = 2 * g->cap + 8;
		more = tb_pool_alloc(g->pool, g->cap * sizeof(*more));
		if (g->n)
			memcpy(more, g->record, g->n * sizeof(*more));
		g->record = more;
	}
	g->record[g->n] = *r;
	tb_record_keep(&g->record[g->n++], g->pool);
	return TB_OK;
}

static enum tb_status gather(struct tb_db *db, struct tb_pool *pool, struct tb_stocktake_summary *out,
			     struct tb_err *err)
{
	const char *id = tb_text(&out->stocktake, TB_STOCKTAKE_ID);
	struct gathering counters = { .pool = pool }, sums = { .pool = pool };
	const bool blind = tb_stocktake_is_blind(&out->stocktake);
	enum tb_status rc = tb_store_sum_counters(db->store, id, keep, &counters, err);

	if (!rc && !blind)
		rc = tb_store_sum_lines(db->store, id, keep, &sums, err);
	if (!rc && !blind)
		rc = tb_store_count_remarks(db->store, id, &out->labelled_twice, &out->proposals, err);
	out->sum = sums.record;
	out->n_sums = sums.n;
	out->counter = counters.record;
	out->n_counters = counters.n;
	return rc;
}

enum tb_status tb_stocktake_summarise(struct tb_db *db, const char *stocktake, struct tb_pool *pool,
				      struct tb_stocktake_summary *out, struct tb_err *err)
{
	struct tb_stocktake_summary summary = { .n_sums = 0 };
	enum tb_status rc = tb_txn_begin_read(db->store, err);

	if (!rc)
		rc = tb_stocktake_get(db, stocktake, pool, &summary.stocktake, err);
	if (!rc)
		rc = gather(db, pool, &summary, err);
	tb_txn_end(db->store);
	if (!rc)
		*out = summary;
	return rc;
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

struct sieve {
	bool blind;
	tb_list_fn *fn;
	void *ctx;
};

static enum tb_status give_line(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	const struct sieve *s = ctx;
	struct tb_record shown = *line;

	if (s->blind && !tb_line_is_counted(line))
		return TB_OK;
	if (s->blind)
		tb_line_hide(&shown);
	return s->fn(s->ctx, &shown, err);
}

/* An outcome as a person types it, or "double". */
static enum tb_status settle_outcome(const char *outcome, struct tb_pool *pool, struct tb_line_filter *filter,
				     struct tb_err *err)
{
	struct tb_value word = { .is = TB_NULL };
	enum tb_status rc = TB_OK;

	filter->twice = outcome && !strcmp(outcome, "double");
	if (outcome && !filter->twice)
		rc = tb_value_parse(&tb_stocktake_line_noun.fields[TB_LINE_OUTCOME], outcome, strlen(outcome), pool,
				    &word, err);
	if (!rc && word.is == TB_IS_TEXT)
		filter->outcome = word.text;
	return rc;
}

enum tb_status tb_stocktake_lines(struct tb_db *db, const struct tb_line_query *query, tb_list_fn *fn, void *ctx,
				  struct tb_err *err)
{
	struct tb_line_filter filter = { .proposed = query->proposed };
	struct sieve sieve = { .fn = fn, .ctx = ctx };
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_record stocktake;
	enum tb_status rc = tb_stocktake_get(db, query->stocktake, &pool, &stocktake, err);

	if (!rc)
		rc = settle_outcome(query->outcome, &pool, &filter, err);
	if (!rc && query->outcome && tb_stocktake_is_blind(&stocktake))
		rc = tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is blind: outcomes are shown once it is closed"),
				tb_text(&stocktake, TB_STOCKTAKE_ID));
	if (!rc) {
		filter.stocktake = tb_text(&stocktake, TB_STOCKTAKE_ID);
		filter.by_code = sieve.blind = tb_stocktake_is_blind(&stocktake);
		rc = tb_store_list_lines(db->store, &filter, give_line, &sieve, err);
	}
	tb_pool_release(&pool);
	return rc;
}
