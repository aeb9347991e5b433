#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/str.h>

#include "csvio/csvio.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum tb_status show_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_str *out = ctx;

	(void)err;
	tb_str_addf(out, "%lld", (long long)row->number);
	for (size_t i = 0; i < row->n; i++)
		tb_str_addf(out, "%s%.*s", i ? "|" : ":", (int)row->cell[i].len, row->cell[i].text);
	tb_str_addc(out, '\n');
	return TB_OK;
}

/* The words that name columns in these tests. */
static size_t count_known(void *ctx, const struct tb_csv_row *row)
{
	static const char *const words[] = { "Tên", "Loại", "Đơn vị", "Nguyên giá", "Số hiệu", "Ngày" };
	size_t n = 0;

	(void)ctx;
	for (size_t i = 0; i < row->n; i++)
		for (size_t k = 0; k < COUNT(words); k++)
			n += row->cell[i].len == strlen(words[k]) &&
			     !memcmp(row->cell[i].text, words[k], row->cell[i].len);
	return n;
}

struct layout {
	int id;
	const char *text;
	int64_t header_row; /* declared */
	const char *expected;
	int64_t header, titles, repeated, totals;
};

static const struct layout layouts[] = {
	{ 1, "Tên;Loại\nXe;XEM\n", 0, "1:Tên|Loại\n2:Xe|XEM\n", 1, 0, 0, 0 },
	{ 2, "CÔNG AN XÃ A, TỈNH B;;\n\nSỔ TÀI SẢN CỐ ĐỊNH;;\nTên;Loại;Đơn vị\nXe;XEM;00004\n", 0,
	  "4:Tên|Loại|Đơn vị\n5:Xe|XEM|00004\n", 4, 2, 0, 0 },
	/* a title that names one column is none where a better row follows */
	{ 3, "Đơn vị;Công an xã A\nTên;Loại;Màu\nXe;XEM;đỏ\n", 0, "2:Tên|Loại|Màu\n3:Xe|XEM|đỏ\n", 2, 1, 0, 0 },
	/* nothing names a column: the first row is the header, and whoever reads it says what is wrong */
	{ 4, "a;b\n1;2\n", 0, "1:a|b\n2:1|2\n", 1, 0, 0, 0 },
	{ 5, "Tên\nXe\nBàn\n", 0, "1:Tên\n2:Xe\n3:Bàn\n", 1, 0, 0, 0 },
	/* declared */
	{ 6, "Tên;Loại\nx;y\nz;w\n", 2, "2:x|y\n3:z|w\n", 2, 1, 0, 0 },
	/* two rows, the numbers of the columns, and all of it again on the next page */
	{ 7,
	  "STT;Chứng từ;;Tên;Hao mòn;\n;Số;Ngày;;Tỷ lệ;Tiền\nA;B;C;1;2;3\n1;5;x;Xe;10;5\nSTT;Chứng từ;;Tên;Hao mòn;\n"
	  ";Số;Ngày;;Tỷ lệ;Tiền\nA;B;C;1;2;3\n2;6;y;Bàn;10;5\nTổng cộng;;;;;10\n",
	  0, "1:STT|Chứng từ: Số|Chứng từ: Ngày|Tên|Hao mòn: Tỷ lệ|Hao mòn: Tiền\n4:1|5|x|Xe|10|5\n8:2|6|y|Bàn|10|5\n",
	  1, 0, 4, 1 },
	/* a row that begins like a second header, and is none */
	{ 8, "Tên;Loại;\n;XEM;5\nXe;;\n", 0, "1:Tên|Loại|\n2:|XEM|5\n3:Xe||\n", 1, 0, 0, 0 },
	/* totals, wherever they stand, and what only looks like one */
	{ 9, "Tên;Loại\nXe;1\nCộng:;1\nCổng;2\nCộng hoà;3\n;Tổng số\nTOTAL;9\nTổng đài;4\n", 0,
	  "1:Tên|Loại\n2:Xe|1\n4:Cổng|2\n5:Cộng hoà|3\n8:Tổng đài|4\n", 1, 0, 0, 3 },
	/* numbers that count are the numbers of columns right below the header only */
	{ 10, "Tên;Loại\nXe;x\n1;2\n", 0, "1:Tên|Loại\n2:Xe|x\n3:1|2\n", 1, 0, 0, 0 },
	{ 11, "Tên;Loại\n", 0, "1:Tên|Loại\n", 1, 0, 0, 0 },
	{ 12, "Sổ\nTên;Loại\n", 0, "2:Tên|Loại\n", 2, 1, 0, 0 },
	{ 13, "Tên;Loại;Nguyên giá\n1;2;3=1*2\nXe;XEM;5\n", 0, "1:Tên|Loại|Nguyên giá\n3:Xe|XEM|5\n", 1, 0, 1, 0 },
};

static void test_layout__what_is_a_row_of_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(layouts); i++) {
		const struct layout *l = &layouts[i];
		const struct tb_csv_opts opts = { .delimiter = ';', .header_row = l->header_row, .known = count_known };
		struct tb_err err = TB_ERR_INIT;
		struct tb_str out = TB_STR_INIT;
		struct tb_csv_info info;
		FILE *f = fmemopen((char *)l->text, strlen(l->text), "r");

		assert_int_equal(tb_csv_read(f, &opts, show_row, &out, &info, &err), TB_OK);
		if (strcmp(out.buf, l->expected) != 0)
			fail_msg("row %d: %s", l->id, out.buf);
		if (info.header_row != l->header || info.titles != l->titles || info.repeated != l->repeated ||
		    info.totals != l->totals)
			fail_msg("row %d: header %lld, %lld titles, %lld repeated, %lld totals", l->id,
				 (long long)info.header_row, (long long)info.titles, (long long)info.repeated,
				 (long long)info.totals);
		fclose(f);
		tb_str_release(&out);
	}
}

static void test_layout__a_header_too_far_down_is_not_found(void **state)
{
	const struct tb_csv_opts opts = { .known = count_known };
	struct tb_str text = TB_STR_INIT, out = TB_STR_INIT;
	struct tb_err err = TB_ERR_INIT;
	struct tb_csv_info info;
	FILE *f;

	(void)state;
	for (int i = 0; i < 40; i++)
		tb_str_adds(&text, "x,y\n");
	tb_str_adds(&text, "Tên,Loại\n");
	f = fmemopen(text.buf, text.len, "r");
	assert_int_equal(tb_csv_read(f, &opts, show_row, &out, &info, &err), TB_OK);
	assert_int_equal(info.header_row, 1);
	assert_int_equal(info.titles, 0);
	fclose(f);
	tb_str_release(&text);
	tb_str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout__what_is_a_row_of_the_table),
		cmocka_unit_test(test_layout__a_header_too_far_down_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
