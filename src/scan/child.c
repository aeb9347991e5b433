#include "scan/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"
#include "scan/answer.h"

enum { EXIT_CHECK_MS = 2 };

/* An errno value, 0 for success. The environment stays here: a hostile picture has no business with it. */
static int spawn(const char *decoder, char *mode, int in, int out, pid_t *pid)
{
	char name[] = "trangbi-decode", *argv[] = { name, mode, NULL }, *envp[] = { NULL };

	return tb_spawn(decoder, argv, envp, (int[]){ in, out, -1 }, pid);
}

static enum tb_status cannot_start(const char *decoder, int error, struct tb_err *err)
{
	return tb_err_set(err, TB_ESYS, N_("cannot start the picture decoder '%s': %s; install trangbi again"), decoder,
			  strerror(error));
}

enum tb_status tb_child_start(const struct tb_scan_decoder *decoder, int in, struct tb_child *out, struct tb_err *err)
{
	char stream[] = TB_REQUEST_STREAM;
	struct tb_child child = { .killed = false };
	int ends[2], error;

	if (in < 0 ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) : pipe2(ends, O_CLOEXEC))
		return cannot_start(decoder->path, errno, err);
	child.fd = ends[0];
	tb_child_allow(&child, decoder->timeout_ms);
	error = spawn(decoder->path, in < 0 ? stream : NULL, in < 0 ? ends[1] : in, ends[1], &child.pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return cannot_start(decoder->path, error, err);
	}
	*out = child;
	return TB_OK;
}

void tb_child_allow(struct tb_child *child, int ms)
{
	child->deadline_ms = tb_clock_ms() + ms;
}

void tb_child_stop(struct tb_child *child)
{
	child->killed = true;
	kill(child->pid, SIGKILL);
}

/* Wait until it can be written to (POLLOUT) or read from (POLLIN); false at the deadline. */
static bool wait_for(const struct tb_child *child, short events)
{
	struct pollfd fd = { .fd = child->fd, .events = events };

	return tb_poll_until(&fd, 1, child->deadline_ms) > 0;
}

enum tb_talk tb_child_say(struct tb_child *child, const char *bytes, size_t len)
{
	ssize_t n;

	while (len) {
		n = send(child->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			if (!wait_for(child, POLLOUT))
				return TB_TALK_LATE;
		} else if (errno != EINTR) {
			return TB_TALK_ENDED;
		}
	}
	return TB_TALK_ON;
}

enum tb_talk tb_child_hear(struct tb_child *child, struct tb_str *out)
{
	char buf[4096];
	ssize_t n;

	do {
		if (!wait_for(child, POLLIN))
			return TB_TALK_LATE;
		n = read(child->fd, buf, sizeof(buf));
	} while (n < 0 && errno == EINTR);
	if (n <= 0)
		return TB_TALK_ENDED;
	tb_str_add(out, buf, (size_t)n);
	return TB_TALK_ON;
}

/* Its wait status. Nobody talks with it any more, so it ends at once, unless it is no decoder of ours. */
static int reap(struct tb_child *child)
{
	const struct timespec pause = { .tv_nsec = EXIT_CHECK_MS * 1000000L };
	int status = 0;

	while (!tb_child_ended(child->pid, &status)) {
		if (!child->killed && tb_clock_ms() >= child->deadline_ms)
			tb_child_stop(child);
		nanosleep(&pause, NULL);
	}
	return status;
}

int tb_child_end(struct tb_child *child)
{
	close(child->fd);
	return reap(child);
}
