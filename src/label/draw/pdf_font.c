#include <hb-ot.h>
#include <hb-subset.h>
#include <string.h>

#include "label/draw/pdf_font.h"

/* ---- the file ----------------------------------------------------------------------------------------------------- */

static hb_blob_t *subset(hb_face_t *face, char *const *text, unsigned n)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_blob_t *blob = NULL;
	hb_face_t *part;

	if (!input)
		return NULL;
	for (unsigned i = 0; i < n; i++)
		if (text[i])
			hb_set_add(hb_subset_input_glyph_set(input), i);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
	part = hb_subset_or_fail(face, input);
	if (part)
		blob = hb_face_reference_blob(part);
	hb_face_destroy(part);
	hb_subset_input_destroy(input);
	return blob;
}

static enum tb_status add_file(struct tb_pdf_font *font, hb_face_t *face, char *const *text, unsigned n,
			       struct tb_err *err)
{
	hb_blob_t *blob = subset(face, text, n);
	const char *bytes;
	unsigned len;

	if (!blob)
		return tb_err_set(err, TB_ESYS,
				  N_("the letters of font '%s' cannot be put into a PDF; name another font"),
				  font->name.buf);
	bytes = hb_blob_get_data(blob, &len);
	tb_str_add(&font->file, bytes, len);
	hb_blob_destroy(blob);
	return TB_OK;
}

/* ---- what describes it -------------------------------------------------------------------------------------------- */

/* A mark of six letters says that the font is not whole. */
static void add_name(struct tb_pdf_font *font, hb_face_t *face)
{
	char name[128] = "Font";
	unsigned size = sizeof(name);

	hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, hb_language_from_string("en", -1), &size, name);
	tb_str_adds(&font->name, "LABELS+");
	for (const char *p = name; *p; p++)
		if (strchr("-_", *p) || (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
		    (*p >= 'a' && *p <= 'z'))
			tb_str_addc(&font->name, *p);
}

static int metric(hb_font_t *unit, hb_ot_metrics_tag_t tag, int otherwise)
{
	hb_position_t value;

	return hb_ot_metrics_get_position(unit, tag, &value) ? value : otherwise;
}

static void add_metrics(struct tb_pdf_font *font, hb_font_t *unit)
{
	int ascent = metric(unit, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 900);
	int descent = metric(unit, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -250);

	tb_str_addf(&font->metrics,
		    "/FontBBox [-1000 %d 2000 %d] /Ascent %d /Descent %d /CapHeight %d /ItalicAngle 0 /StemV 80",
		    descent, ascent + 250, ascent, descent, metric(unit, HB_OT_METRICS_TAG_CAP_HEIGHT, ascent));
}

static void add_widths(struct tb_pdf_font *font, hb_font_t *unit, char *const *text, unsigned n)
{
	tb_str_addc(&font->widths, '[');
	for (unsigned i = 0; i < n; i++)
		if (text[i])
			tb_str_addf(&font->widths, "%u [%d]\n", i, (int)hb_font_get_glyph_h_advance(unit, i));
	tb_str_addc(&font->widths, ']');
}

/* ---- what its letters mean ---------------------------------------------------------------------------------------- */

static void add_utf16(struct tb_str *out, const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c >= 0x10000)
			tb_str_addf(out, "%04X%04X", 0xD800 + (c - 0x10000) / 0x400, 0xDC00 + (c - 0x10000) % 0x400);
		else
			tb_str_addf(out, "%04X", c);
	}
}

static void add_mappings(struct tb_str *out, char *const *text, const unsigned *glyph, size_t n)
{
	tb_str_addf(out, "%zu beginbfchar\n", n);
	for (size_t i = 0; i < n; i++) {
		tb_str_addf(out, "<%04X> <", glyph[i]);
		add_utf16(out, text[glyph[i]]);
		tb_str_adds(out, ">\n");
	}
	tb_str_adds(out, "endbfchar\n");
}

static void add_to_unicode(struct tb_str *out, char *const *text, unsigned n)
{
	enum { AT_ONCE = 100 }; /* as many as one block may have */
	unsigned glyph[AT_ONCE];
	size_t waiting = 0;

	tb_str_adds(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
			 "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
			 "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
			 "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	for (unsigned i = 0; i < n; i++) {
		if (text[i] && *text[i])
			glyph[waiting++] = i;
		if (waiting == AT_ONCE || (waiting && i + 1 == n)) {
			add_mappings(out, text, glyph, waiting);
			waiting = 0;
		}
	}
	tb_str_adds(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}

enum tb_status tb_pdf_font_make(struct tb_pdf_font *font, const struct tb_face *face, char *const *text, unsigned n,
				struct tb_err *err)
{
	hb_face_t *hb = hb_font_get_face(face->hb);
	hb_font_t *unit = hb_font_create(hb); /* letters of 1000 */

	*font = (struct tb_pdf_font){ TB_STR_INIT, TB_STR_INIT, TB_STR_INIT, TB_STR_INIT, TB_STR_INIT };
	hb_font_set_scale(unit, 1000, 1000);
	add_name(font, hb);
	add_metrics(font, unit);
	add_widths(font, unit, text, n);
	add_to_unicode(&font->to_unicode, text, n);
	hb_font_destroy(unit);
	return add_file(font, hb, text, n, err);
}

void tb_pdf_font_release(struct tb_pdf_font *font)
{
	tb_str_release(&font->file);
	tb_str_release(&font->to_unicode);
	tb_str_release(&font->widths);
	tb_str_release(&font->name);
	tb_str_release(&font->metrics);
}
