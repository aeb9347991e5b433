/* The print queue: lp of CUPS. */
#include "base/port_fixture.h"

#include <signal.h>

/* ---- the print queue ------------------------------------------------------------------------------------------- */

static char *old_path;

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "we");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

/* The folder of the test comes first in PATH. */
static int enter_lp(void **state)
{
	struct tb_str path = TB_STR_INIT;

	if (enter_folder(state))
		return -1;
	old_path = tb_strdup(getenv("PATH"));
	tb_str_addf(&path, "%s:%s", folder, old_path);
	setenv("PATH", path.buf, 1);
	tb_str_release(&path);
	return 0;
}

static int leave_lp(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return leave_folder(state);
}

static void write_lp(const char *body)
{
	struct tb_str text = TB_STR_INIT;

	tb_str_addf(&text, "#!/bin/sh\n%s\n", body);
	write_file("lp", text.buf, 0700);
	tb_str_release(&text);
}

static struct tb_port *spooled(const struct tb_port_limits *limits)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port = NULL;

	if (tb_port_spool_within(limits, "Kho_1", "labels", &port, &err))
		fail_msg("%s", err.msgid);
	return port;
}

static void read_file(const char *path, struct tb_str *out)
{
	FILE *f = fopen(path, "re");
	char buf[4096];
	size_t n;

	assert_non_null(f);
	while ((n = fread(buf, 1, sizeof(buf), f)))
		tb_str_add(out, buf, n);
	fclose(f);
}

static void await_file(const char *path)
{
	int64_t deadline = tb_clock_ms() + LONG_MS;

	while (access(path, F_OK) && tb_clock_ms() < deadline)
		tb_poll_until(NULL, 0, tb_clock_ms() + 5);
	assert_int_equal(access(path, F_OK), 0);
}

static pid_t read_pid(const char *path)
{
	struct tb_str text = TB_STR_INIT;
	long pid;

	read_file(path, &text);
	pid = strtol(text.buf, NULL, 10);
	tb_str_release(&text);
	assert_true(pid > 1);
	return (pid_t)pid;
}

