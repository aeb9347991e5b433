#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/utf8.h"
#include "model/custody.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct tb_noun *const nouns[] = {
	&tb_asset_noun, &tb_unit_noun, &tb_person_noun, &tb_kind_noun, &tb_event_noun, &tb_custody_noun,
};

static void test_record__field_tables_are_in_key_order(void **state)
{
	(void)state;
	for (size_t n = 0; n < COUNT(nouns); n++) {
		assert_in_range(nouns[n]->n_fields, 1, TB_MAX_FIELDS);
		for (unsigned i = 1; i < nouns[n]->n_fields; i++)
			if (tb_json_key_cmp(nouns[n]->fields[i - 1].key, nouns[n]->fields[i].key) >= 0)
				fail_msg("%s: '%s' is not behind '%s'", nouns[n]->name, nouns[n]->fields[i].key,
					 nouns[n]->fields[i - 1].key);
	}
}

static void test_record__show_holds_each_field_once(void **state)
{
	(void)state;
	for (size_t n = 0; n < COUNT(nouns); n++) {
		unsigned times[TB_MAX_FIELDS] = { 0 };

		for (unsigned i = 0; i < nouns[n]->n_fields; i++) {
			assert_in_range(nouns[n]->show[i], 0, nouns[n]->n_fields - 1);
			times[nouns[n]->show[i]]++;
		}
		for (unsigned i = 0; i < nouns[n]->n_fields; i++)
			if (times[i] != 1)
				fail_msg("%s: '%s' is shown %u times", nouns[n]->name, nouns[n]->fields[i].key,
					 times[i]);
		for (unsigned i = 0; i < nouns[n]->n_list; i++)
			assert_in_range(nouns[n]->list[i], 0, nouns[n]->n_fields - 1);
	}
}

