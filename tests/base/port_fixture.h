/*
 * port_fixture.h - a way to a printer opened with short or long limits, what it says, and a folder of the test.
 */
#ifndef TB_TESTS_BASE_PORT_FIXTURE_H
#define TB_TESTS_BASE_PORT_FIXTURE_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/port.h"
#include "base/process.h"

/* Whatever should happen has this long; a test that waits for a limit has its own, a short one. */
enum { LONG_MS = 60000, SHORT_MS = 150, BIG = 1 << 20 };

static const struct tb_port_limits patient = { LONG_MS, LONG_MS, LONG_MS };
static const struct tb_port_limits hasty = { SHORT_MS, SHORT_MS, SHORT_MS };

static const char takes_nothing[] =
	" takes nothing more; check its paper, its ribbon and its lid, then print the rest with --from TAG";

static inline void assert_says(const struct tb_err *err, const char *expected)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (strcmp(text.buf, expected) != 0)
		fail_msg("\"%s\" is not \"%s\"", text.buf, expected);
	tb_str_release(&text);
}

static inline void assert_says_of(const struct tb_err *err, const char *before, const char *name, const char *after)
{
	struct tb_str text = TB_STR_INIT;

	tb_str_addf(&text, "%s'%s'%s", before, name, after);
	assert_says(err, text.buf);
	tb_str_release(&text);
}

static inline char *pattern(size_t len)
{
	char *bytes = tb_malloc(len);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i % 251);
	return bytes;
}

static inline void assert_pattern(const struct tb_str *got, size_t len)
{
	char *expected = pattern(len);

	assert_int_equal(got->len, len);
	assert_memory_equal(got->buf, expected, len);
	free(expected);
}

static inline struct tb_port *opened(const struct tb_port_limits *limits, const char *to)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port = NULL;

	if (tb_port_open_within(limits, to, &port, &err))
		fail_msg("'%s': %s", to, err.msgid);
	return port;
}

static inline void assert_not_opened(const char *to, enum tb_status rc, struct tb_err *err)
{
	struct tb_port *port = NULL;

	assert_int_equal(tb_port_open_within(&hasty, to, &port, err), rc);
	assert_null(port);
}

/* Write the pattern, again and again until it fails; then nothing more is to be said by tb_port_close(). */
static inline void write_until_it_fails(struct tb_port *port, struct tb_err *err)
{
	char *bytes = pattern(BIG);
	enum tb_status rc = TB_OK;

	for (int i = 0; i < 256 && !rc; i++)
		rc = tb_port_write(port, bytes, BIG, err);
	free(bytes);
	assert_int_equal(rc, TB_ESYS);
}

static inline void assert_close_keeps(struct tb_port *port, struct tb_err *err)
{
	const char *msgid = err->msgid;

	assert_int_equal(tb_port_close(port, err), TB_ESYS);
	assert_ptr_equal(err->msgid, msgid);
}

static char folder[200];

static inline int enter_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/trangbi-test.XXXXXX", tmp ? tmp : "/tmp");
	return !mkdtemp(folder) || chdir(folder);
}

static inline int leave_folder(void **state)
{
	struct dirent *e;
	DIR *d = opendir(".");

	(void)state;
	while (d && (e = readdir(d)))
		if (unlink(e->d_name))
			rmdir(e->d_name);
	if (d)
		closedir(d);
	return chdir("/") || rmdir(folder);
}

#define TEST(name)      cmocka_unit_test(test_port__##name)
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(test_port__##name, enter_folder, leave_folder)

#endif
