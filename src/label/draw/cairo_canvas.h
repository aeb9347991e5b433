/*
 * cairo_canvas.h - a canvas on any cairo surface: a picture's dots, or an SVG.
 */
#ifndef TB_LABEL_CAIRO_CANVAS_H
#define TB_LABEL_CAIRO_CANVAS_H

#include "label/draw/canvas.h"
#include "label/draw/pen.h"

struct tb_cairo_canvas {
	struct tb_canvas canvas;
	struct tb_pen *pen; /* borrowed; whose letters and logos are drawn */
	cairo_t *cr;        /* owned */
	cairo_matrix_t page;
};

/* `scale` units of the surface are one dot. Release it before the surface is read. */
void tb_cairo_canvas_init(struct tb_cairo_canvas *c, struct tb_pen *pen, cairo_surface_t *surface, double scale);
void tb_cairo_canvas_release(struct tb_cairo_canvas *c);

#endif
