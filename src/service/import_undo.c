/* import_undo.c - taking an import back: what it added is withdrawn, what it changed is set back. */
#include <string.h>

#include <trangbi/exchange.h>
#include <trangbi/tag.h>

#include "service/db.h"

enum { MAX_PROBLEMS = 100 };

/* An undo under way. */
struct undo {
	struct tb_db *db;
	const struct tb_import_undo_req *req;
	struct tb_import_undo_result *out;
	struct tb_batch batch;
	struct tb_pool pool; /* of the record at hand */
};

static bool is_add(const struct tb_event *ev)
{
	const char *dot = strchr(ev->kind, '.');

	return dot && !strcmp(dot, ".add");
}

static void leave(struct undo *u, const char *subject, const struct tb_err *why)
{
	u->out->left++;
	if (u->out->problems.n < MAX_PROBLEMS)
		tb_problems_add(&u->out->problems, subject, why);
}

/* Whoever changed or handled the record since relies on it. Gives the event that did. */
static enum tb_status check_untouched(struct undo *u, const struct tb_noun *noun, const struct tb_event *ev,
				      struct tb_err *why)
{
	int64_t seq = 0;
	const char *kind = NULL, *user = NULL;
	enum tb_status rc = tb_store_next_event(u->db->store, noun, ev->subject, ev->seq, &u->pool, &seq, &kind, why);

	if (!rc && seq)
		return tb_err_set(why, TB_EREFUSED, N_("it was changed or handled since, by event %lld (%s)"),
				  (long long)seq, kind);
	if (!rc && is_add(ev))
		rc = tb_store_user_of(u->db->store, noun, ev->subject, &u->pool, &user, why);
	if (!rc && user)
		return tb_err_set(why, TB_EREFUSED, N_("'%s' refers to it"), user);
	return rc;
}

/* ---- how a record was before ------------------------------------------------------------------------------------ */

struct past {
	struct tb_record r;
	struct tb_pool *pool;
};

/*
 * Follow an event of the record. Of an asset it tells more than edits do, such as the condition in which it came back. Texts that
 * come with the event and not in its payload are gone afterwards; no edit changes the fields that hold such.
 */
static enum tb_status follow(void *ctx, const struct tb_event *ev, const unsigned char *hash, struct tb_err *err)
{
	struct past *past = ctx;
	struct tb_record payload;
	enum tb_status rc = tb_read_payload(ev->kind, ev->payload, past->pool, &payload, err);

	(void)hash;
	if (rc)
		return rc;
	if (past->r.noun == &tb_asset_noun)
		tb_become(ev, &payload, false, &past->r);
	else if (payload.noun == past->r.noun)
		tb_record_overlay(&past->r, &payload);
	return TB_OK;
}

/* The fields that the event changed, as they were before. */
static enum tb_status read_past(struct undo *u, const struct tb_noun *noun, const struct tb_event *ev,
				struct tb_record *patch, struct tb_err *err)
{
	struct past past = { .r = { .noun = noun }, .pool = &u->pool };
	struct tb_record changed = { .noun = noun };
	enum tb_status rc = tb_record_from_payload(&changed, ev->payload, &u->pool, err);

	if (!rc)
		rc = tb_store_each_before(u->db->store, noun, ev->subject, ev->seq, follow, &past, err);
	*patch = (struct tb_record){ .noun = noun };
	for (unsigned i = 0; !rc && i < noun->n_fields; i++) {
		if (changed.v[i].is == TB_UNSET)
			continue;
		patch->v[i] = past.r.v[i];
		if (patch->v[i].is == TB_UNSET)
			patch->v[i].is = TB_NULL;
	}
	return rc;
}

/* ---- taking back ------------------------------------------------------------------------------------------------ */

static enum tb_status set_back(struct undo *u, const struct tb_record *now, const struct tb_event *ev,
			       struct tb_err *why, struct tb_err *err)
{
	struct tb_record patch;
	enum tb_status rc = read_past(u, now->noun, ev, &patch, err);

	if (!rc && tb_record_diff(&patch, now)) {
		rc = tb_prepare_edit(u->db, now, &patch, &u->pool, why);
		if (!rc)
			rc = tb_append_edit(u->db, now, &patch, err);
	}
	if (!rc)
		u->out->restored++;
	return rc;
}

static enum tb_status withdraw(struct undo *u, const struct tb_record *now, struct tb_err *err)
{
	enum tb_status rc = tb_append_withdraw(u->db, now, u->batch.id, err);

	if (!rc)
		u->out->withdrawn++;
	return rc;
}

