#include "service/fixture.h"

#include <trangbi/nouns.h>
#include <trangbi/tag.h>

/* ---- making a database ------------------------------------------------------------------------------------------ */

static void test_register__init_refuses_bad_requests(void **state)
{
	struct fixture *f = *state;
	struct tb_init_req req = { .site = "x" };
	struct tb_act nobody = f->act, blank = f->act, future = f->act;
	char path[80];

	snprintf(path, sizeof(path), "%s/other", f->dir);
	assert_refused(f, tb_db_init(f->path, &req, &f->act, &f->err), TB_EREFUSED, "exists already");
	req.tag_pattern = "SSC";
	assert_refused(f, tb_db_init(path, &req, &f->act, &f->err), TB_EINVAL, "no tag pattern");
	req = (struct tb_init_req){ .site = "  " };
	assert_refused(f, tb_db_init(path, &req, &f->act, &f->err), TB_EINVAL, "no name");
	req.site = "x";
	nobody.actor = NULL;
	assert_refused(f, tb_db_init(path, &req, &nobody, &f->err), TB_EINVAL, "nobody is named");
	blank.actor = " \t";
	assert_refused(f, tb_db_init(path, &req, &blank, &f->err), TB_EINVAL, "nobody is named");
	future.at = future.now + 1;
	assert_refused(f, tb_db_init(path, &req, &future, &f->err), TB_EINVAL, "future");
	assert_int_not_equal(access(path, F_OK), 0);
}

static void test_register__opening_statuses(void **state)
{
	struct fixture *f = *state;
	struct tb_db *db = NULL;
	char path[80];

	snprintf(path, sizeof(path), "%s/none", f->dir);
	assert_refused(f, tb_db_open(path, TB_DB_WRITE, &db, &f->err), TB_ENOTFOUND, "trangbi init");
	assert_refused(f, tb_db_open(path, TB_DB_READ, &db, &f->err), TB_ENOTFOUND, "no database");
	raw_sql(f, "DELETE FROM site");
	assert_refused(f, tb_db_open(f->path, TB_DB_READ, &db, &f->err), TB_ECORRUPT, "which site");
	assert_null(db);
}

/* ---- acts ------------------------------------------------------------------------------------------------------- */

static void test_register__an_act_must_say_who_and_when(void **state)
{
	static const struct {
		int id;
		const char *actor, *purpose, *doc;
		int64_t at;
		const char *why;
	} cases[] = {
		{ 1, NULL, NULL, NULL, NOW, "nobody" },
		{ 2, "", NULL, NULL, NOW, "nobody" },
		{ 3, "  ", NULL, NULL, NOW, "nobody" },
		{ 4, "a\nb", NULL, NULL, NOW, "control character" },
		{ 5, "a", "x\x1B[31m", NULL, NOW, "control character" },
		{ 6, "a", NULL, "\xFF", NOW, "UTF-8" },
		{ 7, "a", NULL, NULL, NOW + 1, "future" },
	};
	struct fixture *f = *state;
	int64_t before = events(f);

	for (size_t i = 0; i < COUNT(cases); i++) {
		f->act.actor = cases[i].actor;
		f->act.purpose = cases[i].purpose;
		f->act.doc = cases[i].doc;
		f->act.at = cases[i].at;
		assert_refused(f, try_add(f, &tb_unit_noun, "code", "1", "name", "x", NULL), TB_EINVAL, cases[i].why);
	}
	assert_int_equal(events(f), before);
}

/* ---- adding ----------------------------------------------------------------------------------------------------- */

