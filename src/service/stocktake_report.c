/* stocktake_report.c - the record of a stocktake, form C53-HD: its lines, as PDF and as CSV. In Vietnamese, whatever the user's. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "csvio/csvio.h"
#include "service/form_c53.h"
#include "service/stocktake.h"

/* What an outcome means on paper: whether the thing is there, by what, and the note. "%s" is the unit or the holder. */
static const struct meaning {
	const char *outcome;
	bool present;
	const char *note; /* NULL for none */
} meanings[] = {
	{ "found", true, NULL },
	{ "worn", true, "cũ, xuống cấp" },
	{ "broken", true, "hỏng" },
	{ "missing", false, "thiếu, không tìm thấy" },
	{ "misplaced", true, "thuộc đơn vị %s" },
	{ "surplus", true, "thừa, chưa có tem" },
	{ "unknown", true, "mã lạ, không có trong sổ" },
	{ "disposed", true, "tem của tài sản đã thanh lý" },
	{ "outside", true, "ngoài danh sách khi mở đợt" },
	{ "lent", true, "theo sổ mượn: %s đang giữ, không đưa ra" },
	{ "repair", true, "theo sổ: đang sửa chữa" },
	{ "transit", true, "theo sổ: đang điều chuyển" },
	{ "moved", true, "theo sổ: đã chuyển đi sau khi mở đợt" },
	{ "lost", false, "đã ghi mất, chưa tìm thấy" },
};

/* A line of the table and what it is sorted by; texts in the pool. */
struct row {
	struct tb_c53_line line;
	const char *kind;
	bool expected;
};

