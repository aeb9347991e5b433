#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "base/file.h"
#include "label/draw/draw.h"
#include "label/draw/png.h"
#include "label/draw/sheet.h"
#include "label/module.h"

#define PT_PER_MM (72 / 25.4)

/* One run of tb_label_draw(). */
struct run {
	const struct tb_label_job *job;
	struct tb_pool pool;
	struct tb_template template_;
	struct tb_sheet sheet; /* of a PDF only */
	struct tb_pen pen;
	struct tb_outfile out;
	int write_errno; /* why a write failed, before cairo made other calls */
};

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned len)
{
	struct run *r = closure;

	if (fwrite(bytes, 1, len, r->out.f) == len)
		return CAIRO_STATUS_SUCCESS;
	r->write_errno = errno;
	return CAIRO_STATUS_WRITE_ERROR;
}

/* A failed write is for tb_outfile_commit() to report: it knows the file's name. */
static enum tb_status check_cairo(cairo_status_t status, struct tb_err *err)
{
	if (!status || status == CAIRO_STATUS_WRITE_ERROR)
		return TB_OK;
	return tb_err_set(err, TB_ESYS, N_("cannot draw the labels: %s"), cairo_status_to_string(status));
}

static enum tb_status finish(cairo_surface_t *surface, enum tb_status rc, struct tb_err *err)
{
	cairo_surface_finish(surface);
	if (!rc)
		rc = check_cairo(cairo_surface_status(surface), err);
	cairo_surface_destroy(surface);
	return rc;
}

/* Draw one label on a surface whose unit is 1/`scale` dots. */
static enum tb_status draw_one(struct run *r, cairo_surface_t *surface, double scale, struct tb_err *err)
{
	cairo_t *cr = cairo_create(surface);
	enum tb_status rc;

	cairo_scale(cr, scale, scale);
	rc = tb_pen_draw(&r->pen, cr, 0, 0, r->job->labels, err);
	if (!rc)
		rc = check_cairo(cairo_status(cr), err);
	cairo_destroy(cr);
	return rc;
}

static enum tb_status write_png(struct run *r, struct tb_err *err)
{
	int width = tb_pen_dots(&r->pen, r->template_.width), height = tb_pen_dots(&r->pen, r->template_.height);
	cairo_surface_t *ink = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
	enum tb_status rc = draw_one(r, ink, 1, err);

	cairo_surface_flush(ink);
	if (!rc && !tb_png_write(r->out.f, cairo_image_surface_get_data(ink), width, height,
				 cairo_image_surface_get_stride(ink), r->job->dpi))
		r->write_errno = errno;
	return finish(ink, rc, err);
}

static enum tb_status write_svg(struct run *r, struct tb_err *err)
{
	cairo_surface_t *svg = cairo_svg_surface_create_for_stream(write_bytes, r, r->template_.width * PT_PER_MM,
								   r->template_.height * PT_PER_MM);

	return finish(svg, draw_one(r, svg, 72.0 / r->job->dpi, err), err);
}

/* A label smaller than its place on the sheet stands in the middle of it. */
static enum tb_status draw_placed(struct run *r, cairo_t *cr, size_t place, const struct tb_label *label,
				  struct tb_err *err)
{
	double x, y;

	tb_sheet_place(&r->sheet, place, &x, &y);
	x += (r->sheet.label_width - r->template_.width) / 2;
	y += (r->sheet.label_height - r->template_.height) / 2;
	return tb_pen_draw(&r->pen, cr, tb_pen_dots(&r->pen, x), tb_pen_dots(&r->pen, y), label, err);
}

static cairo_surface_t *new_page(const struct run *r)
{
	cairo_rectangle_t all = { 0, 0, tb_pen_dots(&r->pen, r->sheet.page_width),
				  tb_pen_dots(&r->pen, r->sheet.page_height) };

	return cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &all);
}

static enum tb_status draw_page(struct run *r, cairo_surface_t *page, size_t first, size_t n, struct tb_err *err)
{
	cairo_t *cr = cairo_create(page);
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < n; i++)
		rc = draw_placed(r, cr, i, &r->job->labels[first + i], err);
	if (!rc)
		rc = check_cairo(cairo_status(cr), err);
	cairo_destroy(cr);
	return rc;
}

/*
 * A page is recorded in dots and then put on the PDF: cairo keeps coordinates in 1/256 of the surface's unit, which is
 * exact for a dot and not for what a dot is in points.
 */
