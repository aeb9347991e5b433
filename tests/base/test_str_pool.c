#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/pool.h>
#include <trangbi/str.h>

static void test_str__is_a_string_before_anything_is_added(void **state)
{
	struct tb_str s = TB_STR_INIT;

	(void)state;
	assert_string_equal(s.buf, "");
	tb_str_clear(&s);
	tb_str_cut(&s, 5);
	tb_str_adds(&s, "");
	assert_string_equal(s.buf, "");
	assert_int_equal(s.cap, 0);
	tb_str_release(&s);
	tb_str_release(NULL);
	assert_string_equal(tb_str_empty, "");
}

static void test_str__grows(void **state)
{
	struct tb_str s = TB_STR_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++)
		tb_str_addf(&s, "%03d,", i);
	assert_int_equal(s.len, 4000);
	assert_memory_equal(s.buf + 3996, "999,", 5);
	tb_str_cut(&s, 4);
	assert_string_equal(s.buf, "000,");
	tb_str_add(&s, "a\0b", 3);
	assert_int_equal(s.len, 7);
	assert_memory_equal(s.buf, "000,a\0b", 8);
	tb_str_clear(&s);
	assert_string_equal(s.buf, "");
	tb_str_release(&s);
	tb_str_adds(&s, "again");
	assert_string_equal(s.buf, "again");
	tb_str_release(&s);
}

static void test_str__reserve_keeps_the_place(void **state)
{
	struct tb_str s = TB_STR_INIT;
	char *place;

	(void)state;
	tb_str_reserve(&s, 1000);
	place = s.buf;
	for (int i = 0; i < 1000; i++)
		tb_str_addc(&s, 'x');
	assert_ptr_equal(s.buf, place);
	tb_str_release(&s);
}

static void test_str__writes_any_integer(void **state)
{
	static const struct {
		int id;
		long long n;
		const char *expected;
	} cases[] = {
		{ 1, 0, "0" },
		{ 2, 7, "7" },
		{ 3, -10, "-10" },
		{ 4, INT64_MAX, "9223372036854775807" },
		{ 5, INT64_MIN, "-9223372036854775808" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tb_str s = TB_STR_INIT;

		tb_str_addint(&s, cases[i].n);
		if (strcmp(s.buf, cases[i].expected) != 0)
			fail_msg("row %d: %s", cases[i].id, s.buf);
		tb_str_release(&s);
	}
}

static void test_pool__keeps_what_was_put_in(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	char *texts[3000];

	(void)state;
	for (int i = 0; i < 3000; i++)
		texts[i] = tb_pool_printf(&pool, "text %d", i);
	for (int i = 0; i < 3000; i += 999) {
		char expected[20];

		snprintf(expected, sizeof(expected), "text %d", i);
		assert_string_equal(texts[i], expected);
	}
	tb_pool_release(&pool);
	tb_pool_release(&pool);
	tb_pool_release(NULL);
}

static void test_pool__memory_is_zeroed_and_aligned(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t size = 0; size < 100; size++) {
			unsigned char *p = tb_pool_alloc(&pool, size);

			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xAA, size);
		}
		tb_pool_clear(&pool);
	}
	tb_pool_release(&pool);
}

static void test_pool__takes_large_pieces(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	char *small = tb_pool_strdup(&pool, "small"), *large = tb_pool_alloc(&pool, 1 << 20);

	(void)state;
	memset(large, 'x', 1 << 20);
	assert_string_equal(small, "small");
	assert_string_equal(tb_pool_strdup(&pool, "after"), "after");
	tb_pool_clear(&pool);
	tb_pool_release(&pool);
	tb_pool_clear(&pool);
}

static void test_pool__copies(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	assert_null(tb_pool_strdup(&pool, NULL));
	assert_string_equal(tb_pool_strdup(&pool, ""), "");
	assert_string_equal(tb_pool_dup(&pool, "abcdef", 3), "abc");
	assert_memory_equal(tb_pool_dup(&pool, "a\0b", 3), "a\0b", 4);
	assert_string_equal(tb_pool_printf(&pool, "%s", ""), "");
	tb_pool_release(&pool);
}

static void test_str__numbers_in_groups_of_three(void **state)
{
	static const struct {
		long long n;
		const char *expected;
	} cases[] = {
		{ 0, "= 0" },
		{ 7, "= 7" },
		{ 999, "= 999" },
		{ 1000, "= 1.000" },
		{ 12500000, "= 12.500.000" },
		{ -1, "= -1" },
		{ -999, "= -999" },
		{ -1000, "= -1.000" },
		{ -100000, "= -100.000" },
		{ INT64_MAX, "= 9.223.372.036.854.775.807" },
		{ INT64_MIN, "= -9.223.372.036.854.775.808" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tb_str s = TB_STR_INIT;

		tb_str_adds(&s, "= ");
		tb_str_addgrouped(&s, cases[i].n);
		assert_string_equal(s.buf, cases[i].expected);
		tb_str_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_str__is_a_string_before_anything_is_added),
		cmocka_unit_test(test_str__grows),
		cmocka_unit_test(test_str__reserve_keeps_the_place),
		cmocka_unit_test(test_str__writes_any_integer),
		cmocka_unit_test(test_str__numbers_in_groups_of_three),
		cmocka_unit_test(test_pool__keeps_what_was_put_in),
		cmocka_unit_test(test_pool__memory_is_zeroed_and_aligned),
		cmocka_unit_test(test_pool__takes_large_pieces),
		cmocka_unit_test(test_pool__copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