static void test_record__enums_match_the_tables(void **state)
{
	static const struct {
		const struct tb_noun *noun;
		unsigned field;
		const char *key;
	} cases[] = {
		{ &tb_asset_noun, TB_ASSET_BOOK_UNIT, "book_unit" },
		{ &tb_asset_noun, TB_ASSET_CUSTODIAN, "custodian" },
		{ &tb_asset_noun, TB_ASSET_EXTRA, "extra" },
		{ &tb_asset_noun, TB_ASSET_OLD_CODE, "old_code" },
		{ &tb_asset_noun, TB_ASSET_SEEN_UNIT, "seen_unit" },
		{ &tb_asset_noun, TB_ASSET_TAG, "tag" },
		{ &tb_asset_noun, TB_ASSET_UNIT, "unit" },
		{ &tb_asset_noun, TB_ASSET_YEAR_MADE, "year_made" },
		{ &tb_unit_noun, TB_UNIT_BUDGET_CODE, "budget_code" },
		{ &tb_unit_noun, TB_UNIT_CODE, "code" },
		{ &tb_unit_noun, TB_UNIT_SUCCESSOR, "successor" },
		{ &tb_unit_noun, TB_UNIT_VALID_TO, "valid_to" },
		{ &tb_person_noun, TB_PERSON_ACTIVE, "active" },
		{ &tb_person_noun, TB_PERSON_NUMBER, "number" },
		{ &tb_person_noun, TB_PERSON_UNIT, "unit" },
		{ &tb_kind_noun, TB_KIND_CODE, "code" },
		{ &tb_kind_noun, TB_KIND_LIFE_YEARS, "life_years" },
		{ &tb_kind_noun, TB_KIND_TAG_CODE, "tag_code" },
		{ &tb_event_noun, TB_EVENT_ACTOR, "actor" },
		{ &tb_event_noun, TB_EVENT_SEQ, "seq" },
		{ &tb_event_noun, TB_EVENT_UNIT, "unit" },
		{ &tb_custody_noun, TB_CUSTODY_CONDITION, "condition" },
		{ &tb_custody_noun, TB_CUSTODY_HOLDER, "holder" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(cases[i].noun->fields[cases[i].field].key, cases[i].key);
	assert_int_equal(tb_asset_noun.n_fields, TB_ASSET_YEAR_MADE + 1);
	assert_int_equal(tb_unit_noun.n_fields, TB_UNIT_VALID_TO + 1);
	assert_int_equal(tb_person_noun.n_fields, TB_PERSON_UNIT + 1);
	assert_int_equal(tb_kind_noun.n_fields, TB_KIND_TAG_CODE + 1);
	assert_int_equal(tb_event_noun.n_fields, TB_EVENT_UNIT + 1);
	assert_int_equal(tb_custody_noun.n_fields, TB_CUSTODY_HOLDER + 1);
}

/* No header, and no spelling of a word, may mean two things; each must be a search key, or it is never found. */
static void check_alternatives(const char *name, const char *list, char seen[][64], size_t *n)
{
	while (list && *list) {
		size_t len = strcspn(list, "|");
		struct tb_str folded = TB_STR_INIT;

		assert_in_range(len, 1, 63);
		memcpy(seen[*n], list, len);
		seen[*n][len] = '\0';
		tb_utf8_fold(&folded, seen[*n]);
		if (strcmp(folded.buf, seen[*n]) != 0)
			fail_msg("%s: '%s' is no search key", name, seen[*n]);
		tb_str_release(&folded);
		for (size_t i = 0; i < *n; i++)
			if (!strcmp(seen[i], seen[*n]))
				fail_msg("%s: '%s' means two things", name, seen[i]);
		++*n;
		list += len + (list[len] == '|');
	}
}

static void test_record__headers_and_words_are_clear(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(nouns); k++) {
		char seen[200][64];
		size_t n = 0;

		for (unsigned i = 0; i < nouns[k]->n_fields; i++)
			check_alternatives(nouns[k]->name, nouns[k]->fields[i].headers, seen, &n);
		for (unsigned i = 0; i < nouns[k]->n_fields; i++) {
			n = 0;
			assert_int_equal(nouns[k]->fields[i].type == TB_WORD, nouns[k]->fields[i].words != NULL);
			for (const struct tb_word *w = nouns[k]->fields[i].words; w && w->code; w++)
				check_alternatives(w->code, w->typed, seen, &n);
		}
	}
}

static void test_record__fields_and_nouns_are_found_by_name(void **state)
{
	(void)state;
	assert_int_equal(tb_field_find(&tb_asset_noun, "year-made"), TB_ASSET_YEAR_MADE);
	assert_int_equal(tb_field_find(&tb_asset_noun, "year_made"), TB_ASSET_YEAR_MADE);
	assert_int_equal(tb_field_find(&tb_asset_noun, "year"), -1);
	assert_int_equal(tb_field_find(&tb_asset_noun, "year_made_"), -1);
	assert_int_equal(tb_field_find(&tb_asset_noun, ""), -1);
	assert_ptr_equal(tb_noun_find("asset"), &tb_asset_noun);
	assert_ptr_equal(tb_noun_find("persons"), &tb_person_noun);
	assert_ptr_equal(tb_noun_find("events"), &tb_event_noun);
	assert_null(tb_noun_find("asse"));
	assert_null(tb_noun_find(""));
	assert_string_equal(tb_word_find(&tb_asset_noun.fields[TB_ASSET_STATUS], "lost")->code, "lost");
	assert_null(tb_word_find(&tb_asset_noun.fields[TB_ASSET_STATUS], "tot"));
	assert_null(tb_word_find(&tb_asset_noun.fields[TB_ASSET_NAME], "ok"));
}

/* ---- payloads --------------------------------------------------------------------------------------------------- */

static uint64_t seed;

static uint32_t roll(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % n;
}

static const char *random_text(struct tb_pool *pool)
{
	static const char *const pieces[] = {
		"a",  "Z", "0", " ",  "\"", "\\", "/",      "\n",      "\t",     "\x7F",
		"\b", "đ", "Ắ", "xe", "€",  "😀",  "\u2028", "e\u0301", "\uFFFD", "\x1F",
	};
	struct tb_str text = TB_STR_INIT;
	const char *copy;

	for (uint32_t i = roll(12); i; i--)
		tb_str_adds(&text, pieces[roll(COUNT(pieces))]);
	copy = tb_pool_dup(pool, text.buf, text.len);
	tb_str_release(&text);
	return copy;
}

static const char *random_object(struct tb_pool *pool)
{
	struct tb_str text = TB_STR_INIT;
	struct tb_json j = TB_JSON_INIT(&text);
	const char *copy;

	tb_json_open(&j, '{');
	if (roll(2)) {
		tb_json_key(&j, "A");
		tb_json_str(&j, random_text(pool));
	}
	if (roll(2)) {
		tb_json_key(&j, "Đ");
		tb_json_int(&j, -(int64_t)roll(1000));
	}
	tb_json_close(&j, '}');
	copy = tb_pool_dup(pool, text.buf, text.len);
	tb_str_release(&text);
	return copy;
}

static void randomise(struct tb_record *r, struct tb_pool *pool)
{
	for (unsigned i = 0; i < r->noun->n_fields; i++) {
		const struct tb_field *field = &r->noun->fields[i];
		uint32_t what = i == r->noun->key ? 0 : roll(4);

		if (!what)
			continue;
		if (what == 1)
			tb_set_text(r, i, NULL);
		else if (!tb_field_is_text(field))
			tb_set_num(r, i, roll(3) ? (int64_t)roll(1000000) * roll(1000000) : INT64_MIN + roll(2));
		else
			tb_set_text(r, i, field->type == TB_JSON ? random_object(pool) : random_text(pool));
	}
}

static void check_same(const struct tb_record *a, const struct tb_record *b, int round)
{
	for (unsigned i = 0; i < a->noun->n_fields; i++) {
		const struct tb_value *x = &a->v[i], *y = &b->v[i];

		if (x->is != y->is || (x->is == TB_IS_INT && x->num != y->num) ||
		    (x->is == TB_IS_TEXT && strcmp(x->text, y->text) != 0))
			fail_msg("round %d: %s '%s' differs", round, a->noun->name, a->noun->fields[i].key);
	}
}

static void test_record__payload_round_trip(void **state)
{
	(void)state;
	seed = 20261124;
	for (int round = 0; round < 2000; round++) {
		struct tb_pool pool = TB_POOL_INIT;
		struct tb_record r = { .noun = nouns[(size_t)round % COUNT(nouns)] }, back = { .noun = r.noun };
		struct tb_str first = TB_STR_INIT, second = TB_STR_INIT;

		randomise(&r, &pool);
		tb_record_payload(&r, &first);
		assert_int_equal(tb_record_from_payload(&back, first.buf, &pool, NULL), TB_OK);
		check_same(&r, &back, round);
		tb_record_payload(&back, &second);
		assert_string_equal(first.buf, second.buf);
		tb_str_release(&first);
		tb_str_release(&second);
		tb_pool_release(&pool);
	}
}

static void test_record__payload_is_canonical(void **state)
{
	struct tb_record r = TB_RECORD(tb_kind_noun);
	struct tb_str out = TB_STR_INIT;

	(void)state;
	tb_record_payload(&r, &out);
	assert_string_equal(out.buf, "{}");
	tb_str_clear(&out);
	tb_set_text(&r, TB_KIND_CODE, "XEM");
	tb_set_text(&r, TB_KIND_NAME, "Xe \"máy\"");
	tb_set_num(&r, TB_KIND_LIFE_YEARS, 10);
	tb_set_text(&r, TB_KIND_EXTRA, "{\"a\":1}");
	tb_set_text(&r, TB_KIND_NOTE, NULL);
	tb_record_payload(&r, &out);
	assert_string_equal(out.buf,
			    "{\"extra\":{\"a\":1},\"life_years\":10,\"name\":\"Xe \\\"máy\\\"\",\"note\":null}");
	tb_str_release(&out);
}

static void test_record__bad_payloads_are_corrupt(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"null",
		"{\"name\":1}",
		"{\"name\":{}}",
		"{\"life_years\":\"1\"}",
		"{\"life_years\":1.0}",
		"{\"life_years\":true}",
		"{\"extra\":\"x\"}",
		"{\"extra\":[]}",
		"{\"colour\":\"red\"}",
		"{\"name\":\"a\",\"name\":\"b\"}",
		"{\"name\":\"a\"} x",
		"{\"name\":\"\\u0000\"}",
		"{\"name\":\"\xFF\"}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct tb_record r = TB_RECORD(tb_kind_noun);
		struct tb_pool pool = TB_POOL_INIT;
		struct tb_err err = TB_ERR_INIT;

		if (tb_record_from_payload(&r, bad[i], &pool, &err) != TB_ECORRUPT || err.status != TB_ECORRUPT)
			fail_msg("'%s' passes", bad[i]);
		tb_pool_release(&pool);
	}
}

