/* cmd_exchange.c - export. */
#include <stdio.h>
#include <string.h>

#include <trangbi/exchange.h>

#include "base/file.h"
#include "cli/commands.h"

struct export_opts {
	const char *output, *unit, *kind, *status, *batch, *columns, *profile, *profiles, *excel;
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
	TB_STR('p', "profile", struct export_opts, profile, "NAME",
	       N_("the columns of that profile, as a book has them: s24-h, s26-h, so-ke-toan")),
	TB_STR(0, "profiles", struct export_opts, profiles, "FOLDER",
	       N_("profiles of one's own (default: $TRANGBI_IMPORT, else ~/.config/trangbi/import)")),
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
	if (o->columns && o->profile)
		return tb_err_set(err, TB_EINVAL, N_("--columns and --profile exclude each other; give one of them"));
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
	tb_json_member(j, "file", path);
	tb_json_member_int(j, "rows", rows);
	tb_json_close(j, '}');
	tb_json_end(cli);
}

static enum tb_status run_export(struct tb_cli *cli, const void *opts)
{
	const struct export_opts *o = opts;
	struct tb_export_req req = {
		.query = { .unit = o->unit, .kind = o->kind, .status = o->status, .unlabelled = o->unlabelled },
		.columns = o->columns,
		.profile = o->profile,
		.own_folder = o->profiles ? o->profiles : tb_own_folder(cli, "TRANGBI_IMPORT", "import"),
	};
	struct tb_outfile out = TB_OUTFILE_INIT;
	int64_t rows = 0;
	enum tb_status rc = tb_parse_noun(cli->args[0], &req.noun, &cli->err);

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
