/* test_bulk.c - a transaction of many assets: what it leaves out for a while, and that all of it is there again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/stmt.h"

enum { MANY = 2500 };

struct fixture {
	char dir[32], path[64];
	struct tb_store *st;
	struct tb_err err;
};

static int64_t number(const struct fixture *f, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	if (sqlite3_prepare_v2(f->st->db, sql, -1, &stmt, NULL) || sqlite3_step(stmt) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(f->st->db));
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static void add_registers(struct tb_store *st)
{
	struct tb_record unit = TB_RECORD(tb_unit_noun), kind = TB_RECORD(tb_kind_noun);

	tb_set_text(&unit, TB_UNIT_CODE, "U");
	tb_set_text(&unit, TB_UNIT_NAME, "unit");
	tb_set_text(&kind, TB_KIND_CODE, "K");
	tb_set_text(&kind, TB_KIND_NAME, "kind");
	assert_int_equal(tb_store_insert(st, &unit, 1, NULL), TB_OK);
	assert_int_equal(tb_store_insert(st, &kind, 1, NULL), TB_OK);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->dir, sizeof(f->dir), "/tmp/test_bulk-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
	*state = f;
	if (tb_store_open(f->path, TB_STORE_CREATE, &f->st, &f->err))
		return -1;
	add_registers(f->st);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	tb_store_close(f->st);
	tb_store_remove(f->path);
	rmdir(f->dir);
	free(f);
	return 0;
}

static enum tb_status add_asset(struct tb_store *st, int64_t seq, const char *unit)
{
	struct tb_record r = TB_RECORD(tb_asset_noun);
	char tag[TB_ALIAS_SIZE];

	snprintf(tag, sizeof(tag), "T%lld", (long long)seq);
	tb_set_text(&r, TB_ASSET_TAG, tag);
	tb_set_text(&r, TB_ASSET_NAME, "name");
	tb_set_text(&r, TB_ASSET_KIND, "K");
	tb_set_text(&r, TB_ASSET_UNIT, unit);
	tb_set_text(&r, TB_ASSET_BOOK_UNIT, "U");
	tb_set_text(&r, TB_ASSET_CONDITION, "ok");
	tb_set_text(&r, TB_ASSET_STATUS, "in_stock");
	tb_set_num(&r, TB_ASSET_QUANTITY, 1);
	return tb_store_insert_asset(st, &r, seq, NULL);
}

static enum tb_status add_event(struct tb_store *st, int64_t seq)
{
	static const unsigned char hash[TB_HASH_SIZE];
	struct tb_event ev = {
		.seq = seq, .kind = "asset.add", .subject = "T", .actor = "a", .channel = "csv", .payload = "{}"
	};

	return tb_store_append(st, &ev, hash, NULL);
}

static void begin(const struct fixture *f)
{
	assert_int_equal(tb_txn_begin_write(f->st, NULL), TB_OK);
	tb_txn_expect_assets(f->st);
}

static void add_many(const struct fixture *f, int64_t first, int n)
{
	for (int64_t seq = first; seq < first + n; seq++) {
		assert_int_equal(add_event(f->st, seq), TB_OK);
		assert_int_equal(add_asset(f->st, seq, "U"), TB_OK);
	}
}

static int64_t indexes(const struct fixture *f)
{
	return number(f, "SELECT count(*) FROM sqlite_schema WHERE name IN ('event_by_subject', 'asset_by_unit', "
			 "'event_is_not_replaced', 'asset_by_kind', 'asset_by_text')");
}

static void assert_as_ever(const struct fixture *f, int64_t assets)
{
	assert_int_equal(indexes(f), 5);
	assert_int_equal(number(f, "PRAGMA foreign_keys"), 1);
	assert_int_equal(number(f, "PRAGMA cache_size"), -32768);
	assert_int_equal(number(f, "SELECT count(*) FROM asset INDEXED BY asset_by_unit WHERE unit = 'U'"), assets);
	assert_int_equal(number(f, "SELECT count(*) FROM event INDEXED BY event_by_subject WHERE subject = 'T'"),
			 assets);
	assert_int_equal(number(f, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_not_equal(add_asset(f->st, 100000, "NONE"), TB_OK); /* a foreign key refuses */
}

static void test_bulk__what_is_left_out_is_there_behind_the_commit(void **state)
{
	struct fixture *f = *state;

	begin(f);
	add_many(f, 1, MANY);
	assert_int_equal(indexes(f), 0);
	assert_int_equal(tb_txn_commit(f->st, NULL), TB_OK);
	tb_txn_end(f->st);
	assert_as_ever(f, MANY);
}

static void test_bulk__what_is_left_out_is_there_behind_a_rollback(void **state)
{
	struct fixture *f = *state;

	begin(f);
	add_many(f, 1, MANY);
	assert_int_equal(indexes(f), 0);
	tb_txn_end(f->st);
	assert_as_ever(f, 0);
}

static void test_bulk__a_few_events_behind_many_leave_nothing_out(void **state)
{
	struct fixture *f = *state;

	begin(f);
	add_many(f, 1, 5 * MANY);
	assert_int_equal(tb_txn_commit(f->st, NULL), TB_OK);
	tb_txn_end(f->st);
	begin(f);
	add_many(f, 5 * MANY + 1, MANY);
	assert_int_equal(indexes(f), 5);
	tb_txn_end(f->st);
	assert_int_equal(tb_txn_begin_write(f->st, NULL), TB_OK);
	add_many(f, 5 * MANY + 1, 4 * MANY); /* nobody said that there would be so many */
	assert_int_equal(indexes(f), 5);
	tb_txn_end(f->st);
	assert_as_ever(f, 5 * MANY);
}

