/* cmd_ledger.c - verifying, exporting and naming the chain of events. */
#include <stdio.h>
#include <string.h>

#include <trangbi/ledger.h>

#include "base/file.h"
#include "cli/commands.h"
#include "model/anchor.h"

static void put_head(struct tb_json *j, const struct tb_head *head)
{
	tb_json_member(j, "site", head->site);
	tb_json_member_int(j, "seq", head->seq);
	tb_json_member(j, "head", head->hash);
}

/* ---- verify ----------------------------------------------------------------------------------------------------- */

struct verify_opts {
	const char *anchor;
	bool chain_only;
};

static const struct verify_opts verify_defaults = { NULL, false };

static const struct tb_opt verify_options[] = {
	TB_STR(0, "anchor", struct verify_opts, anchor, "ANCHOR",
	       N_("what must be in the chain: a picture of an official paper (@FILE), its anchor (TB1:...) or a head "
		  "hash")),
	TB_FLAG(0, "chain-only", struct verify_opts, chain_only, N_("only the hashes, not the replay of all events")),
	TB_OPT_END,
};

static void print_verdict(struct tb_cli *cli, const struct tb_verdict *v)
{
	if (!cli->json) {
		printf(tb_trn("the ledger verifies: %lld event, head %s\n",
			      "the ledger verifies: %lld events, head %s\n", v->events),
		       (long long)v->events, v->head.hash);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(&cli->j, "ledger");
	tb_json_open(&cli->j, '{');
	tb_json_key(&cli->j, "ok");
	tb_json_bool(&cli->j, true);
	tb_json_member_int(&cli->j, "events", v->events);
	put_head(&cli->j, &v->head);
	tb_json_key(&cli->j, "anchored");
	tb_json_bool(&cli->j, v->anchored);
	tb_json_close(&cli->j, '}');
	tb_json_end(cli);
}

static enum tb_status run_verify(struct tb_cli *cli, const void *opts)
{
	const struct verify_opts *o = opts;
	struct tb_verdict v;
	enum tb_status rc = tb_ledger_verify(cli->db, o->anchor, o->chain_only, &v, &cli->err);

	if (!rc)
		print_verdict(cli, &v);
	cli->problems = v.problems; /* reported with the error */
	return rc;
}

const struct tb_cmd tb_cmd_ledger_verify = {
	.name = "ledger verify",
	.args = "",
	.flags = TB_NEEDS_DB,
	.summary = N_("verify the chain of events and all that follows from it"),
	.help = N_("Recomputes every hash, replays all events into a scratch database and compares everything with it. "
		   "Whoever "
		   "removed the newest events is found by an official paper that was printed before: give a picture of "
		   "it with "
		   "--anchor."),
	.example = "trangbi ledger verify --anchor @bien-ban.jpg",
	.opts = verify_options,
	.defaults = &verify_defaults,
	.opts_size = sizeof(verify_defaults),
	.run = run_verify,
};

/* ---- export ----------------------------------------------------------------------------------------------------- */

static void print_export(struct tb_cli *cli, const struct tb_head *head)
{
	struct tb_json *j = &cli->j;

	if (!cli->json || !strcmp(cli->args[0], "-")) { /* the events themselves are on the standard output */
		tb_say(tb_trn("%lld event written, head %s", "%lld events written, head %s", head->seq),
		       (long long)head->seq, head->hash);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(j, "ledger");
	tb_json_open(j, '{');
	tb_json_member(j, "file", cli->args[0]);
	put_head(j, head);
	tb_json_close(j, '}');
	tb_json_end(cli);
}

static enum tb_status run_export(struct tb_cli *cli, const void *opts)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_head head;
	enum tb_status rc = tb_outfile_open(&out, cli->args[0], &cli->err);

	(void)opts;
	if (!rc)
		rc = tb_ledger_export(cli->db, out.f, &head, &cli->err);
	if (!rc)
		rc = tb_outfile_commit(&out, &cli->err);
	tb_outfile_release(&out);
	if (!rc)
		print_export(cli, &head);
	return rc;
}

const struct tb_cmd tb_cmd_ledger_export = {
	.name = "ledger export",
	.args = "FILE|-",
	.min_args = 1,
	.max_args = 1,
	.flags = TB_NEEDS_DB,
	.summary = N_("write all events as JSON Lines"),
	.help = N_("The SHA-256 of each line stands in the next one, so that anybody can verify the file without this "
		   "program."),
	.example = "trangbi ledger export nhat-ky.jsonl",
	.run = run_export,
};

/* ---- head ------------------------------------------------------------------------------------------------------- */

/* As official papers carry it. */
static void put_anchor(struct tb_json *j, const struct tb_head *head)
{
	struct tb_str text = TB_STR_INIT;

	tb_anchor_write(head->site, head->seq, head->hash, &text);
	tb_json_member(j, "anchor", text.buf);
	tb_str_release(&text);
}

static enum tb_status run_head(struct tb_cli *cli, const void *opts)
{
	struct tb_head head;
	enum tb_status rc = tb_ledger_head(cli->db, &head, &cli->err);

	(void)opts;
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "ledger");
		tb_json_open(&cli->j, '{');
		put_head(&cli->j, &head);
		put_anchor(&cli->j, &head);
		tb_json_close(&cli->j, '}');
		tb_json_end(cli);
	} else {
		printf("%s %lld %s\n", head.site, (long long)head.seq, head.hash);
	}
	return TB_OK;
}

const struct tb_cmd tb_cmd_ledger_head = {
	.name = "ledger head",
	.args = "",
	.flags = TB_NEEDS_DB,
	.summary = N_("print site, number and hash of the newest event"),
	.help = N_("Keep it on paper: it proves later that no event up to this one was changed or removed."),
	.example = "trangbi ledger head",
	.run = run_head,
};
