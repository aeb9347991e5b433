#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "canvas.h"
#include "scan/run.h"

static const char *const TAG = "00004XEM2600017K";

static char dir[] = "/tmp/trangbi-scanner-XXXXXX";
static char script_path[sizeof(dir) + 16];

/* One picture read, and what came of it. */
struct seen {
	struct tb_pool pool;
	struct tb_codes codes;
	struct tb_err err;
	enum tb_status rc;
};

static struct seen look(struct tb_scanner *scanner, const struct canvas *c, int step)
{
	const struct tb_raster raster = { .px = c->px, .width = c->w, .height = c->h, .stride = c->w };
	struct seen s = { .pool = TB_POOL_INIT, .codes = { .n = 99 }, .err = TB_ERR_INIT };

	s.rc = tb_scanner_read(scanner, &raster, step, &s.pool, &s.codes, &s.err);
	return s;
}

static int count(const struct seen *s, const char *symbology, const char *text)
{
	int n = 0;

	for (size_t i = 0; i < s->codes.n; i++)
		n += !strcmp(s->codes.code[i].symbology, symbology) && !strcmp(s->codes.code[i].text, text);
	return n;
}

/* The picture holds each symbology once, with this text. */
static void assert_both(struct tb_scanner *scanner, const struct canvas *c, int step, const char *text)
{
	struct seen s = look(scanner, c, step);

	assert_int_equal(s.rc, TB_OK);
	if (s.codes.n != 2 || count(&s, "qrcode", text) != 1 || count(&s, "code128", text) != 1)
		fail_msg("%s at step %d: %zu codes", text, step, s.codes.n);
	tb_pool_release(&s.pool);
}

static void assert_fails(struct seen s, enum tb_status rc, const char *message)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&s.err, NULL, &text);
	if (s.rc != rc || s.err.status != rc || !strstr(text.buf, message))
		fail_msg("got %d '%s', want %d '%s'", s.rc, text.buf, rc, message);
	assert_int_equal(s.codes.n, 99);
	tb_str_release(&text);
	tb_pool_release(&s.pool);
}

/* A label: a QR code with `px` pixels for a module, a Code 128 below it. */
static struct canvas label(const char *text, int px)
{
	struct canvas c = blank(430 * px / 2 + 40, 45 * px + 60);

	draw(&c, BARCODE_QRCODE, text, 10 + 4 * px, 10, px, 0);
	draw(&c, BARCODE_CODE128, text, 20 + px, 30 * px + 10, (px + 1) / 2, 40 + 10 * px);
	return c;
}

static struct tb_scanner *open_scanner(void)
{
	struct tb_scanner *scanner = NULL;
	struct tb_err err = TB_ERR_INIT;

	assert_int_equal(tb_scanner_open(&scanner, &err), TB_OK);
	return scanner;
}

/* ---- what is read ---------------------------------------------------------------------------------------------- */

static void assert_corner(const struct tb_code *code, int x, int y)
{
	for (int i = 0; i < code->n_points; i++)
		if (abs(code->points[i].x - x) < 12 && abs(code->points[i].y - y) < 12)
			return;
	fail_msg("no corner of %s near %d,%d", code->symbology, x, y);
}

static void test_scanner__both_with_their_places_at_every_step(void **state)
{
	struct canvas c = blank(700, 420);
	struct tb_scanner *scanner = open_scanner();
	int width;

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 100, 40, 6, 0);
	width = draw(&c, BARCODE_CODE128, TAG, 90, 250, 2, 100);
	for (int step = 1; step <= 4; step++) {
		struct seen s = look(scanner, &c, step);

		assert_int_equal(s.codes.n, 2);
		assert_string_equal(s.codes.code[0].symbology, "qrcode");
		assert_string_equal(s.codes.code[1].symbology, "code128");
		assert_corner(&s.codes.code[0], 100, 40);
		assert_corner(&s.codes.code[0], 100 + 21 * 6, 40 + 21 * 6);
		assert_corner(&s.codes.code[1], 90, 250);
		assert_corner(&s.codes.code[1], 90 + width, 350);
		tb_pool_release(&s.pool);
	}
	tb_scanner_close(scanner);
	free(c.px);
}

