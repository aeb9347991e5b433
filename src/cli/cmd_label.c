/* cmd_label.c - printing labels, specimens of them, and what they are printed on. */
#include <stdlib.h>
#include <unistd.h>

#include <trangbi/label.h>

#include "cli/commands.h"

/* Every label command's options; each takes those that its table names. */
struct label_opts {
	const char *output, *printer, *to, *language;
	const char *template_name, *sheet, *labels;
	const char *unit, *kind, *status, *holder, *batch;
	const char *sort, *from, *reason;
	int dpi, copies, skip, jobs, limit;
	bool cut_marks, unlabelled, all, no_verify, test_grid;
};

static const struct label_opts label_defaults = { .dpi = 300, .copies = 1 };

#define OUTPUT                                                                                                         \
	TB_STR('o', "output", struct label_opts, output, "FILE",                                                       \
	       N_("a .pdf, .svg or .png, or .zpl or .tspl for a label printer"))
#define TEMPLATE                                                                                                       \
	TB_STR(0, "template", struct label_opts, template_name, "NAME",                                                \
	       N_("what a label looks like; see 'trangbi label templates'"))
#define SHEET                                                                                                          \
	TB_STR(0, "sheet", struct label_opts, sheet, "NAME",                                                           \
	       N_("sheet or roll, also by product (L7160); see 'trangbi label sheets'"))
#define DPI                                                                                                            \
	TB_INT(0, "dpi", struct label_opts, dpi, "N", N_("dots per inch of the printer: 203, 300 or 600 (default 300)"))
#define LABELS                                                                                                         \
	TB_STR(0, "labels", struct label_opts, labels, "FOLDER",                                                       \
	       N_("sheets and templates of one's own (default: $TRANGBI_LABELS, else ~/.config/trangbi/labels)"))
#define CUT_MARKS TB_FLAG(0, "cut-marks", struct label_opts, cut_marks, N_("mark the corners of each label"))
#define LAYOUT                                                                                                         \
	TEMPLATE, SHEET, DPI, TB_INT(0, "copies", struct label_opts, copies, "N", N_("so many of each (default 1)")),  \
		TB_INT(0, "skip", struct label_opts, skip, "N", N_("places of the first page that are used up")),      \
		CUT_MARKS, LABELS,                                                                                     \
		TB_INT('j', "jobs", struct label_opts, jobs, "N", N_("threads (default: one for each processor)"))
#define TARGET                                                                                                         \
	OUTPUT, TB_STR(0, "printer", struct label_opts, printer, "QUEUE", N_("print by CUPS")),                        \
		TB_STR(0, "to", struct label_opts, to, "ADDRESS",                                                      \
		       N_("send to a label printer: tcp://HOST:9100 or /dev/usb/lp0")),                                \
		TB_STR(0, "language", struct label_opts, language, "zpl|tspl",                                         \
		       N_("that the printer at --to speaks (default zpl)"))
#define UNIT TB_STR('u', "unit", struct label_opts, unit, "UNIT", N_("only that unit and all below it"))
#define ALL  TB_FLAG(0, "all", struct label_opts, all, N_("everything that is registered"))
#define PRINTING                                                                                                       \
	TB_STR(0, "reason", struct label_opts, reason, "lost|damaged|changed",                                         \
	       N_("why what has a label gets another")),                                                               \
		TB_STR(0, "sort", struct label_opts, sort, "tag|name|unit|kind",                                       \
		       N_("in that order (default: as given or registered)")),                                         \
		TB_STR(0, "from", struct label_opts, from, "TAG", N_("begin with this one; go on where it stopped")),  \
		TB_FLAG(0, "no-verify", struct label_opts, no_verify,                                                  \
			N_("do not read each label back before it is printed"))

static const struct tb_opt label_options[] = {
	TARGET,
	LAYOUT,
	UNIT,
	TB_STR('k', "kind", struct label_opts, kind, "KIND", N_("only that kind and all below it")),
	TB_STR('s', "status", struct label_opts, status, "STATUS", N_("only in that status, such as in_use")),
	TB_STR(0, "holder", struct label_opts, holder, "PERSON", N_("only what that person has on loan")),
	TB_STR(0, "batch", struct label_opts, batch, "N|last", N_("only what that import added or changed")),
	TB_FLAG(0, "unlabelled", struct label_opts, unlabelled, N_("only those of which no label was ever printed")),
	TB_INT('n', "limit", struct label_opts, limit, "N", N_("at most so many")),
	ALL,
	PRINTING,
	TB_FLAG(0, "test-grid", struct label_opts, test_grid,
		N_("no labels, but a page of outlines and rulers to align the printer by")),
	TB_OPT_END,
};

