/* Labels are drawn as a user would have them, and read back by two decoders that are not ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <png.h>

#include <trangbi/str.h>

#include "base/file.h"
#include "label/module.h"

#define TAG    "00004XEM2600017K"
#define WIDEST "ABCDEFGHIJKLMNOP" /* without digit pairs, so the longest Code 128 */
#define NAME   "Máy tính xách tay để bàn"

static const int resolutions[] = { 203, 300, 600 };
static char folder[] = "/tmp/test_label.XXXXXX";

static const struct tb_label sample = {
	.tag = TAG,
	.shown_tag = "00004-XEM-26-00017-K",
	.name = NAME,
	.unit = "Công an xã Đồng Tiến",
	.year = "2026",
};

/* fontconfig keeps its cache behind offsets instead of pointers, which LeakSanitizer cannot follow. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/* ---- helpers ------------------------------------------------------------------------------------------------------ */

static const char *in_folder(const char *name)
{
	static char path[200];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* What a shell command prints; it runs in the folder of this test. */
static const char *output_of(const char *command)
{
	static char text[40000];
	char full[6000];
	FILE *f;

	snprintf(full, sizeof(full), "cd %s && { %s; }", folder, command);
	f = popen(full, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	pclose(f);
	return text;
}

static enum tb_status write_label(const struct tb_label *label, int dpi, const char *file, struct tb_err *err)
{
	struct tb_label_job job = { .labels = label, .n = 1, .dpi = dpi };

	return tb_label_write(&job, in_folder(file), err);
}

static void assert_message(const struct tb_err *err, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("'%s' is not in '%s'", part, text.buf);
	tb_str_release(&text);
}

static void assert_written(enum tb_status rc, const struct tb_err *err)
{
	if (rc)
		assert_message(err, "no error at all");
}

/* A folder of sheets and templates with one file of ours in it, drawn from directly. */
static enum tb_status draw_with(const char *file, const char *text, const struct tb_label_job *job, const char *path,
				struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	void *module = dlopen(tb_file_own(&pool, "label.so", "missing"), RTLD_NOW | RTLD_NODELETE);
	tb_label_draw_fn *draw;
	void *symbol;
	FILE *f;

	assert_non_null(module);
	symbol = dlsym(module, TB_LABEL_DRAW_NAME);
	assert_non_null(symbol);
	memcpy(&draw, &symbol, sizeof(draw));
	f = fopen(in_folder(file), "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	tb_pool_release(&pool);
	return draw(job, folder, path, err);
}

static enum tb_status draw_template(const char *text, const char *tag, int dpi, struct tb_err *err)
{
	const struct tb_label label = { .tag = tag };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = dpi, .template_name = "ours" };
	char path[200];

	snprintf(path, sizeof(path), "%s/ours.png", folder);
	return draw_with("templates/ours.ini", text, &job, path, err);
}

struct picture {
	int width, height;
	unsigned char *grey;
};

static struct picture read_png(const char *name)
{
	png_image png = { .version = PNG_IMAGE_VERSION };
	struct picture p;

	assert_true(png_image_begin_read_from_file(&png, in_folder(name)));
	png.format = PNG_FORMAT_GRAY;
	p = (struct picture){ (int)png.width, (int)png.height, malloc(PNG_IMAGE_SIZE(png)) };
	assert_non_null(p.grey);
	assert_true(png_image_finish_read(&png, NULL, p.grey, 0, NULL));
	return p;
}

static bool is_dark(const struct picture *p, int x, int y)
{
	return p->grey[y * p->width + x] < 128;
}

/* The first and the last column with ink in rows from..to-1; first > last where there is none. */
static void find_ink(const struct picture *p, int from, int to, int *first, int *last)
{
	*first = p->width;
	*last = -1;
	for (int y = from; y < to; y++)
		for (int x = 0; x < p->width; x++)
			if (p->grey[y * p->width + x] != 255) {
				*first = x < *first ? x : *first;
				*last = x > *last ? x : *last;
			}
}

/* ---- symbols ------------------------------------------------------------------------------------------------------ */

static void test_symbol__qr_is_21_modules_of_whole_dots(void **state)
{
	static const int least[] = { 4, 6, 12 };
	const char *text = "[label]\nwidth=14.8\nheight=14.8\n[qr]\nx=0\ny=0\nwidth=14.8\nheight=14.8\nalign=centre\n";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct picture p;
		int first, last, dots = least[i];

		assert_written(draw_template(text, WIDEST, resolutions[i], &err), &err);
		p = read_png("ours.png");
		find_ink(&p, 0, p.height, &first, &last);
		assert_int_equal(last - first + 1, 21 * dots);
		assert_in_range(first, 4 * dots, 4 * dots + dots);
		/* The row of ink below the top of a finder: 1 dark, 5 light, 1 dark, all of the same width. */
		for (int x = 0; x < 7 * dots; x++)
			assert_int_equal(is_dark(&p, first + x, first + dots), x < dots || x >= 6 * dots);
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
		int first, last, dots = least[i];

		assert_written(draw_template(text, WIDEST, resolutions[i], &err), &err);
		p = read_png("ours.png");
		find_ink(&p, 0, p.height, &first, &last);
		assert_int_equal(last - first + 1, (11 * 18 + 13) * dots);
		assert_in_range(first, 10 * dots, 12 * dots);
		assert_true(is_dark(&p, first, 0) && is_dark(&p, first, (int)(10.0 / 25.4 * resolutions[i])));
		for (int x = first; x < last; x += dots)
			for (int k = 1; k < dots; k++)
				assert_int_equal(is_dark(&p, x, 5), is_dark(&p, x + k, 5));
		free(p.grey);
	}
}

static void test_symbol__bad_tag_is_refused_and_named(void **state)
{
	static const char *const bad[] = { "", "ABCDEFGHIJKLMNOPQ", "abc", "A-1", "A 1", "Đ1", "A\n", "A\x1f" };
	struct tb_label label = sample;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct tb_err err = TB_ERR_INIT;

		label.tag = bad[i];
		assert_int_equal(write_label(&label, 203, "bad.png", &err), TB_EINVAL);
		assert_message(&err, "1 to 16 of A-Z and 0-9");
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
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), "[label]\nwidth=60\nheight=40\n%sx=0\ny=0\n", rows[i].box);
		assert_int_equal(draw_template(text, WIDEST, rows[i].dpi, &err), TB_EREFUSED);
		assert_message(&err, rows[i].says);
		assert_message(&err, "'ours'");
	}
}