static void test_bulk__a_missing_unit_is_refused_meanwhile(void **state)
{
	struct fixture *f = *state;
	struct tb_record kept;
	struct tb_pool pool = TB_POOL_INIT;

	begin(f);
	add_many(f, 1, MANY);
	assert_int_equal(add_asset(f->st, MANY + 1, "NONE"), TB_ENOTFOUND);
	assert_int_equal(tb_store_get(f->st, &tb_unit_noun, "U", &pool, &kept, NULL), TB_OK);
	tb_txn_end(f->st);
	assert_string_equal(tb_text(&kept, TB_UNIT_NAME), "unit"); /* the caller's own, whatever is forgotten */
	tb_pool_release(&pool);
}

static int64_t last_serial(const struct fixture *f, const char *prefix)
{
	int64_t n = -1;

	assert_int_equal(tb_store_last_serial(f->st, prefix, &n, NULL), TB_OK);
	return n;
}

/* More prefixes than are remembered at once. */
static void test_bulk__serial_numbers_are_written_at_the_end(void **state)
{
	enum { PREFIXES = 40000 };
	struct fixture *f = *state;
	char prefix[16];

	begin(f);
	for (int i = 0; i < PREFIXES; i++) {
		snprintf(prefix, sizeof(prefix), "P%d", i);
		assert_int_equal(tb_store_raise_serial(f->st, prefix, i + 1, NULL), TB_OK);
		assert_int_equal(tb_store_raise_serial(f->st, prefix, i, NULL), TB_OK); /* never lowered */
		assert_int_equal(last_serial(f, prefix), i + 1);
	}
	assert_int_equal(last_serial(f, "P0"), 1);
	assert_int_equal(tb_txn_commit(f->st, NULL), TB_OK);
	tb_txn_end(f->st);
	assert_int_equal(number(f, "SELECT count(*) FROM tag_serial WHERE last = substr(prefix, 2) + 1"), PREFIXES);
}

static void test_bulk__what_is_taken_back_is_forgotten(void **state)
{
	struct fixture *f = *state;

	begin(f);
	assert_int_equal(tb_store_raise_serial(f->st, "P", 3, NULL), TB_OK);
	assert_int_equal(tb_savepoint(f->st, NULL), TB_OK);
	assert_int_equal(tb_store_raise_serial(f->st, "P", 7, NULL), TB_OK);
	assert_int_equal(add_asset(f->st, 1, "U"), TB_OK);
	assert_int_equal(tb_savepoint_undo(f->st, NULL), TB_OK);
	assert_int_equal(last_serial(f, "P"), 3);
	assert_int_equal(add_asset(f->st, 1, "U"), TB_OK); /* the text for searching went too */
	assert_int_equal(tb_txn_commit(f->st, NULL), TB_OK);
	tb_txn_end(f->st);
	assert_int_equal(last_serial(f, "P"), 3);
	assert_int_equal(number(f, "SELECT count(*) FROM asset JOIN search_text ON text_id = search_text.id"), 1);
	begin(f);
	assert_int_equal(tb_store_raise_serial(f->st, "P", 9, NULL), TB_OK);
	tb_txn_end(f->st);
	assert_int_equal(last_serial(f, "P"), 3);
}

static void test_bulk__a_changed_record_is_read_again(void **state)
{
	struct fixture *f = *state;
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_record r;
	int64_t version = 0, place = 0;

	begin(f);
	assert_int_equal(tb_store_get(f->st, &tb_unit_noun, "V", &pool, &r, &f->err), TB_ENOTFOUND);
	assert_int_equal(tb_store_get(f->st, &tb_unit_noun, "U", &pool, &r, NULL), TB_OK);
	tb_set_text(&r, TB_UNIT_NAME, "other");
	assert_int_equal(tb_store_update(f->st, &r, 7, NULL), TB_OK);
	tb_set_text(&r, TB_UNIT_CODE, "V");
	assert_int_equal(tb_store_insert(f->st, &r, 8, NULL), TB_OK);
	assert_int_equal(tb_store_get(f->st, &tb_unit_noun, "V", &pool, &r, NULL), TB_OK);
	assert_int_equal(tb_store_get(f->st, &tb_unit_noun, "U", &pool, &r, NULL), TB_OK);
	assert_string_equal(tb_text(&r, TB_UNIT_NAME), "other");
	assert_int_equal(tb_store_get(f->st, &tb_asset_noun, "T1", &pool, &r, &f->err), TB_ENOTFOUND);
	assert_int_equal(tb_store_get(f->st, &tb_asset_noun, "T1", &pool, &r, &f->err), TB_ENOTFOUND);
	assert_int_equal(add_asset(f->st, 1, "U"), TB_OK);
	assert_int_equal(tb_store_get(f->st, &tb_asset_noun, "T1", &pool, &r, NULL), TB_OK);
	assert_int_equal(tb_store_version(f->st, &tb_unit_noun, "U", &version, &place, NULL), TB_OK);
	assert_int_equal(version, 7);
	tb_txn_end(f->st);
	tb_pool_release(&pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_bulk__what_is_left_out_is_there_behind_the_commit),
		TEST(test_bulk__what_is_left_out_is_there_behind_a_rollback),
		TEST(test_bulk__a_few_events_behind_many_leave_nothing_out),
		TEST(test_bulk__a_missing_unit_is_refused_meanwhile),
		TEST(test_bulk__serial_numbers_are_written_at_the_end),
		TEST(test_bulk__what_is_taken_back_is_forgotten),
		TEST(test_bulk__a_changed_record_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
