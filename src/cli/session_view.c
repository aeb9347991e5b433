#include "cli/session_view.h"

#include <string.h>

#include <trangbi/tag.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/screen.h"

/* Where things stand on the screen; the line being typed and the help are counted from the bottom. */
enum { ROW_TITLE, ROW_FORM, N_FORM = 3, ROW_ANSWER = 5, N_ANSWER = 4, ROW_COUNTS = 9, ROW_HISTORY = 10 };
enum { UP_RULE = 3, UP_TYPED = 2, UP_HELP = 1 };
enum { TAG_WIDTH = 20, NAME_WIDTH = 20, TIME_SIZE = sizeof("14:05") };

/* ---- texts ------------------------------------------------------------------------------------------------------ */

static const char *const words[] = {
	[TB_LEVEL_GREEN] = N_("DONE"),
	[TB_LEVEL_AMBER] = N_("LOOK"),
	[TB_LEVEL_RED] = N_("STOP"),
};

const char *tb_session_word(const struct tb_session_answer *a)
{
	return tb_tr(a->level == TB_LEVEL_GREEN && !a->seq ? N_("READY") : words[a->level]);
}

static void pad_to(struct tb_str *line, size_t width)
{
	for (size_t at = tb_utf8_width(line->buf); at < width; at++)
		tb_str_addc(line, ' ');
}

/* Cut to so many columns, with a mark where something is left out. */
static void cut_to(struct tb_str *line, size_t width)
{
	if (tb_utf8_width(line->buf) <= width)
		return;
	tb_str_cut(line, tb_utf8_fit(line->buf, width ? width - 1 : 0));
	tb_str_adds(line, "…");
}

/* Text from a code or the register, so that its width is what a terminal makes of it. */
static void add_tame(struct tb_str *line, const char *text)
{
	size_t start = line->len;

	tb_str_adds(line, text);
	tb_utf8_tame(line->buf + start, line->len - start);
	for (char *p = line->buf + start; (p = strpbrk(p, "\n\t"));)
		*p = ' ';
}

static void add_column(struct tb_str *line, const char *text, size_t width)
{
	struct tb_str cell = TB_STR_INIT;
	size_t start = tb_utf8_width(line->buf);

	add_tame(&cell, text);
	cut_to(&cell, width);
	tb_str_adds(line, cell.buf);
	pad_to(line, start + width);
	tb_str_release(&cell);
}

/* The tag for the eye; of what is no asset, the text itself; nothing where it is about no thing. */
static void add_code(struct tb_str *line, const struct tb_session_answer *a)
{
	char shown[TB_TAG_SHOWN_SIZE];

	if (a->tag && tb_tag_is_valid(a->tag)) {
		tb_tag_show(a->tag, shown);
		tb_str_adds(line, shown);
	} else if (a->tag || a->item) {
		add_tame(line, a->tag ? a->tag : a->text);
	}
}

static void add_code_column(struct tb_str *line, const struct tb_session_answer *a)
{
	struct tb_str code = TB_STR_INIT;

	add_code(&code, a);
	if (code.len)
		add_column(line, code.buf, TAG_WIDTH);
	tb_str_release(&code);
}

static void add_message(struct tb_str *line, const struct tb_session_answer *a)
{
	const struct tb_word *condition = NULL;
	struct tb_str text = TB_STR_INIT;

	if (a->undone)
		tb_str_addf(line, "(%s) ", tb_tr(N_("undone")));
	if (a->condition && strcmp(a->condition, "ok") != 0)
		condition = tb_word_find(&tb_asset_noun.fields[TB_ASSET_CONDITION], a->condition);
	if (condition)
		tb_str_addf(line, "[%s] ", tb_tr(condition->title));
	tb_err_text(&a->message, tb_tr, &text);
	add_tame(line, text.buf);
	tb_str_release(&text);
}