static void test_register__adds_and_shows_each_noun(void **state)
{
	struct fixture *f = *state;
	struct tb_record r;

	assert_ok(f,
		  try_add(f, &tb_unit_noun, "code", "00013", "name", "Gia\u0309ng Vo\u0303", "parent", "01",
			  "valid_from", "1/7/2025", "budget_code", "1127644", "extra", "{\"b\":1,\"a\":\"x\"}", NULL));
	r = get(f, &tb_unit_noun, "00013");
	assert_string_equal(tb_text(&r, TB_UNIT_NAME), "Giảng Võ");
	assert_string_equal(tb_text(&r, TB_UNIT_VALID_FROM), "2025-07-01");
	assert_string_equal(tb_text(&r, TB_UNIT_EXTRA), "{\"a\":\"x\",\"b\":1}");
	r = get(f, &tb_person_noun, "123-456");
	assert_int_equal(tb_num(&r, TB_PERSON_ACTIVE, 0), 1);
	assert_string_equal(tb_text(&r, TB_PERSON_UNIT), "00004");
	r = get(f, &tb_kind_noun, "xem");
	assert_string_equal(tb_text(&r, TB_KIND_PARENT), "VEHICLE");
	assert_verifies(f);
}

static void test_register__a_new_asset_is_completed(void **state)
{
	struct fixture *f = *state;
	struct tb_record r;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "RLH-1");

	r = get(f, &tb_asset_noun, tag);
	assert_string_equal(tb_text(&r, TB_ASSET_STATUS), "in_stock");
	assert_string_equal(tb_text(&r, TB_ASSET_CONDITION), "ok");
	assert_string_equal(tb_text(&r, TB_ASSET_BOOK_UNIT), "00004");
	assert_int_equal(tb_num(&r, TB_ASSET_QUANTITY, 0), 1);
	assert_null(tb_text(&r, TB_ASSET_CUSTODIAN));
	assert_verifies(f);
}

static void test_register__add_refuses(void **state)
{
	const struct tb_noun *unit = &tb_unit_noun, *kind = &tb_kind_noun, *person = &tb_person_noun,
			     *asset = &tb_asset_noun;
	struct fixture *f = *state;
	int64_t before;

	assert_ok(f, try_add(f, unit, "code", "00099", "name", "Cũ", "valid_to", "2025-06-30", "successor", "00004",
			     NULL));
	before = events(f);
	/* what is missing */
	assert_refused(f, try_add(f, unit, "name", "x", NULL), TB_EINVAL, "'code' is missing");
	assert_refused(f, try_add(f, unit, "code", "1", NULL), TB_EINVAL, "'name' is missing");
	assert_refused(f, try_add(f, unit, "code", "1", "name", "  ", NULL), TB_EINVAL, "'name' is missing");
	assert_refused(f, try_add(f, person, "number", "1", "name", "x", NULL), TB_EINVAL, "'unit' is missing");
	assert_refused(f, try_add(f, asset, "name", "x", "unit", "00004", NULL), TB_EINVAL, "'kind' is missing");
	/* what is registered already, in whatever case */
	assert_refused(f, try_add(f, unit, "code", "00004", "name", "x", NULL), TB_EREFUSED, "registered already");
	assert_refused(f, try_add(f, kind, "code", "xem", "name", "x", NULL), TB_EREFUSED, "registered already");
	/* what is not registered */
	assert_refused(f, try_add(f, unit, "code", "1", "name", "x", "parent", "77", NULL), TB_ENOTFOUND, "'77'");
	assert_refused(f, try_add(f, unit, "code", "1", "name", "x", "successor", "77", NULL), TB_ENOTFOUND, "'77'");
	assert_refused(f, try_add(f, person, "number", "1", "name", "x", "unit", "77", NULL), TB_ENOTFOUND, "'77'");
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "NONE", "unit", "00004", NULL), TB_ENOTFOUND, "NONE");
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "77", NULL), TB_ENOTFOUND, "'77'");
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "book_unit", "77", NULL),
		       TB_ENOTFOUND, "'77'");
	/* rings, and dates that cannot be */
	assert_refused(f, try_add(f, unit, "code", "1", "name", "x", "parent", "1", NULL), TB_EREFUSED, "own parent");
	assert_refused(f, try_add(f, unit, "code", "1", "name", "x", "successor", "1", NULL), TB_EREFUSED,
		       "own successor");
	assert_refused(f,
		       try_add(f, unit, "code", "1", "name", "x", "valid_from", "2/1/2026", "valid_to", "1/1/2026",
			       NULL),
		       TB_EREFUSED, "before it begins");
	assert_refused(f,
		       try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "year_made", "2026",
			       "year_in_use", "2025", NULL),
		       TB_EREFUSED, "before it was made");
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00099", NULL), TB_EREFUSED,
		       "successor '00004'");
	/* what only events set */
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "status", "lost", NULL),
		       TB_EINVAL, "'status'");
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "custodian", "123-456", NULL),
		       TB_EINVAL, "'custodian'");
	/* numbers and tags */
	assert_refused(f, try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "quantity", "0", NULL),
		       TB_EINVAL, "at least 1");
	assert_refused(f,
		       try_add(f, asset, "name", "x", "kind", "XEM", "unit", "00004", "tag", "00004XEM2600017A", NULL),
		       TB_EINVAL, "mistyped");
	assert_refused(f, try_add(f, kind, "code", "X", "name", "x", "tag_code", "ABCD", NULL), TB_EINVAL,
		       "no code in tags");
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

