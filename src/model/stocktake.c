#include "model/stocktake.h"

#include <string.h>

#include "base/time.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct tb_word states[] = {
	{ "open", N_("open"), "dang mo" },
	{ "closed", N_("closed"), "da chot" },
	{ NULL, NULL, NULL },
};

static const struct tb_word buckets[] = {
	{ "here", N_("here"), NULL },
	{ "lent", N_("lent"), NULL },
	{ "repair", N_("in repair"), NULL },
	{ "transit", N_("in transit"), NULL },
	{ "lost", N_("lost"), NULL },
	{ "elsewhere", N_("elsewhere"), NULL },
	{ "outside", N_("not listed"), NULL },
	{ "disposed", N_("disposed"), NULL },
	{ NULL, NULL, NULL },
};

static const struct tb_word hows[] = {
	{ "scan", N_("scan"), NULL },
	{ "photo", N_("photo"), NULL },
	{ "hand", N_("by hand"), NULL },
	{ NULL, NULL, NULL },
};

const struct tb_word tb_outcomes[] = {
	{ "found", N_("found"), "tim thay|co" },
	{ "worn", N_("found worn"), "cu" },
	{ "broken", N_("found broken"), "hong" },
	{ "missing", N_("not found"), "thieu|khong tim thay" },
	{ "misplaced", N_("of another unit"), "sai noi|cua don vi khac" },
	{ "surplus", N_("surplus"), "thua" },
	{ "unknown", N_("unknown code"), "ma la" },
	{ "disposed", N_("disposed of"), "da thanh ly" },
	{ "outside", N_("not listed"), "ngoai danh sach" },
	{ "lent", N_("lent, not shown"), "dang muon" },
	{ "repair", N_("in repair"), "dang sua chua" },
	{ "transit", N_("in transit"), "dang dieu chuyen" },
	{ "moved", N_("left since the opening"), "da chuyen di" },
	{ "lost", N_("still lost"), "mat" },
	{ NULL, NULL, NULL },
};

static const struct tb_word proposals[] = {
	{ "move", N_("take over from its unit"), NULL }, { "missing", N_("search for it"), NULL },
	{ "found", N_("back in the register"), NULL },   { "condition", N_("note the condition"), NULL },
	{ "register", N_("register it"), NULL },         { NULL, NULL, NULL },
};

static const struct tb_word whats[] = {
	{ "asset", N_("asset"), NULL },
	{ "unknown", N_("unknown code"), NULL },
	{ "surplus", N_("without a label"), NULL },
	{ NULL, NULL, NULL },
};

static const struct tb_field stocktake_fields[] = {
	{ "blind", TB_BOOL, 0, N_("blind"), NULL, NULL },
	{ "board", TB_TEXT, 0, N_("board"), NULL, NULL },
	{ "closed_at", TB_INSTANT, 0, N_("closed"), NULL, NULL },
	{ "counted", TB_INT, 0, N_("counted"), NULL, NULL },
	{ "doc", TB_TEXT, 0, N_("document"), NULL, NULL },
	{ "expected", TB_INT, 0, N_("expected"), NULL, NULL },
	{ "id", TB_CODE, TB_KEY, N_("stocktake"), NULL, NULL },
	{ "kind", TB_CODE, 0, N_("kind"), NULL, NULL },
	{ "opened_at", TB_INSTANT, 0, N_("opened"), NULL, NULL },
	{ "opened_by", TB_TEXT, 0, N_("by"), NULL, NULL },
	{ "round", TB_INT, 0, N_("round"), NULL, NULL },
	{ "signed_by", TB_TEXT, 0, N_("signed by"), NULL, NULL },
	{ "state", TB_WORD, 0, N_("state"), NULL, states },
	{ "unit", TB_CODE, 0, N_("unit"), NULL, NULL },
};

static const unsigned char stocktake_show[] = {
	TB_STOCKTAKE_ID,       TB_STOCKTAKE_UNIT,    TB_STOCKTAKE_KIND,      TB_STOCKTAKE_STATE,     TB_STOCKTAKE_BLIND,
	TB_STOCKTAKE_BOARD,    TB_STOCKTAKE_DOC,     TB_STOCKTAKE_OPENED_AT, TB_STOCKTAKE_OPENED_BY, TB_STOCKTAKE_ROUND,
	TB_STOCKTAKE_EXPECTED, TB_STOCKTAKE_COUNTED, TB_STOCKTAKE_CLOSED_AT, TB_STOCKTAKE_SIGNED_BY,
};

