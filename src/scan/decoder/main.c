/*
 * trangbi-decode - the codes in the picture or pictures on the standard input, as answer.h says. Not for people: `trangbi
 * scan` runs it once for each picture, and it may be crashed by one; for labels that the program has drawn itself it stays.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process.h"
#include "scan/answer.h"
#include "scan/decoder/camera.h"
#include "scan/decoder/limits.h"
#include "scan/decoder/strategy.h"
#include "scan/decoder/stream.h"
#include "scan/decoder/symbols.h"
#include "scan/decoder/write.h"

enum { MAX_FILES = 8, PDF_FILES = 32, PDF_SECONDS = 400 /* for all pages */ };

/* What is asked. */
static int budget_ms;
static unsigned kinds;

/* From now on. */
static struct tb_wanted begin(void)
{
	tb_limits_time(budget_ms ? TB_LIMIT_SECONDS : TB_LIMIT_SECONDS_FOR_ALL);
	return (struct tb_wanted){ kinds, budget_ms ? tb_clock_ms() + budget_ms : INT64_MAX };
}

static int decode(bool with_grey)
{
	const struct tb_wanted wanted = begin();
	struct tb_found_list list = TB_FOUND_LIST_INIT;
	enum tb_picture_status rc;
	struct tb_grey picture;

	rc = tb_picture_read(stdin, &picture);
	if (rc) {
		tb_write_failure(rc);
	} else {
		if (with_grey)
			tb_write_grey(&picture);
		tb_strategy_run(&picture, &wanted, &list);
		tb_write_codes(&list, &picture);
	}
	tb_found_release(&list);
	tb_grey_release(&picture);
	return fflush(stdout) || ferror(stdout);
}

static int decode_file(void)
{
	return decode(false);
}

static int decode_with_grey(void)
{
	return decode(true);
}

static void find_on_page(const struct tb_grey *page, struct tb_found_list *list)
{
	const struct tb_wanted wanted = begin();

	tb_strategy_run(page, &wanted, list);
}

static int decode_pages(void)
{
	return tb_frames_run(tb_frames_next_pnm, NULL, find_on_page);
}

static int watch_camera(void)
{
	enum tb_picture_status rc;
	struct tb_camera camera;
	struct stat st;

	if (!fstat(STDIN_FILENO, &st) && !S_ISCHR(st.st_mode))
		return tb_frames_run(tb_frames_next_pnm, NULL, tb_camera_find);
	rc = tb_camera_start(&camera, STDIN_FILENO);
	if (!rc)
		return tb_frames_run(tb_camera_next, &camera, tb_camera_find);
	tb_write_failure(rc);
	return fflush(stdout) || ferror(stdout);
}

/* The limits stay with the process. 200 dpi are enough for the smallest modules that labels are printed with. */
static int draw_pdf(void)
{
	char last[16];

	tb_limits_time(PDF_SECONDS);
	snprintf(last, sizeof(last), "%d", TB_PDF_MAX_PAGES + 1);
	execlp("pdftoppm", "pdftoppm", "-q", "-progress", "-gray", "-r", "200", "-l", last, "-", (char *)NULL);
	return TB_PDF_MISSING;
}

static const struct mode {
	const char *request;
	int (*run)(void);
	int max_files;
} modes[] = {
	{ TB_REQUEST_GREY, decode_with_grey, MAX_FILES }, { TB_REQUEST_STREAM, tb_stream_run, MAX_FILES },
	{ TB_REQUEST_PAGES, decode_pages, MAX_FILES },    { TB_REQUEST_CAMERA, watch_camera, MAX_FILES },
	{ TB_REQUEST_PDF, draw_pdf, PDF_FILES },
};

/* BUDGET SYMBOLOGY... */
static bool take_search(int n, char **words)
{
	char *end = "";
	const long ms = n ? strtol(words[0], &end, 10) : -1;

	for (int i = 1; i < n; i++) {
		if (!tb_symbols_asked(words[i]))
			return false;
		kinds |= tb_symbols_asked(words[i]);
	}
	budget_ms = (int)ms;
	return ms >= 0 && ms <= TB_REQUEST_MAX_BUDGET && !*end;
}

int main(int argc, char **argv)
{
	struct mode mode = { NULL, decode_file, MAX_FILES };
	int used = 1;

	for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(argv[1], modes[i].request)) {
			mode = modes[i];
			used = 2;
		}
	tb_limits_lock_in(mode.max_files);
	return take_search(argc - used, argv + used) ? mode.run() : 2;
}