/* ---- tags ------------------------------------------------------------------------------------------------------- */

static void test_register__tags_follow_unit_kind_and_year(void **state)
{
	struct fixture *f = *state;
	struct tb_record r = TB_RECORD(tb_asset_noun);
	const char *first = add_asset(f, "a", "XEM", "00004", NULL), *second = add_asset(f, "b", "XEM", "00004", NULL);

	assert_int_equal(strncmp(first, "00004XEM2600001", 15), 0);
	assert_int_equal(strncmp(second, "00004XEM2600002", 15), 0);
	assert_int_equal(strncmp(add_asset(f, "c", "TAB", "00004", NULL), "00004TAB2600001", 15), 0);
	assert_int_equal(strncmp(add_asset(f, "d", "VEHICLE", "01", NULL), "XXX01XPT2600001", 15), 0);
	tb_set_text(&r, TB_ASSET_NAME, "e");
	tb_set_text(&r, TB_ASSET_KIND, "XEM");
	tb_set_text(&r, TB_ASSET_UNIT, "00004");
	tb_set_num(&r, TB_ASSET_YEAR_IN_USE, 2019);
	assert_ok(f, tb_add(f->db, &f->act, &r, &f->pool, &f->err));
	assert_int_equal(strncmp(tb_text(&r, TB_ASSET_TAG), "00004XEM1900001", 15), 0);
	assert_verifies(f);
}

static void test_register__a_given_tag_raises_the_next_number(void **state)
{
	struct fixture *f = *state;
	char tag[TB_TAG_SIZE], shown[TB_TAG_SHOWN_SIZE];

	assert_ok(f, tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 41, tag, &f->err));
	tb_tag_show(tag, shown);
	assert_ok(f, try_add(f, &tb_asset_noun, "name", "x", "kind", "XEM", "unit", "00004", "tag", shown, NULL));
	assert_int_equal(strncmp(add_asset(f, "y", "XEM", "00004", NULL), "00004XEM2600042", 15), 0);
	assert_refused(f, try_add(f, &tb_asset_noun, "name", "x", "kind", "XEM", "unit", "00004", "tag", tag, NULL),
		       TB_EREFUSED, "registered already");
	assert_verifies(f);
}

static void give_tag(struct fixture *f, int64_t serial)
{
	char tag[TB_TAG_SIZE];

	assert_ok(f, tb_tag_make(TB_TAG_PATTERN, "00004XEM26", serial, tag, &f->err));
	assert_ok(f, try_add(f, &tb_asset_noun, "name", "x", "kind", "XEM", "unit", "00004", "tag", tag, NULL));
}

static void test_register__a_given_tag_far_ahead_uses_up_no_numbers(void **state)
{
	struct fixture *f = *state;

	give_tag(f, 99999);
	assert_int_equal(strncmp(add_asset(f, "y", "XEM", "00004", NULL), "00004XEM2600001", 15), 0);
	give_tag(f, 1500); /* still too far ahead, but taken when its turn comes */
	give_tag(f, 1000);
	give_tag(f, 1499);
	assert_int_equal(strncmp(add_asset(f, "z", "XEM", "00004", NULL), "00004XEM2601501", 15), 0);
	for (int64_t serial = 2500; serial <= 98500; serial += 1000)
		give_tag(f, serial);
	give_tag(f, 99498);
	give_tag(f, 99998);
	assert_refused(f, try_add(f, &tb_asset_noun, "name", "z", "kind", "XEM", "unit", "00004", NULL), TB_EREFUSED,
		       "used up");
	assert_verifies(f);
}

