/* Opening a stocktake and counting in it. */
#include "service/stocktake_fixture.h"

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static void test_stocktake__is_named_by_unit_year_and_number(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);

	assert_string_equal(open_one(f), "00004-26-1");
	count_one(f, tag);
	close_it(f);
	assert_string_equal(open_one(f), "00004-26-2");
	assert_verifies(f);
}

/* Another unit whose ids begin alike does not push the number on. */
static void test_stocktake__numbers_belong_to_one_unit(void **state)
{
	struct fixture *f = *state;
	struct tb_record r;

	assert_ok(f, try_add(f, &tb_unit_noun, "code", "00004-26", "name", "Kho", NULL));
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004-26" }, &r));
	assert_string_equal(tb_text(&r, TB_STOCKTAKE_ID), "00004-26-26-1");
	assert_string_equal(open_one(f), "00004-26-1");
}

static void test_stocktake__freezes_what_the_register_has(void **state)
{
	struct fixture *f = *state;
	const char *here = add_asset(f, "Xe", "XEM", "00004", "SN-1"), *lent = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *elsewhere = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct tb_custody_result done;
	struct tb_record r;
	bool changed;

	assert_ok(f, checkout(f, "123-456", 3, &lent, 1, &done));
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004" }, &r));
	assert_int_equal(tb_num(&r, TB_STOCKTAKE_EXPECTED, -1), 1);
	assert_int_equal(tb_num(&r, TB_STOCKTAKE_COUNTED, -1), 0);
	assert_string_equal(tb_text(&r, TB_STOCKTAKE_STATE), "open");
	assert_int_equal(lines_of(f, (struct tb_line_query){ .stocktake = NULL }).n, 2);
	assert_line(f, NULL, here, TB_LINE_BUCKET, "here");
	assert_line(f, NULL, lent, TB_LINE_BUCKET, "lent");
	assert_line(f, NULL, lent, TB_LINE_HOLDER, "123-456");
	assert_ok(f, try_edit(f, &tb_asset_noun, here, &changed, "name", "Xe khác", NULL));
	assert_line(f, NULL, here, TB_LINE_NAME, "Xe");
	assert_verdict(f, elsewhere, TB_COUNT_MISPLACED);
	assert_verifies(f);
}

/* What is in repair, in transit, lost or disposed of; no use case makes that yet. */
static void test_stocktake__has_buckets_for_what_is_not_here(void **state)
{
	static const struct {
		const char *status, *bucket, *outcome;
		int64_t expected;
	} cases[] = {
		{ "in_stock", "here", "missing", 1 },
		{ "in_use", "here", "missing", 1 },
		{ "awaiting_disposal", "here", "missing", 1 },
		{ "in_repair", "repair", "repair", 0 },
		{ "in_transit", "transit", "transit", 0 },
		{ "lost", "lost", "lost", 0 },
		{ "missing", "lost", "lost", 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture *f = *state;
		const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
		struct tb_record r;

		raw_sql(f, tb_pool_printf(&f->pool, "UPDATE asset SET status = '%s'", cases[i].status));
		assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004" }, &r));
		assert_int_equal(tb_num(&r, TB_STOCKTAKE_EXPECTED, -1), cases[i].expected);
		assert_line(f, NULL, tag, TB_LINE_BUCKET, cases[i].bucket);
		assert_line(f, NULL, tag, TB_LINE_OUTCOME, cases[i].outcome);
		tear_down(state);
		assert_int_equal(set_up(state), 0);
	}
}

static void test_stocktake__of_one_kind(void **state)
{
	struct fixture *f = *state;
	const char *bike = add_asset(f, "Xe", "XEM", "00004", NULL),
		   *tablet = add_asset(f, "Máy", "TAB", "00004", NULL);
	struct tb_record r;

	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .kind = "vehicle" }, &r));
	assert_string_equal(tb_text(&r, TB_STOCKTAKE_KIND), "VEHICLE");
	assert_int_equal(tb_num(&r, TB_STOCKTAKE_EXPECTED, -1), 1);
	assert_verdict(f, bike, TB_COUNT_FOUND);
	assert_verdict(f, tablet, TB_COUNT_OUTSIDE);
	assert_line(f, NULL, tablet, TB_LINE_OUTCOME, "outside");
	assert_verifies(f);
}