static const unsigned char stocktake_list[] = {
	TB_STOCKTAKE_ID,    TB_STOCKTAKE_UNIT,     TB_STOCKTAKE_KIND,    TB_STOCKTAKE_STATE,
	TB_STOCKTAKE_ROUND, TB_STOCKTAKE_EXPECTED, TB_STOCKTAKE_COUNTED, TB_STOCKTAKE_OPENED_AT,
};

const struct tb_noun tb_stocktake_noun = {
	.name = "stocktake",
	.plural = "stocktakes",
	.missing = N_("there is no stocktake '%s'; 'trangbi stocktake list' shows them"),
	.fields = stocktake_fields,
	.n_fields = COUNT(stocktake_fields),
	.key = TB_STOCKTAKE_ID,
	.show = stocktake_show,
	.list = stocktake_list,
	.n_list = COUNT(stocktake_list),
};

static const struct tb_field line_fields[] = {
	{ "became", TB_CODE, 0, N_("became"), NULL, NULL },
	{ "bucket", TB_WORD, 0, N_("on the list"), NULL, buckets },
	{ "code", TB_TEXT, TB_KEY, N_("code"), NULL, NULL },
	{ "condition", TB_WORD, 0, N_("condition"), NULL, tb_conditions },
	{ "condition_was", TB_WORD, 0, N_("condition before"), NULL, tb_conditions },
	{ "cost", TB_MONEY, 0, N_("original cost"), NULL, NULL },
	{ "counted_at", TB_INSTANT, 0, N_("counted"), NULL, NULL },
	{ "counted_by", TB_TEXT, 0, N_("by"), NULL, NULL },
	{ "first_at", TB_INSTANT, 0, N_("first counted"), NULL, NULL },
	{ "first_by", TB_TEXT, 0, N_("by"), NULL, NULL },
	{ "first_condition", TB_WORD, 0, N_("first condition"), NULL, tb_conditions },
	{ "first_how", TB_WORD, 0, N_("first counted by"), NULL, hows },
	{ "holder", TB_CODE, 0, N_("lent to"), NULL, NULL },
	{ "how", TB_WORD, 0, N_("how"), NULL, hows },
	{ "kind", TB_CODE, 0, N_("kind"), NULL, NULL },
	{ "labels", TB_INT, 0, N_("labels"), NULL, NULL },
	{ "name", TB_TEXT, 0, N_("name"), NULL, NULL },
	{ "note", TB_LINES, 0, N_("note"), NULL, NULL },
	{ "outcome", TB_WORD, 0, N_("outcome"), NULL, tb_outcomes },
	{ "proposal", TB_WORD, 0, N_("proposal"), NULL, proposals },
	{ "quantity", TB_INT, 0, N_("quantity"), NULL, NULL },
	{ "round", TB_INT, 0, N_("round"), NULL, NULL },
	{ "seen_at", TB_INSTANT, 0, N_("seen before"), NULL, NULL },
	{ "seen_how", TB_TEXT, 0, N_("seen before by"), NULL, NULL },
	{ "seen_unit", TB_CODE, 0, N_("seen before at"), NULL, NULL },
	{ "settled_at", TB_INSTANT, 0, N_("accepted"), NULL, NULL },
	{ "settled_by", TB_TEXT, 0, N_("accepted by"), NULL, NULL },
	{ "unit", TB_CODE, 0, N_("belongs to"), NULL, NULL },
	{ "what", TB_WORD, 0, N_("what"), NULL, whats },
};

static const unsigned char line_show[] = {
	TB_LINE_CODE,
	TB_LINE_WHAT,
	TB_LINE_NAME,
	TB_LINE_KIND,
	TB_LINE_QUANTITY,
	TB_LINE_COST,
	TB_LINE_BUCKET,
	TB_LINE_UNIT,
	TB_LINE_HOLDER,
	TB_LINE_CONDITION_WAS,
	TB_LINE_SEEN_AT,
	TB_LINE_SEEN_UNIT,
	TB_LINE_SEEN_HOW,
	TB_LINE_COUNTED_AT,
	TB_LINE_COUNTED_BY,
	TB_LINE_HOW,
	TB_LINE_CONDITION,
	TB_LINE_ROUND,
	TB_LINE_LABELS,
	TB_LINE_FIRST_AT,
	TB_LINE_FIRST_BY,
	TB_LINE_FIRST_HOW,
	TB_LINE_FIRST_CONDITION,
	TB_LINE_NOTE,
	TB_LINE_OUTCOME,
	TB_LINE_PROPOSAL,
	TB_LINE_SETTLED_AT,
	TB_LINE_SETTLED_BY,
	TB_LINE_BECAME,
};

