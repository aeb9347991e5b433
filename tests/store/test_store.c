#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/stmt.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { SCHEMA = 4 }; /* the newest */

struct fixture {
	char dir[32], path[64];
	struct tb_err err;
	struct tb_pool pool;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strncpy(f->dir, "/tmp/test_store-XXXXXX", sizeof(f->dir) - 1);
	if (!mkdtemp(f->dir))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	tb_store_remove(f->path);
	rmdir(f->dir);
	tb_pool_release(&f->pool);
	free(f);
	return 0;
}

/* The tests of SQL use SQLite directly. */
static void run_sql(struct tb_store *st, const char *sql)
{
	if (sqlite3_exec(st->db, sql, NULL, NULL, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(st->db));
}

static int64_t number(struct tb_store *st, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	if (sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL) || sqlite3_step(stmt) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(st->db));
	n = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return n;
}

static struct tb_store *open_store(struct fixture *f, enum tb_store_mode mode)
{
	struct tb_store *st = NULL;

	if (tb_store_open(f->path, mode, &st, &f->err))
		fail_msg("%s", f->err.msgid);
	return st;
}

static void add_unit(struct tb_store *st, const char *code, const char *name)
{
	struct tb_record unit = TB_RECORD(tb_unit_noun);

	tb_set_text(&unit, TB_UNIT_CODE, code);
	tb_set_text(&unit, TB_UNIT_NAME, name);
	assert_int_equal(tb_store_insert(st, &unit, 1, NULL), TB_OK);
}

/* ---- SQL -------------------------------------------------------------------------------------------------------- */

static void assert_all_prepare(struct tb_store *st)
{
	assert_int_equal(tb_store_make_vocabulary(st, NULL), TB_OK); /* state_search_index reads it */
	for (int i = 0; i < TB_SQL_COUNT; i++) {
		const struct tb_sql_text *sql = &tb_sql_texts[i];
		sqlite3_stmt *stmt = NULL;
		const char *rest = NULL;

		if (!strncmp(sql->name, "migrate_", 8))
			continue;
		if (sqlite3_prepare_v2(st->db, sql->text, -1, &stmt, &rest) || !stmt)
			fail_msg("%s: %s", sql->name, sqlite3_errmsg(st->db));
		if (rest[strspn(rest, " \n")])
			fail_msg("%s: more than one statement", sql->name);
		sqlite3_finalize(stmt);
	}
}

static void test_store__every_statement_prepares(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_SCRATCH);

	assert_in_range(TB_SQL_COUNT, 40, 1000);
	assert_all_prepare(st);
	for (int i = 0; i < TB_SQL_COUNT; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(tb_sql_texts[i].name, tb_sql_texts[k].name);
	tb_store_close(st);
}

/* A column that a statement reads or a parameter that it takes, and which names no field, would be lost in silence. */
static void test_store__statements_name_all_fields(void **state)
{
	static const struct {
		const struct tb_noun *noun;
		enum tb_sql get, insert, update, list;
	} cases[] = {
		{ &tb_unit_noun, TB_SQL_UNIT_GET, TB_SQL_UNIT_INSERT, TB_SQL_UNIT_UPDATE, TB_SQL_UNIT_LIST },
		{ &tb_person_noun, TB_SQL_PERSON_GET, TB_SQL_PERSON_INSERT, TB_SQL_PERSON_UPDATE, TB_SQL_PERSON_LIST },
		{ &tb_kind_noun, TB_SQL_KIND_GET, TB_SQL_KIND_INSERT, TB_SQL_KIND_UPDATE, TB_SQL_KIND_LIST },
		{ &tb_asset_noun, TB_SQL_ASSET_GET, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE, TB_SQL_ASSET_LIST },
		{ &tb_asset_noun, TB_SQL_ASSET_GET, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE,
		  TB_SQL_ASSET_LIST_IN_UNIT },
		{ &tb_asset_noun, TB_SQL_ASSET_GET, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE,
		  TB_SQL_ASSET_LIST_OF_HOLDER },
		{ &tb_asset_noun, TB_SQL_ASSET_GET, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE,
		  TB_SQL_ASSET_LIST_OF_BATCH },
		{ &tb_asset_noun, TB_SQL_SEARCH_WORDS, TB_SQL_ASSET_INSERT, TB_SQL_ASSET_UPDATE,
		  TB_SQL_SEARCH_ALIASES },
	};
	struct tb_store *st = open_store(*state, TB_STORE_SCRATCH);

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct tb_noun *noun = cases[i].noun;
		const enum tb_sql reads[] = { cases[i].get, cases[i].list };
		const enum tb_sql writes[] = { cases[i].insert, cases[i].update };

		for (int k = 0; k < 2; k++) {
			sqlite3_stmt *read = tb_stmt(st, reads[k], NULL), *write = tb_stmt(st, writes[k], NULL);
			bool has[TB_MAX_FIELDS] = { false };

			for (int c = 0; c < sqlite3_column_count(read); c++) {
				int field = tb_field_find(noun, sqlite3_column_name(read, c));

				assert_in_range(field, 0, noun->n_fields - 1);
				assert_false(has[field]);
				has[field] = true;
			}
			for (unsigned n = 0; n < noun->n_fields; n++) {
				struct tb_str name = TB_STR_INIT;

				tb_str_addf(&name, ":%s", noun->fields[n].key);
				if (!has[n])
					fail_msg("%s does not read '%s'", tb_sql_texts[reads[k]].name, name.buf);
				if (!sqlite3_bind_parameter_index(write, name.buf))
					fail_msg("%s does not write '%s'", tb_sql_texts[writes[k]].name, name.buf);
				tb_str_release(&name);
			}
		}
	}
	tb_store_close(st);
}