static const struct tb_opt badge_options[] = { TARGET, LAYOUT, UNIT, ALL, PRINTING, TB_OPT_END };
static const struct tb_opt command_options[] = { TARGET, LAYOUT, TB_OPT_END };
static const struct tb_opt preview_options[] = { OUTPUT, LAYOUT, TB_OPT_END };
static const struct tb_opt file_options[] = { LABELS, TB_OPT_END };

/* ---- what they mean ----------------------------------------------------------------------------------------------- */

static const char *own_folder(struct tb_cli *cli, const struct label_opts *o)
{
	return o->labels ? o->labels : tb_own_folder(cli, "TRANGBI_LABELS", "labels");
}

static struct tb_label_style style_of(struct tb_cli *cli, const struct label_opts *o)
{
	return (struct tb_label_style){
		.template_name = o->template_name,
		.sheet = o->sheet,
		.own_folder = own_folder(cli, o),
		.dpi = o->dpi,
		.copies = o->copies,
		.skip = o->skip,
		.cut_marks = o->cut_marks,
		.threads = o->jobs,
	};
}

static enum tb_status choice_of(struct tb_cli *cli, const struct label_opts *o, struct tb_label_choice *out)
{
	*out = (struct tb_label_choice){
		.noun = cli->cmd->noun,
		.tags = { .tag = cli->args, .n = (size_t)cli->n_args },
		.query = { .unit = o->unit,
			   .kind = o->kind,
			   .status = o->status,
			   .holder = o->holder,
			   .unlabelled = o->unlabelled,
			   .limit = o->limit },
		.all = o->all,
		.sort = o->sort,
		.from = o->from,
		.translate = tb_tr,
	};
	return tb_parse_batch(o->batch, &out->query.batch, &cli->err);
}

static void show_progress(void *ctx, size_t done, size_t all)
{
	(void)ctx;
	tb_show_progress(done, all);
}

/* ---- printing ----------------------------------------------------------------------------------------------------- */

static const char *target_of(const struct label_opts *o)
{
	return o->output ? o->output : o->printer ? o->printer : o->to;
}

static void print_result(struct tb_cli *cli, const struct label_opts *o, const struct tb_label_result *r)
{
	struct tb_json *j = &cli->j;

	if (!cli->json) {
		tb_say(tb_trn("%zu label written to '%s'", "%zu labels written to '%s'", (int64_t)r->printed),
		       r->printed, target_of(o));
		return;
	}
	tb_json_begin(cli);
	tb_json_member_int(j, "labels", (int64_t)r->printed);
	tb_json_key(j, o->output ? "file" : o->printer ? "printer" : "address");
	tb_json_str(j, target_of(o));
	if (r->seq)
		tb_json_member_int(j, "seq", r->seq);
	tb_json_end(cli);
}

static enum tb_status print_labels(struct tb_cli *cli, const struct label_opts *o)
{
	struct tb_label_req req = { .style = style_of(cli, o),
				    .target = { o->output, o->printer, o->to, o->language },
				    .reason = o->reason,
				    .unverified = o->no_verify };
	struct tb_label_result result;
	enum tb_status rc = choice_of(cli, o, &req.choice);

	if (rc)
		return rc;
	if (isatty(STDERR_FILENO))
		req.progress = show_progress;
	rc = tb_label_print(cli->db, &cli->act, &req, &cli->pool, &result, &cli->problems, &cli->err);
	if (req.progress) /* it may have stopped in the middle, and a message will stand on that line */
		tb_show_progress(0, 0);
	if (!rc)
		print_result(cli, o, &result);
	return rc;
}

static enum tb_status run_print(struct tb_cli *cli, const void *opts)
{
	return print_labels(cli, opts);
}

static enum tb_status need_file(struct tb_cli *cli, const struct label_opts *o)
{
	return o->output ? TB_OK : tb_err_set(&cli->err, TB_EINVAL, N_("give the file to write with -o"));
}

static void print_written(struct tb_cli *cli, const char *file)
{
	if (!cli->json) {
		tb_say(tb_tr(N_("written to '%s'")), file);
		return;
	}
	tb_json_begin(cli);
	tb_json_member(&cli->j, "file", file);
	tb_json_end(cli);
}

/* The page to align a printer by needs no database, so that is opened here. */
static enum tb_status run_label(struct tb_cli *cli, const void *opts)
{
	const struct label_opts *o = opts;
	struct tb_label_style style = style_of(cli, o);
	enum tb_status rc;

