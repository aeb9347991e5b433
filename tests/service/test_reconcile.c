#include "service/import_fixture.h"
#include "service/stocktake_fixture.h"

#include <trangbi/reconcile.h>

/*
 * The register of each test. Tags are given in `tags` in this order:
 *   00004: D (TS-1, serial), H (TS-2), F (a motorbike without a code, 2020), chairs C0 C1 C2 (no code), P (a printer)
 *   00008: W (TS-1 too, of another post), X (TS-8, disposed of in some tests)
 */
enum { D, H, F, C0, C1, C2, P, W, X, N_ASSETS };

static const char *add(struct fixture *f, const char *name, const char *kind, const char *unit, const char *code,
		       const char *serial, const char *cost, const char *year)
{
	struct tb_record r = TB_RECORD(tb_asset_noun);

	tb_set_text(&r, TB_ASSET_NAME, name);
	tb_set_text(&r, TB_ASSET_KIND, kind);
	tb_set_text(&r, TB_ASSET_UNIT, unit);
	tb_set_text(&r, TB_ASSET_OLD_CODE, code);
	tb_set_text(&r, TB_ASSET_SERIAL, serial);
	if (cost)
		tb_set_num(&r, TB_ASSET_COST, atoll(cost));
	if (year)
		tb_set_num(&r, TB_ASSET_YEAR_IN_USE, atoll(year));
	assert_ok(f, tb_add(f->db, &f->act, &r, &f->pool, &f->err));
	return tb_text(&r, TB_ASSET_TAG);
}

static const char *tags[N_ASSETS];

static int set_up_world(void **state)
{
	int failed = set_up(state);
	struct fixture *f = *state;

	if (failed)
		return failed;
	tags[D] = add(f, "Máy tính Dell", "TAB", "00004", "TS-1", "ABC12345", "15000000", "2021");
	tags[H] = add(f, "Máy tính HP", "TAB", "00004", "TS-2", "HP777", "12000000", NULL);
	tags[F] = add(f, "Xe máy Honda Future", "XEM", "00004", NULL, NULL, "30000000", "2020");
	tags[C0] = add(f, "Ghế xoay", "TAB", "00004", NULL, NULL, "500000", NULL);
	tags[C1] = add(f, "Ghế xoay", "TAB", "00004", NULL, NULL, "500000", NULL);
	tags[C2] = add(f, "Ghế xoay", "TAB", "00004", NULL, NULL, "500000", NULL);
	tags[P] = add(f, "Máy in Canon", "TAB", "00004", NULL, NULL, "4000000", NULL);
	tags[W] = add(f, "Xe Wave", "XEM", "00008", "TS-1", "W1", "20000000", NULL);
	tags[X] = add(f, "Loa", "TAB", "00008", "TS-8", NULL, "700000", NULL);
	return 0;
}

#define WORLD(name) cmocka_unit_test_setup_teardown(name, set_up_world, tear_down)

/* ---- running --------------------------------------------------------------------------------------------------------- */

/* The result as text: "2 agree D", "3 differ H cost,unit", "- register_only P"; a line each. */
static enum tb_status write_line(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct tb_str *out = ctx;
	static const char names[] = "DHFabcPWX";
	const char *tag = tb_text(r, TB_MATCH_TAG);

	(void)err;
	if (tb_num(r, TB_MATCH_ROW, 0))
		tb_str_addf(out, "%lld", (long long)tb_num(r, TB_MATCH_ROW, 0));
	else
		tb_str_addc(out, '-');
	tb_str_addf(out, " %s", tb_text(r, TB_MATCH_RESULT));
	for (size_t i = 0; tag && i < N_ASSETS; i++)
		if (!strcmp(tag, tags[i])) {
			tb_str_addf(out, " %c", names[i]);
			tag = NULL;
		}
	if (tag)
		tb_str_addf(out, " '%s'", tag);
	if (tb_text(r, TB_MATCH_DIFFERENCES))
		tb_str_addf(out, " %s", tb_text(r, TB_MATCH_DIFFERENCES));
	if (tb_text(r, TB_MATCH_COUNTED))
		tb_str_addf(out, " (%s)", tb_text(r, TB_MATCH_COUNTED));
	tb_str_addc(out, '\n');
	return TB_OK;
}

struct asked {
	const char *unit, *stocktake, *result;
};

