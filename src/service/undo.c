/* undo.c - taking back what was done to an asset last. */
#include <stdlib.h>
#include <string.h>

#include <trangbi/custody.h>

#include "base/alloc.h"
#include "base/time.h"
#include "model/custody.h"
#include "service/custody.h"
#include "service/db.h"

/* The events of one asset, gone through in order. */
struct past {
	struct tb_pool *pool;
	struct tb_record asset; /* after the events so far */
	bool issued;            /* a unit answers for it */
	struct step {
		struct tb_last_event event;
		bool issued; /* before it */
	} * done;            /* owned: a stack of those that changed it and were not taken back */
	size_t n, cap;
};

static void push(struct past *p, const struct tb_event *ev, const struct tb_record *before)
{
	const struct tb_last_event last = { .seq = ev->seq, .batch = ev->batch, .kind = ev->kind, .before = *before };

	TB_GROW(p->done, p->n, p->cap);
	p->done[p->n++] = (struct step){ .event = last, .issued = p->issued };
	p->issued = p->issued || !strcmp(ev->kind, "asset.issue");
}

static void pop(struct past *p)
{
	if (p->n)
		p->issued = p->done[--p->n].issued;
}

static const char *keep(struct past *p, const struct tb_record *row, unsigned field)
{
	return tb_pool_strdup(p->pool, tb_text(row, field));
}

static enum tb_status go_on(void *ctx, const struct tb_record *row, struct tb_err *err)
{
	struct past *p = ctx;
	struct tb_event ev = {
		.seq = tb_num(row, TB_EVENT_SEQ, 0),
		.batch = tb_num(row, TB_EVENT_BATCH, 0),
		.at = tb_num(row, TB_EVENT_AT, 0),
		.kind = keep(p, row, TB_EVENT_KIND),
		.subject = keep(p, row, TB_EVENT_SUBJECT),
		.unit = keep(p, row, TB_EVENT_UNIT),
		.purpose = keep(p, row, TB_EVENT_PURPOSE),
		.channel = keep(p, row, TB_EVENT_CHANNEL),
	};
	struct tb_record payload, before = p->asset, changed = TB_RECORD(tb_undo_noun);
	enum tb_status rc = tb_read_payload(ev.kind, tb_text(row, TB_EVENT_PAYLOAD), p->pool, &payload, err);

	if (rc || !tb_become(&ev, &payload, p->issued, &p->asset))
		return rc;
	if (payload.noun == &tb_undo_noun)
		pop(p);
	else if (tb_undo_diff(&p->asset, &before, &changed))
		push(p, &ev, &before);
	return TB_OK;
}

enum tb_status tb_find_last_event(struct tb_db *db, const struct tb_record *now, struct tb_pool *pool,
				  struct tb_last_event *out, struct tb_err *err)
{
	struct past p = { .pool = pool, .asset = TB_RECORD(tb_asset_noun) };
	const struct tb_filter filter = { .tag = tb_text(now, TB_ASSET_TAG) };
	struct tb_record difference = TB_RECORD(tb_undo_noun);
	enum tb_status rc = tb_store_list(db->store, &tb_event_noun, &filter, go_on, &p, err);

	if (!rc && (!p.n || tb_undo_diff(now, &p.asset, &difference)))
		rc = tb_err_set(err, TB_ECORRUPT,
				N_("asset '%s' differs from what its events say; see 'trangbi ledger verify'"),
				filter.tag);
	if (!rc)
		*out = p.done[p.n - 1].event;
	free(p.done);
	return rc;
}

enum tb_status tb_append_undo(struct tb_db *db, const struct tb_record *now, const struct tb_last_event *last,
			      struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_undo_noun);

	tb_undo_diff(now, &last->before, &payload);
	tb_set_num(&payload, TB_UNDO_SEQ, last->seq);
	tb_set_text(&payload, TB_UNDO_UNDOES, last->kind);
	return tb_ledger_append(db, "asset.undo", tb_text(now, TB_ASSET_TAG), tb_text(&last->before, TB_ASSET_UNIT),
				&payload, err);
}

static bool is_custody(const char *kind)
{
	return !strcmp(kind, "asset.issue") || !strcmp(kind, "asset.checkout") || !strcmp(kind, "asset.checkin");
}

/* Nobody who has left has an asset again, and no unit that was closed. */
static enum tb_status check_return(struct tb_db *db, const struct tb_record *now, const struct tb_record *before,
				   struct tb_pool *pool, struct tb_err *err)
{
	const char *holder = tb_text(before, TB_ASSET_CUSTODIAN), *unit = tb_text(before, TB_ASSET_UNIT);
	char today[TB_DATE_SIZE];
	struct tb_record r;
	enum tb_status rc = TB_OK;

	tb_time_date(db->act.at, today);
	if (holder)
		rc = tb_get(db, &tb_person_noun, holder, pool, &r, err);
	if (!rc && holder)
		rc = tb_person_check_active(&r, err);
	if (rc || !strcmp(unit, tb_text(now, TB_ASSET_UNIT)))
		return rc;
	rc = tb_get(db, &tb_unit_noun, unit, pool, &r, err);
	return rc ? rc : tb_unit_check_valid(&r, today, err);
}

static enum tb_status check_last(struct tb_db *db, const struct tb_undo_req *req, const char *tag,
				 const struct tb_last_event *last, struct tb_err *err)
{
	if (req->seq && req->seq != last->seq)
		return tb_err_set(err, TB_EREFUSED,
				  N_("event %lld is not the last one about '%s', so it stands; see 'trangbi asset "
				     "history'"),
				  (long long)req->seq, tag);
	if (!is_custody(last->kind))
		return tb_err_set(err, TB_EREFUSED,
				  N_("only an issue, a check-out or a check-in can be taken back; the last event "
				     "about '%s' is '%s'"),
				  tag, last->kind);
	return tb_check_order(db, tag, err);
}

/* The last event, and with it the other ones about this asset in the same act: a hand-over is two. */
static enum tb_status undo_act(struct tb_db *db, struct tb_record *asset, struct tb_last_event *last,
			       struct tb_pool *pool, struct tb_err *err)
{
	const struct tb_record now = *asset;
	const int64_t act = last->batch;
	enum tb_status rc;

	db->batch = act ? db->seq + 1 : 0;
	do {
		rc = tb_append_undo(db, asset, last, err);
		if (rc)
			return rc;
		*asset = last->before;
		rc = act ? tb_find_last_event(db, asset, pool, last, err) : TB_OK;
	} while (!rc && act && last->batch == act && is_custody(last->kind));
	return rc ? rc : check_return(db, &now, asset, pool, err);
}

enum tb_status tb_undo(struct tb_db *db, const struct tb_act *act, const struct tb_undo_req *req, struct tb_pool *pool,
		       struct tb_undone *out, struct tb_err *err)
{
	struct tb_last_event last = { .seq = 0 };
	struct tb_undone done = { .seq = 0 };
	struct tb_record asset;
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = tb_get(db, &tb_asset_noun, req->tag, pool, &asset, err);
	if (!rc)
		rc = tb_find_last_event(db, &asset, pool, &last, err);
	if (!rc)
		rc = check_last(db, req, tb_text(&asset, TB_ASSET_TAG), &last, err);
	if (!rc) {
		done.undone = last.seq;
		done.kind = last.kind;
		rc = undo_act(db, &asset, &last, pool, err);
	}
	if (!rc)
		rc = tb_ledger_commit(db, err);
	if (!rc) {
		done.asset = tb_done_of(&asset);
		done.seq = db->seq;
		*out = done;
	}
	tb_ledger_end(db);
	return rc;
}
