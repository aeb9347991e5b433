#include "service/fixture.h"

#include <trangbi/stocktake.h>

static enum tb_status undo(struct fixture *f, const char *tag, int64_t seq, struct tb_undone *out)
{
	struct tb_undo_req req = { .tag = tag, .seq = seq };

	return tb_undo(f->db, &f->act, &req, &f->pool, out, &f->err);
}

/* All that the register says of custody: the assets, without when they were seen, and the spells. */
static char *snapshot(struct fixture *f)
{
	static const char sql[] =
		"SELECT group_concat(line, char(10)) FROM (SELECT tag || status || unit || condition || "
		"ifnull(custodian, '-') || ifnull(due, '-') || ifnull(purpose, '-') AS line FROM asset "
		"UNION ALL SELECT id || tag || kind || unit || ifnull(person, '-') || from_at || "
		"ifnull(to_at, '-') || ifnull(condition_in, '-') || ifnull(closed_by, '-') FROM custody)";
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;
	char *text;

	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	text = tb_pool_strdup(&f->pool, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(raw);
	return text;
}

/* Each act alone, and all of them back to the beginning. */
static void test_undo__gives_back_what_was(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1"), *stages[6];
	static const char *const kinds[] = { "asset.issue", "asset.checkout", "asset.checkin", "asset.issue",
					     "asset.checkout" };
	struct tb_custody_result done;
	struct tb_undone undone;

	stages[0] = snapshot(f);
	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	stages[1] = snapshot(f);
	f->act.purpose = "tuần tra";
	assert_ok(f, checkout(f, "123-457", 7, &tag, 1, &done));
	stages[2] = snapshot(f);
	f->act.purpose = NULL;
	assert_ok(f, checkin(f, "worn", &tag, 1, &done));
	stages[3] = snapshot(f);
	assert_ok(f, issue(f, "00004", &tag, 1, &done));
	stages[4] = snapshot(f);
	assert_ok(f, checkout(f, "123-456", 0, &tag, 1, &done));
	for (int i = 4; i >= 0; i--) {
		assert_ok(f, undo(f, tag, 0, &undone));
		assert_string_equal(undone.kind, kinds[i]);
		assert_string_equal(snapshot(f), stages[i]);
		assert_verifies(f);
	}
	assert_string_equal(undone.asset.unit, "00004");
	assert_int_equal(undone.seq, events(f));
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "'asset.add'");
	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done)); /* and life goes on */
	assert_verifies(f);
}

static void test_undo__only_the_last_event(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	struct tb_custody_result done;
	struct tb_undone undone = { .seq = -1 };
	int64_t first, before;
	bool changed;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	first = done.seq;
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	before = events(f);
	assert_refused(f, undo(f, tag, first, &undone), TB_EREFUSED, "not the last one");
	assert_refused(f, undo(f, "S-2", 0, &undone), TB_ENOTFOUND, "'S-2'");
	f->act.at = NOW - DAY;
	assert_refused(f, undo(f, tag, 0, &undone), TB_EINVAL, "after the time given");
	f->act.at = NOW;
	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "condition", "broken", NULL));
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "'asset.edit'");
	assert_int_equal(undone.seq, -1);
	assert_int_equal(events(f), before + 1);
	assert_field(f, tag, TB_ASSET_CONDITION, "broken");
}

/* What does not concern custody does not stand in the way, and stays. */
static void test_undo__leaves_other_changes_alone(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	struct tb_custody_result done;
	struct tb_undone undone;
	bool changed;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "name", "Xe ga", "note", "xước", NULL));
	assert_ok(f, tb_add_alias(f->db, &f->act, tag, "KHO-5", &f->err));
	f->act.at = f->act.now = NOW + 60;
	assert_ok(f, undo(f, "kho5", done.seq, &undone));
	assert_int_equal(undone.undone, done.seq);
	assert_field(f, tag, TB_ASSET_NAME, "Xe ga");
	assert_field(f, tag, TB_ASSET_NOTE, "xước");
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "");
	assert_field(f, tag, TB_ASSET_SEEN_UNIT, "00004");
	assert_verifies(f);
}

static void test_undo__gives_nothing_to_who_has_left(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	const char *other = add_asset(f, "Xe khác", "XEM", "00004", "S-2");
	struct tb_checkout_req req = { .tags = { &other, 1 }, .holder = "123-457", .days = 5, .hand_over = true };
	struct tb_custody_result done;
	struct tb_undone undone;
	bool changed;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	assert_ok(f, checkout(f, "123-456", 3, &other, 1, &done));
	assert_ok(f, tb_checkout(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err));
	assert_ok(f, try_edit(f, &tb_person_noun, "123-456", &changed, "active", "0", NULL));
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "has left");
	assert_refused(f, undo(f, other, 0, &undone), TB_EREFUSED, "has left");
	assert_field(f, other, TB_ASSET_CUSTODIAN, "123-457");
	assert_ok(f, issue(f, "00008", &tag, 1, &done));
	assert_ok(f, try_edit(f, &tb_unit_noun, "00004", &changed, "valid_to", "2026-11-01", NULL));
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "closed");
	assert_verifies(f);
}

/* One asset of several that were lent at once. */
static void test_undo__takes_one_asset_out_of_an_act(void **state)
{
	struct fixture *f = *state;
	const char *tags[] = { add_asset(f, "a", "XEM", "00004", "S-1"), add_asset(f, "b", "XEM", "00004", "S-2") };
	struct tb_custody_result done;
	struct tb_undone undone;

	assert_ok(f, checkout(f, "123-456", 3, tags, 2, &done));
	assert_ok(f, undo(f, tags[0], 0, &undone));
	assert_field(f, tags[0], TB_ASSET_CUSTODIAN, "");
	assert_field(f, tags[1], TB_ASSET_CUSTODIAN, "123-456");
	assert_verifies(f);
}

