#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/alloc.h"
#include "label/draw/pdf.h"
#include "label/draw/pdf_font.h"

/* Objects that others name before they are written. */
enum { CATALOG = 1, PAGES, RESOURCES, FIRST_FREE };

static enum tb_status write_bytes(struct tb_pdf *pdf, const void *bytes, size_t len, struct tb_err *err)
{
	pdf->offset += len;
	return pdf->sink->write(pdf->sink->ctx, bytes, len, err);
}

static enum tb_status write_text(struct tb_pdf *pdf, struct tb_err *err)
{
	return write_bytes(pdf, pdf->text.buf, pdf->text.len, err);
}

static size_t new_object(struct tb_pdf *pdf)
{
	TB_GROW(pdf->place, pdf->n, pdf->cap);
	pdf->place[pdf->n] = 0;
	return pdf->n++;
}

/* The object's text begins in pdf->text. */
static void begin_object(struct tb_pdf *pdf, size_t number)
{
	pdf->place[number] = pdf->offset;
	tb_str_clear(&pdf->text);
	tb_str_addf(&pdf->text, "%zu 0 obj\n", number);
}

static enum tb_status end_object(struct tb_pdf *pdf, struct tb_err *err)
{
	tb_str_adds(&pdf->text, "\nendobj\n");
	return write_text(pdf, err);
}

/* A compressed stream; `more` stands in its dictionary beside the length. */
static enum tb_status write_stream(struct tb_pdf *pdf, size_t number, const char *more, const struct tb_str *deflated,
				   struct tb_err *err)
{
	static const char tail[] = "\nendstream\nendobj\n";
	enum tb_status rc;

	begin_object(pdf, number);
	tb_str_addf(&pdf->text, "<< /Filter /FlateDecode /Length %zu%s >>\nstream\n", deflated->len, more);
	rc = write_text(pdf, err);
	if (!rc)
		rc = write_bytes(pdf, deflated->buf, deflated->len, err);
	return rc ? rc : write_bytes(pdf, tail, sizeof(tail) - 1, err);
}

static enum tb_status write_deflated(struct tb_pdf *pdf, size_t number, const char *more, const char *bytes, size_t len,
				     struct tb_err *err)
{
	struct tb_str deflated = TB_STR_INIT;
	uLongf size = compressBound(len);
	enum tb_status rc;

	tb_str_reserve(&deflated, size);
	if (compress((unsigned char *)deflated.buf, &size, (const unsigned char *)bytes, len) != Z_OK)
		abort();
	deflated.len = size;
	rc = write_stream(pdf, number, more, &deflated, err);
	tb_str_release(&deflated);
	return rc;
}

enum tb_status tb_pdf_begin(struct tb_pdf *pdf, const struct tb_label_sink *sink, double width, double height,
			    struct tb_err *err)
{
	/* Bytes beyond ASCII tell programs that copy files that this is no text. */
	static const char head[] = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";

	pdf->sink = sink;
	pdf->width = width;
	pdf->height = height;
	for (size_t i = 0; i < FIRST_FREE; i++)
		new_object(pdf);
	return write_bytes(pdf, head, sizeof(head) - 1, err);
}

/* A length in points, to a thousandth. */
static void add_points(struct tb_str *out, double mm)
{
	long thousandths = (long)(mm * 72000 / 25.4 + 0.5);

	tb_str_addf(out, " %ld.%03ld", thousandths / 1000, thousandths % 1000);
}

enum tb_status tb_pdf_page(struct tb_pdf *pdf, const struct tb_str *ops, struct tb_err *err)
{
	size_t content = new_object(pdf), page = new_object(pdf);
	enum tb_status rc = write_stream(pdf, content, "", ops, err);

	if (rc)
		return rc;
	TB_GROW(pdf->pages, pdf->n_pages, pdf->cap_pages);
	pdf->pages[pdf->n_pages++] = page;
	begin_object(pdf, page);
	tb_str_addf(&pdf->text, "<< /Type /Page /Parent %d 0 R /Resources %d 0 R /Contents %zu 0 R /MediaBox [0 0",
		    PAGES, RESOURCES, content);
	add_points(&pdf->text, pdf->width);
	add_points(&pdf->text, pdf->height);
	tb_str_adds(&pdf->text, "] >>");
	return end_object(pdf, err);
}

/* ---- fonts -------------------------------------------------------------------------------------------------------- */

