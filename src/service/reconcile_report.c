/* reconcile_report.c - the result as CSV, and on paper with totals by unit. The paper is in Vietnamese, whatever the user's. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "csvio/csvio.h"
#include "model/match.h"
#include "service/form.h"
#include "service/reconcile.h"

/* ---- as CSV --------------------------------------------------------------------------------------------------------- */

struct csv {
	struct tb_csv_out out;
	struct tb_str text; /* scratch */
};

static enum tb_status put_row(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct csv *c = ctx;

	(void)err;
	for (unsigned i = 0; i < r->noun->n_fields; i++) {
		const unsigned field = r->noun->show[i];

		tb_csv_put_value(&c->out, &r->noun->fields[field], &r->v[field], &c->text);
	}
	tb_csv_end_row(&c->out);
	return TB_OK;
}

static enum tb_status write_csv(struct tb_reconciliation *rec, const struct tb_match_report_req *req, FILE *f,
				struct tb_err *err)
{
	struct csv c = { .out = { .f = f, .excel = req->excel }, .text = TB_STR_INIT };
	enum tb_status rc;

	tb_csv_begin(&c.out);
	for (unsigned i = 0; i < tb_match_noun.n_fields; i++) {
		const char *key = tb_match_noun.fields[tb_match_noun.show[i]].key;

		tb_csv_put_text(&c.out, key, strlen(key));
	}
	tb_csv_end_row(&c.out);
	rc = tb_reconciliation_lines(rec, req->result, put_row, &c, err);
	tb_str_release(&c.text);
	return rc;
}

/* ---- words on paper ------------------------------------------------------------------------------------------------- */

/* As tb_likeness_words. */
static const char *const likeness_words[TB_N_LIKENESS_WORDS] = {
	"cùng số sê-ri",   "số sê-ri lệch một ký tự",      "cùng tên", "tên gần giống",
	"cùng nguyên giá", "nguyên giá lệch không quá 1%", "cùng năm", "cùng đơn vị",
};

static const char *const explanations[][2] = {
	{ TB_WHY_RIVALS, "còn %s tài sản khác cũng có thể là nó" },
	{ TB_WHY_ROWS, "các dòng %s của sổ cùng chỉ một tài sản" },
	{ TB_WHY_LOT, "một dòng ứng với %s tài sản" },
	{ TB_WHY_CARRIED, "mã '%s' có ở nhiều tài sản: %s, %s" },
	{ TB_WHY_OTHER_NAME, "tên rất khác nhau" },
	{ TB_WHY_UNKNOWN, "kiểm kê thấy mã này, nhưng chưa tài sản nào mang" },
};

/* A text of tb_book_line_explain() as it stands on paper. */
static const char *explain_in_vietnamese(const char *msgid)
{
	for (size_t i = 0; i < TB_N_LIKENESS_WORDS; i++)
		if (!strcmp(tb_likeness_words[i], msgid))
			return likeness_words[i];
	for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++)
		if (!strcmp(explanations[i][0], msgid))
			return explanations[i][1];
	return msgid;
}

static const char *const result_words[TB_N_MATCH_RESULTS] = {
	[TB_MATCH_AGREE] = "khớp",
	[TB_MATCH_DIFFER] = "lệch",
	[TB_MATCH_NOT_COUNTED] = "khớp sổ, kiểm kê không thấy",
	[TB_MATCH_PROBABLE] = "có thể là một",
	[TB_MATCH_SEVERAL] = "nhiều ứng với một",
	[TB_MATCH_BOOK_ONLY] = "chỉ có trong sổ",
	[TB_MATCH_REGISTER_ONLY] = "chỉ có trong phần mềm quản lý",
	[TB_MATCH_COUNT_ONLY] = "chỉ thấy khi kiểm kê",
	[TB_MATCH_UNREADABLE] = "không đọc được",
};

static const char *const difference_words[TB_N_DIFFERENCES] = { "nguyên giá",  "loại",   "số lượng", "số sê-ri",
								"đã thanh lý", "đơn vị", "năm" };