void tb_session_say(const struct tb_session_answer *a, struct tb_str *out)
{
	const size_t start = out->len;

	add_code(out, a);
	if (a->name)
		tb_str_addf(out, "%s%s", out->len > start ? "  " : "", a->name);
	tb_str_adds(out, out->len > start ? ": " : "");
	add_message(out, a);
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

static void put_rule(int row, const char *title)
{
	struct tb_str line = TB_STR_INIT;
	const size_t columns = (size_t)tb_screen_columns();

	if (*title)
		tb_str_addf(&line, "── %s ", title);
	for (size_t at = tb_utf8_width(line.buf); at < columns; at++)
		tb_str_adds(&line, "─");
	tb_screen_put(row, TB_STYLE_DIM, line.buf);
	tb_str_release(&line);
}

static void draw_title(const struct tb_session_view *v, const char *actor)
{
	static const enum tb_style styles[TB_N_SESSION_MODES] = {
		[TB_SESSION_CHECKOUT] = TB_STYLE_BLUE_BLOCK,
		[TB_SESSION_CHECKIN] = TB_STYLE_CYAN_BLOCK,
		[TB_SESSION_ISSUE] = TB_STYLE_MAGENTA_BLOCK,
		[TB_SESSION_STOCKTAKE] = TB_STYLE_WHITE_BLOCK,
	};
	struct tb_str line = TB_STR_INIT, right = TB_STR_INIT;
	const size_t columns = (size_t)tb_screen_columns();
	size_t width;

	tb_str_addc(&line, ' ');
	tb_utf8_upper(&line, tb_tr(tb_session_mode_title(v->mode)));
	tb_str_addf(&right, tb_tr(N_("recorded by %s")), actor);
	width = tb_utf8_width(right.buf) + 1;
	if (tb_utf8_width(line.buf) + width < columns) {
		pad_to(&line, columns - width);
		tb_str_adds(&line, right.buf);
	}
	tb_screen_put(ROW_TITLE, styles[v->mode], line.buf);
	tb_str_release(&line);
	tb_str_release(&right);
}

static const char *or_none(const char *text)
{
	return text ? text : "–";
}

static void add_holder(const struct tb_session_view *v, struct tb_str *line)
{
	struct tb_str who = TB_STR_INIT, due = TB_STR_INIT;

	if (v->form.holder)
		tb_str_addf(&who, "%s%s%s (%s)", v->holder_rank ? v->holder_rank : "", v->holder_rank ? " " : "",
			    v->holder_name, v->form.holder);
	if (v->form.days)
		tb_str_addf(&due, tb_trn("%d day", "%d days", v->form.days), v->form.days);
	else
		tb_str_adds(&due, tb_tr(N_("no date")));
	tb_str_addf(line, tb_tr(N_("Who takes: %s   For: %s")), v->form.holder ? who.buf : "–", due.buf);
	tb_str_release(&who);
	tb_str_release(&due);
}

static void add_unit(const struct tb_session_view *v, struct tb_str *line)
{
	struct tb_str unit = TB_STR_INIT;

	if (v->form.unit)
		tb_str_addf(&unit, "%s (%s)", v->unit_name, v->form.unit);
	tb_str_addf(line, tb_tr(N_("Unit: %s   Stocktake: %s")), v->form.unit ? unit.buf : "–",
		    or_none(v->form.stocktake));
	if (v->form.stocktake && v->counted >= 0 && v->expected >= 0)
		tb_str_addf(line, tb_tr(N_(" (counted %lld, expected %lld)")), (long long)v->counted,
			    (long long)v->expected);
	tb_str_release(&unit);
}

static void add_papers(const struct tb_session_view *v, struct tb_str *line)
{
	tb_str_addf(line, tb_tr(N_("Document: %s   Purpose: %s")), or_none(v->form.doc), or_none(v->form.purpose));
}

/* The line that the mode at hand needs stands out. */
static void draw_form(const struct tb_session_view *v)
{
	static void (*const rows[N_FORM])(const struct tb_session_view *v,
					  struct tb_str *line) = { add_holder, add_unit, add_papers };
	const int needed = v->mode == TB_SESSION_CHECKOUT ? 0 : v->mode == TB_SESSION_CHECKIN ? -1 : 1;
	struct tb_str line = TB_STR_INIT;

	for (int i = 0; i < N_FORM; i++) {
		tb_str_clear(&line);
		tb_str_addc(&line, ' ');
		rows[i](v, &line);
		cut_to(&line, (size_t)tb_screen_columns());
		tb_screen_put(ROW_FORM + i, i == needed ? TB_STYLE_BOLD : TB_STYLE_PLAIN, line.buf);
	}
	tb_str_release(&line);
}

/* How many bytes of `text` stand in one row: up to a blank, where there is one. */
static size_t fill_row(const char *text, size_t columns)
{
	size_t len = tb_utf8_fit(text, columns), end = len;

	if (!text[len])
		return len;
	while (end && text[end] != ' ')
		end--;
	return end ? end : len;
}

static void draw_answer(const struct tb_session_answer *a)
{
	static const enum tb_style blocks[] = {
		[TB_LEVEL_GREEN] = TB_STYLE_GREEN_BLOCK,
		[TB_LEVEL_AMBER] = TB_STYLE_AMBER_BLOCK,
		[TB_LEVEL_RED] = TB_STYLE_RED_BLOCK,
	};
	struct tb_str line = TB_STR_INIT, message = TB_STR_INIT;
	const size_t columns = (size_t)tb_screen_columns();
	const char *rest;

	tb_str_addf(&line, " %s  ", tb_session_word(a));
	add_code_column(&line, a);
	tb_str_addc(&line, ' ');
	add_column(&line, a->name ? a->name : "", columns);
	tb_screen_put(ROW_ANSWER, blocks[a->level], line.buf);
	add_message(&message, a);
	rest = message.buf;
	for (int i = 1; i < N_ANSWER; i++) {
		size_t len = fill_row(rest, columns > 4 ? columns - 4 : columns);

		tb_str_clear(&line);
		tb_str_adds(&line, "   ");
		tb_str_add(&line, rest, len);
		tb_screen_put(ROW_ANSWER + i, blocks[a->level], line.buf);
		rest += len + (rest[len] == ' ');
	}
	tb_str_release(&line);
	tb_str_release(&message);
}

static void draw_counts(const struct tb_session_view *v)
{
	struct tb_str line = TB_STR_INIT;

	for (int i = 0; i < TB_N_SESSION_MODES; i++)
		tb_str_addf(&line, "%s%s: %zu", i ? "   " : "", tb_tr(tb_session_mode_title((enum tb_session_mode)i)),
			    v->count[i]);
	put_rule(ROW_COUNTS, line.buf);
	tb_str_release(&line);
}

static void draw_past(int row, const struct tb_session_answer *a, size_t word_width)
{
	static const enum tb_style styles[] = {
		[TB_LEVEL_GREEN] = TB_STYLE_GREEN, [TB_LEVEL_AMBER] = TB_STYLE_AMBER, [TB_LEVEL_RED] = TB_STYLE_RED
	};
	struct tb_str line = TB_STR_INIT;
	char when[TB_TIME_SIZE];

	tb_time_format(a->at, when);
	tb_str_addf(&line, " %.5s ", when + sizeof("2026-11-24"));
	add_column(&line, tb_session_word(a), word_width + 1);
	add_code_column(&line, a);
	tb_str_addc(&line, ' ');
	add_column(&line, a->name ? a->name : "", NAME_WIDTH);
	tb_str_addc(&line, ' ');
	add_message(&line, a);
	cut_to(&line, (size_t)tb_screen_columns());
	tb_screen_put(row, a->undone ? TB_STYLE_DIM : styles[a->level], line.buf);
	tb_str_release(&line);
}

static void draw_history(const struct tb_session_view *v)
{
	const int end = tb_screen_rows() - UP_RULE;
	size_t width = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t w = tb_utf8_width(tb_tr(words[i]));

		width = w > width ? w : width;
	}
	for (int row = ROW_HISTORY; row < end; row++) {
		size_t i = (size_t)(row - ROW_HISTORY);

		if (i < v->n_history)
			draw_past(row, v->history[i], width);
		else
			tb_screen_put(row, TB_STYLE_PLAIN, "");
	}
}

