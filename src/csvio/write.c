#include <stdbool.h>

#include "csvio/csvio.h"

/*
 * Beside what RFC 4180 names, ';' and tab are quoted, so that a reader that guesses the delimiter guesses right, and a
 * space at either end, which many readers drop.
 */
static bool needs_quotes(const char *text, size_t len)
{
	static const bool special[256] = {
		['"'] = true, [','] = true, [';'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true
	};

	if (len && (text[0] == ' ' || text[len - 1] == ' '))
		return true;
	for (size_t i = 0; i < len; i++)
		if (special[(unsigned char)text[i]])
			return true;
	return false;
}

static void put_quoted(FILE *f, const char *text, size_t len)
{
	putc_unlocked('"', f);
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			putc_unlocked('"', f);
		putc_unlocked(text[i], f);
	}
	putc_unlocked('"', f);
}

void tb_csv_put(FILE *f, const char *text, size_t len, bool first)
{
	if (!first)
		putc_unlocked(',', f);
	if (needs_quotes(text, len))
		put_quoted(f, text, len);
	else
		fwrite_unlocked(text, 1, len, f);
}

void tb_csv_end_row(FILE *f)
{
	putc_unlocked('\r', f);
	putc_unlocked('\n', f);
}
