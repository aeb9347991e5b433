/*
 * store.h - the SQLite file: opening, transactions, and the records in it.
 *
 * Only this layer knows SQL; the statements lie in sql/ by name. Nothing here decides about the business or writes the
 * ledger by itself: the service layer does both. A store belongs to one thread at a time.
 */
#ifndef TB_STORE_STORE_H
#define TB_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <trangbi/err.h>
#include <trangbi/nouns.h>
#include <trangbi/pool.h>

#include "model/event.h"

struct tb_store;

enum tb_store_mode {
	TB_STORE_CREATE, /* a new file; one that exists is refused */
	TB_STORE_WRITE,
	TB_STORE_ALONE,   /* for writing, with every other program kept out until it is closed */
	TB_STORE_READ,    /* never writes the database; works on a read-only file */
	TB_STORE_SCRATCH, /* a nameless temporary database, gone when closed */
};

/*
 * Open the database `path` (ignored for a scratch), bringing an older schema up to date unless only read. An older one that
 * is only read stays as it is; what its schema lacks is empty.
 *
 * TB_ENOTFOUND there is no such file; the message says how to make one
 * TB_EREFUSED  to be created but exists; or made by a newer version of the program
 * TB_ECORRUPT  no trangbi database, or damaged
 * TB_ESYS      no access, disk full, or another program kept it busy for 30 seconds
 */
TB_MUST_CHECK
enum tb_status tb_store_open(const char *path, enum tb_store_mode mode, struct tb_store **out, struct tb_err *err);

/* A scratch with the schema that the file of `like` has, for a replay of its events. TB_ESYS as above. */
TB_MUST_CHECK
enum tb_status tb_store_open_replay(const struct tb_store *like, struct tb_store **out, struct tb_err *err);

/* TB_ESYS where the file or its medium is read-only; SQLite opens it all the same. */
TB_MUST_CHECK
enum tb_status tb_store_check_writable(struct tb_store *st, struct tb_err *err);
void tb_store_close(struct tb_store *st); /* accepts NULL */

/*
 * A log that a killed process left beside a database that is gone: SQLite would play it into whatever comes under that name.
 * TB_EREFUSED, and the message names it.
 */
TB_MUST_CHECK
enum tb_status tb_store_check_no_log(const char *path, struct tb_err *err);

/* Remove a closed database and the files that SQLite keeps beside it. */
void tb_store_remove(const char *path);