static enum tb_status try_reconcile(struct fixture *f, const char *csv, struct asked asked,
				    const struct tb_import_req *how, struct tb_reconciliation **rec)
{
	static char path[80];
	static struct tb_import_req book;
	const struct tb_reconcile_req req = { .book = &book, .unit = asked.unit, .stocktake = asked.stocktake };

	book = how ? *how : (struct tb_import_req){ .path = NULL };
	snprintf(path, sizeof(path), "%s/book.csv", f->dir);
	book.path = path;
	put_file(path, csv);
	tb_err_clear(&f->err);
	return tb_reconcile(f->db, &req, rec, &f->err);
}

static struct tb_reconciliation *reconcile(struct fixture *f, const char *csv, struct asked asked)
{
	struct tb_reconciliation *rec = NULL;

	assert_ok(f, try_reconcile(f, csv, asked, NULL, &rec));
	return rec;
}

static void assert_lines(struct fixture *f, const char *csv, struct asked asked, int id, const char *expected)
{
	struct tb_reconciliation *rec = reconcile(f, csv, asked);
	struct tb_str text = TB_STR_INIT;

	assert_ok(f, tb_reconciliation_lines(rec, asked.result, write_line, &text, &f->err));
	if (strcmp(text.buf, expected) != 0)
		fail_msg("row %d:\n%snot\n%s", id, text.buf, expected);
	tb_str_release(&text);
	tb_reconciliation_free(rec);
}

/* ---- matching -------------------------------------------------------------------------------------------------------- */

#define HEADER "old_code,name,kind,unit,serial,quantity,cost,year_in_use\n"
#define DELL   "TS-1,Máy tính Dell,TAB,00004,ABC12345,1,15000000,2021\n"

static void test_reconcile__each_result(void **state)
{
	static const struct {
		int id;
		const char *rows, *lines;
	} cases[] = {
		{ 1, DELL, "2 agree D\n" },
		{ 2, "ts 1,,,,,,,\n", "2 agree D\n" }, /* what the book does not say is no difference */
		{ 3, "TS-2,Máy tính HP,TAB,00004,HP777,1,13000000,\n", "2 differ H cost\n" },
		{ 4, "TS-2,,XEM,00008,HP778,2,12000000,2020\n", "2 differ H kind,quantity,serial,unit,year\n" },
		{ 5, "TS-2,,Máy tính bảng,Ba Đình,,,,\n", "2 agree H\n" }, /* names, folded */
		{ 6, "TS-2,,may tinh bang,cong an ba dinh,,,,\n", "2 agree H\n" },
		{ 7, "TS-2,,Máy tính,Phòng Hậu cần,,,,\n", "2 differ H kind,unit\n" }, /* unknown names */
		{ 8, "TS-99,,TAB,,hp-777,,,\n", "2 agree H\n" },                       /* by serial and kind */
		{ 9, "TS-99,Máy khác,XEM,,HP777,,,\n", "2 probable H\n" }, /* of another kind it only may be */
		{ 10, "TS-1,a,,,,,,\nTS-1,b,,,,,,\nTS-1,c,,,,,,\n", "2 several D\n3 several D\n4 several D\n" },
		{ 11, "K1,Xe Honda Future,,00004,,,30000000,2020\n", "2 probable F\n" },
		{ 12, "K1,Tủ sắt,,00004,,,9000000,2020\n", "2 book_only\n" },
		{ 13, ",Ghế xoay,TAB,00004,,3,1500000,\n", "2 several a\n2 several b\n2 several c\n" }, /* in all */
		{ 14, ",Ghế xoay,TAB,00004,,3,500000,\n", "2 several a\n2 several b\n2 several c\n" },  /* each */
		{ 15, ",Ghế xoay,TAB,00004,,3,600000,\n", "2 book_only\n" },
		{ 16, "K1,Ghế xoay,,00004,,1,500000,\nK2,Ghế xoay,,00004,,1,500000,\n",
		  "2 probable a\n3 probable b\n" },
		{ 17, "TS-8,Loa,,00008,,,,\n", "2 agree X\n" },      /* of another unit, as the row says */
		{ 20, "TS-8,Tủ sắt,,00004,,,,\n", "2 book_only\n" }, /* another post's thing of the same code */
		{ 18, "K9,x,TAB,00004,,1,much,\n", "2 unreadable\n" },
		{ 19, "TS-1,,,00008,,,,\n", "2 differ D unit\n" }, /* the scope is stronger than the row */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_str csv = TB_STR_INIT, lines = TB_STR_INIT;
		struct tb_reconciliation *rec;

		tb_str_addf(&csv, "%s%s", HEADER, cases[i].rows);
		rec = reconcile(f, csv.buf, (struct asked){ .unit = "00004" });
		assert_ok(f, tb_reconciliation_lines(rec, NULL, write_line, &lines, &f->err));
		if (strstr(lines.buf, "- "))
			tb_str_cut(&lines, (size_t)(strstr(lines.buf, "- ") - lines.buf));
		if (strcmp(lines.buf, cases[i].lines) != 0)
			fail_msg("row %d:\n%snot\n%s", cases[i].id, lines.buf, cases[i].lines);
		tb_reconciliation_free(rec);
		tb_str_release(&csv);
		tb_str_release(&lines);
	}
}

