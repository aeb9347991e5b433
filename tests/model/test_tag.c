#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/tag.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Tags to be damaged in every way. */
static const char *const bodies[] = {
	"00004XEM2600017", "32248TAB2500001", "ZZZZZZZZZ", "0000000000", "A", "12345678901234", "XX30ABC2699999",
};

static void make_whole(const char *body, char out[TB_TAG_SIZE])
{
	snprintf(out, TB_TAG_SIZE, "%s%c", body, tb_tag_check_char(body));
}

static void test_tag__check_char_by_iso_7064(void **state)
{
	static const struct {
		int id;
		const char *body;
		char check;
	} cases[] = {
		{ 1, "A12425GABC1234002", 'M' },        /* the GRid of the standard's example */
		{ 2, "00000000D07A0090", 'Q' },         /* ISAN 0000-0000-D07A-0090-Q-0000-0000-X ... */
		{ 3, "00000000D07A009000000000", 'X' }, /* ... and with its version */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (tb_tag_check_char(cases[i].body) != cases[i].check)
			fail_msg("row %d: %c", cases[i].id, tb_tag_check_char(cases[i].body));
}

static void test_tag__every_wrong_character_is_caught(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		char tag[TB_TAG_SIZE], wrong[TB_TAG_SIZE];

		make_whole(bodies[i], tag);
		assert_true(tb_tag_is_valid(tag));
		for (size_t at = 0; at < strlen(tag); at++)
			for (const char *c = alphabet; *c; c++) {
				memcpy(wrong, tag, sizeof(tag));
				wrong[at] = *c;
				if (*c != tag[at] && tb_tag_is_valid(wrong))
					fail_msg("%s passes for %s", wrong, tag);
			}
	}
}

/* The system misses a few swaps by its nature; how many of all pairs is known, so that a worse one would show. */
static void test_tag__swaps_of_neighbours_are_caught(void **state)
{
	unsigned swaps = 0, missed = 0;

	(void)state;
	for (const char *a = alphabet; *a; a++)
		for (const char *b = alphabet; *b; b++) {
			char body[] = "00004XEM26??017", tag[TB_TAG_SIZE], swapped[TB_TAG_SIZE];

			body[10] = *a;
			body[11] = *b;
			make_whole(body, tag);
			memcpy(swapped, tag, sizeof(tag));
			swapped[10] = *b;
			swapped[11] = *a;
			swaps += *a != *b;
			missed += *a != *b && tb_tag_is_valid(swapped);
		}
	assert_int_equal(swaps, 36 * 35);
	assert_int_equal(missed, 2);
}

