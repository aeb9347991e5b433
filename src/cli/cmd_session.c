/* cmd_session.c - sessions with a scanner that types. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <trangbi/session.h>

#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/feedback.h"
#include "cli/screen.h"
#include "cli/session_view.h"

struct session_opts {
	const char *holder, *unit, *stocktake;
	int days;
	bool quiet, plain;
};

static const struct session_opts session_defaults = { .days = 14 };

static const struct tb_opt session_options[] = {
	TB_STR(0, "holder", struct session_opts, holder, "PERSON", N_("service number of who takes what is lent")),
	TB_STR(0, "unit", struct session_opts, unit, "UNIT", N_("code of the unit that receives what is issued")),
	TB_STR(0, "stocktake", struct session_opts, stocktake, "ID",
	       N_("which stocktake (default: the only open one)")),
	TB_INT('d', "days", struct session_opts, days, "N", N_("days until due, 0 for none (default 14)")),
	TB_FLAG('q', "quiet", struct session_opts, quiet, N_("no sound")),
	TB_FLAG(0, "plain", struct session_opts, plain, N_("a line for each answer, also on a terminal")),
	TB_OPT_END,
};

/* ---- a line for each answer ------------------------------------------------------------------------------------- */

static void print_json(struct tb_cli *cli, const struct tb_session_view *v, const struct tb_session_answer *a)
{
	struct tb_str message = TB_STR_INIT;
	struct tb_json *j = &cli->j;

	tb_err_text(&a->message, tb_tr, &message);
	tb_json_begin(cli);
	tb_json_member(j, "level", tb_level_name(a->level));
	tb_json_member(j, "mode", tb_session_mode_name(a->mode));
	tb_json_member(j, "text", a->text);
	tb_json_member(j, "tag", a->tag);
	tb_json_member(j, "name", a->name);
	tb_json_member(j, "condition", a->condition);
	tb_json_member(j, "status", tb_status_name(a->message.status));
	tb_json_member(j, "message", message.buf);
	if (a->seq)
		tb_json_member_int(j, "seq", a->seq);
	tb_json_key(j, "done");
	tb_json_open(j, '{');
	for (int i = 0; i < TB_N_SESSION_MODES; i++) {
		tb_json_key(j, tb_session_mode_name((enum tb_session_mode)i));
		tb_json_int(j, (int64_t)v->count[i]);
	}
	tb_json_close(j, '}');
	tb_json_end(cli);
	tb_str_release(&message);
}

static int beeps(const struct tb_session_answer *a)
{
	return a->level == TB_LEVEL_GREEN ? 1 : 2;
}

static void print_answer(const struct tb_session_answer *a, bool quiet)
{
	static const enum tb_mark marks[] = {
		[TB_LEVEL_GREEN] = TB_MARK_KNOWN,
		[TB_LEVEL_AMBER] = TB_MARK_MISPLACED,
		[TB_LEVEL_RED] = TB_MARK_UNKNOWN,
	};
	struct tb_str line = TB_STR_INIT;

	tb_str_addf(&line, "%s  ", tb_session_word(a));
	tb_session_say(a, &line);
	tb_feedback_begin(marks[a->level]);
	tb_put(line.buf, stdout);
	tb_feedback_end();
	putchar('\n');
	for (int i = quiet ? 0 : beeps(a); i > 0; i--)
		tb_feedback_beep();
	tb_str_release(&line);
}

enum { MAX_LINE = 4096 };

/* The next line, without its end; of one that is longer than any code only the beginning. False at the end of the input. */
static bool read_line(struct tb_str *line)
{
	int c;

	tb_str_clear(line);
	while ((c = getchar()) != EOF && c != '\n')
		if (line->len < MAX_LINE)
			tb_str_addc(line, (char)c);
	return c != EOF || line->len;
}

static bool is_blank(const struct tb_str *line)
{
	return strspn(line->buf, " \t\r") == line->len;
}

static void run_lines(struct tb_cli *cli, struct tb_session *s, bool quiet)
{
	struct tb_str line = TB_STR_INIT;

	while (!ferror(stdout) && read_line(&line)) {
		const struct tb_session_answer *a;

		if (is_blank(&line))
			continue;
		a = tb_session_take(s, line.buf, line.len, time(NULL));
		if (cli->json)
			print_json(cli, tb_session_look(s), a);
		else
			print_answer(a, quiet);
		fflush(stdout);
	}
	tb_str_release(&line);
}

