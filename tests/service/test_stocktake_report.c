/* The record of a stocktake as CSV; as PDF it is form C53-HD, which has tests of its own. */
#include "service/stocktake_fixture.h"

static enum tb_status try_report(struct fixture *f, const char *stocktake, const char *file, bool excel)
{
	const struct tb_stocktake_report_req req = {
		.stocktake = stocktake,
		.path = tb_pool_printf(&f->pool, "%s/%s", f->dir, file),
		.excel = excel,
		.now = f->act.now,
	};

	tb_err_clear(&f->err);
	return tb_stocktake_report(f->db, &req, &f->err);
}

/* The text of a file in the test's folder; in the pool. */
static const char *text_of(struct fixture *f, const char *file)
{
	char text[10000];
	FILE *in = fopen(tb_pool_printf(&f->pool, "%s/%s", f->dir, file), "r");
	size_t len;

	assert_non_null(in);
	len = fread(text, 1, sizeof(text), in);
	fclose(in);
	return tb_pool_dup(&f->pool, text, len);
}

static void assert_row(const char *csv, const char *code, const char *rest)
{
	const char *at = strstr(csv, code), *end = at ? strstr(at, "\r\n") : NULL;

	if (!at || !end)
		fail_msg("no row of %s in %s", code, csv);
	at += strlen(code);
	if ((size_t)(end - at) != strlen(rest) || strncmp(at, rest, strlen(rest)) != 0)
		fail_msg("%s%.*s, not %s", code, (int)(end - at), at, rest);
}

static const char *add_worth(struct fixture *f, const char *unit, const char *cost)
{
	const char *tag = add_asset(f, "Xe", "XEM", unit, NULL);
	bool changed;

	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "cost", cost, NULL));
	return tag;
}

static void test_stocktake_report__a_row_for_each_line(void **state)
{
	struct fixture *f = *state;
	const char *found = add_worth(f, "00004", "100"), *worn = add_worth(f, "00004", "200");
	const char *gone = add_worth(f, "00004", "300"), *lent = add_worth(f, "00004", "400");
	const char *moved = add_worth(f, "00004", "500"), *other = add_worth(f, "00008", "600");
	const char *unpriced = add_asset(f, "Xe", "XEM", "00004", NULL), *csv;
	struct tb_custody_result done;

	assert_ok(f, checkout(f, "123-457", 3, &lent, 1, &done));
	open_one(f);
	later(f);
	count_one(f, found);
	count_as(f, worn, "worn");
	count_one(f, other);
	count_one(f, "LẠ");
	surplus(f, "Máy", "TAB");
	assert_ok(f, issue(f, "00008", &moved, 1, &done));
	close_it(f);
	assert_ok(f, try_report(f, "00004-26-1", "x.csv", false));
	csv = text_of(f, "x.csv");
	assert_int_equal(strncmp(csv, "Số TT,Tên tài sản cố định,Mã số,Nơi sử dụng,", 20), 0);
	assert_row(csv, found, ",Ba Đình,1,100,,1,100,,0,0,,");
	assert_row(csv, worn, ",Ba Đình,1,200,,1,200,,0,0,,\"cũ, xuống cấp\"");
	assert_row(csv, gone, ",Ba Đình,1,300,,0,0,0,-1,-300,,\"thiếu, không tìm thấy\"");
	assert_row(csv, unpriced, ",Ba Đình,1,,,0,0,0,-1,,,\"thiếu, không tìm thấy\"");
	assert_row(csv, lent, ",Trần Thị Hoà,1,400,,1,400,,0,0,,\"theo sổ mượn: 123-457 đang giữ, không đưa ra\"");
	assert_row(csv, moved, ",Ba Đình,1,500,,1,500,,0,0,,theo sổ: đã chuyển đi sau khi mở đợt");
	assert_row(csv, other, ",Ba Đình,0,0,0,1,600,,1,600,,thuộc đơn vị Ngọc Hà");
	assert_row(csv, "LẠ", ",Ba Đình,0,0,0,1,,,1,,,\"mã lạ, không có trong sổ\"");
	assert_row(csv, "S-1", ",Ba Đình,0,0,0,2,,,2,,,\"thừa, chưa có tem\"");
}

static void test_stocktake_report__of_one_that_is_open(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);

	open_one(f);
	count_one(f, tag);
	assert_ok(f, try_report(f, NULL, "x.csv", false));
	assert_row(text_of(f, "x.csv"), tag, ",Ba Đình,1,,,1,,,0,,,chưa chốt");
	assert_ok(f, try_report(f, NULL, "X.CSV", true));
	assert_int_equal(strncmp(text_of(f, "X.CSV"), "\xEF\xBB\xBF", 3), 0);
	assert_row(text_of(f, "X.CSV"), tag, ";Ba Đình;1;;;1;;;0;;;chưa chốt");
}

static void test_stocktake_report__is_refused(void **state)
{
	struct fixture *f = *state;

	assert_refused(f, try_report(f, NULL, "x.csv", false), TB_EREFUSED, "no stocktake is open");
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .blind = true }, NULL));
	assert_refused(f, try_report(f, NULL, "x.csv", false), TB_EREFUSED, "is blind");
	assert_refused(f, try_report(f, NULL, "x.doc", false), TB_EINVAL, "neither in .pdf nor in .csv");
	assert_refused(f, try_report(f, NULL, ".csv/", false), TB_EINVAL, "neither in");
	count_one(f, "lạ");
	close_it(f);
	assert_refused(f, try_report(f, "00004-26-1", "none/x.csv", false), TB_ESYS, "x.csv");
	assert_ok(f, try_report(f, "00004-26-1", "x.csv", false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stocktake_report__a_row_for_each_line),
		TEST(test_stocktake_report__of_one_that_is_open),
		TEST(test_stocktake_report__is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
