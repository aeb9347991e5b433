#include <csv.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "csvio/csvio.h"
#include "csvio/sniff.h"

enum { BLOCK_SIZE = 64 * 1024, SHORT_CELL = 32 };

struct reader {
	struct csv_parser parser;
	tb_csv_row_fn *fn;
	void *ctx;
	struct tb_err *err;
	enum tb_status rc; /* what `fn` answered; libcsv cannot be told to stop */
	struct tb_csv_row row;
	struct tb_cell cell[TB_CSV_MAX_COLUMNS];
	struct tb_str text; /* the cells of this row, a line feed behind each */
	size_t passed;      /* rows given to `fn` */
	int line_end;       /* the last one, a CR perhaps, whose LF is to come */
	bool overflow;      /* the current field outgrew libcsv's buffer */
};

static void mark_bad(struct reader *r, size_t column, const char *msgid, long long limit)
{
	if (r->row.bad.status)
		return;
	tb_err_set(&r->row.bad, TB_EINVAL, msgid, limit);
	r->row.bad_column = column;
}

/*
 * Add `text` and a line feed. Nearly all cells are short, and are copied with an inline copy of fixed size: `text` lies at
 * the start of libcsv's buffer, which never has less than a block.
 */
static void add_text(struct tb_str *out, const char *text, size_t len)
{
	char *end;

	if (out->cap - out->len < len + SHORT_CELL)
		tb_str_reserve(out, len + SHORT_CELL);
	end = out->buf + out->len;
	if (len < SHORT_CELL)
		memcpy(end, text, SHORT_CELL);
	else
		memcpy(end, text, len);
	end[len] = '\n';
	out->len += len + 1;
}

static void on_cell(void *text, size_t len, void *ctx)
{
	struct reader *r = ctx;
	size_t column = r->row.n + 1;

	if (column > TB_CSV_MAX_COLUMNS) {
		mark_bad(r, 0, N_("more than %lld columns; check the delimiter and the quotes"), TB_CSV_MAX_COLUMNS);
		r->overflow = false;
		return;
	}
	if (r->overflow || len > TB_CSV_MAX_FIELD) {
		mark_bad(r, column, N_("longer than %lld bytes; shorten it or check the quotes"), TB_CSV_MAX_FIELD);
		r->overflow = false;
		len = 0;
	}
	add_text(&r->text, text, len);
	r->cell[r->row.n++].len = len;
}

/* Cells get their place when the row is complete, because the text may move while it grows. */
static void place_cells(struct reader *r)
{
	const char *p = r->text.buf;

	for (size_t i = 0; i < r->row.n; i++) {
		r->cell[i].text = p;
		p += r->cell[i].len + 1;
	}
}

static size_t column_at(const struct reader *r, size_t offset)
{
	size_t i = 0;

	for (size_t end = r->cell[0].len; end < offset; i++)
		end += r->cell[i + 1].len + 1;
	return i + 1;
}

static void check_text(struct reader *r)
{
	const char *nul = memchr(r->text.buf, '\0', r->text.len);
	size_t good = tb_utf8_check(r->text.buf, r->text.len);

	if (nul && (size_t)(nul - r->text.buf) < good)
		mark_bad(r, column_at(r, (size_t)(nul - r->text.buf)),
			 N_("holds a NUL byte; save the file again as 'CSV UTF-8'"), 0);
	else if (good < r->text.len)
		mark_bad(r, column_at(r, good), N_("is not valid UTF-8; save the file again as 'CSV UTF-8'"), 0);
}

static void pass_row(struct reader *r)
{
	place_cells(r);
	check_text(r);
	for (size_t i = 0; i < r->row.n; i++)
		tb_csv_bare(&r->cell[i]);
	r->passed++;
	r->rc = r->fn(r->ctx, &r->row, r->err);
}

static void clear_row(struct reader *r)
{
	r->row.n = 0;
	r->row.bad_column = 0;
	tb_err_clear(&r->row.bad);
	r->text.len = 0;
}

/* CSV_REPALL_NL reports every CR and every LF, so that empty lines can be counted; CRLF is one. */
static void on_row(int line_end, void *ctx)
{
	struct reader *r = ctx;
	bool is_second_half = line_end == '\n' && r->line_end == '\r' && !r->row.n;

	r->line_end = line_end;
	if (r->rc || is_second_half)
		return;
	r->row.number++;
	if (r->text.len > r->row.n || r->row.bad.status)
		pass_row(r);
	clear_row(r);
}

