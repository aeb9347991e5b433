#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"

enum { STATUS_LOST = 255 << 8 };

int64_t tb_clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int tb_poll_until(struct pollfd *fds, nfds_t n, int64_t deadline_ms)
{
	int64_t left;
	int ready;

	do {
		left = deadline_ms - tb_clock_ms();
		if (left <= 0)
			return 0;
		ready = poll(fds, n, left < INT_MAX ? (int)left : INT_MAX);
	} while (ready < 0 && errno == EINTR);
	return ready > 0 ? ready : 0;
}

/* The signal is blocked meanwhile, and taken away if it came; one that waited before stays. */
ssize_t tb_write_quietly(int fd, const void *bytes, size_t len)
{
	const struct timespec at_once = { .tv_sec = 0 };
	sigset_t sigpipe, before, waiting;
	ssize_t n;
	int error;

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	sigpending(&waiting);
	pthread_sigmask(SIG_BLOCK, &sigpipe, &before);
	n = write(fd, bytes, len);
	error = errno;
	if (!sigismember(&waiting, SIGPIPE))
		sigtimedwait(&sigpipe, NULL, &at_once);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return n;
}

void tb_spawn_attr_init(posix_spawnattr_t *attr)
{
	static const int fatal[] = { SIGPIPE, SIGXCPU, SIGTERM, SIGALRM };
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaddset(&defaults, fatal[i]);
	posix_spawnattr_init(attr);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &defaults);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

bool tb_child_ended(pid_t pid, int *status)
{
	pid_t got;

	do
		got = waitpid(pid, status, WNOHANG);
	while (got < 0 && errno == EINTR);
	/* Where SIGCHLD is ignored nobody can tell how it ended; that is no success. */
	if (got < 0)
		*status = STATUS_LOST;
	return got != 0;
}

void tb_child_kill(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}
