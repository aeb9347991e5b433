#include "service/import_fixture.h"

/* ---- what a row can be ------------------------------------------------------------------------------------------ */

static const char assets[] = "Tên tài sản;Loại;Đơn vị;Số sê-ri;Nguyên giá;Ngày mua;Màu\n"
			     "Xe máy Honda;XEM;00004;RLH1;12.500.000 đ;24/11/2025;đỏ\n"
			     "Xe máy Yamaha;xem;00008;RLH2;;;\n"
			     "Máy tính bảng;TAB;00008;T-1;9000000;1/7/2025;đen\n";

static void test_import__new_changed_same_and_rejected_add_up(void **state)
{
	struct fixture *f = *state;
	struct run r = import_text(f, &tb_asset_noun, assets, false);

	assert_counts(f, r, 3, 0, 0, 0);
	assert_int_equal(r.out.delimiter, ';');
	assert_true(r.out.batch > 0);
	assert_field(f, "RLH1", TB_ASSET_NAME, "Xe máy Honda");
	assert_field(f, "RLH1", TB_ASSET_COST, "12500000");
	assert_field(f, "RLH1", TB_ASSET_PURCHASED, "2025-11-24");
	assert_field(f, "RLH1", TB_ASSET_EXTRA, "{\"Màu\":\"đỏ\"}");
	assert_field(f, "RLH2", TB_ASSET_EXTRA, "");
	r = import_text(f, &tb_asset_noun,
			"name,kind,unit,serial,cost\n"
			"Xe máy Honda,XEM,00004,RLH1,13000000\n" /* changed */
			"Xe máy Yamaha,XEM,00008,rlh-2,\n"       /* changed: the serial is written otherwise */
			"Máy tính bảng,TAB,00008,T-1,\n"         /* the same */
			"Xe mới,XEM,00004,RLH3,1\n"              /* new */
			"Xe hỏng,NONE,00004,RLH4,1\n",           /* rejected */
			true);
	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 2, 1, 1);
	assert_problem(f, 0, "row 6", "NONE");
	assert_field(f, "RLH1", TB_ASSET_COST, "13000000");
	assert_field(f, "RLH1", TB_ASSET_PURCHASED, "2025-11-24");
	assert_verifies(f);
}

static void test_import__twice_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct tb_head first, second;

	assert_counts(f, import_text(f, &tb_asset_noun, assets, false), 3, 0, 0, 0);
	assert_ok(f, tb_ledger_head(f->db, &first, &f->err));
	assert_counts(f, import_text(f, &tb_asset_noun, assets, false), 0, 0, 3, 0);
	assert_counts(f, import_text(f, &tb_asset_noun, assets, true), 0, 0, 3, 0);
	assert_ok(f, tb_ledger_head(f->db, &second, &f->err));
	assert_string_equal(first.hash, second.hash);
	assert_verifies(f);
}

static void test_import__a_dry_run_changes_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t before = events(f);
	char path[80];
	struct run r;

	snprintf(path, sizeof(path), "%s/in.csv", f->dir);
	put_file(path, "name,kind,unit\nx,XEM,00004\ny,NONE,00004\n");
	r = import_file(f, &tb_asset_noun, path, true, true);
	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 0, 0, 1);
	assert_int_equal(r.out.batch, 0);
	assert_int_equal(events(f), before);
	snprintf(path, sizeof(path), "%s/rejects.csv", f->dir);
	assert_int_not_equal(access(path, F_OK), 0);
}