struct report {
	struct tb_db *db;
	struct tb_pool pool;
	struct tb_record stocktake, unit;
	bool open;
	struct row *row; /* in the pool */
	size_t n, cap, given;
	const char *heading; /* kind whose lines are being given; NULL before the first */
	struct tb_csv_out csv;
};

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static const struct meaning *meaning_of(const char *outcome)
{
	for (size_t i = 0; outcome && i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (!strcmp(meanings[i].outcome, outcome))
			return &meanings[i];
	return &meanings[0];
}

static const char *name_of(struct report *r, const struct tb_noun *noun, const char *code)
{
	return tb_form_name(r->db, noun, code, &r->pool);
}

static const char *note_of(struct report *r, const struct tb_record *line, const struct meaning *m)
{
	const char *more = tb_text(line, TB_LINE_NOTE), *who = tb_text(line, TB_LINE_HOLDER), *note;
	struct tb_str text = TB_STR_INIT;

	if (!strcmp(m->outcome, "misplaced"))
		who = name_of(r, &tb_unit_noun, tb_text(line, TB_LINE_UNIT));
	for (const char *p = m->note ? m->note : ""; *p; p++) {
		if (!strncmp(p, "%s", 2))
			tb_str_adds(&text, who ? who : ""), p++;
		else
			tb_str_addc(&text, *p);
	}
	if (tb_num(line, TB_LINE_LABELS, 1) > 1)
		tb_str_addf(&text, "; có %lld tem", (long long)tb_num(line, TB_LINE_LABELS, 1));
	if (more)
		tb_str_addf(&text, "; %s", more);
	note = tb_pool_dup(&r->pool, text.buf, text.len);
	tb_str_release(&text);
	note += strspn(note, "; ");
	return *note ? note : NULL;
}

/* A thing that is not there counts nothing, and is worth nothing. */
static struct tb_c53_value value_of(const struct tb_record *line, bool there)
{
	if (!there)
		return (struct tb_c53_value){ .quantity = 0 };
	return (struct tb_c53_value){ .quantity = tb_num(line, TB_LINE_QUANTITY, 1),
				      .cost = tb_num(line, TB_LINE_COST, TB_FORM_UNKNOWN),
				      .residual = TB_FORM_UNKNOWN };
}

static const char *copy(struct report *r, const char *text)
{
	return tb_pool_strdup(&r->pool, text);
}

static const char *place_of(struct report *r, const struct tb_record *line, const struct meaning *m)
{
	if (!strcmp(m->outcome, "lent"))
		return name_of(r, &tb_person_noun, tb_text(line, TB_LINE_HOLDER));
	return tb_text(&r->unit, TB_UNIT_NAME);
}

static enum tb_status add_row(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	struct report *r = ctx;
	const struct meaning *m = meaning_of(tb_text(line, TB_LINE_OUTCOME));
	const bool expected = tb_line_is_expected(line);
	const char *name = tb_text(line, TB_LINE_NAME);

	(void)err;
	if (r->n == r->cap) {
		struct row *more = tb_pool_alloc(&r->pool, 2 * (r->cap + 32) * sizeof(*more));

		if (r->n)
			memcpy(more, r->row, r->n * sizeof(*more));
		r->row = more;
		r->cap = 2 * (r->cap + 32);
	}
	r->row[r->n++] = (struct row){
		.line = { .name = name ? copy(r, name) : "(không rõ)",
			  .code = copy(r, tb_text(line, TB_LINE_CODE)),
			  .place = place_of(r, line, m),
			  .note = note_of(r, line, m),
			  .book = value_of(line, expected),
			  .counted = value_of(line, m->present) },
		.kind = copy(r, tb_text(line, TB_LINE_KIND)),
		.expected = expected,
	};
	return TB_OK;
}

/* What is on the list first, kind by kind. */
static int by_kind(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = y->expected - x->expected;

	if (!order)
		order = strcmp(x->kind ? x->kind : "", y->kind ? y->kind : "");
	return order ? order : strcmp(x->line.code, y->line.code);
}

static enum tb_status gather(struct report *r, const char *stocktake, struct tb_err *err)
{
	struct tb_line_filter all = { .stocktake = NULL };
	enum tb_status rc = tb_stocktake_get(r->db, stocktake, &r->pool, &r->stocktake, err);

	if (!rc && tb_stocktake_is_blind(&r->stocktake))
		rc = tb_err_set(err, TB_EREFUSED, N_("stocktake '%s' is blind: there is no record before it is closed"),
				tb_text(&r->stocktake, TB_STOCKTAKE_ID));
	if (rc)
		return rc;
	r->open = r->stocktake.v[TB_STOCKTAKE_CLOSED_AT].is != TB_IS_INT;
	all.stocktake = tb_text(&r->stocktake, TB_STOCKTAKE_ID);
	rc = tb_store_get(r->db->store, &tb_unit_noun, tb_text(&r->stocktake, TB_STOCKTAKE_UNIT), &r->pool, &r->unit,
			  err);
	if (!rc)
		rc = tb_store_list_lines(r->db->store, &all, add_row, r, err);
	if (!rc && r->n)
		qsort(r->row, r->n, sizeof(*r->row), by_kind);
	return rc;
}

/* ---- as PDF ----------------------------------------------------------------------------------------------------- */

static const char *heading_of(struct report *r, const struct row *row)
{
	if (!row->expected)
		return "Không có trong danh sách của đợt kiểm kê";
	return name_of(r, &tb_kind_noun, row->kind);
}

static enum tb_status next_line(void *ctx, struct tb_c53_line *line, bool *more, struct tb_err *err)
{
	struct report *r = ctx;
	const struct row *row = &r->row[r->given];
	const char *kind;

	(void)err;
	*more = r->given < r->n;
	if (!*more)
		return TB_OK;
	kind = row->expected ? row->kind : "";
	if (!r->heading || strcmp(r->heading, kind) != 0) {
		r->heading = kind;
		line->heading = heading_of(r, row);
		return TB_OK;
	}
	*line = row->line;
	r->given++;
	return TB_OK;
}

/* The members of the board, else who has signed; the first is its head. */
static void add_board(struct report *r, struct tb_c53 *form)
{
	const char *board = tb_text(&r->stocktake, TB_STOCKTAKE_BOARD);
	const char *list = board ? board : tb_text(&r->stocktake, TB_STOCKTAKE_SIGNED_BY);
	struct tb_c53_member *member = tb_pool_alloc(&r->pool, (list ? strlen(list) + 1 : 1) * sizeof(*member));

	form->board = member;
	for (const char *p = list; p && *p; p += strspn(p, " ")) {
		const size_t len = strcspn(p, " ");
		const char *number = tb_pool_dup(&r->pool, p, len);

		member[form->n_board] = (struct tb_c53_member){
			.name = name_of(r, &tb_person_noun, number),
			.position = tb_form_detail(r->db, &tb_person_noun, number, TB_PERSON_POSITION, &r->pool),
			.role = form->n_board ? "Uỷ viên" : "Trưởng ban",
		};
		form->n_board++;
		p += len;
	}
	form->board_head = form->n_board ? member[0].name : NULL;
}

static enum tb_status write_pdf(struct report *r, const struct tb_stocktake_report_req *req, struct tb_outfile *out,
				struct tb_err *err)
{
	const char *id = tb_text(&r->stocktake, TB_STOCKTAKE_ID);
	struct tb_head head;
	struct tb_c53 form = {
		.parent = tb_form_unit(r->db, tb_text(&r->unit, TB_UNIT_PARENT), &r->pool),
		.unit = tb_form_unit(r->db, tb_text(&r->unit, TB_UNIT_CODE), &r->pool),
		.budget_code = tb_text(&r->unit, TB_UNIT_BUDGET_CODE),
		.stocktake = r->open ? tb_pool_printf(&r->pool, "%s (CHƯA CHỐT)", id) : id,
		.counted_at = tb_num(&r->stocktake, TB_STOCKTAKE_CLOSED_AT, req->now),
		.head = &head,
		.own_folder = req->own_folder,
		.next = next_line,
		.ctx = r,
	};
	enum tb_status rc = tb_ledger_head(r->db, &head, err);

	add_board(r, &form);
	return rc ? rc : tb_c53_write(&form, out, err);
}

/* ---- as CSV ----------------------------------------------------------------------------------------------------- */

static const char *const headers[] = {
	"Số TT",
	"Tên tài sản cố định",
	"Mã số",
	"Nơi sử dụng",
	"Theo sổ kế toán - Số lượng",
	"Theo sổ kế toán - Nguyên giá",
	"Theo sổ kế toán - Giá trị còn lại",
	"Theo kiểm kê - Số lượng",
	"Theo kiểm kê - Nguyên giá",
	"Theo kiểm kê - Giá trị còn lại",
	"Chênh lệch - Số lượng",
	"Chênh lệch - Nguyên giá",
	"Chênh lệch - Giá trị còn lại",
	"Ghi chú",
};

static void put_text(struct report *r, const char *text)
{
	tb_csv_put_text(&r->csv, text ? text : "", text ? strlen(text) : 0);
}

/* A number that nobody knows is an empty cell. */
static void put_number(struct report *r, int64_t n)
{
	struct tb_str text = TB_STR_INIT;

	if (n != TB_FORM_UNKNOWN)
		tb_str_addint(&text, n);
	tb_csv_put(&r->csv, text.buf, text.len);
	tb_str_release(&text);
}

static int64_t apart(int64_t counted, int64_t book)
{
	return counted == TB_FORM_UNKNOWN || book == TB_FORM_UNKNOWN ? TB_FORM_UNKNOWN : counted - book;
}

static void put_value(struct report *r, const struct tb_c53_value *v)
{
	put_number(r, v->quantity);
	put_number(r, v->cost);
	put_number(r, v->residual);
}

/* A table has no place for it but each of its lines. */
static const char *open_note(struct report *r, const char *note)
{
	return tb_pool_printf(&r->pool, "chưa chốt%s%s", note ? "; " : "", note ? note : "");
}

static void put_row(struct report *r, size_t i)
{
	const struct tb_c53_line *line = &r->row[i].line;
	const struct tb_c53_value difference = { .quantity = apart(line->counted.quantity, line->book.quantity),
						 .cost = apart(line->counted.cost, line->book.cost),
						 .residual = TB_FORM_UNKNOWN };

	put_number(r, (int64_t)i + 1);
	put_text(r, line->name);
	put_text(r, line->code);
	put_text(r, line->place);
	put_value(r, &line->book);
	put_value(r, &line->counted);
	put_value(r, &difference);
	put_text(r, r->open ? open_note(r, line->note) : line->note);
	tb_csv_end_row(&r->csv);
}

static void write_csv(struct report *r, const struct tb_stocktake_report_req *req, FILE *f)
{
	r->csv = (struct tb_csv_out){ .f = f, .excel = req->excel };
	tb_csv_begin(&r->csv);
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		put_text(r, headers[i]);
	tb_csv_end_row(&r->csv);
	for (size_t i = 0; i < r->n; i++)
		put_row(r, i);
}

/* ---- the file --------------------------------------------------------------------------------------------------- */

static enum tb_status write_file(struct report *r, const struct tb_stocktake_report_req *req, struct tb_err *err)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	enum tb_status rc = tb_outfile_open(&out, req->path, err);

	if (!rc && tb_form_is_of(req->path, ".pdf"))
		rc = write_pdf(r, req, &out, err);
	else if (!rc)
		write_csv(r, req, out.f);
	if (!rc)
		rc = tb_outfile_commit(&out, err);
	tb_outfile_release(&out);
	return rc;
}

enum tb_status tb_stocktake_report(struct tb_db *db, const struct tb_stocktake_report_req *req, struct tb_err *err)
{
	struct report r = { .db = db };
	enum tb_status rc;

	if (!tb_form_is_of(req->path, ".pdf") && !tb_form_is_of(req->path, ".csv"))
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' ends neither in .pdf nor in .csv, so it is not clear what to write"),
				  req->path);
	rc = tb_txn_begin_read(db->store, err);
	if (!rc)
		rc = gather(&r, req->stocktake, err);
	if (!rc)
		rc = write_file(&r, req, err);
	tb_txn_end(db->store);
	tb_pool_release(&r.pool);
	return rc;
}