static void test_register__a_code_that_fits_no_tag_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_ok(f, try_add(f, &tb_kind_noun, "code", "LONGCODE", "name", "x", NULL));
	assert_ok(f, try_add(f, &tb_unit_noun, "code", "PC-01", "name", "x", NULL));
	assert_refused(f, try_add(f, &tb_asset_noun, "name", "x", "kind", "LONGCODE", "unit", "00004", NULL),
		       TB_EREFUSED, "tag code");
	assert_refused(f, try_add(f, &tb_asset_noun, "name", "x", "kind", "XEM", "unit", "PC-01", NULL), TB_EREFUSED,
		       "give the tag yourself");
	assert_ok(f, try_add(f, &tb_kind_noun, "code", "XE.TRAIL", "name", "x", "parent", "XEM", NULL));
	assert_int_equal(strncmp(add_asset(f, "a", "XE.TRAIL", "00004", NULL), "00004XEM2600001", 15), 0);
}

/* ---- changing --------------------------------------------------------------------------------------------------- */

static void test_register__edit_changes_what_differs(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "RLH-1");
	int64_t before = events(f);
	bool changed = true;

	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "name", "Xe máy", "serial", "RLH-1", NULL));
	assert_false(changed);
	assert_int_equal(events(f), before);
	assert_ok(f, try_edit(f, &tb_asset_noun, "rlh 1", &changed, "name", "Xe mới", "serial", "RLH-2", "cost",
			      "12.500.000 đ", NULL));
	assert_true(changed);
	assert_int_equal(events(f), before + 1);
	assert_field(f, tag, TB_ASSET_NAME, "Xe mới");
	assert_field(f, "RLH-2", TB_ASSET_COST, "12500000");
	assert_refused(f, try_edit(f, &tb_asset_noun, "RLH-1", &changed, "name", "x", NULL), TB_ENOTFOUND, "RLH-1");
	assert_ok(f, try_edit(f, &tb_asset_noun, tag, &changed, "serial", "", NULL));
	assert_field(f, tag, TB_ASSET_SERIAL, "");
	assert_verifies(f);
}

static void test_register__edit_refuses(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", "RLH-1");
	const char *tags[] = { tag };
	struct tb_custody_result done;
	bool changed = false;
	int64_t before;

	assert_ok(f, checkout(f, "123-456", 5, tags, 1, &done));
	before = events(f);
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "kind", "TAB", NULL), TB_EINVAL, "'kind'");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "unit", "00008", NULL), TB_EINVAL, "'unit'");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "status", "lost", NULL), TB_EINVAL, "'status'");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "tag", "A0", NULL), TB_EINVAL, "'tag'");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "name", "", NULL), TB_EINVAL, "cannot be empty");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "condition", "", NULL), TB_EINVAL,
		       "cannot be empty");
	assert_refused(f, try_edit(f, &tb_asset_noun, tag, &changed, "quantity", "", NULL), TB_EINVAL,
		       "cannot be empty");
	assert_refused(f, try_edit(f, &tb_asset_noun, "00004XEM2699999Z", &changed, "name", "x", NULL), TB_EINVAL,
		       "mistyped");
	assert_refused(f, try_edit(f, &tb_unit_noun, "01", &changed, "parent", "00004", NULL), TB_EREFUSED, "below");
	assert_refused(f, try_edit(f, &tb_kind_noun, "VEHICLE", &changed, "parent", "XEM", NULL), TB_EREFUSED, "below");
	assert_refused(f, try_edit(f, &tb_unit_noun, "77", &changed, "name", "x", NULL), TB_ENOTFOUND, "'77'");
	assert_refused(f, try_edit(f, &tb_person_noun, "123-456", &changed, "active", "no", NULL), TB_EREFUSED,
		       "still holds 1");
	assert_refused(f, try_edit(f, &tb_person_noun, "123-456", &changed, "unit", "", NULL), TB_EINVAL,
		       "cannot be empty");
	assert_false(changed);
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