/* What is only listed, or not changed as a whole. */
static void test_store__other_lists_read_all_fields(void **state)
{
	static const struct {
		enum tb_sql list;
		const struct tb_noun *noun;
	} cases[] = {
		{ TB_SQL_REGISTER_LIST, &tb_register_noun },
		{ TB_SQL_REGISTER_LIST_IN_UNIT, &tb_register_noun },
		{ TB_SQL_REGISTER_LIST_OF_BATCH, &tb_register_noun },
		{ TB_SQL_STOCKTAKE_GET, &tb_stocktake_noun },
		{ TB_SQL_STOCKTAKE_LIST, &tb_stocktake_noun },
		{ TB_SQL_STOCKTAKE_LINE_GET, &tb_stocktake_line_noun },
		{ TB_SQL_STOCKTAKE_LINE_LIST, &tb_stocktake_line_noun },
		{ TB_SQL_STOCKTAKE_SUMS, &tb_stocktake_sum_noun },
		{ TB_SQL_STOCKTAKE_COUNTERS, &tb_stocktake_counter_noun },
	};
	struct tb_store *st = open_store(*state, TB_STORE_SCRATCH);

	for (size_t i = 0; i < COUNT(cases); i++) {
		sqlite3_stmt *stmt = tb_stmt(st, cases[i].list, NULL);
		bool has[TB_MAX_FIELDS] = { false };

		assert_int_equal(sqlite3_column_count(stmt), cases[i].noun->n_fields);
		for (int c = 0; c < sqlite3_column_count(stmt); c++) {
			int field = tb_field_find(cases[i].noun, sqlite3_column_name(stmt, c));

			assert_in_range(field, 0, cases[i].noun->n_fields - 1);
			assert_false(has[field]);
			has[field] = true;
		}
	}
	tb_store_close(st);
}

static void test_store__a_line_is_stored_with_all_fields(void **state)
{
	struct tb_store *st = open_store(*state, TB_STORE_SCRATCH);
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_STOCKTAKE_LINE_PUT, NULL);

	for (unsigned i = 0; i < tb_stocktake_line_noun.n_fields; i++) {
		struct tb_str name = TB_STR_INIT;

		tb_str_addf(&name, ":%s", tb_stocktake_line_noun.fields[i].key);
		if (!sqlite3_bind_parameter_index(stmt, name.buf))
			fail_msg("'%s' is not written", name.buf);
		tb_str_release(&name);
	}
	tb_store_close(st);
}

/* Does a line of the schema define a column? Then what it is for must stand behind it, unless its name says it all. */
static bool is_column(const char *line, size_t len)
{
	static const char *const types[] = { " TEXT", " INTEGER", " BLOB" };

	if (len < 3 || strncmp(line, "  ", 2) != 0 || line[2] == ' ')
		return false;
	for (size_t i = 0; i < COUNT(types); i++) {
		const char *found = strstr(line, types[i]);

		if (found && found < line + len)
			return true;
	}
	return false;
}

static unsigned commented_columns(const char *sql)
{
	unsigned columns = 0;

	for (const char *line = sql; *line;) {
		size_t len = strcspn(line, "\n");
		const char *comment = strstr(line, "-- ");

		if (is_column(line, len)) {
			columns++;
			if (!comment || comment > line + len)
				fail_msg("no comment: %.*s", (int)len, line);
		}
		line += len + (line[len] == '\n');
	}
	return columns;
}

