/* A run: its threads, what ends it, and labels that do not read back. */
#include "labels.h"

/* ---- threads ------------------------------------------------------------------------------------------------------ */

static void test_run__threads_change_nothing(void **state)
{
	static const char *const suffixes[] = { "pdf", "zpl", "tspl" };
	struct tb_label *labels = many_labels(1000);
	struct tb_label_job job = { .labels = labels, .n = 1000, .dpi = 203 };

	(void)state;
	for (size_t i = 0; i < COUNT(suffixes); i++) {
		char file[40];

		job.n = i ? 60 : 1000;
		job.threads = 1;
		snprintf(file, sizeof(file), "one.%s", suffixes[i]);
		assert_int_equal(draw(&job, file).done, job.n);
		job.threads = 4;
		snprintf(file, sizeof(file), "four.%s", suffixes[i]);
		assert_int_equal(draw(&job, file).done, job.n);
		job.threads = 0;
		snprintf(file, sizeof(file), "all.%s", suffixes[i]);
		assert_int_equal(draw(&job, file).done, job.n);
		assert_string_equal(output_of("cmp one.%s four.%s && cmp one.%s all.%s && echo same", suffixes[i],
					      suffixes[i], suffixes[i], suffixes[i]),
				    "same\n");
	}
	assert_string_equal(output_of("pdfinfo one.pdf | sed -n 's/^Pages: *//p'"), "48\n");
	free(labels);
}

static void test_run__more_threads_than_pages_are_no_fault(void **state)
{
	const struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203, .threads = 64 };

	(void)state;
	assert_int_equal(draw(&job, "one.pdf").pages, 1);
}

/* ---- the sink ----------------------------------------------------------------------------------------------------- */

static void test_run__sink_that_fails_ends_the_run(void **state)
{
	struct tb_label *labels = many_labels(1000);
	const char *const files[] = { "failed.pdf", "failed.png", "failed.zpl" };

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++)
		for (int threads = 1; threads <= 4; threads += 3) {
			const struct tb_label_job job = {
				.labels = labels, .n = 1000, .dpi = 203, .threads = threads, .sheet = "a4-60x40"
			};
			struct drawing d = { .fail_at_page = 3 };
			struct tb_err err = TB_ERR_INIT;

			assert_int_equal(draw_into(&job, files[i], &d, &err), TB_EREFUSED);
			assert_message(&err, "page '3' is not wanted");
			assert_int_equal(d.pages, 3);
			assert_int_equal(d.done, 42);
		}
	free(labels);
}

static enum tb_status write_nothing(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	(void)ctx;
	(void)bytes;
	(void)len;
	return tb_err_set(err, TB_ESYS, "the disk is full");
}

static enum tb_status never_done(void *ctx, size_t n, struct tb_err *err)
{
	(void)ctx;
	(void)n;
	return tb_err_set(err, TB_ECORRUPT, "never reached");
}

static void test_run__sink_need_not_be_told_of_pages(void **state)
{
	const struct tb_label_sink sink = { .write = write_nothing, .done = never_done };
	struct tb_label_job job = { .labels = &sample, .n = 1, .dpi = 203, .copies = 1 };

	(void)state;
	for (int format = TB_LABEL_PDF; format <= TB_LABEL_TSPL; format++) {
		struct tb_err err = TB_ERR_INIT;

		job.format = (enum tb_label_format)format;
		assert_int_equal(tb_label_draw(&job, &sink, &err), TB_ESYS);
		assert_message(&err, "the disk is full");
	}
}

/* A label in the middle that cannot be drawn ends the run, after the pages before it. */
static void test_run__bad_payload_in_the_middle_is_named(void **state)
{
	struct tb_label *labels = many_labels(100);
	const struct tb_label_job job = { .labels = labels, .n = 100, .dpi = 203, .threads = 4, .sheet = "a4-60x40" };
	struct tb_err err = TB_ERR_INIT;
	struct drawing d = { 0 };

	(void)state;
	labels[50].payload = "không";
	assert_int_equal(draw_into(&job, "bad.pdf", &d, &err), TB_EINVAL);
	assert_message(&err, "'không' cannot be a symbol");
	assert_int_equal(d.done, 42);
	free(labels);
}

/* ---- checks ------------------------------------------------------------------------------------------------------- */

struct checks {
	const char *refuse, *fail; /* payloads */
	int asked;
};

static enum tb_status check(void *ctx, int worker, const struct tb_label_proof *proof, struct tb_err *err)
{
	struct checks *c = ctx;
	int least = dots(60, 203);
	bool black = false, white = false;

