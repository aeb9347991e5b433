/* stocktake_accept.c - from a difference to what it means for the register. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/time.h"
#include "model/custody.h"
#include "service/stocktake.h"
#include "service/tags.h"

/* Proposals being accepted. */
struct acceptance {
	struct tb_stocktaking s;
	const struct tb_accept_req *req;
	struct tb_problems *problems;
	struct tb_record *line; /* owned while it grows; texts in the pool */
	size_t n, cap;
	struct tb_accepted *done; /* in the pool */
	size_t n_done;
	int64_t left; /* proposals that are still open then */
};

/* ---- which lines ------------------------------------------------------------------------------------------------ */

static void add_line(struct acceptance *a, const struct tb_record *line)
{
	TB_GROW(a->line, a->n, a->cap);
	a->line[a->n++] = *line;
}

static enum tb_status collect_line(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	struct acceptance *a = ctx;
	struct tb_record copy = *line;

	(void)err;
	tb_record_keep(&copy, a->s.pool);
	add_line(a, &copy);
	return TB_OK;
}

static bool is_collected(const struct acceptance *a, const char *code)
{
	for (size_t i = 0; i < a->n; i++)
		if (!strcmp(tb_text(&a->line[i], TB_LINE_CODE), code))
			return true;
	return false;
}

/* The line that a code names: by itself, else by a name of its asset. */
static enum tb_status find_named(const struct acceptance *a, const char *code, struct tb_record *line,
				 struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	const char *tag = NULL;
	bool found = false;
	enum tb_status rc = tb_stocktaking_line(&a->s, code, line, &found, err);

	if (rc || found)
		return rc;
	rc = tb_resolve(a->s.db, code, a->s.pool, &tag, &miss);
	if (!rc)
		return tb_store_get_line(a->s.db->store, a->s.id, tag, a->s.pool, line, err);
	if (rc == TB_ENOTFOUND)
		return tb_err_set(err, TB_ENOTFOUND, tb_stocktake_line_noun.missing, code);
	*err = miss;
	return rc;
}

static enum tb_status collect_named(struct acceptance *a, const char *code, struct tb_err *err)
{
	struct tb_err why = TB_ERR_INIT;
	struct tb_record line;
	enum tb_status rc = find_named(a, code, &line, &why);

	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	if (rc)
		tb_problems_add(a->problems, code, &why);
	else if (!is_collected(a, tb_text(&line, TB_LINE_CODE)))
		add_line(a, &line);
	return TB_OK;
}

static enum tb_status collect(struct acceptance *a, struct tb_err *err)
{
	const struct tb_line_filter open = { .stocktake = a->s.id, .proposed = true };
	enum tb_status rc = TB_OK;

	if (a->req->all)
		return tb_store_list_lines(a->s.db->store, &open, collect_line, a, err);
	for (size_t i = 0; !rc && i < a->req->codes.n; i++)
		rc = collect_named(a, a->req->codes.text[i], err);
	return rc;
}

/* ---- one proposal ----------------------------------------------------------------------------------------------- */

static enum tb_status check_line(const struct tb_record *line, struct tb_err *err)
{
	char when[TB_TIME_SIZE];

	if (!tb_text(line, TB_LINE_PROPOSAL))
		return tb_err_set(err, TB_EREFUSED, N_("nothing is proposed for it"));
	if (line->v[TB_LINE_SETTLED_AT].is != TB_IS_INT)
		return TB_OK;
	tb_time_format(tb_num(line, TB_LINE_SETTLED_AT, 0), when);
	return tb_err_set(err, TB_EREFUSED, N_("'%s' accepted it on %s already"), tb_text(line, TB_LINE_SETTLED_BY),
			  when);
}