static void test_register__an_asset_is_found_by_any_name(void **state)
{
	struct fixture *f = *state;
	const char *tag, *found = NULL;
	char shown[TB_TAG_SHOWN_SIZE];

	assert_ok(f,
		  try_add(f, &tb_asset_noun, "name", "Xe máy", "kind", "XEM", "unit", "00004", "serial", "RLH 1/2",
			  "plate", "29-B1 123.45", "frame_no", "F-9", "engine_no", "E-9", "old_code", "TS.0001", NULL));
	assert_ok(f, tb_resolve(f->db, "RLH12", &f->pool, &tag, &f->err));
	tb_tag_show(tag, shown);
	assert_ok(f, tb_add_alias(f->db, &f->act, "ts-0001", "Kho 3", &f->err));
	{
		const char *const names[] = { tag,  shown, "rlh1-2", "29b112345", "29-B1 123.45",
					      "f9", "E 9", "TS0001", "kho3",      "KHO 3" };

		for (size_t i = 0; i < COUNT(names); i++) {
			assert_ok(f, tb_resolve(f->db, names[i], &f->pool, &found, &f->err));
			assert_string_equal(found, tag);
		}
	}
	assert_verifies(f);
}

static void test_register__aliases_that_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "Xe máy", "XEM", "00004", NULL);
	char longest[300];
	int64_t before = events(f);

	memset(longest, 'A', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_refused(f, tb_add_alias(f->db, &f->act, tag, "", &f->err), TB_EINVAL, "alias");
	assert_refused(f, tb_add_alias(f->db, &f->act, tag, "- . /", &f->err), TB_EINVAL, "alias");
	assert_refused(f, tb_add_alias(f->db, &f->act, tag, longest, &f->err), TB_EINVAL, "alias");
	assert_refused(f, tb_add_alias(f->db, &f->act, "nothing", "x", &f->err), TB_ENOTFOUND, "nothing");
	assert_int_equal(events(f), before);
}

static void test_register__a_name_of_several_assets_is_ambiguous(void **state)
{
	struct fixture *f = *state;
	const char *first = add_asset(f, "a", "XEM", "00004", "S-1"), *second = add_asset(f, "b", "TAB", "00004", "S1");
	struct tb_record r;
	const char *tag;

	assert_refused(f, tb_get(f->db, &tb_asset_noun, "s-1", &f->pool, &r, &f->err), TB_EREFUSED, first);
	assert_refused(f, tb_resolve(f->db, "s.1", &f->pool, &tag, &f->err), TB_EREFUSED, second);
}

static void test_register__a_mistyped_tag_is_told_from_an_unknown_one(void **state)
{
	struct fixture *f = *state;
	const char *tag = add_asset(f, "a", "XEM", "00004", NULL);
	char wrong[TB_TAG_SIZE], other[TB_TAG_SIZE];
	struct tb_record r;

	for (size_t at = 0; at < strlen(tag); at++) {
		memcpy(wrong, tag, sizeof(wrong));
		wrong[at] = wrong[at] == '7' ? '8' : '7';
		assert_refused(f, tb_get(f->db, &tb_asset_noun, wrong, &f->pool, &r, &f->err), TB_EINVAL, "mistyped");
	}
	assert_ok(f, tb_tag_make(TB_TAG_PATTERN, "00004XEM26", 777, other, &f->err));
	assert_refused(f, tb_get(f->db, &tb_asset_noun, other, &f->pool, &r, &f->err), TB_ENOTFOUND, other);
	assert_refused(f, tb_get(f->db, &tb_asset_noun, "", &f->pool, &r, &f->err), TB_ENOTFOUND, "''");
	assert_refused(f, tb_get(f->db, &tb_unit_noun, "x y", &f->pool, &r, &f->err), TB_EINVAL, "no code");
}

