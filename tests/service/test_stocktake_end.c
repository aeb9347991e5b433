/* The second round of a stocktake, closing it, and what follows from it. */
#include "service/stocktake_fixture.h"

#include "service/db.h"

/* ---- the second round ------------------------------------------------------------------------------------------- */

static void test_stocktake_end__the_second_round_is_for_others_and_for_differences(void **state)
{
	struct fixture *f = *state;
	const char *good = add_asset(f, "Xe", "XEM", "00004", NULL), *worn = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *gone = add_asset(f, "Xe", "XEM", "00004", NULL), *other = add_asset(f, "Xe", "XEM", "00008", NULL);

	open_one(f);
	count_one(f, good);
	count_as(f, worn, "worn");
	count_one(f, other);
	count_one(f, "lạ");
	recount(f, 4);
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(gone) }, NULL), TB_EREFUSED,
		       "'tester' counted in the first round");
	assert_refused(f, try_uncount(f, good, NULL), TB_EREFUSED, "counted in the first round");
	f->act.actor = "second";
	later(f);
	assert_verdict(f, good, TB_COUNT_ALREADY);
	assert_verdict(f, gone, TB_COUNT_FOUND);
	assert_verdict(f, other, TB_COUNT_CONFIRMED);
	assert_verdict(f, other, TB_COUNT_ALREADY);
	assert_verdict(f, "lạ", TB_COUNT_CONFIRMED);
	assert_int_equal(count_as(f, worn, "broken").verdict, TB_COUNT_CONFIRMED);
	assert_line(f, NULL, worn, TB_LINE_FIRST_CONDITION, "worn");
	assert_line(f, NULL, worn, TB_LINE_FIRST_BY, "tester");
	assert_line(f, NULL, worn, TB_LINE_CONDITION, "broken");
	assert_line(f, NULL, gone, TB_LINE_ROUND, "2");
	assert_verifies(f);
}

static void test_stocktake_end__taking_back_a_second_look_leaves_the_first(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_record asset;

	open_one(f);
	count_as(f, tag, "worn");
	recount(f, 1);
	f->act.actor = "second";
	assert_refused(f, try_uncount(f, tag, NULL), TB_EREFUSED, "first round, which is over");
	later(f);
	count_as(f, tag, "broken");
	assert_ok(f, try_uncount(f, tag, NULL));
	assert_line(f, NULL, tag, TB_LINE_CONDITION, "worn");
	assert_line(f, NULL, tag, TB_LINE_COUNTED_BY, "tester");
	assert_line(f, NULL, tag, TB_LINE_ROUND, "1");
	assert_line(f, NULL, tag, TB_LINE_FIRST_BY, "");
	asset = get(f, &tb_asset_noun, tag);
	assert_int_equal(tb_num(&asset, TB_ASSET_SEEN_AT, 0), NOW);
	assert_verifies(f);
}

/* A thing without a label is named by the code of its line. */
static void test_stocktake_end__a_second_look_at_surplus(void **state)
{
	struct fixture *f = *state;
	const char *code;

	open_one(f);
	code = surplus(f, "Máy", "TAB");
	assert_verdict(f, code, TB_COUNT_ALREADY);
	recount(f, 1);
	f->act.actor = "second";
	assert_verdict(f, code, TB_COUNT_CONFIRMED);
	assert_line(f, NULL, code, TB_LINE_OUTCOME, "surplus");
	assert_line(f, NULL, code, TB_LINE_NAME, "Máy");
	assert_line(f, NULL, code, TB_LINE_QUANTITY, "2");
	assert_line(f, NULL, code, TB_LINE_COUNTED_BY, "second");
	assert_line(f, NULL, code, TB_LINE_FIRST_BY, "tester");
	assert_verifies(f);
	assert_ok(f, try_uncount(f, code, NULL));
	assert_line(f, NULL, code, TB_LINE_COUNTED_BY, "tester");
	assert_verifies(f);
}

