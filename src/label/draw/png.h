/*
 * png.h - a PNG that carries its resolution, so that it prints at its true size; cairo's own does not.
 */
#ifndef TB_LABEL_PNG_H
#define TB_LABEL_PNG_H

#include <stdbool.h>

#include "label/draw/raster.h"

/* Append the ink as a grey picture. */
void tb_png_write(const struct tb_ink *ink, int dpi, struct tb_str *out);

/* The same row by row; three bytes a pixel with `colour`, else one. */
struct tb_png {
	struct png_struct_def *png; /* owned */
	struct png_info_def *info;  /* owned */
};

/* `dpi` 0: not told. The bytes are appended to `out`, which may be emptied in between. */
void tb_png_begin(struct tb_png *p, int width, int height, bool colour, int dpi, struct tb_str *out);
void tb_png_row(struct tb_png *p, const unsigned char *row);
void tb_png_end(struct tb_png *p);     /* after the last row */
void tb_png_release(struct tb_png *p); /* also where rows are missing */

#endif