/* The event about the asset itself. */
static enum tb_status change_asset(const struct acceptance *a, const struct tb_record *line,
				   const struct tb_record *asset, struct tb_err *err)
{
	const char *proposal = tb_text(line, TB_LINE_PROPOSAL), *tag = tb_text(line, TB_LINE_CODE);
	struct tb_record p = TB_RECORD(tb_custody_noun), patch = TB_RECORD(tb_asset_noun);

	if (!strcmp(proposal, "condition")) {
		patch.v[TB_ASSET_CONDITION] = line->v[TB_LINE_CONDITION];
		return tb_append_edit(a->s.db, asset, &patch, err);
	}
	p.v[TB_CUSTODY_CONDITION] = asset->v[TB_ASSET_CONDITION];
	if (tb_line_is_counted(line))
		p.v[TB_CUSTODY_CONDITION] = line->v[TB_LINE_CONDITION];
	if (!strcmp(proposal, "missing"))
		return tb_ledger_append(a->s.db, "asset.missing", tag, a->s.unit, &p, err);
	if (!strcmp(proposal, "found"))
		return tb_ledger_append(a->s.db, "asset.found", tag, a->s.unit, &p, err);
	p.v[TB_CUSTODY_FROM] = asset->v[TB_ASSET_UNIT];
	return tb_ledger_append(a->s.db, "asset.move", tag, a->s.unit, &p, err);
}

/* Nothing comes to a unit that was closed since. */
static enum tb_status check_taker(const struct acceptance *a, const struct tb_record *line, struct tb_err *err)
{
	char today[TB_DATE_SIZE];
	struct tb_record unit;
	enum tb_status rc;

	if (strcmp(tb_text(line, TB_LINE_PROPOSAL), "move") != 0)
		return TB_OK;
	tb_time_date(a->s.db->act.at, today);
	rc = tb_store_get(a->s.db->store, &tb_unit_noun, a->s.unit, a->s.pool, &unit, err);
	return rc ? rc : tb_unit_check_valid(&unit, today, err);
}

static enum tb_status settle_asset(const struct acceptance *a, const struct tb_record *line, struct tb_err *err)
{
	const char *tag = tb_text(line, TB_LINE_CODE);
	struct tb_record asset;
	enum tb_status rc = tb_store_get(a->s.db->store, &tb_asset_noun, tag, a->s.pool, &asset, err);

	if (!rc)
		rc = tb_line_check_proposal(line, &asset, err);
	if (!rc)
		rc = check_taker(a, line, err);
	if (!rc)
		rc = tb_check_order(a->s.db, tag, err);
	return rc ? rc : change_asset(a, line, &asset, err);
}

static enum tb_status settle_kind(const struct acceptance *a, const struct tb_record *line, struct tb_record *asset,
				  struct tb_err *err)
{
	struct tb_record kind;
	enum tb_status rc;

	asset->v[TB_ASSET_KIND] = line->v[TB_LINE_KIND];
	if (tb_text(line, TB_LINE_KIND))
		return TB_OK;
	if (!a->req->kind)
		return tb_err_set(err, TB_EREFUSED, N_("its kind is not known; give it with --kind"));
	rc = tb_get(a->s.db, &tb_kind_noun, a->req->kind, a->s.pool, &kind, err);
	if (!rc)
		tb_set_text(asset, TB_ASSET_KIND, tb_text(&kind, TB_KIND_CODE));
	return rc;
}

/* Surplus becomes an asset of the unit; `*tag` is its new tag. */
static enum tb_status settle_surplus(const struct acceptance *a, const struct tb_record *line, const char **tag,
				     struct tb_err *err)
{
	struct tb_record asset = TB_RECORD(tb_asset_noun);
	enum tb_status rc = settle_kind(a, line, &asset, err);

	asset.v[TB_ASSET_NAME] = line->v[TB_LINE_NAME];
	asset.v[TB_ASSET_NOTE] = line->v[TB_LINE_NOTE];
	asset.v[TB_ASSET_CONDITION] = line->v[TB_LINE_CONDITION];
	asset.v[TB_ASSET_QUANTITY] = line->v[TB_LINE_QUANTITY];
	tb_set_text(&asset, TB_ASSET_UNIT, a->s.unit);
	if (!rc)
		rc = tb_prepare_add(a->s.db, &asset, a->s.pool, err);
	if (!rc)
		rc = tb_append_add(a->s.db, &asset, err);
	if (!rc)
		*tag = tb_text(&asset, TB_ASSET_TAG);
	return rc;
}

static enum tb_status settle(struct acceptance *a, const struct tb_record *line, struct tb_err *err)
{
	const char *proposal = tb_text(line, TB_LINE_PROPOSAL), *tag = tb_text(line, TB_LINE_CODE);
	struct tb_record p = TB_RECORD(tb_count_noun);
	enum tb_status rc = check_line(line, err);

