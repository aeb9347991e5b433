/* Printing labels: what is chosen, what comes out, and what the register says of it afterwards. */
#include "service/fixture.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <trangbi/label.h>
#include <trangbi/scan.h>

enum { LONG_MS = 60000 };

/* ---- asking ----------------------------------------------------------------------------------------------------- */

/* A name in the test's folder. */
static const char *in_dir(struct fixture *f, const char *name)
{
	return tb_pool_printf(&f->pool, "%s/%s", f->dir, name);
}

/* Labels of what `tags` names, to a file in the test's folder. */
static struct tb_label_req request(struct fixture *f, const char *file, const char *const *tags, size_t n)
{
	return (struct tb_label_req){
		.choice = { .noun = &tb_asset_noun, .tags = { tags, n } },
		.style = { .dpi = 300, .copies = 1, .threads = 2 },
		.target = { .file = file ? in_dir(f, file) : NULL },
	};
}

static enum tb_status try_print(struct fixture *f, const struct tb_label_req *req, struct tb_label_result *out)
{
	struct tb_label_result unwanted;

	tb_problems_release(&f->problems);
	tb_err_clear(&f->err);
	return tb_label_print(f->db, &f->act, req, &f->pool, out ? out : &unwanted, &f->problems, &f->err);
}

static void print(struct fixture *f, const struct tb_label_req *req, size_t expected)
{
	struct tb_label_result out;

	assert_ok(f, try_print(f, req, &out));
	assert_int_equal(out.asked, expected);
	assert_int_equal(out.printed, expected);
	assert_null(out.next);
	assert_int_equal(f->problems.n, 0);
}

/* Print these, only once. */
static void print_tags(struct fixture *f, const char *file, const char *const *tags, size_t n)
{
	struct tb_label_req req = request(f, file, tags, n);

	print(f, &req, n);
}

