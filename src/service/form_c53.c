#include "service/form_c53.h"

#include <string.h>

#include "service/form.h"

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

	if (counted == TB_FORM_UNKNOWN || book == TB_FORM_UNKNOWN || __builtin_sub_overflow(counted, book, &n))
		return TB_FORM_UNKNOWN;
	return n;
}

/* What is unknown stays so, whatever is added. */
static void add(int64_t *total, int64_t n)
{
	if (*total == TB_FORM_UNKNOWN || n == TB_FORM_UNKNOWN || __builtin_add_overflow(*total, n, total))
		*total = TB_FORM_UNKNOWN;
}

static void add_value(struct tb_c53_value *total, const struct tb_c53_value *v)
{
	add(&total->quantity, v->quantity);
	add(&total->cost, v->cost);
	add(&total->residual, v->residual);
}

static void put_value(struct writing *w, enum column from, const struct tb_c53_value *v)
{
	w->cell[from] = tb_form_number(&w->pool, v->quantity);
	w->cell[from + 1] = tb_form_number(&w->pool, v->cost);
	w->cell[from + 2] = tb_form_number(&w->pool, v->residual);
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static void put_line(struct writing *w, const struct tb_c53_line *line)
{
	const struct tb_c53_value apart = {
		.quantity = difference(line->counted.quantity, line->book.quantity),
		.cost = difference(line->counted.cost, line->book.cost),
		.residual = difference(line->counted.residual, line->book.residual),
	};

	w->cell[NO] = tb_form_number(&w->pool, ++w->lines);
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

/* ---- the head ------------------------------------------------------------------------------------------------------- */

static const char **head_texts(const struct tb_c53 *form, const char *anchor, struct tb_pool *pool)
{
	const char **texts = tb_pool_alloc(pool, sizeof(head_words)), **t = texts;

	*t++ = form->parent ? form->parent : "";
	*t++ = form->unit;
	*t++ = form->budget_code;
	*t++ = form->stocktake;
	tb_form_moment(pool, form->counted_at, t);
	t += TB_FORM_MOMENT;
	*t++ = form->chief;
	*t++ = form->accountant;
	*t++ = form->board_head;
	*t = anchor;
	return texts;
}

_Static_assert(sizeof(struct tb_c53_member) == 3 * sizeof(const char *), "a member is its three texts");

enum tb_status tb_c53_write(const struct tb_c53 *form, struct tb_outfile *out, struct tb_err *err)
{
	struct writing w = { .form = form, .pool = TB_POOL_INIT };
	struct tb_pool pool = TB_POOL_INIT;
	const char *anchor = tb_form_anchor(&pool, form->head);
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
		.ctx = &w,
	};
	enum tb_status rc;

	paper.head.texts = head_texts(form, anchor, &pool);
	rc = tb_form_draw(&paper, anchor, out, err);
	tb_pool_release(&w.pool);
	tb_pool_release(&pool);
	return rc;
}
