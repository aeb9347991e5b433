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
	 * The cells are what could be read all the same.
	 */
	struct tb_err bad;
	size_t bad_column; /* 1-based; 0 where `bad` is not about one column */
};

/* Called for each row that is not empty. A status other than TB_OK ends the reading, and tb_csv_read() returns it. */
typedef enum tb_status tb_csv_row_fn(void *ctx, const struct tb_csv_row *row, struct tb_err *err);

/*
 * Read all of `f` (UTF-8 with or without BOM; ',' ';' or tab, found from the first line that holds any, outside quotes;
 * a first line "sep=X" says it), in constant memory. The first row is passed to `fn` as any other.
 *
 * TB_EINVAL  the file is empty, or is no text (the message says what it looks like: .xlsx, .xls, UTF-16, a picture, a PDF)
 * TB_EINVAL  a quote that is never closed, or misplaced; the message names the row where it opens
 * TB_ESYS    reading failed
 * Any status of `fn`.
 */
TB_MUST_CHECK
enum tb_status tb_csv_read(FILE *f, tb_csv_row_fn *fn, void *ctx, char *delimiter, struct tb_err *err);

/* Write one field, quoted where RFC 4180 needs it; tb_csv_end_row() ends the row with CRLF. Errors stay in `f` (ferror). */
void tb_csv_put(FILE *f, const char *text, size_t len, bool first);
void tb_csv_end_row(FILE *f);

#endif