/* `why` is what is wrong with this record, `err` what makes the whole impossible. */
static enum tb_status take_back(struct undo *u, const struct tb_event *ev, struct tb_err *why, struct tb_err *err)
{
	const char *dot = strchr(ev->kind, '.');
	const struct tb_noun *noun =
		dot ? tb_noun_find(tb_pool_dup(&u->pool, ev->kind, (size_t)(dot - ev->kind))) : NULL;
	struct tb_record now;
	enum tb_status rc;

	if (!noun)
		return TB_OK;
	rc = check_untouched(u, noun, ev, why);
	if (!rc)
		rc = tb_store_get(u->db->store, noun, ev->subject, &u->pool, &now, why);
	if (rc)
		return rc;
	return is_add(ev) ? withdraw(u, &now, err) : set_back(u, &now, ev, why, err);
}

static enum tb_status on_event(void *ctx, const struct tb_event *ev, const unsigned char *hash, struct tb_err *err)
{
	struct undo *u = ctx;
	struct tb_err why = TB_ERR_INIT;
	const char *subject;
	enum tb_status rc;

	(void)hash;
	tb_pool_clear(&u->pool);
	subject = tb_pool_strdup(&u->pool, ev->subject);
	rc = take_back(u, ev, &why, err);
	if (!rc || !why.status)
		return rc;
	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	leave(u, subject, &why);
	return TB_OK;
}

static enum tb_status check_batch(const struct tb_batch *b, struct tb_err *err)
{
	if (b->undone_by)
		return tb_err_set(err, TB_EREFUSED, N_("import %lld was taken back already, by event %lld"),
				  (long long)b->id, (long long)b->undone_by);
	return TB_OK;
}

static enum tb_status append_undo(struct undo *u, struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_withdraw_noun);

	tb_set_num(&payload, TB_WITHDRAW_BATCH, u->batch.id);
	u->db->batch = u->db->seq + 1;
	return tb_ledger_append(u->db, "import.undo", NULL, NULL, &payload, err);
}

static enum tb_status finish(struct undo *u, struct tb_err *err)
{
	struct tb_import_undo_result *out = u->out;
	enum tb_status rc;

	if (out->left && !u->req->only_untouched)
		return tb_err_set(err, TB_EREFUSED,
				  N_("%lld of the records of import %lld were changed or are in use, so nothing was "
				     "taken back; --only-untouched takes back the others"),
				  (long long)out->left, (long long)u->batch.id);
	if (!(out->withdrawn + out->restored))
		return tb_err_set(err, TB_EREFUSED, N_("there is nothing of import %lld that could be taken back"),
				  (long long)u->batch.id);
	if (u->req->dry_run)
		return TB_OK;
	rc = tb_ledger_commit(u->db, err);
	if (!rc)
		out->event = u->db->batch;
	return rc;
}

static enum tb_status undo_in_txn(struct undo *u, struct tb_err *err)
{
	enum tb_status rc = tb_get_batch(u->db, NULL, u->req->batch, &u->out->problems.pool, &u->batch, err);

	if (!rc)
		rc = check_batch(&u->batch, err);
	if (rc)
		return rc;
	u->out->batch = u->batch.id;
	u->out->file = u->batch.file;
	rc = append_undo(u, err);
	if (!rc)
		rc = tb_store_each_of_batch(u->db->store, u->batch.id, tb_batch_end(&u->batch), on_event, u, err);
	return rc ? rc : finish(u, err);
}

enum tb_status tb_import_undo(struct tb_db *db, const struct tb_act *act, const struct tb_import_undo_req *req,
			      struct tb_import_undo_result *out, struct tb_err *err)
{
	struct undo u = { .db = db, .req = req, .out = out };
	enum tb_status rc;

	*out = (struct tb_import_undo_result){ .problems = TB_PROBLEMS_INIT };
	rc = tb_ledger_begin(db, act, err);
	if (!rc)
		rc = undo_in_txn(&u, err);
	tb_ledger_end(db);
	tb_pool_release(&u.pool);
	return rc;
}

/* ---- which there are -------------------------------------------------------------------------------------------- */

enum tb_status tb_import_list(struct tb_db *db, tb_list_fn *fn, void *ctx, struct tb_err *err)
{
	return tb_store_list_batches(db->store, 0, fn, ctx, err);
}

enum tb_status tb_import_show(struct tb_db *db, int64_t batch, tb_list_fn *fn, void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_batch found;
	enum tb_status rc = tb_get_batch(db, NULL, batch, &pool, &found, err);

	if (!rc)
		rc = tb_store_list_batches(db->store, found.id, fn, ctx, err);
	tb_pool_release(&pool);
	return rc;
}
