/* session_acts.c - what a thing scanned means in each mode of a scanner session. */
#include <string.h>

#include <trangbi/custody.h>

#include "base/alloc.h"
#include "base/time.h"
#include "model/custody.h"
#include "service/session.h"

/* ---- answers ---------------------------------------------------------------------------------------------------- */

static void describe(struct tb_session_answer *a, const struct tb_record *asset)
{
	a->tag = tb_text(asset, TB_ASSET_TAG);
	a->name = tb_text(asset, TB_ASSET_NAME);
	a->condition = tb_text(asset, TB_ASSET_CONDITION);
}

/* An act on one thing failed: the reason stands with the thing, where there is one. */
static void fail_act(struct tb_session_answer *a, const struct tb_problems *problems, const struct tb_err *err)
{
	tb_session_fail(a, problems->n ? &problems->item[0].err : err);
}

void tb_session_note(struct tb_session *s, const struct tb_session_answer *a, const char *code)
{
	struct tb_session_deed deed = { .mode = s->view.mode, .seq = a->seq, .item = s->n_items };

	deed.code = tb_pool_strdup(&s->pool, code);
	deed.name = tb_pool_strdup(&s->pool, a->name);
	deed.stocktake = deed.mode == TB_SESSION_STOCKTAKE ? s->view.form.stocktake : NULL;
	TB_GROW(s->deed, s->n_deeds, s->cap_deeds);
	s->deed[s->n_deeds++] = deed;
	s->view.count[s->view.mode]++;
	s->fresh = true;
}

/* An act of custody is on the disk. */
static void note_done(struct tb_session *s, struct tb_session_answer *a, int64_t seq)
{
	a->level = TB_LEVEL_GREEN;
	a->seq = seq;
	tb_session_note(s, a, a->tag);
}

