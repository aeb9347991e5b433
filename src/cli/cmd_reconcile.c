/* cmd_reconcile.c - the accounting book against the register and a stocktake. */
#include <stdio.h>
#include <string.h>

#include <trangbi/reconcile.h>
#include <trangbi/tag.h>

#include "cli/commands.h"
#include "cli/reading.h"

struct reconcile_opts {
	struct tb_reading_opts reading;
	const char *unit, *stocktake, *result, *excel, *labels;
	struct tb_texts accept, output;
};

static const struct reconcile_opts reconcile_defaults = { .unit = NULL };

static const struct tb_opt reconcile_options[] = {
	TB_STR('u', "unit", struct reconcile_opts, unit, "UNIT",
	       N_("the book of that unit and all below it (default: that of the stocktake, else all)")),
	TB_STR('s', "stocktake", struct reconcile_opts, stocktake, "ID", N_("compare with this closed stocktake too")),
	TB_STR('r', "result", struct reconcile_opts, result, "WORD",
	       N_("only these lines: open (all but agree), agree, differ, not_counted, probable, several, book_only, "
		  "register_only, count_only, unreadable")),
	TB_LIST('o', "output", struct reconcile_opts, output, "FILE", N_("write the lines as .csv or .pdf instead")),
	TB_STR(0, "excel", struct reconcile_opts, excel, "vi",
	       N_("CSV as Excel with Vietnamese settings opens it by a double click")),
	TB_LIST(0, "accept", struct reconcile_opts, accept, "ROW=TAG",
		N_("the code of that row of the book finds that asset from now on; nothing else is done")),
	TB_STR(0, "labels", struct reconcile_opts, labels, "FOLDER",
	       N_("forms of one's own (default: $TRANGBI_LABELS, else ~/.config/trangbi/labels)")),
	TB_READING_OPTS(struct reconcile_opts),
	TB_OPT_END,
};

/* ---- accepted pairs -------------------------------------------------------------------------------------------------- */

static void put_accepted(struct tb_cli *cli, const struct tb_match_accepted *item, size_t n)
{
	struct tb_json *j = &cli->j;

	tb_json_begin(cli);
	tb_json_key(j, "accepted");
	tb_json_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		tb_json_open(j, '{');
		tb_json_member_int(j, "row", item[i].row);
		tb_json_member(j, "code", item[i].code);
		tb_json_member(j, "tag", item[i].tag);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
	tb_json_end(cli);
}

static void print_accepted(const struct tb_match_accepted *item)
{
	char shown[TB_TAG_SHOWN_SIZE];

	tb_tag_show(item->tag, shown);
	printf(tb_tr(N_("row %lld")), (long long)item->row);
	fputs("  ", stdout);
	tb_put(item->code, stdout);
	printf(" -> %s  ", shown);
	tb_put(item->name, stdout);
	putchar('\n');
}

static enum tb_status accept(struct tb_cli *cli, const struct reconcile_opts *o, const struct tb_import_req *book)
{
	struct tb_match_accepted *item = tb_pool_alloc(&cli->pool, o->accept.n * sizeof(*item));
	enum tb_status rc = tb_db_open(cli->db_path, TB_DB_WRITE, &cli->db, &cli->err);

	if (!rc)
		rc = tb_reconcile_accept(cli->db, &cli->act, book, &o->accept, &cli->pool, item, &cli->err);
	if (rc)
		return rc;
	if (cli->json)
		put_accepted(cli, item, o->accept.n);
	else
		for (size_t i = 0; i < o->accept.n; i++)
			print_accepted(&item[i]);
	return TB_OK;
}

/* ---- the result ------------------------------------------------------------------------------------------------------ */

static const struct tb_word *word_of(int result)
{
	return &tb_match_noun.fields[TB_MATCH_RESULT].words[result];
}

static void put_total(struct tb_json *j, const struct tb_match_total *t, bool counted)
{
	tb_json_member_int(j, "book", t->book);
	tb_json_member_int(j, "registered", t->registered);
	tb_json_member_int(j, "difference", t->book - t->registered);
	if (counted)
		tb_json_member_int(j, "counted", t->counted);
}

