#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "label/draw/run.h"

void tb_refusals_free(void *refusals)
{
	struct tb_refusals *r = refusals;

	if (r)
		free(r->at);
	free(r);
}

/* ---- proofs ------------------------------------------------------------------------------------------------------- */

static void note_refusal(struct tb_refusals **refused, size_t label, const struct tb_err *why)
{
	struct tb_refusals *r = *refused;

	if (!r) {
		*refused = r = tb_malloc(sizeof(*r));
		*r = (struct tb_refusals){ .n = 0 };
	}
	TB_GROW(r->at, r->n, r->cap);
	r->at[r->n++] = (struct tb_refusal){ .label = label, .why = *why };
}

/* What was drawn as grey dots, in the hand's own memory. */
static void take_grey(struct tb_hand *hand, struct tb_label_proof *proof)
{
	const unsigned char *row = cairo_image_surface_get_data(hand->proof);
	const int stride = cairo_image_surface_get_stride(hand->proof);
	unsigned char *to;

	proof->width = cairo_image_surface_get_width(hand->proof);
	proof->height = cairo_image_surface_get_height(hand->proof);
	tb_str_clear(&hand->grey);
	tb_str_reserve(&hand->grey, (size_t)proof->width * (size_t)proof->height);
	to = (unsigned char *)hand->grey.buf;
	proof->grey = to;
	for (int y = 0; y < proof->height; y++, row += stride, to += proof->width)
		for (int x = 0; x < proof->width; x++)
			to[x] = (unsigned char)~row[x];
}

/* The taken label's dots. */
static void draw_proof(struct tb_hand *hand, struct tb_label_proof *proof)
{
	struct tb_cairo_canvas c;

	tb_format_wipe(hand->proof);
	tb_cairo_canvas_init(&c, &hand->pen, hand->proof, 1);
	tb_pen_draw(&hand->pen, &c.canvas);
	tb_cairo_canvas_release(&c);
	cairo_surface_flush(hand->proof);
	take_grey(hand, proof);
}

/* TB_OK with `*bad` where the taken label does not read back. */
static enum tb_status check(struct tb_hand *hand, bool *bad, struct tb_err *why, struct tb_err *err)
{
	const struct tb_label_job *job = hand->run->job;
	struct tb_label_proof proof = { .n = 0 };
	enum tb_status rc;

	*bad = false;
	if (!job->check)
		return TB_OK;
	draw_proof(hand, &proof);
	tb_pen_expect(&hand->pen, &proof);
	rc = job->check(job->check_ctx, hand->number, &proof, why);
	*bad = rc == TB_EREFUSED;
	if (!rc || *bad)
		return TB_OK;
	*err = *why;
	return rc;
}

/* ---- labels ------------------------------------------------------------------------------------------------------- */

/* A label smaller than its place on the sheet stands in the middle of it. */
static void move_to_place(const struct tb_hand *hand, struct tb_canvas *c, size_t place)
{
	const struct tb_run *run = hand->run;
	double x, y;

	tb_sheet_place(&run->sheet, place, &x, &y);
	x += (run->sheet.label_width - run->template_.width) / 2;
	y += (run->sheet.label_height - run->template_.height) / 2;
	c->move(c, tb_pen_dots(&hand->pen, x), tb_pen_dots(&hand->pen, y));
}

static enum tb_status draw_labels(struct tb_hand *hand, struct tb_canvas *c, size_t page, struct tb_refusals **refused,
				  struct tb_err *err)
{
	const struct tb_run *run = hand->run;
	const size_t copies = (size_t)run->job->copies;
	struct tb_err why = TB_ERR_INIT;
	bool bad = false, taken = false;
	enum tb_status rc = TB_OK;

	for (size_t place = 0; !rc && place < run->per_page; place++) {
		size_t all = page * run->per_page + place, n = all - run->job->skip, label = n / copies;

		if (all < run->job->skip)
			continue;
		if (label >= run->job->n)
			break;
		if (!taken || n % copies == 0) {
			rc = tb_pen_take(&hand->pen, &run->job->labels[label], err);
			if (!rc)
				rc = check(hand, &bad, &why, err);
			if (!rc && bad && n % copies == 0)
				note_refusal(refused, label, &why);
			taken = true;
		}
		if (rc || bad)
			continue;
		move_to_place(hand, c, place);
		tb_pen_draw(&hand->pen, c);
	}
	return rc;
}

size_t tb_page_labels_done(const struct tb_run *run, size_t pages)
{
	size_t places = pages * run->per_page;
	size_t done = places < run->job->skip ? 0 : (places - run->job->skip) / (size_t)run->job->copies;

	return done < run->job->n ? done : run->job->n;
}

