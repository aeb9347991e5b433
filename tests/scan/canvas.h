/*
 * canvas.h - pictures of codes, made by the test itself.
 */
#ifndef TB_TESTS_SCAN_CANVAS_H
#define TB_TESTS_SCAN_CANVAS_H

#include <math.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>
#include <zint.h>
#include <zlib.h>

#include "base/alloc.h"

struct canvas {
	uint8_t *px; /* owned; grey */
	int w, h;
};

static inline struct canvas blank(int w, int h)
{
	struct canvas c = { tb_malloc((size_t)w * (size_t)h), w, h };

	memset(c.px, 255, (size_t)w * (size_t)h);
	return c;
}

static inline uint8_t *at(const struct canvas *c, int x, int y)
{
	return c->px + (size_t)y * (size_t)c->w + x;
}

static inline void fill_rect(struct canvas *c, int x, int y, int w, int h)
{
	for (int row = y; row < y + h; row++)
		memset(at(c, x, row), 0, (size_t)w);
}

/* Draw at (x, y) with `px` pixels for a module; a Code 128 gets `height` pixels. Returns the width drawn. */
static inline int draw_as(struct canvas *c, int symbology, int mode, const char *text, int x, int y, int px, int height)
{
	struct zint_symbol *s = ZBarcode_Create();
	int width, cell = symbology == BARCODE_QRCODE ? px : height;

	s->symbology = symbology;
	s->input_mode = mode;
	if (ZBarcode_Encode(s, (const unsigned char *)text, 0) >= ZINT_ERROR)
		abort();
	width = s->width * px;
	for (int row = 0; row < s->rows; row++)
		for (int i = 0; i < s->width; i++)
			if (s->encoded_data[row][i >> 3] >> (i & 7) & 1)
				fill_rect(c, x + i * px, y + row * cell, px, cell);
	ZBarcode_Delete(s);
	return width;
}

static inline int draw(struct canvas *c, int symbology, const char *text, int x, int y, int px, int height)
{
	return draw_as(c, symbology, UNICODE_MODE, text, x, y, px, height);
}

/* ---- changes --------------------------------------------------------------------------------------------------- */

static inline void negate(struct canvas *c)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->px[i] = (uint8_t)~c->px[i];
}

/* Replace the picture by one turned about its centre, with a grey surround. */
static inline void rotate(struct canvas *c, double degrees)
{
	const double angle = degrees * acos(-1) / 180, co = cos(angle), si = sin(angle);
	const int side = (int)hypot(c->w, c->h);
	struct canvas r = blank(side, side);

	memset(r.px, 200, (size_t)side * (size_t)side);
	for (int y = 0; y < side; y++)
		for (int x = 0; x < side; x++) {
			int u = (int)lround(co * (x - side / 2.0) + si * (y - side / 2.0) + c->w / 2.0);
			int v = (int)lround(-si * (x - side / 2.0) + co * (y - side / 2.0) + c->h / 2.0);

			if (u >= 0 && v >= 0 && u < c->w && v < c->h)
				*at(&r, x, y) = *at(c, u, v);
		}
	free(c->px);
	*c = r;
}

/* As a camera stores what looks like `c`: by EXIF, which sides of the view are row 0 and column 0. */
static inline struct canvas stored(const struct canvas *c, int orientation)
{
	const bool swap = orientation >= 5;
	struct canvas s = blank(swap ? c->h : c->w, swap ? c->w : c->h);

	for (int row = 0; row < s.h; row++)
		for (int col = 0; col < s.w; col++) {
			int x = swap ? row : col, y = swap ? col : row;
			bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
			bool bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;

			*at(&s, col, row) = *at(c, right ? c->w - 1 - x : x, bottom ? c->h - 1 - y : y);
		}
	return s;
}

/* ---- files ----------------------------------------------------------------------------------------------------- */

struct png_form {
	const char *name;
	int type, depth;
	bool interlaced;
};

/* One grey value as the bytes of a pixel; where there is alpha, light is transparent black. */
static size_t put_pixel(const struct png_form *form, uint8_t grey, uint8_t *out)
{
	const uint8_t solid = (uint8_t)(255 - grey);

	switch (form->type) {
	case PNG_COLOR_TYPE_PALETTE: out[0] = grey > 127; return 1;
	case PNG_COLOR_TYPE_RGB: memset(out, grey, 3); return 3;
	case PNG_COLOR_TYPE_RGB_ALPHA:
		memset(out, 0, 3);
		out[3] = solid;
		return 4;
	case PNG_COLOR_TYPE_GRAY_ALPHA:
		out[0] = 0;
		out[1] = solid;
		return 2;
	default: break;
	}
	out[0] = (uint8_t)(form->depth < 8 ? grey >> (8 - form->depth) : grey);
	out[1] = 0;
	return form->depth == 16 ? 2 : 1;
}