/* A transaction. A write transaction waits for other writers; tb_txn_end() rolls back what was not committed. */
TB_MUST_CHECK
enum tb_status tb_txn_begin_write(struct tb_store *st, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_txn_begin_read(struct tb_store *st, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_txn_commit(struct tb_store *st, struct tb_err *err);
void tb_txn_end(struct tb_store *st);

/*
 * For the write transaction at hand: many assets will be added or edited, and nothing else. What it asks again and again is
 * kept in memory, and once there are so many events that it pays, indexes are left out until the commit makes them again. Nobody
 * sees that from outside: another process reads what was before, and after a crash so does everyone.
 */
void tb_txn_expect_assets(struct tb_store *st);

/* A savepoint within a transaction: one row of an import, or one tag of many, can be taken back alone. */
TB_MUST_CHECK
enum tb_status tb_savepoint(struct tb_store *st, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_savepoint_keep(struct tb_store *st, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_savepoint_undo(struct tb_store *st, struct tb_err *err);

/* This installation. Texts in the pool that filled it. */
struct tb_site {
	const char *id, *name, *tag_pattern;
	int64_t created;
};

/* TB_ECORRUPT where the database has no site row. */
TB_MUST_CHECK
enum tb_status tb_store_site(struct tb_store *st, struct tb_pool *pool, struct tb_site *out, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_put_site(struct tb_store *st, const struct tb_site *site, struct tb_err *err);

/* ---- records ---------------------------------------------------------------------------------------------------- */

/* The record with that key. TB_ENOTFOUND, and the message says so, where there is none. */
TB_MUST_CHECK
enum tb_status tb_store_get(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
			    struct tb_record *out, struct tb_err *err);

/* The seq of the event that changed the record last, and its place in its table, from 1. The record must be there. */
TB_MUST_CHECK
enum tb_status tb_store_version(struct tb_store *st, const struct tb_noun *noun, const char *key, int64_t *version,
				int64_t *place, struct tb_err *err);

/* Store a new record, or all fields of one that exists. `version` is the seq of the event that says so. */
TB_MUST_CHECK
enum tb_status tb_store_insert(struct tb_store *st, const struct tb_record *r, int64_t version, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_update(struct tb_store *st, const struct tb_record *r, int64_t version, struct tb_err *err);

/* A condition counts only where it is not NULL. `unit` and `kind` mean that one and all below it. */
struct tb_filter {
	const char *unit, *kind, *status, *holder, *tag;
	int64_t batch, batch_end; /* assets only: of that import, whose last asset is event `batch_end`; 0 for none */
	bool unlabelled;          /* assets only: no label of it was ever printed */
	int64_t more_than; /* the register of labels only: printed more often than that, so 0 is every asset with a label */
	int64_t limit;     /* 0 for all */
};

/* Called with each record; its texts are valid until it returns. A status other than TB_OK ends the list. */
typedef enum tb_status tb_record_fn(void *ctx, const struct tb_record *r, struct tb_err *err);

/* All records of a noun in a fixed order; for events, with `filter->tag`, those about that asset. */
TB_MUST_CHECK
enum tb_status tb_store_list(struct tb_store *st, const struct tb_noun *noun, const struct tb_filter *filter,
			     tb_record_fn *fn, void *ctx, struct tb_err *err);

/* Whether `code` is `above` or stands below it; for units and kinds. */
TB_MUST_CHECK
enum tb_status tb_store_is_below(struct tb_store *st, const struct tb_noun *noun, const char *code, const char *above,
				 bool *out, struct tb_err *err);

/* ---- assets ----------------------------------------------------------------------------------------------------- */

/* As tb_store_insert() and tb_store_update(); keep the aliases and the search index in step. `now` is what is stored. */
TB_MUST_CHECK
enum tb_status tb_store_insert_asset(struct tb_store *st, const struct tb_record *r, int64_t version,
				     struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_update_asset(struct tb_store *st, const struct tb_record *now, const struct tb_record *r,
				     int64_t version, struct tb_err *err);

/* Where the asset was seen last, which is nowhere where `at` is no number; a quick tb_store_update_asset(). */
TB_MUST_CHECK
enum tb_status tb_store_set_seen(struct tb_store *st, const char *tag, const struct tb_value *at, const char *unit,
				 const char *how, int64_t version, struct tb_err *err);

enum { TB_ALIAS_SIZE = 256 }; /* of a compact name and its NUL; a longer one finds nothing */

/* Another name for an asset; one that it has already is no error. `kind` is "other" or the key of a field. */
TB_MUST_CHECK
enum tb_status tb_store_put_alias(struct tb_store *st, const char *tag, const char *kind, const char *shown,
				  struct tb_err *err);

enum { TB_MAX_MATCHES = 4 };

/*
 * The tags of the assets that carry the name `shown` (of that kind of name, or any if NULL), at most TB_MAX_MATCHES.
 */
TB_MUST_CHECK
enum tb_status tb_store_find_alias(struct tb_store *st, const char *shown, const char *kind, struct tb_pool *pool,
				   const char *tags[TB_MAX_MATCHES], unsigned *n, struct tb_err *err);

/* Likewise by serial number, among the assets of the kind `of`. */
TB_MUST_CHECK
enum tb_status tb_store_find_serial(struct tb_store *st, const char *shown, const char *of, struct tb_pool *pool,
				    const char *tags[TB_MAX_MATCHES], unsigned *n, struct tb_err *err);

/* The code by which a kind stands in tags, or NULL. */
TB_MUST_CHECK
enum tb_status tb_store_kind_tag_code(struct tb_store *st, const char *kind, struct tb_pool *pool, const char **out,
				      struct tb_err *err);

/* The last serial number given out behind a prefix (0 for none), and its raising to at least `serial`. */
TB_MUST_CHECK
enum tb_status tb_store_last_serial(struct tb_store *st, const char *prefix, int64_t *out, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_raise_serial(struct tb_store *st, const char *prefix, int64_t serial, struct tb_err *err);

/*
 * Assets by words of name, model and maker, those with the accents as typed first, and by the beginning of a tag or alias.
 * At most `filter->limit`, which is 1000 where it is 0 or more; each once.
 */
TB_MUST_CHECK
enum tb_status tb_store_search(struct tb_store *st, const char *words, const struct tb_filter *filter, tb_record_fn *fn,
			       void *ctx, struct tb_err *err);

/* The names of all extra fields in use: `fn` gets each as `ctx` and text. */
TB_MUST_CHECK
enum tb_status tb_store_extra_keys(struct tb_store *st, void (*fn)(void *ctx, const char *key), void *ctx,
				   struct tb_err *err);

/* ---- custody ---------------------------------------------------------------------------------------------------- */

struct tb_custody {
	int64_t opened_by;                                           /* seq of the event, and the spell's id */
	const char *tag, *kind;                                      /* "issue" or "loan" */
	const char *unit, *person, *due, *purpose, *doc, *condition; /* NULL where there is none */
	int64_t from;                                                /* seconds since the epoch, UTC */
};

TB_MUST_CHECK
enum tb_status tb_store_open_custody(struct tb_store *st, const struct tb_custody *spell, struct tb_err *err);

/* End the open spell of that kind; an asset that has none is no error. */
TB_MUST_CHECK
enum tb_status tb_store_close_custody(struct tb_store *st, const char *tag, const char *kind, int64_t at,
				      const char *condition, int64_t seq, struct tb_err *err);

/* Whether a spell of that kind is open. */
TB_MUST_CHECK
enum tb_status tb_store_has_custody(struct tb_store *st, const char *tag, const char *kind, bool *out,
				    struct tb_err *err);

/* As if event `seq` about the asset had not been: forget the spell that it opened, and reopen the one that it ended. */
TB_MUST_CHECK
enum tb_status tb_store_undo_custody(struct tb_store *st, const char *tag, int64_t seq, struct tb_err *err);

/* When custody of the asset changed last, or `*out` untouched where it never did. */
TB_MUST_CHECK
enum tb_status tb_store_last_custody(struct tb_store *st, const char *tag, int64_t *out, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_count_loans(struct tb_store *st, const char *person, int64_t *out, struct tb_err *err);

/* ---- stocktakes ------------------------------------------------------------------------------------------------- */

/* The id of the stocktake that is open at `unit`, or anywhere for NULL. `*n` is 0, 1, or 2 for several; then it is one of these. */
TB_MUST_CHECK
enum tb_status tb_store_open_stocktake(struct tb_store *st, const char *unit, struct tb_pool *pool, const char **id,
				       unsigned *n, struct tb_err *err);

/* How many stocktakes of the unit have an id that begins with `prefix`, which is "UNIT-YY-". */
TB_MUST_CHECK
enum tb_status tb_store_count_stocktakes(struct tb_store *st, const char *unit, const char *prefix, int64_t *out,
					 struct tb_err *err);

/* Copy what the register has at `unit`, of `kind` and below unless NULL, as the lines of `id`, and note how many are expected. */
TB_MUST_CHECK
enum tb_status tb_store_freeze(struct tb_store *st, const char *id, const char *unit, const char *kind,
			       struct tb_err *err);

/* One line (tb_stocktake_line_noun). TB_ENOTFOUND, and the message says so, where there is none. */
TB_MUST_CHECK
enum tb_status tb_store_get_line(struct tb_store *st, const char *stocktake, const char *code, struct tb_pool *pool,
				 struct tb_record *out, struct tb_err *err);

/* Store a line, new or not; and remove one. */
TB_MUST_CHECK
enum tb_status tb_store_put_line(struct tb_store *st, const char *stocktake, const struct tb_record *line,
				 struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_delete_line(struct tb_store *st, const char *stocktake, const char *code, struct tb_err *err);

/* A condition counts only where it is set. */
struct tb_line_filter {
	const char *stocktake; /* not NULL */
	const char *outcome;
	bool twice;    /* labelled twice */
	bool proposed; /* with a proposal that is not accepted yet */
	bool by_code;  /* in the order of their codes alone, not the expected ones first */
};

TB_MUST_CHECK
enum tb_status tb_store_list_lines(struct tb_store *st, const struct tb_line_filter *filter, tb_record_fn *fn,
				   void *ctx, struct tb_err *err);

/* Add `change` to how many lines were counted. */
TB_MUST_CHECK
enum tb_status tb_store_tally(struct tb_store *st, const char *id, int64_t change, int64_t version, struct tb_err *err);

/* Note that `person` counts in that round; once is enough. Whether he did. */
TB_MUST_CHECK
enum tb_status tb_store_add_counter(struct tb_store *st, const char *id, int64_t round, const char *person,
				    struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_has_counter(struct tb_store *st, const char *id, int64_t round, const char *person, bool *out,
				    struct tb_err *err);

/* Give each line its outcome, and what follows from it. */
TB_MUST_CHECK
enum tb_status tb_store_settle_lines(struct tb_store *st, const char *id, struct tb_err *err);

/* The lines by outcome (tb_stocktake_sum_noun), and by who counted them (tb_stocktake_counter_noun). */
TB_MUST_CHECK
enum tb_status tb_store_sum_lines(struct tb_store *st, const char *id, tb_record_fn *fn, void *ctx, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_sum_counters(struct tb_store *st, const char *id, tb_record_fn *fn, void *ctx,
				     struct tb_err *err);

/* How many lines are expected, also of a blind one that is open; when the last line was counted, or 0. */
TB_MUST_CHECK
enum tb_status tb_store_expected(struct tb_store *st, const char *id, int64_t *out, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_last_count(struct tb_store *st, const char *id, int64_t *out, struct tb_err *err);

/* How many lines are labelled twice, and how many have a proposal that is not accepted yet. */
TB_MUST_CHECK
enum tb_status tb_store_count_remarks(struct tb_store *st, const char *id, int64_t *twice, int64_t *proposals,
				      struct tb_err *err);

/* ---- labels ----------------------------------------------------------------------------------------------------- */

/* One printing of a label; all texts borrowed. */
struct tb_label_print {
	int64_t id;                 /* seq of the event */
	const char *noun, *subject; /* "asset", "unit" or "person", and its key */
	const char *template, *sheet, *target;
	const char *reason; /* NULL at the first printing */
	const char *actor;
	int64_t copies;
	int64_t at; /* seconds since the epoch, UTC */
};

TB_MUST_CHECK
enum tb_status tb_store_put_label(struct tb_store *st, const struct tb_label_print *print, struct tb_err *err);

/* How many times labels of `subject` were printed; a printing counts once, however many copies it made. */
TB_MUST_CHECK
enum tb_status tb_store_count_labels(struct tb_store *st, const char *noun, const char *subject, int64_t *out,
				     struct tb_err *err);

/* ---- ledger ----------------------------------------------------------------------------------------------------- */

/* The newest event's seq and hash; 0 and zeros while there is none. */
TB_MUST_CHECK
enum tb_status tb_store_head(struct tb_store *st, int64_t *seq, unsigned char hash[TB_HASH_SIZE], struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_append(struct tb_store *st, const struct tb_event *ev, const unsigned char hash[TB_HASH_SIZE],
			       struct tb_err *err);

typedef enum tb_status tb_event_fn(void *ctx, const struct tb_event *ev, const unsigned char *hash, struct tb_err *err);

/* Every event in order. `hash` is what the row says, NULL where the row is not as tb_store_append() writes them. */
TB_MUST_CHECK
enum tb_status tb_store_each_event(struct tb_store *st, tb_event_fn *fn, void *ctx, struct tb_err *err);

/* ---- imports ---------------------------------------------------------------------------------------------------- */

struct tb_batch {
	int64_t id;                        /* seq of the event that opened it */
	const char *noun, *file, *profile; /* the last is NULL where there was none */
	int64_t rows, added, changed, same, rejected;
	int64_t beside;    /* what was registered too */
	int64_t undone_by; /* seq of the event that took it back; 0: it stands */
};

TB_MUST_CHECK
enum tb_status tb_store_open_batch(struct tb_store *st, const struct tb_batch *b, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_close_batch(struct tb_store *st, const struct tb_batch *b, struct tb_err *err);

/* Store profile (NULL leaves it), `beside` and the digest of the file (NULL for none). */
TB_MUST_CHECK
enum tb_status tb_store_put_batch_more(struct tb_store *st, const struct tb_batch *b, const char *sha256,
				       struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_mark_undone(struct tb_store *st, int64_t batch, int64_t event, struct tb_err *err);

/* The import with that id, or for 0 the newest of `noun` (NULL for any); texts in `pool`. `out->id` is 0 where there is none. */
TB_MUST_CHECK
enum tb_status tb_store_get_batch(struct tb_store *st, const struct tb_noun *noun, int64_t id, struct tb_pool *pool,
				  struct tb_batch *out, struct tb_err *err);

/* All imports, oldest first, or that one, as records of tb_imported_noun. */
TB_MUST_CHECK
enum tb_status tb_store_list_batches(struct tb_store *st, int64_t id, tb_record_fn *fn, void *ctx, struct tb_err *err);

/* The newest import of that file and noun that stands; 0 for none. */
TB_MUST_CHECK
enum tb_status tb_store_batch_of_file(struct tb_store *st, const char *noun, const char *sha256, int64_t *out,
				      struct tb_err *err);

/* The events of an import, which end at `end`, newest first. Of them and those below only seq, kind, subject, payload are set. */
TB_MUST_CHECK
enum tb_status tb_store_each_of_batch(struct tb_store *st, int64_t batch, int64_t end, tb_event_fn *fn, void *ctx,
				      struct tb_err *err);

/* What happened to a record before event `seq`, oldest first; and the first event behind it (`*out` is 0 where there is none). */
TB_MUST_CHECK
enum tb_status tb_store_each_before(struct tb_store *st, const struct tb_noun *noun, const char *subject, int64_t seq,
				    tb_event_fn *fn, void *ctx, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_next_event(struct tb_store *st, const struct tb_noun *noun, const char *subject, int64_t seq,
				   struct tb_pool *pool, int64_t *out, const char **kind, struct tb_err *err);

/* Something that refers to the record (a tag, code, number, stocktake), or NULL. */
TB_MUST_CHECK
enum tb_status tb_store_user_of(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
				const char **out, struct tb_err *err);

/*
 * Take out a record to which nothing refers (tb_store_user_of); an asset with the names in its fields. From there on SQLite does
 * not check what refers to what, because it would read whole tables for each record; until tb_store_trust(st, false) or
 * the end of the transaction.
 */
TB_MUST_CHECK
enum tb_status tb_store_delete(struct tb_store *st, const struct tb_noun *noun, const char *key, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_delete_asset(struct tb_store *st, const struct tb_record *now, struct tb_err *err);
void tb_store_trust(struct tb_store *st, bool trust);

/* Note that an asset is withdrawn; or that it is back, which is no error where it never was away. */
TB_MUST_CHECK
enum tb_status tb_store_note_withdrawn(struct tb_store *st, const char *tag, int64_t batch, int64_t event,
				       struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_store_readmit(struct tb_store *st, const char *tag, struct tb_err *err);

/* The import with which the asset was withdrawn; 0: it was not. */
TB_MUST_CHECK
enum tb_status tb_store_withdrawn(struct tb_store *st, const char *tag, int64_t *batch, struct tb_err *err);

/* ---- the file as a whole ---------------------------------------------------------------------------------------- */

enum tb_difference { TB_ONLY_FIRST, TB_ONLY_SECOND, TB_DIFFERENT };

/* Called for each difference: in which table, which row; `what` is "column: value != value" of TB_DIFFERENT, else NULL. */
typedef void tb_difference_fn(void *ctx, enum tb_difference difference, const char *table, const char *row,
			      const char *what);

/* Compare all state and the schema of two stores. */
TB_MUST_CHECK
enum tb_status tb_store_compare(struct tb_store *st, struct tb_store *other, tb_difference_fn *fn, void *ctx,
				struct tb_err *err);

/* SQLite's own check of the file's pages. TB_ECORRUPT where it finds damage. */
TB_MUST_CHECK
enum tb_status tb_store_check_pages(struct tb_store *st, struct tb_err *err);

/* Copy all of `from` into `to`, while others may go on reading and writing `from`. */
TB_MUST_CHECK
enum tb_status tb_store_copy(struct tb_store *from, struct tb_store *to, struct tb_err *err);

#endif
