/* Where labels go: files, print queues and label printers, and what is recorded where one of them fails. */
#include "service/label_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

enum { LONG_MS = 60000 };

/* ---- files ------------------------------------------------------------------------------------------------------ */

static const char *const suffixes[] = { "pdf", "png", "svg", "zpl", "tspl" };

/* A full disk, by a link to what is always full: no event, no other file. */
static void test_label__a_full_disk(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];

	add_assets(f, tags, 2);
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const char *name = tb_pool_printf(&f->pool, "tem.%s", suffixes[i]);
		struct tb_label_req req = request(f, name, tags, 2);

		assert_int_equal(symlink("/dev/full", in_dir(f, name)), 0);
		assert_not_printed(f, &req, TB_ESYS, "No space left on device");
		assert_no_files(f);
	}
	assert_prints(f, "0 0");
}

/* Of several files all get their names, or none. */
static void test_label__a_full_disk_at_the_last_of_several_files(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;

	add_assets(f, tags, 3);
	write_text(f, "tem.png", "of yesterday");
	write_text(f, "tem-2.png", "of yesterday, too");
	assert_int_equal(symlink("/dev/full", in_dir(f, "tem-3.png")), 0);
	req = request(f, "tem.png", tags, 3);
	assert_not_printed(f, &req, TB_ESYS, "No space left on device");
	assert_text(f, "tem.png", "of yesterday");
	assert_text(f, "tem-2.png", "of yesterday, too");
	assert_prints(f, "0 0 0");
}

static void test_label__a_failure_leaves_the_old_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[1], *const none[] = { "NONE" };

	add_assets(f, tags, 1);
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		const char *name = tb_pool_printf(&f->pool, "tem.%s", suffixes[i]);
		struct tb_label_req req = request(f, name, none, 1);

		write_text(f, name, "of yesterday");
		assert_not_printed(f, &req, TB_ENOTFOUND, "1 of 1 could not be done");
		assert_problem(f, 0, "NONE", "no asset");
		req = request(f, name, tags, 1);
		req.style.dpi = 1;
		assert_not_printed(f, &req, TB_EINVAL, "1 dpi");
		assert_text(f, name, "of yesterday");
	}
}

static void test_label__files_that_cannot_be_written(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	req = request(f, "none/tem.pdf", tags, 1);
	assert_not_printed(f, &req, TB_ESYS, "No such file or directory");
	mkdir(in_dir(f, "folder.pdf"), 0700);
	req = request(f, "folder.pdf", tags, 1);
	assert_not_printed(f, &req, TB_ESYS, "it is a folder");
	assert_int_equal(symlink(f->path, in_dir(f, "link.pdf")), 0);
	req = request(f, "link.pdf", tags, 1);
	assert_not_printed(f, &req, TB_EREFUSED, "is a database and is not overwritten");
	mkdir(in_dir(f, "ro"), 0500);
	if (geteuid()) { /* root writes everywhere */
		req = request(f, "ro/tem.pdf", tags, 1);
		assert_not_printed(f, &req, TB_ESYS, "Permission denied");
	}
	assert_no_files(f);
	assert_prints(f, "0");
}

static void test_label__a_page_a_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];

	add_assets(f, tags, 3);
	print_tags(f, "tem.png", tags, 3);
	assert_label_reads(f, "tem.png", tags[0], tags[0]);
	assert_label_reads(f, "tem-2.png", tags[1], tags[1]);
	assert_label_reads(f, "tem-3.png", tags[2], tags[2]);
	assert_false(exists(f, "tem-1.png"));
	assert_false(exists(f, "tem-4.png"));
	assert_rows(f, "SELECT DISTINCT payload ->> 'target' FROM event WHERE kind = 'asset.label'", "tem.png");
}

