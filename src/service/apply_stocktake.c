/* apply_stocktake.c - what the events of a stocktake make of the state. */
#include "model/stocktake.h"
#include "service/apply.h"

static enum tb_status get_stocktake(const struct tb_change *c, const char *id, struct tb_record *out,
				    struct tb_err *err)
{
	return tb_store_get(c->db->store, &tb_stocktake_noun, id, c->pool, out, err);
}

static enum tb_status update(const struct tb_change *c, const struct tb_record *stocktake, struct tb_err *err)
{
	return tb_store_update(c->db->store, stocktake, c->ev->seq, err);
}

enum tb_status tb_apply_stocktake_open(const struct tb_change *c, struct tb_err *err)
{
	struct tb_store *st = c->db->store;
	struct tb_record r = *c->payload;
	enum tb_status rc;

	tb_set_text(&r, TB_STOCKTAKE_ID, c->ev->subject);
	tb_set_text(&r, TB_STOCKTAKE_UNIT, c->ev->unit);
	tb_set_text(&r, TB_STOCKTAKE_DOC, c->ev->doc);
	tb_set_num(&r, TB_STOCKTAKE_OPENED_AT, c->ev->at);
	tb_set_text(&r, TB_STOCKTAKE_OPENED_BY, c->ev->actor);
	tb_set_num(&r, TB_STOCKTAKE_ROUND, TB_FIRST_ROUND);
	rc = tb_store_insert(st, &r, c->ev->seq, err);
	return rc ? rc : tb_store_freeze(st, c->ev->subject, c->ev->unit, tb_text(&r, TB_STOCKTAKE_KIND), err);
}

/* ---- counting --------------------------------------------------------------------------------------------------- */

/* Store a line that this event counts; `before`: the stocktake has a counted line of that code already. */
static enum tb_status put_counted(const struct tb_change *c, const char *id, struct tb_record *line, bool before,
				  struct tb_err *err)
{
	struct tb_store *st = c->db->store;
	enum tb_status rc;

	tb_line_count(line, c->payload, c->ev->at, c->ev->actor);
	rc = tb_store_put_line(st, id, line, err);
	if (!rc)
		rc = tb_store_tally(st, id, !before, c->ev->seq, err);
	if (!rc)
		rc = tb_store_add_counter(st, id, tb_num(line, TB_LINE_ROUND, TB_FIRST_ROUND), c->ev->actor, err);
	return rc;
}

/* The line `code`; `*found` is false where there is none. */
static enum tb_status find_line(const struct tb_change *c, const char *id, const char *code, struct tb_record *line,
				bool *found, struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	enum tb_status rc = tb_store_get_line(c->db->store, id, code, c->pool, line, &miss);

	*found = !rc;
	if (!rc || rc == TB_ENOTFOUND)
		return TB_OK;
	*err = miss;
	return rc;
}

/* What the count is about, as it stood before: on the list, or turning up now. */
static enum tb_status line_of_asset(const struct tb_change *c, const char *id, const struct tb_record *asset,
				    struct tb_record *line, bool *before, struct tb_err *err)
{
	bool found;
	enum tb_status rc = find_line(c, id, c->ev->subject, line, &found, err);

	if (rc)
		return rc;
	*before = found && tb_line_is_counted(line);
	if (!found || !tb_text(line, TB_LINE_BUCKET)) /* read as an unknown code before it was registered */
		tb_line_of_asset(line, asset, c->ev->unit);
	if (!tb_line_is_counted(line))
		tb_line_take_seen(line, asset);
	return TB_OK;
}

enum tb_status tb_apply_asset_count(const struct tb_change *c, struct tb_err *err)
{
	const char *id = tb_text(c->payload, TB_COUNT_EVENT_STOCKTAKE);
	const struct tb_value at = { .num = c->ev->at, .is = TB_IS_INT };
	struct tb_record asset = TB_RECORD(tb_asset_noun), line = TB_RECORD(tb_stocktake_line_noun);
	bool before = false;
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_STOCKTAKE, err);

	if (!rc)
		rc = tb_store_get(c->db->store, &tb_asset_noun, c->ev->subject, c->pool, &asset, err);
	if (!rc)
		rc = line_of_asset(c, id, &asset, &line, &before, err);
	if (!rc)
		rc = put_counted(c, id, &line, before, err);
	if (rc || tb_num(&asset, TB_ASSET_SEEN_AT, INT64_MIN) > at.num) /* seen since: this time was given by hand */
		return rc;
	return tb_store_set_seen(c->db->store, c->ev->subject, &at, c->ev->unit, c->ev->channel, c->ev->seq, err);
}

enum tb_status tb_apply_stocktake_unknown(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record line = TB_RECORD(tb_stocktake_line_noun);
	bool found;
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_CODE, err);

	if (!rc)
		rc = find_line(c, c->ev->subject, tb_text(c->payload, TB_COUNT_EVENT_CODE), &line, &found, err);
	if (rc)
		return rc;
	line.v[TB_LINE_CODE] = c->payload->v[TB_COUNT_EVENT_CODE];
	tb_set_text(&line, TB_LINE_WHAT, "unknown");
	tb_set_num(&line, TB_LINE_QUANTITY, 1);
	return put_counted(c, c->ev->subject, &line, tb_line_is_counted(&line), err);
}

