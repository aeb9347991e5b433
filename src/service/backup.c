#include <trangbi/ledger.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "service/db.h"

/* Pages and chain of a database file. */
static enum tb_status verify_file(const char *path, enum tb_db_mode mode, struct tb_err *err)
{
	struct tb_verdict verdict = { .problems = TB_PROBLEMS_INIT };
	struct tb_db *db = NULL;
	enum tb_status rc = tb_db_open(path, mode, &db, err);

	if (!rc)
		rc = tb_store_check_pages(db->store, err);
	if (!rc)
		rc = tb_ledger_verify(db, NULL, true, &verdict, err);
	tb_problems_release(&verdict.problems);
	tb_db_close(db);
	return rc;
}

static enum tb_status copy_into(struct tb_store *from, const char *path, struct tb_err *err)
{
	struct tb_store *to = NULL;
	enum tb_status rc = tb_store_open(path, TB_STORE_CREATE, &to, err);

	if (rc)
		return rc;
	rc = tb_store_copy(from, to, err);
	tb_store_close(to);
	if (rc)
		tb_store_remove(path);
	return rc;
}

static enum tb_status copy_verified(struct tb_store *from, const char *path, struct tb_err *err)
{
	enum tb_status rc = copy_into(from, path, err);

	if (!rc) /* opened for writing, it leaves no log beside the file when it is closed */
		rc = verify_file(path, TB_DB_WRITE, err);
	if (rc)
		tb_store_remove(path);
	return rc;
}

static enum tb_status move(const char *from, const char *to, struct tb_err *err)
{
	if (tb_file_sync(from) || rename(from, to) || tb_file_sync_folder(to))
		return tb_err_set(err, TB_ESYS, N_("cannot write '%s': %s"), to, strerror(errno));
	return TB_OK;
}

enum tb_status tb_backup(struct tb_db *db, const char *path, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *temp = tb_pool_printf(&pool, "%s.part-%ld", path, (long)getpid());
	struct stat st;
	enum tb_status rc;

	if (!stat(path, &st))
		rc = tb_err_set(err, TB_EREFUSED, N_("'%s' exists already; give the backup another name"), path);
	else
		rc = tb_store_check_no_log(path, err);
	if (!rc)
		rc = copy_verified(db->store, temp, err);
	if (!rc)
		rc = move(temp, path, err);
	tb_store_remove(temp);
	tb_pool_release(&pool);
	return rc;
}

/* Keep what is there under a name that says when it was replaced: as it is, for it may be evidence. */
static enum tb_status keep_old(struct tb_store *old, const char *path, int64_t now, struct tb_pool *pool,
			       const char **kept, struct tb_err *err)
{
	char when[TB_TIME_SIZE];
	const char *name;

	tb_time_format(now, when);
	when[strlen("2026-11-24T17:05:00")] = '\0';
	name = tb_pool_printf(pool, "%s.replaced-%s", path, when);
	for (int again = 2; !access(name, F_OK); again++)
		name = tb_pool_printf(pool, "%s.replaced-%s-%d", path, when, again);
	*kept = name;
	return copy_into(old, name, err);
}

static enum tb_status check_replaceable(const char *path, struct tb_err *err)
{
	struct tb_store *old = NULL;
	enum tb_status rc = tb_store_open(path, TB_STORE_WRITE, &old, err);

	if (rc == TB_ECORRUPT)
		return tb_err_set(err, rc, N_("'%s' is there but no database that could be kept; move it away first"),
				  path);
	if (!rc)
		rc = tb_store_check_writable(old, err);
	tb_store_close(old);
	return rc;
}

/* Nobody else may write between the copy that is kept and the one that takes its place: those events would be lost. */
static enum tb_status replace_database(struct tb_store *from, const char *path, int64_t now, struct tb_pool *pool,
				       const char **kept, struct tb_err *err)
{
	struct tb_store *old = NULL;
	enum tb_status rc = check_replaceable(path, err);

	if (!rc)
		rc = tb_store_open(path, TB_STORE_ALONE, &old, err);
	if (!rc)
		rc = keep_old(old, path, now, pool, kept, err);
	if (!rc)
		rc = tb_store_copy(from, old, err);
	tb_store_close(old);
	return rc;
}

static enum tb_status restore_new(struct tb_store *from, const char *path, struct tb_pool *pool, struct tb_err *err)
{
	const char *temp = tb_pool_printf(pool, "%s.part-%ld", path, (long)getpid());
	enum tb_status rc = tb_store_check_no_log(path, err);

	if (!rc)
		rc = copy_verified(from, temp, err);
	if (!rc)
		rc = move(temp, path, err);
	tb_store_remove(temp);
	return rc;
}

enum tb_status tb_restore(const char *from, const char *path, bool replace, int64_t now, struct tb_pool *pool,
			  const char **kept, struct tb_err *err)
{
	struct tb_store *source = NULL;
	bool there = !access(path, F_OK);
	enum tb_status rc;

	*kept = NULL;
	if (there && !replace)
		return tb_err_set(err, TB_EREFUSED,
				  N_("'%s' exists already; give --replace to put the backup in its place"), path);
	rc = tb_store_open(from, TB_STORE_READ, &source, err);
	if (!rc)
		rc = verify_file(from, TB_DB_READ, err);
	if (!rc && there)
		rc = replace_database(source, path, now, pool, kept, err);
	else if (!rc)
		rc = restore_new(source, path, pool, err);
	tb_store_close(source);
	return rc;
}