static void test_record__json_shows_times_and_leaves_out_what_is_unset(void **state)
{
	struct tb_record asset = TB_RECORD(tb_asset_noun), person = TB_RECORD(tb_person_noun);
	struct tb_str out = TB_STR_INIT;

	(void)state;
	tb_set_text(&asset, TB_ASSET_TAG, "A0");
	tb_set_text(&asset, TB_ASSET_NOTE, NULL);
	tb_set_num(&asset, TB_ASSET_SEEN_AT, 0);
	tb_record_json(&asset, &out);
	assert_string_equal(out.buf, "{\"tag\":\"A0\",\"seen_at\":\"1970-01-01T07:00:00+07:00\"}");
	tb_str_clear(&out);
	tb_set_num(&person, TB_PERSON_ACTIVE, 1);
	tb_record_json(&person, &out);
	assert_string_equal(out.buf, "{\"active\":true}");
	tb_str_release(&out);
}

/* ---- overlay and difference ------------------------------------------------------------------------------------- */

static void test_record__diff_keeps_what_differs(void **state)
{
	struct tb_record now = TB_RECORD(tb_kind_noun), patch = TB_RECORD(tb_kind_noun);

	(void)state;
	tb_set_text(&now, TB_KIND_NAME, "Xe máy");
	tb_set_num(&now, TB_KIND_LIFE_YEARS, 10);
	tb_set_text(&now, TB_KIND_MEASURE, "chiếc");
	tb_set_text(&patch, TB_KIND_NAME, "Xe máy");  /* the same */
	tb_set_num(&patch, TB_KIND_LIFE_YEARS, 11);   /* another */
	tb_set_text(&patch, TB_KIND_MEASURE, NULL);   /* removed */
	tb_set_text(&patch, TB_KIND_NOTE, NULL);      /* was not there, and is not */
	tb_set_text(&patch, TB_KIND_NAME_EN, "bike"); /* added */
	assert_int_equal(tb_record_diff(&patch, &now), 3);
	assert_int_equal(patch.v[TB_KIND_NAME].is, TB_UNSET);
	assert_int_equal(patch.v[TB_KIND_NOTE].is, TB_UNSET);
	assert_int_equal(patch.v[TB_KIND_MEASURE].is, TB_NULL);
	tb_record_overlay(&now, &patch);
	assert_string_equal(tb_text(&now, TB_KIND_NAME), "Xe máy");
	assert_int_equal(tb_num(&now, TB_KIND_LIFE_YEARS, 0), 11);
	assert_null(tb_text(&now, TB_KIND_MEASURE));
	assert_string_equal(tb_text(&now, TB_KIND_NAME_EN), "bike");
	assert_int_equal(tb_record_diff(&patch, &now), 0);
}

