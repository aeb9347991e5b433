#include "cli/feedback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* https://no-color.org: any value but an empty one. */
bool tb_feedback_has_colours(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

void tb_feedback_begin(enum tb_mark mark)
{
	static const char *const colours[] = {
		[TB_MARK_KNOWN] = "\033[32m",
		[TB_MARK_MISPLACED] = "\033[33m",
		[TB_MARK_UNKNOWN] = "\033[31m",
	};

	if (tb_feedback_has_colours())
		fputs(colours[mark], stdout);
}

void tb_feedback_end(void)
{
	if (tb_feedback_has_colours())
		fputs("\033[0m", stdout);
}

void tb_feedback_beep(void)
{
	if (isatty(STDERR_FILENO))
		fputc('\a', stderr);
}