/* Formats of one file hold all pages, whole. */
static void test_label__all_pages_in_one_file(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_str text = TB_STR_INIT;
	struct tb_label_req req;

	add_assets(f, tags, 3);
	print_tags(f, "tem.pdf", tags, 3);
	read_text(f, "tem.pdf", &text);
	assert_memory_equal(text.buf, "%PDF-", 5);
	assert_memory_equal(text.buf + text.len - 6, "%%EOF\n", 6);
	tb_str_clear(&text);
	req = request(f, "tem.zpl", tags, 3);
	req.reason = "lost";
	req.style.copies = 2;
	print(f, &req, 3);
	read_text(f, "tem.zpl", &text);
	assert_int_equal(count_in(&text, "^XA"), 6);
	assert_int_equal(count_in(&text, "^XZ"), 6);
	tb_str_clear(&text);
	req.target.file = in_dir(f, "tem.tspl");
	print(f, &req, 3);
	read_text(f, "tem.tspl", &text);
	assert_int_equal(count_in(&text, "PRINT "), 6);
	tb_str_release(&text);
	assert_prints(f, "3 3 3");
}

/* More pages than files that a process may have open. */
static void test_label__more_files_than_may_be_open(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	req = request(f, "tem.svg", tags, 1);
	req.style.copies = 1000;
	req.style.template_name = "mini";
	req.unverified = true;
	{
		struct rlimit old, low;

		assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
		low = old;
		low.rlim_cur = 64;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
		print(f, &req, 1);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	}
	assert_true(exists(f, "tem-1000.svg"));
}

/* ---- the print queue -------------------------------------------------------------------------------------------- */

static char *old_path;

/* Printing finds the `lp` of the test's folder first. */
static int set_up_lp(void **state)
{
	int failed = set_up(state);
	struct fixture *f = *state;

	old_path = strdup(getenv("PATH"));
	if (!failed)
		setenv("PATH", tb_pool_printf(&f->pool, "%s:%s", f->dir, old_path), 1);
	return failed;
}

static int tear_down_lp(void **state)
{
	setenv("PATH", old_path, 1);
	free(old_path);
	return tear_down(state);
}

static void write_lp(struct fixture *f, const char *body)
{
	write_text(f, "lp", tb_pool_printf(&f->pool, "#!/bin/sh\ncd '%s'\n%s\n", f->dir, body));
	assert_int_equal(chmod(in_dir(f, "lp"), 0700), 0);
}

static void test_label__by_cups(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_str text = TB_STR_INIT;
	struct tb_label_req req;

	add_assets(f, tags, 2);
	write_lp(f, "cat >arrived; echo \"$*\" >words");
	req = request(f, NULL, tags, 2);
	req.target.printer = "Kho_1";
	print(f, &req, 2);
	read_text(f, "arrived", &text);
	assert_memory_equal(text.buf, "%PDF-", 5);
	assert_memory_equal(text.buf + text.len - 6, "%%EOF\n", 6);
	tb_str_clear(&text);
	read_text(f, "words", &text);
	assert_non_null(strstr(text.buf, "-d Kho_1 "));
	assert_non_null(strstr(text.buf, "print-scaling=none"));
	tb_str_release(&text);
	assert_rows(f, "SELECT DISTINCT payload ->> 'target' FROM event WHERE kind = 'asset.label'", "Kho_1");
	assert_prints(f, "1 1");
}

static void test_label__cups_refuses(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_label_req req;

	add_assets(f, tags, 2);
	req = request(f, NULL, tags, 2);
	req.target.printer = "Kho_1";
	write_lp(f, "cat >/dev/null; echo 'lp: The printer or class does not exist.' >&2; exit 1");
	assert_not_printed(f, &req, TB_ESYS, "does not exist");
	write_lp(f, "echo 'lp: no room' >&2; exit 1");
	assert_not_printed(f, &req, TB_ESYS, "'Kho_1'");
	write_lp(f, "exit 0"); /* without having read it */
	assert_not_printed(f, &req, TB_ESYS, "'Kho_1'");
	assert_prints(f, "0 0");
	write_lp(f, "cat >/dev/null");
	print(f, &req, 2);
	assert_prints(f, "1 1");
}

