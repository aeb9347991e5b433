#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trangbi/str.h>

#include "base/connect.h"
#include "base/process.h"
#include "base/reason.h"

enum { RETRY_MS = 10 };

static const char scheme[] = "tcp://", usual_port[] = "9100";

/* ---- over the network ------------------------------------------------------------------------------------------ */

static bool is_port_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	unsigned long n = strtoul(text, NULL, 10);

	return digits && digits <= 5 && !text[digits] && n >= 1 && n <= 65535;
}

static bool is_host(const char *host, bool bracketed)
{
	if (bracketed)
		return strchr(host, ':') && !host[strcspn(host, " /?#@[")];
	return *host && !host[strcspn(host, " /?#@[]")];
}

/* Take "tcp://HOST:PORT" apart; `*port` is borrowed from `to`, and left as it is where that names none. */
static bool split_address(const char *to, struct tb_str *host, const char **port)
{
	const char *p = to, *end;
	bool bracketed;

	if (strncmp(p, scheme, strlen(scheme)) != 0)
		return false;
	p += strlen(scheme);
	bracketed = *p == '[';
	p += bracketed;
	end = p + strcspn(p, bracketed ? "]" : ":");
	if (bracketed && !*end)
		return false;
	tb_str_add(host, p, (size_t)(end - p));
	end += bracketed;
	if (*end == ':')
		*port = end + 1;
	return is_host(host->buf, bracketed) && (!*end || *end == ':') && is_port_number(*port);
}

/* An errno value, 0 once it is connected. */
static int wait_connected(int fd, int64_t deadline)
{
	struct pollfd waiting = { .fd = fd, .events = POLLOUT };
	socklen_t size = sizeof(int);
	int error = 0;

	if (!tb_poll_until(&waiting, 1, deadline))
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) ? errno : error;
}

static int connect_to(const struct addrinfo *a, int64_t deadline, int *out)
{
	int fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol), error;

	if (fd < 0)
		return errno;
	error = connect(fd, a->ai_addr, a->ai_addrlen) ? errno : 0;
	if (error == EINPROGRESS || error == EINTR)
		error = wait_connected(fd, deadline);
	if (error)
		close(fd);
	else
		*out = fd;
	return error;
}

/* Try the addresses in turn. Each gets its share of the time, so that one that is silent does not use up all of it. */
static int connect_any(const struct addrinfo *list, int timeout_ms, int *out)
{
	int64_t end = tb_clock_ms() + timeout_ms, now;
	int left = 0, error = ETIMEDOUT;

	for (const struct addrinfo *a = list; a; a = a->ai_next)
		left++;
	for (const struct addrinfo *a = list; a; a = a->ai_next) {
		now = tb_clock_ms();
		error = connect_to(a, now + (end - now) / left--, out);
		if (!error)
			break;
	}
	return error;
}

static enum tb_status look_up(const char *to, const char *host, const char *port, struct addrinfo **out,
			      struct tb_err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	int rc = getaddrinfo(host, port, &hints, out);

	if (!rc)
		return TB_OK;
	return tb_err_set(err, TB_ESYS,
			  N_("the host of printer '%s' was not found: %s; check the name, or give its IP address"), to,
			  rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
}

static enum tb_status cannot_connect(const char *to, int error, struct tb_err *err)
{
	static const struct tb_reason reasons[] = {
		{ ECONNREFUSED,
		  N_("printer '%s' refuses the connection; check that it is ready, that the port is right, "
		     "and that nobody else is printing on it") },
		{ ETIMEDOUT, N_("printer '%s' does not answer; check that it is switched on and on this network") },
		{ 0, NULL },
	};

	return tb_explain(reasons, N_("cannot reach printer '%s': %s; check the address and the network"), to, error,
			  err);
}

static enum tb_status no_address(const char *to, struct tb_err *err)
{
	return tb_err_set(err, TB_EINVAL,
			  N_("'%s' is no address of a printer; write it as tcp://HOST:9100, or as the path of a device "
			     "(/dev/usb/lp0)"),
			  to);
}

static enum tb_status connect_host(const char *to, const char *host, const char *port, int timeout_ms, int *out,
				   struct tb_err *err)
{
	struct addrinfo *list = NULL;
	enum tb_status rc;
	int error, on = 1;

	rc = look_up(to, host, port, &list, err);
	if (rc)
		return rc;
	error = connect_any(list, timeout_ms, out);
	freeaddrinfo(list);
	if (error)
		return cannot_connect(to, error, err);
	/* A label is written whole and then waited for; to hold back its end would only cost time. */
	setsockopt(*out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return TB_OK;
}

enum tb_status tb_connect(const char *to, int timeout_ms, int *fd, struct tb_err *err)
{
	struct tb_str host = TB_STR_INIT;
	const char *port = usual_port;
	enum tb_status rc;

	if (split_address(to, &host, &port))
		rc = connect_host(to, host.buf, port, timeout_ms, fd, err);
	else
		rc = no_address(to, err);
	tb_str_release(&host);
	return rc;
}

/* ---- a device or a named pipe ---------------------------------------------------------------------------------- */

static enum tb_status cannot_open(const char *path, int error, bool fifo, struct tb_err *err)
{
	static const char away[] = N_("there is no printer at '%s'; plug it in and switch it on, or check the path");
	static const char denied[] =
		N_("you may not print on '%s'; ask to be put into the group 'lp', then log in again");
	static const struct tb_reason reasons[] = {
		{ ENOENT, away },
		{ ENODEV, away },
		{ ENXIO, away },
		{ EACCES, denied },
		{ EPERM, denied },
		{ EBUSY, N_("printer '%s' is in use by another program; try again when that has ended") },
		{ 0, NULL },
	};

	if (fifo && error == ENXIO)
		return tb_err_set(err, TB_ESYS, N_("nobody reads from '%s'; start the program that prints from it"),
				  path);
	return tb_explain(reasons, N_("cannot open printer '%s': %s; check the path and the cable"), path, error, err);
}

/* A named pipe cannot be opened before somebody reads from it, so that one is given time. */
static int open_until(const char *path, int64_t deadline)
{
	int fd;

	for (;;) {
		fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		if (fd >= 0 || errno != ENXIO || tb_clock_ms() >= deadline)
			return fd;
		poll(NULL, 0, RETRY_MS);
	}
}

enum tb_status tb_device_open(const char *path, int timeout_ms, int *fd, bool *fifo, struct tb_err *err)
{
	struct stat st;
	bool pipe;
	int opened;

	if (stat(path, &st))
		return errno == ENOENT && !strchr(path, '/') ? no_address(path, err)
							     : cannot_open(path, errno, false, err);
	pipe = S_ISFIFO(st.st_mode);
	if (!pipe && !S_ISCHR(st.st_mode))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no device that prints; to write a file, name it with -o"),
				  path);
	opened = open_until(path, pipe ? tb_clock_ms() + timeout_ms : 0);
	if (opened < 0)
		return cannot_open(path, errno, pipe, err);
	*fd = opened;
	*fifo = pipe;
	return TB_OK;
}
