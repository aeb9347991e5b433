/*
 * Each delivered template against its picture in tests/label/golden, drawn once and looked at. Run from the top of the tree.
 *
 * UPDATE_GOLDEN=1 writes the pictures anew; look at them before they are committed. Versions of FreeType smooth letters
 * differently, so texts may differ a little, symbols not at all.
 */
#include <unistd.h>

#include "labels.h"

#define GOLDEN "tests/label/golden"

enum { DPI = 203 };

static const struct {
	const char *name;
	enum tb_label_of of;
} templates[] = {
	{ "standard", TB_LABEL_OF_ASSET }, { "compact", TB_LABEL_OF_ASSET }, { "small", TB_LABEL_OF_ASSET },
	{ "mini", TB_LABEL_OF_ASSET },     { "tool", TB_LABEL_OF_ASSET },    { "vehicle", TB_LABEL_OF_ASSET },
	{ "post", TB_LABEL_OF_UNIT },      { "person", TB_LABEL_OF_PERSON }, { "command", TB_LABEL_OF_COMMAND },
};

/* What a unit, a person or a command has for a code and a name. */
static struct tb_label label_of(enum tb_label_of of)
{
	static const char *const codes[] = { TAG, "00004", "200-012", "CMD:CHECKOUT" };
	static const char *const names[] = { NAME, "Công an xã Đồng Tiến", "Nguyễn Thị Thuỳ Dương", "Cho mượn" };
	struct tb_label label = sample;

	label.payload = label.text[TB_LABEL_CODE] = codes[of];
	label.text[TB_LABEL_NAME] = names[of];
	return label;
}

static const char *golden_path(const char *name)
{
	static char path[5000];
	char here[4000];

	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(path, sizeof(path), "%s/" GOLDEN "/%s.png", here, name);
	return path;
}

static void assert_same_symbol(const struct picture *a, const struct picture *b, const char *name, const char *box)
{
	char file[60];
	int x, y, width, height;

	snprintf(file, sizeof(file), "templates/%s", name);
	width = dots(ini_number(file, box, "width", 0), DPI);
	height = dots(ini_number(file, box, "height", 0), DPI);
	x = dots(ini_number(file, box, "x", 0), DPI);
	y = dots(ini_number(file, box, "y", 0), DPI);
	assert_true(!width || count_ink(b, x, y, width, height) > 1000);
	for (int row = y; row < y + height && row < a->height; row++)
		for (int col = x; col < x + width && col < a->width; col++)
			if (a->grey[row * a->width + col] != b->grey[row * b->width + col])
				fail_msg("template '%s': '[%s]' differs at (%d, %d)", name, box, col, row);
}

static void assert_as_golden(const char *name)
{
	struct picture drawn = read_png("drawn.png"), golden = read_png(golden_path(name));
	const struct difference by = compare(&drawn, &golden);

	if (by.mean > 2 || by.apart > 1)
		fail_msg("template '%s' differs from " GOLDEN ": mean %.2f, %.2f %% apart", name, by.mean, by.apart);
	assert_same_symbol(&drawn, &golden, name, "qr");
	assert_same_symbol(&drawn, &golden, name, "code128");
	free(drawn.grey);
	free(golden.grey);
}

static void test_golden__templates_look_as_they_did(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(templates); i++) {
		const struct tb_label label = label_of(templates[i].of);
		const struct tb_label_job job = {
			.labels = &label, .n = 1, .dpi = DPI, .template_name = templates[i].name, .of = templates[i].of
		};

		draw(&job, "drawn.png");
		if (getenv("UPDATE_GOLDEN"))
			output_of("cp drawn.png '%s'", golden_path(templates[i].name));
		assert_as_golden(templates[i].name);
	}
}

static void count_template(void *ctx, const struct tb_label_file *file, const struct tb_err *why)
{
	assert_null(why);
	if (access(golden_path(file->name), R_OK) != 0)
		fail_msg("template '%s' has no picture in " GOLDEN, file->name);
	++*(size_t *)ctx;
}

static void test_golden__every_template_has_its_picture(void **state)
{
	struct tb_err err = TB_ERR_INIT;
	size_t n = 0;

	(void)state;
	assert_drawn(tb_label_each_template(NULL, count_template, &n, &err), &err);
	assert_int_equal(n, COUNT(templates));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden__templates_look_as_they_did),
		cmocka_unit_test(test_golden__every_template_has_its_picture),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