static void test_stocktake__is_opened_once_and_by_rule(void **state)
{
	struct fixture *f = *state;
	bool changed;

	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "7" }, NULL), TB_ENOTFOUND, "no unit '7'");
	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .kind = "X" }, NULL), TB_ENOTFOUND,
		       "no kind 'X'");
	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .board = TEXTS("1", "2") }, NULL),
		       TB_ENOTFOUND, "no person '1'");
	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .board = TEXTS("123-456") }, NULL),
		       TB_EREFUSED, "at least two members");
	assert_refused(f,
		       try_open(f, (struct tb_stocktake_req){ .unit = "00004", .board = TEXTS("123-456", "+P123-456") },
				NULL),
		       TB_EREFUSED, "named twice");
	assert_ok(f, try_edit(f, &tb_person_noun, "123-457", &changed, "active", "no", NULL));
	assert_refused(f,
		       try_open(f, (struct tb_stocktake_req){ .unit = "00004", .board = TEXTS("123-456", "123-457") },
				NULL),
		       TB_EREFUSED, "'123-457' has left");
	open_one(f);
	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004" }, NULL), TB_EREFUSED,
		       "'00004-26-1' is open at unit '00004'");
	assert_ok(f, try_edit(f, &tb_unit_noun, "00008", &changed, "valid_to", "01/01/2026", NULL));
	assert_refused(f, try_open(f, (struct tb_stocktake_req){ .unit = "00008" }, NULL), TB_EREFUSED,
		       "was closed on 2026-01-01");
	assert_verifies(f);
}

/* ---- counting --------------------------------------------------------------------------------------------------- */

static void test_stocktake__a_count_is_an_event_of_the_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_counted item;
	int64_t before;

	open_one(f);
	later(f);
	before = events(f);
	item = count_as(f, tag, "worn");
	assert_int_equal(item.verdict, TB_COUNT_FOUND);
	assert_int_equal(tb_count_level(item.verdict), TB_LEVEL_GREEN);
	assert_string_equal(tb_text(&item.line, TB_LINE_CONDITION), "worn");
	assert_int_equal(events(f), before + 1);
	assert_field(f, tag, TB_ASSET_SEEN_UNIT, "00004");
	assert_field(f, tag, TB_ASSET_CONDITION, "ok"); /* only once an officer accepts it */
	assert_line(f, NULL, tag, TB_LINE_COUNTED_BY, "tester");
	assert_line(f, NULL, tag, TB_LINE_HOW, "scan");
	assert_line(f, NULL, tag, TB_LINE_OUTCOME, "worn");
	assert_verifies(f);
}

static void test_stocktake__a_second_scan_counts_nothing(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", "SN-1");
	struct tb_counted item;
	int64_t before;

	open_one(f);
	count_one(f, tag);
	before = events(f);
	later(f);
	f->act.actor = "another";
	item = count_one(f, "sn-1");
	assert_int_equal(item.verdict, TB_COUNT_ALREADY);
	assert_string_equal(tb_text(&item.line, TB_LINE_COUNTED_BY), "tester");
	assert_int_equal(tb_num(&item.line, TB_LINE_COUNTED_AT, 0), NOW);
	assert_int_equal(count_as(f, tag, "ok").verdict, TB_COUNT_ALREADY);
	assert_int_equal(events(f), before);
	assert_int_equal(count_as(f, tag, "broken").verdict, TB_COUNT_CHANGED);
	assert_int_equal(events(f), before + 1);
	assert_line(f, NULL, tag, TB_LINE_CONDITION, "broken");
	assert_line(f, NULL, tag, TB_LINE_COUNTED_BY, "another");
	assert_int_equal(count_one(f, tag).verdict, TB_COUNT_ALREADY);
	assert_verifies(f);
}