/* It fails, says so, and leaves no event behind. */
static void assert_not_printed(struct fixture *f, const struct tb_label_req *req, enum tb_status expected,
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

static void assert_problem(struct fixture *f, size_t i, const char *subject, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	assert_true(i < f->problems.n);
	assert_string_equal(f->problems.item[i].subject, subject);
	tb_err_text(&f->problems.item[i].err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("'%s' is not in: %s", part, text.buf);
	tb_str_release(&text);
}

static void add_assets(struct fixture *f, const char **tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		tags[i] = add_asset(f, tb_pool_printf(&f->pool, "Xe %d", (int)i), "XEM", "00004", NULL);
}

/* ---- what came out ---------------------------------------------------------------------------------------------- */

static bool exists(struct fixture *f, const char *name)
{
	return !access(in_dir(f, name), F_OK);
}

/* Neither the named files nor unfinished ones: the folder holds the database only. */
static void assert_no_files(struct fixture *f)
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

static void write_text(struct fixture *f, const char *name, const char *text)
{
	FILE *file = fopen(in_dir(f, name), "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void read_text(struct fixture *f, const char *name, struct tb_str *out)
{
	FILE *file = fopen(in_dir(f, name), "r");
	char buf[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(buf, 1, sizeof(buf), file)))
		tb_str_add(out, buf, n);
	fclose(file);
}

static void assert_text(struct fixture *f, const char *name, const char *expected)
{
	struct tb_str text = TB_STR_INIT;

	read_text(f, name, &text);
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

static size_t count_in(const struct tb_str *text, const char *part)
{
	size_t n = 0, len = strlen(part);

	for (size_t i = 0; i + len <= text->len; i++)
		n += !memcmp(text->buf + i, part, len);
	return n;
}

/* Each code of a picture, as "symbology text -> key of the record". */
static enum tb_status take_reading(void *ctx, const struct tb_reading *r, struct tb_err *err)
{
	struct tb_str *text = ctx;

	(void)err;
	tb_str_addf(text, "%s%s %s", text->len ? "; " : "", r->symbology, r->text);
	if (r->found == TB_OK && r->record.noun)
		tb_str_addf(text, " -> %s", tb_text(&r->record, r->record.noun->key));
	return TB_OK;
}

/* All that is read from a picture. */
static void assert_reads(struct fixture *f, const char *name, const char *expected)
{
	struct tb_str text = TB_STR_INIT;
	const char *path = in_dir(f, name);
	size_t n = 0;

	assert_ok(f, tb_read_codes(f->db, path, take_reading, &text, &n, &f->err));
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

/* Both symbols of a label say what stands for the record. */
static void assert_label_reads(struct fixture *f, const char *name, const char *payload, const char *key)
{
	struct tb_str text = TB_STR_INIT;
	const char *path = in_dir(f, name);
	const char *qr = tb_pool_printf(&f->pool, "qrcode %s -> %s", payload, key);
	const char *bars = tb_pool_printf(&f->pool, "code128 %s -> %s", payload, key);
	size_t n = 0;

	assert_ok(f, tb_read_codes(f->db, path, take_reading, &text, &n, &f->err));
	if (n != 2 || !strstr(text.buf, qr) || !strstr(text.buf, bars))
		fail_msg("%zu codes: %s", n, text.buf);
	tb_str_release(&text);
}

/* ---- what was written down -------------------------------------------------------------------------------------- */

static int take_row(void *ctx, int n, char **values, char **names)
{
	struct tb_str *text = ctx;

	(void)names;
	for (int i = 0; i < n; i++)
		tb_str_addf(text, "%s%s", i ? " " : text->len ? "\n" : "", values[i] ? values[i] : "-");
	return 0;
}

/* The rows of a query, their values parted by spaces, read from the file itself. */
static void assert_rows(struct fixture *f, const char *sql, const char *expected)
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
static void assert_events(struct fixture *f, int64_t since, const char *expected)
{
	const char *sql = tb_pool_printf(&f->pool,
					 "SELECT kind, subject, unit, batch - %lld, payload FROM event "
					 "WHERE seq > %lld ORDER BY seq",
					 (long long)since, (long long)since);

	assert_rows(f, sql, expected);
	assert_verifies(f);
}

/* How often each of the assets was printed, like "1 1 0". */
static void assert_prints(struct fixture *f, const char *expected)
{
	assert_rows(f,
		    "SELECT group_concat(n, ' ') FROM (SELECT (SELECT count(*) FROM label "
		    "WHERE noun = 'asset' AND subject = tag) AS n FROM asset ORDER BY id)",
		    expected);
	assert_verifies(f);
}

/* ---- each thing that has labels --------------------------------------------------------------------------------- */

static void test_label__an_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "SN-1"), *const typed[] = { "sn-1" };
	int64_t before = events(f);

	print_tags(f, "tem.png", typed, 1);
	assert_label_reads(f, "tem.png", tag, tag);
	assert_events(f, before,
		      tb_pool_printf(&f->pool,
				     "asset.label %s 00004 - {\"copies\":1,\"target\":\"tem.png\","
				     "\"template\":\"standard\"}",
				     tag));
	assert_rows(f, "SELECT actor, doc, channel, at, recorded FROM event ORDER BY seq DESC LIMIT 1",
		    "tester 1/QĐ cli 1795514700 1795514700");
}

static void test_label__a_unit(void **state)
{
	struct fixture *f = *state;
	const char *const codes[] = { "00008" };
	struct tb_label_req req = request(f, "tru-so.png", codes, 1);
	int64_t before = events(f);

	req.choice.noun = &tb_unit_noun;
	print(f, &req, 1);
	assert_label_reads(f, "tru-so.png", "+U00008", "00008");
	assert_events(f, before,
		      "unit.label 00008 00008 - {\"copies\":1,\"target\":\"tru-so.png\",\"template\":\"post\"}");
}

static void test_label__a_person(void **state)
{
	struct fixture *f = *state;
	const char *const numbers[] = { "+P123-456" };
	struct tb_label_req req = request(f, "the.png", numbers, 1);
	int64_t before = events(f);

	req.choice.noun = &tb_person_noun;
	print(f, &req, 1);
	assert_label_reads(f, "the.png", "+P123-456", "123-456");
	assert_events(f, before,
		      "person.label 123-456 00004 - {\"copies\":1,\"target\":\"the.png\",\"template\":\"person\"}");
}

/* Commands are nobody's, so printing them is not recorded, and needs no reason. */
static void test_label__the_commands(void **state)
{
	struct fixture *f = *state;
	struct tb_label_req req = request(f, "lenh.png", NULL, 0);
	int64_t before = events(f);

	req.choice.noun = NULL;
	print(f, &req, TB_N_COMMANDS);
	print(f, &req, TB_N_COMMANDS);
	for (int i = 0; i < TB_N_COMMANDS; i++) {
		const char *name = i ? tb_pool_printf(&f->pool, "lenh-%d.png", i + 1) : "lenh.png";
		struct tb_str word = TB_STR_INIT;

		tb_code_write_command((enum tb_code_command)i, &word);
		assert_reads(f, name, tb_pool_printf(&f->pool, "qrcode %s; code128 %s", word.buf, word.buf));
		tb_str_release(&word);
	}
	assert_int_equal(events(f), before);
}

static void test_label__several_are_one_batch(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;
	int64_t before;

	add_assets(f, tags, 3);
	before = events(f);
	req = request(f, "tem.pdf", tags, 3);
	req.style.sheet = "L7160";
	req.style.copies = 2;
	print(f, &req, 3);
	for (size_t i = 0; i < 3; i++)
		assert_rows(f,
			    tb_pool_printf(&f->pool,
					   "SELECT kind, subject, batch - %lld, payload FROM event WHERE seq = %lld",
					   (long long)before, (long long)before + 1 + (long long)i),
			    tb_pool_printf(&f->pool,
					   "asset.label %s 1 {\"copies\":2,\"sheet\":\"avery-l7160\","
					   "\"target\":\"tem.pdf\",\"template\":\"compact\"}",
					   tags[i]));
	assert_int_equal(events(f), before + 3);
	assert_prints(f, "1 1 1");
}

/* ---- again ------------------------------------------------------------------------------------------------------ */

static void test_label__a_second_one_needs_a_reason(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	print_tags(f, "tem.png", tags, 1);
	req = request(f, "again.png", tags, 1);
	assert_not_printed(f, &req, TB_EREFUSED, "has a label already");
	req.reason = "";
	assert_not_printed(f, &req, TB_EREFUSED, "has a label already");
	req.reason = "because";
	assert_not_printed(f, &req, TB_EINVAL, "because");
	assert_false(exists(f, "again.png"));
	req.reason = "hỏng"; /* also in Vietnamese, as elsewhere */
	print(f, &req, 1);
	assert_rows(f, "SELECT payload ->> 'reason' FROM event ORDER BY seq DESC LIMIT 1", "damaged");
	assert_label_reads(f, "again.png", tags[0], tags[0]);
	assert_prints(f, "2");
}

static void test_label__units_and_persons_need_one_too(void **state)
{
	struct fixture *f = *state;
	const char *const codes[] = { "00008" }, *const numbers[] = { "123-456" };
	struct tb_label_req unit = request(f, "a.pdf", codes, 1), person = request(f, "b.pdf", numbers, 1);

	unit.choice.noun = &tb_unit_noun;
	person.choice.noun = &tb_person_noun;
	print(f, &unit, 1);
	print(f, &person, 1);
	assert_not_printed(f, &unit, TB_EREFUSED, "'00008' has a label already");
	assert_not_printed(f, &person, TB_EREFUSED, "'123-456' has a label already");
	unit.reason = person.reason = "lost";
	print(f, &unit, 1);
	print(f, &person, 1);
	assert_verifies(f);
}

/* All or none, and the reason stands only with those that had one. */
static void test_label__some_have_one_already(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;
	int64_t before;

	add_assets(f, tags, 3);
	print_tags(f, "one.png", tags + 1, 1);
	before = events(f);
	req = request(f, "tem.pdf", tags, 3);
	assert_not_printed(f, &req, TB_EREFUSED, "1 of 3 have a label already");
	assert_int_equal(f->problems.n, 1);
	assert_problem(f, 0, tags[1], "has a label already");
	assert_false(exists(f, "tem.pdf"));
	req.reason = "changed";
	print(f, &req, 3);
	assert_rows(f,
		    tb_pool_printf(&f->pool, "SELECT payload ->> 'reason' FROM event WHERE seq > %lld",
				   (long long)before),
		    "-\nchanged\n-");
	assert_prints(f, "1 2 1");
}

/* What is named twice, or by two names, is one thing. */
static void test_label__named_twice_is_printed_once(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "SN-1");
	const char *const names[] = { tag, "SN-1", tag }, *const codes[] = { "00008", "+U00008", "00008" },
			  *const numbers[] = { "123-456", "+P123-456" };
	struct tb_label_req req = request(f, "tem.pdf", names, 3);

	print(f, &req, 1);
	req = request(f, "tru-so.pdf", codes, 3);
	req.choice.noun = &tb_unit_noun;
	print(f, &req, 1);
	req = request(f, "the.pdf", numbers, 2);
	req.choice.noun = &tb_person_noun;
	print(f, &req, 1);
}

/* Another program prints the same while this one draws. */
struct rival {
	struct fixture *f;
	struct tb_label_req req;
	bool done;
};

static void print_meanwhile(void *ctx, size_t done, size_t all)
{
	struct rival *r = ctx;
	struct tb_err err = TB_ERR_INIT;
	struct tb_label_result out;
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_db *db = NULL;

	(void)done;
	(void)all;
	if (r->done)
		return;
	r->done = true;
	assert_int_equal(tb_db_open(r->f->path, TB_DB_WRITE, &db, &err), TB_OK);
	assert_int_equal(tb_label_print(db, &r->f->act, &r->req, &r->f->pool, &out, &problems, &err), TB_OK);
	tb_db_close(db);
}

static void test_label__of_two_at_once_one_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct rival rival = { .f = f };
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 3);
	before = events(f);
	req = request(f, "mine.pdf", tags, 3);
	req.progress = print_meanwhile;
	req.progress_ctx = &rival;
	rival.req = request(f, "other.pdf", tags + 1, 1);
	assert_refused(f, try_print(f, &req, &out), TB_EREFUSED, "has a label already");
	assert_true(rival.done);
	assert_int_equal(out.printed, 0);
	assert_true(exists(f, "other.pdf"));
	assert_false(exists(f, "mine.pdf"));
	assert_int_equal(events(f), before + 1);
	assert_prints(f, "0 1 0");
}

