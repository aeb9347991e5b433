#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/sockios.h>

#include <trangbi/str.h>

#include "base/alloc.h"
#include "base/connect.h"
#include "base/port.h"
#include "base/process.h"
#include "base/reason.h"
#include "base/utf8.h"

enum { STEP_MS = 10, MAX_SAID = 1024, MAX_PRINTER_NAME = 127, MAX_LEFT_READS = 64 };

static const struct tb_port_limits usual_limits = { .connect_ms = 10000, .stall_ms = 60000, .part_ms = 2000 };

enum kind { NETWORK, DEVICE, FIFO, SPOOL };

struct tb_port {
	enum kind kind;
	struct tb_port_limits limits;
	char *name; /* owned; as it was typed */
	int fd;     /* owned; what is written goes here; -1 once closed */
	int in; /* what the other side says: `fd` of a network printer, else the owned pipe on which lp complains; -1 for nothing */
	int error;          /* an errno value that reading from `in` met */
	pid_t lp;           /* 0 where it does not run */
	struct tb_str said; /* by lp, the beginning */
	bool failed;
};

static struct tb_port *new_port(enum kind kind, const struct tb_port_limits *limits, const char *name, int fd)
{
	struct tb_port *port = tb_malloc(sizeof(*port));

	*port = (struct tb_port){
		.kind = kind, .limits = *limits, .name = tb_strdup(name), .fd = fd, .in = -1, .said = TB_STR_INIT
	};
	return port;
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

static enum tb_status open_network(const struct tb_port_limits *limits, const char *to, struct tb_port **out,
				   struct tb_err *err)
{
	enum tb_status rc;
	int fd;

	rc = tb_connect(to, limits->connect_ms, &fd, err);
	if (rc)
		return rc;
	*out = new_port(NETWORK, limits, to, fd);
	(*out)->in = fd;
	return TB_OK;
}

static enum tb_status open_device(const struct tb_port_limits *limits, const char *path, struct tb_port **out,
				  struct tb_err *err)
{
	enum tb_status rc;
	bool fifo;
	int fd;

	rc = tb_device_open(path, limits->connect_ms, &fd, &fifo, err);
	if (!rc)
		*out = new_port(fifo ? FIFO : DEVICE, limits, path, fd);
	return rc;
}

enum tb_status tb_port_open_within(const struct tb_port_limits *limits, const char *to, struct tb_port **out,
				   struct tb_err *err)
{
	return strstr(to, "://") ? open_network(limits, to, out, err) : open_device(limits, to, out, err);
}

enum tb_status tb_port_open(const char *to, struct tb_port **out, struct tb_err *err)
{
	return tb_port_open_within(&usual_limits, to, out, err);
}

/* ---- the print queue ------------------------------------------------------------------------------------------- */

/* As CUPS names its queues, but for those that lp would take for an option. */
static bool is_printer_name(const char *name)
{
	size_t len = strlen(name);

	if (!len || len > MAX_PRINTER_NAME || *name == '-' || tb_utf8_check(name, len) != len)
		return false;
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 127 || strchr("/\\?'\"#", *p))
			return false;
	return true;
}

static int start_lp(struct tb_port *port, const char *title)
{
	char lp[] = "lp", d[] = "-d", t[] = "-t", o[] = "-o", scaling[] = "print-scaling=none";
	char *job = tb_strdup(title), *argv[] = { lp, d, port->name, t, job, o, scaling, NULL };
	int in[2] = { -1, -1 }, errors[2] = { -1, -1 }, error = 0;

	if (pipe2(in, O_CLOEXEC) || pipe2(errors, O_CLOEXEC))
		error = errno;
	port->fd = in[1];
	port->in = errors[0];
	/* Only our ends; lp need not know. */
	if (!error && (fcntl(port->fd, F_SETFL, O_NONBLOCK) || fcntl(port->in, F_SETFL, O_NONBLOCK)))
		error = errno;
	if (!error)
		/* What lp prints about the number of the job is of no use here. */
		error = tb_spawn(lp, argv, environ, (int[]){ in[0], -1, errors[1] }, &port->lp);
	if (in[0] >= 0)
		close(in[0]);
	if (errors[1] >= 0)
		close(errors[1]);
	free(job);
	return error;
}

enum tb_status tb_port_spool_within(const struct tb_port_limits *limits, const char *printer, const char *title,
				    struct tb_port **out, struct tb_err *err)
{
	static const struct tb_reason reasons[] = {
		{ ENOENT, N_("cannot print on '%s': the program 'lp' is missing; install cups-client") },
		{ 0, NULL },
	};
	struct tb_port *port;
	int error;

	if (!is_printer_name(printer))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no name of a printer; 'lpstat -e' lists the names"),
				  printer);
	port = new_port(SPOOL, limits, printer, -1);
	error = start_lp(port, title);
	if (!error) {
		*out = port;
		return TB_OK;
	}
	port->lp = 0;
	tb_port_abort(port);
	return tb_explain(reasons, N_("cannot print on '%s': 'lp' cannot be started: %s; install cups-client again"),
			  printer, error, err);
}