/* Whoever counted in the first round did so, also if all of his counts were replaced or taken back. */
static void test_stocktake_end__who_took_a_count_back_has_counted(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", NULL), *b = add_asset(f, "Xe", "XEM", "00004", NULL);

	open_one(f);
	count_one(f, a);
	assert_ok(f, try_uncount(f, a, NULL));
	f->act.actor = "another";
	count_one(f, b);
	recount(f, 1);
	f->act.actor = "tester";
	assert_refused(f, try_count(f, (struct tb_count_req){ .codes = TEXTS(a) }, NULL), TB_EREFUSED,
		       "'tester' counted");
}

static void test_stocktake_end__a_second_round_needs_a_difference(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	int64_t open;

	open_one(f);
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, NULL, &open, &f->err), TB_EREFUSED,
		       "nothing was counted");
	count_one(f, tag);
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, NULL, &open, &f->err), TB_EREFUSED, "no difference");
	count_as(f, tag, "broken");
	recount(f, 1);
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, NULL, &open, &f->err), TB_EREFUSED,
		       "in its second round already");
}

/* ---- closing ---------------------------------------------------------------------------------------------------- */

static void test_stocktake_end__closing_needs_two_signatures(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	bool changed;

	assert_ok(f, try_add(f, &tb_person_noun, "number", "123-458", "name", "Lan", "unit", "00004", NULL));
	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004", .board = TEXTS("123-456", "123-458") },
			      NULL));
	assert_refused(f, try_close(f, TEXTS("123-456", "123-458")), TB_EREFUSED, "nothing was counted");
	count_one(f, tag);
	assert_refused(f, try_close(f, (struct tb_texts){ NULL, 0 }), TB_EREFUSED, "two people must sign");
	assert_refused(f, try_close(f, TEXTS("123-456")), TB_EREFUSED, "two people must sign");
	assert_refused(f, try_close(f, TEXTS("123-456", "123-456")), TB_EREFUSED, "named twice");
	assert_refused(f, try_close(f, TEXTS("123-456", "nobody")), TB_ENOTFOUND, "no person 'NOBODY'");
	assert_refused(f, try_close(f, TEXTS("123-456", "123-457")), TB_EREFUSED, "'123-457' is not of the board");
	assert_ok(f, try_edit(f, &tb_person_noun, "123-458", &changed, "active", "no", NULL));
	assert_refused(f, try_close(f, TEXTS("123-456", "123-458")), TB_EREFUSED, "'123-458' has left");
	assert_ok(f, try_edit(f, &tb_person_noun, "123-458", &changed, "active", "yes", NULL));
	assert_ok(f, try_close(f, TEXTS("123-456", "123-458")));
	assert_verifies(f);
}

static void test_stocktake_end__nothing_is_counted_behind_the_end(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL), *id = open_one(f);
	struct tb_surplus_req extra = { .stocktake = id, .name = "Máy", .quantity = 1 };
	struct tb_texts two = TEXTS("123-456", "123-457");
	struct tb_record out;
	int64_t before, open;

	count_one(f, tag);
	close_it(f);
	before = events(f);
	assert_refused(f, try_count(f, (struct tb_count_req){ .stocktake = id, .codes = TEXTS(tag) }, NULL),
		       TB_EREFUSED, "was closed on 2026-11-24T17:05");
	assert_refused(f, tb_stocktake_uncount(f->db, &f->act, id, tag, &f->pool, &out, &f->err), TB_EREFUSED,
		       "was closed on");
	assert_refused(f, tb_stocktake_surplus(f->db, &f->act, &extra, &f->pool, &out, &f->err), TB_EREFUSED,
		       "was closed on");
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, id, &open, &f->err), TB_EREFUSED, "was closed on");
	assert_refused(f, tb_stocktake_close(f->db, &f->act, id, &two, &f->pool, &out, &f->err), TB_EREFUSED,
		       "was closed on");
	assert_int_equal(events(f), before);
}

