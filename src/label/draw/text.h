/*
 * text.h - the texts of a label, set with pango.
 *
 * Lengths are points here, so that lines break and end at the same place whatever the resolution: nothing is hinted or
 * rounded to dots. One layout per text box serves all labels.
 */
#ifndef TB_LABEL_TEXT_H
#define TB_LABEL_TEXT_H

#include <pango/pangocairo.h>

#include <trangbi/str.h>

#include "label/draw/template.h"
#include "label/label.h"

struct tb_type {
	PangoFontMap *fonts;                /* owned */
	PangoContext *context;              /* owned */
	PangoLayout *layouts[TB_MAX_BOXES]; /* owned; NULL where the box is no text */
	struct tb_str text;                 /* of one box, reused */
};

#define TB_TYPE_INIT                                                                                                   \
	{                                                                                                              \
		.text = TB_STR_INIT                                                                                    \
	}

/* TB_ESYS where the font is missing. Release it in any case. */
TB_MUST_CHECK
enum tb_status tb_type_init(struct tb_type *type, const struct tb_template *t, struct tb_err *err);
void tb_type_release(struct tb_type *type);

/*
 * Draw the text of box `i` at the place of the box; the unit of `cr` is the point. A text that is too long is first set
 * smaller, then cut with an ellipsis; whatever it contains, no ink falls outside the box.
 */
void tb_type_draw(struct tb_type *type, cairo_t *cr, const struct tb_template *t, size_t i,
		  const struct tb_label *label);

#endif
