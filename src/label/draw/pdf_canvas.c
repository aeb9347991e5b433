#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "label/draw/pdf_canvas.h"

static struct tb_pdf_canvas *from(struct tb_canvas *c)
{
	return (struct tb_pdf_canvas *)c; /* its first member */
}

#define SLANT 0.2 /* how far slanted letters lean to the right, of their height */

enum { SLACK = 2 }; /* thousandths of a letter's size by which it may stand aside */

/* ---- numbers ------------------------------------------------------------------------------------------------------ */

static void put_int(struct tb_str *out, long n)
{
	char digits[24], *p = digits + sizeof(digits);
	unsigned long rest = n < 0 ? 0UL - (unsigned long)n : (unsigned long)n;

	*--p = ' ';
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	tb_str_add(out, p, (size_t)(digits + sizeof(digits) - p));
}

/* With `digits` decimals at most, whatever the locale. */
static void put_decimal(struct tb_str *out, double n, int digits)
{
	long scale = 1, all, rest;

	for (int i = 0; i < digits; i++)
		scale *= 10;
	all = lround(fabs(n) * (double)scale);
	rest = all % scale;
	if (all && n < 0)
		tb_str_addc(out, '-');
	put_int(out, all / scale);
	if (!rest)
		return;
	tb_str_cut(out, out->len - 1);
	tb_str_addc(out, '.');
	for (; rest; rest = rest * 10 % scale)
		tb_str_addc(out, (char)('0' + rest * 10 / scale));
	tb_str_addc(out, ' ');
}

/* Hundredths of a dot are finer than any printer. */
static void put(struct tb_str *out, double n)
{
	put_decimal(out, n, 2);
}

static void put_all(struct tb_str *out, const char *operator, size_t n, const double *numbers)
{
	for (size_t i = 0; i < n; i++)
		put(out, numbers[i]);
	tb_str_adds(out, operator);
	tb_str_addc(out, '\n');
}

#define PUT(out, operator, ...)                                                                                        \
	put_all((out), (operator), sizeof((double[]){ __VA_ARGS__ }) / sizeof(double), (double[]){ __VA_ARGS__ })

/* ---- shapes ------------------------------------------------------------------------------------------------------- */

static void move(struct tb_canvas *c, int x, int y)
{
	struct tb_str *out = &from(c)->ops;

	tb_str_adds(out, "Q q ");
	PUT(out, "cm", 1, 0, 0, 1, x, y);
}

static void symbol(struct tb_canvas *c, const struct tb_matrix *m, const struct tb_spot *at)
{
	struct tb_str *out = &from(c)->ops;

	tb_str_adds(out, "q ");
	PUT(out, "cm", at->module, 0, 0, at->module_height, at->x, at->y);
	for (struct tb_rect r = { 0 }; tb_matrix_next(m, &r);) {
		put_int(out, r.x);
		put_int(out, r.y);
		put_int(out, r.width);
		put_int(out, r.height);
		tb_str_add(out, "re\n", 3);
	}
	tb_str_adds(out, "f Q\n");
}

static void fill(struct tb_canvas *c, double x, double y, double width, double height)
{
	PUT(&from(c)->ops, "re f", x, y, width, height);
}

/* Quarter circles as Bézier curves. */
static void round_rectangle(struct tb_str *out, double x, double y, double w, double h, double r)
{
	const double k = r * (1 - 0.5522847);

	PUT(out, "m", x + r, y);
	PUT(out, "l", x + w - r, y);
	PUT(out, "c", x + w - k, y, x + w, y + k, x + w, y + r);
	PUT(out, "l", x + w, y + h - r);
	PUT(out, "c", x + w, y + h - k, x + w - k, y + h, x + w - r, y + h);
	PUT(out, "l", x + r, y + h);
	PUT(out, "c", x + k, y + h, x, y + h - k, x, y + h - r);
	PUT(out, "l", x, y + r);
	PUT(out, "c", x, y + k, x + k, y, x + r, y);
	tb_str_adds(out, "h\n");
}

static void outline(struct tb_canvas *c, const struct tb_outline *o)
{
	struct tb_str *out = &from(c)->ops;
	const double x = o->x + o->line / 2, y = o->y + o->line / 2, r = o->corner - o->line / 2;
	const double w = o->width - o->line, h = o->height - o->line;

	PUT(out, "w", o->line);
	if (r > 0)
		round_rectangle(out, x, y, w, h, r);
	else
		PUT(out, "re", x, y, w, h);
	tb_str_adds(out, "S\n");
}

