/*
 * fixture.h - a register in a temporary folder with a few units, kinds and persons, and the acts that tests perform.
 */
#ifndef TB_TESTS_SERVICE_FIXTURE_H
#define TB_TESTS_SERVICE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include <trangbi/custody.h>
#include <trangbi/exchange.h>
#include <trangbi/ledger.h>
#include <trangbi/register.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* 2026-11-24T17:05:00+07:00 */
enum { NOW = 1795514700, DAY = 86400 };

struct fixture {
	char dir[40], path[64];
	struct tb_db *db;
	struct tb_pool pool;
	struct tb_err err;
	struct tb_act act;
	struct tb_problems problems;
};

static inline void assert_ok(const struct fixture *f, enum tb_status rc)
{
	struct tb_str text = TB_STR_INIT;

	if (!rc)
		return;
	tb_err_text(&f->err, NULL, &text);
	for (size_t i = 0; i < f->problems.n; i++) {
		tb_str_addf(&text, "\n%s: ", f->problems.item[i].subject);
		tb_err_text(&f->problems.item[i].err, NULL, &text);
	}
	fail_msg("status %d: %s", rc, text.buf);
}

/* The call failed as expected, said so in `err`, and the message holds `part`. */
static inline void assert_refused(struct fixture *f, enum tb_status rc, enum tb_status expected, const char *part)
{
	struct tb_str text = TB_STR_INIT;

	tb_err_text(&f->err, NULL, &text);
	if (rc != expected || f->err.status != expected || !strstr(text.buf, part))
		fail_msg("status %d (%d), not %d: %s, not: %s", rc, f->err.status, expected, text.buf, part);
	tb_str_release(&text);
	tb_err_clear(&f->err);
}

/* ---- making things ---------------------------------------------------------------------------------------------- */

/* A record of a noun from key, value, ..., NULL; parsed as a person types it. */
static inline struct tb_record record_of(struct fixture *f, const struct tb_noun *noun, va_list args)
{
	struct tb_record r = { .noun = noun };
	const char *key;

	while ((key = va_arg(args, const char *))) {
		const char *value = va_arg(args, const char *);
		int field = tb_field_find(noun, key);

		assert_in_range(field, 0, noun->n_fields - 1);
		assert_ok(f,
			  tb_value_parse(&noun->fields[field], value, strlen(value), &f->pool, &r.v[field], &f->err));
	}
	return r;
}

static inline enum tb_status try_add(struct fixture *f, const struct tb_noun *noun, ...)
{
	struct tb_record r;
	va_list args;

	va_start(args, noun);
	r = record_of(f, noun, args);
	va_end(args);
	return tb_add(f->db, &f->act, &r, &f->pool, &f->err);
}

static inline enum tb_status try_edit(struct fixture *f, const struct tb_noun *noun, const char *what, bool *changed,
				      ...)
{
	struct tb_record r;
	va_list args;

	va_start(args, changed);
	r = record_of(f, noun, args);
	va_end(args);
	return tb_edit(f->db, &f->act, what, &r, NULL, changed, &f->err);
}

/* Register an asset; its tag. */
static inline const char *add_asset(struct fixture *f, const char *name, const char *kind, const char *unit,
				    const char *serial)
{
	struct tb_record r = TB_RECORD(tb_asset_noun);

	tb_set_text(&r, TB_ASSET_NAME, name);
	tb_set_text(&r, TB_ASSET_KIND, kind);
	tb_set_text(&r, TB_ASSET_UNIT, unit);
	tb_set_text(&r, TB_ASSET_SERIAL, serial);
	assert_ok(f, tb_add(f->db, &f->act, &r, &f->pool, &f->err));
	return tb_text(&r, TB_ASSET_TAG);
}

static inline struct tb_record get(struct fixture *f, const struct tb_noun *noun, const char *key)
{
	struct tb_record r = { .noun = noun };

	assert_ok(f, tb_get(f->db, noun, key, &f->pool, &r, &f->err));
	return r;
}

static inline void assert_field(struct fixture *f, const char *tag, unsigned field, const char *expected)
{
	struct tb_record asset = get(f, &tb_asset_noun, tag);
	struct tb_str text = TB_STR_INIT;

	tb_value_text(&tb_asset_noun.fields[field], &asset.v[field], &text);
	assert_string_equal(text.buf, expected);
	tb_str_release(&text);
}

