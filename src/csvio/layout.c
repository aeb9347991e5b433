#include "csvio/layout.h"

#include <string.h>

#include <trangbi/str.h>

#include "base/utf8.h"

enum { MAX_TITLES = 30 }; /* rows above a header, empty ones not counted */

void tb_layout_init(struct tb_layout *l, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
		    struct tb_csv_info *info)
{
	*l = (struct tb_layout){ .opts = opts, .info = info, .fn = fn, .ctx = ctx };
	l->last = &l->first;
}

void tb_layout_release(struct tb_layout *l)
{
	tb_pool_release(&l->pool);
}

/* ---- what a row is ------------------------------------------------------------------------------------------------ */

static bool is_empty(const struct tb_csv_row *row, size_t i)
{
	return i >= row->n || !row->cell[i].len;
}

static size_t count_filled(const struct tb_csv_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++)
		n += row->cell[i].len > 0;
	return n;
}

static bool is_same(const struct tb_csv_row *a, const struct tb_csv_row *b)
{
	const size_t n = a->n > b->n ? a->n : b->n;

	for (size_t i = 0; i < n; i++)
		if (is_empty(a, i) != is_empty(b, i) ||
		    (!is_empty(a, i) &&
		     (a->cell[i].len != b->cell[i].len || memcmp(a->cell[i].text, b->cell[i].text, a->cell[i].len))))
			return false;
	return true;
}

/* Whether column `i` belongs to a group: its caption is one to the left of it, or it has one with none to the right. */
static bool is_grouped(const struct tb_csv_row *header, size_t i)
{
	return i + 1 <= header->n &&
	       ((i && is_empty(header, i)) || (!is_empty(header, i) && i + 1 < header->n && is_empty(header, i + 1)));
}

/* "Chứng từ" over "Số hiệu" and "Ngày, tháng": text stands under groups, all over, and nowhere else. */
static bool is_second_header(const struct tb_csv_row *header, const struct tb_csv_row *row)
{
	size_t under = 0;

	for (size_t i = 0; i < row->n; i++) {
		if (is_empty(row, i))
			continue;
		if (!is_grouped(header, i) || strspn(row->cell[i].text, "0123456789.,/-") >= row->cell[i].len)
			return false;
		under++;
	}
	return under > 1;
}

/* "A,B,C,1,2,3" or "1,2,3,4=2*3": a letter each, or numbers that count; of two columns nobody numbers any. */
static bool is_numbering(const struct tb_csv_row *row)
{
	int64_t last = 0;
	size_t filled = 0;

	for (size_t i = 0; i < row->n; i++) {
		const struct tb_cell *cell = &row->cell[i];
		int64_t n = 0;

		if (!cell->len)
			continue;
		filled++;
		if (cell->len == 1 && cell->text[0] >= 'A' && cell->text[0] <= 'Z')
			continue;
		for (size_t k = 0; k < cell->len && k < 3 && cell->text[k] >= '0' && cell->text[k] <= '9'; k++)
			n = n * 10 + (cell->text[k] - '0');
		if (n != last + 1)
			return false;
		last = n;
	}
	return filled > 2;
}

/* By its first cell, in Telex spelling: "Tổng cộng" is one, "Cổng" is not. */
static bool is_total(const struct tb_csv_row *row)
{
	static const char *const words[] = { "coongj",       "toongr",           "toongr coongj", "toongr soos",
					     "coongj trang", "coongj mang sang", "total",         "grand total" };
	struct tb_str text = TB_STR_INIT, key = TB_STR_INIT;
	bool found = false;
	size_t i = 0;

	while (is_empty(row, i) && i < row->n)
		i++;
	if (i == row->n || row->cell[i].len > 40 || !strchr("CcTtGg", row->cell[i].text[0]))
		return false;
	tb_str_add(&text, row->cell[i].text, row->cell[i].len);
	if (tb_utf8_check(text.buf, text.len) == text.len)
		tb_utf8_telex(&key, text.buf);
	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		found |= !strcmp(key.buf, words[k]);
	tb_str_release(&text);
	tb_str_release(&key);
	return found;
}

/* ---- the header --------------------------------------------------------------------------------------------------- */

static struct tb_kept_row *keep(struct tb_layout *l, const struct tb_csv_row *row)
{
	struct tb_kept_row *kept = tb_pool_alloc(&l->pool, sizeof(*kept));
	struct tb_cell *cell = tb_pool_alloc(&l->pool, (row->n + !row->n) * sizeof(*cell));