static void test_port__lp_gets_the_document(void **state)
{
	struct tb_str got = TB_STR_INIT, args = TB_STR_INIT;
	char *bytes = pattern(BIG);
	struct tb_port *port = NULL;

	(void)state;
	write_lp("for arg; do echo \"<$arg>\"; done >args; cat >got; echo 'request id is Kho_1-7 (0 file(s))'");
	assert_int_equal(tb_port_spool_within(&patient, "Kho_Đông", "-n tem 'dán' $HOME", &port, NULL), TB_OK);
	assert_int_equal(tb_port_write(port, bytes, BIG, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	read_file("got", &got);
	assert_pattern(&got, BIG);
	read_file("args", &args);
	assert_string_equal(args.buf, "<-d>\n<Kho_Đông>\n<-t>\n<-n tem 'dán' $HOME>\n<-o>\n<print-scaling=none>\n");
	tb_str_release(&args);
	tb_str_release(&got);
	free(bytes);
}

static void assert_lp_fails(const char *body, const char *expected)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;

	write_lp(body);
	port = spooled(&patient);
	/* lp may be gone already, and then it is this that fails, with the same words. */
	if (tb_port_write(port, "%PDF", 4, &err))
		assert_close_keeps(port, &err);
	else
		assert_int_equal(tb_port_close(port, &err), TB_ESYS);
	assert_says(&err, expected);
}

static void test_port__lp_fails(void **state)
{
#define LISTS "; 'lpstat -e' lists the printers, 'lpstat -t' their state"
#define SHOWS " without saying why; 'lpstat -t' shows the state of the printers"
	static const struct {
		const char *body, *expected;
	} rows[] = {
		{ "cat >got; echo 'lp: The printer or class does not exist.' >&2; exit 1",
		  "'Kho_1' cannot print: The printer or class does not exist" LISTS },
		{ "echo 'lp: Error - scheduler not responding.' >&2; exit 1",
		  "'Kho_1' cannot print: Error - scheduler not responding" LISTS },
		{ "cat >got; printf '\\n\\r\\nfirst\\nsecond\\n' >&2; exit 1", "'Kho_1' cannot print: first" LISTS },
		{ "cat >got; printf 'no newline' >&2; exit 1", "'Kho_1' cannot print: no newline" LISTS },
		{ "cat >got; printf 'a\\033[31mb\\tc\\n' >&2; exit 1", "'Kho_1' cannot print: a [31mb c" LISTS },
		{ "cat >got; printf 'hỏng\\377\\n' >&2; exit 1", "'Kho_1' cannot print: hỏng" LISTS },
		{ "cat >got; printf 'said' >&2; kill -TERM $$", "'Kho_1' cannot print: said" LISTS },
		{ "cat >got; exit 3", "'Kho_1' cannot print: 'lp' failed (status 3)" SHOWS },
		{ "cat >got; printf 'lp: .\\n' >&2; exit 3", "'Kho_1' cannot print: 'lp' failed (status 3)" SHOWS },
		{ "cat >got; kill -TERM $$", "'Kho_1' cannot print: 'lp' failed (status 143)" SHOWS },
	};
#undef LISTS
#undef SHOWS

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_lp_fails(rows[i].body, rows[i].expected);
}

static void test_port__lp_does_not_read(void **state)
{
	static const struct {
		const char *body, *expected;
	} rows[] = {
		{ "exit 0", "'lp' ended before it had read all pages for 'Kho_1'; look at the queue with 'lpstat -t'" },
		{ "head -c 1000 >got; echo 'lp: no' >&2; exit 1",
		  "'Kho_1' cannot print: no; 'lpstat -e' lists the printers, 'lpstat -t' their state" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_port *port;

		write_lp(rows[i].body);
		port = spooled(&patient);
		write_until_it_fails(port, &err);
		assert_says(&err, rows[i].expected);
		assert_close_keeps(port, &err);
	}
}

/* Much more than a pipe holds. */
static void test_port__lp_may_say_much(void **state)
{
	struct tb_str got = TB_STR_INIT;
	char *bytes = pattern(BIG);
	struct tb_port *port;

	(void)state;
	write_lp("head -c 1000000 /dev/zero >&2; cat >got; head -c 1000000 /dev/zero >&2");
	port = spooled(&patient);
	assert_int_equal(tb_port_write(port, bytes, BIG, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	read_file("got", &got);
	assert_pattern(&got, BIG);
	tb_str_release(&got);
	free(bytes);
}

static const char service_stalls[] =
	"the print service does not take the pages for 'Kho_1'; check with 'lpstat -t' that it runs";

static void test_port__lp_that_does_not_end_is_killed(void **state)
{
	const struct tb_port_limits limits = { LONG_MS, 500, LONG_MS };
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;

	(void)state;
	write_lp("echo $$ >new; mv new pid; cat >got; exec sleep 1000");
	port = spooled(&limits);
	await_file("pid");
	assert_int_equal(tb_port_write(port, "%PDF", 4, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, &err), TB_ESYS);
	assert_says(&err, service_stalls);
	assert_int_equal(kill(read_pid("pid"), 0), -1);
	assert_int_equal(errno, ESRCH);
}

static void test_port__lp_that_takes_nothing_is_killed(void **state)
{
	const struct tb_port_limits limits = { LONG_MS, 500, LONG_MS };
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;

	(void)state;
	write_lp("echo $$ >new; mv new pid; exec sleep 1000");
	port = spooled(&limits);
	await_file("pid");
	write_until_it_fails(port, &err);
	assert_says(&err, service_stalls);
	assert_close_keeps(port, &err);
	assert_int_equal(kill(read_pid("pid"), 0), -1);
	assert_int_equal(errno, ESRCH);
}

/* What lp has started may keep its end of the pipe on which lp complains. */
static void test_port__only_lp_is_waited_for(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;
	pid_t other;

	(void)state;
	write_lp("sleep 1000 & echo $! >pid; cat >got; echo no >&2; exit 1");
	port = spooled(&patient);
	assert_int_equal(tb_port_write(port, "%PDF", 4, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, &err), TB_ESYS);
	assert_says(&err, "'Kho_1' cannot print: no; 'lpstat -e' lists the printers, 'lpstat -t' their state");
	other = read_pid("pid");
	assert_int_equal(kill(other, SIGKILL), 0);
}

static void test_port__an_aborted_document_is_not_printed(void **state)
{
	struct tb_port *port;

	(void)state;
	write_lp("read line; : >reads; read line; : >printed");
	port = spooled(&patient);
	assert_int_equal(tb_port_write(port, "%PDF\n", 5, NULL), TB_OK);
	await_file("reads");
	tb_port_abort(port);
	assert_int_equal(access("printed", F_OK), -1);
}

static void test_port__lp_is_missing(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port = NULL;

	(void)state;
	setenv("PATH", folder, 1);
	assert_int_equal(tb_port_spool_within(&patient, "Kho_1", "labels", &port, &err), TB_ESYS);
	assert_says(&err, "cannot print on 'Kho_1': the program 'lp' is missing; install cups-client");
	write_file("lp", "#!/bin/sh\n", 0600);
	assert_int_equal(tb_port_spool_within(&patient, "Kho_1", "labels", &port, &err), TB_ESYS);
	assert_says(&err,
		    "cannot print on 'Kho_1': 'lp' cannot be started: Permission denied; install cups-client again");
	assert_null(port);
}

static void test_port__what_is_no_name_of_a_printer(void **state)
{
	static const char *const names[] = { "",
					     "-",
					     "-h evil",
					     "two words",
					     "a/b",
					     "a#b",
					     "a'b",
					     "a\"b",
					     "a\\b",
					     "a?b",
					     "a\nb",
					     "a\tb",
					     "a\x7f"
					     "b",
					     "\xff\xfe",
					     "\xc3(a" };
	char longest[129] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_port *port = NULL;

		assert_int_equal(tb_port_spool(names[i], "labels", &port, &err), TB_EINVAL);
		assert_says_of(&err, "", names[i], " is no name of a printer; 'lpstat -e' lists the names");
		assert_null(port);
	}
	memset(longest, 'a', 128);
	assert_int_equal(tb_port_spool(longest, "labels", &(struct tb_port *){ NULL }, NULL), TB_EINVAL);
}

#define WITH_LP(name) cmocka_unit_test_setup_teardown(test_port__##name, enter_lp, leave_lp)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_LP(lp_gets_the_document),
		WITH_LP(lp_fails),
		WITH_LP(lp_does_not_read),
		WITH_LP(lp_may_say_much),
		WITH_LP(lp_that_does_not_end_is_killed),
		WITH_LP(lp_that_takes_nothing_is_killed),
		WITH_LP(only_lp_is_waited_for),
		WITH_LP(an_aborted_document_is_not_printed),
		WITH_LP(lp_is_missing),
		WITH_LP(what_is_no_name_of_a_printer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
