#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/pool.h>

#include "base/utf8.h"
#include "csvio/csvio.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))

/* Rows as "cell|cell\n" in NFC, "!column" in front of a bad one. */
static enum tb_status show_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_str *out = ctx;
	struct tb_pool pool = TB_POOL_INIT;

	(void)err;
	if (row->bad.status)
		tb_str_addf(out, "!%zu ", row->bad_column);
	for (size_t i = 0; i < row->n; i++) {
		const struct tb_cell *cell = &row->cell[i];
		const char *text = tb_pool_dup(&pool, cell->text, cell->len);

		tb_str_addf(out, "%s%s", i ? "|" : "",
			    tb_utf8_check(text, cell->len) == cell->len ? tb_utf8_nfc(&pool, text, cell->len) : text);
	}
	tb_str_addc(out, '\n');
	tb_pool_release(&pool);
	return TB_OK;
}

static enum tb_status read_as(const char *encoding, const char *bytes, size_t len, struct tb_csv_info *info,
			      struct tb_str *out)
{
	const struct tb_csv_opts opts = { .encoding = encoding };
	struct tb_err err = TB_ERR_INIT;
	FILE *f = tmpfile();
	enum tb_status rc;

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	rewind(f);
	rc = tb_csv_read(f, &opts, show_row, out, info, &err);
	fclose(f);
	if (rc)
		tb_err_text(&err, NULL, out);
	return rc;
}

static void assert_reads(int id, const char *declared, const char *bytes, size_t len, const char *encoding,
			 const char *expected)
{
	struct tb_str out = TB_STR_INIT;
	struct tb_csv_info info;

	read_as(declared, bytes, len, &info, &out);
	if (strcmp(out.buf, expected) != 0 || strcmp(info.encoding, encoding) != 0)
		fail_msg("row %d: %s: \"%s\"", id, info.encoding, out.buf);
	tb_str_release(&out);
}

/* Each says "Công an xã" and "Nguyễn Văn Đức". */
static const struct {
	int id;
	const char *bytes;
	size_t len;
	const char *encoding;
} offices[] = {
	{ 1, BYTES("C\xC3\xB4ng an x\xC3\xA3,Nguy\xE1\xBB\x85n V\xC4\x83n \xC4\x90\xE1\xBB\xA9\x63\n"), "UTF-8" },
	{ 2,
	  BYTES("\xEF\xBB\xBF"
		"C\xC3\xB4ng an x\xC3\xA3,Nguy\xE1\xBB\x85n V\xC4\x83n \xC4\x90\xE1\xBB\xA9\x63\n"),
	  "UTF-8" },
	{ 3, BYTES("C\xF4ng an xa\xDE,Nguy\xEA\xDEn V\xE3n \xD0\xFD\xEC\x63\n"), "Windows-1258" },
	{ 4, BYTES("C\xABng an x\xB7,Nguy\xD4n V\xA8n \xA7\xF8\x63\n"), "TCVN3" },
	{ 5, BYTES("Co\xE2ng an xa\xF5,Nguye\xE3n Va\xEAn \xD1\xF6\xF9\x63\n"), "VNI" },
	{ 6,
	  BYTES("\xFF\xFE"
		"C\0\xF4\0n\0g\0 \0a\0n\0 \0x\0\xE3\0,\0N\0g\0u\0y\0\xC5\x1En\0 \0V\0\x03\x01n\0 \0\x10\x01\xE9\x1E"
		"c\0\n\0"),
	  "UTF-16LE" },
	{ 7,
	  BYTES("\xFE\xFF\0C\0\xF4\0n\0g\0 \0a\0n\0 \0x\0\xE3\0,\0N\0g\0u\0y\x1E\xC5\0n\0 \0V\x01\x03\0n\0 "
		"\x01\x10\x1E\xE9\0c\0\n"),
	  "UTF-16BE" },
	{ 8,
	  BYTES("C\0\xF4\0n\0g\0 \0a\0n\0 \0x\0\xE3\0,\0N\0g\0u\0y\0\xC5\x1En\0 \0V\0\x03\x01n\0 \0\x10\x01\xE9\x1E"
		"c\0\n\0"),
	  "UTF-16LE" },
	/* decomposed: letters and combining marks */
	{ 9, BYTES("Co\xCC\x82ng an xa\xCC\x83,Nguye\xCC\x82\xCC\x83n Va\xCC\x86n \xC4\x90u\xCC\x9B\xCC\x81\x63\n"),
	  "UTF-8" },
};

static void test_encoding__is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(offices); i++)
		assert_reads(offices[i].id, NULL, offices[i].bytes, offices[i].len, offices[i].encoding,
			     "Công an xã|Nguyễn Văn Đức\n");
}

static void test_encoding__is_taken_as_declared(void **state)
{
	(void)state;
	assert_reads(1, "tcvn3", BYTES("\xAB\n"), "TCVN3", "ô\n");
	assert_reads(2, "WINDOWS-1258", BYTES("\xF4\n"), "Windows-1258", "ô\n");
	assert_reads(3, "VNI", BYTES("\xF4\n"), "VNI", "ơ\n");
	assert_reads(4, "vni", BYTES("\xD1\xD6\xD9\x43 THU\xDB\n"), "VNI", "ĐỨC THỦ\n");
	assert_reads(5, "UTF-16BE", BYTES("\0a\0\n"), "UTF-16BE", "a\n");
}

