#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/stmt.h"

enum { APPLICATION_ID = 0x54524267 /* "TRBg" */, BUSY_MS = 30000, ALONE_MS = 2000 };

/*
 * The scripts that bring a database from schema N to N + 1. Where an older one is only read, each stand-in makes an
 * empty temporary table of what it lacks, so that the same statements read both.
 */
static const struct {
	enum tb_sql script;
	unsigned n_stand_ins;
	enum tb_sql stand_in[3];
} migrations[] = {
	{ .script = TB_SQL_MIGRATE_001 }, /* nothing is older */
	{ TB_SQL_MIGRATE_002, 1, { TB_SQL_LABEL_STAND_IN } },
	{ TB_SQL_MIGRATE_003,
	  3,
	  { TB_SQL_STOCKTAKE_STAND_IN, TB_SQL_STOCKTAKE_LINE_STAND_IN, TB_SQL_STOCKTAKE_COUNTER_STAND_IN } },
	{ TB_SQL_MIGRATE_004, 2, { TB_SQL_BATCH_MORE_STAND_IN, TB_SQL_WITHDRAWN_STAND_IN } },
};
enum { SCHEMA = sizeof(migrations) / sizeof(migrations[0]) };

static enum tb_status run_script(struct tb_store *st, const char *sql, struct tb_err *err)
{
	return sqlite3_exec(st->db, sql, NULL, NULL, NULL) ? tb_store_fail(st, err) : TB_OK;
}

static enum tb_status pragma_number(struct tb_store *st, const char *sql, int64_t *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = NULL;
	enum tb_status rc = TB_OK;

	if (sqlite3_prepare_v2(st->db, sql, -1, &stmt, NULL) || sqlite3_step(stmt) != SQLITE_ROW)
		rc = tb_store_fail(st, err);
	else
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc;
}

static enum tb_status migrate_from(struct tb_store *st, int64_t version, int64_t to, struct tb_err *err)
{
	struct tb_str mark = TB_STR_INIT;
	enum tb_status rc = TB_OK;

	for (; !rc && version < to; version++)
		rc = run_script(st, tb_sql_texts[migrations[version].script].text, err);
	tb_str_addf(&mark, "PRAGMA user_version = %d; PRAGMA application_id = %d", (int)to, APPLICATION_ID);
	if (!rc)
		rc = run_script(st, mark.buf, err);
	tb_str_release(&mark);
	return rc;
}

/* Bring the schema up to `to`, in one transaction, and after another process had the chance to do the same. */
static enum tb_status migrate(struct tb_store *st, int64_t to, struct tb_err *err)
{
	int64_t version = 0;
	enum tb_status rc = tb_txn_begin_write(st, err);

	if (!rc)
		rc = pragma_number(st, "PRAGMA user_version", &version, err);
	if (!rc)
		rc = migrate_from(st, version, to, err);
	if (!rc)
		rc = tb_txn_commit(st, err);
	tb_txn_end(st);
	if (!rc)
		st->schema = to;
	return rc;
}

/* query_only holds for temporary tables too, and is lifted for this one. A pragma takes effect when it is prepared. */
static enum tb_status make_temporary(struct tb_store *st, enum tb_sql sql, struct tb_err *err)
{
	int64_t only = 0;
	enum tb_status rc = pragma_number(st, "PRAGMA query_only", &only, err);

	if (!rc && only)
		rc = run_script(st, "PRAGMA query_only = OFF", err);
	if (!rc)
		rc = run_script(st, tb_sql_texts[sql].text, err);
	if (!rc && only)
		rc = run_script(st, "PRAGMA query_only = ON", err);
	return rc;
}

enum tb_status tb_store_make_vocabulary(struct tb_store *st, struct tb_err *err)
{
	return make_temporary(st, TB_SQL_SEARCH_VOCAB_MAKE, err);
}

static enum tb_status stand_in(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (int64_t version = st->schema; version < SCHEMA; version++)
		for (unsigned i = 0; !rc && i < migrations[version].n_stand_ins; i++)
			rc = make_temporary(st, migrations[version].stand_in[i], err);
	return rc;
}

