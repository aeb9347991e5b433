#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "label/draw/draw.h"

/* What scans (labels/README.md): the least module, the quiet zone on each side, the least height of bars. */
static const struct rule {
	const char *title;
	double module_mm;
	int quiet;      /* modules */
	double bars_mm; /* 0: the symbol is square */
} rules[] = {
	[TB_QR] = { "QR code", 0.5, 4, 0 },
	[TB_CODE128] = { "Code 128", 0.25, 10, 10 },
};

/* Where a symbol lies, in dots, and how large its modules are. */
struct spot {
	int x, y, module, module_height;
};

enum tb_status tb_pen_init(struct tb_pen *pen, const struct tb_template *t, int dpi, struct tb_err *err)
{
	pen->t = t;
	pen->dpi = dpi;
	pen->symbols[TB_QR] = tb_symbol_new(TB_QR);
	pen->symbols[TB_CODE128] = tb_symbol_new(TB_CODE128);
	return tb_type_init(&pen->type, t, err);
}

void tb_pen_release(struct tb_pen *pen)
{
	for (int i = 0; i < 2; i++)
		if (pen->symbols[i])
			tb_symbol_free(pen->symbols[i]);
	tb_type_release(&pen->type);
}

int tb_pen_dots(const struct tb_pen *pen, double mm)
{
	return (int)lround(mm * pen->dpi / 25.4);
}

static int dots_within(const struct tb_pen *pen, double mm)
{
	return (int)floor(mm * pen->dpi / 25.4 + 1e-6);
}

static int dots_around(const struct tb_pen *pen, double mm)
{
	return (int)ceil(mm * pen->dpi / 25.4 - 1e-6);
}

/* The size of a box that holds so many dots wherever it lies, rounded up to what a template says: tenths of a mm. */
static double mm_around(const struct tb_pen *pen, int dots)
{
	return ceil(dots * 254.0 / pen->dpi - 1e-6) / 10;
}

static enum tb_status refuse(const struct tb_pen *pen, const struct tb_box *box, const struct rule *rule, int width,
			     int height, const char *tag, struct tb_err *err)
{
	char least[64];

	snprintf(least, sizeof(least), "%.1f x %.1f mm", mm_around(pen, width), mm_around(pen, height));
	return tb_err_set(
		err, TB_EREFUSED,
		N_("the %s of '%s' at %d dpi needs %s; enlarge '[%s]' in template '%s', or take another template"),
		rule->title, tag, pen->dpi, least, box->name, pen->t->name);
}

static int aligned(const struct tb_box *box, int free_dots)
{
	return box->align == TB_LEFT ? 0 : box->align == TB_CENTRE ? free_dots / 2 : free_dots;
}

/* The largest modules, in whole dots, with which the symbol and its quiet zone fit into the box. */
static enum tb_status find_spot(const struct tb_pen *pen, const struct tb_box *box, const struct rule *rule,
				const struct tb_matrix *m, const char *tag, struct spot *out, struct tb_err *err)
{
	int across = m->width + 2 * rule->quiet, width = dots_within(pen, box->width);
	int height = dots_within(pen, box->height), least = dots_around(pen, rule->module_mm);
	int least_height = rule->bars_mm > 0 ? dots_around(pen, rule->bars_mm) : across * least;
	int module = (rule->bars_mm > 0 || width < height ? width : height) / across;

	if (module < least || height < least_height)
		return refuse(pen, box, rule, across * least, least_height, tag, err);
	out->module = module;
	out->module_height = rule->bars_mm > 0 ? height : module;
	out->x = tb_pen_dots(pen, box->x) + aligned(box, width - across * module) + rule->quiet * module;
	out->y = tb_pen_dots(pen, box->y) + (height - m->height * out->module_height) / 2;
	return TB_OK;
}

/* Dark modules from (x, y) to the right. */
static int run_length(const struct tb_matrix *m, int x, int y)
{
	int n = 0;

	while (x + n < m->width && tb_matrix_dark(m, x + n, y))
		n++;
	return n;
}

/* Does row y have exactly this run of n dark modules too? */
static bool has_run(const struct tb_matrix *m, int x, int n, int y)
{
	return y >= 0 && y < m->height && run_length(m, x, y) == n && !(x && tb_matrix_dark(m, x - 1, y));
}

/*
 * Neighbours in a row are one rectangle, and so are equal runs in the rows below: fewer edges, and fewer seams in viewers
 * that smooth them. Each is filled by itself: only a lone rectangle is short in a PDF ("x y w h re"), which is then a
 * third of the size.
 */
static void draw_row(cairo_t *cr, const struct tb_matrix *m, int y, const struct spot *at)
{
	for (int x = 0, n, rows; x < m->width; x += n + 1) {
		n = run_length(m, x, y);
		if (!n || has_run(m, x, n, y - 1))
			continue;
		for (rows = 1; has_run(m, x, n, y + rows);)
			rows++;
		cairo_rectangle(cr, at->x + x * at->module, at->y + y * at->module_height, n * at->module,
				rows * at->module_height);
		cairo_fill(cr);
	}
}

static enum tb_status draw_symbol(struct tb_pen *pen, cairo_t *cr, const struct tb_box *box, const char *tag,
				  struct tb_err *err)
{
	enum tb_symbology which = box->type == TB_BOX_QR ? TB_QR : TB_CODE128;
	struct tb_matrix m;
	struct spot at = { 0 };
	enum tb_status rc;

	rc = tb_symbol_encode(pen->symbols[which], tag, &m, err);
	if (!rc)
		rc = find_spot(pen, box, &rules[which], &m, tag, &at, err);
	if (rc)
		return rc;
	for (int y = 0; y < m.height; y++)
		draw_row(cr, &m, y, &at);
	return TB_OK;
}

enum tb_status tb_pen_draw(struct tb_pen *pen, cairo_t *cr, int x, int y, const struct tb_label *label,
			   struct tb_err *err)
{
	enum tb_status rc = tb_symbol_check(label->tag, err);

	cairo_save(cr);
	cairo_translate(cr, x, y);
	for (size_t i = 0; !rc && i < pen->t->n_boxes; i++)
		if (pen->t->boxes[i].type != TB_BOX_TEXT)
			rc = draw_symbol(pen, cr, &pen->t->boxes[i], label->tag, err);
	cairo_scale(cr, pen->dpi / 72.0, pen->dpi / 72.0);
	for (size_t i = 0; !rc && i < pen->t->n_boxes; i++)
		if (pen->t->boxes[i].type == TB_BOX_TEXT)
			tb_type_draw(&pen->type, cr, pen->t, i, label);
	cairo_restore(cr);
	return rc;
}
