#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "csvio/reading.h"

/* Columns of any of these names are known. */
static const char *const names[] = {
	"STT", "Tên", "Mã", "Nguyên giá", "Ghi chú", "Hao mòn: Tỷ lệ %", "Số hiệu", "Hao mòn: Số tiền", "Loại"
};

static size_t known_in(void *ctx, const struct tb_csv_row *row)
{
	size_t n = 0;

	(void)ctx;
	for (size_t i = 0; i < row->n; i++)
		for (size_t k = 0; k < COUNT(names); k++)
			n += row->cell[i].len == strlen(names[k]) &&
			     !memcmp(row->cell[i].text, names[k], row->cell[i].len);
	return n;
}

struct sample {
	int id;
	const char *text, *expected;
	int64_t titles, header_row, repeated, totals;
};

static const struct sample samples[] = {
	{ 1, "Tên,Mã\nx,1\n", "1:Tên|Mã\n2:x|1\n", 0, 1, 0, 0 },
	/* titles */
	{ 10, "CÔNG AN XÃ A,,\nSỔ TÀI SẢN CỐ ĐỊNH\n\nTên,Mã,Loại\nx,1,y\n", "4:Tên|Mã|Loại\n5:x|1|y\n", 2, 4, 0, 0 },
	{ 11, "CÔNG AN XÃ A,,,\nSTT,Tên,Mã,Loại\n1,x,2,y\n", "2:STT|Tên|Mã|Loại\n3:1|x|2|y\n", 1, 2, 0, 0 },
	{ 12, ",,SỔ,,\nSTT,Tên,Mã,p,q\n1,x,2,3,4\n", "2:STT|Tên|Mã|p|q\n3:1|x|2|3|4\n", 1, 2, 0, 0 },
	{ 13, "\x01\xFF\nTên,Mã\nx,1\n", "2:Tên|Mã\n3:x|1\n", 1, 2, 0, 0 },
	/* groups above names */
	{ 20, "STT,Tên,Nguyên giá,Hao mòn,,Ghi chú\n,,,Tỷ lệ %,Số tiền,\n1,x,5,6,7,z\n",
	  "1:STT|Tên|Nguyên giá|Hao mòn: Tỷ lệ %|Hao mòn: Số tiền|Ghi chú\n3:1|x|5|6|7|z\n", 0, 1, 0, 0 },
	{ 21, "STT,Tên,Hao mòn,Hao mòn\nSTT,Tên,Tỷ lệ %,Số tiền\n1,x,6,7\n",
	  "1:STT|Tên|Hao mòn: Tỷ lệ %|Hao mòn: Số tiền\n3:1|x|6|7\n", 0, 1, 0, 0 },
	{ 22, "A,,\nTên,Hao mòn,\n,Tỷ lệ %,Số tiền\nx,6,7\n", "2:Tên|Hao mòn: Tỷ lệ %|Hao mòn: Số tiền\n4:x|6|7\n", 1,
	  2, 0, 0 },
	/* three rows, and the group of all columns is not known */
	{ 23, "Ghi tăng TSCĐ,,,,Khấu hao\nSTT,Chứng từ,,Tên,\n,Số hiệu,Ngày,,\n1,a,b,x,9\n",
	  "2:STT|Chứng từ: Số hiệu|Chứng từ: Ngày|Tên|\n4:1|a|b|x|9\n", 1, 2, 0, 0 },
	/* a row of data is no row of names */
	{ 24, "Tên,Mã,,\nx,y,z,t\n", "1:Tên|Mã||\n2:x|y|z|t\n", 0, 1, 0, 0 },
	{ 25, "Tên,Mã,,\n,,z,t\n", "1:Tên|Mã||\n2:||z|t\n", 0, 1, 0, 0 },
	{ 26, "Tên,Mã,\nx,1,2\n", "1:Tên|Mã|\n2:x|1|2\n", 0, 1, 0, 0 },
	/* numbers of columns, the header again, totals */
	{ 30, "Tên,Mã,Loại\nA,1,2\nx,1,y\n", "1:Tên|Mã|Loại\n3:x|1|y\n", 0, 1, 1, 0 },
	{ 31, "Tên,Mã,Loại\n(1),(2),(3)=(1)+(2)\nx,1,y\n", "1:Tên|Mã|Loại\n3:x|1|y\n", 0, 1, 1, 0 },
	{ 32, "Tên,Mã,Loại\n1,3,2\n", "1:Tên|Mã|Loại\n2:1|3|2\n", 0, 1, 0, 0 },
	{ 33, "Tên,Mã\n1,2\n", "1:Tên|Mã\n2:1|2\n", 0, 1, 0, 0 },
	{ 34, "Tên,Mã,Loại\nx,1,y\n1,2,3\n", "1:Tên|Mã|Loại\n2:x|1|y\n3:1|2|3\n", 0, 1, 0, 0 },
	{ 35, "Tên,Mã,Loại\nA,B,1\nx,1,y\nTên,Mã,Loại\nA,B,1\nz,2,y\n", "1:Tên|Mã|Loại\n3:x|1|y\n6:z|2|y\n", 0, 1, 3,
	  0 },
	{ 36, "Tên,Hao mòn,\n,Tỷ lệ %,Số tiền\nx,6,7\nTên,Hao mòn,\n,Tỷ lệ %,Số tiền\ny,8,9\n",
	  "1:Tên|Hao mòn: Tỷ lệ %|Hao mòn: Số tiền\n3:x|6|7\n6:y|8|9\n", 0, 1, 2, 0 },
	{ 37,
	  "Tên,Mã,Nguyên giá\nx,1,5\nCộng trang,,5\nCộng nhóm 1,,5\nTổng cộng (3 tài sản),,\nTổng "
	  "cộng:,,\"1.234,50\"\n",
	  "1:Tên|Mã|Nguyên giá\n2:x|1|5\n", 0, 1, 0, 4 },
	{ 38, "STT,Tên,Nguyên giá\n1,x,5\n,Cộng,5\n,TỔNG CỘNG,\n,Tổng số,x\n", "1:STT|Tên|Nguyên giá\n2:1|x|5\n", 0, 1,
	  0, 3 },
	/* names that begin so, or are so */
	{ 39, "Tên,Mã\nCộng Hòa,1\nTổng đài,2\nCộng,a\nCổng,4\nTổ 1,3\nTotal station,5\n",
	  "1:Tên|Mã\n2:Cộng Hòa|1\n3:Tổng đài|2\n4:Cộng|a\n5:Cổng|4\n6:Tổ 1|3\n7:Total station|5\n", 0, 1, 0, 0 },
	/* no name is known */
	{ 40, "SỔ\na,b\n1,2\n", "2:a|b\n3:1|2\n", 1, 2, 0, 0 },
	{ 41, "a\nb\n", "1:a\n2:b\n", 0, 1, 0, 0 },
};