static void test_reconcile__what_only_the_register_has(void **state)
{
	assert_lines(*state, HEADER DELL, (struct asked){ .unit = "00004" }, 0,
		     "2 agree D\n"
		     "- register_only H\n- register_only a\n- register_only b\n- register_only c\n"
		     "- register_only P\n- register_only F\n");
}

static void test_reconcile__one_code_in_two_posts(void **state)
{
	struct fixture *f = *state;
	struct asked all = { .result = "open" };

	/* by the unit of the row, else by that of the request; else it means several */
	assert_lines(f, HEADER "TS-1,,,00008,,,,\n", (struct asked){ .result = "agree" }, 1, "2 agree W\n");
	assert_lines(f, HEADER "TS-1,,,,,,,\n", (struct asked){ .unit = "00008", .result = "agree" }, 2, "2 agree W\n");
	all.result = "several";
	assert_lines(f, HEADER "TS-1,,,,,,,\n", all, 3, "2 several\n");
}

static void test_reconcile__disposed(void **state)
{
	struct fixture *f = *state;
	char sql[120];

	snprintf(sql, sizeof(sql), "UPDATE asset SET status = 'disposed' WHERE tag = '%s'", tags[X]);
	raw_sql(f, sql);
	assert_lines(f, HEADER "TS-8,Loa,,,,,,\n", (struct asked){ .unit = "00008" }, 1,
		     "2 differ X status\n- register_only W\n");
	assert_lines(f, HEADER "TS-9,Loa,,,,,,\n", (struct asked){ .unit = "00008" }, 2,
		     "2 book_only\n- register_only W\n");
}

/* ---- why ------------------------------------------------------------------------------------------------------------- */

struct reason {
	int64_t row;
	struct tb_str text;
	int64_t score;
};

static enum tb_status note_reason(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct reason *reason = ctx;

	(void)err;
	if (tb_num(r, TB_MATCH_ROW, 0) != reason->row)
		return TB_OK;
	tb_str_clear(&reason->text);
	tb_str_adds(&reason->text, tb_text(r, TB_MATCH_REASON) ? tb_text(r, TB_MATCH_REASON) : "");
	reason->score = tb_num(r, TB_MATCH_SCORE, -1);
	return TB_OK;
}

static const char *shout(const char *msgid)
{
	return strcmp(msgid, "same year") ? msgid : "CÙNG NĂM";
}

static void test_reconcile__reasons(void **state)
{
	static const struct {
		int id;
		const char *rows, *reason;
		bool scored;
	} cases[] = {
		{ 1, "K1,Xe Honda Future,,00004,,,30000000,2020\n", "similar name, same cost, CÙNG NĂM, same unit",
		  true },
		{ 2, "K1,Ghế xoay,,00004,,1,500000,\n", "same name, same cost, same unit; 2 others are as likely",
		  true },
		{ 3, "TS-1,a,,,,,,\nTS-1,b,,,,,,\nTS-1,c,,,,,,\n", "rows 2, 3, 4 of the book mean the same asset",
		  false },
		{ 4, ",Ghế xoay,TAB,00004,,3,1500000,\n", "one row stands for 3 assets", false },
		{ 5, "K9,x,TAB,00004,,1,much,\n", "column 'cost'; 'much' is no", false },
		{ 6, "K1,Tủ sắt,,00004,,,9000000,2020\n", "", false },
		{ 7, DELL, "", false },
		{ 8, "TS-1,Tủ hồ sơ sắt,,,,,,\n", "the names have little in common", false },
		{ 9, "TS-1,Dell,,,,,,\n", "", false }, /* a half of the words is enough */
	};
	struct fixture *f = *state;
	const struct tb_import_req how = { .translate = shout };

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_str csv = TB_STR_INIT;
		struct reason reason = { .row = 2, .text = TB_STR_INIT };
		struct tb_reconciliation *rec = NULL;

		tb_str_addf(&csv, "%s%s", HEADER, cases[i].rows);
		assert_ok(f, try_reconcile(f, csv.buf, (struct asked){ .unit = "00004" }, &how, &rec));
		assert_ok(f, tb_reconciliation_lines(rec, NULL, note_reason, &reason, &f->err));
		if (!strstr(reason.text.buf, cases[i].reason) || (!*cases[i].reason && reason.text.len) ||
		    cases[i].scored != (reason.score >= 55))
			fail_msg("row %d: %lld %s", cases[i].id, (long long)reason.score, reason.text.buf);
		tb_reconciliation_free(rec);
		tb_str_release(&reason.text);
		tb_str_release(&csv);
	}
}

