#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "scan/decoder/picture.h"

/* What must outlive a longjmp() lies here, not in local variables. */
struct reader {
	png_structp png;
	png_infop info;
	uint8_t *row; /* owned; one row, RGBA */
	struct tb_grey grey;
	enum tb_picture_status status;
};

static void on_error(png_structp png, png_const_charp message)
{
	(void)message;
	png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
	(void)png;
	(void)message;
}

/* Whatever the file holds, rows arrive as RGBA with 8 bits each. */
static void ask_for_rgba(struct reader *r)
{
	png_set_expand(r->png);
	png_set_scale_16(r->png);
	png_set_gray_to_rgb(r->png);
	png_set_add_alpha(r->png, 0xFF, PNG_FILLER_AFTER);
}

static uint8_t grey_over_white(const uint8_t *rgba)
{
	unsigned grey = (77u * rgba[0] + 150u * rgba[1] + 29u * rgba[2]) >> 8, alpha = rgba[3];

	return (uint8_t)((grey * alpha + 255 * (255 - alpha)) / 255);
}

/* One pass of an interlaced picture; a plain picture is one pass that holds all. */
static void read_pass(struct reader *r, png_uint_32 x0, png_uint_32 y0, png_uint_32 dx, png_uint_32 dy)
{
	const png_uint_32 w = (png_uint_32)r->grey.w, h = (png_uint_32)r->grey.h;

	if (x0 >= w)
		return;
	for (png_uint_32 y = y0; y < h; y += dy) {
		const uint8_t *src = r->row;

		png_read_row(r->png, r->row, NULL);
		for (png_uint_32 x = x0; x < w; x += dx, src += 4)
			r->grey.px[(size_t)y * w + x] = grey_over_white(src);
	}
}

static void read_rows(struct reader *r)
{
	if (png_get_interlace_type(r->png, r->info) == PNG_INTERLACE_NONE) {
		read_pass(r, 0, 0, 1, 1);
		return;
	}
	for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++)
		read_pass(r, PNG_PASS_START_COL(pass), PNG_PASS_START_ROW(pass), 1u << PNG_PASS_COL_SHIFT(pass),
			  1u << PNG_PASS_ROW_SHIFT(pass));
}

static enum tb_picture_status read_all(struct reader *r, FILE *in)
{
	png_uint_32 w;

	png_init_io(r->png, in);
	png_set_user_limits(r->png, TB_PICTURE_MAX_PIXELS, TB_PICTURE_MAX_PIXELS);
	png_read_info(r->png, r->info);
	w = png_get_image_width(r->png, r->info);
	r->status = tb_picture_alloc(&r->grey, w, png_get_image_height(r->png, r->info));
	if (r->status)
		return r->status;
	ask_for_rgba(r);
	png_read_update_info(r->png, r->info);
	r->row = malloc((size_t)w * 4);
	if (!r->row)
		return TB_PICTURE_MEMORY;
	read_rows(r);
	png_read_end(r->png, NULL);
	return TB_PICTURE_OK;
}

static enum tb_picture_status read_guarded(struct reader *r, FILE *in)
{
	if (setjmp(png_jmpbuf(r->png)))
		return TB_PICTURE_DAMAGED;
	return read_all(r, in);
}

static bool is_png(FILE *in, struct reader *r)
{
	png_byte sig[8];

	png_set_sig_bytes(r->png, sizeof(sig));
	return fread(sig, 1, sizeof(sig), in) == sizeof(sig) && !png_sig_cmp(sig, 0, sizeof(sig));
}

enum tb_picture_status tb_picture_read_png(FILE *in, struct tb_grey *out)
{
	struct reader r = { .grey = TB_GREY_INIT };
	enum tb_picture_status rc = TB_PICTURE_MEMORY;

	r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
	if (r.png)
		r.info = png_create_info_struct(r.png);
	if (r.info)
		rc = is_png(in, &r) ? read_guarded(&r, in) : TB_PICTURE_FORMAT;
	png_destroy_read_struct(&r.png, &r.info, NULL);
	free(r.row);
	if (rc)
		tb_grey_release(&r.grey);
	*out = r.grey;
	return rc;
}
