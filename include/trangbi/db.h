/*
 * db.h - the register as a whole: opening it, and what every change has to say about itself.
 *
 * Every change is one transaction: its events are appended to the ledger and applied to the state, all or nothing. When
 * a call returns TB_OK the change is on the disk. A struct tb_db belongs to one thread at a time; any number of
 * processes may use the same file.
 */
#ifndef TRANGBI_DB_H
#define TRANGBI_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

struct tb_db;

enum tb_db_mode { TB_DB_READ, TB_DB_WRITE };

/*
 * Open the database file `path`. On TB_OK the caller closes `*out` with tb_db_close().
 *
 * TB_ENOTFOUND there is no such file
 * TB_EREFUSED  it was made by a newer version of the program
 * TB_ECORRUPT  no trangbi database, or damaged
 * TB_ESYS      no access
 */
TB_MUST_CHECK
enum tb_status tb_db_open(const char *path, enum tb_db_mode mode, struct tb_db **out, struct tb_err *err);
void tb_db_close(struct tb_db *db); /* accepts NULL */

/* Who does it, when, why, and by which way; all texts borrowed. The same for all events of one call. */
struct tb_act {
	const char *actor;   /* who; not empty */
	const char *channel; /* by which way it came in: "cli", "scan", "scanner", "csv" */
	const char *purpose; /* what for; may be NULL */
	const char *doc;     /* number of the document that orders it; may be NULL */
	int64_t now;         /* the clock, seconds since the epoch, UTC; passed in so that tests need no clock */
	int64_t at;          /* when it happened; not after `now` */
};

struct tb_init_req {
	const char *site;        /* name of this installation, as printed on papers; not empty */
	const char *tag_pattern; /* see trangbi/tag.h; NULL for the default */
};

/*
 * Make a new database file with its first event.
 *
 * TB_EREFUSED  the file exists
 * TB_EINVAL    no name, or a tag pattern that is none
 */
TB_MUST_CHECK
enum tb_status tb_db_init(const char *path, const struct tb_init_req *req, const struct tb_act *act,
			  struct tb_err *err);

/* What was wrong with each of several things done as one act. */
struct tb_problem {
	const char *subject; /* a tag as given, or a row; in the list's pool */
	struct tb_err err;
};

struct tb_problems {
	struct tb_problem *item; /* owned */
	size_t n, cap;
	struct tb_pool pool;
};

#define TB_PROBLEMS_INIT ((struct tb_problems){ .item = NULL })

void tb_problems_add(struct tb_problems *list, const char *subject, const struct tb_err *err);
void tb_problems_release(struct tb_problems *list);

/* Copy the database into a new file while it is in use, and verify the copy (pages and chain) before it gets its name. */
TB_MUST_CHECK
enum tb_status tb_backup(struct tb_db *db, const char *path, struct tb_err *err);

/*
 * Put the backup `from` in the place of the database `path`, after it was verified. A database that is there is replaced
 * only with `replace`, and is first kept beside it as `*kept` (in the pool; NULL where there was none).
 *
 * TB_EREFUSED  there is a database and `replace` was not asked for
 * TB_ECORRUPT  the backup does not verify; nothing was changed
 */
TB_MUST_CHECK
enum tb_status tb_restore(const char *from, const char *path, bool replace, int64_t now, struct tb_pool *pool,
			  const char **kept, struct tb_err *err);

#endif