static enum tb_status write_descendant(struct tb_pdf *pdf, size_t number, size_t descriptor,
				       const struct tb_pdf_font *font, struct tb_err *err)
{
	begin_object(pdf, number);
	tb_str_addf(&pdf->text,
		    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDToGIDMap /Identity\n"
		    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>\n"
		    "/FontDescriptor %zu 0 R /DW 1000 /W ",
		    font->name.buf, descriptor);
	tb_str_add(&pdf->text, font->widths.buf, font->widths.len);
	tb_str_adds(&pdf->text, " >>");
	return end_object(pdf, err);
}

static enum tb_status write_descriptor(struct tb_pdf *pdf, size_t number, size_t file, const struct tb_pdf_font *font,
				       struct tb_err *err)
{
	begin_object(pdf, number);
	tb_str_addf(&pdf->text, "<< /Type /FontDescriptor /FontName /%s /Flags 4 %s /FontFile2 %zu 0 R >>",
		    font->name.buf, font->metrics.buf, file);
	return end_object(pdf, err);
}

static enum tb_status write_font(struct tb_pdf *pdf, size_t number, const struct tb_pdf_font *font, struct tb_err *err)
{
	size_t descendant = new_object(pdf), descriptor = new_object(pdf), file = new_object(pdf);
	size_t unicode = new_object(pdf);
	char length[40];
	enum tb_status rc;

	begin_object(pdf, number);
	tb_str_addf(&pdf->text,
		    "<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H\n"
		    "/DescendantFonts [%zu 0 R] /ToUnicode %zu 0 R >>",
		    font->name.buf, descendant, unicode);
	rc = end_object(pdf, err);
	if (!rc)
		rc = write_descendant(pdf, descendant, descriptor, font, err);
	if (!rc)
		rc = write_descriptor(pdf, descriptor, file, font, err);
	snprintf(length, sizeof(length), " /Length1 %zu", font->file.len);
	if (!rc)
		rc = write_deflated(pdf, file, length, font->file.buf, font->file.len, err);
	return rc ? rc : write_deflated(pdf, unicode, "", font->to_unicode.buf, font->to_unicode.len, err);
}

/* What the letters of all pages stand for; NULL where none of the face was used. Texts are borrowed. */
static char **unite(struct tb_pdf_canvas *const *canvases, size_t n, int bold)
{
	const unsigned glyphs = canvases[0]->used[bold].n;
	char **all = tb_malloc(glyphs * sizeof(*all));
	bool any = false;

	for (unsigned i = 0; i < glyphs; i++) {
		all[i] = NULL;
		for (size_t k = 0; k < n && !all[i]; k++)
			all[i] = canvases[k]->used[bold].text[i];
		any |= all[i] != NULL;
	}
	if (any)
		return all;
	free(all);
	return NULL;
}

/* `*number` stays 0 where no letter of the face was used. */
static enum tb_status add_font(struct tb_pdf *pdf, struct tb_pdf_canvas *const *canvases, size_t n, int bold,
			       size_t *number, struct tb_err *err)
{
	char **text = unite(canvases, n, bold);
	struct tb_pdf_font font;
	enum tb_status rc;

	if (!text)
		return TB_OK;
	rc = tb_pdf_font_make(&font, &canvases[0]->pen->type.faces[bold], text, canvases[0]->used[bold].n, err);
	if (!rc) {
		*number = new_object(pdf);
		rc = write_font(pdf, *number, &font, err);
	}
	tb_pdf_font_release(&font);
	free(text);
	return rc;
}

/* ---- pictures ----------------------------------------------------------------------------------------------------- */

static enum tb_status write_logo(struct tb_pdf *pdf, size_t number, cairo_surface_t *ink, struct tb_err *err)
{
	const int width = cairo_image_surface_get_width(ink), height = cairo_image_surface_get_height(ink);
	const unsigned char *row = cairo_image_surface_get_data(ink);
	struct tb_str grey = TB_STR_INIT;
	char more[160];
	enum tb_status rc;

	for (int y = 0; y < height; y++, row += cairo_image_surface_get_stride(ink))
		for (int x = 0; x < width; x++)
			tb_str_addc(&grey, (char)(255 - row[x]));
	snprintf(more, sizeof(more),
		 " /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8",
		 width, height);
	rc = write_deflated(pdf, number, more, grey.buf, grey.len, err);
	tb_str_release(&grey);
	return rc;
}

