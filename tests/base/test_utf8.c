#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))

static void test_utf8__finds_the_first_bad_byte(void **state)
{
	static const struct {
		int id;
		const char *bytes;
		size_t len, expected;
	} cases[] = {
		{ 1, BYTES(""), 0 },
		{ 2, BYTES("plain"), 5 },
		{ 3, BYTES("a\0b"), 3 },
		{ 4, BYTES("C\xC3\xB4ng an x\xC3\xA3"), 12 },
		{ 5, BYTES("\xF0\x9F\x98\x80"), 4 },
		{ 6, BYTES("\xF4\x8F\xBF\xBF"), 4 },
		{ 7, BYTES("\xEE\x80\x80\xEF\xBF\xBD"), 6 },
		{ 10, BYTES("ab\x80"), 2 }, /* a continuation alone */
		{ 11, BYTES("ab\xC3"), 2 }, /* cut off */
		{ 12, BYTES("ab\xE1\xBA"), 2 },
		{ 13, BYTES("ab\xF0\x9F\x98"), 2 },
		{ 14, BYTES("\xC3\x28"), 0 },
		{ 15, BYTES("\xC0\xAF"), 0 }, /* overlong */
		{ 16, BYTES("\xE0\x80\xAF"), 0 },
		{ 17, BYTES("\xF0\x80\x80\xAF"), 0 },
		{ 18, BYTES("\xED\xA0\x80"), 0 },     /* a surrogate */
		{ 19, BYTES("\xF4\x90\x80\x80"), 0 }, /* above U+10FFFF */
		{ 20, BYTES("x\xF5\x80\x80\x80"), 1 },
		{ 21, BYTES("\xFE"), 0 },
		{ 22, BYTES("12345678\xFF"), 8 },
		{ 23, BYTES("C\xF4ng an"), 1 }, /* Windows-1258 */
		{ 24, BYTES("C\xAEng an"), 1 }, /* TCVN3 */
		{ 25, BYTES("12345678901234567\xC3\xB4\xFF"), 19 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t got = tb_utf8_check(cases[i].bytes, cases[i].len);

		if (got != cases[i].expected)
			fail_msg("row %d: %zu", cases[i].id, got);
	}
}

static void test_utf8__mends_and_tames(void **state)
{
	static const struct {
		int id;
		const char *text, *mended, *tame;
	} cases[] = {
		{ 1, "Công an\tA\n", "Công an\tA\n", "Công an\tA\n" },
		{ 2, "C\xF4ng \xC3", "C?ng ?", "C?ng ?" },
		{ 3, "\033[31mx\x7F\r", "\033[31mx\x7F\r", "?[31mx??" },
		{ 4,
		  "\xC2\x9B"
		  "31m\xC2\xA0",
		  "\xC2\x9B"
		  "31m\xC2\xA0",
		  "??31m\xC2\xA0" },
		{ 5, "a\u202Eb\u2069\u2014", "a\u202Eb\u2069\u2014", "a???b???\u2014" },
	};
	char nul[] = "a\0b";

	(void)state;
	tb_utf8_mend(nul, 3);
	assert_string_equal(nul, "a?b");
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[32] = "";

		strncpy(text, cases[i].text, sizeof(text) - 1);
		tb_utf8_mend(text, strlen(text));
		assert_string_equal(text, cases[i].mended);
		tb_utf8_tame(text, strlen(text));
		assert_string_equal(text, cases[i].tame);
	}
}

static void test_utf8__composes(void **state)
{
	static const struct {
		int id;
		const char *text, *expected;
	} cases[] = {
		{ 1, "Đa\u0306\u0301k La\u0306\u0301k", "\u0110\u1EAFk L\u1EAFk" },
		{ 2, "xa\u0303", "x\u00E3" },
		{ 3, "o\u0302\u0323", "\u1ED9" },
		{ 4, "o\u0323\u0302", "\u1ED9" }, /* marks in the other order */
		{ 5, "\u1ECD\u0302", "\u1ED9" },  /* half composed */
		{ 6, "\u00F4\u0323", "\u1ED9" },  /* as Windows-1258 decodes: base with mark, tone behind */
		{ 7, "\u01B0\u0309", "\u1EED" },
		{ 8, "d\u0336", "d\u0336" }, /* no đ by composition */
		{ 9, "\u212B", "\u00C5" },   /* Ångström sign */
		{ 10, "\u1100\u1161", "\uAC00" },
	};
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = tb_utf8_nfc(&pool, cases[i].text, strlen(cases[i].text));

		if (strcmp(got, cases[i].expected) != 0)
			fail_msg("row %d: %s", cases[i].id, got);
	}
	tb_pool_release(&pool);
}

