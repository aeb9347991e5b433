/*
 * apply.h - what the functions share that make state of events; each kind of event has one.
 */
#ifndef TB_SERVICE_APPLY_H
#define TB_SERVICE_APPLY_H

#include "service/db.h"

/* An event being applied. Whatever it lacks or names wrongly is TB_ECORRUPT: it may come from a tampered ledger. */
struct tb_change {
	struct tb_db *db;
	const struct tb_event *ev;
	const struct tb_record *payload;
	struct tb_pool *pool; /* gone when the event is applied */
};

/* A detail that the event must have. */
TB_MUST_CHECK
enum tb_status tb_change_needs(const struct tb_change *c, unsigned field, struct tb_err *err);

/* apply_undo.c */
TB_MUST_CHECK
enum tb_status tb_apply_import_undo(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_asset_withdraw(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_unit_withdraw(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_person_withdraw(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_kind_withdraw(const struct tb_change *c, struct tb_err *err);

/* apply_stocktake.c */
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_open(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_asset_count(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_asset_uncount(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_unknown(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_surplus(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_uncount(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_recount(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_close(const struct tb_change *c, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_apply_stocktake_accept(const struct tb_change *c, struct tb_err *err);

#endif
