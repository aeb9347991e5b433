#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "label/draw/text.h"

#define PT_PER_MM (72 / 25.4)
#define HEADROOM  0.2  /* of the size: how far Ẫ and Ổ rise above what the font calls a line */
#define LEADING   1.1f /* the same between lines */

enum { UNIT_SIZE = 64 /* pt, at which the faces measure */ };

/* ---- faces -------------------------------------------------------------------------------------------------------- */

static PangoFontDescription *describe(const struct tb_type *type, bool bold, double size)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, type->t->font);
	pango_font_description_set_weight(d, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	return d;
}

static PangoContext *new_context(PangoFontMap *fonts)
{
	PangoContext *context = pango_font_map_create_context(fonts);
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string("vi"));
	return context;
}

/* fontconfig silently takes another font where one is missing; its Vietnamese may be a row of boxes. */
static bool is_family(PangoFont *font, const char *family)
{
	PangoFontDescription *got = pango_font_describe(font);
	bool is_it = !strcmp(pango_font_description_get_family(got), family);

	pango_font_description_free(got);
	return is_it;
}

/* A PDF takes outlines as TrueType has them. */
static bool has_outlines(hb_font_t *font)
{
	hb_blob_t *glyphs = hb_face_reference_table(hb_font_get_face(font), HB_TAG('g', 'l', 'y', 'f'));
	bool has = hb_blob_get_length(glyphs) > 0;

	hb_blob_destroy(glyphs);
	return has;
}

static enum tb_status open_face(struct tb_type *type, bool bold, struct tb_err *err)
{
	struct tb_face *face = &type->faces[bold];
	PangoFontDescription *want = describe(type, bold, UNIT_SIZE);
	cairo_scaled_font_t *scaled;

	face->font = pango_font_map_load_font(type->fonts, type->context, want);
	pango_font_description_free(want);
	if (!face->font || !is_family(face->font, type->t->font))
		return tb_err_set(err, TB_ESYS,
				  N_("the font '%s' is missing; install it (DejaVu Sans: fonts-dejavu-core) or name "
				     "another in '%s.ini'"),
				  type->t->font, type->t->name);
	face->hb = pango_font_get_hb_font(face->font);
	scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(face->font));
	if (!scaled || !has_outlines(face->hb))
		return tb_err_set(err, TB_ESYS, N_("the font '%s' is no TrueType font; name another in '%s.ini'"),
				  type->t->font, type->t->name);
	face->cairo = cairo_scaled_font_get_font_face(scaled);
	return TB_OK;
}

/* ---- layouts ------------------------------------------------------------------------------------------------------ */

static void set_size(struct tb_type *type, PangoLayout *layout, bool bold, double size)
{
	PangoFontDescription *d = describe(type, bold, size);

	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
}

/* Letters of other fonts would depend on what the machine has; a hyphen where a code is broken would be read as part of it. */
static void forbid_additions(PangoLayout *layout)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_fallback_new(FALSE));
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
}

static PangoLayout *new_layout(struct tb_type *type, const struct tb_box *box)
{
	static const PangoAlignment align[] = {
		[TB_LEFT] = PANGO_ALIGN_LEFT, [TB_CENTRE] = PANGO_ALIGN_CENTER, [TB_RIGHT] = PANGO_ALIGN_RIGHT
	};
	PangoLayout *layout = pango_layout_new(type->context);

	forbid_additions(layout);
	pango_layout_set_width(layout, (int)(box->width * PT_PER_MM * PANGO_SCALE));
	pango_layout_set_height(layout, -box->lines);
	pango_layout_set_line_spacing(layout, LEADING);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_alignment(layout, align[box->align]);
	return layout;
}

