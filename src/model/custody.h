/*
 * custody.h - the rules of lending and issuing, and the details that custody events carry.
 */
#ifndef TB_MODEL_CUSTODY_H
#define TB_MODEL_CUSTODY_H

#include <trangbi/nouns.h>

/* The payload of asset.issue, .checkout and .checkin, and of asset.move, .missing and .found. */
enum tb_custody_field { TB_CUSTODY_CONDITION, TB_CUSTODY_DUE, TB_CUSTODY_FROM, TB_CUSTODY_HOLDER };

extern const struct tb_noun tb_custody_noun;

/*
 * The payload of asset.undo: which event is taken back (its seq, and its kind), and of the fields that acts of custody
 * change those that are again as they were before it. Where an asset was seen last is not among them: it was.
 */
enum tb_undo_field {
	TB_UNDO_CONDITION,
	TB_UNDO_CUSTODIAN,
	TB_UNDO_DUE,
	TB_UNDO_PURPOSE,
	TB_UNDO_SEQ,
	TB_UNDO_STATUS,
	TB_UNDO_UNDOES,
	TB_UNDO_UNIT,
};

extern const struct tb_noun tb_undo_noun;

/* Set in `payload` those fields in which `before` differs from `now`, as they are in `before`; how many. */
unsigned tb_undo_diff(const struct tb_record *now, const struct tb_record *before, struct tb_record *payload);

/* Give the asset the fields that the payload of an undo holds. */
void tb_undo_overlay(struct tb_record *asset, const struct tb_record *payload);

enum { TB_MAX_LOAN_DAYS = 3650 };

/* May it be lent now? TB_EREFUSED says why not: lent already, broken, lost or missing, in repair, in transit, under disposal. */
TB_MUST_CHECK
enum tb_status tb_asset_check_lendable(const struct tb_record *asset, struct tb_err *err);

/* May it be issued to `unit` now? TB_EREFUSED says why not. */
TB_MUST_CHECK
enum tb_status tb_asset_check_issuable(const struct tb_record *asset, const char *unit, struct tb_err *err);

/* May it be brought back? TB_EREFUSED where it is not lent. */
TB_MUST_CHECK
enum tb_status tb_asset_check_returnable(const struct tb_record *asset, struct tb_err *err);

/* May the person take assets? TB_EREFUSED where they have left. */
TB_MUST_CHECK
enum tb_status tb_person_check_active(const struct tb_record *person, struct tb_err *err);

/* Is the unit in being on that ISO date? TB_EREFUSED names the successor. */
TB_MUST_CHECK
enum tb_status tb_unit_check_valid(const struct tb_record *unit, const char *date, struct tb_err *err);

#endif
