/* cmd_scan.c - reading codes. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <trangbi/scan.h>

#include "cli/commands.h"
#include "cli/feedback.h"

struct scan_opts {
	const char *camera, *annotate, *unit, *symbologies, *budget;
	bool raw;
};

static const struct scan_opts scan_defaults = { .raw = false };

static const struct tb_opt scan_options[] = {
	TB_STR('c', "camera", struct scan_opts, camera, "DEVICE",
	       N_("watch a camera, as /dev/video0, until Ctrl-C; or a pipe of PGM pictures, '-' for the standard "
		  "input")),
	TB_STR('o', "annotate", struct scan_opts, annotate, "OUT.png",
	       N_("draw the picture with its codes marked: green known, amber misplaced, red unknown")),
	TB_STR('u', "unit", struct scan_opts, unit, "UNIT",
	       N_("what belongs neither to that unit nor to one below it is misplaced")),
	TB_STR(0, "symbologies", struct scan_opts, symbologies, "NAMES",
	       N_("look also for these, which are misread more easily: code39, ean, i25, with commas between")),
	TB_STR(0, "budget", struct scan_opts, budget, "SECONDS",
	       N_("look at one picture for so long, while codes are missing (default 1.5; 0: in every way)")),
	TB_FLAG(0, "raw", struct scan_opts, raw, N_("print the bare texts, one a line; needs no database")),
	TB_OPT_END,
};

struct scanning {
	struct tb_cli *cli;
	bool raw, live;   /* live: somebody waits for each answer */
	const char *unit; /* an official code; NULL for none */
	struct tb_scan_opts search;
	struct tb_reading_count count;
	size_t unknown, misplaced;
};

/* What it is, by the name of its noun. */
static void print_found(struct tb_cli *cli, const struct tb_reading *r)
{
	struct tb_json *j = &cli->j;

	if (r->what == TB_CODE_COMMAND) {
		tb_json_member(j, "command", tb_command_texts[r->command].word);
		return;
	}
	tb_json_key(j, r->record.noun->name);
	tb_json_separate(j);
	tb_record_json(&r->record, &cli->out);
}

