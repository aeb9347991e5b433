#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

#include <cmocka.h>

#include "scanned.h"

/* ---- what is read ---------------------------------------------------------------------------------------------- */

static void test_scan__reads_each_symbology(void **state)
{
	struct canvas qr = qr_picture(), bars = code128_picture();

	(void)state;
	save_png(&qr, path);
	assert_only(path, "qrcode", TAG);
	save_jpeg(&qr, path, 0);
	assert_only(path, "qrcode", TAG);
	save_png(&bars, path);
	assert_only(path, "code128", TAG);
	save_jpeg(&bars, path, 0);
	assert_only(path, "code128", TAG);
	release(&qr);
	release(&bars);
}

static void test_scan__knows_no_other_symbology(void **state)
{
	struct canvas c = blank(500, 200);
	struct scanned s;

	(void)state;
	draw(&c, BARCODE_CODE39, "ABC123", 50, 50, 2, 100);
	save_png(&c, path);
	s = scan(path);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 0);
	tb_pool_release(&s.pool);
	release(&c);
}

static void assert_read_for(unsigned symbologies, int drawn, const char *text, const char *symbology)
{
	struct canvas c = blank(600, 200);
	struct scanned s;

	draw(&c, drawn, text, 50, 50, 2, 100);
	save_png(&c, path);
	s = scan_for(path, 0, symbologies);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 1);
	assert_string_equal(s.codes.code[0].symbology, symbology);
	assert_string_equal(s.codes.code[0].text, text);
	assert_false(s.codes.code[0].weak);
	tb_pool_release(&s.pool);
	release(&c);
}

static void test_scan__further_symbologies_when_asked(void **state)
{
	(void)state;
	assert_read_for(TB_CODE39, BARCODE_CODE39, "ABC123", "code39");
	assert_read_for(TB_EAN, BARCODE_EANX_CHK, "8934567890120", "ean13");
	assert_read_for(TB_EAN, BARCODE_EANX_CHK, "89345672", "ean8");
	assert_read_for(TB_I25 | TB_SYMBOLOGIES_USUAL, BARCODE_C25INTER, "12345678901231", "i25");
	assert_read_for(TB_I25 | TB_SYMBOLOGIES_USUAL, BARCODE_CODE128, TAG, "code128");
}

/* Its letters beyond ASCII come out as others: such a reading is not to be believed. */
static void test_scan__code128_with_more_than_its_text_is_weak(void **state)
{
	static const char *const texts[] = { "Hoà 12", "óóóó1234óóabózz", "Ngò 123456" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct canvas c = blank(900, 200);
		struct scanned s;

		draw(&c, BARCODE_CODE128, texts[i], 50, 50, 2, 100);
		save_png(&c, path);
		s = scan(path);
		assert_int_equal(s.codes.n, 1);
		assert_true(s.codes.code[0].weak);
		tb_pool_release(&s.pool);
		release(&c);
	}
}

static void test_scan__every_ascii_text_of_code128_is_sure(void **state)
{
	static const char *const texts[] = { TAG_TEXT, "ABC", "abc123456", "12345678", "A12b34567C", "x 1 yY~{}|" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_read_for(TB_SYMBOLOGIES_USUAL, BARCODE_CODE128, texts[i], "code128");
}

/* As QR codes of Japan hold it, whole as here or in bytes: zint writes kanji so. */
static void test_scan__texts_in_shift_jis(void **state)
{
	static const char *const texts[] = { "石積籍績脊責赤跡蹟碩", "日本の自転車 12" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct canvas c = blank(300, 300);

		draw(&c, BARCODE_QRCODE, texts[i], 50, 50, 6, 0);
		save_png(&c, path);
		assert_only(path, "qrcode", texts[i]);
		release(&c);
	}
}

static void test_scan__texts_in_latin1(void **state)
{
	struct canvas c = blank(300, 300);

	(void)state;
	draw_as(&c, BARCODE_QRCODE, DATA_MODE, "Caf\xE9 f\xFCr G\xE9rard", 50, 50, 6, 0);
	save_png(&c, path);
	assert_only(path, "qrcode", "Café für Gérard");
	release(&c);
}

static void test_scan__texts_are_utf8(void **state)
{
	struct canvas c = blank(500, 500);

	(void)state;
	draw(&c, BARCODE_QRCODE, "Công an xã Đồng Tiến", 50, 50, 6, 0);
	save_png(&c, path);
	assert_only(path, "qrcode", "Công an xã Đồng Tiến");
	release(&c);
}

static void test_scan__both_with_their_places(void **state)
{
	struct canvas c = blank(800, 500);
	struct scanned s;
	int width;

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 100, 40, 6, 0);
	width = draw(&c, BARCODE_CODE128, TAG, 100, 300, 2, 100);
	save_png(&c, path);
	s = scan(path);
	assert_int_equal(s.codes.n, 2);
	assert_string_equal(s.codes.code[0].symbology, "qrcode");
	assert_string_equal(s.codes.code[1].symbology, "code128");
	assert_corner(&s.codes.code[0], 100, 40);
	assert_corner(&s.codes.code[0], 100 + 21 * 6, 40 + 21 * 6);
	assert_corner(&s.codes.code[1], 100, 300);
	assert_corner(&s.codes.code[1], 100 + width, 400);
	tb_pool_release(&s.pool);
	release(&c);
}

