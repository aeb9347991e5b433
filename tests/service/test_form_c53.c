/* The stocktake report on paper, and the ledger's anchor on it: printed, photographed, verified. */
#include "service/fixture.h"

#include "service/form_c53.h"

/* ---- papers ----------------------------------------------------------------------------------------------------------- */

/* Lines that are given one after the other. */
struct lines {
	const struct tb_c53_line *line;
	size_t n, given;
	size_t fail_at; /* answered with TB_EREFUSED; 0 for none */
};

static enum tb_status next_line(void *ctx, struct tb_c53_line *line, bool *more, struct tb_err *err)
{
	struct lines *l = ctx;

	if (l->fail_at && l->given + 1 == l->fail_at)
		return tb_err_set(err, TB_EREFUSED, "line '%zu' is not wanted", l->fail_at);
	*more = l->given < l->n;
	if (*more)
		*line = l->line[l->given++];
	return TB_OK;
}

static const struct tb_c53_member board[] = {
	{ "Nguyễn Văn Đức", "Phó trưởng Công an xã", "Trưởng ban" },
	{ "Trần Thị Hoà", "Cán bộ hậu cần", "Uỷ viên" },
};

static const char *in_dir(struct fixture *f, const char *name)
{
	return tb_pool_printf(&f->pool, "%s/%s", f->dir, name);
}

/* What a shell command prints that runs in the test's folder; in the test's pool. */
static const char *output_of(struct fixture *f, const char *command)
{
	char text[100000];
	FILE *p = popen(tb_pool_printf(&f->pool, "cd %s && { %s; }", f->dir, command), "r");

	assert_non_null(p);
	text[fread(text, 1, sizeof(text) - 1, p)] = '\0';
	pclose(p);
	return tb_pool_strdup(&f->pool, text);
}

static enum tb_status try_write(struct fixture *f, struct lines *lines, const char *own_folder, const char *file)
{
	struct tb_outfile out = TB_OUTFILE_INIT;
	struct tb_head head;
	const struct tb_c53 form = { .parent = "Công an tỉnh Hưng Yên",
				     .unit = "Công an xã Đồng Tiến",
				     .budget_code = "1127644",
				     .stocktake = "KK-2026-0003",
				     .counted_at = NOW,
				     .board = board,
				     .n_board = COUNT(board),
				     .accountant = "Lê Thị Bích Ngọc",
				     .board_head = "Nguyễn Văn Đức",
				     .head = &head,
				     .own_folder = own_folder,
				     .next = next_line,
				     .ctx = lines };
	enum tb_status rc;

	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	rc = tb_outfile_open(&out, in_dir(f, file), &f->err);
	if (!rc)
		rc = tb_c53_write(&form, &out, &f->err);
	if (!rc)
		rc = tb_outfile_commit(&out, &f->err);
	tb_outfile_release(&out);
	return rc;
}

/* The report's text, blanks run together. */
static const char *report(struct fixture *f, const struct tb_c53_line *line, size_t n)
{
	struct lines lines = { .line = line, .n = n };

	assert_ok(f, try_write(f, &lines, NULL, "a.pdf"));
	return output_of(f, "qpdf --check a.pdf >qpdf.log 2>&1 || cat qpdf.log; pdftotext -layout a.pdf - | tr -s ' '");
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in: %s", part, text);
}

/* ---- what is printed ---------------------------------------------------------------------------------------------------- */

static void test_c53__says_what_was_counted(void **state)
{
	static const struct tb_c53_line lines[] = {
		{ .heading = "Xe mô tô" },
		{ .name = "Xe Wave",
		  .code = "00004-XEM-26-00017-K",
		  .place = "Trực ban",
		  .note = "Đủ",
		  .book = { 1, 12500000, 3400000 },
		  .counted = { 1, 12500000, 3400000 } },
		{ .name = "Xe Dream", .code = "KHO-1", .book = { 2, 30000000, 1000000 }, .counted = { 0, 0, 0 } },
		{ .name = "Xe Cub", .code = "KHO-2", .book = { 0, 0, 0 }, .counted = { 1, 2000, 1000 } },
	};
	struct fixture *f = *state;
	const char *text = report(f, lines, COUNT(lines));

	assert_has(text, "CÔNG AN TỈNH HƯNG YÊN");
	assert_has(text, "CÔNG AN XÃ ĐỒNG TIẾN");
	assert_has(text, "Mã QHNS: 1127644");
	assert_has(text, "Mẫu số C53-HD");
	assert_has(text, "Số: KK-2026-0003");
	assert_has(text, "BIÊN BẢN KIỂM KÊ TÀI SẢN CỐ ĐỊNH");
	assert_has(text, "17 giờ 05 ngày 24 tháng 11 năm 2026");
	assert_has(text, "- Ông/Bà: Trần Thị Hoà Chức vụ: Cán bộ hậu cần Nhiệm vụ: Uỷ viên");
	assert_has(text, "Theo sổ kế toán Theo kiểm kê Chênh lệch");
	assert_has(text, "A B C D 1 2 3 4 5 6 7 8 9 E");
	assert_has(text, "Xe mô tô\n");
	assert_has(text,
		   "1 Xe Wave 00004-XEM-26-00017-K Trực ban 1 12.500.000 3.400.000 1 12.500.000 3.400.000 0 0 0 Đủ\n");
	assert_has(text, "2 Xe Dream KHO-1 2 30.000.000 1.000.000 0 0 0 -2 -30.000.000 -1.000.000\n");
	assert_has(text, "3 Xe Cub KHO-2 0 0 0 1 2.000 1.000 1 2.000 1.000\n");
	assert_has(text, "Cộng 3 42.500.000 4.400.000 2 12.502.000 3.401.000 -1 -29.998.000 -999.000\n");
	assert_has(text, "Thủ trưởng đơn vị Kế toán trưởng Trưởng ban kiểm kê");
	assert_has(text, "Lê Thị Bích Ngọc Nguyễn Văn Đức\n"); /* in front of them dots for the chief */
	assert_has(text, "....");
	assert_has(text, "Trang 1/1");
}