/* A stocktake with a line of every outcome, and what each proposes. */
static void test_stocktake_end__every_line_ends_somehow(void **state)
{
	struct fixture *f = *state;
	const char *found = add_asset(f, "Xe", "XEM", "00004", NULL), *worn = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *broken = add_asset(f, "Xe", "XEM", "00004", NULL), *gone = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *lent = add_asset(f, "Xe", "XEM", "00004", NULL), *since = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *moved = add_asset(f, "Xe", "XEM", "00004", NULL), *other = add_asset(f, "Xe", "XEM", "00008", NULL);
	const char *id, *late;
	struct tb_custody_result done;
	struct tb_stocktake_summary summary;

	assert_ok(f, checkout(f, "123-456", 3, &lent, 1, &done));
	id = open_one(f);
	later(f);
	count_one(f, found);
	count_as(f, worn, "worn");
	count_as(f, broken, "broken");
	count_as(f, other, "broken");
	count_one(f, "lạ");
	surplus(f, "Máy", "TAB");
	late = add_asset(f, "Xe", "XEM", "00004", NULL);
	count_one(f, late);
	assert_ok(f, checkout(f, "123-457", 3, &since, 1, &done));
	assert_ok(f, issue(f, "00008", &moved, 1, &done));
	close_it(f);
	assert_line(f, id, found, TB_LINE_OUTCOME, "found");
	assert_line(f, id, found, TB_LINE_PROPOSAL, "");
	assert_line(f, id, worn, TB_LINE_OUTCOME, "worn");
	assert_line(f, id, worn, TB_LINE_PROPOSAL, "condition");
	assert_line(f, id, broken, TB_LINE_OUTCOME, "broken");
	assert_line(f, id, gone, TB_LINE_OUTCOME, "missing");
	assert_line(f, id, gone, TB_LINE_PROPOSAL, "missing");
	assert_line(f, id, lent, TB_LINE_OUTCOME, "lent");
	assert_line(f, id, lent, TB_LINE_PROPOSAL, "");
	assert_line(f, id, since, TB_LINE_OUTCOME, "lent");
	assert_line(f, id, since, TB_LINE_HOLDER, "123-457");
	assert_line(f, id, moved, TB_LINE_OUTCOME, "moved");
	assert_line(f, id, other, TB_LINE_OUTCOME, "misplaced");
	assert_line(f, id, other, TB_LINE_PROPOSAL, "move");
	assert_line(f, id, "lạ", TB_LINE_OUTCOME, "unknown");
	assert_line(f, id, "lạ", TB_LINE_PROPOSAL, "");
	assert_line(f, id, "S-1", TB_LINE_OUTCOME, "surplus");
	assert_line(f, id, "S-1", TB_LINE_PROPOSAL, "register");
	assert_line(f, id, late, TB_LINE_OUTCOME, "outside");
	assert_ok(f, tb_stocktake_summarise(f->db, id, &f->pool, &summary, &f->err));
	assert_int_equal(summary.n_sums, 10);
	assert_int_equal(summary.proposals, 5);
	assert_int_equal(summary.n_counters, 1);
	assert_int_equal(tb_num(&summary.counter[0], TB_COUNTER_LINES, 0), 7);
	assert_verifies(f);
}

static void test_stocktake_end__what_was_found_stays_for_ever(void **state)
{
	struct fixture *f = *state;
	const char *here = add_asset(f, "Xe", "XEM", "00004", NULL), *gone = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *id = open_one(f);
	struct tb_custody_result done;
	bool changed;

	count_one(f, here);
	close_it(f);
	later(f);
	assert_ok(f, try_edit(f, &tb_asset_noun, here, &changed, "name", "Khác", "condition", "broken", NULL));
	assert_ok(f, issue(f, "00008", &here, 1, &done));
	assert_ok(f, checkout(f, "123-456", 3, &gone, 1, &done));
	assert_line(f, id, here, TB_LINE_OUTCOME, "found");
	assert_line(f, id, here, TB_LINE_NAME, "Xe");
	assert_line(f, id, here, TB_LINE_UNIT, "00004");
	assert_line(f, id, gone, TB_LINE_OUTCOME, "missing");
	assert_line(f, id, gone, TB_LINE_HOLDER, "");
	assert_verifies(f);
}