/* libcsv's field buffer: it stops, with CSV_ENOMEM, at a field that would need more than this. */
static void *limited_realloc(void *old, size_t size)
{
	return size > 2 * TB_CSV_MAX_FIELD ? NULL : tb_realloc(old, size);
}

/* Forget what there is of an endless field, but for the bytes that libcsv takes off at its end. */
static void drop_field(struct reader *r)
{
	r->overflow = true;
	r->parser.spaces = r->parser.spaces > 0;
	r->parser.entry_pos = r->parser.spaces + 1;
}

static enum tb_status misplaced_quote(struct reader *r)
{
	return tb_err_set(
		r->err, TB_EINVAL,
		N_("row %lld, column %zu: a quote is not closed or stands inside quotes; write it twice or remove it"),
		(long long)r->row.number + 1, r->row.n + 1);
}

/*
 * CSV_STRICT stops at a quote that is not where it belongs. Inside an unquoted field (12" screen) it is taken as it is;
 * inside a quoted one it would swallow the rows up to the next quote, and that is an error.
 */
static enum tb_status take_quote(struct reader *r, const char *quote)
{
	if (r->parser.quoted)
		return misplaced_quote(r);
	csv_set_opts(&r->parser, CSV_REPALL_NL);
	csv_parse(&r->parser, quote, 1, on_cell, on_row, r);
	csv_set_opts(&r->parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	return TB_OK;
}

static enum tb_status parse(struct reader *r, const char *s, size_t len)
{
	while (len) {
		size_t done = csv_parse(&r->parser, s, len, on_cell, on_row, r);
		enum tb_status rc = r->rc;

		s += done;
		len -= done;
		if (!rc && len && csv_error(&r->parser) == CSV_EPARSE) {
			rc = take_quote(r, s);
			s++;
			len--;
		} else if (!rc && len) {
			drop_field(r);
		}
		if (rc)
			return rc;
	}
	return TB_OK;
}

static enum tb_status read_block(FILE *f, char *block, size_t *len, struct tb_err *err)
{
	*len = fread(block, 1, BLOCK_SIZE, f);
	if (*len < BLOCK_SIZE && ferror(f))
		return tb_err_set(err, TB_ESYS, N_("cannot read the file: %s"), strerror(errno));
	return TB_OK;
}

/* The first block tells whether this is CSV, and of what kind. Gives how much of it is no row. */
static enum tb_status look(struct reader *r, const char *block, size_t len, size_t *skip, char *delimiter)
{
	char found = ',';
	enum tb_status rc = tb_sniff_check(block, len, r->err);

	if (rc)
		return rc;
	*skip = tb_sniff_bom(block, len);
	*skip += tb_sniff_delimiter(block + *skip, len - *skip, &found);
	csv_set_delim(&r->parser, (unsigned char)found);
	if (delimiter)
		*delimiter = found;
	return TB_OK;
}

static enum tb_status finish(struct reader *r)
{
	if (csv_fini(&r->parser, on_cell, on_row, r))
		return misplaced_quote(r);
	if (r->rc)
		return r->rc;
	if (!r->passed)
		return tb_err_set(r->err, TB_EINVAL, N_("the file is empty; name a file with at least one row"));
	return TB_OK;
}

static enum tb_status read_all(struct reader *r, FILE *f, char *block, char *delimiter)
{
	size_t len, skip = 0;
	enum tb_status rc = read_block(f, block, &len, r->err);

	if (!rc)
		rc = look(r, block, len, &skip, delimiter);
	if (!rc)
		rc = parse(r, block + skip, len - skip);
	while (!rc && len == BLOCK_SIZE) {
		rc = read_block(f, block, &len, r->err);
		if (!rc)
			rc = parse(r, block, len);
	}
	return rc ? rc : finish(r);
}

enum tb_status tb_csv_read(FILE *f, tb_csv_row_fn *fn, void *ctx, char *delimiter, struct tb_err *err)
{
	struct reader *r = tb_malloc(sizeof(*r));
	char *block = tb_malloc(BLOCK_SIZE);
	enum tb_status rc;

	*r = (struct reader){ .fn = fn, .ctx = ctx, .err = err, .text = TB_STR_INIT };
	r->row.cell = r->cell;
	csv_init(&r->parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&r->parser, limited_realloc);
	csv_set_blk_size(&r->parser, TB_CSV_MAX_FIELD);
	rc = read_all(r, f, block, delimiter);
	csv_free(&r->parser);
	tb_str_release(&r->text);
	free(block);
	free(r);
	return rc;
}
