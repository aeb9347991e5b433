#include "csvio/sniff.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what is no CSV ---------------------------------------------------------------------------------------------- */

#define SAVE_AS N_("the file is not CSV but looks like '%s'; open it in a spreadsheet and save it as 'CSV UTF-8'")
#define UNPACK  N_("the file is not CSV but looks like '%s'; unpack it and name the CSV file in it")
#define NO_CSV  N_("the file is not CSV but looks like '%s'; name a CSV file")

/* `name` stands in messages of every language. `within`, unless it is NULL, stands somewhere behind. */
struct magic {
	const char *name, *bytes;
	size_t len;
	const char *within;
	const char *advice;
};

/* The names of the parts of a ZIP archive are not packed. */
static const struct magic binary[] = {
	{ "Excel .xlsx", "PK\3\4", 4, "[Content_Types].xml", SAVE_AS },
	{ "Excel .xlsx", "PK\3\4", 4, "xl/", SAVE_AS },
	{ "OpenDocument .ods", "PK\3\4", 4, "opendocument", SAVE_AS },
	{ "ZIP", "PK\3\4", 4, NULL, UNPACK },
	{ "Excel .xls", "\xD0\xCF\x11\xE0", 4, NULL, SAVE_AS },
	{ "gzip", "\x1F\x8B", 2, NULL, UNPACK },
	{ "RAR", "Rar!\x1A", 5, NULL, UNPACK },
	{ "7z", "7z\xBC\xAF", 4, NULL, UNPACK },
	{ "PNG", "\x89PNG", 4, NULL, NO_CSV },
	{ "JPEG", "\xFF\xD8\xFF", 3, NULL, NO_CSV },
	{ "PDF", "%PDF-", 5, NULL, NO_CSV },
	{ "SQLite", "SQLite format 3", 15, NULL, NO_CSV },
	{ "RTF", "{\\rtf", 5, NULL, NO_CSV },
};

/* Without regard to case, behind leading space. Web systems like to call such a table ".xls". */
static const struct magic markup[] = {
	{ "HTML", "<!doctype", 9, NULL, SAVE_AS }, { "HTML", "<html", 5, NULL, SAVE_AS },
	{ "HTML", "<table", 6, NULL, SAVE_AS },    { "HTML", "<meta", 5, NULL, SAVE_AS },
	{ "HTML", "<style", 6, NULL, SAVE_AS },    { "XML", "<?xml", 5, NULL, SAVE_AS },
};

static enum tb_status refuse(const struct magic *m, struct tb_err *err)
{
	return tb_err_set(err, TB_EINVAL, m->advice, m->name);
}

enum tb_status tb_sniff_binary(const char *s, size_t len, struct tb_err *err)
{
	for (size_t i = 0; i < COUNT(binary); i++) {
		const struct magic *m = &binary[i];

		if (len >= m->len && !memcmp(s, m->bytes, m->len) &&
		    (!m->within || memmem(s, len, m->within, strlen(m->within))))
			return refuse(m, err);
	}
	return TB_OK;
}

enum tb_status tb_sniff_markup(const char *s, size_t len, struct tb_err *err)
{
	size_t skip = 0;

	while (skip < len && strchr(" \t\r\n", s[skip]) && s[skip])
		skip++;
	for (size_t i = 0; i < COUNT(markup); i++)
		if (len - skip >= markup[i].len && !strncasecmp(s + skip, markup[i].bytes, markup[i].len))
			return refuse(&markup[i], err);
	return TB_OK;
}

/* ---- UTF-16 and byte order marks --------------------------------------------------------------------------------- */

static const struct {
	const char *bytes;
	size_t len;
	enum tb_encoding encoding;
} marks[] = {
	{ "\xEF\xBB\xBF", 3, TB_UTF8 },
	{ "\xFF\xFE", 2, TB_UTF16LE },
	{ "\xFE\xFF", 2, TB_UTF16BE },
};

/* Without a mark: of UTF-16 text in Vietnamese more than half of the high bytes are NUL, and no low byte is. */
static enum tb_encoding find_utf16(const char *s, size_t len)
{
	size_t pairs = len < 512 ? len / 2 : 256, nul[2] = { 0, 0 };

