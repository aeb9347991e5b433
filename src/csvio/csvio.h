/*
 * csvio.h - CSV files as they are: read row by row with row and column numbers, written by RFC 4180.
 */
#ifndef TB_CSVIO_CSVIO_H
#define TB_CSVIO_CSVIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <trangbi/record.h>

enum { TB_CSV_MAX_COLUMNS = 512, TB_CSV_MAX_FIELD = 64 * 1024, TB_CSV_MAX_ROW = 4 * 1024 * 1024 /* bytes */ };

/* One field. Not ended by a NUL. Borrowed: valid until the row function returns. */
struct tb_cell {
	const char *text;
	size_t len;
};

struct tb_csv_row {
	int64_t number; /* as a spreadsheet counts; the first row of the file is 1 */
	const struct tb_cell *cell;
	size_t n;
	struct tb_cell raw; /* the whole row as the file has it (in UTF-8), without the end of the line */
	/*
	 * Why this row cannot be used (a field over TB_CSV_MAX_FIELD, too many columns, bytes that the encoding does not
	 * have, a NUL), or TB_OK. The message names neither row nor column. The cells are what could be read all the same:
	 * a field that is too long is empty, columns over TB_CSV_MAX_COLUMNS are left out.
	 */
	struct tb_err bad;
	size_t bad_column; /* 1-based; 0 where `bad` is not about one column */
};

/*
 * Called for each row with at least one cell that is not empty.
 * A status other than TB_OK ends the reading, and tb_csv_read() returns it.
 */
typedef enum tb_status tb_csv_row_fn(void *ctx, const struct tb_csv_row *row, struct tb_err *err);

/* What is known beforehand of a file; zeros: it is found out. */
struct tb_csv_opts {
	const char *encoding; /* one of tb_csv_encodings, in either case */
	char delimiter;
	int64_t header_row; /* with `known` only: the number of the row that names the columns */

	/*
	 * How many cells of a row name columns. NULL: the file is rows and no more. Else it is a table: what stands above the
	 * header is left out, and below it a row that numbers the columns, the header where it comes again, and totals; a
	 * header in two rows is given as one ("Hao mòn: Tỷ lệ %"). `ctx` is that of the row function.
	 */
	size_t (*known)(void *ctx, const struct tb_csv_row *row);
};

/* What was found out. */
struct tb_csv_info {
	const char *encoding;             /* a literal */
	char delimiter;                   /* known before the first row is passed */
	int64_t header_row;               /* 0 without a header */
	int64_t titles, repeated, totals; /* rows left out: above the header; headers and numbers of columns; totals */
};

extern const char *const tb_csv_encodings[]; /* UTF-8 first; ends with NULL */

/*
 * Read all of `f` in constant memory. Encoding: by a byte order mark, else by what the words would be in each encoding.
 * Delimiter: ',' ';' '|' or tab, the one that stands as often in line after line, outside quotes; a first line "sep=X" says it.
 *
 * Lines end with CRLF, LF or CR, also mixed. A row of empty cells is counted in `number` but not passed; a row with
 * line breaks in its cells counts once; the line "sep=X" does not count, as no spreadsheet shows it.
 * Spaces and tabs around a cell are dropped, within quotes they stay; line breaks within quotes stay as they are.
 * A quote within an unquoted cell (12" screen) is a character like any other. Cells are UTF-8, not always in NFC.
 *
 * `opts` and `info` may be NULL; `*info` is filled as far as the reading came, also where it fails.
 *
 * TB_EINVAL  no row has any text; the file is no text (the message says what it looks like: .xlsx, .xls, HTML, a picture,
 *            a PDF); its encoding is one of two; there is no encoding of that name
 * TB_EINVAL  a quote that is never closed, or stands single within quotes; a row over TB_CSV_MAX_ROW; the message names
 *            the row
 * TB_ESYS    reading failed
 * Any status of `fn`.
 */
TB_MUST_CHECK
enum tb_status tb_csv_read(FILE *f, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
			   struct tb_csv_info *info, struct tb_err *err);

/*
 * A CSV file being written. Errors stay in `f` (ferror), which is not locked.
 */
struct tb_csv_out {
	FILE *f;        /* borrowed */
	bool excel;     /* as Excel with Vietnamese settings opens it: a BOM and ';'; else ',' by RFC 4180 */
	char delimiter; /* instead of these; 0 for none */
	bool in_row;    /* a cell of the row at hand was written */
};

void tb_csv_begin(struct tb_csv_out *out);

/* Write one cell as it is, quoted where RFC 4180 needs it or a reader might drop a space or guess another delimiter. */
void tb_csv_put(struct tb_csv_out *out, const char *text, size_t len);

/*
 * Write a text so that a spreadsheet shows it and does nothing else. One that begins as formulas do (= + - @, also behind
 * ') gets a ' in front: '=1+1. For Excel one that looks like a number or a day (00004) is written ="00004".
 */
void tb_csv_put_text(struct tb_csv_out *out, const char *text, size_t len);

/* Write the rest of a row as it stood in another file with the same delimiter. */
void tb_csv_put_raw(struct tb_csv_out *out, const struct tb_cell *raw);

/*
 * Write what a field says: a code or a name as a text that stays as it is; of a number or a day a spreadsheet makes what it
 * is. `scratch` is empty and is so again.
 */
void tb_csv_put_value(struct tb_csv_out *out, const struct tb_field *field, const struct tb_value *v,
		      struct tb_str *scratch);

void tb_csv_end_row(struct tb_csv_out *out); /* CRLF */

/* What is left of a row as it stands behind its first `n` cells. */
struct tb_cell tb_csv_behind(const struct tb_cell *raw, size_t n, char delimiter);

/* The text that tb_csv_put_text() was given; any other cell stays as it is. tb_csv_read() has done it for every cell. */
void tb_csv_bare(struct tb_cell *cell);

#endif
