/* session_form.c - the form of a scanner session: what holds for every scan until it is changed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/register.h>

#include "base/time.h"
#include "base/utf8.h"
#include "model/custody.h"
#include "service/session.h"

/* ---- one field at a time; the form is untouched where the value is none ------------------------------------------ */

static enum tb_status set_holder(struct tb_session *s, const char *number, struct tb_err *err)
{
	struct tb_session_view *v = &s->view;
	struct tb_record person;
	enum tb_status rc = tb_get(s->db, &tb_person_noun, number, &s->pool, &person, err);

	if (!rc)
		rc = tb_person_check_active(&person, err);
	if (rc)
		return rc;
	v->form.holder = tb_text(&person, TB_PERSON_NUMBER);
	v->holder_name = tb_text(&person, TB_PERSON_NAME);
	v->holder_rank = tb_text(&person, TB_PERSON_RANK);
	return TB_OK;
}

static enum tb_status set_unit(struct tb_session *s, const char *code, struct tb_err *err)
{
	char today[TB_DATE_SIZE];
	struct tb_record unit;
	enum tb_status rc = tb_get(s->db, &tb_unit_noun, code, &s->pool, &unit, err);

	tb_time_date(tb_session_act(s).at, today);
	if (!rc)
		rc = tb_unit_check_valid(&unit, today, err);
	if (rc)
		return rc;
	s->view.form.unit = tb_text(&unit, TB_UNIT_CODE);
	s->view.unit_name = tb_text(&unit, TB_UNIT_NAME);
	return TB_OK;
}

static enum tb_status set_days(struct tb_session *s, const char *text, struct tb_err *err)
{
	char *end;
	long days;

	errno = 0;
	days = strtol(text, &end, 10);
	if (errno || end == text || *end || days < 0 || days > TB_MAX_LOAN_DAYS)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no number of days: write 1 to %d, or 0 for no date, as in 'days 7'"),
				  text, (int)TB_MAX_LOAN_DAYS);
	s->view.form.days = (int)days;
	return TB_OK;
}

/* A text of each event to come; none for an empty one. */
static enum tb_status set_text(struct tb_session *s, unsigned field, const char *text, const char **out,
			       struct tb_err *err)
{
	struct tb_value v = { .is = TB_NULL };
	enum tb_status rc = tb_value_parse(&tb_event_noun.fields[field], text, strlen(text), &s->pool, &v, err);

	if (!rc)
		*out = v.is == TB_IS_TEXT ? v.text : NULL;
	return rc;
}

static enum tb_status set_purpose(struct tb_session *s, const char *text, struct tb_err *err)
{
	return set_text(s, TB_EVENT_PURPOSE, text, &s->view.form.purpose, err);
}

static enum tb_status set_doc(struct tb_session *s, const char *text, struct tb_err *err)
{
	return set_text(s, TB_EVENT_DOC, text, &s->view.form.doc, err);
}

/* ---- what is said of it ----------------------------------------------------------------------------------------- */

static enum tb_status say_checkout(struct tb_session *s, struct tb_err *err)
{
	const char *holder = s->view.form.holder;

	if (!holder)
		return tb_err_set(err, TB_OK, N_("scan the badge of who takes the assets"));
	return tb_err_set(err, TB_OK, N_("scan what %s takes"), tb_session_person(s, holder));
}

static enum tb_status say_issue(const struct tb_session *s, struct tb_err *err)
{
	const struct tb_session_view *v = &s->view;

	if (!v->form.unit)
		return tb_err_set(err, TB_OK, N_("scan the badge of the unit that receives the assets"));
	if (!v->form.doc)
		return tb_err_set(err, TB_OK, N_("type the number of the document that orders it, as in 'doc 12/QD'"));
	return tb_err_set(err, TB_OK, N_("scan what unit %s (%s) receives"), v->unit_name, v->form.unit);
}

static enum tb_status say_stocktake(const struct tb_session *s, struct tb_err *err)
{
	const char *id = s->view.form.stocktake;

	if (!id)
		return tb_err_set(err, TB_OK, N_("type which stocktake, as in 'stocktake 00004-26-1'"));
	return tb_err_set(err, TB_OK, N_("scan what is there, for stocktake %s"), id);
}

void tb_session_say_next(struct tb_session *s, struct tb_session_answer *a)
{
	a->level = TB_LEVEL_GREEN;
	switch (s->view.mode) {
	case TB_SESSION_CHECKOUT: say_checkout(s, &a->message); break;
	case TB_SESSION_CHECKIN: tb_err_set(&a->message, TB_OK, N_("scan what comes back")); break;
	case TB_SESSION_ISSUE: say_issue(s, &a->message); break;
	case TB_SESSION_STOCKTAKE: say_stocktake(s, &a->message); break;
	case TB_N_SESSION_MODES: break;
	}
}

