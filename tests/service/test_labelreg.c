/* Labels in the ledger and in the register, and the lists that they and the imports limit. */
#include "service/fixture.h"

#include "model/label.h"
#include "service/db.h"

/* What prints labels appends such an event. */
static enum tb_status try_label(struct fixture *f, const char *event, const char *subject, int copies,
				const char *reason)
{
	struct tb_record p = TB_RECORD(tb_label_noun);
	enum tb_status rc = tb_ledger_begin(f->db, &f->act, &f->err);

	tb_set_num(&p, TB_LABEL_EVENT_COPIES, copies);
	if (reason)
		tb_set_text(&p, TB_LABEL_EVENT_REASON, reason);
	tb_set_text(&p, TB_LABEL_EVENT_SHEET, "a4");
	tb_set_text(&p, TB_LABEL_EVENT_TARGET, "tem.pdf");
	tb_set_text(&p, TB_LABEL_EVENT_TEMPLATE, reason ? "again" : "standard");
	if (!rc)
		rc = tb_ledger_append(f->db, event, subject, "00004", &p, &f->err);
	if (!rc)
		rc = tb_ledger_commit(f->db, &f->err);
	tb_ledger_end(f->db);
	return rc;
}

static void label(struct fixture *f, const char *tag, int copies, const char *reason)
{
	assert_ok(f, try_label(f, "asset.label", tag, copies, reason));
}

static int64_t count(struct fixture *f, const char *noun, const char *subject)
{
	int64_t n = -1;

	assert_ok(f, tb_store_count_labels(f->db->store, noun, subject, &n, &f->err));
	return n;
}

/* Import a CSV text of assets; the number of its batch. */
static int64_t import(struct fixture *f, const struct tb_noun *noun, const char *csv)
{
	struct tb_import_req req = { .noun = noun };
	struct tb_import_result out;
	char path[80];
	FILE *file;
	enum tb_status rc;

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	req.path = path;
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(csv, file);
	assert_int_equal(fclose(file), 0);
	rc = tb_import(f->db, &f->act, &req, &out, &f->err);
	tb_problems_release(&f->problems);
	f->problems = out.problems;
	assert_ok(f, rc);
	return out.batch;
}

/* ---- lists ------------------------------------------------------------------------------------------------------ */

static enum tb_status take_name(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct tb_str *names = ctx;

	(void)err;
	tb_str_addf(names, "%s%s", names->len ? " " : "", tb_text(r, TB_ASSET_NAME));
	return TB_OK;
}

/* The names of the assets that the query finds, in their order. */
static void assert_names(struct fixture *f, struct tb_query query, const char *expected)
{
	struct tb_str names = TB_STR_INIT;

	assert_ok(f, tb_list(f->db, &tb_asset_noun, &query, take_name, &names, &f->err));
	assert_string_equal(names.buf, expected);
	tb_str_release(&names);
}

static void assert_list_refused(struct fixture *f, const struct tb_noun *noun, struct tb_query query,
				enum tb_status expected, const char *part)
{
	struct tb_str names = TB_STR_INIT;

	assert_refused(f, tb_list(f->db, noun, &query, take_name, &names, &f->err), expected, part);
	assert_int_equal(names.len, 0);
	tb_str_release(&names);
}

/* ---- events ----------------------------------------------------------------------------------------------------- */

static void test_labelreg__each_printing_is_an_event(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);

	label(f, tag, 1, NULL);
	label(f, tag, 3, "damaged");
	assert_ok(f, try_label(f, "unit.label", "00004", 1, NULL));
	assert_ok(f, try_label(f, "person.label", "123-456", 1, NULL));
	assert_int_equal(count(f, "asset", tag), 2);
	assert_int_equal(count(f, "unit", "00004"), 1);
	assert_int_equal(count(f, "person", "123-456"), 1);
	assert_int_equal(count(f, "person", "123-457"), 0);
	assert_verifies(f);
	reopen(f);
	assert_int_equal(count(f, "asset", tag), 2);
	assert_verifies(f);
}

