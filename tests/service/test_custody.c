#include "service/fixture.h"

/* The problem about `subject` has that status and says `part`. */
static void assert_problem(const struct fixture *f, const char *subject, enum tb_status status, const char *part)
{
	for (size_t i = 0; i < f->problems.n; i++) {
		struct tb_str text = TB_STR_INIT;

		if (strcmp(f->problems.item[i].subject, subject) != 0)
			continue;
		tb_err_text(&f->problems.item[i].err, NULL, &text);
		if (f->problems.item[i].err.status != status || !strstr(text.buf, part))
			fail_msg("%s: %d %s", subject, f->problems.item[i].err.status, text.buf);
		tb_str_release(&text);
		return;
	}
	fail_msg("no problem with %s", subject);
}

static void test_custody__issue_checkout_checkin(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	struct tb_custody_result done;

	f->act.at = NOW - 3 * DAY;
	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	assert_int_equal(done.n, 1);
	assert_int_equal(done.seq, events(f));
	assert_string_equal(done.done[0].tag, tag);
	assert_string_equal(done.done[0].unit, "00008");
	assert_field(f, tag, TB_ASSET_STATUS, "in_use");
	assert_field(f, tag, TB_ASSET_UNIT, "00008");
	assert_field(f, tag, TB_ASSET_BOOK_UNIT, "00004");
	f->act.at = NOW - 2 * DAY;
	f->act.purpose = "tuần tra";
	assert_ok(f, checkout(f, "123-457", 7, &tag, 1, &done));
	assert_string_equal(done.done[0].custodian, "123-457");
	assert_string_equal(done.done[0].due, "2026-11-29");
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "123-457");
	assert_field(f, tag, TB_ASSET_DUE, "2026-11-29");
	assert_field(f, tag, TB_ASSET_PURPOSE, "tuần tra");
	assert_field(f, tag, TB_ASSET_SEEN_UNIT, "00008");
	f->act.at = NOW;
	assert_ok(f, checkin(f, "hỏng", &tag, 1, &done));
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "");
	assert_field(f, tag, TB_ASSET_DUE, "");
	assert_field(f, tag, TB_ASSET_PURPOSE, "");
	assert_field(f, tag, TB_ASSET_CONDITION, "broken");
	assert_field(f, tag, TB_ASSET_STATUS, "in_use");
	assert_refused(f, checkout(f, "123-457", 7, &tag, 1, &done), TB_EREFUSED, "1 of 1");
	assert_problem(f, tag, TB_EREFUSED, "broken");
	assert_verifies(f);
}

static void test_custody__all_or_nothing(void **state)
{
	struct fixture *f = *state;
	const char *good = add_asset(f, "a", "XEM", "00004", "S-1"), *lent = add_asset(f, "b", "XEM", "00004", "S-2");
	const char *tags[] = { good, "s-2", "nothing", "00004XEM2699999Z", good };
	struct tb_custody_result done = { .n = 99 };
	int64_t before;

	assert_ok(f, checkout(f, "123-456", 0, &lent, 1, &done));
	before = events(f);
	done.n = 99;
	assert_refused(f, checkout(f, "123-457", 5, tags, COUNT(tags), &done), TB_EREFUSED, "3 of 4");
	assert_int_equal(f->problems.n, 3);
	assert_problem(f, lent, TB_EREFUSED, "lent to '123-456'");
	assert_problem(f, "nothing", TB_ENOTFOUND, "nothing");
	assert_problem(f, "00004XEM2699999Z", TB_EINVAL, "mistyped");
	assert_int_equal(done.n, 99);
	assert_int_equal(events(f), before);
	assert_field(f, good, TB_ASSET_CUSTODIAN, "");
}

/* One tag alone keeps its status, so that a script can tell a typing error from a refusal. */
static void test_custody__the_status_of_problems_that_agree(void **state)
{
	struct fixture *f = *state;
	const char *wrong = "00004XEM2699999Z", *unknown[] = { "x1", "x2" };
	const char *mixed[] = { "x1", wrong };
	struct tb_custody_result done;

	assert_refused(f, checkout(f, "123-456", 5, &wrong, 1, &done), TB_EINVAL, "1 of 1");
	assert_refused(f, checkout(f, "123-456", 5, unknown, 2, &done), TB_ENOTFOUND, "2 of 2");
	assert_refused(f, checkout(f, "123-456", 5, mixed, 2, &done), TB_EREFUSED, "2 of 2");
}

static void test_custody__several_assets_are_one_batch(void **state)
{
	struct fixture *f = *state;
	const char *tags[] = { add_asset(f, "a", "XEM", "00004", "S-1"), add_asset(f, "b", "XEM", "00004", NULL),
			       "S1" };
	struct tb_custody_result done;
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;

	assert_ok(f, checkout(f, "123-456", 5, tags, COUNT(tags), &done));
	assert_int_equal(done.n, 2);
	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw,
					    "SELECT count(*) FROM event WHERE kind = 'asset.checkout' AND batch = "
					    "(SELECT min(seq) FROM event WHERE kind = 'asset.checkout')",
					    -1, &stmt, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(stmt, 0), 2);
	sqlite3_finalize(stmt);
	sqlite3_close(raw);
	assert_verifies(f);
}

