/*
 * db.h - what the use cases share: the open register, the ledger under the pen, and the checks of an act.
 */
#ifndef TB_SERVICE_DB_H
#define TB_SERVICE_DB_H

#include <trangbi/db.h>
#include <trangbi/register.h>
#include <trangbi/str.h>

#include "model/event.h"
#include "store/store.h"

struct tb_db {
	struct tb_store *store; /* owned */
	struct tb_pool pool;    /* the site's texts */
	struct tb_site site;

	/* The end of the chain; true only within a transaction begun by tb_ledger_begin(). */
	int64_t seq;
	unsigned char hash[TB_HASH_SIZE];
	struct tb_str canonical; /* of the event at hand */
	struct tb_str payload;
	struct tb_pool act_pool;
	struct tb_act act; /* of the transaction: who, when and why; texts in NFC, in act_pool */
	int64_t batch;     /* of the events to come, 0 for none */
};

/*
 * Begin a write transaction for what `act` describes (db->act from then on), and read where the chain ends. Every
 * tb_ledger_begin() needs a tb_ledger_end(), also when it fails.
 * TB_EINVAL  nobody is named, a text is too long or holds control characters, or the time lies in the future
 */
TB_MUST_CHECK
enum tb_status tb_ledger_begin(struct tb_db *db, const struct tb_act *act, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_ledger_commit(struct tb_db *db, struct tb_err *err);
void tb_ledger_end(struct tb_db *db); /* rolls back unless committed */

/*
 * Append one event of the act and apply it; its details are `payload`. Only within a transaction.
 * The only way by which anything in the register changes.
 */
TB_MUST_CHECK
enum tb_status tb_ledger_append(struct tb_db *db, const char *kind, const char *subject, const char *unit,
				const struct tb_record *payload, struct tb_err *err);

/*
 * Make of one event what it means for the state. Live writes and replay both come through here. Texts of the payload are
 * borrowed. TB_ECORRUPT where the event cannot be applied to the state that stands before it.
 */
TB_MUST_CHECK
enum tb_status tb_apply(struct tb_db *db, const struct tb_event *ev, const struct tb_record *payload,
			struct tb_err *err);

/*
 * What an event makes of the record of the asset that it is about; false for a kind that leaves it as it is. `issued`: a unit
 * answers for it, as matters to one that is found again. Texts are borrowed.
 */
bool tb_become(const struct tb_event *ev, const struct tb_record *payload, bool issued, struct tb_record *asset);

/*
 * Read a payload back. TB_ECORRUPT where it is none of that kind of event, or the kind is unknown to this program.
 */
TB_MUST_CHECK
enum tb_status tb_read_payload(const char *event_kind, const char *json, struct tb_pool *pool, struct tb_record *out,
			       struct tb_err *err);

/* The noun of an event kind's payload; NULL for a kind that this program does not know. */
const struct tb_noun *tb_payload_noun(const char *event_kind);

/* The payload of "site.init", and of "import.begin" and "import.end". */
enum { TB_SITE_ID, TB_SITE_NAME, TB_SITE_PATTERN };
enum {
	TB_BATCH_ADDED,
	TB_BATCH_BESIDE,
	TB_BATCH_CHANGED,
	TB_BATCH_FILE,
	TB_BATCH_NOUN,
	TB_BATCH_PROFILE,
	TB_BATCH_REJECTED,
	TB_BATCH_ROWS,
	TB_BATCH_SAME,
	TB_BATCH_SHA256
};
enum { TB_WITHDRAW_BATCH }; /* of "import.undo" and of "asset.withdraw", "unit.withdraw", ... */
enum { TB_ALIAS_NAME };
extern const struct tb_noun tb_site_noun, tb_batch_noun, tb_withdraw_noun, tb_alias_noun;

/* An open database around a store; takes the store over. */
struct tb_db *tb_db_around(struct tb_store *store);

/* Check a new or changed record against the register, and complete a new one. Within a transaction. */
TB_MUST_CHECK
enum tb_status tb_prepare_add(struct tb_db *db, struct tb_record *r, struct tb_pool *pool, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_prepare_edit(struct tb_db *db, const struct tb_record *now, const struct tb_record *patch,
			       struct tb_pool *pool, struct tb_err *err);

/* History is written forwards: TB_EINVAL where the act lies before the last change of custody of the asset. */
TB_MUST_CHECK
enum tb_status tb_check_order(struct tb_db *db, const char *tag, struct tb_err *err);

/* The import that `batch` names (TB_BATCH_LAST: the newest of `noun`, or of any where that is NULL). TB_ENOTFOUND */
TB_MUST_CHECK
enum tb_status tb_get_batch(struct tb_db *db, const struct tb_noun *noun, int64_t batch, struct tb_pool *pool,
			    struct tb_batch *out, struct tb_err *err);

/* The seq of the last record's event in an import; each row that was taken in made one, and each record beside. */
int64_t tb_batch_end(const struct tb_batch *b);

/* Append the event that adds or changes a prepared record, or takes it out. */
TB_MUST_CHECK
enum tb_status tb_append_add(struct tb_db *db, const struct tb_record *r, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_append_edit(struct tb_db *db, const struct tb_record *now, const struct tb_record *patch,
			      struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_append_withdraw(struct tb_db *db, const struct tb_record *now, int64_t batch, struct tb_err *err);

/*
 * Append the event that gives the asset another name; `*changed` stays as it is where it has that name already.
 * TB_EINVAL a name that finds nothing; TB_EREFUSED it finds another asset
 */
TB_MUST_CHECK
enum tb_status tb_append_alias(struct tb_db *db, const struct tb_record *asset, const char *alias, bool *changed,
			       struct tb_pool *pool, struct tb_err *err);

#endif