static void measure_line(struct tb_type *type)
{
	PangoLayout *layout = pango_layout_new(type->context);
	int one, two;

	set_size(type, layout, false, UNIT_SIZE);
	pango_layout_set_line_spacing(layout, LEADING);
	pango_layout_set_text(layout, "x", 1);
	pango_layout_get_size(layout, NULL, &one);
	type->baseline = (double)pango_layout_get_baseline(layout) / PANGO_SCALE / UNIT_SIZE;
	pango_layout_set_text(layout, "x\nx", 3);
	pango_layout_get_size(layout, NULL, &two);
	type->first_line = (double)one / PANGO_SCALE / UNIT_SIZE;
	type->line = (double)(two - one) / PANGO_SCALE / UNIT_SIZE;
	g_object_unref(layout);
}

enum tb_status tb_type_init(struct tb_type *type, const struct tb_template *t, struct tb_err *err)
{
	enum tb_status rc;

	type->t = t;
	type->fonts = pango_cairo_font_map_new();
	type->context = new_context(type->fonts);
	type->buffer = hb_buffer_create();
	rc = open_face(type, false, err);
	if (!rc)
		rc = open_face(type, true, err);
	if (rc)
		return rc;
	measure_line(type);
	for (size_t i = 0; i < t->n_boxes; i++)
		if (t->boxes[i].type == TB_BOX_TEXT)
			type->layouts[i] = new_layout(type, &t->boxes[i]);
	return TB_OK;
}

void tb_type_release(struct tb_type *type)
{
	for (size_t i = 0; i < TB_MAX_BOXES; i++)
		g_clear_object(&type->layouts[i]);
	g_clear_object(&type->faces[0].font);
	g_clear_object(&type->faces[1].font);
	g_clear_object(&type->context);
	g_clear_object(&type->fonts);
	hb_buffer_destroy(type->buffer);
	free(type->setting.glyph);
}

/* ---- what a box says ---------------------------------------------------------------------------------------------- */

static bool breaks_line(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
}

/* Control characters become spaces, and stray bytes the replacement character. */
void tb_type_add_clean(struct tb_str *out, const char *s)
{
	while (*s) {
		gunichar c = g_utf8_get_char_validated(s, -1);
		bool valid = c < 0x110000;
		const char *next = valid ? g_utf8_next_char(s) : s + 1;

		if (!valid)
			tb_str_adds(out, "\xEF\xBF\xBD");
		else if (breaks_line(c))
			tb_str_addc(out, ' ');
		else
			tb_str_add(out, s, (size_t)(next - s));
		s = next;
	}
}

void tb_type_compose(const struct tb_box *box, const struct tb_label *label, struct tb_str *out)
{
	const char *value = box->field == TB_LABEL_FIELDS ? "" : label->text[box->field];

	if (!value || (!*value && box->field != TB_LABEL_FIELDS))
		return;
	if (box->caption)
		tb_type_add_clean(out, box->caption);
	if (box->caption && *value)
		tb_str_addc(out, ' ');
	tb_type_add_clean(out, value);
}

/* ---- setting by HarfBuzz ------------------------------------------------------------------------------------------ */

static struct tb_glyph *add_glyph(struct tb_setting *s)
{
	TB_GROW(s->glyph, s->n, s->cap);
	return &s->glyph[s->n++];
}

static void begin(struct tb_setting *s, bool bold, double size)
{
	s->bold = bold;
	s->slanted = false;
	s->size = size;
	s->width = 0;
	s->lines = 1;
	s->clip = false;
	s->n = 0;
}

/* Latin letters and common signs, each a character of its own: from left to right, and none rises beyond its line. */
static bool is_plain(const char *text)
{
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c >= 0x0250 && !(c >= 0x1E00 && c < 0x1F00) && !(c >= 0x2010 && c < 0x2028) && c != 0x20AB)
			return false;
	}
	return true;
}

static bool is_code(const char *text)
{
	return !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")];
}

