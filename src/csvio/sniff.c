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
	{ "UTF-16", "\xFF\xFE", 2, true },    { "UTF-16", "\xFE\xFF", 2, true },
	{ "PNG", "\x89PNG", 4, false },       { "JPEG", "\xFF\xD8\xFF", 3, false },
	{ "PDF", "%PDF-", 5, false },
};

/* Without regard to case, behind leading space. Web systems like to call such a table ".xls". */
static const struct magic markup[] = {
	{ "HTML", "<!doctype", 9, true },
	{ "HTML", "<html", 5, true },
	{ "HTML", "<table", 6, true },
	{ "XML", "<?xml", 5, true },
};

size_t tb_sniff_bom(const char *s, size_t len)
{
	return len >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3) ? 3 : 0;
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
	size_t skip = tb_sniff_bom(s, len);

	while (skip < len && strchr(" \t\r\n", s[skip]) && s[skip])
		skip++;
	for (size_t i = 0; i < sizeof(markup) / sizeof(markup[0]); i++)
		if (len - skip >= markup[i].len && !strncasecmp(s + skip, markup[i].bytes, markup[i].len))
			return &markup[i];
	return NULL;
}

/* Without a mark: of UTF-16 text in Vietnamese more than half of the high bytes are NUL, and no low byte is. */
static bool is_utf16(const char *s, size_t len)
{
	size_t pairs = len < 512 ? len / 2 : 256, nul[2] = { 0, 0 };

	for (size_t i = 0; i < 2 * pairs; i++)
		nul[i % 2] += !s[i];
	return pairs >= 2 && ((!nul[0] && nul[1] > pairs / 2) || (!nul[1] && nul[0] > pairs / 2));
}

enum tb_status tb_sniff_check(const char *s, size_t len, struct tb_err *err)
{
	static const struct magic utf16 = { "UTF-16", NULL, 0, true };
	const struct magic *m = find_binary(s, len);

	if (!m)
		m = find_markup(s, len);
	if (!m && is_utf16(s, len))
		m = &utf16;
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

/* Of equally many the first: a comma is the likeliest to stand inside a text. */
static const char candidates[] = { '\t', ';', ',' };

static char most_frequent(const size_t count[3])
{
	size_t best = 0;

	for (size_t i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return count[best] ? candidates[best] : 0;
}

size_t tb_sniff_delimiter(const char *s, size_t len, char *delimiter)
{
	size_t sep = sep_line(s, len, delimiter), count[3] = { 0 };
	bool quoted = false;

	if (sep)
		return sep;
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		for (size_t k = 0; k < 3; k++)
			count[k] += s[i] == candidates[k];
		if (is_line_end(s[i]) && most_frequent(count))
			break;
	}
	*delimiter = most_frequent(count);
	if (!*delimiter)
		*delimiter = ',';
	return 0;
}
