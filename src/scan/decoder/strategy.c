#include <time.h>

#include "scan/decoder/strategy.h"
#include "scan/decoder/symbols.h"

enum {
	LARGE_PIXELS = 2 * 1000 * 1000,
	BUDGET_MS = 1500, /* processor time, reading the picture included; a tile that was begun is finished */
	MANY = 4,         /* codes in a picture that is likely to hold more */
};

enum when { ALWAYS, IF_MANY, IF_NONE };

enum filter { PLAIN, BINARISE, SOFTEN };

/* One row of the strategy: what is done to the picture, in the order of the fields, before zbar sees it. */
struct pass {
	const char *name; /* in the words of the measurements; for the reader of this table */
	enum when when;
	int shrink, enlarge; /* factors, 0 for none */
	double degrees;      /* to turn by, 0 for none */
	enum filter filter;
	int half; /* of the window of the filter, in pixels */
	bool invert;
	int columns, rows; /* of tiles, 0 for the whole; neighbours share a quarter */
};

/* Measured on photographs: each row is there for those that the rows above it miss. */
static const struct pass small_passes[] = {
	{ .name = "bin25", .when = ALWAYS, .filter = BINARISE, .half = 25 },
	{ .name = "bin25 tile3x2", .when = IF_MANY, .filter = BINARISE, .half = 25, .columns = 3, .rows = 2 },
	{ .name = "up2 soft25", .when = IF_NONE, .enlarge = 2, .filter = SOFTEN, .half = 25 },
	{ .name = "orig", .when = IF_NONE },
	{ .name = "rot45 bin25", .when = IF_NONE, .degrees = 45, .filter = BINARISE, .half = 25 },
	{ .name = "rot22 bin25", .when = IF_NONE, .degrees = 22.5, .filter = BINARISE, .half = 25 },
	{ .name = "rot67 bin25", .when = IF_NONE, .degrees = 67.5, .filter = BINARISE, .half = 25 },
	{ .name = "inv bin25", .when = IF_NONE, .filter = BINARISE, .half = 25, .invert = true },
	{ .name = "dn2 bin10", .when = IF_NONE, .shrink = 2, .filter = BINARISE, .half = 10 },
	{ .name = "up3", .when = IF_NONE, .enlarge = 3 },
};

static const struct pass large_passes[] = {
	{ .name = "bin25", .when = ALWAYS, .filter = BINARISE, .half = 25 },
	{ .name = "bin25 tile6x4", .when = ALWAYS, .filter = BINARISE, .half = 25, .columns = 6, .rows = 4 },
	{ .name = "bin25 tile4x3", .when = IF_MANY, .filter = BINARISE, .half = 25, .columns = 4, .rows = 3 },
	{ .name = "bin60", .when = IF_MANY, .filter = BINARISE, .half = 60 },
	{ .name = "dn2 bin10", .when = IF_NONE, .shrink = 2, .filter = BINARISE, .half = 10 },
	{ .name = "bin60", .when = IF_NONE, .filter = BINARISE, .half = 60 },
	{ .name = "dn2 rot45", .when = IF_NONE, .shrink = 2, .degrees = 45, .filter = BINARISE, .half = 15 },
	{ .name = "dn2 rot22", .when = IF_NONE, .shrink = 2, .degrees = 22.5, .filter = BINARISE, .half = 15 },
	{ .name = "dn2 rot67", .when = IF_NONE, .shrink = 2, .degrees = 67.5, .filter = BINARISE, .half = 15 },
	{ .name = "inv bin25", .when = IF_NONE, .filter = BINARISE, .half = 25, .invert = true },
	{ .name = "orig", .when = IF_NONE },
};

static clock_t began;

void tb_strategy_begin(void)
{
	began = clock();
}

static bool is_time_left(void)
{
	return (clock() - began) / (CLOCKS_PER_SEC / 1000) < BUDGET_MS;
}

/* ---- one pass -------------------------------------------------------------------------------------------------- */

/* A picture on its way through the filters. */
struct work {
	struct tb_grey now; /* owned, unless it is the picture itself */
	struct tb_map back; /* to the picture */
	bool owned;
};

