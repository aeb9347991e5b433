/* session_count.c - a scanner session in a stocktake. */
#include <string.h>

#include "model/stocktake.h"
#include "service/db.h"
#include "service/session.h"

enum tb_status tb_session_set_stocktake(struct tb_session *s, const char *id, struct tb_err *err)
{
	struct tb_session_view *v = &s->view;
	struct tb_record stocktake;
	enum tb_status rc = tb_stocktake_get(s->db, *id ? id : NULL, &s->pool, &stocktake, err);

	if (!rc)
		rc = tb_stocktake_check_open(&stocktake, err);
	if (rc)
		return rc;
	v->form.stocktake = tb_text(&stocktake, TB_STOCKTAKE_ID);
	v->counted = tb_num(&stocktake, TB_STOCKTAKE_COUNTED, 0);
	v->expected = tb_num(&stocktake, TB_STOCKTAKE_BLIND, 0) ? -1 : tb_num(&stocktake, TB_STOCKTAKE_EXPECTED, 0);
	return TB_OK;
}

/* What the count says of the thing. Whoever counts blind learns no more than that. */
static void describe(const struct tb_counted *item, struct tb_session_answer *a)
{
	const struct tb_record *line = &item->line;
	const char *what = NULL, *by = NULL, *unit = NULL;

	if (line->noun) {
		what = tb_text(line, TB_LINE_WHAT);
		by = tb_text(line, TB_LINE_COUNTED_BY);
		unit = tb_text(line, TB_LINE_UNIT);
	}
	a->level = tb_count_level(item->verdict);
	a->message = item->why;
	if (item->verdict == TB_COUNT_ALREADY && by)
		tb_err_set(&a->message, TB_EREFUSED, N_("counted already, by %s"), by);
	else if (item->verdict == TB_COUNT_MISPLACED && unit)
		tb_err_set(&a->message, TB_OK, N_("it belongs to unit %s; counted"), unit);
	else if (!a->message.msgid)
		tb_err_set_plain(&a->message, TB_OK, tb_count_title(item->verdict));
	if (!what || strcmp(what, "asset") != 0)
		return;
	a->tag = tb_text(line, TB_LINE_CODE);
	a->name = tb_text(line, TB_LINE_NAME);
	a->condition = tb_text(line, TB_LINE_CONDITION);
}

/* Count one code; with a condition, again. `a` says what came of it. */
static enum tb_status count(struct tb_session *s, const char *stocktake, const char *text, const char *condition,
			    struct tb_counts *counts, struct tb_session_answer *a)
{
	const struct tb_act act = tb_session_act(s);
	const struct tb_count_req req = { .stocktake = stocktake, .codes = { &text, 1 }, .condition = condition };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_stocktake_count(s->db, &act, &req, &s->scan, counts, &err);

	if (rc) {
		tb_session_fail(a, &err);
		return rc;
	}
	describe(&counts->item[0], a);
	a->seq = counts->recorded ? s->db->seq : 0;
	s->view.counted = counts->counted;
	s->view.expected = counts->expected;
	return TB_OK;
}

void tb_session_count(struct tb_session *s, const char *text, struct tb_session_answer *a)
{
	struct tb_counts counts = { .n = 0 };

	if (count(s, s->view.form.stocktake, text, NULL, &counts, a))
		return;
	s->view.form.stocktake = tb_pool_strdup(&s->pool, counts.id);
	if (counts.recorded)
		tb_session_note(s, a, tb_text(&counts.item[0].line, TB_LINE_CODE));
}

enum tb_status tb_session_count_again(struct tb_session *s, const struct tb_session_deed *deed, const char *condition,
				      struct tb_session_answer *a)
{
	struct tb_counts counts = { .n = 0 };
	enum tb_status rc = count(s, deed->stocktake, deed->code, condition, &counts, a);

	if (!rc && !a->condition)
		tb_err_set(&a->message, TB_EREFUSED, N_("'%s' is no asset, so it has no condition"), deed->code);
	return rc;
}

enum tb_status tb_session_uncount(struct tb_session *s, const struct tb_session_deed *deed, struct tb_session_answer *a)
{
	const struct tb_act act = tb_session_act(s);
	struct tb_record line;
	enum tb_status rc =
		tb_stocktake_uncount(s->db, &act, deed->stocktake, deed->code, &s->scan, &line, &a->message);

	if (rc)
		return rc;
	a->seq = s->db->seq;
	return tb_session_set_stocktake(s, deed->stocktake, &a->message);
}