static void test_scanner__same_text_at_two_places_is_two_codes(void **state)
{
	struct canvas c = blank(1100, 700);
	struct tb_scanner *scanner = open_scanner();

	(void)state;
	draw(&c, BARCODE_CODE128, TAG, 50, 300, 2, 80);
	draw(&c, BARCODE_CODE128, TAG, 600, 300, 2, 80);
	draw(&c, BARCODE_CODE128, TAG, 50, 500, 2, 80);
	for (int step = 1; step <= 16; step++) {
		struct seen s = look(scanner, &c, step);

		if (s.codes.n != 3)
			fail_msg("step %d: %zu codes", step, s.codes.n);
		tb_pool_release(&s.pool);
	}
	tb_scanner_close(scanner);
	free(c.px);
}

/* The limits that scan.h promises: less than the width of a module, and at most 4. */
static void test_scanner__steps_that_a_qr_code_bears(void **state)
{
	struct tb_scanner *scanner = open_scanner();

	(void)state;
	for (int px = 2; px <= 16; px++) {
		struct canvas c = label(TAG, px);

		for (int step = 1; step < px && step <= 4; step++)
			assert_both(scanner, &c, step, TAG);
		free(c.px);
	}
	tb_scanner_close(scanner);
}

static void test_scanner__rows_apart(void **state)
{
	struct canvas c = label(TAG, 4);
	struct tb_raster part = { .px = at(&c, 5, 3), .width = c.w - 10, .height = c.h - 6, .stride = c.w };
	struct tb_scanner *scanner = open_scanner();
	struct seen s = { .pool = TB_POOL_INIT };

	(void)state;
	s.rc = tb_scanner_read(scanner, &part, 2, &s.pool, &s.codes, &s.err);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(count(&s, "qrcode", TAG), 1);
	assert_int_equal(count(&s, "code128", TAG), 1);
	tb_pool_release(&s.pool);
	tb_scanner_close(scanner);
	free(c.px);
}

static void test_scanner__many_in_a_row(void **state)
{
	struct tb_scanner *scanner = open_scanner();
	char text[20];

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct canvas c;

		snprintf(text, sizeof(text), "%05dXEM26%05dK", i * 37 % 99999, i);
		c = label(text, 3 + i % 4);
		assert_both(scanner, &c, 2, text);
		free(c.px);
	}
	tb_scanner_close(scanner);
}

static void test_scanner__no_code_is_no_error(void **state)
{
	static const struct {
		int w, h, step;
	} rows[] = { { 1, 1, 1 }, { 1, 1, 100 }, { 3, 2, 5 }, { 1, 3000, 7 }, { 3000, 1, 7 }, { 800, 600, 1 } };
	struct tb_scanner *scanner = open_scanner();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct canvas c = blank(rows[i].w, rows[i].h);
		struct seen s = look(scanner, &c, rows[i].step);

		assert_int_equal(s.rc, TB_OK);
		assert_int_equal(s.codes.n, 0);
		tb_pool_release(&s.pool);
		free(c.px);
	}
	tb_scanner_close(scanner);
}

static void test_scanner__out_of_range_and_on(void **state)
{
	static const struct tb_raster bad[] = {
		{ .width = 0, .height = 5, .stride = 5 },
		{ .width = 5, .height = 0, .stride = 5 },
		{ .width = -5, .height = -5, .stride = 5 },
		{ .width = 9, .height = 5, .stride = 8 },
		{ .width = 10001, .height = 10000, .stride = 10001 },
		{ .width = 2000000000, .height = 2000000000, .stride = 2000000000 },
	};
	struct canvas c = label(TAG, 4);
	struct tb_scanner *scanner = open_scanner();

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct seen s = { .codes = { .n = 99 } };

		s.rc = tb_scanner_read(scanner, &bad[i], 1, &s.pool, &s.codes, &s.err);
		assert_fails(s, TB_EINVAL, "cannot be read back");
	}
	assert_fails(look(scanner, &c, 0), TB_EINVAL, "out of range");
	assert_fails(look(scanner, &c, 101), TB_EINVAL, "out of range");
	assert_both(scanner, &c, 1, TAG);
	tb_scanner_close(scanner);
	free(c.px);
}

/* ---- several ---------------------------------------------------------------------------------------------------- */

static void test_scanner__two_at_once(void **state)
{
	struct canvas a = label("00004XEM26000001", 3), b = label("00004XEM26000002", 4);
	struct tb_scanner *first = open_scanner(), *second = open_scanner();

	(void)state;
	for (int i = 0; i < 5; i++) {
		assert_both(first, &a, 2, "00004XEM26000001");
		assert_both(second, &b, 2, "00004XEM26000002");
	}
	tb_scanner_close(first);
	assert_both(second, &a, 1, "00004XEM26000001");
	tb_scanner_close(second);
	free(a.px);
	free(b.px);
}