	if (!o->test_grid) {
		rc = tb_db_open(cli->db_path, TB_DB_WRITE, &cli->db, &cli->err);
		return rc ? rc : print_labels(cli, o);
	}
	rc = need_file(cli, o);
	if (!rc)
		rc = tb_label_test_grid(&style, o->output, &cli->err);
	if (!rc)
		print_written(cli, o->output);
	return rc;
}

const struct tb_cmd tb_cmd_label = {
	.name = "label",
	.args = "TAG... | CONDITION... -o FILE",
	.max_args = TB_ARGS_ANY,
	.flags = TB_ACTS,
	.noun = &tb_asset_noun,
	.summary = N_("print labels with Code 128 and QR"),
	.help = N_("Labels of the assets named, or of all that fulfil the conditions. Each is read back before it is "
		   "printed, "
		   "and recorded: what has a label gets another only for a reason. Print at 100 percent, without "
		   "fitting to "
		   "the page, for each module of a symbol is a whole number of the printer's dots."),
	.example = "trangbi label --batch last --sheet L7160 -o tem.pdf",
	.opts = label_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_label,
};

const struct tb_cmd tb_cmd_label_units = {
	.name = "label units",
	.args = "CODE... | CONDITION... -o FILE",
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.noun = &tb_unit_noun,
	.summary = N_("print badges of units"),
	.help = N_("A scanner reads where it is from the badge on the wall of a post."),
	.example = "trangbi label units --unit 01 -o tru-so.pdf",
	.opts = badge_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_print,
};

const struct tb_cmd tb_cmd_label_persons = {
	.name = "label persons",
	.args = "NUMBER... | CONDITION... -o FILE",
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.noun = &tb_person_noun,
	.summary = N_("print badges of persons"),
	.help = N_("The symbols on a badge hold the service number and nothing else."),
	.example = "trangbi label persons --unit 00004 -o the.pdf",
	.opts = badge_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_print,
};

const struct tb_cmd tb_cmd_label_commands = {
	.name = "label commands",
	.args = "-o FILE",
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("print the sheet of commands for a scanner"),
	.help = N_("Check out, check in, confirm, undo and so on as codes, so that a post works with a scanner alone."),
	.example = "trangbi label commands -o lenh.pdf --lang vi",
	.opts = command_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_print,
};

/* ---- specimens ---------------------------------------------------------------------------------------------------- */

static enum tb_status run_preview(struct tb_cli *cli, const void *opts)
{
	const struct label_opts *o = opts;
	struct tb_label_style style = style_of(cli, o);
	struct tb_label_choice choice;
	enum tb_status rc = need_file(cli, o);

	if (!rc)
		rc = choice_of(cli, o, &choice);
	if (!rc && cli->n_args)
		rc = tb_db_open(cli->db_path, TB_DB_READ, &cli->db, &cli->err);
	if (!rc)
		rc = tb_label_preview(cli->db, &choice, &style, o->output, &cli->problems, &cli->err);
	if (!rc)
		print_written(cli, o->output);
	return rc;
}

const struct tb_cmd tb_cmd_label_preview = {
	.name = "label preview",
	.args = "[TAG...] -o FILE",
	.max_args = TB_ARGS_ANY,
	.noun = &tb_asset_noun,
	.summary = N_("show what labels would look like"),
	.help = N_("Specimens, marked as such and not recorded: of the assets named, or of an invented thing, which "
		   "needs no "
		   "database."),
	.example = "trangbi label preview --template vehicle -o mau.png",
	.opts = preview_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_preview,
};

/* ---- sheets and templates ----------------------------------------------------------------------------------------- */

static enum tb_status run_files(struct tb_cli *cli, const void *opts)
{
	struct tb_listing l = { .cli = cli };
	enum tb_status rc;

	tb_listing_begin(&l, cli->cmd->noun);
	rc = tb_label_files(cli->cmd->noun, own_folder(cli, opts), tb_listing_row, &l, &cli->problems, &cli->err);
	rc = tb_listing_end(&l, rc);
	if (!rc)
		tb_say_problems(&cli->problems);
	return rc;
}

const struct tb_cmd tb_cmd_label_sheets = {
	.name = "label sheets",
	.args = "",
	.noun = &tb_sheet_noun,
	.summary = N_("list the sheets and rolls that labels are printed on"),
	.example = "trangbi label sheets",
	.opts = file_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_files,
};

const struct tb_cmd tb_cmd_label_templates = {
	.name = "label templates",
	.args = "",
	.noun = &tb_template_noun,
	.summary = N_("list what labels can look like"),
	.example = "trangbi label templates",
	.opts = file_options,
	.defaults = &label_defaults,
	.opts_size = sizeof(label_defaults),
	.run = run_files,
};
