/* cmd_scan.c - reading codes. */
#include <stdio.h>
#include <string.h>

#include <trangbi/scan.h>

#include "cli/commands.h"

struct scan_opts {
	bool raw;
};

static const struct scan_opts scan_defaults = { false };

static const struct tb_opt scan_options[] = {
	TB_FLAG(0, "raw", struct scan_opts, raw, N_("print the bare texts, one a line; needs no database")),
	TB_OPT_END,
};

struct scanning {
	struct tb_cli *cli;
	bool raw;
	size_t unknown;
};

/* What it is, by the name of its noun. */
static void print_found(struct tb_cli *cli, const struct tb_reading *r)
{
	struct tb_json *j = &cli->j;

	if (r->what == TB_CODE_COMMAND) {
		tb_json_key(j, "command");
		tb_json_str(j, tb_command_texts[r->command].word);
		return;
	}
	tb_json_key(j, r->record.noun->name);
	tb_json_separate(j);
	tb_record_json(&r->record, &cli->out);
}

static void print_json(struct tb_cli *cli, const struct tb_reading *r)
{
	struct tb_json *j = &cli->j;

	tb_json_open(j, '{');
	if (r->file) {
		tb_json_key(j, "file");
		tb_json_str(j, r->file);
	}
	tb_json_key(j, "symbology");
	tb_json_str(j, r->symbology);
	tb_json_key(j, "text");
	tb_json_str(j, r->text);
	tb_json_key(j, "polygon");
	tb_json_open(j, '[');
	for (int i = 0; i < r->n_points; i++) {
		tb_json_open(j, '[');
		tb_json_int(j, r->points[i].x);
		tb_json_int(j, r->points[i].y);
		tb_json_close(j, ']');
	}
	tb_json_close(j, ']');
	if (cli->db) {
		tb_json_key(j, "found");
		tb_json_str(j, tb_status_name(r->found));
	}
	if (cli->db && !r->found)
		print_found(cli, r);
	tb_json_close(j, '}');
}

static const char *name_of(const struct tb_reading *r)
{
	switch (r->what) {
	case TB_CODE_UNIT: return tb_text(&r->record, TB_UNIT_NAME);
	case TB_CODE_PERSON: return tb_text(&r->record, TB_PERSON_NAME);
	case TB_CODE_COMMAND: return tb_tr(tb_command_texts[r->command].title);
	default: return tb_text(&r->record, TB_ASSET_NAME);
	}
}

static const char *verdict(const struct tb_reading *r)
{
	switch (r->found) {
	case TB_OK: return name_of(r);
	case TB_EREFUSED: return tb_tr(N_("(several assets carry it)"));
	case TB_EINVAL: return tb_tr(N_("(mistyped: wrong check character)"));
	default: return tb_tr(N_("(unknown)"));
	}
}

static void print_pair(const char *a, const char *b)
{
	tb_put(a, stdout);
	fputs("  ", stdout);
	tb_put(b, stdout);
	putchar('\n');
}

static enum tb_status print_reading(void *ctx, const struct tb_reading *r, struct tb_err *err)
{
	struct scanning *s = ctx;

	(void)err;
	if (s->cli->db && r->found)
		s->unknown++;
	if (s->cli->json)
		print_json(s->cli, r);
	else if (s->raw)
		puts(r->text);
	else if (s->cli->db)
		print_pair(r->text, verdict(r));
	else
		print_pair(r->symbology, r->text);
	if (!r->file)
		fflush(stdout); /* who scans wants to see at once what it did */
	return TB_OK;
}

/* Without --raw the texts are looked up, where there is a database. */
static enum tb_status open_if_there(struct tb_cli *cli, bool raw)
{
	struct tb_err why = TB_ERR_INIT;
	enum tb_status rc = raw ? TB_ENOTFOUND : tb_db_open(cli->db_path, TB_DB_READ, &cli->db, &why);

	if (!rc || raw)
		return TB_OK;
	cli->err = why;
	return rc;
}

static enum tb_status run_scan(struct tb_cli *cli, const void *opts)
{
	const struct scan_opts *o = opts;
	struct scanning s = { .cli = cli, .raw = o->raw };
	size_t n = 0;
	enum tb_status rc = open_if_there(cli, o->raw);

	if (rc)
		return rc;
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "codes");
		tb_json_open(&cli->j, '[');
	}
	for (int i = 0; !rc && i < cli->n_args; i++)
		rc = tb_read_codes(cli->db, cli->args[i], print_reading, &s, &n, &cli->err);
	if (rc)
		return rc;
	if (!n && !strcmp(cli->args[0], "-"))
		return tb_err_set(&cli->err, TB_ENOTFOUND, N_("nothing was typed on the standard input"));
	if (!n)
		return tb_err_set(&cli->err, TB_ENOTFOUND,
				  N_("no code was found; photograph it closer, sharp and in good light"));
	if (cli->json) {
		tb_json_close(&cli->j, ']');
		tb_json_end(cli);
	}
	if (s.unknown && !o->raw)
		tb_say(tb_tr(N_("%zu of %zu codes are not registered")), s.unknown, n);
	return TB_OK;
}

const struct tb_cmd tb_cmd_scan = {
	.name = "scan",
	.args = "FILE...|-",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.summary = N_("read barcodes from pictures or a USB scanner"),
	.help = N_("Reads all Code 128 and QR codes in PNG and JPEG pictures; with '-' each line that a USB scanner "
		   "types. Each "
		   "is looked up in the register, unless --raw is given."),
	.example = "trangbi scan ke-1.jpg ke-2.jpg",
	.opts = scan_options,
	.defaults = &scan_defaults,
	.opts_size = sizeof(scan_defaults),
	.run = run_scan,
};
