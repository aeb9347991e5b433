/* Taking an import back. */
#include <trangbi/tag.h>

#include "service/import_fixture.h"

static enum tb_status undo(struct fixture *f, int64_t batch, bool only_untouched, struct tb_import_undo_result *out)
{
	struct tb_import_undo_req req = { .batch = batch, .only_untouched = only_untouched };
	enum tb_status rc;

	tb_err_clear(&f->err);
	rc = tb_import_undo(f->db, &f->act, &req, out, &f->err);
	tb_problems_release(&f->problems);
	f->problems = out->problems;
	return rc;
}

static void assert_undone(struct fixture *f, int64_t batch, int withdrawn, int restored)
{
	struct tb_import_undo_result out;

	assert_ok(f, undo(f, batch, false, &out));
	if (out.withdrawn != withdrawn || out.restored != restored || out.left || out.batch != batch || !out.event)
		fail_msg("%lld withdrawn, %lld restored", (long long)out.withdrawn, (long long)out.restored);
	assert_verifies(f);
}

static void assert_gone(struct fixture *f, const struct tb_noun *noun, const char *key, const char *part)
{
	struct tb_record r = { .noun = noun };

	assert_refused(f, tb_get(f->db, noun, key, &f->pool, &r, &f->err), TB_ENOTFOUND, part);
}

/* All state as text, so that two moments can be compared; and but for what remembers imports and serial numbers. */
static char *dump(struct fixture *f)
{
	char command[300], *text = calloc(1, 65536);
	FILE *p;

	snprintf(command, sizeof(command),
		 "sqlite3 '%s' \"SELECT * FROM unit\" \"SELECT * FROM kind\" \"SELECT * FROM person\" "
		 "\"SELECT * FROM asset\" \"SELECT * FROM alias\" | sed -E 's/[|][0-9]+[|][0-9]+$//; s/[|][0-9]+$//'",
		 f->path);
	p = popen(command, "r");
	assert_non_null(p);
	assert_true(fread(text, 1, 65535, p) < 65535);
	assert_int_equal(pclose(p), 0);
	return text;
}

static void test_undo__the_state_is_what_it_was(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", "S1"), *lent = add_asset(f, "b", "XEM", "00004", "S2");
	struct tb_import_req req = { .create = "kinds,units" };
	struct tb_custody_result result;
	char *before, *after;
	bool changed;
	struct run r;

	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "maker", "Honda", "extra", "{\"a\":1}", NULL));
	assert_ok(f, checkout(f, "123-456", 3, &lent, 1, &result));
	assert_ok(f, checkin(f, "worn", &lent, 1, &result));
	before = dump(f);
	assert_non_null(strstr(before, "Honda"));
	r = import_by(f,
		      "name,kind,unit,serial,maker,cost,condition,colour\n"
		      "A,XEM,00004,S1,Yamaha,1000000,ok,red\n"
		      "b,XEM,00004,S2,,5000,broken,\n"
		      "c,NEW,77,S3,,,,\n",
		      req);
	assert_counts(f, r, 1, 2, 0, 0);
	assert_field(f, lent, TB_ASSET_CONDITION, "broken");
	assert_undone(f, r.out.batch, 3, 2);
	after = dump(f);
	assert_string_equal(before, after);
	assert_field(f, lent, TB_ASSET_CONDITION, "worn"); /* as it came back, not as it was registered */
	assert_field(f, tag, TB_ASSET_EXTRA, "{\"a\":1}");
	assert_gone(f, &tb_kind_noun, "NEW", "'NEW'");
	assert_gone(f, &tb_unit_noun, "77", "'77'");
	free(before);
	free(after);
}

static enum tb_status count_row(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	(void)r;
	(void)err;
	++*(int *)ctx;
	return TB_OK;
}

static void test_undo__a_withdrawn_tag_is_remembered(void **state)
{
	struct fixture *f = *state;
	struct run r = import_text(f, &tb_asset_noun, "name,kind,unit,serial\nx,XEM,00004,S1\n", false);
	const char *tag, *other;
	struct tb_query query = { .limit = 0 };
	struct tb_record x = get(f, &tb_asset_noun, "S1");
	int n = 0;

	tag = tb_text(&x, TB_ASSET_TAG);
	assert_undone(f, r.out.batch, 1, 0);
	assert_gone(f, &tb_asset_noun, tag, "was withdrawn: import");
	assert_gone(f, &tb_asset_noun, "S1", "no asset carries 'S1'");
	/* its history is there, its tag is not given to another, and by its own tag it can come back */
	query.tag = tag;
	assert_ok(f, tb_list(f->db, &tb_event_noun, &query, count_row, &n, &f->err));
	assert_int_equal(n, 2);
	other = add_asset(f, "y", "XEM", "00004", NULL);
	assert_string_not_equal(other, tag);
	assert_ok(f, try_add(f, &tb_asset_noun, "tag", tag, "name", "x", "kind", "XEM", "unit", "00004", NULL));
	assert_field(f, tag, TB_ASSET_NAME, "x");
	assert_verifies(f);
}