/* What nobody knows makes what follows from it unknown, and nothing else. */
static void test_c53__unknown_stays_unknown(void **state)
{
	static const struct tb_c53_line lines[] = {
		{ .name = "Một", .book = { 1, 500, TB_FORM_UNKNOWN }, .counted = { 1, 400, 300 } },
		{ .name = "Hai", .book = { 1, 500, 100 }, .counted = { 1, 500, 100 } },
	};
	struct fixture *f = *state;
	const char *text = report(f, lines, COUNT(lines));

	assert_has(text, "1 Một 1 500 … 1 400 300 0 -100 …\n");
	assert_has(text, "Cộng 2 1.000 … 2 900 400 0 -100 …\n");
}

/* Sums that no number holds are unknown too, never wrong. */
static void test_c53__overflow_is_unknown(void **state)
{
	static const struct tb_c53_line lines[] = {
		{ .name = "Một", .book = { 1, INT64_MAX, 1 }, .counted = { 1, -5, 1 } },
		{ .name = "Hai", .book = { 1, 1, 1 }, .counted = { 1, 1, 1 } },
	};
	struct fixture *f = *state;
	const char *text = report(f, lines, COUNT(lines));

	assert_has(text, "1 Một 1 9.223.372.036.854.775.807 1 1 -5 1 0 … 0\n");
	assert_has(text, "Cộng 2 … 2 2 -4 2 0 … 0\n");
}

static void test_c53__without_lines(void **state)
{
	assert_has(report(*state, NULL, 0), "Cộng 0 0 0 0 0 0 0 0 0\n");
}

static void test_c53__an_office_has_its_own_words(void **state)
{
	struct fixture *f = *state;
	struct lines lines = { .n = 0 };

	output_of(f, tb_pool_printf(
			     &f->pool,
			     "mkdir -p own/forms && sed 's/Mẫu số C53-HD/Mẫu số 9-X/; s/Kế toán trưởng/Phụ trách kế "
			     "toán/' '%s/forms/c53-hd.ini' >own/forms/c53-hd.ini",
			     tb_file_own(&f->pool, "labels", "missing")));
	assert_ok(f, try_write(f, &lines, in_dir(f, "own"), "a.pdf"));
	assert_has(output_of(f, "pdftotext -layout a.pdf -"), "Mẫu số 9-X");
	assert_has(output_of(f, "pdftotext -layout a.pdf -"), "Phụ trách kế toán");
	assert_refused(f, try_write(f, &lines, in_dir(f, "none"), "b.pdf"), TB_ESYS, "cannot read the folder");
}

static void test_c53__a_failure_leaves_no_file(void **state)
{
	static const struct tb_c53_line line = { .name = "Một" };
	struct lines lines = { .line = &line, .n = 1, .fail_at = 1 };
	struct fixture *f = *state;

	assert_refused(f, try_write(f, &lines, NULL, "a.pdf"), TB_EREFUSED, "is not wanted");
	assert_string_equal(output_of(f, "ls a.pdf* 2>&- | wc -l"), "0\n");
}

/* ---- the anchor on it ---------------------------------------------------------------------------------------------------- */

static const char *picture(struct fixture *f, const char *name)
{
	return tb_pool_printf(&f->pool, "@%s/%s", f->dir, name);
}

/* A picture of the last page of NAME.pdf, as text for --anchor. */
static const char *photograph(struct fixture *f, const char *name)
{
	output_of(f,
		  tb_pool_printf(&f->pool, "pdftoppm -r 150 -png -singlefile -f $(qpdf --show-npages %s.pdf) %s.pdf %s",
				 name, name, name));
	return picture(f, tb_pool_printf(&f->pool, "%s.png", name));
}

