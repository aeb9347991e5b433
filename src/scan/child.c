#include "scan/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"
#include "scan/answer.h"

enum { EXIT_CHECK_MS = 2 };

static enum tb_status cannot_start(const char *decoder, int error, struct tb_err *err)
{
	return tb_err_set(err, TB_ESYS, N_("cannot start the picture decoder '%s': %s; install trangbi again"), decoder,
			  strerror(error));
}

/* What the decoder is asked (answer.h). */
struct words {
	char word[TB_N_SYMBOLOGIES + 3][16];
	char *argv[TB_N_SYMBOLOGIES + 4];
	size_t n;
};

static void add_word(struct words *w, const char *text)
{
	snprintf(w->word[w->n], sizeof(w->word[w->n]), "%s", text);
	w->argv[w->n] = w->word[w->n];
	w->argv[++w->n] = NULL;
}

static void write_request(const struct tb_scan_opts *search, const char *mode, struct words *out)
{
	char budget[16];

	add_word(out, TB_DECODER_NAME);
	if (mode)
		add_word(out, mode);
	snprintf(budget, sizeof(budget), "%d", search->budget_ms);
	add_word(out, budget);
	for (int i = 0; i < TB_N_SYMBOLOGIES; i++)
		if (search->symbologies >> i & 1)
			add_word(out, tb_symbology_names[i]);
}

static enum tb_status spawn(const struct tb_scan_decoder *decoder, const char *request, char *const envp[],
			    const int stdio[3], struct tb_child *child, struct tb_err *err)
{
	struct words words = { .n = 0 };
	int error;

	write_request(&decoder->search, request, &words);
	child->killed = false;
	tb_child_allow(child, decoder->timeout_ms);
	error = tb_spawn(decoder->path, words.argv, envp, stdio, &child->pid);
	return error ? cannot_start(decoder->path, error, err) : TB_OK;
}

/* The environment stays here: a hostile picture has no business with it. */
enum tb_status tb_child_start(const struct tb_scan_decoder *decoder, const char *request, int in, struct tb_child *out,
			      struct tb_err *err)
{
	char *envp[] = { NULL };
	struct tb_child child;
	enum tb_status rc;
	int ends[2];

	if (in < 0 ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) : pipe2(ends, O_CLOEXEC))
		return cannot_start(decoder->path, errno, err);
	child.fd = ends[0];
	rc = spawn(decoder, request, envp, (int[]){ in < 0 ? ends[1] : in, ends[1], -1 }, &child, err);
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*out = child;
	return rc;
}

/* It is told where programs are. */
enum tb_status tb_child_start_pdf(const struct tb_scan_decoder *decoder, int in, int pages, struct tb_child *out,
				  struct tb_err *err)
{
	struct tb_str path = TB_STR_INIT;
	char *envp[] = { NULL, NULL };
	struct tb_child child;
	enum tb_status rc;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return cannot_start(decoder->path, errno, err);
	tb_str_addf(&path, "PATH=%s", getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	envp[0] = path.buf;
	child.fd = ends[0];
	rc = spawn(decoder, TB_REQUEST_PDF, envp, (int[]){ in, pages, ends[1] }, &child, err);
	tb_str_release(&path);
	close(ends[1]);
	if (rc)
		close(ends[0]);
	else
		*out = child;
	return rc;
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
	char buf[1 << 16];
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
