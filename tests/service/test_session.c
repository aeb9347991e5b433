/* test_session.c - what each line scanned or typed does in a session. */
#include "service/fixture.h"

#include <trangbi/session.h>

static struct tb_session_req request(const struct fixture *f)
{
	return (struct tb_session_req){ .actor = f->act.actor, .channel = "scanner", .form.days = 14, .now = NOW };
}

static struct tb_session *open_session(struct fixture *f)
{
	struct tb_session_req req = request(f);
	struct tb_session *s = NULL;

	assert_ok(f, tb_session_open(f->db, &req, &s, &f->err));
	return s;
}

static const struct tb_session_answer *take(struct tb_session *s, const char *line)
{
	return tb_session_take(s, line, strlen(line), NOW);
}

enum { G = TB_LEVEL_GREEN, A = TB_LEVEL_AMBER, R = TB_LEVEL_RED };

/* One line of a session, and what must come of it. */
struct step {
	int id;
	const char *line;
	int level;
	int events;       /* appended to the ledger by it */
	const char *says; /* part of the message */
};

static void run_steps(struct fixture *f, struct tb_session *s, const struct step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const int64_t before = events(f);
		const struct tb_session_answer *a = take(s, steps[i].line);
		const int done = (int)(events(f) - before);
		struct tb_str text = TB_STR_INIT;

		tb_err_text(&a->message, NULL, &text);
		if ((int)a->level != steps[i].level || done != steps[i].events || !strstr(text.buf, steps[i].says))
			fail_msg("step %d '%s': level %d, %d events, %s", steps[i].id, steps[i].line, a->level, done,
				 text.buf);
		if ((a->seq != 0) != (done != 0) || (done && a->seq != events(f)))
			fail_msg("step %d '%s': seq %d", steps[i].id, steps[i].line, (int)a->seq);
		assert_ptr_equal(a, tb_session_look(s)->last);
		tb_str_release(&text);
	}
}

#define RUN(f, s, steps) run_steps(f, s, steps, COUNT(steps))

/* Twelve motorbikes S-1 ... S-12 at unit 00004. */
static void add_motorbikes(struct fixture *f)
{
	for (int i = 1; i <= 12; i++) {
		char serial[16], name[32];

		snprintf(serial, sizeof(serial), "S-%d", i);
		snprintf(name, sizeof(name), "Xe máy %d", i);
		add_asset(f, tb_pool_strdup(&f->pool, name), "XEM", "00004", tb_pool_strdup(&f->pool, serial));
	}
}