static void test_utf8__leaves_composed_text_alone(void **state)
{
	static const char *const texts[] = { "", "plain", "Đắk Lắk", "Nguyễn Văn Đức", "ưỡng Ỹ ỵ Ặ", "\u00E3\u0217" };
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_ptr_equal(tb_utf8_nfc(&pool, texts[i], strlen(texts[i])), texts[i]);
	assert_string_equal(tb_utf8_nfc(&pool, BYTES("12 € – ok…")), "12 € – ok…");
	tb_pool_release(&pool);
}

struct key {
	int id;
	const char *text, *fold, *telex;
};

static const struct key keys[] = {
	{ 1, "Hóa", "hoa", "hoas" },
	{ 2, "Hoá", "hoa", "hoas" },
	{ 3, "thủy", "thuy", "thuyr" },
	{ 4, "thuỷ", "thuy", "thuyr" },
	{ 5, "Thanh Hoá", "thanh hoa", "thanh hoas" },
	{ 6, "Lạc Thuỷ", "lac thuy", "lacj thuyr" },
	{ 7, "Đắk Lắk", "dak lak", "ddawks lawks" },
	{ 8, "Đa\u0306\u0301k La\u0306\u0301k", "dak lak", "ddawks lawks" },
	{ 9, "Nguyễn Văn Đức", "nguyen van duc", "nguyeenx vawn dduwcs" },
	{ 10, "Công an xã", "cong an xa", "coong an xax" },
	{ 11, "CÔNG AN XÃ", "cong an xa", "coong an xax" },
	{ 12, "dưỡng", "duong", "duwowngx" },
	{ 13, "Điều hòa", "dieu hoa", "ddieeuf hoaf" },
	{ 14, "Điều hoà", "dieu hoa", "ddieeuf hoaf" },
	/* whatever is neither letter nor digit is one space, and none at the ends */
	{ 20, "Ea H'Leo", "ea h leo", "ea h leo" },
	{ 21, "A Lưới 1", "a luoi 1", "a luwowis 1" },
	{ 22, "  -TS/2026--0001. ", "ts 2026 0001", "ts 2026 0001" },
	{ 23, "", "", "" },
	{ 24, " - ", "", "" },
	{ 25, "12\" \u2013 m\u00B2", "12 m", "12 m" },
	/* other scripts pass */
	{ 30, "Straße", "strasse", "strasse" },
	{ 31, "МОСКВА 1", "москва 1", "москва 1" },
	{ 32, "大", "大", "大" },
	{ 33, "\u0130", "i", "i" },
	/* marks without a Latin letter before them leave nothing behind that ends the key */
	{ 40, "\u0302a", "a", "a" },
	{ 41, "α\u0302b", "αb", "αb" },
	{ 42, "a b \u0302 c", "a b c", "a b c" },
	{ 43, "\u0301 a", "a", "a" },
	{ 44, "đ\u0302x", "dx", "ddx" },
};

typedef void key_fn(struct tb_str *out, const char *s);

static void assert_key(int id, key_fn *make, const char *text, const char *expected)
{
	struct tb_str s = TB_STR_INIT;

	make(&s, text);
	if (s.len != strlen(expected) || strcmp(s.buf, expected) != 0)
		fail_msg("row %d: \"%s\" (%zu bytes) instead of \"%s\"", id, s.buf, s.len, expected);
	tb_str_release(&s);
}

static void test_utf8__folds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_key(keys[i].id, tb_utf8_fold, keys[i].text, keys[i].fold);
}

static void test_utf8__spells_in_telex(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++)
		assert_key(keys[i].id, tb_utf8_telex, keys[i].text, keys[i].telex);
}