	if (rc)
		return rc;
	tb_set_text(&p, TB_COUNT_EVENT_CODE, tag);
	tb_set_text(&p, TB_COUNT_EVENT_PROPOSAL, proposal);
	if (!strcmp(proposal, "register")) {
		rc = settle_surplus(a, line, &tag, err);
		if (!rc)
			tb_set_text(&p, TB_COUNT_EVENT_TAG, tag);
	} else {
		rc = settle_asset(a, line, err);
	}
	if (!rc)
		rc = tb_stocktaking_append(&a->s, "stocktake.accept", &p, err);
	if (!rc)
		a->done[a->n_done++] = (struct tb_accepted){ .code = tb_text(line, TB_LINE_CODE),
							     .proposal = proposal,
							     .tag = tag,
							     .name = tb_text(line, TB_LINE_NAME) };
	return rc;
}

/* ---- all of them ------------------------------------------------------------------------------------------------ */

/* A line that cannot be settled becomes a problem, before any event of it is written. */
static enum tb_status settle_or_tell(struct acceptance *a, const struct tb_record *line, struct tb_err *err)
{
	struct tb_err why = TB_ERR_INIT;
	enum tb_status rc = settle(a, line, &why);

	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	if (rc)
		tb_problems_add(a->problems, tb_text(line, TB_LINE_CODE), &why);
	return TB_OK;
}

static enum tb_status settle_all(struct acceptance *a, struct tb_err *err)
{
	const size_t asked = a->n + a->problems->n;
	int64_t twice;
	enum tb_status rc = TB_OK;

	a->done = tb_pool_alloc(a->s.pool, (a->n + 1) * sizeof(*a->done));
	a->s.db->batch = a->s.db->seq + 1; /* each makes two events at least */
	for (size_t i = 0; !rc && i < a->n; i++)
		rc = settle_or_tell(a, &a->line[i], err);
	if (!rc && !asked)
		rc = tb_err_set(err, TB_EREFUSED, N_("no proposal of stocktake '%s' is open"), a->s.id);
	if (!rc && (!a->req->all || !a->n_done))
		rc = tb_problems_verdict(a->problems, asked, err);
	if (!rc)
		rc = tb_store_count_remarks(a->s.db->store, a->s.id, &twice, &a->left, err);
	return rc ? rc : tb_ledger_commit(a->s.db, err);
}

/* What it found follows from its end. */
static enum tb_status check_closed(const struct tb_stocktaking *s, struct tb_err *err)
{
	const int64_t closed = tb_num(&s->stocktake, TB_STOCKTAKE_CLOSED_AT, INT64_MAX);
	char when[TB_TIME_SIZE];

	if (closed == INT64_MAX)
		return tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is still open; close it first"), s->id);
	if (s->db->act.at >= closed)
		return TB_OK;
	tb_time_format(closed, when);
	return tb_err_set(err, TB_EINVAL, N_("stocktake '%s' was closed on %s, after the time given"), s->id, when);
}

enum tb_status tb_stocktake_accept(struct tb_db *db, const struct tb_act *act, const struct tb_accept_req *req,
				   struct tb_pool *pool, struct tb_accepted_list *out, struct tb_problems *problems,
				   struct tb_err *err)
{
	struct acceptance a = { .req = req, .problems = problems };
	enum tb_status rc;

	if (!req->stocktake)
		return tb_err_set(err, TB_EINVAL, N_("name the stocktake"));
	if (!req->all && !req->codes.n)
		return tb_err_set(err, TB_EINVAL, N_("name the lines, or accept all proposals with --all"));
	rc = tb_stocktaking_begin(&a.s, db, act, req->stocktake, pool, err);
	if (!rc)
		rc = check_closed(&a.s, err);
	if (!rc)
		db->act.doc = a.s.id;
	if (!rc)
		rc = collect(&a, err);
	if (!rc)
		rc = settle_all(&a, err);
	if (!rc)
		*out = (struct tb_accepted_list){ .item = a.done, .n = a.n_done, .seq = db->seq, .open = a.left };
	tb_ledger_end(db);
	free(a.line);
	return rc;
}
