/*
 * make-scenes FOLDER - sets of pictures for bench-scan.sh, each in a folder of its own, and manifest.csv beside them: codes
 * under each kind of harm, the worse the later in the set, and shelves of many labels.
 */
#include <sys/stat.h>

#include "scene.h"

enum { SIDE = 900, PER_SET = 40 };

static FILE *manifest;
static const char *folder;

/* One QR code somewhere in the picture; `module` pixels a module. */
static struct canvas draw_one(const char *text, double module, double degrees, double skew, double bend, uint32_t *seed)
{
	struct canvas c = ground(SIDE, SIDE, seed), label = draw_qr(text, 12, 4);
	struct spot corner[4];
	const double side = module * 29;

	place(SIDE / 2.0 + between(seed, -60, 60), SIDE / 2.0 + between(seed, -60, 60), side, side, degrees, skew, seed,
	      corner);
	paint(&c, &label, corner, bend);
	free(label.px);
	return c;
}

/* ---- harms; `hard` is 0..1 -------------------------------------------------------------------------------------- */

static struct canvas blurred(const char *text, double hard, uint32_t *seed)
{
	const double module = between(seed, 4, 12);
	struct canvas c = draw_one(text, module, between(seed, -30, 30), 0.03, 0, seed);

	blur(&c, module * (0.25 + 0.7 * hard));
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas shaken(const char *text, double hard, uint32_t *seed)
{
	const double module = between(seed, 5, 12);
	struct canvas c = draw_one(text, module, between(seed, -30, 30), 0.03, 0, seed);

	shake(&c, (int)(module * (0.2 + 0.6 * hard)), next_random(seed) & 1);
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas glaring(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 6, 14), between(seed, -30, 30), 0.05, 0, seed);

	fade(&c, 20, 150);
	glare(&c, SIDE / 2.0 + between(seed, -150, 150), SIDE / 2.0 + between(seed, -150, 150),
	      between(seed, 40, 80 + 150 * hard), 0.5 + hard);
	blur(&c, 1);
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas shaded(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 4, 14), between(seed, -40, 40), 0.05, 0, seed);

	for (int i = 0; i < 3; i++)
		shade(&c, SIDE / 2.0 + between(seed, -150, 150), SIDE / 2.0 + between(seed, -150, 150),
		      between(seed, 0, 360), 0.75 - 0.45 * hard);
	dim(&c, 0.7 * hard, between(seed, 0, 360));
	blur(&c, 1);
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas curved(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 6, 14), between(seed, -15, 15), 0.02, 0.4 + 0.9 * hard, seed);

	blur(&c, 1);
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas slanted(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 6, 14), between(seed, -180, 180), 0.08 + 0.17 * hard, 0, seed);

	blur(&c, 1);
	add_noise(&c, 4, seed);
	return c;
}

/* Spots and scratches, white or black. */
static struct canvas damaged(const char *text, double hard, uint32_t *seed)
{
	const double module = between(seed, 6, 14);
	struct canvas c = draw_one(text, module, between(seed, -30, 30), 0.03, 0, seed);
	const int n = 2 + (int)(hard * 14);

	for (int i = 0; i < n; i++) {
		double x = SIDE / 2.0 + between(seed, -14, 14) * module,
		       y = SIDE / 2.0 + between(seed, -14, 14) * module;
		double dx = between(seed, -1, 1), dy = between(seed, -1, 1);
		int tone = next_random(seed) & 1 ? 235 : 20, length = (int)(module * between(seed, 0.5, 8));

		for (int k = 0; k < length; k++)
			for (int r = 0; r < 36; r++) {
				int u = (int)(x + dx * k + (r % 6 - 3) * module / 8);
				int v = (int)(y + dy * k + (r / 6 - 3) * module / 8);

				if (u >= 0 && v >= 0 && u < SIDE && v < SIDE)
					*at(&c, u, v) = (uint8_t)tone;
			}
	}
	blur(&c, 1.2);
	add_noise(&c, 4, seed);
	return c;
}

static struct canvas faint(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 4, 12), between(seed, -30, 30), 0.03, 0, seed);
	const double low = between(seed, 5, 180);

	fade(&c, low, low + 70 - 55 * hard);
	blur(&c, 1);
	add_noise(&c, 3, seed);
	return c;
}

static struct canvas noisy(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, between(seed, 3, 8), between(seed, -30, 30), 0.03, 0, seed);

	fade(&c, 40, 200);
	blur(&c, 0.7);
	add_noise(&c, 8 + 50 * hard, seed);
	return c;
}

static struct canvas small(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, 3.5 - 1.8 * hard, between(seed, -45, 45), 0.03, 0, seed);

	blur(&c, 0.6);
	add_noise(&c, 5, seed);
	return c;
}

