#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_json__escapes_no_further_than_needed(void **state)
{
	static const struct {
		int id;
		const char *text, *expected;
	} cases[] = {
		{ 1, "", "\"\"" },
		{ 2, "plain", "\"plain\"" },
		{ 3, "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
		{ 4, "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
		{ 5, "\x01\x0B\x0E\x1F", "\"\\u0001\\u000b\\u000e\\u001f\"" },
		{ 6, "\x7F", "\"\x7F\"" },
		{ 7, "Đắk €😀", "\"Đắk €😀\"" },
		{ 8, "\u2028\u2029", "\"\u2028\u2029\"" },
		{ 9, "<a href='x'>&", "\"<a href='x'>&\"" },
		{ 10, "\n", "\"\\n\"" },
		/* the sample of RFC 8785, section 3.2.2.2 */
		{ 11, "\u20ac$\x0F\nA'B\"\\\\\"/", "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_str s = TB_STR_INIT;
		struct tb_json j = TB_JSON_INIT(&s);

		tb_json_str(&j, cases[i].text);
		if (strcmp(s.buf, cases[i].expected) != 0)
			fail_msg("row %d: %s", cases[i].id, s.buf);
		tb_str_release(&s);
	}
}

static void test_json__sets_commas(void **state)
{
	struct tb_str s = TB_STR_INIT;
	struct tb_json j = TB_JSON_INIT(&s);

	(void)state;
	tb_json_open(&j, '{');
	tb_json_key(&j, "a");
	tb_json_open(&j, '[');
	tb_json_close(&j, ']');
	tb_json_key(&j, "b\n");
	tb_json_open(&j, '[');
	tb_json_int(&j, INT64_MIN);
	tb_json_str(&j, NULL);
	tb_json_open(&j, '{');
	tb_json_close(&j, '}');
	tb_json_bool(&j, true);
	tb_json_bool(&j, false);
	tb_json_raw(&j, "[1,2]");
	tb_json_close(&j, ']');
	tb_json_key(&j, "c");
	tb_json_str(&j, "");
	tb_json_close(&j, '}');
	assert_string_equal(s.buf, "{\"a\":[],\"b\\n\":[-9223372036854775808,null,{},true,false,[1,2]],\"c\":\"\"}");
	tb_str_release(&s);
}

/* By UTF-16 code units: a surrogate (D83D) comes before U+E000 and U+FB33, though its UTF-8 comes behind. */
static void test_json__orders_keys_by_utf16(void **state)
{
	static const char *const ordered[] = {
		"",           "\r",         "1",      "1\x01",  "A",      "AB",     "a",
		"ab",         "\u00A2",     "\u00F6", "\u0110", "\u20AC", "\uD7FF", "\U00010000",
		"\U0001F600", "\U0010FFFF", "\uE000", "\uFB33", "\uFFFD",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ordered); i++)
		for (size_t k = 0; k < COUNT(ordered); k++) {
			int got = tb_json_key_cmp(ordered[i], ordered[k]), expected = i < k ? -1 : i > k;

			if ((got > 0) - (got < 0) != expected)
				fail_msg("%zu and %zu: %d", i, k, got);
		}
}

static void test_json__orders_keys_that_start_alike(void **state)
{
	(void)state;
	assert_true(tb_json_key_cmp("x\U0001F600", "x\uFB33") < 0);
	assert_true(tb_json_key_cmp("\uFB33a", "\uFB33b") < 0);
	assert_true(tb_json_key_cmp("\uFB33", "\uE000") > 0);
	assert_true(tb_json_key_cmp("\U0001F600", "\U0001F601") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json__escapes_no_further_than_needed),
		cmocka_unit_test(test_json__sets_commas),
		cmocka_unit_test(test_json__orders_keys_by_utf16),
		cmocka_unit_test(test_json__orders_keys_that_start_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
