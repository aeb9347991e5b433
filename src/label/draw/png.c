#include <setjmp.h>
#include <stdlib.h>

#include <png.h>

#include "base/alloc.h"
#include "label/draw/png.h"

static void write_rows(png_structp png, const unsigned char *ink, int width, int height, int stride, unsigned char *row)
{
	for (int y = 0; y < height; y++, ink += stride) {
		for (int x = 0; x < width; x++)
			row[x] = (unsigned char)(255 - ink[x]);
		png_write_row(png, row);
	}
}

static void write_header(png_structp png, png_infop info, int width, int height, int dpi)
{
	png_uint_32 per_metre = (png_uint_32)(dpi / 0.0254 + 0.5);

	png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_pHYs(png, info, per_metre, per_metre, PNG_RESOLUTION_METER);
	png_write_info(png, info);
}

/* By default libpng prints what goes wrong; the caller asks the stream instead. */
static void be_silent(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

static void give_up(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

bool tb_png_write(FILE *f, const unsigned char *ink, int width, int height, int stride, int dpi)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, give_up, be_silent);
	png_infop info = png ? png_create_info_struct(png) : NULL;
	unsigned char *row;

	if (!info)
		abort();
	row = tb_malloc((size_t)width);
	if (setjmp(png_jmpbuf(png))) {
		png_destroy_write_struct(&png, &info);
		free(row);
		return false;
	}
	png_init_io(png, f);
	write_header(png, info, width, height, dpi);
	write_rows(png, ink, width, height, stride, row);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
	free(row);
	return true;
}
