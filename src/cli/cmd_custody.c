/* cmd_custody.c - issue, checkout and checkin. */
#include <stdio.h>
#include <string.h>

#include <trangbi/custody.h>
#include <trangbi/tag.h>

#include "cli/commands.h"

static struct tb_tags tags_of(const struct tb_cli *cli)
{
	return (struct tb_tags){ .tag = cli->args, .n = (size_t)cli->n_args };
}

/* What was photographed came in by another way than what was typed. */
static void note_channel(struct tb_cli *cli)
{
	for (int i = 0; i < cli->n_args; i++)
		if (cli->args[i][0] == '@')
			cli->act.channel = "scan";
}

static void put_done(struct tb_json *j, const struct tb_done *d)
{
	tb_json_member(j, "tag", d->tag);
	tb_json_member(j, "name", d->name);
	tb_json_member(j, "unit", d->unit);
	tb_json_member(j, "custodian", d->custodian);
	tb_json_member(j, "due", d->due);
	tb_json_member(j, "condition", d->condition);
}

static void print_json(struct tb_cli *cli, const struct tb_custody_result *result)
{
	tb_json_begin(cli);
	tb_json_key(&cli->j, "done");
	tb_json_open(&cli->j, '[');
	for (size_t i = 0; i < result->n; i++) {
		tb_json_open(&cli->j, '{');
		put_done(&cli->j, &result->done[i]);
		tb_json_close(&cli->j, '}');
	}
	tb_json_close(&cli->j, ']');
	tb_json_member_int(&cli->j, "seq", result->seq);
	tb_json_end(cli);
}

static void print_line(const struct tb_done *d)
{
	char shown[TB_TAG_SHOWN_SIZE];

	tb_tag_show(d->tag, shown);
	printf("%s  %s  -> %s", shown, d->name, d->custodian ? d->custodian : d->unit);
	if (d->due)
		printf(tb_tr(N_("  (due %.2s/%.2s/%.4s)")), d->due + 8, d->due + 5, d->due);
	putchar('\n');
}

static void print_result(struct tb_cli *cli, const struct tb_custody_result *result)
{
	if (cli->json) {
		print_json(cli, result);
		return;
	}
	for (size_t i = 0; i < result->n; i++)
		print_line(&result->done[i]);
	tb_say(tb_tr(N_("%zu done, recorded as event %lld")), result->n, (long long)result->seq);
}

/* ---- issue ------------------------------------------------------------------------------------------------------ */

struct issue_opts {
	const char *to;
};

static const struct issue_opts issue_defaults = { NULL };

static const struct tb_opt issue_options[] = {
	TB_STR('t', "to", struct issue_opts, to, "UNIT", N_("code of the unit that receives them")),
	TB_OPT_END,
};

static enum tb_status run_issue(struct tb_cli *cli, const void *opts)
{
	const struct issue_opts *o = opts;
	struct tb_issue_req req = { .tags = tags_of(cli), .unit = o->to };
	struct tb_custody_result result = { .n = 0 };
	enum tb_status rc;

	if (!o->to)
		return tb_err_set(&cli->err, TB_EINVAL, N_("give the unit that receives them with --to"));
	note_channel(cli);
	rc = tb_issue(cli->db, &cli->act, &req, &cli->pool, &result, &cli->problems, &cli->err);
	if (!rc)
		print_result(cli, &result);
	return rc;
}

const struct tb_cmd tb_cmd_issue = {
	.name = "issue",
	.args = "--to UNIT --doc NO TAG...",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("issue assets to a unit"),
	.help = N_("All of the assets are issued, or none. A TAG is a tag, an alias, or @FILE for all codes in a "
		   "picture. The "
		   "document that orders it is required (--doc)."),
	.example = "trangbi issue --to 00004 --doc 12/QĐ-CAT 29B112345 @phieu.jpg",
	.opts = issue_options,
	.defaults = &issue_defaults,
	.opts_size = sizeof(issue_defaults),
	.run = run_issue,
};

/* ---- checkout --------------------------------------------------------------------------------------------------- */

struct checkout_opts {
	const char *to;
	int days;
	bool hand_over;
};

static const struct checkout_opts checkout_defaults = { .days = 14 };

static const struct tb_opt checkout_options[] = {
	TB_STR('t', "to", struct checkout_opts, to, "PERSON", N_("service number of who takes them")),
	TB_INT('d', "days", struct checkout_opts, days, "N", N_("days until due, 0 for none (default 14)")),
	TB_FLAG(0, "hand-over", struct checkout_opts, hand_over,
		N_("take back first what somebody else has, in the same act")),
	TB_OPT_END,
};