/* "2026-11-24" as "24/11/2026", as people here write it. */
static const char *day(struct tb_session *s, const char *iso)
{
	return tb_pool_printf(&s->scan, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
}

static bool has_accents(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return true;
	return false;
}

/* A keyboard that makes accents of what the scanner types spoils every other code. */
static void fail_search(struct tb_session_answer *a, const struct tb_err *err)
{
	tb_session_fail(a, err);
	if (err->status == TB_ENOTFOUND && has_accents(a->text))
		tb_err_set(&a->message, TB_ENOTFOUND,
			   N_("'%s' is no code, it has accents: switch the Vietnamese typing off (Ctrl+Shift) and scan "
			      "again"),
			   a->text);
}

/* ---- check-out -------------------------------------------------------------------------------------------------- */

static void lend(struct tb_session *s, const char *tag, bool hand_over, struct tb_session_answer *a)
{
	const struct tb_session_form *form = &s->view.form;
	const struct tb_act act = tb_session_act(s);
	const struct tb_checkout_req req = {
		.tags = { &tag, 1 }, .holder = form->holder, .days = form->days, .hand_over = hand_over
	};
	struct tb_custody_result result = { .n = 0 };
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_err err = TB_ERR_INIT;

	if (tb_checkout(s->db, &act, &req, &s->scan, &result, &problems, &err)) {
		fail_act(a, &problems, &err);
	} else {
		const char *who = tb_session_person(s, form->holder), *due = result.done[0].due;

		if (due)
			tb_err_set(&a->message, TB_OK, N_("lent to %s until %s"), who, day(s, due));
		else
			tb_err_set(&a->message, TB_OK, N_("lent to %s"), who);
		note_done(s, a, result.seq);
	}
	tb_problems_release(&problems);
}

static void ask_for_hand_over(struct tb_session *s, const char *has, struct tb_session_answer *a)
{
	a->level = TB_LEVEL_AMBER;
	tb_err_set(&a->message, TB_EREFUSED, N_("it is lent to %s; scan CONFIRM to take it back and lend it to %s"),
		   tb_session_person(s, has), tb_session_person(s, s->view.form.holder));
	s->waiting = tb_pool_strdup(&s->pool, a->tag);
}

static void scan_checkout(struct tb_session *s, const struct tb_record *asset, struct tb_session_answer *a)
{
	const char *has = tb_text(asset, TB_ASSET_CUSTODIAN), *takes = s->view.form.holder;

	a->level = TB_LEVEL_AMBER;
	if (!takes)
		tb_err_set(&a->message, TB_EREFUSED, N_("scan the badge of who takes it first"));
	else if (has && !strcmp(has, takes))
		tb_err_set(&a->message, TB_EREFUSED, N_("%s has it already"), tb_session_person(s, has));
	else if (has)
		ask_for_hand_over(s, has, a);
	else
		lend(s, a->tag, false, a);
}

void tb_session_confirm(struct tb_session *s, struct tb_session_answer *a)
{
	struct tb_record asset;
	struct tb_err err = TB_ERR_INIT;

	if (!s->waiting) {
		a->level = TB_LEVEL_AMBER;
		tb_err_set(&a->message, TB_EREFUSED, N_("nothing waits to be confirmed"));
		return;
	}
	a->item = true;
	s->fresh = false;
	if (tb_get(s->db, &tb_asset_noun, s->waiting, &s->scan, &asset, &err)) {
		tb_session_fail(a, &err);
	} else {
		describe(a, &asset);
		lend(s, a->tag, true, a);
	}
	s->waiting = NULL;
}

/* ---- check-in --------------------------------------------------------------------------------------------------- */

static void say_returned(struct tb_session *s, const struct tb_record *was, struct tb_session_answer *a)
{
	const char *who = tb_session_person(s, tb_text(was, TB_ASSET_CUSTODIAN)), *due = tb_text(was, TB_ASSET_DUE);
	char today[TB_DATE_SIZE];

	tb_time_date(tb_session_act(s).at, today);
	if (due && strcmp(due, today) < 0)
		tb_err_set(&a->message, TB_OK, N_("taken back from %s; it was due on %s"), who, day(s, due));
	else
		tb_err_set(&a->message, TB_OK, N_("taken back from %s"), who);
}

static void scan_checkin(struct tb_session *s, const struct tb_record *asset, struct tb_session_answer *a)
{
	const struct tb_act act = tb_session_act(s);
	const struct tb_checkin_req req = { .tags = { &a->tag, 1 } };
	struct tb_custody_result result = { .n = 0 };
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_err err = TB_ERR_INIT;

	a->level = TB_LEVEL_AMBER;
	if (tb_asset_check_returnable(asset, &a->message))
		return;
	if (tb_checkin(s->db, &act, &req, &s->scan, &result, &problems, &err)) {
		fail_act(a, &problems, &err);
	} else {
		say_returned(s, asset, a);
		note_done(s, a, result.seq);
	}
	tb_problems_release(&problems);
}

/* ---- issue ------------------------------------------------------------------------------------------------------ */

static void issue(struct tb_session *s, struct tb_session_answer *a)
{
	const struct tb_session_view *v = &s->view;
	const struct tb_act act = tb_session_act(s);
	const struct tb_issue_req req = { .tags = { &a->tag, 1 }, .unit = v->form.unit };
	struct tb_custody_result result = { .n = 0 };
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_err err = TB_ERR_INIT;

	if (tb_issue(s->db, &act, &req, &s->scan, &result, &problems, &err)) {
		fail_act(a, &problems, &err);
	} else {
		tb_err_set(&a->message, TB_OK, N_("issued to unit %s (%s)"), v->unit_name, v->form.unit);
		note_done(s, a, result.seq);
	}
	tb_problems_release(&problems);
}

static void scan_issue(struct tb_session *s, const struct tb_record *asset, struct tb_session_answer *a)
{
	const struct tb_session_form *form = &s->view.form;

	a->level = TB_LEVEL_AMBER;
	if (!form->unit)
		tb_err_set(&a->message, TB_EREFUSED, N_("scan the badge of the unit that receives it first"));
	else if (!form->doc)
		tb_err_set(&a->message, TB_EREFUSED,
			   N_("type the number of the document that orders it first, as in 'doc 12/QD'"));
	else if (!tb_asset_check_issuable(asset, form->unit, &a->message))
		issue(s, a);
}

/* ---- stocktake -------------------------------------------------------------------------------------------------- */

/* What belongs to nothing is counted too, as an unknown code; but not what a keyboard has made of a code. */
static void scan_count(struct tb_session *s, const struct tb_record *asset, struct tb_session_answer *a)
{
	(void)asset;
	tb_session_count(s, a->text, a);
}

/* ---- a thing ---------------------------------------------------------------------------------------------------- */

void tb_session_take_thing(struct tb_session *s, const char *text, struct tb_session_answer *a)
{
	static void (*const scans[TB_N_SESSION_MODES])(struct tb_session * s, const struct tb_record *asset,
						       struct tb_session_answer *a) = {
		[TB_SESSION_CHECKOUT] = scan_checkout,
		[TB_SESSION_CHECKIN] = scan_checkin,
		[TB_SESSION_ISSUE] = scan_issue,
		[TB_SESSION_STOCKTAKE] = scan_count,
	};
	struct tb_record asset = TB_RECORD(tb_asset_noun);
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_get(s->db, &tb_asset_noun, text, &s->scan, &asset, &err);

	a->item = true;
	s->fresh = false;
	if (rc && (s->view.mode != TB_SESSION_STOCKTAKE || has_accents(text))) {
		fail_search(a, &err);
		return;
	}
	if (s->view.mode != TB_SESSION_STOCKTAKE)
		describe(a, &asset);
	scans[s->view.mode](s, &asset, a);
}

/* ---- what was done last ----------------------------------------------------------------------------------------- */

/* The line about it in the history, where it is still shown. */
static struct tb_session_answer *shown(struct tb_session *s, const struct tb_session_deed *deed)
{
	if (s->n_items - deed->item > TB_SESSION_HISTORY)
		return NULL;
	return &s->ring[deed->item % TB_SESSION_HISTORY];
}

static enum tb_status undo_custody(struct tb_session *s, const struct tb_session_deed *deed,
				   struct tb_session_answer *a)
{
	const struct tb_act act = tb_session_act(s);
	const struct tb_undo_req req = { .tag = deed->code, .seq = deed->seq };
	struct tb_undone undone = { .seq = 0 };
	enum tb_status rc = tb_undo(s->db, &act, &req, &s->scan, &undone, &a->message);

	a->seq = undone.seq;
	return rc;
}

static void say_undone(struct tb_session *s, const struct tb_session_deed *deed, struct tb_session_answer *a)
{
	static const char *const said[TB_N_SESSION_MODES] = {
		[TB_SESSION_CHECKOUT] = N_("the check-out is undone"),
		[TB_SESSION_CHECKIN] = N_("the check-in is undone"),
		[TB_SESSION_ISSUE] = N_("the issue is undone"),
		[TB_SESSION_STOCKTAKE] = N_("the count is undone"),
	};
	struct tb_session_answer *line = shown(s, deed);

	a->level = TB_LEVEL_GREEN;
	tb_err_set_plain(&a->message, TB_OK, said[deed->mode]);
	s->view.count[deed->mode]--;
	if (line)
		line->undone = true;
}

void tb_session_undo(struct tb_session *s, struct tb_session_answer *a)
{
	const struct tb_session_deed *deed;
	enum tb_status rc;

	a->level = TB_LEVEL_AMBER;
	if (!s->n_deeds) {
		tb_err_set(&a->message, TB_EREFUSED, N_("nothing is left to undo"));
		return;
	}
	s->fresh = false;
	deed = &s->deed[s->n_deeds - 1];
	a->tag = deed->code;
	a->name = deed->name;
	rc = deed->mode == TB_SESSION_STOCKTAKE ? tb_session_uncount(s, deed, a) : undo_custody(s, deed, a);
	if (rc)
		a->level = TB_LEVEL_RED;
	else
		say_undone(s, deed, a);
	if (rc != TB_ESYS && rc != TB_ECORRUPT)
		s->n_deeds--; /* what a rule keeps stands for good, and the next +UNDO is for the one before it */
}

static enum tb_status return_again(struct tb_session *s, struct tb_session_deed *deed, const char *condition,
				   struct tb_session_answer *a)
{
	const struct tb_act act = tb_session_act(s);
	const struct tb_checkin_req req = { .tags = { &deed->code, 1 }, .condition = condition, .again = true };
	struct tb_custody_result result = { .n = 0 };
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_checkin(s->db, &act, &req, &s->scan, &result, &problems, &err);

	if (rc)
		fail_act(a, &problems, &err);
	else
		deed->seq = a->seq = result.seq;
	tb_problems_release(&problems);
	return rc;
}

void tb_session_condition(struct tb_session *s, const char *word, struct tb_session_answer *a)
{
	struct tb_session_deed *deed = s->fresh ? &s->deed[s->n_deeds - 1] : NULL;
	struct tb_session_answer *line;

	a->level = TB_LEVEL_AMBER;
	if (!deed) {
		tb_err_set(&a->message, TB_EREFUSED, N_("scan a thing first, and its condition behind it"));
		return;
	}
	a->tag = deed->code;
	a->name = deed->name;
	if (deed->mode != TB_SESSION_CHECKIN && deed->mode != TB_SESSION_STOCKTAKE) {
		tb_err_set(&a->message, TB_EREFUSED, N_("the condition is noted at a check-in or a stocktake"));
		return;
	}
	if (deed->mode == TB_SESSION_STOCKTAKE ? tb_session_count_again(s, deed, word, a)
					       : return_again(s, deed, word, a))
		return;
	if (!a->seq && !a->condition)
		return; /* of an unknown code there is none to note; an asset may have been counted in that condition */
	line = shown(s, deed);
	if (line)
		line->condition = word;
	a->level = TB_LEVEL_GREEN;
	a->condition = word;
	tb_err_set(&a->message, TB_OK, N_("its condition is noted"));
}
