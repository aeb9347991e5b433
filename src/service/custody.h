/*
 * custody.h - what acts of custody share: how they leave an asset, and taking the last one back.
 */
#ifndef TB_SERVICE_CUSTODY_H
#define TB_SERVICE_CUSTODY_H

#include <trangbi/custody.h>
#include <trangbi/record.h>

/* An asset as an act leaves it; texts borrowed. */
struct tb_done tb_done_of(const struct tb_record *asset);

/* The last event that changed where an asset is, who has it, or its condition, among those that were not taken back. */
struct tb_last_event {
	int64_t seq, batch;
	const char *kind;        /* in the pool */
	struct tb_record before; /* the asset before it; texts in the pool */
};

/*
 * Find that event of the asset `now`, by going through all events about it.
 * TB_ECORRUPT  they do not lead to what `now` says
 */
TB_MUST_CHECK
enum tb_status tb_find_last_event(struct tb_db *db, const struct tb_record *now, struct tb_pool *pool,
				  struct tb_last_event *out, struct tb_err *err);

/* Append the event that makes of the asset `now` what it was before `last`. Within a transaction. */
TB_MUST_CHECK
enum tb_status tb_append_undo(struct tb_db *db, const struct tb_record *now, const struct tb_last_event *last,
			      struct tb_err *err);

#endif