static const unsigned char line_list[] = {
	TB_LINE_CODE,       TB_LINE_NAME, TB_LINE_UNIT,    TB_LINE_HOLDER,   TB_LINE_CONDITION,  TB_LINE_COUNTED_AT,
	TB_LINE_COUNTED_BY, TB_LINE_HOW,  TB_LINE_OUTCOME, TB_LINE_PROPOSAL, TB_LINE_SETTLED_AT,
};

const struct tb_noun tb_stocktake_line_noun = {
	.name = "line",
	.plural = "lines",
	.missing = N_("'%s' is not in this stocktake"),
	.fields = line_fields,
	.n_fields = COUNT(line_fields),
	.key = TB_LINE_CODE,
	.show = line_show,
	.list = line_list,
	.n_list = COUNT(line_list),
};

static const struct tb_field sum_fields[] = {
	{ "cost", TB_MONEY, 0, N_("original cost"), NULL, NULL },
	{ "lines", TB_INT, 0, N_("lines"), NULL, NULL },
	{ "outcome", TB_WORD, TB_KEY, N_("outcome"), NULL, tb_outcomes },
	{ "quantity", TB_INT, 0, N_("quantity"), NULL, NULL },
};

static const unsigned char sum_list[] = { TB_SUM_OUTCOME, TB_SUM_LINES, TB_SUM_QUANTITY, TB_SUM_COST };

const struct tb_noun tb_stocktake_sum_noun = {
	.name = "sum",
	.plural = "sums",
	.fields = sum_fields,
	.n_fields = COUNT(sum_fields),
	.key = TB_SUM_OUTCOME,
	.show = sum_list,
	.list = sum_list,
	.n_list = COUNT(sum_list),
};

static const struct tb_field counter_fields[] = {
	{ "lines", TB_INT, 0, N_("counted"), NULL, NULL },
	{ "person", TB_TEXT, TB_KEY, N_("by"), NULL, NULL },
	{ "round", TB_INT, 0, N_("round"), NULL, NULL },
};

static const unsigned char counter_list[] = { TB_COUNTER_PERSON, TB_COUNTER_ROUND, TB_COUNTER_LINES };

const struct tb_noun tb_stocktake_counter_noun = {
	.name = "counter",
	.plural = "counters",
	.fields = counter_fields,
	.n_fields = COUNT(counter_fields),
	.key = TB_COUNTER_PERSON,
	.show = counter_list,
	.list = counter_list,
	.n_list = COUNT(counter_list),
};

static const struct tb_field count_fields[] = {
	{ "code", TB_TEXT, 0, N_("code"), NULL, NULL },
	{ "condition", TB_WORD, 0, N_("condition"), NULL, tb_conditions },
	{ "how", TB_WORD, 0, N_("how"), NULL, hows },
	{ "kind", TB_CODE, 0, N_("kind"), NULL, NULL },
	{ "labels", TB_INT, 0, N_("labels"), NULL, NULL },
	{ "name", TB_TEXT, 0, N_("name"), NULL, NULL },
	{ "note", TB_LINES, 0, N_("note"), NULL, NULL },
	{ "proposal", TB_WORD, 0, N_("proposal"), NULL, proposals },
	{ "quantity", TB_INT, 0, N_("quantity"), NULL, NULL },
	{ "round", TB_INT, 0, N_("round"), NULL, NULL },
	{ "stocktake", TB_CODE, 0, N_("stocktake"), NULL, NULL },
	{ "tag", TB_CODE, 0, N_("tag"), NULL, NULL },
};

const struct tb_noun tb_count_noun = {
	.name = "count", .fields = count_fields, .n_fields = COUNT(count_fields), .key = TB_MAX_FIELDS
};

/* ---- rules ------------------------------------------------------------------------------------------------------ */

enum tb_status tb_stocktake_check_open(const struct tb_record *stocktake, struct tb_err *err)
{
	char when[TB_TIME_SIZE];

	if (stocktake->v[TB_STOCKTAKE_CLOSED_AT].is != TB_IS_INT)
		return TB_OK;
	tb_time_format(tb_num(stocktake, TB_STOCKTAKE_CLOSED_AT, 0), when);
	return tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' was closed on %s, and what it found stays as it is"),
			  tb_text(stocktake, TB_STOCKTAKE_ID), when);
}