static enum tb_status draw_pages(struct run *r, cairo_t *cr, struct tb_err *err)
{
	size_t per_page = (size_t)r->sheet.columns * (size_t)r->sheet.rows, left;
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < r->job->n; i += per_page) {
		cairo_surface_t *page = new_page(r);

		left = r->job->n - i;
		rc = draw_page(r, page, i, left < per_page ? left : per_page, err);
		cairo_set_source_surface(cr, page, 0, 0);
		cairo_paint(cr);
		cairo_show_page(cr);
		cairo_surface_destroy(page);
		if (!rc)
			rc = check_cairo(cairo_status(cr), err);
	}
	return rc;
}

static enum tb_status write_pdf(struct run *r, struct tb_err *err)
{
	cairo_surface_t *pdf = cairo_pdf_surface_create_for_stream(write_bytes, r, r->sheet.page_width * PT_PER_MM,
								   r->sheet.page_height * PT_PER_MM);
	cairo_t *cr = cairo_create(pdf);
	enum tb_status rc;

	cairo_scale(cr, 72.0 / r->job->dpi, 72.0 / r->job->dpi);
	rc = draw_pages(r, cr, err);
	cairo_destroy(cr);
	return finish(pdf, rc, err);
}

static const struct format {
	const char *suffix;
	bool pages; /* on sheets, any number of labels */
	enum tb_status (*write)(struct run *r, struct tb_err *err);
} formats[] = {
	{ ".pdf", true, write_pdf },
	{ ".png", false, write_png },
	{ ".svg", false, write_svg },
};

static const struct format *find_format(const char *path)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (len > 4 && !strcmp(path + len - 4, formats[i].suffix))
			return &formats[i];
	return NULL;
}

static enum tb_status check_job(const struct tb_label_job *job, const struct format *format, const char *path,
				struct tb_err *err)
{
	if (!format)
		return tb_err_set(err, TB_EINVAL, N_("'%s' must end in '.pdf', '.png' or '.svg'"), path);
	if (job->dpi != 203 && job->dpi != 300 && job->dpi != 600)
		return tb_err_set(err, TB_EINVAL, N_("%d dpi is unknown; choose 203, 300 or 600"), job->dpi);
	if (!job->n)
		return tb_err_set(err, TB_EINVAL, N_("there are no labels for '%s'"), path);
	if (job->n > 1 && !format->pages)
		return tb_err_set(err, TB_EINVAL, N_("'%s' holds one label, not %zu; choose a '.pdf'"), path, job->n);
	return TB_OK;
}

static enum tb_status read_sheet(struct run *r, const char *folder, struct tb_err *err)
{
	const char *name = r->job->sheet ? r->job->sheet : "a4-60x40";
	enum tb_status rc = tb_sheet_read(&r->sheet, folder, name, &r->pool, err);

	if (rc)
		return rc;
	if (r->template_.width > r->sheet.label_width + 0.001 || r->template_.height > r->sheet.label_height + 0.001)
		return tb_err_set(err, TB_EINVAL,
				  N_("template '%s' is larger than the labels of sheet '%s'; choose another of either"),
				  r->template_.name, name);
	return TB_OK;
}

static enum tb_status prepare(struct run *r, const struct format *format, const char *folder, struct tb_err *err)
{
	const char *name = r->job->template_name ? r->job->template_name : "standard";
	enum tb_status rc = tb_template_read(&r->template_, folder, name, &r->pool, err);

	if (!rc && format->pages)
		rc = read_sheet(r, folder, err);
	return rc ? rc : tb_pen_init(&r->pen, &r->template_, r->job->dpi, err);
}

static enum tb_status write_file(struct run *r, const struct format *format, const char *path, struct tb_err *err)
{
	enum tb_status rc = tb_outfile_open(&r->out, path, err);

	if (!rc)
		rc = format->write(r, err);
	if (rc) {
		tb_outfile_release(&r->out);
		return rc;
	}
	if (r->write_errno)
		errno = r->write_errno;
	return tb_outfile_commit(&r->out, err);
}

enum tb_status tb_label_draw(const struct tb_label_job *job, const char *folder, const char *path, struct tb_err *err)
{
	const struct format *format = find_format(path);
	struct run r = { .job = job, .pool = TB_POOL_INIT, .pen = TB_PEN_INIT };
	enum tb_status rc;

	rc = check_job(job, format, path, err);
	if (!rc)
		rc = prepare(&r, format, folder, err);
	if (!rc)
		rc = write_file(&r, format, path, err);
	tb_pen_release(&r.pen);
	tb_pool_release(&r.pool);
	return rc;
}