static void test_import__one_bad_row_refuses_the_file(void **state)
{
	struct fixture *f = *state;
	int64_t before = events(f);
	struct run r = import_text(f, &tb_asset_noun, "name,kind,unit\nx,XEM,00004\ny,NONE,00004\n", false);

	assert_int_equal(r.rc, TB_EREFUSED);
	assert_int_equal(r.out.batch, 0);
	assert_counts(f, r, 1, 0, 0, 1);
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

static void test_import__bad_cells_are_named(void **state)
{
	static const struct {
		int id;
		const char *row, *subject, *why;
	} cases[] = {
		{ 1, "x,XEM,00004,31/02/2026,,,", "row 2, column 'purchased'", "'31/02/2026' is no date" },
		{ 2, "x,XEM,00004,,-5,,", "row 2, column 'cost'", "negative" },
		{ 3, "x,XEM,00004,,99999999999999999999,,", "row 2, column 'cost'", "too large" },
		{ 4, "x,XEM,00004,,1.500,,", "row 2, column 'cost'", "two ways" },
		{ 5, "x,XEM,00004,,,0,", "row 2", "at least 1" },
		{ 6, "x,XEM,00004,,,,odd", "row 2, column 'condition'", "'odd'" },
		{ 7, "x\xFF,XEM,00004,,,,", "row 2, column 'name'", "UTF-8" },
		{ 8, "x\x01,XEM,00004,,,,", "row 2, column 'name'", "control character" },
		{ 9, ",XEM,00004,,,,", "row 2", "'name' is missing" },
		{ 10, "x,,00004,,,,", "row 2", "'kind' is missing" },
		{ 11, "x,XEM,77,,,,", "row 2", "'77'" },
		{ 12, "x,XEM,00004,,,,,too many", "row 2", "more cells" },
		{ 13, "\"x\ny\",XEM,00004,,,,", "row 2, column 'name'", "line break" },
	};
	struct fixture *f = *state;
	int64_t before = events(f);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_str csv = TB_STR_INIT;
		struct run r;

		tb_str_addf(&csv, "name,kind,unit,purchased,cost,quantity,condition\n%s\nok,XEM,00004,,,,\n",
			    cases[i].row);
		r = import_text(f, &tb_asset_noun, csv.buf, false);
		assert_counts(f, r, 1, 0, 0, 1);
		assert_int_equal(r.rc, TB_EREFUSED);
		assert_problem(f, 0, cases[i].subject, cases[i].why);
		tb_str_release(&csv);
	}
	assert_int_equal(events(f), before);
}

/* ---- rejects ---------------------------------------------------------------------------------------------------- */

static void replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from);

	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(at, to, strlen(to));
}

static void test_import__rejects_are_corrected_and_imported_again(void **state)
{
	struct fixture *f = *state;
	struct run r = import_text(f, &tb_asset_noun,
				   "name,kind,unit,purchased,serial,\"Màu, sắc\"\n"
				   "a,XEM,00004,1/7/2025,S1,đỏ\n"
				   "b,XEM,00004,31/02/2026,S2,\"xanh \"\"lá\"\"\"\n"
				   "c,XYZ,00004,,S3,\n",
				   true);
	char *rejects = read_file(f, "rejects.csv");

	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 0, 0, 2);
	assert_non_null(strstr(rejects, "rejected_row,rejected_column,rejected_reason,name,kind"));
	assert_non_null(strstr(rejects, "3,purchased,"));
	assert_non_null(strstr(rejects, "4,,"));
	replace(rejects, "31/02/2026,S2", "28/02/2026,S2");
	/* one of the two is corrected; the other comes back in the same form, with its reason of today */
	r = import_text(f, &tb_asset_noun, rejects, true);
	free(rejects);
	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 0, 0, 1);
	assert_field(f, "S2", TB_ASSET_PURCHASED, "2026-02-28");
	assert_field(f, "S2", TB_ASSET_EXTRA, "{\"Màu, sắc\":\"xanh \\\"lá\\\"\"}");
	rejects = read_file(f, "rejects.csv");
	assert_null(strstr(strstr(rejects, "rejected_row") + 1, "rejected_row"));
	replace(rejects, "c,XYZ", "c,XEM");
	r = import_text(f, &tb_asset_noun, rejects, true);
	free(rejects);
	assert_counts(f, r, 1, 0, 0, 0);
	assert_verifies(f);
}

/* ---- the header ------------------------------------------------------------------------------------------------- */

static void test_import__headers_that_are_refused(void **state)
{
	static const struct {
		int id;
		const char *csv, *why;
	} cases[] = {
		{ 1, "name,name,kind,unit\nx,y,XEM,00004\n", "mean the same" },
		{ 2, "name,Tên tài sản,kind,unit\nx,y,XEM,00004\n", "mean the same" },
		{ 3, "name,kind,unit,colour,colour\nx,XEM,00004,a,b\n", "mean the same" },
		{ 4, "name,unit\nx,00004\n", "no column for 'kind'" },
		{ 5, "x\n1\n", "no column for" },
		{ 6, "", "empty" },
		{ 7, "name,kind,unit\nx,\"XEM,00004\n", "quote" },
	};
	struct fixture *f = *state;
	int64_t before = events(f);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run r = import_text(f, &tb_asset_noun, cases[i].csv, false);

		assert_refused(f, r.rc, TB_EINVAL, cases[i].why);
	}
	assert_int_equal(events(f), before);
	assert_int_equal(import_file(f, &tb_asset_noun, "/nonexistent/in.csv", false, false).rc, TB_ESYS);
	assert_verifies(f);
}