static void test_scan__same_text_at_two_places_is_two_codes(void **state)
{
	struct canvas c = blank(1100, 700);
	struct scanned s;

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 50, 50, 6, 0);
	draw(&c, BARCODE_QRCODE, TAG, 250, 50, 6, 0);
	draw(&c, BARCODE_CODE128, TAG, 50, 300, 2, 80);
	draw(&c, BARCODE_CODE128, TAG, 600, 300, 2, 80);
	draw(&c, BARCODE_CODE128, TAG, 50, 500, 2, 80);
	save_png(&c, path);
	s = scan(path);
	assert_int_equal(count(&s, "qrcode", TAG), 2);
	assert_int_equal(count(&s, "code128", TAG), 3);
	tb_pool_release(&s.pool);
	release(&c);
}

static void test_scan__turned(void **state)
{
	static const double degrees[] = { 15, 22.5, 45, 67.5, 90, 180, 250 };

	(void)state;
	for (size_t i = 0; i < sizeof(degrees) / sizeof(degrees[0]); i++) {
		struct canvas qr = qr_picture(), bars = code128_picture();

		rotate(&qr, degrees[i]);
		save_png(&qr, path);
		assert_only(path, "qrcode", TAG);
		rotate(&bars, degrees[i]);
		save_png(&bars, path);
		assert_only(path, "code128", TAG);
		release(&qr);
		release(&bars);
	}
}

static void test_scan__turned_by_exif(void **state)
{
	struct canvas c = blank(500, 300);

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 40, 60, 6, 0);
	for (int orientation = 1; orientation <= 8; orientation++) {
		struct canvas file = stored(&c, orientation);
		struct scanned s;

		save_jpeg(&file, path, orientation);
		s = scan(path);
		assert_int_equal(s.codes.n, 1);
		assert_corner(&s.codes.code[0], 40, 60);
		assert_corner(&s.codes.code[0], 40 + 21 * 6, 60 + 21 * 6);
		tb_pool_release(&s.pool);
		release(&file);
	}
	release(&c);
}

static void test_scan__inverted(void **state)
{
	struct canvas qr = qr_picture(), bars = code128_picture();

	(void)state;
	negate(&qr);
	save_png(&qr, path);
	assert_only(path, "qrcode", TAG);
	negate(&bars);
	save_png(&bars, path);
	assert_only(path, "code128", TAG);
	release(&qr);
	release(&bars);
}

static void test_scan__every_form_of_png(void **state)
{
	static const struct png_form forms[] = {
		{ "grey 1", PNG_COLOR_TYPE_GRAY, 1, false },
		{ "grey 2", PNG_COLOR_TYPE_GRAY, 2, false },
		{ "grey 4, interlaced", PNG_COLOR_TYPE_GRAY, 4, true },
		{ "grey 8, interlaced", PNG_COLOR_TYPE_GRAY, 8, true },
		{ "grey 16", PNG_COLOR_TYPE_GRAY, 16, false },
		{ "grey 16, interlaced", PNG_COLOR_TYPE_GRAY, 16, true },
		{ "palette", PNG_COLOR_TYPE_PALETTE, 8, false },
		{ "palette, 1 bit, interlaced", PNG_COLOR_TYPE_PALETTE, 1, true },
		{ "colour", PNG_COLOR_TYPE_RGB, 8, false },
		{ "colour, alpha", PNG_COLOR_TYPE_RGB_ALPHA, 8, false },
		{ "colour, alpha, interlaced", PNG_COLOR_TYPE_RGB_ALPHA, 8, true },
		{ "grey, alpha", PNG_COLOR_TYPE_GRAY_ALPHA, 8, false },
	};
	struct canvas c = qr_picture();

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		save_png_as(&c, path, &forms[i]);
		print_message("%s\n", forms[i].name);
		assert_only(path, "qrcode", TAG);
	}
	release(&c);
}