static void assert_anchored(struct fixture *f, const char *anchor)
{
	struct tb_verdict verdict;

	assert_ok(f, tb_ledger_verify(f->db, anchor, false, &verdict, &f->err));
	assert_true(verdict.anchored);
	tb_problems_release(&verdict.problems);
}

static void assert_not_anchored(struct fixture *f, const char *anchor, enum tb_status rc, const char *says)
{
	struct tb_verdict verdict;

	assert_refused(f, tb_ledger_verify(f->db, anchor, true, &verdict, &f->err), rc, says);
	tb_problems_release(&verdict.problems);
}

static void test_c53__its_picture_is_an_anchor(void **state)
{
	struct tb_c53_line *lines = calloc(60, sizeof(*lines));
	struct lines many = { .line = lines, .n = 60 };
	struct fixture *f = *state;

	assert_non_null(lines);
	for (size_t i = 0; i < 60; i++)
		lines[i].name = "Máy tính xách tay";
	assert_ok(f, try_write(f, &many, NULL, "a.pdf"));
	assert_anchored(f, photograph(f, "a"));
	add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	output_of(f, "pdftoppm -r 150 -jpeg -singlefile -f $(qpdf --show-npages a.pdf) a.pdf b");
	assert_anchored(f, picture(f, "b.jpg"));
	output_of(f, "pdftoppm -r 150 -png -singlefile -f 1 a.pdf c"); /* the first page has none */
	assert_not_anchored(f, picture(f, "c.png"), TB_ENOTFOUND, "no anchor was found in picture");
	free(lines);
}

static void test_c53__a_paper_of_removed_events_betrays_it(void **state)
{
	struct fixture *f = *state;
	struct lines none = { .n = 0 };

	assert_ok(f, try_write(f, &none, NULL, "before.pdf"));
	assert_ok(f, tb_backup(f->db, in_dir(f, "copy.db"), &f->err));
	add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	assert_ok(f, try_write(f, &none, NULL, "after.pdf"));
	tb_db_close(f->db);
	f->db = NULL;
	assert_ok(f, tb_db_open(in_dir(f, "copy.db"), TB_DB_READ, &f->db, &f->err));
	assert_anchored(f, photograph(f, "before"));
	assert_not_anchored(f, photograph(f, "after"), TB_ECORRUPT,
			    "the newest events were removed since it was printed");
}

/* A form of one's own that is little more than the anchor, so many mm lower. */
static void put_bare_form(struct fixture *f, int space)
{
	output_of(
		f,
		tb_pool_printf(
			&f->pool,
			"mkdir -p own/forms && printf '[form]\\npage = portrait\\n[line a]\\ntext = x\\nspace = %d\\n' "
			">own/forms/c53-hd.ini",
			space));
}

/* Two papers in one picture are one anchor only if they say the same. */
static void test_c53__several_papers_in_a_picture(void **state)
{
	struct fixture *f = *state;
	struct lines none = { .n = 0 };
	const char *own = in_dir(f, "own");

	put_bare_form(f, 5);
	assert_ok(f, try_write(f, &none, own, "a.pdf"));
	put_bare_form(f, 48);
	assert_ok(f, try_write(f, &none, own, "b.pdf"));
	add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	assert_ok(f, try_write(f, &none, own, "c.pdf"));
	output_of(f, "qpdf a.pdf --overlay b.pdf -- ab.pdf; qpdf a.pdf --overlay c.pdf -- ac.pdf");
	assert_anchored(f, photograph(f, "ab"));
	assert_not_anchored(f, photograph(f, "ac"), TB_EREFUSED, "shows several different anchors");
}

static void test_c53__pictures_that_are_none(void **state)
{
	struct fixture *f = *state;

	output_of(f, "echo text >a.png");
	assert_not_anchored(f, picture(f, "a.png"), TB_EINVAL, "a.png");
	assert_not_anchored(f, picture(f, "none.png"), TB_ESYS, "none.png");
	assert_not_anchored(f, "@", TB_ESYS, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_c53__says_what_was_counted),       TEST(test_c53__unknown_stays_unknown),
		TEST(test_c53__overflow_is_unknown),         TEST(test_c53__without_lines),
		TEST(test_c53__an_office_has_its_own_words), TEST(test_c53__a_failure_leaves_no_file),
		TEST(test_c53__its_picture_is_an_anchor),    TEST(test_c53__a_paper_of_removed_events_betrays_it),
		TEST(test_c53__several_papers_in_a_picture), TEST(test_c53__pictures_that_are_none),
	};

	return cmocka_run_group_tests_name("form_c53", tests, NULL, NULL);
}
