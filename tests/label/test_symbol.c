/* The symbols of a label: how large they are drawn, what they say, what cannot be one. */
#include <unistd.h>

#include "labels.h"

static void test_symbol__qr_is_21_modules_of_whole_dots(void **state)
{
	static const int least[] = { 4, 6, 12 };
	const char *text = "[label]\nwidth=14.8\nheight=14.8\n[qr]\nx=0\ny=0\nwidth=14.8\nheight=14.8\nalign=centre\n";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct picture p;
		int first, last, dot = least[i];

		assert_drawn(draw_template(text, WIDEST, resolutions[i], &err), &err);
		p = read_png("ours.png");
		find_ink(&p, 0, p.height, &first, &last);
		assert_int_equal(last - first + 1, 21 * dot);
		assert_in_range(first, 4 * dot, 4 * dot + dot);
		/* The row of ink below the top of a finder: 1 dark, 5 light, 1 dark, all of the same width. */
		for (int x = 0; x < 7 * dot; x++)
			assert_int_equal(is_dark(&p, first + x, first + dot), x < dot || x >= 6 * dot);
		for (int k = 0; k < p.width * p.height; k++)
			assert_true(p.grey[k] == 0 || p.grey[k] == 255);
		free(p.grey);
	}
}

static void test_symbol__code128_has_whole_dots_and_quiet_zones(void **state)
{
	static const int least[] = { 2, 3, 6 };
	const char *text = "[label]\nwidth=58.7\nheight=11\n[code128]\nx=0\ny=0\nwidth=58.7\nheight=10.1\n";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct picture p;
		int first, last, dot = least[i];

		assert_drawn(draw_template(text, WIDEST, resolutions[i], &err), &err);
		p = read_png("ours.png");
		find_ink(&p, 0, p.height, &first, &last);
		assert_int_equal(last - first + 1, (11 * 18 + 13) * dot);
		assert_in_range(first, 10 * dot, 12 * dot);
		assert_true(is_dark(&p, first, 0) && is_dark(&p, first, (int)(10.0 / 25.4 * resolutions[i])));
		for (int x = first; x < last; x += dot)
			for (int k = 1; k < dot; k++)
				assert_int_equal(is_dark(&p, x, 5), is_dark(&p, x + k, 5));
		free(p.grey);
	}
}

/* In a box of three times the least size modules are three times as large, and never a part of a dot. */
static void test_symbol__modules_grow_with_the_box(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	struct picture p;
	int first, last;

	(void)state;
	assert_drawn(draw_template("[label]\nwidth=50\nheight=50\n[qr]\nx=0\ny=0\nwidth=46\nheight=50\n", WIDEST, 203,
				   &err),
		     &err);
	p = read_png("ours.png");
	find_ink(&p, 0, p.height, &first, &last);
	assert_int_equal(last - first + 1, 21 * 12); /* 46 mm are 367 dots, 12 for each of 29 modules */
	assert_int_equal(first, 4 * 12);
	free(p.grey);
}

static void test_symbol__bad_payload_is_refused_and_named(void **state)
{
	static const char *const bad[] = {
		"", "012345678901234567890123456789012345678901234567X", "Đ1", "A\n", "A\x1f", "A\x7f", "A\xff"
	};
	struct tb_label label = sample;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct tb_err err = TB_ERR_INIT;

		label.payload = bad[i];
		assert_int_equal(draw_label(&label, 203, "bad.png", &err), TB_EINVAL);
		assert_message(&err, "1 to 48 letters, digits and signs without accents");
		assert_message(&err, bad[i]);
		assert_int_not_equal(access(in_folder("bad.png"), F_OK), 0);
	}
}

static void test_symbol__too_small_box_is_refused_with_the_size_that_works(void **state)
{
	static const struct {
		const char *box;
		int dpi;
		const char *says;
	} rows[] = {
		{ "[qr]\nwidth=14.5\nheight=20\n", 203, "QR code" },
		{ "[qr]\nwidth=14.5\nheight=20\n", 203, "14.6 x 14.6 mm" },
		{ "[qr]\nwidth=20\nheight=14.7\n", 300, "14.8 x 14.8 mm" },
		{ "[qr]\nwidth=14.7\nheight=14.7\n", 600, "14.8 x 14.8 mm" },
		{ "[code128]\nwidth=57.8\nheight=12\n", 203, "57.9 x 10.1 mm" },
		{ "[code128]\nwidth=58.6\nheight=12\n", 300, "58.7 x 10.1 mm" },
		{ "[code128]\nwidth=60\nheight=10\n", 203, "Code 128" },
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), "[label]\nwidth=60\nheight=40\n%sx=0\ny=0\n", rows[i].box);
		assert_int_equal(draw_template(text, WIDEST, rows[i].dpi, &err), TB_EREFUSED);
		assert_message(&err, rows[i].says);
		assert_message(&err, "'ours'");
	}
}

