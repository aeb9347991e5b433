#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/alloc.h"
#include "base/time.h"
#include "base/utf8.h"
#include "cli/cli.h"

enum { ROWS_FOR_WIDTH = 200, MAX_WIDTH = 40, MAX_DETAILS = 60 };

void tb_put(const char *text, FILE *f)
{
	char *tame = tb_strdup(text);

	tb_utf8_tame(tame, strlen(tame));
	fputs(tame, f);
	free(tame);
}

void tb_say(const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	fflush(stdout); /* what was printed before stands before it, also in a file that takes both */
	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		abort();
	tb_put(text, stderr);
	free(text);
	fputc('\n', stderr);
}

void tb_say_error(const struct tb_err *err)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, tb_tr, &text);
	tb_say("trangbi: %s", text.buf);
	tb_str_release(&text);
}

void tb_say_problems(const struct tb_problems *problems)
{
	struct tb_str text = TB_STR_INIT;

	for (size_t i = 0; i < problems->n; i++) {
		tb_str_clear(&text);
		tb_err_text(&problems->item[i].err, tb_tr, &text);
		tb_say("  %s: %s", problems->item[i].subject, text.buf);
	}
	tb_str_release(&text);
}

/* "2026-11-24" as "24/11/2026". */
static void add_date(struct tb_str *out, const char *iso)
{
	if (strlen(iso) == strlen("2026-11-24"))
		tb_str_addf(out, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
	else
		tb_str_adds(out, iso);
}

static void add_instant(struct tb_str *out, int64_t instant)
{
	char when[TB_TIME_SIZE];

	tb_time_format(instant, when);
	tb_str_addf(out, "%.2s/%.2s/%.4s %.5s", when + 8, when + 5, when, when + 11);
}

/* A line of a stocktake or reconciliation is called by its tag, or by another code. */
static bool is_tag(const struct tb_field *field, const char *text)
{
	if (field == &tb_stocktake_line_noun.fields[TB_LINE_CODE] || field == &tb_match_noun.fields[TB_MATCH_TAG])
		return tb_tag_is_valid(text);
	return field == &tb_asset_noun.fields[TB_ASSET_TAG] || field == &tb_register_noun.fields[TB_REGISTER_TAG] ||
	       field == &tb_stocktake_line_noun.fields[TB_LINE_BECAME];
}

/* "cost,unit" as the titles of these fields of an asset; a year may be either of two. */
static void add_titles(struct tb_str *out, const char *keys)
{
	for (const char *p = keys; *p; p += strspn(p, ",")) {
		const size_t len = strcspn(p, ",");

		if (p > keys)
			tb_str_adds(out, ", ");
		for (unsigned i = 0; i < tb_asset_noun.n_fields; i++)
			if (!strncmp(tb_asset_noun.fields[i].key, p, len) && !tb_asset_noun.fields[i].key[len])
				tb_str_adds(out, tb_tr(tb_asset_noun.fields[i].title));
		if (len == 4 && !strncmp(p, "year", 4))
			tb_str_adds(out, tb_tr(N_("year")));
		p += len;
	}
}

void tb_pretty_value(const struct tb_field *field, const struct tb_value *v, struct tb_str *out)
{
	const struct tb_word *word = v->is == TB_IS_TEXT ? tb_word_find(field, v->text) : NULL;
	char shown[TB_TAG_SHOWN_SIZE];

	if (v->is == TB_IS_TEXT && is_tag(field, v->text)) {
		tb_tag_show(v->text, shown);
		tb_str_adds(out, shown);
	} else if (word) {
		tb_str_adds(out, tb_tr(word->title));
	} else if (v->is == TB_IS_TEXT && field == &tb_match_noun.fields[TB_MATCH_DIFFERENCES]) {
		add_titles(out, v->text);
	} else if (v->is == TB_IS_INT && field->type == TB_MONEY) {
		tb_str_addgrouped(out, v->num);
		tb_str_adds(out, " đ");
	} else if (v->is == TB_IS_INT && field->type == TB_INSTANT) {
		add_instant(out, v->num);
	} else if (v->is == TB_IS_INT && field->type == TB_BOOL) {
		tb_str_adds(out, tb_tr(v->num ? N_("yes") : N_("no")));
	} else if (v->is == TB_IS_TEXT && field->type == TB_DATE) {
		add_date(out, v->text);
	} else {
		tb_value_text(field, v, out);
	}
}

static void pad(size_t width, size_t taken)
{
	printf("%*s", (int)(taken < width ? width - taken : 0), "");
}

void tb_print_record(const struct tb_record *r)
{
	struct tb_str value = TB_STR_INIT;
	size_t width = 0;

	for (unsigned i = 0; i < r->noun->n_fields; i++) {
		size_t w = tb_utf8_width(tb_tr(r->noun->fields[i].title));

		if (r->v[i].is >= TB_IS_TEXT && w > width)
			width = w;
	}
	for (unsigned n = 0; n < r->noun->n_fields; n++) {
		unsigned i = r->noun->show[n];
		const char *title = tb_tr(r->noun->fields[i].title);

		if (r->v[i].is < TB_IS_TEXT)
			continue;
		tb_str_clear(&value);
		tb_pretty_value(&r->noun->fields[i], &r->v[i], &value);
		fputs(title, stdout);
		pad(width, tb_utf8_width(title));
		fputs("  ", stdout);
		tb_put(value.buf, stdout);
		putchar('\n');
	}
	tb_str_release(&value);
}

/* ---- tables ----------------------------------------------------------------------------------------------------- */

static void print_cells(const struct tb_table *t, char *const *cell)
{
	unsigned last = t->noun->n_list - 1;

	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a noun lists at least one field */
	while (last && !*cell[last])
		last--; /* no blanks at the end of a line */
	for (unsigned i = 0; i <= last; i++) {
		tb_put(cell[i], stdout);
		if (i < last)
			pad(t->width[i] + 2, tb_utf8_width(cell[i]));
	}
	putchar('\n');
}

static void start_table(struct tb_table *t)
{
	size_t columns = t->noun->n_list;
	char *titles[TB_MAX_FIELDS];

	t->started = true;
	for (size_t c = 0; c < columns; c++) {
		const char *title = tb_tr(t->noun->fields[t->noun->list[c]].title);

		titles[c] = tb_strdup(title);
		t->width[c] = tb_utf8_width(title);
	}
	for (size_t i = 0, c = 0; i < t->n; i++, c = c + 1 < columns ? c + 1 : 0) {
		size_t w = tb_utf8_width(t->cell[i]);

		if (w > t->width[c])
			t->width[c] = w > MAX_WIDTH ? MAX_WIDTH : w;
	}
	print_cells(t, titles);
	for (size_t i = 0; i < t->n; i += columns)
		print_cells(t, t->cell + i);
	for (size_t c = 0; c < columns; c++)
		free(titles[c]);
}

static void drop_cells(struct tb_table *t)
{
	while (t->n)
		free(t->cell[--t->n]);
}

/* Details would push a table off the screen; --json and export give all of them. */
static void shorten(struct tb_str *value)
{
	size_t len = tb_utf8_fit(value->buf, MAX_DETAILS);

	if (len < value->len) {
		tb_str_cut(value, len);
		tb_str_adds(value, "…");
	}
}

void tb_table_row(struct tb_table *t, const struct tb_record *r)
{
	t->noun = r->noun;
	for (unsigned c = 0; c < t->noun->n_list; c++) {
		unsigned i = t->noun->list[c];
		struct tb_str value = TB_STR_INIT;

		tb_str_reserve(&value, 1);
		tb_pretty_value(&r->noun->fields[i], &r->v[i], &value);
		if (r->noun->fields[i].type == TB_JSON)
			shorten(&value);
		TB_GROW(t->cell, t->n, t->cap);
		t->cell[t->n++] = value.buf; /* the table owns it now */
	}
	if (t->started)
		print_cells(t, t->cell);
	else if (t->n == (size_t)ROWS_FOR_WIDTH * t->noun->n_list)
		start_table(t);
	if (t->started)
		drop_cells(t);
}

void tb_table_end(struct tb_table *t)
{
	if (t->noun && !t->started)
		start_table(t);
	drop_cells(t);
	free(t->cell);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

const char *tb_status_name(enum tb_status status)
{
	switch (status) {
	case TB_OK: return "ok";
	case TB_EREFUSED: return "refused";
	case TB_EINVAL: return "invalid";
	case TB_ENOTFOUND: return "not_found";
	case TB_ECORRUPT: return "corrupt";
	case TB_ESYS: break;
	}
	return "system";
}

void tb_json_begin(struct tb_cli *cli)
{
	tb_str_clear(&cli->out);
	cli->j = TB_JSON_INIT(&cli->out);
	tb_json_open(&cli->j, '{');
	tb_json_key(&cli->j, "trangbi");
	tb_json_int(&cli->j, TB_JSON_VERSION);
}

void tb_json_flush(struct tb_cli *cli)
{
	tb_utf8_mend(cli->out.buf, cli->out.len); /* a tampered row must not make it invalid */
	fwrite(cli->out.buf, 1, cli->out.len, stdout);
	tb_str_clear(&cli->out);
}

void tb_json_end(struct tb_cli *cli)
{
	tb_json_close(&cli->j, '}');
	tb_json_flush(cli);
	putchar('\n');
}

void tb_json_problems(struct tb_cli *cli, const struct tb_problems *problems)
{
	struct tb_str text = TB_STR_INIT;

	tb_json_key(&cli->j, "problems");
	tb_json_open(&cli->j, '[');
	for (size_t i = 0; i < problems->n; i++) {
		tb_str_clear(&text);
		tb_err_text(&problems->item[i].err, tb_tr, &text);
		tb_json_open(&cli->j, '{');
		tb_json_key(&cli->j, "subject");
		tb_json_str(&cli->j, problems->item[i].subject);
		tb_json_key(&cli->j, "status");
		tb_json_str(&cli->j, tb_status_name(problems->item[i].err.status));
		tb_json_key(&cli->j, "message");
		tb_json_str(&cli->j, text.buf);
		tb_json_close(&cli->j, '}');
	}
	tb_json_close(&cli->j, ']');
	tb_str_release(&text);
}

void tb_json_error(struct tb_cli *cli, enum tb_status rc)
{
	struct tb_str text = TB_STR_INIT;

	tb_json_key(&cli->j, "error");
	tb_json_open(&cli->j, '{');
	tb_json_key(&cli->j, "status");
	tb_json_str(&cli->j, tb_status_name(rc));
	tb_json_key(&cli->j, "message");
	tb_err_text(&cli->err, tb_tr, &text);
	tb_json_str(&cli->j, text.buf);
	tb_json_close(&cli->j, '}');
	tb_json_problems(cli, &cli->problems);
	tb_str_release(&text);
}

/* ---- lists ------------------------------------------------------------------------------------------------------ */

void tb_listing_begin(struct tb_listing *l, const struct tb_noun *noun)
{
	if (!l->cli->json)
		return;
	tb_json_begin(l->cli);
	tb_json_key(&l->cli->j, noun->plural);
	tb_json_open(&l->cli->j, '[');
}

enum tb_status tb_listing_row(void *listing, const struct tb_record *r, struct tb_err *err)
{
	struct tb_listing *l = listing;

	(void)err;
	l->n++;
	if (!l->cli->json) {
		tb_table_row(&l->table, r);
		return TB_OK;
	}
	tb_json_separate(&l->cli->j);
	tb_record_json(r, &l->cli->out);
	tb_json_flush(l->cli);
	return TB_OK;
}

enum tb_status tb_listing_end(struct tb_listing *l, enum tb_status rc)
{
	if (!l->cli->json) {
		tb_table_end(&l->table);
		if (!rc)
			tb_say(tb_tr(N_("%lld found")), (long long)l->n);
	} else if (!rc) {
		tb_json_close(&l->cli->j, ']');
		tb_json_end(l->cli);
	}
	return rc;
}

static void show_bar(int64_t done, int64_t all)
{
	enum { WIDTH = 40 };
	const int64_t full = all > 0 ? done * WIDTH / all : WIDTH;
	char bar[WIDTH + 1];

	memset(bar, '.', WIDTH);
	memset(bar, '#', (size_t)(full < WIDTH ? full : WIDTH));
	bar[WIDTH] = '\0';
	fprintf(stderr, "\r[%s] ", bar);
}

void tb_show_progress(size_t done, size_t all)
{
	if (done >= all) {
		fputs("\r\033[K", stderr);
		return;
	}
	show_bar((int64_t)done, (int64_t)all);
	fprintf(stderr, "%zu/%zu", done, all);
}

void tb_show_reading(int64_t rows, int64_t done, int64_t all, int64_t ms)
{
	const int64_t left_s = done > 0 && all > done ? (all - done) * ms / done / 1000 : 0;

	show_bar(done, all);
	fprintf(stderr, tb_tr(N_("%lld rows, %lld a second, %lld:%02lld left")), (long long)rows,
		(long long)(ms > 0 ? rows * 1000 / ms : rows), (long long)(left_s / 60), (long long)(left_s % 60));
	fputs("\033[K", stderr);
}