/* ---- reading back ------------------------------------------------------------------------------------------------- */

static void test_label__png_is_read_by_both_decoders(void **state)
{
	static const char *const tags[] = { TAG, WIDEST, "7", "A1", "0000000000000000", "00004OTO9912345Z" };
	char twice[60];

	(void)state;
	for (size_t t = 0; t < sizeof(tags) / sizeof(*tags); t++) {
		for (int i = 0; i < 3; i++) {
			struct tb_label label = sample;
			struct tb_err err = TB_ERR_INIT;

			label.tag = tags[t];
			assert_written(write_label(&label, resolutions[i], "one.png", &err), &err);
			snprintf(twice, sizeof(twice), "%s\n%s\n", tags[t], tags[t]);
			assert_string_equal(output_of("zbarimg --raw -q one.png 2>&-"), twice);
			/* Without -noscale zxing-cpp 1.4 fails an assertion of its own at 600 dpi. */
			snprintf(twice, sizeof(twice), "\"%s\"\n\"%s\"\n", tags[t], tags[t]);
			assert_string_equal(output_of("ZXingReader -noscale -format QRCode,Code128 one.png | "
						      "sed -n 's/^Text: *//p'"),
					    twice);
		}
	}
}

static void test_label__qr_has_level_q(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_written(write_label(&sample, 300, "one.png", &err), &err);
	assert_string_equal(output_of("ZXingReader -format QRCode one.png | sed -n 's/^EC Level: *//p'"), "Q\n");
}

