#include "scan/decoder/fnc4.h"

#include <stdlib.h>

enum {
	LINES = 9, /* looked at */
	RUNS = 6,  /* bars and spaces of a codeword, which has 11 modules */
	MODULES = 11,
	STOP_RUNS = 7,
	MAX_RUNS = 100 * RUNS,
	REACH = 4, /* modules beyond either end: zbar leaves out the last bar, and 10 that are white follow */
};

/* ---- one line -------------------------------------------------------------------------------------------------------- */

struct runs {
	int length[MAX_RUNS]; /* black, white, ..., black */
	int n;
};

static int pixel(const struct tb_grey *g, bool down, int along, int line)
{
	const int x = down ? line : along, y = down ? along : line;

	if (x < 0 || y < 0 || x >= g->w || y >= g->h)
		return 255;
	return g->px[(size_t)y * (size_t)g->w + (size_t)x];
}

/* The middle between the darkest and the lightest of the line. */
static int middle_of(const struct tb_grey *g, const struct tb_crossing *c, int line)
{
	int low = 255, high = 0;

	for (int along = c->low; along <= c->high; along++) {
		const int v = pixel(g, c->down, along, line);

		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	return (low + high) / 2;
}

/* In pixels. A codeword holds two digits at most, so that a module may be taken for twice its size. */
static int reach_of(const struct tb_crossing *c)
{
	return (c->high - c->low) * REACH / (MODULES * (c->len / 2 + 3)) + 1;
}

static void measure(const struct tb_grey *g, const struct tb_crossing *c, int line, struct runs *out)
{
	const int level = middle_of(g, c, line), reach = reach_of(c);
	bool was_black = false;

	out->n = 0;
	for (int along = c->low - reach; along <= c->high + reach && out->n < MAX_RUNS; along++) {
		const bool is_black = pixel(g, c->down, along, line) <= level;

		if (is_black != was_black)
			out->length[out->n++] = 0;
		if (out->n)
			out->length[out->n - 1]++;
		was_black = is_black;
	}
	if (!was_black && out->n)
		out->n--; /* white behind the end */
}

static void reverse(struct runs *r)
{
	for (int i = 0; i < r->n / 2; i++) {
		int length = r->length[i];

		r->length[i] = r->length[r->n - 1 - i];
		r->length[r->n - 1 - i] = length;
	}
}

/* ---- codewords ------------------------------------------------------------------------------------------------------- */

/* Those that change the meaning of others: the starts, the changes of set, and FNC4, which is TO_A in set A, TO_B in set B. */
enum word { START_A, START_B, START_C, TO_C, TO_B, TO_A, OTHER };

static const char widths[OTHER][RUNS + 1] = {
	[START_A] = "211412", [START_B] = "211214", [START_C] = "211232",
	[TO_C] = "113141",    [TO_B] = "114131",    [TO_A] = "311141",
};

/* Each run within half a module. */
static bool is_word(const int *run, enum word word)
{
	int total = 0;

	for (int i = 0; i < RUNS; i++)
		total += run[i];
	for (int i = 0; i < RUNS; i++)
		if (abs(run[i] * MODULES - (widths[word][i] - '0') * total) * 2 >= total)
			return false;
	return true;
}

static enum word word_at(const int *run)
{
	enum word word = START_A;

	while (word < OTHER && !is_word(run, word))
		word++;
	return word;
}

static enum word set_after(enum word word, enum word set)
{
	switch (word) {
	case TO_A: return START_A;
	case TO_B: return START_B;
	case TO_C: return START_C;
	default: return set;
	}
}

/*
 * Walk through the sets: where one is changed to itself, that is FNC4. The last codeword is the check. Where a change was
 * overlooked, the codewords hold fewer characters than the text, since in set C each holds two.
 */
static bool holds_fnc4(const struct runs *r, int len)
{
	const int n = (r->n - STOP_RUNS) / RUNS;
	enum word set = word_at(r->length);
	bool holds = false;
	int chars = 0;

	for (int i = 1; i < n - 1; i++) {
		const enum word word = word_at(r->length + RUNS * i);

		holds |= (word == TO_A && set == START_A) || (word == TO_B && set == START_B);
		if (word == OTHER)
			chars += set == START_C ? 2 : 1;
		set = set_after(word, set);
	}
	return holds && chars >= len;
}

/* Whether the bars of the line can be told apart; if so, `*in` says whether it holds FNC4. */
static bool read_line(const struct tb_grey *g, const struct tb_crossing *c, int line, bool *in)
{
	struct runs runs;

	measure(g, c, line, &runs);
	if (runs.n < 3 * RUNS + STOP_RUNS || (runs.n - STOP_RUNS) % RUNS)
		return false;
	if (word_at(runs.length) > START_C)
		reverse(&runs);
	*in = holds_fnc4(&runs, c->len);
	return word_at(runs.length) <= START_C;
}

/* Most lines must say so: in a blurred one a change of set may be overlooked. */
bool tb_fnc4_is_in(const struct tb_grey *g, const struct tb_crossing *c)
{
	int lines = 0, votes = 0;
	bool in;

	for (int i = 0; i < LINES; i++)
		if (read_line(g, c, c->first + (c->last - c->first) * (i + 1) / (LINES + 1), &in)) {
			lines++;
			votes += in;
		}
	return votes * 2 > lines;
}