static void assert_layout(const struct sample *s, const struct tb_csv_info *info, const struct tb_str *out)
{
	if (strcmp(out->buf, s->expected) != 0)
		fail_msg("row %d: \"%s\"", s->id, out->buf);
	if (info->titles != s->titles || info->header_row != s->header_row || info->repeated != s->repeated ||
	    info->totals != s->totals)
		fail_msg("row %d: %lld titles, header %lld, %lld repeated, %lld totals", s->id, (long long)info->titles,
			 (long long)info->header_row, (long long)info->repeated, (long long)info->totals);
}

static void test_tables__finds_the_table(void **state)
{
	const struct tb_csv_opts opts = { .known = known_in };

	(void)state;
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct tb_str out = TB_STR_INIT;
		struct tb_csv_info info;

		read_bytes(samples[i].text, strlen(samples[i].text), &opts, &info, &out);
		assert_layout(&samples[i], &info, &out);
		tb_str_release(&out);
	}
}

static void test_tables__without_a_question_the_first_row_is_passed_as_any_other(void **state)
{
	struct tb_str out = TB_STR_INIT;
	struct tb_csv_info info;

	(void)state;
	read_bytes(BYTES("SỔ\nTên,Mã,Loại\nA,B,C\nCộng,1,\n"), NULL, &info, &out);
	assert_string_equal(out.buf, "1:SỔ\n2:Tên|Mã|Loại\n3:A|B|C\n4:Cộng|1|\n");
	assert_int_equal(info.header_row, 0);
	tb_str_release(&out);
}

/* ---- the header as the caller says ------------------------------------------------------------------------------- */