static void test_stocktake__tells_where_a_misplaced_asset_belongs(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct tb_custody_result done;
	struct tb_counted item;

	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	open_one(f);
	later(f);
	item = count_one(f, tag);
	assert_int_equal(item.verdict, TB_COUNT_MISPLACED);
	assert_int_equal(tb_count_level(item.verdict), TB_LEVEL_AMBER);
	assert_string_equal(tb_text(&item.line, TB_LINE_UNIT), "00008");
	assert_string_equal(tb_text(&item.line, TB_LINE_SEEN_UNIT), "00008");
	assert_int_equal(tb_num(&item.line, TB_LINE_SEEN_AT, 0), NOW); /* before this count */
	assert_field(f, tag, TB_ASSET_SEEN_UNIT, "00004");
	assert_field(f, tag, TB_ASSET_UNIT, "00008");
	assert_int_equal(count_one(f, tag).verdict, TB_COUNT_ALREADY);
	assert_verifies(f);
}

static void test_stocktake__label_of_a_disposed_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_counted item;

	raw_sql(f, "UPDATE asset SET status = 'disposed'");
	open_one(f);
	assert_int_equal(lines_of(f, (struct tb_line_query){ .stocktake = NULL }).n, 0);
	item = count_one(f, tag);
	assert_int_equal(item.verdict, TB_COUNT_DISPOSED);
	assert_int_equal(tb_count_level(item.verdict), TB_LEVEL_RED);
	assert_line(f, NULL, tag, TB_LINE_OUTCOME, "disposed");
}

static void test_stocktake__what_was_lost_and_is_here(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);

	raw_sql(f, "UPDATE asset SET status = 'lost'");
	open_one(f);
	assert_verdict(f, tag, TB_COUNT_RETURNED);
	assert_line(f, NULL, tag, TB_LINE_OUTCOME, "found");
}

static void test_stocktake__unknown_codes_are_kept(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	char mistyped[TB_TAG_SIZE];
	struct tb_counted item;
	int64_t before;

	open_one(f);
	item = count_one(f, " lạ\x01lùng ");
	assert_int_equal(item.verdict, TB_COUNT_UNKNOWN);
	assert_int_equal(item.why.status, TB_ENOTFOUND);
	assert_string_equal(tb_text(&item.line, TB_LINE_CODE), "lạ lùng");
	assert_verdict(f, "lạ lùng", TB_COUNT_ALREADY);
	item = count_one(f, "a\u202E\xC2\x85"
			    "b"); /* what a field would refuse */
	assert_string_equal(tb_text(&item.line, TB_LINE_CODE), "a     b");
	assert_verdict(f, "https://x.vn/abc?d=1", TB_COUNT_UNKNOWN); /* as long as a tag, but none mistyped */
	snprintf(mistyped, sizeof(mistyped), "%s", tag);
	mistyped[15] = mistyped[15] == 'A' ? 'B' : 'A';
	item = count_one(f, mistyped);
	assert_int_equal(item.verdict, TB_COUNT_MISTYPED);
	assert_line(f, NULL, mistyped, TB_LINE_OUTCOME, "unknown");
	assert_ok(f, try_uncount(f, mistyped, NULL));
	before = events(f);
	assert_ok(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(mistyped), .by_hand = true }, NULL));
	assert_int_equal(events(f), before); /* typed again at once */
	assert_verifies(f);
}

static void test_stocktake__a_code_longer_than_a_text_is_cut(void **state)
{
	struct fixture *f = *state;
	char code[4001];
	struct tb_counted item;

	memset(code, 'x', sizeof(code) - 1);
	code[sizeof(code) - 1] = '\0';
	memcpy(code + 998, "ế", 3); /* the cut falls within this letter */
	open_one(f);
	item = count_one(f, code);
	assert_int_equal(item.verdict, TB_COUNT_UNKNOWN);
	assert_int_equal(strlen(tb_text(&item.line, TB_LINE_CODE)), 998);
	assert_verdict(f, code, TB_COUNT_ALREADY);
	assert_verifies(f);
}

