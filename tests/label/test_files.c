/* Sheets and templates as files: what is wrong in them is said with file and line; which there are. */
#include <math.h>
#include <unistd.h>

#include "labels.h"

#define LABEL "[label]\nwidth = 60\nheight = 40\n"
#define QR    "[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n"
#define PAGE  "[sheet]\ntitle=t\npage_width=210\npage_height=297\nlabel_width=60\nlabel_height=40\nleft=15\ntop=8.5\n"
#define PLACE "x=0\ny=0\nwidth=20\nheight=20\n"

/* ---- templates ---------------------------------------------------------------------------------------------------- */

static void test_files__bad_template_names_file_and_line(void **state)
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
		{ LABEL "[picture]\nx = 1\n", "'[picture]' is none of" },
		{ LABEL "[qrcode]\nx = 1\n", "'[qrcode]' is none of" },
		{ LABEL QR "colour = red\n", "line 9: section '[qr]' has no key 'colour'" },
		{ LABEL QR "size = 9 pt\n", "line 9: section '[qr]' has no key 'size'" },
		{ LABEL QR "giai = 8934\n", "line 9: section '[qr]' has no key 'giai'" },
		{ LABEL QR "x = 1\n", "line 9: 'x' is given twice" },
		{ LABEL "[qr]\nx = 0\ny = 0\nwidth = 20\n", "section '[qr]' lacks the key 'height'" },
		{ LABEL "[text a]\nx=0\ny=0\nwidth=9\nheight=9\nsize=9\n",
		  "line 5: '[text a]' has neither a field nor a caption" },
		{ LABEL "[text a]\n" PLACE "field=name\n", "line 5: section '[text a]' lacks the key 'size'" },
		{ LABEL "[text a]\nfield = price\n", "line 5: 'field = price' is wrong; expected is code|tag|" },
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
		{ LABEL "[text a]\n" PLACE "field=name\nsize=9 pt\nleast_size=10 pt\n",
		  "line 5: 'least_size' of '[text a]' is larger than its 'size'" },
		{ LABEL "[qr]\nx = 41\ny = 0\nwidth = 20\nheight = 20\n", "'[qr]' reaches out of the label" },
		{ LABEL QR "[qr two]\nx=19\ny=19\nwidth=20\nheight=20\n", "'[qr two]' and '[qr]' overlap" },
		{ LABEL "[qr\nx = 1\n", "line 4: not a '[section]'" },
		{ LABEL "qr\n", "line 4: not a '[section]'" },
		{ "[label]\nof = thing\n", "line 2: 'of = thing' is wrong; expected is asset|unit|person|command" },
		{ LABEL "[frame]\n" PLACE "line = 0\n", "line 9: 'line = 0' is wrong" },
		{ LABEL "[frame]\n" PLACE "corner = 21\n", "line 9: 'corner = 21' is wrong" },
		{ LABEL "[logo]\n" PLACE, "line 5: section '[logo]' lacks the key 'file'" },
		{ LABEL "[logo]\n" PLACE "file = ../logo.png\n",
		  "'file = ../logo.png' is wrong; expected is logo.png" },
		{ LABEL "[logo]\n" PLACE "file = /etc/passwd\n", "is wrong; expected is logo.png" },
		{ LABEL "[logo]\n" PLACE "file = .logo\n", "is wrong; expected is logo.png" },
		{ LABEL "[logo]\n" PLACE "file =\n", "is wrong; expected is logo.png" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		if (draw_template(rows[i].text, TAG, 300, &err) != TB_EINVAL)
			fail_msg("not refused: %s", rows[i].text);
		assert_message(&err, "/templates/ours.ini', line ");
		assert_message(&err, rows[i].says);
	}
}

static void test_files__long_line_in_template_is_refused(void **state)
{
	char text[1000] = LABEL "; ";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	memset(text + strlen(text), 'x', 300);
	assert_int_equal(draw_template(text, TAG, 300, &err), TB_EINVAL);
	assert_message(&err, "line 4: the line is longer than 198 bytes");
}

static void test_files__a_template_has_24_boxes_at_most(void **state)
{
	char text[3000] = "[label]\nwidth=60\nheight=60\n";
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	for (int i = 0; i < 24; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "[text %d]\ncaption=%d\nx=0\ny=%d\nwidth=9\nheight=2\nsize=1.2\n", i, i, 2 * i);
	assert_drawn(draw_template(text, TAG, 300, &err), &err);
	strcat(text, "[frame]\nx=0\ny=50\nwidth=9\nheight=9\n");
	assert_int_equal(draw_template(text, TAG, 300, &err), TB_EINVAL);
	assert_message(&err, "there are more than 24 boxes");
}

