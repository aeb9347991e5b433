/* cmd_import.c - importing CSV files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <trangbi/exchange.h>

#include "base/process.h"
#include "cli/commands.h"
#include "cli/reading.h"

struct import_opts {
	bool dry_run, keep_good, again, all;
	const char *rejects, *key, *set, *create;
	struct tb_reading_opts reading;
};

static const struct import_opts import_defaults = { .rejects = NULL };

static const struct tb_opt import_options[] = {
	TB_FLAG('n', "dry-run", struct import_opts, dry_run, N_("only say what would be done, change by change")),
	TB_FLAG(0, "all", struct import_opts, all, N_("with --dry-run: all changes, not the first 20 alone")),
	TB_FLAG(0, "keep-good", struct import_opts, keep_good,
		N_("import the good rows, and write the others to a file")),
	TB_STR(0, "rejects", struct import_opts, rejects, "FILE",
	       N_("where rows that are refused go (with --keep-good by default: FILE.rejects.csv)")),
	TB_STR(0, "key", struct import_opts, key, "FIELDS",
	       N_("find registered assets by these: serial, or old_code,plate")),
	TB_STR(0, "set", struct import_opts, set, "FIELD=VALUE,...",
	       N_("for new records where the file says nothing: unit=00004,kind=MAY")),
	TB_STR(0, "create", struct import_opts, create, "NOUNS",
	       N_("register too what rows refer to: units,kinds,persons")),
	TB_FLAG(0, "again", struct import_opts, again,
		N_("also a file that was imported before, with rows that nothing names")),
	TB_READING_OPTS(struct import_opts),
	TB_OPT_END,
};

/* ---- a preview -------------------------------------------------------------------------------------------------- */

enum { SHOWN_CHANGES = 20 };

struct preview {
	struct tb_cli *cli;
	int64_t shown, left_out; /* changes */
	int64_t most;            /* to be shown; -1 for all */
	struct tb_str beside;    /* JSON of what would be registered too */
	struct tb_json beside_json;
	bool flushed;
};

static const char *key_of(const struct tb_record *r)
{
	return tb_text(r, r->noun->key);
}

static void put_value(const struct tb_field *field, const struct tb_value *v)
{
	struct tb_str text = TB_STR_INIT;

	if (v->is >= TB_IS_TEXT)
		tb_pretty_value(field, v, &text);
	else
		tb_str_adds(&text, tb_tr(N_("(empty)")));
	tb_put(text.buf, stdout);
	tb_str_release(&text);
}

static void print_step(const char *title, const struct tb_field *field, const struct tb_value *from,
		       const struct tb_value *to)
{
	fputs("  ", stdout);
	tb_put(title, stdout);
	fputs(": ", stdout);
	put_value(field, from);
	fputs(" -> ", stdout);
	put_value(field, to);
	putchar('\n');
}

static struct tb_value member(const json_t *object, const char *key, char **text)
{
	const json_t *value = json_object_get(object, key);

	*text = value && !json_is_string(value) ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
	if (!value)
		return (struct tb_value){ .is = TB_NULL };
	return (struct tb_value){ .is = TB_IS_TEXT, .text = *text ? *text : json_string_value(value) };
}

/* Extra fields one by one. */
static void print_extra(const struct tb_value *from, const struct tb_value *to)
{
	static const struct tb_field any = { .key = "extra", .type = TB_LINES };
	json_t *was = json_loads(from->is == TB_IS_TEXT ? from->text : "{}", 0, NULL);
	json_t *is = json_loads(to->is == TB_IS_TEXT ? to->text : "{}", 0, NULL), *all = json_copy(was);
	const char *key;
	json_t *ignored;

	json_object_update(all, is);
	json_object_foreach(all, key, ignored)
	{
		char *a, *b;
		struct tb_value x = member(was, key, &a), y = member(is, key, &b);

		if (!tb_value_equal(&x, &y))
			print_step(key, &any, &x, &y);
		free(a);
		free(b);
	}
	json_decref(was);
	json_decref(is);
	json_decref(all);
}

static void print_change(const struct tb_import_row *row)
{
	const struct tb_noun *noun = row->now->noun;
	const struct tb_field *key = &noun->fields[noun->key];

	printf(tb_tr(N_("row %lld")), (long long)row->number);
	fputs("  ", stdout);
	put_value(key, &row->now->v[noun->key]);
	putchar('\n');
	for (unsigned i = 0; i < noun->n_fields; i++) {
		unsigned field = noun->show[i];

		if (row->r->v[field].is == TB_UNSET)
			continue;
		if (noun->fields[field].type == TB_JSON)
			print_extra(&row->now->v[field], &row->r->v[field]);
		else
			print_step(tb_tr(noun->fields[field].title), &noun->fields[field], &row->now->v[field],
				   &row->r->v[field]);
	}
}

