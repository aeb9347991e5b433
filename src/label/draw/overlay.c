#include "label/draw/overlay.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "label/draw/png.h"

/* The picture is drawn in bands, so that its colours never lie in memory all at once. */
enum { BAND_ROWS = 256, MAX_WIDTH = 32767 /* cairo's */ };

struct box {
	double x, y, width, height;
};

/* A code with the place of its text. */
struct placed {
	const struct tb_overlay_code *code; /* borrowed */
	struct box outline, text;           /* no width: without text */
	double size;                        /* of the letters */
};

struct drawing {
	const struct tb_overlay *overlay; /* borrowed */
	double line, size;                /* the width of lines, and of the letters where there is room */
	struct placed *placed;            /* owned; those that have corners */
	size_t n;
	cairo_surface_t *band; /* owned; its rows are the picture's from `top` on */
	cairo_t *cr;           /* owned */
	PangoLayout *layout;   /* owned */
};

static const struct colours {
	int r, g, b;
	double letters; /* 0 black .. 1 white */
} colours[] = {
	[TB_OVERLAY_GREEN] = { 13, 140, 51, 1 },
	[TB_OVERLAY_AMBER] = { 255, 179, 0, 0 },
	[TB_OVERLAY_RED] = { 217, 20, 26, 1 },
};

/* ---- where texts stand ----------------------------------------------------------------------------------------- */

static struct box around(const struct tb_overlay_code *code)
{
	double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;

	for (int i = 0; i < code->n_points; i++) {
		left = fmin(left, code->points[i].x);
		right = fmax(right, code->points[i].x);
		top = fmin(top, code->points[i].y);
		bottom = fmax(bottom, code->points[i].y);
	}
	return (struct box){ left, top, right - left, bottom - top };
}

static bool overlap(const struct box *a, const struct box *b)
{
	return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static void set_layout(struct drawing *d, const char *text, double size)
{
	PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans Bold");

	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(d->layout, font);
	pango_layout_set_text(d->layout, text, -1);
	pango_font_description_free(font);
}

static void measure(struct drawing *d, const struct placed *p, double *width, double *height)
{
	int w, h;

	set_layout(d, p->code->text, p->size);
	pango_layout_get_pixel_size(d->layout, &w, &h);
	*width = w + p->size / 2;
	*height = h;
}

/* Both symbols of a label say the same, side by side: once is enough. */
static bool is_told(const struct drawing *d, const struct placed *p)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct placed *other = &d->placed[i];
		const double near = fmax(other->outline.height, p->outline.height);
		const struct box reach = { p->outline.x - near, p->outline.y - near, p->outline.width + 2 * near,
					   p->outline.height + 2 * near };

		if (other->text.width > 0 && !strcmp(other->code->text, p->code->text) &&
		    overlap(&reach, &other->outline))
			return true;
	}
	return false;
}

/* Not much wider than the code, so that those of neighbours do not meet; but large enough to be read. */
static void fit(struct drawing *d, struct placed *p)
{
	const double room = fmax(1.2 * p->outline.width, 8 * d->size);

	p->size = d->size;
	measure(d, p, &p->text.width, &p->text.height);
	if (p->text.width <= room)
		return;
	p->size = fmax(fmax(p->size * room / p->text.width, 0.7 * d->size), 8);
	measure(d, p, &p->text.width, &p->text.height);
}

static double within(double at, double length, double side)
{
	return fmax(0, fmin(at, side - length));
}

static bool is_free(const struct drawing *d, const struct box *text)
{
	for (size_t i = 0; i < d->n; i++)
		if (overlap(text, &d->placed[i].text))
			return false;
	return true;
}

/* Above the code, below it, or in it; else above, over what stands there. */
static void place(struct drawing *d, struct placed *p)
{
	const struct box *o = &p->outline;
	const double gap = d->line, height = p->text.height;
	const double tries[] = { o->y - height - gap, o->y + o->height + gap, o->y + gap, o->y - height - gap };

	p->text.x = within(o->x, p->text.width, d->overlay->width);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		p->text.y = within(tries[i], height, d->overlay->height);
		if (is_free(d, &p->text))
			return;
	}
}

static void place_all(struct drawing *d)
{
	const struct tb_overlay *o = d->overlay;

	d->placed = tb_malloc((o->n + !o->n) * sizeof(*d->placed));
	for (size_t i = 0; i < o->n; i++) {
		struct placed p = { .code = &o->code[i] };

		if (!p.code->n_points)
			continue;
		p.outline = around(p.code);
		if (!is_told(d, &p)) {
			fit(d, &p);
			place(d, &p);
		}
		d->placed[d->n++] = p;
	}
}

/* ---- drawing --------------------------------------------------------------------------------------------------- */

static void draw_outline(struct drawing *d, const struct tb_overlay_code *code)
{
	cairo_new_path(d->cr);
	for (int i = 0; i < code->n_points; i++)
		cairo_line_to(d->cr, code->points[i].x + 0.5, code->points[i].y + 0.5);
	cairo_close_path(d->cr);
	cairo_stroke(d->cr);
}

