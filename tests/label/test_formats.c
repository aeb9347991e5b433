/* What labels are written as: each format is read by a program, or a decoder of this test, that is not ours. */
#include <math.h>

#include "labels.h"

/* ---- PNG and SVG -------------------------------------------------------------------------------------------------- */

static void test_formats__png_has_its_true_size(void **state)
{
	static const struct {
		int dpi, width, height, per_metre;
	} rows[] = {
		{ 203, 480, 320, 7992 },
		{ 300, 709, 472, 11811 },
		{ 600, 1417, 945, 23622 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;
		struct picture p;
		char expected[60];

		assert_drawn(draw_label(&sample, rows[i].dpi, "one.png", &err), &err);
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

static void test_formats__svg_has_its_true_size(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(draw_label(&sample, 300, "one.svg", &err), &err);
	assert_non_null(strstr(output_of("head -c 400 one.svg"), "<svg "));
	assert_non_null(strstr(output_of("head -c 400 one.svg"), "width=\"170.07"));
	assert_non_null(strstr(output_of("tail -c 20 one.svg"), "</svg>"));
	assert_string_equal(output_of("python3 -c \"import xml.dom.minidom as m; print(len(m.parse('one.svg')"
				      ".getElementsByTagName('path')) > 1)\""),
			    "True\n");
}

/* ---- PDF ---------------------------------------------------------------------------------------------------------- */

static void write_pages(const char *file, size_t n)
{
	struct tb_label *labels = many_labels(n);
	const struct tb_label_job job = { .labels = labels, .n = n, .dpi = 300 };

	draw(&job, file);
	free(labels);
}

static void test_formats__pdf_pages_hold_every_label_in_order(void **state)
{
	char expected[40 * 17 + 1] = "";

	(void)state;
	write_pages("many.pdf", 40);
	assert_string_equal(output_of("pdfinfo many.pdf | sed -n 's/^Pages: *//p'"), "2\n");
	assert_string_equal(output_of("pdftoppm -r 200 -png many.pdf page && "
				      "zbarimg --raw -q page-*.png 2>&- | sort -u | wc -l"),
			    "40\n");
	for (unsigned i = 0; i < 40; i++)
		snprintf(expected + (size_t)17 * i, 18, "00004XEM26%05uK\n", i);
	assert_string_equal(output_of("pdftotext -raw many.pdf - | grep -x '00004XEM26.*'"), expected);
}

static void test_formats__pdf_text_can_be_found_and_fonts_are_embedded(void **state)
{
	(void)state;
	write_pages("one.pdf", 1);
	assert_non_null(strstr(output_of("pdftotext -raw one.pdf - | tr '\\n' ' '"), NAME));
	assert_non_null(strstr(output_of("pdftotext -raw one.pdf -"), "Công an xã Đồng Tiến"));
	assert_string_equal(output_of("pdffonts one.pdf | awk 'NR > 2 && !/ yes yes yes /'"), "");
	assert_non_null(strstr(output_of("pdffonts one.pdf"), "DejaVuSans-Bold"));
	assert_non_null(strstr(output_of("pdfinfo one.pdf"), "(A4)"));
}

/* Ligatures, kerning, marks, an ellipsis, letters that other scripts write backwards. */
static void test_formats__pdf_text_is_what_was_written(void **state)
{
	static const char *const texts[] = { "Officer fifi ffl", "AVATAR To. P. LY", "Ẫ Ổ Ễ Ẵ gỵ Ự đ Đ ơ ư",
					     "Kích thước 5 × 3 m, 12.000 ₫ – “mới”" };
	static const char form[] = "[label]\nwidth=100\nheight=20\n"
				   "[text t]\nfield=name\nx=0\ny=0\nwidth=100\nheight=9\nsize=9 pt\nweight=%s\n";
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 300, .template_name = "ours" };
	char text[300], expected[200];

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(texts); i++) {
		struct tb_err err = TB_ERR_INIT;

		label.text[TB_LABEL_NAME] = texts[i / 2];
		snprintf(text, sizeof(text), form, i % 2 ? "bold" : "normal");
		assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.pdf", &err), &err);
		snprintf(expected, sizeof(expected), "%s\n", texts[i / 2]);
		assert_string_equal(output_of("pdftotext -raw ours.pdf - | tr -d '\\f'"), expected);
	}
}

static void test_formats__pdf_text_that_was_cut_ends_with_an_ellipsis(void **state)
{
	static const char text[] = "[label]\nwidth=60\nheight=20\n"
				   "[text t]\nfield=name\nx=0\ny=0\nwidth=30\nheight=9\nsize=9 pt\n";
	struct tb_label label = { .payload = TAG };
	const struct tb_label_job job = { .labels = &label, .n = 1, .dpi = 300, .template_name = "ours" };
	struct tb_err err = TB_ERR_INIT;
	const char *got;

	(void)state;
	label.text[TB_LABEL_NAME] = "Bàn làm việc gỗ công nghiệp có ngăn kéo và khoá";
	assert_drawn(draw_with("templates/ours.ini", text, &job, "ours.pdf", &err), &err);
	got = output_of("pdftotext -raw ours.pdf - | tr -d '\\f'");
	assert_memory_equal(got, "Bàn làm việc", strlen("Bàn làm việc"));
	assert_string_equal(strstr(got, "…"), "…\n");
}

/* Symbols are given in whole dots: the matrices that enlarge modules, and the rectangles in modules. */
static void test_formats__pdf_prints_on_the_dot_grid(void **state)
{
	static const char numbers[] =
		"python3 -c \"import re, zlib; d = open('one.pdf', 'rb').read(); "
		"t = b''.join(map(zlib.decompress, re.findall(rb'stream\\r?\\n(x.*?)\\r?\\nendstream', d, re.S))); "
		"n = re.findall(rb'([-0-9.]+) ([-0-9.]+) ([-0-9.]+) ([-0-9.]+) re', t); "
		"m = re.findall(rb'q ([-0-9.]+) 0 0 ([-0-9.]+) ([-0-9.]+) ([-0-9.]+) cm', t); "
		"print(len(n) > 80, len(m) > 2, sum(b'.' in b''.join(r) for r in n + m))\"";

	(void)state;
	write_pages("one.pdf", 1);
	assert_string_equal(output_of(numbers), "True True 0\n");
}

static void test_formats__pdf_is_sound(void **state)
{
	const struct tb_label_job grid = { .labels = &sample, .n = 1, .dpi = 300, .grid = true };
	const struct tb_label_job stamped = {
		.labels = &sample, .n = 1, .dpi = 203, .stamp = "MẪU", .cut_marks = true, .template_name = "vehicle"
	};

	(void)state;
	write_pages("a.pdf", 40);
	write_pages("b.pdf", 400); /* a longer table of objects */
	draw(&grid, "c.pdf");
	draw(&stamped, "d.pdf");
	for (const char *name = "abcd"; *name; name++) {
		const char *said = output_of("qpdf --check %c.pdf 2>&1", *name);

		if (!strstr(said, "No syntax or stream encoding errors found") || strstr(said, "WARNING"))
			fail_msg("%c.pdf: %s", *name, said);
		assert_string_equal(output_of("pdftotext %c.pdf /dev/null 2>&1", *name), "");
	}
}

/* ---- the dots of label printers ------------------------------------------------------------------------------------ */

/* A page of bits as the printer holds it, one byte each. */
struct bits {
	int width, height, row_bytes;
	unsigned char *on; /* owned */
};

static void put_nibbles(unsigned char *row, int *at, int n, int nibble)
{
	for (; n > 0; n--, (*at)++)
		for (int k = 0; k < 4; k++)
			row[*at * 4 + k] = nibble >> (3 - k) & 1;
}

/* The compression of ^GF as Zebra's guide tells it; returns what follows the data. */
static const char *unpack_zpl(const char *s, struct bits *b)
{
	const int nibbles = b->row_bytes * 2;

	for (int y = 0; y < b->height; y++) {
		unsigned char *row = b->on + (size_t)y * (size_t)nibbles * 4;
		int at = 0;

		if (*s == ':') {
			assert_true(y > 0);
			memcpy(row, row - nibbles * 4, (size_t)nibbles * 4);
			s++;
			continue;
		}
		while (at < nibbles) {
			int n = 0;

			if (*s == ',' || *s == '!') {
				put_nibbles(row, &at, nibbles - at, *s++ == '!' ? 15 : 0);
				continue;
			}
			for (; (*s >= 'G' && *s <= 'Y') || (*s >= 'g' && *s <= 'z'); s++)
				n += *s <= 'Y' ? *s - 'F' : (*s - 'f') * 20;
			n = n ? n : 1;
			assert_true((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'F'));
			assert_true(at + n <= nibbles);
			put_nibbles(row, &at, n, *s <= '9' ? *s - '0' : *s - 'A' + 10);
			s++;
		}
	}
	return s;
}

static struct bits new_bits(int width, int height, int row_bytes)
{
	struct bits b = { width, height, row_bytes, calloc((size_t)row_bytes * 8, (size_t)height) };

	assert_non_null(b.on);
	assert_int_equal(row_bytes, (width + 7) / 8);
	return b;
}

/* One label, "^XA" to "^XZ"; `*s` moves behind it. */
static struct bits read_zpl(const char **s)
{
	int width, height, total, same, row_bytes, used = 0;
	struct bits b;

	assert_int_equal(sscanf(*s, "^XA\n^PW%d\n^LL%d\n^LH0,0\n^FO0,0^GFA,%d,%d,%d,%n", &width, &height, &total, &same,
				&row_bytes, &used),
			 5);
	assert_true(used > 0);
	assert_int_equal(total, same);
	assert_int_equal(total, row_bytes * height);
	b = new_bits(width, height, row_bytes);
	*s = unpack_zpl(*s + used, &b);
	assert_memory_equal(*s, "^FS\n^XZ\n", 8);
	*s += 8;
	return b;
}

/* "SIZE" to "PRINT 1,1"; a bit that is 0 is black. */
static struct bits read_tspl(const char **s, double page_width, double page_height, double page_gap)
{
	double width_mm, height_mm, gap;
	int row_bytes, height, used = 0;
	struct bits b;

	assert_int_equal(sscanf(*s, "SIZE %lf mm,%lf mm\r\nGAP %lf mm,0 mm\r\nCLS\r\nBITMAP 0,0,%d,%d,0,%n", &width_mm,
				&height_mm, &gap, &row_bytes, &height, &used),
			 5);
	assert_true(used > 0 && (*s)[used - 1] == ',');
	assert_true(fabs(width_mm - page_width) < 0.006 && fabs(height_mm - page_height) < 0.006);
	assert_true(fabs(gap - page_gap) < 0.006);
	b = (struct bits){ row_bytes * 8, height, row_bytes, malloc((size_t)row_bytes * 8 * (size_t)height) };
	assert_non_null(b.on);
	*s += used;
	for (int i = 0; i < row_bytes * height; i++, (*s)++)
		for (int k = 0; k < 8; k++)
			b.on[i * 8 + k] = !(**s >> (7 - k) & 1);
	assert_memory_equal(*s, "\r\nPRINT 1,1\r\n", 13);
	*s += 13;
	return b;
}

/* The bits are the picture's dots, and white beyond them. */
static void assert_same_dots(const struct bits *b, const char *png)
{
	struct picture p = read_png(png);
	const int stride = b->row_bytes * 8;

	assert_int_equal(b->height, p.height);
	assert_true(b->width == p.width || b->width == b->row_bytes * 8); /* TSPL counts bytes */
	assert_int_equal(b->row_bytes, (p.width + 7) / 8);
	for (int y = 0; y < p.height; y++)
		for (int x = 0; x < stride; x++)
			if (b->on[y * stride + x] != (x < p.width && is_dark(&p, x, y)))
				fail_msg("%s: dot (%d, %d) differs", png, x, y);
	free(p.grey);
}

/* Draw the job as ZPL, TSPL and PNG, and compare all pages. Lengths as the TSPL has to tell them. */
static void compare_dots(const struct tb_label_job *job, size_t pages, double width, double height, double gap)
{
	size_t zpl_len, tspl_len;
	char *zpl, *tspl;
	const char *z, *t;

	assert_int_equal(draw(job, "dots.zpl").pages, pages);
	assert_int_equal(draw(job, "dots.tspl").pages, pages);
	assert_int_equal(draw(job, "dots.png").pages, pages);
	z = zpl = read_file("dots.zpl", &zpl_len);
	t = tspl = read_file("dots.tspl", &tspl_len);
	for (size_t page = 1; page <= pages; page++) {
		struct bits a = read_zpl(&z), b = read_tspl(&t, width, height, gap);
		char png[40];

		snprintf(png, sizeof(png), page > 1 ? "%zu-dots.png" : "dots.png", page);
		assert_same_dots(&a, png);
		assert_same_dots(&b, png);
		free(a.on);
		free(b.on);
	}
	assert_ptr_equal(z, zpl + zpl_len);
	assert_ptr_equal(t, tspl + tspl_len);
	free(zpl);
	free(tspl);
}

static void test_formats__printers_get_the_dots_of_the_picture(void **state)
{
	struct tb_label *labels = many_labels(4);

	(void)state;
	for (int i = 0; i < 3; i++) {
		const int dpi = resolutions[i];
		struct tb_label_job one = { .labels = labels, .n = 1, .dpi = dpi };
		const struct tb_label_job three = {
			.labels = labels, .n = 4, .dpi = dpi, .template_name = "small", .sheet = "roll-35x22x3"
		};

		compare_dots(&one, 1, 60, 40, 2);
		one.stamp = "MẪU";
		compare_dots(&one, 1, 60, 40, 2);
		compare_dots(&three, 2, 110, 22, 2);
	}
	free(labels);
}

/* Rows that are black up to their end or nearly, of more than 400 digits; and digits at the end of a row that is no 0 or F. */
static void test_formats__zpl_counts_long_runs(void **state)
{
	static const char *const frames[] = {
		"[frame a]\nx=0\ny=0\nwidth=101.6\nheight=22\nline=3\n",
		"[frame a]\nx=0\ny=0\nwidth=97\nheight=22\nline=3\n",
		"[frame a]\nx=0.3\ny=0\nwidth=101.1\nheight=22\nline=3\n",
		"[frame a]\nx=100\ny=0\nwidth=1\nheight=22\nline=0.05\n",
		"[frame a]\nx=0\ny=10\nwidth=2\nheight=2\n",
	};
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 600, .template_name = "ours" };
	const char *zpl;

	(void)state;
	for (size_t i = 0; i < COUNT(frames); i++) {
		char text[300];

		snprintf(text, sizeof(text), "[label]\nwidth=101.6\nheight=22\n%s", frames[i]);
		put_file("templates/ours.ini", text);
		compare_dots(&job, 1, 101.6, 22, 2);
		zpl = output_of("sed 's/.*GFA//' dots.zpl");
		if (i == 0) /* else this is a test of nothing */
			assert_true(strchr(zpl, '!') && strchr(zpl, ':'));
		if (i == 1)
			assert_non_null(strstr(zpl, "zF"));
	}
}