static void test_store__every_column_is_commented(void **state)
{
	(void)state;
	assert_in_range(commented_columns(tb_sql_texts[TB_SQL_MIGRATE_001].text), 100, 1000);
	assert_int_equal(commented_columns(tb_sql_texts[TB_SQL_MIGRATE_002].text), 10);
	assert_int_equal(commented_columns(tb_sql_texts[TB_SQL_MIGRATE_003].text), 47);
}

static void test_store__the_ledger_is_append_only(void **state)
{
	static const char *const refused[] = {
		"UPDATE event SET actor = 'somebody else'",
		"UPDATE event SET seq = 2 WHERE seq = 1",
		"DELETE FROM event",
		"DELETE FROM event WHERE seq = 1",
		"REPLACE INTO event SELECT * FROM event",
		"INSERT OR REPLACE INTO event SELECT * FROM event",
	};
	static const unsigned char hash[TB_HASH_SIZE];
	const struct tb_event ev = { .seq = 1, .kind = "k", .actor = "a", .channel = "c", .payload = "{}" };
	struct tb_store *st = open_store(*state, TB_STORE_CREATE);

	assert_int_equal(tb_store_append(st, &ev, hash, NULL), TB_OK);
	for (size_t i = 0; i < COUNT(refused); i++)
		if (sqlite3_exec(st->db, refused[i], NULL, NULL, NULL) != SQLITE_CONSTRAINT_TRIGGER &&
		    sqlite3_errcode(st->db) != SQLITE_CONSTRAINT_TRIGGER)
			fail_msg("passes: %s", refused[i]);
	assert_int_equal(number(st, "SELECT count(*) FROM event WHERE actor = 'a'"), 1);
	tb_store_close(st);
}

