/* Labels are drawn as a user would have them, and read back by two decoders that are not ours. */
#include <dlfcn.h>
#include <unistd.h>

#include "base/file.h"
#include "label/module.h"
#include "labels.h"

static void test_label__png_is_read_by_both_decoders(void **state)
{
	static const char *const tags[] = { TAG, WIDEST, "7", "A1", "0000000000000000", "00004OTO9912345Z" };
	char twice[60];

	(void)state;
	for (size_t t = 0; t < COUNT(tags); t++) {
		for (int i = 0; i < 3; i++) {
			struct tb_label label = sample;
			struct tb_err err = TB_ERR_INIT;

			label.payload = tags[t];
			assert_drawn(draw_label(&label, resolutions[i], "one.png", &err), &err);
			snprintf(twice, sizeof(twice), "%s\n%s\n", tags[t], tags[t]);
			assert_string_equal(read_back("one.png"), twice);
		}
	}
}

/* ---- texts -------------------------------------------------------------------------------------------------------- */

static void test_label__any_name_leaves_the_symbols_readable(void **state)
{
	char long_name[501], marks[600] = "a", long_word[501];
	const char *const names[] = {
		long_name,
		long_word,
		marks,
		"",
		NULL,
		" ",
		"🚒🚓 xe chữa cháy 🔥",
		"مركبة إطفاء رقم ١٢",
		"\x01\x02\t\x7f\x1b[31m",
		"một\nhai\r\nba\u2028bốn\u2029năm",
		"\xff\xfe\xc3(",
		"cụt \xe1\xba",
		"<b>&amp;</b> %s %n",
		"\u202E RLO",
		"Ễ Ẵ Ự gỵ",
	};

	(void)state;
	memset(long_name, 'm', 500);
	for (size_t i = 5; i < 500; i += 6)
		long_name[i] = ' ';
	memset(long_word, 'W', 500);
	long_name[500] = long_word[500] = '\0';
	for (int i = 0; i < 250; i++)
		strcat(marks, "\u0302");
	for (size_t i = 0; i < COUNT(names); i++) {
		struct tb_label label = { .payload = TAG };
		struct tb_err err = TB_ERR_INIT;

		for (size_t field = 0; field < TB_LABEL_FIELDS; field++)
			label.text[field] = names[i];
		assert_drawn(draw_label(&label, 300, "one.png", &err), &err);
		assert_string_equal(output_of("zbarimg --raw -q one.png 2>&-"), TAG "\n" TAG "\n");
		assert_drawn(draw_label(&label, 203, "one.pdf", &err), &err);
		assert_string_equal(output_of("pdftoppm -r 203 -png one.pdf one 2>&1; zbarimg --raw -q one-1.png 2>&-"),
				    TAG "\n" TAG "\n");
	}
}

static void test_label__control_characters_become_spaces(void **state)
{
	struct tb_label label = { .payload = TAG };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	label.text[TB_LABEL_NAME] = "một hai ba  bốn năm";
	assert_drawn(draw_label(&label, 300, "spaces.png", &err), &err);
	label.text[TB_LABEL_NAME] = "một\nhai\tba\r\nbốn\u2028năm";
	assert_drawn(draw_label(&label, 300, "controls.png", &err), &err);
	assert_string_equal(output_of("cmp spaces.png controls.png && echo same"), "same\n");
}