static enum tb_status check_identity(struct tb_store *st, const char *path, int64_t *version, struct tb_err *err)
{
	int64_t id = 0;
	enum tb_status rc = pragma_number(st, "PRAGMA application_id", &id, err);

	if (!rc)
		rc = pragma_number(st, "PRAGMA user_version", version, err);
	if (rc)
		return rc;
	if (id != APPLICATION_ID)
		return tb_err_set(err, TB_ECORRUPT, N_("'%s' is no trangbi database; name another file with --db"),
				  path);
	if (*version < 1) /* the first schema sets both marks at once */
		return tb_err_set(err, TB_ECORRUPT, N_("the schema number of '%s' was changed; restore a backup"),
				  path);
	if (*version > SCHEMA)
		return tb_err_set(err, TB_EREFUSED,
				  N_("'%s' was made by a newer trangbi (schema %lld, this one knows %d); install the "
				     "newer program"),
				  path, (long long)*version, (int)SCHEMA);
	return TB_OK;
}

static enum tb_status set_up(struct tb_store *st, enum tb_store_mode mode, struct tb_err *err)
{
	sqlite3_busy_timeout(st->db, mode == TB_STORE_ALONE ? ALONE_MS : BUSY_MS);
	sqlite3_extended_result_codes(st->db, 1);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	if (mode == TB_STORE_SCRATCH)
		return run_script(st, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA cache_size = -65536",
				  err);
	if (mode == TB_STORE_CREATE)
		return run_script(st,
				  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768",
				  err);
	if (mode == TB_STORE_READ)
		return run_script(st, "PRAGMA query_only = ON; PRAGMA cache_size = -32768", err);
	if (mode == TB_STORE_ALONE)
		return run_script(st, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL", err);
	return run_script(st, "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768", err);
}

static int open_flags(enum tb_store_mode mode)
{
	switch (mode) {
	case TB_STORE_READ: /* SQLite may tidy up its log; query_only keeps everything else from being written */
	case TB_STORE_ALONE:
	case TB_STORE_WRITE: return SQLITE_OPEN_READWRITE;
	default: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	}
}

enum tb_status tb_store_check_no_log(const char *path, struct tb_err *err)
{
	static const char *const suffixes[] = { "-wal", "-journal" };
	struct tb_str name = TB_STR_INIT;
	enum tb_status rc = TB_OK;
	struct stat st;

	for (size_t i = 0; !rc && i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		tb_str_clear(&name);
		tb_str_addf(&name, "%s%s", path, suffixes[i]);
		if (!stat(name.buf, &st) && st.st_size)
			rc = tb_err_set(err, TB_EREFUSED,
					N_("'%s' lies there without its database and would be taken for a part of "
					   "this one; move it away first"),
					name.buf);
	}
	tb_str_release(&name);
	return rc;
}

/* A new database is a file that nobody had before: who comes second is refused, and cannot remove the first one's. */
static enum tb_status make_file(const char *path, struct tb_err *err)
{
	enum tb_status rc = access(path, F_OK) ? tb_store_check_no_log(path, err) : TB_OK;
	int fd = rc ? -1 : open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (rc)
		return rc;
	if (fd < 0 && errno == EEXIST)
		return tb_err_set(err, TB_EREFUSED, N_("'%s' exists already; name another file with --db"), path);
	if (fd < 0)
		return tb_err_set(err, TB_ESYS, N_("cannot write '%s': %s"), path, strerror(errno));
	close(fd);
	return TB_OK;
}

static enum tb_status check_path(const char *path, enum tb_store_mode mode, struct tb_err *err)
{
	if (mode == TB_STORE_SCRATCH)
		return TB_OK;
	if (mode == TB_STORE_CREATE)
		return make_file(path, err);
	if (access(path, F_OK) && errno == ENOENT)
		return tb_err_set(err, TB_ENOTFOUND,
				  N_("there is no database '%s'; make one with 'trangbi init' or name it with --db"),
				  path);
	return TB_OK;
}

static pthread_once_t configured = PTHREAD_ONCE_INIT;

/* Nobody reads the statistics of memory, for which SQLite takes a lock at every allocation. Refused where it runs already. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static enum tb_status open_handle(struct tb_store *st, const char *file, int flags, struct tb_err *err)
{
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	pthread_once(&configured, configure);
	return sqlite3_open_v2(file, &st->db, flags, NULL) ? tb_store_fail(st, err) : TB_OK;
}

/*
 * SQLite reads a WAL database only where it can write beside it. On a medium that cannot be written (a CD, a locked USB
 * stick) nobody else writes either, and the file is taken as it stands, unless a log with changes lies beside it.
 */
static enum tb_status open_immutable(struct tb_store *st, const char *path, struct tb_err *err)
{
	struct tb_str name = TB_STR_INIT;
	enum tb_status rc;
	struct stat wal;

