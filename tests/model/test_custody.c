#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/custody.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct sample {
	int id;
	const char *status, *condition, *custodian, *due;
	enum tb_status lend, issue, take_back; /* the unit is 00001; issued to 00002 */
};

static const struct sample samples[] = {
	{ 1, "in_stock", "ok", NULL, NULL, TB_OK, TB_OK, TB_EREFUSED },
	{ 2, "in_use", "ok", NULL, NULL, TB_OK, TB_OK, TB_EREFUSED },
	{ 3, "in_use", "worn", NULL, NULL, TB_OK, TB_OK, TB_EREFUSED },
	{ 4, "in_use", "broken", NULL, NULL, TB_EREFUSED, TB_OK, TB_EREFUSED },
	{ 5, "in_use", "ok", "123-456", NULL, TB_EREFUSED, TB_EREFUSED, TB_OK },
	{ 6, "in_use", "ok", "123-456", "2026-12-01", TB_EREFUSED, TB_EREFUSED, TB_OK },
	{ 7, "in_repair", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 8, "in_transit", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 9, "lost", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 10, "awaiting_disposal", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 11, "disposed", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 13, "missing", "ok", NULL, NULL, TB_EREFUSED, TB_EREFUSED, TB_EREFUSED },
	{ 12, "lost", "broken", "123-456", NULL, TB_EREFUSED, TB_EREFUSED, TB_OK },
};

static struct tb_record asset_of(const struct sample *s)
{
	struct tb_record r = TB_RECORD(tb_asset_noun);

	tb_set_text(&r, TB_ASSET_STATUS, s->status);
	tb_set_text(&r, TB_ASSET_CONDITION, s->condition);
	tb_set_text(&r, TB_ASSET_CUSTODIAN, s->custodian);
	tb_set_text(&r, TB_ASSET_DUE, s->due);
	tb_set_text(&r, TB_ASSET_UNIT, "00001");
	return r;
}

static void test_custody__who_may_have_what(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		const struct sample *s = &samples[i];
		struct tb_record asset = asset_of(s);

		if (tb_asset_check_lendable(&asset, NULL) != s->lend)
			fail_msg("row %d: lend", s->id);
		if (tb_asset_check_issuable(&asset, "00002", NULL) != s->issue)
			fail_msg("row %d: issue", s->id);
		if (tb_asset_check_returnable(&asset, NULL) != s->take_back)
			fail_msg("row %d: take back", s->id);
	}
}

static void test_custody__issue_to_where_it_is(void **state)
{
	struct tb_record stock = asset_of(&samples[0]), used = asset_of(&samples[1]);

	(void)state;
	assert_int_equal(tb_asset_check_issuable(&stock, "00001", NULL), TB_OK);
	assert_int_equal(tb_asset_check_issuable(&used, "00001", NULL), TB_EREFUSED);
}

static void assert_says(const struct tb_err *err, const char *expected)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

static void test_custody__the_refusal_names_the_holder(void **state)
{
	struct tb_record for_good = asset_of(&samples[4]), until = asset_of(&samples[5]);
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_asset_check_lendable(&for_good, &err), TB_EREFUSED);
	assert_says(&err, "it is lent to '123-456'; check it in first");
	assert_int_equal(tb_asset_check_lendable(&until, &err), TB_EREFUSED);
	assert_says(&err, "it is lent to '123-456' until 2026-12-01; check it in first");
}

static void test_custody__units_exist_between_their_dates(void **state)
{
	static const struct {
		int id;
		const char *from, *to, *successor, *date;
		const char *why; /* NULL: valid */
	} cases[] = {
		{ 1, NULL, NULL, NULL, "2026-11-24", NULL },
		{ 2, "2026-11-24", "2026-11-24", NULL, "2026-11-24", NULL },
		{ 3, "2026-11-25", NULL, NULL, "2026-11-24", "unit '00004' does not exist before 2026-11-25" },
		{ 4, NULL, "2026-11-23", NULL, "2026-11-24", "unit '00004' was closed on 2026-11-23" },
		{ 5, NULL, "2025-06-30", "00008", "2026-11-24",
		  "unit '00004' was closed on 2025-06-30; use its successor '00008'" },
		{ 6, NULL, "2025-06-30", "00008", "2025-06-30", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_record unit = TB_RECORD(tb_unit_noun);
		struct tb_err err = TB_ERR_INIT;

		tb_set_text(&unit, TB_UNIT_CODE, "00004");
		tb_set_text(&unit, TB_UNIT_VALID_FROM, cases[i].from);
		tb_set_text(&unit, TB_UNIT_VALID_TO, cases[i].to);
		tb_set_text(&unit, TB_UNIT_SUCCESSOR, cases[i].successor);
		if (tb_unit_check_valid(&unit, cases[i].date, &err) != (cases[i].why ? TB_EREFUSED : TB_OK))
			fail_msg("row %d", cases[i].id);
		if (cases[i].why)
			assert_says(&err, cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_custody__who_may_have_what),
		cmocka_unit_test(test_custody__issue_to_where_it_is),
		cmocka_unit_test(test_custody__the_refusal_names_the_holder),
		cmocka_unit_test(test_custody__units_exist_between_their_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