/* Whoever rewrites a result behind the program's back is found. */
static void test_stocktake_end__a_changed_result_does_not_verify(void **state)
{
	static const char *const changes[] = {
		"UPDATE stocktake_line SET outcome = 'found' WHERE outcome = 'missing'",
		"UPDATE stocktake SET signed_by = '123-456'",
		"DELETE FROM stocktake_line WHERE code = 'lạ'",
		"INSERT INTO stocktake_counter VALUES ('00004-26-1', 2, 'nobody')",
	};
	struct fixture *f = *state;
	char *backup = tb_pool_printf(&f->pool, "%s.good", f->path);

	add_asset(f, "Xe", "XEM", "00004", NULL);
	open_one(f);
	count_one(f, "lạ");
	close_it(f);
	assert_verifies(f);
	assert_ok(f, tb_backup(f->db, backup, &f->err));
	for (size_t i = 0; i < COUNT(changes); i++) {
		struct tb_verdict verdict = { .events = 0 };
		const char *kept;

		raw_sql(f, changes[i]);
		if (tb_ledger_verify(f->db, NULL, false, &verdict, &f->err) != TB_ECORRUPT || verdict.problems.n != 1)
			fail_msg("not noticed: %s", changes[i]);
		tb_problems_release(&verdict.problems);
		tb_err_clear(&f->err);
		tb_db_close(f->db);
		f->db = NULL;
		assert_ok(f, tb_restore(backup, f->path, true, f->act.now + (int64_t)i, &f->pool, &kept, &f->err));
		reopen(f);
	}
	assert_verifies(f);
}

/* A tampered ledger may hold anything: what lacks its details, or speaks of what is not there, is refused and crashes nothing. */
static void test_stocktake_end__events_without_their_details_are_refused(void **state)
{
	static const char *const kinds[] = {
		"stocktake.open",    "stocktake.unknown", "stocktake.surplus", "stocktake.uncount",
		"stocktake.recount", "stocktake.close",   "stocktake.accept",  "asset.count",
		"asset.uncount",     "asset.move",        "asset.missing",     "asset.found",
	};
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *const subjects[] = { NULL, "nothing", tag };

	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t i = 0; i < COUNT(subjects); i++) {
			struct tb_record payload = { .noun = tb_payload_noun(kinds[k]) };
			enum tb_status rc;

			assert_ok(f, tb_ledger_begin(f->db, &f->act, &f->err));
			rc = tb_ledger_append(f->db, kinds[k], subjects[i], NULL, &payload, &f->err);
			tb_ledger_end(f->db);
			/* That an asset is missing needs no details. */
			if (!rc && (subjects[i] != tag || strcmp(kinds[k], "asset.missing") != 0))
				fail_msg("%s about %s passes", kinds[k], subjects[i] ? subjects[i] : "nothing");
			tb_err_clear(&f->err);
		}
	assert_verifies(f);
}

/* ---- proposals -------------------------------------------------------------------------------------------------- */

static enum tb_status try_accept(struct fixture *f, struct tb_accept_req req, struct tb_accepted_list *out)
{
	struct tb_accepted_list unwanted;

	tb_problems_release(&f->problems);
	tb_err_clear(&f->err);
	req.stocktake = "00004-26-1";
	return tb_stocktake_accept(f->db, &f->act, &req, &f->pool, out ? out : &unwanted, &f->problems, &f->err);
}

static enum tb_status accept_one(struct fixture *f, const char *code)
{
	return try_accept(f, (struct tb_accept_req){ .codes = TEXTS(code) }, NULL);
}

/* It is refused, and the reason holds `part`. */
static void assert_not_accepted(struct fixture *f, const char *code, const char *part)
{
	int64_t before = events(f);
	enum tb_status rc = accept_one(f, code);
	struct tb_str text = TB_STR_INIT;

	assert_int_not_equal(rc, TB_OK);
	assert_int_equal(f->problems.n, 1);
	tb_err_text(&f->problems.item[0].err, NULL, &text);
	if (!strstr(text.buf, part))
		fail_msg("'%s' is not in: %s", part, text.buf);
	tb_str_release(&text);
	assert_int_equal(events(f), before);
	assert_line(f, "00004-26-1", code, TB_LINE_SETTLED_BY, "");
}