static void test_store__a_damaged_schema_cannot_be_written_by_sql(void **state)
{
	struct tb_store *st = open_store(*state, TB_STORE_CREATE);

	assert_true(sqlite3_exec(st->db, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", NULL, NULL, NULL));
	assert_true(number(st, "SELECT count(*) FROM sqlite_schema") > 10);
	tb_store_close(st);
}

/* ---- opening ---------------------------------------------------------------------------------------------------- */

static void put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void assert_open(struct fixture *f, enum tb_store_mode mode, enum tb_status expected)
{
	struct tb_store *st = NULL;

	tb_err_clear(&f->err);
	assert_int_equal(tb_store_open(f->path, mode, &st, &f->err), expected);
	assert_int_equal(f->err.status, expected);
	assert_true((st != NULL) == (expected == TB_OK));
	tb_store_close(st);
}

static void test_store__opening_a_missing_file(void **state)
{
	assert_open(*state, TB_STORE_WRITE, TB_ENOTFOUND);
	assert_open(*state, TB_STORE_READ, TB_ENOTFOUND);
	assert_int_not_equal(access(((struct fixture *)*state)->path, F_OK), 0);
	assert_open(*state, TB_STORE_CREATE, TB_OK);
	assert_open(*state, TB_STORE_CREATE, TB_EREFUSED);
	assert_open(*state, TB_STORE_WRITE, TB_OK);
	assert_open(*state, TB_STORE_READ, TB_OK);
}

static void test_store__opening_what_is_no_database(void **state)
{
	struct fixture *f = *state;
	sqlite3 *other = NULL;

	put_file(f->path, "");
	assert_open(f, TB_STORE_WRITE, TB_ECORRUPT);
	assert_open(f, TB_STORE_READ, TB_ECORRUPT);
	put_file(f->path,
		 "tag,name\nA0,xe\n, and more than a hundred bytes so that it could be the header of a database "
		 "file, which it is not however one looks at it");
	assert_open(f, TB_STORE_WRITE, TB_ECORRUPT);
	assert_open(f, TB_STORE_CREATE, TB_EREFUSED);
	unlink(f->path);
	assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "CREATE TABLE asset (tag)", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_open(f, TB_STORE_WRITE, TB_ECORRUPT);
	unlink(f->path);
	snprintf(f->path, sizeof(f->path), "%s", f->dir);
	assert_open(f, TB_STORE_WRITE, TB_ESYS);
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
}

static void test_store__a_newer_schema_is_refused(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_CREATE);
	int64_t version = number(st, "PRAGMA user_version");

	run_sql(st, "PRAGMA user_version = 9999");
	tb_store_close(st);
	assert_int_equal(version, SCHEMA);
	assert_open(f, TB_STORE_WRITE, TB_EREFUSED);
	assert_open(f, TB_STORE_READ, TB_EREFUSED);
}

/* A file as the first release made it, with a unit in it. */
static void make_schema_1(const struct fixture *f)
{
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(f->path, &raw), SQLITE_OK);
	if (sqlite3_exec(raw, tb_sql_texts[TB_SQL_MIGRATE_001].text, NULL, NULL, NULL) ||
	    sqlite3_exec(raw,
			 "PRAGMA user_version = 1; PRAGMA application_id = 1414677095; PRAGMA journal_mode = WAL;"
			 "INSERT INTO unit (code, name, version) VALUES ('1', 'x', 1)",
			 NULL, NULL, NULL))
		fail_msg("%s", sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

static void put_label(struct tb_store *st, int64_t id, const char *noun, const char *subject, enum tb_status expected)
{
	struct tb_label_print print = { .id = id,
					.noun = noun,
					.subject = subject,
					.template = "t",
					.target = "a.pdf",
					.copies = 2,
					.actor = "a" };

	assert_int_equal(tb_store_put_label(st, &print, NULL), expected);
}

static int64_t count_labels(struct tb_store *st, const char *noun, const char *subject)
{
	int64_t n = -1;

	assert_int_equal(tb_store_count_labels(st, noun, subject, &n, NULL), TB_OK);
	return n;
}

static void test_store__an_older_schema_is_brought_up_to_date_for_writing(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st;

	make_schema_1(f);
	st = open_store(f, TB_STORE_WRITE);
	put_label(st, 1, "unit", "1", TB_OK);
	tb_store_close(st);
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(number(st, "PRAGMA user_version"), SCHEMA);
	assert_int_equal(number(st, "SELECT count(*) FROM unit"), 1);
	assert_int_equal(number(st, "SELECT count(*) FROM temp.sqlite_schema"), 0);
	assert_int_equal(count_labels(st, "unit", "1"), 1);
	tb_store_close(st);
}

static void test_store__an_older_schema_is_read_as_it_is(void **state)
{
	struct fixture *f = *state;
	static const char stood_in[] =
		"SELECT count(*) FROM temp.sqlite_schema AS t, pragma_table_info(t.name, 'temp') "
		"WHERE t.name IN ('label', 'batch_more', 'withdrawn') OR t.name GLOB 'stocktake*'";
	static const char really[] = "SELECT count(*) FROM sqlite_schema AS t, pragma_table_info(t.name) "
				     "WHERE t.type = 'table' AND "
				     "(t.name IN ('label', 'batch_more', 'withdrawn') OR t.name GLOB 'stocktake*')";
	struct tb_store *st, *newest = open_store(f, TB_STORE_SCRATCH);

	make_schema_1(f);
	for (int again = 0; again < 2; again++) {
		st = open_store(f, TB_STORE_READ);
		assert_all_prepare(st);
		assert_int_equal(number(st, "SELECT count(*) FROM unit"), 1);
		assert_int_equal(count_labels(st, "unit", "1"), 0);
		put_label(st, 1, "unit", "1", TB_ESYS); /* query_only is back */
		assert_int_equal(number(st, "PRAGMA user_version"), 1);
		assert_int_equal(number(st, stood_in), number(newest, really));
		tb_store_close(st);
	}
	tb_store_close(newest);
}

static void test_store__a_replay_has_the_schema_of_its_file(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st, *replay = NULL;

	make_schema_1(f);
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(tb_store_open_replay(st, &replay, &f->err), TB_OK);
	assert_int_equal(number(replay, "PRAGMA user_version"), 1);
	assert_all_prepare(replay);
	put_label(replay, 1, "unit", "1", TB_OK);
	tb_store_close(replay);
	tb_store_close(st);
	tb_store_close(open_store(f, TB_STORE_WRITE));
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(tb_store_open_replay(st, &replay, &f->err), TB_OK);
	assert_int_equal(number(replay, "PRAGMA user_version"), SCHEMA);
	tb_store_close(replay);
	tb_store_close(st);
}

static void test_store__labels_are_counted_by_noun_and_subject(void **state)
{
	struct tb_store *st = open_store(*state, TB_STORE_CREATE);

	put_label(st, 1, "asset", "A", TB_OK);
	put_label(st, 2, "asset", "A", TB_OK);
	put_label(st, 3, "unit", "A", TB_OK);
	put_label(st, 3, "unit", "A", TB_ECORRUPT); /* an event is one printing */
	assert_int_equal(count_labels(st, "asset", "A"), 2);
	assert_int_equal(count_labels(st, "unit", "A"), 1);
	assert_int_equal(count_labels(st, "person", "A"), 0);
	assert_int_equal(count_labels(st, "asset", "B"), 0);
	tb_store_close(st);
}

static void test_store__settings_of_a_durable_database(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st;

	tb_store_close(open_store(f, TB_STORE_CREATE));
	st = open_store(f, TB_STORE_WRITE);
	assert_int_equal(number(st, "PRAGMA synchronous"), 2);
	assert_int_equal(number(st, "PRAGMA foreign_keys"), 1);
	assert_int_equal(number(st, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
	tb_store_close(st);
}

static void test_store__a_reader_cannot_write(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st;

	tb_store_close(open_store(f, TB_STORE_CREATE));
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(tb_store_raise_serial(st, "A", 1, &f->err), TB_ESYS);
	assert_int_equal(number(st, "SELECT count(*) FROM tag_serial"), 0);
	tb_store_close(st);
}

/* ---- transactions ----------------------------------------------------------------------------------------------- */

static void test_store__what_is_not_committed_is_gone(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_CREATE);

	assert_int_equal(tb_txn_begin_write(st, &f->err), TB_OK);
	add_unit(st, "1", "kept");
	assert_int_equal(tb_txn_commit(st, &f->err), TB_OK);
	tb_txn_end(st);
	assert_int_equal(tb_txn_begin_write(st, &f->err), TB_OK);
	add_unit(st, "2", "rolled back");
	tb_txn_end(st);
	tb_txn_end(st); /* once more is no harm */
	assert_int_equal(tb_txn_begin_write(st, &f->err), TB_OK);
	add_unit(st, "3", "kept");
	assert_int_equal(tb_savepoint(st, &f->err), TB_OK);
	add_unit(st, "4", "taken back");
	assert_int_equal(tb_savepoint_undo(st, &f->err), TB_OK);
	assert_int_equal(tb_savepoint(st, &f->err), TB_OK);
	add_unit(st, "5", "kept");
	assert_int_equal(tb_savepoint_keep(st, &f->err), TB_OK);
	assert_int_equal(tb_txn_commit(st, &f->err), TB_OK);
	tb_store_close(st);
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(number(st, "SELECT group_concat(code, '') FROM (SELECT code FROM unit ORDER BY code)"), 135);
	tb_store_close(st);
}

static void test_store__a_second_writer_waits_and_then_is_told(void **state)
{
	struct fixture *f = *state;
	struct tb_store *first = open_store(f, TB_STORE_CREATE), *second = open_store(f, TB_STORE_WRITE);

	assert_int_equal(tb_txn_begin_write(first, &f->err), TB_OK);
	add_unit(first, "1", "x");
	sqlite3_busy_timeout(second->db, 20);
	assert_int_equal(tb_txn_begin_write(second, &f->err), TB_ESYS);
	assert_non_null(strstr(f->err.msgid, "another program"));
	tb_txn_end(second);
	/* reading goes on, and sees what was committed */
	assert_int_equal(tb_txn_begin_read(second, &f->err), TB_OK);
	assert_int_equal(number(second, "SELECT count(*) FROM unit"), 0);
	assert_int_equal(tb_txn_commit(first, &f->err), TB_OK);
	assert_int_equal(number(second, "SELECT count(*) FROM unit"), 0);
	tb_txn_end(second);
	assert_int_equal(tb_txn_begin_write(second, &f->err), TB_OK);
	assert_int_equal(number(second, "SELECT count(*) FROM unit"), 1);
	tb_txn_end(second);
	tb_store_close(first);
	tb_store_close(second);
}

static void test_store__a_full_disk_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_CREATE);
	struct tb_record unit = TB_RECORD(tb_unit_noun);
	struct tb_str limit = TB_STR_INIT;
	char note[900];
	enum tb_status rc = TB_OK;

	memset(note, 'x', sizeof(note));
	note[sizeof(note) - 1] = '\0';
	tb_str_addf(&limit, "PRAGMA max_page_count = %lld", (long long)number(st, "PRAGMA page_count") + 3);
	run_sql(st, limit.buf);
	tb_str_release(&limit);
	assert_int_equal(tb_txn_begin_write(st, &f->err), TB_OK);
	tb_set_text(&unit, TB_UNIT_NAME, "x");
	tb_set_text(&unit, TB_UNIT_NOTE, note);
	for (int i = 0; !rc && i < 1000; i++) {
		char code[16];

		snprintf(code, sizeof(code), "%d", i);
		tb_set_text(&unit, TB_UNIT_CODE, code);
		rc = tb_store_insert(st, &unit, 1, &f->err);
	}
	assert_int_equal(rc, TB_ESYS);
	assert_non_null(strstr(f->err.msgid, "no space left"));
	tb_txn_end(st);
	assert_int_equal(number(st, "SELECT count(*) FROM unit"), 0);
	assert_int_equal(tb_store_check_pages(st, &f->err), TB_OK);
	tb_store_close(st);
}

static void test_store__damaged_pages_are_found(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_CREATE);
	int64_t root = number(st, "SELECT rootpage FROM sqlite_schema WHERE name = 'unit'");
	FILE *file;

	add_unit(st, "1", "x");
	assert_int_equal(tb_store_check_pages(st, &f->err), TB_OK);
	tb_store_close(st);
	file = fopen(f->path, "r+");
	assert_non_null(file);
	fseek(file, (long)(root - 1) * 4096 + 3, SEEK_SET);
	fputs("\xFF\xFF\xFF", file);
	fclose(file);
	st = open_store(f, TB_STORE_READ);
	assert_int_equal(tb_store_check_pages(st, &f->err), TB_ECORRUPT);
	tb_store_close(st);
}

