/*
 * csvio.h - CSV files as they are: read row by row with row and column numbers, written by RFC 4180.
 */
#ifndef TB_CSVIO_CSVIO_H
#define TB_CSVIO_CSVIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <trangbi/err.h>

enum { TB_CSV_MAX_COLUMNS = 512, TB_CSV_MAX_FIELD = 64 * 1024 };

/* One field. Not ended by a NUL. Borrowed: valid until the row function returns. */
struct tb_cell {
	const char *text;
	size_t len;
};

struct tb_csv_row {
	int64_t number; /* as a spreadsheet counts; the first row of the file is 1 */
	const struct tb_cell *cell;
	size_t n;
	/*
	 * Why this row cannot be used (a field over TB_CSV_MAX_FIELD, too many columns, invalid UTF-8, a NUL), or TB_OK.
	 * The message names neither row nor column. The cells are what could be read all the same: a field that is too
	 * long is empty, columns over TB_CSV_MAX_COLUMNS are left out.
	 */
	struct tb_err bad;
	size_t bad_column; /* 1-based; 0 where `bad` is not about one column */
};

/*
 * Called for each row with at least one cell that is not empty.
 * A status other than TB_OK ends the reading, and tb_csv_read() returns it.
 */
typedef enum tb_status tb_csv_row_fn(void *ctx, const struct tb_csv_row *row, struct tb_err *err);

/*
 * Read all of `f` (UTF-8 with or without BOM; ',' ';' or tab, found from the first line that holds any, outside quotes;
 * a first line "sep=X" says it), in constant memory. The first row is passed to `fn` as any other.
 *
 * Lines end with CRLF, LF or CR, also mixed. A row of empty cells is counted in `number` but not passed; a row with
 * line breaks in its cells counts once; the line "sep=X" does not count, as no spreadsheet shows it.
 * Spaces and tabs around a cell are dropped, within quotes they stay; line breaks within quotes stay as they are.
 * A quote within an unquoted cell (12" screen) is a character like any other.
 *
 * `*delimiter`, unless `delimiter` is NULL, is set before the first row is passed, and stays set if a later row fails.
 *
 * TB_EINVAL  no row has any text, or the file is no text (the message says what it looks like: .xlsx, .xls, UTF-16,
 *            HTML, a picture, a PDF)
 * TB_EINVAL  a quote that is never closed, or stands single within quotes; the message names the row where they open
 * TB_ESYS    reading failed
 * Any status of `fn`.
 */
TB_MUST_CHECK
enum tb_status tb_csv_read(FILE *f, tb_csv_row_fn *fn, void *ctx, char *delimiter, struct tb_err *err);

/*
 * A CSV file being written. Errors stay in `f` (ferror), which is not locked.
 */
struct tb_csv_out {
	FILE *f;     /* borrowed */
	bool excel;  /* as Excel with Vietnamese settings opens it: a BOM and ';'; else ',' by RFC 4180 */
	bool in_row; /* a cell of the row at hand was written */
};

void tb_csv_begin(struct tb_csv_out *out);

/* Write one cell as it is, quoted where RFC 4180 needs it or a reader might drop a space or guess another delimiter. */
void tb_csv_put(struct tb_csv_out *out, const char *text, size_t len);

/*
 * Write a text so that a spreadsheet shows it and does nothing else. One that begins as formulas do (= + - @, also behind
 * ') gets a ' in front: '=1+1. For Excel one that looks like a number or a day (00004) is written ="00004".
 */
void tb_csv_put_text(struct tb_csv_out *out, const char *text, size_t len);

void tb_csv_end_row(struct tb_csv_out *out); /* CRLF */

/* The text that tb_csv_put_text() was given; any other cell stays as it is. tb_csv_read() has done it for every cell. */
void tb_csv_bare(struct tb_cell *cell);

#endif
