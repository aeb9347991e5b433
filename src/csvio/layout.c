#include "csvio/layout.h"

#include <string.h>

#include <trangbi/str.h>

#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- cells ------------------------------------------------------------------------------------------------------- */

/* A row may end before the others do. */
static struct tb_cell cell_at(const struct tb_csv_row *row, size_t i)
{
	return i < row->n ? row->cell[i] : (struct tb_cell){ "", 0 };
}

static bool is_same(struct tb_cell a, struct tb_cell b)
{
	return a.len == b.len && !memcmp(a.text, b.text, a.len);
}

static bool is_same_row(const struct tb_csv_row *a, const struct tb_csv_row *b)
{
	size_t n = a->n > b->n ? a->n : b->n;

	for (size_t i = 0; i < n; i++)
		if (!is_same(cell_at(a, i), cell_at(b, i)))
			return false;
	return true;
}

static size_t count_filled(const struct tb_csv_row *row)
{
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++)
		n += row->cell[i].len > 0;
	return n;
}

/* Whether the cell has a digit, and nothing that an amount, a share or a formula of columns would not have. */
static bool is_numeric(struct tb_cell c)
{
	bool digit = false;

	for (size_t i = 0; i < c.len; i++) {
		if (!c.text[i] || !strchr("0123456789., %=+-x()", c.text[i]))
			return false;
		digit |= c.text[i] >= '0' && c.text[i] <= '9';
	}
	return digit;
}

static struct tb_csv_row keep(struct tb_pool *pool, const struct tb_csv_row *row)
{
	struct tb_csv_row copy = *row;
	struct tb_cell *cell = tb_pool_alloc(pool, (row->n + 1) * sizeof(*cell));

	for (size_t i = 0; i < row->n; i++)
		cell[i] = (struct tb_cell){ tb_pool_dup(pool, row->cell[i].text, row->cell[i].len), row->cell[i].len };
	copy.cell = cell;
	copy.raw.text = tb_pool_dup(pool, row->raw.text, row->raw.len);
	return copy;
}

/* ---- a header of several rows ------------------------------------------------------------------------------------ */

/* The cell of a merged group that reaches over column `i`: the nearest with text, there or on the left. */
static size_t group_of(const struct tb_csv_row *row, size_t i)
{
	while (i && !cell_at(row, i).len)
		i--;
	return i;
}

/*
 * Whether the filled cell `i` of `names` can stand below `groups`: a group has at least two names, of which the first stands
 * below the text. A spreadsheet leaves the other cells of a merged group empty, or fills all with its text.
 */
static bool fits_below(const struct tb_csv_row *groups, const struct tb_csv_row *names, size_t i)
{
	struct tb_cell above = cell_at(groups, i), right = cell_at(groups, i + 1);

	if (is_numeric(names->cell[i]))
		return false;
	if (!above.len) {
		size_t g = group_of(groups, i);

		return !cell_at(groups, g).len || cell_at(names, g).len;
	}
	if (is_same(above, names->cell[i]) || (i && is_same(above, cell_at(groups, i - 1))))
		return true;
	return cell_at(names, i + 1).len && (!right.len || is_same(above, right));
}

/* Whether any name has its group on the left. */
static bool has_group(const struct tb_csv_row *groups, const struct tb_csv_row *names)
{
	for (size_t i = 1; i < names->n; i++) {
		struct tb_cell above = cell_at(groups, i);

		if (!names->cell[i].len || is_same(above, names->cell[i]))
			continue;
		if (above.len ? is_same(above, cell_at(groups, i - 1)) : cell_at(groups, group_of(groups, i)).len > 0)
			return true;
	}
	return false;
}

static bool is_grouped(const struct tb_csv_row *groups, const struct tb_csv_row *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (names->cell[i].len && !fits_below(groups, names, i))
			return false;
	return has_group(groups, names);
}

/* How many of the rows from `row` on, of which there are `n`, can be one header. */
static size_t header_depth(const struct tb_csv_row *row, size_t n)
{
	size_t depth = 1;

	while (depth < n && depth < TB_CSV_MAX_HEADER_ROWS && is_grouped(&row[depth - 1], &row[depth]))
		depth++;
	return depth;
}

/* What row `k` of the `n` says about column `i`: its group counts only where a row below names the column. */
static struct tb_cell part_of(const struct tb_csv_row *row, size_t n, size_t k, size_t i)
{
	struct tb_cell own = cell_at(&row[k], i);

	for (size_t below = k + 1; !own.len && below < n; below++)
		if (cell_at(&row[below], i).len)
			own = cell_at(&row[k], group_of(&row[k], i));
	return own;
}

static struct tb_cell join_column(const struct tb_csv_row *row, size_t n, size_t i, struct tb_pool *pool)
{
	struct tb_str name = TB_STR_INIT;
	struct tb_cell joined, before = { "", 0 };

