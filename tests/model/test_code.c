#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/code.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Its check character is right. */
#define TAG "00004XEM2600017W"

static void test_code__what_texts_mean(void **state)
{
	static const struct {
		int id;
		const char *text;
		enum tb_code_what what;
		const char *code;
	} rows[] = {
		{ 1, TAG, TB_CODE_ASSET, TAG },
		{ 2, "sn-1", TB_CODE_ASSET, "sn-1" },
		{ 3, "", TB_CODE_ASSET, "" },
		{ 4, "+", TB_CODE_ASSET, "+" },
		{ 5, "+U", TB_CODE_ASSET, "+U" },
		{ 6, "+P ", TB_CODE_ASSET, "+P " },
		{ 7, "++U00004", TB_CODE_ASSET, "++U00004" },
		{ 8, "+X00004", TB_CODE_ASSET, "+X00004" },
		{ 9, "+U00004", TB_CODE_UNIT, "00004" },
		{ 10, "+u00004", TB_CODE_UNIT, "00004" },
		{ 11, " +U00004\r\n", TB_CODE_UNIT, "00004" },
		{ 12, "+Upx01-a/2", TB_CODE_UNIT, "PX01-A/2" },
		{ 13, "+P200-012", TB_CODE_PERSON, "200-012" },
		{ 14, "+p200-012", TB_CODE_PERSON, "200-012" },
		{ 15, "+P200 012", TB_CODE_ASSET, "+P200 012" },
		{ 16, "+P200+012", TB_CODE_ASSET, "+P200+012" },
		{ 17, "+Pđ", TB_CODE_ASSET, "+Pđ" },
		{ 18, "+P\xff\xfe", TB_CODE_ASSET, "+P\xff\xfe" },
		{ 19, "+P12345678901234567890123456789012", TB_CODE_PERSON, "12345678901234567890123456789012" },
		{ 20, "+P123456789012345678901234567890123", TB_CODE_ASSET, "+P123456789012345678901234567890123" },
		{ 21, "+CHECKOUT", TB_CODE_COMMAND, "CHECKOUT" },
		{ 36, "+ok", TB_CODE_COMMAND, "OK" },
		{ 37, "+BROKEN", TB_CODE_COMMAND, "BROKEN" },
		{ 38, "+Worn", TB_CODE_COMMAND, "WORN" },
		{ 22, "+undo", TB_CODE_COMMAND, "UNDO" },
		{ 23, "+UNDO", TB_CODE_COMMAND, "UNDO" },
		{ 24, "+UNDO1", TB_CODE_UNIT, "NDO1" },
		{ 25, "+CHECKOUTS", TB_CODE_ASSET, "+CHECKOUTS" },
		{ 26, "CHECKOUT", TB_CODE_ASSET, "CHECKOUT" },
		{ 27, "HTTPS://TB.EXAMPLE.VN/A/" TAG, TB_CODE_ASSET, TAG },
		{ 28, "https://tb.example.vn/a/00004xem2600017w", TB_CODE_ASSET, TAG },
		{ 29, "HTTPS://TB.EXAMPLE.VN/?" TAG, TB_CODE_ASSET, TAG },
		{ 30, "HTTPS://TB.EXAMPLE.VN/Q?A=" TAG, TB_CODE_ASSET, TAG },
		{ 31, "8004893123400" TAG, TB_CODE_ASSET, TAG },
		{ 32,
		  "8004893123400" TAG "\x1d"
		  "2112345",
		  TB_CODE_ASSET, TAG },
		{ 33, "]C18004893123400" TAG, TB_CODE_ASSET, TAG },
		{ 34, "(8004)893123400" TAG, TB_CODE_ASSET, TAG },
		{ 35, "800489312340000004xem2600017w", TB_CODE_ASSET, TAG },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_pool pool = TB_POOL_INIT;
		struct tb_code_meaning m = { .code = NULL };

		tb_code_read(rows[i].text, &pool, &m);
		if (m.what != rows[i].what || strcmp(m.code, rows[i].code) != 0)
			fail_msg("row %d: %d '%s'", rows[i].id, m.what, m.code);
		tb_pool_release(&pool);
	}
}

/* What holds no tag stays as it is. */
static void test_code__no_tag_inside(void **state)
{
	static const char *const texts[] = {
		"",
		TAG,
		"8004",
		"80041",
		"8004893123400",
		"8004893" TAG,            /* no company prefix is as short */
		"800489312340012345" TAG, /* nor as long */
		"8004893123400"
		"00004XEM2600017X", /* a wrong check character */
		"8004893123400"
		"00004XEM26\x1d"
		"00017W",
		"8005893123400" TAG,
		"X8004893123400" TAG,
		"HTTPS://",
		"HTTPS://" TAG, /* the name of a server */
		"HTTPS://TB.EXAMPLE.VN",
		"HTTPS://TB.EXAMPLE.VN/",
		"HTTPS://TB.EXAMPLE.VN/" TAG "/",
		"HTTPS://TB.EXAMPLE.VN/A/00004XEM2600017X",
		"HTTPS://TB.EXAMPLE.VN/A/" TAG "#1",
		"HTTPS:/" TAG,
		"://X/" TAG,
		"A B://X/" TAG,
		"\x1d",
		"\xff\xff",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE];

		if (tb_code_tags(texts[i], tags))
			fail_msg("'%s' holds '%s'", texts[i], tags[0]);
	}
}