static enum tb_status run_checkout(struct tb_cli *cli, const void *opts)
{
	const struct checkout_opts *o = opts;
	struct tb_checkout_req req = {
		.tags = tags_of(cli), .holder = o->to, .days = o->days, .hand_over = o->hand_over
	};
	struct tb_custody_result result = { .n = 0 };
	enum tb_status rc;

	if (!o->to)
		return tb_err_set(&cli->err, TB_EINVAL, N_("give the person who takes them with --to"));
	note_channel(cli);
	rc = tb_checkout(cli->db, &cli->act, &req, &cli->pool, &result, &cli->problems, &cli->err);
	if (!rc)
		print_result(cli, &result);
	return rc;
}

const struct tb_cmd tb_cmd_checkout = {
	.name = "checkout",
	.args = "--to PERSON TAG...",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("lend assets to a person"),
	.help = N_(
		"All of the assets are lent, or none. A TAG is a tag, an alias, or @FILE for all codes in a picture."),
	.example = "trangbi checkout --to 123-456 --days 7 --purpose 'Tuần tra đêm' 00004-XEM-26-00001-W",
	.opts = checkout_options,
	.defaults = &checkout_defaults,
	.opts_size = sizeof(checkout_defaults),
	.run = run_checkout,
};

/* ---- checkin ---------------------------------------------------------------------------------------------------- */

struct checkin_opts {
	const char *condition;
};

static const struct checkin_opts checkin_defaults = { NULL };

static const struct tb_opt checkin_options[] = {
	TB_STR('c', "condition", struct checkin_opts, condition, "ok|worn|broken",
	       N_("how they come back (default: as they went)")),
	TB_OPT_END,
};

static enum tb_status run_checkin(struct tb_cli *cli, const void *opts)
{
	const struct checkin_opts *o = opts;
	struct tb_checkin_req req = { .tags = tags_of(cli), .condition = o->condition };
	struct tb_custody_result result = { .n = 0 };
	enum tb_status rc;

	note_channel(cli);
	rc = tb_checkin(cli->db, &cli->act, &req, &cli->pool, &result, &cli->problems, &cli->err);
	if (!rc)
		print_result(cli, &result);
	return rc;
}

const struct tb_cmd tb_cmd_checkin = {
	.name = "checkin",
	.args = "TAG...",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("take lent assets back"),
	.help = N_("All of the assets are taken back, or none. A TAG is a tag, an alias, or @FILE for all codes in a "
		   "picture."),
	.example = "trangbi checkin --condition worn @ban.jpg",
	.opts = checkin_options,
	.defaults = &checkin_defaults,
	.opts_size = sizeof(checkin_defaults),
	.run = run_checkin,
};

/* ---- undo ------------------------------------------------------------------------------------------------------- */

static void print_undone(struct tb_cli *cli, const struct tb_undone *undone)
{
	if (!cli->json) {
		print_line(&undone->asset);
		tb_say(tb_tr(N_("event %lld (%s) is taken back, recorded as event %lld")), (long long)undone->undone,
		       undone->kind, (long long)undone->seq);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(&cli->j, "undone");
	tb_json_open(&cli->j, '{');
	put_done(&cli->j, &undone->asset);
	tb_json_member_int(&cli->j, "event", undone->undone);
	tb_json_member(&cli->j, "kind", undone->kind);
	tb_json_close(&cli->j, '}');
	tb_json_member_int(&cli->j, "seq", undone->seq);
	tb_json_end(cli);
}

static enum tb_status run_undo(struct tb_cli *cli, const void *opts)
{
	struct tb_undo_req req = { .tag = cli->args[0] };
	struct tb_undone undone;
	enum tb_status rc = tb_undo(cli->db, &cli->act, &req, &cli->pool, &undone, &cli->err);

	(void)opts;
	if (!rc)
		print_undone(cli, &undone);
	return rc;
}

const struct tb_cmd tb_cmd_undo = {
	.name = "undo",
	.args = "TAG",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("take back the last issue, check-out or check-in of an asset"),
	.help = N_("The asset is again where it was, with whom, and in which condition. Both stand in the ledger: what "
		   "was done, and that it was taken back. It must be the last that happened to the asset."),
	.example = "trangbi undo 00004-XEM-26-00001-W",
	.run = run_undo,
};