static void test_labelreg__a_label_is_of_something_registered(void **state)
{
	struct fixture *f = *state;
	int64_t before = events(f);

	assert_refused(f, try_label(f, "asset.label", "00004XEM2600001B", 1, NULL), TB_ENOTFOUND, "no asset");
	assert_refused(f, try_label(f, "unit.label", "123-456", 1, NULL), TB_ENOTFOUND, "no unit");
	assert_refused(f, try_label(f, "person.label", "00004", 1, NULL), TB_ENOTFOUND, "no person");
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

static void test_labelreg__an_event_without_its_details_does_not_apply(void **state)
{
	static const unsigned char needed[] = { TB_LABEL_EVENT_COPIES, TB_LABEL_EVENT_TARGET, TB_LABEL_EVENT_TEMPLATE };
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(needed); i++) {
		struct tb_record p = TB_RECORD(tb_label_noun);

		tb_set_num(&p, TB_LABEL_EVENT_COPIES, 1);
		tb_set_text(&p, TB_LABEL_EVENT_TARGET, "x");
		tb_set_text(&p, TB_LABEL_EVENT_TEMPLATE, "x");
		p.v[needed[i]].is = TB_UNSET;
		assert_ok(f, tb_ledger_begin(f->db, &f->act, &f->err));
		assert_refused(f, tb_ledger_append(f->db, "unit.label", "00004", "00004", &p, &f->err), TB_ECORRUPT,
			       tb_label_noun.fields[needed[i]].key);
		tb_ledger_end(f->db);
	}
	assert_verifies(f);
}

static void test_labelreg__the_table_is_compared_with_the_ledger(void **state)
{
	static const struct {
		int id;
		const char *sql, *subject;
	} cases[] = {
		{ 1, "UPDATE label SET copies = copies + 1", "label " },
		{ 2, "UPDATE label SET reason = 'lost'", "label " },
		{ 3, "UPDATE label SET actor = 'somebody else'", "label " },
		{ 4, "UPDATE label SET template = 'x'", "label " },
		{ 5, "UPDATE label SET sheet = NULL", "label " },
		{ 6, "UPDATE label SET target = 'x'", "label " },
		{ 7, "UPDATE label SET at = at - 1", "label " },
		{ 8, "UPDATE label SET noun = 'unit'", "label " },
		{ 9, "UPDATE label SET subject = 'x'", "label " },
		{ 10, "DELETE FROM label", "label " },
		{ 11,
		  "INSERT INTO label SELECT 1, noun, subject, template, sheet, target, 1, NULL, at, actor FROM label",
		  "label 1" },
		{ 12, "DROP INDEX label_by_subject", "schema label_by_subject" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture *f;
		struct tb_verdict v = { .events = 0 };

		set_up(state);
		f = *state;
		label(f, add_asset(f, "a", "XEM", "00004", NULL), 1, NULL);
		assert_verifies(f);
		raw_sql(f, cases[i].sql);
		assert_int_equal(tb_ledger_verify(f->db, NULL, false, &v, &f->err), TB_ECORRUPT);
		assert_int_equal(v.problems.n, 1);
		if (strncmp(v.problems.item[0].subject, cases[i].subject, strlen(cases[i].subject)) != 0)
			fail_msg("case %d: %s", cases[i].id, v.problems.item[0].subject);
		tb_problems_release(&v.problems);
		assert_int_equal(tear_down(state), 0);
	}
}

/* ---- a database of the first release ---------------------------------------------------------------------------- */

/* As it was before there were labels. */
static void make_older(struct fixture *f)
{
	tb_db_close(f->db);
	f->db = NULL;
	raw_sql(f, "DROP TABLE label; DROP TABLE stocktake_line; DROP TABLE stocktake_counter; DROP TABLE stocktake;"
		   "DROP TABLE batch_more; DROP TABLE withdrawn; PRAGMA user_version = 1");
}

static void test_labelreg__an_older_database_is_read_and_verified(void **state)
{
	struct tb_verdict v = { .events = 0 };
	struct fixture *f = *state;

	add_asset(f, "a", "XEM", "00004", NULL);
	make_older(f);
	assert_ok(f, tb_db_open(f->path, TB_DB_READ, &f->db, &f->err));
	assert_names(f, (struct tb_query){ .unlabelled = true }, "a");
	assert_names(f, (struct tb_query){ .words = "a", .unlabelled = true }, "a");
	assert_verifies(f);
	raw_sql(f, "UPDATE asset SET name = 'b'");
	assert_refused(f, tb_ledger_verify(f->db, NULL, false, &v, &f->err), TB_ECORRUPT, "does not verify");
	tb_problems_release(&v.problems);
}

static void test_labelreg__an_older_database_takes_labels_once_it_is_written(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);

	make_older(f);
	reopen(f);
	label(f, tag, 1, NULL);
	assert_int_equal(count(f, "asset", tag), 1);
	assert_verifies(f);
}

