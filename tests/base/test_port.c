#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
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

static void assert_says(const struct tb_err *err, const char *expected)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (strcmp(text.buf, expected) != 0)
		fail_msg("\"%s\" is not \"%s\"", text.buf, expected);
	tb_str_release(&text);
}

static void assert_says_of(const struct tb_err *err, const char *before, const char *name, const char *after)
{
	struct tb_str text = TB_STR_INIT;

	tb_str_addf(&text, "%s'%s'%s", before, name, after);
	assert_says(err, text.buf);
	tb_str_release(&text);
}

static char *pattern(size_t len)
{
	char *bytes = tb_malloc(len);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(i % 251);
	return bytes;
}

static void assert_pattern(const struct tb_str *got, size_t len)
{
	char *expected = pattern(len);

	assert_int_equal(got->len, len);
	assert_memory_equal(got->buf, expected, len);
	free(expected);
}

static struct tb_port *opened(const struct tb_port_limits *limits, const char *to)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port = NULL;

	if (tb_port_open_within(limits, to, &port, &err))
		fail_msg("'%s': %s", to, err.msgid);
	return port;
}

static void assert_not_opened(const char *to, enum tb_status rc, struct tb_err *err)
{
	struct tb_port *port = NULL;

	assert_int_equal(tb_port_open_within(&hasty, to, &port, err), rc);
	assert_null(port);
}

/* Write the pattern, again and again until it fails; then nothing more is to be said by tb_port_close(). */
static void write_until_it_fails(struct tb_port *port, struct tb_err *err)
{
	char *bytes = pattern(BIG);
	enum tb_status rc = TB_OK;

	for (int i = 0; i < 256 && !rc; i++)
		rc = tb_port_write(port, bytes, BIG, err);
	free(bytes);
	assert_int_equal(rc, TB_ESYS);
}

static void assert_close_keeps(struct tb_port *port, struct tb_err *err)
{
	const char *msgid = err->msgid;

	assert_int_equal(tb_port_close(port, err), TB_ESYS);
	assert_ptr_equal(err->msgid, msgid);
}

/* ---- a printer on the network ---------------------------------------------------------------------------------- */

struct server {
	int listener;
	int cue[2];       /* the test writes a byte where serve() waits for one */
	char address[64]; /* as tb_port_open() takes it */
	void (*serve)(struct server *, int client);
	pthread_t thread;
	struct tb_str got;
	int error; /* an errno value that reading met */
};

static void give_cue(struct server *s)
{
	assert_int_equal(write(s->cue[1], "x", 1), 1);
}

static void await_cue(struct server *s)
{
	struct pollfd fd = { .fd = s->cue[0], .events = POLLIN };
	char byte;

	if (tb_poll_until(&fd, 1, tb_clock_ms() + LONG_MS))
		(void)!read(s->cue[0], &byte, 1);
}

static bool await_bytes(int client)
{
	struct pollfd fd = { .fd = client, .events = POLLIN };

	return tb_poll_until(&fd, 1, tb_clock_ms() + LONG_MS) > 0;
}

/* Up to `most` bytes. */
static void take(struct server *s, int client, size_t most)
{
	static char buf[65536];
	ssize_t n = 1;

	while (n > 0 && s->got.len < most && await_bytes(client)) {
		n = read(client, buf, most - s->got.len < sizeof(buf) ? most - s->got.len : sizeof(buf));
		if (n > 0)
			tb_str_add(&s->got, buf, (size_t)n);
	}
	s->error = n < 0 ? errno : 0;
}

static void take_all(struct server *s, int client)
{
	take(s, client, SIZE_MAX);
}

static void *run_server(void *arg)
{
	struct server *s = arg;
	int client = -1;

	if (await_bytes(s->listener))
		client = accept(s->listener, NULL, NULL);
	if (client < 0)
		return NULL;
	s->serve(s, client);
	close(client);
	return NULL;
}

static void bind_server(struct server *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);

	*s = (struct server){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .got = TB_STR_INIT };
	assert_int_equal(pipe2(s->cue, O_CLOEXEC), 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&a, size), 0);
	assert_int_equal(getsockname(s->listener, (struct sockaddr *)&a, &size), 0);
	snprintf(s->address, sizeof(s->address), "tcp://127.0.0.1:%d", ntohs(a.sin_port));
}

