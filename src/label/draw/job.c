/* job.c - tb_label_draw(): the job is checked, its files are read, its pages are made and given away. */
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "label/draw/crew.h"
#include "label/draw/files.h"
#include "label/draw/overlay.h"
#include "label/draw/paper.h"
#include "label/draw/run.h"
#include "label/module.h"

enum { MAX_COPIES = 1000, ROLL_GAP = 2 /* mm, of most rolls */ };

/* ---- checks ------------------------------------------------------------------------------------------------------- */

static enum tb_status check_job(const struct tb_label_job *job, struct tb_err *err)
{
	if (job->dpi != 203 && job->dpi != 300 && job->dpi != 600)
		return tb_err_set(err, TB_EINVAL, N_("%d dpi is unknown; choose 203, 300 or 600"), job->dpi);
	if (!job->n && !job->grid)
		return tb_err_set(err, TB_EINVAL, N_("there are no labels to print"));
	if (job->copies < 1 || job->copies > MAX_COPIES)
		return tb_err_set(err, TB_EINVAL, N_("'%d' copies is out of range: from 1 to %d"), job->copies,
				  (int)MAX_COPIES);
	if (job->threads < 0 || job->threads > TB_LABEL_MAX_THREADS)
		return tb_err_set(err, TB_EINVAL, N_("'%d' threads is out of range: from 1 to %d, or 0 for all"),
				  job->threads, (int)TB_LABEL_MAX_THREADS);
	return TB_OK;
}

static enum tb_status check_of(const struct tb_run *run, struct tb_err *err)
{
	static const char *const of[] = { "asset", "unit", "person", "command" };

	if (run->template_.of == (int)run->job->of)
		return TB_OK;
	return tb_err_set(err, TB_EINVAL,
			  N_("template '%s' is for labels of '%s', not of '%s'; see 'trangbi label templates'"),
			  run->template_.name, of[run->template_.of], of[run->job->of]);
}

/* Around what a box prints; the quiet zone of a symbol is blank. */
static double blank_edge(const struct tb_box *box)
{
	return box->type == TB_BOX_QR ? 2 : box->type == TB_BOX_CODE128 ? 2.5 : 0;
}

/* Nothing is drawn along the edges of labels where the sheet says that it would be lost. */
static enum tb_status check_margin(const struct tb_run *run, struct tb_err *err)
{
	const struct tb_template *t = &run->template_;
	const double slack = 0.001;
	double x = run->sheet.margin - (run->sheet.label_width - t->width) / 2 - slack;
	double y = run->sheet.margin - (run->sheet.label_height - t->height) / 2 - slack;

	for (const struct tb_box *b = t->boxes; b < t->boxes + t->n_boxes; b++) {
		double aside = blank_edge(b), above = b->type == TB_BOX_QR ? aside : 0; /* bars fill their box */

		if (b->x + aside < x || b->x + b->width - aside > t->width - x || b->y + above < y ||
		    b->y + b->height - above > t->height - y)
			return tb_err_set(
				err, TB_EINVAL,
				N_("'[%s]' of template '%s' lies in the margin that sheet '%s' keeps free; choose "
				   "another of either"),
				b->name, t->name, run->sheet_name);
	}
	return TB_OK;
}

static enum tb_status check_fit(const struct tb_run *run, struct tb_err *err)
{
	const struct tb_template *t = &run->template_;

	if (t->width > run->sheet.label_width + 0.001 || t->height > run->sheet.label_height + 0.001)
		return tb_err_set(err, TB_EINVAL,
				  N_("template '%s' is larger than the labels of sheet '%s'; choose another of either"),
				  t->name, run->sheet_name);
	return check_margin(run, err);
}

/* ---- preparing ---------------------------------------------------------------------------------------------------- */

/* A page of the label's own size. */
static void make_sheet(struct tb_run *run)
{
	const double w = run->template_.width, h = run->template_.height;

	run->sheet = (struct tb_sheet){ .page_width = w,
					.page_height = h,
					.label_width = w,
					.label_height = h,
					.columns = 1,
					.rows = 1,
					.gap = ROLL_GAP };
}

static enum tb_status read_template(struct tb_run *run, const char *const *folders, const char *name,
				    struct tb_err *err)
{
	enum tb_status rc = tb_template_read(&run->template_, folders, name, &run->pool, err);

	return rc ? rc : check_of(run, err);
}

