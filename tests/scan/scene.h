/*
 * scene.h - pictures as a telephone takes them, made by the test itself: labels in perspective, on a busy ground, under
 * uneven light, blurred and noisy. The same on every machine.
 */
#ifndef TB_TESTS_SCAN_SCENE_H
#define TB_TESTS_SCAN_SCENE_H

#include <trangbi/tag.h>

#include "canvas.h"
#include "random.h"

struct spot {
	double x, y;
};

static inline double between(uint32_t *seed, double low, double high)
{
	return low + (high - low) * ((next_random(seed) >> 8) % 65536) / 65536.0;
}

static inline uint8_t grey(double v)
{
	return (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5);
}

/* ---- labels ---------------------------------------------------------------------------------------------------- */

/* A valid tag for each number. */
static inline void scene_tag(int i, char out[TB_TAG_SIZE])
{
	snprintf(out, TB_TAG_SIZE, "00%03dXEM26%05d", i * 7 % 1000, i);
	out[15] = tb_tag_check_char(out);
	out[16] = '\0';
}

/* Lines that look like text, `size` pixels high. */
static inline void draw_lines(struct canvas *c, int x, int y, int w, int h, int size, uint32_t *seed)
{
	for (int top = y; top + size <= y + h; top += size * 2)
		for (int left = x; left < x + w - size;) {
			const int stroke = 1 + size / 6, part = size / 2;
			const unsigned shape = next_random(seed) >> 8;

			if (shape & 1)
				fill_rect(c, left, top, stroke, size);
			if (shape & 2)
				fill_rect(c, left + part, top, stroke, size);
			for (int bar = 0; bar < 3; bar++)
				if (shape >> (2 + bar) & 1)
					fill_rect(c, left, top + bar * (size - stroke) / 2, part, stroke);
			left += shape >> 5 & 7 ? part + 2 * stroke : size + part;
		}
}

/* QR code, text, and below them the Code 128; `px` pixels for a module of the QR code. */
static inline struct canvas draw_label(const char *text, int px, uint32_t *seed)
{
	struct canvas c = blank(px * 66, px * 48);
	int thin = px / 4;

	draw(&c, BARCODE_QRCODE, text, px * 4, px * 4, px, 0);
	draw_lines(&c, px * 29, px * 5, px * 32, px * 20, px * 5 / 2, seed);
	draw(&c, BARCODE_CODE128, text, px * 5, px * 29, thin, px * 14);
	return c;
}

static inline struct canvas draw_qr(const char *text, int px, int quiet)
{
	struct canvas c = blank(px * (21 + 2 * quiet), px * (21 + 2 * quiet));

	draw(&c, BARCODE_QRCODE, text, px * quiet, px * quiet, px, 0);
	return c;
}

/* ---- perspective ----------------------------------------------------------------------------------------------- */

/* From pixels of the picture to the unit square of a label. */
struct view {
	double m[9];
	double bend; /* around an upright cylinder, radians to each side; 0 for flat */
};

/* From the unit square to the four corners, going round from the top left (Heckbert 1989), turned about. */
static inline struct view look_at(const struct spot p[4], double bend)
{
	const double dx1 = p[1].x - p[2].x, dx2 = p[3].x - p[2].x, sx = p[0].x - p[1].x + p[2].x - p[3].x;
	const double dy1 = p[1].y - p[2].y, dy2 = p[3].y - p[2].y, sy = p[0].y - p[1].y + p[2].y - p[3].y;
	const double det = dx1 * dy2 - dx2 * dy1, g = (sx * dy2 - dx2 * sy) / det, h = (dx1 * sy - sx * dy1) / det;
	const double a = p[1].x - p[0].x + g * p[1].x, b = p[3].x - p[0].x + h * p[3].x, c = p[0].x;
	const double d = p[1].y - p[0].y + g * p[1].y, e = p[3].y - p[0].y + h * p[3].y, f = p[0].y;

	return (struct view){ { e - f * h, c * h - b, b * f - c * e, f * g - d, a - c * g, c * d - a * f, d * h - e * g,
				b * g - a * h, a * e - b * d },
			      bend };
}

/* False outside the label. */
static inline bool see(const struct view *v, double x, double y, double *u, double *w)
{
	const double z = v->m[6] * x + v->m[7] * y + v->m[8];
	double across = (v->m[0] * x + v->m[1] * y + v->m[2]) / z, down = (v->m[3] * x + v->m[4] * y + v->m[5]) / z;

	if (v->bend > 0) {
		double side = (2 * across - 1) * sin(v->bend);

		down -= 0.25 * v->bend * (1 - side * side);
		across = fabs(side) >= 1 ? -1 : 0.5 + asin(side) / (2 * v->bend);
	}
	*u = across;
	*w = down;
	return across >= 0 && across < 1 && down >= 0 && down < 1;
}

