#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "scan/decoder/grey.h"

/* A long thin picture grows beyond all measure when it is turned. */
enum { MAX_PIXELS = 200 * 1000 * 1000 };

bool tb_grey_alloc(struct tb_grey *out, int w, int h)
{
	*out = (struct tb_grey)TB_GREY_INIT;
	if (w > MAX_PIXELS / h)
		return false;
	out->px = malloc((size_t)w * (size_t)h);
	if (!out->px)
		return false;
	out->w = w;
	out->h = h;
	return true;
}

void tb_grey_release(struct tb_grey *g)
{
	free(g->px);
	*g = (struct tb_grey)TB_GREY_INIT;
}

static uint8_t *row_of(const struct tb_grey *g, int y)
{
	return g->px + (size_t)y * (size_t)g->w;
}

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static int clamp(int v, int low, int high)
{
	return max_int(low, min_int(v, high));
}

/* ---- local means ----------------------------------------------------------------------------------------------- */

/*
 * A window slides down the picture: `column[x]` is the sum of column x over the rows inside it. So no integral image is
 * held, which would take four times the picture.
 */
struct window {
	const struct tb_grey *in;
	uint32_t *column; /* owned */
	int half, n_rows;
};

/* `out` gets the pixel's new value from its old one, and the sum and number of those around. */
typedef uint8_t pixel_filter(uint32_t value, uint32_t sum, uint32_t area);

static void add_row(struct window *win, int y)
{
	const uint8_t *row = row_of(win->in, y);

	for (int x = 0; x < win->in->w; x++)
		win->column[x] += row[x];
	win->n_rows++;
}

static void drop_row(struct window *win, int y)
{
	const uint8_t *row = row_of(win->in, y);

	for (int x = 0; x < win->in->w; x++)
		win->column[x] -= row[x];
	win->n_rows--;
}

/* Inlined with its filter, so that the innermost loop calls nothing. */
static inline __attribute__((always_inline)) void filter_row(const struct window *win, const uint8_t *src, uint8_t *dst,
							     pixel_filter *filter)
{
	const int w = win->in->w, half = win->half;
	uint32_t sum = 0, n = 0;

	for (int x = 0; x < min_int(half, w); x++, n++)
		sum += win->column[x];
	for (int x = 0; x < w; x++) {
		if (x + half < w) {
			sum += win->column[x + half];
			n++;
		}
		if (x > half) {
			sum -= win->column[x - half - 1];
			n--;
		}
		dst[x] = filter(src[x], sum, n * (uint32_t)win->n_rows);
	}
}

static inline __attribute__((always_inline)) bool filter_local(const struct tb_grey *in, int half, struct tb_grey *out,
							       pixel_filter *filter)
{
	struct window win = { .in = in, .half = half };

	win.column = calloc((size_t)in->w, sizeof(*win.column));
	if (!win.column || !tb_grey_alloc(out, in->w, in->h)) {
		free(win.column);
		return false;
	}
	for (int y = 0; y < min_int(half, in->h); y++)
		add_row(&win, y);
	for (int y = 0; y < in->h; y++) {
		if (y + half < in->h)
			add_row(&win, y + half);
		if (y > half)
			drop_row(&win, y - half - 1);
		filter_row(&win, row_of(in, y), row_of(out, y), filter);
	}
	free(win.column);
	return true;
}

static uint8_t black_or_white(uint32_t value, uint32_t sum, uint32_t area)
{
	return value * area * 100 < (uint64_t)sum * 92 ? 0 : 255;
}

static uint8_t softened(uint32_t value, uint32_t sum, uint32_t area)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a window holds its own pixel at least */
	return (uint8_t)clamp(128 + 3 * ((int)value - (int)(sum / area)), 0, 255);
}

static uint8_t mean(uint32_t value, uint32_t sum, uint32_t area)
{
	(void)value;
	/* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a window holds its own pixel at least */
	return (uint8_t)(sum / area);
}

static uint8_t sharpened(uint32_t value, uint32_t sum, uint32_t area)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.DivideZero) */
	return (uint8_t)clamp((int)value + 3 * ((int)value - (int)(sum / area)), 0, 255);
}

bool tb_grey_binarise(const struct tb_grey *in, int half, struct tb_grey *out)
{
	return filter_local(in, half, out, black_or_white);
}