/* One that came with a label of its own is far ahead of the numbers that are given out. */
static void test_undo__a_tag_far_ahead_is_passed_over_too(void **state)
{
	struct fixture *f = *state;
	const char *first = add_asset(f, "a", "XEM", "00004", NULL);
	struct tb_str csv = TB_STR_INIT;
	char far[17];
	struct run r;

	/* the next number but one, by hand */
	assert_ok(f, tb_tag_make("UUUUUKKKYYSSSSSC", "00004XEM26", 3, far, &f->err));
	tb_str_addf(&csv, "tag,name,kind,unit\n%s,x,XEM,00004\n", far);
	r = import_text(f, &tb_asset_noun, csv.buf, false);
	assert_counts(f, r, 1, 0, 0, 0);
	assert_undone(f, r.out.batch, 1, 0);
	for (int i = 0; i < 3; i++)
		assert_string_not_equal(add_asset(f, "b", "XEM", "00004", NULL), far);
	assert_string_not_equal(first, far);
	assert_verifies(f);
	tb_str_release(&csv);
}

static void test_undo__what_was_touched_since_is_named(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,serial\na,XEM,00004,S1\nb,XEM,00004,S2\nc,XEM,00004,S3\n";
	struct run r = import_text(f, &tb_asset_noun, csv, false);
	struct tb_record a = get(f, &tb_asset_noun, "S1"), b = get(f, &tb_asset_noun, "S2");
	const char *tag = tb_text(&a, TB_ASSET_TAG);
	struct tb_custody_result result;
	struct tb_import_undo_result out;
	int64_t before;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &result));
	assert_ok(f, tb_add_alias(f->db, &f->act, tb_text(&b, TB_ASSET_TAG), "OLD-9", &f->err));
	before = events(f);
	assert_refused(f, undo(f, r.out.batch, false, &out), TB_EREFUSED, "2 of the records of import");
	assert_int_equal(f->problems.n, 2);
	assert_problem(f, 0, tb_text(&b, TB_ASSET_TAG), "(asset.alias)");
	assert_problem(f, 1, tag, "(asset.checkout)");
	assert_int_equal(events(f), before);
	assert_ok(f, undo(f, r.out.batch, true, &out));
	assert_int_equal(out.withdrawn, 1);
	assert_int_equal(out.left, 2);
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "123-456");
	assert_gone(f, &tb_asset_noun, "S3", "S3");
	assert_refused(f, undo(f, r.out.batch, true, &out), TB_EREFUSED, "was taken back already");
	assert_verifies(f);
}

/* A change of another import that was itself taken back is none. */
static void test_undo__imports_are_taken_back_one_after_the_other(void **state)
{
	struct fixture *f = *state;
	struct run first = import_text(f, &tb_asset_noun, "name,kind,unit,serial,cost\na,XEM,00004,S1,1\n", false);
	struct run second = import_text(f, &tb_asset_noun, "name,kind,unit,serial,cost\na,XEM,00004,S1,2\n", false);
	struct tb_import_undo_result out;

	assert_refused(f, undo(f, first.out.batch, false, &out), TB_EREFUSED, "1 of the records");
	assert_undone(f, second.out.batch, 0, 1);
	assert_field(f, "S1", TB_ASSET_COST, "1");
	assert_undone(f, first.out.batch, 1, 0);
	/* and then the file goes in again */
	assert_counts(f, import_text(f, &tb_asset_noun, "name,kind,unit,serial,cost\na,XEM,00004,S1,1\n", false), 1, 0,
		      0, 0);
	assert_verifies(f);
}

static void test_undo__units_persons_and_kinds(void **state)
{
	struct fixture *f = *state;
	struct run units =
		import_text(f, &tb_unit_noun, "code,name,parent\n77001,b,77\n77,a,\n01,Hà Nội mới,\n", false);
	struct run persons, kinds;
	struct tb_import_undo_result out;

	assert_counts(f, units, 2, 1, 0, 0);
	persons = import_text(f, &tb_person_noun, "number,name,unit\n9,p,77001\n", false);
	kinds = import_text(f, &tb_kind_noun, "code,name,parent\n01,like a unit,\n02,x,01\n", false);
	assert_refused(f, undo(f, units.out.batch, false, &out), TB_EREFUSED, "2 of the records");
	assert_problem(f, 0, "77001", "'9' refers to it");
	assert_problem(f, 1, "77", "'77001' refers to it");
	assert_undone(f, persons.out.batch, 1, 0);
	assert_undone(f, units.out.batch, 2, 1); /* children before their parents */
	assert_undone(f, kinds.out.batch, 2, 0);
	assert_gone(f, &tb_unit_noun, "77", "'77'");
	assert_counts(f, import_text(f, &tb_unit_noun, "code,name,parent\n77001,b,77\n77,a,\n", false), 2, 0, 0, 0);
	assert_verifies(f);
}

