#include "service/form_c53.h"

#include <string.h>

#include "base/time.h"
#include "label/paper.h"
#include "model/anchor.h"

/* What the form's file calls the texts of its head, in the order of head_texts(). */
static const char *const head_words[] = {
	"parent", "unit", "budget_code", "stocktake",  "hour",       "minute", "day",
	"month",  "year", "chief",       "accountant", "board_head", "anchor", NULL,
};

static const char *const member_words[] = { "name", "position", "role", NULL };

enum column {
	NO,
	NAME,
	CODE,
	PLACE,
	BOOK,               /* quantity, cost, residual */
	COUNTED = BOOK + 3, /* the same */
	DIFFERENCE = COUNTED + 3,
	NOTE = DIFFERENCE + 3,
	N_COLUMNS
};

static const char *const columns[] = {
	[NO] = "no",
	[NAME] = "name",
	[CODE] = "code",
	[PLACE] = "place",
	[BOOK] = "book_quantity",
	"book_cost",
	"book_residual",
	[COUNTED] = "counted_quantity",
	"counted_cost",
	"counted_residual",
	[DIFFERENCE] = "difference_quantity",
	"difference_cost",
	"difference_residual",
	[NOTE] = "note",
	NULL,
};

/* The report being written. */
struct writing {
	const struct tb_c53 *form;
	struct tb_outfile *out;
	struct tb_pool pool;                           /* of the row at hand */
	int64_t lines;                                 /* given so far */
	struct tb_c53_value book, counted, difference; /* their totals */
	bool over;
	const char *cell[N_COLUMNS];
};

/* ---- numbers -------------------------------------------------------------------------------------------------------- */

static int64_t difference(int64_t counted, int64_t book)
{
	int64_t n;

	if (counted == TB_C53_UNKNOWN || book == TB_C53_UNKNOWN || __builtin_sub_overflow(counted, book, &n))
		return TB_C53_UNKNOWN;
	return n;
}

/* What is unknown stays so, whatever is added. */
static void add(int64_t *total, int64_t n)
{
	if (*total == TB_C53_UNKNOWN || n == TB_C53_UNKNOWN || __builtin_add_overflow(*total, n, total))
		*total = TB_C53_UNKNOWN;
}

static void add_value(struct tb_c53_value *total, const struct tb_c53_value *v)
{
	add(&total->quantity, v->quantity);
	add(&total->cost, v->cost);
	add(&total->residual, v->residual);
}

static const char *number_text(struct tb_pool *pool, int64_t n)
{
	struct tb_str text = TB_STR_INIT;
	const char *copy;

	if (n == TB_C53_UNKNOWN)
		return "…";
	tb_str_addgrouped(&text, n);
	copy = tb_pool_dup(pool, text.buf, text.len);
	tb_str_release(&text);
	return copy;
}

static void put_value(struct writing *w, enum column from, const struct tb_c53_value *v)
{
	w->cell[from] = number_text(&w->pool, v->quantity);
	w->cell[from + 1] = number_text(&w->pool, v->cost);
	w->cell[from + 2] = number_text(&w->pool, v->residual);
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static void put_line(struct writing *w, const struct tb_c53_line *line)
{
	const struct tb_c53_value apart = {
		.quantity = difference(line->counted.quantity, line->book.quantity),
		.cost = difference(line->counted.cost, line->book.cost),
		.residual = difference(line->counted.residual, line->book.residual),
	};

	w->cell[NO] = number_text(&w->pool, ++w->lines);
	w->cell[NAME] = line->name;
	w->cell[CODE] = line->code;
	w->cell[PLACE] = line->place;
	w->cell[NOTE] = line->note;
	put_value(w, BOOK, &line->book);
	put_value(w, COUNTED, &line->counted);
	put_value(w, DIFFERENCE, &apart);
	add_value(&w->book, &line->book);
	add_value(&w->counted, &line->counted);
	add_value(&w->difference, &apart);
}

static enum tb_paper_row_kind put_totals(struct writing *w)
{
	if (w->over)
		return TB_PAPER_END;
	w->over = true;
	put_value(w, BOOK, &w->book);
	put_value(w, COUNTED, &w->counted);
	put_value(w, DIFFERENCE, &w->difference);
	return TB_PAPER_TOTAL;
}

static enum tb_status next_row(void *ctx, struct tb_paper_row *row, struct tb_err *err)
{
	struct writing *w = ctx;
	struct tb_c53_line line = { .heading = NULL };
	bool more = false;
	enum tb_status rc = w->over ? TB_OK : w->form->next(w->form->ctx, &line, &more, err);

	if (rc)
		return rc;
	tb_pool_clear(&w->pool);
	memset(w->cell, 0, sizeof(w->cell));
	row->texts = w->cell;
	row->kind = TB_PAPER_ROW;
	if (!more) {
		row->kind = put_totals(w);
	} else if (line.heading) {
		row->kind = TB_PAPER_HEADING;
		w->cell[0] = line.heading;
	} else {
		put_line(w, &line);
	}
	return TB_OK;
}

static enum tb_status write_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	struct writing *w = ctx;

	return tb_outfile_write(w->out, bytes, len, err);
}

/* ---- the head ------------------------------------------------------------------------------------------------------- */

static const char **head_texts(const struct tb_c53 *form, const char *anchor, struct tb_pool *pool)
{
	char when[TB_TIME_SIZE]; /* "2026-11-24T17:05:00+07:00" */
	const char **texts = tb_pool_alloc(pool, sizeof(head_words)), **t = texts;

	tb_time_format(form->counted_at, when);
	*t++ = form->parent ? form->parent : "";
	*t++ = form->unit;
	*t++ = form->budget_code;
	*t++ = form->stocktake;
	*t++ = tb_pool_dup(pool, when + 11, 2);
	*t++ = tb_pool_dup(pool, when + 14, 2);
	*t++ = tb_pool_dup(pool, when + 8, 2);
	*t++ = tb_pool_dup(pool, when + 5, 2);
	*t++ = tb_pool_dup(pool, when, 4);
	*t++ = form->chief;
	*t++ = form->accountant;
	*t++ = form->board_head;
	*t = anchor;
	return texts;
}

_Static_assert(sizeof(struct tb_c53_member) == 3 * sizeof(const char *), "a member is its three texts");

enum tb_status tb_c53_write(const struct tb_c53 *form, struct tb_outfile *out, struct tb_err *err)
{
	struct writing w = { .form = form, .out = out, .pool = TB_POOL_INIT };
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_str anchor = TB_STR_INIT;
	const struct tb_paper_list board = {
		.name = "board",
		.words = member_words,
		.texts = (const char *const *)(const void *)form->board,
		.n = form->n_board,
	};
	struct tb_paper paper = {
		.form = "c53-hd",
		.own_folder = form->own_folder,
		.head = { .words = head_words },
		.lists = &board,
		.n_lists = 1,
		.columns = columns,
		.next = next_row,
		.write = write_bytes,
		.ctx = &w,
	};
	enum tb_status rc;

	tb_anchor_write(form->head->site, form->head->seq, form->head->hash, &anchor);
	paper.foot = paper.qr = anchor.buf;
	paper.head.texts = head_texts(form, anchor.buf, &pool);
	rc = tb_paper_draw(&paper, err);
	tb_str_release(&anchor);
	tb_pool_release(&w.pool);
	tb_pool_release(&pool);
	return rc;
}
