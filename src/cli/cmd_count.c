/* cmd_count.c - counting in a stocktake: scan, surplus, uncount. */
#include <stdio.h>
#include <string.h>

#include <trangbi/scan.h>
#include <trangbi/stocktake.h>
#include <trangbi/tag.h>

#include "cli/commands.h"

/* ---- scan ------------------------------------------------------------------------------------------------------- */

struct scan_opts {
	const char *condition;
	bool by_hand;
};

static const struct scan_opts scan_defaults = { NULL, false };

static const struct tb_opt scan_options[] = {
	TB_STR('c', "condition", struct scan_opts, condition, "ok|worn|broken",
	       N_("how they are (default: as registered)")),
	TB_FLAG(0, "by-hand", struct scan_opts, by_hand, N_("they are typed or ticked, not scanned")),
	TB_OPT_END,
};

struct scanning {
	struct tb_cli *cli;
	struct tb_count_req req;
	size_t recorded, passed, weak; /* over */
	struct tb_counts last;         /* its id is in the pool of the command */
};

/* Behind the name: what the verdict leaves open. */
static void print_more(const struct tb_counted *item)
{
	const struct tb_record *line = &item->line;
	const bool already = item->verdict == TB_COUNT_ALREADY;
	const char *unit = tb_text(line, TB_LINE_UNIT), *by = tb_text(line, TB_LINE_COUNTED_BY);
	struct tb_str when = TB_STR_INIT;

	tb_str_reserve(&when, 1);
	tb_pretty_value(&line->noun->fields[TB_LINE_COUNTED_AT], &line->v[TB_LINE_COUNTED_AT], &when);
	if (already && by)
		printf(tb_tr(N_("  (by %s, %s)")), by, when.buf);
	tb_str_clear(&when);
	tb_pretty_value(&line->noun->fields[TB_LINE_SEEN_AT], &line->v[TB_LINE_SEEN_AT], &when);
	if (item->verdict == TB_COUNT_MISPLACED && when.len)
		printf(tb_tr(N_("  (belongs to %s, seen at %s on %s)")), unit, tb_text(line, TB_LINE_SEEN_UNIT),
		       when.buf);
	else if (item->verdict == TB_COUNT_MISPLACED)
		printf(tb_tr(N_("  (belongs to %s, never seen before)")), unit);
	if (item->labelled_twice)
		fputs(tb_tr(N_("  (two labels of it)")), stdout);
	tb_str_release(&when);
}

static void print_why(const struct tb_counted *item)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&item->why, tb_tr, &text);
	if (text.len) {
		fputs("  ", stdout);
		tb_put(text.buf, stdout);
	}
	tb_str_release(&text);
}

static void print_item(const struct tb_counted *item)
{
	const char *code = tb_text(&item->line, TB_LINE_CODE), *name = tb_text(&item->line, TB_LINE_NAME);
	char shown[TB_TAG_SHOWN_SIZE];

	printf("%s  ", tb_tr(tb_count_title(item->verdict)));
	if (code && name) {
		tb_tag_show(code, shown);
		printf("%s  ", shown);
		tb_put(name, stdout);
		print_more(item);
	} else {
		tb_put(item->text, stdout);
		print_why(item);
	}
	putchar('\n');
}

static void put_item(struct tb_cli *cli, const struct tb_counted *item)
{
	struct tb_json *j = &cli->j;
	struct tb_str text = TB_STR_INIT;

	tb_json_open(j, '{');
	tb_json_member(j, "text", item->text);
	tb_json_member(j, "verdict", tb_count_name(item->verdict));
	tb_json_member(j, "level", tb_level_name(tb_count_level(item->verdict)));
	if (item->why.msgid) {
		tb_err_text(&item->why, tb_tr, &text);
		tb_json_member(j, "message", text.buf);
	}
	if (tb_text(&item->line, TB_LINE_CODE)) {
		tb_json_key(j, "line");
		tb_json_separate(j);
		tb_record_json(&item->line, &cli->out);
	}
	tb_json_close(j, '}');
	tb_str_release(&text);
}

/* Count what `s->req` says, and answer. Whoever scans sees at once what it did. */
static enum tb_status count(struct scanning *s, struct tb_err *err)
{
	struct tb_cli *cli = s->cli;
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_counts counts = { .n = 0 };
	enum tb_status rc = tb_stocktake_count(cli->db, &cli->act, &s->req, &pool, &counts, err);

