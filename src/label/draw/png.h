/*
 * png.h - a PNG that carries its resolution, so that it prints at its true size; cairo's own does not.
 */
#ifndef TB_LABEL_PNG_H
#define TB_LABEL_PNG_H

#include "label/draw/raster.h"

/* Append the ink as a grey picture. */
void tb_png_write(const struct tb_ink *ink, int dpi, struct tb_str *out);

#endif
