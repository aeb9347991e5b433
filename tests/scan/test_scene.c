#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "scan/scan.h"
#include "scene.h"

static char dir[] = "/tmp/trangbi-scene-XXXXXX";
static char path[sizeof(dir) + 16];

/* All passes, so that a busy machine reads no less. */
static const struct tb_scan_opts opts = { 0, TB_SYMBOLOGIES_USUAL };

/* How many of the tags first..first + n - 1 are read; any other text is an error, unless it is weak. */
static int count_read(const char *what, int first, int n)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_codes codes = { .n = 0 };
	struct tb_err err = TB_ERR_INIT;
	bool *seen = calloc((size_t)n + 1, sizeof(*seen));
	char tag[TB_TAG_SIZE];
	int read = 0;

	assert_int_equal(tb_scan_file(path, &opts, &pool, &codes, &err), TB_OK);
	for (size_t i = 0; i < codes.n; i++) {
		int k = 0;

		for (; k < n; k++) {
			scene_tag(first + k, tag);
			if (!strcmp(codes.code[i].text, tag))
				break;
		}
		if (k == n && !codes.code[i].weak)
			fail_msg("%s: false text '%s'", what, codes.code[i].text);
		read += !seen[k] && k < n;
		seen[k] = true;
	}
	free(seen);
	tb_pool_release(&pool);
	return read;
}

/* ---- shelves ----------------------------------------------------------------------------------------------------- */

static void test_scene__shelves_of_labels(void **state)
{
	static const struct {
		const char *name;
		struct shelf shelf;
		int quality; /* of the JPEG */
	} rows[] = {
		{ "24 level", { 1800, 1400, 6, 4, 100, 0.9, 0, 0, 0, 0, 0 }, 90 },
		{ "24 turned, noisy", { 2000, 1500, 6, 4, 200, 0.8, 25, 0.02, 0.7, 8, 0.3 }, 80 },
		{ "24 in perspective, dim", { 2400, 1800, 6, 4, 300, 0.8, 15, 0.05, 0.8, 4, 0.7 }, 80 },
		{ "24 blurred", { 2400, 1800, 6, 4, 400, 0.8, 10, 0.02, 1.6, 4, 0.3 }, 70 },
		{ "48 of all", { 3200, 2400, 8, 6, 500, 0.8, 20, 0.03, 1.0, 6, 0.5 }, 80 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct shelf *shelf = &rows[i].shelf;
		uint32_t seed = 1 + (uint32_t)i;
		struct canvas c = draw_shelf(shelf, &seed);

		save_jpeg_at(&c, path, 0, rows[i].quality);
		print_message("%s\n", rows[i].name);
		assert_int_equal(count_read(rows[i].name, shelf->first, shelf->columns * shelf->rows),
				 shelf->columns * shelf->rows);
		free(c.px);
	}
}

/* ---- one code, harmed ---------------------------------------------------------------------------------------------- */

static void soften(struct canvas *c, uint32_t *seed)
{
	blur(c, 4.5);
	add_noise(c, 4, seed);
}

static void move(struct canvas *c, uint32_t *seed)
{
	shake(c, 3, false);
	add_noise(c, 4, seed);
}

static void dazzle(struct canvas *c, uint32_t *seed)
{
	fade(c, 20, 150);
	glare(c, c->w * 0.62, c->h * 0.6, 60, 0.9);
	add_noise(c, 4, seed);
}

static void darken(struct canvas *c, uint32_t *seed)
{
	shade(c, c->w / 2.0, c->h / 2.0, 30, 0.4);
	dim(c, 0.6, 100);
	add_noise(c, 4, seed);
}

static void bleach(struct canvas *c, uint32_t *seed)
{
	fade(c, 170, 200);
	add_noise(c, 3, seed);
}

static void roughen(struct canvas *c, uint32_t *seed)
{
	fade(c, 40, 200);
	add_noise(c, 35, seed);
}

static void turn_over(struct canvas *c, uint32_t *seed)
{
	negate(c);
	add_noise(c, 5, seed);
}

static void test_scene__one_code_harmed(void **state)
{
	static const struct {
		const char *name;
		void (*harm)(struct canvas *c, uint32_t *seed);
		double skew;
	} rows[] = {
		{ "blurred", soften, 0.02 },     { "shaken", move, 0.02 },   { "glare", dazzle, 0.02 },
		{ "shadows", darken, 0.02 },     { "faint", bleach, 0.02 },  { "noisy", roughen, 0.02 },
		{ "inverted", turn_over, 0.02 }, { "aslant", darken, 0.15 },
	};
	char tag[TB_TAG_SIZE];

	(void)state;
	scene_tag(7, tag);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint32_t seed = 40;
		struct canvas c = ground(700, 600, &seed), label = draw_qr(tag, 12, 4);
		struct spot corner[4];

		place(340, 310, 230, 230, 12, rows[i].skew, &seed, corner);
		paint(&c, &label, corner, 0);
		rows[i].harm(&c, &seed);
		save_jpeg_at(&c, path, 0, 80);
		print_message("%s\n", rows[i].name);
		assert_int_equal(count_read(rows[i].name, 7, 1), 1);
		free(label.px);
		free(c.px);
	}
}

/* ---- no code ------------------------------------------------------------------------------------------------------- */

/* Nothing is read out of noise, boxes, lines of text, or bars that are none. */
static void test_scene__nothing_is_made_up(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 4; i++) {
		uint32_t seed = i * 977;
		struct canvas c = ground(480, 360, &seed);

		if (i % 2)
			draw_lines(&c, 20, 20, 440, 320, 14, &seed);
		if (i % 4 > 1)
			for (int x = 20; x < 440; x += 2 + (int)(next_random(&seed) % 9))
				fill_rect(&c, x, 150, 1 + (int)(next_random(&seed) % 4), 150);
		add_noise(&c, i * 20, &seed);
		save_jpeg_at(&c, path, 0, 80);
		assert_int_equal(count_read("no code", 0, 0), 0);
		free(c.px);
	}
}

static int group_setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return 1;
	snprintf(path, sizeof(path), "%s/picture", dir);
	return 0;
}

static int group_teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scene__shelves_of_labels),
		cmocka_unit_test(test_scene__one_code_harmed),
		cmocka_unit_test(test_scene__nothing_is_made_up),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