static void print_json(const struct scanning *s, const struct tb_reading *r, enum tb_mark mark)
{
	struct tb_cli *cli = s->cli;
	struct tb_json *j = &cli->j;

	tb_json_open(j, '{');
	tb_json_member(j, "file", r->file);
	if (r->page)
		tb_json_member_int(j, "page", r->page);
	tb_json_member(j, "symbology", r->symbology);
	tb_json_member(j, "text", r->text);
	tb_json_key(j, "polygon");
	tb_json_open(j, '[');
	for (int i = 0; i < r->n_points; i++) {
		tb_json_open(j, '[');
		tb_json_int(j, r->points[i].x);
		tb_json_int(j, r->points[i].y);
		tb_json_close(j, ']');
	}
	tb_json_close(j, ']');
	if (cli->db)
		tb_json_member(j, "found", tb_status_name(r->found));
	if (s->unit) {
		tb_json_key(j, "misplaced");
		tb_json_bool(j, mark == TB_MARK_MISPLACED);
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
}

static void print_text(const struct scanning *s, const struct tb_reading *r, enum tb_mark mark)
{
	if (s->live && s->cli->db)
		tb_feedback_begin(mark);
	if (s->raw)
		fputs(r->text, stdout);
	else if (s->cli->db)
		print_pair(r->text, verdict(r));
	else
		print_pair(r->symbology, r->text);
	if (mark == TB_MARK_MISPLACED)
		print_pair("", tb_tr(N_("(misplaced)")));
	if (r->page && !s->raw)
		printf(tb_tr(N_("  (page %d)")), r->page);
	if (s->live && s->cli->db)
		tb_feedback_end();
	putchar('\n');
}

static enum tb_status print_reading(void *ctx, const struct tb_reading *r, struct tb_err *err)
{
	struct scanning *s = ctx;
	enum tb_mark mark = TB_MARK_UNKNOWN;
	enum tb_status rc = s->cli->db ? tb_mark_of(s->cli->db, r, s->unit, &mark, err) : TB_OK;

	if (rc)
		return rc;
	s->unknown += s->cli->db && mark == TB_MARK_UNKNOWN;
	s->misplaced += mark == TB_MARK_MISPLACED;
	if (s->cli->json)
		print_json(s, r, mark);
	else
		print_text(s, r, mark);
	if (s->live) {
		fflush(stdout); /* who scans wants to see at once what it did */
		tb_feedback_beep();
	}
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

static enum tb_status check_options(const struct tb_cli *cli, const struct scan_opts *o, struct tb_err *err)
{
	const bool typed = cli->n_args && !strcmp(cli->args[0], "-");

	if (o->unit && o->raw)
		return tb_err_set(err, TB_EINVAL,
				  N_("--unit needs the register, and --raw reads without it; give one"));
	if (o->camera ? cli->n_args : !cli->n_args)
		return tb_err_set(err, TB_EINVAL,
				  N_("give a picture, '-' for a USB scanner, or --camera with a device alone"));
	if (o->camera && (o->symbologies || o->budget))
		return tb_err_set(err, TB_EINVAL,
				  N_("--camera looks for Code 128 and QR codes, at each picture once; leave out "
				     "--symbologies and --budget"));
	if (o->annotate && (o->camera || cli->n_args != 1 || typed))
		return tb_err_set(err, TB_EINVAL, N_("--annotate needs one picture"));
	return TB_OK;
}

static enum tb_status find_unit(struct tb_cli *cli, const char *unit, const char **code)
{
	struct tb_record record = TB_RECORD(tb_unit_noun);
	enum tb_status rc = unit ? tb_get(cli->db, &tb_unit_noun, unit, &cli->pool, &record, &cli->err) : TB_OK;

	if (!rc && unit)
		*code = tb_text(&record, TB_UNIT_CODE);
	return rc;
}

/* ---- the camera ------------------------------------------------------------------------------------------------ */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

/* Ctrl-C ends the watch, not the program: what was found is still to be told. */
static enum tb_status watch(struct scanning *s, const char *device)
{
	const struct sigaction action = { .sa_handler = on_signal };
	struct sigaction interrupt, terminate;
	enum tb_status rc;

	stopped = 0;
	sigaction(SIGINT, &action, &interrupt);
	sigaction(SIGTERM, &action, &terminate);
	rc = tb_watch_codes(s->cli->db, device, &stopped, print_reading, s, &s->count, &s->cli->err);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGTERM, &terminate, NULL);
	return rc;
}

/* ---- all ------------------------------------------------------------------------------------------------------- */

static enum tb_status read_all(struct scanning *s, const struct scan_opts *o)
{
	struct tb_cli *cli = s->cli;
	enum tb_status rc = TB_OK;

	if (o->camera)
		return watch(s, o->camera);
	if (o->annotate) {
		const struct tb_annotation req = { cli->args[0], o->annotate, o->unit, &s->search };

		return tb_annotate(cli->db, &req, print_reading, s, &s->count, &cli->err);
	}
	for (int i = 0; !rc && i < cli->n_args; i++) {
		s->live = !strcmp(cli->args[i], "-");
		rc = tb_read_codes(cli->db, cli->args[i], &s->search, print_reading, s, &s->count, &cli->err);
	}
	return rc;
}

static const char too_weak[] = N_("codes too weak to trust: %zu; photograph them closer, sharp and in good light");

static enum tb_status read_search(const struct scan_opts *o, struct tb_scan_opts *out, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	*out = TB_SCAN_OPTS_USUAL;
	if (o->budget)
		rc = tb_scan_budget_parse(o->budget, &out->budget_ms, err);
	return rc ? rc : tb_symbologies_add(o->symbologies, &out->symbologies, err);
}

/* A watch that saw nothing is none that failed. */
static enum tb_status check_found(struct tb_cli *cli, const struct scan_opts *o, const struct tb_reading_count *count)
{
	if (count->given || o->camera)
		return TB_OK;
	if (!strcmp(cli->args[0], "-"))
		return tb_err_set(&cli->err, TB_ENOTFOUND, N_("nothing was typed on the standard input"));
	if (count->weak)
		return tb_err_set(&cli->err, TB_ENOTFOUND, too_weak, count->weak);
	return tb_err_set(&cli->err, TB_ENOTFOUND,
			  N_("no code was found; photograph it closer, sharp and in good light"));
}

static void say_rest(const struct scanning *s)
{
	if (s->unknown)
		tb_say(tb_tr(N_("%zu of %zu codes are not registered")), s->unknown, s->count.given);
	if (s->misplaced)
		tb_say(tb_tr(N_("%zu of %zu codes are misplaced")), s->misplaced, s->count.given);
	if (s->count.weak)
		tb_say(tb_tr(too_weak), s->count.weak);
}

static enum tb_status run_scan(struct tb_cli *cli, const void *opts)
{
	const struct scan_opts *o = opts;
	struct scanning s = { .cli = cli, .raw = o->raw, .live = o->camera };
	enum tb_status rc = check_options(cli, o, &cli->err);

	if (!rc)
		rc = read_search(o, &s.search, &cli->err);
	if (!rc)
		rc = open_if_there(cli, o->raw);
	if (!rc)
		rc = find_unit(cli, o->unit, &s.unit);
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "codes");
		tb_json_open(&cli->j, '[');
	}
	rc = read_all(&s, o);
	if (!rc)
		rc = check_found(cli, o, &s.count);
	if (rc)
		return rc;
	if (cli->json) {
		tb_json_close(&cli->j, ']');
		tb_json_member_int(&cli->j, "weak", (int64_t)s.count.weak);
		tb_json_end(cli);
	}
	say_rest(&s);
	return TB_OK;
}

const struct tb_cmd tb_cmd_scan = {
	.name = "scan",
	.args = "[FILE...|-]",
	.min_args = 0,
	.max_args = TB_ARGS_ANY,
	.summary = N_("read barcodes from pictures, a camera or a USB scanner"),
	.help = N_("Reads all Code 128 and QR codes in pictures (PNG, JPEG, WebP, PGM, PPM), on the pages of a PDF or "
		   "before "
		   "a camera; with '-' each line that a USB scanner types. Each is looked up in the register, unless "
		   "--raw "
		   "is given. On a terminal a camera and a scanner are answered in colours and with a beep."),
	.example = "trangbi scan ke-1.jpg ke-2.jpg\ntrangbi scan --annotate ke-1.png --unit 00004 ke-1.jpg",
	.opts = scan_options,
	.defaults = &scan_defaults,
	.opts_size = sizeof(scan_defaults),
	.run = run_scan,
};
