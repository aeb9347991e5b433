/*
 * custody.h - the rules of lending and issuing, and the details that custody events carry.
 */
#ifndef TB_MODEL_CUSTODY_H
#define TB_MODEL_CUSTODY_H

#include <trangbi/nouns.h>

/* The payload of asset.issue, .checkout and .checkin, and of asset.move, .missing and .found. */
enum tb_custody_field { TB_CUSTODY_CONDITION, TB_CUSTODY_DUE, TB_CUSTODY_FROM, TB_CUSTODY_HOLDER };

extern const struct tb_noun tb_custody_noun;

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

/* Is the unit in being on that ISO date? TB_EREFUSED names the successor. */
TB_MUST_CHECK
enum tb_status tb_unit_check_valid(const struct tb_record *unit, const char *date, struct tb_err *err);

#endif