static void print_beside(const struct tb_import_row *row)
{
	const struct tb_record *r = row->r;

	printf(tb_tr(N_("row %lld")), (long long)row->number);
	printf("  %s ", tb_tr(N_("registers too:")));
	printf("%s %s ", r->noun->name, key_of(r));
	tb_put(tb_text(r, (unsigned)tb_field_find(r->noun, "name")), stdout);
	putchar('\n');
}

static void json_value(struct tb_json *j, const char *key, const struct tb_field *field, const struct tb_value *v)
{
	tb_json_key(j, key);
	if (v->is == TB_IS_INT)
		tb_json_int(j, v->num);
	else if (v->is == TB_IS_TEXT && field->type == TB_JSON)
		tb_json_raw(j, v->text);
	else
		tb_json_str(j, v->is == TB_IS_TEXT ? v->text : NULL);
}

static void json_change(struct preview *p, const struct tb_import_row *row)
{
	struct tb_json *j = &p->cli->j;
	const struct tb_noun *noun = row->now->noun;

	tb_json_open(j, '{');
	tb_json_member_int(j, "row", row->number);
	tb_json_key(j, noun->fields[noun->key].key);
	tb_json_str(j, key_of(row->now));
	tb_json_key(j, "fields");
	tb_json_open(j, '[');
	for (unsigned i = 0; i < noun->n_fields; i++) {
		if (row->r->v[i].is == TB_UNSET)
			continue;
		tb_json_open(j, '{');
		tb_json_member(j, "field", noun->fields[i].key);
		json_value(j, "from", &noun->fields[i], &row->now->v[i]);
		json_value(j, "to", &noun->fields[i], &row->r->v[i]);
		tb_json_close(j, '}');
	}
	tb_json_close(j, ']');
	tb_json_close(j, '}');
	tb_json_flush(p->cli);
	p->flushed = true;
}

static void json_beside(struct preview *p, const struct tb_import_row *row)
{
	struct tb_json *j = &p->beside_json;

	tb_json_open(j, '{');
	tb_json_member_int(j, "row", row->number);
	tb_json_key(j, row->r->noun->name);
	tb_json_separate(j);
	tb_record_json(row->r, &p->beside);
	j->comma = true;
	tb_json_close(j, '}');
}

static void show_row(void *ctx, const struct tb_import_row *row)
{
	struct preview *p = ctx;
	bool json = p->cli->json;

	if (row->what == TB_IMPORT_NEW)
		return;
	if (row->what == TB_IMPORT_BESIDE) {
		json ? json_beside(p, row) : print_beside(row);
		return;
	}
	if (p->most >= 0 && p->shown == p->most) {
		p->left_out++;
		return;
	}
	p->shown++;
	json ? json_change(p, row) : print_change(row);
}

static void begin_preview(struct preview *p, struct tb_import_req *req)
{
	p->beside_json = TB_JSON_INIT(&p->beside);
	req->row = show_row;
	req->row_ctx = p;
	if (!p->cli->json)
		return;
	tb_json_begin(p->cli);
	tb_json_key(&p->cli->j, "changes");
	tb_json_open(&p->cli->j, '[');
}

/* ---- the outcome ------------------------------------------------------------------------------------------------ */

/* `ctx` is when it began, of tb_clock_ms(). */
static void show_progress(void *ctx, int64_t rows, int64_t done, int64_t all)
{
	const int64_t *begun = ctx;

	tb_show_reading(rows, done, all, tb_clock_ms() - *begun);
}

static void put_counts(struct tb_json *j, const struct tb_import_result *r)
{
	tb_json_key(j, "import");
	tb_json_open(j, '{');
	tb_json_member_int(j, "rows", r->rows);
	tb_json_member_int(j, "added", r->added);
	tb_json_member_int(j, "changed", r->changed);
	tb_json_member_int(j, "same", r->same);
	tb_json_member_int(j, "rejected", r->rejected);
	if (r->beside)
		tb_json_member_int(j, "beside", r->beside);
	tb_json_member(j, "encoding", r->encoding);
	tb_json_member_int(j, "header_row", r->header_row);
	tb_json_member_int(j, "titles", r->titles);
	tb_json_member_int(j, "repeated", r->repeated);
	tb_json_member_int(j, "totals", r->totals);
	if (r->batch)
		tb_json_member_int(j, "batch", r->batch);
	tb_json_member(j, "ignored", r->ignored);
	tb_json_close(j, '}');
}

static void print_counts(const struct tb_import_result *r)
{
	printf(tb_trn("%lld row: %lld new, %lld changed, %lld same, %lld rejected\n",
		      "%lld rows: %lld new, %lld changed, %lld same, %lld rejected\n", r->rows),
	       (long long)r->rows, (long long)r->added, (long long)r->changed, (long long)r->same,
	       (long long)r->rejected);
	if (r->beside)
		printf(tb_trn("%lld unit, kind or person registered too\n",
			      "%lld units, kinds or persons registered too\n", r->beside),
		       (long long)r->beside);
}