/* ---- which ------------------------------------------------------------------------------------------------------ */

/* What a choice gives, in its order, by the first letters of the assets' names; nothing is recorded. */
static void assert_order(struct fixture *f, const struct tb_label_choice *choice, const char *expected)
{
	struct tb_label_req req = request(f, "order.pdf", NULL, 0);
	int64_t before = events(f);

	req.choice = *choice;
	req.reason = "changed";
	req.unverified = true;
	assert_ok(f, try_print(f, &req, NULL));
	assert_rows(f,
		    tb_pool_printf(&f->pool,
				   "SELECT group_concat(name, ', ') FROM (SELECT name FROM event JOIN asset ON tag = "
				   "subject WHERE seq > %lld AND event.kind = 'asset.label' ORDER BY seq)",
				   (long long)before),
		    expected);
}

static void test_label__in_order(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = { "Đèn", "Ô tô", "Dao", "Bàn", "Ấm", "ổ khoá", "đục", "An", "Dây" };
	struct tb_label_choice all = { .noun = &tb_asset_noun, .all = true };

	for (size_t i = 0; i < COUNT(names); i++)
		add_asset(f, names[i], i % 2 ? "XEM" : "TAB", i == 2 ? "00008" : "00004", NULL);
	assert_order(f, &all, "Đèn, Ô tô, Dao, Bàn, Ấm, ổ khoá, đục, An, Dây");
	all.sort = "name"; /* as without accents, but Đ comes after D */
	assert_order(f, &all, "Ấm, An, Bàn, Dao, Dây, Đèn, đục, ổ khoá, Ô tô");
	all.sort = "unit"; /* and by tag within each */
	assert_order(f, &all, "Đèn, Ấm, đục, Dây, Ô tô, Bàn, ổ khoá, An, Dao");
	all.sort = "kind";
	assert_order(f, &all, "Đèn, Ấm, đục, Dây, Dao, Ô tô, Bàn, ổ khoá, An");
	all.sort = "size";
	{
		struct tb_label_req req = request(f, "no.pdf", NULL, 0);

		req.choice = all;
		assert_not_printed(f, &req, TB_EINVAL, "'size' is no order");
	}
}

static void test_label__by_conditions(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice c = { .noun = &tb_asset_noun };
	const char *const first[] = { add_asset(f, "a", "XEM", "00004", "S-a") };

	add_asset(f, "b", "TAB", "00008", "S-b");
	add_asset(f, "c", "XEM", "00008", "S-c");
	add_asset(f, "d", "XEM", "00004", "S-d");
	c.query.unit = "01";
	assert_order(f, &c, "a, b, c, d");
	c.query.unit = "00008";
	assert_order(f, &c, "b, c");
	c.query.kind = "VEHICLE";
	assert_order(f, &c, "c");
	c.query = (struct tb_query){ .kind = "XEM", .limit = 2 };
	assert_order(f, &c, "a, c");
	assert_ok(f, checkout(f, "123-456", 3, first, 1, &(struct tb_custody_result){ .n = 0 }));
	c.query = (struct tb_query){ .holder = "123-456" };
	assert_order(f, &c, "a");
	c.query = (struct tb_query){ .status = "in_stock", .unit = "00008" };
	assert_order(f, &c, "b, c");
	c.query = (struct tb_query){ .limit = 3 };
	assert_order(f, &c, "a, b, c");
}

