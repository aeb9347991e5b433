#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "csvio/layout.h"
#include "csvio/sniff.h"
#include "csvio/source.h"

enum { SHORT_CELL = 32 };

struct reader {
	struct csv_parser parser;
	struct tb_source source;
	struct tb_layout layout;
	struct tb_csv_info own_info, *info; /* borrowed, or its own */
	struct tb_err *err;
	enum tb_status rc; /* what `fn` answered; libcsv cannot be told to stop */
	struct tb_csv_row row;
	struct tb_cell cell[TB_CSV_MAX_COLUMNS];
	struct tb_str text; /* the cells of this row, a line feed behind each */
	struct tb_str raw;  /* this row as it stands */
	size_t passed;      /* rows with any text */
	int line_end;       /* the last one, a CR perhaps, whose LF is to come */
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
		return;
	}
	if (len > TB_CSV_MAX_FIELD) {
		mark_bad(r, column, N_("longer than %lld bytes; shorten it or check the quotes"), TB_CSV_MAX_FIELD);
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

static const char *not_valid(const struct reader *r)
{
	if (!r->source.decoder)
		return N_(
			"is not valid UTF-8; save the file again as 'CSV UTF-8', or name its encoding with --encoding");
	return N_("holds a byte that the encoding of the file does not have; save the file again as 'CSV UTF-8'");
}

static void check_text(struct reader *r)
{
	const char *nul = memchr(r->text.buf, '\0', r->text.len);
	size_t good = tb_utf8_check(r->text.buf, r->text.len);

	if (nul && (size_t)(nul - r->text.buf) < good)
		mark_bad(r, column_at(r, (size_t)(nul - r->text.buf)),
			 N_("holds a NUL byte; save the file again as 'CSV UTF-8'"), 0);
	else if (good < r->text.len)
		mark_bad(r, column_at(r, good), not_valid(r), 0);
}

static void place_raw(struct reader *r)
{
	size_t len = r->raw.len;

	while (len && (r->raw.buf[len - 1] == '\r' || r->raw.buf[len - 1] == '\n'))
		len--;
	r->row.raw = (struct tb_cell){ r->raw.buf, len };
}

static void pass_row(struct reader *r)
{
	place_cells(r);
	check_text(r);
	for (size_t i = 0; i < r->row.n; i++)
		tb_csv_bare(&r->cell[i]);
	place_raw(r);
	r->passed++;
	r->rc = tb_layout_row(&r->layout, &r->row, r->err);
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
	if (!r->rc && !is_second_half) {
		r->row.number++;
		if (r->text.len > r->row.n || r->row.bad.status)
			pass_row(r);
		clear_row(r);
	}
	tb_str_clear(&r->raw);
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

/* Up to one end of a line, and no further, so that `raw` is this row alone. */
static enum tb_status parse_line(struct reader *r, const char *s, size_t len)
{
	tb_str_add(&r->raw, s, len);
	if (r->raw.len > TB_CSV_MAX_ROW)
		return tb_err_set(r->err, TB_EINVAL,
				  N_("row %lld is longer than %d bytes; a quote in it or before it may not be closed"),
				  (long long)r->row.number + 1, TB_CSV_MAX_ROW);
	while (len) {
		size_t done = csv_parse(&r->parser, s, len, on_cell, on_row, r);
		enum tb_status rc = r->rc;

		s += done;
		len -= done;
		if (!rc && len) {
			rc = take_quote(r, s);
			s++;
			len--;
		}
		if (rc)
			return rc;
	}
	return TB_OK;
}

static enum tb_status parse(struct reader *r, const char *s, size_t len)
{
	const char *end = s + len, *feed = NULL;
	enum tb_status rc = TB_OK;

	while (!rc && s < end) {
		const char *stop;

		if (!feed || feed < s)
			feed = memchr(s, '\n', (size_t)(end - s));
		if (!feed)
			feed = end;
		stop = memchr(s, '\r', (size_t)(feed - s));
		if (!stop)
			stop = feed;
		stop += stop < end;
		rc = parse_line(r, s, (size_t)(stop - s));
		s = stop;
	}
	return rc;
}

static enum tb_status finish(struct reader *r)
{
	if (csv_fini(&r->parser, on_cell, on_row, r))
		return misplaced_quote(r);
	if (r->rc)
		return r->rc;
	if (!r->passed)
		return tb_err_set(r->err, TB_EINVAL, N_("the file is empty; name a file with at least one row"));
	return tb_layout_end(&r->layout, r->err);
}

/* The first text tells the delimiter, where it is not known. Gives how much of it is no row. */
static size_t look(struct reader *r, const char *text, size_t len)
{
	char found = ',';
	const size_t skip = tb_sniff_delimiter(text, len, &found);

	r->info->delimiter = r->layout.opts->delimiter ? r->layout.opts->delimiter : found;
	csv_set_delim(&r->parser, (unsigned char)r->info->delimiter);
	return skip;
}

static enum tb_status read_all(struct reader *r)
{
	const char *text = NULL;
	size_t len = 0, skip;
	enum tb_status rc = tb_source_next(&r->source, &text, &len, r->err);

	skip = rc ? 0 : look(r, text, len);
	while (!rc && len) {
		rc = parse(r, text + skip, len - skip);
		skip = 0;
		if (!rc)
			rc = tb_source_next(&r->source, &text, &len, r->err);
	}
	return rc ? rc : finish(r);
}

enum tb_status tb_csv_read(FILE *f, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
			   struct tb_csv_info *info, struct tb_err *err)
{
	static const struct tb_csv_opts find_out = { .encoding = NULL };
	struct reader *r = tb_malloc(sizeof(*r));
	enum tb_status rc;

	*r = (struct reader){ .err = err, .text = TB_STR_INIT, .raw = TB_STR_INIT };
	r->row.cell = r->cell;
	r->info = info ? info : &r->own_info;
	*r->info = (struct tb_csv_info){ .delimiter = ',' };
	tb_layout_init(&r->layout, opts ? opts : &find_out, fn, ctx, r->info);
	csv_init(&r->parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&r->parser, tb_realloc);
	csv_set_blk_size(&r->parser, TB_CSV_MAX_FIELD);
	rc = tb_source_open(&r->source, f, r->layout.opts->encoding, err);
	if (!rc)
		rc = read_all(r);
	r->info->encoding = r->source.encoding ? r->source.encoding : tb_csv_encodings[0];
	tb_source_close(&r->source);
	csv_free(&r->parser);
	tb_layout_release(&r->layout);
	tb_str_release(&r->text);
	tb_str_release(&r->raw);
	free(r);
	return rc;
}
