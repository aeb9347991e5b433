/* Where things lie on the page: sheets, copies, skipped places, cut marks, the test grid, stamps, frames and logos. */
#include <math.h>

#include <png.h>

#include "labels.h"

/* ---- sheets ------------------------------------------------------------------------------------------------------- */

/* A sheet as its file has it, read by this test. */
struct sheet {
	char file[60];
	double page_width, page_height, width, height, left, top, step_x, step_y, gap;
	int columns, rows;
};

static double number(const struct sheet *s, const char *key, double otherwise)
{
	return ini_number(s->file, "sheet", key, otherwise);
}

static struct sheet read_sheet(const char *name)
{
	struct sheet s;

	snprintf(s.file, sizeof(s.file), "sheets/%s", name);
	s.page_width = number(&s, "page_width", 0);
	s.page_height = number(&s, "page_height", 0);
	s.width = number(&s, "label_width", 0);
	s.height = number(&s, "label_height", 0);
	s.left = number(&s, "left", -1);
	s.top = number(&s, "top", -1);
	s.step_x = number(&s, "step_x", 0);
	s.step_y = number(&s, "step_y", 0);
	s.columns = (int)number(&s, "columns", 0);
	s.rows = (int)number(&s, "rows", 0);
	s.gap = number(&s, "gap", -1);
	return s;
}

struct names {
	char name[200][40];
	size_t n;
};

static void take_sheet(void *ctx, const struct tb_label_file *f, const struct tb_err *why)
{
	struct names *all = ctx;
	const struct sheet s = read_sheet(f->name);

	assert_null(why);
	assert_true(all->n < COUNT(all->name));
	snprintf(all->name[all->n++], sizeof(all->name[0]), "%s", f->name);
	assert_true(fabs(f->width - s.width) < 0.001 && fabs(f->height - s.height) < 0.001);
	assert_true(fabs(f->page_width - s.page_width) < 0.001 && fabs(f->page_height - s.page_height) < 0.001);
	assert_int_equal(f->columns, s.columns);
	assert_int_equal(f->rows, s.rows);
	assert_int_equal(f->roll, s.gap >= 0);
}

static struct names *all_sheets(void)
{
	static struct names all;
	struct tb_err err = TB_ERR_INIT;

	all.n = 0;
	assert_drawn(tb_label_each_sheet(NULL, take_sheet, &all, &err), &err);
	return &all;
}

static void test_layout__labels_of_every_sheet_lie_on_the_page_and_apart(void **state)
{
	const struct names *all = all_sheets();

	(void)state;
	assert_true(all->n >= 20);
	for (size_t i = 0; i < all->n; i++) {
		const struct sheet s = read_sheet(all->name[i]);
		bool apart = (s.columns == 1 || s.step_x >= s.width) && (s.rows == 1 || s.step_y >= s.height);

		if (!apart || s.left < 0 || s.top < 0 ||
		    s.left + (s.columns - 1) * s.step_x + s.width > s.page_width + 0.001 ||
		    s.top + (s.rows - 1) * s.step_y + s.height > s.page_height + 0.001)
			fail_msg("sheet '%s'", all->name[i]);
	}
}

/* ---- the test grid ------------------------------------------------------------------------------------------------ */

/* The outline lies inside the label: the first whole dot behind its edge is dark, along each side. */
static void assert_outline(const struct picture *p, const struct sheet *s, int column, int row)
{
	const double dot = 203 / 25.4, x = s->left + column * s->step_x, y = s->top + row * s->step_y;
	const int left = (int)floor(x * dot) + 1, right = (int)ceil((x + s->width) * dot) - 2;
	const int top = (int)floor(y * dot) + 1, bottom = (int)ceil((y + s->height) * dot) - 2;
	const int across = (int)((x + s->width / 4) * dot), down = (int)((y + s->height / 4) * dot);

	if (!is_dark(p, left, down) || !is_dark(p, right, down) || !is_dark(p, across, top) ||
	    !is_dark(p, across, bottom))
		fail_msg("%s: no outline of label (%d, %d)", s->file, column, row);
	/* Three dots further in, and three outside, there is none, but for the rulers along the page's edges. */
	if (x > 10 && y > 10 && (is_dark(p, left + 3, down + 3) || is_dark(p, right - 3, down + 3)))
		fail_msg("%s: ink inside label (%d, %d)", s->file, column, row);
	if (column && s->step_x - s->width > 1 && y > 10 && is_dark(p, left - 3, down))
		fail_msg("%s: ink left of label (%d, %d)", s->file, column, row);
	if (row && s->step_y - s->height > 1 && x > 10 && is_dark(p, across, top - 3))
		fail_msg("%s: ink above label (%d, %d)", s->file, column, row);
}