/* A code that was unknown when it was read, and is an asset's when it is read again. */
static void test_stocktake__an_unknown_code_becomes_an_asset(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct tb_record r = TB_RECORD(tb_asset_noun);
	char next[TB_TAG_SIZE];
	struct tb_counts counts;

	assert_ok(f, tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 77, next, &f->err));
	open_one(f);
	assert_verdict(f, next, TB_COUNT_UNKNOWN);
	tb_set_text(&r, TB_ASSET_NAME, "Xe");
	tb_set_text(&r, TB_ASSET_KIND, "XEM");
	tb_set_text(&r, TB_ASSET_UNIT, "00004");
	tb_set_text(&r, TB_ASSET_TAG, next);
	assert_ok(f, tb_add(f->db, &f->act, &r, &f->pool, &f->err));
	assert_ok(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(next, tag) }, &counts));
	assert_int_equal(counts.item[0].verdict, TB_COUNT_OUTSIDE);
	assert_int_equal(counts.item[1].verdict, TB_COUNT_MISPLACED);
	assert_int_equal(counts.counted, 2);
	assert_line(f, NULL, next, TB_LINE_WHAT, "asset");
	assert_verifies(f);
}

#define ANCHOR "TB1:21F2B77F30014396:7:D6A9CDA88696A3374F2E59252B27E173AB68E2DDFAD72F1F4064B872F15A3F36"

static void test_stocktake__what_is_no_item_or_not_clear(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", "SAME"), *b = add_asset(f, "Xe", "XEM", "00004", "SAME");
	struct tb_counts counts;
	int64_t before;

	open_one(f);
	before = events(f);
	assert_ok(f,
		  try_count(f, (struct tb_count_req){ .codes = TEXTS("+UNDO", "+U00004", "+P123-456", ANCHOR, "SAME") },
			    &counts));
	assert_int_equal(counts.n, 5);
	assert_int_equal(counts.recorded, 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(counts.item[i].verdict, TB_COUNT_NO_ITEM);
	assert_int_equal(counts.item[4].verdict, TB_COUNT_AMBIGUOUS);
	assert_int_equal(events(f), before);
	assert_verdict(f, a, TB_COUNT_FOUND);
	assert_verdict(f, b, TB_COUNT_FOUND);
}

/* One call is one act: an asset named in several ways stands once, and the events belong together. */
static void test_stocktake__several_codes_at_once(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", "SN-1"), *b = add_asset(f, "Xe", "XEM", "00004", "SN-2");
	const char *url = tb_pool_printf(&f->pool, "HTTPS://TB.VN/A/%s", a);
	struct tb_counts counts;

	open_one(f);
	assert_ok(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(a, "SN-2", url, "sn-1", "?", "?", " ") },
			       &counts));
	assert_int_equal(counts.n, 3);
	assert_int_equal(counts.recorded, 3);
	assert_int_equal(counts.counted, 3);
	assert_int_equal(counts.expected, 2);
	assert_string_equal(counts.id, "00004-26-1");
	assert_string_equal(tb_text(&counts.item[1].line, TB_LINE_CODE), b);
	assert_verifies(f);
}

static void test_stocktake__is_named_or_is_the_only_one(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_count_req req = { .codes = TEXTS(tag) };
	struct tb_counts counts;

	assert_refused(f, try_count(f, req, NULL), TB_EREFUSED, "no stocktake is open");
	open_one(f);
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00008" }, NULL));
	assert_refused(f, try_count(f, req, NULL), TB_EREFUSED, "several stocktakes are open");
	req.stocktake = "00004-26-9";
	assert_refused(f, try_count(f, req, NULL), TB_ENOTFOUND, "no stocktake '00004-26-9'");
	req.stocktake = "00008-26-1";
	assert_ok(f, try_count(f, req, &counts));
	assert_int_equal(counts.item[0].verdict, TB_COUNT_MISPLACED);
	assert_verifies(f);
}

static void test_stocktake__refuses_what_makes_no_sense(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_surplus_req req = { .name = " ", .quantity = 1 };
	struct tb_record line;

	open_one(f);
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = { NULL, 0 } }, NULL), TB_EINVAL, "no code");
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(" \n") }, NULL), TB_EINVAL, "no code");
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(tag), .condition = "so-so" }, NULL),
		       TB_EINVAL, "so-so");
	f->act.at = NOW - DAY;
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(tag) }, NULL), TB_EINVAL, "was opened on");
	f->act.at = NOW;
	assert_refused(f, tb_stocktake_surplus(f->db, &f->act, &req, &f->pool, &line, &f->err), TB_EINVAL, "--name");
	req = (struct tb_surplus_req){ .name = "Máy", .quantity = 0 };
	assert_refused(f, tb_stocktake_surplus(f->db, &f->act, &req, &f->pool, &line, &f->err), TB_EINVAL,
		       "at least 1");
	req = (struct tb_surplus_req){ .name = "Máy", .quantity = 1, .kind = "X" };
	assert_refused(f, tb_stocktake_surplus(f->db, &f->act, &req, &f->pool, &line, &f->err), TB_ENOTFOUND, "'X'");
}