enum tb_status tb_port_spool(const char *printer, const char *title, struct tb_port **out, struct tb_err *err)
{
	return tb_port_spool_within(&usual_limits, printer, title, out, err);
}

/* ---- what the other side says ---------------------------------------------------------------------------------- */

static void stop_hearing(struct tb_port *port)
{
	if (port->in >= 0 && port->in != port->fd)
		close(port->in);
	port->in = -1;
}

static void keep(struct tb_port *port, const char *bytes, size_t len)
{
	size_t room = MAX_SAID - port->said.len;

	if (port->kind == SPOOL)
		tb_str_add(&port->said, bytes, len < room ? len : room);
}

/*
 * Read once, without waiting; false where there was nothing. A printer's answers are read although nobody wants them: to
 * close a connection with some of them unread would reset it, and the printer could lose labels that it has acknowledged.
 */
static bool hear(struct tb_port *port)
{
	char buf[4096];
	ssize_t n;

	if (port->in < 0)
		return false;
	n = read(port->in, buf, sizeof(buf));
	if (n > 0) {
		keep(port, buf, (size_t)n);
		return true;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	port->error = n < 0 ? errno : 0;
	stop_hearing(port);
	return false;
}

/* Wait a moment, less if the other side says something or is lost. */
static void pause_a_step(struct tb_port *port)
{
	struct pollfd fds[] = { { .fd = port->fd }, { .fd = port->in, .events = POLLIN } };

	if (tb_poll_until(fds, 2, tb_clock_ms() + STEP_MS) && fds[1].revents)
		hear(port);
}

/* False at the deadline. */
static bool wait_writable(struct tb_port *port, int64_t deadline)
{
	struct pollfd fds[] = { { .fd = port->fd, .events = POLLOUT }, { .fd = port->in, .events = POLLIN } };

	do {
		if (!tb_poll_until(fds, 2, deadline))
			return false;
		if (fds[1].revents)
			hear(port);
		fds[1].fd = port->in;
	} while (!fds[0].revents);
	return true;
}

/* ---- how lp ended ---------------------------------------------------------------------------------------------- */

/* The first line of what lp said, without its name and the full stop; made fit for a message. */
static const char *first_line(struct tb_str *said)
{
	char *line = said->buf + strspn(said->buf, " \r\n");

	line += strncmp(line, "lp: ", 4) ? 0 : 4;
	tb_str_cut(said, (size_t)(line - said->buf) + strcspn(line, "\r\n"));
	tb_str_cut(said, (size_t)(line - said->buf) + tb_utf8_check(line, strlen(line)));
	if (*line && said->buf[said->len - 1] == '.')
		tb_str_cut(said, said->len - 1);
	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	return line;
}

static enum tb_status lp_failed(struct tb_port *port, int status, struct tb_err *err)
{
	const char *said = first_line(&port->said);

	if (*said)
		return tb_err_set(err, TB_ESYS,
				  N_("'%s' cannot print: %s; 'lpstat -e' lists the printers, 'lpstat -t' their state"),
				  port->name, said);
	return tb_err_set(
		err, TB_ESYS,
		N_("'%s' cannot print: 'lp' failed (status %d) without saying why; 'lpstat -t' shows the state "
		   "of the printers"),
		port->name, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static enum tb_status lp_stalled(struct tb_port *port, struct tb_err *err)
{
	return tb_err_set(err, TB_ESYS,
			  N_("the print service does not take the pages for '%s'; check with 'lpstat -t' that it runs"),
			  port->name);
}

/* False where it had to be killed. */
static bool await_lp(struct tb_port *port, int *status)
{
	int64_t deadline = tb_clock_ms() + port->limits.stall_ms;
	bool ended;

	while (!(ended = tb_child_ended(port->lp, status)) && tb_clock_ms() < deadline)
		pause_a_step(port);
	if (!ended)
		tb_child_kill(port->lp);
	port->lp = 0;
	while (port->said.len < MAX_SAID && hear(port))
		;
	return ended;
}

/* `early`: lp no longer reads, though it was not told everything yet. */
static enum tb_status end_lp(struct tb_port *port, bool early, struct tb_err *err)
{
	int status = 0;

	close(port->fd);
	port->fd = -1;
	if (!await_lp(port, &status))
		return lp_stalled(port, err);
	if (status)
		return lp_failed(port, status, err);
	if (!early)
		return TB_OK;
	return tb_err_set(err, TB_ESYS,
			  N_("'lp' ended before it had read all pages for '%s'; look at the queue with 'lpstat -t'"),
			  port->name);
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

static enum tb_status lost_device(const char *name, int error, struct tb_err *err)
{
	static const char unplugged[] =
		N_("printer '%s' was unplugged or switched off; switch it on, then print the rest with --from TAG");
	static const struct tb_reason reasons[] = {
		{ ENODEV, unplugged },
		{ ENXIO, unplugged },
		{ ESHUTDOWN, unplugged },
		{ ENOSPC, N_("printer '%s' is out of paper; fill it, then print the rest with --from TAG") },
		{ EPIPE, N_("nobody reads from '%s' any more; start it again, then print the rest with --from TAG") },
		{ 0, NULL },
	};

	return tb_explain(reasons,
			  N_("printer '%s' takes nothing more: %s; check it, then print the rest with --from TAG"),
			  name, error, err);
}

static enum tb_status lost(struct tb_port *port, int error, struct tb_err *err)
{
	port->failed = true;
	if (port->kind == NETWORK)
		return tb_err_set(err, TB_ESYS,
				  N_("the connection to printer '%s' was lost: %s; check which labels came out, then "
				     "print the rest with --from TAG"),
				  port->name, strerror(error));
	if (port->kind == SPOOL)
		return end_lp(port, true, err);
	return lost_device(port->name, error, err);
}

static enum tb_status stalled(struct tb_port *port, struct tb_err *err)
{
	port->failed = true;
	if (port->kind == SPOOL)
		return lp_stalled(port, err);
	return tb_err_set(err, TB_ESYS,
			  N_("printer '%s' takes nothing more; check its paper, its ribbon and its lid, then print the "
			     "rest with --from TAG"),
			  port->name);
}

enum tb_status tb_port_write(struct tb_port *port, const void *bytes, size_t len, struct tb_err *err)
{
	int64_t deadline = tb_clock_ms() + port->limits.stall_ms;
	const char *p = bytes;
	ssize_t n;

	while (len) {
		n = tb_write_quietly(port->fd, p, len);
		if (n > 0) {
			p += n;
			len -= (size_t)n;
			deadline = tb_clock_ms() + port->limits.stall_ms;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return lost(port, errno, err);
		} else if (!wait_writable(port, deadline)) {
			return stalled(port, err);
		} else if (port->error) {
			return lost(port, port->error, err);
		}
	}
	return TB_OK;
}

/*
 * How much of what was written is still here. A device that does not count answers whether it can take more: a USB printer
 * cannot while it is being sent something, and what is being sent when it is closed is gone.
 */
static int count_left(const struct tb_port *port)
{
	struct pollfd waiting = { .fd = port->fd, .events = POLLOUT };
	int n = 0;

	if (port->kind == NETWORK)
		return ioctl(port->fd, SIOCOUTQ, &n) ? 0 : n;
	if (port->kind == FIFO)
		return ioctl(port->fd, FIONREAD, &n) ? 0 : n;
	if (!ioctl(port->fd, TIOCOUTQ, &n))
		return n;
	return poll(&waiting, 1, 0) > 0 ? 0 : 1;
}

/* Whether the other side is gone: an errno value, 0 if all is well. */
static int find_trouble(const struct tb_port *port)
{
	struct pollfd fd = { .fd = port->fd };
	socklen_t size = sizeof(int);
	int error = 0;

	if (port->error)
		return port->error;
	if (poll(&fd, 1, 0) <= 0)
		return 0;
	if (port->kind == NETWORK && !getsockopt(port->fd, SOL_SOCKET, SO_ERROR, &error, &size) && error)
		return error;
	return port->kind == DEVICE ? ENODEV : EPIPE;
}

enum tb_status tb_port_settle(struct tb_port *port, struct tb_err *err)
{
	int left, least = INT_MAX, error;
	int64_t deadline = 0;

	if (port->kind == SPOOL)
		return TB_OK;
	for (;;) {
		left = count_left(port);
		error = find_trouble(port);
		if (!left && (!error || port->kind == FIFO)) /* who has read it all may go */
			return TB_OK;
		if (error)
			return lost(port, error, err);
		if (left < least) {
			least = left;
			deadline = tb_clock_ms() + port->limits.stall_ms;
		} else if (tb_clock_ms() >= deadline) {
			return stalled(port, err);
		}
		pause_a_step(port);
	}
}

/* ---- ending ---------------------------------------------------------------------------------------------------- */

/* Close our direction, and see whether the printer hangs up on what it has acknowledged but not read. */
static enum tb_status part(struct tb_port *port, struct tb_err *err)
{
	int64_t deadline = tb_clock_ms() + port->limits.part_ms;
	struct pollfd in = { .fd = port->in, .events = POLLIN };

	shutdown(port->fd, SHUT_WR);
	while (port->in >= 0 && tb_poll_until(&in, 1, deadline))
		hear(port);
	return port->error ? lost(port, port->error, err) : TB_OK;
}

static enum tb_status finish(struct tb_port *port, struct tb_err *err)
{
	enum tb_status rc;

	if (port->failed)
		return TB_ESYS;
	if (port->kind == SPOOL)
		return end_lp(port, false, err);
	rc = tb_port_settle(port, err);
	if (!rc && port->kind == NETWORK)
		rc = part(port, err);
	return rc;
}

enum tb_status tb_port_close(struct tb_port *port, struct tb_err *err)
{
	enum tb_status rc = finish(port, err);

	tb_port_abort(port);
	return rc;
}

void tb_port_abort(struct tb_port *port)
{
	if (!port)
		return;
	if (port->lp)
		tb_child_kill(port->lp);
	for (int i = 0; i < MAX_LEFT_READS && hear(port); i++)
		;
	stop_hearing(port);
	if (port->fd >= 0)
		close(port->fd);
	tb_str_release(&port->said);
	free(port->name);
	free(port);
}