/* A sheet of paper has no gap; a template alone is taken for a roll with the usual one. */
static void test_formats__tspl_of_a_sheet_has_no_gap(void **state)
{
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = 203, .template_name = "small", .sheet = "a4-35x22"
	};

	(void)state;
	compare_dots(&job, 1, 210, 297, 0);
}

/* ---- one picture by two canvases ------------------------------------------------------------------------------------ */

/* A part of the picture, from its upper left corner. */
static void crop(struct picture *p, int width, int height)
{
	for (int y = 0; y < height; y++)
		memmove(p->grey + (size_t)y * (size_t)width, p->grey + (size_t)y * (size_t)p->width, (size_t)width);
	p->width = width;
	p->height = height;
}

/* The label by itself as PNG, and as PDF through poppler; pdftocairo, for pdftoppm moves letters to whole dots. */
static void assert_alike(struct tb_label_job job, double width, double height)
{
	char text[400];
	struct picture png, pdf;
	struct difference by;

	snprintf(text, sizeof(text),
		 "[sheet]\ntitle=one\npage_width=%.2f\npage_height=%.2f\nlabel_width=%.2f\nlabel_height=%.2f\n"
		 "columns=1\nrows=1\nleft=0\ntop=0\nstep_x=300\nstep_y=300\n",
		 width, height, width, height);
	put_file("sheets/alone.ini", text);
	job.sheet = "alone";
	draw(&job, "alike.pdf");
	draw(&job, "alike.png");
	png = read_png("alike.png");
	pdf = read_pdf("alike.pdf", job.dpi);
	assert_in_range(pdf.width, png.width, png.width + 1); /* poppler rounds up */
	assert_in_range(pdf.height, png.height, png.height + 1);
	crop(&pdf, png.width, png.height);
	by = compare(&png, &pdf);
	if (by.mean > 0.5 || by.apart > 0.3)
		fail_msg("template '%s': mean difference %.3f, %.3f %% apart", job.template_name, by.mean, by.apart);
	free(png.grey);
	free(pdf.grey);
}

