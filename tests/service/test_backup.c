#include "service/fixture.h"

static const char *path_of(struct fixture *f, const char *name)
{
	return tb_pool_printf(&f->pool, "%s/%s", f->dir, name);
}

static int64_t events_in(struct fixture *f, const char *path)
{
	struct tb_db *db = NULL;
	struct tb_verdict verdict;
	int64_t n;

	assert_ok(f, tb_db_open(path, TB_DB_READ, &db, &f->err));
	assert_ok(f, tb_ledger_verify(db, NULL, false, &verdict, &f->err));
	n = verdict.events;
	tb_problems_release(&verdict.problems);
	tb_db_close(db);
	return n;
}

static bool exists(const char *path)
{
	return !access(path, F_OK);
}

static int count_files(const struct fixture *f)
{
	char command[80], line[16] = "";
	FILE *p;

	snprintf(command, sizeof(command), "ls '%s' | wc -l", f->dir);
	p = popen(command, "r");
	assert_non_null(p);
	assert_non_null(fgets(line, sizeof(line), p));
	pclose(p);
	return (int)strtol(line, NULL, 10);
}

static void test_backup__is_a_whole_database_of_that_moment(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup");
	int64_t before = events(f);
	int files = count_files(f);

	assert_ok(f, tb_backup(f->db, path, &f->err));
	add_asset(f, "later", "XEM", "00004", NULL);
	assert_int_equal(count_files(f), files + 1); /* one file, and no scraps beside it */
	assert_int_equal(events_in(f, path), before);
	assert_verifies(f);
}

static void test_backup__refuses(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup");

	assert_ok(f, tb_backup(f->db, path, &f->err));
	assert_refused(f, tb_backup(f->db, path, &f->err), TB_EREFUSED, "exists already");
	assert_refused(f, tb_backup(f->db, f->path, &f->err), TB_EREFUSED, "exists already");
	assert_refused(f, tb_backup(f->db, path_of(f, "none/backup"), &f->err), TB_ESYS, "none");
}

static void test_backup__of_a_tampered_ledger_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup");

	raw_sql(f, "DROP TRIGGER event_is_not_changed; UPDATE event SET actor = 'x' WHERE seq = 3");
	assert_refused(f, tb_backup(f->db, path, &f->err), TB_ECORRUPT, "verify");
	assert_false(exists(path));
}

static void test_backup__restored_to_a_new_place(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *to = path_of(f, "new"), *kept = "untouched";

	assert_ok(f, tb_backup(f->db, path, &f->err));
	assert_ok(f, tb_restore(path, to, false, NOW, &f->pool, &kept, &f->err));
	assert_null(kept);
	assert_int_equal(events_in(f, to), events(f));
	assert_int_equal(events_in(f, path), events(f));
}

/* SQLite would play the log of the database that is gone into the one that takes its name. */
static void test_backup__a_log_without_its_database_is_in_the_way(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *to = path_of(f, "new"), *kept;
	const struct tb_init_req req = { .site = "x" };
	FILE *log = fopen(path_of(f, "new-wal"), "w");

	assert_non_null(log);
	fputs("frames", log);
	fclose(log);
	assert_ok(f, tb_backup(f->db, path, &f->err));
	assert_refused(f, tb_restore(path, to, false, NOW, &f->pool, &kept, &f->err), TB_EREFUSED, "new-wal");
	assert_refused(f, tb_backup(f->db, to, &f->err), TB_EREFUSED, "new-wal");
	assert_refused(f, tb_db_init(to, &req, &f->act, &f->err), TB_EREFUSED, "new-wal");
	assert_false(exists(to));
	unlink(path_of(f, "new-wal"));
	assert_ok(f, tb_restore(path, to, false, NOW, &f->pool, &kept, &f->err));
}