static void test_label__png_has_its_true_size(void **state)
{
	static const struct {
		int dpi, width, height, per_metre;
	} rows[] = {
		{ 203, 480, 320, 7992 },
		{ 300, 709, 472, 11811 },
		{ 600, 1417, 945, 23622 },
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct tb_err err = TB_ERR_INIT;
		struct picture p;
		char expected[60];

		assert_written(write_label(&sample, rows[i].dpi, "one.png", &err), &err);
		p = read_png("one.png");
		assert_int_equal(p.width, rows[i].width);
		assert_int_equal(p.height, rows[i].height);
		free(p.grey);
		/* pHYs: 4 bytes of pixels per metre along x, 4 along y, 1 = the unit is the metre. */
		snprintf(expected, sizeof(expected), "%08x%08x01", (unsigned)rows[i].per_metre,
			 (unsigned)rows[i].per_metre);
		assert_non_null(strstr(output_of("od -An -v -tx1 one.png | tr -d ' \\n' | cut -c 1-200"), expected));
	}
}

/* `n` labels, of which each has its own tag. */
static void write_pages(const char *file, size_t n)
{
	struct tb_label *labels = calloc(n, sizeof(*labels));
	char(*tags)[17] = calloc(n, sizeof(*tags));
	struct tb_label_job job = { .labels = labels, .n = n, .dpi = 300 };
	struct tb_err err = TB_ERR_INIT;

	assert_true(labels && tags);
	for (size_t i = 0; i < n; i++) {
		snprintf(tags[i], sizeof(tags[i]), "00004XEM26%05uK", (unsigned)i % 100000);
		labels[i] = sample;
		labels[i].tag = tags[i];
	}
	assert_written(tb_label_write(&job, in_folder(file), &err), &err);
	free(tags);
	free(labels);
}

static void test_label__pdf_pages_hold_every_label_in_order(void **state)
{
	char expected[40 * 17 + 1] = "";

	(void)state;
	write_pages("many.pdf", 40);
	assert_string_equal(output_of("pdfinfo many.pdf | sed -n 's/^Pages: *//p'"), "2\n");
	assert_string_equal(output_of("pdftoppm -r 200 -png many.pdf page && "
				      "zbarimg --raw -q page-*.png 2>&- | sort -u | wc -l"),
			    "40\n");
	for (unsigned i = 0; i < 40; i++)
		snprintf(expected + 17 * i, 18, "00004XEM26%05uK\n", i);
	assert_string_equal(output_of("pdftotext -raw many.pdf - | grep -x '00004XEM26.*'"), expected);
}

static void test_label__pdf_text_can_be_found_and_fonts_are_embedded(void **state)
{
	(void)state;
	write_pages("one.pdf", 1);
	assert_non_null(strstr(output_of("pdftotext -raw one.pdf - | tr '\\n' ' '"), NAME));
	assert_non_null(strstr(output_of("pdftotext -raw one.pdf -"), "Công an xã Đồng Tiến"));
	assert_string_equal(output_of("pdffonts one.pdf | awk 'NR > 2 && !/ yes yes yes /'"), "");
	assert_non_null(strstr(output_of("pdffonts one.pdf"), "DejaVuSans-Bold"));
	assert_non_null(strstr(output_of("pdfinfo one.pdf"), "(A4)"));
}

/* Rectangles are given in dots, so each number of them is whole. */
static void test_label__pdf_prints_on_the_dot_grid(void **state)
{
	static const char rectangles[] =
		"python3 -c \"import re, zlib; d = open('one.pdf', 'rb').read(); "
		"t = b''.join(map(zlib.decompress, re.findall(rb'stream\\r?\\n(x.*?)\\r?\\nendstream', d, re.S))); "
		"n = re.findall(rb'([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+) re', t); "
		"print(len(n) > 80, sum(b'.' in b''.join(r) for r in n))\"";

	(void)state;
	write_pages("one.pdf", 1);
	assert_string_equal(output_of(rectangles), "True 0\n");
}

