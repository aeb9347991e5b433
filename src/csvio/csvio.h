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
enum { TB_CSV_HEADER_WITHIN = 30 }; /* rows that are not empty */

/* One field. Not ended by a NUL. Borrowed: valid until the row function returns. */
struct tb_cell {
	const char *text; /* UTF-8 in normalisation form C, unless the row is bad */
	size_t len;
};

struct tb_csv_row {
	int64_t number; /* as a spreadsheet counts; the first row of the file is 1 */
	int64_t line;   /* of the file, on which it starts; the first is 1 */
	const struct tb_cell *cell;
	size_t n;
	/*
	 * The whole row as the file has it, byte by byte (in UTF-8 where the file is in another encoding), without the end
	 * of the line. Empty for a header that was joined from several rows, and for a row over TB_CSV_MAX_ROW.
	 */
	struct tb_cell raw;
	/*
	 * Why this row cannot be used (over one of the limits above, too many columns, bytes that the encoding does not
	 * have, another encoding than the other rows, a NUL), or TB_OK. The message names neither row nor column. The cells
	 * are what could be read all the same: a field that is too long is empty, columns over TB_CSV_MAX_COLUMNS are left
	 * out, a byte that the encoding does not have is FF.
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
	const char *encoding; /* UTF-8, UTF-16LE, UTF-16BE, Windows-1258, TCVN3 or VNI, in either case */
	char delimiter;
	int64_t header_row; /* with `known` only: the number of the (first) row that names the columns */

	/*
	 * How many cells of a row name columns. NULL: the file is rows and no more. Else it is a table: the first row passed is
	 * its header, that of the first TB_CSV_HEADER_WITHIN rows which names most columns. What stands above is left out, and
	 * below it a row that numbers the columns, the header where it comes again, and totals, which are a word such as
	 * "Tổng cộng" and numbers only. A header with groups above names, up to three rows, is given as one
	 * ("Hao mòn: Tỷ lệ %"). It is not asked about rows below one that is mostly names. `ctx` is that of the row function.
	 */
	size_t (*known)(void *ctx, const struct tb_csv_row *row);
};

/* What was found out. */
struct tb_csv_info {
	const char *encoding;             /* a literal; final at the end, for all may be ASCII until then */
	char delimiter;                   /* known before the first row is passed */
	int64_t header_row;               /* 0 without a header */
	int64_t titles, repeated, totals; /* rows left out: above the header; headers and numbers of columns; totals */
};

/*
 * Read all of `f` in constant memory.
 *
 * Encoding: what a byte order mark says; UTF-16 is known by its NULs, and the others by which of them makes Vietnamese
 * syllables of the words from the first byte on that is not ASCII. Where none does, the file is taken for UTF-8, so that its
 * rows are bad.
 *
 * Delimiter: what a line "sep=X" says, which may stand among titles; else that of ',' ';' '|' and tab which as many rows in a
 * row as possible have equally often, outside quotes.
 *
 * Lines end with CRLF, LF or CR, also mixed. A row of empty cells is counted in `number` but not passed; a row with
 * line breaks in its cells counts once; a first line "sep=X" does not count, as no spreadsheet shows it.
 * Spaces and tabs around a cell are dropped, within quotes they stay; line breaks within quotes stay as they are.
 * A quote within an unquoted cell (12" screen) is a character like any other.
 *
 * `opts` and `info` may be NULL; `*info` is filled as far as the reading came, also where it fails.
 *
 * TB_EINVAL  no row has any text; the file is no text (the message says what it looks like: .xlsx, .xls, HTML, a picture,
 *            a PDF)
 * TB_EINVAL  two encodings are as likely as each other, and the message names both; there is no encoding of that name; a byte
 *            order mark says another one; there is no row `header_row`
 * TB_EINVAL  a quote that is never closed, or stands single within quotes; the message names the row where they open
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
