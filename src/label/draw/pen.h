/*
 * pen.h - one label after another by a template: which symbol and which text goes where on the canvas.
 */
#ifndef TB_LABEL_PEN_H
#define TB_LABEL_PEN_H

#include "label/draw/canvas.h"
#include "label/draw/logo.h"
#include "label/draw/text.h"

struct tb_pen_symbol {
	struct zint_symbol *z; /* owned; NULL where the box is no symbol */
	struct tb_str text;    /* what it says, as zint takes it */
	struct tb_str read;    /* the same as libzbar gives it */
	struct tb_matrix m;
	struct tb_spot at;
};

struct tb_pen {
	const struct tb_template *t; /* borrowed */
	int dpi;
	const char *stamp; /* borrowed; NULL for none */
	struct tb_pen_symbol symbols[TB_MAX_BOXES];
	struct tb_logo logos[TB_MAX_BOXES];
	struct tb_type type;
	struct tb_str text;           /* of one box */
	const struct tb_label *label; /* that was taken */
};

#define TB_PEN_INIT                                                                                                    \
	{                                                                                                              \
		.type = TB_TYPE_INIT, .text = TB_STR_INIT                                                              \
	}

/* TB_ESYS where the font or a logo is missing, TB_EINVAL where a logo is no picture. Release it in any case. */
TB_MUST_CHECK
enum tb_status tb_pen_init(struct tb_pen *pen, const struct tb_template *t, int dpi, const char *stamp,
			   struct tb_err *err);
void tb_pen_release(struct tb_pen *pen);

/* The nearest whole dot. */
int tb_pen_dots(const struct tb_pen *pen, double mm);

/*
 * Encode the label's symbols and find their places; to be drawn then, any number of times. Borrows `label`.
 *
 * TB_EINVAL    a payload that cannot be a symbol
 * TB_EREFUSED  a box of the template is too small for its symbol; the message says which size works
 */
TB_MUST_CHECK
enum tb_status tb_pen_take(struct tb_pen *pen, const struct tb_label *label, struct tb_err *err);

/* Draw the label that was taken, its upper left corner at the canvas's origin. */
void tb_pen_draw(struct tb_pen *pen, struct tb_canvas *c);

/* Fill in what has to be read from it; texts are valid until the next label is taken. */
void tb_pen_expect(const struct tb_pen *pen, struct tb_label_proof *proof);

#endif