/* Its QR code just holds a tag, at 203 dpi too. */
static void test_symbol__mini_has_room_for_a_tag_only(void **state)
{
	struct tb_label label = sample;
	struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 203, .template_name = "mini" };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(draw_into(&job, "mini.png", NULL, &err), &err);
	assert_string_equal(read_back("mini.png"), TAG "\n");
	label.payload = "a payload of 32 small characters";
	assert_int_equal(draw_into(&job, "mini.png", NULL, &err), TB_EREFUSED);
	assert_message(&err, "the QR code of 'a payload of 32 small characters' at 203 dpi needs");
	job.dpi = 300;
	assert_int_equal(draw_into(&job, "mini.png", NULL, &err), TB_EREFUSED);
}

static const char wide[] = "[label]\nwidth=220\nheight=60\n[qr]\nx=0\ny=0\nwidth=40\nheight=40\n"
			   "[code128]\nx=0\ny=42\nwidth=220\nheight=14\n";

static void test_symbol__any_printable_payload_reads_back(void **state)
{
	static const char *const payloads[] = {
		"lower case",
		" ~!@#$%^&*()_+{}|:<>?",
		"https://example.org/a/00004XEM2600017K",
		"012345678901234567890123456789012345678901234567",
		"48 characters are the most that a symbol takes",
		"[8004]1",
		"\\x41 \\",
		"A",
	};
	char expected[200];

	(void)state;
	for (size_t i = 0; i < COUNT(payloads); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_drawn(draw_template(wide, payloads[i], 203, &err), &err);
		snprintf(expected, sizeof(expected), "%s\n%s\n", payloads[i], payloads[i]);
		assert_string_equal(read_back("ours.png"), expected);
	}
}

/* Letters in both cases and digits by turns make the longest Code 128. */
static void test_symbol__both_symbols_take_the_longest_payload(void **state)
{
	static const char longest[] = "aB1+aB12aB1+aB12aB1+aB12aB1+aB12aB1+aB12aB1+aB12";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(strlen(longest), 48);
	assert_drawn(draw_template("[label]\nwidth=260\nheight=40\n[qr]\nx=0\ny=0\nwidth=40\nheight=40\n"
				   "[code128]\nx=40\ny=0\nwidth=220\nheight=40\n",
				   longest, 203, &err),
		     &err);
	assert_string_equal(output_of("zbarimg --raw -q ours.png 2>&- | sort -u"),
			    "aB1+aB12aB1+aB12aB1+aB12aB1+aB12aB1+aB12aB1+aB12\n");
	assert_string_equal(output_of("zbarimg -q ours.png 2>&- | wc -l"), "2\n");
}

/* A longer payload, or small letters, make a larger QR code: 25 modules and more. */
static void test_symbol__longer_payload_takes_a_larger_qr(void **state)
{
	static const struct {
		const char *payload;
		int modules;
	} rows[] = {
		{ WIDEST, 21 },
		{ "ABCDEFGHIJKLMNOPQ", 25 },
		{ "abcdefghijkl", 25 },
		{ "abcdefghijklmnopqrstu", 29 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct picture p;
		int first, last, module = dots(40, 203) / (rows[i].modules + 8);

		assert_drawn(draw_template("[label]\nwidth=40\nheight=40\n[qr]\nx=0\ny=0\nwidth=40\nheight=40\n",
					   rows[i].payload, 203, &err),
			     &err);
		p = read_png("ours.png");
		find_ink(&p, 0, p.height, &first, &last);
		assert_int_equal(last - first + 1, rows[i].modules * module);
		free(p.grey);
	}
}

static void test_symbol__qr_has_level_q(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(draw_label(&sample, 300, "one.png", &err), &err);
	assert_string_equal(output_of("ZXingReader -format QRCode one.png | sed -n 's/^EC Level: *//p'"), "Q\n");
}

/* ---- url and giai ------------------------------------------------------------------------------------------------- */

static void test_symbol__url_stands_in_front_of_the_payload(void **state)
{
	static const char form[] = "[label]\nwidth=40\nheight=40\n[qr]\nx=0\ny=0\nwidth=40\nheight=40\nurl=%s\n";
	static const char *const urls[] = { "HTTPS://TB.EXAMPLE.VN/T/", "HTTP://10.0.0.1:8080/" };
	char text[200], expected[200];

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), form, urls[i]);
		assert_drawn(draw_template(text, TAG, 203, &err), &err);
		snprintf(expected, sizeof(expected), "%s" TAG "\n", urls[i]);
		assert_string_equal(read_back("ours.png"), expected);
	}
	assert_string_equal(output_of("ZXingReader -format QRCode ours.png | sed -n 's/^EC Level: *//p'"), "M\n");
}

