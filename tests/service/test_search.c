#include "service/fixture.h"

static enum tb_status collect(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	(void)err;
	tb_str_addf(ctx, "%s;", tb_text(r, TB_ASSET_NAME));
	return TB_OK;
}

static void assert_finds(struct fixture *f, int id, struct tb_query query, const char *expected)
{
	struct tb_str got = TB_STR_INIT;

	assert_ok(f, tb_list(f->db, &tb_asset_noun, &query, collect, &got, &f->err));
	if (strcmp(got.buf, expected) != 0)
		fail_msg("row %d: %s: %s", id, query.words, got.buf);
	tb_str_release(&got);
}

static void test_search__by_words(void **state)
{
	static const struct {
		int id;
		const char *words, *found;
	} cases[] = {
		/* without accents, in whatever case */
		{ 1, "den pin", "Đèn pin;Đen pin;" },
		{ 2, "DEN PIN", "Đèn pin;Đen pin;" },
		{ 3, "hoa chat", "Hoá chất;Hóa chất;Hoa chất;" },
		/* with them: the exact ones first */
		{ 4, "đèn pin", "Đèn pin;Đen pin;" },
		{ 5, "đen pin", "Đen pin;Đèn pin;" },
		{ 6, "hoa chất", "Hoa chất;Hoá chất;Hóa chất;" },
		/* wherever the tone is set, and however it is encoded */
		{ 7, "hóa chất", "Hoá chất;Hóa chất;Hoa chất;" },
		{ 8, "hoá chất", "Hoá chất;Hóa chất;Hoa chất;" },
		{ 9, "hoa\u0301 cha\u0302\u0301t", "Hoá chất;Hóa chất;Hoa chất;" },
		{ 10, "\u0111e\u0300n", "Đèn pin;Đen pin;" },
		/* the beginning of the last word */
		{ 11, "den p", "Đèn pin;Đen pin;" },
		{ 12, "hoa ch", "Hoá chất;Hóa chất;Hoa chất;" },
		{ 13, "de pin", "" },
		/* in any order; model and maker too */
		{ 14, "pin đèn", "Đèn pin;Đen pin;" },
		{ 15, "honda", "Xe máy;" },
		{ 16, "wave xe", "Xe máy;" },
		/* codes by their beginning */
		{ 17, "29b1", "Xe máy;" },
		{ 18, "29-B1 12", "Xe máy;" },
		{ 19, "RLH-00", "Xe máy;" },
		{ 20, "00004TAB", "Đèn pin;Đen pin;Hoá chất;Hóa chất;Hoa chất;" },
		{ 21, "00004-tab-26-00002", "Đen pin;" },
		{ 22, "B1", "" },
		/* nothing, and nothing that could be taken for a query */
		{ 23, "không có", "" },
		{ 24, "", "" },
		{ 25, " - ", "" },
		{ 26, "\"", "" },
		{ 27, "pin AND", "" },
		{ 28, "pin OR chat", "" },
		{ 29, "plain:pin", "" },
		{ 30, "pin*", "Đèn pin;Đen pin;" },
		{ 31, "NEAR(den pin)", "" },
		{ 32, "(pin)", "Đèn pin;Đen pin;" },
		{ 33, "'; DROP TABLE asset; --", "" },
	};
	struct fixture *f = *state;

	add_asset(f, "Đèn pin", "TAB", "00004", NULL);
	add_asset(f, "Đen pin", "TAB", "00004", NULL);
	add_asset(f, "Hoá chất", "TAB", "00004", NULL);
	add_asset(f, "Hóa chất", "TAB", "00004", NULL);
	add_asset(f, "Hoa chất", "TAB", "00004", NULL);
	assert_ok(f, try_add(f, &tb_asset_noun, "name", "Xe máy", "kind", "XEM", "unit", "00008", "maker", "Honda",
			     "model", "Wave α", "plate", "29-B1 123.45", "serial", "RLH 00/17", NULL));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_finds(f, cases[i].id, (struct tb_query){ .words = cases[i].words }, cases[i].found);
}

static void test_search__follows_changes(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Đèn pin", "TAB", "00004", "S-100");
	bool changed;

	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "name", "Loa", "serial", "S-200", NULL));
	assert_finds(f, 1, (struct tb_query){ .words = "den" }, "");
	assert_finds(f, 2, (struct tb_query){ .words = "s100" }, "");
	assert_finds(f, 3, (struct tb_query){ .words = "loa" }, "Loa;");
	assert_finds(f, 4, (struct tb_query){ .words = "s200" }, "Loa;");
}

static void test_search__keeps_its_limit(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 5; i++)
		add_asset(f, "Đèn pin", "TAB", "00004", NULL);
	add_asset(f, "Đen pin", "TAB", "00004", NULL);
	assert_finds(f, 1, (struct tb_query){ .words = "đen pin", .limit = 2 }, "Đen pin;Đèn pin;");
	assert_finds(f, 2, (struct tb_query){ .words = "den", .limit = 3 }, "Đèn pin;Đèn pin;Đèn pin;");
}

/* Conditions count for a search as for a list. */
static void test_search__within_a_unit_or_kind(void **state)
{
	struct fixture *f = *state;
	const char *lent;
	struct tb_custody_result done;

	add_asset(f, "Đèn pin", "TAB", "00004", "S-100");
	lent = add_asset(f, "Đèn bàn", "XEM", "00008", "S-101");
	assert_ok(f, checkout(f, "123-456", 1, &lent, 1, &done));
	assert_finds(f, 1, (struct tb_query){ .words = "den", .unit = "00008" }, "Đèn bàn;");
	assert_finds(f, 2, (struct tb_query){ .words = "den", .unit = "01" }, "Đèn pin;Đèn bàn;");
	assert_finds(f, 3, (struct tb_query){ .words = "den", .kind = "TAB" }, "Đèn pin;");
	assert_finds(f, 4, (struct tb_query){ .words = "den", .kind = "VEHICLE" }, "Đèn bàn;");
	assert_finds(f, 5, (struct tb_query){ .words = "den", .status = "lost" }, "");
	assert_finds(f, 6, (struct tb_query){ .words = "den", .holder = "123-456" }, "Đèn bàn;");
	assert_finds(f, 7, (struct tb_query){ .words = "s10", .unit = "00008" }, "Đèn bàn;");
	assert_finds(f, 8, (struct tb_query){ .words = "den", .unit = "00008", .limit = 1 }, "Đèn bàn;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_search__by_words),
		TEST(test_search__follows_changes),
		TEST(test_search__keeps_its_limit),
		TEST(test_search__within_a_unit_or_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