static struct canvas inverted(const char *text, double hard, uint32_t *seed)
{
	struct canvas c = draw_one(text, 12 - 8 * hard, between(seed, -45, 45), 0.04, 0, seed);

	negate(&c);
	blur(&c, 1);
	add_noise(&c, 5, seed);
	return c;
}

/* A Code 128 alone, in a picture as a telephone takes it from near. */
static struct canvas bars(const char *text, double hard, uint32_t *seed)
{
	const double module = between(seed, 1.6, 4);
	struct canvas c = ground(SIDE, SIDE * 3 / 4, seed), label = blank(12 * 220, 12 * 70);
	struct spot corner[4];

	draw(&label, BARCODE_CODE128, text, 12 * 12, 12 * 8, 12, 12 * 54);
	place(c.w / 2.0, c.h / 2.0, module * 220, module * 70, between(seed, -90, 90) * (next_random(seed) & 1), 0.01,
	      seed, corner);
	paint(&c, &label, corner, 0);
	free(label.px);
	dim(&c, 0.6 * hard, between(seed, 0, 360));
	blur(&c, module * (0.2 + 0.5 * hard));
	add_noise(&c, 3 + 10 * hard, seed);
	return c;
}

static const struct set {
	const char *name;
	struct canvas (*draw)(const char *text, double hard, uint32_t *seed);
} sets[] = {
	{ "blurred", blurred }, { "shaken", shaken },   { "glare", glaring },     { "shadows", shaded },
	{ "curved", curved },   { "slanted", slanted }, { "damaged", damaged },   { "faint", faint },
	{ "noisy", noisy },     { "small", small },     { "inverted", inverted }, { "bars", bars },
};

static void make_set(const struct set *set, uint32_t seed)
{
	char path[4096], text[TB_TAG_SIZE];

	snprintf(path, sizeof(path), "%s/%s", folder, set->name);
	mkdir(path, 0777);
	for (int i = 0; i < PER_SET; i++) {
		struct canvas c;

		scene_tag(i * 13 + 1, text);
		c = set->draw(text, (double)i / PER_SET, &seed);
		snprintf(path, sizeof(path), "%s/%s/%02d.jpg", folder, set->name, i);
		save_jpeg_at(&c, path, 0, 80);
		fprintf(manifest, "%s/%02d.jpg,synthetic,%s\n", set->name, i, text);
		free(c.px);
	}
}

/* ---- shelves ----------------------------------------------------------------------------------------------------- */

static const struct shelf_set {
	const char *name;
	struct shelf shelf;
} shelves[] = {
	{ "shelf48", { 4000, 3000, 8, 6, 100, 0.8, 12, 0.03, 1.0, 5, 0.5 } },
	{ "shelf48-hard", { 4000, 3000, 8, 6, 100, 0.62, 30, 0.06, 1.8, 9, 0.7 } },
	{ "shelf24", { 2400, 1800, 6, 4, 300, 0.8, 15, 0.03, 0.8, 5, 0.5 } },
	{ "shelf2", { 4000, 3000, 2, 1, 500, 0.25, 30, 0.05, 1.5, 6, 0.5 } },
	{ "shelf1-far", { 4000, 3000, 1, 1, 600, 0.09, 40, 0.05, 1.2, 6, 0.5 } },
};

static void make_shelves(const struct shelf_set *set, int n, uint32_t seed)
{
	char path[4096], text[TB_TAG_SIZE];

	snprintf(path, sizeof(path), "%s/%s", folder, set->name);
	mkdir(path, 0777);
	for (int i = 0; i < n; i++) {
		struct shelf shelf = set->shelf;
		struct canvas c;

		shelf.first += 50 * i;
		c = draw_shelf(&shelf, &seed);
		snprintf(path, sizeof(path), "%s/%s/%02d.jpg", folder, set->name, i);
		save_jpeg_at(&c, path, 0, 85);
		for (int label = 0; label < shelf.columns * shelf.rows; label++) {
			scene_tag(shelf.first + label, text);
			fprintf(manifest, "%s/%02d.jpg,synthetic,%s\n", set->name, i, text);
		}
		free(c.px);
	}
}

int main(int argc, char **argv)
{
	char path[4096];

	if (argc != 2)
		return 2;
	folder = argv[1];
	mkdir(folder, 0777);
	snprintf(path, sizeof(path), "%s/manifest.csv", folder);
	manifest = fopen(path, "w");
	if (!manifest)
		return 1;
	fputs("path,symbology,expected\n", manifest);
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		make_set(&sets[i], (uint32_t)(i + 1) * 7919);
	for (size_t i = 0; i < sizeof(shelves) / sizeof(shelves[0]); i++)
		make_shelves(&shelves[i], 4, (uint32_t)(i + 1) * 104729);
	return fclose(manifest) ? 1 : 0;
}