static void test_layout__grid_shows_the_labels_of_every_sheet(void **state)
{
	const struct names *all = all_sheets();

	(void)state;
	for (size_t i = 0; i < all->n; i++) {
		const struct sheet s = read_sheet(all->name[i]);
		const struct tb_label_job job = { .dpi = 203, .sheet = all->name[i], .grid = true };
		struct picture p;

		assert_int_equal(draw(&job, "grid.png").pages, 1);
		p = read_png("grid.png");
		assert_int_equal(p.width, dots(s.page_width, 203));
		assert_int_equal(p.height, dots(s.page_height, 203));
		for (int k = 0; k < s.columns * s.rows; k++)
			assert_outline(&p, &s, k % s.columns, k / s.columns);
		free(p.grey);
	}
}

/* A mark for each millimetre along the upper and the left edge. */
static void test_layout__grid_has_rulers(void **state)
{
	const struct tb_label_job job = { .dpi = 300, .sheet = "a4-60x40", .grid = true };
	struct picture p;

	(void)state;
	draw(&job, "grid.png");
	p = read_png("grid.png");
	for (int mm = 1; mm < 210; mm++) {
		int at = (int)(mm * 300 / 25.4);

		assert_true(count_ink(&p, at - 1, 8, 3, 1) > 0);
		assert_int_equal(count_ink(&p, at + 4, 8, 3, 1), 0);
		assert_true(count_ink(&p, 8, at - 1, 1, 3) > 0);
	}
	free(p.grey);
	draw(&job, "grid.pdf");
	assert_non_null(strstr(output_of("pdftotext -raw grid.pdf - | tr '\\n' ' '"), "200"));
	assert_string_equal(output_of("pdfinfo grid.pdf | sed -n 's/^Pages: *//p'"), "1\n");
}

/* ---- copies and places -------------------------------------------------------------------------------------------- */

static void test_layout__copies_follow_each_other(void **state)
{
	struct tb_label *labels = many_labels(2);
	const struct tb_label_job job = { .labels = labels, .n = 2, .dpi = 203, .copies = 3 };
	struct drawing d = draw(&job, "copies.pdf");

	(void)state;
	assert_int_equal(d.done, 2);
	assert_string_equal(output_of("pdftotext -raw copies.pdf - | grep -x '00004XEM26.*' | uniq -c | tr -s ' '"),
			    " 3 00004XEM2600000K\n 3 00004XEM2600001K\n");
	free(labels);
}

static void test_layout__skipped_places_stay_free(void **state)
{
	struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203, .sheet = "a4-60x40" };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	for (int skip = 0; skip < 21; skip += 5) {
		struct picture p;

		job.skip = (size_t)skip;
		assert_int_equal(draw(&job, "skip.png").pages, 1);
		p = read_png("skip.png");
		for (int i = 0; i < 21; i++) {
			long ink = count_ink(&p, dots(15 + 60 * (i % 3), 203), dots(8.5 + 40 * (i / 3), 203),
					     dots(60, 203) - 1, dots(40, 203) - 1);

			assert_int_equal(ink > 0, i == skip);
		}
		free(p.grey);
	}
	job.skip = 21;
	assert_int_equal(draw_into(&job, "skip.png", NULL, &err), TB_EINVAL);
	assert_message(&err, "21 places cannot be skipped: a page has 21");
	job.sheet = NULL;
	job.skip = 1;
	assert_int_equal(draw_into(&job, "skip.png", NULL, &err), TB_EINVAL);
	assert_message(&err, "1 places cannot be skipped: a page has 1");
}

