#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/time.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_time__formats(void **state)
{
	static const struct {
		int id;
		int64_t instant;
		const char *expected;
	} cases[] = {
		{ 1, 0, "1970-01-01T07:00:00+07:00" },
		{ 2, -7 * 3600, "1970-01-01T00:00:00+07:00" },
		{ 3, -7 * 3600 - 1, "1969-12-31T23:59:59+07:00" },
		{ 4, 1795514700, "2026-11-24T17:05:00+07:00" },
		{ 5, 1709225999, "2024-02-29T23:59:59+07:00" },
		{ 6, 1709226000, "2024-03-01T00:00:00+07:00" },
		{ 7, 253402275599, "9999-12-31T23:59:59+07:00" },
		{ 8, -2208988800 - 7 * 3600, "1900-01-01T00:00:00+07:00" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[TB_TIME_SIZE], date[TB_DATE_SIZE];

		tb_time_format(cases[i].instant, text);
		tb_time_date(cases[i].instant, date);
		if (strcmp(text, cases[i].expected) != 0 || strncmp(text, date, strlen(date)) != 0)
			fail_msg("row %d: %s, %s", cases[i].id, text, date);
	}
}

enum { NOTHING = -1 };

static void test_time__parses(void **state)
{
	static const struct {
		int id;
		const char *text;
		int64_t expected;
	} cases[] = {
		{ 1, "2026-11-24", 1795453200 },
		{ 2, "2026-11-24T17:05", 1795514700 },
		{ 3, "2026-11-24 17:05:30", 1795514730 },
		{ 4, "2026-11-24T17:05:30+07:00", 1795514730 },
		{ 5, "2026-11-24T10:05:30Z", 1795514730 },
		{ 6, "2026-11-24 10:05Z", 1795514700 },
		{ 7, "1970-01-01T00:00:00Z", 0 },
		{ 8, "2024-02-29", 1709139600 },
		{ 20, "", NOTHING },
		{ 21, "2026-02-29", NOTHING },
		{ 22, "2026-13-01", NOTHING },
		{ 23, "2026-00-01", NOTHING },
		{ 24, "2026-01-00", NOTHING },
		{ 25, "1899-12-31", NOTHING },
		{ 26, "2026-1-1", NOTHING },
		{ 27, "2026-11-24T24:00", NOTHING },
		{ 28, "2026-11-24T17:60", NOTHING },
		{ 29, "2026-11-24T17:05:60", NOTHING },
		{ 30, "2026-11-24T17", NOTHING },
		{ 31, "2026-11-24T17:05:", NOTHING },
		{ 32, "2026-11-24T17:05+08:00", NOTHING },
		{ 33, "2026-11-24T17:05z", NOTHING },
		{ 34, "2026-11-24Z", NOTHING },
		{ 35, "2026-11-24 ", NOTHING },
		{ 36, " 2026-11-24", NOTHING },
		{ 37, "24/11/2026", 1795453200 },
		{ 38, "2026-11-24T17:05:30.5", NOTHING },
		{ 39, "2026-11", NOTHING },
		{ 40, "24/11/2026 17:05", 1795514700 },
		{ 41, "31/02/2026 17:05", NOTHING },
		{ 42, "24/11/2026x", NOTHING },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t got = NOTHING;
		bool is_time = tb_time_parse(cases[i].text, &got);

		if (got != cases[i].expected || is_time != (cases[i].expected != NOTHING))
			fail_msg("row %d: %lld", cases[i].id, (long long)got);
	}
}

static void test_time__what_is_written_reads_back_the_same(void **state)
{
	(void)state;
	for (int64_t t = -2208000000; t < 253402000000; t += 86413 * 997) {
		char text[TB_TIME_SIZE];
		int64_t again = 0;

		tb_time_format(t, text);
		assert_true(tb_time_parse(text, &again));
		assert_int_equal(again, t);
	}
}

static void test_time__dates_as_they_are_typed(void **state)
{
	static const struct {
		int id;
		const char *text, *expected; /* NULL for no date */
	} cases[] = {
		{ 1, "24/11/2026", "2026-11-24" },
		{ 2, "24-11-2026", "2026-11-24" },
		{ 3, "24.11.2026", "2026-11-24" },
		{ 4, "2026-11-24", "2026-11-24" },
		{ 5, "1/7/2025", "2025-07-01" },
		{ 6, "01/07/2025", "2025-07-01" },
		{ 7, "29/02/2024", "2024-02-29" },
		{ 8, "29/02/2000", "2000-02-29" },
		{ 9, "1/12/1900", "1900-12-01" },
		{ 10, "31/12/9999", "9999-12-31" },
		{ 20, "31/02/2026", NULL },
		{ 21, "29/02/2025", NULL },
		{ 22, "29/02/1900", NULL },
		{ 23, "29/02/2100", NULL },
		{ 24, "31/04/2026", NULL },
		{ 25, "11/24/2026", NULL }, /* never month first */
		{ 26, "0/1/2026", NULL },
		{ 27, "1/0/2026", NULL },
		{ 28, "1/7/25", NULL },
		{ 29, "7/2025", NULL },
		{ 30, "2025", NULL },
		{ 31, "45839", NULL },
		{ 32, "1/7-2025", NULL },
		{ 33, "1/7/2025 ", NULL },
		{ 34, "1/7/20255", NULL },
		{ 35, "001/7/2025", NULL },
		{ 36, "31/12/1899", NULL },
		{ 37, "", NULL },
		{ 38, "1", NULL },
		{ 39, "1/", NULL },
		{ 40, "-1/7/2025", NULL },
		{ 41, "2026-11-24T10:00", NULL },
		{ 42, "1 /7/2025", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[TB_DATE_SIZE] = "untouched";
		const char *expected = cases[i].expected ? cases[i].expected : "untouched";

		if (tb_date_parse(cases[i].text, out) != !!cases[i].expected || strcmp(out, expected) != 0)
			fail_msg("row %d: %s", cases[i].id, out);
	}
}

static void test_time__adds_days(void **state)
{
	static const struct {
		int id;
		const char *from;
		int days;
		const char *expected;
	} cases[] = {
		{ 1, "2026-11-24", 0, "2026-11-24" },      { 2, "2026-11-24", 14, "2026-12-08" },
		{ 3, "2024-02-28", 1, "2024-02-29" },      { 4, "2025-02-28", 1, "2025-03-01" },
		{ 5, "2026-01-01", -1, "2025-12-31" },     { 6, "2024-02-29", 366, "2025-03-01" },
		{ 7, "1970-01-01", -25567, "1900-01-01" }, { 8, "2000-01-01", 146097, "2400-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[TB_DATE_SIZE];

		tb_date_add(cases[i].from, cases[i].days, out);
		if (strcmp(out, cases[i].expected) != 0)
			fail_msg("row %d: %s", cases[i].id, out);
	}
}

static void test_time__does_not_depend_on_the_machine(void **state)
{
	char text[TB_TIME_SIZE];

	(void)state;
	setenv("TZ", "America/New_York", 1);
	tzset();
	tb_time_format(0, text);
	assert_string_equal(text, "1970-01-01T07:00:00+07:00");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time__formats),
		cmocka_unit_test(test_time__parses),
		cmocka_unit_test(test_time__what_is_written_reads_back_the_same),
		cmocka_unit_test(test_time__dates_as_they_are_typed),
		cmocka_unit_test(test_time__adds_days),
		cmocka_unit_test(test_time__does_not_depend_on_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