/* A time given by hand must not make a record that was signed before its counts. */
static void test_stocktake_end__nothing_ends_before_what_it_follows_from(void **state)
{
	struct fixture *f = *state;
	const char *gone = add_asset(f, "Xe", "XEM", "00004", NULL), *here = add_asset(f, "Xe", "XEM", "00004", NULL);
	const int64_t opened = f->act.at;
	int64_t counted, n = -1;

	open_one(f);
	later(f);
	count_one(f, here);
	counted = f->act.at;
	f->act.at = opened;
	assert_refused(f, try_close(f, TEXTS("123-456", "123-457")), TB_EINVAL, "after the time given");
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, NULL, &n, &f->err), TB_EINVAL, "after the time given");
	f->act.at = counted;
	close_it(f);
	f->act.at--;
	assert_refused(f, accept_one(f, gone), TB_EINVAL, "after the time given");
	f->act.at++;
	assert_ok(f, accept_one(f, gone));
	assert_verifies(f);
}

/* Else a post that has nothing could never open another. */
static void test_stocktake_end__an_empty_post_is_closed_without_a_count(void **state)
{
	struct fixture *f = *state;
	struct tb_stocktake_req req = { .unit = "00004", .blind = true };
	int64_t n = -1;

	assert_ok(f, try_open(f, req, NULL));
	assert_refused(f, tb_stocktake_recount(f->db, &f->act, NULL, &n, &f->err), TB_EREFUSED, "no difference");
	close_it(f);
	add_asset(f, "Xe", "XEM", "00004", NULL);
	assert_ok(f, try_open(f, req, NULL));
	assert_refused(f, try_close(f, TEXTS("123-456", "123-457")), TB_EREFUSED, "nothing was counted");
	assert_verifies(f);
}

static void test_stocktake_end__a_move_brings_the_asset_to_where_it_was_found(void **state)
{
	struct fixture *f = *state;
	const char *used = add_asset(f, "Xe", "XEM", "00008", NULL),
		   *stock = add_asset(f, "Xe", "XEM", "00008", "SN-9");
	struct tb_custody_result done;

	assert_ok(f, issue(f, "00008", &used, 1, &done));
	open_one(f);
	later(f);
	count_as(f, used, "worn");
	count_one(f, stock);
	close_it(f);
	later(f);
	f->act.actor = "officer";
	assert_ok(f, accept_one(f, used));
	assert_ok(f, accept_one(f, "sn-9")); /* by any name */
	assert_field(f, used, TB_ASSET_UNIT, "00004");
	assert_field(f, used, TB_ASSET_STATUS, "in_use");
	assert_field(f, used, TB_ASSET_CONDITION, "worn");
	assert_field(f, stock, TB_ASSET_UNIT, "00004");
	assert_field(f, stock, TB_ASSET_STATUS, "in_stock");
	assert_line(f, "00004-26-1", used, TB_LINE_SETTLED_BY, "officer");
	assert_line(f, "00004-26-1", used, TB_LINE_UNIT, "00008"); /* as it was */
	assert_int_not_equal(accept_one(f, used), TB_OK);
	assert_verifies(f);
	assert_ok(f, checkout(f, "123-456", 1, &used, 1, &done));
	assert_verifies(f);
}

static void test_stocktake_end__missing_is_under_search_until_it_is_found(void **state)
{
	struct fixture *f = *state;
	const char *gone = add_asset(f, "Xe", "XEM", "00004", NULL), *here = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_custody_result done;
	struct tb_accept_req all = { .all = true };
	struct tb_accepted_list list;

	assert_ok(f, issue(f, "00004", &gone, 1, &done));
	open_one(f);
	later(f);
	count_one(f, here);
	close_it(f);
	assert_ok(f, try_accept(f, all, &list));
	assert_int_equal(list.n, 1);
	assert_string_equal(list.item[0].proposal, "missing");
	assert_field(f, gone, TB_ASSET_STATUS, "missing");
	assert_int_equal(checkout(f, "123-456", 1, &gone, 1, &done), TB_EREFUSED);
	tb_err_clear(&f->err);
	assert_refused(f, try_accept(f, all, NULL), TB_EREFUSED, "no proposal");

	later(f);
	open_one(f);
	assert_verdict(f, gone, TB_COUNT_RETURNED);
	close_it(f);
	all.stocktake = "00004-26-2";
	tb_problems_release(&f->problems);
	assert_ok(f, tb_stocktake_accept(f->db, &f->act, &all, &f->pool, &list, &f->problems, &f->err));
	assert_string_equal(list.item[0].proposal, "found");
	assert_field(f, gone, TB_ASSET_STATUS, "in_use"); /* as it was issued */
	assert_verifies(f);
}

