/* A device or a named pipe. */
#include "base/port_fixture.h"

#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>

/* ---- a device or a named pipe ---------------------------------------------------------------------------------- */

static int fifo_reader(void)
{
	int fd;

	assert_int_equal(mkfifo("./pipe", 0600), 0);
	fd = open("./pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void test_port__a_pipe_settles_once_it_was_read(void **state)
{
	int reader = fifo_reader();
	struct tb_port *port = opened(&hasty, "./pipe");
	struct tb_err err = TB_ERR_INIT;
	char got[100] = "";

	(void)state;
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(read(reader, got, sizeof(got)), 5);
	assert_string_equal(got, "label");
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_write(port, "more", 4, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, &err), TB_ESYS);
	assert_says_of(&err, "printer ", "./pipe", takes_nothing);
	tb_port_abort(port);
	close(reader);
}

static void test_port__who_has_read_all_may_leave_the_pipe(void **state)
{
	int reader = fifo_reader();
	struct tb_port *port = opened(&patient, "./pipe");
	char got[100];

	(void)state;
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(read(reader, got, sizeof(got)), 5);
	close(reader);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
}

static const char left_the_pipe[] = " any more; start it again, then print the rest with --from TAG";

static void test_port__a_pipe_that_is_left(void **state)
{
	int reader = fifo_reader();
	struct tb_port *port = opened(&patient, "./pipe");
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	close(reader);
	assert_int_equal(tb_port_settle(port, &err), TB_ESYS);
	assert_says_of(&err, "nobody reads from ", "./pipe", left_the_pipe);
	tb_err_clear(&err);
	assert_int_equal(tb_port_write(port, "label", 5, &err), TB_ESYS);
	assert_says_of(&err, "nobody reads from ", "./pipe", left_the_pipe);
	assert_close_keeps(port, &err);
}

static void test_port__a_pipe_that_is_full(void **state)
{
	int reader = fifo_reader();
	struct tb_port *port = opened(&hasty, "./pipe");
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	write_until_it_fails(port, &err);
	assert_says_of(&err, "printer ", "./pipe", takes_nothing);
	tb_port_abort(port);
	close(reader);
}

static void *read_late(void *arg)
{
	struct tb_str *got = arg;
	char buf[65536];
	ssize_t n;
	int fd;

	tb_poll_until(NULL, 0, tb_clock_ms() + SHORT_MS);
	fd = open("./pipe", O_RDONLY | O_CLOEXEC);
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		tb_str_add(got, buf, (size_t)n);
	close(fd);
	return NULL;
}

static void test_port__a_reader_of_a_pipe_may_come_late(void **state)
{
	struct tb_str got = TB_STR_INIT;
	char *bytes = pattern(BIG);
	struct tb_port *port;
	pthread_t thread;

	(void)state;
	assert_int_equal(mkfifo("./pipe", 0600), 0);
	assert_int_equal(pthread_create(&thread, NULL, read_late, &got), 0);
	port = opened(&patient, "./pipe");
	assert_int_equal(tb_port_write(port, bytes, BIG, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_pattern(&got, BIG);
	tb_str_release(&got);
	free(bytes);
}

static void test_port__nobody_reads_from_a_pipe(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(mkfifo("./pipe", 0600), 0);
	assert_not_opened("./pipe", TB_ESYS, &err);
	assert_says(&err, "nobody reads from './pipe'; start the program that prints from it");
}

static void test_port__a_device_takes_it(void **state)
{
	struct tb_port *port = opened(&patient, "/dev/null");

	(void)state;
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
}

static void test_port__out_of_paper(void **state)
{
	struct tb_port *port = opened(&patient, "/dev/full");
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(tb_port_write(port, "label", 5, &err), TB_ESYS);
	assert_says(&err, "printer '/dev/full' is out of paper; fill it, then print the rest with --from TAG");
	assert_close_keeps(port, &err);
}

/* A terminal stands for a serial printer. */
static int open_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

	assert_true(master >= 0);
	assert_int_equal(grantpt(master), 0);
	assert_int_equal(unlockpt(master), 0);
	return master;
}

static void test_port__a_device_that_is_unplugged(void **state)
{
	int master = open_terminal();
	struct tb_err err = TB_ERR_INIT;
	char name[100];
	struct tb_port *port;

	(void)state;
	assert_int_equal(ptsname_r(master, name, sizeof(name)), 0);
	port = opened(&patient, name);
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	close(master);
	assert_int_equal(tb_port_settle(port, &err), TB_ESYS);
	assert_says_of(&err, "printer ", name,
		       " was unplugged or switched off; switch it on, then print the rest with --from TAG");
	tb_err_clear(&err);
	assert_int_equal(tb_port_write(port, "label", 5, &err), TB_ESYS);
	assert_says_of(&err, "printer ", name,
		       " takes nothing more: Input/output error; check it, then print the rest with --from TAG");
	tb_port_abort(port);
}

static void test_port__a_device_that_stops_taking(void **state)
{
	int master = open_terminal();
	struct tb_err err = TB_ERR_INIT;
	char name[100];
	struct tb_port *port;

	(void)state;
	assert_int_equal(ptsname_r(master, name, sizeof(name)), 0);
	port = opened(&hasty, name);
	write_until_it_fails(port, &err);
	assert_says_of(&err, "printer ", name, takes_nothing);
	tb_port_abort(port);
	close(master);
}

static void test_port__a_device_that_is_missing(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_not_opened("./none", TB_ESYS, &err);
	assert_says(&err, "there is no printer at './none'; plug it in and switch it on, or check the path");
	close(open("./file", O_CREAT | O_WRONLY, 0600));
	assert_not_opened("./file/lp0", TB_ESYS, &err);
	assert_says(&err, "cannot open printer './file/lp0': Not a directory; check the path and the cable");
}

static void test_port__a_device_that_is_forbidden(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	if (!geteuid())
		skip();
	assert_int_equal(mkfifo("./pipe", 0), 0);
	assert_not_opened("./pipe", TB_ESYS, &err);
	assert_says(&err, "you may not print on './pipe'; ask to be put into the group 'lp', then log in again");
}

static void assert_no_device(const char *path)
{
	struct tb_err err = TB_ERR_INIT;

	assert_not_opened(path, TB_EINVAL, &err);
	assert_says_of(&err, "", path, " is no device that prints; to write a file, name it with -o");
}

static void test_port__what_is_no_device(void **state)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "./socket" };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	close(open("./file", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(mkdir("./folder", 0700), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_no_device("./file");
	assert_no_device("file");
	assert_no_device("./folder");
	assert_no_device("./socket");
	close(fd);
}

static void test_port__abort_accepts_null(void **state)
{
	(void)state;
	tb_port_abort(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_pipe_settles_once_it_was_read),
		IN_FOLDER(who_has_read_all_may_leave_the_pipe),
		IN_FOLDER(a_pipe_that_is_left),
		IN_FOLDER(a_pipe_that_is_full),
		IN_FOLDER(a_reader_of_a_pipe_may_come_late),
		IN_FOLDER(nobody_reads_from_a_pipe),
		TEST(a_device_takes_it),
		TEST(out_of_paper),
		TEST(a_device_that_is_unplugged),
		TEST(a_device_that_stops_taking),
		IN_FOLDER(a_device_that_is_missing),
		IN_FOLDER(a_device_that_is_forbidden),
		IN_FOLDER(what_is_no_device),
		TEST(abort_accepts_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
