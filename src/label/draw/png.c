#include <stdlib.h>

#include <png.h>

#include "base/alloc.h"
#include "label/draw/png.h"

static void take_bytes(png_structp png, png_bytep bytes, size_t len)
{
	tb_str_add(png_get_io_ptr(png), (const char *)bytes, len);
}

static void flush(png_structp png)
{
	(void)png;
}

/* Memory that runs out is all that can go wrong. */
static void fail(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
	abort();
}

static void write_header(struct tb_png *p, int width, int height, bool colour, int dpi)
{
	const png_uint_32 per_metre = (png_uint_32)(dpi / 0.0254 + 0.5);

	png_set_IHDR(p->png, p->info, (png_uint_32)width, (png_uint_32)height, 8,
		     colour ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (dpi)
		png_set_pHYs(p->png, p->info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(p->png, p->info);
}

void tb_png_begin(struct tb_png *p, int width, int height, bool colour, int dpi, struct tb_str *out)
{
	enum { FAST = 3 }; /* a photograph hardly shrinks further */

	p->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, NULL);
	p->info = p->png ? png_create_info_struct(p->png) : NULL;
	if (!p->info)
		abort();
	png_set_write_fn(p->png, out, take_bytes, flush);
	if (colour)
		png_set_compression_level(p->png, FAST);
	write_header(p, width, height, colour, dpi);
}

void tb_png_row(struct tb_png *p, const unsigned char *row)
{
	png_write_row(p->png, row);
}

void tb_png_end(struct tb_png *p)
{
	png_write_end(p->png, NULL);
}

void tb_png_release(struct tb_png *p)
{
	png_destroy_write_struct(&p->png, &p->info);
}

void tb_png_write(const struct tb_ink *ink, int dpi, struct tb_str *out)
{
	unsigned char *row = tb_malloc((size_t)ink->width);
	struct tb_png p;

	tb_png_begin(&p, ink->width, ink->height, false, dpi, out);
	for (int y = 0; y < ink->height; y++) {
		const unsigned char *at = ink->at + (size_t)y * (size_t)ink->stride;

		for (int x = 0; x < ink->width; x++)
			row[x] = (unsigned char)(255 - at[x]);
		tb_png_row(&p, row);
	}
	tb_png_end(&p);
	tb_png_release(&p);
	free(row);
}