	tb_str_addf(&name, "%s-wal", path);
	if (!stat(name.buf, &wal) && wal.st_size) {
		tb_str_release(&name);
		return tb_store_fail(st, err);
	}
	sqlite3_close(st->db);
	st->db = NULL;
	tb_str_clear(&name);
	tb_str_adds(&name, "file:");
	for (const char *p = path; *p; p++)
		tb_str_addf(&name, strchr("%?#", *p) ? "%%%02x" : "%c", *p);
	tb_str_adds(&name, "?immutable=1");
	rc = open_handle(st, name.buf, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
	tb_str_release(&name);
	return rc;
}

static bool cannot_read(struct tb_store *st)
{
	int code;

	sqlite3_exec(st->db, "PRAGMA schema_version", NULL, NULL, NULL);
	code = sqlite3_errcode(st->db);
	return (code & 0xFF) == SQLITE_CANTOPEN || (code & 0xFF) == SQLITE_READONLY;
}

static enum tb_status open_old(struct tb_store *st, const char *path, enum tb_store_mode mode, struct tb_err *err)
{
	enum tb_status rc = check_identity(st, path, &st->schema, err);

	if (!rc && st->schema < SCHEMA && mode == TB_STORE_WRITE)
		rc = migrate(st, SCHEMA, err);
	if (!rc && mode == TB_STORE_WRITE && !sqlite3_db_readonly(st->db, "main"))
		rc = run_script(st, "PRAGMA journal_mode = WAL", err); /* whoever turned it off */
	return rc;
}

/* `schema` is what a new file gets. */
static enum tb_status open_file(struct tb_store *st, const char *path, enum tb_store_mode mode, int64_t schema,
				struct tb_err *err)
{
	enum tb_status rc = open_handle(st, mode == TB_STORE_SCRATCH ? "" : path, open_flags(mode), err);

	if (!rc && mode == TB_STORE_READ && cannot_read(st))
		rc = open_immutable(st, path, err);
	if (!rc)
		rc = set_up(st, mode, err);
	if (rc)
		return rc;
	if (mode == TB_STORE_CREATE || mode == TB_STORE_SCRATCH)
		rc = migrate(st, schema, err);
	else
		rc = open_old(st, path, mode, err);
	if (!rc && mode != TB_STORE_ALONE)
		rc = stand_in(st, err);
	return rc;
}

static enum tb_status open_store(const char *path, enum tb_store_mode mode, int64_t schema, struct tb_store **out,
				 struct tb_err *err)
{
	enum tb_status rc = check_path(path, mode, err);
	struct tb_str shown = TB_STR_INIT;
	struct tb_store *st;