static void *read_often(void *missed)
{
	struct canvas c = label(TAG, 4);
	struct tb_scanner *scanner = NULL;

	for (int i = 0; i < 40; i++) {
		struct seen s;

		if (i % 10 == 0) {
			tb_scanner_close(scanner);
			scanner = open_scanner();
		}
		s = look(scanner, &c, 2);
		if (s.rc || s.codes.n != 2)
			*(int *)missed = 1;
		tb_pool_release(&s.pool);
	}
	tb_scanner_close(scanner);
	free(c.px);
	return NULL;
}

static void test_scanner__one_for_each_thread(void **state)
{
	pthread_t threads[4];
	int missed[4] = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, read_often, &missed[i]);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(missed[i], 0);
	}
}

/* A process started meanwhile must not hold the other end of the decoder's input: it would never end. */
static void test_scanner__no_end_is_inherited(void **state)
{
	struct tb_scanner *scanner = open_scanner();
	int found = 0;

	(void)state;
	for (int fd = 3; fd < 256; fd++) {
		struct stat st;

		if (fstat(fd, &st) || !S_ISSOCK(st.st_mode))
			continue;
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		found++;
	}
	assert_true(found >= 1);
	tb_scanner_close(scanner);
}

/* ---- a decoder that fails -------------------------------------------------------------------------------------- */

/* Takes one request in, to its last byte. */
#define TAKE "read -r word w h step; head -c $((w * h)) >/dev/null; "

static struct tb_scanner *open_script(const char *lines, int timeout_ms)
{
	const struct tb_scan_decoder decoder = { script_path, timeout_ms, TB_SCAN_OPTS_USUAL };
	struct tb_scanner *scanner = NULL;
	struct tb_err err = TB_ERR_INIT;
	FILE *f = fopen(script_path, "wb");

	assert_non_null(f);
	fprintf(f, "#!/bin/sh\n%s\n", lines);
	fclose(f);
	chmod(script_path, 0700);
	assert_int_equal(tb_scanner_open_with(&decoder, &scanner, &err), TB_OK);
	return scanner;
}

/* The first picture fails, and the next one in the same way. */
static void assert_breaks(const char *script, int timeout_ms, const struct canvas *c, const char *message)
{
	struct tb_scanner *scanner = open_script(script, timeout_ms);

	assert_fails(look(scanner, c, 1), TB_ESYS, message);
	assert_fails(look(scanner, c, 1), TB_ESYS, message);
	tb_scanner_close(scanner);
}

static void test_scanner__decoder_fails(void **state)
{
	static const struct {
		const char *script;
		int timeout_ms;
		const char *message;
	} rows[] = {
		{ "exit 0", 5000, "ended before it answered" },
		{ "kill -SEGV $$", 5000, "ended before it answered" },
		{ TAKE "kill -KILL $$", 5000, "ended before it answered" },
		{ TAKE "printf 'code qrcode 0 3\\nAB'", 5000, "ended before it answered" },
		{ "exec sleep 60", 200, "took too long" },
		{ TAKE "exec sleep 60", 200, "took too long" },
		{ TAKE "printf 'code qrcode 0 3\\nAB'; exec sleep 60", 200, "took too long" },
		{ TAKE "echo hello; exec sleep 60", 5000, "makes no sense" },
		{ TAKE "echo fail memory; echo end; exec sleep 60", 5000, "makes no sense" },
		{ TAKE "printf 'end\\nend\\n'; exec sleep 60", 5000, "makes no sense" },
		{ TAKE "printf 'code qrcode 0 99999\\n'; exec sleep 60", 5000, "makes no sense" },
		{ TAKE "printf 'code qrcode 0 3\\nABCD'; exec sleep 60", 5000, "makes no sense" },
		{ TAKE "while :; do echo code qrcode 0 1; echo A; done", 5000, "makes no sense" },
	};
	struct canvas small = blank(20, 20), large = blank(2000, 2000);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		print_message("%s\n", rows[i].script);
		assert_breaks(rows[i].script, rows[i].timeout_ms, &small, rows[i].message);
		assert_breaks(rows[i].script, rows[i].timeout_ms, &large, rows[i].message);
	}
	free(small.px);
	free(large.px);
}