/* ---- a printer on the network ----------------------------------------------------------------------------------- */

struct printer {
	int listener;
	char address[40];
	size_t pages; /* it hangs up after so many; 0: takes all */
	pthread_t thread;
	struct tb_str got;
};

static bool await_bytes(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, LONG_MS) > 0;
}

/* All; or the pages that it is to take and the beginning of the next one, for then they are recorded. */
static void take_pages(struct printer *p, int client)
{
	char buf[512];
	ssize_t n = 1;

	while (n > 0 && await_bytes(client)) {
		n = read(client, buf, sizeof(buf));
		if (n > 0)
			tb_str_add(&p->got, buf, (size_t)n);
		if (p->pages && count_in(&p->got, "^XA") > p->pages)
			return;
	}
}

static void *run_printer(void *arg)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct printer *p = arg;
	int client = await_bytes(p->listener) ? accept4(p->listener, NULL, NULL, SOCK_CLOEXEC) : -1;

	if (client < 0)
		return NULL;
	take_pages(p, client);
	if (p->pages) /* switched off, it does not take leave */
		setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(client);
	return NULL;
}

/* It buffers less than a page. */
static void start_printer(struct printer *p, size_t pages)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(a);
	int window = 2048;

	*p = (struct printer){ .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
			       .pages = pages,
			       .got = TB_STR_INIT };
	setsockopt(p->listener, SOL_SOCKET, SO_RCVBUF, &window, sizeof(window));
	assert_int_equal(bind(p->listener, (struct sockaddr *)&a, size), 0);
	assert_int_equal(getsockname(p->listener, (struct sockaddr *)&a, &size), 0);
	assert_int_equal(listen(p->listener, 1), 0);
	snprintf(p->address, sizeof(p->address), "tcp://127.0.0.1:%d", ntohs(a.sin_port));
	assert_int_equal(pthread_create(&p->thread, NULL, run_printer, p), 0);
}

static void join_printer(struct printer *p)
{
	assert_int_equal(pthread_join(p->thread, NULL), 0);
	close(p->listener);
}

static struct tb_label_req roll_request(struct fixture *f, const struct printer *p, const char *const *tags, size_t n)
{
	struct tb_label_req req = request(f, NULL, tags, n);

	req.style.sheet = "roll-60x40";
	req.style.dpi = 600; /* pages of many bytes */
	req.target.address = p->address;
	return req;
}

static void test_label__a_label_printer_takes_all(void **state)
{
	struct fixture *f = *state;
	const char *tags[4];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 4);
	before = events(f);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 4);
	req.style.copies = 2;
	assert_ok(f, try_print(f, &req, &out));
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "^XA"), 8);
	assert_int_equal(count_in(&p.got, "^XZ"), 8);
	assert_int_equal(out.printed, 4);
	assert_null(out.next);
	assert_int_equal(out.seq, before + 4);
	assert_rows(f,
		    "SELECT DISTINCT payload ->> 'target', payload ->> 'sheet', payload ->> 'copies' FROM event WHERE "
		    "kind = 'asset.label'",
		    tb_pool_printf(&f->pool, "%s roll-60x40 2", p.address));
	assert_rows(f,
		    tb_pool_printf(&f->pool, "SELECT DISTINCT batch - %lld FROM event WHERE seq > %lld",
				   (long long)before, (long long)before),
		    "1");
	assert_prints(f, "1 1 1 1");
	tb_str_release(&p.got);
}

static void test_label__a_label_printer_that_speaks_tspl(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct printer p;
	struct tb_label_req req;

	add_assets(f, tags, 2);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 2);
	req.target.language = "tspl";
	print(f, &req, 2);
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "PRINT "), 2);
	assert_int_equal(count_in(&p.got, "^XA"), 0);
	tb_str_release(&p.got);
}