/* Of a line longer than the screen its end is shown. */
static void draw_typed(int row, const char *typed)
{
	struct tb_str text = TB_STR_INIT, line = TB_STR_INIT;
	const size_t columns = (size_t)tb_screen_columns();
	size_t width, room = columns > 4 ? columns - 4 : 0; /* beside the mark and the cursor */
	const char *p;

	add_tame(&text, typed);
	p = text.buf;
	width = tb_utf8_width(p);
	if (width > room)
		p += tb_utf8_fit(p, width - room);
	if (tb_utf8_width(p) > room)
		p += tb_utf8_fit(p, 2); /* a wide character that stood across the edge */
	tb_str_addf(&line, " > %s", p);
	tb_screen_put(row, TB_STYLE_BOLD, line.buf);
	tb_screen_show(row, line.buf);
	tb_str_release(&line);
	tb_str_release(&text);
}

void tb_session_draw(const struct tb_session_view *v, const char *actor, const char *typed)
{
	static const char *const helps[TB_N_SESSION_MODES] = {
		[TB_SESSION_CHECKOUT] = N_("scan: badge, assets, commands - type: days 7, purpose, doc - end: Ctrl-D"),
		[TB_SESSION_CHECKIN] = N_("scan: assets, OK WORN BROKEN behind one, commands - end: Ctrl-D"),
		[TB_SESSION_ISSUE] = N_("scan: unit badge, assets, commands - type: doc 12/QD - end: Ctrl-D"),
		[TB_SESSION_STOCKTAKE] = N_("scan: assets, OK WORN BROKEN behind one, commands - end: Ctrl-D"),
	};
	struct tb_str help = TB_STR_INIT;
	const int rows = tb_screen_rows();

	draw_title(v, actor);
	draw_form(v);
	put_rule(ROW_ANSWER - 1, "");
	draw_answer(v->last);
	draw_counts(v);
	draw_history(v);
	put_rule(rows - UP_RULE, "");
	tb_str_addf(&help, " %s", tb_tr(helps[v->mode]));
	tb_screen_put(rows - UP_HELP, TB_STYLE_DIM, help.buf);
	draw_typed(rows - UP_TYPED, typed);
	tb_str_release(&help);
}