static void test_label__svg_has_its_true_size(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_written(write_label(&sample, 300, "one.svg", &err), &err);
	assert_non_null(strstr(output_of("head -c 400 one.svg"), "<svg "));
	assert_non_null(strstr(output_of("head -c 400 one.svg"), "width=\"170.07"));
	assert_non_null(strstr(output_of("tail -c 20 one.svg"), "</svg>"));
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
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct tb_label label = {
			.tag = TAG, .shown_tag = names[i], .name = names[i], .unit = names[i], .year = names[i]
		};
		struct tb_err err = TB_ERR_INIT;

		assert_written(write_label(&label, 300, "one.png", &err), &err);
		assert_string_equal(output_of("zbarimg --raw -q one.png 2>&-"), TAG "\n" TAG "\n");
		assert_written(write_label(&label, 203, "one.pdf", &err), &err);
	}
}

static void test_label__control_characters_become_spaces(void **state)
{
	struct tb_label label = { .tag = TAG };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	label.name = "một hai ba  bốn năm";
	assert_written(write_label(&label, 300, "spaces.png", &err), &err);
	label.name = "một\nhai\tba\r\nbốn\u2028năm";
	assert_written(write_label(&label, 300, "controls.png", &err), &err);
	assert_string_equal(output_of("cmp spaces.png controls.png && echo same"), "same\n");
}

/* In boxes of the height that labels/README.md promises, and in high ones: the same picture. */
static void test_label__vietnamese_marks_are_not_cut(void **state)
{
	static const char form[] = "[label]\nwidth=60\nheight=30\n"
				   "[text one]\nfield=unit\nx=0\ny=0\nwidth=60\nheight=%s\nsize=9 pt\nweight=bold\n"
				   "[text two]\nfield=name\nx=0\ny=15\nwidth=40\nheight=%s\nsize=9 pt\nlines=2\n";
	const struct tb_label label = { .tag = TAG, .unit = "Ẫ Ổ Ễ Ẵ gỵ Ự", .name = "Ẫ Ổ Ễ Ẵ gỵ Ự ẪỔỄẴGỴỰ ẪỔỄẴgỵự" };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 600, .template_name = "ours" };
	struct picture tight, wide;
	char text[400], path[200];
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	snprintf(path, sizeof(path), "%s/ours.png", folder);
	snprintf(text, sizeof(text), form, "4.4", "8.5");
	assert_written(draw_with("templates/ours.ini", text, &job, path, &err), &err);
	tight = read_png("ours.png");
	snprintf(text, sizeof(text), form, "14", "14");
	assert_written(draw_with("templates/ours.ini", text, &job, path, &err), &err);
	wide = read_png("ours.png");
	for (int i = 0; i < 2; i++) { /* what is cut touches the edge of its box */
		int first, last, edge = i * (int)(15 / 25.4 * 600);

		find_ink(&wide, edge, edge + 2, &first, &last);
		assert_int_equal(last, -1);
	}
	assert_memory_equal(tight.grey, wide.grey, (size_t)wide.width * (size_t)wide.height);
	free(tight.grey);
	free(wide.grey);
}

static void test_label__text_stays_in_its_box(void **state)
{
	static const char text[] =
		"[label]\nwidth=60\nheight=20\n[text tag]\nfield=name\nx=10\ny=5\nwidth=40\nheight=8\n"
		"size=9 pt\nlines=2\nalign=right\n";
	struct tb_label label = { .tag = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 300, .template_name = "ours" };
	char name[8000] = "", path[200];
	struct tb_err err = TB_ERR_INIT;
	struct picture p;
	int first, last;

	(void)state;
	for (int i = 0; i < 300; i++)
		strcat(name, i % 7 ? "Ể\u0323\u0302\u0302\u0302\u0323\u0323\u0323" : " ");
	label.name = name;
	snprintf(path, sizeof(path), "%s/ours.png", folder);
	assert_written(draw_with("templates/ours.ini", text, &job, path, &err), &err);
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

			label.name = names[n];
			assert_written(write_label(&label, resolutions[i], "one.pdf", &err), &err);
			if (!i)
				snprintf(at_203, sizeof(at_203), "%s", output_of("pdftotext -raw one.pdf -"));
			assert_string_equal(output_of("pdftotext -raw one.pdf -"), at_203);
		}
	}
	assert_null(strstr(at_203, names[3]));
}

