/*
 * stmt.h - prepared statements by name, inside the store layer.
 */
#ifndef TB_STORE_STMT_H
#define TB_STORE_STMT_H

#include <sqlite3.h>

#include "sql.h"
#include "store/cache.h"
#include "store/store.h"

/* What a long transaction remembers, so that it asks once. Empty outside of one. */
struct tb_memo {
	bool on;
	struct tb_cache units, kinds; /* their records */
	struct tb_cache serials;      /* the last one behind each prefix; those given out are written at the end */
	struct tb_cache texts;        /* the id of each text for searching */
	const struct tb_noun *absent_noun;
	struct tb_str absent; /* the key that was looked up in vain last */
};

/* Whether indexes are put off (bulk.c). */
struct tb_bulk {
	bool allowed, on;
	int64_t n;             /* events so far */
	struct tb_str rebuild; /* the SQL that makes again what was dropped */
};

struct tb_store {
	sqlite3 *db;
	char *path;                       /* owned; as it was given, for messages */
	int64_t schema;                   /* of the file; older than the newest only where it is only read */
	sqlite3_stmt *stmt[TB_SQL_COUNT]; /* prepared at first use */
	signed char *map[TB_SQL_COUNT];   /* owned; which field each column or parameter is, -1 for none */
	struct tb_memo memo;
	struct tb_bulk bulk;
	bool trusting;                                /* SQLite does not check references; see tb_store_trust() */
	enum { TB_UNKNOWN, TB_NO, TB_YES } withdrawn; /* whether any asset is; within a transaction */
};

/* The message for what SQLite just answered; the status says whether the file is damaged or the system in the way. */
enum tb_status tb_store_fail(struct tb_store *st, struct tb_err *err);

/* The statement, prepared, reset and with nothing bound. NULL and a message where it fails. */
sqlite3_stmt *tb_stmt(struct tb_store *st, enum tb_sql sql, struct tb_err *err);

void tb_bind_text(sqlite3_stmt *stmt, const char *name, const char *text); /* borrowed until the statement is reset */
void tb_bind_int(sqlite3_stmt *stmt, const char *name, int64_t n);
void tb_bind_record(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, const struct tb_record *r);

/* What limits a list; a parameter that the statement lacks is left out. */
void tb_bind_filter(sqlite3_stmt *stmt, const struct tb_filter *filter);

/* Run to the end and reset. */
TB_MUST_CHECK
enum tb_status tb_stmt_run(struct tb_store *st, sqlite3_stmt *stmt, struct tb_err *err);

/* Step to the next row; `*have` is false behind the last, and the statement is reset then. */
TB_MUST_CHECK
enum tb_status tb_stmt_next(struct tb_store *st, sqlite3_stmt *stmt, bool *have, struct tb_err *err);

/* The whole answer is one number; `*out` is untouched where there is no row or it is NULL. */
TB_MUST_CHECK
enum tb_status tb_stmt_number(struct tb_store *st, sqlite3_stmt *stmt, int64_t *out, struct tb_err *err);

/* Text of a column; NULL for NULL. Valid until the next step. */
const char *tb_column(sqlite3_stmt *stmt, int column);

/* The row that the statement stands on. Texts are copied to `pool`, or borrowed until the next step where it is NULL. */
void tb_stmt_read(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, struct tb_pool *pool,
		  struct tb_record *out);

/* Make the temporary table that state_search_index reads. */
TB_MUST_CHECK
enum tb_status tb_store_make_vocabulary(struct tb_store *st, struct tb_err *err);

/* Give each row to `fn`. */
TB_MUST_CHECK
enum tb_status tb_stmt_each(struct tb_store *st, enum tb_sql sql, sqlite3_stmt *stmt, const struct tb_noun *noun,
			    tb_record_fn *fn, void *ctx, struct tb_err *err);

/* tb_store_get() from the database itself, whatever is remembered. */
TB_MUST_CHECK
enum tb_status tb_record_read(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
			      struct tb_record *out, struct tb_err *err);

/* ---- memo.c ----------------------------------------------------------------------------------------------------- */

/* The record of a unit or kind as it is kept, read at the first time; borrowed until the next one is. TB_ENOTFOUND. */
TB_MUST_CHECK
enum tb_status tb_memo_record(struct tb_store *st, const struct tb_noun *noun, const char *key,
			      const struct tb_record **out, struct tb_err *err);

/* Whether records of this noun are kept now. */
bool tb_memo_keeps(const struct tb_store *st, const struct tb_noun *noun);

/* The key that was looked up in vain last, which is the one that is looked up next as a rule. */
bool tb_memo_is_absent(const struct tb_store *st, const struct tb_noun *noun, const char *key);
void tb_memo_note_absent(struct tb_store *st, const struct tb_noun *noun, const char *key);

/* The record was written, or will be: what is known about it is not true any more. */
void tb_memo_drop(struct tb_store *st, const struct tb_noun *noun, const char *key);

/* Write down what is remembered and not in the database yet. */
TB_MUST_CHECK
enum tb_status tb_memo_flush(struct tb_store *st, struct tb_err *err);

/* Forget all, also what was not written: the transaction ends, or is taken back in part. */
void tb_memo_clear(struct tb_store *st);

/* ---- bulk.c ----------------------------------------------------------------------------------------------------- */

/* An event was appended: put the indexes off once it pays. */
TB_MUST_CHECK
enum tb_status tb_bulk_count(struct tb_store *st, int64_t seq, struct tb_err *err);

/* Make the indexes again, if they were put off. */
TB_MUST_CHECK
enum tb_status tb_bulk_finish(struct tb_store *st, struct tb_err *err);

/* The transaction is over; what was dropped in it is there again if it was rolled back. */
void tb_bulk_reset(struct tb_store *st);

#endif