/* ---- the stocktake --------------------------------------------------------------------------------------------------- */

static void test_reconcile__with_a_stocktake(void **state)
{
	struct fixture *f = *state;
	const char *id = open_one(f);
	struct tb_reconciliation *rec = NULL;

	count_one(f, tags[D]);
	count_one(f, tags[P]);
	count_one(f, tags[W]);    /* of another unit, in no book */
	count_one(f, "KHONGRO");  /* in no book */
	count_one(f, "TS 900");   /* in the book, not in the register */
	surplus(f, "Quạt", NULL); /* in no book */
	assert_refused(f, try_reconcile(f, HEADER DELL, (struct asked){ .stocktake = id }, NULL, &rec), TB_EREFUSED,
		       "still open");
	close_it(f);
	assert_lines(f,
		     HEADER DELL "TS-2,,,,,,,\nTS-900,Tủ,,,,,,\n,Ghế xoay,TAB,00004,,3,1500000,\n"
				 "K1,Xe Honda Future,,00004,,,30000000,2020\n",
		     (struct asked){ .stocktake = id }, 0,
		     "2 agree D (found)\n3 not_counted H (missing)\n4 book_only (unknown)\n"
		     "5 several a (missing)\n5 several b (missing)\n5 several c (missing)\n6 probable F (missing)\n"
		     "- register_only P (found)\n"
		     "- count_only W (misplaced)\n- count_only 'KHONGRO' (unknown)\n- count_only 'S-1' (surplus)\n");
}

static void test_reconcile__counted_elsewhere_and_in_the_book(void **state)
{
	struct fixture *f = *state;
	const char *id = open_one(f);

	count_one(f, tags[X]);
	close_it(f);
	assert_lines(f, HEADER "TS-8,,,00004,,,,\n", (struct asked){ .stocktake = id, .result = "differ" }, 0,
		     "2 differ X unit (misplaced)\n");
}

/* ---- totals ---------------------------------------------------------------------------------------------------------- */

static void assert_total(const struct tb_match_total *t, const char *unit, int64_t book, int64_t registered,
			 int64_t counted)
{
	if ((t->unit && unit ? strcmp(t->unit, unit) != 0 : t->unit != unit) || t->book != book ||
	    t->registered != registered || t->counted != counted)
		fail_msg("%s: %lld, %lld, %lld", t->unit, (long long)t->book, (long long)t->registered,
			 (long long)t->counted);
}

static void test_reconcile__totals_by_unit(void **state)
{
	struct fixture *f = *state;
	const char *id = open_one(f);
	const struct tb_match_summary *s;
	struct tb_reconciliation *rec;

	count_one(f, tags[D]);
	close_it(f);
	rec = reconcile(f,
			HEADER DELL
			"TS-8,,,Ngọc Hà,,,800000,\nTS-2,,,,,,1,\nZ,Tủ,,Kho cũ,,,7,\nY,Tủ,,,,,3,\nV,v,,,,,x,\n",
			(struct asked){ .unit = "01", .stocktake = id });
	s = tb_reconciliation_summary(rec);
	assert_int_equal(s->rows, 6);
	assert_int_equal(s->n_totals, 4);
	assert_total(&s->total[0], "00004", 15000001, 62500000, 15000000);
	assert_total(&s->total[1], "00008", 800000, 20700000, 0);
	assert_total(&s->total[2], "01", 3, 0, 0); /* nobody says whose it is, so it is that of the book */
	assert_total(&s->total[3], "Kho cũ", 7, 0, 0);
	assert_total(&s->all, NULL, 15800011, 83200000, 15000000);
	assert_int_equal(s->lines[TB_MATCH_AGREE], 1);
	assert_int_equal(s->lines[TB_MATCH_DIFFER], 2);
	assert_int_equal(s->lines[TB_MATCH_BOOK_ONLY], 2);
	assert_int_equal(s->lines[TB_MATCH_UNREADABLE], 1);
	assert_int_equal(s->lines[TB_MATCH_REGISTER_ONLY], N_ASSETS - 3);
	tb_reconciliation_free(rec);
}

