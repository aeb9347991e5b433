/*
 * canvas.h - what labels are drawn on. There are two kinds: one draws by cairo, the other writes a page of a PDF.
 *
 * The unit is the printer's dot, y goes down. A symbol's modules are whole dots, or they would print wide here and narrow
 * there.
 */
#ifndef TB_LABEL_CANVAS_H
#define TB_LABEL_CANVAS_H

#include "label/draw/symbol.h"

/* Where a symbol lies and how large its modules are. */
struct tb_spot {
	int x, y, module, module_height;
};

/* A line around a rectangle, inside it. */
struct tb_outline {
	double x, y, width, height, line, corner;
};

/* One line of text; `turn` radians, clockwise, around where its baseline begins. */
struct tb_word {
	const char *text;
	double size; /* of the letters */
	double x, y, turn;
	bool centred; /* `x` is its middle */
	double grey;  /* 0 black .. 1 white */
};

struct tb_canvas {
	/* (x, y) of the page becomes the origin of what follows. */
	void (*move)(struct tb_canvas *c, int x, int y);
	void (*symbol)(struct tb_canvas *c, const struct tb_matrix *m, const struct tb_spot *at);
	void (*fill)(struct tb_canvas *c, double x, double y, double width, double height);
	void (*outline)(struct tb_canvas *c, const struct tb_outline *o);
	void (*text)(struct tb_canvas *c, size_t box, const char *text); /* as tb_type_set() sets it */
	void (*word)(struct tb_canvas *c, const struct tb_word *w);
	void (*logo)(struct tb_canvas *c, size_t box);
};

#endif