static void test_files__missing_font_is_named(void **state)
{
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(draw_template(LABEL "font = Comic Serif Neue\n" QR, TAG, 300, &err), TB_ESYS);
	assert_message(&err, "the font 'Comic Serif Neue' is missing; install it");
	assert_message(&err, "'ours.ini'");
}

/* The same family by its name, and the narrower one: other letters, other ink. */
static void test_files__font_changes_the_letters(void **state)
{
	static const char form[] = LABEL "font = %s\n[text a]\nfield=name\nx=0\ny=0\nwidth=60\nheight=9\nsize=9 pt\n";
	static const char *const fonts[] = { "DejaVu Sans", "DejaVu Serif" };
	char text[300];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), form, fonts[i]);
		assert_drawn(draw_template(text, TAG, 300, &err), &err);
		output_of("mv ours.png font-%zu.png", i);
	}
	assert_string_equal(output_of("cmp -s font-0.png font-1.png || echo differ"), "differ\n");
}

/* ---- sheets ------------------------------------------------------------------------------------------------------- */

static void test_files__bad_sheet_names_file_and_line(void **state)
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
		{ PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=40\ndistance=1\n",
		  "line 13: section '[sheet]' has no key 'distance'" },
		{ PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=40\nmargin=21\n", "line 13: 'margin = 21' is wrong" },
		{ PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=40\n[sheet two]\ntitle=t\n",
		  "line 14: '[sheet two]' is not '[sheet]', or is the second" },
	};
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .sheet = "ours" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		if (draw_with("sheets/ours.ini", rows[i].text, &job, "ours.pdf", &err) != TB_EINVAL)
			fail_msg("not refused: %s", rows[i].text);
		assert_message(&err, "/sheets/ours.ini', line ");
		assert_message(&err, rows[i].says);
	}
}

static void test_files__template_larger_than_the_sheets_labels_is_refused(void **state)
{
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = 300, .sheet = "ours", .template_name = "standard"
	};
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(draw_with("sheets/ours.ini",
				   "[sheet]\ntitle=t\npage_width=210\npage_height=297\nlabel_width=50\n"
				   "label_height=40\nleft=0\ntop=0\ncolumns=1\nrows=1\nstep_x=50\nstep_y=40\n",
				   &job, "ours.pdf", &err),
			 TB_EINVAL);
	assert_message(&err, "template 'standard' is larger than the labels of sheet 'ours'");
}

/* A text may not reach into the margin, the blank edge of a symbol may. */
static void test_files__template_in_the_margin_is_refused(void **state)
{
	static const struct {
		const char *box, *margin;
		enum tb_status rc;
	} rows[] = {
		{ "[text a]\ncaption=a\nx=2\ny=2\nwidth=56\nheight=36\nsize=9 pt\n", "2", TB_OK },
		{ "[text a]\ncaption=a\nx=2\ny=2\nwidth=56\nheight=36\nsize=9 pt\n", "2.1", TB_EINVAL },
		{ "[text a]\ncaption=a\nx=3\ny=3\nwidth=55\nheight=34\nsize=9 pt\n", "2.5", TB_EINVAL },
		{ "[text a]\ncaption=a\nx=3\ny=3\nwidth=54\nheight=35\nsize=9 pt\n", "2.5", TB_EINVAL },
		{ "[text a]\ncaption=a\nx=2\ny=3\nwidth=54\nheight=34\nsize=9 pt\n", "2.5", TB_EINVAL },
		{ "[text a]\ncaption=a\nx=3\ny=2\nwidth=54\nheight=34\nsize=9 pt\n", "2.5", TB_EINVAL },
		{ QR, "2", TB_OK },
		{ QR, "2.1", TB_EINVAL },
		{ "[code128]\nx=0\ny=3\nwidth=60\nheight=12\n", "2.5", TB_OK },
		{ "[code128]\nx=0\ny=2\nwidth=60\nheight=12\n", "2.5", TB_EINVAL },
	};
	const struct tb_label_job job = {
		.labels = &sample, .n = 1, .dpi = 300, .template_name = "ours", .sheet = "edge"
	};
	char text[400];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_err err = TB_ERR_INIT;

		snprintf(text, sizeof(text), PAGE "columns=3\nrows=7\nstep_x=60\nstep_y=40\nmargin=%s\n",
			 rows[i].margin);
		put_file("sheets/edge.ini", text);
		snprintf(text, sizeof(text), LABEL "%s", rows[i].box);
		if (draw_with("templates/ours.ini", text, &job, "ours.pdf", &err) != rows[i].rc)
			fail_msg("margin %s: %s", rows[i].margin, rows[i].box);
		if (rows[i].rc)
			assert_message(&err, "of template 'ours' lies in the margin that sheet 'edge' keeps free");
	}
}