/* How a line of the stocktake ended; NULL for what is as it should be. */
static const char *count_word(const struct tb_book_count *count)
{
	static const char *const words[][2] = {
		{ "worn", "kiểm kê: cũ" },
		{ "broken", "kiểm kê: hỏng" },
		{ "missing", "kiểm kê: thiếu" },
		{ "misplaced", "kiểm kê: thuộc đơn vị khác" },
		{ "surplus", "kiểm kê: thừa, chưa có nhãn" },
		{ "unknown", "kiểm kê: mã lạ" },
		{ "disposed", "kiểm kê: nhãn của tài sản đã thanh lý" },
		{ "outside", "kiểm kê: ngoài danh sách" },
		{ "lent", "đang cho mượn" },
		{ "repair", "đang sửa chữa" },
		{ "transit", "đang điều chuyển" },
		{ "moved", "đã chuyển đi sau khi mở đợt kiểm kê" },
		{ "lost", "đã ghi mất" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (tb_count_is(count, words[i][0]))
			return words[i][1];
	return NULL;
}

/* ---- rows on paper -------------------------------------------------------------------------------------------------- */

enum column {
	NO,
	ROW,
	BOOK_CODE,
	NAME,
	UNIT,
	BOOK_QUANTITY,
	BOOK_COST,
	TAG,
	QUANTITY,
	COST,
	COUNTED_COST,
	DIFFERENCE,
	RESULT,
	NOTE,
	N_COLUMNS
};

static const char *const columns[] = {
	[NO] = "no",
	[ROW] = "row",
	[BOOK_CODE] = "book_code",
	[NAME] = "name",
	[UNIT] = "unit",
	[BOOK_QUANTITY] = "book_quantity",
	[BOOK_COST] = "book_cost",
	[TAG] = "tag",
	[QUANTITY] = "quantity",
	[COST] = "cost",
	[COUNTED_COST] = "counted_cost",
	[DIFFERENCE] = "difference",
	[RESULT] = "result",
	[NOTE] = "note",
	NULL,
};

/* The paper being written. */
struct writing {
	struct tb_reconciliation *rec;
	struct tb_match_parts *part; /* owned; the lines */
	size_t n, cap;
	size_t given;        /* lines */
	size_t given_totals; /* with their heading */
	bool over;
	struct tb_pool pool; /* of the row at hand */
	const char *cell[N_COLUMNS];
};

static enum tb_status keep_part(void *ctx, const struct tb_match_parts *parts, struct tb_err *err)
{
	struct writing *w = ctx;

	(void)err;
	TB_GROW(w->part, w->n, w->cap);
	w->part[w->n++] = *parts;
	return TB_OK;
}

/* An empty cell where nobody knows. */
static const char *number(struct writing *w, int64_t n)
{
	return n < 0 ? NULL : tb_form_number(&w->pool, n);
}

static void add_note(struct tb_str *note, const char *text)
{
	if (text)
		tb_str_addf(note, "%s%s", note->len ? "; " : "", text);
}

static const char *note_of(struct writing *w, const struct tb_match_parts *p)
{
	struct tb_str note = TB_STR_INIT;
	const char *text;

	for (unsigned i = 0; p->line && p->result == TB_MATCH_DIFFER && i < TB_N_DIFFERENCES; i++)
		if (p->line->differences & 1U << i)
			tb_str_addf(&note, "%s%s", note.len ? ", " : "", difference_words[i]);
	if (p->line)
		tb_book_line_explain(p->line,
				     p->result == TB_MATCH_UNREADABLE ? w->rec->book->translate : explain_in_vietnamese,
				     &note);
	if (p->count && p->result != TB_MATCH_NOT_COUNTED && (p->asset || !p->line))
		add_note(&note, count_word(p->count));
	text = tb_pool_dup(&w->pool, note.buf, note.len);
	tb_str_release(&note);
	return text;
}

static void put_book(struct writing *w, const struct tb_book_line *line)
{
	w->cell[ROW] = tb_form_number(&w->pool, line->row);
	w->cell[BOOK_CODE] = line->code ? line->code : line->serial;
	w->cell[NAME] = line->name;
	w->cell[UNIT] = line->unit.text;
	w->cell[BOOK_QUANTITY] = number(w, line->quantity);
	w->cell[BOOK_COST] = number(w, line->likeness.cost);
}

static void put_asset(struct writing *w, const struct tb_book_asset *asset, bool first)
{
	w->cell[TAG] = asset->tag;
	w->cell[QUANTITY] = number(w, asset->quantity);
	w->cell[COST] = number(w, asset->likeness.cost);
	if (!w->cell[NAME] || !first)
		w->cell[NAME] = asset->name;
	if (!w->cell[UNIT])
		w->cell[UNIT] = asset->unit;
}

static void put_count(struct writing *w, const struct tb_book_count *count)
{
	w->cell[TAG] = count->code;
	w->cell[NAME] = count->name;
	w->cell[UNIT] = count->unit;
	w->cell[QUANTITY] = number(w, count->quantity);
	w->cell[COUNTED_COST] = number(w, count->cost);
}

/* Of a row that means several assets only the first line shows what the book says. */
static void put_line(struct writing *w, const struct tb_match_parts *p)
{
	const bool first = p->line && (!p->asset || p->asset == p->line->asset);

	w->cell[NO] = tb_form_number(&w->pool, (int64_t)w->given + 1);
	if (first)
		put_book(w, p->line);
	if (p->asset)
		put_asset(w, p->asset, first);
	else if (p->count && !p->line)
		put_count(w, p->count);
	if (p->asset && tb_count_is_accounted(p->count))
		w->cell[COUNTED_COST] = number(w, p->asset->likeness.cost);
	if (first && p->asset && p->result != TB_MATCH_SEVERAL && p->line->likeness.cost >= 0 &&
	    p->asset->likeness.cost >= 0)
		w->cell[DIFFERENCE] = tb_form_number(&w->pool, p->line->likeness.cost - p->asset->likeness.cost);
	w->cell[RESULT] = result_words[p->result];
	w->cell[NOTE] = note_of(w, p);
}

static void put_total(struct writing *w, const struct tb_match_total *t)
{
	w->cell[BOOK_COST] = tb_form_number(&w->pool, t->book);
	w->cell[COST] = tb_form_number(&w->pool, t->registered);
	w->cell[DIFFERENCE] = tb_form_number(&w->pool, t->book - t->registered);
	if (w->rec->counts)
		w->cell[COUNTED_COST] = tb_form_number(&w->pool, t->counted);
}

static void put_unit(struct writing *w, const struct tb_match_total *t)
{
	w->cell[NAME] = t->unit ? tb_form_name(w->rec->db, &tb_unit_noun, t->unit, &w->pool) : "(không ghi đơn vị)";
	w->cell[UNIT] = t->unit;
	put_total(w, t);
}

static enum tb_status next_row(void *ctx, struct tb_paper_row *row, struct tb_err *err)
{
	struct writing *w = ctx;
	const struct tb_match_summary *summary = &w->rec->summary;

	(void)err;
	tb_pool_clear(&w->pool);
	memset(w->cell, 0, sizeof(w->cell));
	row->texts = w->cell;
	row->kind = TB_PAPER_ROW;
	if (w->given < w->n) {
		put_line(w, &w->part[w->given]);
		w->given++;
	} else if (!w->given_totals) {
		row->kind = TB_PAPER_HEADING;
		w->cell[0] = "Tổng nguyên giá theo đơn vị (đồng)";
		w->given_totals++;
	} else if (w->given_totals <= summary->n_totals) {
		put_unit(w, &summary->total[w->given_totals++ - 1]);
	} else if (!w->over) {
		row->kind = TB_PAPER_TOTAL;
		put_total(w, &summary->all);
		w->over = true;
	} else {
		row->kind = TB_PAPER_END;
	}
	return TB_OK;
}

/* ---- the head of the paper ------------------------------------------------------------------------------------------ */

enum { PARENT, OF_UNIT, BOOK, STOCKTAKE, MOMENT, ROWS = MOMENT + TB_FORM_MOMENT, ANCHOR, N_HEAD };

static const char *const head_words[] = { "parent", "unit",  "book", "stocktake", "hour",   "minute",
					  "day",    "month", "year", "rows",      "anchor", NULL };

static const char *const result_list_words[] = { "result", "lines", NULL };

static void fill_head(const struct tb_reconciliation *rec, const struct tb_match_report_req *req, const char *anchor,
		      struct tb_pool *pool, const char *texts[N_HEAD])
{
	const char *unit = rec->summary.unit, *slash = strrchr(rec->book->path, '/');

	texts[PARENT] = tb_form_unit(rec->db, tb_form_detail(rec->db, &tb_unit_noun, unit, TB_UNIT_PARENT, pool), pool);
	texts[PARENT] = texts[PARENT] ? texts[PARENT] : "";
	texts[OF_UNIT] = unit ? tb_form_unit(rec->db, unit, pool) : rec->db->site.name;
	texts[BOOK] = slash ? slash + 1 : rec->book->path;
	texts[STOCKTAKE] = rec->summary.stocktake ? rec->summary.stocktake : "không đối chiếu với kiểm kê";
	tb_form_moment(pool, req->now, texts + MOMENT);
	texts[ROWS] = tb_form_number(pool, rec->summary.rows);
	texts[ANCHOR] = anchor;
}

/* Each result that there is, and how many lines it has. */
static size_t fill_results(const struct tb_match_summary *summary, struct tb_pool *pool, const char **texts)
{
	size_t n = 0;

	for (int i = 0; i < TB_N_MATCH_RESULTS; i++) {
		if (!summary->lines[i])
			continue;
		texts[2 * n] = result_words[i];
		texts[2 * n++ + 1] = tb_form_number(pool, summary->lines[i]);
	}
	return n;
}

static enum tb_status draw(struct writing *w, const struct tb_match_report_req *req, struct tb_outfile *out,
			   struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *head[N_HEAD], *result_texts[2 * TB_N_MATCH_RESULTS];
	const char *anchor = tb_form_anchor(&pool, &w->rec->head);
	const struct tb_paper_list results = {
		.name = "results",
		.words = result_list_words,
		.texts = result_texts,
		.n = fill_results(&w->rec->summary, &pool, result_texts),
	};
	const struct tb_paper paper = {
		.form = "reconcile",
		.own_folder = req->own_folder,
		.head = { .words = head_words, .texts = head },
		.lists = &results,
		.n_lists = 1,
		.columns = columns,
		.next = next_row,
		.ctx = w,
	};
	enum tb_status rc;

	fill_head(w->rec, req, anchor, &pool, head);
	rc = tb_form_draw(&paper, anchor, out, err);
	tb_pool_release(&pool);
	return rc;
}

static enum tb_status write_pdf(struct tb_reconciliation *rec, const struct tb_match_report_req *req,
				struct tb_outfile *out, struct tb_err *err)
{
	struct writing w = { .rec = rec };
	enum tb_status rc = tb_reconciliation_each(rec, req->result, keep_part, &w, err);

	if (!rc)
		rc = draw(&w, req, out, err);
	free(w.part);
	tb_pool_release(&w.pool);
	return rc;
}

enum tb_status tb_reconciliation_write(struct tb_reconciliation *rec, const struct tb_match_report_req *req,
				       struct tb_err *err)
{
	const bool pdf = tb_form_is_of(req->path, ".pdf");
	struct tb_outfile out = TB_OUTFILE_INIT;
	enum tb_status rc;

	if (!pdf && !tb_form_is_of(req->path, ".csv"))
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' ends neither in .pdf nor in .csv, so it is not clear what to write"),
				  req->path);
	rc = tb_outfile_open(&out, req->path, err);
	if (!rc)
		rc = pdf ? write_pdf(rec, req, &out, err) : write_csv(rec, req, out.f, err);
	if (!rc)
		rc = tb_outfile_commit(&out, err);
	tb_outfile_release(&out);
	return rc;
}
