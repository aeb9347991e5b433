#include <string.h>

#include <cairo-svg.h>

#include "label/draw/png.h"
#include "label/draw/run.h"

cairo_surface_t *tb_format_new_ink(int width, int height)
{
	return cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
}

void tb_format_wipe(cairo_surface_t *ink)
{
	cairo_surface_flush(ink);
	memset(cairo_image_surface_get_data(ink), 0,
	       (size_t)cairo_image_surface_get_stride(ink) * (size_t)cairo_image_surface_get_height(ink));
	cairo_surface_mark_dirty(ink);
}

static enum tb_status check_cairo(cairo_status_t status, struct tb_err *err)
{
	if (!status)
		return TB_OK;
	return tb_err_set(err, TB_ESYS, N_("cannot draw the labels: %s"), cairo_status_to_string(status));
}

/* Draw the page on a surface of which `scale` units are one dot. */
static enum tb_status draw_on(struct tb_hand *hand, cairo_surface_t *surface, double scale, size_t page,
			      struct tb_refusals **refused, struct tb_err *err)
{
	struct tb_cairo_canvas c;
	enum tb_status rc;

	tb_cairo_canvas_init(&c, &hand->pen, surface, scale);
	rc = tb_page_draw(hand, &c.canvas, page, refused, err);
	if (!rc)
		rc = check_cairo(cairo_status(c.cr), err);
	tb_cairo_canvas_release(&c);
	cairo_surface_flush(surface);
	return rc;
}

static enum tb_status make_pdf(struct tb_hand *hand, size_t page, struct tb_str *out, struct tb_refusals **refused,
			       struct tb_err *err)
{
	enum tb_status rc;

	tb_pdf_canvas_begin(&hand->pdf, hand->run->sheet.page_height);
	rc = tb_page_draw(hand, &hand->pdf.canvas, page, refused, err);
	tb_pdf_canvas_end(&hand->pdf, out);
	return rc;
}

static cairo_status_t take_bytes(void *out, const unsigned char *bytes, unsigned len)
{
	tb_str_add(out, (const char *)bytes, len);
	return CAIRO_STATUS_SUCCESS;
}

static enum tb_status make_svg(struct tb_hand *hand, size_t page, struct tb_str *out, struct tb_refusals **refused,
			       struct tb_err *err)
{
	const struct tb_sheet *s = &hand->run->sheet;
	const double pt = 72 / 25.4;
	cairo_surface_t *svg =
		cairo_svg_surface_create_for_stream(take_bytes, out, s->page_width * pt, s->page_height * pt);
	enum tb_status rc = draw_on(hand, svg, 72.0 / hand->pen.dpi, page, refused, err);

	cairo_surface_finish(svg);
	if (!rc)
		rc = check_cairo(cairo_surface_status(svg), err);
	cairo_surface_destroy(svg);
	return rc;
}

/* The formats in dots: the page's ink, and then what becomes of it. */
static enum tb_status make_dots(struct tb_hand *hand, size_t page, struct tb_str *out, struct tb_refusals **refused,
				struct tb_err *err)
{
	const struct tb_sheet *s = &hand->run->sheet;
	struct tb_ink ink;
	enum tb_status rc;

	tb_format_wipe(hand->paper);
	rc = draw_on(hand, hand->paper, 1, page, refused, err);
	if (rc)
		return rc;
	ink = (struct tb_ink){ cairo_image_surface_get_data(hand->paper), cairo_image_surface_get_width(hand->paper),
			       cairo_image_surface_get_height(hand->paper),
			       cairo_image_surface_get_stride(hand->paper) };
	if (hand->run->job->format == TB_LABEL_PNG)
		tb_png_write(&ink, hand->pen.dpi, out);
	else if (hand->run->job->format == TB_LABEL_ZPL)
		tb_raster_zpl(&ink, out);
	else
		tb_raster_tspl(&ink, s->page_width, s->page_height, tb_sheet_is_roll(s) ? s->gap : 0, out);
	return TB_OK;
}

enum tb_status tb_format_make(struct tb_hand *hand, size_t page, struct tb_str *out, struct tb_refusals **refused,
			      struct tb_err *err)
{
	switch (hand->run->job->format) {
	case TB_LABEL_PDF: return make_pdf(hand, page, out, refused, err);
	case TB_LABEL_SVG: return make_svg(hand, page, out, refused, err);
	default: return make_dots(hand, page, out, refused, err);
	}
}