static void test_layout__skipped_places_count_for_the_pages(void **state)
{
	struct tb_label *labels = many_labels(21);
	const struct tb_label_job job = { .labels = labels, .n = 21, .dpi = 203, .skip = 20, .sheet = "a4-60x40" };

	(void)state;
	assert_int_equal(draw(&job, "skip.pdf").pages, 2);
	assert_string_equal(output_of("pdftotext -raw -l 1 skip.pdf - | grep -c '^00004XEM26'"), "1\n");
	free(labels);
}

/* A small label lies in the middle of a large place. */
static void test_layout__smaller_template_is_in_the_middle(void **state)
{
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = 300, .template_name = "ours", .sheet = "roll-60x40"
	};
	struct picture p;
	int first, last;

	(void)state;
	put_file("templates/ours.ini", "[label]\nwidth=20\nheight=10\n[frame]\nx=0\ny=0\nwidth=20\nheight=10\n");
	draw(&job, "middle.png");
	p = read_png("middle.png");
	find_ink(&p, 0, p.height, &first, &last);
	assert_int_equal(first, dots(20, 300));
	assert_int_equal(last, dots(20, 300) + dots(20, 300) - 1);
	assert_int_equal(count_ink(&p, 0, 0, p.width, dots(15, 300)), 0);
	assert_int_equal(count_ink(&p, 0, dots(15, 300) + dots(10, 300), p.width, p.height), 0);
	free(p.grey);
}

static void test_layout__cut_marks_are_at_the_corners(void **state)
{
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = 300, .sheet = "a4-60x40", .cut_marks = true
	};
	const double dot = 300 / 25.4;
	struct picture p;

	(void)state;
	draw(&job, "marks.png");
	p = read_png("marks.png");
	for (int i = 0; i < 4 * 8; i++) {
		int x = (int)((15 + 60 * (i % 4)) * dot), y = (int)((8.5 + 40.0 * (i / 4)) * dot);
		int inwards = i % 4 == 3 ? -1 : 1;

		/* 2 mm long; 1.5 mm from the corner there is a line, 2.5 mm from it none. */
		assert_true(count_ink(&p, x + inwards * 18, y - 1, 1, 3) > 0);
		assert_int_equal(count_ink(&p, x + inwards * 30, y - 1, 1, 3), 0);
		assert_true(count_ink(&p, x - 1, i / 4 == 7 ? y - 18 : y + 18, 3, 1) > 0);
	}
	free(p.grey);
	assert_string_equal(read_back("marks.png"), TAG "\n" TAG "\n");
}

/* ---- stamps ------------------------------------------------------------------------------------------------------- */

static void test_layout__stamp_leaves_the_symbols_readable(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = resolutions[i] };
		struct picture plain, stamped;
		long darker = 0;

		draw(&job, "plain.png");
		job.stamp = "MẪU";
		draw(&job, "stamped.png");
		plain = read_png("plain.png");
		stamped = read_png("stamped.png");
		for (int k = 0; k < plain.width * plain.height; k++) {
			assert_true(stamped.grey[k] <= plain.grey[k]); /* beneath, and nothing is covered */
			assert_true(stamped.grey[k] + 41 > plain.grey[k]);
			darker += stamped.grey[k] < plain.grey[k];
		}
		assert_true(darker > plain.width * plain.height / 50);
		free(plain.grey);
		free(stamped.grey);
		assert_string_equal(read_back("stamped.png"), TAG "\n" TAG "\n");
		draw(&job, "stamped.pdf");
		assert_non_null(strstr(output_of("pdftotext -raw stamped.pdf - | tr -d '\\n'"), "MẪU"));
		assert_string_equal(output_of("pdftoppm -r 300 -png -singlefile stamped.pdf s; "
					      "zbarimg -q --raw s.png 2>&-"),
				    TAG "\n" TAG "\n");
	}
}