/* The mean of 3 x 3 points of a pixel, each on the label or on what lies there. */
static inline void paint_pixel(struct canvas *c, const struct canvas *label, const struct view *view, int x, int y)
{
	double sum = 0, u, w;

	for (int i = 0; i < 9; i++)
		if (see(view, x + (i % 3 - 1) / 3.0, y + (i / 3 - 1) / 3.0, &u, &w))
			sum += *at(label, (int)(u * label->w), (int)(w * label->h));
		else
			sum += *at(c, x, y);
	*at(c, x, y) = grey(sum / 9);
}

static inline void paint(struct canvas *c, const struct canvas *label, const struct spot corner[4], double bend)
{
	const struct view view = look_at(corner, bend);
	double left = c->w, right = 0, top = c->h, bottom = 0, slack;

	for (int i = 0; i < 4; i++) {
		left = fmin(left, corner[i].x);
		right = fmax(right, corner[i].x);
		top = fmin(top, corner[i].y);
		bottom = fmax(bottom, corner[i].y);
	}
	slack = bend > 0 ? (bottom - top) / 2 : 1;
	for (int y = (int)fmax(top - slack, 0); y < fmin(bottom + slack, c->h); y++)
		for (int x = (int)fmax(left - slack, 0); x < fmin(right + slack, c->w); x++)
			paint_pixel(c, label, &view, x, y);
}

/* A rectangle about (x, y), turned, whose corners are moved by up to `skew` of its width. */
static inline void place(double x, double y, double w, double h, double degrees, double skew, uint32_t *seed,
			 struct spot out[4])
{
	static const double side[4][2] = { { -0.5, -0.5 }, { 0.5, -0.5 }, { 0.5, 0.5 }, { -0.5, 0.5 } };
	const double angle = degrees * acos(-1) / 180;

	for (int i = 0; i < 4; i++) {
		double u = side[i][0] * w + between(seed, -skew, skew) * w;
		double v = side[i][1] * h + between(seed, -skew, skew) * w;

		out[i] = (struct spot){ x + cos(angle) * u - sin(angle) * v, y + sin(angle) * u + cos(angle) * v };
	}
}

/* ---- ground and light ------------------------------------------------------------------------------------------ */

/* Boxes and edges of all sizes. */
static inline struct canvas ground(int w, int h, uint32_t *seed)
{
	struct canvas c = blank(w, h);

	memset(c.px, 120, (size_t)w * (size_t)h);
	for (int i = 0; i < 150; i++) {
		int bw = 5 + (int)(next_random(seed) % (uint32_t)(w / (1 + i / 8))),
		    x = (int)(next_random(seed) % (uint32_t)w);
		int bh = 5 + (int)(next_random(seed) % (uint32_t)(h / (1 + i / 8))),
		    y = (int)(next_random(seed) % (uint32_t)h);
		int tone = 40 + (int)(next_random(seed) % 180);

		for (int row = y; row < y + bh && row < h; row++)
			memset(at(&c, x, row), tone, (size_t)(x + bw > w ? w - x : bw));
	}
	return c;
}

/* From full light on one side down to 1 - `loss` on the other. */
static inline void dim(struct canvas *c, double loss, double degrees)
{
	const double angle = degrees * acos(-1) / 180, dx = cos(angle), dy = sin(angle);
	const double reach = fabs(dx) * c->w + fabs(dy) * c->h;

	for (int y = 0; y < c->h; y++)
		for (int x = 0; x < c->w; x++) {
			double along = ((x - c->w / 2.0) * dx + (y - c->h / 2.0) * dy) / reach + 0.5;

			*at(c, x, y) = grey(*at(c, x, y) * (1 - loss * along));
		}
}

/* The shadow of an edge: darker on one side of a line through (x, y). */
static inline void shade(struct canvas *c, double x, double y, double degrees, double left)
{
	const double angle = degrees * acos(-1) / 180;

	for (int row = 0; row < c->h; row++)
		for (int col = 0; col < c->w; col++)
			if ((col - x) * cos(angle) + (row - y) * sin(angle) > 0)
				*at(c, col, row) = grey(*at(c, col, row) * left);
}

