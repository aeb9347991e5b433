/* stocktake_look.c - how a stocktake stands: sums and lines. */
#include <string.h>

#include "base/alloc.h"
#include "service/stocktake.h"

/* ---- sums ------------------------------------------------------------------------------------------------------- */

struct gathering {
	struct tb_pool *pool;
	struct tb_stocktake_summary *out;
	size_t sums, counters; /* for how many there is room */
};

enum { MAX_OUTCOMES = 32, SOME = 16 };

static void add_sum(void *ctx, const char *outcome, const int64_t numbers[3])
{
	struct gathering *g = ctx;

	if (g->out->n_sums < MAX_OUTCOMES) /* there are fewer words than that */
		g->out->sum[g->out->n_sums++] = (struct tb_stocktake_sum){ .outcome = tb_pool_strdup(g->pool, outcome),
									   .lines = numbers[0],
									   .quantity = numbers[1],
									   .cost = numbers[2] };
}

static void add_counter(void *ctx, const char *person, const int64_t numbers[3])
{
	struct gathering *g = ctx;
	struct tb_stocktake_summary *out = g->out;

	if (out->n_counters == g->counters) {
		struct tb_stocktake_counter *more;

		g->counters = 2 * g->counters + SOME;
		more = tb_pool_alloc(g->pool, g->counters * sizeof(*more));
		if (out->n_counters)
			memcpy(more, out->counter, out->n_counters * sizeof(*more));
		out->counter = more;
	}
	out->counter[out->n_counters++] = (struct tb_stocktake_counter){ .person = tb_pool_strdup(g->pool, person),
									 .round = numbers[0],
									 .lines = numbers[1] };
}

static enum tb_status gather(struct tb_db *db, struct gathering *g, struct tb_err *err)
{
	const struct tb_record *stocktake = &g->out->stocktake;
	const char *id = tb_text(stocktake, TB_STOCKTAKE_ID);
	enum tb_status rc = tb_store_sum_counters(db->store, id, add_counter, g, err);

	if (rc || tb_stocktake_is_blind(stocktake))
		return rc;
	g->out->sum = tb_pool_alloc(g->pool, MAX_OUTCOMES * sizeof(*g->out->sum));
	rc = tb_store_sum_lines(db->store, id, add_sum, g, err);
	return rc ? rc : tb_store_count_remarks(db->store, id, &g->out->labelled_twice, &g->out->proposals, err);
}

enum tb_status tb_stocktake_summarise(struct tb_db *db, const char *stocktake, struct tb_pool *pool,
				      struct tb_stocktake_summary *out, struct tb_err *err)
{
	struct tb_stocktake_summary summary = { .n_sums = 0 };
	struct gathering g = { .pool = pool, .out = &summary };
	enum tb_status rc = tb_txn_begin_read(db->store, err);

	if (!rc)
		rc = tb_stocktake_get(db, stocktake, pool, &summary.stocktake, err);
	if (!rc)
		rc = gather(db, &g, err);
	tb_txn_end(db->store);
	if (rc)
		return rc;
	if (tb_stocktake_is_blind(&summary.stocktake))
		summary.stocktake.v[TB_STOCKTAKE_EXPECTED].is = TB_UNSET;
	*out = summary;
	return TB_OK;
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
		sieve.blind = tb_stocktake_is_blind(&stocktake);
		rc = tb_store_list_lines(db->store, &filter, give_line, &sieve, err);
	}
	tb_pool_release(&pool);
	return rc;
}
