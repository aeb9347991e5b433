/*
 * register.h - adding, changing and finding units, persons, kinds and assets.
 */
#ifndef TRANGBI_REGISTER_H
#define TRANGBI_REGISTER_H

#include <trangbi/db.h>
#include <trangbi/nouns.h>

/*
 * Register a new record of any noun. What is left out gets its default (`r` is completed); an asset without a tag gets
 * the next one of its unit, kind and year. Texts are put into `pool`.
 *
 * TB_EINVAL    a required field is missing, or a field that only events set is given
 * TB_EREFUSED  the key exists already; a unit that is closed; a parent that stands below; a tag that cannot be made
 * TB_ENOTFOUND the unit, kind, parent, ... that it names is not registered
 */
TB_MUST_CHECK
enum tb_status tb_add(struct tb_db *db, const struct tb_act *act, struct tb_record *r, struct tb_pool *pool,
		      struct tb_err *err);

/*
 * Change the fields that `patch` sets, and give an asset another name that finds it (`alias`; NULL for none), as one act.
 * `*changed` says whether there was anything to change.
 * The statuses of tb_add(); TB_ENOTFOUND also where there is no such record, TB_EREFUSED where the alias finds another asset.
 */
TB_MUST_CHECK
enum tb_status tb_edit(struct tb_db *db, const struct tb_act *act, const char *key, const struct tb_record *patch,
		       const char *alias, bool *changed, struct tb_err *err);

/* Give an asset another name that finds it. */
TB_MUST_CHECK
enum tb_status tb_add_alias(struct tb_db *db, const struct tb_act *act, const char *tag, const char *alias,
			    struct tb_err *err);

/*
 * The one record with that key; for an asset also by any alias, and by a URL or a GIAI that holds its tag; for a unit or a
 * person also by the text of its badge (trangbi/code.h). Texts in `pool`.
 *
 * TB_ENOTFOUND nothing carries that name
 * TB_EINVAL    it looks like a tag, is registered nowhere, and its check character is wrong: it was mistyped; or it is the
 *              badge of something else, or a command
 * TB_EREFUSED  several assets carry that alias; the message names them
 */
TB_MUST_CHECK
enum tb_status tb_get(struct tb_db *db, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
		      struct tb_record *out, struct tb_err *err);

/* The tag of the asset with that tag or alias; the statuses of tb_get(). */
TB_MUST_CHECK
enum tb_status tb_resolve(struct tb_db *db, const char *typed, struct tb_pool *pool, const char **tag,
			  struct tb_err *err);

enum { TB_BATCH_LAST = -1 };

/* A condition counts only where it is set. `unit` and `kind` mean that one and all below it. */
struct tb_query {
	const char *unit, *kind, *status, *holder;
	const char *tag;   /* events only: those about this asset; any alias will do */
	const char *words; /* assets only: search, best matches first */
	int64_t batch; /* assets and tb_register_noun: those that this import added or changed; TB_BATCH_LAST: the newest of assets */
	bool unlabelled;   /* assets and tb_register_noun: those of which no label was ever printed */
	int64_t more_than; /* tb_register_noun only: printed more often than that; without `unlabelled` at least once */
	int64_t limit;     /* 0 for all; a search gives at most 1000 */
};

/* Called with each record; its texts are valid until it returns. A status other than TB_OK ends the list. */
typedef enum tb_status tb_list_fn(void *ctx, const struct tb_record *r, struct tb_err *err);

/*
 * TB_ENOTFOUND the query names a unit, kind, person, asset or import that is not registered
 * TB_EINVAL    a condition that records of this noun do not know; a status that is none
 * TB_EREFUSED  the import was not one of assets
 */
TB_MUST_CHECK
enum tb_status tb_list(struct tb_db *db, const struct tb_noun *noun, const struct tb_query *query, tb_list_fn *fn,
		       void *ctx, struct tb_err *err);

#endif