	__atomic_add_fetch(&c->asked, 1, __ATOMIC_RELAXED);
	if (worker < 0 || worker > 3 || proof->n != 2 || proof->width != least || proof->qr_module != 5)
		return tb_err_set(err, TB_ECORRUPT, "wrong proof");
	if (strcmp(proof->symbol[0].symbology, "qrcode") != 0 || strcmp(proof->symbol[1].symbology, "code128") != 0 ||
	    strcmp(proof->symbol[0].text, proof->symbol[1].text) != 0)
		return tb_err_set(err, TB_ECORRUPT, "wrong symbols");
	for (int i = 0; i < proof->width * proof->height; i++) {
		black |= proof->grey[i] == 0;
		white |= proof->grey[i] == 255;
	}
	if (!black || !white)
		return tb_err_set(err, TB_ECORRUPT, "nothing is drawn");
	if (c->refuse && !strcmp(proof->symbol[0].text, c->refuse))
		return tb_err_set(err, TB_EREFUSED, "'%s' does not read back", c->refuse);
	if (c->fail && !strcmp(proof->symbol[0].text, c->fail))
		return tb_err_set(err, TB_ESYS, "the decoder is gone");
	return TB_OK;
}

static long ink_at(const struct picture *p, int place)
{
	return count_ink(p, dots(15 + 60 * (place % 3), 203), dots(8.5 + 40 * (place / 3), 203), dots(60, 203) - 1,
			 dots(40, 203) - 1);
}

static void assert_places(const char *png, int from, int to, int empty_from, int empty_to)
{
	struct picture p = read_png(png);

	for (int i = 0; i < 21; i++) {
		bool expected = i >= from && i < to && !(i >= empty_from && i < empty_to);

		if ((ink_at(&p, i) > 0) != expected)
			fail_msg("%s: place %d is %s", png, i, expected ? "empty" : "not empty");
	}
	free(p.grey);
}

static void test_run__label_that_does_not_read_back_leaves_its_place_empty(void **state)
{
	struct tb_label *labels = many_labels(10);
	struct checks checks = { .refuse = "00004XEM2600005K" };
	const struct tb_label_job job = {
		.labels = labels, .n = 10, .dpi = 203, .sheet = "a4-60x40", .check = check, .check_ctx = &checks
	};
	struct drawing d = draw(&job, "checked.png");

	(void)state;
	assert_int_equal(d.done, 10);
	assert_int_equal(d.n_refused, 1);
	assert_int_equal(d.refused[0], 5);
	assert_message(&d.why, "'00004XEM2600005K' does not read back");
	assert_int_equal(checks.asked, 10);
	assert_places("checked.png", 0, 10, 5, 6);
	draw(&job, "checked.pdf");
	assert_string_equal(output_of("pdftotext -raw checked.pdf - | grep -c '^00004XEM26'; "
				      "pdftotext -raw checked.pdf - | grep -c 00005K"),
			    "9\n0\n");
	free(labels);
}

/* Label 5 has the last two places of one page and the first of the next. */
static void test_run__refusal_is_told_once_whatever_the_copies(void **state)
{
	struct tb_label *labels = many_labels(10);
	struct checks checks = { .refuse = "00004XEM2600005K" };

	(void)state;
	for (int threads = 1; threads <= 4; threads += 3) {
		const struct tb_label_job job = { .labels = labels,
						  .n = 10,
						  .dpi = 203,
						  .copies = 3,
						  .skip = 4,
						  .threads = threads,
						  .sheet = "a4-60x40",
						  .check = check,
						  .check_ctx = &checks };
		struct drawing d = draw(&job, "checked.png");

		assert_int_equal(d.pages, 2);
		assert_int_equal(d.done, 10);
		assert_int_equal(d.n_refused, 1);
		assert_int_equal(d.refused[0], 5);
		assert_places("checked.png", 4, 21, 19, 21);
		assert_places("2-checked.png", 0, 13, 0, 1);
	}
	free(labels);
}

static void test_run__check_that_fails_ends_the_run(void **state)
{
	struct tb_label *labels = many_labels(100);
	struct checks checks = { .fail = "00004XEM2600050K" };
	const struct tb_label_job job = {
		.labels = labels, .n = 100, .dpi = 203, .threads = 4, .check = check, .check_ctx = &checks
	};
	struct drawing d = { 0 };
	struct tb_err err = TB_ERR_INIT;

	(void)state;
	assert_int_equal(draw_into(&job, "checked.pdf", &d, &err), TB_ESYS);
	assert_message(&err, "the decoder is gone");
	assert_int_equal(d.done, 42);
	assert_int_equal(d.n_refused, 0);
	free(labels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run__threads_change_nothing),
		cmocka_unit_test(test_run__more_threads_than_pages_are_no_fault),
		cmocka_unit_test(test_run__sink_that_fails_ends_the_run),
		cmocka_unit_test(test_run__sink_need_not_be_told_of_pages),
		cmocka_unit_test(test_run__bad_payload_in_the_middle_is_named),
		cmocka_unit_test(test_run__label_that_does_not_read_back_leaves_its_place_empty),
		cmocka_unit_test(test_run__refusal_is_told_once_whatever_the_copies),
		cmocka_unit_test(test_run__check_that_fails_ends_the_run),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
