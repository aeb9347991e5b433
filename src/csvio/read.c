#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "csvio/detect.h"
#include "csvio/layout.h"
#include "csvio/sniff.h"
#include "csvio/source.h"

enum { SHORT_CELL = 32 };

struct reader {
	struct csv_parser parser;
	struct tb_source source;
	const struct tb_csv_opts *opts;
	tb_csv_row_fn *fn;
	void *ctx;
	struct tb_csv_info *info;
	struct tb_err *err;
	enum tb_status rc; /* what `fn` answered; libcsv cannot be told to stop */

	enum tb_encoding declared;
	enum tb_encoding encoding;    /* TB_ENCODING_FIND while all is ASCII */
	struct tb_charsets *charsets; /* owned; NULL until they are needed */
	struct tb_pool pool;          /* cells of this row that had to be converted */

	struct tb_csv_row row;
	struct tb_cell cell[TB_CSV_MAX_COLUMNS];
	struct tb_str text; /* the cells of this row, a line feed behind each */
	size_t passed;      /* rows given to `fn` */
	size_t piece_end;   /* of what is being parsed, in the source */
	int64_t line;       /* on which the next piece starts */
	bool overflow;      /* the current field outgrew libcsv's buffer */
	bool row_overflow;  /* the current row is over TB_CSV_MAX_ROW */
	int line_end;       /* the last one, a CR perhaps, whose LF is to come */
};

/* Where to say what is wrong with the row: nowhere, if something was said already. */
static struct tb_err *bad_at(struct reader *r, size_t column)
{
	if (r->row.bad.status)
		return NULL;
	r->row.bad_column = column;
	return &r->row.bad;
}

static void too_long(struct reader *r, size_t column, long long limit)
{
	tb_err_set(bad_at(r, column), TB_EINVAL, N_("longer than %lld bytes; shorten it or check the quotes"), limit);
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
		tb_err_set(bad_at(r, 0), TB_EINVAL, N_("more than %lld columns; check the delimiter and the quotes"),
			   (long long)TB_CSV_MAX_COLUMNS);
		r->overflow = false;
		return;
	}
	if (r->overflow || len > TB_CSV_MAX_FIELD) {
		too_long(r, column, TB_CSV_MAX_FIELD);
		r->overflow = false;
		len = 0;
	}
	if (r->row_overflow)
		len = 0;
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

/* ---- from the file's encoding to ours ----------------------------------------------------------------------------- */

static void no_such_byte(struct reader *r, size_t column)
{
	const char *msgid =
		N_("holds a byte that the encoding of the file does not have; save the file again as 'CSV UTF-8'");

	if (r->encoding <= TB_UTF8)
		msgid = N_("is not valid UTF-8; save the file again as 'CSV UTF-8', or name its encoding with "
			   "--encoding");
	tb_err_set_plain(bad_at(r, column), TB_EINVAL, msgid);
}

static void check_nul(struct reader *r, size_t before)
{
	const char *nul = memchr(r->text.buf, '\0', before);

	if (nul)
		tb_err_set(bad_at(r, column_at(r, (size_t)(nul - r->text.buf))), TB_EINVAL,
			   N_("holds a NUL byte; save the file again as 'CSV UTF-8'"));
}

static void normalise(struct reader *r)
{
	for (size_t i = 0; i < r->row.n; i++) {
		struct tb_cell *c = &r->cell[i];
		const char *nfc = tb_utf8_nfc(&r->pool, c->text, c->len);

		if (nfc != c->text)
			*c = (struct tb_cell){ nfc, strlen(nfc) };
	}
}

/* Gives false where it has a byte that is not of the encoding. */
static bool decode_cell(struct reader *r, struct tb_cell *c)
{
	struct tb_str text = TB_STR_INIT;
	const char *nfc;
	bool good;

	if (tb_utf8_ascii_prefix(c->text, c->len) == c->len)
		return true;
	good = tb_charset_decode(&r->charsets->of[r->encoding], c->text, c->len, &text) == c->len;
	nfc = good ? tb_utf8_nfc(&r->pool, text.buf, text.len) : text.buf;
	*c = nfc == text.buf ? (struct tb_cell){ tb_pool_dup(&r->pool, nfc, text.len), text.len }
			     : (struct tb_cell){ nfc, strlen(nfc) };
	tb_str_release(&text);
	return good;
}

/* A row that another program put in: its bytes have a meaning in the file's encoding too, but make no sense there. */
static void check_stranger(struct reader *r)
{
	enum tb_encoding other = tb_detect_stranger(r->charsets, r->encoding, r->text.buf, r->text.len);

	if (other)
		tb_err_set(bad_at(r, 0), TB_EINVAL,
			   N_("is in %s, while the file is in %s; save the file again as 'CSV UTF-8'"),
			   tb_encoding_name(other), tb_encoding_name(r->encoding));
}