/* A field was set, or not; `elsewhere` says so where the mode at hand has no use for it. */
static void answer(struct tb_session *s, enum tb_status rc, bool useful, const char *elsewhere,
		   struct tb_session_answer *a)
{
	a->level = TB_LEVEL_RED;
	if (rc)
		return;
	tb_session_say_next(s, a);
	if (useful)
		return;
	a->level = TB_LEVEL_AMBER;
	tb_err_set_plain(&a->message, TB_OK, elsewhere);
}

void tb_session_take_person(struct tb_session *s, const char *number, struct tb_session_answer *a)
{
	enum tb_status rc = set_holder(s, number, &a->message);

	a->name = rc ? NULL : s->view.holder_name;
	answer(s, rc, s->view.mode == TB_SESSION_CHECKOUT, N_("noted for a check-out; scan CHECKOUT to begin one"), a);
}

void tb_session_take_unit(struct tb_session *s, const char *code, struct tb_session_answer *a)
{
	enum tb_status rc = set_unit(s, code, &a->message);

	a->name = rc ? NULL : s->view.unit_name;
	answer(s, rc, s->view.mode == TB_SESSION_ISSUE, N_("noted for an issue; scan ISSUE to begin one"), a);
}

/* ---- typed words ------------------------------------------------------------------------------------------------ */

/* What may be typed before a value, as search keys (tb_utf8_fold). */
static const struct {
	const char *words;
	enum tb_status (*set)(struct tb_session *s, const char *value, struct tb_err *err);
} phrases[] = {
	{ "days", set_days },
	{ "ngay", set_days },
	{ "so ngay", set_days },
	{ "purpose", set_purpose },
	{ "muc dich", set_purpose },
	{ "doc", set_doc },
	{ "van ban", set_doc },
	{ "holder", set_holder },
	{ "nguoi muon", set_holder },
	{ "unit", set_unit },
	{ "don vi", set_unit },
	{ "stocktake", tb_session_set_stocktake },
	{ "kiem ke", tb_session_set_stocktake },
};

/* What stands behind as many words as `words` has, where these are the same; else NULL. */
static const char *behind(const char *text, const char *words)
{
	struct tb_str key = TB_STR_INIT, head = TB_STR_INIT;
	const char *rest = text, *w = words;
	bool same;

	do {
		rest += strspn(rest, " \t");
		rest += strcspn(rest, " \t");
		w = strchr(w + 1, ' ');
	} while (w);
	tb_str_add(&head, text, (size_t)(rest - text));
	tb_utf8_fold(&key, head.buf);
	same = !strcmp(key.buf, words);
	tb_str_release(&head);
	tb_str_release(&key);
	return same ? rest + strspn(rest, " \t") : NULL;
}

bool tb_session_take_words(struct tb_session *s, const char *text, struct tb_session_answer *a)
{
	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++) {
		const char *value = behind(text, phrases[i].words);

		if (!value)
			continue;
		answer(s, phrases[i].set(s, value, &a->message), true, NULL, a);
		return true;
	}
	return false;
}

/* ---- modes ------------------------------------------------------------------------------------------------------ */

void tb_session_set_mode(struct tb_session *s, enum tb_session_mode mode, struct tb_session_answer *a)
{
	const char *stocktake = s->view.form.stocktake;

	s->view.mode = a->mode = mode;
	if (mode != TB_SESSION_STOCKTAKE || !tb_session_set_stocktake(s, stocktake ? stocktake : "", &a->message))
		tb_session_say_next(s, a);
	else
		a->level = TB_LEVEL_AMBER; /* none is open, or several: the message says so */
}

void tb_session_next(struct tb_session *s, struct tb_session_answer *a)
{
	struct tb_session_view *v = &s->view;
	const struct tb_session_form *start = &s->start.form;

	v->form.holder = v->holder_name = v->holder_rank = NULL;
	v->form.unit = v->unit_name = NULL;
	v->form.days = start->days;
	v->form.purpose = start->purpose;
	v->form.doc = start->doc;
	tb_session_say_next(s, a);
}

enum tb_status tb_session_start_form(struct tb_session *s, struct tb_err *err)
{
	const struct tb_session_form *asked = &s->start.form;
	struct tb_str days = TB_STR_INIT;
	enum tb_status rc;

	tb_str_addint(&days, asked->days);
	rc = set_days(s, days.buf, err);
	tb_str_release(&days);
	if (!rc && asked->purpose)
		rc = set_purpose(s, asked->purpose, err);
	if (!rc && asked->doc)
		rc = set_doc(s, asked->doc, err);
	if (!rc && asked->holder)
		rc = set_holder(s, asked->holder, err);
	if (!rc && asked->unit)
		rc = set_unit(s, asked->unit, err);
	if (!rc && (asked->stocktake || s->view.mode == TB_SESSION_STOCKTAKE))
		rc = tb_session_set_stocktake(s, asked->stocktake ? asked->stocktake : "", err);
	s->start.form = s->view.form; /* whose texts are the session's own */
	return rc;
}