/* `window`: how many bytes it buffers, about; 0 for as many as usual. */
static void start_server(struct server *s, void (*serve)(struct server *, int), int window)
{
	bind_server(s);
	s->serve = serve;
	if (window)
		setsockopt(s->listener, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
	assert_int_equal(listen(s->listener, 1), 0);
	assert_int_equal(pthread_create(&s->thread, NULL, run_server, s), 0);
}

static void release_server(struct server *s)
{
	close(s->listener);
	close(s->cue[0]);
	close(s->cue[1]);
	tb_str_release(&s->got);
}

static void join_server(struct server *s)
{
	assert_int_equal(pthread_join(s->thread, NULL), 0);
}

static void test_port__all_arrives(void **state)
{
	char *bytes = pattern(BIG);
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, take_all, 0);
	port = opened(&patient, s.address);
	assert_int_equal(tb_port_write(port, bytes, 1, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_write(port, bytes, 0, NULL), TB_OK);
	assert_int_equal(tb_port_write(port, bytes + 1, BIG - 1, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	join_server(&s);
	assert_pattern(&s.got, BIG);
	release_server(&s);
	free(bytes);
}

static void take_nothing(struct server *s, int client)
{
	(void)client;
	await_cue(s);
}

static const char takes_nothing[] =
	" takes nothing more; check its paper, its ribbon and its lid, then print the rest with --from TAG";

static void test_port__a_printer_that_stops_taking_is_an_error_of_write(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, take_nothing, 0);
	port = opened(&hasty, s.address);
	write_until_it_fails(port, &err);
	assert_says_of(&err, "printer ", s.address, takes_nothing);
	assert_close_keeps(port, &err);
	give_cue(&s);
	join_server(&s);
	release_server(&s);
}

/* What the kernel of this machine holds back has not arrived. */
static void test_port__what_was_not_acknowledged_does_not_settle(void **state)
{
	char *bytes = pattern(10000);
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, take_nothing, 1);
	port = opened(&hasty, s.address);
	assert_int_equal(tb_port_write(port, bytes, 10000, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, &err), TB_ESYS);
	assert_says_of(&err, "printer ", s.address, takes_nothing);
	tb_port_abort(port);
	give_cue(&s);
	join_server(&s);
	release_server(&s);
	free(bytes);
}

/* Closing settles too. */
static void test_port__what_was_not_acknowledged_does_not_close(void **state)
{
	char *bytes = pattern(10000);
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, take_nothing, 1);
	port = opened(&hasty, s.address);
	assert_int_equal(tb_port_write(port, bytes, 10000, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, &err), TB_ESYS);
	assert_says_of(&err, "printer ", s.address, takes_nothing);
	give_cue(&s);
	join_server(&s);
	release_server(&s);
	free(bytes);
}

/* It takes a little each time well within the limit: together that is longer than the limit. */
static void take_slowly(struct server *s, int client)
{
	for (size_t most = 4000; most <= 20000; most += 4000) {
		tb_poll_until(NULL, 0, tb_clock_ms() + 600);
		take(s, client, most);
	}
	take_all(s, client);
}