	for (size_t i = 0; !rc && i < counts.n; i++) {
		if (cli->json)
			put_item(cli, &counts.item[i]);
		else
			print_item(&counts.item[i]);
	}
	if (!rc) {
		if (cli->json)
			tb_json_flush(cli);
		if (fflush(stdout)) /* nobody sees what the next scans do */
			rc = tb_err_set(err, TB_ESYS,
					N_("what was counted last is stored, but the standard output cannot be "
					   "written (is the disk full?)"));
		s->recorded += counts.recorded;
		s->passed += counts.n - counts.recorded;
		s->weak += counts.weak;
		s->last = counts;
		s->last.id = tb_pool_strdup(&cli->pool, counts.id);
	}
	tb_pool_release(&pool);
	return rc;
}

static enum tb_status count_line(void *ctx, const struct tb_reading *r, struct tb_err *err)
{
	struct scanning *s = ctx;

	s->req.picture = NULL;
	s->req.codes = (struct tb_texts){ .text = &r->text, .n = 1 };
	return count(s, err);
}

static enum tb_status count_file(struct scanning *s, const char *path)
{
	struct tb_err *err = &s->cli->err;
	struct tb_reading_count n = { 0 };

	s->req.picture = path;
	/* Each line is looked up by the count itself, so the reader gets no database. */
	return strcmp(path, "-") ? count(s, err) : tb_read_codes(NULL, path, NULL, count_line, s, &n, err);
}

/* UNIT-YY-N, and no picture. */
static bool is_id(const char *word)
{
	static const char digits[] = "0123456789";
	const char *number = strrchr(word, '-');
	const char *year = number ? number - 3 : NULL;

	return number && year > word && *year == '-' && strspn(year + 1, digits) == 2 && number[1] &&
	       !number[1 + strspn(number + 1, digits)];
}

/* The stocktake that the first word names; NULL where it is none. `*first` is the word behind it. */
static const char *take_id(const struct tb_cli *cli, int *first)
{
	*first = cli->n_args && is_id(cli->args[0]);
	return *first ? cli->args[0] : NULL;
}

static void print_end(struct scanning *s)
{
	struct tb_cli *cli = s->cli;
	const struct tb_counts *c = &s->last;

	if (s->weak)
		tb_say(tb_tr(N_("codes too weak to trust: %zu; photograph them closer, sharp and in good light")),
		       s->weak);
	if (cli->json) {
		tb_json_close(&cli->j, ']');
		tb_json_member(&cli->j, "stocktake", c->id);
		tb_json_member_int(&cli->j, "recorded", (int64_t)s->recorded);
		tb_json_member_int(&cli->j, "counted", c->counted);
		if (c->expected >= 0)
			tb_json_member_int(&cli->j, "expected", c->expected);
		tb_json_end(cli);
	} else if (c->expected >= 0) {
		tb_say(tb_tr(N_("%zu recorded, %zu passed over; stocktake %s: %lld counted, %lld expected")),
		       s->recorded, s->passed, c->id, (long long)c->counted, (long long)c->expected);
	} else {
		tb_say(tb_tr(N_("%zu recorded, %zu passed over; stocktake %s: %lld counted")), s->recorded, s->passed,
		       c->id, (long long)c->counted);
	}
}

static enum tb_status run_scan(struct tb_cli *cli, const void *opts)
{
	const struct scan_opts *o = opts;
	struct scanning s = { .cli = cli, .req = { .condition = o->condition, .by_hand = o->by_hand } };
	enum tb_status rc = TB_OK;
	int first;

	s.req.stocktake = take_id(cli, &first);
	if (first == cli->n_args)
		return tb_err_set(&cli->err, TB_EINVAL, N_("something is missing: trangbi %s %s"), cli->cmd->name,
				  cli->cmd->args);
	if (!o->by_hand)
		cli->act.channel = "scan";
	if (cli->json) {
		tb_json_begin(cli);
		tb_json_key(&cli->j, "items");
		tb_json_open(&cli->j, '[');
	}
	for (int i = first; !rc && i < cli->n_args; i++)
		rc = count_file(&s, cli->args[i]);
	if (!rc && !s.last.id)
		rc = tb_err_set(&cli->err, TB_ENOTFOUND, N_("nothing was typed on the standard input"));
	if (s.last.id)
		print_end(&s); /* also of what was counted before something failed */
	return rc;
}

