/*
 * label_fixture.h - asking for labels, what came out, and what the register says of it afterwards.
 */
#ifndef TB_TESTS_SERVICE_LABEL_FIXTURE_H
#define TB_TESTS_SERVICE_LABEL_FIXTURE_H

#include "service/fixture.h"

#include <dirent.h>
#include <sys/stat.h>

#include <trangbi/label.h>
#include <trangbi/scan.h>

/* ---- asking ----------------------------------------------------------------------------------------------------- */

/* A name in the test's folder. */
static const char *in_dir(struct fixture *f, const char *name)
{
	return tb_pool_printf(&f->pool, "%s/%s", f->dir, name);
}

/* Labels of what `tags` names, to a file in the test's folder. */
static inline struct tb_label_req request(struct fixture *f, const char *file, const char *const *tags, size_t n)
{
	return (struct tb_label_req){
		.choice = { .noun = &tb_asset_noun, .tags = { tags, n } },
		.style = { .dpi = 300, .copies = 1, .threads = 2 },
		.target = { .file = file ? in_dir(f, file) : NULL },
	};
}

static inline enum tb_status try_print(struct fixture *f, const struct tb_label_req *req, struct tb_label_result *out)
{
	struct tb_label_result unwanted;

	tb_problems_release(&f->problems);
	tb_err_clear(&f->err);
	return tb_label_print(f->db, &f->act, req, &f->pool, out ? out : &unwanted, &f->problems, &f->err);
}

static inline void print(struct fixture *f, const struct tb_label_req *req, size_t expected)
{
	struct tb_label_result out;

	assert_ok(f, try_print(f, req, &out));
	assert_int_equal(out.asked, expected);
	assert_int_equal(out.printed, expected);
	assert_null(out.next);
	assert_int_equal(f->problems.n, 0);
}

/* Print these, only once. */
static inline void print_tags(struct fixture *f, const char *file, const char *const *tags, size_t n)
{
	struct tb_label_req req = request(f, file, tags, n);

	print(f, &req, n);
}

/* It fails, says so, and leaves no event behind. */
static inline void assert_not_printed(struct fixture *f, const struct tb_label_req *req, enum tb_status expected,
				      const char *part)
{
	int64_t before = events(f);
	struct tb_label_result out;

	assert_refused(f, try_print(f, req, &out), expected, part);
	assert_int_equal(out.printed, 0);
	assert_int_equal(out.seq, 0);
	assert_null(out.next);
	assert_int_equal(events(f), before);
}

