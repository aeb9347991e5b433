/*
 * Each template on each sheet that it fits on, at each resolution: a PDF whose first or last label is read by both decoders
 * as the printer's dots show it. Run from the top of the tree; takes a minute or two.
 */
#include <unistd.h>

#include "labels.h"

struct files {
	struct one {
		char name[40], sheet[40];
		enum tb_label_of of;
		double width, height;
		int places;
	} one[200];
	size_t n;
};

static void take(void *ctx, const struct tb_label_file *f, const struct tb_err *why)
{
	struct files *all = ctx;
	struct one *one = &all->one[all->n++];

	assert_null(why);
	assert_true(all->n < COUNT(all->one));
	*one = (struct one){ .of = f->of, .width = f->width, .height = f->height, .places = f->columns * f->rows };
	snprintf(one->name, sizeof(one->name), "%s", f->name);
}

static bool has_box(const struct one *t, const char *box)
{
	char file[60];

	snprintf(file, sizeof(file), "templates/%.40s", t->name);
	return ini_number(file, box, "width", 0) > 0;
}

/* What matrix.sh takes of the label in place `i`. */
static void print_job(FILE *f, const char *pdf, const struct one *t, const struct one *sheet, int dpi, int i)
{
	char file[60];
	int columns, x, y;

	snprintf(file, sizeof(file), "sheets/%.40s", sheet->name);
	columns = (int)ini_number(file, "sheet", "columns", 0);
	x = dots(ini_number(file, "sheet", "left", 0) + i % columns * ini_number(file, "sheet", "step_x", 0), dpi);
	y = dots(ini_number(file, "sheet", "top", 0) + i / columns * ini_number(file, "sheet", "step_y", 0), dpi);
	fprintf(f, "%s %d %d %d %d %d 00004XEM26%05dK %s%s%s\n", pdf, dpi, x, y, dots(sheet->width, dpi),
		dots(sheet->height, dpi), i, has_box(t, "qr") ? "qr" : "",
		has_box(t, "qr") && has_box(t, "code128") ? "+" : "", has_box(t, "code128") ? "code128" : "");
}

/* False where the template may not stand on the sheet; that is said with a reason. */
static bool draw_one(const struct one *t, const struct one *sheet, int dpi, const char *pdf)
{
	struct tb_label *labels = many_labels((size_t)sheet->places);
	const struct tb_label_job job = { .labels = labels,
					  .n = (size_t)sheet->places,
					  .dpi = dpi,
					  .of = t->of,
					  .template_name = t->name,
					  .sheet = sheet->name };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = draw_into(&job, pdf, NULL, &err);

	free(labels);
	if (rc == TB_EINVAL)
		assert_message(&err, "lies in the margin that sheet");
	else
		assert_drawn(rc, &err);
	return rc == TB_OK;
}

static void test_matrix__everything_reads_back(void **state)
{
	struct files sheets = { .n = 0 }, templates = { .n = 0 };
	struct tb_err err = TB_ERR_INIT;
	FILE *jobs = fopen(in_folder("jobs"), "w");
	char here[4000];
	int n = 0;

	(void)state;
	assert_true(jobs && getcwd(here, sizeof(here)));
	assert_drawn(tb_label_each_sheet(NULL, take, &sheets, &err), &err);
	assert_drawn(tb_label_each_template(NULL, take, &templates, &err), &err);
	for (const struct one *t = templates.one; t < templates.one + templates.n; t++)
		for (const struct one *s = sheets.one; s < sheets.one + sheets.n; s++)
			for (int i = 0; i < 3 && t->width <= s->width && t->height <= s->height; i++) {
				char pdf[120];

				snprintf(pdf, sizeof(pdf), "%.40s.%.40s.%d.pdf", t->name, s->name, resolutions[i]);
				if (draw_one(t, s, resolutions[i], pdf))
					print_job(jobs, pdf, t, s, resolutions[i], n++ % 2 ? 0 : s->places - 1);
			}
	assert_int_equal(fclose(jobs), 0);
	assert_true(n > 300);
	assert_string_equal(output_of("xargs -P 2 -L 1 '%s/tests/label/matrix.sh' <jobs 2>&1 | head -20", here), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrix__everything_reads_back),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