/* In boxes of the height that labels/README.md promises, and in high ones: the same picture. */
static void test_label__vietnamese_marks_are_not_cut(void **state)
{
	static const char form[] = "[label]\nwidth=60\nheight=30\n"
				   "[text one]\nfield=unit\nx=0\ny=0\nwidth=60\nheight=%s\nsize=9 pt\nweight=bold\n"
				   "[text two]\nfield=name\nx=0\ny=15\nwidth=40\nheight=%s\nsize=9 pt\nlines=2\n";
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 600, .template_name = "ours" };
	struct picture tight, high;
	struct tb_err err = TB_ERR_INIT;
	char text[400];

	(void)state;
	label.text[TB_LABEL_UNIT] = "Ẫ Ổ Ễ Ẵ gỵ Ự";
	label.text[TB_LABEL_NAME] = "Ẫ Ổ Ễ Ẵ gỵ Ự ẪỔỄẴGỴỰ ẪỔỄẴgỵự";
	snprintf(text, sizeof(text), form, "4.4", "8.5");
	assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.png", &err), &err);
	tight = read_png("ours.png");
	snprintf(text, sizeof(text), form, "14", "14");
	assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.png", &err), &err);
	high = read_png("ours.png");
	for (int i = 0; i < 2; i++) { /* what is cut touches the edge of its box */
		int first, last, edge = i * (int)(15 / 25.4 * 600);

		find_ink(&high, edge, edge + 2, &first, &last);
		assert_int_equal(last, -1);
	}
	assert_true(count_ink(&high, 0, 0, high.width, high.height) > 1000);
	assert_memory_equal(tight.grey, high.grey, (size_t)high.width * (size_t)high.height);
	free(tight.grey);
	free(high.grey);
}

static void test_label__text_stays_in_its_box(void **state)
{
	static const char text[] =
		"[label]\nwidth=60\nheight=20\n[text tag]\nfield=name\nx=10\ny=5\nwidth=40\nheight=8\n"
		"size=9 pt\nlines=2\nalign=right\n";
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 300, .template_name = "ours" };
	char name[8000] = "";
	struct tb_err err = TB_ERR_INIT;
	struct picture p;
	int first, last;

	(void)state;
	for (int i = 0; i < 300; i++)
		strcat(name, i % 7 ? "Ể\u0323\u0302\u0302\u0302\u0323\u0323\u0323" : " ");
	label.text[TB_LABEL_NAME] = name;
	assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.png", &err), &err);
	p = read_png("ours.png");
	find_ink(&p, 0, p.height, &first, &last);
	assert_in_range(first, 117, 250);
	assert_in_range(last, 400, 591);
	find_ink(&p, 0, 58, &first, &last);
	assert_int_equal(last, -1);
	find_ink(&p, 155, p.height, &first, &last);
	assert_int_equal(last, -1);
	free(p.grey);
}

static void test_label__lines_break_alike_at_each_resolution(void **state)
{
	static const char *const names[] = { "Bộ đàm cầm tay Motorola XiR P6620i", "Máy tính xách tay để bàn",
					     "Xe ô tô bán tải", "Bàn làm việc gỗ công nghiệp có ngăn kéo và khoá" };
	char at_203[2000];

	(void)state;
	for (size_t n = 0; n < 4; n++) {
		for (int i = 0; i < 3; i++) {
			struct tb_label label = sample;
			struct tb_err err = TB_ERR_INIT;

			label.text[TB_LABEL_NAME] = names[n];
			assert_drawn(draw_label(&label, resolutions[i], "one.pdf", &err), &err);
			if (!i)
				snprintf(at_203, sizeof(at_203), "%s", output_of("pdftotext -raw one.pdf -"));
			assert_string_equal(output_of("pdftotext -raw one.pdf -"), at_203);
		}
	}
	assert_null(strstr(at_203, names[3]));
}

/* The height in dots of a text of one line in a box that is `width` mm wide. */
static int height_of_text(const char *more, const char *width)
{
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 600, .template_name = "ours" };
	struct tb_err err = TB_ERR_INIT;
	struct picture p;
	char text[300];
	int top = -1, last = -1;

	label.text[TB_LABEL_NAME] = "HHHHHHHHHH";
	snprintf(text, sizeof(text),
		 "[label]\nwidth=60\nheight=20\n[text t]\nfield=name\nx=0\ny=0\nheight=15\nsize=20 pt\nwidth=%s\n%s",
		 width, more);
	assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.png", &err), &err);
	p = read_png("ours.png");
	for (int y = 0; y < p.height; y++)
		if (count_ink(&p, 0, y, p.width, 1)) {
			top = top < 0 ? y : top;
			last = y;
		}
	free(p.grey);
	return last - top + 1;
}

