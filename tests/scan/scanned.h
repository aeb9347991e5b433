/*
 * scanned.h - scanning a picture file and looking at what came of it; and a folder for the pictures of a test program.
 */
#ifndef TB_TESTS_SCAN_SCANNED_H
#define TB_TESTS_SCAN_SCANNED_H

#include <dirent.h>
#include <errno.h>
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
#include "scan/scan.h"

#define TAG_TEXT "00004XEM2600017K"
static const char *const TAG = TAG_TEXT;

static char dir[] = "/tmp/trangbi-scan-XXXXXX";
static char path[sizeof(dir) + 32]; /* the picture of the test that runs */

struct scanned {
	struct tb_pool pool;
	struct tb_codes codes;
	struct tb_err err;
	enum tb_status rc;
};

static inline struct scanned scan_for(const char *file, int budget_ms, unsigned symbologies)
{
	const struct tb_scan_opts opts = { budget_ms, symbologies };
	struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };

	s.rc = tb_scan_file(file, &opts, &s.pool, &s.codes, &s.err);
	return s;
}

/* With every pass, so that a busy machine reads no less. */
static inline struct scanned scan(const char *file)
{
	return scan_for(file, 0, TB_SYMBOLOGIES_USUAL);
}

static inline int count(const struct scanned *s, const char *symbology, const char *text)
{
	int n = 0;

	for (size_t i = 0; i < s->codes.n; i++)
		n += !strcmp(s->codes.code[i].symbology, symbology) && !strcmp(s->codes.code[i].text, text);
	return n;
}

static inline void assert_only(const char *file, const char *symbology, const char *text)
{
	struct scanned s = scan(file);

	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 1);
	assert_string_equal(s.codes.code[0].symbology, symbology);
	assert_string_equal(s.codes.code[0].text, text);
	tb_pool_release(&s.pool);
}

static inline void assert_fails(struct scanned s, enum tb_status rc, const char *message)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&s.err, NULL, &text);
	if (s.rc != rc || !strstr(text.buf, message))
		fail_msg("got %d '%s', want %d '%s'", s.rc, text.buf, rc, message);
	tb_str_release(&text);
	tb_pool_release(&s.pool);
}

static inline void release(struct canvas *c)
{
	free(c->px);
}

static inline struct canvas qr_picture(void)
{
	struct canvas c = blank(300, 300);

	draw(&c, BARCODE_QRCODE, TAG, 60, 60, 6, 0);
	return c;
}

static inline struct canvas code128_picture(void)
{
	struct canvas c = blank(700, 300);

	draw(&c, BARCODE_CODE128, TAG, 50, 60, 3, 180);
	return c;
}

static inline void write_file(const char *file, const void *bytes, size_t len, mode_t mode)
{
	FILE *f = fopen(file, "wb");

	assert_non_null(f);
	fwrite(bytes, 1, len, f);
	fclose(f);
	chmod(file, mode);
}

static inline uint8_t *read_file(const char *file, size_t *len)
{
	FILE *f = fopen(file, "rb");
	uint8_t *bytes = tb_malloc(1 << 20);

	*len = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	return bytes;
}

static inline void assert_corner(const struct tb_code *code, int x, int y)
{
	for (int i = 0; i < code->n_points; i++)
		if (abs(code->points[i].x - x) < 12 && abs(code->points[i].y - y) < 12)
			return;
	fail_msg("no corner of %s near %d,%d", code->symbology, x, y);
}

static inline void assert_truncations_fail(const uint8_t *bytes, size_t len)
{
	const size_t lengths[] = { 9, 20, 33, 60, len / 4, len / 2, len * 9 / 10, len - 13, len - 1 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		write_file(path, bytes, lengths[i], 0600);
		assert_fails(scan(path), TB_EINVAL, "is damaged or incomplete");
	}
}

/* Whatever is in the file, an answer comes and nothing crashes here. */
static inline void assert_mutations_answer(const char *file, unsigned seed, int rounds)
{
	uint8_t *bytes, *mutant;
	size_t len;

	bytes = read_file(file, &len);
	mutant = tb_malloc(len);
	for (int round = 0; round < rounds; round++) {
		struct scanned s;

		memcpy(mutant, bytes, len);
		for (int i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1664525 + 1013904223;
			mutant[(seed >> 8) % len] = (uint8_t)(seed >> 4);
		}
		write_file(path, mutant, len, 0600);
		s = scan_for(path, 1, TB_SYMBOLOGIES_USUAL); /* only the first pass */
		assert_true(s.rc == TB_OK || s.rc == TB_EINVAL);
		tb_pool_release(&s.pool);
	}
	free(mutant);
	free(bytes);
}

static inline struct scanned scan_with_for(const char *decoder, int timeout_ms, const struct tb_scan_opts *opts)
{
	struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };

	s.rc = tb_scan_file_with(&(struct tb_scan_decoder){ decoder, timeout_ms, *opts }, path, &s.pool, &s.codes,
				 &s.err);
	return s;
}

static inline struct scanned scan_with(const char *decoder, int timeout_ms)
{
	return scan_with_for(decoder, timeout_ms, &TB_SCAN_OPTS_USUAL);
}

static inline struct scanned scan_with_script_for(const char *lines, int timeout_ms, const struct tb_scan_opts *opts)
{
	struct tb_str script = TB_STR_INIT;
	char decoder[sizeof(path) + 16];
	struct scanned s;

	snprintf(decoder, sizeof(decoder), "%s/decoder", dir);
	tb_str_addf(&script, "#!/bin/sh\n%s\n", lines);
	write_file(decoder, script.buf, script.len, 0700);
	tb_str_release(&script);
	s = scan_with_for(decoder, timeout_ms, opts);
	unlink(decoder);
	return s;
}

static inline struct scanned scan_with_script(const char *lines, int timeout_ms)
{
	return scan_with_script_for(lines, timeout_ms, &TB_SCAN_OPTS_USUAL);
}

/* ---- before and after each test ---------------------------------------------------------------------------------- */

static inline int count_files(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static int files_before;

static inline int each_setup(void **state)
{
	(void)state;
	files_before = count_files();
	return 0;
}

/* No test leaves a child or an open file behind. */
static inline int each_teardown(void **state)
{
	(void)state;
	unlink(path);
	return !(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD && count_files() == files_before);
}

static inline int group_setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/picture", dir);
	return 0;
}

static inline int group_teardown(void **state)
{
	(void)state;
	return rmdir(dir);
}

#endif
