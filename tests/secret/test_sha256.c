/* The hash of the ledger, by the examples of FIPS 180-4 (NIST, "SHA256.pdf" and the long message of a million 'a'). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/event.h"
#include "secret/secret.h"

static void test_sha256__published_examples(void **state)
{
	static char million[1000001];
	static const struct {
		int number;
		const char *text, *hex;
	} rows[] = {
		{ 1, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ 2, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ 3, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ 4, million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	};
	unsigned char hash[TB_SHA256_SIZE];
	char hex[TB_HEX_SIZE];

	(void)state;
	memset(million, 'a', sizeof(million) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tb_sha256(rows[i].text, strlen(rows[i].text), hash);
		tb_hash_hex(hash, hex);
		if (strcmp(hex, rows[i].hex) != 0)
			fail_msg("row %d: %s", rows[i].number, hex);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_sha256__published_examples) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