/* What the book has and the register has elsewhere is less here and more there, and the same in all. */
static void test_reconcile__totals_of_what_is_elsewhere(void **state)
{
	struct fixture *f = *state;
	struct tb_reconciliation *rec =
		reconcile(f, HEADER "TS-8,,,00004,,,700000,\n", (struct asked){ .unit = "00004" });
	const struct tb_match_summary *s = tb_reconciliation_summary(rec);

	assert_int_equal(s->n_totals, 2);
	assert_total(&s->total[0], "00004", 700000, 62500000, 0);
	assert_total(&s->total[1], "00008", 0, 700000, 0);
	tb_reconciliation_free(rec);
}

/* ---- accepting ------------------------------------------------------------------------------------------------------- */

static enum tb_status try_accept(struct fixture *f, const char *csv, struct tb_texts pairs)
{
	struct tb_match_accepted accepted[4] = { { .row = 0 } };
	struct tb_import_req book = { .path = NULL };
	char path[80];
	enum tb_status rc;

	snprintf(path, sizeof(path), "%s/book.csv", f->dir);
	put_file(path, csv);
	book.path = path;
	tb_err_clear(&f->err);
	rc = tb_reconcile_accept(f->db, &f->act, &book, &pairs, &f->pool, accepted, &f->err);
	assert_int_equal(accepted[0].row != 0, !rc);
	return rc;
}

static const char *pair(struct fixture *f, int row, const char *tag)
{
	return tb_pool_printf(&f->pool, "%d=%s", row, tag);
}

static void test_reconcile__an_accepted_pair_is_known_next_time(void **state)
{
	struct fixture *f = *state;
	const char *csv = HEADER "K1,Xe Honda Future,,00004,,,30000000,2020\nK2,Máy in,,00004,,,,\n";
	struct asked one = { .unit = "00004", .result = "agree" };
	int64_t before = events(f);

	assert_lines(f, csv, one, 1, "");
	assert_ok(f, try_accept(f, csv, TEXTS(pair(f, 2, tags[F]), pair(f, 3, tags[P]))));
	assert_int_equal(events(f), before + 2);
	assert_lines(f, csv, one, 2, "2 agree F\n3 agree P\n");
	one.unit = "00008"; /* also where nothing but the alias speaks for it */
	assert_lines(f, HEADER "K1,Bàn,,,,,,\n", one, 3, "2 agree F\n");
	assert_verifies(f);
}

static void test_reconcile__all_pairs_or_none(void **state)
{
	struct fixture *f = *state;
	const char *csv = HEADER "K1,a,,,,,,\n,b,,,,,,\nTS-2,c,,,,,,\nK4,d,,,,,x,\n";
	const struct {
		int id;
		const char *pair;
		enum tb_status rc;
		const char *why;
	} cases[] = {
		{ 1, pair(f, 3, tags[P]), TB_EINVAL, "row 3 has no code" },
		{ 2, pair(f, 4, tags[P]), TB_EREFUSED, "finds asset" },
		{ 3, pair(f, 4, tags[H]), TB_EREFUSED, "already" },
		{ 4, pair(f, 5, tags[P]), TB_EINVAL, "row 5 cannot be read" },
		{ 5, pair(f, 9, tags[P]), TB_EINVAL, "no row 9" },
		{ 6, "x=y", TB_EINVAL, "is no pair" },
		{ 7, "2", TB_EINVAL, "is no pair" },
		{ 8, "2=", TB_EINVAL, "is no pair" },
		{ 9, "2=NIX", TB_ENOTFOUND, "NIX" },
		{ 10, pair(f, 2, tags[H]), TB_EREFUSED, "finds asset" }, /* K1 was given to F in the same act */
	};
	int64_t before = events(f);

	for (size_t i = 0; i < COUNT(cases); i++) {
		enum tb_status rc = try_accept(f, csv, TEXTS(pair(f, 2, tags[F]), cases[i].pair));

		assert_refused(f, rc, cases[i].rc, cases[i].why);
		assert_int_equal(events(f), before);
	}
}

