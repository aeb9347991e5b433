#include <stdbool.h>
#include <stdlib.h>

#include "scan/decoder/bars.h"

/* Parts of a symbol's length: how far its ends may lean from line to line, and how many lines may be unreadable. */
enum { LEAN = 8, GAP = 4 };

static bool is_right_end(const struct tb_hit *hit)
{
	return hit->line % 2 == 0;
}

/* Is there a hit between the two ends, on either line? Then they are of two symbols. */
static bool is_split(const struct tb_hit *hits, size_t from, size_t to, int left, int right)
{
	for (size_t i = from; i <= to; i++)
		if (hits[i].along > left && hits[i].along < right)
			return true;
	return false;
}

/* The other end of hit `i`: on the line before it, with nothing between. */
static bool find_other_end(const struct tb_hit *hits, size_t n, size_t i, struct tb_bars *out)
{
	const int line = hits[i].line;
	size_t from = i, to = i;

	while (from > 0 && hits[from - 1].line >= line - 1)
		from--;
	while (to + 1 < n && hits[to + 1].line == line)
		to++;
	for (size_t j = from; j < i && hits[j].line == line - 1; j++) {
		int left = is_right_end(&hits[i]) ? hits[j].along : hits[i].along;
		int right = is_right_end(&hits[i]) ? hits[i].along : hits[j].along;

		if (left >= right || is_split(hits, from, to, left, right))
			continue;
		*out = (struct tb_bars){ left, right, line - 1, line, 2, left, right };
		return true;
	}
	return false;
}

static bool continues(const struct tb_bars *symbol, const struct tb_bars *lines)
{
	const int length = lines->right - lines->left;

	return abs(symbol->left - lines->left) <= length / LEAN && abs(symbol->right - lines->right) <= length / LEAN &&
	       lines->first - symbol->last <= length / GAP;
}

static void extend(struct tb_bars *symbol, const struct tb_bars *lines)
{
	symbol->low = lines->low < symbol->low ? lines->low : symbol->low;
	symbol->high = lines->high > symbol->high ? lines->high : symbol->high;
	symbol->last = lines->last;
	symbol->quality++;
	symbol->left = lines->left;
	symbol->right = lines->right;
}

static size_t add_lines(struct tb_bars *symbols, size_t n, const struct tb_bars *lines)
{
	for (size_t i = 0; i < n; i++)
		if (continues(&symbols[i], lines)) {
			extend(&symbols[i], lines);
			return n;
		}
	symbols[n] = *lines;
	return n + 1;
}

/* Is the hit one end of a symbol that was found, or near it? */
static bool belongs(const struct tb_hit *hit, const struct tb_bars *symbol)
{
	const int length = symbol->high - symbol->low;

	return hit->along >= symbol->low - length / LEAN && hit->along <= symbol->high + length / LEAN &&
	       hit->line >= symbol->first - length / GAP && hit->line <= symbol->last + length / GAP;
}

/* A line that was read alone, without the one before or behind it. */
static size_t add_single(struct tb_bars *symbols, size_t n, const struct tb_hit *hit)
{
	for (size_t i = 0; i < n; i++)
		if (belongs(hit, &symbols[i]))
			return n;
	symbols[n] = (struct tb_bars){ hit->along, hit->along, hit->line, hit->line, 1, hit->along, hit->along };
	return n + 1;
}

size_t tb_bars_group(const struct tb_hit *hits, size_t n, struct tb_bars *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct tb_bars lines;

		if (find_other_end(hits, n, i, &lines))
			found = add_lines(out, found, &lines);
	}
	for (size_t i = 0; i < n && found < n; i++)
		found = add_single(out, found, &hits[i]);
	return found;
}

struct tb_bars tb_bars_join(const struct tb_hit *hits, size_t n)
{
	struct tb_bars all = { hits[0].along, hits[0].along, hits[0].line, hits[n - 1].line, (int)n, 0, 0 };

	for (size_t i = 1; i < n; i++) {
		all.low = hits[i].along < all.low ? hits[i].along : all.low;
		all.high = hits[i].along > all.high ? hits[i].along : all.high;
	}
	all.left = all.low;
	all.right = all.high;
	return all;
}
