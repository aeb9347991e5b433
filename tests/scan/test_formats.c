/* test_formats.c - WebP, PGM and PPM, whole and hostile; and the picture that comes with its codes. */
#include "scanned.h"

/* ---- pictures of these formats --------------------------------------------------------------------------------- */

static void put(uint8_t *at, int bytes, size_t n)
{
	for (int i = 0; i < bytes; i++)
		at[i] = (uint8_t)(n >> (8 * i));
}

/* A plain lossy WebP becomes an extended one that ends with an EXIF chunk. */
static void add_exif_to_webp(const struct canvas *c, int orientation, bool with_prefix)
{
	static const uint8_t tiff[] = { 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0 };
	uint8_t *old, head[18] = "VP8X", chunk[8 + 6 + sizeof(tiff)] = "EXIF";
	const size_t skip = with_prefix ? 6 : 0;
	struct tb_str out = TB_STR_INIT;
	size_t len;

	old = read_file(path, &len);
	put(head + 4, 4, 10);
	head[8] = 8; /* has EXIF */
	put(head + 12, 3, (size_t)(c->w - 1));
	put(head + 15, 3, (size_t)(c->h - 1));
	put(chunk + 4, 4, skip + sizeof(tiff));
	memcpy(chunk + 8, "Exif\0", 6);
	memcpy(chunk + 8 + skip, tiff, sizeof(tiff));
	chunk[8 + skip + 18] = (uint8_t)orientation;
	tb_str_add(&out, (char *)old, 12);
	tb_str_add(&out, (char *)head, 18);
	tb_str_add(&out, (char *)old + 12, len - 12);
	tb_str_add(&out, (char *)chunk, 8 + skip + sizeof(tiff));
	put((uint8_t *)out.buf + 4, 4, out.len - 8);
	write_file(path, out.buf, out.len, 0600);
	tb_str_release(&out);
	free(old);
}

/* ---- what is read ---------------------------------------------------------------------------------------------- */

static void test_formats__webp(void **state)
{
	struct canvas c = qr_picture();

	(void)state;
	for (int form = 0; form < 4; form++) {
		save_webp(&c, path, form & 1, form & 2);
		assert_only(path, "qrcode", TAG);
	}
	release(&c);
}

static void test_formats__webp_turned_by_exif(void **state)
{
	struct canvas c = blank(500, 300);

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 40, 60, 6, 0);
	for (int orientation = 1; orientation <= 8; orientation++) {
		struct canvas file = stored(&c, orientation);
		struct scanned s;

		save_webp(&file, path, false, false);
		add_exif_to_webp(&file, orientation, orientation % 2);
		s = scan(path);
		assert_int_equal(s.rc, TB_OK);
		assert_int_equal(s.codes.n, 1);
		assert_corner(&s.codes.code[0], 40, 60);
		tb_pool_release(&s.pool);
		release(&file);
	}
	release(&c);
}

static void test_formats__pgm_and_ppm(void **state)
{
	static const struct {
		const char *head;
		int samples, max;
	} rows[] = {
		{ "P5\n%d %d\n%d\n", 1, 255 },      { "P5 %d %d %d ", 1, 100 },
		{ "P5\n%d %d\n%d\n", 1, 1 },        { "P5\n# of a scanner\n%d # width\n#\n%d\n# values\n%d\n", 1, 255 },
		{ "P5\r\n%d\t%d\r%d\n", 1, 65535 }, { "P6\n%d %d\n%d\n", 3, 255 },
		{ "P6\n%d %d\n%d\n", 3, 1023 },
	};
	struct canvas c = qr_picture();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		save_pnm(&c, path, rows[i].head, rows[i].samples, rows[i].max);
		print_message("%zu\n", i);
		assert_only(path, "qrcode", TAG);
	}
	release(&c);
}

/* ---- what is none, or too much --------------------------------------------------------------------------------- */

