/* cmd_imports.c - the imports there were, and taking one back. */
#include <stdio.h>

#include <trangbi/exchange.h>

#include "cli/commands.h"

static enum tb_status run_list(struct tb_cli *cli, const void *opts)
{
	struct tb_listing l = { .cli = cli };

	(void)opts;
	tb_listing_begin(&l, &tb_imported_noun);
	return tb_listing_end(&l, tb_import_list(cli->db, tb_listing_row, &l, &cli->err));
}

const struct tb_cmd tb_cmd_import_list = {
	.name = "import list",
	.max_args = 0,
	.flags = TB_NEEDS_DB,
	.summary = N_("list all imports"),
	.example = "trangbi import list",
	.run = run_list,
};

/* ---- show ------------------------------------------------------------------------------------------------------- */

enum { SHOWN_EVENTS = 20 };

struct show_opts {
	bool all;
};

static const struct show_opts show_defaults = { .all = false };

static const struct tb_opt show_options[] = {
	TB_FLAG(0, "all", struct show_opts, all, N_("all of its events, not the first 20 alone")),
	TB_OPT_END,
};

static enum tb_status print_import(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct tb_cli *cli = ctx;

	(void)err;
	if (!cli->json) {
		tb_print_record(r);
		putchar('\n');
		return TB_OK;
	}
	tb_json_key(&cli->j, "import");
	tb_json_separate(&cli->j);
	tb_record_json(r, cli->j.out);
	cli->j.comma = true;
	return TB_OK;
}

static enum tb_status json_event(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct tb_cli *cli = ctx;

	(void)err;
	tb_json_separate(&cli->j);
	tb_record_json(r, cli->j.out);
	cli->j.comma = true;
	tb_json_flush(cli);
	return TB_OK;
}

static enum tb_status list_events(struct tb_cli *cli, const struct tb_query *query)
{
	struct tb_listing l = { .cli = cli };
	enum tb_status rc;

	if (!cli->json) {
		tb_listing_begin(&l, &tb_event_noun);
		return tb_listing_end(&l, tb_list(cli->db, &tb_event_noun, query, tb_listing_row, &l, &cli->err));
	}
	tb_json_key(&cli->j, "events");
	tb_json_open(&cli->j, '[');
	rc = tb_list(cli->db, &tb_event_noun, query, json_event, cli, &cli->err);
	tb_json_close(&cli->j, ']');
	tb_json_end(cli);
	return rc;
}

static enum tb_status run_show(struct tb_cli *cli, const void *opts)
{
	const struct show_opts *o = opts;
	struct tb_query query = { .limit = o->all ? 0 : SHOWN_EVENTS };
	enum tb_status rc = tb_parse_batch(cli->args[0], &query.batch, &cli->err);

	if (rc)
		return rc;
	if (cli->json)
		tb_json_begin(cli);
	rc = tb_import_show(cli->db, query.batch, print_import, cli, &cli->err);
	return rc ? rc : list_events(cli, &query);
}

const struct tb_cmd tb_cmd_import_show = {
	.name = "import show",
	.args = "BATCH|last",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("show an import and what it did"),
	.example = "trangbi import show last",
	.opts = show_options,
	.defaults = &show_defaults,
	.opts_size = sizeof(show_defaults),
	.run = run_show,
};

/* ---- undo ------------------------------------------------------------------------------------------------------- */

struct undo_opts {
	bool only_untouched, dry_run;
};

static const struct undo_opts undo_defaults = { .dry_run = false };

static const struct tb_opt undo_options[] = {
	TB_FLAG('n', "dry-run", struct undo_opts, dry_run, N_("only say what would be done")),
	TB_FLAG(0, "only-untouched", struct undo_opts, only_untouched,
		N_("leave what was changed or handled since, and take back the rest")),
	TB_OPT_END,
};

static void put_number(struct tb_json *j, const char *key, int64_t n)
{
	tb_json_key(j, key);
	tb_json_int(j, n);
}

static void print_undo_json(struct tb_cli *cli, const struct tb_import_undo_result *r)
{
	struct tb_json *j = &cli->j;

	tb_json_begin(cli);
	tb_json_key(j, "undo");
	tb_json_open(j, '{');
	put_number(j, "batch", r->batch);
	put_number(j, "withdrawn", r->withdrawn);
	put_number(j, "restored", r->restored);
	put_number(j, "left", r->left);
	if (r->event)
		put_number(j, "event", r->event);
	tb_json_close(j, '}');
	tb_json_problems(cli, &cli->problems);
	tb_json_end(cli);
}

static void print_undo(struct tb_cli *cli, const struct tb_import_undo_result *r)
{
	if (!r->event)
		tb_say("%s", tb_tr(N_("dry run: nothing was taken back")));
	printf(tb_tr(N_("import %lld (%s): %lld withdrawn, %lld set back, %lld left\n")), (long long)r->batch, r->file,
	       (long long)r->withdrawn, (long long)r->restored, (long long)r->left);
	if (r->event)
		tb_say(tb_tr(N_("recorded as event %lld")), (long long)r->event);
	tb_say_problems(&cli->problems);
}

static enum tb_status run_undo(struct tb_cli *cli, const void *opts)
{
	const struct undo_opts *o = opts;
	struct tb_import_undo_req req = { .only_untouched = o->only_untouched, .dry_run = o->dry_run };
	struct tb_import_undo_result result;
	enum tb_status rc = tb_parse_batch(cli->args[0], &req.batch, &cli->err);

	if (rc)
		return rc;
	rc = tb_import_undo(cli->db, &cli->act, &req, &result, &cli->err);
	cli->problems = result.problems; /* reported with the error, or beside the counts */
	if (!rc && cli->json)
		print_undo_json(cli, &result);
	else if (!rc)
		print_undo(cli, &result);
	return rc;
}

const struct tb_cmd tb_cmd_import_undo = {
	.name = "import undo",
	.args = "BATCH|last",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("take an import back"),
	.help = N_("What it added is withdrawn, and what it changed is set back, by events that make up for its own. "
		   "Where "
		   "records were changed or handled since, it says which and does nothing, unless --only-untouched is "
		   "given. "
		   "The tag of a withdrawn asset is never given out again."),
	.example = "trangbi import undo last --dry-run",
	.opts = undo_options,
	.defaults = &undo_defaults,
	.opts_size = sizeof(undo_defaults),
	.run = run_undo,
};
