#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "csvio/csvio.h"
#include "csvio/reading.h"
#include "random.h"

enum { BLOCK_SIZE = 64 * 1024 }; /* as in read.c, for the tests of its borders */

static void assert_reads(int id, const char *bytes, size_t len, const char *expected)
{
	struct tb_str out = TB_STR_INIT;

	read_bytes(bytes, len, NULL, NULL, &out);
	if (out.len != strlen(expected) || memcmp(out.buf, expected, out.len) != 0)
		fail_msg("row %d: expected \"%s\", got \"%s\"", id, expected, out.buf);
	tb_str_release(&out);
}

struct sample {
	int id;
	const char *bytes;
	size_t len;
	const char *expected;
};

static const struct sample samples[] = {
	{ 1, BYTES("a,b\r\n1,2\r\n"), "1:a|b\n2:1|2\n" },
	{ 2, BYTES("a,b\n1,2"), "1:a|b\n2:1|2\n" },
	{ 3, BYTES("a,b\r1,2\r"), "1:a|b\n2:1|2\n" },
	{ 4, BYTES("a,b\r\n1,2\n3,4\r5,6"), "1:a|b\n2:1|2\n3:3|4\n4:5|6\n" },
	{ 5,
	  BYTES("\xEF\xBB\xBF"
		"tên,mã\r\n"),
	  "1:tên|mã\n" },
	{ 6, BYTES("\xEF\xBB\xBF\"a\",b\n"), "1:a|b\n" },
	/* empty lines and rows count, and are not passed */
	{ 10, BYTES("a,b\n\n1,2\n"), "1:a|b\n3:1|2\n" },
	{ 11, BYTES("\r\n\r\na,b\r\n\r\n\r\n1,2\r\n"), "3:a|b\n6:1|2\n" },
	{ 12, BYTES("\ra,b\r\r1,2"), "2:a|b\n4:1|2\n" },
	{ 13, BYTES("a,b\n \t \n,,\n\"\",\"\"\n1,2\n\n"), "1:a|b\n5:1|2\n" },
	{ 14, BYTES("a,b\n\r\n1,2\n"), "1:a|b\n3:1|2\n" },
	/* quotes */
	{ 20, BYTES("\"a,b\",\"c\"\"d\",\"\"\n"), "1:a,b|c\"d|\n" },
	{ 21, BYTES("a,\"x\r\ny\nz\"\r\n1,2\r\n"), "1:a|x\r\ny\nz\n2:1|2\n" },
	{ 22, BYTES("12\" screen,5'6\",\"\"\"\",q\"\"\n1,2,3,4"), "1:12\" screen|5'6\"|\"|q\"\"\n2:1|2|3|4\n" },
	{ 23, BYTES("x,12\"\ny,13\""), "1:x|12\"\n2:y|13\"\n" },
	{ 24, BYTES("a, \"b\" ,c\n"), "1:a|b|c\n" },
	/* spaces: dropped around a cell, kept within quotes */
	{ 30, BYTES(" a , b c\t,  \nd,e,f "), "1:a|b c|\n2:d|e|f\n" },
	{ 31, BYTES("\" a \",\"\tb\"\n"), "1: a |\tb\n" },
	{ 32, BYTES("\xC2\xA0x,y\n"), "1:\xC2\xA0x|y\n" },
	/* ragged rows */
	{ 40, BYTES("a,b,c\n1\n1,2,3,4\n,,3\n1,\n"), "1:a|b|c\n2:1\n3:1|2|3|4\n4:||3\n5:1|\n" },
	{ 41, BYTES("alone\n"), "1:alone\n" },
	/* bad rows go on */
	{ 50, BYTES("a,b\n1,\xFF\n3,4\n"), "1:a|b\n2!2:1|\xFF\n3:3|4\n" },
	{ 51, BYTES("a,b\nx\xC3,\xA1y\n"), "1:a|b\n2!1:x\xC3|\xA1y\n" },
	{ 52, BYTES("a,b,c\n1,2,x\xED\xA0\x80\n"), "1:a|b|c\n2!3:1|2|x\xED\xA0\x80\n" },
	{ 53, BYTES("a,b\n\xC0\xAF,2\n"), "1:a|b\n2!1:\xC0\xAF|2\n" },
	/* failures name the row where the quote opens */
	{ 60, BYTES("a,b\n1,\"2\n3,4\n"),
	  "1:a|b\nrow 2, column 2: a quote is not closed or stands inside quotes; write it twice or remove it" },
	{ 61, BYTES("a,b\n\"12\" screen\",4\n5,6\n"),
	  "1:a|b\nrow 2, column 1: a quote is not closed or stands inside quotes; write it twice or remove it" },
	{ 62, BYTES("a,b\n\n\"1,2\n\"3\",4\n"),
	  "1:a|b\nrow 3, column 1: a quote is not closed or stands inside quotes; write it twice or remove it" },
	{ 63, BYTES("a,\"b\" \"c\"\n"),
	  "row 1, column 2: a quote is not closed or stands inside quotes; write it twice or remove it" },
	{ 64, BYTES("a,b\n1,\""),
	  "1:a|b\nrow 2, column 2: a quote is not closed or stands inside quotes; write it twice or remove it" },
	/* nothing in it */
	{ 70, BYTES(""), "the file is empty; name a file with at least one row" },
	{ 71, BYTES("\xEF\xBB\xBF"), "the file is empty; name a file with at least one row" },
	{ 72, BYTES("\r\n , \n\n"), "the file is empty; name a file with at least one row" },
	{ 73, BYTES("sep=;\r\n"), "the file is empty; name a file with at least one row" },
};

