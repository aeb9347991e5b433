/* test_import.c - any bytes at all, imported: each row is counted once, and a dry run leaves the ledger as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/exchange.h>
#include <trangbi/ledger.h>

#include "fuzz/corpus.h"
#include "fuzz/file.h"

/* 2026-11-24T17:05:00+07:00 */
static const struct tb_act act = { .actor = "fuzz", .channel = "cli", .now = 1795514700, .at = 1795514700 };

static const struct tb_noun *const nouns[] = { &tb_asset_noun, &tb_unit_noun, &tb_person_noun, &tb_kind_noun };
static const char *const profiles[] = { NULL, "so-ke-toan", "s24-h", "auto" };

enum { N_WAYS = sizeof(nouns) / sizeof(nouns[0]) + sizeof(profiles) / sizeof(profiles[0]) - 1 };

static void add(struct tb_db *db, const struct tb_noun *noun, unsigned name, const char *code)
{
	struct tb_record r = { .noun = noun };
	struct tb_pool pool = TB_POOL_INIT;

	tb_set_text(&r, noun->key, code);
	tb_set_text(&r, name, code);
	must(tb_add(db, &act, &r, &pool, NULL) == TB_OK);
	tb_pool_release(&pool);
}

static struct tb_db *make_register(void)
{
	const struct tb_init_req init = { .site = "fuzz" };
	struct tb_db *db = NULL;
	char path[80];

	snprintf(path, sizeof(path), "%s/db", the_folder());
	must(tb_db_init(path, &init, &act, NULL) == TB_OK);
	must(tb_db_open(path, TB_DB_WRITE, &db, NULL) == TB_OK);
	add(db, &tb_unit_noun, TB_UNIT_NAME, "00004");
	add(db, &tb_kind_noun, TB_KIND_NAME, "XEM");
	return db;
}

static int64_t events(struct tb_db *db)
{
	struct tb_head head;

	must(tb_ledger_head(db, &head, NULL) == TB_OK);
	return head.seq;
}

static void import_in_way(struct tb_db *db, const char *path, unsigned way)
{
	const bool is_asset = way >= sizeof(nouns) / sizeof(nouns[0]);
	const struct tb_import_req req = {
		.noun = is_asset ? &tb_asset_noun : nouns[way],
		.path = path,
		.profile = is_asset ? profiles[way - sizeof(nouns) / sizeof(nouns[0]) + 1] : NULL,
		.set = is_asset ? "unit=00004,kind=XEM" : NULL,
		.create = is_asset ? "kinds" : NULL,
		.keep_good = true,
		.dry_run = true,
		.rejects = "/nonexistent/rejects.csv",
	};
	struct tb_import_result out;
	struct tb_err err = TB_ERR_INIT;
	const int64_t before = events(db);
	enum tb_status rc = tb_import(db, &act, &req, &out, &err);

	must(rc == err.status && rc != TB_ECORRUPT && rc != TB_ESYS);
	must(rc || out.rows == out.added + out.changed + out.same + out.rejected);
	must(events(db) == before);
	tb_problems_release(&out.problems);
}

/* The fuzzer takes one way, which the last byte says; as a test, all of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tb_db *db;
	char path[80];

	if (!db)
		db = make_register();
	snprintf(path, sizeof(path), "%s/any.csv", the_folder());
	write_file(path, data, size);
#ifdef FUZZING
	import_in_way(db, path, size ? data[size - 1] % N_WAYS : 0);
#else
	for (unsigned way = 0; way < N_WAYS; way++)
		import_in_way(db, path, way);
#endif
	unlink(path);
	return 0;
}

#ifndef FUZZING
static void test_import__the_corpus(void **state)
{
	(void)state;
	run_corpus("tests/fuzz/corpus/import");
	run_corpus("tests/fuzz/corpus/csv");
	run_corpus("import/samples");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_import__the_corpus) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
