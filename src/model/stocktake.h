/*
 * stocktake.h - the words of a stocktake, its rules without a database, and the details that its events carry.
 */
#ifndef TB_MODEL_STOCKTAKE_H
#define TB_MODEL_STOCKTAKE_H

#include <trangbi/nouns.h>

/* The payload of events about one line; stocktake.open, .recount and .close carry fields of tb_stocktake_noun. */
enum tb_count_event_field {
	TB_COUNT_EVENT_CODE, /* stocktake.unknown, .surplus, .uncount, .accept: which line */
	TB_COUNT_EVENT_CONDITION,
	TB_COUNT_EVENT_HOW,
	TB_COUNT_EVENT_KIND,
	TB_COUNT_EVENT_LABELS,
	TB_COUNT_EVENT_NAME,
	TB_COUNT_EVENT_NOTE,
	TB_COUNT_EVENT_PROPOSAL,
	TB_COUNT_EVENT_QUANTITY,
	TB_COUNT_EVENT_ROUND,
	TB_COUNT_EVENT_STOCKTAKE, /* asset.count, .uncount: their subject is the tag */
	TB_COUNT_EVENT_TAG,       /* stocktake.accept: what surplus became */
};

extern const struct tb_noun tb_count_noun;

/* Of TB_ASSET_CONDITION, by which all conditions are read. */
extern const struct tb_word tb_conditions[];

/* Whether a line of that bucket is on the frozen list; false for NULL. */
bool tb_bucket_is_expected(const char *bucket);

/* Why nobody counts any more: TB_EREFUSED where the stocktake is closed. */
TB_MUST_CHECK
enum tb_status tb_stocktake_check_open(const struct tb_record *stocktake, struct tb_err *err);

/* Whether a counted or uncounted line of an open stocktake is a difference, which a second round looks at again. */
bool tb_line_is_difference(const struct tb_record *line);

/*
 * May what the line proposes be done to `asset` now? TB_EREFUSED says what has happened to it since. For every proposal but
 * "register", which concerns no asset yet.
 */
TB_MUST_CHECK
enum tb_status tb_line_check_proposal(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err);

#endif