/* ---- what belongs to the sheet ------------------------------------------------------------------------------------ */

/* Lengths in mm on the page. */
static void fill_mm(const struct tb_hand *hand, struct tb_canvas *c, double x, double y, double width, double height)
{
	const double dot = hand->pen.dpi / 25.4;

	c->fill(c, x * dot, y * dot, width * dot, height * dot);
}

/* Two short lines along the edges that meet in (x, y); they go on in the directions `right` and `down`, 1 or -1. */
static void draw_corner(const struct tb_hand *hand, struct tb_canvas *c, double x, double y, int right, int down)
{
	const double line = 0.1, length = 2;

	fill_mm(hand, c, right > 0 ? x : x - length, y - line / 2, length, line);
	fill_mm(hand, c, x - line / 2, down > 0 ? y : y - length, line, length);
}

static void draw_cut_marks(const struct tb_hand *hand, struct tb_canvas *c)
{
	const struct tb_sheet *s = &hand->run->sheet;

	c->move(c, 0, 0);
	for (size_t i = 0; i < hand->run->per_page; i++) {
		double x, y;

		tb_sheet_place(s, i, &x, &y);
		for (int k = 0; k < 4; k++)
			draw_corner(hand, c, k & 1 ? x + s->label_width : x, k & 2 ? y + s->label_height : y,
				    k & 1 ? -1 : 1, k & 2 ? -1 : 1);
	}
}

static void draw_word(const struct tb_hand *hand, struct tb_canvas *c, const char *text, double x, double y, double mm)
{
	const double dot = hand->pen.dpi / 25.4;
	struct tb_word word = { .text = text, .size = mm * dot, .x = x * dot, .y = y * dot, .centred = true };

	c->word(c, &word);
}

/* Along the page's upper edge, or its left one: a mark for each millimetre, numbered every ten. */
static void draw_ruler(const struct tb_hand *hand, struct tb_canvas *c, double length, bool left)
{
	char number[12];

	for (int mm = 1; mm < length; mm++) {
		double mark = mm % 10 == 0 ? 4 : mm % 5 == 0 ? 2.5 : 1.5;

		if (left)
			fill_mm(hand, c, 0, mm - 0.05, mark, 0.1);
		else
			fill_mm(hand, c, mm - 0.05, 0, 0.1, mark);
		snprintf(number, sizeof(number), "%d", mm);
		if (mm % 10 == 0 && mm > 10)
			draw_word(hand, c, number, left ? 6.5 : mm, left ? mm + 0.8 : 6.6, 2.2);
	}
}

static void draw_outline(const struct tb_hand *hand, struct tb_canvas *c, size_t place)
{
	const struct tb_sheet *s = &hand->run->sheet;
	const double dot = hand->pen.dpi / 25.4;
	struct tb_outline o = { .width = s->label_width * dot, .height = s->label_height * dot, .line = 0.2 * dot };
	char number[24];
	double x, y;

	tb_sheet_place(s, place, &x, &y);
	o.x = x * dot;
	o.y = y * dot;
	o.corner = fmin(s->corner * dot, fmin(o.width, o.height) / 2);
	c->outline(c, &o);
	x += s->label_width / 2;
	y += s->label_height / 2;
	fill_mm(hand, c, x - 2, y - 0.05, 4, 0.1);
	fill_mm(hand, c, x - 0.05, y - 2, 0.1, 4);
	snprintf(number, sizeof(number), "%zu", place + 1);
	draw_word(hand, c, number, x - 4, y + 1, 2.8);
}

/* What shows how far a printer is off: hold the print against a sheet of labels and the light. */
static void draw_grid(const struct tb_hand *hand, struct tb_canvas *c)
{
	const struct tb_sheet *s = &hand->run->sheet;

	c->move(c, 0, 0);
	for (size_t i = 0; i < hand->run->per_page; i++)
		draw_outline(hand, c, i);
	draw_ruler(hand, c, s->page_width, false);
	draw_ruler(hand, c, s->page_height, true);
}

enum tb_status tb_page_draw(struct tb_hand *hand, struct tb_canvas *c, size_t page, struct tb_refusals **refused,
			    struct tb_err *err)
{
	const struct tb_label_job *job = hand->run->job;

	if (job->grid) {
		draw_grid(hand, c);
		return TB_OK;
	}
	if (job->cut_marks)
		draw_cut_marks(hand, c);
	return draw_labels(hand, c, page, refused, err);
}
