/* Labels are read back before they are printed; templates of one's own. */
#include "service/label_fixture.h"

/* ---- reading back ----------------------------------------------------------------------------------------------- */

static void test_label__what_does_not_read_back_is_not_printed(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;

	add_assets(f, tags, 3);
	write_template(f, "crossed", crossed);
	req = request(f, "tem.pdf", tags, 3);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 3 labels reads back");
	assert_int_equal(f->problems.n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_problem(f, i, tags[i], "its QR code does not read back");
	assert_no_files(f);
	req.target.file = in_dir(f, "tem.zpl");
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 3 labels reads back");
	assert_no_files(f);
	assert_prints(f, "0 0 0");
	req.unverified = true;
	print(f, &req, 3);
	assert_true(exists(f, "tem.zpl"));
	assert_prints(f, "1 1 1");
}

static void test_label__only_twenty_of_many_are_told(void **state)
{
	struct fixture *f = *state;
	const char *tags[25];
	struct tb_label_req req;

	add_assets(f, tags, 25);
	write_template(f, "crossed", crossed);
	req = request(f, "tem.pdf", tags, 25);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "crossed";
	assert_not_printed(f, &req, TB_EREFUSED, "none of the 25");
	assert_int_equal(f->problems.n, 20);
	req.style.template_name = NULL;
	print(f, &req, 25);
	assert_not_printed(f, &req, TB_EREFUSED, "25 of 25 have a label already");
	assert_int_equal(f->problems.n, 20);
}

/* A box that is too small is refused before anything is drawn. */
static void test_label__no_room_for_a_symbol(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "tiny", "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 10\nheight = 10\n");
	req = request(f, "tem.pdf", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "tiny";
	assert_not_printed(f, &req, TB_EREFUSED, "needs 14.8 x 14.8 mm");
	assert_no_files(f);
}

/* A folder of one's own comes first, also where the name is one of the program's. */
static void test_label__ones_own_template_comes_first(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "standard",
		       "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n");
	req = request(f, "tem.png", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	print(f, &req, 1);
	assert_reads(f, "tem.png", tb_pool_printf(&f->pool, "qrcode %s -> %s", tags[0], tags[0]));
}

static void test_label__an_address_and_a_gs1_identifier_mean_the_asset(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	write_template(f, "web",
		       "[label]\nwidth = 90\nheight = 50\n[qr]\nx = 0\ny = 0\nwidth = 30\nheight = 30\n"
		       "url = HTTPS://TB.EXAMPLE.VN/A/\n"
		       "[code128]\nx = 1\ny = 32\nwidth = 88\nheight = 12\ngiai = 8931234\n");
	req = request(f, "tem.png", tags, 1);
	req.style.own_folder = in_dir(f, "own");
	req.style.template_name = "web";
	print(f, &req, 1);
	{
		struct tb_str text = TB_STR_INIT;
		struct tb_reading_count count = { 0 };

		assert_ok(f, tb_read_codes(f->db, req.target.file, NULL, take_reading, &text, &count, &f->err));
		assert_int_equal(count.given, 2);
		assert_non_null(strstr(text.buf, tb_pool_printf(&f->pool, "qrcode HTTPS://TB.EXAMPLE.VN/A/%s -> %s",
								tags[0], tags[0])));
		assert_non_null(strstr(text.buf, tb_pool_printf(&f->pool, "%s -> %s", tags[0], tags[0])));
		assert_non_null(strstr(text.buf, "8931234"));
		tb_str_release(&text);
	}
	assert_ok(f,
		  checkout(f, "123-456", 1, (const char *const[]){ tb_pool_printf(&f->pool, "@%s", req.target.file) },
			   1, &(struct tb_custody_result){ .n = 0 }));
	assert_field(f, tags[0], TB_ASSET_CUSTODIAN, "123-456");
}

/* ---- sheets and templates --------------------------------------------------------------------------------------- */

static enum tb_status count_file(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	size_t *n = ctx;

	(void)err;
	assert_non_null(tb_text(r, r->noun->key));
	++*n;
	return TB_OK;
}

static void test_label__a_broken_file_is_named_and_the_rest_listed(void **state)
{
	struct fixture *f = *state;
	size_t usual = 0, n = 0;

	assert_ok(f, tb_label_files(&tb_template_noun, NULL, count_file, &usual, &f->problems, &f->err));
	assert_int_equal(usual, 9);
	write_template(f, "bad", "[label]\nwidth = wide\n");
	write_template(f, "good", "[label]\nwidth = 40\nheight = 30\n[qr]\nx = 0\ny = 0\nwidth = 20\nheight = 20\n");
	assert_ok(f, tb_label_files(&tb_template_noun, in_dir(f, "own"), count_file, &n, &f->problems, &f->err));
	assert_int_equal(n, usual + 1);
	assert_int_equal(f->problems.n, 1);
	assert_problem(f, 0, "bad", "bad.ini");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_label__what_does_not_read_back_is_not_printed),
		TEST(test_label__only_twenty_of_many_are_told),
		TEST(test_label__no_room_for_a_symbol),
		TEST(test_label__ones_own_template_comes_first),
		TEST(test_label__an_address_and_a_gs1_identifier_mean_the_asset),
		TEST(test_label__a_broken_file_is_named_and_the_rest_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