const struct tb_cmd tb_cmd_stocktake_scan = {
	.name = "stocktake scan",
	.args = "[ID] FILE...|-",
	.min_args = 1,
	.max_args = TB_ARGS_ANY,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("count what pictures or a USB scanner show"),
	.help = N_("All labels in a picture are counted as one act; with '-' each line that a USB scanner types is "
		   "counted and "
		   "answered at once. What is answered is stored. ID may be left out where one stocktake is open."),
	.example = "trangbi stocktake scan 00004-26-1 ke-1.jpg ke-2.jpg",
	.opts = scan_options,
	.defaults = &scan_defaults,
	.opts_size = sizeof(scan_defaults),
	.run = run_scan,
};

/* ---- surplus ---------------------------------------------------------------------------------------------------- */

struct surplus_opts {
	const char *name, *kind, *condition, *note;
	int quantity;
};

static const struct surplus_opts surplus_defaults = { .quantity = 1 };

static const struct tb_opt surplus_options[] = {
	TB_STR('n', "name", struct surplus_opts, name, "NAME", N_("what it is")),
	TB_STR('k', "kind", struct surplus_opts, kind, "KIND", N_("its kind, if it is known")),
	TB_INT('q', "quantity", struct surplus_opts, quantity, "N", N_("how many (default 1)")),
	TB_STR('c', "condition", struct surplus_opts, condition, "ok|worn|broken", N_("how it is (default ok)")),
	TB_STR(0, "note", struct surplus_opts, note, "TEXT", N_("where it lies, what is written on it")),
	TB_OPT_END,
};

static void print_line(struct tb_cli *cli, const struct tb_record *line)
{
	if (!cli->json) {
		tb_print_record(line);
		return;
	}
	tb_json_begin(cli);
	tb_json_key(&cli->j, "line");
	tb_json_separate(&cli->j);
	tb_record_json(line, &cli->out);
	tb_json_end(cli);
}

static enum tb_status run_surplus(struct tb_cli *cli, const void *opts)
{
	const struct surplus_opts *o = opts;
	struct tb_surplus_req req = { .stocktake = cli->n_args ? cli->args[0] : NULL,
				      .name = o->name,
				      .kind = o->kind,
				      .quantity = o->quantity,
				      .condition = o->condition,
				      .note = o->note };
	struct tb_record line;
	enum tb_status rc = tb_stocktake_surplus(cli->db, &cli->act, &req, &cli->pool, &line, &cli->err);

	if (!rc)
		print_line(cli, &line);
	return rc;
}

const struct tb_cmd tb_cmd_stocktake_surplus = {
	.name = "stocktake surplus",
	.args = "[ID] --name NAME",
	.max_args = 1,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("count a thing without a label"),
	.example = "trangbi stocktake surplus 00004-26-1 --name 'Máy phát điện Honda' --quantity 1 --note 'sau nhà xe'",
	.opts = surplus_options,
	.defaults = &surplus_defaults,
	.opts_size = sizeof(surplus_defaults),
	.run = run_surplus,
};

/* ---- uncount ---------------------------------------------------------------------------------------------------- */

static enum tb_status run_uncount(struct tb_cli *cli, const void *opts)
{
	struct tb_record line;
	int first;
	const char *id = take_id(cli, &first);
	enum tb_status rc;

	(void)opts;
	if (first == cli->n_args)
		return tb_err_set(&cli->err, TB_EINVAL, N_("something is missing: trangbi %s %s"), cli->cmd->name,
				  cli->cmd->args);
	rc = tb_stocktake_uncount(cli->db, &cli->act, id, cli->args[first], &cli->pool, &line, &cli->err);
	if (!rc && cli->json)
		print_line(cli, &line);
	else if (!rc)
		tb_say(tb_tr(N_("the count of '%s' is taken back")), cli->args[first]);
	return rc;
}

const struct tb_cmd tb_cmd_stocktake_uncount = {
	.name = "stocktake uncount",
	.args = "[ID] CODE",
	.min_args = 1,
	.max_args = 2,
	.flags = TB_NEEDS_DB | TB_WRITES,
	.summary = N_("take a count back"),
	.help = N_("CODE is a tag or an alias, an unknown code as it was read, or the number of a thing without a "
		   "label, such "
		   "as S-1."),
	.example = "trangbi stocktake uncount 00004-26-1 S-1",
	.run = run_uncount,
};
