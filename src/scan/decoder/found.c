#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "scan/decoder/found.h"

enum { SLACK = 8, FLAT = 24 /* pixels */ };

/* How many scan lines must agree on a text of how many bytes. A QR code corrects itself; Code 39 and I25 check nothing. */
static const struct trust {
	int quality;
	size_t len;
} trust[TB_FOUND_KINDS] = {
	[TB_FOUND_CODE128] = { 2, 3 }, [TB_FOUND_QRCODE] = { 1, 1 }, [TB_FOUND_CODE39] = { 4, 3 },
	[TB_FOUND_EAN13] = { 3, 1 },   [TB_FOUND_EAN8] = { 4, 1 },   [TB_FOUND_I25] = { 6, 6 },
};

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

/* All bars have an upright box for its frame, so that one seen on a single line has edges too. */
static bool is_same_place(const struct tb_found *a, const struct tb_found *b)
{
	static const struct tb_found upright = { .corner = { { 0, 0 }, { 8, 0 }, { 8, 8 }, { 0, 8 } } };
	const double slack = a->kind == TB_FOUND_QRCODE ? 0 : SLACK;

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
	if (known->pass != code->pass)
		known->quality += code->quality;
	else if (code->quality > known->quality)
		known->quality = code->quality;
	known->pass = code->pass;
	known->doubtful |= code->doubtful;
	if (known->kind != TB_FOUND_QRCODE)
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
	return code->confirmed || (!code->doubtful && code->quality >= trust[code->kind].quality &&
				   strlen(code->text) >= trust[code->kind].len);
}

size_t tb_found_count(const struct tb_found_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		n += tb_found_is_sure(&list->at[i]);
	return n;
}

static struct tb_point middle_of(const struct tb_found *code)
{
	const struct tb_point a = code->corner[0], b = code->corner[2];

	return (struct tb_point){ (a.x + b.x) / 2, (a.y + b.y) / 2 };
}

bool tb_found_is_near(const struct tb_found *code, struct tb_point p, double distance)
{
	const struct tb_point middle = middle_of(code);

	return hypot(middle.x - p.x, middle.y - p.y) < distance;
}

static double width_of(const struct tb_found *code)
{
	return hypot(code->corner[0].x - code->corner[2].x, code->corner[0].y - code->corner[2].y);
}

static bool is_beside(const struct tb_found *a, const struct tb_found *b)
{
	return is_same_place(a, b) || tb_found_is_near(b, middle_of(a), fmax(width_of(a), width_of(b)));
}

/* Another symbol that says the same, or one elsewhere. */
static bool is_said(const struct tb_found_list *list, const struct tb_found *code)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct tb_found *other = &list->at[i];

		if (tb_found_is_sure(other) && !strcmp(other->text, code->text) &&
		    (other->kind != code->kind || !is_beside(other, code)))
			return true;
	}
	return false;
}

static bool is_beside_any(const struct tb_found_list *list, const struct tb_found *code)
{
	for (size_t i = 0; i < list->n; i++)
		if (tb_found_is_sure(&list->at[i]) && is_beside(&list->at[i], code))
			return true;
	return false;
}

/* Bars of which one end alone was seen, on a line or a few. */
static bool is_flat(const struct tb_found *code)
{
	return code->kind != TB_FOUND_QRCODE && project(code, 1, 0).high - project(code, 1, 0).low < FLAT &&
	       project(code, 0, 1).high - project(code, 0, 1).low < FLAT;
}

/* Which other code it is a part of: one with both ends, else the first; `n` for none. */
static size_t find_whole(const struct tb_found_list *list, size_t part)
{
	size_t whole = list->n;

	for (size_t i = list->n; i-- > 0;)
		if (i != part && list->at[i].kind == list->at[part].kind &&
		    !strcmp(list->at[i].text, list->at[part].text) &&
		    (!is_flat(&list->at[i]) || (i < part && (whole == list->n || is_flat(&list->at[whole])))))
			whole = i;
	return whole;
}

/* Ends of one text are no codes of their own. */
static void join_flat(struct tb_found_list *list)
{
	for (size_t i = list->n; i-- > 0;) {
		const size_t whole = is_flat(&list->at[i]) ? find_whole(list, i) : list->n;
		struct tb_found *into = &list->at[whole];

		if (whole == list->n)
			continue;
		into->quality += list->at[i].quality;
		into->doubtful |= list->at[i].doubtful;
		if (is_flat(into))
			set_box(into, join(project(into, 1, 0), project(&list->at[i], 1, 0)),
				join(project(into, 0, 1), project(&list->at[i], 0, 1)));
		free(list->at[i].text);
		list->at[i] = list->at[--list->n];
	}
}

void tb_found_settle(struct tb_found_list *list)
{
	size_t n = 0;

	join_flat(list);
	for (size_t i = 0; i < list->n; i++)
		list->at[i].confirmed = !list->at[i].doubtful && is_said(list, &list->at[i]);
	for (size_t i = 0; i < list->n; i++) {
		struct tb_found code = list->at[i];

		list->at[i] = (struct tb_found){ .doubtful = true };
		if (tb_found_is_sure(&code) || !is_beside_any(list, &code))
			list->at[n++] = code;
		else
			free(code.text);
	}
	list->n = n;
}

void tb_found_keep_sure(struct tb_found_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		if (tb_found_is_sure(&list->at[i]))
			list->at[n++] = list->at[i];
		else
			free(list->at[i].text);
	list->n = n;
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