/* The characters of a code stand evenly: each is as wide as always, whatever is beside it. */
static bool set_code(struct tb_type *type, const char *text, bool bold)
{
	struct tb_face *face = &type->faces[bold];
	struct tb_setting *s = &type->setting;
	const double unit = 1.0 / PANGO_SCALE / UNIT_SIZE;
	bool complete = true;

	begin(s, bold, 1);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (face->code[c].advance <= 0) {
			hb_font_get_nominal_glyph(face->hb, c, &face->code[c].id);
			face->code[c].advance = hb_font_get_glyph_h_advance(face->hb, face->code[c].id) * unit;
		}
		*add_glyph(s) = (struct tb_glyph){ .id = face->code[c].id, .x = s->width, .text = text, .text_len = 1 };
		s->width += face->code[c].advance;
		complete &= face->code[c].id != 0;
	}
	return complete;
}

/* Glyphs of a line in letters of 1 pt, from 0; false where the face lacks one. */
static bool shape(struct tb_type *type, const char *text, bool bold)
{
	struct tb_setting *s = &type->setting;
	const double unit = 1.0 / PANGO_SCALE / UNIT_SIZE;
	const hb_glyph_position_t *at;
	const hb_glyph_info_t *info;
	bool complete = true;
	unsigned n;

	if (is_code(text))
		return set_code(type, text, bold);
	hb_buffer_clear_contents(type->buffer);
	hb_buffer_add_utf8(type->buffer, text, -1, 0, -1);
	hb_buffer_set_direction(type->buffer, HB_DIRECTION_LTR);
	hb_buffer_set_script(type->buffer, HB_SCRIPT_LATIN);
	hb_buffer_set_language(type->buffer, hb_language_from_string("vi", -1));
	hb_shape(type->faces[bold].hb, type->buffer, NULL, 0);
	info = hb_buffer_get_glyph_infos(type->buffer, &n);
	at = hb_buffer_get_glyph_positions(type->buffer, &n);
	begin(s, bold, 1);
	for (unsigned i = 0; i < n; i++) {
		size_t end = i + 1 < n ? info[i + 1].cluster : strlen(text);

		*add_glyph(s) = (struct tb_glyph){ .id = info[i].codepoint,
						   .x = s->width + at[i].x_offset * unit,
						   .y = -at[i].y_offset * unit,
						   .text = text + info[i].cluster,
						   .text_len = end - info[i].cluster };
		s->width += at[i].x_advance * unit;
		complete &= info[i].codepoint != 0;
	}
	return complete;
}

/* Give a shaped line its size and place. */
static void place(struct tb_setting *s, double size, double x, double y)
{
	s->size = size;
	s->width *= size;
	for (size_t i = 0; i < s->n; i++) {
		s->glyph[i].x = s->glyph[i].x * size + x;
		s->glyph[i].y = s->glyph[i].y * size + y;
	}
}

const struct tb_setting *tb_type_set_line(struct tb_type *type, const char *text, double size, bool bold)
{
	shape(type, text, bold);
	place(&type->setting, size, 0, 0);
	return &type->setting;
}

/* Whether the text could be set in one line of the box. */
static bool set_in_line(struct tb_type *type, const struct tb_box *box, const char *text)
{
	const double size = box->size * PT_PER_MM, width = box->width * PT_PER_MM;
	struct tb_setting *s = &type->setting;
	double fitting = size, free_width;

	if (!is_plain(text) || !shape(type, text, box->bold))
		return false;
	if (s->width * size > width)
		fitting = width / s->width;
	if (fitting < size && (box->lines > 1 || fitting < box->least_size * PT_PER_MM))
		return false;
	free_width = width - s->width * fitting;
	place(s, fitting,
	      box->align == TB_LEFT     ? 0
	      : box->align == TB_CENTRE ? free_width / 2
					: free_width,
	      HEADROOM * size + type->baseline * fitting);
	return true;
}

/* ---- setting by pango --------------------------------------------------------------------------------------------- */