static void test_label__of_an_import_and_without_labels(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice last = { .noun = &tb_asset_noun, .query = { .batch = TB_BATCH_LAST } };
	struct tb_label_choice rest = { .noun = &tb_asset_noun, .query = { .unlabelled = true } };
	struct tb_import_req in = { .noun = &tb_asset_noun, .path = in_dir(f, "in.csv") };
	struct tb_import_result result;
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);

	req.choice = last;
	assert_not_printed(f, &req, TB_ENOTFOUND, "no assets were imported yet");
	add_asset(f, "a", "XEM", "00004", NULL);
	write_text(f, "in.csv", "name,kind,unit\nb,XEM,00004\nc,XEM,00004\n");
	assert_ok(f, tb_import(f->db, &f->act, &in, &result, &f->err));
	assert_order(f, &last, "b, c");
	assert_order(f, &last, "b, c"); /* printing is no import */
	add_asset(f, "d", "XEM", "00004", NULL);
	assert_order(f, &rest, "a, d");
	req.choice = rest;
	assert_not_printed(f, &req, TB_EINVAL, "nothing that was asked for needs a label");
}

static void test_label__from_one_on(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice c = { .noun = &tb_asset_noun, .query = { .kind = "XEM" } };
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);
	const char *other;

	add_asset(f, "c", "XEM", "00004", "S-c");
	add_asset(f, "a", "XEM", "00004", "S-a");
	add_asset(f, "b", "XEM", "00004", "S-b");
	other = add_asset(f, "d", "TAB", "00004", NULL);
	c.from = "S-a";
	assert_order(f, &c, "a, b");
	c.sort = "name"; /* sorted first */
	c.from = "S-b";
	assert_order(f, &c, "b, c");
	req.choice = c;
	req.choice.from = other;
	assert_not_printed(f, &req, TB_ENOTFOUND, "is none of the labels chosen");
	req.choice.from = "NONE";
	assert_not_printed(f, &req, TB_ENOTFOUND, "'NONE'");
}

static void test_label__a_slip_does_not_print_everything(void **state)
{
	struct fixture *f = *state;
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);
	const char *tags[2], *named[3];

	add_assets(f, tags, 2);
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_unit_noun;
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_person_noun;
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_asset_noun;
	req.choice.query.limit = -1;
	assert_not_printed(f, &req, TB_EINVAL, "no limit");
	named[0] = tags[0];
	named[1] = "NONE";
	named[2] = "NEITHER";
	req = request(f, "no.pdf", named, 3);
	assert_not_printed(f, &req, TB_ENOTFOUND, "2 of 3 could not be done");
	assert_int_equal(f->problems.n, 2);
	assert_problem(f, 0, "NONE", "no asset");
	assert_no_files(f);
}

/* ---- what is wrong with a request ------------------------------------------------------------------------------- */

