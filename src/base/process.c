#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
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

static void set_signals(posix_spawnattr_t *attr)
{
	static const int fatal[] = { SIGPIPE, SIGXCPU, SIGTERM, SIGALRM };
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaddset(&defaults, fatal[i]);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &defaults);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

int tb_spawn(const char *program, char *const argv[], char *const envp[], const int stdio[3], pid_t *pid)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int error = 0;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	set_signals(&attr);
	for (int fd = 0; !error && fd < 3; fd++)
		error = stdio[fd] < 0 ? posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0)
				      : posix_spawn_file_actions_adddup2(&files, stdio[fd], fd);
	if (!error)
		error = posix_spawnp(pid, program, &files, &attr, argv, envp);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return error;
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
