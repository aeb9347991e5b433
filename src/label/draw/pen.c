#include <math.h>
#include <stdio.h>
#include <string.h>

#include "label/draw/pen.h"

/* What scans (labels/README.md): the least module, the quiet zone on each side, the least height of bars. */
struct rule {
	const char *title;
	double module_mm;
	int quiet;      /* modules */
	double bars_mm; /* 0: the symbol is square */
};

static const struct rule qr_rule = { "QR code", 0.5, 4, 0 };
static const struct rule code128_rule = { "Code 128", 0.25, 10, 10 };

static bool is_symbol(const struct tb_box *box)
{
	return box->type == TB_BOX_QR || box->type == TB_BOX_CODE128;
}

static enum tb_symbology symbology_of(const struct tb_box *box)
{
	if (box->type == TB_BOX_QR)
		return box->url ? TB_QR_LONG : TB_QR;
	return box->giai ? TB_GS1_128 : TB_CODE128;
}

static void open_symbol(struct tb_pen_symbol *s, const struct tb_box *box)
{
	s->text = s->read = TB_STR_INIT;
	s->z = tb_symbol_new(symbology_of(box));
}

enum tb_status tb_pen_init(struct tb_pen *pen, const struct tb_template *t, int dpi, const char *stamp,
			   struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	pen->t = t;
	pen->dpi = dpi;
	pen->stamp = stamp;
	for (size_t i = 0; !rc && i < t->n_boxes; i++) {
		if (is_symbol(&t->boxes[i]))
			open_symbol(&pen->symbols[i], &t->boxes[i]);
		else if (t->boxes[i].type == TB_BOX_LOGO)
			rc = tb_logo_read(&pen->logos[i], &t->boxes[i], dpi, err);
	}
	return rc ? rc : tb_type_init(&pen->type, t, err);
}

void tb_pen_release(struct tb_pen *pen)
{
	for (size_t i = 0; i < TB_MAX_BOXES; i++) {
		struct tb_pen_symbol *s = &pen->symbols[i];

		if (s->z) {
			tb_str_release(&s->text);
			tb_str_release(&s->read);
		}
		tb_symbol_free(s->z);
		tb_logo_release(&pen->logos[i]);
	}
	tb_type_release(&pen->type);
	tb_str_release(&pen->text);
}

/* ---- symbols ------------------------------------------------------------------------------------------------------ */

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
			     int height, const char *text, struct tb_err *err)
{
	char least[64];

	snprintf(least, sizeof(least), "%.1f x %.1f mm", mm_around(pen, width), mm_around(pen, height));
	return tb_err_set(
		err, TB_EREFUSED,
		N_("the %s of '%s' at %d dpi needs %s; enlarge '[%s]' in template '%s', or take another template"),
		rule->title, text, pen->dpi, least, box->name, pen->t->name);
}

static int aligned(const struct tb_box *box, int free_dots)
{
	return box->align == TB_LEFT ? 0 : box->align == TB_CENTRE ? free_dots / 2 : free_dots;
}

/* The largest modules, in whole dots, with which the symbol and its quiet zone fit into the box. */
static enum tb_status find_spot(const struct tb_pen *pen, const struct tb_box *box, const struct rule *rule,
				const struct tb_matrix *m, const char *text, struct tb_spot *out, struct tb_err *err)
{
	int across = m->width + 2 * rule->quiet, width = dots_within(pen, box->width);
	int height = dots_within(pen, box->height), least = dots_around(pen, rule->module_mm);
	int least_height = rule->bars_mm > 0 ? dots_around(pen, rule->bars_mm) : across * least;
	int module = (rule->bars_mm > 0 || width < height ? width : height) / across;

	if (module < least || height < least_height)
		return refuse(pen, box, rule, across * least, least_height, text, err);
	out->module = module;
	out->module_height = rule->bars_mm > 0 ? height : module;
	out->x = tb_pen_dots(pen, box->x) + aligned(box, width - across * module) + rule->quiet * module;
	out->y = tb_pen_dots(pen, box->y) + (height - m->height * out->module_height) / 2;
	return TB_OK;
}

/* A reader leaves out the brackets of a GS1-128. */
static void compose(struct tb_pen_symbol *s, const struct tb_box *box, const char *payload)
{
	const char *front = box->giai ? box->giai : box->url ? box->url : "";

	tb_str_clear(&s->text);
	tb_str_clear(&s->read);
	tb_str_addf(&s->text, "%s%s%s", box->giai ? "[8004]" : "", front, payload);
	tb_str_addf(&s->read, "%s%s%s", box->giai ? "8004" : "", front, payload);
}