static void test_custody__requests_that_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	struct tb_custody_result done;
	bool changed;
	int64_t before;

	assert_ok(f, try_edit(f, &tb_unit_noun, "00008", &changed, "valid_to", "2026-11-23", NULL));
	assert_ok(f, try_edit(f, &tb_person_noun, "123-457", &changed, "active", "0", NULL));
	before = events(f);
	assert_refused(f, checkout(f, "123-456", -1, &tag, 1, &done), TB_EINVAL, "out of range");
	assert_refused(f, checkout(f, "123-456", 3651, &tag, 1, &done), TB_EINVAL, "out of range");
	assert_refused(f, checkout(f, "999", 5, &tag, 1, &done), TB_ENOTFOUND, "'999'");
	assert_refused(f, checkout(f, "", 5, &tag, 1, &done), TB_EINVAL, "''");
	assert_refused(f, checkout(f, "123-457", 5, &tag, 1, &done), TB_EREFUSED, "has left");
	assert_refused(f, checkout(f, "123-456", 5, &tag, 0, &done), TB_EINVAL, "no tag");
	assert_refused(f, checkin(f, "odd", &tag, 1, &done), TB_EINVAL, "'odd'");
	assert_refused(f, checkin(f, NULL, &tag, 1, &done), TB_EREFUSED, "1 of 1");
	assert_problem(f, tag, TB_EREFUSED, "not lent");
	assert_refused(f, issue(f, "77", &tag, 1, &done), TB_ENOTFOUND, "'77'");
	assert_refused(f, issue(f, "00008", &tag, 1, &done), TB_EREFUSED, "closed");
	f->act.doc = " ";
	assert_refused(f, issue(f, "00004", &tag, 1, &done), TB_EREFUSED, "document");
	f->act.doc = NULL;
	assert_refused(f, issue(f, "00004", &tag, 1, &done), TB_EREFUSED, "document");
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

static void test_custody__days_at_their_limits(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	struct tb_custody_result done;

	assert_ok(f, checkout(f, "123-456", 3650, &tag, 1, &done));
	assert_string_equal(done.done[0].due, "2036-11-21");
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	assert_ok(f, checkout(f, "123-456", 0, &tag, 1, &done));
	assert_null(done.done[0].due);
	assert_field(f, tag, TB_ASSET_DUE, "");
}

static void test_custody__history_is_written_forwards(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL), *other = add_asset(f, "b", "XEM", "00004", NULL);
	struct tb_custody_result done;

	f->act.at = NOW - 10 * DAY;
	assert_ok(f, checkout(f, "123-456", 5, &tag, 1, &done));
	f->act.at = NOW - 10 * DAY - 1;
	assert_refused(f, checkin(f, NULL, &tag, 1, &done), TB_EINVAL, "1 of 1");
	assert_problem(f, tag, TB_EINVAL, "2026-11-14T17:05:00+07:00");
	assert_ok(f, checkout(f, "123-456", 5, &other, 1, &done));
	f->act.at = NOW - 10 * DAY; /* the same second is not before */
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	f->act.at = NOW - 11 * DAY;
	assert_refused(f, checkout(f, "123-456", 5, &tag, 1, &done), TB_EINVAL, "1 of 1");
	f->act.at = NOW - 5 * DAY;
	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	f->act.at = NOW - 6 * DAY;
	assert_refused(f, issue(f, "00004", &tag, 1, &done), TB_EINVAL, "1 of 1");
	f->act.at = NOW + 1;
	assert_refused(f, issue(f, "00004", &tag, 1, &done), TB_EINVAL, "future");
	f->act.at = NOW;
	assert_ok(f, issue(f, "00004", &tag, 1, &done));
	assert_verifies(f);
}

/* A unit that was still open on the day of the act takes an issue, though it is closed today. */
static void test_custody__the_unit_of_that_day_counts(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	struct tb_custody_result done;
	bool changed;

	assert_ok(f, try_edit(f, &tb_unit_noun, "00008", &changed, "valid_from", "2026-11-10", "valid_to", "2026-11-20",
			      NULL));
	f->act.at = NOW - 20 * DAY;
	assert_refused(f, issue(f, "00008", &tag, 1, &done), TB_EREFUSED, "before 2026-11-10");
	f->act.at = NOW - 3 * DAY;
	assert_refused(f, issue(f, "00008", &tag, 1, &done), TB_EREFUSED, "closed on 2026-11-20");
	f->act.at = NOW - 4 * DAY;
	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	assert_verifies(f);
}

static void test_custody__lent_or_issued_there_is_not_issued(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	struct tb_custody_result done;

	assert_ok(f, issue(f, "00004", &tag, 1, &done)); /* from stock, to where it is */
	assert_refused(f, issue(f, "00004", &tag, 1, &done), TB_EREFUSED, "1 of 1");
	assert_problem(f, tag, TB_EREFUSED, "already");
	assert_ok(f, checkout(f, "123-456", 5, &tag, 1, &done));
	assert_refused(f, issue(f, "00008", &tag, 1, &done), TB_EREFUSED, "1 of 1");
	assert_problem(f, tag, TB_EREFUSED, "check it in first");
	assert_refused(f, checkout(f, "123-456", 5, &tag, 1, &done), TB_EREFUSED, "1 of 1");
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_custody__issue_checkout_checkin),
		TEST(test_custody__all_or_nothing),
		TEST(test_custody__the_status_of_problems_that_agree),
		TEST(test_custody__several_assets_are_one_batch),
		TEST(test_custody__requests_that_are_refused),
		TEST(test_custody__days_at_their_limits),
		TEST(test_custody__history_is_written_forwards),
		TEST(test_custody__the_unit_of_that_day_counts),
		TEST(test_custody__lent_or_issued_there_is_not_issued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