static inline void save_png_as(const struct canvas *c, const char *path, const struct png_form *form)
{
	static const png_color colours[2] = { { 60, 0, 0 }, { 255, 255, 200 } };
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	uint8_t *row = tb_malloc((size_t)c->w * 4);
	FILE *f = fopen(path, "wb");
	int passes;

	png_init_io(png, f);
	png_set_compression_level(png, 1);
	png_set_IHDR(png, info, (png_uint_32)c->w, (png_uint_32)c->h, form->depth, form->type,
		     form->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	if (form->type == PNG_COLOR_TYPE_PALETTE)
		png_set_PLTE(png, info, colours, 2);
	png_write_info(png, info);
	if (form->depth < 8)
		png_set_packing(png);
	passes = png_set_interlace_handling(png);
	for (int pass = 0; pass < passes; pass++)
		for (int y = 0; y < c->h; y++) {
			uint8_t *p = row;

			for (int x = 0; x < c->w; x++)
				p += put_pixel(form, *at(c, x, y), p);
			png_write_row(png, row);
		}
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	fclose(f);
	free(row);
}

static inline void save_png(const struct canvas *c, const char *path)
{
	save_png_as(c, path, &(struct png_form){ "grey", PNG_COLOR_TYPE_GRAY, 8, false });
}

/* A TIFF block that holds the orientation alone, least significant byte first. */
static inline void write_exif(struct jpeg_compress_struct *jpeg, int orientation)
{
	uint8_t exif[] = { 'E', 'x',  'i',  'f', 0,
			   0,   'I',  'I',  42,  0,
			   8,   0,    0,    0,   1,
			   0,   0x12, 0x01, 3,   0,
			   1,   0,    0,    0,   (uint8_t)orientation,
			   0,   0,    0,    0,   0,
			   0,   0 };

	jpeg_write_marker(jpeg, JPEG_APP0 + 1, exif, sizeof(exif));
}

/* `orientation` 0 for no EXIF; `quality` 1..100. */
static inline void save_jpeg_at(const struct canvas *c, const char *path, int orientation, int quality)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	FILE *f = fopen(path, "wb");

	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_stdio_dest(&jpeg, f);
	jpeg.image_width = (JDIMENSION)c->w;
	jpeg.image_height = (JDIMENSION)c->h;
	jpeg.input_components = 1;
	jpeg.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&jpeg);
	jpeg_set_quality(&jpeg, quality, TRUE);
	jpeg_start_compress(&jpeg, TRUE);
	if (orientation)
		write_exif(&jpeg, orientation);
	for (int y = 0; y < c->h; y++) {
		JSAMPROW row = at(c, 0, y);

		jpeg_write_scanlines(&jpeg, &row, 1);
	}
	jpeg_finish_compress(&jpeg);
	jpeg_destroy_compress(&jpeg);
	fclose(f);
}

static inline void save_jpeg(const struct canvas *c, const char *path, int orientation)
{
	save_jpeg_at(c, path, orientation, 75);
}

/* As RGBA; where there is alpha, light is transparent black. */
static inline uint8_t *rgba_of(const struct canvas *c, bool alpha)
{
	uint8_t *px = tb_malloc((size_t)(c->w * c->h) * 4);

	for (int i = 0; i < c->w * c->h; i++) {
		memset(px + 4 * i, alpha ? 0 : c->px[i], 3);
		px[4 * i + 3] = alpha ? (uint8_t)(255 - c->px[i]) : 255;
	}
	return px;
}

static inline void save_webp(const struct canvas *c, const char *path, bool lossless, bool alpha)
{
	uint8_t *px = rgba_of(c, alpha), *bytes = NULL;
	FILE *f = fopen(path, "wb");
	size_t len;

	if (lossless)
		len = WebPEncodeLosslessRGBA(px, c->w, c->h, c->w * 4, &bytes);
	else
		len = WebPEncodeRGBA(px, c->w, c->h, c->w * 4, 80, &bytes);
	fwrite(bytes, 1, len, f);
	fclose(f);
	WebPFree(bytes);
	free(px);
}

/* `head` is all before the pixels. */
static inline void save_pnm(const struct canvas *c, const char *path, const char *head, int samples, int max)
{
	FILE *f = fopen(path, "wb");

	fprintf(f, head, c->w, c->h, max);
	for (int i = 0; i < c->w * c->h; i++)
		for (int k = 0; k < samples; k++) {
			int value = c->px[i] * max / 255;

			if (max > 255)
				putc(value >> 8, f);
			putc(value & 255, f);
		}
	fclose(f);
}

#endif