static void test_scanner__decoder_dies_between_two_pictures(void **state)
{
	struct canvas c = blank(20, 20);
	struct tb_scanner *scanner = open_script(TAKE "echo end; kill -KILL $$", 5000);
	struct seen s = look(scanner, &c, 1);

	(void)state;
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 0);
	assert_fails(look(scanner, &c, 1), TB_ESYS, "ended before it answered");
	assert_fails(look(scanner, &c, 1), TB_ESYS, "ended before it answered");
	tb_scanner_close(scanner);
	free(c.px);
}

/* The answer is whole only when its last line is, wherever it is cut. */
static void test_scanner__an_answer_in_parts(void **state)
{
	struct canvas c = blank(20, 20);
	struct tb_scanner *scanner =
		open_script(TAKE "printf 'co'; sleep 0.1; printf 'de qrcode 0 1'; sleep 0.1; printf '2\\nA\\nend\\n'; "
				 "sleep 0.1; printf 'A\\nend\\n\\nen'; sleep 0.1; printf 'd\\n'; " TAKE "echo end",
			    5000);
	struct seen s = look(scanner, &c, 1);

	(void)state;
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 1);
	assert_string_equal(s.codes.code[0].text, "A\nend\nA\nend\n");
	tb_pool_release(&s.pool);
	s = look(scanner, &c, 1);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 0);
	tb_scanner_close(scanner);
	free(c.px);
}

static void test_scanner__closing_what_does_not_end(void **state)
{
	(void)state;
	tb_scanner_close(open_script("exec sleep 60", 200));
	tb_scanner_close(NULL);
}

static void test_scanner__cannot_be_started(void **state)
{
	const struct tb_scan_decoder decoder = { "/nowhere/decoder", 5000, TB_SCAN_OPTS_USUAL };
	struct seen s = { .codes = { .n = 99 } };
	struct tb_scanner *scanner = NULL;

	(void)state;
	s.rc = tb_scanner_open_with(&decoder, &scanner, &s.err);
	assert_fails(s, TB_ESYS, "cannot start");
	assert_null(scanner);
}

/* ---- the decoder itself ---------------------------------------------------------------------------------------- */

static void test_scanner__requests_that_make_no_sense_end_it(void **state)
{
	static const struct {
		const char *request;
		int status;
	} rows[] = {
		{ "", 0 },
		{ "picture 1 1 1\\nx", 0 },
		{ "picture 1 1 1\\n", 1 },
		{ "picture 0 1 1\\nx", 1 },
		{ "picture 1 1 0\\nx", 1 },
		{ "picture 1 1 101\\nx", 1 },
		{ "picture -1 -1 1\\nx", 1 },
		{ "picture 100000 100000 1\\nx", 1 },
		{ "picture 99999999999999999999 1 1\\nx", 1 },
		{ "picture 1 1\\nx", 1 },
		{ "image 1 1 1\\nx", 1 },
		{ "picture 1 1 1\\nxpicture", 1 },
		{ "picture 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\\nx", 1 },
	};
	struct tb_pool pool = TB_POOL_INIT;
	const char *decoder = tb_scan_own_decoder(NULL, &pool).path;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *command =
			tb_pool_printf(&pool, "printf '%s' | '%s' --stream 0 >/dev/null", rows[i].request, decoder);
		int status = system(command);

		if (!WIFEXITED(status) || WEXITSTATUS(status) != rows[i].status)
			fail_msg("%s: wait status %x", rows[i].request, status);
	}
	tb_pool_release(&pool);
}

/* ---- set-up ----------------------------------------------------------------------------------------------------- */

static int count_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static int files_before;

static int each_setup(void **state)
{
	(void)state;
	files_before = count_files();
	return 0;
}

/* No test leaves a child or an open file behind. */
static int each_teardown(void **state)
{
	(void)state;
	unlink(script_path);
	return !(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD && count_files() == files_before);
}

static int group_setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return 1;
	snprintf(script_path, sizeof(script_path), "%s/decoder", dir);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	return rmdir(dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_scanner__##name, each_setup, each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(both_with_their_places_at_every_step),
		TEST(same_text_at_two_places_is_two_codes),
		TEST(steps_that_a_qr_code_bears),
		TEST(rows_apart),
		TEST(many_in_a_row),
		TEST(no_code_is_no_error),
		TEST(out_of_range_and_on),
		TEST(two_at_once),
		TEST(one_for_each_thread),
		TEST(no_end_is_inherited),
		TEST(decoder_fails),
		TEST(decoder_dies_between_two_pictures),
		TEST(an_answer_in_parts),
		TEST(closing_what_does_not_end),
		TEST(cannot_be_started),
		TEST(requests_that_make_no_sense_end_it),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