/* Ten capitals of 20 pt are 53 mm wide in DejaVu Sans, and 0.729 of the size high. */
static void test_label__long_text_is_set_smaller_down_to_its_least_size(void **state)
{
	const double capital = 0.729 / 72 * 600;
	int full = height_of_text("", "59"), smaller = height_of_text("", "48"), least = height_of_text("", "20");

	(void)state;
	assert_in_range(full, (int)(20 * capital) - 1, (int)(20 * capital) + 2);
	assert_true(smaller < full - 5);
	assert_in_range(least, (int)(16 * capital) - 1, (int)(16 * capital) + 2);
	least = height_of_text("least_size=10 pt\n", "20");
	assert_in_range(least, (int)(10 * capital) - 1, (int)(10 * capital) + 2);
	assert_int_equal(height_of_text("least_size=20 pt\n", "20"), full);
}

static void test_label__caption_is_left_out_with_its_field(void **state)
{
	static const char text[] = "[label]\nwidth=60\nheight=40\n[text "
				   "a]\nfield=year\ncaption=Năm\nx=0\ny=0\nwidth=60\nheight=9\nsize=9 pt\n"
				   "[text b]\ncaption=Tài sản công\nx=0\ny=20\nwidth=60\nheight=9\nsize=9 pt\n";
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 300, .template_name = "ours" };
	static const char *const years[] = { "2026", "", NULL };
	static const char *const say[] = { "Năm 2026\nTài sản công\n", "Tài sản công\n", "Tài sản công\n" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct tb_err err = TB_ERR_INIT;

		label.text[TB_LABEL_YEAR] = years[i];
		assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.pdf", &err), &err);
		assert_string_equal(output_of("pdftotext -raw ours.pdf - | tr -d '\\f'"), say[i]);
	}
}

/* ---- requests ----------------------------------------------------------------------------------------------------- */

