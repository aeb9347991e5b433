#include <math.h>
#include <stdio.h>

#include "label/draw/paper.h"

#define TOP       12  /* margins */
#define FOOT_Y    11  /* from the lower edge to the foot */
#define FOOT_SIZE 2.2 /* of its letters */
#define TOTAL_MM  5   /* for how many pages there are */

/* ---- pages ---------------------------------------------------------------------------------------------------------- */

void tb_paper_begin_page(struct tb_paper_run *run)
{
	run->page++;
	run->y = TOP;
	tb_pdf_canvas_begin(&run->canvas, run->page_height);
}

/* "Trang 3/" up to x, where the number of pages follows that is known at the end only. */
static void draw_number(struct tb_paper_run *run, double x, double y)
{
	const char *word = run->form.page ? run->form.page : "";
	struct tb_box box = { .x = run->left, .y = y, .width = x - run->left, .align = TB_RIGHT, .lines = 1 };
	char number[32];

	snprintf(number, sizeof(number), "%s%zu/", *word ? " " : "", run->page);
	tb_str_clear(&run->text);
	tb_type_add_clean(&run->text, word);
	tb_str_adds(&run->text, number);
	box.size = FOOT_SIZE;
	tb_paper_put(run, &box, false, run->text.buf);
	tb_pdf_canvas_last(&run->canvas, tb_paper_dots(run, x), tb_paper_dots(run, y));
}

void tb_paper_draw_total(struct tb_paper_run *run, struct tb_str *out)
{
	const struct tb_box box = { .width = TOTAL_MM, .size = FOOT_SIZE, .lines = 1 };
	struct tb_piece piece = TB_PIECE_INIT;
	char number[32];

	snprintf(number, sizeof(number), "%zu", run->page);
	tb_piece_begin(run, &piece);
	tb_paper_put(run, &box, false, number);
	tb_piece_end(run, &piece, 0);
	*out = piece.ops;
}

static void draw_foot(struct tb_paper_run *run)
{
	const double y = run->page_height - FOOT_Y, x = run->left + run->width - TOTAL_MM;
	struct tb_box box = { .x = run->left, .y = y, .width = run->width - 30, .size = FOOT_SIZE, .lines = 1 };

	tb_paper_line(run, run->left, y - 0.5, run->width, 0.1);
	if (run->paper->foot) {
		tb_str_clear(&run->text);
		tb_type_add_clean(&run->text, run->paper->foot);
		tb_paper_put(run, &box, false, run->text.buf);
	}
	draw_number(run, x, y);
}

enum tb_status tb_paper_end_page(struct tb_paper_run *run, struct tb_err *err)
{
	struct tb_str ops = TB_STR_INIT;
	enum tb_status rc;

	draw_foot(run);
	tb_pdf_canvas_end(&run->canvas, &ops);
	rc = tb_pdf_page(&run->pdf, &ops, err);
	tb_str_release(&ops);
	return rc;
}

/* ---- pieces --------------------------------------------------------------------------------------------------------- */

static void put(struct tb_paper_run *run, const struct tb_piece *piece)
{
	tb_pdf_canvas_repeat(&run->canvas, &piece->ops, round(tb_paper_dots(run, run->left)),
			     round(tb_paper_dots(run, run->y)));
	run->y += piece->height;
}

static void put_header(struct tb_paper_run *run)
{
	if (!run->in_table || run->y <= TOP)
		put(run, &run->header);
	run->in_table = true;
}

static enum tb_status break_page(struct tb_paper_run *run, struct tb_err *err)
{
	enum tb_status rc = tb_paper_end_page(run, err);

	if (rc)
		return rc;
	tb_paper_begin_page(run);
	return TB_OK;
}

static bool fits(const struct tb_paper_run *run, double height)
{
	return run->y + height <= run->bottom + 0.001;
}

static enum tb_status too_high(const struct tb_paper_run *run, struct tb_err *err)
{
	return tb_err_set(err, TB_EINVAL,
			  N_("form '%s' puts more together than one page holds; make its letters smaller, its columns "
			     "wider or its texts shorter"),
			  run->form.name);
}

enum tb_status tb_paper_place(struct tb_paper_run *run, const struct tb_piece *piece, struct tb_err *err)
{
	enum tb_status rc = fits(run, piece->height) ? TB_OK : break_page(run, err);

	if (!rc && !fits(run, piece->height))
		rc = too_high(run, err);
	if (!rc)
		put(run, piece);
	return rc;
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static struct tb_piece *row_at(struct tb_paper_run *run, size_t i)
{
	return &run->row[(run->first_row + i) % TB_PAPER_WAIT];
}

static double header_height(const struct tb_paper_run *run)
{
	return run->in_table && run->y > TOP ? 0 : run->header.height;
}

/* Make room for so much of the table, its header included where it is due. */
static enum tb_status make_room(struct tb_paper_run *run, double height, struct tb_err *err)
{
	enum tb_status rc = fits(run, header_height(run) + height) ? TB_OK : break_page(run, err);

	if (!rc && !fits(run, header_height(run) + height))
		rc = too_high(run, err);
	if (!rc)
		put_header(run);
	return rc;
}

static enum tb_status place_first_row(struct tb_paper_run *run, struct tb_err *err)
{
	const struct tb_piece *row = row_at(run, 0);
	double together = row->height + (row->heading && run->n_rows > 1 ? row_at(run, 1)->height : 0);
	enum tb_status rc = make_room(run, together, err);

	if (rc)
		return rc;
	put(run, row);
	run->first_row++;
	run->n_rows--;
	return TB_OK;
}

struct tb_piece *tb_paper_next_row(struct tb_paper_run *run)
{
	return row_at(run, run->n_rows);
}

/* A heading waits until its row can go with it: the row may be one that stays with the signatures. */
enum tb_status tb_paper_add_row(struct tb_paper_run *run, struct tb_err *err)
{
	const bool heading = row_at(run, 0)->heading;
	enum tb_status rc;

	run->n_rows++;
	if (run->n_rows < TB_PAPER_KEEP + (size_t)heading)
		return TB_OK;
	rc = place_first_row(run, err);
	return rc || !heading ? rc : place_first_row(run, err);
}

/* Of the rows that wait and what follows them. */
static double rest_height(struct tb_paper_run *run, const struct tb_piece *closing)
{
	double height = closing->height;

	for (size_t i = 0; i < run->n_rows; i++)
		height += row_at(run, i)->height;
	return height;
}

/* The signatures never stand on a page without a row of the table, if there is one. */
enum tb_status tb_paper_finish(struct tb_paper_run *run, const struct tb_piece *closing, struct tb_err *err)
{
	const double empty = run->bottom - TOP - run->header.height;
	enum tb_status rc = TB_OK;

	while (!rc && run->n_rows > 1 && !fits(run, header_height(run) + rest_height(run, closing)) &&
	       rest_height(run, closing) > empty)
		rc = place_first_row(run, err);
	if (!rc)
		rc = make_room(run, rest_height(run, closing), err);
	while (!rc && run->n_rows)
		rc = place_first_row(run, err);
	if (!rc)
		put(run, closing);
	return rc;
}
