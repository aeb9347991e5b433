/* A printer on the network. */
#include "base/port_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
