/*
 * nouns.h - the fields of everything the register knows. The order of each enum is the order of the noun's field table.
 */
#ifndef TRANGBI_NOUNS_H
#define TRANGBI_NOUNS_H

#include <trangbi/record.h>

enum tb_asset_field {
	TB_ASSET_BOOK_UNIT,
	TB_ASSET_BOOKED,
	TB_ASSET_CONDITION,
	TB_ASSET_COST,
	TB_ASSET_COUNTRY,
	TB_ASSET_CUSTODIAN,
	TB_ASSET_DUE,
	TB_ASSET_ENGINE_NO,
	TB_ASSET_EXTRA,
	TB_ASSET_FRAME_NO,
	TB_ASSET_FUNDING,
	TB_ASSET_INVOICE,
	TB_ASSET_KIND,
	TB_ASSET_MAKER,
	TB_ASSET_MEASURE,
	TB_ASSET_MODEL,
	TB_ASSET_NAME,
	TB_ASSET_NOTE,
	TB_ASSET_OLD_CODE,
	TB_ASSET_PLATE,
	TB_ASSET_PURCHASED,
	TB_ASSET_PURPOSE,
	TB_ASSET_QUANTITY,
	TB_ASSET_RECEIVED,
	TB_ASSET_REGIME,
	TB_ASSET_SEEN_AT,
	TB_ASSET_SEEN_HOW,
	TB_ASSET_SEEN_UNIT,
	TB_ASSET_SERIAL,
	TB_ASSET_STATUS,
	TB_ASSET_SUPPLIER,
	TB_ASSET_TAG,
	TB_ASSET_UNIT,
	TB_ASSET_WARRANTY_END,
	TB_ASSET_YEAR_IN_USE,
	TB_ASSET_YEAR_MADE,
};

enum tb_unit_field {
	TB_UNIT_BUDGET_CODE,
	TB_UNIT_CODE,
	TB_UNIT_EXTRA,
	TB_UNIT_FULL_NAME,
	TB_UNIT_KIND,
	TB_UNIT_NAME,
	TB_UNIT_NOTE,
	TB_UNIT_PARENT,
	TB_UNIT_SUCCESSOR,
	TB_UNIT_VALID_FROM,
	TB_UNIT_VALID_TO,
};

enum tb_person_field {
	TB_PERSON_ACTIVE,
	TB_PERSON_EXTRA,
	TB_PERSON_NAME,
	TB_PERSON_NOTE,
	TB_PERSON_NUMBER,
	TB_PERSON_PHONE,
	TB_PERSON_POSITION,
	TB_PERSON_RANK,
	TB_PERSON_UNIT,
};

enum tb_kind_field {
	TB_KIND_CODE,
	TB_KIND_EXTRA,
	TB_KIND_GROUP,
	TB_KIND_GUIDANCE,
	TB_KIND_LIFE_YEARS,
	TB_KIND_MEASURE,
	TB_KIND_NAME,
	TB_KIND_NAME_EN,
	TB_KIND_NOTE,
	TB_KIND_PARENT,
	TB_KIND_REGIME,
	TB_KIND_TAG_CODE,
};

/* One row of the ledger as a list shows it. */
enum tb_event_field {
	TB_EVENT_ACTOR,
	TB_EVENT_AT,
	TB_EVENT_BATCH,
	TB_EVENT_CHANNEL,
	TB_EVENT_DOC,
	TB_EVENT_HASH,
	TB_EVENT_KIND,
	TB_EVENT_PAYLOAD,
	TB_EVENT_PURPOSE,
	TB_EVENT_RECORDED,
	TB_EVENT_SEQ,
	TB_EVENT_SUBJECT,
	TB_EVENT_UNIT,
};

/* One import. */
enum tb_imported_field {
	TB_IMPORTED_ACTOR,
	TB_IMPORTED_ADDED,
	TB_IMPORTED_AT,
	TB_IMPORTED_BESIDE, /* kinds, units and persons that were registered too */
	TB_IMPORTED_CHANGED,
	TB_IMPORTED_FILE,
	TB_IMPORTED_ID,
	TB_IMPORTED_NOUN,
	TB_IMPORTED_PROFILE,
	TB_IMPORTED_REJECTED,
	TB_IMPORTED_ROWS,
	TB_IMPORTED_SAME,
	TB_IMPORTED_UNDONE_BY, /* seq of the event that took it back */
};

/* One asset in the register of labels. */
enum tb_register_field {
	TB_REGISTER_COPIES, /* labels in all */
	TB_REGISTER_LAST_AT,
	TB_REGISTER_LAST_BY,
	TB_REGISTER_LAST_REASON, /* why it was printed again */
	TB_REGISTER_LAST_TEMPLATE,
	TB_REGISTER_NAME,
	TB_REGISTER_PRINTS, /* how many times it was printed; a printing counts once, however many copies it made */
	TB_REGISTER_TAG,
	TB_REGISTER_UNIT,
};