	if (rc)
		return rc;
	st = tb_malloc(sizeof(*st));
	memset(st, 0, sizeof(*st));
	tb_str_adds(&shown, path && *path ? path : "trangbi");
	st->path = shown.buf;
	rc = open_file(st, path, mode, schema, err);
	if (!rc) {
		*out = st;
		return TB_OK;
	}
	tb_store_close(st);
	if (mode == TB_STORE_CREATE)
		tb_store_remove(path);
	return rc;
}

enum tb_status tb_store_open(const char *path, enum tb_store_mode mode, struct tb_store **out, struct tb_err *err)
{
	return open_store(path, mode, SCHEMA, out, err);
}

enum tb_status tb_store_open_replay(const struct tb_store *like, struct tb_store **out, struct tb_err *err)
{
	return open_store(NULL, TB_STORE_SCRATCH, like->schema, out, err);
}

enum tb_status tb_store_check_writable(struct tb_store *st, struct tb_err *err)
{
	if (sqlite3_db_readonly(st->db, "main") == 1)
		return tb_err_set(err, TB_ESYS,
				  N_("database '%s' cannot be written: the file or its folder is read-only"), st->path);
	return TB_OK;
}

void tb_store_close(struct tb_store *st)
{
	if (!st)
		return;
	for (int i = 0; i < TB_SQL_COUNT; i++) {
		sqlite3_finalize(st->stmt[i]);
		free(st->map[i]);
	}
	tb_memo_clear(st);
	tb_str_release(&st->bulk.rebuild);
	sqlite3_close(st->db);
	free(st->path);
	free(st);
}

void tb_store_remove(const char *path)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };
	struct tb_str name = TB_STR_INIT;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		tb_str_clear(&name);
		tb_str_addf(&name, "%s%s", path, suffixes[i]);
		unlink(name.buf);
	}
	tb_str_release(&name);
}

static enum tb_status run_named(struct tb_store *st, enum tb_sql sql, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, sql, err);

	return stmt ? tb_stmt_run(st, stmt, err) : err->status;
}

enum tb_status tb_txn_begin_write(struct tb_store *st, struct tb_err *err)
{
	return run_named(st, TB_SQL_BEGIN_WRITE, err);
}

enum tb_status tb_txn_begin_read(struct tb_store *st, struct tb_err *err)
{
	return run_named(st, TB_SQL_BEGIN_READ, err);
}

enum tb_status tb_txn_commit(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc = tb_memo_flush(st, err);

	if (!rc)
		rc = tb_bulk_finish(st, err);
	return rc ? rc : run_named(st, TB_SQL_COMMIT, err);
}

void tb_txn_end(struct tb_store *st)
{
	struct tb_err ignored = TB_ERR_INIT;
	enum tb_status rc = TB_OK;

	if (!sqlite3_get_autocommit(st->db))
		rc = run_named(st, TB_SQL_ROLLBACK, &ignored);
	(void)rc; /* nothing more can be done; closing the file rolls back as well */
	tb_memo_clear(st);
	st->memo.on = false;
	st->withdrawn = TB_UNKNOWN;
	tb_bulk_reset(st);
	tb_store_trust(st, false);
}

enum tb_status tb_savepoint(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc = tb_memo_flush(st, err);

	return rc ? rc : run_named(st, TB_SQL_SAVEPOINT, err);
}

enum tb_status tb_savepoint_keep(struct tb_store *st, struct tb_err *err)
{
	return run_named(st, TB_SQL_SAVEPOINT_RELEASE, err);
}

enum tb_status tb_savepoint_undo(struct tb_store *st, struct tb_err *err)
{
	enum tb_status rc = run_named(st, TB_SQL_SAVEPOINT_ROLLBACK, err);

	tb_memo_clear(st);
	return rc ? rc : tb_savepoint_keep(st, err);
}

enum tb_status tb_store_site(struct tb_store *st, struct tb_pool *pool, struct tb_site *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_SITE_GET, err);
	enum tb_status rc;
	bool have;

	if (!stmt)
		return err->status;
	rc = tb_stmt_next(st, stmt, &have, err);
	if (rc)
		return rc;
	if (!have)
		return tb_err_set(err, TB_ECORRUPT,
				  N_("the database does not say which site it belongs to; restore a backup"));
	*out = (struct tb_site){ .id = tb_pool_strdup(pool, tb_column(stmt, 0)),
				 .name = tb_pool_strdup(pool, tb_column(stmt, 1)),
				 .tag_pattern = tb_pool_strdup(pool, tb_column(stmt, 2)),
				 .created = sqlite3_column_int64(stmt, 3) };
	sqlite3_reset(stmt);
	return TB_OK;
}

enum tb_status tb_store_put_site(struct tb_store *st, const struct tb_site *site, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_SITE_INSERT, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":id", site->id);
	tb_bind_text(stmt, ":name", site->name);
	tb_bind_text(stmt, ":tag_pattern", site->tag_pattern);
	tb_bind_int(stmt, ":created", site->created);
	return tb_stmt_run(st, stmt, err);
}
