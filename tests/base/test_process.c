#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/process.h"

enum { LONG_MS = 60000 };

static void test_process__poll_ends_at_the_deadline(void **state)
{
	struct pollfd fd = { .events = POLLIN };
	int64_t start = tb_clock_ms();
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	fd.fd = ends[0];
	assert_int_equal(tb_poll_until(&fd, 1, start + 20), 0);
	assert_true(tb_clock_ms() >= start + 20);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(tb_poll_until(&fd, 1, start - 1), 0);
	assert_int_equal(tb_poll_until(&fd, 1, tb_clock_ms() + LONG_MS), 1);
	close(ends[0]);
	close(ends[1]);
}

static volatile sig_atomic_t rung;

static void ring(int sig)
{
	(void)sig;
	rung++;
}

static void test_process__a_signal_does_not_end_the_wait(void **state)
{
	const struct sigaction action = { .sa_handler = ring };
	int64_t start = tb_clock_ms();
	struct sigaction before;

	(void)state;
	rung = 0;
	assert_int_equal(sigaction(SIGALRM, &action, &before), 0);
	ualarm(20000, 0);
	assert_int_equal(tb_poll_until(NULL, 0, start + 100), 0);
	assert_true(tb_clock_ms() >= start + 100);
	assert_int_equal(rung, 1);
	sigaction(SIGALRM, &before, NULL);
}

static void broken_pipe(int ends[2])
{
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
}

static void assert_waiting(int expected)
{
	sigset_t waiting;

	sigpending(&waiting);
	assert_int_equal(sigismember(&waiting, SIGPIPE), expected);
}

static void test_process__a_broken_pipe_is_an_error_and_no_signal(void **state)
{
	sigset_t blocked;
	int ends[2];

	(void)state;
	broken_pipe(ends);
	assert_int_equal(tb_write_quietly(ends[1], "x", 1), -1);
	assert_int_equal(errno, EPIPE);
	assert_waiting(0);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	assert_false(sigismember(&blocked, SIGPIPE));
	close(ends[1]);
}

static void test_process__a_sigpipe_of_others_stays(void **state)
{
	const struct timespec at_once = { .tv_sec = 0 };
	sigset_t sigpipe;
	int ends[2];

	(void)state;
	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &sigpipe, NULL);
	raise(SIGPIPE);
	broken_pipe(ends);
	assert_int_equal(tb_write_quietly(ends[1], "x", 1), -1);
	assert_waiting(1);
	assert_int_equal(sigtimedwait(&sigpipe, NULL, &at_once), SIGPIPE);
	pthread_sigmask(SIG_UNBLOCK, &sigpipe, NULL);
	close(ends[1]);
}

static pid_t start(const char *script)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };
	pid_t pid;

	assert_int_equal(tb_spawn("sh", argv, environ, (int[]){ -1, -1, -1 }, &pid), 0);
	return pid;
}

static int end_of(pid_t pid)
{
	int64_t deadline = tb_clock_ms() + LONG_MS;
	int status = -1;

	while (!tb_child_ended(pid, &status) && tb_clock_ms() < deadline)
		tb_poll_until(NULL, 0, tb_clock_ms() + 2);
	return status;
}

static void test_process__tells_how_a_child_ended(void **state)
{
	(void)state;
	assert_int_equal(WEXITSTATUS(end_of(start("exit 7"))), 7);
	assert_int_equal(WTERMSIG(end_of(start("kill -TERM $$"))), SIGTERM);
}

static void test_process__a_child_starts_with_its_signals_free(void **state)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	sigset_t term;
	int status;

	(void)state;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &term, NULL);
	status = end_of(start("kill -PIPE $$; exit 0"));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
	status = end_of(start("kill -TERM $$; exit 0"));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	pthread_sigmask(SIG_UNBLOCK, &term, NULL);
	signal(SIGPIPE, before);
}

static void test_process__a_child_is_killed_and_gone(void **state)
{
	pid_t pid = start("exec sleep 1000");
	int status = 0;

	(void)state;
	assert_false(tb_child_ended(pid, &status));
	tb_child_kill(pid);
	assert_int_equal(waitpid(pid, &status, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void test_process__an_end_that_nobody_saw_is_no_success(void **state)
{
	pid_t pid = start("exit 0");
	int status = 0;

	(void)state;
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true(tb_child_ended(pid, &status));
	assert_int_not_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_process__poll_ends_at_the_deadline),
		cmocka_unit_test(test_process__a_signal_does_not_end_the_wait),
		cmocka_unit_test(test_process__a_broken_pipe_is_an_error_and_no_signal),
		cmocka_unit_test(test_process__a_sigpipe_of_others_stays),
		cmocka_unit_test(test_process__tells_how_a_child_ended),
		cmocka_unit_test(test_process__a_child_starts_with_its_signals_free),
		cmocka_unit_test(test_process__a_child_is_killed_and_gone),
		cmocka_unit_test(test_process__an_end_that_nobody_saw_is_no_success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
