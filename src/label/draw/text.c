#include <stdbool.h>
#include <string.h>

#include "label/draw/text.h"

#define FAMILY    "DejaVu Sans" /* has all Vietnamese letters */
#define PT_PER_MM (72 / 25.4)
#define HEADROOM  0.2  /* of the size: how far Ẫ and Ổ rise above what the font calls a line */
#define LEADING   1.1f /* the same between lines */

static PangoFontDescription *describe(const struct tb_box *box, double scale)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, FAMILY);
	pango_font_description_set_weight(d, box->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(d, box->size * PT_PER_MM * scale * PANGO_SCALE);
	return d;
}

static void set_size(PangoLayout *layout, const struct tb_box *box, double scale)
{
	PangoFontDescription *d = describe(box, scale);

	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
}

static PangoLayout *new_layout(PangoContext *context, const struct tb_box *box)
{
	static const PangoAlignment align[] = {
		[TB_LEFT] = PANGO_ALIGN_LEFT, [TB_CENTRE] = PANGO_ALIGN_CENTER, [TB_RIGHT] = PANGO_ALIGN_RIGHT
	};
	PangoLayout *layout = pango_layout_new(context);

	set_size(layout, box, 1);
	pango_layout_set_width(layout, (int)(box->width * PT_PER_MM * PANGO_SCALE));
	pango_layout_set_height(layout, -box->lines);
	pango_layout_set_line_spacing(layout, LEADING);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_alignment(layout, align[box->align]);
	return layout;
}

static PangoContext *new_context(PangoFontMap *fonts)
{
	PangoContext *context = pango_font_map_create_context(fonts);
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string("vi"));
	return context;
}

/* fontconfig silently takes another font where one is missing; its Vietnamese may be a row of boxes. */
static bool has_font(struct tb_type *type)
{
	PangoFontDescription *want = pango_font_description_from_string(FAMILY " 9");
	PangoFont *font = pango_font_map_load_font(type->fonts, type->context, want);
	PangoFontDescription *got = font ? pango_font_describe(font) : NULL;
	bool is_it = got && !strcmp(pango_font_description_get_family(got), FAMILY);

	pango_font_description_free(want);
	pango_font_description_free(got);
	if (font)
		g_object_unref(font);
	return is_it;
}

enum tb_status tb_type_init(struct tb_type *type, const struct tb_template *t, struct tb_err *err)
{
	type->fonts = pango_cairo_font_map_new();
	type->context = new_context(type->fonts);
	if (!has_font(type))
		return tb_err_set(err, TB_ESYS, N_("the font '%s' is missing; install fonts-dejavu-core"), FAMILY);
	for (size_t i = 0; i < t->n_boxes; i++)
		if (t->boxes[i].type == TB_BOX_TEXT)
			type->layouts[i] = new_layout(type->context, &t->boxes[i]);
	return TB_OK;
}

void tb_type_release(struct tb_type *type)
{
	for (size_t i = 0; i < TB_MAX_BOXES; i++)
		g_clear_object(&type->layouts[i]);
	g_clear_object(&type->context);
	g_clear_object(&type->fonts);
	tb_str_release(&type->text);
}

static bool breaks_line(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
}

/* One line of valid UTF-8: control characters become spaces, and stray bytes the replacement character. */
static void add_clean(struct tb_str *out, const char *s)
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

static const char *field_text(const struct tb_label *label, int field)
{
	switch ((enum tb_label_field)field) {
	case TB_LABEL_TAG: return label->tag;
	case TB_LABEL_SHOWN_TAG: return label->shown_tag;
	case TB_LABEL_NAME: return label->name;
	case TB_LABEL_UNIT: return label->unit;
	case TB_LABEL_YEAR: return label->year;
	}
	return NULL;
}

static void fit(PangoLayout *layout, const struct tb_box *box, const struct tb_str *text)
{
	pango_layout_set_text(layout, text->buf, (int)text->len);
	for (double scale = 0.9; scale > 0.75 && pango_layout_is_ellipsized(layout); scale -= 0.1)
		set_size(layout, box, scale);
}

/* Marks piled upon marks, or letters of a taller font, can leave the lines that pango counts. */
static void clip_to_box(cairo_t *cr, PangoLayout *layout, const struct tb_box *box, double top)
{
	double width = box->width * PT_PER_MM, height = box->height * PT_PER_MM;
	PangoRectangle ink;

	pango_layout_get_extents(layout, &ink, NULL);
	if (ink.x >= 0 && ink.y >= -top * PANGO_SCALE && ink.x + ink.width <= width * PANGO_SCALE &&
	    ink.y + ink.height <= (height - top) * PANGO_SCALE)
		return;
	cairo_rectangle(cr, 0, 0, width, height);
	cairo_clip(cr);
}

void tb_type_draw(struct tb_type *type, cairo_t *cr, const struct tb_template *t, size_t i,
		  const struct tb_label *label)
{
	const struct tb_box *box = &t->boxes[i];
	const char *value = field_text(label, box->field);
	PangoLayout *layout = type->layouts[i];
	double top = HEADROOM * box->size * PT_PER_MM;

	if (!value || !*value)
		return;
	tb_str_clear(&type->text);
	if (box->caption)
		tb_str_addf(&type->text, "%s ", box->caption);
	add_clean(&type->text, value);

	cairo_save(cr);
	cairo_translate(cr, box->x * PT_PER_MM, box->y * PT_PER_MM);
	pango_cairo_update_context(cr, type->context);
	fit(layout, box, &type->text);
	clip_to_box(cr, layout, box, top);
	cairo_move_to(cr, 0, top);
	pango_cairo_show_layout(cr, layout);
	cairo_restore(cr);
	set_size(layout, box, 1);
}
