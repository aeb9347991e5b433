/*
 * logo.h - a picture on labels: a PNG, fitted into its box.
 */
#ifndef TB_LABEL_LOGO_H
#define TB_LABEL_LOGO_H

#include <cairo.h>

#include "label/draw/template.h"

struct tb_logo {
	cairo_surface_t *ink; /* owned; an A8 picture of how much ink falls where; NULL for none */
	double x, y, scale;   /* of its corner on the label, and of its pixels: dots */
};

/* TB_ESYS  there is no such file, or it cannot be read; TB_EINVAL  it is no PNG, or has more than 4 megapixels */
TB_MUST_CHECK
enum tb_status tb_logo_read(struct tb_logo *logo, const struct tb_box *box, int dpi, struct tb_err *err);
void tb_logo_release(struct tb_logo *logo);

#endif