static enum tb_status take_symbol(struct tb_pen *pen, size_t i, const char *payload, struct tb_err *err)
{
	const struct tb_box *box = &pen->t->boxes[i];
	const struct rule *rule = box->type == TB_BOX_QR ? &qr_rule : &code128_rule;
	struct tb_pen_symbol *s = &pen->symbols[i];
	enum tb_status rc;

	if (box->giai && strchr(payload, '[')) /* it would begin another identifier */
		return tb_err_set(err, TB_EINVAL, N_("'%s' cannot be in a GS1 identifier: it has a '['"), payload);
	compose(s, box, payload);
	rc = tb_symbol_encode(s->z, s->text.buf, &s->m, err);
	return rc ? rc : find_spot(pen, box, rule, &s->m, payload, &s->at, err);
}

enum tb_status tb_pen_take(struct tb_pen *pen, const struct tb_label *label, struct tb_err *err)
{
	enum tb_status rc = tb_symbol_check(label->payload, err);

	for (size_t i = 0; !rc && i < pen->t->n_boxes; i++)
		if (is_symbol(&pen->t->boxes[i]))
			rc = take_symbol(pen, i, label->payload, err);
	pen->label = label;
	return rc;
}

_Static_assert((int)TB_LABEL_SYMBOLS >= (int)TB_MAX_BOXES, "each box may be a symbol");

static void expect(struct tb_label_proof *proof, const struct tb_pen_symbol *s, bool qr)
{
	if (qr && (!proof->qr_module || s->at.module < proof->qr_module))
		proof->qr_module = s->at.module;
	proof->symbol[proof->n].symbology = qr ? "qrcode" : "code128";
	proof->symbol[proof->n++].text = s->read.buf;
}

void tb_pen_expect(const struct tb_pen *pen, struct tb_label_proof *proof)
{
	proof->n = 0;
	proof->qr_module = 0;
	for (size_t i = 0; i < pen->t->n_boxes; i++)
		if (pen->symbols[i].z)
			expect(proof, &pen->symbols[i], pen->t->boxes[i].type == TB_BOX_QR);
}

/* ---- drawing ------------------------------------------------------------------------------------------------------ */

static void draw_frame(const struct tb_pen *pen, struct tb_canvas *c, const struct tb_box *box)
{
	const double dot = pen->dpi / 25.4, line = fmax(1, round(box->line * dot));
	struct tb_outline o = {
		.x = tb_pen_dots(pen, box->x),
		.y = tb_pen_dots(pen, box->y),
		.width = tb_pen_dots(pen, box->width),
		.height = tb_pen_dots(pen, box->height),
		.line = line,
	};

	o.corner = fmin(box->corner * dot, fmin(o.width, o.height) / 2);
	c->outline(c, &o);
}

static void draw_text(struct tb_pen *pen, struct tb_canvas *c, size_t i)
{
	tb_str_clear(&pen->text);
	tb_type_compose(&pen->t->boxes[i], pen->label, &pen->text);
	if (pen->text.len)
		c->text(c, i, pen->text.buf);
}

/* Pale and beneath everything else. */
static void draw_stamp(const struct tb_pen *pen, struct tb_canvas *c)
{
	const double dot = pen->dpi / 25.4, width = pen->t->width * dot, height = pen->t->height * dot;
	const double turn = -atan2(height, width), size = fmin(width, height) * 0.45;
	struct tb_word word = { .text = pen->stamp, .size = size, .turn = turn, .centred = true, .grey = 0.85 };

	/* The middle of its capitals, not of its baseline, is the middle of the label. */
	word.x = width / 2 - sin(turn) * size * 0.36;
	word.y = height / 2 + cos(turn) * size * 0.36;
	c->word(c, &word);
}

void tb_pen_draw(struct tb_pen *pen, struct tb_canvas *c)
{
	if (pen->stamp)
		draw_stamp(pen, c);
	for (size_t i = 0; i < pen->t->n_boxes; i++)
		switch (pen->t->boxes[i].type) {
		case TB_BOX_QR:
		case TB_BOX_CODE128: c->symbol(c, &pen->symbols[i].m, &pen->symbols[i].at); break;
		case TB_BOX_TEXT: draw_text(pen, c, i); break;
		case TB_BOX_FRAME: draw_frame(pen, c, &pen->t->boxes[i]); break;
		case TB_BOX_LOGO: c->logo(c, i); break;
		}
}