/* ---- listing ---------------------------------------------------------------------------------------------------- */

static enum tb_status collect(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	const char *name = r->noun == &tb_asset_noun   ? tb_text(r, TB_ASSET_NAME)
			   : r->noun == &tb_event_noun ? tb_text(r, TB_EVENT_KIND)
						       : tb_text(r, r->noun->key);

	(void)err;
	tb_str_addf(ctx, "%s;", name);
	return TB_OK;
}

static void assert_lists(struct fixture *f, const struct tb_noun *noun, struct tb_query query, const char *expected)
{
	struct tb_str got = TB_STR_INIT;

	assert_ok(f, tb_list(f->db, noun, &query, collect, &got, &f->err));
	assert_string_equal(got.buf, expected);
	tb_str_release(&got);
}

static void test_register__lists_by_unit_kind_status_and_holder(void **state)
{
	struct fixture *f = *state;
	const char *a = add_asset(f, "a", "XEM", "00004", NULL), *b = add_asset(f, "b", "TAB", "00008", NULL);
	struct tb_custody_result done;

	add_asset(f, "c", "VEHICLE", "01", NULL);
	assert_ok(f, checkout(f, "123-456", 0, &a, 1, &done));
	assert_ok(f, issue(f, "00008", &b, 1, &done));
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .limit = 0 }, "a;b;c;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .limit = 2 }, "a;b;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .unit = "00004" }, "a;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .unit = "01" }, "a;b;c;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .kind = "vehicle" }, "a;c;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .unit = "01", .kind = "TAB" }, "b;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .status = "Đang sử dụng" }, "b;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .holder = "123-456" }, "a;");
	assert_lists(f, &tb_asset_noun, (struct tb_query){ .holder = "123-456", .unit = "00008" }, "");
	assert_lists(f, &tb_unit_noun, (struct tb_query){ .unit = "01" }, "00004;00008;01;");
	assert_lists(f, &tb_person_noun, (struct tb_query){ .unit = "00008" }, "123-457;");
	assert_lists(f, &tb_kind_noun, (struct tb_query){ .kind = "VEHICLE" }, "VEHICLE;XEM;");
	assert_lists(f, &tb_event_noun, (struct tb_query){ .tag = a }, "asset.add;asset.checkout;");
}

static void test_register__a_list_of_nothing_registered(void **state)
{
	struct fixture *f = *state;
	static const struct tb_query queries[] = {
		{ .unit = "77" },
		{ .kind = "NONE" },
		{ .holder = "9" },
		{ .tag = "9" },
	};
	struct tb_query status = { .status = "gone" };
	struct tb_str got = TB_STR_INIT;

	for (size_t i = 0; i < COUNT(queries); i++)
		assert_refused(f, tb_list(f->db, &tb_asset_noun, &queries[i], collect, &got, &f->err), TB_ENOTFOUND,
			       "");
	assert_refused(f, tb_list(f->db, &tb_asset_noun, &status, collect, &got, &f->err), TB_EINVAL, "in_stock");
	assert_int_equal(got.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_register__init_refuses_bad_requests),
		TEST(test_register__opening_statuses),
		TEST(test_register__an_act_must_say_who_and_when),
		TEST(test_register__adds_and_shows_each_noun),
		TEST(test_register__a_new_asset_is_completed),
		TEST(test_register__add_refuses),
		TEST(test_register__tags_follow_unit_kind_and_year),
		TEST(test_register__a_given_tag_raises_the_next_number),
		TEST(test_register__a_given_tag_far_ahead_uses_up_no_numbers),
		TEST(test_register__a_code_that_fits_no_tag_is_refused),
		TEST(test_register__edit_changes_what_differs),
		TEST(test_register__edit_refuses),
		TEST(test_register__an_asset_is_found_by_any_name),
		TEST(test_register__aliases_that_are_refused),
		TEST(test_register__a_name_of_several_assets_is_ambiguous),
		TEST(test_register__a_mistyped_tag_is_told_from_an_unknown_one),
		TEST(test_register__lists_by_unit_kind_status_and_holder),
		TEST(test_register__a_list_of_nothing_registered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