/* ---- filters ---------------------------------------------------------------------------------------------------- */

static void test_labelreg__unlabelled_assets(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "a", "XEM", "00004", NULL), *b = add_asset(f, "b", "XEM", "00008", NULL);

	add_asset(f, "c", "TAB", "00004", NULL);
	assert_names(f, (struct tb_query){ .unlabelled = true }, "a b c");
	label(f, a, 1, NULL);
	assert_ok(f, try_label(f, "unit.label", "00004", 1, NULL));
	assert_names(f, (struct tb_query){ .unlabelled = true }, "b c");
	assert_names(f, (struct tb_query){ .unlabelled = true, .unit = "00004" }, "c");
	assert_names(f, (struct tb_query){ .unlabelled = true, .kind = "XEM" }, "b");
	assert_names(f, (struct tb_query){ .unlabelled = true, .words = "a" }, "");
	assert_names(f, (struct tb_query){ .unlabelled = true, .words = "b" }, "b");
	label(f, b, 1, NULL);
	assert_names(f, (struct tb_query){ .unlabelled = true, .limit = 5 }, "c");
	assert_names(f, (struct tb_query){ .limit = 0 }, "a b c");
	assert_list_refused(f, &tb_unit_noun, (struct tb_query){ .unlabelled = true }, TB_EINVAL, "'unlabelled'");
}

static void test_labelreg__assets_of_an_import(void **state)
{
	struct fixture *f = *state;
	int64_t first, second;

	add_asset(f, "before", "XEM", "00004", "S0");
	first = import(f, &tb_asset_noun,
		       "name,kind,unit,serial,old_code\na,XEM,00004,S1,\nb,XEM,00008,S2,B-2\nc,TAB,00004,S3,\n");
	add_asset(f, "between", "XEM", "00004", NULL);
	/* by serial and by old code: one the same, two changed, one new */
	second = import(
		f, &tb_asset_noun,
		"name,kind,unit,serial,old_code\na,XEM,00004,S1,\nB,,,,b 2\nbefore2,XEM,,S0,\nd,XEM,00004,S400,\n");
	add_asset(f, "behind", "XEM", "00004", NULL);
	assert_names(f, (struct tb_query){ .batch = first }, "a B c");
	assert_names(f, (struct tb_query){ .batch = second }, "before2 B d");
	assert_names(f, (struct tb_query){ .batch = TB_BATCH_LAST }, "before2 B d");
	assert_names(f, (struct tb_query){ .batch = first, .unit = "00004" }, "a c");
	assert_names(f, (struct tb_query){ .batch = first, .kind = "TAB" }, "c");
	assert_names(f, (struct tb_query){ .batch = first, .limit = 1 }, "a");
	assert_names(f, (struct tb_query){ .batch = first, .words = "c" }, "c");
	assert_names(f, (struct tb_query){ .batch = second, .words = "c" }, "");
	assert_names(f, (struct tb_query){ .batch = second, .words = "S40" }, "d");
	assert_names(f, (struct tb_query){ .batch = second, .holder = "123-456" }, "");
	assert_verifies(f);
}