static void test_import__columns_that_only_events_set_are_passed_over(void **state)
{
	struct fixture *f = *state;
	struct run r = import_text(f, &tb_asset_noun,
				   "name,kind,unit,serial,Trạng thái,custodian\nx,XEM,00004,S1,mất,123-456\n", false);

	assert_counts(f, r, 1, 0, 0, 0);
	assert_string_equal(r.out.ignored, "Trạng thái, custodian");
	assert_field(f, "S1", TB_ASSET_STATUS, "in_stock");
	assert_field(f, "S1", TB_ASSET_CUSTODIAN, "");
}

static void test_import__extra_columns_are_kept_and_merged(void **state)
{
	struct fixture *f = *state;

	assert_counts(f,
		      import_text(f, &tb_asset_noun,
				  "name,kind,unit,serial,Phòng,,Ámàu\nx,XEM,00004,S1,Kho 3,ô trống,đỏ\n", false),
		      1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_EXTRA, "{\"Phòng\":\"Kho 3\",\"column 6\":\"ô trống\",\"Ámàu\":\"đỏ\"}");
	assert_counts(f,
		      import_text(f, &tb_asset_noun, "name,kind,unit,serial,Phòng,Tầng\nx,XEM,00004,S1,Kho 4,2\n",
				  false),
		      0, 1, 0, 0);
	assert_field(f, "S1", TB_ASSET_EXTRA,
		     "{\"Phòng\":\"Kho 4\",\"Tầng\":\"2\",\"column 6\":\"ô trống\",\"Ámàu\":\"đỏ\"}");
	assert_verifies(f);
}

/* A file with a column of JSON and unknown columns beside it keeps both. */
static void test_import__extra_json_and_extra_columns(void **state)
{
	struct fixture *f = *state;

	assert_counts(f,
		      import_text(f, &tb_asset_noun,
				  "name,kind,unit,serial,extra,Phòng\nx,XEM,00004,S1,\"{\"\"a\"\":1}\",Kho 3\n", false),
		      1, 0, 0, 0);
	assert_field(f, "S1", TB_ASSET_EXTRA, "{\"Phòng\":\"Kho 3\",\"a\":1}");
}

/* ---- which record a row means ----------------------------------------------------------------------------------- */

static void test_import__assets_are_matched(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", "S1");
	struct tb_str csv = TB_STR_INIT;
	bool changed;

	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "old_code", "TS-1", NULL));
	/* by its tag, and nothing else is needed */
	tb_str_addf(&csv, "tag,maker\n%.5s-%s,Honda\n", tag, tag + 5);
	assert_counts(f, import_text(f, &tb_asset_noun, csv.buf, false), 0, 1, 0, 0);
	/* by its old code, before the serial */
	assert_counts(f, import_text(f, &tb_asset_noun, "name,kind,unit,old_code,serial\nb,XEM,00004,ts1,S9\n", false),
		      0, 1, 0, 0);
	assert_field(f, tag, TB_ASSET_NAME, "b");
	assert_field(f, tag, TB_ASSET_SERIAL, "S9");
	/* the same serial of another kind is another asset */
	assert_counts(f, import_text(f, &tb_asset_noun, "name,kind,unit,serial\nc,TAB,00004,S9\n", false), 1, 0, 0, 0);
	/* and does not hide the one of this kind; without a kind it names two */
	assert_counts(f, import_text(f, &tb_asset_noun, "name,kind,unit,serial\nd,XEM,00004,S9\n", false), 0, 1, 0, 0);
	assert_field(f, tag, TB_ASSET_NAME, "d");
	assert_counts(f, import_text(f, &tb_asset_noun, "tag,name,kind,unit,serial\n,e,,,S9\n", false), 0, 0, 0, 1);
	assert_problem(f, 0, "row 2", "is carried by several assets");
	/* a mistyped tag is never a new asset */
	assert_counts(f, import_text(f, &tb_asset_noun, "tag,name,kind,unit\n00004XEM2600099A,d,XEM,00004\n", false), 0,
		      0, 0, 1);
	assert_problem(f, 0, "row 2", "mistyped");
	tb_str_release(&csv);
	assert_verifies(f);
}

/* Two things that share a serial number such as 'N/A' would become one, and the second row would overwrite the first. */
static void test_import__a_second_row_about_the_same_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,serial\nx,XEM,00004,N/A\nx,XEM,00004,n.a\ny,XEM,00004,NA\n";

	assert_counts(f, import_text(f, &tb_asset_noun, csv, true), 1, 0, 0, 2);
	assert_problem(f, 0, "row 3", "an earlier row of this file");
	assert_field(f, "NA", TB_ASSET_NAME, "x");
	assert_counts(f, import_text(f, &tb_unit_noun, "code,name\n77,a\n77,b\n", false), 1, 0, 0, 1);
	assert_counts(f, import_text(f, &tb_unit_noun, "code,name\n77,a\n78,b\n77,a\n", true), 2, 0, 0, 1);
	assert_verifies(f);
}

