#include "service/custody.h"

#include <string.h>

#include "base/time.h"
#include "model/custody.h"
#include "service/db.h"
#include "service/tags.h"

/* One act of custody on several assets. */
struct deed {
	struct tb_db *db;
	const char *event; /* kind of event */
	const char *unit;  /* where to, for an issue */
	const char *due;
	const char *holder;    /* service number, for a loan */
	const char *condition; /* for a return; NULL as it was */
	bool hand_over;        /* of a loan: what somebody else has is taken back first */
	bool again;            /* of a return: one that was recorded already is taken back first */
	enum tb_status (*check)(const struct deed *d, const struct tb_record *asset, struct tb_err *err);
	struct tb_pool *pool;
};

static enum tb_status check_issue(const struct deed *d, const struct tb_record *asset, struct tb_err *err)
{
	return tb_asset_check_issuable(asset, d->unit, err);
}

static bool is_lent(const struct tb_record *asset)
{
	return tb_text(asset, TB_ASSET_CUSTODIAN);
}

static enum tb_status check_checkout(const struct deed *d, const struct tb_record *asset, struct tb_err *err)
{
	struct tb_record back = *asset;

	if (d->hand_over)
		tb_set_text(&back, TB_ASSET_CUSTODIAN, NULL);
	return tb_asset_check_lendable(&back, err);
}

static enum tb_status check_checkin(const struct deed *d, const struct tb_record *asset, struct tb_err *err)
{
	struct tb_last_event last;
	enum tb_status rc;

	if (is_lent(asset) || !d->again)
		return tb_asset_check_returnable(asset, err);
	rc = tb_find_last_event(d->db, asset, d->pool, &last, err);
	if (!rc && strcmp(last.kind, "asset.checkin") != 0)
		rc = tb_asset_check_returnable(asset, err);
	return rc;
}

enum tb_status tb_check_order(struct tb_db *db, const char *tag, struct tb_err *err)
{
	char when[TB_TIME_SIZE];
	int64_t last = INT64_MIN;
	enum tb_status rc = tb_store_last_custody(db->store, tag, &last, err);

	if (rc || db->act.at >= last)
		return rc;
	tb_time_format(last, when);
	return tb_err_set(err, TB_EINVAL, N_("its custody changed on %s, after the time given"), when);
}

struct tb_done tb_done_of(const struct tb_record *asset)
{
	return (struct tb_done){ .tag = tb_text(asset, TB_ASSET_TAG),
				 .name = tb_text(asset, TB_ASSET_NAME),
				 .unit = tb_text(asset, TB_ASSET_UNIT),
				 .due = tb_text(asset, TB_ASSET_DUE),
				 .custodian = tb_text(asset, TB_ASSET_CUSTODIAN),
				 .condition = tb_text(asset, TB_ASSET_CONDITION) };
}

/* What the asset was before: lent still, and not yet taken back in another condition. */
static enum tb_status undo_return(const struct deed *d, struct tb_record *asset, struct tb_err *err)
{
	struct tb_last_event last;
	enum tb_status rc = tb_find_last_event(d->db, asset, d->pool, &last, err);

	if (!rc)
		rc = tb_append_undo(d->db, asset, &last, err);
	if (!rc)
		*asset = last.before;
	return rc;
}

/* Give an asset to the unit or person of the deed, or to nobody. */
static enum tb_status append(const struct deed *d, const char *event, const struct tb_record *asset,
			     struct tb_done *done, struct tb_err *err)
{
	struct tb_record p = TB_RECORD(tb_custody_noun);

	*done = tb_done_of(asset);
	done->unit = d->unit ? d->unit : done->unit;
	done->due = d->due;
	done->custodian = d->holder;
	done->condition = d->condition ? d->condition : done->condition;
	tb_set_text(&p, TB_CUSTODY_CONDITION, done->condition);
	if (d->due)
		tb_set_text(&p, TB_CUSTODY_DUE, d->due);
	if (d->unit)
		tb_set_text(&p, TB_CUSTODY_FROM, tb_text(asset, TB_ASSET_UNIT));
	if (d->holder)
		tb_set_text(&p, TB_CUSTODY_HOLDER, d->holder);
	else if (!d->unit)
		tb_set_text(&p, TB_CUSTODY_HOLDER, tb_text(asset, TB_ASSET_CUSTODIAN));
	return tb_ledger_append(d->db, event, done->tag, done->unit, &p, err);
}

static enum tb_status take_back(const struct deed *d, const struct tb_record *asset, struct tb_err *err)
{
	const struct deed back = { .db = d->db };
	struct tb_done done;

	return append(&back, "asset.checkin", asset, &done, err);
}

/* Whether something must be settled about the asset before the event of the deed can follow. */
static bool needs_two(const struct deed *d, const struct tb_record *asset)
{
	return is_lent(asset) ? d->hand_over : d->again;
}

static enum tb_status carry_out(const struct deed *d, struct tb_record *asset, struct tb_done *done, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (needs_two(d, asset))
		rc = d->again ? undo_return(d, asset, err) : take_back(d, asset, err);
	return rc ? rc : append(d, d->event, asset, done, err);
}

/* Check all assets before the first event, so that every problem is reported and not just the first. */
static enum tb_status check_all(const struct deed *d, const struct tb_assets *assets, struct tb_problems *problems,
				struct tb_err *err)
{
	size_t asked = assets->n + problems->n;