/* A lamp that is mirrored: white in the middle, less towards `radius`. */
static inline void glare(struct canvas *c, double x, double y, double radius, double strength)
{
	for (int row = 0; row < c->h; row++)
		for (int col = 0; col < c->w; col++) {
			double d = hypot(col - x, row - y) / radius;

			*at(c, col, row) = grey(*at(c, col, row) + strength * 255 * exp(-d * d));
		}
}

/* Contrast between black and white falls to `low`..`high`. */
static inline void fade(struct canvas *c, double low, double high)
{
	for (int i = 0; i < c->w * c->h; i++)
		c->px[i] = grey(low + (high - low) * c->px[i] / 255);
}

/* ---- the camera ------------------------------------------------------------------------------------------------ */

/* Along rows (dx 1) or columns (dy 1), with these weights from -reach to reach. */
static inline void smear(struct canvas *c, int dx, int dy, const double *weight, int reach)
{
	struct canvas from = blank(c->w, c->h);

	memcpy(from.px, c->px, (size_t)c->w * (size_t)c->h);
	for (int y = 0; y < c->h; y++)
		for (int x = 0; x < c->w; x++) {
			double sum = 0;

			for (int i = -reach; i <= reach; i++) {
				int u = x + i * dx, v = y + i * dy;

				u = u < 0 ? 0 : u >= c->w ? c->w - 1 : u;
				v = v < 0 ? 0 : v >= c->h ? c->h - 1 : v;
				sum += weight[i + reach] * *at(&from, u, v);
			}
			*at(c, x, y) = grey(sum);
		}
	free(from.px);
}

enum { MAX_REACH = 24 };

/* Out of focus, by `sigma` pixels. */
static inline void blur(struct canvas *c, double sigma)
{
	double weight[2 * MAX_REACH + 1], sum = 0;
	int reach = (int)ceil(3 * sigma);

	reach = reach > MAX_REACH ? MAX_REACH : reach;
	if (sigma <= 0)
		return;
	for (int i = -reach; i <= reach; i++)
		sum += weight[i + reach] = exp(-i * i / (2 * sigma * sigma));
	for (int i = 0; i <= 2 * reach; i++)
		weight[i] /= sum;
	smear(c, 1, 0, weight, reach);
	smear(c, 0, 1, weight, reach);
}

/* Moved while it was taken, by 2 * reach + 1 pixels. */
static inline void shake(struct canvas *c, int reach, bool down)
{
	double weight[2 * MAX_REACH + 1];

	for (int i = 0; i <= 2 * reach; i++)
		weight[i] = 1.0 / (2 * reach + 1);
	smear(c, !down, down, weight, reach);
}

static inline void add_noise(struct canvas *c, double sigma, uint32_t *seed)
{
	for (int i = 0; i < c->w * c->h; i++) {
		double sum = -2; /* four even ones come near enough to a bell */

		for (int k = 0; k < 4; k++)
			sum += between(seed, 0, 1);
		c->px[i] = grey(c->px[i] + sum * sqrt(3) * sigma);
	}
}

/* ---- a shelf --------------------------------------------------------------------------------------------------- */

/* Labels scattered over a picture, numbered from `first`. */
struct shelf {
	int w, h;          /* pixels */
	int columns, rows; /* of labels */
	int first;
	double size;        /* of a label, as part of its place: 1 touches its neighbours */
	double degrees;     /* most that a label is turned by */
	double skew;        /* most that a corner is moved, as part of the width */
	double blur, noise; /* pixels, grey values */
	double light;       /* lost at the darker side */
};

static inline struct canvas draw_shelf(const struct shelf *s, uint32_t *seed)
{
	struct canvas c = ground(s->w, s->h, seed);
	char tag[TB_TAG_SIZE];

	for (int i = 0; i < s->columns * s->rows; i++) {
		const double w = (double)s->w / s->columns, h = (double)s->h / s->rows;
		const double side = s->size * fmin(w, h * 66 / 48);
		struct canvas label;
		struct spot corner[4];

		scene_tag(s->first + i, tag);
		label = draw_label(tag, 12, seed);
		place(w * (i % s->columns + 0.5), h * (i / s->columns + 0.5), side, side * 48 / 66,
		      between(seed, -s->degrees, s->degrees), s->skew, seed, corner);
		paint(&c, &label, corner, 0);
		free(label.px);
	}
	dim(&c, s->light, between(seed, 0, 360));
	blur(&c, s->blur);
	add_noise(&c, s->noise, seed);
	return c;
}

#endif