static void settle_utf8(struct reader *r)
{
	size_t good = tb_utf8_check(r->text.buf, r->text.len);

	check_nul(r, good);
	if (good < r->text.len)
		no_such_byte(r, column_at(r, good));
	else if (!r->row.bad.status)
		normalise(r);
}

static void settle_by_table(struct reader *r)
{
	check_stranger(r);
	for (size_t i = 0; i < r->row.n; i++)
		if (!decode_cell(r, &r->cell[i]))
			no_such_byte(r, i + 1);
	decode_cell(r, &r->row.raw);
}

static void settle_text(struct reader *r)
{
	const bool by_table = r->encoding >= TB_CP1258;

	if (!by_table && !tb_utf8_is_plain(r->text.buf, r->text.len)) {
		settle_utf8(r);
		return;
	}
	check_nul(r, r->text.len);
	if (by_table && tb_utf8_ascii_prefix(r->text.buf, r->text.len) < r->text.len)
		settle_by_table(r);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Nothing of a row that is too long. */
static void place_raw(struct reader *r)
{
	const struct tb_source *s = &r->source;
	size_t end = r->piece_end;

	r->row.raw = (struct tb_cell){ "", 0 };
	if (r->row_overflow || end - s->row > TB_CSV_MAX_ROW) {
		too_long(r, 0, TB_CSV_MAX_ROW);
		return;
	}
	if (end > s->row && s->buf[end - 1] == '\n')
		end--;
	if (end > s->row && s->buf[end - 1] == '\r')
		end--;
	r->row.raw = (struct tb_cell){ s->buf + s->row, end - s->row };
}

static void pass_row(struct reader *r)
{
	place_cells(r);
	place_raw(r);
	settle_text(r);
	for (size_t i = 0; i < r->row.n; i++)
		tb_csv_bare(&r->cell[i]);
	r->passed++;
	r->rc = r->fn(r->ctx, &r->row, r->err);
}

static void start_row(struct reader *r)
{
	r->row.n = 0;
	r->row.bad_column = 0;
	tb_err_clear(&r->row.bad);
	r->text.len = 0;
	tb_pool_clear(&r->pool);
	r->source.row = r->piece_end;
	r->row.line = r->line;
	r->row_overflow = false;
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
	if (r->text.len > r->row.n || r->row.bad.status || r->row_overflow)
		pass_row(r);
	start_row(r);
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

/* ---- the file ---------------------------------------------------------------------------------------------------- */

static struct tb_charsets *need_charsets(struct reader *r)
{
	if (!r->charsets) {
		r->charsets = tb_malloc(sizeof(*r->charsets));
		tb_charsets_init(r->charsets);
	}
	return r->charsets;
}

/*
 * All that was parsed is ASCII, and means the same in all encodings. Where that ends, enough is read ahead to tell which
 * one it is.
 */
static enum tb_status find_encoding(struct reader *r)
{
	struct tb_source *s = &r->source;
	size_t ascii = tb_utf8_ascii_prefix(s->buf + s->next, s->end - s->next);
	enum tb_status rc = TB_OK;

	if (s->next + ascii == s->end)
		return TB_OK;
	while (!rc && !s->eof && s->end - s->next - ascii < TB_DETECT_WINDOW)
		rc = tb_source_fill(s, r->err);
	return rc ? rc : tb_detect(need_charsets(r), s->buf + s->row, s->end - s->row, !s->eof, &r->encoding, r->err);
}

static enum tb_status read_more(struct reader *r)
{
	struct tb_source *s = &r->source;
	enum tb_status rc;

	if (s->next - s->row > TB_CSV_MAX_ROW) {
		r->row_overflow = true;
		s->row = s->next;
	}
	rc = tb_source_fill(s, r->err);
	return rc || r->encoding ? rc : find_encoding(r);
}

/* The encoding that a mark or UTF-16 shows, which `opts` must not contradict; UTF-16 is converted from here on. */
static enum tb_status settle_encoding(struct reader *r)
{
	struct tb_source *s = &r->source;
	size_t bom;
	enum tb_encoding declared = r->declared, shown = tb_sniff_encoding(s->buf, s->end, &bom);
	bool both_utf16 =
		(shown == TB_UTF16LE || shown == TB_UTF16BE) && (declared == TB_UTF16LE || declared == TB_UTF16BE);

	if (declared && shown && declared != shown && !both_utf16)
		return tb_err_set(r->err, TB_EINVAL, N_("the file is in %s, as its first bytes say, not in %s"),
				  tb_encoding_name(shown), tb_encoding_name(declared));
	r->encoding = shown ? shown : declared;
	s->row = s->next = bom;
	if (r->encoding == TB_UTF16LE || r->encoding == TB_UTF16BE)
		tb_source_convert(s, r->encoding);
	if (r->encoding >= TB_CP1258)
		need_charsets(r);
	return TB_OK;
}

/* The first block tells whether this is CSV, and of what kind. */
static enum tb_status look(struct reader *r)
{
	struct tb_source *s = &r->source;
	char found = ',';
	enum tb_status rc = tb_source_fill(s, r->err);

	if (!rc)
		rc = tb_sniff_binary(s->buf, s->end, r->err);
	if (!rc)
		rc = settle_encoding(r);
	if (!rc)
		rc = tb_sniff_markup(s->buf + s->next, s->end - s->next, r->err);
	if (rc)
		return rc;
	s->next += tb_sniff_delimiter(s->buf + s->next, s->end - s->next, &found);
	r->line = s->next > s->row ? 2 : 1;
	if (r->opts->delimiter)
		found = r->opts->delimiter;
	csv_set_delim(&r->parser, (unsigned char)found);
	r->info->delimiter = found;
	r->piece_end = s->next;
	start_row(r);
	return r->encoding ? TB_OK : find_encoding(r);
}

static enum tb_status finish(struct reader *r)
{
	r->piece_end = r->source.end;
	if (csv_fini(&r->parser, on_cell, on_row, r))
		return misplaced_quote(r);
	if (r->rc)
		return r->rc;
	if (!r->passed)
		return tb_err_set(r->err, TB_EINVAL, N_("the file is empty; name a file with at least one row"));
	return TB_OK;
}

static enum tb_status read_all(struct reader *r)
{
	struct tb_source *s = &r->source;
	enum tb_status rc = look(r);

	while (!rc) {
		bool ends_line;
		size_t len = tb_source_piece(s, &ends_line);

		if (len) {
			const char *piece = s->buf + s->next;

			s->next += len;
			r->piece_end = s->next;
			r->line += ends_line;
			rc = parse(r, piece, len);
		} else if (!s->eof) {
			rc = read_more(r);
		} else {
			return finish(r);
		}
	}
	return rc;
}

static enum tb_status read_rows(struct reader *r, FILE *f)
{
	enum tb_status rc;

	tb_source_init(&r->source, f);
	csv_init(&r->parser, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	csv_set_realloc_func(&r->parser, limited_realloc);
	csv_set_blk_size(&r->parser, TB_CSV_MAX_FIELD);
	rc = read_all(r);
	r->info->encoding = tb_encoding_name(r->encoding ? r->encoding : TB_UTF8);
	csv_free(&r->parser);
	tb_source_release(&r->source);
	tb_str_release(&r->text);
	tb_pool_release(&r->pool);
	free(r->charsets);
	return rc;
}

/* The rows go through the layout to `fn`. */
static enum tb_status read_table(struct reader *r, FILE *f)
{
	struct tb_layout layout;
	enum tb_status rc;

	tb_layout_init(&layout, r->opts, r->fn, r->ctx, r->info);
	r->fn = tb_layout_row;
	r->ctx = &layout; /* cppcheck-suppress autoVariables ; `r` is not used after this */
	rc = read_rows(r, f);
	if (!rc)
		rc = tb_layout_end(&layout, r->err);
	tb_layout_release(&layout);
	return rc;
}

enum tb_status tb_csv_read(FILE *f, const struct tb_csv_opts *opts, tb_csv_row_fn *fn, void *ctx,
			   struct tb_csv_info *info, struct tb_err *err)
{
	static const struct tb_csv_opts find_out = { .encoding = NULL };
	struct tb_csv_info unused;
	struct reader *r = tb_malloc(sizeof(*r));
	enum tb_status rc = TB_OK;

	*r = (struct reader){ .opts = opts ? opts : &find_out, .fn = fn, .ctx = ctx, .err = err, .text = TB_STR_INIT };
	r->row.cell = r->cell;
	r->info = info ? info : &unused;
	*r->info = (struct tb_csv_info){ .encoding = tb_encoding_name(TB_UTF8), .delimiter = ',' };
	if (r->opts->encoding)
		rc = tb_encoding_find(r->opts->encoding, &r->declared, err);
	if (!rc)
		rc = r->opts->known ? read_table(r, f) : read_rows(r, f);
	free(r);
	return rc;
}
