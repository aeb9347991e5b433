/* cmd_exchange.c - import and export. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <trangbi/exchange.h>

#include "base/file.h"
#include "cli/commands.h"

static enum tb_status find_noun(struct tb_cli *cli, const struct tb_noun **noun)
{
	*noun = tb_noun_find(cli->args[0]);
	if (*noun)
		return TB_OK;
	return tb_err_set(&cli->err, TB_EINVAL, N_("'%s' is unknown; use assets, units, persons, kinds or events"),
			  cli->args[0]);
}

/* ---- import ----------------------------------------------------------------------------------------------------- */

struct import_opts {
	bool dry_run, keep_good;
	const char *rejects, *encoding, *delimiter;
	int header_row;
};

static const struct import_opts import_defaults = { .rejects = NULL };

static const struct tb_opt import_options[] = {
	TB_FLAG('n', "dry-run", struct import_opts, dry_run, N_("only say what would be done")),
	TB_FLAG(0, "keep-good", struct import_opts, keep_good,
		N_("import the good rows, and write the others to a file")),
	TB_STR(0, "rejects", struct import_opts, rejects, "FILE",
	       N_("where the others go (default: FILE.rejects.csv)")),
	TB_STR(0, "encoding", struct import_opts, encoding, "NAME",
	       N_("UTF-8, UTF-16LE, UTF-16BE, Windows-1258, TCVN3 or VNI (default: found out)")),
	TB_STR(0, "delimiter", struct import_opts, delimiter, "CHARACTER",
	       N_("what stands between cells, or 'tab' (default: found out)")),
	TB_INT(0, "header-row", struct import_opts, header_row, "N",
	       N_("which row names the columns (default: found out)")),
	TB_OPT_END,
};

static enum tb_status choose_delimiter(const char *text, char *out, struct tb_err *err)
{
	if (!text)
		return TB_OK;
	if (strcmp(text, "tab") != 0 && (strlen(text) != 1 || !ispunct((unsigned char)*text) || *text == '"'))
		return tb_err_set(err, TB_EINVAL, N_("'%s' cannot stand between cells; give one character, or 'tab'"),
				  text);
	*out = strcmp(text, "tab") ? *text : '\t';
	return TB_OK;
}

static void show_progress(void *ctx, int64_t rows)
{
	(void)ctx;
	fputc('\r', stderr);
	fprintf(stderr, tb_tr(N_("%lld rows read")), (long long)rows);
}

static void put_count(struct tb_json *j, const char *key, int64_t n)
{
	tb_json_key(j, key);
	tb_json_int(j, n);
}

static void print_import_json(struct tb_cli *cli, const struct tb_import_result *r)
{
	struct tb_json *j = &cli->j;

	tb_json_begin(cli);
	tb_json_key(j, "import");
	tb_json_open(j, '{');
	put_count(j, "rows", r->rows);
	put_count(j, "added", r->added);
	put_count(j, "changed", r->changed);
	put_count(j, "same", r->same);
	put_count(j, "rejected", r->rejected);
	tb_json_key(j, "encoding");
	tb_json_str(j, r->encoding);
	put_count(j, "header_row", r->header_row);
	put_count(j, "titles", r->titles);
	put_count(j, "repeated", r->repeated);
	put_count(j, "totals", r->totals);
	if (r->batch)
		put_count(j, "batch", r->batch);
	if (r->ignored) {
		tb_json_key(j, "ignored");
		tb_json_str(j, r->ignored);
	}
	tb_json_close(j, '}');
	tb_json_problems(cli, &r->problems);
	tb_json_end(cli);
}

