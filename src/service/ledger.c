#include <trangbi/ledger.h>

#include <string.h>

#include "secret/secret.h"
#include "service/anchor.h"
#include "service/db.h"

enum { MAX_PROBLEMS = 100 };

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static enum tb_status settle_text(struct tb_db *db, unsigned field, const char **text, struct tb_err *err)
{
	struct tb_value v = { .is = TB_NULL };
	enum tb_status rc = TB_OK;

	if (*text)
		rc = tb_value_parse(&tb_event_noun.fields[field], *text, strlen(*text), &db->act_pool, &v, err);
	if (!rc)
		*text = v.is == TB_IS_TEXT ? v.text : NULL;
	return rc;
}

static enum tb_status settle_act(struct tb_db *db, const struct tb_act *act, struct tb_err *err)
{
	enum tb_status rc;

	tb_pool_clear(&db->act_pool);
	db->act = *act;
	if (act->at > act->now)
		return tb_err_set(err, TB_EINVAL,
				  N_("the time given lies in the future; an event is recorded when it has happened"));
	rc = settle_text(db, TB_EVENT_ACTOR, &db->act.actor, err);
	if (!rc)
		rc = settle_text(db, TB_EVENT_PURPOSE, &db->act.purpose, err);
	if (!rc)
		rc = settle_text(db, TB_EVENT_DOC, &db->act.doc, err);
	if (!rc && !db->act.actor)
		rc = tb_err_set(err, TB_EINVAL, N_("nobody is named who does this; name yourself with --as"));
	return rc;
}

enum tb_status tb_ledger_begin(struct tb_db *db, const struct tb_act *act, struct tb_err *err)
{
	enum tb_status rc = settle_act(db, act, err);

	db->batch = 0;
	if (!rc)
		rc = tb_txn_begin_write(db->store, err);
	return rc ? rc : tb_store_head(db->store, &db->seq, db->hash, err);
}

enum tb_status tb_ledger_commit(struct tb_db *db, struct tb_err *err)
{
	return tb_txn_commit(db->store, err);
}

void tb_ledger_end(struct tb_db *db)
{
	tb_txn_end(db->store);
}

/* Take the event's hash into db->hash. */
static void chain(struct tb_db *db, const struct tb_event *ev)
{
	char prev[TB_HEX_SIZE];

	tb_hash_hex(db->hash, prev);
	tb_str_clear(&db->canonical);
	tb_event_canonical(ev, db->site.id, prev, &db->canonical);
	tb_sha256(db->canonical.buf, db->canonical.len, db->hash);
}

