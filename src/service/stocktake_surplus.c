/* stocktake_surplus.c - counting things without a label, and taking counts back. */
#include <string.h>

#include "service/stocktake.h"

/* ---- taking back ------------------------------------------------------------------------------------------------ */

/* The line of that very code, if it was counted. */
static enum tb_status find_line(const struct tb_stocktaking *s, const char *code, struct tb_record *line, bool *counted,
				struct tb_err *err)
{
	const char *name = NULL;
	enum tb_status rc = tb_stocktaking_code(code, s->pool, &name, err);

	*counted = false;
	if (!rc && name)
		rc = tb_stocktaking_line(s, name, line, counted, err);
	*counted = !rc && *counted && tb_line_is_counted(line);
	return rc;
}

/* The counted line that `code` means: by itself, else by a name of its asset. */
static enum tb_status find_counted(const struct tb_stocktaking *s, const char *code, struct tb_record *line,
				   struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	const char *tag = NULL;
	bool counted = false;
	enum tb_status rc = find_line(s, code, line, &counted, err);

	if (rc || counted)
		return rc;
	rc = tb_resolve(s->db, code, s->pool, &tag, &miss);
	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = miss;
		return rc;
	}
	rc = rc ? TB_OK : find_line(s, tag, line, &counted, err);
	if (!rc && !counted)
		rc = tb_err_set(err, TB_ENOTFOUND, N_("'%s' was not counted in stocktake '%s'"), code, s->id);
	return rc;
}

static enum tb_status append_uncount(const struct tb_stocktaking *s, const struct tb_record *line, struct tb_err *err)
{
	const char *code = tb_text(line, TB_LINE_CODE);
	struct tb_record p = TB_RECORD(tb_count_noun);

	if (tb_text(line, TB_LINE_BUCKET))
		return tb_stocktaking_append_asset(s, "asset.uncount", code, &p, err);
	tb_set_text(&p, TB_COUNT_EVENT_CODE, code);
	return tb_stocktaking_append(s, "stocktake.uncount", &p, err);
}

static enum tb_status uncount_in_txn(const struct tb_stocktaking *s, const char *code, struct tb_record *out,
				     struct tb_err *err)
{
	struct tb_record line;
	bool found;
	enum tb_status rc = find_counted(s, code, &line, err);

	if (!rc && tb_num(&line, TB_LINE_ROUND, s->round) != s->round)
		rc = tb_err_set(err, TB_EREFUSED, N_("'%s' was counted in the first round, which is over"), code);
	if (!rc)
		rc = append_uncount(s, &line, err);
	if (!rc)
		rc = tb_stocktaking_line(s, tb_text(&line, TB_LINE_CODE), out, &found, err);
	if (rc)
		return rc;
	if (s->blind)
		tb_line_hide(out);
	return tb_ledger_commit(s->db, err);
}

enum tb_status tb_stocktake_uncount(struct tb_db *db, const struct tb_act *act, const char *stocktake, const char *code,
				    struct tb_pool *pool, struct tb_record *line, struct tb_err *err)
{
	struct tb_record now = TB_RECORD(tb_stocktake_line_noun);
	struct tb_stocktaking s;
	enum tb_status rc = tb_stocktaking_begin_count(&s, db, act, stocktake, pool, err);

	if (!rc)
		rc = uncount_in_txn(&s, code, &now, err);
	tb_ledger_end(db);
	if (!rc)
		*line = now;
	return rc;
}

/* ---- things without a label ------------------------------------------------------------------------------------- */

static enum tb_status settle_text(const struct tb_noun *noun, unsigned field, const char *text, struct tb_pool *pool,
				  struct tb_value *out, struct tb_err *err)
{
	return text ? tb_value_parse(&noun->fields[field], text, strlen(text), pool, out, err) : TB_OK;
}

static enum tb_status settle_surplus(const struct tb_stocktaking *s, const struct tb_surplus_req *req,
				     struct tb_record *p, struct tb_err *err)
{
	const char *condition = NULL;
	struct tb_record kind;
	enum tb_status rc;

	if (req->quantity < 1)
		return tb_err_set(err, TB_EINVAL, N_("the quantity must be at least 1"));
	rc = tb_stocktaking_condition(req->condition, s->pool, &condition, err);
	if (!rc)
		rc = settle_text(&tb_count_noun, TB_COUNT_EVENT_NAME, req->name, s->pool, &p->v[TB_COUNT_EVENT_NAME],
				 err);
	if (!rc && !tb_text(p, TB_COUNT_EVENT_NAME))
		rc = tb_err_set(err, TB_EINVAL, N_("say what it is, with --name"));
	if (!rc)
		rc = settle_text(&tb_count_noun, TB_COUNT_EVENT_NOTE, req->note, s->pool, &p->v[TB_COUNT_EVENT_NOTE],
				 err);
	if (!rc && req->kind)
		rc = tb_get(s->db, &tb_kind_noun, req->kind, s->pool, &kind, err);
	if (!rc && req->kind)
		tb_set_text(p, TB_COUNT_EVENT_KIND, tb_text(&kind, TB_KIND_CODE));
	tb_set_text(p, TB_COUNT_EVENT_CONDITION, condition ? condition : "ok");
	tb_set_text(p, TB_COUNT_EVENT_HOW, "hand");
	tb_set_num(p, TB_COUNT_EVENT_QUANTITY, req->quantity);
	tb_set_num(p, TB_COUNT_EVENT_ROUND, s->round);
	return rc;
}

/* S-1, S-2, ...: the first that nothing in the stocktake is called. */
static enum tb_status name_surplus(const struct tb_stocktaking *s, struct tb_record *p, struct tb_err *err)
{
	struct tb_record line;
	bool taken = true;
	enum tb_status rc = TB_OK;

	for (int n = 1; !rc && taken; n++) {
		tb_set_text(p, TB_COUNT_EVENT_CODE, tb_pool_printf(s->pool, "S-%d", n));
		rc = tb_stocktaking_line(s, tb_text(p, TB_COUNT_EVENT_CODE), &line, &taken, err);
	}
	return rc;
}

static enum tb_status surplus_in_txn(const struct tb_stocktaking *s, const struct tb_surplus_req *req,
				     struct tb_record *line, struct tb_err *err)
{
	struct tb_record p = TB_RECORD(tb_count_noun);
	enum tb_status rc = settle_surplus(s, req, &p, err);

	if (!rc)
		rc = name_surplus(s, &p, err);
	if (!rc)
		rc = tb_stocktaking_append(s, "stocktake.surplus", &p, err);
	if (!rc)
		rc = tb_store_get_line(s->db->store, s->id, tb_text(&p, TB_COUNT_EVENT_CODE), s->pool, line, err);
	if (!rc && s->blind)
		tb_line_hide(line);
	return rc ? rc : tb_ledger_commit(s->db, err);
}

enum tb_status tb_stocktake_surplus(struct tb_db *db, const struct tb_act *act, const struct tb_surplus_req *req,
				    struct tb_pool *pool, struct tb_record *line, struct tb_err *err)
{
	struct tb_record counted = TB_RECORD(tb_stocktake_line_noun);
	struct tb_stocktaking s;
	enum tb_status rc = tb_stocktaking_begin_count(&s, db, act, req->stocktake, pool, err);

	if (!rc)
		rc = surplus_in_txn(&s, req, &counted, err);
	tb_ledger_end(db);
	if (!rc)
		*line = counted;
	return rc;
}