static void put_summary(struct tb_json *j, const struct tb_match_summary *s)
{
	tb_json_key(j, "summary");
	tb_json_open(j, '{');
	tb_json_member_int(j, "rows", s->rows);
	for (int i = 0; i < TB_N_MATCH_RESULTS; i++)
		tb_json_member_int(j, word_of(i)->code, s->lines[i]);
	put_total(j, &s->all, s->stocktake);
	tb_json_close(j, '}');
	tb_json_key(j, "totals");
	tb_json_open(j, '[');
	for (size_t i = 0; i < s->n_totals; i++) {
		tb_json_open(j, '{');
		tb_json_member(j, "unit", s->total[i].unit);
		put_total(j, &s->total[i], s->stocktake);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
}

/* A sum and, behind it, what it is. */
static void print_sum(const char *title, int64_t n)
{
	struct tb_str text = TB_STR_INIT;

	tb_str_addgrouped(&text, n);
	printf("  %s %s đ", title, text.buf);
	tb_str_release(&text);
}

static void print_total(const char *unit, const struct tb_match_total *t, bool counted)
{
	tb_put(unit, stdout);
	print_sum(tb_tr(N_("book")), t->book);
	print_sum(tb_tr(N_("register")), t->registered);
	if (counted)
		print_sum(tb_tr(N_("count")), t->counted);
	print_sum(tb_tr(N_("difference")), t->book - t->registered);
	putchar('\n');
}

static void print_summary(const struct tb_match_summary *s)
{
	printf(tb_trn("%lld row of the book\n", "%lld rows of the book\n", s->rows), (long long)s->rows);
	for (int i = 0; i < TB_N_MATCH_RESULTS; i++)
		if (s->lines[i])
			printf("%8lld  %s\n", (long long)s->lines[i], tb_tr(word_of(i)->title));
	for (size_t i = 0; i < s->n_totals; i++)
		print_total(s->total[i].unit ? s->total[i].unit : tb_tr(N_("(no unit)")), &s->total[i], s->stocktake);
	if (s->n_totals != 1)
		print_total(tb_tr(N_("total")), &s->all, s->stocktake);
}

static enum tb_status write_files(struct tb_cli *cli, const struct reconcile_opts *o, struct tb_reconciliation *rec)
{
	struct tb_match_report_req req = {
		.result = o->result,
		.own_folder = o->labels ? o->labels : tb_own_folder(cli, "TRANGBI_LABELS", "labels"),
		.excel = o->excel,
		.now = cli->act.now,
	};
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < o->output.n; i++) {
		req.path = o->output.text[i];
		rc = tb_reconciliation_write(rec, &req, &cli->err);
		if (!rc)
			tb_say(tb_tr(N_("written to '%s'")), req.path);
	}
	return rc;
}

static enum tb_status print_result(struct tb_cli *cli, const struct reconcile_opts *o, struct tb_reconciliation *rec)
{
	const struct tb_match_summary *summary = tb_reconciliation_summary(rec);
	struct tb_listing l = { .cli = cli };
	enum tb_status rc = write_files(cli, o, rec);

	if (rc)
		return rc;
	tb_listing_begin(&l, &tb_match_noun);
	if (!o->output.n)
		rc = tb_reconciliation_lines(rec, o->result, tb_listing_row, &l, &cli->err);
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_close(&cli->j, ']');
		put_summary(&cli->j, summary);
		tb_json_end(cli);
		return TB_OK;
	}
	tb_table_end(&l.table);
	if (l.n)
		putchar('\n');
	print_summary(summary);
	return TB_OK;
}

static enum tb_status run_reconcile(struct tb_cli *cli, const void *opts)
{
	const struct reconcile_opts *o = opts;
	struct tb_import_req book = { .path = cli->args[0] };
	struct tb_reconcile_req req = { .book = &book, .unit = o->unit, .stocktake = o->stocktake };
	struct tb_reconciliation *rec = NULL;
	enum tb_status rc = tb_reading_take(cli, &o->reading, &book);

	if (!rc && o->excel && strcmp(o->excel, "vi") != 0)
		rc = tb_err_set(&cli->err, TB_EINVAL, N_("'%s' is no Excel that is known; use --excel vi"), o->excel);
	if (!rc && o->accept.n)
		return accept(cli, o, &book);
	if (!rc)
		rc = tb_db_open(cli->db_path, TB_DB_READ, &cli->db, &cli->err);
	if (!rc)
		rc = tb_reconcile(cli->db, &req, &rec, &cli->err);
	if (!rc) {
		const struct tb_match_summary *s = tb_reconciliation_summary(rec);

		tb_say_reading(s->file.encoding, s->file.titles, s->file.repeated, s->file.totals);
		rc = print_result(cli, o, rec);
	}
	tb_reconciliation_free(rec);
	return rc;
}

const struct tb_cmd tb_cmd_reconcile = {
	.name = "reconcile",
	.args = "BOOK.csv|-",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_ACTS,
	.summary = N_("compare an accounting book with the register and a stocktake"),
	.help = N_(
		"A row of the book finds its asset by tag or code, else by serial number and kind; what it says about "
		"cost, kind, quantity, serial, unit and year is compared. For rows that find nothing the likeliest "
		"asset "
		"is shown with its score and the reasons; it is yours to accept with --accept, and the code of the row "
		"is then known. Nothing else is changed."),
	.example = "trangbi reconcile so-tai-san.csv --profile so-ke-toan --unit 00004 --result open\n"
		   "trangbi reconcile so-tai-san.csv --profile so-ke-toan --stocktake 00004-26-1 -o doi-chieu.pdf\n"
		   "trangbi reconcile so-tai-san.csv --profile so-ke-toan --accept 12=00004-XEM-26-00017-K",
	.opts = reconcile_options,
	.defaults = &reconcile_defaults,
	.opts_size = sizeof(reconcile_defaults),
	.run = run_reconcile,
};