/* ---- requests and files ------------------------------------------------------------------------------------------- */

static void test_label__bad_job_is_refused(void **state)
{
	static const struct {
		size_t n;
		int dpi;
		const char *file, *sheet, *template_name;
		enum tb_status rc;
		const char *says;
	} rows[] = {
		{ 1, 0, "x.png", NULL, NULL, TB_EINVAL, "0 dpi" },
		{ 1, 72, "x.png", NULL, NULL, TB_EINVAL, "203, 300 or 600" },
		{ 1, -300, "x.pdf", NULL, NULL, TB_EINVAL, "dpi" },
		{ 1, 300, "x.jpg", NULL, NULL, TB_EINVAL, "'.pdf', '.png' or '.svg'" },
		{ 1, 300, "x", NULL, NULL, TB_EINVAL, "'.pdf'" },
		{ 1, 300, "x.PNG2", NULL, NULL, TB_EINVAL, "'.pdf'" },
		{ 0, 300, "x.pdf", NULL, NULL, TB_EINVAL, "no labels" },
		{ 2, 300, "x.png", NULL, NULL, TB_EINVAL, "one label, not 2" },
		{ 2, 300, "x.svg", NULL, NULL, TB_EINVAL, "choose a '.pdf'" },
		{ 1, 300, "x.pdf", "a5", NULL, TB_ENOTFOUND, "no sheet 'a5'" },
		{ 1, 300, "x.pdf", "../sheets/a4-60x40", NULL, TB_ENOTFOUND, "no sheet" },
		{ 1, 300, "x.pdf", "", NULL, TB_ENOTFOUND, "no sheet ''" },
		{ 1, 300, "x.png", NULL, "nice", TB_ENOTFOUND, "no template 'nice'" },
		{ 1, 300, "no/such/folder/x.pdf", NULL, NULL, TB_ESYS, "cannot write" },
	};
	const struct tb_label labels[] = { sample, sample };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tb_label_job job = { labels, rows[i].n, rows[i].sheet, rows[i].template_name, rows[i].dpi };
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(tb_label_write(&job, in_folder(rows[i].file), &err), rows[i].rc);
		assert_message(&err, rows[i].says);
		assert_int_not_equal(access(in_folder(rows[i].file), F_OK), 0);
	}
}

static void test_label__full_disk_is_reported(void **state)
{
	static const char *const files[] = { "full.pdf", "full.png", "full.svg" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(symlink("/dev/full", in_folder(files[i])), 0);
		assert_int_equal(write_label(&sample, 600, files[i], &err), TB_ESYS);
		assert_message(&err, "No space left on device");
	}
}

