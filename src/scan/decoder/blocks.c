#include <stdlib.h>

#include "scan/decoder/grey.h"

/* Less contrast than this is no edge but noise. */
enum { FLAT = 24, REACH = 2 };

struct blocks {
	uint8_t *level; /* owned; where black ends in each */
	int side, w, h;
};

static uint8_t *level_at(const struct blocks *b, int i, int j)
{
	return b->level + (size_t)j * (size_t)b->w + i;
}

/* The darkest and the lightest pixel. */
static void measure(const struct tb_grey *in, const struct tb_box *box, int *low, int *high)
{
	*low = 255;
	*high = 0;
	for (int y = box->y; y < box->y + box->h; y++) {
		const uint8_t *row = in->px + (size_t)y * (size_t)in->w;

		for (int x = box->x; x < box->x + box->w; x++) {
			*low = row[x] < *low ? row[x] : *low;
			*high = row[x] > *high ? row[x] : *high;
		}
	}
}

static struct tb_box box_of(const struct tb_grey *in, const struct blocks *b, int i, int j)
{
	const int x = i * b->side, y = j * b->side;

	return (struct tb_box){ x, y, in->w - x < b->side ? in->w - x : b->side,
				in->h - y < b->side ? in->h - y : b->side };
}

/* A block of one tone is white, unless those before it say that black ends higher: then it lies inside of black. */
static uint8_t level_of(const struct blocks *b, int i, int j, int low, int high)
{
	int before;

	if (high - low > FLAT)
		return (uint8_t)((low + high) / 2);
	if (!i || !j)
		return (uint8_t)(low / 2);
	before = (*level_at(b, i, j - 1) + 2 * *level_at(b, i - 1, j) + *level_at(b, i - 1, j - 1)) / 4;
	return (uint8_t)(low < before ? before : low / 2);
}

static void find_levels(const struct tb_grey *in, struct blocks *b)
{
	for (int j = 0; j < b->h; j++)
		for (int i = 0; i < b->w; i++) {
			struct tb_box box = box_of(in, b, i, j);
			int low, high;

			measure(in, &box, &low, &high);
			*level_at(b, i, j) = level_of(b, i, j, low, high);
		}
}

static int mean_around(const struct blocks *b, int i, int j)
{
	int sum = 0, n = 0;

	for (int v = j - REACH; v <= j + REACH; v++)
		for (int u = i - REACH; u <= i + REACH; u++)
			if (u >= 0 && v >= 0 && u < b->w && v < b->h) {
				sum += *level_at(b, u, v);
				n++;
			}
	return sum / n;
}

static void cut_off(const struct tb_grey *in, const struct tb_box *box, int level, struct tb_grey *out)
{
	for (int y = box->y; y < box->y + box->h; y++) {
		const uint8_t *src = in->px + (size_t)y * (size_t)in->w;
		uint8_t *dst = out->px + (size_t)y * (size_t)in->w;

		for (int x = box->x; x < box->x + box->w; x++)
			dst[x] = src[x] <= level ? 0 : 255;
	}
}

bool tb_grey_binarise_blocks(const struct tb_grey *in, int side, struct tb_grey *out)
{
	struct blocks b = { .side = side, .w = (in->w + side - 1) / side, .h = (in->h + side - 1) / side };

	b.level = malloc((size_t)b.w * (size_t)b.h);
	if (!b.level || !tb_grey_alloc(out, in->w, in->h)) {
		free(b.level);
		return false;
	}
	find_levels(in, &b);
	for (int j = 0; j < b.h; j++)
		for (int i = 0; i < b.w; i++) {
			struct tb_box box = box_of(in, &b, i, j);

			cut_off(in, &box, mean_around(&b, i, j), out);
		}
	free(b.level);
	return true;
}
