#include "model/pair.h"

#include <string.h>

#include <trangbi/nouns.h>
#include <trangbi/tag.h>

#include "base/utf8.h"

enum { MAX_WORDS = 32, MIN_SERIAL = 5 };

/* Points for what agrees, and for what contradicts. */
enum {
	SERIAL = 50,
	SERIAL_NEAR = 40,
	SERIAL_OTHER = -30,
	NAME = 40, /* for all words; less for a part of them */
	COST = 25,
	COST_NEAR = 12,
	COST_OTHER = -15, /* less than half */
	YEAR = 10,
	YEAR_OTHER = -10,
	UNIT = 10,
};

static const char *fold(const char *text, struct tb_pool *pool)
{
	struct tb_str key = TB_STR_INIT;
	const char *folded;

	if (!text)
		return NULL;
	tb_utf8_fold(&key, text);
	folded = tb_pool_dup(pool, key.buf, key.len);
	tb_str_release(&key);
	return *folded ? folded : NULL;
}

static const char *compact(const char *serial, struct tb_pool *pool)
{
	char key[256];

	return serial && tb_code_compact(serial, key, sizeof(key)) && *key ? tb_pool_strdup(pool, key) : NULL;
}

void tb_likeness_of(const struct tb_record *asset, struct tb_pool *pool, struct tb_likeness *out)
{
	*out = (struct tb_likeness){
		.name = fold(tb_text(asset, TB_ASSET_NAME), pool),
		.serial = compact(tb_text(asset, TB_ASSET_SERIAL), pool),
		.unit = tb_text(asset, TB_ASSET_UNIT),
		.cost = tb_num(asset, TB_ASSET_COST, -1),
		.year = tb_num(asset, TB_ASSET_YEAR_IN_USE, tb_num(asset, TB_ASSET_YEAR_MADE, -1)),
	};
}

/* Whether one character more, fewer or other makes `b` of `a`. */
static bool is_near(const char *a, const char *b)
{
	const size_t len_a = strlen(a), len_b = strlen(b);
	size_t front = 0;

	while (a[front] && a[front] == b[front])
		front++;
	if (len_a == len_b)
		return !strcmp(a + front + 1, b + front + 1);
	if (len_a + 1 == len_b)
		return !strcmp(a + front, b + front + 1);
	return len_b + 1 == len_a && !strcmp(a + front + 1, b + front);
}

static int score_serial(const char *a, const char *b, unsigned *reasons)
{
	if (!a || !b)
		return 0;
	if (!strcmp(a, b)) {
		*reasons |= TB_SAME_SERIAL;
		return SERIAL;
	}
	if (strlen(a) < MIN_SERIAL || !is_near(a, b))
		return SERIAL_OTHER;
	*reasons |= TB_NEAR_SERIAL;
	return SERIAL_NEAR;
}

struct words {
	struct {
		const char *text;
		size_t len;
	} at[MAX_WORDS];
	size_t n;
};

static void split(const char *name, struct words *out)
{
	out->n = 0;
	for (const char *p = name; *p && out->n < MAX_WORDS;) {
		const size_t len = strcspn(p, " ");

		out->at[out->n].text = p;
		out->at[out->n++].len = len;
		p += len + (p[len] == ' ');
	}
}

/* How many words both have; each is taken once. */
static size_t count_common(const struct words *a, struct words *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (b->at[k].len && a->at[i].len == b->at[k].len &&
			    !memcmp(a->at[i].text, b->at[k].text, a->at[i].len)) {
				b->at[k].len = 0;
				n++;
				break;
			}
	return n;
}

static int score_name(const char *a, const char *b, unsigned *reasons)
{
	struct words of_a, of_b;
	size_t common, all;

	if (!a || !b)
		return 0;
	split(a, &of_a);
	split(b, &of_b);
	all = of_a.n + of_b.n;
	if (!all)
		return 0;
	common = 2 * count_common(&of_a, &of_b);
	if (common == all)
		*reasons |= TB_SAME_NAME;
	else if (2 * common >= all)
		*reasons |= TB_NEAR_NAME;
	return (int)(NAME * common / all);
}

static int score_cost(int64_t a, int64_t b, unsigned *reasons)
{
	const int64_t less = a < b ? a : b, more = a < b ? b : a;

	if (less < 0)
		return 0;
	if (less == more) {
		*reasons |= TB_SAME_COST;
		return COST;
	}
	if (more - less > more / 100)
		return less < more / 2 ? COST_OTHER : 0;
	*reasons |= TB_NEAR_COST;
	return COST_NEAR;
}

static int score_year(int64_t a, int64_t b, unsigned *reasons)
{
	if (a < 0 || b < 0)
		return 0;
	if (a == b) {
		*reasons |= TB_SAME_YEAR;
		return YEAR;
	}
	return a - b > 2 || b - a > 2 ? YEAR_OTHER : 0;
}

int tb_likeness_score(const struct tb_likeness *a, const struct tb_likeness *b, unsigned *reasons)
{
	int score;

	*reasons = 0;
	score = score_serial(a->serial, b->serial, reasons) + score_name(a->name, b->name, reasons) +
		score_cost(a->cost, b->cost, reasons) + score_year(a->year, b->year, reasons);
	if (a->unit && b->unit && !strcmp(a->unit, b->unit)) {
		*reasons |= TB_SAME_UNIT;
		score += UNIT;
	}
	return score < 0 ? 0 : score > 100 ? 100 : score;
}
