#include "scan/decoder/stream.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/answer.h"
#include "scan/decoder/limits.h"
#include "scan/decoder/symbols.h"
#include "scan/decoder/write.h"

enum { MAX_LINE = 64 };

/* A number of 1..max with the character `after` behind it. */
static bool take_int(char **p, long max, char after, int *out)
{
	char *end;
	long n = strtol(*p, &end, 10);

	if (end == *p || n < 1 || n > max || *end != after)
		return false;
	*p = end + 1;
	*out = (int)n;
	return true;
}

static bool take_request(char *line, struct tb_grey *picture, int *step)
{
	static const char word[] = "picture ";
	char *p = line + sizeof(word) - 1;
	int w, h;

	return !strncmp(line, word, sizeof(word) - 1) && take_int(&p, TB_REQUEST_MAX_PIXELS, ' ', &w) &&
	       take_int(&p, TB_REQUEST_MAX_PIXELS / w, ' ', &h) && take_int(&p, TB_REQUEST_MAX_STEP, '\n', step) &&
	       tb_grey_alloc(picture, w, h);
}

static bool answer(struct tb_grey *picture, int step)
{
	const struct tb_look look = { .kinds = TB_SYMBOLS_USUAL, .step = step, .back = TB_MAP_IDENTITY };
	const size_t size = (size_t)picture->w * (size_t)picture->h;
	struct tb_found_list list = TB_FOUND_LIST_INIT;

	if (fread(picture->px, 1, size, stdin) != size)
		return false;
	tb_symbols_find(picture, &look, &list);
	tb_found_keep_sure(&list);
	tb_write_codes(&list, picture);
	tb_found_release(&list);
	return !fflush(stdout);
}

/* Whoever asks may be gone: a picture that hangs zbar must not keep the processor busy for ever. */
int tb_stream_run(void)
{
	struct tb_grey picture = TB_GREY_INIT;
	char line[MAX_LINE];
	bool served = true;
	int step;

	while (served && fgets(line, sizeof(line), stdin)) {
		tb_limits_time(TB_LIMIT_SECONDS);
		served = take_request(line, &picture, &step) && answer(&picture, step);
		tb_grey_release(&picture);
	}
	return served ? 0 : 1;
}