/* A sheet of 3 x 7 labels with both symbols at `dpi`, as it leaves the printer. */
static struct canvas sheet(int dpi)
{
	struct canvas c = blank(210 * dpi / 25, 297 * dpi / 25);
	char tag[17];

	for (int i = 0; i < 21; i++) {
		int x = c.w / 3 * (i % 3) + dpi / 8, y = c.h / 7 * (i / 3) + dpi / 8;

		snprintf(tag, sizeof(tag), "00004XEM26%05dK", i);
		draw(&c, BARCODE_QRCODE, tag, x, y, dpi / 40, 0);
		draw(&c, BARCODE_CODE128, tag, x, y + dpi * 3 / 4, dpi / 100, dpi / 3);
	}
	return c;
}

static void test_scan__whole_sheet(void **state)
{
	static const int dpis[] = { 150, 200, 300 };
	char tag[17];

	(void)state;
	for (size_t i = 0; i < sizeof(dpis) / sizeof(dpis[0]); i++) {
		struct canvas c = sheet(dpis[i]);
		struct scanned s;

		save_png(&c, path);
		s = scan(path);
		for (int label = 0; label < 21; label++) {
			snprintf(tag, sizeof(tag), "00004XEM26%05dK", label);
			assert_int_equal(count(&s, "qrcode", tag), 1);
			assert_int_equal(count(&s, "code128", tag), dpis[i] < 200 ? count(&s, "code128", tag) : 1);
			if (dpis[i] >= 200)
				assert_string_equal(s.codes.code[label / 3 * 6 + label % 3].text, tag);
		}
		tb_pool_release(&s.pool);
		release(&c);
	}
}