static void print_import(const struct tb_import_result *r, bool dry_run)
{
	if (dry_run)
		tb_say("%s", tb_tr(N_("dry run: nothing was imported")));
	printf(tb_trn("%lld row: %lld new, %lld changed, %lld same, %lld rejected\n",
		      "%lld rows: %lld new, %lld changed, %lld same, %lld rejected\n", r->rows),
	       (long long)r->rows, (long long)r->added, (long long)r->changed, (long long)r->same,
	       (long long)r->rejected);
	if (r->encoding && strcmp(r->encoding, "UTF-8") != 0)
		tb_say(tb_tr(N_("read as %s")), r->encoding);
	if (r->titles + r->repeated + r->totals)
		tb_say(tb_tr(N_("left out: %lld rows above the header, %lld headers and numbers of columns, %lld "
				"totals")),
		       (long long)r->titles, (long long)r->repeated, (long long)r->totals);
	if (r->ignored)
		tb_say(tb_tr(N_("columns not read, because only events set them: %s")), r->ignored);
	if (r->batch)
		tb_say(tb_tr(N_("recorded as batch %lld")), (long long)r->batch);
}

/* What was wrong, to be reported with the error or beside the counts. */
static void move_problems(struct tb_cli *cli, struct tb_import_result *r)
{
	cli->problems = r->problems;
	r->problems = TB_PROBLEMS_INIT;
}

static const char *rejects_path(struct tb_cli *cli, const struct import_opts *o)
{
	const char *slash = strrchr(cli->args[1], '/'), *name = slash ? slash + 1 : cli->args[1];

	if (o->rejects)
		return o->rejects;
	return tb_pool_printf(&cli->pool, "%s.rejects.csv", strcmp(name, "-") ? name : "stdin");
}

static enum tb_status run_import(struct tb_cli *cli, const void *opts)
{
	const struct import_opts *o = opts;
	struct tb_import_req req = { .path = cli->args[1],
				     .keep_good = o->keep_good,
				     .dry_run = o->dry_run,
				     .encoding = o->encoding,
				     .header_row = o->header_row,
				     .rejects = rejects_path(cli, o),
				     .translate = tb_tr };
	struct tb_import_result result;
	enum tb_status rc = find_noun(cli, &req.noun);

	if (!rc && req.noun == &tb_event_noun)
		rc = tb_err_set(&cli->err, TB_EINVAL, N_("events are not imported; they are what the program records"));
	if (!rc)
		rc = choose_delimiter(o->delimiter, &req.delimiter, &cli->err);
	if (!rc && o->header_row < 0)
		rc = tb_err_set(&cli->err, TB_EINVAL, N_("'%d' is no row; the first row is 1"), o->header_row);
	if (rc)
		return rc;
	if (isatty(STDERR_FILENO))
		req.progress = show_progress;
	rc = tb_import(cli->db, &cli->act, &req, &result, &cli->err);
	if (req.progress && result.rows)
		fputc('\n', stderr);
	if (!rc && cli->json)
		print_import_json(cli, &result);
	else if (!rc)
		print_import(&result, o->dry_run);
	move_problems(cli, &result);
	if (!rc && cli->problems.n && !cli->json)
		tb_say_problems(&cli->problems);
	if (!rc && cli->problems.n && !o->dry_run)
		tb_say(tb_tr(N_("the rejected rows are in '%s'; correct them there and import that file")),
		       req.rejects);
	return rc;
}

const struct tb_cmd tb_cmd_import = {
	.name = "import",
	.args = "assets|units|persons|kinds FILE|-",
	.min_args = 2,
	.max_args = 2,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("import a CSV file"),
	.help = N_("The first row names the columns, in Vietnamese or English; unknown columns become extra fields. "
		   "Rows that are "
		   "registered already are compared, and what differs is changed; an empty cell changes nothing. One "
		   "bad row "
		   "refuses the whole file, unless --keep-good is given."),
	.example = "trangbi import assets thiet-bi.csv --dry-run",
	.opts = import_options,
	.defaults = &import_defaults,
	.opts_size = sizeof(import_defaults),
	.run = run_import,
};

/* ---- export ----------------------------------------------------------------------------------------------------- */

struct export_opts {
	const char *output, *unit, *kind, *status, *batch, *columns, *excel;
	bool unlabelled, jsonl;
};

