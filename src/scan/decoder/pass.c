#include "scan/decoder/pass.h"

#include "scan/decoder/mask.h"
#include "scan/decoder/symbols.h"

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

/* ---- the steps, each false for want of memory --------------------------------------------------------------------- */

static bool cut(struct work *work, const struct tb_task *task, const struct tb_box *box)
{
	const struct tb_map step = TB_MAP_SCALE(1, box->x, box->y);
	struct tb_grey next;

	*work = (struct work){ .now = *task->picture, .back = *task->back };
	if (box->w == work->now.w && box->h == work->now.h)
		return true;
	if (!tb_grey_crop(&work->now, box->x, box->y, box->w, box->h, &next))
		return false;
	move_on(work, &next, &step);
	return true;
}

static bool scale(struct work *work, int shrink, int enlarge)
{
	const double factor = shrink ? shrink : 1.0 / (enlarge ? enlarge : 1);
	const struct tb_map step = TB_MAP_SCALE(factor, (factor - 1) / 2, (factor - 1) / 2);
	struct tb_grey next;

	if (!shrink && !enlarge)
		return true;
	if (!(shrink ? tb_grey_shrink(&work->now, shrink, &next) : tb_grey_enlarge(&work->now, enlarge, &next)))
		return false;
	move_on(work, &next, &step);
	return true;
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

static bool slant(struct work *work, double strength, double towards)
{
	struct tb_grey next;
	struct tb_map step;

	if (strength == 0)
		return true;
	if (!tb_grey_slant(&work->now, towards, strength, &next, &step))
		return false;
	move_on(work, &next, &step);
	return true;
}

static bool mend(struct work *work, enum tb_mend how, int reach)
{
	const struct tb_map step = TB_MAP_IDENTITY;
	struct tb_grey next = TB_GREY_INIT;
	bool done = false;

	switch (how) {
	case TB_MEND_NONE: return true;
	case TB_MEND_BLUR: done = tb_grey_blur(&work->now, reach, &next); break;
	case TB_MEND_SHARPEN: done = tb_grey_sharpen(&work->now, reach, &next); break;
	}
	if (done)
		move_on(work, &next, &step);
	return done;
}

static bool filter(struct work *work, enum tb_filter how, int half)
{
	const struct tb_map step = TB_MAP_IDENTITY;
	struct tb_grey next = TB_GREY_INIT;
	bool done = false;

	switch (how) {
	case TB_FILTER_NONE: return true;
	case TB_FILTER_BINARISE: done = tb_grey_binarise(&work->now, half, &next); break;
	case TB_FILTER_BLOCKS: done = tb_grey_binarise_blocks(&work->now, half, &next); break;
	case TB_FILTER_SOFTEN: done = tb_grey_soften(&work->now, half, &next); break;
	}
	if (done)
		move_on(work, &next, &step);
	return done;
}

/* The picture itself stays as it is. */
static bool own(struct work *work)
{
	const struct tb_map step = TB_MAP_IDENTITY;
	struct tb_grey next;

	if (work->owned)
		return true;
	if (!tb_grey_crop(&work->now, 0, 0, work->now.w, work->now.h, &next))
		return false;
	move_on(work, &next, &step);
	return true;
}

static bool invert_and_mask(struct work *work, bool invert, const struct tb_found_list *known)
{
	if (!invert && !known->n)
		return true;
	if (!own(work))
		return false;
	if (invert)
		tb_grey_invert(&work->now);
	tb_mask_paint(&work->now, &work->back, known);
	return true;
}

/* ---- tiles ---------------------------------------------------------------------------------------------------------- */

int tb_pass_tiles(const struct tb_pass *pass)
{
	return pass->columns ? pass->columns * pass->rows : 1;
}

/* Tile `i` of `n` along a side: its start and length; neighbours share a quarter. */
static void place_tile(int side, int i, int n, int *start, int *length)
{
	*length = (int)((long long)side * 4 / (3 * n + 1));
	*start = n > 1 ? (int)((long long)(side - *length) * i / (n - 1)) : 0;
}

static struct tb_box box_of(const struct tb_pass *pass, int tile, const struct tb_grey *picture)
{
	const int columns = pass->columns ? pass->columns : 1, rows = pass->columns ? pass->rows : 1;
	struct tb_box box;

	place_tile(picture->w, tile % columns, columns, &box.x, &box.w);
	place_tile(picture->h, tile / columns, rows, &box.y, &box.h);
	return box;
}

/* What is sharpened or inverted shows many that are none. */
static bool shows_signs(const struct tb_pass *pass)
{
	return (pass->filter == TB_FILTER_BINARISE || pass->filter == TB_FILTER_BLOCKS) &&
	       pass->mend != TB_MEND_SHARPEN && !pass->invert;
}

static bool has_sign(const struct tb_task *task, const struct tb_box *box)
{
	const struct tb_point low = tb_map_point(task->back, box->x, box->y);
	const struct tb_point high = tb_map_point(task->back, box->x + box->w, box->y + box->h);

	return tb_signs_in(task->signs, low, high);
}

static void look(const struct tb_pass *pass, int id, const struct tb_task *task, const struct work *work,
		 struct tb_found_list *found, struct tb_signs *signs)
{
	const struct tb_look look = {
		.kinds = pass->kinds ? pass->kinds & task->kinds : task->kinds,
		.step = 1,
		.pass = id,
		.back = work->back,
	};

	tb_symbols_find(&work->now, &look, found);
	if (shows_signs(pass))
		tb_signs_find(&work->now, &work->back, signs);
}

void tb_pass_run(const struct tb_pass *pass, int id, int tile, const struct tb_task *task, struct tb_found_list *found,
		 struct tb_signs *signs)
{
	const struct tb_box box = box_of(pass, tile, task->picture);
	struct work work;

	if (box.w < 1 || box.h < 1 || (pass->at_signs && !has_sign(task, &box)))
		return;
	if (cut(&work, task, &box) && scale(&work, pass->shrink, pass->enlarge) && turn(&work, pass->turn) &&
	    slant(&work, pass->slant, pass->towards) && mend(&work, pass->mend, pass->reach) &&
	    filter(&work, pass->filter, pass->half) && invert_and_mask(&work, pass->invert, task->known))
		look(pass, id, task, &work, found, signs);
	if (work.owned)
		tb_grey_release(&work.now);
}