static void test_scan__no_code_is_no_error(void **state)
{
	static const struct {
		int w, h;
	} sizes[] = { { 1, 1 }, { 3, 2 }, { 1, 3000 }, { 3000, 1 }, { 400, 300 }, { 2000, 1500 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct canvas c = blank(sizes[i].w, sizes[i].h);
		struct scanned s;

		save_png(&c, path);
		s = scan(path);
		assert_int_equal(s.rc, TB_OK);
		assert_int_equal(s.codes.n, 0);
		tb_pool_release(&s.pool);
		release(&c);
	}
}

/* ---- what is no picture ---------------------------------------------------------------------------------------- */

static void test_scan__no_picture(void **state)
{
	(void)state;
	write_file(path, "", 0, 0600);
	assert_fails(scan(path), TB_EINVAL, "neither PNG, JPEG, WebP, PGM, PPM nor PDF");
	write_file(path, "tag;name\n", 9, 0600);
	assert_fails(scan(path), TB_EINVAL, "neither PNG, JPEG, WebP, PGM, PPM nor PDF");
	write_file(path, "\xff\xfet\0a\0g\0", 8, 0600);
	assert_fails(scan(path), TB_EINVAL, "neither PNG, JPEG, WebP, PGM, PPM nor PDF");
	write_file(path, "\x89PNG", 4, 0600);
	assert_fails(scan(path), TB_EINVAL, "neither PNG, JPEG, WebP, PGM, PPM nor PDF");
	assert_fails(scan(dir), TB_ESYS, "folder");
	assert_fails(scan("/nowhere/at/all.png"), TB_ESYS, "cannot read '/nowhere/at/all.png'");
}

static void test_scan__truncated(void **state)
{
	struct canvas c = qr_picture();
	uint8_t *bytes;
	size_t len;

	(void)state;
	save_png(&c, path);
	bytes = read_file(path, &len);
	assert_truncations_fail(bytes, len);
	free(bytes);
	save_jpeg(&c, path, 1);
	bytes = read_file(path, &len);
	assert_truncations_fail(bytes, len);
	free(bytes);
	release(&c);
}

static void test_scan__far_too_large(void **state)
{
	struct canvas c = blank(40, 40);
	uint8_t *bytes;
	size_t len;
	png_uint_32 crc;

	(void)state;
	save_png(&c, path);
	bytes = read_file(path, &len);
	png_save_uint_32(bytes + 16, 20000);
	png_save_uint_32(bytes + 20, 20000);
	crc = (png_uint_32)crc32(0, bytes + 12, 17);
	png_save_uint_32(bytes + 29, crc);
	write_file(path, bytes, len, 0600);
	assert_fails(scan(path), TB_EINVAL, "has more than 100 megapixels");
	free(bytes);
	release(&c);
}

static void test_scan__mutations(void **state)
{
	struct canvas c = qr_picture();

	(void)state;
	save_jpeg(&c, path, 6);
	assert_mutations_answer(path, 1, 200);
	save_png(&c, path);
	assert_mutations_answer(path, 2, 100);
	release(&c);
}

/* ---- a decoder that fails -------------------------------------------------------------------------------------- */

static void test_scan__decoder_fails(void **state)
{
	static const struct {
		const char *script;
		int timeout_ms;
		enum tb_status rc;
		const char *message;
	} rows[] = {
		{ "kill -SEGV $$", 5000, TB_EINVAL, "the decoder crashed" },
		{ "kill -ABRT $$", 5000, TB_EINVAL, "the decoder crashed" },
		{ "printf 'end\\n'; kill -SEGV $$", 5000, TB_EINVAL, "the decoder crashed" },
		{ "kill -XCPU $$", 5000, TB_EINVAL, "took too long" },
		{ "kill -KILL $$", 5000, TB_EINVAL, "too much memory" },
		{ "exec sleep 60", 200, TB_EINVAL, "took too long" },
		{ "printf 'end\\n'; exec sleep 60", 200, TB_EINVAL, "took too long" },
		{ "exec >&-; exec sleep 60", 200, TB_EINVAL, "took too long" },
		{ "exec head -c 100000000 /dev/zero", 5000, TB_EINVAL, "the decoder crashed" },
		{ "exit 3", 5000, TB_ESYS, "does not work" },
		{ "exit 0", 5000, TB_EINVAL, "makes no sense" },
		{ "echo hello", 5000, TB_EINVAL, "makes no sense" },
		{ "echo fail damaged; echo end", 5000, TB_EINVAL, "is damaged" },
		{ "echo fail memory; echo end", 5000, TB_EINVAL, "too much memory" },
	};

	(void)state;
	write_file(path, "x", 1, 0600);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_fails(scan_with_script(rows[i].script, rows[i].timeout_ms), rows[i].rc, rows[i].message);
	assert_fails(scan_with("/bin/false", 5000), TB_ESYS, "does not work");
	assert_fails(scan_with("/nowhere/decoder", 5000), TB_ESYS, "cannot start");
}

static void test_scan__answers_that_make_no_sense(void **state)
{
	static const char *const answers[] = {
		"code qrcode 0 3\\nABC\\n",
		"code qrcode 0 3\\nABC\\nend\\nmore",
		"code qrcode 0 4\\nABC\\nend\\n",
		"code qrcode 0 2\\nABC\\nend\\n",
		"code qrcode 0 0\\n\\nend\\n",
		"code qrcode 0 3\\nA\\000C\\nend\\n",
		"code qrcode 0 3\\nA\\377C\\nend\\n",
		"code qrcode 5 1 1 1 1 1 1 1 1 1 1 3\\nABC\\nend\\n",
		"code qrcode 1 -1 1 3\\nABC\\nend\\n",
		"code qrcode 1 999999999 1 3\\nABC\\nend\\n",
		"code qrcode 0 99999999999999999999\\nABC\\nend\\n",
		"code codabar 0 3\\nABC\\nend\\n",
		"weakcode qrcode 0 3\\nABC\\nend\\n",
		"fail whatever\\nend\\n",
	};
	char script[200];

	(void)state;
	write_file(path, "x", 1, 0600);
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		snprintf(script, sizeof(script), "printf '%s'", answers[i]);
		assert_fails(scan_with_script(script, 5000), TB_EINVAL, "makes no sense");
	}
}

