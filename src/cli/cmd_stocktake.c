/* cmd_stocktake.c - opening a stocktake, how it stands, closing it, and what follows. */
#include <stdio.h>
#include <string.h>

#include <trangbi/stocktake.h>
#include <trangbi/tag.h>

#include "cli/commands.h"

static const char *id_of(const struct tb_cli *cli)
{
	return cli->n_args ? cli->args[0] : NULL;
}

static void put_record(struct tb_cli *cli, const struct tb_record *r)
{
	tb_json_key(&cli->j, r->noun->name);
	tb_json_separate(&cli->j);
	tb_record_json(r, &cli->out);
}

static void print_stocktake(struct tb_cli *cli, const struct tb_record *r)
{
	if (!cli->json) {
		tb_print_record(r);
		return;
	}
	tb_json_begin(cli);
	put_record(cli, r);
	tb_json_end(cli);
}

/* ---- open ------------------------------------------------------------------------------------------------------- */

struct open_opts {
	const char *unit, *kind;
	bool blind;
	struct tb_texts board;
};

static const struct open_opts open_defaults = { .unit = NULL };

static const struct tb_opt open_options[] = {
	TB_STR('u', "unit", struct open_opts, unit, "UNIT", N_("code of the unit whose assets are counted")),
	TB_STR('k', "kind", struct open_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_FLAG(0, "blind", struct open_opts, blind, N_("who counts is not told what is expected")),
	TB_LIST('b', "board", struct open_opts, board, "PERSON", N_("a member of the board, whose members sign")),
	TB_OPT_END,
};

static enum tb_status run_open(struct tb_cli *cli, const void *opts)
{
	const struct open_opts *o = opts;
	struct tb_stocktake_req req = { .unit = o->unit, .kind = o->kind, .blind = o->blind, .board = o->board };
	struct tb_record r;
	enum tb_status rc;

	if (!o->unit)
		return tb_err_set(&cli->err, TB_EINVAL, N_("give the unit that is counted with --unit"));
	rc = tb_stocktake_open(cli->db, &cli->act, &req, &cli->pool, &r, &cli->err);
	if (rc)
		return rc;
	if (cli->json)
		print_stocktake(cli, &r);
	else
		puts(tb_text(&r, TB_STOCKTAKE_ID));
	if (o->blind)
		tb_say(tb_tr(N_("stocktake %s is open")), tb_text(&r, TB_STOCKTAKE_ID));
	else
		tb_say(tb_tr(N_("stocktake %s is open: %lld assets should be found")), tb_text(&r, TB_STOCKTAKE_ID),
		       (long long)tb_num(&r, TB_STOCKTAKE_EXPECTED, 0));
	return TB_OK;
}

const struct tb_cmd tb_cmd_stocktake_open = {
	.name = "stocktake open",
	.args = "--unit UNIT",
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("open a stocktake and freeze what is expected"),
	.help = N_("Expected is what the register has at the unit now, not at units below it. Prints the id of the "
		   "stocktake."),
	.example = "trangbi stocktake open --unit 00004 --board 123-456 --board 123-457 --doc 05/QĐ-KK",
	.opts = open_options,
	.defaults = &open_defaults,
	.opts_size = sizeof(open_defaults),
	.run = run_open,
};

/* ---- status ----------------------------------------------------------------------------------------------------- */

static void put_records(struct tb_cli *cli, const char *key, const struct tb_record *r, size_t n)
{
	tb_json_key(&cli->j, key);
	tb_json_open(&cli->j, '[');
	for (size_t i = 0; i < n; i++) {
		tb_json_separate(&cli->j);
		tb_record_json(&r[i], &cli->out);
	}
	tb_json_close(&cli->j, ']');
}

static void put_summary(struct tb_cli *cli, const struct tb_stocktake_summary *s)
{
	tb_json_begin(cli);
	put_record(cli, &s->stocktake);
	put_records(cli, "outcomes", s->sum, s->n_sums);
	put_records(cli, "counters", s->counter, s->n_counters);
	tb_json_member_int(&cli->j, "labelled_twice", s->labelled_twice);
	tb_json_member_int(&cli->j, "proposals", s->proposals);
	tb_json_end(cli);
}

static void print_table(const struct tb_record *r, size_t n)
{
	struct tb_table table = { .n = 0 };

	if (n)
		putchar('\n');
	for (size_t i = 0; i < n; i++)
		tb_table_row(&table, &r[i]);
	tb_table_end(&table);
}

static void print_summary(const struct tb_stocktake_summary *s)
{
	tb_print_record(&s->stocktake);
	print_table(s->sum, s->n_sums);
	print_table(s->counter, s->n_counters);
	if (s->labelled_twice || s->proposals)
		putchar('\n');
	if (s->labelled_twice)
		printf(tb_tr(N_("labelled twice: %lld\n")), (long long)s->labelled_twice);
	if (s->proposals)
		printf(tb_tr(N_("proposals not accepted yet: %lld\n")), (long long)s->proposals);
}

static enum tb_status run_status(struct tb_cli *cli, const void *opts)
{
	struct tb_stocktake_summary s = { .n_sums = 0 };
	enum tb_status rc = tb_stocktake_summarise(cli->db, id_of(cli), &cli->pool, &s, &cli->err);

	(void)opts;
	if (!rc && cli->json)
		put_summary(cli, &s);
	else if (!rc)
		print_summary(&s);
	return rc;
}

const struct tb_cmd tb_cmd_stocktake_status = {
	.name = "stocktake status",
	.args = "[ID]",
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("show how a stocktake stands: lines and value by outcome, and who counted how many"),
	.help = N_("While it is open, what is not counted yet is shown as it would be if it were closed now. Of a "
		   "blind one "
		   "that is open only what was counted is shown."),
	.example = "trangbi stocktake status 00004-26-1",
	.run = run_status,
};

/* ---- lines ------------------------------------------------------------------------------------------------------ */

struct lines_opts {
	const char *outcome;
	bool proposed;
};

static const struct lines_opts lines_defaults = { NULL, false };

static const struct tb_opt lines_options[] = {
	TB_STR('o', "outcome", struct lines_opts, outcome, "OUTCOME",
	       N_("only found, worn, broken, missing, misplaced, surplus, unknown, disposed, outside, lent, repair, "
		  "transit, moved, lost; or double, for what has two labels")),
	TB_FLAG('p', "proposed", struct lines_opts, proposed, N_("only those whose proposal is not accepted yet")),
	TB_OPT_END,
};

static enum tb_status run_lines(struct tb_cli *cli, const void *opts)
{
	const struct lines_opts *o = opts;
	struct tb_line_query query = { .stocktake = id_of(cli), .outcome = o->outcome, .proposed = o->proposed };
	struct tb_listing l = { .cli = cli };
	enum tb_status rc;

	tb_listing_begin(&l, &tb_stocktake_line_noun);
	rc = tb_stocktake_lines(cli->db, &query, tb_listing_row, &l, &cli->err);
	return tb_listing_end(&l, rc);
}

const struct tb_cmd tb_cmd_stocktake_lines = {
	.name = "stocktake lines",
	.args = "[ID]",
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("list the lines of a stocktake"),
	.example = "trangbi stocktake lines 00004-26-1 --outcome missing",
	.opts = lines_options,
	.defaults = &lines_defaults,
	.opts_size = sizeof(lines_defaults),
	.run = run_lines,
};

/* ---- recount ---------------------------------------------------------------------------------------------------- */

static enum tb_status run_recount(struct tb_cli *cli, const void *opts)
{
	int64_t open = 0;
	enum tb_status rc = tb_stocktake_recount(cli->db, &cli->act, id_of(cli), &open, &cli->err);

	(void)opts;
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_member_int(&cli->j, "differences", open);
		tb_json_end(cli);
	}
	tb_say(tb_tr(N_("second round: %lld differences, to be counted by people who did not count in the first")),
	       (long long)open);
	return TB_OK;
}