static void test_label__a_label_printer_that_is_not_there(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct printer p;
	struct tb_label_req req;

	add_assets(f, tags, 1);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 1);
	print(f, &req, 1); /* takes the one connection */
	join_printer(&p);
	req.reason = "lost";
	assert_not_printed(f, &req, TB_ESYS, p.address);
	req.target.address = "/dev/none/lp0";
	assert_not_printed(f, &req, TB_ESYS, "/dev/none/lp0");
	assert_prints(f, "1");
	tb_str_release(&p.got);
}

/* What the printer has taken stays on record, and `from` prints the rest without a reason, in whatever pieces it stops. */
static void test_label__a_label_printer_that_stops_in_the_middle(void **state)
{
	struct fixture *f = *state;
	const char *tags[6];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 6);
	before = events(f);
	start_printer(&p, 2);
	req = roll_request(f, &p, NULL, 0);
	req.choice.query.kind = "XEM";
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.asked, 6);
	assert_int_equal(out.printed, 2);
	assert_string_equal(out.next, tags[2]);
	assert_int_equal(out.seq, before + 2);
	assert_problem(f, 0, tags[2], "2 of 6 labels were sent and are recorded; go on with --from");
	assert_prints(f, "1 1 0 0 0 0");
	assert_not_printed(f, &req, TB_EREFUSED, "2 of 6 have a label already");
	tb_str_release(&p.got);

	start_printer(&p, 3);
	req.target.address = p.address;
	req.choice.from = out.next;
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.asked, 4);
	assert_int_equal(out.printed, 3);
	assert_string_equal(out.next, tags[5]);
	assert_prints(f, "1 1 1 1 1 0");
	tb_str_release(&p.got);

	start_printer(&p, 0);
	req.target.address = p.address;
	req.choice.from = out.next;
	print(f, &req, 1);
	join_printer(&p);
	assert_int_equal(count_in(&p.got, "^XA"), 1);
	assert_prints(f, "1 1 1 1 1 1");
	assert_rows(f, "SELECT count(*) FROM event WHERE payload ->> 'reason' IS NOT NULL", "0");
	tb_str_release(&p.got);
}

/* Of which not all copies were sent, that is not recorded. */
static void test_label__a_label_printer_that_stops_between_copies(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct printer p;
	struct tb_label_req req;
	struct tb_label_result out;

	add_assets(f, tags, 3);
	start_printer(&p, 4);
	req = roll_request(f, &p, tags, 3);
	req.style.copies = 3;
	assert_refused(f, try_print(f, &req, &out), TB_ESYS, "was lost");
	join_printer(&p);
	assert_int_equal(out.printed, 1);
	assert_string_equal(out.next, tags[1]);
	assert_prints(f, "1 0 0");
	tb_str_release(&p.got);
}

/* Before the first page was taken, there is nothing to go on from. */
static void test_label__a_label_printer_that_takes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *tags[2];
	struct tb_label_req req;
	struct printer p;

	add_assets(f, tags, 2);
	write_template(f, "crossed", crossed);
	start_printer(&p, 0);
	req = roll_request(f, &p, tags, 2);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	req.style.dpi = 300;
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 2 labels reads back");
	join_printer(&p);
	assert_prints(f, "0 0");
	tb_str_release(&p.got);
}

#define LP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_lp, tear_down_lp)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_label__a_full_disk),
		TEST(test_label__a_full_disk_at_the_last_of_several_files),
		TEST(test_label__a_failure_leaves_the_old_file),
		TEST(test_label__files_that_cannot_be_written),
		TEST(test_label__a_page_a_file),
		TEST(test_label__all_pages_in_one_file),
		TEST(test_label__more_files_than_may_be_open),
		LP_TEST(test_label__by_cups),
		LP_TEST(test_label__cups_refuses),
		TEST(test_label__a_label_printer_takes_all),
		TEST(test_label__a_label_printer_that_speaks_tspl),
		TEST(test_label__a_label_printer_that_is_not_there),
		TEST(test_label__a_label_printer_that_stops_in_the_middle),
		TEST(test_label__a_label_printer_that_stops_between_copies),
		TEST(test_label__a_label_printer_that_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
