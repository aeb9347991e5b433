/*
 * raster.h - a page of dots as a label printer takes it: a bit for each dot, black where at least half of it is ink.
 *
 * Sources: Zebra, ZPL II Programming Guide (^GF with the compression of ^GF/~DG, ^PW, ^LL); TSC, TSPL/TSPL2 Programming
 * Manual (SIZE, GAP, CLS, BITMAP, PRINT).
 */
#ifndef TB_LABEL_RASTER_H
#define TB_LABEL_RASTER_H

#include <trangbi/str.h>

/* How much ink falls on each dot, 0 .. 255. */
struct tb_ink {
	const unsigned char *at; /* borrowed */
	int width, height, stride;
};

/* ZPL II: ^XA, the page as one compressed graphic field, ^XZ. */
void tb_raster_zpl(const struct tb_ink *ink, struct tb_str *out);

/* TSPL: the page as one bitmap; lengths in mm, `gap` between the labels along the feed. */
void tb_raster_tspl(const struct tb_ink *ink, double width, double height, double gap, struct tb_str *out);

#endif
