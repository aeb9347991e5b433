#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "scan/decoder/picture.h"

enum { EXIF_MARKER = JPEG_APP0 + 1, EXIF_MAX = 0xFFFF };

/* What must outlive a longjmp() lies here, not in local variables. */
struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	jmp_buf failed;
	uint8_t *row; /* owned; one row of four inks, NULL where the library makes grey itself */
	struct tb_grey grey;
	enum tb_picture_status status;
};

static void on_error(j_common_ptr jpeg)
{
	struct reader *r = jpeg->client_data;

	switch (jpeg->err->msg_code) {
	case JERR_NO_SOI: r->status = TB_PICTURE_FORMAT; break;
	case JERR_OUT_OF_MEMORY: r->status = TB_PICTURE_MEMORY; break;
	default: r->status = TB_PICTURE_DAMAGED; break;
	}
	longjmp(r->failed, 1);
}

/* The library goes on over lost pixels and only warns; stray bytes between its blocks lose none. */
static void on_message(j_common_ptr jpeg, int level)
{
	if (level >= 0)
		return;
	switch (jpeg->err->msg_code) {
	case JWRN_JPEG_EOF:
	case JWRN_HIT_MARKER:
	case JWRN_HUFF_BAD_CODE:
	case JWRN_MUST_RESYNC: on_error(jpeg); break;
	default: break;
	}
}

static void print_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

static int orientation_of(const struct jpeg_decompress_struct *jpeg)
{
	for (jpeg_saved_marker_ptr m = jpeg->marker_list; m; m = m->next)
		if (m->marker == EXIF_MARKER && m->data_length > 6 && !memcmp(m->data, "Exif\0", 6))
			return tb_exif_orientation(m->data + 6, m->data_length - 6);
	return 1;
}

/* Four inks, which Adobe stores inverted: 255 is no ink. */
static void grey_of_inks(const uint8_t *cmyk, uint8_t *grey, int w, bool inverted)
{
	for (int x = 0; x < w; x++, cmyk += 4) {
		unsigned light = (77u * cmyk[0] + 150u * cmyk[1] + 29u * cmyk[2]) >> 8, k = cmyk[3];

		grey[x] = (uint8_t)(inverted ? light * k / 255 : (255 - light) * (255 - k) / 255);
	}
}

static bool ask_for_grey(struct reader *r)
{
	bool inks = r->jpeg.jpeg_color_space == JCS_CMYK || r->jpeg.jpeg_color_space == JCS_YCCK;

	r->jpeg.out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
	if (!inks)
		return true;
	r->row = malloc((size_t)r->jpeg.image_width * 4);
	return r->row != NULL;
}

static void read_rows(struct reader *r)
{
	while (r->jpeg.output_scanline < r->jpeg.output_height) {
		uint8_t *grey = r->grey.px + (size_t)r->jpeg.output_scanline * (size_t)r->grey.w;
		JSAMPROW row = r->row ? r->row : grey;

		jpeg_read_scanlines(&r->jpeg, &row, 1);
		if (r->row)
			grey_of_inks(r->row, grey, r->grey.w, r->jpeg.saw_Adobe_marker);
	}
}

static enum tb_picture_status read_all(struct reader *r, FILE *in)
{
	enum tb_picture_status rc;
	int orientation;

	jpeg_create_decompress(&r->jpeg);
	jpeg_stdio_src(&r->jpeg, in);
	jpeg_save_markers(&r->jpeg, EXIF_MARKER, EXIF_MAX);
	jpeg_read_header(&r->jpeg, TRUE);
	rc = tb_picture_alloc(&r->grey, r->jpeg.image_width, r->jpeg.image_height);
	if (rc)
		return rc;
	if (!ask_for_grey(r))
		return TB_PICTURE_MEMORY;
	orientation = orientation_of(&r->jpeg); /* finishing forgets the markers */
	jpeg_start_decompress(&r->jpeg);
	read_rows(r);
	jpeg_finish_decompress(&r->jpeg);
	return tb_grey_orient(&r->grey, orientation) ? TB_PICTURE_OK : TB_PICTURE_MEMORY;
}

static enum tb_picture_status read_guarded(struct reader *r, FILE *in)
{
	if (setjmp(r->failed))
		return r->status;
	return read_all(r, in);
}

enum tb_picture_status tb_picture_read_jpeg(FILE *in, struct tb_grey *out)
{
	struct reader r = { .grey = TB_GREY_INIT };
	enum tb_picture_status rc;

	r.jpeg.err = jpeg_std_error(&r.errors);
	r.jpeg.client_data = &r;
	r.errors.error_exit = on_error;
	r.errors.emit_message = on_message;
	r.errors.output_message = print_nothing;
	rc = read_guarded(&r, in);
	jpeg_destroy_decompress(&r.jpeg);
	free(r.row);
	if (rc)
		tb_grey_release(&r.grey);
	*out = r.grey;
	return rc;
}