/* ---- frames ------------------------------------------------------------------------------------------------------- */

/* A label by itself, so that a PDF has its size. */
static struct picture draw_alone(const char *boxes, int dpi, bool pdf)
{
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = dpi, .template_name = "ours", .sheet = "roll-60x40"
	};
	char text[1000];

	snprintf(text, sizeof(text), "[label]\nwidth=60\nheight=40\n%s", boxes);
	put_file("templates/ours.ini", text);
	draw(&job, pdf ? "alone.pdf" : "alone.png");
	return pdf ? read_pdf("alone.pdf", dpi) : read_png("alone.png");
}

static void test_layout__frame_is_as_thick_as_whole_dots(void **state)
{
	static const int thick[] = { 4, 6, 12 }; /* 0.5 mm */

	(void)state;
	for (int i = 0; i < 6; i++) {
		const int dpi = resolutions[i / 2], x = dots(5, dpi), width = dots(50, dpi);
		struct picture p = draw_alone("[frame]\nx=5\ny=5\nwidth=50\nheight=30\nline=0.5\n", dpi, i % 2);

		for (int k = -2; k < thick[i / 2] + 2; k++) {
			bool dark = k >= 0 && k < thick[i / 2];

			assert_int_equal(is_dark(&p, x + k, p.height / 2), dark);
			assert_int_equal(is_dark(&p, x + width - 1 - k, p.height / 2), dark);
			assert_int_equal(is_dark(&p, p.width / 2, dots(5, dpi) + k), dark);
		}
		free(p.grey);
	}
}

static void test_layout__frame_has_round_corners_in_both_pictures(void **state)
{
	static const char frame[] = "[frame]\nx=5\ny=5\nwidth=50\nheight=30\nline=0.5\ncorner=4\n";

	(void)state;
	for (int pdf = 0; pdf < 2; pdf++) {
		struct picture p = draw_alone(frame, 300, pdf);
		const int edge = dots(5, 300), round = dots(5 + 4 * 0.2929 + 0.25 * 0.7071, 300);

		assert_int_equal(count_ink(&p, edge, edge, 12, 12), 0);
		assert_true(is_dark(&p, round, round)); /* the middle of the quarter circle */
		assert_true(is_dark(&p, p.width - 1 - round, round));
		assert_true(is_dark(&p, round, dots(40, 300) - 1 - round));
		assert_true(is_dark(&p, edge + 3, dots(20, 300)));
		free(p.grey);
	}
}

/* A radius of more than half the box is half of it. */
static void test_layout__frame_stays_in_its_box(void **state)
{
	(void)state;
	for (int pdf = 0; pdf < 2; pdf++) {
		struct picture p =
			draw_alone("[frame]\nx=10\ny=10\nwidth=40\nheight=6\nline=0.5\ncorner=15\n", 300, pdf);
		const int x = dots(10, 300), y = dots(10, 300), width = dots(40, 300), height = dots(6, 300);

		assert_true(count_ink(&p, x, y, width, height) > 2000);
		assert_int_equal(count_ink(&p, 0, 0, p.width, p.height), count_ink(&p, x, y, width, height));
		assert_true(is_dark(&p, x + 3, y + height / 2) && is_dark(&p, p.width / 2, y + 3));
		free(p.grey);
	}
}

/* ---- logos -------------------------------------------------------------------------------------------------------- */

static void put_png(const char *name, unsigned width, unsigned height, const unsigned char *rgba)
{
	png_image png = { .version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = PNG_FORMAT_RGBA };

	assert_true(png_image_write_to_file(&png, in_folder(name), 0, rgba, 0, NULL));
}