	for (size_t i = 0; i < assets->n; i++) {
		const char *tag = tb_text(&assets->asset[i], TB_ASSET_TAG);
		struct tb_err why = TB_ERR_INIT;
		enum tb_status rc = d->check(d, &assets->asset[i], &why);

		if (!rc)
			rc = tb_check_order(d->db, tag, &why);
		if (rc == TB_ESYS || rc == TB_ECORRUPT) {
			*err = why;
			return rc;
		}
		if (rc)
			tb_problems_add(problems, tag, &why);
	}
	return tb_problems_verdict(problems, asked, err);
}

static enum tb_status append_all(const struct deed *d, const struct tb_assets *assets, struct tb_custody_result *out,
				 struct tb_err *err)
{
	struct tb_done *done = tb_pool_alloc(d->pool, (assets->n + !assets->n) * sizeof(*done));
	enum tb_status rc = TB_OK;

	if (assets->n > 1 || (assets->n && needs_two(d, &assets->asset[0])))
		d->db->batch = d->db->seq + 1;
	for (size_t i = 0; !rc && i < assets->n; i++)
		rc = carry_out(d, &assets->asset[i], &done[i], err);
	if (!rc)
		rc = tb_ledger_commit(d->db, err);
	if (!rc)
		*out = (struct tb_custody_result){ .done = done, .n = assets->n, .seq = d->db->seq };
	return rc;
}

/* Within a transaction begun by the caller: all of the tags, or none. */
static enum tb_status perform(const struct deed *d, const struct tb_tags *tags, struct tb_custody_result *out,
			      struct tb_problems *problems, struct tb_err *err)
{
	struct tb_assets assets = { .n = 0 };
	enum tb_status rc = tb_find_assets(d->db, tags, d->pool, &assets, problems, err);

	if (!rc)
		rc = check_all(d, &assets, problems, err);
	return rc ? rc : append_all(d, &assets, out, err);
}

/* Who receives an issue, and by which document. */
static enum tb_status settle_issue(struct deed *d, const struct tb_issue_req *req, struct tb_err *err)
{
	char today[TB_DATE_SIZE];
	struct tb_record unit;
	enum tb_status rc;

	if (!d->db->act.doc)
		return tb_err_set(err, TB_EREFUSED,
				  N_("an issue needs the number of the document that orders it; give it with --doc"));
	tb_time_date(d->db->act.at, today);
	rc = tb_get(d->db, &tb_unit_noun, req->unit, d->pool, &unit, err);
	if (!rc)
		rc = tb_unit_check_valid(&unit, today, err);
	if (!rc)
		d->unit = tb_text(&unit, TB_UNIT_CODE);
	return rc;
}

enum tb_status tb_issue(struct tb_db *db, const struct tb_act *act, const struct tb_issue_req *req,
			struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			struct tb_err *err)
{
	struct deed d = { .db = db, .event = "asset.issue", .check = check_issue, .pool = pool };
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = settle_issue(&d, req, err);
	if (!rc)
		rc = perform(&d, &req->tags, out, problems, err);
	tb_ledger_end(db);
	return rc;
}

/* Who takes the assets, and until when. */
static enum tb_status settle_checkout(struct deed *d, const struct tb_checkout_req *req, struct tb_err *err)
{
	char from[TB_DATE_SIZE], due[TB_DATE_SIZE];
	struct tb_record person;
	enum tb_status rc;

	if (req->days < 0 || req->days > TB_MAX_LOAN_DAYS)
		return tb_err_set(err, TB_EINVAL, N_("'%d' days is out of range: from 1 to %d, or 0 for no date"),
				  req->days, (int)TB_MAX_LOAN_DAYS);
	rc = tb_get(d->db, &tb_person_noun, req->holder, d->pool, &person, err);
	if (rc)
		return rc;
	rc = tb_person_check_active(&person, err);
	if (rc)
		return rc;
	d->holder = tb_text(&person, TB_PERSON_NUMBER);
	tb_time_date(d->db->act.at, from);
	tb_date_add(from, req->days, due);
	d->due = req->days ? tb_pool_strdup(d->pool, due) : NULL;
	return TB_OK;
}

enum tb_status tb_checkout(struct tb_db *db, const struct tb_act *act, const struct tb_checkout_req *req,
			   struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			   struct tb_err *err)
{
	struct deed d = {
		.db = db, .event = "asset.checkout", .check = check_checkout, .hand_over = req->hand_over, .pool = pool
	};
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = settle_checkout(&d, req, err);
	if (!rc)
		rc = perform(&d, &req->tags, out, problems, err);
	tb_ledger_end(db);
	return rc;
}

/* In which condition they come back. */
static enum tb_status settle_checkin(struct deed *d, const struct tb_checkin_req *req, struct tb_err *err)
{
	const struct tb_field *condition = &tb_asset_noun.fields[TB_ASSET_CONDITION];
	struct tb_value word = { .is = TB_NULL };
	enum tb_status rc = TB_OK;

	if (req->condition)
		rc = tb_value_parse(condition, req->condition, strlen(req->condition), d->pool, &word, err);
	if (!rc && word.is == TB_IS_TEXT)
		d->condition = word.text;
	return rc;
}

enum tb_status tb_checkin(struct tb_db *db, const struct tb_act *act, const struct tb_checkin_req *req,
			  struct tb_pool *pool, struct tb_custody_result *out, struct tb_problems *problems,
			  struct tb_err *err)
{
	struct deed d = {
		.db = db, .event = "asset.checkin", .check = check_checkin, .again = req->again, .pool = pool
	};
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = settle_checkin(&d, req, err);
	if (!rc)
		rc = perform(&d, &req->tags, out, problems, err);
	tb_ledger_end(db);
	return rc;
}
