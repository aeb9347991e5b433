/* test_csv.c - any bytes at all, read as CSV in each encoding and with and without a header to be found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "csvio/csvio.h"
#include "fuzz/corpus.h"
#include "fuzz/must.h"

struct seen {
	int64_t number, line, rows;
};

static void check_cell(const struct tb_cell *c)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *text = tb_pool_dup(&pool, c->text, c->len);

	must(!memchr(c->text, '\0', c->len));
	must(tb_utf8_check(text, c->len) == c->len);
	must(!strcmp(tb_utf8_nfc(&pool, text, c->len), text));
	tb_pool_release(&pool);
}

/* What csvio.h promises of a row. */
static enum tb_status check_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct seen *seen = ctx;
	size_t text = 0;

	(void)err;
	must(row->number > seen->number && row->line > seen->line && row->line >= row->number);
	must(row->n > 0 && row->n <= TB_CSV_MAX_COLUMNS);
	must(row->bad_column <= row->n && row->raw.len <= 3 * TB_CSV_MAX_ROW);
	for (size_t i = 0; i < row->n; i++) {
		text += row->cell[i].len;
		if (!row->bad.status)
			check_cell(&row->cell[i]);
	}
	must(text > 0 || row->bad.status || row->raw.len > 0);
	for (size_t i = 0; i < row->raw.len; i++) /* it can be looked at */
		text += (size_t)row->raw.text[i];
	seen->number = row->number;
	seen->line = row->line;
	seen->rows++;
	return TB_OK;
}

static size_t knows(void *ctx, const struct tb_csv_row *row)
{
	size_t n = 0;

	(void)ctx;
	for (size_t i = 0; i < row->n; i++)
		n += row->cell[i].len > 1 && row->cell[i].text[0] == 'T';
	return n;
}

static void read_as(const uint8_t *data, size_t size, const struct tb_csv_opts *opts)
{
	struct seen seen = { .number = 0 };
	struct tb_csv_info info;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = size ? fmemopen((void *)(uintptr_t)data, size, "r") : fopen("/dev/null", "r");
	enum tb_status rc;

	must(f);
	rc = tb_csv_read(f, opts, check_row, &seen, &info, &err);
	must(rc == err.status && (rc == TB_OK || rc == TB_EINVAL));
	must(info.encoding && info.delimiter && (rc || seen.rows > 0));
	must(!opts->encoding || rc || !strcmp(info.encoding, opts->encoding) || !strncmp(opts->encoding, "UTF-16", 6));
	fclose(f);
}

static const char *const encodings[] = { NULL, "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1258", "TCVN3", "VNI" };

enum { N_WAYS = 3 * sizeof(encodings) / sizeof(encodings[0]) };

static void read_in_way(const uint8_t *data, size_t size, unsigned way)
{
	const char *e = encodings[way / 3];
	const struct tb_csv_opts opts[] = {
		{ .encoding = e },
		{ .encoding = e, .known = knows },
		{ .encoding = e, .known = knows, .header_row = way / 3, .delimiter = ';' },
	};

	read_as(data, size, &opts[way % 3]);
}

/* The fuzzer takes one way, which the last byte says: it is quick then. As a test, all of them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
#ifdef FUZZING
	read_in_way(data, size, size ? data[size - 1] % N_WAYS : 0);
#else
	for (unsigned way = 0; way < N_WAYS; way++)
		read_in_way(data, size, way);
#endif
	return 0;
}

#ifndef FUZZING
static void test_csv__the_corpus(void **state)
{
	(void)state;
	run_corpus("tests/fuzz/corpus/csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_csv__the_corpus) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