static void test_label__requests_that_are_refused(void **state)
{
	static const struct {
		int id;
		struct tb_label_style style;
		struct tb_label_target target;
		enum tb_status rc;
		const char *part;
	} cases[] = {
		{ 1, { .dpi = 72, .copies = 1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "72 dpi is unknown" },
		{ 2, { .dpi = 300, .copies = 0 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'0' copies" },
		{ 3, { .dpi = 300, .copies = 1001 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'1001' copies" },
		{ 4, { .dpi = 300, .copies = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' copies" },
		{ 5, { .dpi = 300, .copies = 1, .skip = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' places" },
		{ 6, { .dpi = 300, .copies = 1, .skip = 21 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "21 places" },
		{ 7, { .dpi = 300, .copies = 1, .threads = 65 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'65' threads" },
		{ 8, { .dpi = 300, .copies = 1, .threads = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' threads" },
		{ 9, { .dpi = 300, .copies = 1 }, { .file = "/tmp/x.gif" }, TB_EINVAL, "must end in '.pdf'" },
		{ 10, { .dpi = 300, .copies = 1 }, { .file = NULL }, TB_EINVAL, "say where the labels go" },
		{ 11, { .dpi = 300, .copies = 1 }, { .file = "/tmp/x.pdf", .printer = "q" }, TB_EINVAL, "one of them" },
		{ 12,
		  { .dpi = 300, .copies = 1 },
		  { .address = "tcp://127.0.0.1:1", .printer = "q" },
		  TB_EINVAL,
		  "one of" },
		{ 13,
		  { .dpi = 300, .copies = 1 },
		  { .address = "tcp://127.0.0.1:1", .language = "epl" },
		  TB_EINVAL,
		  "'epl'" },
		{ 14, { .dpi = 300, .copies = 1 }, { .address = "x://y" }, TB_EINVAL, "'x://y'" },
		{ 15, { .dpi = 300, .copies = 1 }, { .printer = "-o" }, TB_EINVAL, "'-o' is no name of a printer" },
		{ 16, { .dpi = 300, .copies = 1, .sheet = "none" }, { .file = "/tmp/x.pdf" }, TB_ENOTFOUND, "'none'" },
		{ 17,
		  { .dpi = 300, .copies = 1, .template_name = "none" },
		  { .file = "/tmp/x.pdf" },
		  TB_ENOTFOUND,
		  "'none'" },
		{ 18,
		  { .dpi = 300, .copies = 1, .template_name = "post" },
		  { .file = "/tmp/x.pdf" },
		  TB_EINVAL,
		  "'unit'" },
		{ 19,
		  { .dpi = 300, .copies = 1, .template_name = "../standard" },
		  { .file = "/tmp/x.pdf" },
		  TB_ENOTFOUND,
		  "standard" },
		{ 20,
		  { .dpi = 300, .copies = 1, .template_name = "vehicle", .sheet = "L7160" },
		  { .file = "/tmp/x.pdf" },
		  TB_EINVAL,
		  "larger than the labels" },
	};
	struct fixture *f = *state;
	const char *tags[1];

	add_assets(f, tags, 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_label_req req = request(f, NULL, tags, 1);
		struct tb_str text = TB_STR_INIT;
		int64_t before = events(f);
		enum tb_status rc;

		req.style = cases[i].style;
		req.target = cases[i].target;
		if (req.target.file) /* never outside the test's folder */
			req.target.file = in_dir(f, req.target.file + strlen("/tmp/"));
		rc = try_print(f, &req, NULL);
		tb_err_text(&f->err, NULL, &text);
		if (rc != cases[i].rc || !strstr(text.buf, cases[i].part) || events(f) != before)
			fail_msg("case %d: status %d: %s", cases[i].id, rc, text.buf);
		tb_str_release(&text);
	}
	assert_no_files(f);
}

/* ---- reading back ----------------------------------------------------------------------------------------------- */

static void write_template(struct fixture *f, const char *name, const char *text)
{
	mkdir(in_dir(f, "own"), 0700);
	mkdir(in_dir(f, "own/templates"), 0700);
	write_text(f, tb_pool_printf(&f->pool, "own/templates/%s.ini", name), text);
}

/* A frame may lie around other boxes, so nothing but the proof stops one whose line runs through the code. */
static const char crossed[] = "[label]\nwidth = 40\nheight = 30\n"
			      "[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n"
			      "[frame bar]\nx = 7\ny = 2\nwidth = 6\nheight = 24\nline = 2.5\n";

static void test_label__what_does_not_read_back_is_not_printed(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;

	add_assets(f, tags, 3);
	write_template(f, "crossed", crossed);
	req = request(f, "tem.pdf", tags, 3);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 3 labels reads back");
	assert_int_equal(f->problems.n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_problem(f, i, tags[i], "its QR code does not read back");
	assert_no_files(f);
	req.target.file = in_dir(f, "tem.zpl");
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 3 labels reads back");
	assert_no_files(f);
	assert_prints(f, "0 0 0");
	req.unverified = true;
	print(f, &req, 3);
	assert_true(exists(f, "tem.zpl"));
	assert_prints(f, "1 1 1");
}

static void test_label__only_twenty_of_many_are_told(void **state)
{
	struct fixture *f = *state;
	const char *tags[25];
	struct tb_label_req req;

	add_assets(f, tags, 25);
	write_template(f, "crossed", crossed);
	req = request(f, "tem.pdf", tags, 25);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 25");
	assert_int_equal(f->problems.n, 20);
	req.style.template_name = NULL;
	print(f, &req, 25);
	assert_not_printed(f, &req, TB_EREFUSED, "25 of 25 have a label already");
	assert_int_equal(f->problems.n, 20);
}

/* A box that is too small is refused before anything is drawn. */
static void test_label__no_room_for_a_symbol(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "tiny", "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 10\nheight = 10\n");
	req = request(f, "tem.pdf", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "tiny";
	assert_not_printed(f, &req, TB_EREFUSED, "needs 14.8 x 14.8 mm");
	assert_no_files(f);
}

/* A folder of one's own comes first, also where the name is one of the program's. */
static void test_label__ones_own_template_comes_first(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "standard",
		       "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n");
	req = request(f, "tem.png", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	print(f, &req, 1);
	assert_reads(f, "tem.png", tb_pool_printf(&f->pool, "qrcode %s -> %s", tags[0], tags[0]));
}

static void test_label__an_address_and_a_gs1_identifier_mean_the_asset(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "web",
		       "[label]\nwidth = 90\nheight = 50\n[qr]\nx = 0\ny = 0\nwidth = 30\nheight = 30\n"
		       "url = HTTPS://TB.EXAMPLE.VN/A/\n"
		       "[code128]\nx = 1\ny = 32\nwidth = 88\nheight = 12\ngiai = 8931234\n");
	req = request(f, "tem.png", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "web";
	print(f, &req, 1);
	{
		struct tb_str text = TB_STR_INIT;
		size_t n = 0;

		assert_ok(f, tb_read_codes(f->db, req.target.file, take_reading, &text, &n, &f->err));
		assert_int_equal(n, 2);
		assert_non_null(strstr(text.buf, tb_pool_printf(&f->pool, "qrcode HTTPS://TB.EXAMPLE.VN/A/%s -> %s",
								tags[0], tags[0])));
		assert_non_null(strstr(text.buf, tb_pool_printf(&f->pool, "%s -> %s", tags[0], tags[0])));
		assert_non_null(strstr(text.buf, "8931234"));
		tb_str_release(&text);
	}
	assert_ok(f,
		  checkout(f, "123-456", 1, (const char *const[]){ tb_pool_printf(&f->pool, "@%s", req.target.file) },
			   1, &(struct tb_custody_result){ .n = 0 }));
	assert_field(f, tags[0], TB_ASSET_CUSTODIAN, "123-456");
}

/* ---- files ------------------------------------------------------------------------------------------------------ */

static const char *const suffixes[] = { "pdf", "png", "svg", "zpl", "tspl" };

/* A full disk, by a link to what is always full: no event, no other file. */
static void test_label__a_full_disk(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];

	add_assets(f, tags, 2);
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const char *name = tb_pool_printf(&f->pool, "tem.%s", suffixes[i]);
		struct tb_label_req req = request(f, name, tags, 2);

		assert_int_equal(symlink("/dev/full", in_dir(f, name)), 0);
		assert_not_printed(f, &req, TB_ESYS, "No space left on device");
		assert_no_files(f);
	}
	assert_prints(f, "0 0");
}

/* Of several files all get their names, or none. */
static void test_label__a_full_disk_at_the_last_of_several_files(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;

	add_assets(f, tags, 3);
	write_text(f, "tem.png", "of yesterday");
	write_text(f, "tem-2.png", "of yesterday, too");
	assert_int_equal(symlink("/dev/full", in_dir(f, "tem-3.png")), 0);
	req = request(f, "tem.png", tags, 3);
	assert_not_printed(f, &req, TB_ESYS, "No space left on device");
	assert_text(f, "tem.png", "of yesterday");
	assert_text(f, "tem-2.png", "of yesterday, too");
	assert_prints(f, "0 0 0");
}

static void test_label__a_failure_leaves_the_old_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[1], *const none[] = { "NONE" };

	add_assets(f, tags, 1);
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const char *name = tb_pool_printf(&f->pool, "tem.%s", suffixes[i]);
		struct tb_label_req req = request(f, name, none, 1);

		write_text(f, name, "of yesterday");
		assert_not_printed(f, &req, TB_ENOTFOUND, "1 of 1 could not be done");
		assert_problem(f, 0, "NONE", "no asset");
		req = request(f, name, tags, 1);
		req.style.dpi = 1;
		assert_not_printed(f, &req, TB_EINVAL, "1 dpi");
		assert_text(f, name, "of yesterday");
	}
}

static void test_label__files_that_cannot_be_written(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	req = request(f, "none/tem.pdf", tags, 1);
	assert_not_printed(f, &req, TB_ESYS, "No such file or directory");
	mkdir(in_dir(f, "folder.pdf"), 0700);
	req = request(f, "folder.pdf", tags, 1);
	assert_not_printed(f, &req, TB_ESYS, "it is a folder");
	assert_int_equal(symlink(f->path, in_dir(f, "link.pdf")), 0);
	req = request(f, "link.pdf", tags, 1);
	assert_not_printed(f, &req, TB_EREFUSED, "is a database and is not overwritten");
	mkdir(in_dir(f, "ro"), 0500);
	if (geteuid()) { /* root writes everywhere */
		req = request(f, "ro/tem.pdf", tags, 1);
		assert_not_printed(f, &req, TB_ESYS, "Permission denied");
	}
	assert_no_files(f);
	assert_prints(f, "0");
}

static void test_label__a_page_a_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];

	add_assets(f, tags, 3);
	print_tags(f, "tem.png", tags, 3);
	assert_label_reads(f, "tem.png", tags[0], tags[0]);
	assert_label_reads(f, "tem-2.png", tags[1], tags[1]);
	assert_label_reads(f, "tem-3.png", tags[2], tags[2]);
	assert_false(exists(f, "tem-1.png"));
	assert_false(exists(f, "tem-4.png"));
	assert_rows(f, "SELECT DISTINCT payload ->> 'target' FROM event WHERE kind = 'asset.label'", "tem.png");
}

/* Formats of one file hold all pages, whole. */
static void test_label__all_pages_in_one_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_str text = TB_STR_INIT;
	struct tb_label_req req;

	add_assets(f, tags, 3);
	print_tags(f, "tem.pdf", tags, 3);
	read_text(f, "tem.pdf", &text);
	assert_memory_equal(text.buf, "%PDF-", 5);
	assert_memory_equal(text.buf + text.len - 6, "%%EOF\n", 6);
	tb_str_clear(&text);
	req = request(f, "tem.zpl", tags, 3);
	req.reason = "lost";
	req.style.copies = 2;
	print(f, &req, 3);
	read_text(f, "tem.zpl", &text);
	assert_int_equal(count_in(&text, "^XA"), 6);
	assert_int_equal(count_in(&text, "^XZ"), 6);
	tb_str_clear(&text);
	req.target.file = in_dir(f, "tem.tspl");
	print(f, &req, 3);
	read_text(f, "tem.tspl", &text);
	assert_int_equal(count_in(&text, "PRINT "), 6);
	tb_str_release(&text);
	assert_prints(f, "3 3 3");
}

/* More pages than files that a process may have open. */
static void test_label__more_files_than_may_be_open(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	req = request(f, "tem.svg", tags, 1);
	req.style.copies = 1000;
	req.style.template_name = "mini";
	req.unverified = true;
	{
		struct rlimit old, low;

		assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
		low = old;
		low.rlim_cur = 64;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
		print(f, &req, 1);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	}
	assert_true(exists(f, "tem-1000.svg"));
}

/* ---- what is not recorded --------------------------------------------------------------------------------------- */

static void test_label__specimens_and_grids_are_not_recorded(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_choice choice = { .noun = &tb_asset_noun };
	struct tb_label_style style = { .dpi = 300, .copies = 1, .sheet = "L7160" };
	int64_t before;

	add_assets(f, tags, 1);
	print_tags(f, "tem.pdf", tags, 1);
	before = events(f);
	choice.tags = (struct tb_tags){ tags, 1 };
	assert_ok(f, tb_label_preview(f->db, &choice, &style, in_dir(f, "mau.png"), &f->problems, &f->err));
	assert_ok(f, tb_label_preview(NULL, &choice, &style, in_dir(f, "mau.pdf"), &f->problems, &f->err));
	assert_ok(f, tb_label_test_grid(&style, in_dir(f, "luoi.pdf"), &f->err));
	assert_true(exists(f, "mau.png") && exists(f, "mau.pdf") && exists(f, "luoi.pdf"));
	assert_int_equal(events(f), before);
	style.skip = -1;
	assert_refused(f, tb_label_test_grid(&style, in_dir(f, "x.pdf"), &f->err), TB_EINVAL, "'-1' places");
	assert_refused(f, tb_label_preview(NULL, &choice, &style, in_dir(f, "x.pdf"), &f->problems, &f->err), TB_EINVAL,
		       "'-1' places");
	assert_false(exists(f, "x.pdf"));
}

/* ---- the print queue -------------------------------------------------------------------------------------------- */

static char *old_path;

/* Printing finds the `lp` of the test's folder first. */
static int set_up_lp(void **state)
{
	int failed = set_up(state);
	struct fixture *f = *state;

	old_path = strdup(getenv("PATH"));
	if (!failed)
		setenv("PATH", tb_pool_printf(&f->pool, "%s:%s", f->dir, old_path), 1);
	return failed;
}

static int tear_down_lp(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return tear_down(state);
}

static void write_lp(struct fixture *f, const char *body)
{
	write_text(f, "lp", tb_pool_printf(&f->pool, "#!/bin/sh\ncd '%s'\n%s\n", f->dir, body));
	assert_int_equal(chmod(in_dir(f, "lp"), 0700), 0);
}

static void test_label__by_cups(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_str text = TB_STR_INIT;
	struct tb_label_req req;

	add_assets(f, tags, 2);
	write_lp(f, "cat >arrived; echo \"$*\" >words");
	req = request(f, NULL, tags, 2);
	req.target.printer = "Kho_1";
	print(f, &req, 2);
	read_text(f, "arrived", &text);
	assert_memory_equal(text.buf, "%PDF-", 5);
	assert_memory_equal(text.buf + text.len - 6, "%%EOF\n", 6);
	tb_str_clear(&text);
	read_text(f, "words", &text);
	assert_non_null(strstr(text.buf, "-d Kho_1 "));
	assert_non_null(strstr(text.buf, "print-scaling=none"));
	tb_str_release(&text);
	assert_rows(f, "SELECT DISTINCT payload ->> 'target' FROM event WHERE kind = 'asset.label'", "Kho_1");
	assert_prints(f, "1 1");
}

static void test_label__cups_refuses(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_label_req req;

	add_assets(f, tags, 2);
	req = request(f, NULL, tags, 2);
	req.target.printer = "Kho_1";
	write_lp(f, "cat >/dev/null; echo 'lp: The printer or class does not exist.' >&2; exit 1");
	assert_not_printed(f, &req, TB_ESYS, "does not exist");
	write_lp(f, "echo 'lp: no room' >&2; exit 1");
	assert_not_printed(f, &req, TB_ESYS, "'Kho_1'");
	write_lp(f, "exit 0"); /* without having read it */
	assert_not_printed(f, &req, TB_ESYS, "'Kho_1'");
	assert_prints(f, "0 0");
	write_lp(f, "cat >/dev/null");
	print(f, &req, 2);
	assert_prints(f, "1 1");
}

/* ---- a printer on the network ----------------------------------------------------------------------------------- */

struct printer {
	int listener;
	char address[40];
	size_t pages; /* it hangs up after so many; 0: takes all */
	pthread_t thread;
	struct tb_str got;
};

static bool await_bytes(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, LONG_MS) > 0;
}

/* All; or the pages that it is to take and the beginning of the next one, for then they are recorded. */
static void take_pages(struct printer *p, int client)
{
	char buf[512];
	ssize_t n = 1;

	while (n > 0 && await_bytes(client)) {
		n = read(client, buf, sizeof(buf));
		if (n > 0)
			tb_str_add(&p->got, buf, (size_t)n);
		if (p->pages && count_in(&p->got, "^XA") > p->pages)
			return;
	}
}

static void *run_printer(void *arg)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct printer *p = arg;
	int client = await_bytes(p->listener) ? accept4(p->listener, NULL, NULL, SOCK_CLOEXEC) : -1;

	if (client < 0)
		return NULL;
	take_pages(p, client);
	if (p->pages) /* switched off, it does not take leave */
		setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(client);
	return NULL;
}

/* It buffers less than a page. */
static void start_printer(struct printer *p, size_t pages)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int window = 2048;

	*p = (struct printer){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
			       .pages = pages,
			       .got = TB_STR_INIT };
	setsockopt(p->listener, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
	assert_int_equal(bind(p->listener, (struct sockaddr *)&a, size), 0);
	assert_int_equal(getsockname(p->listener, (struct sockaddr *)&a, &size), 0);
	assert_int_equal(listen(p->listener, 1), 0);
	snprintf(p->address, sizeof(p->address), "tcp://127.0.0.1:%d", ntohs(a.sin_port));
	assert_int_equal(pthread_create(&p->thread, NULL, run_printer, p), 0);
}

static void join_printer(struct printer *p)
{
	assert_int_equal(pthread_join(p->thread, NULL), 0);
	close(p->listener);
}

static struct tb_label_req roll_request(struct fixture *f, const struct printer *p, const char *const *tags, size_t n)
{
	struct tb_label_req req = request(f, NULL, tags, n);

	req.style.sheet = "roll-60x40";
	req.style.dpi = 600; /* pages of many bytes */
	req.target.address = p->address;
	return req;
}

static void test_label__a_label_printer_takes_all(void **state)
{
	struct fixture *f = *state;
	const char *tags[4];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 4);
	before = events(f);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 4);
	req.style.copies = 2;
	assert_ok(f, try_print(f, &req, &out));
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "^XA"), 8);
	assert_int_equal(count_in(&p.got, "^XZ"), 8);
	assert_int_equal(out.printed, 4);
	assert_null(out.next);
	assert_int_equal(out.seq, before + 4);
	assert_rows(f,
		    "SELECT DISTINCT payload ->> 'target', payload ->> 'sheet', payload ->> 'copies' FROM event WHERE "
		    "kind = 'asset.label'",
		    tb_pool_printf(&f->pool, "%s roll-60x40 2", p.address));
	assert_rows(f,
		    tb_pool_printf(&f->pool, "SELECT DISTINCT batch - %lld FROM event WHERE seq > %lld",
				   (long long)before, (long long)before),
		    "1");
	assert_prints(f, "1 1 1 1");
	tb_str_release(&p.got);
}

static void test_label__a_label_printer_that_speaks_tspl(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct printer p;
	struct tb_label_req req;

	add_assets(f, tags, 2);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 2);
	req.target.language = "tspl";
	print(f, &req, 2);
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "PRINT "), 2);
	assert_int_equal(count_in(&p.got, "^XA"), 0);
	tb_str_release(&p.got);
}

