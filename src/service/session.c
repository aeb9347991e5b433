#include "service/session.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/code.h>

#include "base/alloc.h"
#include "base/utf8.h"

/* Longer than any name, URL or purpose; what is longer is a mistake, and is not looked at. */
enum { MAX_LINE = 1000 };

static const struct {
	const char *name, *title;
} modes[TB_N_SESSION_MODES] = {
	[TB_SESSION_CHECKOUT] = { "checkout", N_("Check out") },
	[TB_SESSION_CHECKIN] = { "checkin", N_("Check in") },
	[TB_SESSION_ISSUE] = { "issue", N_("Issue") },
	[TB_SESSION_STOCKTAKE] = { "stocktake", N_("Stocktake") },
};

const char *tb_session_mode_name(enum tb_session_mode mode)
{
	return modes[mode].name;
}

const char *tb_session_mode_title(enum tb_session_mode mode)
{
	return modes[mode].title;
}

bool tb_session_mode_find(const char *name, enum tb_session_mode *out)
{
	for (int i = 0; i < TB_N_SESSION_MODES; i++)
		if (!strcmp(name, modes[i].name)) {
			*out = (enum tb_session_mode)i;
			return true;
		}
	return false;
}

/* What it is lent or issued for is no reason to bring it back or to count it. */
struct tb_act tb_session_act(const struct tb_session *s)
{
	const bool gives = s->view.mode == TB_SESSION_CHECKOUT || s->view.mode == TB_SESSION_ISSUE;

	return (struct tb_act){ .actor = s->start.actor,
				.channel = s->start.channel,
				.purpose = gives ? s->view.form.purpose : NULL,
				.doc = s->view.form.doc,
				.now = s->now,
				.at = s->start.at ? s->start.at : s->now };
}

void tb_session_fail(struct tb_session_answer *a, const struct tb_err *err)
{
	a->level = TB_LEVEL_RED;
	a->message = *err;
}

const char *tb_session_person(struct tb_session *s, const char *number)
{
	struct tb_err why = TB_ERR_INIT;
	struct tb_record person;

	if (tb_get(s->db, &tb_person_noun, number, &s->scan, &person, &why))
		return number;
	return tb_pool_printf(&s->scan, "%s (%s)", tb_text(&person, TB_PERSON_NAME), number);
}

/* ---- one line --------------------------------------------------------------------------------------------------- */

static void take_command(struct tb_session *s, enum tb_code_command command, struct tb_session_answer *a)
{
	switch (command) {
	case TB_COMMAND_CHECKOUT: tb_session_set_mode(s, TB_SESSION_CHECKOUT, a); break;
	case TB_COMMAND_CHECKIN: tb_session_set_mode(s, TB_SESSION_CHECKIN, a); break;
	case TB_COMMAND_ISSUE: tb_session_set_mode(s, TB_SESSION_ISSUE, a); break;
	case TB_COMMAND_STOCKTAKE: tb_session_set_mode(s, TB_SESSION_STOCKTAKE, a); break;
	case TB_COMMAND_CONFIRM: tb_session_confirm(s, a); break;
	case TB_COMMAND_UNDO: tb_session_undo(s, a); break;
	case TB_COMMAND_NEXT: tb_session_next(s, a); break;
	case TB_COMMAND_OK: tb_session_condition(s, "ok", a); break;
	case TB_COMMAND_WORN: tb_session_condition(s, "worn", a); break;
	case TB_COMMAND_BROKEN: tb_session_condition(s, "broken", a); break;
	case TB_N_COMMANDS: break;
	}
}

static void take_text(struct tb_session *s, const char *text, struct tb_session_answer *a)
{
	struct tb_code_meaning meaning;

	tb_code_read(text, &s->scan, &meaning);
	if (meaning.what != TB_CODE_COMMAND || meaning.command != TB_COMMAND_CONFIRM)
		s->waiting = NULL;
	switch (meaning.what) {
	case TB_CODE_COMMAND: take_command(s, meaning.command, a); break;
	case TB_CODE_PERSON: tb_session_take_person(s, meaning.code, a); break;
	case TB_CODE_UNIT: tb_session_take_unit(s, meaning.code, a); break;
	case TB_CODE_ASSET:
		if (!tb_session_take_words(s, text, a))
			tb_session_take_thing(s, text, a);
		break;
	}
}