/* An event that follows at once, and one of another kind with the batch's number, are not the import's. */
static void test_labelreg__an_import_ends_where_it_ends(void **state)
{
	struct fixture *f = *state;
	struct tb_custody_result done;
	int64_t batch = import(f, &tb_asset_noun, "name,kind,unit,serial\na,XEM,00004,S1\nb,XEM,00004,S2\n");
	int64_t next = import(f, &tb_asset_noun, "name,kind,unit,serial\na2,XEM,00004,S1\n");

	assert_ok(f, issue(f, "00008", (const char *const[]){ "S1", "S2" }, 2, &done));
	assert_names(f, (struct tb_query){ .batch = batch }, "a2 b");
	assert_names(f, (struct tb_query){ .batch = next }, "a2");
	assert_list_refused(f, &tb_asset_noun, (struct tb_query){ .batch = done.seq }, TB_ENOTFOUND, "no import");
}

static void test_labelreg__an_import_that_is_none(void **state)
{
	struct fixture *f = *state;
	const struct tb_noun *asset = &tb_asset_noun;
	int64_t batch;

	assert_list_refused(f, asset, (struct tb_query){ .batch = TB_BATCH_LAST }, TB_ENOTFOUND,
			    "no assets were imported");
	assert_list_refused(f, asset, (struct tb_query){ .batch = 1 }, TB_ENOTFOUND, "no import '1'");
	batch = import(f, asset, "name,kind,unit\na,XEM,00004\n");
	assert_list_refused(f, asset, (struct tb_query){ .batch = batch + 1 }, TB_ENOTFOUND, "'trangbi import' says");
	assert_list_refused(f, asset, (struct tb_query){ .batch = -2 }, TB_ENOTFOUND, "no import '-2'");
	assert_list_refused(f, &tb_unit_noun, (struct tb_query){ .batch = batch }, TB_EINVAL, "'batch'");
	batch = import(f, &tb_unit_noun, "code,name\n77,x\n");
	assert_list_refused(f, asset, (struct tb_query){ .batch = batch }, TB_EREFUSED, "not one of assets");
	assert_list_refused(f, asset, (struct tb_query){ .batch = batch }, TB_EREFUSED, "in.csv");
	/* the last import is the last one of assets */
	assert_names(f, (struct tb_query){ .batch = TB_BATCH_LAST }, "a");
}

/* ---- the register ----------------------------------------------------------------------------------------------- */

static enum tb_status take_row(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	const char *reason = tb_text(r, TB_REGISTER_LAST_REASON), *template = tb_text(r, TB_REGISTER_LAST_TEMPLATE);
	struct tb_str *rows = ctx;

	(void)err;
	assert_ptr_equal(r->noun, &tb_register_noun);
	tb_str_addf(rows, "%s%s %s %d/%d %s %s", rows->len ? "; " : "", tb_text(r, TB_REGISTER_NAME),
		    tb_text(r, TB_REGISTER_UNIT), (int)tb_num(r, TB_REGISTER_PRINTS, -1),
		    (int)tb_num(r, TB_REGISTER_COPIES, -1), template ? template : "-", reason ? reason : "-");
	return TB_OK;
}

static void assert_register(struct fixture *f, struct tb_query query, const char *expected)
{
	struct tb_str rows = TB_STR_INIT;

	tb_str_reserve(&rows, 1);
	assert_ok(f, tb_list(f->db, &tb_register_noun, &query, take_row, &rows, &f->err));
	assert_string_equal(rows.buf, expected);
	tb_str_release(&rows);
}