static void test_label__failure_leaves_the_old_file(void **state)
{
	struct tb_label labels[] = { sample, sample };
	struct tb_label_job job = { .labels = labels, .n = 2, .dpi = 300 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	output_of("echo old >kept.pdf");
	labels[1].tag = "not a tag";
	assert_int_equal(tb_label_write(&job, in_folder("kept.pdf"), &err), TB_EINVAL);
	assert_string_equal(output_of("cat kept.pdf; ls | grep -c kept"), "old\n1\n");
}

#define LABEL "[label]\nwidth = 60\nheight = 40\n"
#define QR    "[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n"

static void test_label__bad_template_names_file_and_line(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "", "ends with an empty section" },
		{ "x = 1\n", "line 1: '[label]' must be the first" },
		{ QR, "line 2: '[label]' must be the first" },
		{ LABEL LABEL, "line 5: '[label]' must be the first" },
		{ LABEL "[qr]\n" QR, "line 5: the section above is empty" },
		{ LABEL "[qr]\n", "line 4: the file ends with an empty section" },
		{ LABEL "[logo]\nx = 1\n", "'[logo]' is none of" },
		{ LABEL "[qrcode]\nx = 1\n", "'[qrcode]' is none of" },
		{ LABEL QR "colour = red\n", "line 9: section '[qr]' has no key 'colour'" },
		{ LABEL QR "size = 9 pt\n", "line 9: section '[qr]' has no key 'size'" },
		{ LABEL QR "x = 1\n", "line 9: 'x' is given twice" },
		{ LABEL "[qr]\nx = 0\ny = 0\nwidth = 20\n", "section '[qr]' lacks the key 'height'" },
		{ LABEL "[text a]\nx=0\ny=0\nwidth=9\nheight=9\nsize=9\n", "lacks the key 'field'" },
		{ LABEL "[text a]\nfield = price\n", "line 5: 'field = price' is wrong; expected is tag|shown_tag|" },
		{ LABEL "[text a]\nfield = tag|name\n", "'field = tag|name' is wrong" },
		{ LABEL "[text a]\nfield =\n", "is wrong" },
		{ LABEL "[text a]\nlines = 1.5\n", "'lines = 1.5' is wrong; expected is 1 .. 20" },
		{ LABEL "[text a]\nlines = 0\n", "is wrong" },
		{ LABEL "[text a]\nsize = 9 px\n", "'size = 9 px' is wrong; expected is 1 .. 50 mm" },
		{ LABEL "[text a]\nsize = 1e9\n", "is wrong" },
		{ LABEL "[text a]\nsize = nan\n", "is wrong" },
		{ LABEL "[text a]\nsize = -9\n", "is wrong" },
		{ LABEL "[text a]\nsize = 2,5\n", "is wrong" },
		{ LABEL "[text a]\nalign = middle\n", "expected is left|centre|right" },
		{ LABEL "[qr]\nx = 41\ny = 0\nwidth = 20\nheight = 20\n", "'[qr]' reaches out of the label" },
		{ LABEL QR "[qr two]\nx=19\ny=19\nwidth=20\nheight=20\n", "'[qr two]' and '[qr]' overlap" },
		{ LABEL "[qr\nx = 1\n", "line 4: not a '[section]'" },
		{ LABEL "qr\n", "line 4: not a '[section]'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(draw_template(rows[i].text, TAG, 300, &err), TB_EINVAL);
		assert_message(&err, "/templates/ours.ini', line ");
		assert_message(&err, rows[i].says);
	}
}

static void test_label__long_line_in_template_is_refused(void **state)
{
	char text[1000] = LABEL "; ";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	memset(text + strlen(text), 'x', 300);
	assert_int_equal(draw_template(text, TAG, 300, &err), TB_EINVAL);
	assert_message(&err, "line 4: the line is longer than 198 bytes");
}

#define PAGE "[sheet]\ntitle=t\npage_width=210\npage_height=297\nlabel_width=60\nlabel_height=40\nleft=15\ntop=8.5\n"

static void test_label__bad_sheet_names_file_and_line(void **state)
{
	static const struct {
		const char *text, *says;
	} rows[] = {
		{ "[page]\nwidth = 210\n", "line 2: '[page]' is not '[sheet]'" },
		{ PAGE "columns=3\nrows=7\nstep_x=60\n", "line 2: section '[sheet]' lacks the key 'step_y'" },
		{ PAGE "columns=4\nrows=7\nstep_x=60\nstep_y=40\n", "do not fit on the page along x" },
		{ PAGE "columns=3\nrows=8\nstep_x=60\nstep_y=40\n", "do not fit on the page along y" },
		{ PAGE "columns=3\nrows=7\nstep_x=59\nstep_y=40\n", "overlap; enlarge 'step_x'" },
		{ PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=39\n", "overlap; enlarge 'step_y'" },
		{ PAGE "columns=0\nrows=7\nstep_x=60\nstep_y=40\n",
		  "line 9: 'columns = 0' is wrong; expected is 1 .. 100" },
		{ PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=40\ngap=1\n",
		  "line 13: section '[sheet]' has no key 'gap'" },
	};
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .sheet = "ours" };
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s/ours.pdf", folder);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		assert_int_equal(draw_with("sheets/ours.ini", rows[i].text, &job, path, &err), TB_EINVAL);
		assert_message(&err, "/sheets/ours.ini', line ");
		assert_message(&err, rows[i].says);
	}
}