static void take_run(struct tb_setting *s, const PangoLayoutRun *run, const char *text, double x, double y)
{
	const PangoGlyphString *glyphs = run->glyphs;
	const bool ellipsis =
		run->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS; /* none of the text's letters */
	const char *from = ellipsis ? "…" : text + run->item->offset;
	const bool backwards = run->item->analysis.level % 2;

	for (int i = 0; i < glyphs->num_glyphs; i++) {
		const PangoGlyphInfo *g = &glyphs->glyphs[i];
		int next = backwards ? i - 1 : i + 1, begin = glyphs->log_clusters[i];
		int end = ellipsis ? (int)strlen(from) : run->item->length;

		if (next >= 0 && next < glyphs->num_glyphs)
			end = glyphs->log_clusters[next];
		if (g->glyph != PANGO_GLYPH_EMPTY)
			*add_glyph(s) = (struct tb_glyph){
				.id = g->glyph & PANGO_GLYPH_UNKNOWN_FLAG ? 0 : g->glyph,
				.x = x + (double)g->geometry.x_offset / PANGO_SCALE,
				.y = y + (double)g->geometry.y_offset / PANGO_SCALE,
				.text = from + begin,
				.text_len = end > begin ? (size_t)(end - begin) : 0,
			};
		x += (double)g->geometry.width / PANGO_SCALE;
	}
}

static void take_layout(struct tb_setting *s, PangoLayout *layout, const char *text, double top)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	PangoRectangle at;

	do {
		const PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);

		if (!run)
			continue;
		pango_layout_iter_get_run_extents(iter, NULL, &at);
		take_run(s, run, text, (double)at.x / PANGO_SCALE,
			 top + (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE);
	} while (pango_layout_iter_next_run(iter));
	pango_layout_iter_free(iter);
}

/* Marks piled upon marks can leave the lines that pango counts. */
static bool leaves_box(PangoLayout *layout, const struct tb_box *box, double top)
{
	double width = box->width * PT_PER_MM, height = box->height * PT_PER_MM;
	PangoRectangle ink;

	pango_layout_get_extents(layout, &ink, NULL);
	return ink.x < 0 || ink.y < -top * PANGO_SCALE || ink.x + ink.width > width * PANGO_SCALE ||
	       ink.y + ink.height > (height - top) * PANGO_SCALE;
}

static void set_in_lines(struct tb_type *type, const struct tb_box *box, PangoLayout *layout, const char *text)
{
	struct tb_setting *s = &type->setting;
	double size = box->size * PT_PER_MM, least = box->least_size * PT_PER_MM, top = HEADROOM * size;

	pango_layout_set_text(layout, text, -1);
	set_size(type, layout, box->bold, size);
	while (pango_layout_is_ellipsized(layout) && size > least + 0.01) {
		size = size * 0.95 > least ? size * 0.95 : least;
		set_size(type, layout, box->bold, size);
	}
	begin(s, box->bold, size);
	s->lines = pango_layout_get_line_count(layout);
	take_layout(s, layout, text, top);
	s->clip = leaves_box(layout, box, top);
}

const struct tb_setting *tb_type_set(struct tb_type *type, size_t i, const char *text)
{
	const struct tb_box *box = &type->t->boxes[i];

	if (!set_in_line(type, box, text))
		set_in_lines(type, box, type->layouts[i], text);
	return &type->setting;
}

/* Of the text that was set, in letters of `size` or smaller ones. */
static double height_of(const struct tb_type *type, double size)
{
	return (HEADROOM + type->first_line + (type->setting.lines - 1) * type->line) * size;
}

const struct tb_setting *tb_type_set_in(struct tb_type *type, const struct tb_box *box, const char *text,
					double *height)
{
	struct tb_setting *s = &type->setting;
	struct tb_box full = *box;

	if (!set_in_line(type, box, text)) {
		PangoLayout *layout = new_layout(type, box);

		set_in_lines(type, box, layout, text);
		full.height = height_of(type, box->size);
		s->clip = leaves_box(layout, &full, HEADROOM * box->size * PT_PER_MM);
		g_object_unref(layout);
	}
	*height = height_of(type, box->size);
	return s;
}
