/*
 * reading.h - what a file of given bytes reads as, for tests of csvio. Include cmocka.h first.
 */
#ifndef TB_TESTS_READING_H
#define TB_TESTS_READING_H

#include <stdio.h>
#include <string.h>

#include <trangbi/str.h>

#include "csvio/csvio.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))

static inline FILE *file_of(const char *bytes, size_t len)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	rewind(f);
	return f;
}

/* A row becomes "number:cell|cell\n", with "!column" behind the number where it is bad. `ctx` is a tb_str. */
static inline enum tb_status show_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_str *out = ctx;

	(void)err;
	tb_str_addint(out, row->number);
	if (row->bad.status)
		tb_str_addf(out, "!%zu", row->bad_column);
	for (size_t i = 0; i < row->n; i++) {
		tb_str_addc(out, i ? '|' : ':');
		tb_str_add(out, row->cell[i].text, row->cell[i].len);
	}
	tb_str_addc(out, '\n');
	return TB_OK;
}

/* Appends the rows, and behind them the error if there is one. `opts` and `info` may be NULL. */
static inline enum tb_status read_bytes(const char *bytes, size_t len, const struct tb_csv_opts *opts,
					struct tb_csv_info *info, struct tb_str *out)
{
	struct tb_err err = TB_ERR_INIT;
	FILE *f = file_of(bytes, len);
	enum tb_status rc = tb_csv_read(f, opts, show_row, out, info, &err);

	fclose(f);
	if (rc)
		tb_err_text(&err, NULL, out);
	assert_int_equal(rc, err.status);
	return rc;
}

static inline void assert_says(const struct tb_err *err, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("\"%s\" lacks \"%s\"", text.buf, part);
	tb_str_release(&text);
}

static inline void add_many(struct tb_str *s, char c, size_t n)
{
	while (n--)
		tb_str_addc(s, c);
}

#endif