/* A stocktake (trangbi/stocktake.h). */
enum tb_stocktake_field {
	TB_STOCKTAKE_BLIND,
	TB_STOCKTAKE_BOARD, /* service numbers, separated by spaces */
	TB_STOCKTAKE_CLOSED_AT,
	TB_STOCKTAKE_COUNTED, /* lines counted, expected or not */
	TB_STOCKTAKE_DOC,
	/* Lines that should be found at the unit: not those lent, in repair, in transit, lost. Unset while it is blind and open. */
	TB_STOCKTAKE_EXPECTED,
	TB_STOCKTAKE_ID,
	TB_STOCKTAKE_KIND,
	TB_STOCKTAKE_OPENED_AT,
	TB_STOCKTAKE_OPENED_BY,
	TB_STOCKTAKE_ROUND,     /* 1 or 2 */
	TB_STOCKTAKE_SIGNED_BY, /* as the board */
	TB_STOCKTAKE_STATE,     /* word: open, closed */
	TB_STOCKTAKE_UNIT,
};

/* One line of a stocktake: what the register said when it was opened, or when the thing turned up, and what was counted. */
enum tb_line_field {
	TB_LINE_BECAME, /* surplus that was registered: its tag */
	TB_LINE_BUCKET, /* word: here, lent, repair, transit, lost are expected; elsewhere, outside, disposed are not */
	TB_LINE_CODE,   /* tag, unknown code as it was read, or S-1, S-2, ... for surplus */
	TB_LINE_CONDITION,     /* as counted */
	TB_LINE_CONDITION_WAS, /* as registered */
	TB_LINE_COST,
	TB_LINE_COUNTED_AT,
	TB_LINE_COUNTED_BY,
	TB_LINE_FIRST_AT, /* first_*: what the first round said, where the second looked again */
	TB_LINE_FIRST_BY,
	TB_LINE_FIRST_CONDITION,
	TB_LINE_FIRST_HOW,
	TB_LINE_HOLDER, /* who had it on loan */
	TB_LINE_HOW,    /* word: scan, photo, hand */
	TB_LINE_KIND,
	TB_LINE_LABELS, /* labels of it in one picture, if more than one */
	TB_LINE_NAME,
	TB_LINE_NOTE,
	TB_LINE_OUTCOME, /* word; NULL while it is open */
	TB_LINE_PROPOSAL,
	TB_LINE_QUANTITY,
	TB_LINE_ROUND,   /* in which it was counted */
	TB_LINE_SEEN_AT, /* seen_*: when and where it was seen before this count */
	TB_LINE_SEEN_HOW,
	TB_LINE_SEEN_UNIT,
	TB_LINE_SETTLED_AT, /* when and by whom the proposal was accepted */
	TB_LINE_SETTLED_BY,
	TB_LINE_UNIT, /* where it belongs */
	TB_LINE_WHAT, /* word: asset, unknown, surplus */
};

/* All lines of a stocktake with one outcome; and all that stand in the name of one person. To be listed only. */
enum tb_stocktake_sum_field {
	TB_SUM_COST, /* of those whose cost is known */
	TB_SUM_LINES,
	TB_SUM_OUTCOME, /* as TB_LINE_OUTCOME */
	TB_SUM_QUANTITY,
};

enum tb_stocktake_counter_field {
	TB_COUNTER_LINES,
	TB_COUNTER_PERSON,
	TB_COUNTER_ROUND,
};

/* One line of a reconciliation (trangbi/reconcile.h); book_* is what the book says, the others what the register does. */
enum tb_match_field {
	TB_MATCH_BOOK_CODE, /* tag, code or plate */
	TB_MATCH_BOOK_COST, /* whole đồng */
	TB_MATCH_BOOK_KIND, /* code or name, as the book has it */
	TB_MATCH_BOOK_NAME,
	TB_MATCH_BOOK_QUANTITY,
	TB_MATCH_BOOK_SERIAL,
	TB_MATCH_BOOK_UNIT, /* as the kind */
	TB_MATCH_BOOK_YEAR, /* put into use, else made */
	TB_MATCH_COST,
	TB_MATCH_COUNTED,     /* how its line of the stocktake ended, as TB_LINE_OUTCOME */
	TB_MATCH_DIFFERENCES, /* keys of asset fields that differ, separated by commas */
	TB_MATCH_KIND,
	TB_MATCH_NAME,
	TB_MATCH_QUANTITY,
	TB_MATCH_REASON, /* why it is a probable pair, or several, or cannot be read; in the reader's language */
	TB_MATCH_RESULT, /* word */
	TB_MATCH_ROW,    /* of the book, as a spreadsheet counts */
	TB_MATCH_SCORE,  /* of a probable pair, 0..100 */
	TB_MATCH_SERIAL,
	TB_MATCH_TAG, /* what only the count has: its code there */
	TB_MATCH_UNIT,
	TB_MATCH_YEAR, /* the same year as that of the book */
};

extern const struct tb_noun tb_asset_noun, tb_unit_noun, tb_person_noun, tb_kind_noun, tb_event_noun;
extern const struct tb_noun tb_imported_noun; /* to be listed only */
extern const struct tb_noun tb_register_noun; /* to be listed only */
extern const struct tb_noun tb_stocktake_noun, tb_stocktake_line_noun, tb_stocktake_sum_noun, tb_stocktake_counter_noun;
extern const struct tb_noun tb_match_noun; /* to be listed only */

/* The noun called `name` ("asset" or "assets"), or NULL. */
const struct tb_noun *tb_noun_find(const char *name);

#endif