static void test_symbol__bad_url_is_refused(void **state)
{
	static const char *const urls[] = {
		"https://tb.example.vn/", "HTTPS://TB.EXAMPLE.VN",
		"TB.EXAMPLE.VN/",         "HTTPS://TB.EXAMPLE.VN/?T=/",
		"FTP://TB.EXAMPLE.VN/",   "HTTPS://A2345678901234567890123456789012345678901/"
	};

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct tb_err err = TB_ERR_INIT;
		char text[200];

		snprintf(text, sizeof(text),
			 "[label]\nwidth=40\nheight=40\n[qr]\nx=0\ny=0\nwidth=40\nheight=40\nurl=%s\n", urls[i]);
		assert_int_equal(draw_template(text, TAG, 203, &err), TB_EINVAL);
		assert_message(&err, "/templates/ours.ini', line 5: 'url = ");
		assert_message(&err, urls[i]);
	}
}

static void test_symbol__giai_is_read_with_its_identifier(void **state)
{
	static const char form[] =
		"[label]\nwidth=120\nheight=20\n[code128]\nx=0\ny=0\nwidth=120\nheight=20\ngiai=%s\n";
	static const char *const prefixes[] = { "8934", "893123456", "893123456789" };
	char text[200], expected[200];

	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), form, prefixes[i]);
		assert_drawn(draw_template(text, TAG, 203, &err), &err);
		snprintf(expected, sizeof(expected), "8004%s" TAG "\n", prefixes[i]);
		assert_string_equal(read_back("ours.png"), expected);
	}
}

/* AI 8004 takes 30 characters at most, and none that GS1 does not know. */
static void test_symbol__giai_that_gs1_does_not_know_is_refused(void **state)
{
	static const char text[] = "[label]\nwidth=200\nheight=20\n[code128]\nx=0\ny=0\nwidth=200\nheight=20\n"
				   "giai=893123456789\n";
	static const char *const payloads[] = { "0123456789012345678", "A B", "[21]1" };

	(void)state;
	for (size_t i = 0; i < COUNT(payloads); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(draw_template(text, payloads[i], 203, &err), TB_EINVAL);
		assert_message(&err, "cannot be ");
		assert_message(&err, payloads[i]);
	}
}

static void test_symbol__bad_giai_is_refused(void **state)
{
	static const char *const prefixes[] = { "893", "8931234567890", "89A4",
						"8934 " /* inih takes the space */ "5" };

	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		struct tb_err err = TB_ERR_INIT;
		char text[200];

		snprintf(text, sizeof(text),
			 "[label]\nwidth=90\nheight=20\n[code128]\nx=0\ny=0\nwidth=90\nheight=20\ngiai=%s\n",
			 prefixes[i]);
		assert_int_equal(draw_template(text, TAG, 203, &err), TB_EINVAL);
		assert_message(&err, "expected is 4 .. 12 x 0-9");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbol__qr_is_21_modules_of_whole_dots),
		cmocka_unit_test(test_symbol__code128_has_whole_dots_and_quiet_zones),
		cmocka_unit_test(test_symbol__modules_grow_with_the_box),
		cmocka_unit_test(test_symbol__bad_payload_is_refused_and_named),
		cmocka_unit_test(test_symbol__too_small_box_is_refused_with_the_size_that_works),
		cmocka_unit_test(test_symbol__mini_has_room_for_a_tag_only),
		cmocka_unit_test(test_symbol__any_printable_payload_reads_back),
		cmocka_unit_test(test_symbol__both_symbols_take_the_longest_payload),
		cmocka_unit_test(test_symbol__longer_payload_takes_a_larger_qr),
		cmocka_unit_test(test_symbol__qr_has_level_q),
		cmocka_unit_test(test_symbol__url_stands_in_front_of_the_payload),
		cmocka_unit_test(test_symbol__bad_url_is_refused),
		cmocka_unit_test(test_symbol__giai_is_read_with_its_identifier),
		cmocka_unit_test(test_symbol__giai_that_gs1_does_not_know_is_refused),
		cmocka_unit_test(test_symbol__bad_giai_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