static void test_undo__an_asset_of_a_stocktake_stays(void **state)
{
	struct fixture *f = *state;
	struct run r = import_text(f, &tb_asset_noun, "name,kind,unit,serial\na,XEM,00004,S1\n", false);
	struct tb_import_undo_result out;

	raw_sql(f, "INSERT INTO stocktake (id, unit, blind, opened_at, opened_by, round, expected, counted, version) "
		   "VALUES ('00004-26-1', '00004', 0, 1, 'x', 1, 1, 0, 1); INSERT INTO stocktake_line (stocktake, "
		   "code, what, "
		   "quantity) SELECT '00004-26-1', tag, 'asset', 1 FROM asset");
	assert_refused(f, undo(f, r.out.batch, false, &out), TB_EREFUSED, "1 of the records");
	assert_int_equal(f->problems.n, 1);
	assert_problem(f, 0, f->problems.item[0].subject, "'00004-26-1' refers to it");
}

static void test_undo__what_cannot_be(void **state)
{
	struct fixture *f = *state;
	struct tb_import_undo_result out;
	struct tb_import_undo_req dry = { .batch = TB_BATCH_LAST, .dry_run = true };
	struct run r;
	int64_t before;

	assert_refused(f, undo(f, TB_BATCH_LAST, false, &out), TB_ENOTFOUND, "nothing was imported yet");
	assert_refused(f, undo(f, 3, false, &out), TB_ENOTFOUND, "there is no import '3'");
	r = import_text(f, &tb_asset_noun, "name,kind,unit\na,XEM,00004\n", false);
	before = events(f);
	assert_ok(f, tb_import_undo(f->db, &f->act, &dry, &out, &f->err));
	tb_problems_release(&out.problems);
	assert_int_equal(out.withdrawn, 1);
	assert_int_equal(events(f), before);
	assert_undone(f, r.out.batch, 1, 0);
}

/* Whoever has just imported people does not mean the assets of last week. */
static void test_undo__the_last_is_the_last_of_any_noun(void **state)
{
	struct fixture *f = *state;
	struct tb_import_undo_result out;
	struct run units;

	assert_counts(f, import_text(f, &tb_asset_noun, "name,kind,unit\na,XEM,00004\n", false), 1, 0, 0, 0);
	units = import_text(f, &tb_unit_noun, "code,name\n77,x\n", false);
	assert_ok(f, undo(f, TB_BATCH_LAST, false, &out));
	assert_int_equal(out.batch, units.out.batch);
	assert_int_equal(out.withdrawn, 1);
}

/* ---- the same file again ---------------------------------------------------------------------------------------- */

static void test_undo__a_file_with_nameless_rows_goes_in_once(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,serial\na,XEM,00004,\na,XEM,00004,\nb,XEM,00004,S1\n";
	struct tb_import_req req = { .path = NULL };
	struct run first = import_by(f, csv, req), r;

	assert_counts(f, first, 3, 0, 0, 0);
	r = import_by(f, csv, req);
	assert_refused(f, r.rc, TB_EREFUSED, "was imported already");
	req.dry_run = true;
	assert_refused(f, import_by(f, csv, req).rc, TB_EREFUSED, "2 of its rows");
	req = (struct tb_import_req){ .again = true };
	assert_counts(f, import_by(f, csv, req), 2, 0, 1, 0);
	/* one that was taken back may come again */
	req.again = false;
	assert_counts(f, import_by(f, "name,kind,unit\nz,XEM,00004\n", req), 1, 0, 0, 0);
	assert_undone(f, events(f) - 2, 1, 0);
	assert_counts(f, import_by(f, "name,kind,unit\nz,XEM,00004\n", req), 1, 0, 0, 0);
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_undo__the_state_is_what_it_was),
		TEST(test_undo__a_withdrawn_tag_is_remembered),
		TEST(test_undo__a_tag_far_ahead_is_passed_over_too),
		TEST(test_undo__what_was_touched_since_is_named),
		TEST(test_undo__imports_are_taken_back_one_after_the_other),
		TEST(test_undo__units_persons_and_kinds),
		TEST(test_undo__an_asset_of_a_stocktake_stays),
		TEST(test_undo__what_cannot_be),
		TEST(test_undo__the_last_is_the_last_of_any_noun),
		TEST(test_undo__a_file_with_nameless_rows_goes_in_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