static void test_tag__parses_what_people_type(void **state)
{
	static const struct {
		int id;
		const char *typed, *tag; /* NULL: refused */
	} cases[] = {
		{ 1, "00004XEM2600017W", "00004XEM2600017W" },
		{ 2, "00004-XEM-26-00017-W", "00004XEM2600017W" },
		{ 3, "00004-xem-26-00017-w", "00004XEM2600017W" },
		{ 4, " 00004.XEM 26_00017/w\t", "00004XEM2600017W" },
		{ 5, "00", NULL },
		{ 6, "A", NULL },
		{ 7, "", NULL },
		{ 8, "---", NULL },
		{ 9, "00004XEM2600017WK", NULL },
		{ 10, "00004-XEM-26-00017-A", NULL },
		{ 11, "00004-XEM-26-00018-W", NULL },
		{ 12, "0O004-XEM-26-00017-W", NULL },
		{ 13, "00004-XẺM-26-00017-W", NULL },
		{ 14, "00004XEM2600017W\n", NULL },
		{ 15, "00004*XEM2600017W", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[TB_TAG_SIZE] = "untouched";
		struct tb_err err = TB_ERR_INIT;
		enum tb_status rc = tb_tag_parse(cases[i].typed, out, &err);

		if (rc != (cases[i].tag ? TB_OK : TB_EINVAL) || rc != err.status)
			fail_msg("row %d: status %d", cases[i].id, rc);
		if (strcmp(out, cases[i].tag ? cases[i].tag : "untouched") != 0)
			fail_msg("row %d: %s", cases[i].id, out);
	}
}

static void test_tag__is_valid_only_in_its_plain_form(void **state)
{
	(void)state;
	assert_true(tb_tag_is_valid("00004XEM2600017W"));
	assert_false(tb_tag_is_valid("00004xem2600017w"));
	assert_false(tb_tag_is_valid("00004-XEM-26-00017-W"));
	assert_false(tb_tag_is_valid(""));
	assert_false(tb_tag_is_valid("K"));
	assert_false(tb_tag_is_valid("00004XEM2600017W0"));
}

static void test_tag__shows_and_parses_back(void **state)
{
	static const struct {
		int id;
		const char *body, *shown;
	} cases[] = {
		{ 1, "00004XEM2600017", "00004-XEM-26-00017-W" },
		{ 2, "ABC", NULL },
		{ 3, "ABCD", NULL },
		{ 4, "12345678901234", NULL },
		{ 5, "1234567", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char tag[TB_TAG_SIZE], shown[TB_TAG_SHOWN_SIZE], back[TB_TAG_SIZE];
		struct tb_err err = TB_ERR_INIT;

		make_whole(cases[i].body, tag);
		tb_tag_show(tag, shown);
		if (cases[i].shown)
			assert_string_equal(shown, cases[i].shown);
		assert_true(shown[strlen(shown) - 1] != '-');
		assert_int_equal(tb_tag_parse(shown, back, &err), TB_OK);
		assert_string_equal(back, tag);
	}
	for (size_t i = 0; i < COUNT(bodies); i++) {
		char tag[TB_TAG_SIZE], shown[TB_TAG_SHOWN_SIZE];

		make_whole(bodies[i], tag);
		tb_tag_show(tag, shown);
		for (char *p = shown; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p - 'A' + 'a');
		assert_int_equal(tb_tag_parse(shown, tag, NULL), TB_OK);
	}
}

static void test_tag__compacts_codes(void **state)
{
	static const struct {
		int id;
		const char *typed;
		size_t size;
		const char *out; /* NULL: does not fit */
	} cases[] = {
		{ 1, "30-ab 12", 16, "30AB12" },
		{ 2, "29-B1 123.45", 16, "29B112345" },
		{ 3, "", 1, "" },
		{ 4, " -._/\t", 1, "" },
		{ 5, "abc", 4, "ABC" },
		{ 6, "abc", 3, NULL },
		{ 7, "29-MĐ1", 16, "29MĐ1" },
		{ 8, "tscđ.01", 16, "TSCĐ01" },
		{ 9, "Ổ-o\xCC\x82\xCC\x89", 16, "ỔỔ" }, /* one composed, one not */
		{ 10, "đ", 2, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[16];
		bool fits = tb_code_compact(cases[i].typed, out, cases[i].size);

		if (fits != !!cases[i].out || (fits && strcmp(out, cases[i].out) != 0))
			fail_msg("row %d: %d %s", cases[i].id, fits, out);
	}
}

static void test_tag__checks_patterns(void **state)
{
	static const struct {
		int id;
		const char *pattern;
		enum tb_status status;
	} cases[] = {
		{ 1, TB_TAG_PATTERN, TB_OK },      { 2, "USSSC", TB_OK },
		{ 3, "84KKKSSSSC", TB_OK },        { 4, "UUUUUKKKYYSSSSSSC", TB_EINVAL },
		{ 5, "USSC", TB_EINVAL },          { 6, "SSSC", TB_EINVAL },
		{ 7, "USSS", TB_EINVAL },          { 8, "USSSCC", TB_EINVAL },
		{ 9, "USSSCU", TB_EINVAL },        { 10, "uSSSC", TB_EINVAL },
		{ 11, "U-SSSC", TB_EINVAL },       { 12, "", TB_EINVAL },
		{ 13, "USSSUSSSC", TB_EINVAL },    { 14, "XUUSSSC", TB_EINVAL },
		{ 15, "UUUUUUUUUUUUSSSC", TB_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (tb_tag_pattern_check(cases[i].pattern, NULL) != cases[i].status)
			fail_msg("row %d", cases[i].id);
}

static void test_tag__fills_the_prefix(void **state)
{
	static const struct {
		int id;
		const char *pattern, *unit, *kind;
		int year;
		const char *prefix; /* NULL: refused */
	} cases[] = {
		{ 1, TB_TAG_PATTERN, "00004", "XEM", 2026, "00004XEM26" },
		{ 2, TB_TAG_PATTERN, "04", "XM", 2005, "XXX04XXM05" },
		{ 3, TB_TAG_PATTERN, "000045", "XEM", 2026, NULL },
		{ 4, TB_TAG_PATTERN, "00004", "XEMM", 2026, NULL },
		{ 5, TB_TAG_PATTERN, "0.4", "XEM", 2026, NULL },
		{ 6, TB_TAG_PATTERN, "00004", "X-M", 2026, NULL },
		{ 7, "84KKKSSSSC", "a unit that has no place", "XEM", 2026, NULL },
		{ 8, "84KKKSSSSC", "LONGERTHANTHEPATTERN", "XEM", 2026, "84XEM" },
		{ 9, "UYKYUSSSC", "AB", "K", 2031, "A3K1B" },
		{ 10, "USSSC", "A", "B", 2100, "A" },
		{ 11, "YSSSC", "A", "B", 2026, NULL },
		{ 12, "YYSSSC", "A", "B", 2100, "00" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[TB_TAG_SIZE] = "untouched";
		enum tb_status rc =
			tb_tag_prefix(cases[i].pattern, cases[i].unit, cases[i].kind, cases[i].year, out, NULL);

		if (rc != (cases[i].prefix ? TB_OK : TB_EREFUSED))
			fail_msg("row %d: status %d", cases[i].id, rc);
		if (strcmp(out, cases[i].prefix ? cases[i].prefix : "untouched") != 0)
			fail_msg("row %d: %s", cases[i].id, out);
	}
}

static void test_tag__makes_tags_until_the_numbers_are_used_up(void **state)
{
	char out[TB_TAG_SIZE] = "untouched";

	(void)state;
	assert_int_equal(tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 17, out, NULL), TB_OK);
	assert_string_equal(out, "00004XEM2600017W");
	assert_int_equal(tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 99999, out, NULL), TB_OK);
	assert_true(tb_tag_is_valid(out));
	assert_int_equal(tb_tag_serial(TB_TAG_PATTERN, out), 99999);
	assert_int_equal(tb_tag_make("USSSC", "A", 999, out, NULL), TB_OK);
	assert_true(tb_tag_is_valid(out));
	memcpy(out, "untouched", 10);
	assert_int_equal(tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 100000, out, NULL), TB_EREFUSED);
	assert_int_equal(tb_tag_make("USSSC", "A", 1000, out, NULL), TB_EREFUSED);
	assert_int_equal(tb_tag_make("USSSC", "A", INT64_MAX, out, NULL), TB_EREFUSED);
	assert_string_equal(out, "untouched");
}

static void test_tag__finds_the_serial_number(void **state)
{
	(void)state;
	assert_int_equal(tb_tag_serial(TB_TAG_PATTERN, "00004XEM2600017W"), 17);
	assert_int_equal(tb_tag_serial(TB_TAG_PATTERN, "00004XEM260001AW"), -1);
	assert_int_equal(tb_tag_serial(TB_TAG_PATTERN, "00004XEM26017W"), -1);
	assert_int_equal(tb_tag_serial("USSSC", "A0120"), 12);
	assert_int_equal(tb_tag_prefix_len(TB_TAG_PATTERN), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tag__check_char_by_iso_7064),
		cmocka_unit_test(test_tag__every_wrong_character_is_caught),
		cmocka_unit_test(test_tag__swaps_of_neighbours_are_caught),
		cmocka_unit_test(test_tag__parses_what_people_type),
		cmocka_unit_test(test_tag__is_valid_only_in_its_plain_form),
		cmocka_unit_test(test_tag__shows_and_parses_back),
		cmocka_unit_test(test_tag__compacts_codes),
		cmocka_unit_test(test_tag__checks_patterns),
		cmocka_unit_test(test_tag__fills_the_prefix),
		cmocka_unit_test(test_tag__makes_tags_until_the_numbers_are_used_up),
		cmocka_unit_test(test_tag__finds_the_serial_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