enum tb_status tb_apply_stocktake_surplus(const struct tb_change *c, struct tb_err *err)
{
	static const unsigned char copied[][2] = {
		{ TB_LINE_CODE, TB_COUNT_EVENT_CODE },         { TB_LINE_KIND, TB_COUNT_EVENT_KIND },
		{ TB_LINE_NAME, TB_COUNT_EVENT_NAME },         { TB_LINE_NOTE, TB_COUNT_EVENT_NOTE },
		{ TB_LINE_QUANTITY, TB_COUNT_EVENT_QUANTITY },
	};
	struct tb_record line = TB_RECORD(tb_stocktake_line_noun);
	bool found;
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_CODE, err);

	if (!rc)
		rc = find_line(c, c->ev->subject, tb_text(c->payload, TB_COUNT_EVENT_CODE), &line, &found, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < sizeof(copied) / sizeof(copied[0]); i++)
		line.v[copied[i][0]] = c->payload->v[copied[i][1]];
	tb_set_text(&line, TB_LINE_WHAT, "surplus");
	return put_counted(c, c->ev->subject, &line, tb_line_is_counted(&line), err);
}

/* ---- taking back ------------------------------------------------------------------------------------------------ */

static enum tb_status take_back(const struct tb_change *c, const char *id, struct tb_record *line, struct tb_err *err)
{
	struct tb_store *st = c->db->store;
	const bool kept = tb_line_uncount(line);
	enum tb_status rc;

	if (kept)
		rc = tb_store_put_line(st, id, line, err);
	else
		rc = tb_store_delete_line(st, id, tb_text(line, TB_LINE_CODE), err);
	return rc ? rc : tb_store_tally(st, id, tb_line_is_counted(line) ? 0 : -1, c->ev->seq, err);
}

/* What the count said of where the asset was seen goes too, unless somebody has seen it since. */
static enum tb_status forget_seen(const struct tb_change *c, const struct tb_record *asset,
				  const struct tb_record *line, struct tb_err *err)
{
	struct tb_store *st = c->db->store;
	const struct tb_value *first = &line->v[TB_LINE_FIRST_AT];

	if (!tb_value_equal(&asset->v[TB_ASSET_SEEN_AT], &line->v[TB_LINE_COUNTED_AT]))
		return TB_OK;
	if (first->is == TB_IS_INT)
		return tb_store_set_seen(st, c->ev->subject, first, c->ev->unit, tb_text(asset, TB_ASSET_SEEN_HOW),
					 c->ev->seq, err);
	return tb_store_set_seen(st, c->ev->subject, &line->v[TB_LINE_SEEN_AT], tb_text(line, TB_LINE_SEEN_UNIT),
				 tb_text(line, TB_LINE_SEEN_HOW), c->ev->seq, err);
}

enum tb_status tb_apply_asset_uncount(const struct tb_change *c, struct tb_err *err)
{
	const char *id = tb_text(c->payload, TB_COUNT_EVENT_STOCKTAKE);
	struct tb_record asset, line = TB_RECORD(tb_stocktake_line_noun);
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_STOCKTAKE, err);

	if (!rc)
		rc = tb_store_get(c->db->store, &tb_asset_noun, c->ev->subject, c->pool, &asset, err);
	if (!rc)
		rc = tb_store_get_line(c->db->store, id, c->ev->subject, c->pool, &line, err);
	if (!rc)
		rc = forget_seen(c, &asset, &line, err);
	return rc ? rc : take_back(c, id, &line, err);
}

enum tb_status tb_apply_stocktake_uncount(const struct tb_change *c, struct tb_err *err)
{
	const char *id = c->ev->subject, *code = tb_text(c->payload, TB_COUNT_EVENT_CODE);
	struct tb_record line = TB_RECORD(tb_stocktake_line_noun);
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_CODE, err);

	if (!rc)
		rc = tb_store_get_line(c->db->store, id, code, c->pool, &line, err);
	return rc ? rc : take_back(c, id, &line, err);
}

/* ---- the second round, the end, and what follows ---------------------------------------------------------------- */

enum tb_status tb_apply_stocktake_recount(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc = get_stocktake(c, c->ev->subject, &r, err);

	if (!rc)
		rc = tb_change_needs(c, TB_STOCKTAKE_ROUND, err);
	if (rc)
		return rc;
	r.v[TB_STOCKTAKE_ROUND] = c->payload->v[TB_STOCKTAKE_ROUND];
	return update(c, &r, err);
}

enum tb_status tb_apply_stocktake_close(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc = get_stocktake(c, c->ev->subject, &r, err);

	if (!rc)
		rc = tb_store_settle_lines(c->db->store, c->ev->subject, err);
	if (rc)
		return rc;
	tb_set_num(&r, TB_STOCKTAKE_CLOSED_AT, c->ev->at);
	r.v[TB_STOCKTAKE_SIGNED_BY] = c->payload->v[TB_STOCKTAKE_SIGNED_BY];
	return update(c, &r, err);
}

enum tb_status tb_apply_stocktake_accept(const struct tb_change *c, struct tb_err *err)
{
	const char *id = c->ev->subject, *code = tb_text(c->payload, TB_COUNT_EVENT_CODE);
	struct tb_record line = TB_RECORD(tb_stocktake_line_noun);
	enum tb_status rc = tb_change_needs(c, TB_COUNT_EVENT_CODE, err);

	if (!rc)
		rc = tb_store_get_line(c->db->store, id, code, c->pool, &line, err);
	if (rc)
		return rc;
	tb_set_num(&line, TB_LINE_SETTLED_AT, c->ev->at);
	tb_set_text(&line, TB_LINE_SETTLED_BY, c->ev->actor);
	line.v[TB_LINE_BECAME] = c->payload->v[TB_COUNT_EVENT_TAG];
	return tb_store_put_line(c->db->store, id, &line, err);
}