static inline void assert_problem(struct fixture *f, size_t i, const char *subject, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	assert_true(i < f->problems.n);
	assert_string_equal(f->problems.item[i].subject, subject);
	tb_err_text(&f->problems.item[i].err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("'%s' is not in: %s", part, text.buf);
	tb_str_release(&text);
}

static inline void add_assets(struct fixture *f, const char **tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tags[i] = add_asset(f, tb_pool_printf(&f->pool, "Xe %d", (int)i), "XEM", "00004", NULL);
}

/* ---- what came out ---------------------------------------------------------------------------------------------- */

static inline bool exists(struct fixture *f, const char *name)
{
	return !access(in_dir(f, name), F_OK);
}

/* Neither the named files nor unfinished ones: the folder holds the database only. */
static inline void assert_no_files(struct fixture *f)
{
	DIR *dir = opendir(f->dir);
	struct dirent *e;

	assert_non_null(dir);
	while ((e = readdir(dir)))
		if (e->d_name[0] != '.' && strncmp(e->d_name, "db", 2) != 0 && e->d_type != DT_LNK &&
		    e->d_type != DT_DIR)
			fail_msg("'%s' was left", e->d_name);
	closedir(dir);
}

static inline void write_text(struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(in_dir(f, name), "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline void read_text(struct fixture *f, const char *name, struct tb_str *out)
{
	FILE *file = fopen(in_dir(f, name), "r");
	char buf[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(buf, 1, sizeof(buf), file)))
		tb_str_add(out, buf, n);
	fclose(file);
}

static inline void assert_text(struct fixture *f, const char *name, const char *expected)
{
	struct tb_str text = TB_STR_INIT;

	read_text(f, name, &text);
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

static inline size_t count_in(const struct tb_str *text, const char *part)
{
	size_t n = 0, len = strlen(part);

	for (size_t i = 0; i + len <= text->len; i++)
		n += !memcmp(text->buf + i, part, len);
	return n;
}

/* Each code of a picture, as "symbology text -> key of the record". */
static inline enum tb_status take_reading(void *ctx, const struct tb_reading *r, struct tb_err *err)
{
	struct tb_str *text = ctx;

	(void)err;
	tb_str_addf(text, "%s%s %s", text->len ? "; " : "", r->symbology, r->text);
	if (r->found == TB_OK && r->record.noun)
		tb_str_addf(text, " -> %s", tb_text(&r->record, r->record.noun->key));
	return TB_OK;
}

/* All that is read from a picture. */
static inline void assert_reads(struct fixture *f, const char *name, const char *expected)
{
	struct tb_str text = TB_STR_INIT;
	const char *path = in_dir(f, name);
	struct tb_reading_count count = { 0 };

	assert_ok(f, tb_read_codes(f->db, path, NULL, take_reading, &text, &count, &f->err));
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

/* Both symbols of a label say what stands for the record. */
static inline void assert_label_reads(struct fixture *f, const char *name, const char *payload, const char *key)
{
	struct tb_str text = TB_STR_INIT;
	const char *path = in_dir(f, name);
	const char *qr = tb_pool_printf(&f->pool, "qrcode %s -> %s", payload, key);
	const char *bars = tb_pool_printf(&f->pool, "code128 %s -> %s", payload, key);
	struct tb_reading_count count = { 0 };

	assert_ok(f, tb_read_codes(f->db, path, NULL, take_reading, &text, &count, &f->err));
	if (count.given != 2 || !strstr(text.buf, qr) || !strstr(text.buf, bars))
		fail_msg("%zu codes: %s", count.given, text.buf);
	tb_str_release(&text);
}

/* ---- what was written down -------------------------------------------------------------------------------------- */

static inline int take_row(void *ctx, int n, char **values, char **names)
{
	struct tb_str *text = ctx;

	(void)names;
	for (int i = 0; i < n; i++)
		tb_str_addf(text, "%s%s", i ? " " : text->len ? "\n" : "", values[i] ? values[i] : "-");
	return 0;
}

/* The rows of a query, their values parted by spaces, read from the file itself. */
static inline void assert_rows(struct fixture *f, const char *sql, const char *expected)
{
	struct tb_str text = TB_STR_INIT;
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	if (sqlite3_exec(raw, sql, take_row, &text, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(raw));
	sqlite3_close(raw);
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

/* The events after `since`, a line each: kind, subject, unit, batch (counted from `since`), details. */
static inline void assert_events(struct fixture *f, int64_t since, const char *expected)
{
	const char *sql = tb_pool_printf(&f->pool,
					 "SELECT kind, subject, unit, batch - %lld, payload FROM event "
					 "WHERE seq > %lld ORDER BY seq",
					 (long long)since, (long long)since);

	assert_rows(f, sql, expected);
	assert_verifies(f);
}

/* How often each of the assets was printed, like "1 1 0". */
static inline void assert_prints(struct fixture *f, const char *expected)
{
	assert_rows(f,
		    "SELECT group_concat(n, ' ') FROM (SELECT (SELECT count(*) FROM label "
		    "WHERE noun = 'asset' AND subject = tag) AS n FROM asset ORDER BY id)",
		    expected);
	assert_verifies(f);
}

static inline void write_template(struct fixture *f, const char *name, const char *text)
{
	mkdir(in_dir(f, "own"), 0700);
	mkdir(in_dir(f, "own/templates"), 0700);
	write_text(f, tb_pool_printf(&f->pool, "own/templates/%s.ini", name), text);
}

/* A frame may lie around other boxes, so nothing but the proof stops one whose line runs through the code. */
static const char crossed[] = "[label]\nwidth = 40\nheight = 30\n"
			      "[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n"
			      "[frame bar]\nx = 7\ny = 2\nwidth = 6\nheight = 24\nline = 2.5\n";

#endif
