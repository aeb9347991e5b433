/* test_import_many.c - an import that is large beside what is registered, for which the store works in another way. */
#include "service/fixture.h"

enum { ROWS = 3000 };

/* Rows without tags; row `odd` names the serial number of the row before, row `odd + 2` a unit that there is not. */
static void write_rows(const char *path, const char *note, int odd)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs("name,kind,unit,serial,note\n", file);
	for (int i = 0; i < ROWS; i++)
		fprintf(file, "Xe %d,%s,%s,SN%06d,%s\n", i % 7, i % 2 ? "XEM" : "TAB",
			i == odd + 2 ? "99999"
			: i % 4 > 1  ? "00004"
				     : "00008",
			i == odd ? i - 2 : i, note);
	assert_int_equal(fclose(file), 0);
}

static struct tb_import_result import_rows(struct fixture *f, const char *note, int odd, bool dry_run)
{
	char path[80], rejects[80];
	struct tb_import_req req = { .noun = &tb_asset_noun, .path = path, .keep_good = true, .dry_run = dry_run };
	struct tb_import_result out;

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	snprintf(rejects, sizeof(rejects), "%s/rejects.csv", f->dir);
	req.rejects = rejects;
	unlink(rejects);
	write_rows(path, note, odd);
	assert_ok(f, tb_import(f->db, &f->act, &req, &out, &f->err));
	tb_problems_release(&out.problems);
	return out;
}

/* The serial number in a tag: five digits before its check character. */
static int serial_of(const char *tag)
{
	char digits[6] = { 0 };

	memcpy(digits, tag + 10, 5);
	return (int)strtol(digits, NULL, 10);
}

static void test_import_many__is_what_its_events_make(void **state)
{
	struct fixture *f = *state;
	const char *before = add_asset(f, "Xe 1", "XEM", "00004", NULL), *behind;
	struct tb_import_result out = import_rows(f, "a", ROWS - 10, false);

	assert_int_equal(out.added, ROWS - 2);
	assert_int_equal(out.rejected, 2);
	assert_verifies(f);
	behind = add_asset(f, "Xe 1", "XEM", "00004", NULL);
	assert_memory_equal(before, behind, 10);
	assert_int_equal(serial_of(before), 1);
	assert_int_equal(serial_of(behind), 2 + ROWS / 4);
}

static void test_import_many__changes_what_is_registered(void **state)
{
	struct fixture *f = *state;
	struct tb_import_result out = import_rows(f, "a", ROWS, false);

	assert_int_equal(out.added, ROWS);
	out = import_rows(f, "a", ROWS, false);
	assert_int_equal(out.same, ROWS);
	out = import_rows(f, "b", ROWS - 10, false);
	assert_int_equal(out.changed, ROWS - 2);
	assert_int_equal(out.rejected, 2);
	assert_field(f, "SN000000", TB_ASSET_NOTE, "b");
	assert_verifies(f);
}

static void test_import_many__a_dry_run_changes_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t before = events(f);
	struct tb_import_result out = import_rows(f, "a", ROWS - 10, true);

	assert_int_equal(out.added, ROWS - 2);
	assert_int_equal(events(f), before);
	assert_verifies(f);
	assert_int_equal(import_rows(f, "a", ROWS - 10, false).added, ROWS - 2);
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_import_many__is_what_its_events_make),
		TEST(test_import_many__changes_what_is_registered),
		TEST(test_import_many__a_dry_run_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