/* ---- the full screen -------------------------------------------------------------------------------------------- */

/* While it is recorded, which takes a while where another program is writing, the line is marked. */
static const struct tb_session_answer *take_line(struct tb_cli *cli, struct tb_session *s, struct tb_str *line)
{
	const size_t len = line->len;

	tb_str_adds(line, " …");
	tb_session_draw(tb_session_look(s), cli->act.actor, line->buf);
	return tb_session_take(s, line->buf, len, time(NULL));
}

static void run_screen(struct tb_cli *cli, struct tb_session *s, bool quiet)
{
	const struct tb_session_view *v = tb_session_look(s);
	struct tb_str line = TB_STR_INIT;
	enum tb_screen_event event;

	do {
		tb_session_draw(v, cli->act.actor, line.buf);
		event = tb_screen_key(&line);
		if (event != TB_SCREEN_LINE)
			continue;
		if (!is_blank(&line)) {
			const struct tb_session_answer *a = take_line(cli, s, &line);

			tb_str_clear(&line);
			tb_session_draw(v, cli->act.actor, line.buf);
			tb_screen_beep(quiet ? 0 : beeps(a));
		}
		tb_str_clear(&line);
	} while (event != TB_SCREEN_END);
	tb_str_release(&line);
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

static enum tb_status find_mode(struct tb_cli *cli, enum tb_session_mode *mode)
{
	if (!cli->n_args || tb_session_mode_find(cli->args[0], mode))
		return TB_OK;
	return tb_err_set(&cli->err, TB_EINVAL,
			  N_("'%s' is no kind of session: choose checkout, checkin, issue or stocktake"), cli->args[0]);
}

static void say_counts(const struct tb_session_view *v)
{
	tb_say(tb_tr(N_("%zu checked out, %zu checked in, %zu issued, %zu counted")), v->count[TB_SESSION_CHECKOUT],
	       v->count[TB_SESSION_CHECKIN], v->count[TB_SESSION_ISSUE], v->count[TB_SESSION_STOCKTAKE]);
}

static enum tb_status run_session(struct tb_cli *cli, const void *opts)
{
	const struct session_opts *o = opts;
	struct tb_session_req req = {
		.form = { .holder = o->holder,
			  .unit = o->unit,
			  .stocktake = o->stocktake,
			  .days = o->days,
			  .purpose = cli->act.purpose,
			  .doc = cli->act.doc },
		.actor = cli->act.actor,
		.channel = "scanner",
		.at = cli->at_text ? cli->act.at : 0,
		.now = cli->act.now,
	};
	struct tb_session *s = NULL;
	size_t red = 0;
	enum tb_status rc = find_mode(cli, &req.mode);

	if (!rc)
		rc = tb_session_open(cli->db, &req, &s, &cli->err);
	if (rc)
		return rc;
	if (!o->plain && !cli->json && tb_screen_open(tb_feedback_has_colours())) {
		run_screen(cli, s, o->quiet);
		tb_screen_close();
	} else {
		run_lines(cli, s, o->quiet);
		red = tb_session_look(s)->red;
	}
	say_counts(tb_session_look(s));
	tb_session_close(s);
	if (red)
		return tb_err_set(&cli->err, TB_EREFUSED, N_("%zu lines were answered with STOP; look at them again"),
				  red);
	return TB_OK;
}

const struct tb_cmd tb_cmd_session = {
	.name = "session",
	.args = "[checkout|checkin|issue|stocktake]",
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("lend, take back, issue or count with a USB scanner, scan by scan"),
	.help = N_("A full screen for a scanner that types. The form is filled once, by the badge of a person or unit, "
		   "the sheet of "
		   "commands, or typed words such as 'days 7', 'purpose ...', 'doc ...'; then each scan is recorded at "
		   "once, "
		   "and answered in green, amber or red. +UNDO takes the last one back, +NEXT empties the form, +OK, "
		   "+WORN and +BROKEN note the condition of what was scanned last. Ctrl-D ends. Where the input is no "
		   "terminal, each line is answered by a line."),
	.example = "trangbi session checkout --days 7 --purpose 'Tuần tra đêm'",
	.opts = session_options,
	.defaults = &session_defaults,
	.opts_size = sizeof(session_defaults),
	.run = run_session,
};