static void test_label__template_larger_than_the_sheets_labels_is_refused(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .sheet = "ours" };
	struct tb_err err = TB_ERR_INIT;
	char path[200];

	(void)state;
	snprintf(path, sizeof(path), "%s/ours.pdf", folder);
	assert_int_equal(draw_with("sheets/ours.ini",
				   "[sheet]\ntitle=t\npage_width=210\npage_height=297\nlabel_width=50\n"
				   "label_height=40\nleft=0\ntop=0\ncolumns=1\nrows=1\nstep_x=50\nstep_y=40\n",
				   &job, path, &err),
			 TB_EINVAL);
	assert_message(&err, "template 'standard' is larger than the labels of sheet 'ours'");
}

/* ---- the module --------------------------------------------------------------------------------------------------- */

static void test_label__module_exports_one_function(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	char command[5000];

	(void)state;
	snprintf(command, sizeof(command), "nm -D --defined-only '%s' | awk '$3 ~ /^(tb|ini|png)_/ { print $3 }'",
		 tb_file_own(&pool, "label.so", "missing"));
	assert_string_equal(output_of(command), TB_LABEL_DRAW_NAME "\n");
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
	struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300 };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_label_write(&job, "never.png", &err);
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&err, NULL, &text);
	printf("%d %.*s\n", (int)rc, (int)strcspn(text.buf, ":"), text.buf);
	tb_str_release(&text);
	return 0;
}

static int make_folder(void **state)
{
	struct tb_pool pool = TB_POOL_INIT;
	char command[5000];

	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(command, sizeof(command), "cp -r '%s'/. .", tb_file_own(&pool, "labels", "missing"));
	output_of(command);
	tb_pool_release(&pool);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	output_of("rm -r $PWD");
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbol__qr_is_21_modules_of_whole_dots),
		cmocka_unit_test(test_symbol__code128_has_whole_dots_and_quiet_zones),
		cmocka_unit_test(test_symbol__bad_tag_is_refused_and_named),
		cmocka_unit_test(test_symbol__too_small_box_is_refused_with_the_size_that_works),
		cmocka_unit_test(test_label__png_is_read_by_both_decoders),
		cmocka_unit_test(test_label__qr_has_level_q),
		cmocka_unit_test(test_label__png_has_its_true_size),
		cmocka_unit_test(test_label__pdf_pages_hold_every_label_in_order),
		cmocka_unit_test(test_label__pdf_text_can_be_found_and_fonts_are_embedded),
		cmocka_unit_test(test_label__pdf_prints_on_the_dot_grid),
		cmocka_unit_test(test_label__svg_has_its_true_size),
		cmocka_unit_test(test_label__any_name_leaves_the_symbols_readable),
		cmocka_unit_test(test_label__control_characters_become_spaces),
		cmocka_unit_test(test_label__vietnamese_marks_are_not_cut),
		cmocka_unit_test(test_label__text_stays_in_its_box),
		cmocka_unit_test(test_label__lines_break_alike_at_each_resolution),
		cmocka_unit_test(test_label__bad_job_is_refused),
		cmocka_unit_test(test_label__full_disk_is_reported),
		cmocka_unit_test(test_label__failure_leaves_the_old_file),
		cmocka_unit_test(test_label__bad_template_names_file_and_line),
		cmocka_unit_test(test_label__long_line_in_template_is_refused),
		cmocka_unit_test(test_label__bad_sheet_names_file_and_line),
		cmocka_unit_test(test_label__template_larger_than_the_sheets_labels_is_refused),
		cmocka_unit_test(test_label__module_exports_one_function),
		cmocka_unit_test(test_label__missing_module_is_reported),
	};

	if (argc == 2 && !strcmp(argv[1], "--draw"))
		return draw_for_missing_module();
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