static void test_label__a_label_printer_that_is_not_there(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct printer p;
	struct tb_label_req req;

	add_assets(f, tags, 1);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 1);
	print(f, &req, 1); /* takes the one connection */
	join_printer(&p);
	req.reason = "lost";
	assert_not_printed(f, &req, TB_ESYS, p.address);
	req.target.address = "/dev/none/lp0";
	assert_not_printed(f, &req, TB_ESYS, "/dev/none/lp0");
	assert_prints(f, "1");
	tb_str_release(&p.got);
}

/* What the printer has taken stays on record, and `from` prints the rest without a reason, in whatever pieces it stops. */
static void test_label__a_label_printer_that_stops_in_the_middle(void **state)
{
	struct fixture *f = *state;
	const char *tags[6];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 6);
	before = events(f);
	start_printer(&p, 2);
	req = roll_request(f, &p, NULL, 0);
	req.choice.query.kind = "XEM";
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.asked, 6);
	assert_int_equal(out.printed, 2);
	assert_string_equal(out.next, tags[2]);
	assert_int_equal(out.seq, before + 2);
	assert_problem(f, 0, tags[2], "2 of 6 labels were sent and are recorded; go on with --from");
	assert_prints(f, "1 1 0 0 0 0");
	assert_not_printed(f, &req, TB_EREFUSED, "2 of 6 have a label already");
	tb_str_release(&p.got);

	start_printer(&p, 3);
	req.target.address = p.address;
	req.choice.from = out.next;
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.asked, 4);
	assert_int_equal(out.printed, 3);
	assert_string_equal(out.next, tags[5]);
	assert_prints(f, "1 1 1 1 1 0");
	tb_str_release(&p.got);

	start_printer(&p, 0);
	req.target.address = p.address;
	req.choice.from = out.next;
	print(f, &req, 1);
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "^XA"), 1);
	assert_prints(f, "1 1 1 1 1 1");
	assert_rows(f, "SELECT count(*) FROM event WHERE payload ->> 'reason' IS NOT NULL", "0");
	tb_str_release(&p.got);
}