static void test_formats__damaged_headers(void **state)
{
	static const struct {
		const char *bytes, *message;
	} rows[] = {
		{ "P5\n0 5\n255\n", "is damaged" },
		{ "P5\n5 0\n255\n", "is damaged" },
		{ "P5\n5 -5\n255\n", "is damaged" },
		{ "P5\n5 5\n65536\n", "is damaged" },
		{ "P5\n5 5\n0\n", "is damaged" },
		{ "P5\n5 5\n", "is damaged" },
		{ "P5\n# for ever", "is damaged" },
		{ "P5\n99999999999999999999 5\n255\n", "is damaged" },
		{ "P5\n20000 20000\n255\nxxxx", "more than 100 megapixels" },
		{ "P6\n999999999 999999999\n65535\n", "more than 100 megapixels" },
		{ "P6\n10000 10000\n65535\nxxxx", "is damaged" },
		{ "P2\n1 1\n255\n0\n", "neither PNG" },
		{ "P7\nWIDTH 1\n", "neither PNG" },
		{ "RIFF1234AVI LIST", "neither PNG" },
		{ "RIFF", "is damaged" },
		{ "RIF", "neither PNG" },
		{ "RIFF\377\377\377\377WEBPVP8 \377\377\377\377", "is damaged" },
		{ "RIFF1000WEBPVP8 ", "is damaged" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		write_file(path, rows[i].bytes, strlen(rows[i].bytes), 0600);
		print_message("%s\n", rows[i].bytes);
		assert_fails(scan(path), TB_EINVAL, rows[i].message);
	}
}

static void test_formats__truncated(void **state)
{
	struct canvas c = qr_picture();
	uint8_t *bytes;
	size_t len;

	(void)state;
	for (int form = 0; form < 3; form++) {
		if (form < 2)
			save_webp(&c, path, form == 1, false);
		else
			save_pnm(&c, path, "P5\n%d %d\n%d\n", 1, 255);
		bytes = read_file(path, &len);
		assert_truncations_fail(bytes, len);
		free(bytes);
	}
	release(&c);
}

/* The largest that WebP knows, in a file of a hundred bytes. */
static void test_formats__far_too_large_webp(void **state)
{
	struct canvas c = blank(40, 40);
	uint8_t *bytes;
	size_t len;

	(void)state;
	save_webp(&c, path, true, false);
	bytes = read_file(path, &len);
	put(bytes + 21, 4, 0x0FFFFFFF); /* 14 bits for each side, minus one */
	write_file(path, bytes, len, 0600);
	assert_fails(scan(path), TB_EINVAL, "has more than 100 megapixels");
	free(bytes);
	release(&c);
}

static void test_formats__mutations(void **state)
{
	struct canvas c = qr_picture();

	(void)state;
	save_webp(&c, path, false, false);
	assert_mutations_answer(path, 1, 60);
	save_webp(&c, path, true, true);
	assert_mutations_answer(path, 2, 60);
	save_pnm(&c, path, "P5\n%d %d\n%d\n", 1, 255);
	assert_mutations_answer(path, 3, 20);
	release(&c);
}

/* ---- the picture itself ---------------------------------------------------------------------------------------- */

static void test_formats__picture_stands_upright(void **state)
{
	struct canvas c = blank(500, 300);
	struct tb_pool pool = TB_POOL_INIT;

	(void)state;
	draw(&c, BARCODE_QRCODE, TAG, 40, 60, 6, 0);
	for (int orientation = 1; orientation <= 8; orientation++) {
		struct canvas file = stored(&c, orientation);
		struct tb_scanned s = TB_SCANNED_INIT;
		struct tb_err err = TB_ERR_INIT;
		int wrong = 0;

		save_jpeg(&file, path, orientation);
		assert_int_equal(tb_scan_picture(path, NULL, &pool, &s, &err), TB_OK);
		assert_int_equal(s.picture.width, c.w);
		assert_int_equal(s.picture.height, c.h);
		for (int i = 0; i < c.w * c.h; i++)
			wrong += abs(s.picture.px[i] - c.px[i]) > 60;
		assert_int_equal(wrong, 0);
		assert_int_equal(s.codes.n, 1);
		assert_corner(&s.codes.code[0], 40, 60);
		tb_scanned_release(&s);
		release(&file);
	}
	tb_pool_release(&pool);
	release(&c);
}

static void test_formats__picture_that_is_cut_short(void **state)
{
	static const struct {
		const char *script, *message;
	} rows[] = {
		{ "printf 'grey 2 2\\nabcdend\\n'; kill -SEGV $$", "the decoder crashed" },
		{ "printf 'grey 2 2\\nabcend\\n'", "makes no sense" },
		{ "printf 'grey 2 2\\nabcdeend\\n'", "makes no sense" },
		{ "printf 'grey 20000 20000\\nabcdend\\n'", "makes no sense" },
		{ "printf 'grey 0 2\\nend\\n'", "makes no sense" },
		{ "printf 'end\\n'", "makes no sense" },
		{ "printf 'fail damaged\\nend\\n'", "is damaged" },
		{ "exec cat /dev/zero", "the decoder crashed" },
	};
	struct tb_pool pool = TB_POOL_INIT;
	char decoder[sizeof(path) + 16];

	(void)state;
	write_file(path, "x", 1, 0600);
	snprintf(decoder, sizeof(decoder), "%s/decoder", dir);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scanned s = { .pool = TB_POOL_INIT, .err = TB_ERR_INIT };
		struct tb_scanned untouched = { .picture.width = 77 };
		char script[200];

		snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", rows[i].script);
		write_file(decoder, script, strlen(script), 0700);
		s.rc = tb_scan_picture_with(&(struct tb_scan_decoder){ decoder, 20000, TB_SCAN_OPTS_USUAL }, path,
					    &pool, &untouched, &s.err);
		print_message("%s\n", rows[i].script);
		assert_fails(s, TB_EINVAL, rows[i].message);
		assert_int_equal(untouched.picture.width, 77);
	}
	unlink(decoder);
	tb_pool_release(&pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_formats__##name, each_setup, each_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(webp),
		TEST(webp_turned_by_exif),
		TEST(pgm_and_ppm),
		TEST(damaged_headers),
		TEST(truncated),
		TEST(far_too_large_webp),
		TEST(mutations),
		TEST(picture_stands_upright),
		TEST(picture_that_is_cut_short),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
