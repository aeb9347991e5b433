#include <string.h>

#include "csvio/csvio.h"

/*
 * Beside what RFC 4180 names, ';' and tab are quoted, so that a reader that guesses the delimiter guesses right, and a
 * space at either end, which many readers drop.
 */
static bool needs_quotes(const struct tb_csv_out *out, const char *text, size_t len)
{
	static const bool special[256] = {
		['"'] = true, [','] = true, [';'] = true, ['|'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true
	};

	if (len && (text[0] == ' ' || text[len - 1] == ' '))
		return true;
	for (size_t i = 0; i < len; i++)
		if (special[(unsigned char)text[i]] || (text[i] == out->delimiter && text[i]))
			return true;
	return false;
}

static void put_escaped(FILE *f, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			putc_unlocked('"', f);
		putc_unlocked(text[i], f);
	}
}

static void put_quoted(FILE *f, const char *text, size_t len)
{
	putc_unlocked('"', f);
	put_escaped(f, text, len);
	putc_unlocked('"', f);
}

static void put_delimiter(struct tb_csv_out *out)
{
	const char usual = out->excel ? ';' : ',';

	if (out->in_row)
		putc_unlocked(out->delimiter ? out->delimiter : usual, out->f);
	out->in_row = true;
}

void tb_csv_begin(struct tb_csv_out *out)
{
	if (out->excel)
		fputs("\xEF\xBB\xBF", out->f);
}

void tb_csv_put(struct tb_csv_out *out, const char *text, size_t len)
{
	put_delimiter(out);
	if (needs_quotes(out, text, len))
		put_quoted(out->f, text, len);
	else
		fwrite_unlocked(text, 1, len, out->f);
}

/* ---- texts that a spreadsheet does not leave alone --------------------------------------------------------------- */

/* Whether it begins, behind any number of ', as formulas do. */
static bool is_formula(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && text[i] == '\'')
		i++;
	return i < len && strchr("=+-@", text[i]);
}

/* Whether Excel would make a number or a day of it: 00004, 12E4, 3/5, 893412340000412345. */
static bool is_number_like(const char *text, size_t len)
{
	if (!len || text[0] < '0' || text[0] > '9')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!strchr("0123456789Ee.,/:+-", text[i]))
			return false;
	return true;
}

void tb_csv_put_text(struct tb_csv_out *out, const char *text, size_t len)
{
	const bool kept = out->excel && is_number_like(text, len);

	if (!kept && !is_formula(text, len)) {
		tb_csv_put(out, text, len);
		return;
	}
	put_delimiter(out);
	fputs_unlocked(kept ? "\"=\"\"" : "\"'", out->f);
	put_escaped(out->f, text, len);
	fputs_unlocked(kept ? "\"\"\"" : "\"", out->f);
}

void tb_csv_put_raw(struct tb_csv_out *out, const struct tb_cell *raw)
{
	put_delimiter(out);
	fwrite_unlocked(raw->text, 1, raw->len, out->f);
}

struct tb_cell tb_csv_behind(const struct tb_cell *raw, size_t n, char delimiter)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < raw->len && n; i++) {
		quoted ^= raw->text[i] == '"';
		n -= raw->text[i] == delimiter && !quoted;
	}
	return (struct tb_cell){ raw->text + i, raw->len - i };
}

void tb_csv_put_value(struct tb_csv_out *out, const struct tb_field *field, const struct tb_value *v,
		      struct tb_str *scratch)
{
	tb_value_text(field, v, scratch);
	if (field->type == TB_TEXT || field->type == TB_LINES || field->type == TB_CODE)
		tb_csv_put_text(out, scratch->buf, scratch->len);
	else
		tb_csv_put(out, scratch->buf, scratch->len);
	tb_str_clear(scratch);
}

void tb_csv_bare(struct tb_cell *cell)
{
	const char *text = cell->text;
	const size_t len = cell->len;

	if (len && text[0] == '\'' && is_formula(text, len))
		*cell = (struct tb_cell){ text + 1, len - 1 };
	else if (len > 3 && text[0] == '=' && text[1] == '"' && memchr(text + 2, '"', len - 2) == text + len - 1)
		*cell = (struct tb_cell){ text + 2, len - 3 };
}

void tb_csv_end_row(struct tb_csv_out *out)
{
	putc_unlocked('\r', out->f);
	putc_unlocked('\n', out->f);
	out->in_row = false;
}