static void logo(struct tb_canvas *c, size_t i)
{
	const struct tb_logo *l = &from(c)->pen->logos[i];
	const double w = cairo_image_surface_get_width(l->ink) * l->scale;
	const double h = cairo_image_surface_get_height(l->ink) * l->scale;
	struct tb_str *out = &from(c)->ops;

	tb_str_adds(out, "q ");
	PUT(out, "cm", w, 0, 0, -h, l->x, l->y + h); /* a picture stands on its feet where y goes up */
	tb_str_addf(out, "/I%zu Do Q\n", i);
}

/* ---- letters ------------------------------------------------------------------------------------------------------ */

/* Noted from where it is seen first; a letter that the face lacks stands for nothing. */
static void note_glyph(struct tb_used_glyphs *used, const struct tb_glyph *g)
{
	char *text;

	if (g->id >= used->n || used->text[g->id])
		return;
	text = tb_malloc(g->text_len + 1);
	memcpy(text, g->text, g->text_len);
	text[g->id ? g->text_len : 0] = '\0';
	used->text[g->id] = text;
}

static void put_glyph(struct tb_str *out, unsigned id)
{
	static const char hex[] = "0123456789ABCDEF";
	const char digits[] = { hex[id >> 12 & 15], hex[id >> 8 & 15], hex[id >> 4 & 15], hex[id & 15] };

	tb_str_add(out, digits, sizeof(digits));
}

/* The advance that the PDF's font gives a glyph: whole thousandths of the letters' size. */
static double advance_of(const struct tb_face *face, unsigned id)
{
	int scale;

	hb_font_get_scale(face->hb, &scale, &(int){ 0 });
	return round(1000.0 * hb_font_get_glyph_h_advance(face->hb, id) / scale) / 1000;
}

/* The glyphs of one line: [<0012> -30 <0013> ...] TJ. A number moves back by thousandths of the letters' size. */
static void put_line(struct tb_pdf_canvas *c, const struct tb_setting *s, size_t from, size_t to)
{
	const struct tb_face *face = &c->pen->type.faces[s->bold];
	struct tb_str *out = &c->ops;
	double at = s->glyph[from].x;

	tb_str_adds(out, "[<");
	for (size_t i = from; i < to; i++) {
		const struct tb_glyph *g = &s->glyph[i];
		long back = lround((at - g->x) / s->size * 1000);

		if (labs(back) > SLACK) {
			tb_str_adds(out, ">");
			put_int(out, back);
			tb_str_adds(out, "<");
			at -= (double)back / 1000 * s->size;
		}
		put_glyph(out, g->id);
		note_glyph(&c->used[s->bold], g);
		at += advance_of(face, g->id) * s->size;
	}
	tb_str_adds(out, ">] TJ\n");
}

/* Lengths of a setting are points; they become dots by `dot`. (x, y) is its origin. */
static void put_setting(struct tb_pdf_canvas *c, const struct tb_setting *s, double x, double y, double turn)
{
	const double dot = c->pen->dpi / 72.0, sine = sin(turn), cosine = cos(turn), slant = s->slanted ? SLANT : 0;
	struct tb_str *out = &c->ops;

	tb_str_addf(out, "BT /F%d ", s->bold);
	PUT(out, "Tf", s->size * dot);
	for (size_t i = 0, end; i < s->n; i = end) {
		const struct tb_glyph *g = &s->glyph[i];

		for (end = i + 1; end < s->n && s->glyph[end].y == g->y;)
			end++;
		for (int k = 0; k < 4; k++)
			put_decimal(out, (double[]){ cosine, sine, sine + slant, -cosine }[k], 4);
		PUT(out, "Tm", x + g->x * dot, y + g->y * dot);
		put_line(c, s, i, end);
	}
	tb_str_adds(out, "ET\n");
}

void tb_pdf_canvas_set(struct tb_pdf_canvas *c, const struct tb_box *box, const struct tb_setting *s)
{
	const double dot = c->pen->dpi / 25.4;

	if (s->clip) {
		tb_str_adds(&c->ops, "q ");
		PUT(&c->ops, "re W n", box->x * dot, box->y * dot, box->width * dot, box->height * dot);
	}
	if (s->n)
		put_setting(c, s, box->x * dot, box->y * dot, 0);
	if (s->clip)
		tb_str_adds(&c->ops, "Q\n");
}

static struct tb_kept *find_kept(struct tb_pdf_canvas *c, size_t box, const char *text)
{
	unsigned hash = 5381; /* Bernstein's */

	for (; *text; text++)
		hash = hash * 33 + (unsigned char)*text;
	return &c->kept[box][hash % TB_KEPT];
}

