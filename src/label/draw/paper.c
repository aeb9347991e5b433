/* paper.c - tb_paper_draw(): the form is read, and its pieces are drawn and placed as they come. */
#include "label/draw/paper.h"
#include "label/module.h"

enum { DPI = 600 /* in which dots a QR code is drawn */ };

#define SHORT_MM 210 /* A4 */
#define LONG_MM  297

/* ---- preparing ------------------------------------------------------------------------------------------------------ */

/* A portrait is filed, and has room for that at its left. */
static void measure_page(struct tb_paper_run *run)
{
	const bool landscape = run->form.landscape;

	run->page_width = landscape ? LONG_MM : SHORT_MM;
	run->page_height = landscape ? SHORT_MM : LONG_MM;
	run->left = landscape ? 15 : 25;
	run->width = run->page_width - run->left - 15;
	run->bottom = run->page_height - 15;
}

static void measure_columns(struct tb_paper_run *run)
{
	const struct tb_form *form = &run->form;
	double all = 0;

	for (size_t i = 0; i < form->n_columns; i++)
		all += form->columns[i].width;
	for (size_t i = 0; i < form->n_columns; i++)
		run->column_x[i + 1] = run->column_x[i] + form->columns[i].width / all * run->width;
}

static enum tb_status open_run(struct tb_paper_run *run, const char *const *folders, struct tb_err *err)
{
	enum tb_status rc = tb_form_read(&run->form, run->paper, folders, &run->pool, err);

	if (rc)
		return rc;
	run->letters = (struct tb_template){ .name = run->form.name, .font = run->form.font };
	rc = tb_pen_init(&run->pen, &run->letters, DPI, NULL, err);
	if (rc)
		return rc;
	tb_pdf_canvas_init(&run->canvas, &run->pen);
	measure_page(run);
	measure_columns(run);
	return tb_pdf_begin(&run->pdf, &run->sink, run->page_width, run->page_height, err);
}

static void close_run(struct tb_paper_run *run)
{
	for (size_t i = 0; i < TB_PAPER_WAIT; i++)
		tb_str_release(&run->row[i].ops);
	tb_str_release(&run->header.ops);
	tb_str_release(&run->text);
	tb_pdf_canvas_release(&run->canvas);
	tb_pdf_release(&run->pdf);
	tb_pen_release(&run->pen);
	tb_pool_release(&run->pool);
}

/* ---- drawing -------------------------------------------------------------------------------------------------------- */

static enum tb_status print_part(struct tb_paper_run *run, const struct tb_form_part *part, struct tb_piece *piece,
				 struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t k = 0; !rc && k < (part->each ? part->each->n : 1); k++) {
		tb_piece_begin(run, piece);
		tb_piece_end(run, piece, tb_paper_part(run, part, k, 0));
		rc = tb_paper_place(run, piece, err);
	}
	return rc;
}

static enum tb_status print_head(struct tb_paper_run *run, struct tb_err *err)
{
	struct tb_piece piece = TB_PIECE_INIT;
	enum tb_status rc;

	tb_paper_letterhead(run, &piece);
	rc = tb_paper_place(run, &piece, err);
	for (size_t i = 0; !rc && i < run->form.n_parts; i++)
		if (run->form.parts[i].place == TB_FORM_LINE)
			rc = print_part(run, &run->form.parts[i], &piece, err);
	run->y += 2;
	tb_str_release(&piece.ops);
	return rc;
}

static enum tb_status print_table(struct tb_paper_run *run, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	tb_paper_header(run, &run->header);
	while (!rc) {
		struct tb_paper_row row = { .kind = TB_PAPER_END };

		rc = run->paper->next(run->paper->ctx, &row, err);
		if (rc || row.kind == TB_PAPER_END)
			break;
		tb_paper_row(run, &row, tb_paper_next_row(run));
		rc = tb_paper_add_row(run, err);
	}
	return rc;
}

static enum tb_status print_closing(struct tb_paper_run *run, struct tb_err *err)
{
	struct tb_piece closing = TB_PIECE_INIT;
	enum tb_status rc = tb_paper_closing(run, &closing, err);

	if (!rc)
		rc = tb_paper_finish(run, &closing, err);
	tb_str_release(&closing.ops);
	return rc ? rc : tb_paper_end_page(run, err);
}

static enum tb_status end_pdf(struct tb_paper_run *run, struct tb_err *err)
{
	struct tb_pdf_canvas *canvas = &run->canvas;
	struct tb_str total = TB_STR_INIT;
	enum tb_status rc;

	tb_paper_draw_total(run, &total);
	rc = tb_pdf_end(&run->pdf, &canvas, 1, &total, err);
	tb_str_release(&total);
	return rc;
}

enum tb_status tb_paper_print(const struct tb_paper *paper, const char *const *folders, struct tb_err *err)
{
	struct tb_paper_run run = { .paper = paper,
				    .pool = TB_POOL_INIT,
				    .pen = TB_PEN_INIT,
				    .pdf = TB_PDF_INIT,
				    .text = TB_STR_INIT,
				    .header = TB_PIECE_INIT,
				    .sink = { .ctx = paper->ctx, .write = paper->write } };
	enum tb_status rc;

	for (size_t i = 0; i < TB_PAPER_WAIT; i++)
		run.row[i] = (struct tb_piece)TB_PIECE_INIT;
	rc = open_run(&run, folders, err);
	if (!rc) {
		tb_paper_begin_page(&run);
		rc = print_head(&run, err);
	}
	if (!rc && run.form.n_columns)
		rc = print_table(&run, err);
	if (!rc)
		rc = print_closing(&run, err);
	if (!rc)
		rc = end_pdf(&run, err);
	close_run(&run);
	return rc;
}