/* Names that are one once the accents are dropped: 1 to 4 are communes of one province each, the others are made up. */
static void test_utf8__the_accented_key_tells_colliding_names_apart(void **state)
{
	static const struct {
		int id;
		const char *a, *b;
	} names[] = {
		{ 1, "Đồng Tiến", "Đông Tiến" },
		{ 2, "Sơn Hà", "Sơn Hạ" },
		{ 3, "Ba Tơ", "Ba Tô" },
		{ 4, "Mỹ Tho", "Mỹ Thọ" },
		{ 5, "Tân Hòa", "Tân Hóa" },
		{ 6, "Đa Mi", "Đá Mì" },
		{ 7, "Đại", "Dại" },
		{ 8, "Bình Thanh", "Bình Thành" },
		{ 9, "Phú Lâm", "Phú Lắm" },
		{ 10, "Mương", "Mường" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct tb_str a = TB_STR_INIT, b = TB_STR_INIT;

		tb_utf8_fold(&a, names[i].a);
		assert_key(names[i].id, tb_utf8_fold, names[i].b, a.buf);
		tb_str_clear(&a);
		tb_utf8_telex(&a, names[i].a);
		tb_utf8_telex(&b, names[i].b);
		if (!strcmp(a.buf, b.buf))
			fail_msg("row %d: both are %s", names[i].id, a.buf);
		tb_str_release(&a);
		tb_str_release(&b);
	}
}

static void test_utf8__keys_append(void **state)
{
	struct tb_str s = TB_STR_INIT;

	(void)state;
	tb_utf8_fold(&s, "Máy in");
	tb_utf8_fold(&s, "Đỏ");
	assert_string_equal(s.buf, "may in do");
	tb_str_release(&s);
}

static void test_utf8__counts_terminal_columns(void **state)
{
	static const struct {
		int id;
		const char *text;
		size_t width;
	} cases[] = {
		{ 1, "", 0 },     { 2, "abc", 3 }, { 3, "Đắk Lắk", 7 }, { 4, "Đa\u0306\u0301k", 3 },
		{ 5, "大小", 4 }, { 6, "…", 1 },   { 7, "\u200B", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (tb_utf8_width(cases[i].text) != cases[i].width)
			fail_msg("row %d: %zu", cases[i].id, tb_utf8_width(cases[i].text));
}

static void test_utf8__what_fits(void **state)
{
	static const struct {
		int id;
		const char *text;
		size_t columns, bytes;
	} rows[] = {
		{ 1, "", 0, 0 },     { 2, "abc", 0, 0 },  { 3, "abc", 2, 2 },
		{ 4, "abc", 9, 3 },  { 5, "Đức", 2, 5 },  { 6, "e\xcc\x81x", 1, 3 },
		{ 7, "漢字", 3, 3 }, { 8, "漢字", 4, 6 }, { 9, "a\xff", 5, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t bytes = tb_utf8_fit(rows[i].text, rows[i].columns);

		if (bytes != rows[i].bytes)
			fail_msg("row %d: %zu", rows[i].id, bytes);
	}
}

/* Plain text is valid and composed; what is not plain may be so too, after a longer look. */
static void test_utf8__plain_text_by_a_quick_look(void **state)
{
	static const struct {
		const char *text;
		bool plain;
	} cases[] = {
		{ "", true },
		{ "abcdefghijk", true },
		{ "Nguyễn Văn Đức, đồng, ƯỚC", true },
		{ "e\xCC\x81", false },
		{ "\xC3", false },
		{ "abcdefgh\xE1\xBA", false },
		{ "\xE1\xBA x", false },
		{ "\xC3(", false },
		{ "\xFF", false },
		{ "\xC0\xAF", false },
		{ "\xE2\x82\xAB", false },
		{ "\xED\xA0\x80", false },
		{ "\x80", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (tb_utf8_is_plain(cases[i].text, strlen(cases[i].text)) != cases[i].plain)
			fail_msg("row %zu: \"%s\"", i, cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8__finds_the_first_bad_byte),
		cmocka_unit_test(test_utf8__mends_and_tames),
		cmocka_unit_test(test_utf8__composes),
		cmocka_unit_test(test_utf8__leaves_composed_text_alone),
		cmocka_unit_test(test_utf8__folds),
		cmocka_unit_test(test_utf8__spells_in_telex),
		cmocka_unit_test(test_utf8__the_accented_key_tells_colliding_names_apart),
		cmocka_unit_test(test_utf8__keys_append),
		cmocka_unit_test(test_utf8__counts_terminal_columns),
		cmocka_unit_test(test_utf8__what_fits),
		cmocka_unit_test(test_utf8__plain_text_by_a_quick_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