static void test_encoding__one_that_there_is_not(void **state)
{
	struct tb_str out = TB_STR_INIT;

	(void)state;
	assert_int_equal(read_as("latin", BYTES("a\n"), NULL, &out), TB_EINVAL);
	assert_string_equal(out.buf,
			    "there is no encoding 'latin'; there are: UTF-8, UTF-16LE, UTF-16BE, Windows-1258, "
			    "TCVN3, VNI");
	tb_str_release(&out);
}

/* Every word is a syllable in Windows-1258 (bôn, côn), in TCVN3 (bụn, cụn) and in VNI (bơn, cơn): nobody can tell. */
static void test_encoding__two_that_are_as_likely_are_asked_for(void **state)
{
	struct tb_str out = TB_STR_INIT;

	(void)state;
	assert_int_equal(read_as(NULL, BYTES("b\xF4n,c\xF4n\nl\xF4n,m\xF4n\n"), NULL, &out), TB_EINVAL);
	assert_string_equal(
		out.buf, "the file may be 'Windows-1258' or 'TCVN3'; say which with --encoding, or save it as UTF-8");
	tb_str_release(&out);
}

/* A row of another encoding is a bad row; the others are taken. */
static void test_encoding__mixed_in_one_file(void **state)
{
	(void)state;
	assert_reads(1, NULL, BYTES("Công an xã,Đồng Tiến\nC\xF4ng an x\xE3,a\nĐắk Lắk,Ba Tơ\n"), "UTF-8",
		     "Công an xã|Đồng Tiến\n!1 C\xF4ng an x\xE3|a\nĐắk Lắk|Ba Tơ\n");
	assert_reads(2, "Windows-1258", BYTES("a,b\nc,\x90\nd,e\n"), "Windows-1258", "a|b\n!2 c|\xFF\nd|e\n");
	assert_reads(3, "VNI", BYTES("a,b\n\xFF\xFE,c\n"), "VNI", "a|b\n!1 \xFF\xFF|c\n");
	assert_reads(4, "UTF-16LE", BYTES("a\0\n\0\0\xD8,\0b\0\n\0c\0\n\0d"), "UTF-16LE", "a\n!1 \xFF|b\nc\n!1 \xFF\n");
}

/* A single word may be two things; a single byte is none, and its row is bad. */
static void test_encoding__too_little_to_tell(void **state)
{
	struct tb_str out = TB_STR_INIT;

	(void)state;
	assert_int_equal(read_as(NULL, BYTES("a,b\nC\xF4ng,1\n"), NULL, &out), TB_EINVAL);
	assert_string_equal(
		out.buf, "the file may be 'Windows-1258' or 'TCVN3'; say which with --encoding, or save it as UTF-8");
	assert_reads(1, NULL, BYTES("a,b\n\xFF,1\n"), "UTF-8", "a|b\n!1 \xFF|1\n");
	tb_str_release(&out);
}

/* The first accents come behind a million letters. */
static void test_encoding__accents_that_come_late(void **state)
{
	struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;
	struct tb_csv_info info;

	(void)state;
	for (int i = 0; i < 100000; i++)
		tb_str_adds(&s, "plain,text\n");
	tb_str_adds(&s, "C\xABng an x\xB7,Nguy\xD4n V\xA8n \xA7\xF8\x63\n");
	assert_int_equal(read_as(NULL, s.buf, s.len, &info, &out), TB_OK);
	assert_string_equal(info.encoding, "TCVN3");
	assert_string_equal(out.buf + out.len - strlen("Công an xã|Nguyễn Văn Đức\n"), "Công an xã|Nguyễn Văn Đức\n");
	tb_str_release(&s);
	tb_str_release(&out);
}

/* Whatever block border a character falls on. */
static void test_encoding__block_borders_do_not_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(offices); i++) {
		const bool wide = !strncmp(offices[i].encoding, "UTF-16", 6);
		struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;
		struct tb_csv_info info;
		size_t at = 0, rows = 0;

		if (i == 1 || i == 5 || i == 6)
			continue; /* with a mark, which is not repeated */
		for (int k = 0; k < 9000; k++, rows++) {
			tb_str_add(&s, offices[i].bytes, offices[i].len);
			if (k % 7 == 0)
				tb_str_add(&s, wide ? "x\0\n\0" : "x\n", wide ? 4 : 2);
		}
		assert_int_equal(read_as(NULL, s.buf, s.len, &info, &out), TB_OK);
		assert_string_equal(info.encoding, offices[i].encoding);
		for (size_t k = 0; k < rows; k++) {
			static const char row[] = "Công an xã|Nguyễn Văn Đức\n";

			assert_memory_equal(out.buf + at, row, sizeof(row) - 1);
			at += sizeof(row) - 1 + (k % 7 == 0 ? 2 : 0);
		}
		tb_str_release(&s);
		tb_str_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encoding__is_found),
		cmocka_unit_test(test_encoding__is_taken_as_declared),
		cmocka_unit_test(test_encoding__one_that_there_is_not),
		cmocka_unit_test(test_encoding__two_that_are_as_likely_are_asked_for),
		cmocka_unit_test(test_encoding__mixed_in_one_file),
		cmocka_unit_test(test_encoding__too_little_to_tell),
		cmocka_unit_test(test_encoding__accents_that_come_late),
		cmocka_unit_test(test_encoding__block_borders_do_not_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