/* ---- the file -------------------------------------------------------------------------------------------------------- */

static void test_reconcile__refuses(void **state)
{
	struct fixture *f = *state;
	struct tb_reconciliation *rec = NULL;
	struct tb_str none = TB_STR_INIT;
	const struct tb_import_req profile = { .profile = "none" };

	assert_refused(f, try_reconcile(f, "cost,unit\n1,2\n", (struct asked){ NULL }, NULL, &rec), TB_EINVAL,
		       "no column for 'old_code'");
	assert_refused(f, try_reconcile(f, "", (struct asked){ NULL }, NULL, &rec), TB_EINVAL, "");
	assert_refused(f, try_reconcile(f, HEADER, (struct asked){ .unit = "99999" }, NULL, &rec), TB_ENOTFOUND,
		       "99999");
	assert_refused(f, try_reconcile(f, HEADER, (struct asked){ .stocktake = "00004-26-9" }, NULL, &rec),
		       TB_ENOTFOUND, "00004-26-9");
	assert_refused(f, try_reconcile(f, HEADER, (struct asked){ NULL }, &profile, &rec), TB_ENOTFOUND, "none");
	assert_null(rec);
	rec = reconcile(f, HEADER DELL, (struct asked){ NULL });
	assert_refused(f, tb_reconciliation_lines(rec, "odd", write_line, &none, &f->err), TB_EINVAL, "odd");
	assert_refused(f, tb_reconciliation_write(rec, &(struct tb_match_report_req){ .path = "x.doc" }, &f->err),
		       TB_EINVAL, "x.doc");
	tb_reconciliation_free(rec);
	tb_reconciliation_free(NULL);
	tb_str_release(&none);
}

/* A profile's constants are for new records: they are no differences. */
static void test_reconcile__constants_say_nothing(void **state)
{
	struct fixture *f = *state;
	char path[80];
	struct tb_import_req how = { .profile = path };
	struct tb_reconciliation *rec = NULL;
	struct tb_str text = TB_STR_INIT;

	snprintf(path, sizeof(path), "%s/p.ini", f->dir);
	put_file(path, "[profile]\nof = assets\nkey = old_code\n[columns]\nold_code = Mã\nkind = Loại\n"
		       "[field kind]\ncode = yes\n[constants]\nunit = 00008\nquantity = 5\n");
	assert_ok(f, try_reconcile(f, "Mã,Loại\nTS-2,Máy tính bảng\n", (struct asked){ .unit = "00004" }, &how, &rec));
	assert_ok(f, tb_reconciliation_lines(rec, "agree", write_line, &text, &f->err));
	assert_string_equal(text.buf, "2 agree H\n");
	tb_str_release(&text);
	tb_reconciliation_free(rec);
}

static void test_reconcile__writes_csv(void **state)
{
	struct fixture *f = *state;
	struct tb_reconciliation *rec = reconcile(f, HEADER DELL "=1+1,x,,,,,7,\n", (struct asked){ .unit = "00004" });
	char path[80];
	struct tb_match_report_req req = { .path = path, .result = "open" };
	char *text;

	snprintf(path, sizeof(path), "%s/out.csv", f->dir);
	assert_ok(f, tb_reconciliation_write(rec, &req, &f->err));
	text = read_file(f, "out.csv");
	assert_non_null(strstr(text, "row,result,book_code,book_name,"));
	assert_non_null(strstr(text, "\r\n3,book_only,\"'=1+1\",x,,,,,,7,,"));
	assert_null(strstr(text, "agree"));
	free(text);
	tb_reconciliation_free(rec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD(test_reconcile__each_result),
		WORLD(test_reconcile__what_only_the_register_has),
		WORLD(test_reconcile__one_code_in_two_posts),
		WORLD(test_reconcile__disposed),
		WORLD(test_reconcile__reasons),
		WORLD(test_reconcile__with_a_stocktake),
		WORLD(test_reconcile__counted_elsewhere_and_in_the_book),
		WORLD(test_reconcile__totals_by_unit),
		WORLD(test_reconcile__totals_of_what_is_elsewhere),
		WORLD(test_reconcile__an_accepted_pair_is_known_next_time),
		WORLD(test_reconcile__all_pairs_or_none),
		WORLD(test_reconcile__refuses),
		WORLD(test_reconcile__constants_say_nothing),
		WORLD(test_reconcile__writes_csv),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
