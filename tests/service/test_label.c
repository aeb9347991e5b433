/* Printing labels: what is chosen, and what the register says of it afterwards. */
#include "service/label_fixture.h"

/* ---- each thing that has labels --------------------------------------------------------------------------------- */

static void test_label__an_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "SN-1"), *const typed[] = { "sn-1" };
	int64_t before = events(f);

	print_tags(f, "tem.png", typed, 1);
	assert_label_reads(f, "tem.png", tag, tag);
	assert_events(f, before,
		      tb_pool_printf(&f->pool,
				     "asset.label %s 00004 - {\"copies\":1,\"target\":\"tem.png\","
				     "\"template\":\"standard\"}",
				     tag));
	assert_rows(f, "SELECT actor, doc, channel, at, recorded FROM event ORDER BY seq DESC LIMIT 1",
		    "tester 1/QĐ cli 1795514700 1795514700");
}

static void test_label__a_unit(void **state)
{
	struct fixture *f = *state;
	const char *const codes[] = { "00008" };
	struct tb_label_req req = request(f, "tru-so.png", codes, 1);
	int64_t before = events(f);

	req.choice.noun = &tb_unit_noun;
	print(f, &req, 1);
	assert_label_reads(f, "tru-so.png", "+U00008", "00008");
	assert_events(f, before,
		      "unit.label 00008 00008 - {\"copies\":1,\"target\":\"tru-so.png\",\"template\":\"post\"}");
}

static void test_label__a_person(void **state)
{
	struct fixture *f = *state;
	const char *const numbers[] = { "+P123-456" };
	struct tb_label_req req = request(f, "the.png", numbers, 1);
	int64_t before = events(f);

	req.choice.noun = &tb_person_noun;
	print(f, &req, 1);
	assert_label_reads(f, "the.png", "+P123-456", "123-456");
	assert_events(f, before,
		      "person.label 123-456 00004 - {\"copies\":1,\"target\":\"the.png\",\"template\":\"person\"}");
}

/* Commands are nobody's, so printing them is not recorded, and needs no reason. */
static void test_label__the_commands(void **state)
{
	struct fixture *f = *state;
	struct tb_label_req req = request(f, "lenh.png", NULL, 0);
	int64_t before = events(f);

	req.choice.noun = NULL;
	print(f, &req, TB_N_COMMANDS);
	print(f, &req, TB_N_COMMANDS);
	for (int i = 0; i < TB_N_COMMANDS; i++) {
		const char *name = i ? tb_pool_printf(&f->pool, "lenh-%d.png", i + 1) : "lenh.png";
		struct tb_str word = TB_STR_INIT;

		tb_code_write_command((enum tb_code_command)i, &word);
		assert_reads(f, name, tb_pool_printf(&f->pool, "qrcode %s; code128 %s", word.buf, word.buf));
		tb_str_release(&word);
	}
	assert_int_equal(events(f), before);
}

static void test_label__several_are_one_batch(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;
	int64_t before;

	add_assets(f, tags, 3);
	before = events(f);
	req = request(f, "tem.pdf", tags, 3);
	req.style.sheet = "L7160";
	req.style.copies = 2;
	print(f, &req, 3);
	for (size_t i = 0; i < 3; i++)
		assert_rows(f,
			    tb_pool_printf(&f->pool,
					   "SELECT kind, subject, batch - %lld, payload FROM event WHERE seq = %lld",
					   (long long)before, (long long)before + 1 + (long long)i),
			    tb_pool_printf(&f->pool,
					   "asset.label %s 1 {\"copies\":2,\"sheet\":\"avery-l7160\","
					   "\"target\":\"tem.pdf\",\"template\":\"compact\"}",
					   tags[i]));
	assert_int_equal(events(f), before + 3);
	assert_prints(f, "1 1 1");
}

/* ---- again ------------------------------------------------------------------------------------------------------ */