	for (size_t i = 0; i < row->n; i++)
		cell[i] = (struct tb_cell){ tb_pool_dup(&l->pool, row->cell[i].text, row->cell[i].len),
					    row->cell[i].len };
	kept->row = *row;
	kept->row.cell = cell;
	kept->row.raw.text = tb_pool_dup(&l->pool, row->raw.text, row->raw.len);
	return kept;
}

/* "Hao mòn: Tỷ lệ %" of a caption over several columns and what stands beneath. */
static enum tb_status give_joined(struct tb_layout *l, struct tb_err *err)
{
	const struct tb_csv_row *above = &l->header->row, *below = &l->second->row;
	const size_t n = above->n > below->n ? above->n : below->n;
	struct tb_cell *cell = tb_pool_alloc(&l->pool, n * sizeof(*cell)), caption = { "", 0 };
	struct tb_csv_row joined = *above;

	for (size_t i = 0; i < n; i++) {
		const char *text;

		if (!is_empty(above, i))
			caption = above->cell[i];
		if (is_empty(below, i)) {
			cell[i] = is_empty(above, i) ? (struct tb_cell){ "", 0 } : above->cell[i];
			continue;
		}
		text = tb_pool_printf(&l->pool, "%.*s: %.*s", (int)caption.len, caption.text, (int)below->cell[i].len,
				      below->cell[i].text);
		cell[i] = (struct tb_cell){ text, strlen(text) };
	}
	joined.cell = cell;
	joined.n = n;
	return l->fn(l->ctx, &joined, err);
}

static enum tb_status give_header(struct tb_layout *l, struct tb_err *err)
{
	l->state = TB_BELOW_HEADERS;
	l->info->header_row = l->header->row.number;
	return l->second ? give_joined(l, err) : l->fn(l->ctx, &l->header->row, err);
}

/* The row below which the table begins: of those kept the one that names most columns; else the first, which is told to be none. */
static enum tb_status settle_header(struct tb_layout *l, struct tb_err *err)
{
	struct tb_kept_row *best = l->first;
	enum tb_status rc = TB_OK;

	for (struct tb_kept_row *r = l->first; r; r = r->next)
		if (r->known > best->known)
			best = r;
	for (struct tb_kept_row *r = l->first; r != best; r = r->next)
		l->info->titles++;
	l->header = best;
	l->state = TB_BELOW_HEADER;
	for (struct tb_kept_row *r = best->next; !rc && r; r = r->next)
		rc = tb_layout_row(l, &r->row, err);
	return rc;
}

/* A row that names most of its columns is the header; else more rows are looked at first. */
static enum tb_status seek_header(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_kept_row *kept;

	if (row->number < l->opts->header_row) {
		l->info->titles++;
		return TB_OK;
	}
	kept = keep(l, row);
	*l->last = kept;
	l->last = &kept->next;
	if (l->opts->header_row)
		return settle_header(l, err);
	kept->known = l->opts->known(l->ctx, row);
	if ((kept->known > 1 && 2 * kept->known >= count_filled(row)) || ++l->n_kept > MAX_TITLES)
		return settle_header(l, err);
	return TB_OK;
}

/* ---- below it ----------------------------------------------------------------------------------------------------- */

static enum tb_status among_rows(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err)
{
	if (is_same(row, &l->header->row) || (l->second && is_same(row, &l->second->row))) {
		l->info->repeated++;
		l->state = TB_BELOW_HEADERS;
		return TB_OK;
	}
	if (l->state == TB_BELOW_HEADERS && is_numbering(row)) {
		l->info->repeated++;
		return TB_OK;
	}
	l->state = TB_AMONG_ROWS;
	if (is_total(row)) {
		l->info->totals++;
		return TB_OK;
	}
	return l->fn(l->ctx, row, err);
}

static enum tb_status below_header(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err)
{
	const bool is_second = is_second_header(&l->header->row, row);
	enum tb_status rc;

	if (is_second)
		l->second = keep(l, row);
	rc = give_header(l, err);
	return rc || is_second ? rc : among_rows(l, row, err);
}

enum tb_status tb_layout_row(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err)
{
	if (!l->opts->known)
		return l->fn(l->ctx, row, err);
	switch (l->state) {
	case TB_SEEK_HEADER: return seek_header(l, row, err);
	case TB_BELOW_HEADER: return below_header(l, row, err);
	default: return among_rows(l, row, err);
	}
}

enum tb_status tb_layout_end(struct tb_layout *l, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (l->state == TB_SEEK_HEADER && l->first)
		rc = settle_header(l, err);
	if (!rc && l->state == TB_BELOW_HEADER)
		rc = give_header(l, err);
	return rc;
}
