#include "scan/decoder/mask.h"

#include <math.h>
#include <string.h>

/* By how much a code is made larger: its corners are known to a module or so. */
static const double MARGIN = 0.06;

struct quad {
	struct tb_point corner[4];
};

static struct quad grow(const struct tb_point corner[4])
{
	struct tb_point middle = { 0, 0 };
	struct quad q;

	for (int i = 0; i < 4; i++) {
		middle.x += corner[i].x / 4;
		middle.y += corner[i].y / 4;
	}
	for (int i = 0; i < 4; i++) {
		q.corner[i].x = corner[i].x + (corner[i].x - middle.x) * MARGIN;
		q.corner[i].y = corner[i].y + (corner[i].y - middle.y) * MARGIN;
	}
	return q;
}

/* The quad in a picture from which `back` leads to where it lies. */
static struct quad carry(const struct quad *q, const struct tb_map *back)
{
	const struct tb_map there = tb_map_invert(back);
	struct quad out;

	for (int i = 0; i < 4; i++)
		out.corner[i] = tb_map_point(&there, q->corner[i].x, q->corner[i].y);
	return out;
}

/* Where the line at height y crosses the quad; false where it does not. */
static bool cross(const struct quad *q, double y, double *left, double *right)
{
	*left = INFINITY;
	*right = -INFINITY;
	for (int i = 0; i < 4; i++) {
		const struct tb_point a = q->corner[i], b = q->corner[(i + 1) % 4];
		double x;

		if ((a.y > y) == (b.y > y))
			continue;
		x = a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y);
		*left = fmin(*left, x);
		*right = fmax(*right, x);
	}
	return *left < *right;
}

static void paint_quad(struct tb_grey *g, const struct quad *q)
{
	double top = INFINITY, bottom = -INFINITY, left, right;

	for (int i = 0; i < 4; i++) {
		top = fmin(top, q->corner[i].y);
		bottom = fmax(bottom, q->corner[i].y);
	}
	for (int y = (int)fmax(top, 0); y < fmin(bottom, g->h); y++)
		if (cross(q, y, &left, &right) && left < g->w && right > 0) {
			const int from = (int)fmax(left, 0), to = (int)fmin(right, g->w);

			memset(g->px + (size_t)y * (size_t)g->w + from, 255, (size_t)(to - from));
		}
}

void tb_mask_paint(struct tb_grey *g, const struct tb_map *back, const struct tb_found_list *found)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->at[i].kind == TB_FOUND_QRCODE) {
			struct quad q = grow(found->at[i].corner);

			q = carry(&q, back);
			paint_quad(g, &q);
		}
}

bool tb_mask_covers(const struct tb_found_list *found, struct tb_point p)
{
	double left, right;

	for (size_t i = 0; i < found->n; i++) {
		const struct quad q = grow(found->at[i].corner);

		if (!tb_found_is_sure(&found->at[i]))
			continue;
		if (cross(&q, p.y, &left, &right) && p.x >= left && p.x <= right)
			return true;
	}
	return false;
}