static void test_undo__of_a_hand_over_is_one_act(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1"), *before;
	struct tb_checkout_req req = { .tags = { &tag, 1 }, .holder = "123-457", .days = 5, .hand_over = true };
	struct tb_custody_result done;
	struct tb_undone undone;
	int64_t seq;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	before = snapshot(f);
	seq = events(f);
	assert_ok(f, tb_checkout(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err));
	assert_int_equal(events(f), seq + 2);
	assert_string_equal(done.done[0].custodian, "123-457");
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "123-457");
	assert_verifies(f);
	assert_ok(f, undo(f, tag, done.seq, &undone));
	assert_int_equal(events(f), seq + 4);
	assert_string_equal(undone.kind, "asset.checkout");
	assert_string_equal(snapshot(f), before);
	assert_verifies(f);
}

static void test_undo__hand_over_keeps_the_other_rules(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	struct tb_checkout_req req = { .tags = { &tag, 1 }, .holder = "123-457", .days = 5, .hand_over = true };
	struct tb_custody_result done;
	int64_t seq;
	bool changed;

	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "condition", "broken", NULL));
	seq = events(f);
	assert_refused(f, tb_checkout(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err), TB_EREFUSED,
		       "1 of 1");
	assert_int_equal(events(f), seq);
	assert_field(f, tag, TB_ASSET_CUSTODIAN, "123-456");
}

static void test_undo__a_return_in_another_condition(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1"), *lent;
	struct tb_checkin_req req = { .tags = { &tag, 1 }, .condition = "broken", .again = true };
	struct tb_custody_result done;
	struct tb_undone undone;

	assert_refused(f, tb_checkin(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err), TB_EREFUSED,
		       "1 of 1"); /* it was never lent */
	assert_ok(f, checkout(f, "123-456", 3, &tag, 1, &done));
	lent = snapshot(f);
	assert_ok(f, checkin(f, NULL, &tag, 1, &done));
	tb_problems_release(&f->problems);
	assert_ok(f, tb_checkin(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err));
	assert_field(f, tag, TB_ASSET_CONDITION, "broken");
	assert_verifies(f);
	req.condition = "worn";
	assert_ok(f, tb_checkin(f->db, &f->act, &req, &f->pool, &done, &f->problems, &f->err));
	assert_field(f, tag, TB_ASSET_CONDITION, "worn");
	assert_ok(f, undo(f, tag, done.seq, &undone)); /* and the spell ends once, in that condition */
	assert_string_equal(snapshot(f), lent);
	assert_verifies(f);
}

/* A stocktake at `unit` that finds `tag` (NULL: another asset than expected), and its proposals accepted. */
static void take_stock(struct fixture *f, const char *unit, const char *tag)
{
	static const char *const signers[] = { "123-456", "123-457" };
	const struct tb_stocktake_req req = { .unit = unit };
	const struct tb_texts signatures = { signers, 2 };
	struct tb_count_req count = { .codes = { &tag, 1 } };
	struct tb_accept_req accept = { .all = true };
	struct tb_accepted_list accepted;
	struct tb_record stocktake;
	struct tb_counts counts;

	assert_ok(f, tb_stocktake_open(f->db, &f->act, &req, &f->pool, &stocktake, &f->err));
	accept.stocktake = tb_text(&stocktake, TB_STOCKTAKE_ID);
	assert_ok(f, tb_stocktake_count(f->db, &f->act, &count, &f->pool, &counts, &f->err));
	assert_ok(f, tb_stocktake_close(f->db, &f->act, NULL, &signatures, &f->pool, &stocktake, &f->err));
	assert_ok(f, tb_stocktake_accept(f->db, &f->act, &accept, &f->pool, &accepted, &f->problems, &f->err));
}

/* What a stocktake has made of an asset stands, and what comes after it can be taken back. */
static void test_undo__around_stocktakes(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "S-1");
	const char *other = add_asset(f, "Xe khác", "XEM", "00004", "S-2");
	struct tb_custody_result done;
	struct tb_undone undone;

	assert_ok(f, issue(f, "00004", &tag, 1, &done));
	take_stock(f, "00004", other);
	assert_field(f, tag, TB_ASSET_STATUS, "missing");
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "'asset.missing'");
	take_stock(f, "00008", tag);
	assert_field(f, tag, TB_ASSET_UNIT, "00008");
	assert_field(f, tag, TB_ASSET_STATUS, "in_use");
	assert_refused(f, undo(f, tag, 0, &undone), TB_EREFUSED, "'asset.move'");
	assert_ok(f, checkout(f, "123-457", 3, &tag, 1, &done));
	assert_ok(f, undo(f, tag, 0, &undone));
	assert_field(f, tag, TB_ASSET_UNIT, "00008");
	assert_field(f, tag, TB_ASSET_STATUS, "in_use");
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_undo__gives_back_what_was),
		TEST(test_undo__only_the_last_event),
		TEST(test_undo__leaves_other_changes_alone),
		TEST(test_undo__gives_nothing_to_who_has_left),
		TEST(test_undo__takes_one_asset_out_of_an_act),
		TEST(test_undo__of_a_hand_over_is_one_act),
		TEST(test_undo__hand_over_keeps_the_other_rules),
		TEST(test_undo__a_return_in_another_condition),
		TEST(test_undo__around_stocktakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