static enum tb_status take_usual_template(struct tb_run *run, const char *const *folders, struct tb_err *err)
{
	static const char *const usual[][5] = {
		[TB_LABEL_OF_ASSET] = { "standard", "compact", "small", "mini" },
		[TB_LABEL_OF_UNIT] = { "post" },
		[TB_LABEL_OF_PERSON] = { "person" },
		[TB_LABEL_OF_COMMAND] = { "command" },
	};
	const char *const *name = usual[run->job->of];

	for (; *name; name++) {
		struct tb_err ignored = TB_ERR_INIT;
		enum tb_status rc = read_template(run, folders, *name, err);

		if (rc || !run->sheet_name || !check_fit(run, &ignored))
			return rc;
	}
	return tb_err_set(err, TB_EINVAL,
			  N_("no usual template fits on the labels of sheet '%s'; name one with --template"),
			  run->sheet_name);
}

static enum tb_status take_named_template(struct tb_run *run, const char *const *folders, struct tb_err *err)
{
	enum tb_status rc = read_template(run, folders, run->job->template_name, err);

	return rc || !run->sheet_name ? rc : check_fit(run, err);
}

static enum tb_status read_sheet(struct tb_run *run, const char *const *folders, const char *name, struct tb_err *err)
{
	enum tb_status rc = tb_sheet_read(&run->sheet, folders, name, &run->pool, err);

	if (!rc)
		run->sheet_name = run->sheet.name; /* where a product was asked for, the sheet that it is */
	return rc;
}

/* Where no sheet is named, a PDF takes the template's own, and all else a page for each label. */
static enum tb_status settle_sheet(struct tb_run *run, const char *const *folders, struct tb_err *err)
{
	const char *own = run->template_.sheet;
	enum tb_status rc;

	if (run->sheet_name)
		return TB_OK;
	if (!own || (run->job->format != TB_LABEL_PDF && !run->job->grid)) {
		make_sheet(run);
		return TB_OK;
	}
	rc = read_sheet(run, folders, own, err);
	return rc || run->job->grid ? rc : check_fit(run, err);
}

static enum tb_status count_pages(struct tb_run *run, struct tb_err *err)
{
	const struct tb_label_job *job = run->job;

	run->per_page = (size_t)run->sheet.columns * (size_t)run->sheet.rows;
	if (job->skip >= run->per_page)
		return tb_err_set(err, TB_EINVAL, N_("%zu places cannot be skipped: a page has %zu"), job->skip,
				  run->per_page);
	run->pages = job->grid ? 1 : (job->skip + job->n * (size_t)job->copies + run->per_page - 1) / run->per_page;
	return TB_OK;
}

static enum tb_status read_files(struct tb_run *run, const char *const *folders, struct tb_err *err)
{
	const struct tb_label_job *job = run->job;
	enum tb_status rc = job->sheet ? read_sheet(run, folders, job->sheet, err) : TB_OK;

	if (!rc && job->grid) /* only its letters are used */
		rc = tb_template_read(&run->template_, folders, "standard", &run->pool, err);
	else if (!rc && job->template_name)
		rc = take_named_template(run, folders, err);
	else if (!rc)
		rc = take_usual_template(run, folders, err);
	if (!rc)
		rc = settle_sheet(run, folders, err);
	return rc ? rc : count_pages(run, err);
}

static enum tb_status open_hand(struct tb_run *run, int number, struct tb_err *err)
{
	const struct tb_label_job *job = run->job;
	struct tb_hand *h = &run->hands[number];
	enum tb_status rc;

	h->run = run;
	h->number = number;
	rc = tb_pen_init(&h->pen, &run->template_, job->dpi, job->stamp, err);
	if (rc)
		return rc;
	if (job->format == TB_LABEL_PDF)
		tb_pdf_canvas_init(&h->pdf, &h->pen);
	else if (job->format != TB_LABEL_SVG)
		h->paper = tb_format_new_ink(tb_pen_dots(&h->pen, run->sheet.page_width),
					     tb_pen_dots(&h->pen, run->sheet.page_height));
	if (job->check)
		h->proof = tb_format_new_ink(tb_pen_dots(&h->pen, run->template_.width),
					     tb_pen_dots(&h->pen, run->template_.height));
	return TB_OK;
}

static enum tb_status open_hands(struct tb_run *run, struct tb_err *err)
{
	long threads = run->job->threads ? run->job->threads : sysconf(_SC_NPROCESSORS_ONLN);
	enum tb_status rc = TB_OK;