static void test_label__a_second_one_needs_a_reason(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_req req;

	add_assets(f, tags, 1);
	print_tags(f, "tem.png", tags, 1);
	req = request(f, "again.png", tags, 1);
	assert_not_printed(f, &req, TB_EREFUSED, "has a label already");
	req.reason = "";
	assert_not_printed(f, &req, TB_EREFUSED, "has a label already");
	req.reason = "because";
	assert_not_printed(f, &req, TB_EINVAL, "because");
	assert_false(exists(f, "again.png"));
	req.reason = "hỏng"; /* also in Vietnamese, as elsewhere */
	print(f, &req, 1);
	assert_rows(f, "SELECT payload ->> 'reason' FROM event ORDER BY seq DESC LIMIT 1", "damaged");
	assert_label_reads(f, "again.png", tags[0], tags[0]);
	assert_prints(f, "2");
}

static void test_label__units_and_persons_need_one_too(void **state)
{
	struct fixture *f = *state;
	const char *const codes[] = { "00008" }, *const numbers[] = { "123-456" };
	struct tb_label_req unit = request(f, "a.pdf", codes, 1), person = request(f, "b.pdf", numbers, 1);

	unit.choice.noun = &tb_unit_noun;
	person.choice.noun = &tb_person_noun;
	print(f, &unit, 1);
	print(f, &person, 1);
	assert_not_printed(f, &unit, TB_EREFUSED, "'00008' has a label already");
	assert_not_printed(f, &person, TB_EREFUSED, "'123-456' has a label already");
	unit.reason = person.reason = "lost";
	print(f, &unit, 1);
	print(f, &person, 1);
	assert_verifies(f);
}

/* All or none, and the reason stands only with those that had one. */
static void test_label__some_have_one_already(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct tb_label_req req;
	int64_t before;

	add_assets(f, tags, 3);
	print_tags(f, "one.png", tags + 1, 1);
	before = events(f);
	req = request(f, "tem.pdf", tags, 3);
	assert_not_printed(f, &req, TB_EREFUSED, "1 of 3 have a label already");
	assert_int_equal(f->problems.n, 1);
	assert_problem(f, 0, tags[1], "has a label already");
	assert_false(exists(f, "tem.pdf"));
	req.reason = "changed";
	print(f, &req, 3);
	assert_rows(f,
		    tb_pool_printf(&f->pool, "SELECT payload ->> 'reason' FROM event WHERE seq > %lld",
				   (long long)before),
		    "-\nchanged\n-");
	assert_prints(f, "1 2 1");
}

/* What is named twice, or by two names, is one thing. */
static void test_label__named_twice_is_printed_once(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "SN-1");
	const char *const names[] = { tag, "SN-1", tag }, *const codes[] = { "00008", "+U00008", "00008" },
			  *const numbers[] = { "123-456", "+P123-456" };
	struct tb_label_req req = request(f, "tem.pdf", names, 3);

	print(f, &req, 1);
	req = request(f, "tru-so.pdf", codes, 3);
	req.choice.noun = &tb_unit_noun;
	print(f, &req, 1);
	req = request(f, "the.pdf", numbers, 2);
	req.choice.noun = &tb_person_noun;
	print(f, &req, 1);
}

/* Another program prints the same while this one draws. */
struct rival {
	struct fixture *f;
	struct tb_label_req req;
	bool done;
};

static void print_meanwhile(void *ctx, size_t done, size_t all)
{
	struct rival *r = ctx;
	struct tb_err err = TB_ERR_INIT;
	struct tb_label_result out;
	struct tb_problems problems = TB_PROBLEMS_INIT;
	struct tb_db *db = NULL;

	(void)done;
	(void)all;
	if (r->done)
		return;
	r->done = true;
	assert_int_equal(tb_db_open(r->f->path, TB_DB_WRITE, &db, &err), TB_OK);
	assert_int_equal(tb_label_print(db, &r->f->act, &r->req, &r->f->pool, &out, &problems, &err), TB_OK);
	tb_db_close(db);
}

static void test_label__of_two_at_once_one_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *tags[3];
	struct rival rival = { .f = f };
	struct tb_label_req req;
	struct tb_label_result out;
	int64_t before;

	add_assets(f, tags, 3);
	before = events(f);
	req = request(f, "mine.pdf", tags, 3);
	req.progress = print_meanwhile;
	req.progress_ctx = &rival;
	rival.req = request(f, "other.pdf", tags + 1, 1);
	assert_refused(f, try_print(f, &req, &out), TB_EREFUSED, "has a label already");
	assert_true(rival.done);
	assert_int_equal(out.printed, 0);
	assert_true(exists(f, "other.pdf"));
	assert_false(exists(f, "mine.pdf"));
	assert_int_equal(events(f), before + 1);
	assert_prints(f, "0 1 0");
}