	for (size_t k = 0; k < n; k++) {
		struct tb_cell part = part_of(row, n, k, i);

		if (!part.len || is_same(part, before))
			continue;
		if (name.len)
			tb_str_adds(&name, ": ");
		tb_str_add(&name, part.text, part.len);
		before = part;
	}
	joined = (struct tb_cell){ tb_pool_dup(pool, name.buf, name.len), name.len };
	tb_str_release(&name);
	return joined;
}

/* `n` rows as one, which has the number of the first. */
static struct tb_csv_row join_rows(const struct tb_csv_row *row, size_t n, struct tb_pool *pool)
{
	struct tb_csv_row joined = row[0];
	struct tb_cell *cell;

	if (n == 1)
		return joined;
	for (size_t k = 1; k < n; k++) {
		if (row[k].n > joined.n)
			joined.n = row[k].n;
		if (!joined.bad.status) {
			joined.bad = row[k].bad;
			joined.bad_column = row[k].bad_column;
		}
	}
	cell = tb_pool_alloc(pool, (joined.n + 1) * sizeof(*cell));
	for (size_t i = 0; i < joined.n; i++)
		cell[i] = join_column(row, n, i, pool);
	joined.cell = cell;
	joined.raw = (struct tb_cell){ "", 0 };
	return joined;
}

/* ---- which row is the header ------------------------------------------------------------------------------------- */

struct place {
	size_t at, depth, known;
};

static size_t count_known(const struct tb_layout *l, size_t at, size_t depth)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_csv_row row;
	size_t known = l->known[at];

	if (depth > 1) {
		row = join_rows(&l->first[at], depth, &pool);
		known = l->opts->known(l->ctx, &row);
	}
	tb_pool_release(&pool);
	return known;
}

/* A row of one cell above the names is rather a title than a group. */
static bool has_title(const struct tb_layout *l, const struct place *p)
{
	for (size_t i = 0; i + 1 < p->depth; i++)
		if (count_filled(&l->first[p->at + i]) < 2)
			return true;
	return false;
}

/* Of places where as many names are known: the one with all of its groups, and without a title. */
static bool is_better(const struct tb_layout *l, const struct place *p, const struct place *best)
{
	if (p->known != best->known)
		return p->known > best->known;
	if (p->at == best->at)
		return !has_title(l, p);
	return p->known && p->at < best->at + best->depth && has_title(l, best);
}

static void choose_from(const struct tb_layout *l, size_t at, struct place *best)
{
	size_t depth = header_depth(&l->first[at], l->n - at);

	for (size_t k = 1; k <= depth; k++) {
		struct place p = { at, k, count_known(l, at, k) };

		if (is_better(l, &p, best))
			*best = p;
	}
}

/* Where no name is known the caller says what is missing; a row with one cell is the likelier title. */
static size_t first_with_columns(const struct tb_layout *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (count_filled(&l->first[i]) > 1)
			return i;
	return 0;
}

static struct place choose(const struct tb_layout *l)
{
	struct place best = { 0, 1, l->known[0] };

	for (size_t i = 0; i < l->n && i < l->n_candidates; i++)
		choose_from(l, i, &best);
	if (!best.known && !l->opts->header_row)
		best = (struct place){ first_with_columns(l), 1, 0 };
	return best;
}

/* ---- rows below the header --------------------------------------------------------------------------------------- */

static bool is_header_again(const struct tb_layout *l, const struct tb_csv_row *row)
{
	for (size_t i = 0; i < l->n; i++)
		if (is_same_row(&l->first[i], row))
			return true;
	return false;
}

/* The number or letter of a column, as 1, (2), 5=3+4, A; 0 for anything else. */
static long column_label(struct tb_cell c)
{
	long n = 0;
	size_t i = 0;

	if (c.len && c.text[0] == '(')
		i++;
	if (i < c.len && c.text[i] >= 'A' && c.text[i] <= 'Z')
		return c.len - i == 1 || (c.len - i == 2 && c.text[i + 1] == ')') ? c.text[i] : 0;
	for (; i < c.len && n < TB_CSV_MAX_COLUMNS && c.text[i] >= '0' && c.text[i] <= '9'; i++)
		n = 10 * n + (c.text[i] - '0');
	return i == c.len || strchr("=)", c.text[i]) ? n : 0;
}

/* A, B, 1, 2, 3: letters from A on, numbers from 1 on, each one more than the last, at least three of them. */
static bool is_column_numbers(const struct tb_csv_row *row)
{
	long letter = 'A', number = 1;
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++) {
		long label = column_label(row->cell[i]);

		if (!row->cell[i].len)
			continue;
		if (label == letter && number == 1)
			letter++;
		else if (label && label == number)
			number++;
		else
			return false;
		n++;
	}
	return n >= 3;
}

/* In Telex spelling, for "Cổng" is no total; some are written without accents. What ends with a space may go on. */
static const char *const totals[] = {
	"coongj",
	"toongr",
	"toongr coongj",
	"toongr soos",
	"tong cong",
	"tong so",
	"total",
	"grand total",
	"toongr coongj ",
	"coongj trang",
	"coongj trang ",
	"coongj nhoms ",
	"coongj mucj ",
	"coongj loaij ",
	"coongj chuyeenr ",
	"coongj mang ",
	"coongj phats sinh",
	"coongj phats sinh ",
	"coongj luyx kees",
	"soos trang truwowcs ",
};