static void test_csv__reads_rows_with_their_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++)
		assert_reads(samples[i].id, samples[i].bytes, samples[i].len, samples[i].expected);
}

struct delimiter_sample {
	int id;
	const char *text;
	char delimiter;
	const char *expected;
};

static const struct delimiter_sample delimiters[] = {
	{ 1, "a;b\n1;2,5\n", ';', "1:a|b\n2:1|2,5\n" },
	{ 2, "a\tb\n1\t2\n", '\t', "1:a|b\n2:1|2\n" },
	{ 3, "a,b\n1;5,2\n", ',', "1:a|b\n2:1;5|2\n" },
	{ 4, "title\n\na;b\n", ';', "1:title\n3:a|b\n" },
	{ 5, "\"a,b,c\";d\n", ';', "1:a,b,c|d\n" },
	{ 6, "\"a\n,,,\n\";d\n", ';', "1:a\n,,,\n|d\n" },
	{ 7, "name, size;unit\n", ';', "1:name, size|unit\n" },
	{ 8, "a,b,c;d\n", ',', "1:a|b|c;d\n" },
	{ 9, "alone\n", ',', "1:alone\n" },
	{ 10, "a;b", ';', "1:a|b\n" },
	{ 11, "\tb\n\t\t\n1\t\n", '\t', "1:|b\n3:1|\n" },
	/* the header outlasts commas in all texts and amounts; a title does not count */
	{ 12, "a;b\nx,1;2\ny,1;3\n", ';', "1:a|b\n2:x,1|2\n3:y,1|3\n" },
	{ 13, "a;b\n1,234,567;x\n2,345,678;y\n", ';', "1:a|b\n2:1,234,567|x\n3:2,345,678|y\n" },
	{ 14, "Ngày 31, tháng 12, năm\na;b;c\n1;2;3\n", ';', "1:Ngày 31, tháng 12, năm\n2:a|b|c\n3:1|2|3\n" },
	{ 15, "a;b\n12\" x;1\n13\" y;2\n", ';', "1:a|b\n2:12\" x|1\n3:13\" y|2\n" },
	{ 20, "sep=;\r\na,b;c\r\n", ';', "1:a,b|c\n" },
	{ 21, "sep=|\na,b|c\n", '|', "1:a,b|c\n" },
	{ 22, "SEP=\t\ra\tb\r", '\t', "1:a|b\n" },
	{ 23, "\xEF\xBB\xBFsep=,\na;b,c\n", ',', "1:a;b|c\n" },
	{ 26, "title\r\nsep=|\r\na;b|c\r\n", '|', "1:title\n2:sep=|\n3:a;b|c\n" },
	{ 24, "sep=x\na,b\n", ',', "1:sep=x\n2:a|b\n" },
	{ 25, "sep=;;\na;b\n", ';', "1:sep=||\n2:a|b\n" },
};

