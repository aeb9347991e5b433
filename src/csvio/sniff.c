#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "csvio/sniff.h"

/* `name` stands in messages of every language. */
struct magic {
	const char *name, *bytes;
	size_t len;
	bool can_be_saved; /* the program that shows it can save it as CSV */
};

static const struct magic binary[] = {
	{ "Excel .xlsx", "PK\3\4", 4, true }, { "Excel .xls", "\xD0\xCF\x11\xE0", 4, true },
	{ "gzip", "\x1F\x8B", 2, false },     { "PNG", "\x89PNG", 4, false },
	{ "JPEG", "\xFF\xD8\xFF", 3, false }, { "PDF", "%PDF-", 5, false },
};

/* Without regard to case, behind leading space. Web systems like to call such a table ".xls". */
static const struct magic markup[] = {
	{ "HTML", "<!doctype", 9, true },
	{ "HTML", "<html", 5, true },
	{ "HTML", "<table", 6, true },
	{ "XML", "<?xml", 5, true },
};

/*
 * Without a mark: of UTF-16 text in Vietnamese more than half of the high bytes are NUL, and no low byte is. NULL: it is none.
 */
static const char *find_utf16(const char *s, size_t len)
{
	size_t pairs = len < 512 ? len / 2 : 256, nul[2] = { 0, 0 };

	for (size_t i = 0; i < 2 * pairs; i++)
		nul[i % 2] += !s[i];
	if (pairs < 2)
		return NULL;
	if (!nul[0] && nul[1] > pairs / 2)
		return "UTF-16LE";
	return !nul[1] && nul[0] > pairs / 2 ? "UTF-16BE" : NULL;
}

const char *tb_sniff_encoding(const char *s, size_t len, size_t *mark)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *encoding;
	} marks[] = { { "\xEF\xBB\xBF", 3, "UTF-8" }, { "\xFF\xFE", 2, "UTF-16LE" }, { "\xFE\xFF", 2, "UTF-16BE" } };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (len >= marks[i].len && !memcmp(s, marks[i].bytes, marks[i].len)) {
			*mark = marks[i].len;
			return marks[i].encoding;
		}
	*mark = 0;
	return find_utf16(s, len);
}

static const struct magic *find_binary(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(binary) / sizeof(binary[0]); i++)
		if (len >= binary[i].len && !memcmp(s, binary[i].bytes, binary[i].len))
			return &binary[i];
	return NULL;
}

static const struct magic *find_markup(const char *s, size_t len)
{
	size_t skip;

	tb_sniff_encoding(s, len, &skip);

	while (skip < len && strchr(" \t\r\n", s[skip]) && s[skip])
		skip++;
	for (size_t i = 0; i < sizeof(markup) / sizeof(markup[0]); i++)
		if (len - skip >= markup[i].len && !strncasecmp(s + skip, markup[i].bytes, markup[i].len))
			return &markup[i];
	return NULL;
}

enum tb_status tb_sniff_check(const char *s, size_t len, struct tb_err *err)
{
	const struct magic *m = find_binary(s, len);

	if (!m)
		m = find_markup(s, len);
	if (!m)
		return TB_OK;
	if (m->can_be_saved)
		return tb_err_set(err, TB_EINVAL,
				  N_("the file is not CSV but looks like '%s'; open it in a spreadsheet and save it as "
				     "'CSV UTF-8'"),
				  m->name);
	return tb_err_set(err, TB_EINVAL, N_("the file is not CSV but looks like '%s'; name a CSV file"), m->name);
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* "sep=;" as Excel writes and honours it. */
static size_t sep_line(const char *s, size_t len, char *delimiter)
{
	size_t end = 5;

	if (len < end || strncasecmp(s, "sep=", 4) != 0)
		return 0;
	if (s[4] != '\t' && (!ispunct((unsigned char)s[4]) || s[4] == '"'))
		return 0;
	if (len > end && !is_line_end(s[end]))
		return 0;
	*delimiter = s[4];
	if (len > end)
		end += s[end] == '\r' && len > end + 1 && s[end + 1] == '\n' ? 2 : 1;
	return end;
}

/* Of equally good ones the first: a comma is the likeliest to stand inside a text. */
static const char candidates[] = { '\t', ';', '|', ',' };
enum { N_CANDIDATES = sizeof(candidates), MAX_LINES = 50 };

struct counts {
	size_t n[N_CANDIDATES];
};

/* How often each stands in the next line, outside quotes. Gives its length with its end; a line without any is passed over. */
static size_t count_line(const char *s, size_t len, struct counts *out)
{
	bool quoted = false;
	size_t i = 0;

	*out = (struct counts){ { 0 } };
	for (; i < len && (quoted || !is_line_end(s[i])); i++) {
		quoted ^= s[i] == '"';
		for (size_t k = 0; !quoted && k < N_CANDIDATES; k++)
			out->n[k] += s[i] == candidates[k];
	}
	return i < len ? i + 1 : i;
}

static size_t most(const struct counts *c)
{
	size_t best = 0;

	for (size_t k = 1; k < N_CANDIDATES; k++)
		if (c->n[k] > c->n[best])
			best = k;
	return best;
}

/* A line of a title may hold a comma; a table has its delimiter as often in each line as in the one before. */
static char find_delimiter(const char *s, size_t len)
{
	struct counts first = { { 0 } }, before = { { 0 } }, now, agree = { { 0 } };

	for (size_t i = 0, lines = 0; i < len && lines < MAX_LINES; before = now) {
		i += count_line(s + i, len - i, &now);
		if (!now.n[most(&now)])
			continue;
		if (!lines++)
			first = now;
		for (size_t k = 0; k < N_CANDIDATES; k++)
			agree.n[k] += now.n[k] && now.n[k] == before.n[k];
	}
	if (agree.n[most(&agree)])
		return candidates[most(&agree)];
	return first.n[most(&first)] ? candidates[most(&first)] : ',';
}

size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter)
{
	const size_t sep = sep_line(s, len, delimiter);

	if (!sep)
		*delimiter = find_delimiter(s, len);
	return sep;
}
