/* test_camera.c - what comes into view. There is no camera here: pictures come through a pipe, as they may in use too. */
#include <fcntl.h>
#include <pthread.h>

#include "base/process.h"
#include "scan/view.h"
#include "scanned.h"

/* ---- the view -------------------------------------------------------------------------------------------------- */

static void test_camera__a_text_is_told_when_it_comes(void **state)
{
	struct tb_view view = TB_VIEW_INIT;

	(void)state;
	assert_true(tb_view_sees(&view, "A", 1000));
	assert_false(tb_view_sees(&view, "A", 1000));
	assert_true(tb_view_sees(&view, "B", 1500));
	for (int64_t t = 1000; t < 60000; t += TB_VIEW_MS - 1)
		assert_false(tb_view_sees(&view, "A", t));
	assert_true(tb_view_sees(&view, "B", 60000));
	tb_view_release(&view);
}

static void test_camera__a_text_that_left_is_told_again(void **state)
{
	struct tb_view view = TB_VIEW_INIT;

	(void)state;
	assert_true(tb_view_sees(&view, "A", 0));
	assert_false(tb_view_sees(&view, "A", TB_VIEW_MS - 1));
	assert_true(tb_view_sees(&view, "A", 2 * TB_VIEW_MS - 1));
	for (int i = 0; i < 1000; i++)
		assert_true(tb_view_sees(&view, (char[]){ (char)('a' + i % 26), (char)('a' + i / 26), 0 },
					 10 * TB_VIEW_MS));
	assert_int_equal(view.n, 1000);
	assert_true(tb_view_sees(&view, "Z", 20 * TB_VIEW_MS));
	assert_int_equal(view.n, 1);
	tb_view_release(&view);
}

/* ---- pictures through a pipe ----------------------------------------------------------------------------------- */

struct told {
	struct tb_str texts; /* each and a space */
	int n, stop_at;
	volatile sig_atomic_t stop;
	enum tb_status fail;
};

static enum tb_status hear(void *ctx, const struct tb_code *code, struct tb_err *err)
{
	struct told *t = ctx;

	tb_str_addf(&t->texts, "%s ", code->text);
	if (++t->n == t->stop_at)
		t->stop = 1;
	return t->fail ? tb_err_set(err, t->fail, "enough") : TB_OK;
}

/* What is written into the pipe by somebody else meanwhile. */
static struct tb_str fed;

static void *feed(void *unused)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t done = 0;
	ssize_t n = 1;

	(void)unused;
	for (; n > 0 && done < fed.len; done += (size_t)n)
		n = tb_write_quietly(fd, fed.buf + done, fed.len - done);
	close(fd);
	return NULL;
}

static void add_frame(const struct canvas *c)
{
	tb_str_addf(&fed, "P5\n%d %d\n255\n", c->w, c->h);
	tb_str_add(&fed, (char *)c->px, (size_t)(c->w * c->h));
}

/* Watch the frames that were added. */
static enum tb_status watch(struct told *told, struct tb_err *err)
{
	enum tb_status rc;
	pthread_t thread;

	unlink(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	pthread_create(&thread, NULL, feed, NULL);
	rc = tb_scan_camera(path, &told->stop, hear, told, err);
	pthread_join(thread, NULL);
	tb_str_release(&fed);
	fed = TB_STR_INIT;
	return rc;
}

static struct canvas frame(const char *text)
{
	struct canvas c = blank(320, 240);