static const struct {
	int id;
	const char *text;
	int64_t row;
	const char *expected;
} declared[] = {
	{ 1, "Tên,Mã\nc,d\nx,y\n", 2, "2:c|d\n3:x|y\n" },
	{ 2, "Tên,Mã\n\nc,d\n", 2, "row 2, which is to be the header, is empty or not there" },
	{ 3, "Tên,Mã\n", 5, "row 5, which is to be the header, is empty or not there" },
	{ 4, "Tên,Mã\nx,a,\n,b,c\ny,z,1\n", 2, "2:x|a: b|a: c\n4:y|z|1\n" },
	{ 5, "Tên,Hao mòn,\n,Tỷ lệ %,Số tiền\nx,6,7\n", 1, "1:Tên|Hao mòn: Tỷ lệ %|Hao mòn: Số tiền\n3:x|6|7\n" },
	{ 6, "a,b\n", 1, "1:a|b\n" },
	{ 7, "a,,\nx,y,\n", 1, "1:a||\n2:x|y|\n" },
};

static void test_tables__takes_the_header_that_is_declared(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(declared); i++) {
		const struct tb_csv_opts opts = { .header_row = declared[i].row, .known = known_in };
		struct tb_str out = TB_STR_INIT;

		read_bytes(declared[i].text, strlen(declared[i].text), &opts, NULL, &out);
		if (strcmp(out.buf, declared[i].expected) != 0)
			fail_msg("row %d: \"%s\"", declared[i].id, out.buf);
		tb_str_release(&out);
	}
}

static void test_tables__the_header_is_sought_in_the_first_rows_only(void **state)
{
	const struct tb_csv_opts opts = { .known = known_in };
	struct tb_csv_info info;

	(void)state;
	for (size_t above = TB_CSV_HEADER_WITHIN - 1; above <= TB_CSV_HEADER_WITHIN; above++) {
		struct tb_str text = TB_STR_INIT, out = TB_STR_INIT;

		for (size_t i = 0; i < above; i++)
			tb_str_adds(&text, "title\n");
		tb_str_adds(&text, "Tên,Mã\nx,1\n");
		read_bytes(text.buf, text.len, &opts, &info, &out);
		assert_int_equal(info.header_row, above < TB_CSV_HEADER_WITHIN ? above + 1 : 1);
		tb_str_release(&text);
		tb_str_release(&out);
	}
}

static enum tb_status stop(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	++*(int *)ctx;
	return row->number == 3 ? tb_err_set(err, TB_EREFUSED, N_("enough")) : TB_OK;
}

static void test_tables__the_row_function_ends_the_reading(void **state)
{
	const struct tb_csv_opts opts = { .known = known_in };
	struct tb_err err = TB_ERR_INIT;
	FILE *f = file_of(BYTES("SỔ\nTên,Mã\nx,1\ny,2\n"));
	int calls = 0;

	(void)state;
	assert_int_equal(tb_csv_read(f, &opts, stop, &calls, NULL, &err), TB_EREFUSED);
	assert_int_equal(calls, 2);
	fclose(f);
}

static size_t known_and_shown(void *ctx, const struct tb_csv_row *row)
{
	if (!known_in(NULL, row)) {
		struct tb_err err = TB_ERR_INIT;

		(void)show_row(ctx, row, &err);
	}
	return known_in(NULL, row);
}

/* Who is asked may look at titles, and takes no row of data for one. */
static void test_tables__nobody_is_asked_about_rows_below_the_header(void **state)
{
	static const char *const texts[] = { "SỔ\nTên,Mã\nx,1\ny,2\nz,3\n", "SỔ\nTên,Mã\nx,1\n",
					     "SỔ\nTên,Mã,\nx,y,\n" };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const struct tb_csv_opts opts = { .known = known_and_shown };
		struct tb_str out = TB_STR_INIT;
		char *below;

		read_bytes(texts[i], strlen(texts[i]), &opts, NULL, &out);
		below = strstr(out.buf, "2:Tên");
		assert_non_null(below);
		*below = '\0';
		assert_non_null(strstr(out.buf, "1:SỔ\n"));
		assert_null(strpbrk(out.buf, "xyz"));
		tb_str_release(&out);
	}
}

/* ---- the bytes of a row ------------------------------------------------------------------------------------------ */

static enum tb_status show_raw(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_str *out = ctx;

	(void)err;
	tb_str_addf(out, "%lld@%lld:", (long long)row->number, (long long)row->line);
	tb_str_add(out, row->raw.text, row->raw.len);
	tb_str_addc(out, '\n');
	return TB_OK;
}

