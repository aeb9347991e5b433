#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "label/draw/logo.h"

enum { MAX_PIXELS = 4000000 };

/* Width times height as the file's first chunk says (PNG, 11.2.2), before memory is taken for them; 0 where it is no PNG. */
static double count_pixels(const char *path)
{
	unsigned char head[24] = { 0 };
	FILE *f = fopen(path, "re");
	size_t n = f ? fread(head, 1, sizeof(head), f) : 0;
	double size[2] = { 0, 0 };

	if (f)
		fclose(f);
	if (n < sizeof(head) || memcmp(head, "\x89PNG\r\n\x1a\n", 8) != 0)
		return 0;
	for (int i = 0; i < 8; i++)
		size[i / 4] = size[i / 4] * 256 + head[16 + i];
	return size[0] * size[1];
}

static enum tb_status open_picture(const char *path, cairo_surface_t **out, struct tb_err *err)
{
	cairo_surface_t *s;
	cairo_status_t status;
	struct stat st;

	if (!stat(path, &st) && !S_ISREG(st.st_mode)) /* a pipe would keep its reader waiting for ever */
		return tb_err_set(err, TB_EINVAL, N_("the logo '%s' is no PNG that can be read; save it again"), path);
	if (count_pixels(path) > MAX_PIXELS)
		return tb_err_set(err, TB_EINVAL, N_("the logo '%s' has more than 4 megapixels; make it smaller"),
				  path);
	s = cairo_image_surface_create_from_png(path);
	status = cairo_surface_status(s);
	if (!status) {
		*out = s;
		return TB_OK;
	}
	cairo_surface_destroy(s);
	if (status == CAIRO_STATUS_FILE_NOT_FOUND)
		return tb_err_set(err, TB_ESYS, N_("there is no logo '%s'; put it beside the template"), path);
	return tb_err_set(err, TB_EINVAL, N_("the logo '%s' is no PNG that can be read; save it again"), path);
}

/* On white paper, whatever of it is transparent. */
static cairo_surface_t *on_paper(cairo_surface_t *picture, int width, int height)
{
	cairo_surface_t *paper = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cr = cairo_create(paper);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_set_source_surface(cr, picture, 0, 0);
	cairo_paint(cr);
	cairo_destroy(cr);
	cairo_surface_flush(paper);
	return paper;
}

/* Labels are printed in one ink: the darker, the more of it (luminance by ITU-R BT.601). */
static cairo_surface_t *as_ink(cairo_surface_t *picture)
{
	const int width = cairo_image_surface_get_width(picture), height = cairo_image_surface_get_height(picture);
	cairo_surface_t *paper = on_paper(picture, width, height);
	cairo_surface_t *ink = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);

	for (int y = 0; y < height; y++) {
		const unsigned char *from =
			cairo_image_surface_get_data(paper) + y * cairo_image_surface_get_stride(paper);
		unsigned char *to = cairo_image_surface_get_data(ink) + y * cairo_image_surface_get_stride(ink);

		for (int x = 0; x < width; x++) {
			uint32_t p;

			memcpy(&p, from + 4 * x, sizeof(p));
			to[x] = (unsigned char)(255 - ((p >> 16 & 255) * 299 + (p >> 8 & 255) * 587 + (p & 255) * 114) /
							      1000);
		}
	}
	cairo_surface_mark_dirty(ink);
	cairo_surface_destroy(paper);
	return ink;
}

enum tb_status tb_logo_read(struct tb_logo *logo, const struct tb_box *box, int dpi, struct tb_err *err)
{
	const double dot = dpi / 25.4, width = box->width * dot, height = box->height * dot;
	cairo_surface_t *s = NULL;
	enum tb_status rc = open_picture(box->file, &s, err);
	double w, h;

	if (rc)
		return rc;
	w = cairo_image_surface_get_width(s);
	h = cairo_image_surface_get_height(s);
	logo->ink = as_ink(s);
	cairo_surface_destroy(s);
	logo->scale = width / w < height / h ? width / w : height / h;
	logo->x = box->x * dot + (width - w * logo->scale) * box->align / 2;
	logo->y = box->y * dot + (height - h * logo->scale) / 2;
	return TB_OK;
}

void tb_logo_release(struct tb_logo *logo)
{
	if (logo->ink)
		cairo_surface_destroy(logo->ink);
	logo->ink = NULL;
}
