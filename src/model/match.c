#include "model/match.h"

#include <trangbi/nouns.h>

#include "model/stocktake.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* In the order of enum tb_match_result. */
const struct tb_word tb_match_results[] = {
	{ "agree", N_("agree"), "khop" },
	{ "differ", N_("differ"), "lech|khac" },
	{ "not_counted", N_("not found by the count"), "khong kiem thay" },
	{ "probable", N_("probable pair"), "co the la" },
	{ "several", N_("several for one"), "nhieu ung mot" },
	{ "book_only", N_("in the book only"), "chi co trong so" },
	{ "register_only", N_("in the register only"), "chi co trong he thong" },
	{ "count_only", N_("found by the count only"), "chi kiem thay" },
	{ "unreadable", N_("cannot be read"), "khong doc duoc" },
	{ NULL, NULL, NULL },
};

static const struct tb_field fields[] = {
	{ "book_code", TB_TEXT, 0, N_("code in the book"), NULL, NULL },
	{ "book_cost", TB_MONEY, 0, N_("cost in the book"), NULL, NULL },
	{ "book_kind", TB_TEXT, 0, N_("kind in the book"), NULL, NULL },
	{ "book_name", TB_TEXT, 0, N_("name in the book"), NULL, NULL },
	{ "book_quantity", TB_INT, 0, N_("quantity in the book"), NULL, NULL },
	{ "book_serial", TB_TEXT, 0, N_("serial number in the book"), NULL, NULL },
	{ "book_unit", TB_TEXT, 0, N_("unit in the book"), NULL, NULL },
	{ "book_year", TB_INT, 0, N_("year in the book"), NULL, NULL },
	{ "cost", TB_MONEY, 0, N_("original cost"), NULL, NULL },
	{ "counted", TB_WORD, 0, N_("count"), NULL, tb_outcomes },
	{ "differences", TB_TEXT, 0, N_("differing"), NULL, NULL },
	{ "kind", TB_CODE, 0, N_("kind"), NULL, NULL },
	{ "name", TB_TEXT, 0, N_("name"), NULL, NULL },
	{ "quantity", TB_INT, 0, N_("quantity"), NULL, NULL },
	{ "reason", TB_TEXT, 0, N_("reason"), NULL, NULL },
	{ "result", TB_WORD, 0, N_("result"), NULL, tb_match_results },
	{ "row", TB_INT, TB_KEY, N_("row"), NULL, NULL },
	{ "score", TB_INT, 0, N_("score"), NULL, NULL },
	{ "serial", TB_TEXT, 0, N_("serial number"), NULL, NULL },
	{ "tag", TB_TEXT, 0, N_("tag"), NULL, NULL },
	{ "unit", TB_CODE, 0, N_("unit"), NULL, NULL },
	{ "year", TB_INT, 0, N_("year"), NULL, NULL },
};

static const unsigned char shown[] = {
	TB_MATCH_ROW,       TB_MATCH_RESULT,      TB_MATCH_BOOK_CODE, TB_MATCH_BOOK_NAME,     TB_MATCH_BOOK_KIND,
	TB_MATCH_BOOK_UNIT, TB_MATCH_BOOK_SERIAL, TB_MATCH_BOOK_YEAR, TB_MATCH_BOOK_QUANTITY, TB_MATCH_BOOK_COST,
	TB_MATCH_TAG,       TB_MATCH_NAME,        TB_MATCH_KIND,      TB_MATCH_UNIT,          TB_MATCH_SERIAL,
	TB_MATCH_YEAR,      TB_MATCH_QUANTITY,    TB_MATCH_COST,      TB_MATCH_COUNTED,       TB_MATCH_DIFFERENCES,
	TB_MATCH_SCORE,     TB_MATCH_REASON,
};

static const unsigned char listed[] = {
	TB_MATCH_ROW,  TB_MATCH_RESULT, TB_MATCH_BOOK_CODE, TB_MATCH_BOOK_NAME,   TB_MATCH_BOOK_COST, TB_MATCH_TAG,
	TB_MATCH_NAME, TB_MATCH_COST,   TB_MATCH_COUNTED,   TB_MATCH_DIFFERENCES, TB_MATCH_SCORE,     TB_MATCH_REASON,
};

const struct tb_noun tb_match_noun = {
	.name = "line",
	.plural = "lines",
	.fields = fields,
	.n_fields = COUNT(fields),
	.key = TB_MATCH_ROW,
	.show = shown,
	.list = listed,
	.n_list = COUNT(listed),
};