static void test_labelreg__the_register_lists_assets_by_their_labels(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "a", "XEM", "00004", NULL), *b = add_asset(f, "b", "XEM", "00008", NULL);
	int64_t batch = import(f, &tb_asset_noun, "name,kind,unit,serial\nc,TAB,00004,S300\nd,XEM,00004,S400\n");
	struct tb_record c;

	assert_register(f, (struct tb_query){ .limit = 0 }, "");
	assert_register(f, (struct tb_query){ .unlabelled = true },
			"a 00004 0/0 - -; b 00008 0/0 - -; c 00004 0/0 - -; d 00004 0/0 - -");
	label(f, b, 1, NULL);
	label(f, a, 2, NULL);
	label(f, a, 3, "lost");
	c = get(f, &tb_asset_noun, "S300");
	label(f, tb_text(&c, TB_ASSET_TAG), 1, NULL);
	assert_ok(f, try_label(f, "unit.label", "00004", 1, NULL));
	assert_register(f, (struct tb_query){ .limit = 0 },
			"a 00004 2/5 again lost; b 00008 1/1 standard -; c 00004 1/1 standard -");
	assert_register(f, (struct tb_query){ .more_than = 1 }, "a 00004 2/5 again lost");
	assert_register(f, (struct tb_query){ .more_than = 2 }, "");
	assert_register(f, (struct tb_query){ .unlabelled = true }, "d 00004 0/0 - -");
	assert_register(f, (struct tb_query){ .unlabelled = true, .more_than = 1 }, "");
	assert_register(f, (struct tb_query){ .unit = "00008" }, "b 00008 1/1 standard -");
	assert_register(f, (struct tb_query){ .unit = "01", .more_than = 1 }, "a 00004 2/5 again lost");
	assert_register(f, (struct tb_query){ .unit = "00004", .unlabelled = true }, "d 00004 0/0 - -");
	assert_register(f, (struct tb_query){ .kind = "TAB" }, "c 00004 1/1 standard -");
	assert_register(f, (struct tb_query){ .status = "in_use" }, "");
	assert_register(f, (struct tb_query){ .batch = batch }, "c 00004 1/1 standard -");
	assert_register(f, (struct tb_query){ .batch = batch, .unlabelled = true }, "d 00004 0/0 - -");
	assert_register(f, (struct tb_query){ .limit = 1 }, "a 00004 2/5 again lost");
	assert_list_refused(f, &tb_register_noun, (struct tb_query){ .words = "a" }, TB_EINVAL, "'words'");
	assert_list_refused(f, &tb_asset_noun, (struct tb_query){ .more_than = 1 }, TB_EINVAL, "'more-than'");
	assert_list_refused(f, &tb_register_noun, (struct tb_query){ .unit = "77" }, TB_ENOTFOUND, "no unit '77'");
}

static void test_labelreg__the_register_says_when_and_by_whom(void **state)
{
	struct fixture *f = *state;
	const struct tb_export_req req = { .noun = &tb_register_noun };
	struct tb_str csv = TB_STR_INIT;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	char *text = NULL;
	size_t len = 0;
	int64_t rows = 0;
	FILE *file;

	label(f, tag, 1, NULL);
	f->act.actor = "another";
	f->act.at = NOW - DAY;
	label(f, tag, 1, "changed");
	file = open_memstream(&text, &len);
	assert_ok(f, tb_export(f->db, &req, file, &rows, &f->err));
	fclose(file);
	tb_str_addf(&csv,
		    "tag,name,unit,prints,copies,last_at,last_by,last_template,last_reason\r\n"
		    "%s,a,00004,2,2,2026-11-23T17:05:00+07:00,another,again,changed\r\n",
		    tag);
	assert_string_equal(text, csv.buf);
	assert_int_equal(rows, 1);
	free(text);
	tb_str_release(&csv);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_labelreg__each_printing_is_an_event),
		TEST(test_labelreg__a_label_is_of_something_registered),
		TEST(test_labelreg__an_event_without_its_details_does_not_apply),
		cmocka_unit_test(test_labelreg__the_table_is_compared_with_the_ledger),
		TEST(test_labelreg__an_older_database_is_read_and_verified),
		TEST(test_labelreg__an_older_database_takes_labels_once_it_is_written),
		TEST(test_labelreg__unlabelled_assets),
		TEST(test_labelreg__assets_of_an_import),
		TEST(test_labelreg__an_import_ends_where_it_ends),
		TEST(test_labelreg__an_import_that_is_none),
		TEST(test_labelreg__the_register_lists_assets_by_their_labels),
		TEST(test_labelreg__the_register_says_when_and_by_whom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