static void text(struct tb_canvas *canvas, size_t i, const char *text)
{
	struct tb_pdf_canvas *c = from(canvas);
	struct tb_kept *kept = find_kept(c, i, text);
	size_t start = c->ops.len;

	if (kept->text.len && !strcmp(kept->text.buf, text)) {
		tb_str_add(&c->ops, kept->ops.buf, kept->ops.len);
		return;
	}
	tb_pdf_canvas_set(c, &c->pen->t->boxes[i], tb_type_set(&c->pen->type, i, text));
	tb_str_clear(&kept->text);
	tb_str_adds(&kept->text, text);
	tb_str_clear(&kept->ops);
	tb_str_add(&kept->ops, c->ops.buf + start, c->ops.len - start);
}

static void word(struct tb_canvas *canvas, const struct tb_word *w)
{
	struct tb_pdf_canvas *c = from(canvas);
	const double dot = c->pen->dpi / 72.0;
	const struct tb_setting *s = tb_type_set_line(&c->pen->type, w->text, w->size / dot, true);
	double back = w->centred ? s->width * dot / 2 : 0;

	PUT(&c->ops, "g", w->grey);
	put_setting(c, s, w->x - cos(w->turn) * back, w->y - sin(w->turn) * back, w->turn);
	tb_str_adds(&c->ops, "0 g\n");
}

void tb_pdf_canvas_repeat(struct tb_pdf_canvas *c, const struct tb_str *ops, double x, double y)
{
	tb_str_adds(&c->ops, "q ");
	PUT(&c->ops, "cm", 1, 0, 0, 1, x, y);
	tb_str_add(&c->ops, ops->buf, ops->len);
	tb_str_adds(&c->ops, "Q\n");
}

void tb_pdf_canvas_last(struct tb_pdf_canvas *c, double x, double y)
{
	tb_str_adds(&c->ops, "q ");
	PUT(&c->ops, "cm", 1, 0, 0, 1, x, y);
	tb_str_adds(&c->ops, "/Last Do Q\n");
}

/* ---- pages -------------------------------------------------------------------------------------------------------- */

void tb_pdf_canvas_init(struct tb_pdf_canvas *c, struct tb_pen *pen)
{
	*c = (struct tb_pdf_canvas){ .canvas = { move, symbol, fill, outline, text, word, logo },
				     .pen = pen,
				     .ops = TB_STR_INIT };
	for (size_t i = 0; i < TB_MAX_BOXES * TB_KEPT; i++)
		c->kept[i / TB_KEPT][i % TB_KEPT] = (struct tb_kept){ TB_STR_INIT, TB_STR_INIT };
	for (int bold = 0; bold < 2; bold++) {
		struct tb_used_glyphs *used = &c->used[bold];

		used->n = hb_face_get_glyph_count(hb_font_get_face(pen->type.faces[bold].hb));
		used->text = tb_malloc(used->n * sizeof(*used->text));
		for (unsigned i = 0; i < used->n; i++)
			used->text[i] = NULL;
	}
	if (deflateInit(&c->deflate, Z_BEST_SPEED) != Z_OK)
		abort();
}

void tb_pdf_canvas_release(struct tb_pdf_canvas *c)
{
	if (!c->pen)
		return;
	for (int bold = 0; bold < 2; bold++) {
		for (unsigned i = 0; i < c->used[bold].n; i++)
			free(c->used[bold].text[i]);
		free(c->used[bold].text);
	}
	for (size_t i = 0; i < TB_MAX_BOXES * TB_KEPT; i++) {
		tb_str_release(&c->kept[i / TB_KEPT][i % TB_KEPT].text);
		tb_str_release(&c->kept[i / TB_KEPT][i % TB_KEPT].ops);
	}
	tb_str_release(&c->ops);
	deflateEnd(&c->deflate);
}

void tb_pdf_canvas_begin(struct tb_pdf_canvas *c, double page_height_mm)
{
	const double dot = 72.0 / c->pen->dpi;

	tb_str_clear(&c->ops);
	for (int k = 0; k < 6; k++)
		put_decimal(&c->ops, (double[]){ dot, 0, 0, -dot, 0, page_height_mm * 72 / 25.4 }[k], 9);
	tb_str_adds(&c->ops, "cm q\n");
}

void tb_pdf_canvas_end(struct tb_pdf_canvas *c, struct tb_str *out)
{
	z_stream *z = &c->deflate;
	size_t room;

	tb_str_adds(&c->ops, "Q\n");
	room = deflateBound(z, c->ops.len);
	tb_str_reserve(out, room);
	deflateReset(z);
	z->next_in = (unsigned char *)c->ops.buf;
	z->avail_in = (unsigned)c->ops.len;
	z->next_out = (unsigned char *)out->buf + out->len;
	z->avail_out = (unsigned)room;
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		abort();
	out->len += room - z->avail_out;
	out->buf[out->len] = '\0';
}