/* Also where the first of them changed nothing, so that the same file changes nothing a second time. */
static void test_import__a_second_row_is_refused_behind_one_that_is_the_same(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,old_code,cost\nx,XEM,00004,A-1,5000000\nx,XEM,00004,A-1,7000000\n";

	assert_counts(f, import_text(f, &tb_asset_noun, csv, true), 1, 0, 0, 1);
	assert_counts(f, import_text(f, &tb_asset_noun, csv, true), 0, 0, 1, 1);
	assert_problem(f, 0, "row 3", "an earlier row of this file");
	assert_field(f, "A-1", TB_ASSET_COST, "5000000");
	assert_counts(f, import_text(f, &tb_unit_noun, "code,name\n77,a\n77,b\n", true), 1, 0, 0, 1);
	assert_counts(f, import_text(f, &tb_unit_noun, "code,name\n77,a\n77,b\n", true), 0, 0, 1, 1);
}

/* Two makers may give one serial number. */
static void test_import__a_serial_of_two_kinds_is_two_assets(void **state)
{
	struct fixture *f = *state;
	const char *csv = "name,kind,unit,serial\nx,XEM,00004,S-1\ny,TAB,00004,S-1\n";

	assert_counts(f, import_text(f, &tb_asset_noun, csv, false), 2, 0, 0, 0);
	assert_counts(f, import_text(f, &tb_asset_noun, csv, false), 0, 0, 2, 0);
	assert_counts(f, import_text(f, &tb_asset_noun, "kind,name,unit,serial\nTAB,z,00004,S-1\n", false), 0, 1, 0, 0);
	assert_verifies(f);
}

/* ---- trees ------------------------------------------------------------------------------------------------------ */

static void test_import__parents_may_stand_behind_their_children(void **state)
{
	struct fixture *f = *state;

	assert_counts(f,
		      import_text(f, &tb_unit_noun,
				  "code,name,parent\n10001,c,10\n10,b,1000\n1000,a,\n10002,d,10\n10003,e,10002\n",
				  false),
		      5, 0, 0, 0);
	assert_counts(f,
		      import_text(f, &tb_unit_noun,
				  "code,name,parent\n10001,c,10\n10,b,1000\n1000,a,\n10002,d,10\n10003,e,10002\n",
				  false),
		      0, 0, 5, 0);
	assert_verifies(f);
}

static void test_import__parents_that_never_come(void **state)
{
	struct fixture *f = *state;
	struct run r =
		import_text(f, &tb_unit_noun, "code,name,parent\n1,a,2\n2,b,3\n3,c,1\n4,d,99\n5,e,01\n6,f,4\n", true);

	assert_ok(f, r.rc);
	assert_counts(f, r, 1, 0, 0, 5);
	assert_problem(f, 0, "row 2", "'2'");
	assert_verifies(f);
}

static void test_import__all_nouns(void **state)
{
	struct fixture *f = *state;

	assert_counts(f, import_text(f, &tb_kind_noun, "Mã loại,Tên,Nhóm,Thuộc loại\nPIN,Đèn pin,công cụ,TAB\n", false),
		      1, 0, 0, 0);
	assert_counts(f,
		      import_text(f, &tb_person_noun,
				  "Số hiệu,Họ và tên,Cấp bậc,Đơn vị\n200-001,Le\u0302 Va\u0306n A,Thượng úy,00004\n"
				  ",Không số,,00004\n",
				  true),
		      1, 0, 0, 1);
	assert_problem(f, 0, "row 3", "'number' is missing");
	assert_ok(f, get(f, &tb_person_noun, "200-001").noun ? TB_OK : TB_EINVAL);
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_import__new_changed_same_and_rejected_add_up),
		TEST(test_import__twice_changes_nothing),
		TEST(test_import__a_dry_run_changes_nothing),
		TEST(test_import__one_bad_row_refuses_the_file),
		TEST(test_import__bad_cells_are_named),
		TEST(test_import__rejects_are_corrected_and_imported_again),
		TEST(test_import__headers_that_are_refused),
		TEST(test_import__columns_that_only_events_set_are_passed_over),
		TEST(test_import__extra_columns_are_kept_and_merged),
		TEST(test_import__extra_json_and_extra_columns),
		TEST(test_import__assets_are_matched),
		TEST(test_import__a_second_row_about_the_same_is_refused),
		TEST(test_import__a_second_row_is_refused_behind_one_that_is_the_same),
		TEST(test_import__a_serial_of_two_kinds_is_two_assets),
		TEST(test_import__parents_may_stand_behind_their_children),
		TEST(test_import__parents_that_never_come),
		TEST(test_import__all_nouns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