static void move_on(struct work *work, const struct tb_grey *next, const struct tb_map *step)
{
	if (work->owned)
		tb_grey_release(&work->now);
	work->now = *next;
	work->owned = true;
	work->back = tb_map_chain(step, &work->back);
}

static bool turn(struct work *work, double degrees)
{
	struct tb_grey next;
	struct tb_map step;

	if (degrees == 0)
		return true;
	if (!tb_grey_rotate(&work->now, degrees, &next, &step))
		return false;
	move_on(work, &next, &step);
	return true;
}

static bool scale(struct work *work, int shrink, int enlarge)
{
	const double factor = shrink ? shrink : 1.0 / (enlarge ? enlarge : 1);
	const struct tb_map step = { factor, 0, (factor - 1) / 2, 0, factor, (factor - 1) / 2 };
	struct tb_grey next;

	if (!shrink && !enlarge)
		return true;
	if (!(shrink ? tb_grey_shrink(&work->now, shrink, &next) : tb_grey_enlarge(&work->now, enlarge, &next)))
		return false;
	move_on(work, &next, &step);
	return true;
}

static bool sharpen(struct work *work, enum filter filter, int half)
{
	const struct tb_map step = TB_MAP_IDENTITY;
	struct tb_grey next = TB_GREY_INIT;
	bool done;

	if (filter == PLAIN)
		return true;
	if (filter == BINARISE)
		done = tb_grey_binarise(&work->now, half, &next);
	else
		done = tb_grey_soften(&work->now, half, &next);
	if (!done)
		return false;
	move_on(work, &next, &step);
	return true;
}

/* Tile `i` of `n` along a side: its start and length; neighbours share a quarter. */
static void place_tile(int side, int i, int n, int *start, int *length)
{
	*length = (int)((long long)side * 4 / (3 * n + 1));
	*start = (int)((long long)(side - *length) * i / (n - 1));
}

static void find_in_tile(const struct work *work, int x, int y, int w, int h, struct tb_found_list *list)
{
	const struct tb_map shift = { 1, 0, x, 0, 1, y };
	struct tb_map back = tb_map_chain(&shift, &work->back);
	struct tb_grey tile;

	if (w < 1 || h < 1 || !tb_grey_crop(&work->now, x, y, w, h, &tile))
		return;
	tb_symbols_find(&tile, 1, &back, list);
	tb_grey_release(&tile);
}

static void find(const struct work *work, int columns, int rows, struct tb_found_list *list)
{
	int x, y, w, h;

	if (!columns) {
		tb_symbols_find(&work->now, 1, &work->back, list);
		return;
	}
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns && is_time_left(); column++) {
			place_tile(work->now.w, column, columns, &x, &w);
			place_tile(work->now.h, row, rows, &y, &h);
			find_in_tile(work, x, y, w, h, list);
		}
}

static void run_pass(const struct pass *pass, const struct tb_grey *picture, struct tb_found_list *list)
{
	struct work work = { .now = *picture, .back = TB_MAP_IDENTITY };

	if (scale(&work, pass->shrink, pass->enlarge) && turn(&work, pass->degrees) &&
	    sharpen(&work, pass->filter, pass->half)) {
		if (pass->invert)
			tb_grey_invert(&work.now); /* such a pass has a filter: the picture itself stays as it is */
		find(&work, pass->columns, pass->rows, list);
	}
	if (work.owned)
		tb_grey_release(&work.now);
}

/* ---- all passes ------------------------------------------------------------------------------------------------ */

static bool is_wanted(const struct pass *pass, size_t n_found)
{
	switch (pass->when) {
	case ALWAYS: return true;
	case IF_MANY: return n_found >= MANY;
	default: return n_found == 0;
	}
}

static void run_passes(const struct pass *pass, size_t n, const struct tb_grey *picture, struct tb_found_list *list)
{
	for (; n && is_time_left(); n--, pass++)
		if (is_wanted(pass, tb_found_count(list)))
			run_pass(pass, picture, list);
}

void tb_strategy_run(const struct tb_grey *picture, struct tb_found_list *list)
{
	if ((long long)picture->w * picture->h > LARGE_PIXELS)
		run_passes(large_passes, sizeof(large_passes) / sizeof(*large_passes), picture, list);
	else
		run_passes(small_passes, sizeof(small_passes) / sizeof(*small_passes), picture, list);
}
