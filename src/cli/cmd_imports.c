/* cmd_imports.c - the imports there were, taking one back, and the profiles by which files are read. */
#include <stdio.h>

#include <trangbi/exchange.h>

#include "base/file.h"
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
	.args = "",
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

/* ---- profiles --------------------------------------------------------------------------------------------------- */

struct profile_opts {
	const char *profiles, *output, *of, *encoding;
};

static const struct profile_opts profile_defaults = { .output = "-", .of = "assets" };

#define PROFILES                                                                                                       \
	TB_STR(0, "profiles", struct profile_opts, profiles, "FOLDER",                                                 \
	       N_("profiles of one's own (default: $TRANGBI_IMPORT, else ~/.config/trangbi/import)"))

static const struct tb_opt profiles_options[] = { PROFILES, TB_OPT_END };

static const char *own_folder(struct tb_cli *cli, const struct profile_opts *o)
{
	return o->profiles ? o->profiles : tb_own_folder(cli, "TRANGBI_IMPORT", "import");
}

static void json_profile(struct tb_cli *cli, const char *name, const char *noun, const char *title)
{
	struct tb_json *j = &cli->j;

	tb_json_open(j, '{');
	tb_json_key(j, "name");
	tb_json_str(j, name);
	tb_json_key(j, "of");
	tb_json_str(j, noun);
	tb_json_key(j, "title");
	tb_json_str(j, title);
	tb_json_close(j, '}');
}

/* One that cannot be used is a problem, and hides none of the others. */
static void put_profile(void *ctx, const char *name, const char *noun, const char *title, const struct tb_err *why)
{
	struct tb_cli *cli = ctx;

	if (why)
		tb_problems_add(&cli->problems, name, why);
	else if (cli->json)
		json_profile(cli, name, noun, title);
	else
		printf("%-18s %-8s %s\n", name, noun ? noun : "*", title ? title : "");
}

static enum tb_status run_profiles(struct tb_cli *cli, const void *opts)
{
	enum tb_status rc;

	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "profiles");
		tb_json_open(&cli->j, '[');
	}
	rc = tb_import_profiles(own_folder(cli, opts), put_profile, cli, &cli->err);
	if (!rc)
		put_profile(cli, "auto", NULL, tb_tr(N_("whatever of the header is known; see 'trangbi import map'")),
			    NULL);
	if (!rc && cli->json) {
		tb_json_close(&cli->j, ']');
		tb_json_problems(cli, &cli->problems);
		tb_json_end(cli);
	} else if (!rc) {
		tb_say_problems(&cli->problems);
	}
	return rc;
}

const struct tb_cmd tb_cmd_import_profiles = {
	.name = "import profiles",
	.args = "",
	.max_args = 0,
	.summary = N_("list the profiles by which files are read"),
	.example = "trangbi import profiles",
	.opts = profiles_options,
	.defaults = &profile_defaults,
	.opts_size = sizeof(profile_defaults),
	.run = run_profiles,
};

static const struct tb_opt map_options[] = {
	TB_STR('o', "output", struct profile_opts, output, "FILE.ini",
	       N_("the file to write (default: the standard output)")),
	TB_STR(0, "of", struct profile_opts, of, "NOUN",
	       N_("what the file holds: assets (default), units, persons, kinds")),
	TB_STR(0, "encoding", struct profile_opts, encoding, "NAME",
	       N_("UTF-8, UTF-16LE, UTF-16BE, Windows-1258, TCVN3 or VNI (default: found out)")),
	PROFILES,
	TB_OPT_END,
};

static enum tb_status run_map(struct tb_cli *cli, const void *opts)
{
	const struct profile_opts *o = opts;
	struct tb_map_req req = {
		.path = cli->args[0], .own_folder = own_folder(cli, o), .encoding = o->encoding, .translate = tb_tr
	};
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_map_result result;
	enum tb_status rc = tb_parse_noun(o->of, &req.noun, &cli->err);

	if (!rc && req.noun == &tb_event_noun)
		rc = tb_err_set(&cli->err, TB_EINVAL, N_("events are not imported; they are what the program records"));
	if (!rc)
		rc = tb_outfile_open(&out, o->output, &cli->err);
	if (!rc)
		rc = tb_import_map(&req, out.f, &result, &cli->err);
	if (!rc)
		rc = tb_outfile_commit(&out, &cli->err);
	tb_outfile_release(&out);
	if (!rc)
		tb_say(tb_tr(N_("%zu of %zu columns are known; the others are kept as extra fields unless you map "
				"them")),
		       result.decided, result.columns);
	return rc;
}

const struct tb_cmd tb_cmd_import_map = {
	.name = "import map",
	.args = "FILE|-",
	.min_args = 1,
	.max_args = 1,
	.summary = N_("propose a profile for a CSV file"),
	.help = N_("It is made of the header, by all names of columns that are known, and of the first rows. What is "
		   "left open "
		   "stands in it as a comment: read it through, correct it, and give it to --profile."),
	.example = "trangbi import map so.csv -o so.ini",
	.opts = map_options,
	.defaults = &profile_defaults,
	.opts_size = sizeof(profile_defaults),
	.run = run_map,
};