bool tb_grey_soften(const struct tb_grey *in, int half, struct tb_grey *out)
{
	return filter_local(in, half, out, softened);
}

bool tb_grey_blur(const struct tb_grey *in, int half, struct tb_grey *out)
{
	return filter_local(in, half, out, mean);
}

bool tb_grey_sharpen(const struct tb_grey *in, int half, struct tb_grey *out)
{
	return filter_local(in, half, out, sharpened);
}

/* ---- size ------------------------------------------------------------------------------------------------------ */

static uint8_t block_mean(const struct tb_grey *in, int left, int top, int factor)
{
	int sum = 0;

	for (int y = top; y < top + factor; y++)
		for (int x = left; x < left + factor; x++)
			sum += row_of(in, y)[x];
	return (uint8_t)(sum / (factor * factor));
}

bool tb_grey_shrink(const struct tb_grey *in, int factor, struct tb_grey *out)
{
	if (!tb_grey_alloc(out, max_int(in->w / factor, 1), max_int(in->h / factor, 1)))
		return false;
	if (in->w < factor || in->h < factor)
		memset(out->px, 255, (size_t)out->w * (size_t)out->h); /* far too thin for a code */
	else
		for (int y = 0; y < out->h; y++)
			for (int x = 0; x < out->w; x++)
				row_of(out, y)[x] = block_mean(in, x * factor, y * factor, factor);
	return true;
}

/* The value at (x, y), given in 256ths of a pixel; outside the picture the nearest edge. */
static uint8_t sample(const struct tb_grey *in, int x, int y)
{
	const int x0 = clamp(x >> 8, 0, in->w - 1), x1 = clamp((x >> 8) + 1, 0, in->w - 1);
	const uint8_t *upper = row_of(in, clamp(y >> 8, 0, in->h - 1));
	const uint8_t *lower = row_of(in, clamp((y >> 8) + 1, 0, in->h - 1));
	const int fx = x & 255, fy = y & 255;
	const int above = upper[x0] * (256 - fx) + upper[x1] * fx;
	const int below = lower[x0] * (256 - fx) + lower[x1] * fx;

	return (uint8_t)((above * (256 - fy) + below * fy) >> 16);
}

bool tb_grey_enlarge(const struct tb_grey *in, int factor, struct tb_grey *out)
{
	if (!tb_grey_alloc(out, in->w * factor, in->h * factor))
		return false;
	for (int y = 0; y < out->h; y++)
		for (int x = 0; x < out->w; x++)
			row_of(out, y)[x] =
				sample(in, (2 * x + 1) * 128 / factor - 128, (2 * y + 1) * 128 / factor - 128);
	return true;
}

/* ---- place ----------------------------------------------------------------------------------------------------- */

/* Positions step in 65536ths of a pixel: exact enough over the longest row, and much faster than floating point. */
static void rotate_row(const struct tb_grey *in, const struct tb_map *back, int y, struct tb_grey *out)
{
	const long long dx = llround(back->ax * 65536), dy = llround(back->ay * 65536);
	long long sx = llround((back->bx * y + back->cx) * 65536), sy = llround((back->by * y + back->cy) * 65536);
	uint8_t *row = row_of(out, y);

	for (int x = 0; x < out->w; x++, sx += dx, sy += dy)
		row[x] = sample(in, (int)(sx >> 8), (int)(sy >> 8));
}

bool tb_grey_rotate(const struct tb_grey *in, double degrees, struct tb_grey *out, struct tb_map *back)
{
	const double angle = degrees * acos(-1) / 180, c = cos(angle), s = sin(angle);
	const int w = (int)ceil(in->w * fabs(c) + in->h * fabs(s)), h = (int)ceil(in->w * fabs(s) + in->h * fabs(c));

	if (!tb_grey_alloc(out, w, h))
		return false;
	*back = (struct tb_map){ c, s, 0, -s, c, 0, 0, 0, 1 };
	back->cx = in->w / 2.0 - (c * w + s * h) / 2;
	back->cy = in->h / 2.0 - (c * h - s * w) / 2;
	for (int y = 0; y < h; y++)
		rotate_row(in, back, y, out);
	return true;
}