static void test_csv__finds_the_delimiter(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(delimiters); i++) {
		const struct delimiter_sample *d = &delimiters[i];
		struct tb_str out = TB_STR_INIT;
		struct tb_csv_info found;

		read_bytes(d->text, strlen(d->text), NULL, &found, &out);
		if (found.delimiter != d->delimiter || strcmp(out.buf, d->expected) != 0)
			fail_msg("row %d: '%c' gives \"%s\"", d->id, found.delimiter, out.buf);
		tb_str_release(&out);
	}
}

static const struct sample strangers[] = {
	{ 1, BYTES("PK\3\4\x14\0\6\0........[Content_Types].xml"), "'Excel .xlsx'; open it in a spreadsheet" },
	{ 4, BYTES("PK\3\4\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "'OpenDocument .ods'" },
	{ 5, BYTES("PK\3\4\x14\0\6\0so.csv"), "'ZIP'; unpack it" },
	{ 6, BYTES("\xFF\xFE<\0h\0t\0m\0l\0>\0"), "'HTML'" },
	{ 2, BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "'Excel .xls'" },
	{ 3, BYTES("\x1F\x8B\x08"), "'gzip'" },
	{ 7, BYTES("\x89PNG\r\n\x1A\n"), "'PNG'" },
	{ 8, BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF"), "'JPEG'" },
	{ 9, BYTES("%PDF-1.7\n"), "'PDF'" },
	{ 10, BYTES("<!DOCTYPE html>\n"), "'HTML'" },
	{ 11, BYTES("\xEF\xBB\xBF\r\n <HTML>\n"), "'HTML'" },
	{ 12, BYTES("<table border=1>\n"), "'HTML'" },
	{ 13, BYTES("<?xml version=\"1.0\"?>\n"), "'XML'" },
};

static void test_csv__names_what_is_no_csv(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(strangers); i++) {
		struct tb_str out = TB_STR_INIT;
		enum tb_status rc = read_bytes(strangers[i].bytes, strangers[i].len, NULL, NULL, &out);

		if (rc != TB_EINVAL || !strstr(out.buf, strangers[i].expected))
			fail_msg("row %d: %s", strangers[i].id, out.buf);
		tb_str_release(&out);
	}
}

static void test_csv__takes_text_that_only_starts_like_something_else(void **state)
{
	(void)state;
	assert_reads(1, BYTES("PK,x\n"), "1:PK|x\n");
	assert_reads(2, BYTES("<tab>,x\n"), "1:<tab>|x\n");
	assert_reads(3, BYTES("%PD\n"), "1:%PD\n");
}

/* Keeps the first bad row. */
struct bad_row {
	int64_t number;
	size_t column, n, rows;
	struct tb_err why;
	size_t len[TB_CSV_MAX_COLUMNS];
};

static enum tb_status keep_bad(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct bad_row *bad = ctx;

	(void)err;
	bad->rows++;
	if (!row->bad.status || bad->number)
		return TB_OK;
	bad->number = row->number;
	bad->column = row->bad_column;
	bad->n = row->n;
	bad->why = row->bad;
	for (size_t i = 0; i < row->n; i++)
		bad->len[i] = row->cell[i].len;
	return TB_OK;
}

static struct bad_row find_bad(const struct tb_str *bytes)
{
	struct tb_err err = TB_ERR_INIT;
	struct bad_row bad = { .number = 0 };
	FILE *f = file_of(bytes->buf, bytes->len);

	assert_int_equal(tb_csv_read(f, NULL, keep_bad, &bad, NULL, &err), TB_OK);
	fclose(f);
	return bad;
}

static void test_csv__marks_a_nul(void **state)
{
	struct tb_str s = TB_STR_INIT;
	struct bad_row bad;

	(void)state;
	tb_str_add(&s, BYTES("a,b\n1,x\0y\n3,4\n"));
	bad = find_bad(&s);
	assert_int_equal(bad.number, 2);
	assert_int_equal(bad.column, 2);
	assert_int_equal(bad.rows, 3);
	assert_int_equal(bad.len[1], 3);
	assert_says(&bad.why, "NUL");
	tb_str_release(&s);
}

/* `len` letters between quotes, or none, as the second cell of the second row; the rows around it stay whole. */
static struct bad_row read_long(size_t len, const char *quote, char letter)
{
	struct tb_str s = TB_STR_INIT;
	struct bad_row bad;

	tb_str_addf(&s, "a,b\n1,%s", quote);
	add_many(&s, letter, len);
	tb_str_addf(&s, "%s,3\n4,5\n", quote);
	bad = find_bad(&s);
	tb_str_release(&s);
	return bad;
}

static void test_csv__marks_a_field_that_is_too_long(void **state)
{
	static const struct {
		int id;
		size_t len;
		const char *quote;
		char letter;
		int64_t row;
	} cases[] = {
		{ 1, TB_CSV_MAX_FIELD, "", 'x', 0 },       { 2, TB_CSV_MAX_FIELD, "\"", 'x', 0 },
		{ 3, TB_CSV_MAX_FIELD + 1, "", 'x', 2 },   { 4, TB_CSV_MAX_FIELD + 1, "\"", 'x', 2 },
		{ 5, 2 * TB_CSV_MAX_FIELD, "\"", 'x', 2 }, { 6, 10 * 1024 * 1024, "", 'x', 2 },
		{ 7, 10 * 1024 * 1024, "\"", 'x', 2 },     { 8, 10 * 1024 * 1024, "\"", '\n', 2 },
		{ 9, 10 * 1024 * 1024, "\"", ' ', 2 },     { 10, 1024 * 1024, "x", ' ', 2 },
		{ 11, 1024 * 1024, "\"\"\"", ',', 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bad_row bad = read_long(cases[i].len, cases[i].quote, cases[i].letter);

		if (bad.number != cases[i].row || bad.rows != 3)
			fail_msg("row %d: bad row %lld of %zu", cases[i].id, (long long)bad.number, bad.rows);
		if (!bad.number)
			continue;
		assert_int_equal(bad.column, 2);
		assert_int_equal(bad.n, 3);
		assert_int_equal(bad.len[1], 0);
		assert_says(&bad.why, "longer than 65536 bytes");
	}
}

/* Its fields are not too long, but it is; the rows around it stay whole. */
static void test_csv__a_row_that_is_too_long_is_bad(void **state)
{
	(void)state;
	for (size_t extra = 0; extra < 3; extra++) {
		struct tb_str s = TB_STR_INIT;
		struct bad_row bad;

		tb_str_adds(&s, "a,b\n");
		for (size_t i = 0; i < TB_CSV_MAX_ROW / TB_CSV_MAX_FIELD; i++) {
			add_many(&s, 'x', TB_CSV_MAX_FIELD - 1);
			tb_str_addc(&s, ',');
		}
		tb_str_cut(&s, s.len - 1); /* with its line end as long as may be */
		add_many(&s, ',', extra);
		tb_str_adds(&s, "\n3,4\n");
		bad = find_bad(&s);
		tb_str_release(&s);
		assert_int_equal(bad.rows, 3);
		assert_int_equal(bad.number, extra ? 2 : 0);
		if (extra)
			assert_says(&bad.why, "longer than 4194304 bytes");
	}
}

static void test_csv__an_endless_quote_costs_no_memory(void **state)
{
	struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;

	(void)state;
	tb_str_adds(&s, "a,b\n1,\"");
	for (int i = 0; i < 100000; i++)
		tb_str_adds(&s, "some text, and more\n");
	assert_int_equal(read_bytes(s.buf, s.len, NULL, NULL, &out), TB_EINVAL);
	assert_non_null(strstr(out.buf, "row 2, column 2: a quote is not closed"));
	tb_str_release(&s);
	tb_str_release(&out);
}

static void test_csv__marks_a_row_with_too_many_columns(void **state)
{
	(void)state;
	for (size_t n = TB_CSV_MAX_COLUMNS - 1; n <= TB_CSV_MAX_COLUMNS + 2; n++) {
		struct tb_str s = TB_STR_INIT;
		struct bad_row bad;

		tb_str_adds(&s, "a,b\n1");
		add_many(&s, ',', n - 1);
		tb_str_adds(&s, "\n3,4\n");
		bad = find_bad(&s);
		tb_str_release(&s);
		assert_int_equal(bad.rows, 3);
		if (n <= TB_CSV_MAX_COLUMNS) {
			assert_int_equal(bad.number, 0);
			continue;
		}
		assert_int_equal(bad.number, 2);
		assert_int_equal(bad.column, 0);
		assert_int_equal(bad.n, TB_CSV_MAX_COLUMNS);
		assert_says(&bad.why, "more than 512 columns");
	}
}

static enum tb_status show_raw(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_str *out = ctx;

	(void)err;
	tb_str_addf(out, "%lld[", (long long)row->number);
	tb_str_add(out, row->raw.text, row->raw.len);
	tb_str_addc(out, ']');
	return TB_OK;
}

static void test_csv__keeps_each_row_as_it_stands(void **state)
{
	static const struct sample cases[] = {
		{ 1, BYTES("a , b\r\n\"1\"\"\",2\r\n3,4"), "1[a , b]2[\"1\"\"\",2]3[3,4]" },
		{ 2, BYTES("a,b\r1,2\r\r3,4\r"), "1[a,b]2[1,2]4[3,4]" },
		{ 3, BYTES("a,b\n,\n\n1,\"x\r\ny\"\n"), "1[a,b]4[1,\"x\r\ny\"]" },
		{ 4, BYTES("sep=;\na;b\n'=1;\xFF\n"), "1[a;b]2['=1;\xFF]" },
		{ 5, BYTES("12\" x,5\n6,7\n"), "1[12\" x,5]2[6,7]" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_str out = TB_STR_INIT;
		FILE *f = file_of(cases[i].bytes, cases[i].len);

		assert_int_equal(tb_csv_read(f, NULL, show_raw, &out, NULL, &err), TB_OK);
		if (strcmp(out.buf, cases[i].expected) != 0)
			fail_msg("row %d: %s", cases[i].id, out.buf);
		fclose(f);
		tb_str_release(&out);
	}
}

static void test_csv__the_first_reason_counts(void **state)
{
	struct tb_str s = TB_STR_INIT;
	struct bad_row bad;

	(void)state;
	tb_str_add(&s, BYTES("a,b\nx,y\0,\xFF\n"));
	bad = find_bad(&s);
	assert_int_equal(bad.column, 2);
	assert_says(&bad.why, "NUL");
	tb_str_clear(&s);
	tb_str_add(&s, BYTES("a,b\nx,\xFF,y\0\n"));
	bad = find_bad(&s);
	assert_int_equal(bad.column, 2);
	assert_says(&bad.why, "UTF-8");
	tb_str_release(&s);
}

static enum tb_status stop_at_2(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	++*(int *)ctx;
	return row->number == 2 ? tb_err_set(err, TB_EREFUSED, N_("enough")) : TB_OK;
}

static void test_csv__the_row_function_ends_the_reading(void **state)
{
	static const char *const texts[] = { "a\nb\nc\nd\n", "a\nb\n\"c", "a\nb" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct tb_err err = TB_ERR_INIT;
		FILE *f = file_of(texts[i], strlen(texts[i]));
		int calls = 0;

		assert_int_equal(tb_csv_read(f, NULL, stop_at_2, &calls, NULL, &err), TB_EREFUSED);
		assert_int_equal(calls, 2);
		assert_string_equal(err.msgid, "enough");
		fclose(f);
	}
}

static void test_csv__reports_a_failing_read(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_str out = TB_STR_INIT;
	FILE *f = fopen("/", "r");

	(void)state;
	assert_non_null(f);
	assert_int_equal(tb_csv_read(f, NULL, show_row, &out, NULL, &err), TB_ESYS);
	assert_says(&err, "cannot read the file: ");
	fclose(f);
}

static FILE *byte_by_byte(const char *bytes, size_t len, pid_t *child)
{
	int fd[2];

	assert_int_equal(pipe(fd), 0);
	*child = fork();
	assert_true(*child >= 0);
	if (*child)
		return close(fd[1]), fdopen(fd[0], "r");
	for (size_t i = 0; i < len; i++)
		if (write(fd[1], bytes + i, 1) != 1)
			_exit(1);
	_exit(0);
}

static void test_csv__reads_a_pipe_byte_by_byte(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_str out = TB_STR_INIT;
		pid_t child;
		FILE *f = byte_by_byte(samples[i].bytes, samples[i].len, &child);

		setvbuf(f, NULL, _IONBF, 0);
		if (tb_csv_read(f, NULL, show_row, &out, NULL, &err))
			tb_err_text(&err, NULL, &out);
		fclose(f);
		waitpid(child, NULL, 0);
		if (strcmp(out.buf, samples[i].expected) != 0)
			fail_msg("row %d: \"%s\"", samples[i].id, out.buf);
		tb_str_release(&out);
	}
}

/* The border between two blocks falls once on each byte of these rows. */
static void test_csv__block_borders_do_not_show(void **state)
{
	static const char rows[] = "\r\n \"x\"\"y\r\n\" ,12\" Đắk,\"ế\"\r\n\r\r\nz, q\r\n";
	static const char expected[] = "2:x\"y\r\n|12\" Đắk|ế\n5:z|q\n";

	(void)state;
	for (size_t shift = 0; shift <= sizeof(rows); shift++) {
		struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;

		tb_str_adds(&s, "a,\"");
		add_many(&s, 'p', BLOCK_SIZE - 4 - shift);
		tb_str_addf(&s, "\"%s", rows);
		assert_int_equal(read_bytes(s.buf, s.len, NULL, NULL, &out), TB_OK);
		if (strcmp(strchr(out.buf, '\n') + 1, expected) != 0)
			fail_msg("shift %zu: \"%s\"", shift, strchr(out.buf, '\n') + 1);
		tb_str_release(&s);
		tb_str_release(&out);
	}
}

static void test_csv__a_file_of_exactly_one_block(void **state)
{
	struct tb_str s = TB_STR_INIT, out = TB_STR_INIT;

	(void)state;
	tb_str_adds(&s, "a,b\n");
	add_many(&s, 'x', BLOCK_SIZE - 4);
	assert_int_equal(read_bytes(s.buf, s.len, NULL, NULL, &out), TB_OK);
	assert_int_equal(out.len, strlen("1:a|b\n2:\n") + BLOCK_SIZE - 4);
	tb_str_release(&s);
	tb_str_release(&out);
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

static void put_row(FILE *f, const char *const *cells)
{
	struct tb_csv_out out = { .f = f };

	for (size_t i = 0; cells[i]; i++)
		tb_csv_put(&out, cells[i], strlen(cells[i]));
	tb_csv_end_row(&out);
}

static void test_csv__quotes_where_needed(void **state)
{
	static const struct {
		int id;
		const char *cells[4], *expected;
	} cases[] = {
		{ 1, { "a", "b c", "Đắk Lắk" }, "a,b c,Đắk Lắk\r\n" },
		{ 2, { "a,b", "c\"d", "" }, "\"a,b\",\"c\"\"d\",\r\n" },
		{ 3, { "x\ny", "x\ry", "\"" }, "\"x\ny\",\"x\ry\",\"\"\"\"\r\n" },
		{ 4, { " x", "x ", "x;y" }, "\" x\",\"x \",\"x;y\"\r\n" },
		{ 5, { "x\ty" }, "\"x\ty\"\r\n" },
		{ 6, { "", "", "" }, ",,\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *f = open_memstream(&text, &len);

		put_row(f, cases[i].cells);
		fclose(f);
		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("row %d: \"%s\"", cases[i].id, text);
		free(text);
	}
}

/* Each text as it is written, for everybody and for Excel; read back, it is the text again. */
static void test_csv__texts_that_a_spreadsheet_would_not_leave_alone(void **state)
{
	static const struct {
		int id;
		const char *text, *plain, *excel;
	} cases[] = {
		{ 1, "xe", "xe", "xe" },
		{ 2, "=1+1", "\"'=1+1\"", "\"'=1+1\"" },
		{ 3, "+84 912", "\"'+84 912\"", "\"'+84 912\"" },
		{ 4, "-", "\"'-\"", "\"'-\"" },
		{ 5, "@a,\"b\"", "\"'@a,\"\"b\"\"\"", "\"'@a,\"\"b\"\"\"" },
		{ 6, "'=x", "\"''=x\"", "\"''=x\"" },
		{ 7, "'x", "'x", "'x" },
		{ 8, "'", "'", "'" },
		{ 9, "00004", "00004", "\"=\"\"00004\"\"\"" },
		{ 10, "12E4", "12E4", "\"=\"\"12E4\"\"\"" },
		{ 11, "3/5", "3/5", "\"=\"\"3/5\"\"\"" },
		{ 12, "200-012a", "200-012a", "200-012a" },
		{ 13, "=\"x\"", "\"'=\"\"x\"\"\"", "\"'=\"\"x\"\"\"" },
		{ 14, "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const bool excel = i % 2;
		const char *text = cases[i / 2].text, *expected = excel ? cases[i / 2].excel : cases[i / 2].plain;
		char *written = NULL;
		size_t len = 0;
		struct tb_csv_out out = { .f = open_memstream(&written, &len), .excel = excel };

		tb_csv_put_text(&out, text, strlen(text));
		fclose(out.f);
		if (strcmp(written, expected) != 0)
			fail_msg("row %d: %s", cases[i / 2].id, written);
		free(written);
	}
}

static void test_csv__only_what_was_put_in_front_is_taken_off(void **state)
{
	static const struct {
		int id;
		const char *cell, *text;
	} cases[] = {
		{ 1, "'=1+1", "=1+1" },
		{ 2, "''=x", "'=x" },
		{ 3, "'x", "'x" },
		{ 4, "=1+1", "=1+1" },
		{ 5, "=\"00\"", "00" },
		{ 6, "=\"\"", "=\"\"" },
		{ 7, "=\"a\"b\"", "=\"a\"b\"" },
		{ 8, "=\"", "=\"" },
		{ 10, "'\"x\"", "'\"x\"" },
		{ 9, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_cell cell = { cases[i].cell, strlen(cases[i].cell) };

		tb_csv_bare(&cell);
		if (cell.len != strlen(cases[i].text) || memcmp(cell.text, cases[i].text, cell.len) != 0)
			fail_msg("row %d: %.*s", cases[i].id, (int)cell.len, cell.text);
	}
}

static void test_csv__a_full_disk_stays_in_the_stream(void **state)
{
	FILE *f = fopen("/dev/full", "w");
	struct tb_csv_out out = { .f = f };

	(void)state;
	assert_non_null(f);
	for (int i = 0; i < 10000; i++)
		tb_csv_put(&out, "text", 4);
	assert_true(ferror(f));
	fclose(f);
}

/* ---- what is written is read again ----------------------------------------------------------------------------------- */

enum { MAX_ROWS = 12, MAX_COLS = 6, MAX_LEN = 24, TABLES = 2000 };

struct table {
	size_t rows, cols, seen;
	char cell[MAX_ROWS][MAX_COLS][MAX_LEN];
};

static void fill_cell(char cell[MAX_LEN], uint32_t *seed)
{
	static const char *const pieces[] = { "a",  "ế", "đ", "\"", ",", ";", "\t", "\r",
					      "\n", " ", "|", "😀",  "0", "'", "=",  "+" };
	unsigned n = next_random(seed) % 6;

	cell[0] = '\0';
	while (n--)
		strcat(cell, pieces[next_random(seed) % COUNT(pieces)]);
}

/* The last cell of a row is never empty, so that no row is left out. */
static void fill_table(struct table *t, uint32_t *seed)
{
	*t = (struct table){ .rows = 1 + next_random(seed) % MAX_ROWS, .cols = 1 + next_random(seed) % MAX_COLS };
	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->cols; c++)
			fill_cell(t->cell[r][c], seed);
		if (!t->cell[r][t->cols - 1][0])
			strcpy(t->cell[r][t->cols - 1], "x");
	}
}

/* Commas are written; outside quotes they become `delimiter`, which is quoted wherever it is text. */
static void write_table(const struct table *t, char delimiter, FILE *out)
{
	char *text = NULL;
	size_t len = 0;
	struct tb_csv_out csv = { .f = open_memstream(&text, &len) };
	bool quoted = false;

	for (size_t r = 0; r < t->rows; r++) {
		for (size_t c = 0; c < t->cols; c++)
			tb_csv_put_text(&csv, t->cell[r][c], strlen(t->cell[r][c]));
		tb_csv_end_row(&csv);
	}
	fclose(csv.f);
	for (size_t i = 0; i < len; i++) {
		quoted ^= text[i] == '"';
		fputc(!quoted && text[i] == ',' ? delimiter : text[i], out);
	}
	free(text);
	rewind(out);
}

static enum tb_status compare_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct table *t = ctx;
	size_t r = t->seen++;

	(void)err;
	assert_true(r < t->rows);
	assert_int_equal(row->number, r + 1);
	assert_int_equal(row->bad.status, TB_OK);
	assert_int_equal(row->n, t->cols);
	for (size_t c = 0; c < row->n; c++) {
		assert_int_equal(row->cell[c].len, strlen(t->cell[r][c]));
		assert_memory_equal(row->cell[c].text, t->cell[r][c], row->cell[c].len);
	}
	return TB_OK;
}

static void round_trip(struct table *t, char delimiter)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_csv_info found;
	FILE *f = tmpfile();

	assert_non_null(f);
	write_table(t, delimiter, f);
	t->seen = 0;
	assert_int_equal(tb_csv_read(f, NULL, compare_row, t, &found, &err), TB_OK);
	assert_int_equal(t->seen, t->rows);
	assert_int_equal(found.delimiter, t->cols > 1 ? delimiter : ',');
	fclose(f);
}

static void test_csv__what_is_written_reads_back_the_same(void **state)
{
	uint32_t seed = 20261124;
	struct table t;

	(void)state;
	for (int i = 0; i < TABLES; i++) {
		fill_table(&t, &seed);
		round_trip(&t, ",;\t"[i % 3]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv__reads_rows_with_their_numbers),
		cmocka_unit_test(test_csv__finds_the_delimiter),
		cmocka_unit_test(test_csv__names_what_is_no_csv),
		cmocka_unit_test(test_csv__takes_text_that_only_starts_like_something_else),
		cmocka_unit_test(test_csv__marks_a_nul),
		cmocka_unit_test(test_csv__marks_a_field_that_is_too_long),
		cmocka_unit_test(test_csv__a_row_that_is_too_long_is_bad),
		cmocka_unit_test(test_csv__an_endless_quote_costs_no_memory),
		cmocka_unit_test(test_csv__marks_a_row_with_too_many_columns),
		cmocka_unit_test(test_csv__keeps_each_row_as_it_stands),
		cmocka_unit_test(test_csv__the_first_reason_counts),
		cmocka_unit_test(test_csv__the_row_function_ends_the_reading),
		cmocka_unit_test(test_csv__reports_a_failing_read),
		cmocka_unit_test(test_csv__reads_a_pipe_byte_by_byte),
		cmocka_unit_test(test_csv__block_borders_do_not_show),
		cmocka_unit_test(test_csv__a_file_of_exactly_one_block),
		cmocka_unit_test(test_csv__quotes_where_needed),
		cmocka_unit_test(test_csv__texts_that_a_spreadsheet_would_not_leave_alone),
		cmocka_unit_test(test_csv__only_what_was_put_in_front_is_taken_off),
		cmocka_unit_test(test_csv__a_full_disk_stays_in_the_stream),
		cmocka_unit_test(test_csv__what_is_written_reads_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