/* Four quarters: black, half transparent black, white, and black that cannot be seen. */
static void put_logo(const char *name)
{
	enum { SIDE = 200 };
	static unsigned char rgba[SIDE][SIDE][4];

	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			unsigned char *p = rgba[y][x];
			bool right = x >= SIDE / 2, low = y >= SIDE / 2;

			memset(p, low && !right ? 255 : 0, 3);
			p[3] = low && right ? 0 : right ? 128 : 255;
		}
	put_png(name, SIDE, SIDE, &rgba[0][0][0]);
}

static int grey_at(const struct picture *p, double x_mm, double y_mm)
{
	return p->grey[dots(y_mm, 300) * p->width + dots(x_mm, 300)];
}

static void test_layout__logo_is_drawn_on_white_paper(void **state)
{
	static const char *const aligns[] = { "left", "centre", "right" };

	(void)state;
	put_logo("templates/logo.png");
	for (int i = 0; i < 6; i++) {
		const double left = 5 + 15 * (i / 2); /* 20 mm wide in a box of 50 mm */
		char box[200];
		struct picture p;

		snprintf(box, sizeof(box), "[logo]\nx=5\ny=5\nwidth=50\nheight=20\nfile=logo.png\nalign=%s\n",
			 aligns[i / 2]);
		p = draw_alone(box, 300, i % 2);
		assert_in_range(grey_at(&p, left + 5, 10), 0, 2);
		assert_in_range(grey_at(&p, left + 15, 10), 122, 132);
		assert_in_range(grey_at(&p, left + 5, 20), 253, 255);
		assert_in_range(grey_at(&p, left + 15, 20), 253, 255);
		assert_int_equal(count_ink(&p, 0, 0, dots(left, 300) - 1, p.height), 0);
		assert_int_equal(count_ink(&p, dots(left + 20, 300) + 1, 0, p.width, p.height), 0);
		free(p.grey);
	}
}

static void test_layout__bad_logo_is_refused(void **state)
{
	static const char form[] = "[label]\nwidth=60\nheight=40\n[logo]\nx=5\ny=5\nwidth=50\nheight=20\nfile=%s\n";
	static const struct {
		const char *file;
		enum tb_status rc;
		const char *says;
	} rows[] = {
		{ "none.png", TB_ESYS, "/templates/none.png'; put it beside the template" },
		{ "text.png", TB_EINVAL, "/templates/text.png' is no PNG that can be read" },
		{ "cut.png", TB_EINVAL, "/templates/cut.png' is no PNG that can be read" },
		{ "large.png", TB_EINVAL, "/templates/large.png' has more than 4 megapixels" },
	};
	unsigned char *large = calloc(2001, 2000 * 4);

	(void)state;
	assert_non_null(large);
	put_png("templates/large.png", 2001, 2000, large);
	free(large);
	put_file("templates/text.png", "no picture");
	put_logo("templates/logo.png");
	output_of("head -c 60 templates/logo.png >templates/cut.png");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;
		char text[300];

		snprintf(text, sizeof(text), form, rows[i].file);
		assert_int_equal(draw_template(text, TAG, 300, &err), rows[i].rc);
		assert_message(&err, rows[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout__labels_of_every_sheet_lie_on_the_page_and_apart),
		cmocka_unit_test(test_layout__grid_shows_the_labels_of_every_sheet),
		cmocka_unit_test(test_layout__grid_has_rulers),
		cmocka_unit_test(test_layout__copies_follow_each_other),
		cmocka_unit_test(test_layout__skipped_places_stay_free),
		cmocka_unit_test(test_layout__skipped_places_count_for_the_pages),
		cmocka_unit_test(test_layout__smaller_template_is_in_the_middle),
		cmocka_unit_test(test_layout__cut_marks_are_at_the_corners),
		cmocka_unit_test(test_layout__stamp_leaves_the_symbols_readable),
		cmocka_unit_test(test_layout__frame_is_as_thick_as_whole_dots),
		cmocka_unit_test(test_layout__frame_has_round_corners_in_both_pictures),
		cmocka_unit_test(test_layout__frame_stays_in_its_box),
		cmocka_unit_test(test_layout__logo_is_drawn_on_white_paper),
		cmocka_unit_test(test_layout__bad_logo_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
