/*
 * draw.h - one label on a cairo context.
 *
 * A module of a symbol is a whole number of the printer's dots, or it would print wide here and narrow there. So a label
 * is drawn in dots: the unit of the context is one dot, and labels begin at whole dots.
 */
#ifndef TB_LABEL_DRAW_H
#define TB_LABEL_DRAW_H

#include "label/draw/symbol.h"
#include "label/draw/text.h"

struct tb_pen {
	const struct tb_template *t; /* borrowed */
	int dpi;
	struct zint_symbol *symbols[2]; /* owned; by enum tb_symbology */
	struct tb_type type;
};

#define TB_PEN_INIT                                                                                                    \
	{                                                                                                              \
		.type = TB_TYPE_INIT                                                                                   \
	}

/* TB_ESYS where the font is missing. Release it in any case. */
TB_MUST_CHECK
enum tb_status tb_pen_init(struct tb_pen *pen, const struct tb_template *t, int dpi, struct tb_err *err);
void tb_pen_release(struct tb_pen *pen);

/* The nearest whole dot. */
int tb_pen_dots(const struct tb_pen *pen, double mm);

/*
 * Draw a label whose upper left corner is at (x, y).
 *
 * TB_EINVAL    a tag that cannot be a symbol
 * TB_EREFUSED  a box of the template is too small for its symbol; the message says which size works
 */
TB_MUST_CHECK
enum tb_status tb_pen_draw(struct tb_pen *pen, cairo_t *cr, int x, int y, const struct tb_label *label,
			   struct tb_err *err);

#endif