/* A short tag behind every company prefix: it is among what is given, with those that fit by chance before it or behind. */
static void test_code__short_tags_in_giais(void **state)
{
	char tag[TB_TAG_SIZE] = "AB12345", text[64], tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE];
	size_t most = 0;

	(void)state;
	tag[7] = tb_tag_check_char("AB12345");
	for (int prefix = 0; prefix < 100000; prefix += 7) {
		size_t n, found = 0;

		snprintf(text, sizeof(text), "80048%06d%s", prefix, tag);
		n = tb_code_tags(text, tags);
		most = n > most ? n : most;
		for (size_t i = 0; i < n; i++) {
			assert_true(tb_tag_is_valid(tags[i]));
			assert_true(i == 0 || strlen(tags[i]) < strlen(tags[i - 1]));
			found += !strcmp(tags[i], tag);
		}
		if (found != 1)
			fail_msg("%s: %zu tags", text, n);
	}
	assert_in_range(most, 2, TB_CODE_MAX_TAGS);
}

static void test_code__long_texts(void **state)
{
	static const char *const starts[] = { "", "+", "+U", "+P", "8004", "80048931234", "(8004)", "HTTPS://A/", "A" };
	static const char fill[] = { 'A', '7', ' ', '/', '+', '\x1d', '\xff' };
	enum { LONG = 8192 };
	char *text = malloc(LONG + 1);

	(void)state;
	for (size_t i = 0; i < COUNT(starts); i++)
		for (size_t k = 0; k < COUNT(fill); k++) {
			struct tb_pool pool = TB_POOL_INIT;
			struct tb_code_meaning m;

			memset(text, fill[k], LONG);
			memcpy(text, starts[i], strlen(starts[i]));
			text[LONG] = '\0';
			tb_code_read(text, &pool, &m);
			assert_int_equal(m.what, TB_CODE_ASSET);
			assert_ptr_equal(m.code, text);
			tb_pool_release(&pool);
		}
	free(text);
}

/* Any bytes give some meaning; address sanitizer sees the rest. */
static void test_code__any_bytes(void **state)
{
	static const char alphabet[] = "+UPup8004893:/=?]C1() \t\x1d\xff\xc3Z0";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct tb_pool pool = TB_POOL_INIT;
		struct tb_code_meaning m = { .code = NULL };
		char text[48];
		size_t len = (size_t)round % (sizeof(text) - 1);

		for (size_t i = 0; i < len; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = alphabet[(seed >> 16) % (sizeof(alphabet) - 1)];
		}
		text[len] = '\0';
		tb_code_read(text, &pool, &m);
		assert_non_null(m.code);
		tb_pool_release(&pool);
	}
}

static void assert_reads_back(const char *text, enum tb_code_what what, const char *code)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_code_meaning m;

	tb_code_read(text, &pool, &m);
	assert_int_equal(m.what, what);
	assert_string_equal(m.code, code);
	tb_pool_release(&pool);
}

static void test_code__what_is_written_reads_back(void **state)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_code_write_unit("00004", &text, &err), TB_OK);
	assert_string_equal(text.buf, "+U00004");
	assert_reads_back(text.buf, TB_CODE_UNIT, "00004");
	tb_str_clear(&text);
	tb_code_write_person("200-012", &text);
	assert_string_equal(text.buf, "+P200-012");
	assert_reads_back(text.buf, TB_CODE_PERSON, "200-012");
	for (int i = 0; i < TB_N_COMMANDS; i++) {
		tb_str_clear(&text);
		tb_code_write_command((enum tb_code_command)i, &text);
		assert_reads_back(text.buf, TB_CODE_COMMAND, tb_command_texts[i].word);
		assert_true(*tb_command_texts[i].title);
	}
	tb_str_release(&text);
}

static void test_code__no_badge_reads_as_a_command(void **state)
{
	struct tb_str text = TB_STR_INIT, message = TB_STR_INIT;
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_code_write_unit("NDO", &text, &err), TB_EREFUSED);
	assert_string_equal(text.buf, "");
	tb_err_text(&err, NULL, &message);
	assert_non_null(strstr(message.buf, "'NDO'"));
	assert_int_equal(tb_code_write_unit("NDO1", &text, &err), TB_OK);
	tb_str_release(&message);
	tb_str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_code__what_texts_mean),
		cmocka_unit_test(test_code__no_tag_inside),
		cmocka_unit_test(test_code__short_tags_in_giais),
		cmocka_unit_test(test_code__long_texts),
		cmocka_unit_test(test_code__any_bytes),
		cmocka_unit_test(test_code__what_is_written_reads_back),
		cmocka_unit_test(test_code__no_badge_reads_as_a_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