static void test_port__a_slow_printer_is_waited_for(void **state)
{
	const struct tb_port_limits limits = { LONG_MS, 2500, LONG_MS };
	int64_t start = tb_clock_ms();
	char *bytes = pattern(24000);
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, take_slowly, 1);
	port = opened(&limits, s.address);
	assert_int_equal(tb_port_write(port, bytes, 24000, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	assert_true(tb_clock_ms() - start > 2500);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	join_server(&s);
	assert_pattern(&s.got, 24000);
	release_server(&s);
	free(bytes);
}

static void close_after_some(struct server *s, int client)
{
	take(s, client, 1000);
}

static void reset_after_some(struct server *s, int client)
{
	const struct linger at_once = { .l_onoff = 1 };

	take(s, client, 1000);
	setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

static void assert_lost(const struct tb_err *err, const char *address)
{
	struct tb_str text = TB_STR_INIT, before = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	tb_str_addf(&before, "the connection to printer '%s' was lost: ", address);
	assert_memory_equal(text.buf, before.buf, before.len);
	assert_non_null(strstr(text.buf, "; check which labels came out, then print the rest with --from TAG"));
	tb_str_release(&before);
	tb_str_release(&text);
}

static void test_port__a_printer_that_stops_in_the_middle(void **state)
{
	static void (*const ways[])(struct server *, int) = { close_after_some, reset_after_some };

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct tb_port *port;
		struct server s;

		start_server(&s, ways[i], 0);
		port = opened(&patient, s.address);
		write_until_it_fails(port, &err);
		assert_lost(&err, s.address);
		assert_close_keeps(port, &err);
		join_server(&s);
		release_server(&s);
	}
}

/* It went away in good order between two labels: the next one fails, at the latest when it settles. */
static void test_port__a_printer_that_is_gone_takes_no_label(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	char *bytes = pattern(1000);
	struct tb_port *port;
	enum tb_status rc;
	struct server s;

	(void)state;
	start_server(&s, close_after_some, 0);
	port = opened(&patient, s.address);
	assert_int_equal(tb_port_write(port, bytes, 1000, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	join_server(&s);
	rc = tb_port_write(port, bytes, 1000, &err);
	if (!rc)
		rc = tb_port_settle(port, &err);
	assert_int_equal(rc, TB_ESYS);
	assert_lost(&err, s.address);
	tb_port_abort(port);
	release_server(&s);
	free(bytes);
}

static void hang_up_unread(struct server *s, int client)
{
	if (await_bytes(client))
		await_cue(s);
}

static void test_port__a_printer_that_hangs_up_on_what_it_acknowledged(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, hang_up_unread, 0);
	port = opened(&patient, s.address);
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(tb_port_settle(port, NULL), TB_OK);
	give_cue(&s);
	assert_int_equal(tb_port_close(port, &err), TB_ESYS);
	assert_lost(&err, s.address);
	join_server(&s);
	release_server(&s);
}

static void stay(struct server *s, int client)
{
	take_all(s, client);
	await_cue(s);
}

static void test_port__a_printer_that_does_not_close_is_left(void **state)
{
	const struct tb_port_limits limits = { LONG_MS, LONG_MS, SHORT_MS };
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, stay, 0);
	port = opened(&limits, s.address);
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	give_cue(&s);
	join_server(&s);
	assert_string_equal(s.got.buf, "label");
	release_server(&s);
}

/* A printer that blocks until its answers are read. */
static void talk(struct server *s, int client)
{
	char *bytes = pattern(BIG);

	for (int i = 0; i < 16; i++)
		for (size_t done = 0; done < BIG;) {
			ssize_t n = send(client, bytes + done, BIG - done, MSG_NOSIGNAL);

			if (n <= 0)
				break;
			done += (size_t)n;
		}
	take_all(s, client);
	free(bytes);
}

static void test_port__answers_are_read_and_forgotten(void **state)
{
	char *bytes = pattern(16 * BIG);
	struct tb_port *port;
	struct server s;

	(void)state;
	start_server(&s, talk, 0);
	port = opened(&patient, s.address);
	assert_int_equal(tb_port_write(port, bytes, 16 * BIG, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	join_server(&s);
	assert_int_equal(s.error, 0);
	assert_pattern(&s.got, 16 * BIG);
	release_server(&s);
	free(bytes);
}

static void answer_first(struct server *s, int client)
{
	assert_int_equal(write(client, "ready", 5), 5);
	give_cue(s + 1);
	await_cue(s);
	take_all(s, client);
}

/* Unread answers would make a reset of the close, and the printer could lose what it has. */
static void test_port__abort_takes_nothing_back(void **state)
{
	struct server s[2]; /* the second only for its cue */
	struct tb_port *port;

	(void)state;
	bind_server(&s[1]);
	start_server(&s[0], answer_first, 0);
	port = opened(&patient, s[0].address);
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	await_cue(&s[1]);
	tb_port_abort(port);
	give_cue(&s[0]);
	join_server(&s[0]);
	assert_int_equal(s[0].error, 0);
	assert_string_equal(s[0].got.buf, "label");
	release_server(&s[0]);
	release_server(&s[1]);
}

static void test_port__a_refused_connection(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct server s;

	(void)state;
	bind_server(&s); /* and does not listen */
	assert_not_opened(s.address, TB_ESYS, &err);
	assert_says_of(
		&err, "printer ", s.address,
		" refuses the connection; check that it is ready, that the port is right, and that nobody else is "
		"printing on it");
	release_server(&s);
}

/* Nobody accepts, so the system answers one connection or two and is silent then. */
static void test_port__no_answer(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_port *ports[8] = { NULL };
	enum tb_status rc = TB_OK;
	struct server s;

	(void)state;
	bind_server(&s);
	assert_int_equal(listen(s.listener, 0), 0);
	for (int i = 0; i < 8 && !rc; i++)
		rc = tb_port_open_within(&hasty, s.address, &ports[i], &err);
	assert_int_equal(rc, TB_ESYS);
	assert_says_of(&err, "printer ", s.address,
		       " does not answer; check that it is switched on and on this network");
	for (int i = 0; i < 8; i++)
		tb_port_abort(ports[i]);
	release_server(&s);
}

/* A name that no resolver needs to be asked for: it is too long. */
static void test_port__an_unknown_host(void **state)
{
	static const char to[] = "tcp://a123456789a123456789a123456789a123456789a123456789a123456789a123456789.test";
	struct tb_err err = TB_ERR_INIT;
	struct tb_str text = TB_STR_INIT;

	(void)state;
	assert_not_opened(to, TB_ESYS, &err);
	tb_err_text(&err, NULL, &text);
	assert_non_null(strstr(text.buf, "the host of printer 'tcp://a1234"));
	assert_non_null(strstr(text.buf, "' was not found: "));
	assert_non_null(strstr(text.buf, "; check the name, or give its IP address"));
	tb_str_release(&text);
}

static void test_port__what_is_no_address(void **state)
{
	static const char *const addresses[] = {
		"",
		"tcp://",
		"tcp://:9100",
		"tcp://printer:",
		"tcp://printer:0",
		"tcp://printer:65536",
		"tcp://printer:999999999999999999999",
		"tcp://printer:91x0",
		"tcp://printer:-1",
		"tcp://printer: 9100",
		"tcp://printer:9100/",
		"tcp://printer/queue",
		"tcp://user@printer",
		"tcp://two words",
		"tcp://::1",
		"tcp://fe80::1",
		"tcp://[::1",
		"tcp://[]",
		"tcp://[printer]",
		"tcp://[::1]9100",
		"tcp://[::1]:",
		"tcp://[::1]:http",
		"tcp://[[::1]]",
		"http://printer:9100",
		"socket://printer",
		"TCP://printer",
		"no-such-printer",
		"192.168.1.20",
		"192.168.1.20:9100",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_not_opened(addresses[i], TB_EINVAL, &err);
		assert_says_of(&err, "", addresses[i],
			       " is no address of a printer; write it as tcp://HOST:9100, or as the path of a device "
			       "(/dev/usb/lp0)");
	}
}

/* An address that is well formed gets as far as the network. */
static void test_port__what_is_an_address(void **state)
{
	static const char *const addresses[] = { "tcp://127.0.0.1:1", "tcp://localhost:1", "tcp://[::1]:1",
						 "tcp://[::ffff:127.0.0.1]:1", "tcp://[::1%lo]:1" };

	(void)state;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_not_opened(addresses[i], TB_ESYS, &err);
	}
}

static void test_port__ipv6(void **state)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t size = sizeof(a);
	struct tb_port *port;
	struct server s;

	(void)state;
	bind_server(&s);
	close(s.listener);
	s.listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s.listener < 0 || bind(s.listener, (struct sockaddr *)&a, size)) {
		release_server(&s);
		skip();
	}
	assert_int_equal(getsockname(s.listener, (struct sockaddr *)&a, &size), 0);
	snprintf(s.address, sizeof(s.address), "tcp://[::1]:%d", ntohs(a.sin6_port));
	s.serve = take_all;
	assert_int_equal(listen(s.listener, 1), 0);
	assert_int_equal(pthread_create(&s.thread, NULL, run_server, &s), 0);
	port = opened(&patient, s.address);
	assert_int_equal(tb_port_write(port, "label", 5, NULL), TB_OK);
	assert_int_equal(tb_port_close(port, NULL), TB_OK);
	join_server(&s);
	assert_string_equal(s.got.buf, "label");
	release_server(&s);
}