/* Whether it begins with "to", "Cộ", "Tổ", "số", "gr": nearly no other row is looked at. */
static bool may_be_total(struct tb_cell c)
{
	return c.len >= 4 && c.len < 100 && strchr("CcTtSsGg", c.text[0]) && strchr("oOrR\xE1", c.text[1]);
}

static bool is_total_label(struct tb_cell c)
{
	struct tb_str text = TB_STR_INIT, key = TB_STR_INIT;
	bool is = false;

	tb_str_add(&text, c.text, c.len);
	tb_utf8_telex(&key, text.buf);
	for (size_t i = 0; !is && i < COUNT(totals); i++) {
		size_t len = strlen(totals[i]);
		bool may_go_on = totals[i][len - 1] == ' ';

		is = may_go_on ? !strncmp(key.buf, totals[i], len) : !strcmp(key.buf, totals[i]);
	}
	tb_str_release(&text);
	tb_str_release(&key);
	return is;
}

/* An asset or unit whose name is one of these words has something else that is no number. */
static bool is_total(const struct tb_csv_row *row)
{
	size_t at = 0;

	while (at < row->n && !row->cell[at].len)
		at++;
	if (at == row->n || !row->cell[at].text[0] || !may_be_total(row->cell[at]))
		return false;
	for (size_t i = at + 1; i < row->n; i++)
		if (row->cell[i].len && !is_numeric(row->cell[i]) && !is_same(row->cell[i], (struct tb_cell){ "x", 1 }))
			return false;
	return is_total_label(row->cell[at]);
}

static enum tb_status take(struct tb_layout *l, const struct tb_csv_row *row, struct tb_err *err)
{
	const bool below_header = l->below_header, is_good = !row->bad.status;

	l->below_header = is_good && is_header_again(l, row);
	if (l->below_header || (is_good && below_header && is_column_numbers(row))) {
		l->info->repeated++;
		return TB_OK;
	}
	if (is_good && is_total(row)) {
		l->info->totals++;
		return TB_OK;
	}
	return l->fn(l->ctx, row, err);
}

/* ---- from the first row to the last ------------------------------------------------------------------------------ */

void tb_layout_init(struct tb_layout *l, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
		    struct tb_csv_info *info)
{
	*l = (struct tb_layout){ .opts = opts, .fn = fn, .ctx = ctx, .info = info, .pool = TB_POOL_INIT };
	l->n_candidates = COUNT(l->first);
}

void tb_layout_release(struct tb_layout *l)
{
	tb_pool_release(&l->pool);
}

/* Pass the header, and the rows below it that have come already. */
static enum tb_status find_header(struct tb_layout *l, struct tb_err *err)
{
	struct place p = choose(l);
	struct tb_csv_row header = join_rows(&l->first[p.at], p.depth, &l->pool);
	size_t n = l->n;
	enum tb_status rc;

	l->info->titles += (int64_t)p.at;
	l->info->header_row = header.number;
	memmove(l->first, l->first + p.at, (n - p.at) * sizeof(l->first[0]));
	n -= p.at;
	l->n = p.depth;
	l->found = l->below_header = true;
	rc = l->fn(l->ctx, &header, err);
	for (size_t i = p.depth; !rc && i < n; i++)
		rc = take(l, &l->first[i], err);
	return rc;
}

static enum tb_status no_header(const struct tb_layout *l, struct tb_err *err)
{
	return tb_err_set(err, TB_EINVAL, N_("row %lld, which is to be the header, is empty or not there"),
			  (long long)l->opts->header_row);
}

/*
 * A row that is mostly names is the header, or its first row, and so is one that is declared: what can belong to it is still
 * waited for. Nothing below it is taken for a title.
 */
static void keep_first(struct tb_layout *l, const struct tb_csv_row *row)
{
	size_t i = l->n++;

	l->first[i] = keep(&l->pool, row);
	if (i >= l->n_candidates)
		return;
	l->known[i] = l->opts->known(l->ctx, row);
	if (l->opts->header_row || (l->known[i] > 1 && 2 * l->known[i] >= count_filled(row)))
		l->n_candidates = i + 1;
}

static bool is_decided(const struct tb_layout *l)
{
	return l->n == COUNT(l->first) || l->n == l->n_candidates + TB_CSV_MAX_HEADER_ROWS - 1;
}

enum tb_status tb_layout_row(void *layout, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_layout *l = layout;

	if (l->found)
		return take(l, row, err);
	if (row->number < l->opts->header_row) {
		l->info->titles++;
		return TB_OK;
	}
	if (l->opts->header_row && !l->n && row->number > l->opts->header_row)
		return no_header(l, err);
	keep_first(l, row);
	return is_decided(l) ? find_header(l, err) : TB_OK;
}

enum tb_status tb_layout_end(struct tb_layout *l, struct tb_err *err)
{
	if (l->found)
		return TB_OK;
	return l->n ? find_header(l, err) : no_header(l, err);
}
