/* Counting what a picture shows. */
#include "service/stocktake_fixture.h"

#include "scan/canvas.h"

enum { QR = BARCODE_QRCODE, BAR = BARCODE_CODE128, LABEL_W = 700, LABEL_H = 260 };

/* One label in a picture: up to two symbols side by side. */
struct label {
	int symbology[2];
	const char *text[2];
};

static const char *photograph(struct fixture *f, const struct label *labels, size_t n)
{
	struct canvas c = blank(LABEL_W + 100, (int)n * LABEL_H + 100);
	const char *path = tb_pool_printf(&f->pool, "%s/photo.png", f->dir);

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++)
			if (labels[i].text[k])
				draw(&c, labels[i].symbology[k], labels[i].text[k], 50 + k * 230, 50 + (int)i * LABEL_H,
				     k ? 2 : 6, 80);
	save_png(&c, path);
	free(c.px);
	return path;
}

static struct tb_counts count_labels(struct fixture *f, const struct label *labels, size_t n)
{
	struct tb_counts counts;

	assert_ok(f, try_count(f, (struct tb_count_req){ .picture = photograph(f, labels, n) }, &counts));
	return counts;
}

static const struct tb_counted *find_item(const struct tb_counts *counts, const char *code)
{
	for (size_t i = 0; i < counts->n; i++) {
		const char *line = tb_text(&counts->item[i].line, TB_LINE_CODE);

		if (line && !strcmp(line, code))
			return &counts->item[i];
	}
	fail_msg("'%s' is not in the answer", code);
	return NULL;
}

static void test_stocktake_photo__all_labels_in_one_act(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", NULL), *b = add_asset(f, "Xe", "XEM", "00008", NULL);
	const struct label labels[] = {
		{ { QR, BAR }, { a, a } }, { { QR }, { b } }, { { BAR }, { "KHONGRO" } }, { { QR }, { "+CONFIRM" } }
	};
	struct tb_counts counts;
	int64_t before;

	open_one(f);
	before = events(f);
	counts = count_labels(f, labels, COUNT(labels));
	assert_int_equal(counts.n, 4);
	assert_int_equal(counts.recorded, 3);
	assert_int_equal(events(f), before + 3);
	assert_int_equal(find_item(&counts, a)->verdict, TB_COUNT_FOUND);
	assert_false(find_item(&counts, a)->labelled_twice); /* one label carries both symbols */
	assert_int_equal(find_item(&counts, b)->verdict, TB_COUNT_MISPLACED);
	assert_int_equal(find_item(&counts, "KHONGRO")->verdict, TB_COUNT_UNKNOWN);
	assert_line(f, NULL, a, TB_LINE_HOW, "photo");
	assert_line(f, NULL, a, TB_LINE_LABELS, "");
	assert_int_equal(count_labels(f, labels, COUNT(labels)).recorded, 0);
	assert_verifies(f);
}

static void test_stocktake_photo__two_labels_of_one_asset(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", "SERIAL-1");
	const char *url = tb_pool_printf(&f->pool, "HTTPS://TB.VN/A/%s", a);
	const struct {
		struct label labels[2];
		int64_t twice;
	} cases[] = {
		{ { { { QR, BAR }, { a, a } }, { { QR, BAR }, { a, a } } }, 2 },
		{ { { { QR }, { a } }, { { QR }, { url } } }, 2 },                   /* an old label and a new one */
		{ { { { QR }, { a } }, { { BAR }, { a } } }, 1 },                    /* the symbols of one label */
		{ { { { QR, BAR }, { url, a } }, { { BAR }, { "SERIAL-1" } } }, 1 }, /* the maker's bar code */
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_counts counts;

		if (!i)
			open_one(f);
		else
			assert_ok(f, try_uncount(f, a, NULL));
		counts = count_labels(f, cases[i].labels, 2);
		assert_int_equal(counts.n, 1);
		if (counts.item[0].labelled_twice != (cases[i].twice > 1))
			fail_msg("row %zu", i);
		assert_line(f, NULL, a, TB_LINE_LABELS, cases[i].twice > 1 ? "2" : "");
	}
	assert_int_equal(lines_of(f, (struct tb_line_query){ .outcome = "double" }).n, 0);
	assert_verifies(f);
}

/* Scanned before, and a picture shows a second label: that is news. */
static void test_stocktake_photo__a_second_label_is_noticed_later(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", NULL);
	const struct label labels[] = { { { QR }, { a } }, { { QR }, { a } } };
	struct tb_stocktake_summary summary;

	open_one(f);
	count_one(f, a);
	assert_int_equal(count_labels(f, labels, 2).item[0].verdict, TB_COUNT_CHANGED);
	assert_int_equal(count_labels(f, labels, 2).item[0].verdict, TB_COUNT_ALREADY);
	assert_int_equal(lines_of(f, (struct tb_line_query){ .outcome = "double" }).n, 1);
	close_it(f);
	assert_line(f, "00004-26-1", a, TB_LINE_OUTCOME, "found");
	assert_ok(f, tb_stocktake_summarise(f->db, "00004-26-1", &f->pool, &summary, &f->err));
	assert_int_equal(summary.labelled_twice, 1);
	assert_verifies(f);
}

static void test_stocktake_photo__without_a_code_or_no_picture(void **state)
{
	struct fixture *f = *state;
	const char *path = photograph(f, NULL, 0);

	open_one(f);
	assert_refused(f, try_count(f, (struct tb_count_req){ .picture = path }, NULL), TB_ENOTFOUND,
		       "no code was found");
	assert_refused(f, try_count(f, (struct tb_count_req){ .picture = f->path }, NULL), TB_EINVAL, "");
	assert_refused(f, try_count(f, (struct tb_count_req){ .picture = "/nonexistent" }, NULL), TB_ESYS, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stocktake_photo__all_labels_in_one_act),
		TEST(test_stocktake_photo__two_labels_of_one_asset),
		TEST(test_stocktake_photo__a_second_label_is_noticed_later),
		TEST(test_stocktake_photo__without_a_code_or_no_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