/* ---- which ------------------------------------------------------------------------------------------------------ */

/* What a choice gives, in its order, by the first letters of the assets' names; nothing is recorded. */
static void assert_order(struct fixture *f, const struct tb_label_choice *choice, const char *expected)
{
	struct tb_label_req req = request(f, "order.pdf", NULL, 0);
	int64_t before = events(f);

	req.choice = *choice;
	req.reason = "changed";
	req.unverified = true;
	assert_ok(f, try_print(f, &req, NULL));
	assert_rows(f,
		    tb_pool_printf(&f->pool,
				   "SELECT group_concat(name, ', ') FROM (SELECT name FROM event JOIN asset ON tag = "
				   "subject WHERE seq > %lld AND event.kind = 'asset.label' ORDER BY seq)",
				   (long long)before),
		    expected);
}

static void test_label__in_order(void **state)
{
	struct fixture *f = *state;
	static const char *const names[] = { "Đèn", "Ô tô", "Dao", "Bàn", "Ấm", "ổ khoá", "đục", "An", "Dây" };
	struct tb_label_choice all = { .noun = &tb_asset_noun, .all = true };

	for (size_t i = 0; i < COUNT(names); i++)
		add_asset(f, names[i], i % 2 ? "XEM" : "TAB", i == 2 ? "00008" : "00004", NULL);
	assert_order(f, &all, "Đèn, Ô tô, Dao, Bàn, Ấm, ổ khoá, đục, An, Dây");
	all.sort = "name"; /* as without accents, but Đ comes after D */
	assert_order(f, &all, "Ấm, An, Bàn, Dao, Dây, Đèn, đục, ổ khoá, Ô tô");
	all.sort = "unit"; /* and by tag within each */
	assert_order(f, &all, "Đèn, Ấm, đục, Dây, Ô tô, Bàn, ổ khoá, An, Dao");
	all.sort = "kind";
	assert_order(f, &all, "Đèn, Ấm, đục, Dây, Dao, Ô tô, Bàn, ổ khoá, An");
	all.sort = "size";
	{
		struct tb_label_req req = request(f, "no.pdf", NULL, 0);

		req.choice = all;
		assert_not_printed(f, &req, TB_EINVAL, "'size' is no order");
	}
}

static void test_label__by_conditions(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice c = { .noun = &tb_asset_noun };
	const char *const first[] = { add_asset(f, "a", "XEM", "00004", "S-a") };

	add_asset(f, "b", "TAB", "00008", "S-b");
	add_asset(f, "c", "XEM", "00008", "S-c");
	add_asset(f, "d", "XEM", "00004", "S-d");
	c.query.unit = "01";
	assert_order(f, &c, "a, b, c, d");
	c.query.unit = "00008";
	assert_order(f, &c, "b, c");
	c.query.kind = "VEHICLE";
	assert_order(f, &c, "c");
	c.query = (struct tb_query){ .kind = "XEM", .limit = 2 };
	assert_order(f, &c, "a, c");
	assert_ok(f, checkout(f, "123-456", 3, first, 1, &(struct tb_custody_result){ .n = 0 }));
	c.query = (struct tb_query){ .holder = "123-456" };
	assert_order(f, &c, "a");
	c.query = (struct tb_query){ .status = "in_stock", .unit = "00008" };
	assert_order(f, &c, "b, c");
	c.query = (struct tb_query){ .limit = 3 };
	assert_order(f, &c, "a, b, c");
}

static void test_label__of_an_import_and_without_labels(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice last = { .noun = &tb_asset_noun, .query = { .batch = TB_BATCH_LAST } };
	struct tb_label_choice rest = { .noun = &tb_asset_noun, .query = { .unlabelled = true } };
	struct tb_import_req in = { .noun = &tb_asset_noun, .path = in_dir(f, "in.csv") };
	struct tb_import_result result;
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);

	req.choice = last;
	assert_not_printed(f, &req, TB_ENOTFOUND, "no assets were imported yet");
	add_asset(f, "a", "XEM", "00004", NULL);
	write_text(f, "in.csv", "name,kind,unit\nb,XEM,00004\nc,XEM,00004\n");
	assert_ok(f, tb_import(f->db, &f->act, &in, &result, &f->err));
	assert_order(f, &last, "b, c");
	assert_order(f, &last, "b, c"); /* printing is no import */
	add_asset(f, "d", "XEM", "00004", NULL);
	assert_order(f, &rest, "a, d");
	req.choice = rest;
	assert_not_printed(f, &req, TB_EINVAL, "nothing that was asked for needs a label");
}