	if (text)
		draw(&c, BARCODE_QRCODE, text, 60, 40, 5, 0);
	return c;
}

static void test_camera__each_text_once(void **state)
{
	struct canvas frames[3] = { frame(NULL), frame("ABC"), frame("DEF") };
	struct told told = { .texts = TB_STR_INIT };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	fed = TB_STR_INIT;
	for (int i = 0; i < 24; i++)
		add_frame(&frames[i / 4 % 3]);
	assert_int_equal(watch(&told, &err), TB_OK);
	assert_string_equal(told.texts.buf, "ABC DEF ");
	tb_str_release(&told.texts);
	for (int i = 0; i < 3; i++)
		release(&frames[i]);
}

static void test_camera__stops_when_told_to(void **state)
{
	struct canvas frames[2] = { frame("ABC"), frame("DEF") };
	struct told told = { .texts = TB_STR_INIT, .stop_at = 1 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	fed = TB_STR_INIT;
	for (int i = 0; i < 200; i++)
		add_frame(&frames[i / 100]);
	assert_int_equal(watch(&told, &err), TB_OK);
	assert_string_equal(told.texts.buf, "ABC ");
	tb_str_release(&told.texts);
	told = (struct told){ .texts = TB_STR_INIT, .fail = TB_EREFUSED };
	for (int i = 0; i < 200; i++)
		add_frame(&frames[0]);
	assert_int_equal(watch(&told, &err), TB_EREFUSED);
	assert_int_equal(told.n, 1);
	tb_str_release(&told.texts);
	release(&frames[0]);
	release(&frames[1]);
}

static void assert_watch_fails(enum tb_status rc, const char *message)
{
	struct told told = { .texts = TB_STR_INIT };
	struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };

	s.rc = watch(&told, &s.err);
	tb_str_release(&told.texts);
	assert_fails(s, rc, message);
}

static void test_camera__frames_that_cannot_be_read(void **state)
{
	struct canvas c = frame("ABC");

	(void)state;
	fed = TB_STR_INIT;
	add_frame(&c);
	tb_str_adds(&fed, "hello");
	assert_watch_fails(TB_EINVAL, "neither PNG");
	add_frame(&c);
	tb_str_cut(&fed, fed.len - 1);
	assert_watch_fails(TB_EINVAL, "is damaged");
	tb_str_adds(&fed, "P5\n99999 99999\n255\n");
	assert_watch_fails(TB_EINVAL, "more than 100 megapixels");
	release(&c);
}

/* ---- devices that are none ------------------------------------------------------------------------------------- */

static void test_camera__no_camera(void **state)
{
	static const struct {
		const char *device;
		enum tb_status rc;
		const char *message;
	} rows[] = {
		{ "/dev/video-of-nobody", TB_ENOTFOUND, "there is no camera '/dev/video-of-nobody'" },
		{ "/dev/null", TB_EINVAL, "is no camera that can be used" },
		{ "/dev/zero", TB_EINVAL, "is no camera that can be used" },
		{ "/etc/passwd", TB_EINVAL, "is no camera that can be used" },
		{ "/dev", TB_EINVAL, "is no camera that can be used" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct told told = { .texts = TB_STR_INIT };
		struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };

		s.rc = tb_scan_camera(rows[i].device, &told.stop, hear, &told, &s.err);
		assert_fails(s, rows[i].rc, rows[i].message);
	}
}

/* ---- decoders that fail ---------------------------------------------------------------------------------------- */

#define ANSWER(text) "printf 'code qrcode 0 1\\n" text "\\nend\\n'; "

static void test_camera__decoder_fails(void **state)
{
	static const struct {
		const char *script;
		enum tb_status rc;
		const char *message, *texts;
	} rows[] = {
		{ "echo fail busy; echo end", TB_ESYS, "another program uses the camera", "" },
		{ "echo fail silent; echo end", TB_ESYS, "gives no pictures", "" },
		{ ANSWER("A") "echo fail gone; echo end", TB_ESYS, "was unplugged", "A " },
		{ "echo fail camera; echo end", TB_EINVAL, "is no camera", "" },
		{ "kill -SEGV $$", TB_EINVAL, "the decoder crashed", "" },
		{ "exit 3", TB_ESYS, "does not work", "" },
		{ "echo hello", TB_EINVAL, "makes no sense", "" },
		{ "exec cat /dev/zero", TB_EINVAL, "makes no sense", "" },
		{ "exec sleep 60", TB_EINVAL, "took too long", "" },
		{ ANSWER("A") "kill -INT $$", TB_OK, "", "A " },
		/* A picture that crashes it: the next decoder goes on, and what is in view stays told. */
		{ "[ -e $0.2 ] && { " ANSWER("A") ANSWER("C") "exit 0; }; >$0.2; " ANSWER("A")
			  ANSWER("B") "kill -SEGV $$",
		  TB_OK, "", "A B C " },
	};
	char decoder[sizeof(path) + 16], second[sizeof(path) + 16];

	(void)state;
	snprintf(decoder, sizeof(decoder), "%s/decoder", dir);
	snprintf(second, sizeof(second), "%s/decoder.2", dir);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct told told = { .texts = TB_STR_INIT };
		struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };
		char script[400];

		snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", rows[i].script);
		write_file(decoder, script, strlen(script), 0700);
		s.rc = tb_scan_camera_with(&(struct tb_scan_decoder){ decoder, 600, TB_SCAN_OPTS_USUAL }, "/dev/null",
					   &told.stop, hear, &told, &s.err);
		print_message("%s\n", rows[i].script);
		assert_string_equal(told.texts.buf, rows[i].texts);
		assert_fails(s, rows[i].rc, rows[i].message);
		tb_str_release(&told.texts);
	}
	unlink(decoder);
	unlink(second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_camera__##name, each_setup, each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_text_is_told_when_it_comes),
		TEST(a_text_that_left_is_told_again),
		TEST(each_text_once),
		TEST(stops_when_told_to),
		TEST(frames_that_cannot_be_read),
		TEST(no_camera),
		TEST(decoder_fails),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