	for (size_t i = 0; i < 2 * pairs; i++)
		nul[i % 2] += !s[i];
	if (pairs >= 2 && !nul[0] && nul[1] > pairs / 2)
		return TB_UTF16LE;
	if (pairs >= 2 && !nul[1] && nul[0] > pairs / 2)
		return TB_UTF16BE;
	return TB_ENCODING_FIND;
}

enum tb_encoding tb_sniff_encoding(const char *s, size_t len, size_t *bom)
{
	*bom = 0;
	for (size_t i = 0; i < COUNT(marks); i++)
		if (len >= marks[i].len && !memcmp(s, marks[i].bytes, marks[i].len)) {
			*bom = marks[i].len;
			return marks[i].encoding;
		}
	return find_utf16(s, len);
}

/* ---- the delimiter ----------------------------------------------------------------------------------------------- */

enum { SEP_WITHIN = 20 }; /* lines */

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

static size_t line_end(const char *s, size_t len)
{
	return len > 1 && s[0] == '\r' && s[1] == '\n' ? 2 : len > 0;
}

/* The length of the line "sep=;" at `s` as Excel writes and honours it, or 0. */
static size_t sep_line(const char *s, size_t len, char *delimiter)
{
	const size_t end = 5;

	if (len < end || strncasecmp(s, "sep=", 4) != 0)
		return 0;
	if (s[4] != '\t' && (!ispunct((unsigned char)s[4]) || s[4] == '"'))
		return 0;
	if (len > end && !is_line_end(s[end]))
		return 0;
	*delimiter = s[4];
	return end + line_end(s + end, len - end);
}

/* Some programs write it below their title rows. */
static bool find_sep_line(const char *s, size_t len, char *delimiter)
{
	for (size_t at = 0, n = 0; at < len && n < SEP_WITHIN; n++) {
		if (sep_line(s + at, len - at, delimiter))
			return true;
		while (at < len && !is_line_end(s[at]))
			at++;
		at += line_end(s + at, len - at);
	}
	return false;
}

/* Of equals the first: a comma is the likeliest to stand inside a text. */
static const char candidates[] = { '\t', ';', '|', ',' };

/*
 * How steadily each candidate stands in the rows: the longest run of rows that have it equally often. Rows in which all
 * texts have one comma are outlasted by the header, which has the delimiter only.
 */
struct tally {
	size_t now, count, run; /* in this row; in the row before; how many rows had that in a row */
	size_t best_run, best_count;
};

static void end_row(struct tally *t)
{
	t->run = t->now == t->count ? t->run + 1 : 1;
	t->count = t->now;
	t->now = 0;
	if (t->count && (t->run > t->best_run || (t->run == t->best_run && t->count > t->best_count))) {
		t->best_run = t->run;
		t->best_count = t->count;
	}
}

static char steadiest(const struct tally *t)
{
	size_t best = 0;

	for (size_t i = 1; i < COUNT(candidates); i++)
		if (t[i].best_run > t[best].best_run ||
		    (t[i].best_run == t[best].best_run && t[i].best_count > t[best].best_count))
			best = i;
	return t[best].best_run ? candidates[best] : ',';
}

/* A quote opens a cell only at its start (12" screen). */
static bool opens_cell(char before)
{
	return is_line_end(before) || before == '"' || before == ' ' || memchr(candidates, before, sizeof(candidates));
}

static char count_delimiters(const char *s, size_t len)
{
	struct tally tally[COUNT(candidates)] = { { 0 } };
	bool quoted = false, empty = true;

	for (size_t i = 0; i < len; i++) {
		bool end = !quoted && is_line_end(s[i]);

		if (s[i] == '"')
			quoted = !quoted && (!i || opens_cell(s[i - 1]));
		for (size_t k = 0; !quoted && k < COUNT(candidates); k++) {
			tally[k].now += s[i] == candidates[k];
			if (end && !empty)
				end_row(&tally[k]);
		}
		empty = end;
	}
	/* What the block cuts is no row, unless it is all that there is. */
	for (size_t k = 0; k < COUNT(candidates); k++)
		if (!empty && (!tally[k].best_run || tally[k].now == tally[k].count))
			end_row(&tally[k]);
	return steadiest(tally);
}

size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter)
{
	size_t sep = sep_line(s, len, delimiter);

	if (!sep && !find_sep_line(s, len, delimiter))
		*delimiter = count_delimiters(s, len);
	return sep;
}
