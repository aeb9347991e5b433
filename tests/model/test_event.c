#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/event.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ZEROS        "0000000000000000000000000000000000000000000000000000000000000000"

static const struct sample {
	int id;
	struct tb_event ev;
	const char *expected;
} samples[] = {
	{ 1,
	  { .seq = 1, .kind = "site.init", .actor = "a", .channel = "cli", .payload = "{}" },
	  "{\"actor\":\"a\",\"at\":0,\"channel\":\"cli\",\"kind\":\"site.init\",\"payload\":{},\"prev\":\"" ZEROS
	  "\",\"recorded\":0,\"seq\":1,\"site\":\"0123456789abcdef\"}" },
	{ 2,
	  { .seq = 7,
	    .kind = "asset.checkout",
	    .subject = "00004XEM2600017W",
	    .actor = "Nguyễn Văn Đức",
	    .unit = "00004",
	    .at = 1763978700,
	    .recorded = 1763978701,
	    .purpose = "tuần tra \"đêm\"\n",
	    .doc = "12/QĐ",
	    .channel = "scan",
	    .batch = 6,
	    .payload = "{\"due\":\"2026-12-01\",\"holder\":\"123-456\"}" },
	  "{\"actor\":\"Nguyễn Văn Đức\",\"at\":1763978700,\"batch\":6,\"channel\":\"scan\",\"doc\":\"12/QĐ\","
	  "\"kind\":\"asset.checkout\",\"payload\":{\"due\":\"2026-12-01\",\"holder\":\"123-456\"},\"prev\":\"" ZEROS
	  "\",\"purpose\":\"tuần tra \\\"đêm\\\"\\n\",\"recorded\":1763978701,\"seq\":7,"
	  "\"site\":\"0123456789abcdef\",\"subject\":\"00004XEM2600017W\",\"unit\":\"00004\"}" },
	{ 3,
	  { .seq = INT64_MAX, .kind = "x", .actor = "", .at = INT64_MIN, .channel = "", .payload = "{\"a\":null}" },
	  "{\"actor\":\"\",\"at\":-9223372036854775808,\"channel\":\"\",\"kind\":\"x\",\"payload\":{\"a\":null},"
	  "\"prev\":\"" ZEROS "\",\"recorded\":0,\"seq\":9223372036854775807,\"site\":\"0123456789abcdef\"}" },
};

static void make(const struct tb_event *ev, struct tb_str *out)
{
	tb_event_canonical(ev, "0123456789abcdef", ZEROS, out);
}

static void test_event__canonical_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct tb_str out = TB_STR_INIT;

		make(&samples[i].ev, &out);
		if (strcmp(out.buf, samples[i].expected) != 0)
			fail_msg("row %d: %s", samples[i].id, out.buf);
		tb_str_release(&out);
	}
}

/* Another program that sorts and packs JSON writes the same bytes. jq reads numbers as doubles, so not those of row 3. */
static void test_event__jq_agrees(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char path[] = "/tmp/test_event-XXXXXX", command[100], line[2000] = "";
		struct tb_str out = TB_STR_INIT;
		int fd = mkstemp(path);
		FILE *f = fdopen(fd, "w"), *jq;

		make(&samples[i].ev, &out);
		fputs(out.buf, f);
		fclose(f);
		snprintf(command, sizeof(command), "jq -S -c . %s", path);
		jq = popen(command, "r");
		assert_non_null(jq);
		assert_non_null(fgets(line, sizeof(line), jq));
		assert_int_equal(pclose(jq), 0);
		line[strcspn(line, "\n")] = '\0';
		assert_string_equal(line, out.buf);
		unlink(path);
		tb_str_release(&out);
	}
}

static void test_event__hash_in_hexadecimal(void **state)
{
	unsigned char hash[TB_HASH_SIZE];
	char hex[TB_HEX_SIZE];

	(void)state;
	for (int i = 0; i < TB_HASH_SIZE; i++)
		hash[i] = (unsigned char)(i * 8 + 7);
	tb_hash_hex(hash, hex);
	assert_string_equal(hex, "070f171f272f373f474f575f676f777f878f979fa7afb7bfc7cfd7dfe7eff7ff");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event__canonical_json),
		cmocka_unit_test(test_event__jq_agrees),
		cmocka_unit_test(test_event__hash_in_hexadecimal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