static void test_backup__restored_over_a_database(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *kept = NULL, *first;
	int64_t before = events(f);

	assert_ok(f, tb_backup(f->db, path, &f->err));
	add_asset(f, "later", "XEM", "00004", NULL);
	assert_refused(f, tb_restore(path, f->path, false, NOW, &f->pool, &kept, &f->err), TB_EREFUSED, "--replace");
	assert_null(kept);
	assert_int_equal(events(f), before + 1);
	tb_db_close(f->db);
	f->db = NULL;
	assert_ok(f, tb_restore(path, f->path, true, NOW, &f->pool, &kept, &f->err));
	assert_non_null(kept);
	assert_non_null(strstr(kept, "2026-11-24"));
	assert_int_equal(events_in(f, kept), before + 1);
	assert_int_equal(events_in(f, f->path), before);
	/* once more in the same second: what was kept is not overwritten */
	first = kept;
	assert_ok(f, tb_restore(path, f->path, true, NOW, &f->pool, &kept, &f->err));
	assert_string_not_equal(kept, first);
	assert_int_equal(events_in(f, first), before + 1);
	assert_int_equal(events_in(f, f->path), before);
	reopen(f);
	assert_verifies(f);
}

/* What was tampered with is kept as it is, and is no reason not to put the backup in its place. */
static void test_backup__restored_over_a_tampered_database(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *kept = NULL;
	struct tb_verdict verdict;
	struct tb_db *evidence = NULL;

	assert_ok(f, tb_backup(f->db, path, &f->err));
	raw_sql(f, "DROP TRIGGER event_is_not_changed; UPDATE event SET actor = 'x' WHERE seq = 3");
	tb_db_close(f->db);
	f->db = NULL;
	assert_ok(f, tb_restore(path, f->path, true, NOW, &f->pool, &kept, &f->err));
	assert_ok(f, tb_db_open(kept, TB_DB_READ, &evidence, &f->err));
	assert_refused(f, tb_ledger_verify(evidence, NULL, true, &verdict, &f->err), TB_ECORRUPT, "evidence");
	tb_problems_release(&verdict.problems);
	tb_db_close(evidence);
	tb_err_clear(&f->err);
	reopen(f);
	assert_verifies(f);
}

/* While another program has the database open, its next event could be lost between two copies. */
static void test_backup__not_restored_under_another_program(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *kept = NULL;
	int64_t before = events(f);

	assert_ok(f, tb_backup(f->db, path, &f->err));
	assert_refused(f, tb_restore(path, f->path, true, NOW, &f->pool, &kept, &f->err), TB_ESYS, "another program");
	assert_null(kept);
	assert_int_equal(events(f), before);
}

static void test_backup__a_bad_backup_is_not_restored(void **state)
{
	struct fixture *f = *state;
	const char *path = path_of(f, "backup"), *to = path_of(f, "new"), *kept = NULL, *good = f->path;
	int64_t before = events(f);

	assert_refused(f, tb_restore(path, to, false, NOW, &f->pool, &kept, &f->err), TB_ENOTFOUND, "backup");
	assert_ok(f, tb_backup(f->db, path, &f->err));
	snprintf(f->path, sizeof(f->path), "%s", path);
	raw_sql(f, "DROP TRIGGER event_is_not_changed; UPDATE event SET actor = 'x' WHERE seq = 3");
	snprintf(f->path, sizeof(f->path), "%s/db", f->dir);
	assert_refused(f, tb_restore(path, to, false, NOW, &f->pool, &kept, &f->err), TB_ECORRUPT, "verify");
	assert_false(exists(to));
	assert_refused(f, tb_restore(path, good, true, NOW, &f->pool, &kept, &f->err), TB_ECORRUPT, "verify");
	assert_null(kept);
	assert_int_equal(events(f), before);
	assert_verifies(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_backup__is_a_whole_database_of_that_moment),
		TEST(test_backup__refuses),
		TEST(test_backup__of_a_tampered_ledger_is_refused),
		TEST(test_backup__restored_to_a_new_place),
		TEST(test_backup__a_log_without_its_database_is_in_the_way),
		TEST(test_backup__restored_over_a_database),
		TEST(test_backup__restored_over_a_tampered_database),
		TEST(test_backup__not_restored_under_another_program),
		TEST(test_backup__a_bad_backup_is_not_restored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
