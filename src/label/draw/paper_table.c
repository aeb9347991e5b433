#include <math.h>
#include <string.h>

#include "label/draw/paper.h"

#define THIN   0.12 /* of lines */
#define ASIDE  0.8  /* between a text and the line beside it */
#define BELOW  0.5  /* and the line beneath; above it, room for accents is part of the text */
#define SMALL  0.9  /* of the letters of the row of letters */
#define MIN_MM 5    /* of a row */

static double edge(const struct tb_paper_run *run, size_t column)
{
	return run->column_x[column];
}

/* The box of a cell that reaches from column `from` to before column `to`. */
static struct tb_box cell_box(const struct tb_paper_run *run, size_t from, size_t to, double y)
{
	return (struct tb_box){ .x = edge(run, from) + ASIDE,
				.y = y,
				.width = edge(run, to) - edge(run, from) - 2 * ASIDE,
				.size = run->form.table_size };
}

static void draw_frame(struct tb_paper_run *run, size_t from, size_t to, double y, double height)
{
	const double x = edge(run, from), width = edge(run, to) - x;

	tb_paper_line(run, x, y - THIN / 2, width, THIN);
	tb_paper_line(run, x, y + height - THIN / 2, width, THIN);
	tb_paper_line(run, x - THIN / 2, y - THIN / 2, THIN, height + THIN);
	tb_paper_line(run, x + width - THIN / 2, y - THIN / 2, THIN, height + THIN);
}

/* ---- the header ------------------------------------------------------------------------------------------------------ */

static bool same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* Whether two neighbours stand under the same captions down to `level`, which is a group of both. */
static bool are_grouped(const struct tb_form_column *a, const struct tb_form_column *b, size_t level)
{
	if (level + 1 >= a->n_levels || level + 1 >= b->n_levels)
		return false;
	for (size_t i = 0; i <= level; i++)
		if (!same(a->level[i], b->level[i]))
			return false;
	return true;
}

/* Behind the last column that shares the caption of `from` at that level. */
static size_t group_end(const struct tb_form *form, size_t from, size_t level)
{
	size_t end = from + 1;

	while (end < form->n_columns && are_grouped(&form->columns[from], &form->columns[end], level))
		end++;
	return end;
}

static struct tb_box caption_box(const struct tb_paper_run *run, size_t from, size_t to)
{
	struct tb_box box = cell_box(run, from, to, 0);

	box.bold = true;
	box.align = TB_CENTRE;
	return box;
}

/* Each caption with its place: levels from..to-1 of the header, columns first..end-1. */
typedef void caption_fn(struct tb_paper_run *run, const char *text, size_t first, size_t end, size_t from, size_t to,
			double *level);

static void each_caption(struct tb_paper_run *run, size_t levels, double *level, caption_fn *fn)
{
	const struct tb_form *form = &run->form;

	for (size_t l = 0; l < levels; l++)
		for (size_t i = 0, end; i < form->n_columns; i = end) {
			const struct tb_form_column *c = &form->columns[i];

			end = group_end(form, i, l);
			if (l < c->n_levels)
				fn(run, c->level[l], i, end, l, l + 1 < c->n_levels ? l + 1 : levels, level);
		}
}

/* Make the lowest of its levels so high that the caption fits. */
static void fit_caption(struct tb_paper_run *run, const char *text, size_t first, size_t end, size_t from, size_t to,
			double *level)
{
	const struct tb_box box = caption_box(run, first, end);
	double need = tb_paper_measure(run, &box, text) + 2 * BELOW;

	for (size_t i = from; i + 1 < to; i++)
		need -= level[i];
	level[to - 1] = fmax(level[to - 1], need);
}

static void draw_caption(struct tb_paper_run *run, const char *text, size_t first, size_t end, size_t from, size_t to,
			 double *level)
{
	struct tb_box box = caption_box(run, first, end);
	double y = 0, height = 0;

	for (size_t i = 0; i < from; i++)
		y += level[i];
	for (size_t i = from; i < to; i++)
		height += level[i];
	draw_frame(run, first, end, y, height);
	box.y = y + (height - tb_paper_measure(run, &box, text)) / 2;
	tb_paper_put(run, &box, false, text);
}