bool tb_stocktake_is_blind(const struct tb_record *stocktake)
{
	return tb_num(stocktake, TB_STOCKTAKE_BLIND, 0) && stocktake->v[TB_STOCKTAKE_CLOSED_AT].is != TB_IS_INT;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static const char *bucket_of(const struct tb_record *asset, const char *unit)
{
	if (same(tb_text(asset, TB_ASSET_STATUS), "disposed"))
		return "disposed";
	return same(tb_text(asset, TB_ASSET_UNIT), unit) ? "outside" : "elsewhere";
}

void tb_line_of_asset(struct tb_record *line, const struct tb_record *asset, const char *unit)
{
	static const unsigned char copied[][2] = {
		{ TB_LINE_CODE, TB_ASSET_TAG },          { TB_LINE_NAME, TB_ASSET_NAME },
		{ TB_LINE_KIND, TB_ASSET_KIND },         { TB_LINE_COST, TB_ASSET_COST },
		{ TB_LINE_QUANTITY, TB_ASSET_QUANTITY }, { TB_LINE_UNIT, TB_ASSET_UNIT },
		{ TB_LINE_HOLDER, TB_ASSET_CUSTODIAN },  { TB_LINE_CONDITION_WAS, TB_ASSET_CONDITION },
	};

	*line = TB_RECORD(tb_stocktake_line_noun);
	for (size_t i = 0; i < COUNT(copied); i++)
		line->v[copied[i][0]] = asset->v[copied[i][1]];
	tb_set_text(line, TB_LINE_WHAT, "asset");
	tb_set_text(line, TB_LINE_BUCKET, bucket_of(asset, unit));
}

void tb_line_take_seen(struct tb_record *line, const struct tb_record *asset)
{
	line->v[TB_LINE_SEEN_AT] = asset->v[TB_ASSET_SEEN_AT];
	line->v[TB_LINE_SEEN_HOW] = asset->v[TB_ASSET_SEEN_HOW];
	line->v[TB_LINE_SEEN_UNIT] = asset->v[TB_ASSET_SEEN_UNIT];
}

bool tb_line_is_counted(const struct tb_record *line)
{
	return line->v[TB_LINE_COUNTED_AT].is == TB_IS_INT;
}

/* What a count says, and where a line keeps what the first round said. */
static const unsigned char rounds[][2] = {
	{ TB_LINE_FIRST_AT, TB_LINE_COUNTED_AT },
	{ TB_LINE_FIRST_BY, TB_LINE_COUNTED_BY },
	{ TB_LINE_FIRST_CONDITION, TB_LINE_CONDITION },
	{ TB_LINE_FIRST_HOW, TB_LINE_HOW },
};

void tb_line_count(struct tb_record *line, const struct tb_record *event, int64_t at, const char *by)
{
	const int64_t labels = tb_num(event, TB_COUNT_EVENT_LABELS, 0);
	const int64_t round = tb_num(event, TB_COUNT_EVENT_ROUND, TB_FIRST_ROUND);

	if (tb_line_is_counted(line) && tb_num(line, TB_LINE_ROUND, round) < round)
		for (size_t i = 0; i < COUNT(rounds); i++)
			line->v[rounds[i][0]] = line->v[rounds[i][1]];
	tb_set_num(line, TB_LINE_COUNTED_AT, at);
	tb_set_text(line, TB_LINE_COUNTED_BY, by);
	line->v[TB_LINE_CONDITION] = event->v[TB_COUNT_EVENT_CONDITION];
	line->v[TB_LINE_HOW] = event->v[TB_COUNT_EVENT_HOW];
	tb_set_num(line, TB_LINE_ROUND, round);
	if (labels > tb_num(line, TB_LINE_LABELS, 1))
		tb_set_num(line, TB_LINE_LABELS, labels);
}

bool tb_line_is_expected(const struct tb_record *line)
{
	static const char *const buckets_not_listed[] = { "elsewhere", "outside", "disposed" };
	const char *bucket = tb_text(line, TB_LINE_BUCKET);

	for (size_t i = 0; i < COUNT(buckets_not_listed); i++)
		if (same(bucket, buckets_not_listed[i]))
			return false;
	return bucket;
}

bool tb_line_uncount(struct tb_record *line)
{
	const bool again = line->v[TB_LINE_FIRST_AT].is == TB_IS_INT;

	for (size_t i = 0; i < COUNT(rounds); i++) {
		line->v[rounds[i][1]] = line->v[rounds[i][0]];
		line->v[rounds[i][0]].is = TB_NULL;
	}
	if (again) {
		tb_set_num(line, TB_LINE_ROUND, TB_FIRST_ROUND);
		return true;
	}
	line->v[TB_LINE_ROUND].is = TB_NULL;
	line->v[TB_LINE_LABELS].is = TB_NULL;
	return tb_line_is_expected(line);
}

bool tb_line_is_difference(const struct tb_record *line)
{
	const char *bucket = tb_text(line, TB_LINE_BUCKET);

	if (!tb_line_is_counted(line))
		return same(bucket, "here");
	return !tb_line_is_expected(line) || same(bucket, "lost") || tb_num(line, TB_LINE_LABELS, 1) > 1 ||
	       !same(tb_text(line, TB_LINE_CONDITION), tb_text(line, TB_LINE_CONDITION_WAS));
}

void tb_line_hide(struct tb_record *line)
{
	static const unsigned char hidden[] = {
		TB_LINE_BUCKET,  TB_LINE_CONDITION_WAS, TB_LINE_COST,      TB_LINE_HOLDER, TB_LINE_OUTCOME,
		TB_LINE_SEEN_AT, TB_LINE_SEEN_HOW,      TB_LINE_SEEN_UNIT, TB_LINE_UNIT,
	};

	for (size_t i = 0; i < sizeof(hidden); i++)
		line->v[hidden[i]].is = TB_UNSET;
	if (same(tb_text(line, TB_LINE_WHAT), "asset"))
		line->v[TB_LINE_QUANTITY].is = TB_UNSET;
}

/* ---- proposals -------------------------------------------------------------------------------------------------- */

/* Whoever saw or handled the asset after the count knows more than the count. */
static enum tb_status check_not_seen(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err)
{
	const bool counted = tb_line_is_counted(line);
	const int64_t then = tb_num(line, counted ? TB_LINE_COUNTED_AT : TB_LINE_SEEN_AT, INT64_MIN);
	const int64_t seen = tb_num(asset, TB_ASSET_SEEN_AT, INT64_MIN);
	char when[TB_TIME_SIZE];

	if (seen <= then)
		return TB_OK;
	tb_time_format(seen, when);
	return tb_err_set(err, TB_EREFUSED, N_("it was seen at unit '%s' on %s, after this count"),
			  tb_text(asset, TB_ASSET_SEEN_UNIT), when);
}

static enum tb_status check_not_lent(const struct tb_record *asset, struct tb_err *err)
{
	const char *holder = tb_text(asset, TB_ASSET_CUSTODIAN);

	if (!holder)
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("it is lent to '%s'; check it in first"), holder);
}