static void test_formats__pdf_and_png_show_the_same(void **state)
{
	static const struct {
		const char *name;
		enum tb_label_of of;
	} rows[] = {
		{ "standard", TB_LABEL_OF_ASSET }, { "small", TB_LABEL_OF_ASSET },     { "mini", TB_LABEL_OF_ASSET },
		{ "tool", TB_LABEL_OF_ASSET },     { "vehicle", TB_LABEL_OF_ASSET },   { "post", TB_LABEL_OF_UNIT },
		{ "person", TB_LABEL_OF_PERSON },  { "command", TB_LABEL_OF_COMMAND },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_label_job job = {
			.labels = &sample, .n = 1, .dpi = 300, .template_name = rows[i].name, .of = rows[i].of
		};
		char file[60];
		double width, height;

		snprintf(file, sizeof(file), "templates/%s", rows[i].name);
		width = ini_number(file, "label", "width", 0);
		height = ini_number(file, "label", "height", 0);
		assert_alike(job, width, height);
		job.stamp = "MẪU";
		assert_alike(job, width, height);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats__png_has_its_true_size),
		cmocka_unit_test(test_formats__svg_has_its_true_size),
		cmocka_unit_test(test_formats__pdf_pages_hold_every_label_in_order),
		cmocka_unit_test(test_formats__pdf_text_can_be_found_and_fonts_are_embedded),
		cmocka_unit_test(test_formats__pdf_text_is_what_was_written),
		cmocka_unit_test(test_formats__pdf_text_that_was_cut_ends_with_an_ellipsis),
		cmocka_unit_test(test_formats__pdf_prints_on_the_dot_grid),
		cmocka_unit_test(test_formats__pdf_is_sound),
		cmocka_unit_test(test_formats__printers_get_the_dots_of_the_picture),
		cmocka_unit_test(test_formats__zpl_counts_long_runs),
		cmocka_unit_test(test_formats__tspl_of_a_sheet_has_no_gap),
		cmocka_unit_test(test_formats__pdf_and_png_show_the_same),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
