/*
 * stocktake.h - what the use cases of a stocktake share.
 */
#ifndef TB_SERVICE_STOCKTAKE_H
#define TB_SERVICE_STOCKTAKE_H

#include <trangbi/stocktake.h>

#include "model/stocktake.h"
#include "service/db.h"

/* One act on a stocktake, within a transaction. */
struct tb_stocktaking {
	struct tb_db *db;
	struct tb_pool *pool;
	struct tb_record stocktake;
	const char *id, *unit; /* of it */
	int64_t round;
	bool blind; /* and open */
};

/*
 * Begin a transaction for `act`, and find the stocktake, NULL for the only one open. Like tb_ledger_begin() it needs a
 * tb_ledger_end(), also when it fails.
 *
 * TB_ENOTFOUND, TB_EREFUSED as tb_stocktake_get()
 */
TB_MUST_CHECK
enum tb_status tb_stocktaking_begin(struct tb_stocktaking *s, struct tb_db *db, const struct tb_act *act,
				    const char *stocktake, struct tb_pool *pool, struct tb_err *err);

/* The same for somebody who counts: it must be open, and in the second round he must not have counted in the first. */
TB_MUST_CHECK
enum tb_status tb_stocktaking_begin_count(struct tb_stocktaking *s, struct tb_db *db, const struct tb_act *act,
					  const char *stocktake, struct tb_pool *pool, struct tb_err *err);

/* One event about the stocktake as a whole or about a line that is no asset, or about an asset. */
TB_MUST_CHECK
enum tb_status tb_stocktaking_append(const struct tb_stocktaking *s, const char *kind, const struct tb_record *payload,
				     struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_stocktaking_append_asset(const struct tb_stocktaking *s, const char *kind, const char *tag,
					   struct tb_record *payload, struct tb_err *err);

/* The line; `*found` false where there is none. */
TB_MUST_CHECK
enum tb_status tb_stocktaking_line(const struct tb_stocktaking *s, const char *code, struct tb_record *line,
				   bool *found, struct tb_err *err);

/* A text of at most 1000 bytes that the ledger takes, whatever a symbol holds; in the pool. */
const char *tb_stocktaking_tame(const char *text, struct tb_pool *pool);

/* The code of the line for a text that belongs to nothing; NULL where nothing is left of it. */
TB_MUST_CHECK
enum tb_status tb_stocktaking_code(const char *text, struct tb_pool *pool, const char **out, struct tb_err *err);

/* A condition as a person gives it; NULL for none. TB_EINVAL */
TB_MUST_CHECK
enum tb_status tb_stocktaking_condition(const char *given, struct tb_pool *pool, const char **out, struct tb_err *err);

#endif
