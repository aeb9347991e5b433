#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "scan/decoder/found.h"

enum { MIN_QUALITY = 2, MIN_CODE128_LEN = 3, SLACK = 8 };

void tb_found_release(struct tb_found_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->at[i].text);
	free(list->at);
	*list = (struct tb_found_list)TB_FOUND_LIST_INIT;
}

/* ---- place ----------------------------------------------------------------------------------------------------- */

/* How far a code reaches along an axis. */
struct span {
	double low, high;
};

static struct span project(const struct tb_found *f, double dx, double dy)
{
	struct span s = { INFINITY, -INFINITY };

	for (int i = 0; i < 4; i++) {
		double at = f->corner[i].x * dx + f->corner[i].y * dy;

		s.low = fmin(s.low, at);
		s.high = fmax(s.high, at);
	}
	return s;
}

/* Does a gap across an edge of `edges` part the two? */
static bool is_parted(const struct tb_found *edges, const struct tb_found *a, const struct tb_found *b, double slack)
{
	for (int i = 0; i < 4; i++) {
		const struct tb_point p = edges->corner[i], q = edges->corner[(i + 1) % 4];
		const double length = hypot(q.x - p.x, q.y - p.y);
		struct span s, t;

		if (length < 1)
			continue;
		s = project(a, (q.y - p.y) / length, (p.x - q.x) / length);
		t = project(b, (q.y - p.y) / length, (p.x - q.x) / length);
		if (s.low > t.high + slack || t.low > s.high + slack)
			return true;
	}
	return false;
}

/* Every Code 128 has an upright box for its frame, so that one seen on a single line has edges too. */
static bool is_same_place(const struct tb_found *a, const struct tb_found *b)
{
	static const struct tb_found upright = { .corner = { { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 } } };
	const double slack = a->kind == TB_FOUND_CODE128 ? SLACK : 0;

	return !is_parted(&upright, a, b, slack) && !is_parted(a, a, b, slack) && !is_parted(b, a, b, slack);
}

static void set_box(struct tb_found *f, struct span x, struct span y)
{
	f->corner[0] = (struct tb_point){ x.low, y.low };
	f->corner[1] = (struct tb_point){ x.high, y.low };
	f->corner[2] = (struct tb_point){ x.high, y.high };
	f->corner[3] = (struct tb_point){ x.low, y.high };
}

static struct span join(struct span a, struct span b)
{
	return (struct span){ fmin(a.low, b.low), fmax(a.high, b.high) };
}

/* ---- the list -------------------------------------------------------------------------------------------------- */

static void see_again(struct tb_found *known, const struct tb_found *code)
{
	known->quality += code->quality;
	if (known->kind == TB_FOUND_CODE128)
		set_box(known, join(project(known, 1, 0), project(code, 1, 0)),
			join(project(known, 0, 1), project(code, 0, 1)));
}

void tb_found_add(struct tb_found_list *list, const struct tb_found *code)
{
	for (size_t i = 0; i < list->n; i++) {
		struct tb_found *known = &list->at[i];

		if (known->kind == code->kind && !strcmp(known->text, code->text) && is_same_place(known, code)) {
			see_again(known, code);
			return;
		}
	}
	TB_GROW(list->at, list->n, list->cap);
	list->at[list->n] = *code;
	list->at[list->n].text = tb_strdup(code->text);
	list->n++;
}

bool tb_found_is_sure(const struct tb_found *code)
{
	return code->kind == TB_FOUND_QRCODE || (code->quality >= MIN_QUALITY && strlen(code->text) >= MIN_CODE128_LEN);
}

size_t tb_found_count(const struct tb_found_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += tb_found_is_sure(&list->at[i]);
	return n;
}

/* ---- order ----------------------------------------------------------------------------------------------------- */

static int compare(double a, double b)
{
	return (a > b) - (a < b);
}

static int by_top(const void *a, const void *b)
{
	return compare(project(a, 0, 1).low, project(b, 0, 1).low);
}

static int by_left(const void *a, const void *b)
{
	return compare(project(a, 1, 0).low, project(b, 1, 0).low);
}

static double middle(const struct tb_found *f)
{
	struct span s = project(f, 0, 1);

	return (s.low + s.high) / 2;
}

/* A row is what starts above the middle of its topmost code. */
void tb_found_sort(struct tb_found_list *list)
{
	size_t start = 0, end;

	if (list->n)
		qsort(list->at, list->n, sizeof(*list->at), by_top);
	while (start < list->n) {
		end = start + 1;
		while (end < list->n && project(&list->at[end], 0, 1).low < middle(&list->at[start]))
			end++;
		qsort(list->at + start, end - start, sizeof(*list->at), by_left);
		start = end;
	}
}
