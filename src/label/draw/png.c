#include <stdlib.h>

#include <png.h>

#include "base/alloc.h"
#include "label/draw/png.h"

static void write_header(png_structp png, png_infop info, const struct tb_ink *ink, int dpi)
{
	png_uint_32 per_metre = (png_uint_32)(dpi / 0.0254 + 0.5);

	png_set_IHDR(png, info, (png_uint_32)ink->width, (png_uint_32)ink->height, 8, PNG_COLOR_TYPE_GRAY,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(png, info);
}

static void write_rows(png_structp png, const struct tb_ink *ink)
{
	unsigned char *row = tb_malloc((size_t)ink->width);

	for (int y = 0; y < ink->height; y++) {
		const unsigned char *at = ink->at + (size_t)y * (size_t)ink->stride;

		for (int x = 0; x < ink->width; x++)
			row[x] = (unsigned char)(255 - at[x]);
		png_write_row(png, row);
	}
	free(row);
}

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

void tb_png_write(const struct tb_ink *ink, int dpi, struct tb_str *out)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, fail, NULL);
	png_infop info = png ? png_create_info_struct(png) : NULL;

	if (!info)
		abort();
	png_set_write_fn(png, out, take_bytes, flush);
	write_header(png, info, ink, dpi);
	write_rows(png, ink);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
}
