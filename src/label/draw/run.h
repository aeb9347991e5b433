/*
 * run.h - one run of tb_label_draw(): what its threads share, and what each of them has of its own.
 */
#ifndef TB_LABEL_RUN_H
#define TB_LABEL_RUN_H

#include "label/draw/cairo_canvas.h"
#include "label/draw/pdf.h"
#include "label/draw/sheet.h"

/* A thread with its pen and its paper. */
struct tb_hand {
	struct tb_run *run; /* borrowed */
	int number;
	struct tb_pen pen;
	struct tb_pdf_canvas pdf; /* of a PDF only */
	cairo_surface_t *paper;   /* owned; a page's ink, of formats in dots only */
	cairo_surface_t *proof;   /* owned; a label's ink, where they are checked */
	struct tb_str grey;       /* the same as grey dots */
};

struct tb_run {
	const struct tb_label_job *job;   /* borrowed */
	const struct tb_label_sink *sink; /* borrowed */
	struct tb_pool pool;
	struct tb_template template_;
	const char *sheet_name; /* NULL: a label a page */
	struct tb_sheet sheet;
	size_t per_page, pages;
	struct tb_hand *hands; /* owned */
	int n_hands;
	struct tb_pdf pdf;
};

/* ---- page.c ------------------------------------------------------------------------------------------------------- */

/* Labels of a page that do not read back. */
struct tb_refusals {
	struct tb_refusal {
		size_t label;
		struct tb_err why;
	} * at; /* owned */
	size_t n, cap;
};

void tb_refusals_free(void *refusals); /* accepts NULL */

/*
 * Draw page `page` (from 0) on `c`: its labels, each checked before, and what belongs to the sheet. `*refused` is NULL where
 * every label reads back, else the caller frees it.
 */
TB_MUST_CHECK
enum tb_status tb_page_draw(struct tb_hand *hand, struct tb_canvas *c, size_t page, struct tb_refusals **refused,
			    struct tb_err *err);

/* How many labels are complete, with all their copies, once the pages before `pages` are. */
size_t tb_page_labels_done(const struct tb_run *run, size_t pages);

/* ---- format.c ----------------------------------------------------------------------------------------------------- */

/* Make a page in the job's format; the bytes are appended to `out`. */
TB_MUST_CHECK
enum tb_status tb_format_make(struct tb_hand *hand, size_t page, struct tb_str *out, struct tb_refusals **refused,
			      struct tb_err *err);

/* A surface of ink, one unit a dot, nothing on it yet. */
cairo_surface_t *tb_format_new_ink(int width, int height);
void tb_format_wipe(cairo_surface_t *ink);

#endif