static enum tb_status check_unit(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err)
{
	const char *unit = tb_text(asset, TB_ASSET_UNIT);

	if (same(unit, tb_text(line, TB_LINE_UNIT)))
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("it belongs to unit '%s' since this count"), unit);
}

/* Its status must be one of those, separated by '|'. */
static enum tb_status check_status(const struct tb_record *asset, const char *allowed, struct tb_err *err)
{
	const char *status = tb_text(asset, TB_ASSET_STATUS), *at = strstr(allowed, status);
	const size_t len = strlen(status);

	if (at && (at == allowed || at[-1] == '|') && (at[len] == '|' || !at[len]))
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("its status is '%s' by now"), status);
}

static enum tb_status check_condition(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err)
{
	const char *now = tb_text(asset, TB_ASSET_CONDITION);

	if (same(now, tb_text(line, TB_LINE_CONDITION_WAS)))
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("its condition was recorded as '%s' since"), now);
}

enum tb_status tb_line_check_proposal(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err)
{
	const char *proposal = tb_text(line, TB_LINE_PROPOSAL);
	enum tb_status rc;

	if (same(proposal, "condition"))
		return check_condition(line, asset, err);
	rc = check_unit(line, asset, err);
	if (!rc)
		rc = check_not_lent(asset, err);
	if (!rc)
		rc = check_not_seen(line, asset, err);
	if (rc)
		return rc;
	if (same(proposal, "found"))
		return check_status(asset, "lost|missing", err);
	if (same(proposal, "missing"))
		return check_status(asset, "in_stock|in_use|awaiting_disposal", err);
	return check_status(asset, "in_stock|in_use|awaiting_disposal|lost|missing", err);
}