static void test_label__from_one_on(void **state)
{
	struct fixture *f = *state;
	struct tb_label_choice c = { .noun = &tb_asset_noun, .query = { .kind = "XEM" } };
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);
	const char *other;

	add_asset(f, "c", "XEM", "00004", "S-c");
	add_asset(f, "a", "XEM", "00004", "S-a");
	add_asset(f, "b", "XEM", "00004", "S-b");
	other = add_asset(f, "d", "TAB", "00004", NULL);
	c.from = "S-a";
	assert_order(f, &c, "a, b");
	c.sort = "name"; /* sorted first */
	c.from = "S-b";
	assert_order(f, &c, "b, c");
	req.choice = c;
	req.choice.from = other;
	assert_not_printed(f, &req, TB_ENOTFOUND, "is none of the labels chosen");
	req.choice.from = "NONE";
	assert_not_printed(f, &req, TB_ENOTFOUND, "'NONE'");
}

static void test_label__a_slip_does_not_print_everything(void **state)
{
	struct fixture *f = *state;
	struct tb_label_req req = request(f, "no.pdf", NULL, 0);
	const char *tags[2], *named[3];

	add_assets(f, tags, 2);
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_unit_noun;
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_person_noun;
	assert_not_printed(f, &req, TB_EINVAL, "say what to label");
	req.choice.noun = &tb_asset_noun;
	req.choice.query.limit = -1;
	assert_not_printed(f, &req, TB_EINVAL, "no limit");
	named[0] = tags[0];
	named[1] = "NONE";
	named[2] = "NEITHER";
	req = request(f, "no.pdf", named, 3);
	assert_not_printed(f, &req, TB_ENOTFOUND, "2 of 3 could not be done");
	assert_int_equal(f->problems.n, 2);
	assert_problem(f, 0, "NONE", "no asset");
	assert_no_files(f);
}

/* ---- what is wrong with a request ------------------------------------------------------------------------------- */