/* Of which not all copies were sent, that is not recorded. */
static void test_label__a_label_printer_that_stops_between_copies(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;

	add_assets(f, tags, 3);
	start_printer(&p, 4);
	req = roll_request(f, &p, tags, 3);
	req.style.copies = 3;
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.printed, 1);
	assert_string_equal(out.next, tags[1]);
	assert_prints(f, "1 0 0");
	tb_str_release(&p.got);
}

/* Before the first page was taken, there is nothing to go on from. */
static void test_label__a_label_printer_that_takes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_label_req req;
	struct printer p;

	add_assets(f, tags, 2);
	write_template(f, "crossed", crossed);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 2);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	req.style.dpi = 300;
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 2 labels reads back");
	join_printer(&p);
	assert_prints(f, "0 0");
	tb_str_release(&p.got);
}

/* ---- sheets and templates --------------------------------------------------------------------------------------- */

static enum tb_status count_file(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	size_t *n = ctx;

	(void)err;
	assert_non_null(tb_text(r, r->noun->key));
	++*n;
	return TB_OK;
}

static void test_label__a_broken_file_is_named_and_the_rest_listed(void **state)
{
	struct fixture *f = *state;
	size_t usual = 0, n = 0;

	assert_ok(f, tb_label_files(&tb_template_noun, NULL, count_file, &usual, &f->problems, &f->err));
	assert_int_equal(usual, 9);
	write_template(f, "bad", "[label]\nwidth = wide\n");
	write_template(f, "good", "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n");
	assert_ok(f, tb_label_files(&tb_template_noun, in_dir(f, "own"), count_file, &n, &f->problems, &f->err));
	assert_int_equal(n, usual + 1);
	assert_int_equal(f->problems.n, 1);
	assert_problem(f, 0, "bad", "bad.ini");
}