/* Who gave an earlier time does not make the asset seen earlier than it was. */
static void test_stocktake__a_count_given_later_does_not_set_the_clock_back(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_custody_result done;
	struct tb_record asset;

	open_one(f);
	later(f);
	later(f);
	assert_ok(f, checkout(f, "123-456", 1, &tag, 1, &done));
	f->act.at -= 60;
	assert_verdict(f, tag, TB_COUNT_FOUND);
	asset = get(f, &tb_asset_noun, tag);
	assert_int_equal(tb_num(&asset, TB_ASSET_SEEN_AT, 0), NOW + 120);
	assert_verifies(f);
}

/* ---- taking back ------------------------------------------------------------------------------------------------ */

static void test_stocktake__a_count_is_taken_back(void **state)
{
	struct fixture *f = *state;
	const char *here = add_asset(f, "Xe", "XEM", "00004", NULL), *other = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct tb_custody_result done;
	struct tb_record line, asset;

	assert_ok(f, issue(f, "00008", &other, 1, &done));
	open_one(f);
	later(f);
	count_one(f, here);
	count_one(f, other);
	count_one(f, "lạ");
	assert_string_equal(surplus(f, "Máy", NULL), "S-1");
	assert_string_equal(surplus(f, "Máy", NULL), "S-2");
	assert_ok(f, try_uncount(f, here, &line));
	assert_false(line.v[TB_LINE_COUNTED_AT].is == TB_IS_INT);
	assert_line(f, NULL, here, TB_LINE_OUTCOME, "missing");
	asset = get(f, &tb_asset_noun, here);
	assert_null(tb_text(&asset, TB_ASSET_SEEN_UNIT));
	assert_ok(f, try_uncount(f, other, &line));
	assert_null(tb_text(&line, TB_LINE_CODE));
	assert_field(f, other, TB_ASSET_SEEN_UNIT, "00008");
	asset = get(f, &tb_asset_noun, other);
	assert_int_equal(tb_num(&asset, TB_ASSET_SEEN_AT, 0), NOW);
	assert_ok(f, try_uncount(f, "lạ", NULL));
	assert_ok(f, try_uncount(f, "S-1", NULL));
	assert_int_equal(lines_of(f, (struct tb_line_query){ .stocktake = NULL }).n, 2);
	assert_string_equal(surplus(f, "Máy", NULL), "S-1");
	assert_refused(f, try_uncount(f, here, NULL), TB_ENOTFOUND, "was not counted");
	assert_refused(f, try_uncount(f, "gì đó", NULL), TB_ENOTFOUND, "was not counted");
	assert_verdict(f, here, TB_COUNT_FOUND);
	assert_verifies(f);
}

/* Seen by others after the count: that stays. */
static void test_stocktake__taking_back_leaves_what_others_saw(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_custody_result done;
	struct tb_record asset;

	open_one(f);
	count_one(f, tag);
	later(f);
	assert_ok(f, checkout(f, "123-456", 1, &tag, 1, &done));
	assert_ok(f, try_uncount(f, tag, NULL));
	asset = get(f, &tb_asset_noun, tag);
	assert_int_equal(tb_num(&asset, TB_ASSET_SEEN_AT, 0), NOW + 60);
	assert_verifies(f);
}

/* ---- blind ------------------------------------------------------------------------------------------------------ */

