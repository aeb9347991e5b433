/*
 * custody.h - who answers for an asset: issuing it to a unit, lending it to a person, taking it back.
 *
 * Each call takes several assets as one act: all, or none with a problem for each that cannot be done. Tags may be typed
 * with or without dashes, or be any alias; "@FILE" stands for all codes in that picture. A tag given twice counts once.
 */
#ifndef TRANGBI_CUSTODY_H
#define TRANGBI_CUSTODY_H

#include <trangbi/db.h>

struct tb_tags {
	const char *const *tag; /* borrowed */
	size_t n;
};

struct tb_checkout_req {
	struct tb_tags tags;
	const char *holder; /* service number of the person who takes them */
	int days;           /* 1..3650 until they are due; 0 for no date */
	bool hand_over;     /* those that somebody else has are taken back from them first, in the same act */
};

struct tb_issue_req {
	struct tb_tags tags;
	const char *unit; /* code of the unit that receives them; act->doc is the document that orders it */
};

struct tb_checkin_req {
	struct tb_tags tags;
	const char *condition; /* "ok", "worn", "broken"; NULL: as it was */
	bool again;            /* one that is back already is taken back anew, in another condition */
};

struct tb_undo_req {
	const char *tag; /* one asset, named as above but for "@FILE" */
	int64_t seq;     /* what must be the last event about it; 0: whatever is */
};

/* One asset as the act left it; texts in the pool. */
struct tb_done {
	const char *tag, *name, *unit, *custodian, *due, *condition;
};

struct tb_custody_result {
	struct tb_done *done; /* in the pool */
	size_t n;
	int64_t seq; /* of the last event */
};

struct tb_undone {
	struct tb_done asset;
	int64_t undone; /* seq of the event that was taken back; where the act had several about the asset, of the last */
	const char *kind; /* of that event: "asset.checkout"; in the pool */
	int64_t seq;      /* of the last event */
};

/*
 * Issue (cấp phát): the assets are in use at the unit from then on, and it answers for them.
 *
 * TB_EREFUSED  one of them is lent, lost, under disposal, in transit or there already; the unit is closed; no document
 * TB_ENOTFOUND no such unit, or an unknown tag
 * TB_EINVAL    a mistyped tag; a time before the asset's last change of custody
 */
TB_MUST_CHECK
enum tb_status tb_issue(struct tb_db *db, const struct tb_act *act, const struct tb_issue_req *req,
			struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			struct tb_err *err);

/*
 * Check out (mượn): a person takes the assets, until a day or for good.
 *
 * TB_EREFUSED  one of them is lent already (the message names the holder), broken, lost, ...; the person has left
 * TB_ENOTFOUND no such person, or an unknown tag
 * TB_EINVAL    days out of range, a mistyped tag, a time before the asset's last change of custody
 */
TB_MUST_CHECK
enum tb_status tb_checkout(struct tb_db *db, const struct tb_act *act, const struct tb_checkout_req *req,
			   struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			   struct tb_err *err);

/*
 * Check in (trả): the assets are back at their unit.
 *
 * TB_EREFUSED  one of them is not lent; with `again`, it has been issued or changed since it came back
 * TB_ENOTFOUND, TB_EINVAL as above
 */
TB_MUST_CHECK
enum tb_status tb_checkin(struct tb_db *db, const struct tb_act *act, const struct tb_checkin_req *req,
			  struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			  struct tb_err *err);

/*
 * Take the last act about an asset back: it is again where it was, with whom, and in which condition. Both stay in the
 * ledger. What was undone counts no more, so that the act before it can be taken back next.
 *
 * TB_EREFUSED  the last event about it is another than `req->seq`, or no act of custody; who had it has
 *              left, or its unit was closed
 * TB_ENOTFOUND, TB_EINVAL as above
 */
TB_MUST_CHECK
enum tb_status tb_undo(struct tb_db *db, const struct tb_act *act, const struct tb_undo_req *req, struct tb_pool *pool,
		       struct tb_undone *out, struct tb_err *err);

#endif