/* ---- a device or a named pipe ---------------------------------------------------------------------------------- */

static char folder[200];

static int enter_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(folder, sizeof(folder), "%s/trangbi-test.XXXXXX", tmp ? tmp : "/tmp");
	return !mkdtemp(folder) || chdir(folder);
}

static int leave_folder(void **state)
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

#define TEST(name)      cmocka_unit_test(test_port__##name)
#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(test_port__##name, enter_folder, leave_folder)
#define WITH_LP(name)   cmocka_unit_test_setup_teardown(test_port__##name, enter_lp, leave_lp)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_arrives),
		TEST(a_printer_that_stops_taking_is_an_error_of_write),
		TEST(what_was_not_acknowledged_does_not_settle),
		TEST(what_was_not_acknowledged_does_not_close),
		TEST(a_slow_printer_is_waited_for),
		TEST(a_printer_that_stops_in_the_middle),
		TEST(a_printer_that_is_gone_takes_no_label),
		TEST(a_printer_that_hangs_up_on_what_it_acknowledged),
		TEST(a_printer_that_does_not_close_is_left),
		TEST(answers_are_read_and_forgotten),
		TEST(abort_takes_nothing_back),
		TEST(a_refused_connection),
		TEST(no_answer),
		TEST(an_unknown_host),
		IN_FOLDER(what_is_no_address),
		TEST(what_is_an_address),
		TEST(ipv6),
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