static void test_session__check_out(void **state)
{
	static const struct step steps[] = {
		{ 1, "S-1", A, 0, "badge of who takes it" },
		{ 2, "+P123-456", G, 0, "scan what Nguyễn Văn Đức (123-456) takes" },
		{ 3, "S-1", G, 1, "lent to Nguyễn Văn Đức (123-456) until 08/12/2026" },
		{ 4, "s1", A, 0, "has it already" },
		{ 5, "days 7", G, 0, "scan what" },
		{ 6, "purpose tuần tra đêm", G, 0, "scan what" },
		{ 7, "00004-xem-26-00002-9", G, 1, "until 01/12/2026" },
		{ 8, "days 0", G, 0, "scan what" },
		{ 9, "S-3", G, 1, "lent to Nguyễn Văn Đức (123-456)" },
		{ 10, "days x", R, 0, "'x' is no number of days" },
		{ 11, "days 3651", R, 0, "'3651'" },
		{ 12, "days", R, 0, "''" },
		{ 13, "no such thing", R, 0, "no asset" },
		{ 14, "00004XEM2600001X", R, 0, "mistyped" },
		{ 15, "+P999", R, 0, "'999'" },
		{ 16, "S-4", G, 1, "(123-456)" }, /* a badge that is none leaves the form as it was */
	};
	struct fixture *f = *state;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	RUN(f, s, steps);
	assert_int_equal(tb_session_look(s)->count[TB_SESSION_CHECKOUT], 4);
	assert_int_equal(tb_session_look(s)->red, 6);
	assert_field(f, "S-2", TB_ASSET_PURPOSE, "tuần tra đêm");
	assert_field(f, "S-2", TB_ASSET_SEEN_HOW, "scanner");
	assert_field(f, "S-3", TB_ASSET_DUE, "");
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__hand_over_needs_a_confirmation(void **state)
{
	static const struct step steps[] = {
		{ 1, "+P123-456", G, 0, "" },
		{ 2, "S-1", G, 1, "lent" },
		{ 3, "+CONFIRM", A, 0, "nothing waits" },
		{ 4, "+P123-457", G, 0, "" },
		{ 5, "S-1", A, 0,
		  "lent to Nguyễn Văn Đức (123-456); scan CONFIRM to take it back and lend it to Trần" },
		{ 6, "S-2", G, 1, "lent" },
		{ 7, "+CONFIRM", A, 0, "nothing waits" }, /* only right behind it */
		{ 8, "S-1", A, 0, "scan CONFIRM" },
		{ 9, "+confirm", G, 2, "lent to Trần Thị Hoà (123-457)" },
		{ 10, "+CONFIRM", A, 0, "nothing waits" },
		{ 11, "+UNDO", G, 2, "the check-out is undone" }, /* both events of the act */
	};
	struct fixture *f = *state;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	RUN(f, s, steps);
	assert_field(f, "S-1", TB_ASSET_CUSTODIAN, "123-456");
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__check_in_and_condition(void **state)
{
	static const struct step steps[] = {
		{ 1, "+P123-456", G, 0, "" },
		{ 2, "days 1", G, 0, "" },
		{ 3, "S-1", G, 1, "lent" },
		{ 4, "+BROKEN", A, 0, "at a check-in or a stocktake" },
		{ 5, "S-2", G, 1, "lent" },
		{ 6, "S-3", G, 1, "lent" },
		{ 7, "+CHECKIN", G, 0, "what comes back" },
		{ 8, "S-1", G, 1, "taken back from Nguyễn Văn Đức (123-456)" },
		{ 9, "S-1", A, 0, "not lent" },
		{ 10, "+BROKEN", A, 0, "scan a thing first" }, /* what was scanned last was not taken back */
		{ 11, "S-2", G, 1, "taken back" },
		{ 12, "+BROKEN", G, 2, "condition is noted" },
		{ 13, "+worn", G, 2, "condition is noted" },
		{ 14, "S-3", G, 1, "taken back" },
		{ 15, "+P123-457", A, 0, "noted for a check-out" },
		{ 16, "+OK", G, 2, "noted" },
		{ 17, "+UNDO", G, 1, "the check-in is undone" },
		{ 18, "+OK", A, 0, "scan a thing first" },
	};
	struct fixture *f = *state;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	RUN(f, s, steps);
	assert_int_equal(tb_session_look(s)->count[TB_SESSION_CHECKIN], 2);
	assert_field(f, "S-2", TB_ASSET_CONDITION, "worn");
	assert_field(f, "S-3", TB_ASSET_CUSTODIAN, "123-456");
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__late_return_is_told(void **state)
{
	struct fixture *f = *state;
	struct tb_session *s;
	const struct tb_session_answer *a;
	struct tb_str text = TB_STR_INIT;

	add_motorbikes(f);
	s = open_session(f);
	take(s, "+P123-456");
	take(s, "S-1");
	take(s, "+CHECKIN");
	a = tb_session_take(s, "S-1", 3, NOW + 15 * DAY);
	assert_int_equal(a->level, TB_LEVEL_GREEN);
	tb_err_text(&a->message, NULL, &text);
	assert_non_null(strstr(text.buf, "it was due on 08/12/2026"));
	tb_str_release(&text);
	tb_session_close(s);
}

static void test_session__issue(void **state)
{
	static const struct step steps[] = {
		{ 1, "+ISSUE", G, 0, "badge of the unit" },
		{ 2, "S-1", A, 0, "badge of the unit that receives it first" },
		{ 3, "+U77", R, 0, "'77'" },
		{ 4, "+u00008", G, 0, "'doc 12/QD'" },
		{ 5, "S-1", A, 0, "document" },
		{ 6, "văn bản 12/QĐ-CAT", G, 0, "scan what unit Ngọc Hà (00008) receives" },
		{ 7, "S-1", G, 1, "issued to unit Ngọc Hà (00008)" },
		{ 8, "S-1", A, 0, "issued to unit '00008' already" },
		{ 9, "+UNDO", G, 1, "the issue is undone" },
		{ 10, "+NEXT", G, 0, "badge of the unit" },
		{ 11, "S-1", A, 0, "badge of the unit" },
	};
	struct fixture *f = *state;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	RUN(f, s, steps);
	assert_field(f, "S-1", TB_ASSET_UNIT, "00004");
	assert_field(f, "S-1", TB_ASSET_STATUS, "in_stock");
	assert_null(tb_session_look(s)->form.doc);
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__undo_goes_back_step_by_step(void **state)
{
	static const struct step forth[] = {
		{ 1, "+UNDO", A, 0, "nothing is left" },
		{ 2, "+P123-456", G, 0, "" },
		{ 3, "S-1", G, 1, "" },
		{ 4, "S-2", G, 1, "" },
		{ 5, "+CHECKIN", G, 0, "" },
		{ 6, "S-1", G, 1, "" },
	};
	static const struct step back[] = {
		{ 7, "+UNDO", G, 1, "the check-in is undone" },
		{ 8, "+UNDO", G, 1, "the check-out is undone" },
		{ 9, "+UNDO", G, 1, "the check-out is undone" },
		{ 10, "+UNDO", A, 0, "nothing is left" },
	};
	struct fixture *f = *state;
	struct tb_session *s;
	const struct tb_session_view *v;

	add_motorbikes(f);
	s = open_session(f);
	v = tb_session_look(s);
	RUN(f, s, forth);
	assert_int_equal(v->count[TB_SESSION_CHECKOUT], 2);
	assert_int_equal(v->n_history, 3);
	RUN(f, s, back);
	assert_int_equal(v->count[TB_SESSION_CHECKOUT], 0);
	assert_int_equal(v->count[TB_SESSION_CHECKIN], 0);
	for (size_t i = 0; i < v->n_history; i++)
		assert_true(v->history[i]->undone);
	assert_field(f, "S-1", TB_ASSET_CUSTODIAN, "");
	tb_session_close(s);
	assert_verifies(f);
}

/* What another program did meanwhile stands, and does not block the undo of what came before it. */
static void test_session__undo_respects_what_others_did(void **state)
{
	static const struct step steps[] = {
		{ 1, "+UNDO", R, 0, "not the last one" },
		{ 2, "+UNDO", G, 1, "undone" },
		{ 3, "+UNDO", A, 0, "nothing is left" },
	};
	struct fixture *f = *state;
	const char *serial = "S-2";
	struct tb_custody_result done;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	take(s, "+P123-456");
	take(s, "S-1");
	take(s, "S-2");
	assert_ok(f, checkin(f, NULL, &serial, 1, &done));
	RUN(f, s, steps);
	assert_int_equal(tb_session_look(s)->count[TB_SESSION_CHECKOUT], 1);
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__next_goes_back_to_the_beginning(void **state)
{
	struct fixture *f = *state;
	struct tb_session_req req = request(f);
	struct tb_session *s = NULL;
	const struct tb_session_form *form;

	req.form.purpose = "tuần tra";
	req.form.holder = "+P123-456";
	req.form.unit = "00008";
	assert_ok(f, tb_session_open(f->db, &req, &s, &f->err));
	form = &tb_session_look(s)->form;
	assert_string_equal(form->holder, "123-456");
	assert_string_equal(tb_session_look(s)->unit_name, "Ngọc Hà");
	take(s, "ngày 3");
	take(s, "Mục đích diễn tập");
	take(s, "doc 5/KH");
	assert_int_equal(form->days, 3);
	assert_string_equal(form->purpose, "diễn tập");
	take(s, "+NEXT");
	assert_int_equal(form->days, 14);
	assert_string_equal(form->purpose, "tuần tra");
	assert_null(form->doc);
	assert_null(form->holder);
	assert_null(form->unit);
	take(s, "purpose");
	assert_null(form->purpose); /* emptied */
	tb_session_close(s);
}

static void test_session__who_may_take(void **state)
{
	static const struct step steps[] = {
		{ 1, "+P123-457", R, 0, "has left" }, { 2, "S-1", A, 0, "badge" },      { 3, "+P123-456", G, 0, "" },
		{ 4, "S-1", R, 0, "broken" },         { 5, "+U00008", R, 0, "closed" },
	};
	struct fixture *f = *state;
	struct tb_session *s;
	bool changed;

	add_motorbikes(f);
	assert_ok(f, try_edit(f, &tb_asset_noun, "S-1", &changed, "condition", "broken", NULL));
	assert_ok(f, try_edit(f, &tb_person_noun, "123-457", &changed, "active", "0", NULL));
	assert_ok(f, try_edit(f, &tb_unit_noun, "00008", &changed, "valid_to", "2026-11-01", NULL));
	s = open_session(f);
	RUN(f, s, steps);
	tb_session_close(s);
}

static void test_session__stocktake(void **state)
{
	static const struct step steps[] = {
		{ 1, "+STOCKTAKE", G, 0, "for stocktake 00004-26-1" },
		{ 2, "S-1", G, 1, "found" },
		{ 3, "S-1", A, 0, "counted already, by tester" },
		{ 4, "+BROKEN", A, 0, "scan a thing first" },
		{ 5, "S-2", G, 1, "found" },
		{ 16, "+OK", G, 0, "condition is noted" }, /* as it stands there */
		{ 6, "+BROKEN", G, 1, "condition is noted" },
		{ 7, "no such label", R, 1, "" }, /* recorded as unknown */
		{ 15, "+WORN", A, 0, "is no asset" },
		{ 8, "mã sơn", R, 0, "switch the Vietnamese typing off" },
		{ 17, "00004xêm2600001", R, 0, "switch the Vietnamese typing off" }, /* as long as a tag */
		{ 9, "+UNDO", G, 1, "the count is undone" },
		{ 10, "+UNDO", G, 1, "the count is undone" },
		{ 11, "S-2", G, 1, "found" },
		{ 12, "K-1", A, 1, "it belongs to unit 00008" },
		{ 13, "+NEXT", G, 0, "for stocktake 00004-26-1" },
		{ 14, "+P123-456", A, 0, "noted for a check-out" },
	};
	struct fixture *f = *state;
	const struct tb_stocktake_req req = { .unit = "00004" };
	struct tb_record stocktake;
	struct tb_session *s;
	const struct tb_session_view *v;

	add_motorbikes(f);
	add_asset(f, "Xe lạ", "XEM", "00008", "K-1");
	assert_ok(f, tb_stocktake_open(f->db, &f->act, &req, &f->pool, &stocktake, &f->err));
	s = open_session(f);
	v = tb_session_look(s);
	RUN(f, s, steps);
	assert_int_equal(v->count[TB_SESSION_STOCKTAKE], 3);
	assert_int_equal(v->counted, 3);
	assert_int_equal(v->expected, 12);
	assert_string_equal(v->history[0]->name, "Xe lạ");
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__which_stocktake(void **state)
{
	static const struct step none[] = {
		{ 1, "+STOCKTAKE", A, 0, "" },
		{ 2, "S-1", R, 0, "" },
		{ 3, "stocktake 00004-26-1", R, 0, "'00004-26-1'" },
	};
	static const struct step several[] = {
		{ 4, "S-1", R, 0, "" },
		{ 5, "kiểm kê 00004-26-1", G, 0, "for stocktake 00004-26-1" },
		{ 6, "S-1", G, 1, "found" },
	};
	static const struct step over[] = {
		{ 7, "stocktake 00004-26-1", R, 0, "was closed on" },
	};
	static const char *const signs[] = { "123-456", "123-457" };
	const struct tb_texts signatures = { .text = signs, .n = COUNT(signs) };
	struct fixture *f = *state;
	struct tb_stocktake_req req = { .unit = "00004" };
	struct tb_session_req asked = request(f);
	struct tb_record stocktake;
	struct tb_session *s;

	add_motorbikes(f);
	s = open_session(f);
	RUN(f, s, none);
	assert_ok(f, tb_stocktake_open(f->db, &f->act, &req, &f->pool, &stocktake, &f->err));
	req.unit = "00008";
	assert_ok(f, tb_stocktake_open(f->db, &f->act, &req, &f->pool, &stocktake, &f->err));
	RUN(f, s, several);
	tb_session_close(s);
	s = NULL;
	asked.mode = TB_SESSION_STOCKTAKE;
	assert_int_equal(tb_session_open(f->db, &asked, &s, &f->err), TB_EREFUSED); /* which one? */
	asked.form.stocktake = "00008-26-1";
	assert_ok(f, tb_session_open(f->db, &asked, &s, &f->err));
	assert_string_equal(tb_session_look(s)->form.stocktake, "00008-26-1");
	assert_ok(f, tb_stocktake_close(f->db, &f->act, "00004-26-1", &signatures, &f->pool, &stocktake, &f->err));
	RUN(f, s, over);
	assert_string_equal(tb_session_look(s)->form.stocktake, "00008-26-1");
	tb_session_close(s);
	assert_verifies(f);
}

/* Whatever comes over the line is answered, and harms nothing. */
static void test_session__lines_of_any_bytes(void **state)
{
	static const struct {
		int id;
		const char *line;
		size_t len;
		const char *says;
	} rows[] = {
		{ 1, "\xff\xfe\x80", 3, "???" },
		{ 2, "S-1\0S-2", 7, "S-1?S-2" },
		{ 3, "\x1b[2J", 4, "no asset" },
		{ 4, "sơn", sizeof("sơn") - 1, "switch the Vietnamese typing off" },
		{ 5, "+CHECKÓUT", sizeof("+CHECKÓUT") - 1, "switch the Vietnamese typing off" },
		{ 6, "+", 1, "no asset" },
		{ 7, "@/etc/passwd", 12, "no asset" },
	};
	struct fixture *f = *state;
	struct tb_session *s;
	char *longest = calloc(1, 100001);
	const struct tb_session_answer *a;

	add_motorbikes(f);
	s = open_session(f);
	take(s, "+P123-456");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_str text = TB_STR_INIT;

		a = tb_session_take(s, rows[i].line, rows[i].len, NOW);
		tb_err_text(&a->message, NULL, &text);
		if (a->level != TB_LEVEL_RED || !strstr(text.buf, rows[i].says))
			fail_msg("row %d: level %d, %s", rows[i].id, a->level, text.buf);
		tb_str_release(&text);
	}
	memset(longest, 'A', 100000);
	assert_int_equal(take(s, longest)->level, TB_LEVEL_RED);
	a = tb_session_look(s)->last;
	assert_ptr_equal(take(s, " \t\r\n"), a); /* an empty line is no line */
	assert_int_equal(take(s, "  S-1 \r\n")->level, TB_LEVEL_GREEN);
	free(longest);
	tb_session_close(s);
}

static void test_session__the_last_ten(void **state)
{
	struct fixture *f = *state;
	struct tb_session *s;
	const struct tb_session_view *v;

	add_motorbikes(f);
	s = open_session(f);
	v = tb_session_look(s);
	take(s, "+P123-456");
	assert_int_equal(v->n_history, 0); /* a badge is no thing */
	for (int i = 1; i <= 12; i++) {
		char line[16];

		snprintf(line, sizeof(line), "S-%d", i);
		take(s, line);
		assert_string_equal(v->history[0]->text, line);
	}
	assert_int_equal(v->n_history, TB_SESSION_HISTORY);
	assert_string_equal(v->history[9]->text, "S-3");
	for (int i = 0; i < 12; i++) /* also of those that are not shown any more */
		assert_int_equal(take(s, "+UNDO")->level, TB_LEVEL_GREEN);
	assert_int_equal(v->count[TB_SESSION_CHECKOUT], 0);
	tb_session_close(s);
	assert_verifies(f);
}

/* The disk is full for a while: red, nothing is counted as done, and it goes on afterwards. */
static void test_session__a_database_that_fails(void **state)
{
	struct fixture *f = *state;
	struct tb_session *s;
	int64_t before;

	add_motorbikes(f);
	s = open_session(f);
	take(s, "+P123-456");
	assert_int_equal(take(s, "S-1")->level, TB_LEVEL_GREEN);
	before = events(f);
	raw_sql(f, "CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'disk full'); END");
	assert_int_equal(take(s, "S-2")->level, TB_LEVEL_RED);
	assert_int_equal(tb_session_look(s)->last->seq, 0);
	assert_int_equal(take(s, "+UNDO")->level, TB_LEVEL_RED);
	assert_int_equal(tb_session_look(s)->count[TB_SESSION_CHECKOUT], 1);
	assert_int_equal(events(f), before);
	assert_field(f, "S-2", TB_ASSET_CUSTODIAN, "");
	raw_sql(f, "DROP TRIGGER full");
	assert_int_equal(take(s, "S-2")->level, TB_LEVEL_GREEN);
	assert_int_equal(take(s, "+UNDO")->level, TB_LEVEL_GREEN);
	assert_int_equal(take(s, "+UNDO")->level, TB_LEVEL_GREEN); /* what failed is still there to be undone */
	tb_session_close(s);
	assert_verifies(f);
}

static void test_session__forms_that_are_none(void **state)
{
	static const struct {
		int id;
		struct tb_session_form form;
		enum tb_status status;
		const char *says;
	} rows[] = {
		{ 1, { .holder = "999" }, TB_ENOTFOUND, "'999'" },
		{ 2, { .unit = "77" }, TB_ENOTFOUND, "'77'" },
		{ 3, { .days = -1 }, TB_EINVAL, "'-1'" },
		{ 4, { .days = 3651 }, TB_EINVAL, "'3651'" },
		{ 5, { .purpose = "a\nb" }, TB_EINVAL, "control character" },
		{ 6, { .doc = "\x1b" }, TB_EINVAL, "control character" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tb_session_req req = request(f);
		struct tb_session *s = NULL;

		req.form = rows[i].form;
		assert_refused(f, tb_session_open(f->db, &req, &s, &f->err), rows[i].status, rows[i].says);
		assert_null(s);
	}
	tb_session_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_session__check_out),
		TEST(test_session__hand_over_needs_a_confirmation),
		TEST(test_session__check_in_and_condition),
		TEST(test_session__late_return_is_told),
		TEST(test_session__issue),
		TEST(test_session__undo_goes_back_step_by_step),
		TEST(test_session__undo_respects_what_others_did),
		TEST(test_session__next_goes_back_to_the_beginning),
		TEST(test_session__who_may_take),
		TEST(test_session__stocktake),
		TEST(test_session__which_stocktake),
		TEST(test_session__lines_of_any_bytes),
		TEST(test_session__the_last_ten),
		TEST(test_session__a_database_that_fails),
		TEST(test_session__forms_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