/* ---- custody ---------------------------------------------------------------------------------------------------- */

static inline enum tb_status checkout(struct fixture *f, const char *holder, int days, const char *const *tags,
				      size_t n, struct tb_custody_result *out)
{
	struct tb_checkout_req req = { .tags = { tags, n }, .holder = holder, .days = days };

	tb_problems_release(&f->problems);
	return tb_checkout(f->db, &f->act, &req, &f->pool, out, &f->problems, &f->err);
}

static inline enum tb_status checkin(struct fixture *f, const char *condition, const char *const *tags, size_t n,
				     struct tb_custody_result *out)
{
	struct tb_checkin_req req = { .tags = { tags, n }, .condition = condition };

	tb_problems_release(&f->problems);
	return tb_checkin(f->db, &f->act, &req, &f->pool, out, &f->problems, &f->err);
}

static inline enum tb_status issue(struct fixture *f, const char *unit, const char *const *tags, size_t n,
				   struct tb_custody_result *out)
{
	struct tb_issue_req req = { .tags = { tags, n }, .unit = unit };

	tb_problems_release(&f->problems);
	return tb_issue(f->db, &f->act, &req, &f->pool, out, &f->problems, &f->err);
}

/* ---- the ledger ------------------------------------------------------------------------------------------------- */

static inline void assert_verifies(struct fixture *f)
{
	struct tb_verdict verdict = { .events = 0 };
	enum tb_status rc = tb_ledger_verify(f->db, NULL, false, &verdict, &f->err);

	tb_problems_release(&f->problems);
	f->problems = verdict.problems;
	assert_ok(f, rc);
	tb_problems_release(&f->problems);
}

static inline int64_t events(struct fixture *f)
{
	struct tb_head head;

	assert_ok(f, tb_ledger_head(f->db, &head, &f->err));
	return head.seq;
}

/* Run SQL on the file behind the program's back. */
static inline void raw_sql(const struct fixture *f, const char *sql)
{
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	if (sqlite3_exec(raw, sql, NULL, NULL, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

/* ---- set-up ----------------------------------------------------------------------------------------------------- */

static inline void reopen(struct fixture *f)
{
	tb_db_close(f->db);
	f->db = NULL;
	assert_ok(f, tb_db_open(f->path, TB_DB_WRITE, &f->db, &f->err));
}

static inline void add_basics(struct fixture *f)
{
	const struct tb_noun *unit = &tb_unit_noun, *kind = &tb_kind_noun, *person = &tb_person_noun;

	assert_ok(f, try_add(f, unit, "code", "01", "name", "Hà Nội", NULL));
	assert_ok(f, try_add(f, unit, "code", "00004", "name", "Ba Đình", "parent", "01", NULL));
	assert_ok(f, try_add(f, unit, "code", "00008", "name", "Ngọc Hà", "parent", "01", NULL));
	assert_ok(f, try_add(f, kind, "code", "VEHICLE", "name", "Phương tiện", "tag_code", "PT", NULL));
	assert_ok(f, try_add(f, kind, "code", "XEM", "name", "Xe máy", "parent", "VEHICLE", "tag_code", "XEM", NULL));
	assert_ok(f, try_add(f, kind, "code", "TAB", "name", "Máy tính bảng", NULL));
	assert_ok(f, try_add(f, person, "number", "123-456", "name", "Nguyễn Văn Đức", "unit", "00004", NULL));
	assert_ok(f, try_add(f, person, "number", "123-457", "name", "Trần Thị Hoà", "unit", "00008", NULL));
}

static inline int set_up_empty(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct tb_init_req init = { .site = "Công an phường Ba Đình" };

	*state = f;
	snprintf(f->dir, sizeof(f->dir), "/tmp/test_service-XXXXXX");
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
	f->act = (struct tb_act){ .actor = "tester", .channel = "cli", .doc = "1/QĐ", .now = NOW, .at = NOW };
	assert_ok(f, tb_db_init(f->path, &init, &f->act, &f->err));
	reopen(f);
	return 0;
}

static inline int set_up(void **state)
{
	int failed = set_up_empty(state);

	if (!failed)
		add_basics(*state);
	return failed;
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[64];

	tb_db_close(f->db);
	tb_problems_release(&f->problems);
	tb_pool_release(&f->pool);
	snprintf(command, sizeof(command), "rm -r '%s'", f->dir);
	free(f);
	return system(command);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
