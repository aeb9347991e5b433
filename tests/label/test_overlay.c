/* test_overlay.c - codes drawn onto a photograph: where the colours are, and that the rest is as it was. */
#include <png.h>

#include "labels.h"

/* The picture that was written. */
struct seen {
	struct tb_str bytes;
	png_image head;
	unsigned char *rgb; /* owned */
	int writes, fail_at;
};

static enum tb_status take(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	struct seen *s = ctx;

	tb_str_add(&s->bytes, bytes, len);
	return ++s->writes == s->fail_at ? tb_err_set(err, TB_ESYS, "full") : TB_OK;
}

static enum tb_status overlay(const struct tb_overlay *o, struct seen *s)
{
	const struct tb_label_sink sink = { .ctx = s, .write = take };
	struct tb_err err = TB_ERR_INIT;
	enum tb_status rc = tb_label_overlay(o, &sink, &err);

	if (rc)
		return rc;
	s->head.version = PNG_IMAGE_VERSION;
	assert_true(png_image_begin_read_from_memory(&s->head, s->bytes.buf, s->bytes.len));
	assert_int_equal(s->head.width, o->width);
	assert_int_equal(s->head.height, o->height);
	s->head.format = PNG_FORMAT_RGB;
	s->rgb = malloc(PNG_IMAGE_SIZE(s->head));
	assert_true(png_image_finish_read(&s->head, NULL, s->rgb, 0, NULL));
	return TB_OK;
}

static void release(struct seen *s)
{
	tb_str_release(&s->bytes);
	free(s->rgb);
}

/* A grey value that differs from place to place. */
static unsigned char *photo(int w, int h)
{
	unsigned char *px = malloc((size_t)w * (size_t)h);

	for (int i = 0; i < w * h; i++)
		px[i] = (unsigned char)(i * 31 / 7);
	return px;
}

static const unsigned char *pixel(const struct seen *s, int x, int y)
{
	return s->rgb + 3 * ((size_t)y * s->head.width + (size_t)x);
}

/* Red, green, blue or grey, by what outweighs. */
static char colour(const struct seen *s, int x, int y)
{
	const unsigned char *p = pixel(s, x, y);

	if (p[0] == p[1] && p[1] == p[2])
		return '-';
	if (p[0] > p[1] + 100)
		return 'r';
	return p[0] > p[1] ? 'a' : 'g';
}

static struct tb_overlay_code square(int x, int y, int side, enum tb_overlay_colour c, const char *text)
{
	return (struct tb_overlay_code){
		4, { { x, y }, { x + side, y }, { x + side, y + side }, { x, y + side } }, c, text
	};
}

/* Across the seams of the bands, too. */
static void test_overlay__outlines_have_their_colours(void **state)
{
	enum { W = 900, H = 1000 };
	const struct tb_overlay_code codes[] = {
		square(100, 150, 300, TB_OVERLAY_GREEN, "A"),
		square(500, 150, 300, TB_OVERLAY_AMBER, "B"),
		square(100, 600, 300, TB_OVERLAY_RED, "C"),
		{ .n_points = 0, .text = "nowhere" },
		{ 4, { { 650, 600 }, { 800, 750 }, { 650, 900 }, { 500, 750 } }, TB_OVERLAY_GREEN, "D" },
	};
	unsigned char *grey = photo(W, H);
	struct seen s = { .bytes = TB_STR_INIT };
	int changed = 0;

	(void)state;
	assert_int_equal(overlay(&(struct tb_overlay){ grey, W, H, codes, COUNT(codes) }, &s), TB_OK);
	for (int y = 155; y < 445; y += 5) {
		assert_int_equal(colour(&s, 100, y), 'g');
		assert_int_equal(colour(&s, 500, y), 'a');
		assert_int_equal(colour(&s, 100, y + 450), 'r');
	}
	for (int i = 5; i < 150; i += 5)
		assert_int_equal(colour(&s, 650 + i, 600 + i), 'g');
	assert_int_equal(colour(&s, 250, 300), '-');
	for (int i = 0; i < W * H; i++)
		changed += pixel(&s, i % W, i / W)[1] != grey[i];
	assert_in_range(changed, 5000, W * H / 15);
	release(&s);
	free(grey);
}

static void test_overlay__texts_stay_in_the_picture_and_apart(void **state)
{
	enum { W = 400, H = 300 };
	static const char longer[] = "Một dòng chữ dài hơn cả bức ảnh mà nó phải đứng trong đó, và còn dài hơn nữa";
	const struct tb_overlay_code codes[] = {
		square(0, 0, 60, TB_OVERLAY_GREEN, "A"),
		square(340, 239, 60, TB_OVERLAY_RED, longer),
		square(0, 0, 60, TB_OVERLAY_AMBER, "B"),
		square(200, 100, 0, TB_OVERLAY_GREEN, "dot"),
	};
	unsigned char *grey = photo(W, H);
	struct seen s = { .bytes = TB_STR_INIT };
	int n[256] = { 0 };

	(void)state;
	assert_int_equal(overlay(&(struct tb_overlay){ grey, W, H, codes, COUNT(codes) }, &s), TB_OK);
	for (int i = 0; i < W * H; i++)
		n[(int)colour(&s, i % W, i / W)]++;
	assert_true(n['g'] > 50);
	assert_true(n['r'] > 500);
	assert_true(n['a'] > 300);
	release(&s);
	free(grey);
}

static void test_overlay__sizes(void **state)
{
	static const struct {
		int w, h;
		enum tb_status rc;
	} rows[] = {
		{ 1, 1, TB_OK },     { 3, 255, TB_OK },   { 3, 256, TB_OK },       { 3, 257, TB_OK },
		{ 1, 20000, TB_OK }, { 32767, 2, TB_OK }, { 32768, 2, TB_EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		unsigned char *grey = photo(rows[i].w, rows[i].h);
		const struct tb_overlay_code code = square(0, 0, 1, TB_OVERLAY_RED, "A");
		struct seen s = { .bytes = TB_STR_INIT };

		assert_int_equal(overlay(&(struct tb_overlay){ grey, rows[i].w, rows[i].h, &code, 0 }, &s), rows[i].rc);
		for (int k = 0; !rows[i].rc && k < rows[i].w * rows[i].h; k++)
			assert_int_equal(s.rgb[3 * k], grey[k]);
		release(&s);
		s = (struct seen){ .bytes = TB_STR_INIT };
		assert_int_equal(overlay(&(struct tb_overlay){ grey, rows[i].w, rows[i].h, &code, 1 }, &s), rows[i].rc);
		release(&s);
		free(grey);
	}
}

static void test_overlay__sink_that_fails(void **state)
{
	unsigned char *grey = photo(100, 1000);

	(void)state;
	for (int at = 1; at <= 4; at++) {
		struct seen s = { .bytes = TB_STR_INIT, .fail_at = at };

		assert_int_equal(overlay(&(struct tb_overlay){ grey, 100, 1000, NULL, 0 }, &s), TB_ESYS);
		assert_int_equal(s.writes, at);
		release(&s);
	}
	free(grey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlay__outlines_have_their_colours),
		cmocka_unit_test(test_overlay__texts_stay_in_the_picture_and_apart),
		cmocka_unit_test(test_overlay__sizes),
		cmocka_unit_test(test_overlay__sink_that_fails),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