/* "A, B, C, 1, 2, 3" beneath the captions; where the row ends. */
static double put_letters(struct tb_paper_run *run, double y)
{
	double height = 0;

	for (size_t i = 0; i < run->form.n_columns; i++)
		if (run->form.columns[i].letter)
			height = MIN_MM - 1;
	for (size_t i = 0; height > 0 && i < run->form.n_columns; i++) {
		struct tb_box box = cell_box(run, i, i + 1, y);

		box.align = TB_CENTRE;
		box.lines = 1;
		box.size *= SMALL;
		draw_frame(run, i, i + 1, y, height);
		tb_paper_put(run, &box, false, run->form.columns[i].letter);
	}
	return y + height;
}

void tb_paper_header(struct tb_paper_run *run, struct tb_piece *out)
{
	double level[TB_FORM_LEVELS] = { 0 }, y = 0;
	size_t levels = 0;

	for (size_t i = 0; i < run->form.n_columns; i++)
		if (run->form.columns[i].n_levels > levels)
			levels = run->form.columns[i].n_levels;
	tb_piece_begin(run, out);
	each_caption(run, levels, level, fit_caption);
	each_caption(run, levels, level, draw_caption);
	for (size_t i = 0; i < levels; i++)
		y += level[i];
	tb_piece_end(run, out, put_letters(run, y));
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static double put_cell(struct tb_paper_run *run, struct tb_box box, int align, bool bold, const char *text)
{
	box.align = align;
	box.bold = bold;
	tb_str_clear(&run->text);
	tb_type_add_clean(&run->text, text ? text : "");
	return tb_paper_put(run, &box, false, run->text.buf);
}

static const char *text_of(const struct tb_paper_run *run, const struct tb_paper_row *row, size_t column)
{
	return row->texts[run->form.columns[column].source];
}

/* How many columns the first cell takes: all in a heading, those without a text in a row of totals. */
static size_t first_span(const struct tb_paper_run *run, const struct tb_paper_row *row)
{
	size_t n = 0;

	if (row->kind == TB_PAPER_HEADING)
		return run->form.n_columns;
	while (row->kind == TB_PAPER_TOTAL && n < run->form.n_columns && !text_of(run, row, n))
		n++;
	return n;
}

static double put_first(struct tb_paper_run *run, const struct tb_paper_row *row, size_t span)
{
	const struct tb_box box = cell_box(run, 0, span, BELOW / 2);

	if (!span)
		return 0;
	if (row->kind == TB_PAPER_HEADING)
		return put_cell(run, box, TB_LEFT, true, row->texts[0]);
	return put_cell(run, box, TB_CENTRE, true, run->form.total);
}

/* A number is one line: what is too wide is set smaller, never broken. */
static double put_column(struct tb_paper_run *run, const struct tb_paper_row *row, size_t column)
{
	const struct tb_form_column *c = &run->form.columns[column];
	struct tb_box box = cell_box(run, column, column + 1, BELOW / 2);

	box.lines = c->lines ? c->lines : c->align == TB_RIGHT;
	return put_cell(run, box, c->align, row->kind == TB_PAPER_TOTAL, text_of(run, row, column));
}

void tb_paper_row(struct tb_paper_run *run, const struct tb_paper_row *row, struct tb_piece *out)
{
	const size_t span = first_span(run, row), n = run->form.n_columns;
	double height;

	tb_piece_begin(run, out);
	height = put_first(run, row, span);
	for (size_t i = span; i < n; i++)
		height = fmax(height, put_column(run, row, i));
	height = fmax(height + BELOW, MIN_MM);
	if (span)
		draw_frame(run, 0, span, 0, height);
	for (size_t i = span; i < n; i++)
		draw_frame(run, i, i + 1, 0, height);
	tb_piece_end(run, out, height);
	out->heading = row->kind == TB_PAPER_HEADING;
}