static void assert_raw(int id, const char *bytes, size_t len, const struct tb_csv_opts *opts, const char *expected)
{
	struct tb_err err = TB_ERR_INIT;
	struct tb_str out = TB_STR_INIT;
	FILE *f = file_of(bytes, len);

	assert_int_equal(tb_csv_read(f, opts, show_raw, &out, NULL, &err), TB_OK);
	fclose(f);
	if (strcmp(out.buf, expected) != 0)
		fail_msg("row %d: \"%s\"", id, out.buf);
	tb_str_release(&out);
}

static void test_tables__rows_keep_their_bytes_and_their_line(void **state)
{
	const struct tb_csv_opts ask = { .known = known_in }, vni = { .encoding = "VNI" };

	(void)state;
	assert_raw(1, BYTES(" a , \"b\"\"\" \r\n1,2\r\n"), NULL, "1@1: a , \"b\"\"\" \n2@2:1,2\n");
	assert_raw(2, BYTES("a,b\r\r\"x\r\ny\",\"\n\"\r1,2"), NULL, "1@1:a,b\n3@3:\"x\r\ny\",\"\n\"\n4@6:1,2\n");
	assert_raw(3, BYTES("\xEF\xBB\xBFsep=;\na;b\n\n;\n1;2\n"), NULL, "1@2:a;b\n4@5:1;2\n");
	assert_raw(4, BYTES("a\nCo\xE2ng\n"), &vni, "1@1:a\n2@2:Công\n");
	assert_raw(5,
		   BYTES("\xFF\xFE"
			 "a\0\n\0\xF4\0"),
		   NULL, "1@1:a\n2@2:ô\n");
	assert_raw(6, BYTES("SỔ\nTên,Mã\nx,=\"1\"\n"), &ask, "2@2:Tên,Mã\n3@3:x,=\"1\"\n");
	assert_raw(7, BYTES("Tên,Hao mòn,\n,Tỷ lệ %,Số tiền\nx,6,7\n"), &ask, "1@1:\n3@3:x,6,7\n");
	assert_raw(8, BYTES("12\" x, y\n"), NULL, "1@1:12\" x, y\n");
}

/* The border between two blocks falls once on each byte of the second row. */
static void test_tables__block_borders_do_not_show_in_bytes(void **state)
{
	enum { BLOCK_SIZE = 64 * 1024 };

	(void)state;
	for (size_t shift = 0; shift < 12; shift++) {
		struct tb_str s = TB_STR_INIT, expected = TB_STR_INIT;

		add_many(&s, 'p', BLOCK_SIZE - shift);
		tb_str_addf(&expected, "1@1:%s\n2@2:\"x\r\ny\",2\n4@5:z\n", s.buf);
		tb_str_adds(&s, "\r\n\"x\r\ny\",2\r\n\r\nz");
		assert_raw((int)shift, s.buf, s.len, NULL, expected.buf);
		tb_str_release(&s);
		tb_str_release(&expected);
	}
}

/* What was not found in the first block is looked for in the next. */
static void test_tables__line_ends_of_another_kind_in_a_later_block(void **state)
{
	struct tb_str s = TB_STR_INIT, expected = TB_STR_INIT;

	(void)state;
	add_many(&s, 'p', 60 * 1024);
	tb_str_adds(&s, "\n");
	tb_str_addf(&expected, "1@1:%s2@2:", s.buf);
	add_many(&s, 'q', 8 * 1024);
	add_many(&expected, 'q', 8 * 1024);
	tb_str_adds(&s, "\rx\ry\nz");
	tb_str_adds(&expected, "\n3@3:x\n4@4:y\n5@5:z\n");
	assert_raw(1, s.buf, s.len, NULL, expected.buf);
	tb_str_release(&s);
	tb_str_release(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables__finds_the_table),
		cmocka_unit_test(test_tables__without_a_question_the_first_row_is_passed_as_any_other),
		cmocka_unit_test(test_tables__takes_the_header_that_is_declared),
		cmocka_unit_test(test_tables__the_header_is_sought_in_the_first_rows_only),
		cmocka_unit_test(test_tables__the_row_function_ends_the_reading),
		cmocka_unit_test(test_tables__nobody_is_asked_about_rows_below_the_header),
		cmocka_unit_test(test_tables__rows_keep_their_bytes_and_their_line),
		cmocka_unit_test(test_tables__line_ends_of_another_kind_in_a_later_block),
		cmocka_unit_test(test_tables__block_borders_do_not_show_in_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