bool tb_grey_slant(const struct tb_grey *in, double degrees, double strength, struct tb_grey *out, struct tb_map *back)
{
	const double angle = degrees * acos(-1) / 180, x0 = in->w / 2.0, y0 = in->h / 2.0, reach = fmax(x0, y0);
	const double gx = cos(angle) * strength / reach, gy = sin(angle) * strength / reach, g0 = 1 - gx * x0 - gy * y0;

	if (!tb_grey_alloc(out, in->w, in->h))
		return false;
	*back = (struct tb_map){ 1 + x0 * gx, x0 * gy, x0 * (g0 - 1), y0 * gx, 1 + y0 * gy, y0 * (g0 - 1), gx, gy, g0 };
	for (int y = 0; y < out->h; y++)
		for (int x = 0; x < out->w; x++) {
			const struct tb_point p = tb_map_point(back, x, y);

			row_of(out, y)[x] = sample(in, (int)(p.x * 256), (int)(p.y * 256));
		}
	return true;
}

bool tb_grey_crop(const struct tb_grey *in, int x, int y, int w, int h, struct tb_grey *out)
{
	if (!tb_grey_alloc(out, w, h))
		return false;
	for (int row = 0; row < h; row++)
		memcpy(row_of(out, row), row_of(in, y + row) + x, (size_t)w);
	return true;
}

void tb_grey_invert(struct tb_grey *g)
{
	for (size_t i = 0; i < (size_t)g->w * (size_t)g->h; i++)
		g->px[i] = (uint8_t)~g->px[i];
}

/* By orientation: are x and y exchanged, and is the stored picture then read from its right, from its bottom? */
static const struct orientation {
	bool swap, from_right, from_bottom;
} orientations[] = {
	[1] = { false, false, false }, [2] = { false, true, false }, [3] = { false, true, true },
	[4] = { false, false, true },  [5] = { true, false, false }, [6] = { true, false, true },
	[7] = { true, true, true },    [8] = { true, true, false },
};

bool tb_grey_orient(struct tb_grey *g, int orientation)
{
	const struct orientation o = orientations[orientation];
	struct tb_grey turned;

	if (orientation == 1)
		return true;
	if (!tb_grey_alloc(&turned, o.swap ? g->h : g->w, o.swap ? g->w : g->h))
		return false;
	for (int y = 0; y < turned.h; y++)
		for (int x = 0; x < turned.w; x++) {
			int sx = o.swap ? y : x, sy = o.swap ? x : y;

			row_of(&turned, y)[x] =
				row_of(g, o.from_bottom ? g->h - 1 - sy : sy)[o.from_right ? g->w - 1 - sx : sx];
		}
	tb_grey_release(g);
	*g = turned;
	return true;
}

struct tb_point tb_map_point(const struct tb_map *map, double u, double v)
{
	const double z = map->az * u + map->bz * v + map->cz;

	return (struct tb_point){ (map->ax * u + map->bx * v + map->cx) / z,
				  (map->ay * u + map->by * v + map->cy) / z };
}

/* The adjugate: a common factor is of no consequence. */
struct tb_map tb_map_invert(const struct tb_map *m)
{
	return (struct tb_map){
		.ax = m->by * m->cz - m->cy * m->bz,
		.bx = m->cx * m->bz - m->bx * m->cz,
		.cx = m->bx * m->cy - m->cx * m->by,
		.ay = m->cy * m->az - m->ay * m->cz,
		.by = m->ax * m->cz - m->cx * m->az,
		.cy = m->cx * m->ay - m->ax * m->cy,
		.az = m->ay * m->bz - m->by * m->az,
		.bz = m->bx * m->az - m->ax * m->bz,
		.cz = m->ax * m->by - m->bx * m->ay,
	};
}

struct tb_map tb_map_chain(const struct tb_map *in, const struct tb_map *out)
{
	return (struct tb_map){
		.ax = out->ax * in->ax + out->bx * in->ay + out->cx * in->az,
		.bx = out->ax * in->bx + out->bx * in->by + out->cx * in->bz,
		.cx = out->ax * in->cx + out->bx * in->cy + out->cx * in->cz,
		.ay = out->ay * in->ax + out->by * in->ay + out->cy * in->az,
		.by = out->ay * in->bx + out->by * in->by + out->cy * in->bz,
		.cy = out->ay * in->cx + out->by * in->cy + out->cy * in->cz,
		.az = out->az * in->ax + out->bz * in->ay + out->cz * in->az,
		.bz = out->az * in->bx + out->bz * in->by + out->cz * in->bz,
		.cz = out->az * in->cx + out->bz * in->cy + out->cz * in->cz,
	};
}
