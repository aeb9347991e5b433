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
	TB_COUNT_EVENT_STOCKTAKE, /* asset.count, .uncount, whose subject is the tag */
	TB_COUNT_EVENT_TAG,       /* stocktake.accept: what surplus became */
};

extern const struct tb_noun tb_count_noun;

/* The words of TB_ASSET_CONDITION. */
extern const struct tb_word tb_conditions[];

/* The words of TB_LINE_OUTCOME. */
extern const struct tb_word tb_outcomes[];

enum { TB_FIRST_ROUND = 1, TB_LAST_ROUND = 2 };

/* Whether people may count: TB_EREFUSED where the stocktake is closed. */
TB_MUST_CHECK
enum tb_status tb_stocktake_check_open(const struct tb_record *stocktake, struct tb_err *err);

/* Whether it is open and blind, so that nobody is told what is expected. */
bool tb_stocktake_is_blind(const struct tb_record *stocktake);

/* ---- lines ------------------------------------------------------------------------------------------------------ */

/* The line of an asset that turned up at `unit` but is not on the frozen list; texts borrowed from the asset. */
void tb_line_of_asset(struct tb_record *line, const struct tb_record *asset, const char *unit);

/* Where the asset was seen before it is counted; texts borrowed. */
void tb_line_take_seen(struct tb_record *line, const struct tb_record *asset);

/* Whether it is on the frozen list. */
bool tb_line_is_expected(const struct tb_record *line);

bool tb_line_is_counted(const struct tb_record *line);

/* Note what a counting event (tb_count_noun) says; what the first round said is kept beside it. Texts borrowed. */
void tb_line_count(struct tb_record *line, const struct tb_record *event, int64_t at, const char *by);

/* Take the count back, to what the first round said if there was a second; false where nothing is left to keep the line for. */
bool tb_line_uncount(struct tb_record *line);

/* Whether a line of an open stocktake is a difference, which a second round looks at again. */
bool tb_line_is_difference(const struct tb_record *line);

/* Leave of the line no more than a blind count may show. */
void tb_line_hide(struct tb_record *line);

/*
 * May what the line proposes be done to `asset` now? TB_EREFUSED says what has happened to it since. For every proposal but
 * "register", which concerns no asset yet.
 */
TB_MUST_CHECK
enum tb_status tb_line_check_proposal(const struct tb_record *line, const struct tb_record *asset, struct tb_err *err);

#endif
