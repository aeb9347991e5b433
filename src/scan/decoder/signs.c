#include "scan/decoder/signs.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "scan/decoder/mask.h"

enum {
	SQUARE_STEP = 2, /* lines apart */
	MIN_LINES = 2,   /* that must cross it: one alone may do so by chance */
	BARS_STEP = 12,
	BARS_RUNS = 40,  /* bars and spaces in a row: a Code 128 of three characters has as many */
	BARS_WIDTH = 24, /* pixels of the widest */
	BARS_SAME = 90,  /* percent of pixels that are alike some lines further on */
	FAR = 12,        /* sizes between two squares of a QR code */
	MAX_SIGNS = 1000,
};

void tb_signs_release(struct tb_signs *signs)
{
	free(signs->at);
	*signs = (struct tb_signs)TB_SIGNS_INIT;
}

static bool is_same(const struct tb_sign *a, const struct tb_sign *b)
{
	return a->bars == b->bars && hypot(a->at.x - b->at.x, a->at.y - b->at.y) < a->size / 2;
}

static void add(struct tb_signs *signs, const struct tb_sign *sign)
{
	for (size_t i = signs->n; i-- > 0;)
		if (is_same(&signs->at[i], sign)) {
			signs->at[i].lines += sign->lines;
			return;
		}
	if (signs->n == MAX_SIGNS)
		return;
	TB_GROW(signs->at, signs->n, signs->cap);
	signs->at[signs->n++] = *sign;
}

/* A row or a column. */
struct line {
	const uint8_t *px;
	size_t stride;
	int n;
};

static uint8_t tone(const struct line *line, int i)
{
	return line->px[(size_t)i * line->stride];
}

static struct line row_of(const struct tb_grey *g, int y)
{
	return (struct line){ g->px + (size_t)y * (size_t)g->w, 1, g->w };
}

static struct line column_of(const struct tb_grey *g, int x)
{
	return (struct line){ g->px + x, (size_t)g->w, g->h };
}

/* A diagonal through (x, y), which is its pixel *i: down to the right, or to the left. */
static struct line diagonal_of(const struct tb_grey *g, int x, int y, bool left, int *i)
{
	const int before = left ? g->w - 1 - x : x, after = left ? x : g->w - 1 - x;
	const int back = before < y ? before : y, forth = after < g->h - 1 - y ? after : g->h - 1 - y;
	const size_t stride = left ? (size_t)g->w - 1 : (size_t)g->w + 1;

	*i = back;
	return (struct line){ g->px + (size_t)y * (size_t)g->w + (size_t)x - (size_t)back * stride, stride,
			      back + forth + 1 };
}

static struct tb_sign sign_at(const struct tb_map *back, double x, double y, double size, bool bars)
{
	return (struct tb_sign){ tb_map_point(back, x, y), size * hypot(back->ax, back->ay), bars, false, false, 1 };
}

/* ---- squares --------------------------------------------------------------------------------------------------------- */

/* Black, white, black, white, black as 1:1:3:1:1, each within three quarters of a module. */
static bool is_nested(const int run[5])
{
	const int total = run[0] + run[1] + run[2] + run[3] + run[4];

	if (total < 10 || abs(run[2] * 14 - total * 6) > total * 2)
		return false;
	for (int i = 0; i < 5; i++)
		if (i != 2 && abs(run[i] * 14 - total * 2) > total * 3 / 2)
			return false;
	return true;
}

/* How many pixels from *i on in steps of `by` have the tone; at most `max`. */
static int measure(const struct line *line, int *i, int by, uint8_t wanted, int max)
{
	int n = 0;

	while (*i >= 0 && *i < line->n && n < max && tone(line, *i) == wanted) {
		*i += by;
		n++;
	}
	return n;
}

/*
 * Is it nested also along this line, of which pixel i lies in the middle? It must be about as long as the first, which it
 * is not where bars are crossed aslant.
 */
static bool is_nested_about(const struct line *line, int i, int total)
{
	const int max = total * 2;
	int up = i, down = i + 1, run[5], length = 0;

	run[2] = measure(line, &up, -1, 0, max);
	run[2] += measure(line, &down, 1, 0, max);
	run[1] = measure(line, &up, -1, 255, max);
	run[0] = measure(line, &up, -1, 0, max);
	run[3] = measure(line, &down, 1, 255, max);
	run[4] = measure(line, &down, 1, 0, max);
	for (int k = 0; k < 5; k++)
		length += run[k];
	return length * 5 > total * 3 && length * 3 < total * 5 && is_nested(run);
}

/* A square is nested whichever way it is crossed; letters may be by chance, but not four times. */
static bool is_square(const struct tb_grey *g, int x, int y, int total)
{
	const struct line column = column_of(g, x);
	int i, k;
	const struct line right = diagonal_of(g, x, y, false, &i), left = diagonal_of(g, x, y, true, &k);

	return is_nested_about(&column, y, total) && is_nested_about(&right, i, total) &&
	       is_nested_about(&left, k, total);
}

