/* The ledger's head as papers carry it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/anchor.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SITE "0123456789abcdef"
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define TEXT "TB1:0123456789ABCDEF:42:00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF"

static void test_anchor__is_written_behind_what_is_there(void **state)
{
	struct tb_str out = TB_STR_INIT;

	(void)state;
	tb_str_adds(&out, "Mã: ");
	tb_anchor_write(SITE, 42, HASH, &out);
	assert_string_equal(out.buf, "Mã: " TEXT);
	tb_str_release(&out);
}

static void test_anchor__reads_back(void **state)
{
	static const int64_t seqs[] = { 1, 9, 10, 1000000, INT64_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(seqs); i++) {
		struct tb_str out = TB_STR_INIT;
		struct tb_anchor a = { .seq = 0 };

		tb_anchor_write(SITE, seqs[i], HASH, &out);
		assert_true(tb_anchor_read(out.buf, &a));
		assert_string_equal(a.site, SITE);
		assert_string_equal(a.hash, HASH);
		assert_int_equal(a.seq, seqs[i]);
		for (char *p = out.buf; *p; p++) /* as somebody may type it */
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
		assert_true(tb_anchor_read(out.buf, &a));
		assert_string_equal(a.hash, HASH);
		tb_str_release(&out);
	}
}

static void test_anchor__what_is_none(void **state)
{
	static const char *const rows[] = {
		"",
		"TB1:",
		HASH,
		"00004XEM2600017K",
		"TB2:" SITE ":42:" HASH,
		"TB1:" SITE ":42:" HASH " ",
		" TB1:" SITE ":42:" HASH,
		"TB1:" SITE ":42:" HASH "0",
		"TB1:" SITE ":0:" HASH,
		"TB1:" SITE ":042:" HASH,
		"TB1:" SITE ":-1:" HASH,
		"TB1:" SITE "::" HASH,
		"TB1:" SITE ":9223372036854775808:" HASH,
		"TB1:" SITE ":99999999999999999999999:" HASH,
		"TB1:123456789abcdef:42:" HASH,
		"TB1:0123456789abcdeg:42:" HASH,
		"TB1:" SITE "0:42:" HASH,
		"TB1:" SITE ":42:0011",
		"TB1:" SITE ":42",
		"TB1:" SITE,
	};
	struct tb_anchor a = { .seq = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (tb_anchor_read(rows[i], &a) || a.seq != 7)
			fail_msg("'%s' was taken", rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_anchor__is_written_behind_what_is_there),
		cmocka_unit_test(test_anchor__reads_back),
		cmocka_unit_test(test_anchor__what_is_none),
	};

	return cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