static void print_import(const struct tb_import_result *r)
{
	print_counts(r);
	tb_say_reading(r->encoding, r->titles, r->repeated, r->totals);
	if (r->ignored)
		tb_say(tb_tr(N_("columns that are not read: %s")), r->ignored);
	if (r->batch)
		tb_say(tb_tr(N_("recorded as batch %lld")), (long long)r->batch);
}

static void print_json(struct tb_cli *cli, const struct tb_import_result *r, enum tb_status rc)
{
	put_counts(&cli->j, r);
	if (rc)
		tb_json_error(cli, rc);
	else
		tb_json_problems(cli, &cli->problems);
	tb_json_end(cli);
	fflush(stdout);
	cli->reported = true;
}

static void print_preview(struct preview *p, const struct tb_import_result *r, enum tb_status rc)
{
	struct tb_json *j = &p->cli->j;

	if (p->cli->json) {
		tb_json_close(j, ']');
		tb_json_key(j, "beside");
		tb_json_open(j, '[');
		tb_str_add(j->out, p->beside.buf, p->beside.len);
		tb_json_close(j, ']');
		print_json(p->cli, r, rc);
		return;
	}
	if (p->left_out)
		printf(tb_trn("... and %lld more change; --all shows it\n",
			      "... and %lld more changes; --all shows them\n", p->left_out),
		       (long long)p->left_out);
	tb_say("%s", tb_tr(N_("dry run: nothing was imported")));
	print_import(r);
}

/* A refused preview shows its counts all the same: they are what was asked for. */
static void print_outcome(struct preview *p, const struct tb_import_result *r, bool dry_run, enum tb_status rc)
{
	struct tb_cli *cli = p->cli;

	if (dry_run && (!rc || (rc == TB_EREFUSED && r->rows) || p->flushed)) {
		print_preview(p, r, rc);
	} else if (!rc && cli->json) {
		tb_json_begin(cli);
		print_json(cli, r, rc);
	} else if (!rc || r->batch) {
		print_import(r);
	}
	if (!rc && cli->problems.n && !cli->json)
		tb_say_problems(&cli->problems);
}

/* ---- the command ------------------------------------------------------------------------------------------------ */

static const char *rejects_path(struct tb_cli *cli, const struct import_opts *o)
{
	const char *slash = strrchr(cli->args[1], '/'), *name = slash ? slash + 1 : cli->args[1];

	if (o->rejects || !o->keep_good)
		return o->rejects;
	return tb_pool_printf(&cli->pool, "%s.rejects.csv", strcmp(name, "-") ? name : "stdin");
}

static enum tb_status find_noun(struct tb_cli *cli, const struct tb_noun **out)
{
	enum tb_status rc = tb_parse_noun(cli->args[0], out, &cli->err);

	if (!rc && *out == &tb_event_noun)
		rc = tb_err_set(&cli->err, TB_EINVAL, N_("events are not imported; they are what the program records"));
	return rc;
}

static struct tb_import_req request_of(struct tb_cli *cli, const struct import_opts *o)
{
	return (struct tb_import_req){
		.path = cli->args[1],
		.rejects = rejects_path(cli, o),
		.keep_good = o->keep_good,
		.dry_run = o->dry_run,
		.again = o->again,
		.key = o->key,
		.set = o->set,
		.create = o->create,
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
	};
}

static enum tb_status run_import(struct tb_cli *cli, const void *opts)
{
	const struct import_opts *o = opts;
	struct tb_import_req req = request_of(cli, o);
	struct preview preview = { .cli = cli,
				   .most = o->all || cli->json ? -1 : SHOWN_CHANGES,
				   .beside = TB_STR_INIT };
	int64_t begun = tb_clock_ms();
	struct tb_import_result result;
	enum tb_status rc = find_noun(cli, &req.noun);

	req.progress_ctx = &begun;
	if (!rc)
		rc = tb_reading_take(cli, &o->reading, &req);
	if (rc)
		return rc;
	if (o->dry_run)
		begin_preview(&preview, &req);
	rc = tb_import(cli->db, &cli->act, &req, &result, &cli->err);
	if (req.progress)
		tb_show_progress(0, 0);
	cli->problems = result.problems; /* reported with the error, or beside the counts */
	print_outcome(&preview, &result, o->dry_run, rc);
	if (result.rejects_written)
		tb_say(tb_tr(N_("the rejected rows are in '%s'; correct them there and import that file")),
		       req.rejects);
	tb_str_release(&preview.beside);
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
	.example = "trangbi import assets thiet-bi.csv --dry-run\n"
		   "trangbi import assets so-tai-san.csv --profile so-ke-toan --set unit=00004 --create kinds",
	.opts = import_options,
	.defaults = &import_defaults,
	.opts_size = sizeof(import_defaults),
	.run = run_import,
};