/* The texts of an answer stay as long as the session. */
static void keep_texts(struct tb_session *s, struct tb_session_answer *a)
{
	a->text = tb_pool_strdup(&s->pool, a->text);
	a->tag = tb_pool_strdup(&s->pool, a->tag);
	a->name = tb_pool_strdup(&s->pool, a->name);
	a->condition = tb_pool_strdup(&s->pool, a->condition);
}

static void remember(struct tb_session *s, const struct tb_session_answer *a)
{
	struct tb_session_view *v = &s->view;

	v->last = &s->answer;
	v->red += a->level == TB_LEVEL_RED;
	if (!a->item)
		return;
	s->ring[s->n_items % TB_SESSION_HISTORY] = *a;
	s->n_items++;
	v->n_history = s->n_items < TB_SESSION_HISTORY ? s->n_items : TB_SESSION_HISTORY;
	for (size_t i = 0; i < v->n_history; i++)
		v->history[i] = &s->ring[(s->n_items - 1 - i) % TB_SESSION_HISTORY];
}

/* Without the blanks around it, and valid UTF-8; in the pool of the scan. */
static char *clean(struct tb_session *s, const char *text, size_t len)
{
	const char blanks[] = " \t\r\n"; /* and its NUL */
	char *line;

	while (len && memchr(blanks, *text, sizeof(blanks))) {
		text++;
		len--;
	}
	while (len && memchr(blanks, text[len - 1], sizeof(blanks)))
		len--;
	line = tb_pool_dup(&s->scan, text, len);
	tb_utf8_mend(line, len);
	return line;
}

const struct tb_session_answer *tb_session_take(struct tb_session *s, const char *text, size_t len, int64_t now)
{
	struct tb_session_answer a = { .level = TB_LEVEL_RED, .mode = s->view.mode, .at = now };
	bool too_long = len > MAX_LINE;

	tb_pool_clear(&s->scan);
	s->now = now;
	a.text = clean(s, text, too_long ? MAX_LINE : len);
	if (!*a.text)
		return s->view.last;
	if (too_long)
		tb_err_set(&a.message, TB_EINVAL, N_("the line is longer than %d bytes; scan again"), (int)MAX_LINE);
	else
		take_text(s, a.text, &a);
	keep_texts(s, &a);
	s->answer = a;
	remember(s, &a);
	return &s->answer;
}

const struct tb_session_view *tb_session_look(const struct tb_session *s)
{
	return &s->view;
}

/* ---- beginning and end ------------------------------------------------------------------------------------------ */

enum tb_status tb_session_open(struct tb_db *db, const struct tb_session_req *req, struct tb_session **out,
			       struct tb_err *err)
{
	struct tb_session *s = tb_malloc(sizeof(*s));
	enum tb_status rc;

	*s = (struct tb_session){ .db = db, .start = *req, .now = req->now };
	s->start.actor = tb_pool_strdup(&s->pool, req->actor);
	s->start.channel = tb_pool_strdup(&s->pool, req->channel);
	s->view.expected = s->view.counted = -1;
	s->view.mode = req->mode;
	rc = tb_session_start_form(s, err);
	if (rc) {
		tb_session_close(s);
		return rc;
	}
	s->answer = (struct tb_session_answer){ .mode = req->mode, .text = "", .at = req->now };
	tb_session_say_next(s, &s->answer);
	s->view.last = &s->answer;
	*out = s;
	return TB_OK;
}

void tb_session_close(struct tb_session *s)
{
	if (!s)
		return;
	free(s->deed);
	tb_pool_release(&s->scan);
	tb_pool_release(&s->pool);
	free(s);
}
