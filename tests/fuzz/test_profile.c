/* test_profile.c - any bytes at all, read as a profile, and a header understood by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/nouns.h>

#include "fuzz/corpus.h"
#include "fuzz/file.h"
#include "service/columns.h"
#include "service/profile.h"

/* A header that the profile may know or not; whatever it makes of it, it does so without harm. */
static void map_header(const struct tb_profile *profile, struct tb_pool *pool)
{
	static const char *const names[] = { "Tên tài sản", "Loại", "Mã đơn vị", "Nguyên giá", "Số hiệu", "" };
	struct tb_cell cell[sizeof(names) / sizeof(names[0])];
	struct tb_csv_row row = { .number = 1, .cell = cell, .n = sizeof(cell) / sizeof(cell[0]) };
	struct tb_columns columns = { .noun = NULL };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc;

	for (size_t i = 0; i < row.n; i++)
		cell[i] = (struct tb_cell){ names[i], strlen(names[i]) };
	must(tb_columns_known(profile, &row) <= row.n);
	rc = tb_columns_map(&columns, profile, &row, pool, &err);
	must(rc == err.status && (rc == TB_OK || rc == TB_EINVAL));
	must(rc || columns.n == row.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tb_import_req req = { .noun = &tb_asset_noun };
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_err err = TB_ERR_INIT;
	struct tb_profile profile;
	const char *folders[] = { NULL };
	const char *path;
	enum tb_status rc;

	path = tb_pool_printf(&pool, "%s/any.ini", the_folder());
	write_file(path, data, size);
	rc = tb_profile_read(&profile, folders, path, &tb_asset_noun, &pool, &err);
	if (!rc && !profile.noun)
		profile.noun = &tb_asset_noun;
	if (!rc)
		rc = tb_profile_refine(&profile, &req, &pool, &err);
	must(rc == err.status && (rc == TB_OK || rc == TB_EINVAL));
	if (!rc)
		map_header(&profile, &pool);
	tb_pool_release(&pool);
	unlink(path);
	return 0;
}

#ifndef FUZZING
static void test_profile__the_corpus(void **state)
{
	(void)state;
	run_corpus("tests/fuzz/corpus/profile");
	run_corpus("import/profiles");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_profile__the_corpus) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