/* Overlaying the difference between two records on the first gives the second. */
static void test_record__diff_and_overlay_agree(void **state)
{
	(void)state;
	seed = 42;
	for (int round = 0; round < 500; round++) {
		struct tb_pool pool = TB_POOL_INIT;
		struct tb_record now = TB_RECORD(tb_asset_noun), then = now, patch;

		randomise(&now, &pool);
		randomise(&then, &pool);
		patch = then;
		tb_record_diff(&patch, &now);
		tb_record_overlay(&now, &patch);
		for (unsigned i = 0; i < now.noun->n_fields; i++)
			assert_true(then.v[i].is == TB_UNSET || tb_value_equal(&then.v[i], &now.v[i]));
		tb_pool_release(&pool);
	}
}

static void test_record__required_fields(void **state)
{
	struct tb_record r = TB_RECORD(tb_kind_noun);
	struct tb_err err = TB_ERR_INIT;
	struct tb_str text = TB_STR_INIT;

	(void)state;
	tb_set_text(&r, TB_KIND_CODE, "XEM");
	tb_set_text(&r, TB_KIND_NAME, NULL);
	assert_int_equal(tb_record_check_required(&r, &err), TB_EINVAL);
	tb_err_text(&err, NULL, &text);
	assert_string_equal(text.buf, "'name' is missing: a new record must have it");
	tb_set_text(&r, TB_KIND_NAME, "x");
	assert_int_equal(tb_record_check_required(&r, &err), TB_OK);
	tb_str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_record__field_tables_are_in_key_order),
		cmocka_unit_test(test_record__show_holds_each_field_once),
		cmocka_unit_test(test_record__enums_match_the_tables),
		cmocka_unit_test(test_record__headers_and_words_are_clear),
		cmocka_unit_test(test_record__fields_and_nouns_are_found_by_name),
		cmocka_unit_test(test_record__payload_round_trip),
		cmocka_unit_test(test_record__payload_is_canonical),
		cmocka_unit_test(test_record__bad_payloads_are_corrupt),
		cmocka_unit_test(test_record__json_shows_times_and_leaves_out_what_is_unset),
		cmocka_unit_test(test_record__diff_keeps_what_differs),
		cmocka_unit_test(test_record__diff_and_overlay_agree),
		cmocka_unit_test(test_record__required_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