/* ---- which file is taken ------------------------------------------------------------------------------------------ */

static void test_files__own_folder_comes_first(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203 };
	struct picture p;
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(draw_with("templates/standard.ini", "[label]\nwidth=30\nheight=20\n" QR, &job, "own.png", &err),
		     &err);
	p = read_png("own.png");
	assert_int_equal(p.width, dots(30, 203));
	free(p.grey);
	output_of("rm templates/standard.ini");
	assert_drawn(draw_into(&job, "own.png", NULL, &err), &err);
	p = read_png("own.png");
	assert_int_equal(p.width, dots(60, 203));
	free(p.grey);
}

static void test_files__missing_own_folder_is_told(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .own_folder = "/no/such/folder" };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(draw_into(&job, "never.png", NULL, &err), TB_ESYS);
	assert_message(&err, "cannot read the folder of labels '/no/such/folder'");
}

static void test_files__unreadable_template_is_reported(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203, .template_name = "dir" };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	output_of("mkdir templates/dir.ini");
	assert_int_equal(draw_into(&job, "x.png", NULL, &err), TB_ESYS);
	assert_message(&err, "cannot read '");
	assert_message(&err, "/templates/dir.ini': Is a directory");
	output_of("rmdir templates/dir.ini");
}

static void test_files__sheet_is_found_by_product(void **state)
{
	static const char *const names[] = { "avery-l7160", "L7160", "l7160", "J8160" };
	struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203, .template_name = "tool" };
	struct tb_err err = TB_ERR_INIT;
	char first[100];

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		job.sheet = names[i];
		draw(&job, "product.pdf");
		if (!i)
			snprintf(first, sizeof(first), "%s", output_of("md5sum <product.pdf"));
		assert_string_equal(output_of("md5sum <product.pdf"), first);
	}
	job.sheet = "716";
	assert_int_equal(draw_into(&job, "product.pdf", NULL, &err), TB_ENOTFOUND);
	assert_message(&err, "there is no sheet '716'; see 'trangbi label sheets'");
}

/* ---- listing ------------------------------------------------------------------------------------------------------ */

struct seen {
	char names[5000]; /* "a b c " */
	size_t n;
	char wrong[400];
	double width;
};

static void see(void *ctx, const struct tb_label_file *file, const struct tb_err *why)
{
	struct seen *s = ctx;
	struct tb_str text = TB_STR_INIT;

	s->n++;
	snprintf(s->names + strlen(s->names), sizeof(s->names) - strlen(s->names), "%s ", file->name);
	if (!strcmp(file->name, "small"))
		s->width = file->width;
	if (!why)
		return;
	tb_err_text(why, NULL, &text);
	snprintf(s->wrong, sizeof(s->wrong), "%s: %s", file->name, text.buf);
	tb_str_release(&text);
}

