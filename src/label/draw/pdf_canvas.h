/*
 * pdf_canvas.h - a canvas that writes the operators of a PDF page (ISO 32000-1, chapters 8 and 9).
 *
 * cairo would write the same page in eight times the time: it prints each corner of each module as a decimal number and
 * names each letter anew. Here a symbol is a row of rectangles in whole modules under one scale, and a text that was
 * written for the same box a short while ago is copied.
 */
#ifndef TB_LABEL_PDF_CANVAS_H
#define TB_LABEL_PDF_CANVAS_H

#include <zlib.h>

#include "label/draw/canvas.h"
#include "label/draw/pen.h"

/* Which letters of a face were used, and what they stand for. */
struct tb_used_glyphs {
	char **text; /* owned; by glyph, NULL where it was not used */
	unsigned n;
};

enum { TB_KEPT = 32 }; /* texts of a box; names of things repeat */

struct tb_pdf_canvas {
	struct tb_canvas canvas;
	struct tb_pen *pen; /* borrowed */
	struct tb_str ops;
	struct tb_used_glyphs used[2]; /* normal, bold */
	struct tb_kept {
		struct tb_str text, ops;
	} kept[TB_MAX_BOXES][TB_KEPT]; /* what each box said lately, and how that was written */
	z_stream deflate;
};

void tb_pdf_canvas_init(struct tb_pdf_canvas *c, struct tb_pen *pen);
void tb_pdf_canvas_release(struct tb_pdf_canvas *c);

/* Draw a text as it was set for the box. */
void tb_pdf_canvas_set(struct tb_pdf_canvas *c, const struct tb_box *box, const struct tb_setting *s);

/* Draw operators that were drawn before, taken from `ops`, their origin at (x, y). */
void tb_pdf_canvas_repeat(struct tb_pdf_canvas *c, const struct tb_str *ops, double x, double y);

/* Draw at (x, y) what tb_pdf_end() is given as `last`. */
void tb_pdf_canvas_last(struct tb_pdf_canvas *c, double x, double y);

/* Begin a page; all that is drawn then lies on it. Append its compressed operators at its end. */
void tb_pdf_canvas_begin(struct tb_pdf_canvas *c, double page_height_mm);
void tb_pdf_canvas_end(struct tb_pdf_canvas *c, struct tb_str *out);

#endif