static void find_squares(const struct tb_grey *g, int y, const struct tb_map *back, struct tb_signs *signs)
{
	const struct line row = row_of(g, y);
	int run[5] = { 0 }, start = 0;

	for (int x = 1; x <= g->w; x++) {
		if (x < g->w && tone(&row, x) == tone(&row, start))
			continue;
		for (int i = 0; i < 4; i++)
			run[i] = run[i + 1];
		run[4] = x - start;
		start = x;
		if (tone(&row, x - 1) == 0 && is_nested(run)) {
			const int total = run[0] + run[1] + run[2] + run[3] + run[4];
			const int middle = x - run[4] - run[3] - (run[2] + 1) / 2;
			const struct tb_sign sign = sign_at(back, middle, y, total, false);

			if (is_square(g, middle, y, total))
				add(signs, &sign);
		}
	}
}

/* ---- bars ------------------------------------------------------------------------------------------------------------ */

/* Do the two lines run alike? Bars do, letters do not. */
static bool is_alike(const struct line *a, const struct line *b, int from, int to)
{
	int same = 0;

	for (int i = from; i < to; i++)
		same += tone(a, i) == tone(b, i);
	return same * 100 >= (to - from) * BARS_SAME;
}

/* Where enough narrow runs follow each other: from there to the end of them. False at the end of the line. */
static bool next_bars(const struct line *line, int *i, int *from)
{
	int start = *i, n = 0;

	*from = *i;
	for (int k = *i + 1; k <= line->n; k++) {
		if (k < line->n && tone(line, k) == tone(line, start))
			continue;
		*i = k;
		if (k - start <= BARS_WIDTH && k < line->n) {
			n++;
		} else if (n >= BARS_RUNS) {
			*i = start;
			return true;
		} else {
			n = 0;
			*from = k;
		}
		start = k;
	}
	return false;
}

/* Rows of bars that cross row or column `at`. */
static void find_bars(const struct tb_grey *g, int at, bool down, const struct tb_map *back, struct tb_signs *signs)
{
	const struct line line = down ? column_of(g, at) : row_of(g, at);
	const struct line next = down ? column_of(g, at + BARS_STEP / 2) : row_of(g, at + BARS_STEP / 2);
	int i = 0, from;

	while (next_bars(&line, &i, &from)) {
		const double middle = (from + i) / 2.0;
		const struct tb_sign sign = sign_at(back, down ? at : middle, down ? middle : at, i - from, true);

		if (is_alike(&line, &next, from, i))
			add(signs, &sign);
		i++;
	}
}

/* ---- all of them ------------------------------------------------------------------------------------------------------ */

void tb_signs_find(const struct tb_grey *g, const struct tb_map *back, struct tb_signs *signs)
{
	struct tb_signs here = TB_SIGNS_INIT;

	for (int y = 0; y < g->h; y += SQUARE_STEP)
		find_squares(g, y, back, &here);
	for (int y = 0; y + BARS_STEP < g->h; y += BARS_STEP)
		find_bars(g, y, false, back, &here);
	for (int x = 0; x + BARS_STEP < g->w; x += BARS_STEP)
		find_bars(g, x, true, back, &here);
	for (size_t i = 0; i < here.n; i++)
		if (here.at[i].lines >= MIN_LINES)
			add(signs, &here.at[i]);
	tb_signs_release(&here);
}

void tb_signs_join(struct tb_signs *signs, const struct tb_signs *more)
{
	for (size_t i = 0; i < more->n; i++)
		add(signs, &more->at[i]);
}

static bool is_beside(const struct tb_sign *sign, const struct tb_found_list *found)
{
	for (size_t i = 0; i < found->n && sign->bars; i++)
		if (tb_found_is_sure(&found->at[i]) && tb_found_is_near(&found->at[i], sign->at, sign->size))
			return true;
	return false;
}

/* A QR code has squares of one size, up to 24 of them apart; labels have small ones. */
static bool is_lonely(const struct tb_sign *sign, const struct tb_signs *signs)
{
	for (size_t i = 0; i < signs->n && !sign->bars; i++) {
		const struct tb_sign *other = &signs->at[i];
		const double apart = hypot(other->at.x - sign->at.x, other->at.y - sign->at.y);

		if (!other->bars && apart > sign->size && apart < sign->size * FAR && other->size < sign->size * 1.6 &&
		    sign->size < other->size * 1.6)
			return false;
	}
	return !sign->bars;
}

void tb_signs_settle(struct tb_signs *signs, const struct tb_found_list *found)
{
	size_t n = 0;

	for (size_t i = 0; i < signs->n; i++) {
		if (tb_mask_covers(found, signs->at[i].at))
			continue;
		signs->at[n] = signs->at[i];
		signs->at[n].beside = is_beside(&signs->at[n], found);
		n++;
	}
	signs->n = n;
	for (size_t i = 0; i < n; i++)
		signs->at[i].lonely = is_lonely(&signs->at[i], signs);
}

size_t tb_signs_apart(const struct tb_signs *signs)
{
	size_t n = 0;

	for (size_t i = 0; i < signs->n; i++)
		n += !signs->at[i].beside && !signs->at[i].lonely;
	return n;
}

bool tb_signs_in(const struct tb_signs *signs, struct tb_point low, struct tb_point high)
{
	for (size_t i = 0; i < signs->n; i++) {
		const struct tb_point p = signs->at[i].at;

		if (!signs->at[i].beside && !signs->at[i].lonely && p.x >= low.x && p.x <= high.x && p.y >= low.y &&
		    p.y <= high.y)
			return true;
	}
	return false;
}