/* ---- records ---------------------------------------------------------------------------------------------------- */

static void test_store__records_come_back_as_they_were(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_SCRATCH);
	struct tb_record unit = TB_RECORD(tb_unit_noun), back;

	for (unsigned i = 0; i < tb_unit_noun.n_fields; i++)
		if (i != TB_UNIT_PARENT && i != TB_UNIT_SUCCESSOR && i != TB_UNIT_NOTE)
			tb_set_text(&unit, i, tb_unit_noun.fields[i].key);
	assert_int_equal(tb_store_insert(st, &unit, 1, &f->err), TB_OK);
	assert_int_equal(tb_store_get(st, &tb_unit_noun, "code", &f->pool, &back, &f->err), TB_OK);
	for (unsigned i = 0; i < tb_unit_noun.n_fields; i++)
		assert_true(tb_value_equal(&unit.v[i], &back.v[i]));
	assert_int_equal(tb_store_get(st, &tb_unit_noun, "CODE", &f->pool, &back, &f->err), TB_ENOTFOUND);
	tb_store_close(st);
}

static void test_store__foreign_keys_are_checked(void **state)
{
	struct fixture *f = *state;
	struct tb_store *st = open_store(f, TB_STORE_CREATE);
	struct tb_record person = TB_RECORD(tb_person_noun);

	tb_set_text(&person, TB_PERSON_NUMBER, "1");
	tb_set_text(&person, TB_PERSON_NAME, "x");
	tb_set_text(&person, TB_PERSON_UNIT, "nowhere");
	tb_set_num(&person, TB_PERSON_ACTIVE, 1);
	assert_int_equal(tb_store_insert(st, &person, 1, &f->err), TB_ECORRUPT);
	tb_store_close(st);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_store__every_statement_prepares),
		TEST(test_store__statements_name_all_fields),
		TEST(test_store__other_lists_read_all_fields),
		TEST(test_store__a_line_is_stored_with_all_fields),
		TEST(test_store__every_column_is_commented),
		TEST(test_store__the_ledger_is_append_only),
		TEST(test_store__a_damaged_schema_cannot_be_written_by_sql),
		TEST(test_store__opening_a_missing_file),
		TEST(test_store__opening_what_is_no_database),
		TEST(test_store__a_newer_schema_is_refused),
		TEST(test_store__an_older_schema_is_brought_up_to_date_for_writing),
		TEST(test_store__an_older_schema_is_read_as_it_is),
		TEST(test_store__a_replay_has_the_schema_of_its_file),
		TEST(test_store__labels_are_counted_by_noun_and_subject),
		TEST(test_store__settings_of_a_durable_database),
		TEST(test_store__a_reader_cannot_write),
		TEST(test_store__what_is_not_committed_is_gone),
		TEST(test_store__a_second_writer_waits_and_then_is_told),
		TEST(test_store__a_full_disk_changes_nothing),
		TEST(test_store__damaged_pages_are_found),
		TEST(test_store__records_come_back_as_they_were),
		TEST(test_store__foreign_keys_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