static void draw_text(struct drawing *d, const struct placed *p)
{
	const double letters = colours[p->code->colour].letters;

	cairo_rectangle(d->cr, p->text.x, p->text.y, p->text.width, p->text.height);
	cairo_fill(d->cr);
	cairo_set_source_rgb(d->cr, letters, letters, letters);
	cairo_move_to(d->cr, p->text.x + p->size / 4, p->text.y);
	set_layout(d, p->code->text, p->size);
	pango_cairo_show_layout(d->cr, d->layout);
}

static void set_colour(struct drawing *d, const struct placed *p)
{
	const struct colours *c = &colours[p->code->colour];

	cairo_set_source_rgb(d->cr, c->r / 255.0, c->g / 255.0, c->b / 255.0);
}

/* Texts lie over all lines. */
static void draw_marks(struct drawing *d, int top, int rows)
{
	const struct box band = { 0, top - d->line, d->overlay->width, rows + 2 * d->line };

	cairo_identity_matrix(d->cr);
	cairo_translate(d->cr, 0, -top);
	cairo_set_line_width(d->cr, d->line);
	cairo_set_line_join(d->cr, CAIRO_LINE_JOIN_ROUND);
	for (size_t i = 0; i < d->n; i++) {
		set_colour(d, &d->placed[i]);
		if (overlap(&d->placed[i].outline, &band))
			draw_outline(d, d->placed[i].code);
	}
	for (size_t i = 0; i < d->n; i++) {
		set_colour(d, &d->placed[i]);
		if (overlap(&d->placed[i].text, &band))
			draw_text(d, &d->placed[i]);
	}
}

static void draw_photo(struct drawing *d, int top, int rows)
{
	const int width = d->overlay->width;
	const int stride = cairo_image_surface_get_stride(d->band);

	cairo_surface_flush(d->band);
	for (int y = 0; y < rows; y++) {
		const unsigned char *from = d->overlay->grey + (size_t)(top + y) * (size_t)width;
		unsigned char *to = cairo_image_surface_get_data(d->band) + (size_t)y * (size_t)stride;

		for (int x = 0; x < width; x++)
			((uint32_t *)(void *)to)[x] = from[x] * 0x010101u;
	}
	cairo_surface_mark_dirty(d->band);
}

static void write_rows(struct drawing *d, int rows, unsigned char *row, struct tb_png *png)
{
	const int stride = cairo_image_surface_get_stride(d->band);

	cairo_surface_flush(d->band);
	for (int y = 0; y < rows; y++) {
		const unsigned char *at = cairo_image_surface_get_data(d->band) + (size_t)y * (size_t)stride;

		for (int x = 0; x < d->overlay->width; x++) {
			const uint32_t pixel = ((const uint32_t *)(const void *)at)[x];

			row[3 * x] = (unsigned char)(pixel >> 16);
			row[3 * x + 1] = (unsigned char)(pixel >> 8);
			row[3 * x + 2] = (unsigned char)pixel;
		}
		tb_png_row(png, row);
	}
}

static enum tb_status write_picture(struct drawing *d, const struct tb_label_sink *sink, struct tb_err *err)
{
	const int width = d->overlay->width, height = d->overlay->height;
	unsigned char *row = tb_malloc((size_t)width * 3);
	struct tb_str bytes = TB_STR_INIT;
	enum tb_status rc = TB_OK;
	struct tb_png png;

	tb_png_begin(&png, width, height, true, 0, &bytes);
	for (int top = 0; !rc && top < height; top += BAND_ROWS) {
		const int rows = height - top < BAND_ROWS ? height - top : BAND_ROWS;

		draw_photo(d, top, rows);
		draw_marks(d, top, rows);
		write_rows(d, rows, row, &png);
		if (top + rows == height)
			tb_png_end(&png);
		rc = sink->write(sink->ctx, bytes.buf, bytes.len, err);
		tb_str_clear(&bytes);
	}
	tb_png_release(&png);
	tb_str_release(&bytes);
	free(row);
	return rc;
}

/* ---- all ------------------------------------------------------------------------------------------------------- */

static void begin(struct drawing *d, const struct tb_overlay *overlay)
{
	const double diagonal = hypot(overlay->width, overlay->height);

	*d = (struct drawing){ .overlay = overlay, .line = fmax(1.5, diagonal / 600), .size = fmax(9, diagonal / 130) };
	d->band = cairo_image_surface_create(CAIRO_FORMAT_RGB24, overlay->width, BAND_ROWS);
	d->cr = cairo_create(d->band);
	d->layout = pango_cairo_create_layout(d->cr);
	pango_layout_set_single_paragraph_mode(d->layout, TRUE);
	place_all(d);
}

static void end(struct drawing *d)
{
	g_object_unref(d->layout);
	cairo_destroy(d->cr);
	cairo_surface_destroy(d->band);
	free(d->placed);
}

enum tb_status tb_overlay_draw(const struct tb_overlay *overlay, const struct tb_label_sink *sink, struct tb_err *err)
{
	struct drawing d;
	enum tb_status rc;

	if (overlay->width > MAX_WIDTH)
		return tb_err_set(err, TB_EINVAL, N_("the picture is %d pixels wide and can have %d; make it smaller"),
				  overlay->width, (int)MAX_WIDTH);
	begin(&d, overlay);
	rc = write_picture(&d, sink, err);
	end(&d);
	return rc;
}