/* It gets the budget and the symbologies as words. */
static void test_scan__request_in_words(void **state)
{
	const struct tb_scan_opts opts = { 250, TB_QRCODE | TB_EAN };
	struct scanned s;

	(void)state;
	write_file(path, "x", 1, 0600);
	s = scan_with_script_for("printf 'code qrcode 0 %d\\n%s\\nend\\n' \"$(printf %s \"$*\" | wc -c)\" \"$*\"", 5000,
				 &opts);
	assert_int_equal(s.rc, TB_OK);
	assert_string_equal(s.codes.code[0].text, "250 qrcode ean");
	tb_pool_release(&s.pool);
	s = scan_with_script_for("printf 'code qrcode 0 %d\\n%s\\nend\\n' \"$(printf %s \"$*\" | wc -c)\" \"$*\"", 5000,
				 &TB_SCAN_OPTS_USUAL);
	assert_string_equal(s.codes.code[0].text, "1500 code128 qrcode");
	tb_pool_release(&s.pool);
}

static void test_scan__good_answer(void **state)
{
	struct scanned s;

	(void)state;
	write_file(path, "x", 1, 0600);
	s = scan_with_script("printf 'code qrcode 1 7 8 3\\nA\\nC\\nweak code128 0 1\\nX\\nend\\n'", 5000);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(s.codes.n, 2);
	assert_false(s.codes.code[0].weak);
	assert_true(s.codes.code[1].weak);
	assert_string_equal(s.codes.code[0].text, "A\nC");
	assert_int_equal(s.codes.code[0].n_points, 1);
	assert_int_equal(s.codes.code[0].points[0].y, 8);
	assert_string_equal(s.codes.code[1].text, "X");
	tb_pool_release(&s.pool);
}

/* ---- the process ----------------------------------------------------------------------------------------------- */

static void *scan_often(void *missed)
{
	for (int i = 0; i < 8; i++) {
		struct scanned s = scan(path);

		if (s.rc || count(&s, "qrcode", TAG) != 1)
			*(int *)missed = 1;
		tb_pool_release(&s.pool);
	}
	return NULL;
}

static void test_scan__from_several_threads(void **state)
{
	struct canvas c = qr_picture();
	pthread_t threads[4];
	int missed[4] = { 0 };

	(void)state;
	save_png(&c, path);
	for (int i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, scan_often, &missed[i]);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(missed[i], 0);
	}
	release(&c);
}

static void on_alarm(int signal)
{
	(void)signal;
}

static void test_scan__interrupted_by_signals(void **state)
{
	const struct itimerval often = { { 0, 500 }, { 0, 500 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = on_alarm }, before;
	struct canvas c = qr_picture();
	struct scanned s;

	(void)state;
	save_png(&c, path);
	sigaction(SIGALRM, &action, &before);
	setitimer(ITIMER_REAL, &often, NULL);
	s = scan(path);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &before, NULL);
	assert_int_equal(s.rc, TB_OK);
	assert_int_equal(count(&s, "qrcode", TAG), 1);
	tb_pool_release(&s.pool);
	release(&c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_scan__##name, each_setup, each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_each_symbology),
		TEST(knows_no_other_symbology),
		TEST(further_symbologies_when_asked),
		TEST(code128_with_more_than_its_text_is_weak),
		TEST(every_ascii_text_of_code128_is_sure),
		TEST(texts_are_utf8),
		TEST(texts_in_shift_jis),
		TEST(texts_in_latin1),
		TEST(both_with_their_places),
		TEST(same_text_at_two_places_is_two_codes),
		TEST(turned),
		TEST(turned_by_exif),
		TEST(inverted),
		TEST(every_form_of_png),
		TEST(whole_sheet),
		TEST(no_code_is_no_error),
		TEST(no_picture),
		TEST(truncated),
		TEST(far_too_large),
		TEST(mutations),
		TEST(decoder_fails),
		TEST(answers_that_make_no_sense),
		TEST(request_in_words),
		TEST(good_answer),
		TEST(from_several_threads),
		TEST(interrupted_by_signals),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
