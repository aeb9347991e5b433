/*
 * png.h - a PNG that carries its resolution, so that it prints at its true size; cairo's own does not.
 */
#ifndef TB_LABEL_PNG_H
#define TB_LABEL_PNG_H

#include <stdbool.h>
#include <stdio.h>

/* Write `ink` (0 = paper, 255 = black; `stride` bytes from row to row) as a grey picture. False where writing fails. */
bool tb_png_write(FILE *f, const unsigned char *ink, int width, int height, int stride, int dpi);

#endif