static const struct export_opts export_defaults = { .output = "-" };

static const struct tb_opt export_options[] = {
	TB_STR('o', "output", struct export_opts, output, "FILE",
	       N_("the file to write (default: the standard output)")),
	TB_STR('u', "unit", struct export_opts, unit, "UNIT", N_("only that unit and all below it")),
	TB_STR('k', "kind", struct export_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_STR('s', "status", struct export_opts, status, "STATUS", N_("only in that status, such as in_use")),
	TB_STR(0, "batch", struct export_opts, batch, "N|last", N_("only what that import added or changed")),
	TB_FLAG(0, "unlabelled", struct export_opts, unlabelled, N_("only those of which no label was ever printed")),
	TB_STR('c', "columns", struct export_opts, columns, "NAMES",
	       N_("only these columns, in this order: tag,name,cost (default: all)")),
	TB_STR(0, "excel", struct export_opts, excel, "vi",
	       N_("for Excel with Vietnamese settings: opens by a double click, and keeps codes such as 00004")),
	TB_FLAG(0, "jsonl", struct export_opts, jsonl, N_("as JSON Lines: an object a line")),
	TB_OPT_END,
};

/* Only one Excel is known so far; the option names it, so that others can come. */
static enum tb_status choose_format(const struct export_opts *o, enum tb_export_format *out, struct tb_err *err)
{
	if (o->excel && strcmp(o->excel, "vi") != 0)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no Excel that is known; use --excel vi"), o->excel);
	if (o->excel && o->jsonl)
		return tb_err_set(err, TB_EINVAL, N_("--excel and --jsonl exclude each other; give one of them"));
	*out = o->excel ? TB_EXPORT_EXCEL : o->jsonl ? TB_EXPORT_JSONL : TB_EXPORT_CSV;
	return TB_OK;
}

static void print_export(struct tb_cli *cli, const char *path, int64_t rows)
{
	struct tb_json *j = &cli->j;

	if (!cli->json || !strcmp(path, "-")) { /* the rows themselves are on the standard output */
		tb_say(tb_trn("%lld row written", "%lld rows written", rows), (long long)rows);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(j, "export");
	tb_json_open(j, '{');
	tb_json_key(j, "file");
	tb_json_str(j, path);
	put_count(j, "rows", rows);
	tb_json_close(j, '}');
	tb_json_end(cli);
}

static enum tb_status run_export(struct tb_cli *cli, const void *opts)
{
	const struct export_opts *o = opts;
	struct tb_export_req req = {
		.query = { .unit = o->unit, .kind = o->kind, .status = o->status, .unlabelled = o->unlabelled },
		.columns = o->columns,
	};
	struct tb_outfile out = TB_OUTFILE_INIT;
	int64_t rows = 0;
	enum tb_status rc = find_noun(cli, &req.noun);

	if (!rc)
		rc = choose_format(o, &req.format, &cli->err);
	if (!rc)
		rc = tb_parse_batch(o->batch, &req.query.batch, &cli->err);
	if (!rc)
		rc = tb_outfile_open(&out, o->output, &cli->err);
	if (!rc)
		rc = tb_export(cli->db, &req, out.f, &rows, &cli->err);
	if (!rc)
		rc = tb_outfile_commit(&out, &cli->err);
	tb_outfile_release(&out);
	if (!rc)
		print_export(cli, o->output, rows);
	return rc;
}

const struct tb_cmd tb_cmd_export = {
	.name = "export",
	.args = "assets|units|persons|kinds|events",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("export as CSV or JSON Lines"),
	.help = N_("A text that a spreadsheet would run as a formula gets a ' in front; an import takes it off again."),
	.example = "trangbi export assets --unit 00004 -o 00004.csv\n"
		   "trangbi export assets --columns tag,name,cost --excel vi -o so-tai-san.csv",
	.opts = export_options,
	.defaults = &export_defaults,
	.opts_size = sizeof(export_defaults),
	.run = run_export,
};