	threads = threads < 1 ? 1 : threads < TB_LABEL_MAX_THREADS ? threads : TB_LABEL_MAX_THREADS;
	if ((size_t)threads > run->pages)
		threads = (long)run->pages;
	run->hands = tb_malloc((size_t)threads * sizeof(*run->hands));
	for (; !rc && run->n_hands < threads; run->n_hands++) {
		run->hands[run->n_hands] = (struct tb_hand){ .pen = TB_PEN_INIT, .grey = TB_STR_INIT };
		rc = open_hand(run, run->n_hands, err);
	}
	return rc;
}

static void close_hand(struct tb_hand *h)
{
	tb_pdf_canvas_release(&h->pdf);
	tb_pen_release(&h->pen);
	if (h->paper)
		cairo_surface_destroy(h->paper);
	if (h->proof)
		cairo_surface_destroy(h->proof);
	tb_str_release(&h->grey);
}

static void close_run(struct tb_run *run)
{
	for (int i = 0; i < run->n_hands; i++)
		close_hand(&run->hands[i]);
	free(run->hands);
	tb_pdf_release(&run->pdf);
	tb_pool_release(&run->pool);
}

/* ---- pages -------------------------------------------------------------------------------------------------------- */

static enum tb_status make_page(void *ctx, int worker, size_t page, struct tb_str *out, void **note, struct tb_err *err)
{
	struct tb_run *run = ctx;
	struct tb_refusals *refused = NULL;
	enum tb_status rc = tb_format_make(&run->hands[worker], page, out, &refused, err);

	*note = refused;
	return rc;
}

static void report(const struct tb_run *run, struct tb_refusals *refused)
{
	for (size_t i = 0; refused && i < refused->n; i++)
		run->sink->refused(run->sink->ctx, refused->at[i].label, &refused->at[i].why);
	tb_refusals_free(refused);
}

static enum tb_status take_page(void *ctx, size_t page, const struct tb_str *bytes, void *note, struct tb_err *err)
{
	struct tb_run *run = ctx;
	const struct tb_label_sink *sink = run->sink;
	enum tb_status rc = sink->page ? sink->page(sink->ctx, page + 1, err) : TB_OK;

	report(run, note);
	if (!rc && run->job->format == TB_LABEL_PDF)
		rc = tb_pdf_page(&run->pdf, bytes, err);
	else if (!rc)
		rc = sink->write(sink->ctx, bytes->buf, bytes->len, err);
	if (!rc && sink->done)
		rc = sink->done(sink->ctx, tb_page_labels_done(run, page + 1), err);
	return rc;
}

static enum tb_status end_pdf(struct tb_run *run, struct tb_err *err)
{
	struct tb_pdf_canvas *canvases[TB_LABEL_MAX_THREADS];

	for (int i = 0; i < run->n_hands; i++)
		canvases[i] = &run->hands[i].pdf;
	return tb_pdf_end(&run->pdf, canvases, (size_t)run->n_hands, NULL, err);
}

static enum tb_status write_pages(struct tb_run *run, struct tb_err *err)
{
	const struct tb_crew crew = { .ctx = run,
				      .threads = run->n_hands,
				      .n = run->pages,
				      .make = make_page,
				      .take = take_page,
				      .drop = tb_refusals_free };
	const bool pdf = run->job->format == TB_LABEL_PDF;
	enum tb_status rc = TB_OK;

	if (run->sink->begin)
		run->sink->begin(run->sink->ctx, run->template_.name, run->sheet_name);
	if (pdf)
		rc = tb_pdf_begin(&run->pdf, run->sink, run->sheet.page_width, run->sheet.page_height, err);
	if (!rc)
		rc = tb_crew_run(&crew, err);
	return rc || !pdf ? rc : end_pdf(run, err);
}

static enum tb_status draw(const struct tb_label_job *job, const char *const *folders, const struct tb_label_sink *sink,
			   struct tb_err *err)
{
	struct tb_run run = { .job = job, .sink = sink, .pool = TB_POOL_INIT, .pdf = TB_PDF_INIT };
	enum tb_status rc = check_job(job, err);

	if (!rc)
		rc = read_files(&run, folders, err);
	if (!rc)
		rc = open_hands(&run, err);
	if (!rc)
		rc = write_pages(&run, err);
	close_run(&run);
	return rc;
}

const struct tb_label_module tb_label_module = { draw, tb_files_sheets, tb_files_templates, tb_paper_print,
						 tb_overlay_draw };