static void test_stocktake_end__surplus_is_registered(void **state)
{
	struct fixture *f = *state;
	struct tb_accepted_list list;
	struct tb_record asset;

	open_one(f);
	surplus(f, "Máy tính bảng", "TAB");
	surplus(f, "Gì đó", NULL);
	close_it(f);
	assert_not_accepted(f, "S-2", "give it with --kind");
	assert_ok(f, try_accept(f, (struct tb_accept_req){ .all = true, .kind = "xem" }, &list));
	assert_int_equal(list.n, 2);
	asset = get(f, &tb_asset_noun, list.item[0].tag);
	assert_string_equal(tb_text(&asset, TB_ASSET_KIND), "TAB");
	assert_string_equal(tb_text(&asset, TB_ASSET_NAME), "Máy tính bảng");
	assert_int_equal(tb_num(&asset, TB_ASSET_QUANTITY, 0), 2);
	assert_string_equal(tb_text(&asset, TB_ASSET_UNIT), "00004");
	assert_field(f, list.item[1].tag, TB_ASSET_KIND, "XEM");
	assert_line(f, "00004-26-1", "S-1", TB_LINE_BECAME, list.item[0].tag);
	assert_verifies(f);
}

/* All but those that cannot be done; named ones all or none. */
static void test_stocktake_end__all_or_what_can_be_done(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "Xe", "XEM", "00004", NULL), *b = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *here = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_custody_result done;
	struct tb_accepted_list list;
	int64_t before;

	open_one(f);
	count_one(f, here);
	close_it(f);
	later(f);
	assert_ok(f, checkout(f, "123-456", 1, &b, 1, &done));
	before = events(f);
	assert_refused(f, try_accept(f, (struct tb_accept_req){ .codes = TEXTS(a, b) }, NULL), TB_EREFUSED,
		       "1 of 2 could not be done");
	assert_int_equal(events(f), before);
	assert_ok(f, try_accept(f, (struct tb_accept_req){ .all = true }, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(f->problems.n, 1);
	assert_string_equal(f->problems.item[0].subject, b);
	assert_int_equal(events(f), before + 2);
	assert_int_equal(lines_of(f, (struct tb_line_query){ .stocktake = "00004-26-1", .proposed = true }).n, 1);
	assert_verifies(f);
}

/* Whatever has happened to the asset since the count speaks against the proposal. */
static void test_stocktake_end__a_proposal_is_refused_where_more_is_known(void **state)
{
	struct fixture *f = *state;
	const char *lent = add_asset(f, "Xe", "XEM", "00008", NULL), *moved = add_asset(f, "Xe", "XEM", "00008", NULL);
	const char *seen = add_asset(f, "Xe", "XEM", "00004", NULL), *worn = add_asset(f, "Xe", "XEM", "00004", NULL);
	const char *fine = add_asset(f, "Xe", "XEM", "00004", NULL);
	struct tb_custody_result done;
	bool changed;

	open_one(f);
	later(f);
	count_one(f, lent);
	count_one(f, moved);
	count_as(f, worn, "worn");
	count_one(f, fine);
	assert_int_not_equal(accept_one(f, lent), TB_OK);
	assert_refused(f, accept_one(f, lent), TB_EREFUSED, "is still open");
	close_it(f);
	later(f);
	assert_ok(f, checkout(f, "123-456", 1, &lent, 1, &done));
	assert_ok(f, issue(f, "01", &moved, 1, &done));
	assert_ok(f, checkout(f, "123-456", 1, &seen, 1, &done));
	assert_ok(f, checkin(f, NULL, &seen, 1, &done));
	assert_ok(f, try_edit(f, &tb_asset_noun, worn, &changed, "condition", "broken", NULL));
	assert_not_accepted(f, lent, "it is lent to '123-456'");
	assert_not_accepted(f, moved, "it belongs to unit '01' since");
	assert_not_accepted(f, seen, "it was seen at unit '00004'");
	assert_not_accepted(f, worn, "its condition was recorded as 'broken'");
	assert_not_accepted(f, fine, "nothing is proposed");
	assert_refused(f, accept_one(f, "nothing"), TB_ENOTFOUND, "1 of 1");
	assert_refused(f, try_accept(f, (struct tb_accept_req){ .all = false }, NULL), TB_EINVAL, "--all");
	assert_refused(f, try_accept(f, (struct tb_accept_req){ .all = true }, NULL), TB_EREFUSED, "4 of 4");
	assert_verifies(f);
}

static void test_stocktake_end__nothing_comes_to_a_unit_that_was_closed(void **state)
{
	struct fixture *f = *state;
	const char *other = add_asset(f, "Xe", "XEM", "00008", NULL), *gone = add_asset(f, "Xe", "XEM", "00004", NULL);
	bool changed;

	open_one(f);
	count_one(f, other);
	close_it(f);
	assert_ok(f, try_edit(f, &tb_unit_noun, "00004", &changed, "valid_to", "2026-11-01", NULL));
	assert_not_accepted(f, other, "unit '00004' was closed");
	assert_ok(f, accept_one(f, gone)); /* it is searched for all the same */
	assert_verifies(f);
}

static void test_stocktake_end__a_status_that_does_not_fit_is_refused(void **state)
{
	static const struct {
		const char *status;
		bool move, missing;
	} cases[] = {
		{ "in_stock", true, true },    { "in_use", true, true },       { "awaiting_disposal", true, true },
		{ "in_repair", false, false }, { "in_transit", false, false }, { "lost", true, false },
		{ "missing", true, false },    { "disposed", false, false },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture *f = *state;
		const char *other = add_asset(f, "Xe", "XEM", "00008", NULL),
			   *gone = add_asset(f, "Xe", "XEM", "00004", NULL);

		open_one(f);
		count_one(f, other);
		close_it(f);
		raw_sql(f, tb_pool_printf(&f->pool, "UPDATE asset SET status = '%s'", cases[i].status));
		if ((accept_one(f, other) == TB_OK) != cases[i].move ||
		    (accept_one(f, gone) == TB_OK) != cases[i].missing)
			fail_msg("row %zu: %s", i, cases[i].status);
		tear_down(state);
		assert_int_equal(set_up(state), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_stocktake_end__the_second_round_is_for_others_and_for_differences),
		TEST(test_stocktake_end__taking_back_a_second_look_leaves_the_first),
		TEST(test_stocktake_end__a_second_look_at_surplus),
		TEST(test_stocktake_end__who_took_a_count_back_has_counted),
		TEST(test_stocktake_end__a_second_round_needs_a_difference),
		TEST(test_stocktake_end__closing_needs_two_signatures),
		TEST(test_stocktake_end__nothing_is_counted_behind_the_end),
		TEST(test_stocktake_end__every_line_ends_somehow),
		TEST(test_stocktake_end__what_was_found_stays_for_ever),
		TEST(test_stocktake_end__a_changed_result_does_not_verify),
		TEST(test_stocktake_end__events_without_their_details_are_refused),
		TEST(test_stocktake_end__nothing_ends_before_what_it_follows_from),
		TEST(test_stocktake_end__an_empty_post_is_closed_without_a_count),
		TEST(test_stocktake_end__a_move_brings_the_asset_to_where_it_was_found),
		TEST(test_stocktake_end__missing_is_under_search_until_it_is_found),
		TEST(test_stocktake_end__surplus_is_registered),
		TEST(test_stocktake_end__all_or_what_can_be_done),
		TEST(test_stocktake_end__a_proposal_is_refused_where_more_is_known),
		TEST(test_stocktake_end__nothing_comes_to_a_unit_that_was_closed),
		TEST(test_stocktake_end__a_status_that_does_not_fit_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