#define LP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_lp, tear_down_lp)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_label__an_asset),
		TEST(test_label__a_unit),
		TEST(test_label__a_person),
		TEST(test_label__the_commands),
		TEST(test_label__several_are_one_batch),
		TEST(test_label__a_second_one_needs_a_reason),
		TEST(test_label__units_and_persons_need_one_too),
		TEST(test_label__some_have_one_already),
		TEST(test_label__named_twice_is_printed_once),
		TEST(test_label__of_two_at_once_one_is_refused),
		TEST(test_label__in_order),
		TEST(test_label__by_conditions),
		TEST(test_label__of_an_import_and_without_labels),
		TEST(test_label__from_one_on),
		TEST(test_label__a_slip_does_not_print_everything),
		TEST(test_label__requests_that_are_refused),
		TEST(test_label__what_does_not_read_back_is_not_printed),
		TEST(test_label__only_twenty_of_many_are_told),
		TEST(test_label__no_room_for_a_symbol),
		TEST(test_label__ones_own_template_comes_first),
		TEST(test_label__an_address_and_a_gs1_identifier_mean_the_asset),
		TEST(test_label__a_full_disk),
		TEST(test_label__a_full_disk_at_the_last_of_several_files),
		TEST(test_label__a_failure_leaves_the_old_file),
		TEST(test_label__files_that_cannot_be_written),
		TEST(test_label__a_page_a_file),
		TEST(test_label__all_pages_in_one_file),
		TEST(test_label__more_files_than_may_be_open),
		TEST(test_label__specimens_and_grids_are_not_recorded),
		LP_TEST(test_label__by_cups),
		LP_TEST(test_label__cups_refuses),
		TEST(test_label__a_label_printer_takes_all),
		TEST(test_label__a_label_printer_that_speaks_tspl),
		TEST(test_label__a_label_printer_that_is_not_there),
		TEST(test_label__a_label_printer_that_stops_in_the_middle),
		TEST(test_label__a_label_printer_that_stops_between_copies),
		TEST(test_label__a_label_printer_that_takes_nothing),
		TEST(test_label__a_broken_file_is_named_and_the_rest_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
