#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "label/draw/cairo_canvas.h"

static struct tb_cairo_canvas *from(struct tb_canvas *c)
{
	return (struct tb_cairo_canvas *)c; /* its first member */
}

static void move(struct tb_canvas *c, int x, int y)
{
	cairo_set_matrix(from(c)->cr, &from(c)->page);
	cairo_translate(from(c)->cr, x, y);
}

static void symbol(struct tb_canvas *c, const struct tb_matrix *m, const struct tb_spot *at)
{
	cairo_t *cr = from(c)->cr;

	for (struct tb_rect r = { 0 }; tb_matrix_next(m, &r);)
		cairo_rectangle(cr, at->x + r.x * at->module, at->y + r.y * at->module_height, r.width * at->module,
				r.height * at->module_height);
	cairo_fill(cr);
}

static void fill(struct tb_canvas *c, double x, double y, double width, double height)
{
	cairo_rectangle(from(c)->cr, x, y, width, height);
	cairo_fill(from(c)->cr);
}

static void outline(struct tb_canvas *c, const struct tb_outline *o)
{
	cairo_t *cr = from(c)->cr;
	const double x = o->x + o->line / 2, y = o->y + o->line / 2, r = fmax(0, o->corner - o->line / 2);
	const double w = o->width - o->line, h = o->height - o->line;

	cairo_new_path(cr);
	if (r > 0) {
		cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
		cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
		cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
		cairo_arc(cr, x + r, y + r, r, M_PI, 3 * M_PI / 2);
		cairo_close_path(cr);
	} else {
		cairo_rectangle(cr, x, y, w, h);
	}
	cairo_set_line_width(cr, o->line);
	cairo_stroke(cr);
}

/* Letters whose unit is the point, after the context was moved to where they stand. */
static void show(struct tb_cairo_canvas *c, const struct tb_setting *s)
{
	cairo_glyph_t *glyphs = tb_malloc((s->n + !s->n) * sizeof(*glyphs));

	for (size_t i = 0; i < s->n; i++)
		glyphs[i] = (cairo_glyph_t){ s->glyph[i].id, s->glyph[i].x, s->glyph[i].y };
	cairo_set_font_face(c->cr, c->pen->type.faces[s->bold].cairo);
	cairo_set_font_size(c->cr, s->size);
	cairo_show_glyphs(c->cr, glyphs, (int)s->n);
	free(glyphs);
}

static void text(struct tb_canvas *c, size_t i, const char *text)
{
	struct tb_pen *pen = from(c)->pen;
	const struct tb_box *box = &pen->t->boxes[i];
	const struct tb_setting *s = tb_type_set(&pen->type, i, text);
	const double pt = 72 / 25.4;
	cairo_t *cr = from(c)->cr;

	cairo_save(cr);
	cairo_scale(cr, pen->dpi / 72.0, pen->dpi / 72.0);
	cairo_translate(cr, box->x * pt, box->y * pt);
	if (s->clip) {
		cairo_rectangle(cr, 0, 0, box->width * pt, box->height * pt);
		cairo_clip(cr);
	}
	show(from(c), s);
	cairo_restore(cr);
}

static void word(struct tb_canvas *c, const struct tb_word *w)
{
	struct tb_pen *pen = from(c)->pen;
	const struct tb_setting *s = tb_type_set_line(&pen->type, w->text, w->size * 72 / pen->dpi, true);
	cairo_t *cr = from(c)->cr;

	cairo_save(cr);
	cairo_translate(cr, w->x, w->y);
	cairo_rotate(cr, w->turn);
	cairo_scale(cr, pen->dpi / 72.0, pen->dpi / 72.0);
	if (w->centred)
		cairo_translate(cr, -s->width / 2, 0);
	cairo_set_source_rgba(cr, 0, 0, 0, 1 - w->grey); /* a surface of ink alone knows no colour */
	show(from(c), s);
	cairo_restore(cr);
}

static void logo(struct tb_canvas *c, size_t i)
{
	const struct tb_logo *l = &from(c)->pen->logos[i];
	cairo_t *cr = from(c)->cr;

	cairo_save(cr);
	cairo_translate(cr, l->x, l->y);
	cairo_scale(cr, l->scale, l->scale);
	cairo_mask_surface(cr, l->ink, 0, 0);
	cairo_restore(cr);
}

void tb_cairo_canvas_init(struct tb_cairo_canvas *c, struct tb_pen *pen, cairo_surface_t *surface, double scale)
{
	cairo_font_options_t *options = cairo_font_options_create();

	*c = (struct tb_cairo_canvas){ .canvas = { move, symbol, fill, outline, text, word, logo }, .pen = pen };
	c->cr = cairo_create(surface);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	cairo_set_font_options(c->cr, options);
	cairo_font_options_destroy(options);
	cairo_scale(c->cr, scale, scale);
	cairo_get_matrix(c->cr, &c->page);
}

void tb_cairo_canvas_release(struct tb_cairo_canvas *c)
{
	if (c->cr)
		cairo_destroy(c->cr);
	c->cr = NULL;
}