enum tb_status tb_ledger_append(struct tb_db *db, const char *kind, const char *subject, const char *unit,
				const struct tb_record *payload, struct tb_err *err)
{
	struct tb_event ev = {
		.seq = db->seq + 1,
		.kind = kind,
		.subject = subject,
		.actor = db->act.actor,
		.unit = unit,
		.at = db->act.at,
		.recorded = db->act.now,
		.purpose = db->act.purpose,
		.doc = db->act.doc,
		.channel = db->act.channel,
		.batch = db->batch,
	};
	enum tb_status rc;

	tb_str_clear(&db->payload);
	tb_record_payload(payload, &db->payload);
	ev.payload = db->payload.buf;
	chain(db, &ev);
	rc = tb_store_append(db->store, &ev, db->hash, err);
	if (rc)
		return rc;
	db->seq = ev.seq;
	return tb_apply(db, &ev, payload, err);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static void fill_head(const struct tb_db *db, struct tb_head *out)
{
	*out = (struct tb_head){ .site = db->site.id, .seq = db->seq };
	tb_hash_hex(db->hash, out->hash);
}

enum tb_status tb_ledger_head(struct tb_db *db, struct tb_head *out, struct tb_err *err)
{
	enum tb_status rc = tb_store_head(db->store, &db->seq, db->hash, err);

	if (!rc)
		fill_head(db, out);
	return rc;
}

/* A verification under way: the chain is recomputed in `db`, the state rebuilt in `scratch`. */
struct check {
	struct tb_db *db;
	struct tb_db *scratch; /* NULL: the chain only */
	struct tb_pool pool;
	struct tb_verdict *verdict;
	struct tb_anchor wanted;
	bool broken; /* the chain or the replay failed; what follows from it is not reported again */
};

static void complain(struct check *c, const char *subject, const struct tb_err *err)
{
	if (c->verdict->problems.n < MAX_PROBLEMS)
		tb_problems_add(&c->verdict->problems, subject, err);
}

static void complain_of_event(struct check *c, const struct tb_event *ev, const char *msgid)
{
	struct tb_err why = TB_ERR_INIT;
	struct tb_str text = TB_STR_INIT;

	tb_str_addf(&text, "#%lld", (long long)ev->seq);
	tb_err_set_plain(&why, TB_ECORRUPT, msgid);
	complain(c, text.buf, &why);
	tb_str_release(&text);
	c->broken = true;
}

static void check_link(struct check *c, const struct tb_event *ev, const unsigned char *hash)
{
	if (ev->seq != c->db->seq + 1)
		complain_of_event(c, ev, N_("events before it are missing"));
	c->db->seq = ev->seq;
	chain(c->db, ev);
	if (hash && !memcmp(hash, c->db->hash, TB_HASH_SIZE))
		return;
	complain_of_event(c, ev, N_("it was changed after it was recorded, or one before it was"));
	if (hash)
		memcpy(c->db->hash, hash, TB_HASH_SIZE); /* go on from what the row says: report each break once */
}

static void check_anchor(struct check *c)
{
	char hex[TB_HEX_SIZE];

	if (!*c->wanted.hash || c->verdict->anchored)
		return;
	tb_hash_hex(c->db->hash, hex);
	c->verdict->anchored = tb_wanted_is(&c->wanted, c->db->seq, hex);
}

static enum tb_status replay(struct check *c, const struct tb_event *ev, struct tb_err *err)
{
	struct tb_record payload;
	enum tb_status rc;

	tb_pool_clear(&c->pool);
	rc = tb_read_payload(ev->kind, ev->payload, &c->pool, &payload, err);
	return rc ? rc : tb_apply(c->scratch, ev, &payload, err);
}

static enum tb_status check_event(void *ctx, const struct tb_event *ev, const unsigned char *hash, struct tb_err *err)
{
	struct check *c = ctx;
	struct tb_err why = TB_ERR_INIT;

	c->verdict->events++;
	if (!ev->kind || !ev->actor || !ev->channel || !ev->payload)
		return tb_err_set(err, TB_ECORRUPT, N_("event %lld lacks a member"), (long long)ev->seq);
	check_link(c, ev, hash);
	check_anchor(c);
	if (!c->scratch || c->broken)
		return TB_OK;
	if (replay(c, ev, &why)) {
		complain_of_event(c, ev, N_("it cannot be applied to the state before it"));
		complain(c, ev->kind, &why);
	}
	return TB_OK;
}

static void report_difference(void *ctx, enum tb_difference difference, const char *table, const char *row,
			      const char *what)
{
	struct check *c = ctx;
	struct tb_err why = TB_ERR_INIT;
	struct tb_str subject = TB_STR_INIT;

	tb_str_addf(&subject, "%s %s", table, row ? row : "-");
	switch (difference) {
	case TB_ONLY_FIRST:
		tb_err_set_plain(&why, TB_ECORRUPT, N_("it is in the database but not in the ledger"));
		break;
	case TB_ONLY_SECOND:
		tb_err_set_plain(&why, TB_ECORRUPT, N_("it is in the ledger but not in the database"));
		break;
	case TB_DIFFERENT: tb_err_set(&why, TB_ECORRUPT, N_("the database differs from its ledger (%s)"), what); break;
	}
	complain(c, subject.buf, &why);
	tb_str_release(&subject);
}

static enum tb_status check_all(struct check *c, struct tb_err *err)
{
	struct tb_db *db = c->db;
	enum tb_status rc = c->scratch ? tb_store_check_pages(db->store, err) : TB_OK;

	db->seq = 0;
	memset(db->hash, 0, sizeof(db->hash));
	if (!rc)
		rc = tb_store_each_event(db->store, check_event, c, err);
	if (!rc && c->scratch && !c->broken)
		rc = tb_store_compare(db->store, c->scratch->store, report_difference, c, err);
	return rc;
}

static enum tb_status open_scratch(struct tb_db *db, struct tb_db **out, struct tb_err *err)
{
	struct tb_store *store = NULL;
	enum tb_status rc = tb_store_open_replay(db->store, &store, err);

	if (rc)
		return rc;
	*out = tb_db_around(store);
	(*out)->site = db->site;
	return tb_txn_begin_write(store, err);
}

/* A missing anchor is told also beside other problems: it says that they are no accident. */
static enum tb_status conclude(struct check *c, struct tb_err *err)
{
	struct tb_err missing = TB_ERR_INIT;

	if (*c->wanted.hash && !c->verdict->anchored)
		(void)!tb_wanted_missing(&c->wanted, c->db->seq, &missing);
	if (missing.status && c->verdict->problems.n)
		complain(c, "anchor", &missing);
	else if (missing.status)
		*err = missing;
	if (!c->verdict->problems.n)
		return missing.status;
	return tb_err_set(err, TB_ECORRUPT,
			  N_("the ledger does not verify; keep this file as evidence and restore a backup"));
}

enum tb_status tb_ledger_verify(struct tb_db *db, const char *anchor, bool chain_only, struct tb_verdict *out,
				struct tb_err *err)
{
	struct check c = { .db = db, .verdict = out };
	enum tb_status rc = tb_wanted_read(anchor, db->site.id, &c.wanted, err);

	*out = (struct tb_verdict){ .problems = TB_PROBLEMS_INIT };
	if (!rc && !chain_only)
		rc = open_scratch(db, &c.scratch, err);
	if (!rc)
		rc = tb_txn_begin_read(db->store, err);
	if (!rc)
		rc = check_all(&c, err);
	if (!rc)
		fill_head(db, &out->head);
	if (!rc)
		rc = conclude(&c, err);
	tb_txn_end(db->store);
	tb_db_close(c.scratch);
	tb_pool_release(&c.pool);
	return rc;
}

struct export
{
	struct tb_db *db;
	FILE *f;
};

static enum tb_status export_event(void *ctx, const struct tb_event *ev, const unsigned char *hash, struct tb_err *err)
{
	struct export *x = ctx;

	if (!ev->kind || !ev->actor || !ev->channel || !ev->payload)
		return tb_err_set(err, TB_ECORRUPT, N_("event %lld lacks a member"), (long long)ev->seq);
	x->db->seq = ev->seq;
	chain(x->db, ev);
	fwrite(x->db->canonical.buf, 1, x->db->canonical.len, x->f);
	fputc('\n', x->f);
	if (hash)
		memcpy(x->db->hash, hash, TB_HASH_SIZE); /* a row that was changed shows as a break behind it */
	return TB_OK;
}

enum tb_status tb_ledger_export(struct tb_db *db, FILE *f, struct tb_head *head, struct tb_err *err)
{
	struct export x = { .db = db, .f = f };
	enum tb_status rc;

	db->seq = 0;
	memset(db->hash, 0, sizeof(db->hash));
	rc = tb_store_each_event(db->store, export_event, &x, err);
	if (!rc)
		fill_head(db, head);
	return rc;
}
