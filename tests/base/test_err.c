#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/err.h>
#include <trangbi/str.h>

static void assert_text(const struct tb_err *err, const char *(*translate)(const char *), const char *expected)
{
	struct tb_str s = TB_STR_INIT;

	tb_err_text(err, translate, &s);
	assert_string_equal(s.buf, expected);
	tb_str_release(&s);
}

static void test_err__set_returns_the_status(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_err_set(&err, TB_ENOTFOUND, N_("no asset '%s'"), "TS-1"), TB_ENOTFOUND);
	assert_int_equal(err.status, TB_ENOTFOUND);
	assert_text(&err, NULL, "no asset 'TS-1'");
	assert_int_equal(tb_err_set(NULL, TB_ESYS, "x %d", 1), TB_ESYS);
}

static void test_err__takes_every_conversion(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "%s %c %d %u %zu %ld %lld 100%%", "a", 'b', -1, 4000000000u, (size_t)3, -4L,
		   -9223372036854775807LL - 1);
	assert_text(&err, NULL, "a b -1 4000000000 3 -4 -9223372036854775808 100%");
}

static void test_err__a_missing_text_is_a_dash(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	const char *volatile none = NULL;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "'%s'", none);
	assert_text(&err, NULL, "'-'");
}

static void test_err__a_percent_sign_in_an_argument_is_text(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "'%s' and '%s'", "%s%n%d", "%1$s");
	assert_text(&err, NULL, "'%s%n%d' and '%1$s'");
}

static void test_err__set_again_forgets_the_first(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "%s %s", "a", "b");
	tb_err_set(&err, TB_ESYS, "%s", "c");
	assert_text(&err, NULL, "c");
	tb_err_clear(&err);
	assert_int_equal(err.status, TB_OK);
	assert_text(&err, NULL, "");
}

static const char *in_other_order(const char *msgid)
{
	(void)msgid;
	return "%2$s của %1$s (%3$s)";
}

static const char *with_a_hole(const char *msgid)
{
	(void)msgid;
	return "%9$s|%s|";
}

static void test_err__a_translation_may_reorder(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "%s has %d of %lld", "a", 2, 3LL);
	assert_text(&err, in_other_order, "2 của a (3)");
	assert_text(&err, with_a_hole, "|a|");
}

static void test_err__shortens_between_characters(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	char text[302] = "", expected[302] = "";

	(void)state;
	memset(text, 'x', 199);
	strcat(text, "ế and more");
	memset(expected, 'x', 199);
	strcat(expected, "…");
	tb_err_set(&err, TB_EINVAL, "%s", text);
	assert_text(&err, NULL, expected);

	memset(text, 'x', 200);
	text[200] = '\0';
	tb_err_set(&err, TB_EINVAL, "%s", text);
	assert_text(&err, NULL, text);
}

/* Eight arguments of full length do not fit; what follows must not move into the place of one that is left out. */
static void test_err__long_arguments_keep_the_others_in_place(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_str s = TB_STR_INIT;
	char text[300];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	tb_err_set(&err, TB_EINVAL, "%s%s%s%s%s%s,%d,%d", text, text, text, text, text, text, 7, 8);
	tb_err_text(&err, NULL, &s);
	assert_string_equal(s.buf + s.len - 4, ",7,8");
	tb_str_release(&s);
}

static void test_err__the_ninth_argument_is_left_out(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	tb_err_set(&err, TB_EINVAL, "%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9);
	assert_text(&err, NULL, "12345678");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_err__set_returns_the_status),
		cmocka_unit_test(test_err__takes_every_conversion),
		cmocka_unit_test(test_err__a_missing_text_is_a_dash),
		cmocka_unit_test(test_err__a_percent_sign_in_an_argument_is_text),
		cmocka_unit_test(test_err__set_again_forgets_the_first),
		cmocka_unit_test(test_err__a_translation_may_reorder),
		cmocka_unit_test(test_err__shortens_between_characters),
		cmocka_unit_test(test_err__long_arguments_keep_the_others_in_place),
		cmocka_unit_test(test_err__the_ninth_argument_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