static enum tb_status add_logos(struct tb_pdf *pdf, const struct tb_pen *pen, struct tb_str *resources,
				struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < pen->t->n_boxes; i++) {
		size_t number;

		if (!pen->logos[i].ink)
			continue;
		number = new_object(pdf);
		tb_str_addf(resources, " /I%zu %zu 0 R", i, number);
		rc = write_logo(pdf, number, pen->logos[i].ink, err);
	}
	return rc;
}

/* A form of the pages' own unit, larger than they are. */
static enum tb_status add_last(struct tb_pdf *pdf, const struct tb_str *last, struct tb_str *resources,
			       struct tb_err *err)
{
	size_t number = new_object(pdf);
	char more[160];

	snprintf(more, sizeof(more),
		 " /Type /XObject /Subtype /Form /BBox [-99999 -99999 99999 99999] /Resources %d 0 R", RESOURCES);
	tb_str_addf(resources, " /Last %zu 0 R", number);
	return write_deflated(pdf, number, more, last->buf, last->len, err);
}

/* ---- the end ------------------------------------------------------------------------------------------------------ */

static enum tb_status write_resources(struct tb_pdf *pdf, struct tb_pdf_canvas *const *canvases, size_t n,
				      const struct tb_str *last, struct tb_err *err)
{
	struct tb_str resources = TB_STR_INIT;
	enum tb_status rc = TB_OK;

	tb_str_adds(&resources, "<< /Font <<");
	for (int bold = 0; !rc && bold < 2; bold++) {
		size_t number = 0;

		rc = add_font(pdf, canvases, n, bold, &number, err);
		if (!rc && number)
			tb_str_addf(&resources, " /F%d %zu 0 R", bold, number);
	}
	tb_str_adds(&resources, " >> /XObject <<");
	if (!rc)
		rc = add_logos(pdf, canvases[0]->pen, &resources, err);
	if (!rc && last)
		rc = add_last(pdf, last, &resources, err);
	if (!rc) {
		begin_object(pdf, RESOURCES);
		tb_str_addf(&pdf->text, "%s >> >>", resources.buf);
		rc = end_object(pdf, err);
	}
	tb_str_release(&resources);
	return rc;
}

static enum tb_status write_pages(struct tb_pdf *pdf, struct tb_err *err)
{
	enum tb_status rc;

	begin_object(pdf, PAGES);
	tb_str_addf(&pdf->text, "<< /Type /Pages /Count %zu /Kids [", pdf->n_pages);
	for (size_t i = 0; i < pdf->n_pages; i++)
		tb_str_addf(&pdf->text, "%zu 0 R\n", pdf->pages[i]);
	tb_str_adds(&pdf->text, "] >>");
	rc = end_object(pdf, err);
	if (rc)
		return rc;
	/* Who fits pages to the paper prints modules of unequal width. */
	begin_object(pdf, CATALOG);
	tb_str_addf(&pdf->text, "<< /Type /Catalog /Pages %d 0 R /ViewerPreferences << /PrintScaling /None >> >>",
		    PAGES);
	return end_object(pdf, err);
}

static enum tb_status write_places(struct tb_pdf *pdf, struct tb_err *err)
{
	size_t start = pdf->offset;

	tb_str_clear(&pdf->text);
	tb_str_addf(&pdf->text, "xref\n0 %zu\n0000000000 65535 f \n", pdf->n);
	for (size_t i = 1; i < pdf->n; i++)
		tb_str_addf(&pdf->text, "%010zu 00000 n \n", pdf->place[i]);
	tb_str_addf(&pdf->text, "trailer\n<< /Size %zu /Root %d 0 R >>\nstartxref\n%zu\n%%%%EOF\n", pdf->n, CATALOG,
		    start);
	return write_text(pdf, err);
}

enum tb_status tb_pdf_end(struct tb_pdf *pdf, struct tb_pdf_canvas *const *canvases, size_t n,
			  const struct tb_str *last, struct tb_err *err)
{
	enum tb_status rc = write_resources(pdf, canvases, n, last, err);

	if (!rc)
		rc = write_pages(pdf, err);
	return rc ? rc : write_places(pdf, err);
}

void tb_pdf_release(struct tb_pdf *pdf)
{
	free(pdf->place);
	free(pdf->pages);
	tb_str_release(&pdf->text);
}