static void test_files__templates_are_listed_by_name(void **state)
{
	struct seen all = { .n = 0 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(tb_label_each_template(NULL, see, &all, &err), &err);
	assert_string_equal(all.names, "command compact mini person post small standard tool vehicle ");
	assert_string_equal(all.wrong, "");
	assert_true(fabs(all.width - 35) < 0.001);
}

static void test_files__own_file_hides_its_namesake_and_mistakes_are_told(void **state)
{
	struct seen all = { .n = 0 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	output_of("rm -f templates/*");
	put_file("templates/small.ini", "[label]\nwidth=30\nheight=20\n" QR);
	put_file("templates/bad.ini", "[label]\nwidth=30\n");
	put_file("templates/notes.txt", "no template");
	put_file("templates/with space.ini", "no template either");
	assert_drawn(tb_label_each_template(the_folder(), see, &all, &err), &err);
	assert_string_equal(all.names, "bad command compact mini person post small standard tool vehicle ");
	assert_true(fabs(all.width - 30) < 0.001);
	assert_non_null(strstr(all.wrong, "/templates/bad.ini', line 2: section '[label]' lacks the key 'height'"));
	output_of("rm -f templates/*");
}

/* ---- what is delivered -------------------------------------------------------------------------------------------- */

struct sheets {
	struct one {
		char name[40];
		double width, height;
		bool fits; /* a template */
	} one[200];
	size_t n, templates;
};

static void take_sheet(void *ctx, const struct tb_label_file *f, const struct tb_err *why)
{
	struct sheets *all = ctx;
	struct one *one = &all->one[all->n++];

	assert_null(why);
	assert_true(all->n < COUNT(all->one));
	assert_true(f->title && *f->title);
	assert_true(f->columns >= 1 && f->rows >= 1 && (!f->roll || f->rows == 1));
	snprintf(one->name, sizeof(one->name), "%s", f->name);
	one->width = f->width;
	one->height = f->height;
}

static void take_template(void *ctx, const struct tb_label_file *f, const struct tb_err *why)
{
	struct sheets *all = ctx;
	size_t fitting = 0;
	bool own = false;

	assert_null(why);
	assert_true(f->title && *f->title && f->sheet);
	for (size_t i = 0; i < all->n; i++) {
		bool fits = f->width <= all->one[i].width && f->height <= all->one[i].height;

		fitting += fits;
		all->one[i].fits |= fits;
		own |= fits && !strcmp(f->sheet, all->one[i].name);
	}
	if (!own || !fitting)
		fail_msg("template '%s' and its sheet '%s'", f->name, f->sheet);
	all->templates++;
}

static void test_files__every_template_fits_on_its_own_sheet_and_every_sheet_has_one(void **state)
{
	struct sheets all = { .n = 0 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_drawn(tb_label_each_sheet(NULL, take_sheet, &all, &err), &err);
	assert_true(all.n >= 20);
	assert_drawn(tb_label_each_template(NULL, take_template, &all, &err), &err);
	assert_int_equal(all.templates, 9);
	for (size_t i = 0; i < all.n; i++)
		if (!all.one[i].fits && strcmp(all.one[i].name, "avery-l4731") != 0) /* too low for any code */
			fail_msg("no template fits on sheet '%s'", all.one[i].name);
}

/* The sheet on which it was drawn, and the template that was taken. */
static void note_template(void *ctx, const char *template_name, const char *sheet)
{
	snprintf(ctx, 80, "%s %s", template_name, sheet ? sheet : "-");
}

static enum tb_status drop_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	(void)ctx;
	(void)bytes;
	(void)len;
	(void)err;
	return TB_OK;
}

static enum tb_status drop_count(void *ctx, size_t n, struct tb_err *err)
{
	(void)ctx;
	(void)n;
	(void)err;
	return TB_OK;
}

static void test_files__the_first_usual_template_that_fits_is_taken(void **state)
{
	static const struct {
		const char *sheet;
		enum tb_label_format format;
		const char *taken;
	} rows[] = {
		{ NULL, TB_LABEL_PDF, "standard a4-60x40" },
		{ NULL, TB_LABEL_PNG, "standard -" },
		{ "L7160", TB_LABEL_PDF, "compact avery-l7160" },
		{ "roll-60x40", TB_LABEL_ZPL, "standard roll-60x40" },
		{ "L7651", TB_LABEL_PDF, "mini avery-l7651" },
		{ "roll-35x22x3", TB_LABEL_ZPL, "small roll-35x22x3" },
		{ "Avery L7159", TB_LABEL_SVG, "compact avery-l7159" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_label_job job = { .labels = &sample, .n = 1, .copies = 1, .dpi = 300 };
		struct tb_err err = TB_ERR_INIT;
		char taken[80] = "";
		struct tb_label_sink sink = {
			.ctx = taken, .begin = note_template, .write = drop_bytes, .done = drop_count
		};

		job.sheet = rows[i].sheet;
		job.format = rows[i].format;
		assert_drawn(tb_label_draw(&job, &sink, &err), &err);
		assert_string_equal(taken, rows[i].taken);
	}
}

static void test_files__no_usual_template_fits_on_the_smallest_sheet(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 300, .sheet = "L4731" };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(draw_into(&job, "never.pdf", NULL, &err), TB_EINVAL);
	assert_message(&err, "no usual template fits on the labels of sheet 'avery-l4731'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files__the_first_usual_template_that_fits_is_taken),
		cmocka_unit_test(test_files__no_usual_template_fits_on_the_smallest_sheet),
		cmocka_unit_test(test_files__bad_template_names_file_and_line),
		cmocka_unit_test(test_files__long_line_in_template_is_refused),
		cmocka_unit_test(test_files__a_template_has_24_boxes_at_most),
		cmocka_unit_test(test_files__missing_font_is_named),
		cmocka_unit_test(test_files__font_changes_the_letters),
		cmocka_unit_test(test_files__bad_sheet_names_file_and_line),
		cmocka_unit_test(test_files__template_larger_than_the_sheets_labels_is_refused),
		cmocka_unit_test(test_files__template_in_the_margin_is_refused),
		cmocka_unit_test(test_files__own_folder_comes_first),
		cmocka_unit_test(test_files__missing_own_folder_is_told),
		cmocka_unit_test(test_files__unreadable_template_is_reported),
		cmocka_unit_test(test_files__sheet_is_found_by_product),
		cmocka_unit_test(test_files__templates_are_listed_by_name),
		cmocka_unit_test(test_files__own_file_hides_its_namesake_and_mistakes_are_told),
		cmocka_unit_test(test_files__every_template_fits_on_its_own_sheet_and_every_sheet_has_one),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
