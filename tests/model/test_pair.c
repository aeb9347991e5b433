#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <trangbi/nouns.h>

#include "model/pair.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct tb_likeness likeness(struct tb_pool *pool, const char *name, const char *serial, int64_t cost,
				   int64_t year)
{
	struct tb_record r = TB_RECORD(tb_asset_noun);
	struct tb_likeness out;

	tb_set_text(&r, TB_ASSET_NAME, name);
	tb_set_text(&r, TB_ASSET_SERIAL, serial);
	tb_set_text(&r, TB_ASSET_UNIT, "00004");
	if (cost >= 0)
		tb_set_num(&r, TB_ASSET_COST, cost);
	if (year >= 0)
		tb_set_num(&r, TB_ASSET_YEAR_IN_USE, year);
	tb_likeness_of(&r, pool, &out);
	return out;
}

static void test_pair__scores(void **state)
{
	static const struct {
		int id;
		const char *a_name, *a_serial;
		int64_t a_cost, a_year;
		const char *b_name, *b_serial;
		int64_t b_cost, b_year;
		unsigned reasons;
		bool likely;
	} cases[] = {
		{ 1, "Máy tính Dell", "AB-12345", 100, 2020, "may tinh DELL", "ab 12345", 100, 2020,
		  TB_SAME_SERIAL | TB_SAME_NAME | TB_SAME_COST | TB_SAME_YEAR, true },
		{ 2, "Máy tính", "AB12345", -1, -1, "Máy tính", "AB1234S", -1, -1, TB_NEAR_SERIAL | TB_SAME_NAME,
		  true },
		{ 3, "Máy tính", "AB12345", -1, -1, "Máy tính", "AB2345", -1, -1, TB_NEAR_SERIAL | TB_SAME_NAME, true },
		{ 4, "Máy tính", "AB1234", -1, -1, "Máy tính", "XAB1234", -1, -1, TB_NEAR_SERIAL | TB_SAME_NAME, true },
		/* two like things with serial numbers of their own are two things */
		{ 5, "Máy tính", "AB12345", 100, -1, "Máy tính", "AB12399", 100, -1, TB_SAME_NAME | TB_SAME_COST,
		  false },
		{ 6, "Máy tính", "A1", 100, -1, "Máy tính", "A2", 100, -1, TB_SAME_NAME | TB_SAME_COST, false },
		{ 7, "Xe máy Honda Wave", NULL, 20000000, 2019, "Xe Wave Honda", NULL, 20000000, 2019,
		  TB_NEAR_NAME | TB_SAME_COST | TB_SAME_YEAR, true },
		{ 8, "Xe máy", NULL, 1000, 2019, "Xe máy", NULL, 1010, 2020, TB_SAME_NAME | TB_NEAR_COST, true },
		{ 9, "Xe máy", NULL, 1000, 2019, "Xe máy", NULL, 1011, 2020, TB_SAME_NAME, false },
		{ 10, "Xe máy", NULL, 1000, 2010, "Xe máy", NULL, 5000, 2019, TB_SAME_NAME, false },
		{ 11, "Bàn", NULL, 1000, 2019, "Ghế", NULL, 1000, 2019, TB_SAME_COST | TB_SAME_YEAR, false },
		{ 12, NULL, NULL, -1, -1, NULL, NULL, -1, -1, 0, false },
		{ 13, "Xe", NULL, 0, -1, "Xe", NULL, 0, -1, TB_SAME_NAME | TB_SAME_COST, true },
	};
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct tb_likeness a =
			likeness(&pool, cases[i].a_name, cases[i].a_serial, cases[i].a_cost, cases[i].a_year);
		const struct tb_likeness b =
			likeness(&pool, cases[i].b_name, cases[i].b_serial, cases[i].b_cost, cases[i].b_year);
		unsigned reasons = 0, back = 0;
		const int score = tb_likeness_score(&a, &b, &reasons);

		if (reasons != (cases[i].reasons | TB_SAME_UNIT) || (score >= TB_LIKELY) != cases[i].likely ||
		    score > 100)
			fail_msg("row %d: score %d, reasons %u", cases[i].id, score, reasons);
		if (tb_likeness_score(&b, &a, &back) != score || back != reasons)
			fail_msg("row %d: the other way round it is %u", cases[i].id, back);
	}
	tb_pool_release(&pool);
}

static void test_pair__another_unit_counts_less(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_likeness a = likeness(&pool, "Xe", NULL, 5, 2020), b = a;
	unsigned reasons;
	const int together = tb_likeness_score(&a, &b, &reasons);

	(void)state;
	b.unit = "00008";
	assert_true(tb_likeness_score(&a, &b, &reasons) < together);
	assert_false(reasons & TB_SAME_UNIT);
	tb_pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pair__scores),
		cmocka_unit_test(test_pair__another_unit_counts_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