const struct tb_cmd tb_cmd_stocktake_recount = {
	.name = "stocktake recount",
	.args = "[ID]",
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("begin the second round: differences are counted again, by others"),
	.example = "trangbi stocktake recount 00004-26-1",
	.run = run_recount,
};

/* ---- close ------------------------------------------------------------------------------------------------------ */

struct close_opts {
	struct tb_texts sign;
};

static const struct close_opts close_defaults = { .sign = { .n = 0 } };

static const struct tb_opt close_options[] = {
	TB_LIST('s', "sign", struct close_opts, sign, "PERSON", N_("service number of one who signs; two at least")),
	TB_OPT_END,
};

static enum tb_status run_close(struct tb_cli *cli, const void *opts)
{
	const struct close_opts *o = opts;
	struct tb_record r;
	enum tb_status rc = tb_stocktake_close(cli->db, &cli->act, id_of(cli), &o->sign, &cli->pool, &r, &cli->err);

	if (rc)
		return rc;
	print_stocktake(cli, &r);
	tb_say(tb_tr(N_("stocktake %s is closed; see 'trangbi stocktake status %s' and what it proposes with "
			"'trangbi stocktake lines %s --proposed'")),
	       tb_text(&r, TB_STOCKTAKE_ID), tb_text(&r, TB_STOCKTAKE_ID), tb_text(&r, TB_STOCKTAKE_ID));
	return TB_OK;
}

