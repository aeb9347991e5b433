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

static const struct tb_word outcomes[] = {
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
	{ "outcome", TB_WORD, 0, N_("outcome"), NULL, outcomes },
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
	TB_LINE_CODE,       TB_LINE_NAME,       TB_LINE_UNIT, TB_LINE_HOLDER,  TB_LINE_CONDITION,
	TB_LINE_COUNTED_AT, TB_LINE_COUNTED_BY, TB_LINE_HOW,  TB_LINE_OUTCOME, TB_LINE_PROPOSAL,
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