static void test_stocktake__blind_tells_nothing_of_what_is_expected(void **state)
{
	struct fixture *f = *state;
	const char *here = add_asset(f, "Xe", "XEM", "00004", NULL), *other = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct tb_stocktake_summary summary;
	struct found_lines lines;
	struct tb_counts counts;
	struct tb_line_query query = { .outcome = "missing" };

	add_asset(f, "Xe không thấy", "XEM", "00004", NULL);
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .blind = true }, NULL));
	assert_ok(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(here, other) }, &counts));
	assert_int_equal(counts.expected, -1);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(counts.item[i].verdict, TB_COUNT_COUNTED);
		assert_null(tb_text(&counts.item[i].line, TB_LINE_BUCKET));
		assert_null(tb_text(&counts.item[i].line, TB_LINE_UNIT));
		assert_string_equal(tb_text(&counts.item[i].line, TB_LINE_NAME), "Xe");
	}
	assert_verdict(f, here, TB_COUNT_ALREADY);
	assert_verdict(f, "lạ", TB_COUNT_UNKNOWN);
	lines = lines_of(f, (struct tb_line_query){ .stocktake = NULL });
	assert_int_equal(lines.n, 3);
	for (size_t i = 0; i < lines.n; i++)
		assert_null(tb_text(&lines.line[i], TB_LINE_OUTCOME));
	assert_refused(f, tb_stocktake_lines(f->db, &query, keep_line, &lines, &f->err), TB_EREFUSED, "is blind");
	assert_ok(f, tb_stocktake_summarise(f->db, NULL, &f->pool, &summary, &f->err));
	assert_int_equal(summary.n_sums, 0);
	assert_int_equal(tb_num(&summary.stocktake, TB_STOCKTAKE_EXPECTED, -1), -1);
	assert_int_equal(tb_num(&summary.stocktake, TB_STOCKTAKE_COUNTED, -1), 3);
	close_it(f);
	assert_int_equal(lines_of(f, (struct tb_line_query){ .stocktake = "00004-26-1", .outcome = "missing" }).n, 1);
	assert_verifies(f);
}

/* Else it would tell which of them are expected. */
static void test_stocktake__blind_lines_are_in_the_order_of_their_codes(void **state)
{
	struct fixture *f = *state;
	const char *other = add_asset(f, "Xe", "XEM", "00004", NULL), *here = add_asset(f, "Xe", "XEM", "00008", NULL);
	struct found_lines lines;

	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00008", .blind = true }, NULL));
	count_one(f, here);
	count_one(f, other);
	lines = lines_of(f, (struct tb_line_query){ .stocktake = NULL });
	assert_int_equal(lines.n, 2);
	assert_string_equal(tb_text(&lines.line[0], TB_LINE_CODE), other);
	close_it(f);
	lines = lines_of(f, (struct tb_line_query){ .stocktake = "00008-26-1" });
	assert_string_equal(tb_text(&lines.line[0], TB_LINE_CODE), here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stocktake__is_named_by_unit_year_and_number),
		TEST(test_stocktake__numbers_belong_to_one_unit),
		TEST(test_stocktake__freezes_what_the_register_has),
		TEST(test_stocktake__has_buckets_for_what_is_not_here),
		TEST(test_stocktake__of_one_kind),
		TEST(test_stocktake__is_opened_once_and_by_rule),
		TEST(test_stocktake__a_count_is_an_event_of_the_asset),
		TEST(test_stocktake__a_second_scan_counts_nothing),
		TEST(test_stocktake__tells_where_a_misplaced_asset_belongs),
		TEST(test_stocktake__label_of_a_disposed_asset),
		TEST(test_stocktake__what_was_lost_and_is_here),
		TEST(test_stocktake__unknown_codes_are_kept),
		TEST(test_stocktake__a_code_longer_than_a_text_is_cut),
		TEST(test_stocktake__an_unknown_code_becomes_an_asset),
		TEST(test_stocktake__what_is_no_item_or_not_clear),
		TEST(test_stocktake__several_codes_at_once),
		TEST(test_stocktake__is_named_or_is_the_only_one),
		TEST(test_stocktake__refuses_what_makes_no_sense),
		TEST(test_stocktake__a_count_given_later_does_not_set_the_clock_back),
		TEST(test_stocktake__a_count_is_taken_back),
		TEST(test_stocktake__taking_back_leaves_what_others_saw),
		TEST(test_stocktake__blind_tells_nothing_of_what_is_expected),
		TEST(test_stocktake__blind_lines_are_in_the_order_of_their_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