const struct tb_cmd tb_cmd_stocktake_close = {
	.name = "stocktake close",
	.args = "[ID] --sign PERSON --sign PERSON",
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("close a stocktake with two signatures; what it found stays as it is"),
	.example = "trangbi stocktake close 00004-26-1 --sign 123-456 --sign 123-457",
	.opts = close_options,
	.defaults = &close_defaults,
	.opts_size = sizeof(close_defaults),
	.run = run_close,
};

/* ---- accept ----------------------------------------------------------------------------------------------------- */

struct accept_opts {
	bool all;
	const char *kind;
};

static const struct accept_opts accept_defaults = { false, NULL };

static const struct tb_opt accept_options[] = {
	TB_FLAG('a', "all", struct accept_opts, all, N_("every proposal that can be done; the others are told")),
	TB_STR('k', "kind", struct accept_opts, kind, "KIND",
	       N_("kind of a thing without a label, where nobody knew it")),
	TB_OPT_END,
};

static void put_accepted(struct tb_cli *cli, const struct tb_accepted_list *list)
{
	struct tb_json *j = &cli->j;

	tb_json_begin(cli);
	tb_json_key(j, "accepted");
	tb_json_open(j, '[');
	for (size_t i = 0; i < list->n; i++) {
		tb_json_open(j, '{');
		tb_json_member(j, "code", list->item[i].code);
		tb_json_member(j, "proposal", list->item[i].proposal);
		tb_json_member(j, "tag", list->item[i].tag);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
	tb_json_problems(cli, &cli->problems);
	tb_json_member_int(j, "open", list->open);
	tb_json_member_int(j, "seq", list->seq);
	tb_json_end(cli);
}

static void print_accepted(const struct tb_accepted *a)
{
	const struct tb_word *word = tb_word_find(&tb_stocktake_line_noun.fields[TB_LINE_PROPOSAL], a->proposal);
	char shown[TB_TAG_SHOWN_SIZE];

	tb_tag_show(a->tag, shown);
	printf("%s  ", shown);
	tb_put(a->name, stdout);
	printf("  -> %s\n", tb_tr(word->title));
}

static enum tb_status run_accept(struct tb_cli *cli, const void *opts)
{
	const struct accept_opts *o = opts;
	struct tb_accept_req req = { .stocktake = cli->args[0],
				     .codes = { cli->args + 1, (size_t)cli->n_args - 1 },
				     .all = o->all,
				     .kind = o->kind };
	struct tb_accepted_list list = { .n = 0 };
	enum tb_status rc = tb_stocktake_accept(cli->db, &cli->act, &req, &cli->pool, &list, &cli->problems, &cli->err);

	if (rc)
		return rc;
	if (cli->json)
		put_accepted(cli, &list);
	else
		for (size_t i = 0; i < list.n; i++)
			print_accepted(&list.item[i]);
	tb_say(tb_tr(N_("%zu accepted, %lld left open")), list.n, (long long)list.open);
	tb_say_problems(&cli->problems);
	return TB_OK;
}

const struct tb_cmd tb_cmd_stocktake_accept = {
	.name = "stocktake accept",
	.args = "ID CODE...|--all",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("make of differences what they mean for the register"),
	.help = N_("All of the lines named are done, or none. What was found elsewhere moves, what is missing is under "
		   "search, "
		   "what was lost is back, a thing without a label becomes an asset. A proposal is refused where the "
		   "asset "
		   "was moved, lent or seen after the count."),
	.example = "trangbi stocktake accept 00004-26-1 00008-XEM-26-00017-K S-1 --kind MPD",
	.opts = accept_options,
	.defaults = &accept_defaults,
	.opts_size = sizeof(accept_defaults),
	.run = run_accept,
};

/* ---- report ----------------------------------------------------------------------------------------------------- */

struct report_opts {
	struct tb_texts output;
	const char *labels, *excel;
};

static const struct report_opts report_defaults = { .labels = NULL };

static const struct tb_opt report_options[] = {
	TB_LIST('o', "output", struct report_opts, output, "FILE", N_("where to, as .pdf or .csv")),
	TB_STR(0, "excel", struct report_opts, excel, "vi",
	       N_("CSV as Excel with Vietnamese settings opens it by a double click")),
	TB_STR(0, "labels", struct report_opts, labels, "FOLDER",
	       N_("forms of one's own (default: $TRANGBI_LABELS, else ~/.config/trangbi/labels)")),
	TB_OPT_END,
};

static enum tb_status check_report(struct tb_cli *cli, const struct report_opts *o)
{
	if (!o->output.n)
		return tb_err_set(&cli->err, TB_EINVAL, N_("say where to with --output, as .pdf or .csv"));
	if (o->excel && strcmp(o->excel, "vi") != 0)
		return tb_err_set(&cli->err, TB_EINVAL, N_("'%s' is no Excel that is known; use --excel vi"), o->excel);
	return TB_OK;
}

static void print_files(struct tb_cli *cli, const struct tb_texts *files)
{
	if (!cli->json) {
		for (size_t i = 0; i < files->n; i++)
			tb_say(tb_tr(N_("written to '%s'")), files->text[i]);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(&cli->j, "files");
	tb_json_open(&cli->j, '[');
	for (size_t i = 0; i < files->n; i++)
		tb_json_str(&cli->j, files->text[i]);
	tb_json_close(&cli->j, ']');
	tb_json_end(cli);
}

static enum tb_status run_report(struct tb_cli *cli, const void *opts)
{
	const struct report_opts *o = opts;
	struct tb_stocktake_report_req req = { .stocktake = id_of(cli),
					       .own_folder = o->labels ? o->labels
								       : tb_own_folder(cli, "TRANGBI_LABELS", "labels"),
					       .excel = o->excel,
					       .now = cli->act.now };
	enum tb_status rc = check_report(cli, o);

	for (size_t i = 0; !rc && i < o->output.n; i++) {
		req.path = o->output.text[i];
		rc = tb_stocktake_report(cli->db, &req, &cli->err);
	}
	if (!rc)
		print_files(cli, &o->output);
	return rc;
}

const struct tb_cmd tb_cmd_stocktake_report = {
	.name = "stocktake report",
	.args = "[ID] --output FILE",
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("write the record of a stocktake (form C53-HD) as PDF or CSV"),
	.help = N_("What was not shown but is accounted for by a document (lent, in repair, in transit, moved on) "
		   "counts as "
		   "present, and its note says so. One that is still open is marked as not final."),
	.example = "trangbi stocktake report 00004-26-1 -o kiem-ke.pdf -o kiem-ke.csv",
	.opts = report_options,
	.defaults = &report_defaults,
	.opts_size = sizeof(report_defaults),
	.run = run_report,
};
