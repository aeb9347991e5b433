#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/label.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_label__printing_again_needs_a_reason(void **state)
{
	static const struct {
		int id;
		int64_t printed;
		const char *reason;
		enum tb_status expected;
	} cases[] = {
		{ 1, 0, NULL, TB_OK },       { 2, 0, "lost", TB_OK },    { 3, 1, NULL, TB_EREFUSED },
		{ 4, 9, NULL, TB_EREFUSED }, { 5, 1, "damaged", TB_OK }, { 6, 9, "changed", TB_OK },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_str text = TB_STR_INIT;

		if (tb_label_check_reason("A1", cases[i].printed, cases[i].reason, &err) != cases[i].expected ||
		    err.status != cases[i].expected)
			fail_msg("case %d: %d", cases[i].id, err.status);
		tb_err_text(&err, NULL, &text);
		if (err.status && (!strstr(text.buf, "'A1'") || !strstr(text.buf, "--reason lost, damaged or changed")))
			fail_msg("case %d: %s", cases[i].id, text.buf);
		tb_str_release(&text);
	}
}

static void test_label__a_reason_is_one_of_three_words(void **state)
{
	static const struct {
		const char *typed, *code;
	} cases[] = {
		{ "lost", "lost" },
		{ "Mất", "lost" },
		{ "mat", "lost" },
		{ "thất lạc", "lost" },
		{ "damaged", "damaged" },
		{ "hỏng", "damaged" },
		{ "HU HONG", "damaged" },
		{ "rách", "damaged" },
		{ "changed", "changed" },
		{ "đổi", "changed" },
		{ "thay doi", "changed" },
		{ "first", NULL },
		{ "1", NULL },
	};
	const struct tb_field *field = &tb_label_noun.fields[TB_LABEL_EVENT_REASON];
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_value v = { .is = TB_UNSET };
		enum tb_status rc = tb_value_parse(field, cases[i].typed, strlen(cases[i].typed), &pool, &v, &err);

		if (rc != (cases[i].code ? TB_OK : TB_EINVAL) || (cases[i].code && strcmp(v.text, cases[i].code) != 0))
			fail_msg("'%s': status %d, %s", cases[i].typed, rc, v.is == TB_IS_TEXT ? v.text : "-");
	}
	tb_pool_release(&pool);
}

/* Each constant of the enum stands for the field of its name, and the payload is canonical JSON. */
static void test_label__payload_is_canonical(void **state)
{
	struct tb_record r = TB_RECORD(tb_label_noun);
	struct tb_str text = TB_STR_INIT;

	(void)state;
	tb_set_num(&r, TB_LABEL_EVENT_COPIES, 2);
	tb_set_text(&r, TB_LABEL_EVENT_REASON, "lost");
	tb_set_text(&r, TB_LABEL_EVENT_SHEET, "a4");
	tb_set_text(&r, TB_LABEL_EVENT_TARGET, "tem.pdf");
	tb_set_text(&r, TB_LABEL_EVENT_TEMPLATE, "standard");
	tb_record_payload(&r, &text);
	assert_string_equal(text.buf, "{\"copies\":2,\"reason\":\"lost\",\"sheet\":\"a4\",\"target\":\"tem.pdf\","
				      "\"template\":\"standard\"}");
	tb_str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_label__printing_again_needs_a_reason),
		cmocka_unit_test(test_label__a_reason_is_one_of_three_words),
		cmocka_unit_test(test_label__payload_is_canonical),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