static void test_label__bad_job_is_refused(void **state)
{
	static const struct {
		struct tb_label_job job;
		enum tb_status rc;
		const char *says;
	} rows[] = {
		{ { .n = 1, .copies = 1, .dpi = 0 }, TB_EINVAL, "0 dpi" },
		{ { .n = 1, .copies = 1, .dpi = 72 }, TB_EINVAL, "203, 300 or 600" },
		{ { .n = 1, .copies = 1, .dpi = -300 }, TB_EINVAL, "dpi" },
		{ { .n = 0, .copies = 1, .dpi = 300 }, TB_EINVAL, "no labels" },
		{ { .n = 1, .copies = 0, .dpi = 300 }, TB_EINVAL, "'0' copies is out of range: from 1 to 1000" },
		{ { .n = 1, .copies = 1001, .dpi = 300 }, TB_EINVAL, "'1001' copies" },
		{ { .n = 1, .copies = 1, .dpi = 300, .threads = 65 }, TB_EINVAL, "'65' threads" },
		{ { .n = 1, .copies = 1, .dpi = 300, .threads = -1 }, TB_EINVAL, "or 0 for all" },
		{ { .n = 1, .copies = 1, .dpi = 300, .sheet = "a5" }, TB_ENOTFOUND, "no sheet 'a5'" },
		{ { .n = 1, .copies = 1, .dpi = 300, .sheet = "../sheets/a4-60x40" }, TB_ENOTFOUND, "no sheet" },
		{ { .n = 1, .copies = 1, .dpi = 300, .sheet = "" }, TB_ENOTFOUND, "no sheet ''" },
		{ { .n = 1, .copies = 1, .dpi = 300, .template_name = "nice" }, TB_ENOTFOUND, "no template 'nice'" },
		{ { .n = 1, .copies = 1, .dpi = 300, .template_name = "post" },
		  TB_EINVAL,
		  "template 'post' is for labels of 'unit', not of 'asset'" },
		{ { .n = 1, .copies = 1, .dpi = 300, .of = TB_LABEL_OF_PERSON, .template_name = "standard" },
		  TB_EINVAL,
		  "template 'standard' is for labels of 'asset', not of 'person'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_label_job job = rows[i].job;
		const struct tb_label_sink sink = { .ctx = NULL }; /* nothing is given away */
		struct tb_err err = TB_ERR_INIT;

		job.labels = &sample;
		assert_int_equal(tb_label_draw(&job, &sink, &err), rows[i].rc);
		assert_int_equal(err.status, rows[i].rc);
		assert_message(&err, rows[i].says);
	}
}

static void test_label__suffix_names_the_format(void **state)
{
	static const struct {
		const char *path;
		enum tb_label_format format;
		bool single_pages;
	} rows[] = {
		{ "a.pdf", TB_LABEL_PDF, false }, { "a.b/c.png", TB_LABEL_PNG, true }, { "ẵ.svg", TB_LABEL_SVG, true },
		{ "a.zpl", TB_LABEL_ZPL, false }, { "/a.tspl", TB_LABEL_TSPL, false },
	};
	static const char *const bad[] = { "x.jpg", "x", "x.PNG2", "x.pdf ", ".pdf", "", "pdf" };
	enum tb_label_format format;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_drawn(tb_label_format_of(rows[i].path, &format, &err), &err);
		assert_int_equal(format, rows[i].format);
		assert_int_equal(tb_label_has_single_pages(format), rows[i].single_pages);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(tb_label_format_of(bad[i], &format, &err), TB_EINVAL);
		assert_message(&err, "must end in '.pdf', '.png', '.svg', '.zpl' or '.tspl'");
		assert_int_equal(format, TB_LABEL_TSPL); /* untouched */
	}
}

/* ---- the module --------------------------------------------------------------------------------------------------- */

static void test_label__module_exports_one_table(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	assert_string_equal(output_of("nm -D --defined-only '%s' | awk '$3 ~ /^(tb|ini|png)_/ { print $3 }'",
				      tb_file_own(&pool, "label.so", "missing")),
			    TB_LABEL_MODULE_NAME "\n");
	tb_pool_release(&pool);
}

/* This program run elsewhere finds no module: see main(). */
static void test_label__missing_module_is_reported(void **state)
{
	(void)state;
	assert_string_equal(output_of("mkdir -p a/b && cp /proc/$PPID/exe a/b/copy && a/b/copy --draw"),
			    "5 cannot load what draws labels\n");
}

static int draw_for_missing_module(void)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .copies = 1 };
	const struct tb_label_sink sink = { .ctx = NULL };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_label_draw(&job, &sink, &err);
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&err, NULL, &text);
	printf("%d %.*s\n", (int)rc, (int)strcspn(text.buf, ":"), text.buf);
	tb_str_release(&text);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_label__png_is_read_by_both_decoders),
		cmocka_unit_test(test_label__any_name_leaves_the_symbols_readable),
		cmocka_unit_test(test_label__control_characters_become_spaces),
		cmocka_unit_test(test_label__vietnamese_marks_are_not_cut),
		cmocka_unit_test(test_label__text_stays_in_its_box),
		cmocka_unit_test(test_label__lines_break_alike_at_each_resolution),
		cmocka_unit_test(test_label__long_text_is_set_smaller_down_to_its_least_size),
		cmocka_unit_test(test_label__caption_is_left_out_with_its_field),
		cmocka_unit_test(test_label__bad_job_is_refused),
		cmocka_unit_test(test_label__suffix_names_the_format),
		cmocka_unit_test(test_label__module_exports_one_table),
		cmocka_unit_test(test_label__missing_module_is_reported),
	};

	if (argc == 2 && !strcmp(argv[1], "--draw"))
		return draw_for_missing_module();
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