static void test_label__requests_that_are_refused(void **state)
{
	static const struct {
		int id;
		struct tb_label_style style;
		struct tb_label_target target;
		enum tb_status rc;
		const char *part;
	} cases[] = {
		{ 1, { .dpi = 72, .copies = 1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "72 dpi is unknown" },
		{ 2, { .dpi = 300, .copies = 0 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'0' copies" },
		{ 3, { .dpi = 300, .copies = 1001 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'1001' copies" },
		{ 4, { .dpi = 300, .copies = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' copies" },
		{ 5, { .dpi = 300, .copies = 1, .skip = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' places" },
		{ 6, { .dpi = 300, .copies = 1, .skip = 21 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "21 places" },
		{ 7, { .dpi = 300, .copies = 1, .threads = 65 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'65' threads" },
		{ 8, { .dpi = 300, .copies = 1, .threads = -1 }, { .file = "/tmp/x.pdf" }, TB_EINVAL, "'-1' threads" },
		{ 9, { .dpi = 300, .copies = 1 }, { .file = "/tmp/x.gif" }, TB_EINVAL, "must end in '.pdf'" },
		{ 10, { .dpi = 300, .copies = 1 }, { .file = NULL }, TB_EINVAL, "say where the labels go" },
		{ 11, { .dpi = 300, .copies = 1 }, { .file = "/tmp/x.pdf", .printer = "q" }, TB_EINVAL, "one of them" },
		{ 12,
		  { .dpi = 300, .copies = 1 },
		  { .address = "tcp://127.0.0.1:1", .printer = "q" },
		  TB_EINVAL,
		  "one of" },
		{ 13,
		  { .dpi = 300, .copies = 1 },
		  { .address = "tcp://127.0.0.1:1", .language = "epl" },
		  TB_EINVAL,
		  "'epl'" },
		{ 14, { .dpi = 300, .copies = 1 }, { .address = "x://y" }, TB_EINVAL, "'x://y'" },
		{ 15, { .dpi = 300, .copies = 1 }, { .printer = "-o" }, TB_EINVAL, "'-o' is no name of a printer" },
		{ 16, { .dpi = 300, .copies = 1, .sheet = "none" }, { .file = "/tmp/x.pdf" }, TB_ENOTFOUND, "'none'" },
		{ 17,
		  { .dpi = 300, .copies = 1, .template_name = "none" },
		  { .file = "/tmp/x.pdf" },
		  TB_ENOTFOUND,
		  "'none'" },
		{ 18,
		  { .dpi = 300, .copies = 1, .template_name = "post" },
		  { .file = "/tmp/x.pdf" },
		  TB_EINVAL,
		  "'unit'" },
		{ 19,
		  { .dpi = 300, .copies = 1, .template_name = "../standard" },
		  { .file = "/tmp/x.pdf" },
		  TB_ENOTFOUND,
		  "standard" },
		{ 20,
		  { .dpi = 300, .copies = 1, .template_name = "vehicle", .sheet = "L7160" },
		  { .file = "/tmp/x.pdf" },
		  TB_EINVAL,
		  "larger than the labels" },
	};
	struct fixture *f = *state;
	const char *tags[1];

	add_assets(f, tags, 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct tb_label_req req = request(f, NULL, tags, 1);
		struct tb_str text = TB_STR_INIT;
		int64_t before = events(f);
		enum tb_status rc;

		req.style = cases[i].style;
		req.target = cases[i].target;
		if (req.target.file) /* never outside the test's folder */
			req.target.file = in_dir(f, req.target.file + strlen("/tmp/"));
		rc = try_print(f, &req, NULL);
		tb_err_text(&f->err, NULL, &text);
		if (rc != cases[i].rc || !strstr(text.buf, cases[i].part) || events(f) != before)
			fail_msg("case %d: status %d: %s", cases[i].id, rc, text.buf);
		tb_str_release(&text);
	}
	assert_no_files(f);
}

/* ---- what is not recorded --------------------------------------------------------------------------------------- */

static void test_label__specimens_and_grids_are_not_recorded(void **state)
{
	struct fixture *f = *state;
	const char *tags[1];
	struct tb_label_choice choice = { .noun = &tb_asset_noun };
	struct tb_label_style style = { .dpi = 300, .copies = 1, .sheet = "L7160" };
	int64_t before;

	add_assets(f, tags, 1);
	print_tags(f, "tem.pdf", tags, 1);
	before = events(f);
	choice.tags = (struct tb_tags){ tags, 1 };
	assert_ok(f, tb_label_preview(f->db, &choice, &style, in_dir(f, "mau.png"), &f->problems, &f->err));
	assert_ok(f, tb_label_preview(NULL, &choice, &style, in_dir(f, "mau.pdf"), &f->problems, &f->err));
	assert_ok(f, tb_label_test_grid(&style, in_dir(f, "luoi.pdf"), &f->err));
	assert_true(exists(f, "mau.png") && exists(f, "mau.pdf") && exists(f, "luoi.pdf"));
	assert_int_equal(events(f), before);
	style.skip = -1;
	assert_refused(f, tb_label_test_grid(&style, in_dir(f, "x.pdf"), &f->err), TB_EINVAL, "'-1' places");
	assert_refused(f, tb_label_preview(NULL, &choice, &style, in_dir(f, "x.pdf"), &f->problems, &f->err), TB_EINVAL,
		       "'-1' places");
	assert_false(exists(f, "x.pdf"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_label__an_asset),
		TEST(test_label__a_unit),
		TEST(test_label__a_person),
		TEST(test_label__the_commands),
		TEST(test_label__several_are_one_batch),
		TEST(test_label__a_second_one_needs_a_reason),
		TEST(test_label__units_and_persons_need_one_too),
		TEST(test_label__some_have_one_already),
		TEST(test_label__named_twice_is_printed_once),
		TEST(test_label__of_two_at_once_one_is_refused),
		TEST(test_label__in_order),
		TEST(test_label__by_conditions),
		TEST(test_label__of_an_import_and_without_labels),
		TEST(test_label__from_one_on),
		TEST(test_label__a_slip_does_not_print_everything),
		TEST(test_label__requests_that_are_refused),
		TEST(test_label__specimens_and_grids_are_not_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
