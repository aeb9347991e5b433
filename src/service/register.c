#include <trangbi/register.h>

#include <stdio.h>
#include <string.h>

#include <trangbi/code.h>
#include <trangbi/tag.h>

#include "service/db.h"

/* Where an event about this record happens. */
static const char *unit_of(const struct tb_record *r)
{
	if (r->noun == &tb_asset_noun)
		return tb_text(r, TB_ASSET_UNIT);
	if (r->noun == &tb_person_noun)
		return tb_text(r, TB_PERSON_UNIT);
	return r->noun == &tb_unit_noun ? tb_text(r, TB_UNIT_CODE) : NULL;
}

static enum tb_status append(struct tb_db *db, const struct tb_record *whole, const char *verb,
			     const struct tb_record *payload, struct tb_err *err)
{
	char kind[32];

	snprintf(kind, sizeof(kind), "%s%s", whole->noun->name, verb);
	return tb_ledger_append(db, kind, tb_text(whole, whole->noun->key), unit_of(whole), payload, err);
}

enum tb_status tb_append_add(struct tb_db *db, const struct tb_record *r, struct tb_err *err)
{
	return append(db, r, ".add", r, err);
}

enum tb_status tb_append_edit(struct tb_db *db, const struct tb_record *now, const struct tb_record *patch,
			      struct tb_err *err)
{
	return append(db, now, ".edit", patch, err);
}

enum tb_status tb_append_withdraw(struct tb_db *db, const struct tb_record *now, int64_t batch, struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_withdraw_noun);

	tb_set_num(&payload, TB_WITHDRAW_BATCH, batch);
	return append(db, now, ".withdraw", &payload, err);
}

enum tb_status tb_add(struct tb_db *db, const struct tb_act *act, struct tb_record *r, struct tb_pool *pool,
		      struct tb_err *err)
{
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = tb_prepare_add(db, r, pool, err);
	if (!rc)
		rc = tb_append_add(db, r, err);
	if (!rc)
		rc = tb_ledger_commit(db, err);
	tb_ledger_end(db);
	return rc;
}

static enum tb_status edit_fields(struct tb_db *db, const struct tb_record *now, const struct tb_record *patch,
				  bool *changed, struct tb_pool *pool, struct tb_err *err)
{
	struct tb_record rest = *patch;
	enum tb_status rc;

	if (!tb_record_diff(&rest, now))
		return TB_OK;
	*changed = true;
	rc = tb_prepare_edit(db, now, &rest, pool, err);
	return rc ? rc : tb_append_edit(db, now, &rest, err);
}

/* A name that is nothing but separators, or longer than a code can be, would find nothing. */
static enum tb_status check_alias(const char *alias, struct tb_err *err)
{
	char key[TB_ALIAS_SIZE];

	if (!alias || (tb_code_compact(alias, key, sizeof(key)) && !*key))
		return tb_err_set(err, TB_EINVAL, N_("an alias cannot be empty"));
	if (!tb_code_compact(alias, key, sizeof(key)))
		return tb_err_set(err, TB_EINVAL, N_("the alias '%s' is too long: it can have %d bytes"), alias,
				  TB_ALIAS_SIZE - 1);
	return TB_OK;
}

/* Whom the name finds already: nobody, this very asset (`*mine`), or another one, which would not be found by it any more. */
static enum tb_status check_free(struct tb_db *db, const char *tag, const char *alias, bool *mine, struct tb_pool *pool,
				 struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	const char *other = NULL;
	enum tb_status rc = tb_resolve(db, alias, pool, &other, &miss);

	*mine = !rc && !strcmp(other, tag);
	if (*mine || rc == TB_ENOTFOUND || rc == TB_EINVAL)
		return TB_OK;
	if (!rc)
		return tb_err_set(err, TB_EREFUSED, N_("'%s' finds asset %s already; choose another alias"), alias,
				  other);
	*err = miss;
	return rc;
}

enum tb_status tb_append_alias(struct tb_db *db, const struct tb_record *asset, const char *alias, bool *changed,
			       struct tb_pool *pool, struct tb_err *err)
{
	struct tb_record payload = TB_RECORD(tb_alias_noun);
	bool mine = false;
	enum tb_status rc;

	rc = tb_value_parse(&tb_alias_noun.fields[TB_ALIAS_NAME], alias, strlen(alias), pool, &payload.v[TB_ALIAS_NAME],
			    err);
	if (!rc)
		rc = check_alias(tb_text(&payload, TB_ALIAS_NAME), err);
	if (!rc)
		rc = check_free(db, tb_text(asset, TB_ASSET_TAG), tb_text(&payload, TB_ALIAS_NAME), &mine, pool, err);
	if (rc || mine)
		return rc;
	*changed = true;
	return append(db, asset, ".alias", &payload, err);
}

static enum tb_status edit_in_txn(struct tb_db *db, const char *key, const struct tb_record *patch, const char *alias,
				  bool *changed, struct tb_pool *pool, struct tb_err *err)
{
	bool differs = false;
	struct tb_record now;
	enum tb_status rc = tb_get(db, patch->noun, key, pool, &now, err);

	if (!rc)
		rc = edit_fields(db, &now, patch, &differs, pool, err);
	if (!rc && alias)
		rc = tb_append_alias(db, &now, alias, &differs, pool, err);
	if (!rc && differs)
		rc = tb_ledger_commit(db, err);
	if (!rc)
		*changed = differs;
	return rc;
}

enum tb_status tb_edit(struct tb_db *db, const struct tb_act *act, const char *key, const struct tb_record *patch,
		       const char *alias, bool *changed, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	enum tb_status rc = tb_ledger_begin(db, act, err);

	if (!rc)
		rc = edit_in_txn(db, key, patch, alias, changed, &pool, err);
	tb_ledger_end(db);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_add_alias(struct tb_db *db, const struct tb_act *act, const char *tag, const char *alias,
			    struct tb_err *err)
{
	struct tb_record nothing = TB_RECORD(tb_asset_noun);
	bool changed;

	return tb_edit(db, act, tag, &nothing, alias, &changed, err);
}

/* ---- finding ---------------------------------------------------------------------------------------------------- */

/* The import with which the asset of that tag was withdrawn; 0 where it is no tag, or of none such. */
static enum tb_status find_withdrawn(struct tb_db *db, const char *typed, char tag[TB_TAG_SIZE], int64_t *batch,
				     struct tb_err *err)
{
	*batch = 0;
	if (!tb_code_compact(typed, tag, TB_TAG_SIZE) || !tb_tag_is_valid(tag))
		return TB_OK;
	return tb_store_withdrawn(db->store, tag, batch, err);
}

/* Nothing carries that name: was it meant as a tag and mistyped? */
static enum tb_status not_found(struct tb_db *db, const char *typed, struct tb_err *err)
{
	char compact[TB_TAG_SIZE], tag[TB_TAG_SIZE];
	int64_t batch = 0;
	enum tb_status rc = find_withdrawn(db, typed, tag, &batch, err);

	if (rc)
		return rc;
	if (batch)
		return tb_err_set(err, TB_ENOTFOUND,
				  N_("asset %s was withdrawn: import %lld, which registered it, was undone; see "
				     "'trangbi asset history %s'"),
				  tag, (long long)batch, tag);
	if (tb_code_compact(typed, compact, sizeof(compact)) && strlen(compact) == strlen(db->site.tag_pattern) &&
	    tb_tag_has_form(compact) && tb_tag_parse(typed, tag, err))
		return TB_EINVAL;
	return tb_err_set(err, TB_ENOTFOUND,
			  N_("no asset carries '%s', neither as tag nor as serial, plate or old code"), typed);
}

static enum tb_status resolve_alias(struct tb_db *db, const char *typed, struct tb_pool *pool, const char **tag,
				    struct tb_err *err)
{
	const char *tags[TB_MAX_MATCHES];
	unsigned n;
	enum tb_status rc = tb_store_find_alias(db->store, typed, NULL, pool, tags, &n, err);

	if (rc)
		return rc;
	if (!n)
		return not_found(db, typed, err);
	if (n > 1)
		return tb_err_set(err, TB_EREFUSED,
				  N_("'%s' is carried by several assets, such as %s and %s; give the tag"), typed,
				  tags[0], tags[1]);
	*tag = tags[0];
	return TB_OK;
}

/* By tag or alias. */
static enum tb_status get_named(struct tb_db *db, const char *typed, struct tb_pool *pool, struct tb_record *out,
				struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	char compact[TB_TAG_SIZE];
	const char *tag = NULL;
	enum tb_status rc;

	if (tb_code_compact(typed, compact, sizeof(compact)) && tb_tag_is_valid(compact)) {
		rc = tb_store_get(db->store, &tb_asset_noun, compact, pool, out, &miss);
		if (rc != TB_ENOTFOUND) {
			if (rc)
				*err = miss;
			return rc;
		}
	}
	rc = resolve_alias(db, typed, pool, &tag, err);
	return rc ? rc : tb_store_get(db->store, &tb_asset_noun, tag, pool, out, err);
}

/* By the tag in a URL or a GIAI. TB_ENOTFOUND also where the text is neither. */
static enum tb_status get_wrapped(struct tb_db *db, const char *text, struct tb_pool *pool, struct tb_record *out,
				  struct tb_err *err)
{
	char tags[TB_CODE_MAX_TAGS][TB_TAG_SIZE];
	const size_t n = tb_code_tags(text, tags);
	enum tb_status rc = TB_ENOTFOUND;

	for (size_t i = 0; rc == TB_ENOTFOUND && i < n; i++) {
		tb_err_clear(err);
		rc = tb_store_get(db->store, &tb_asset_noun, tags[i], pool, out, err);
	}
	return rc;
}

/* Whoever scans the wrong symbol should hear which one it was. */
static enum tb_status check_no_badge(const char *text, struct tb_pool *pool, struct tb_err *err)
{
	struct tb_code_meaning meaning;

	tb_code_read(text, pool, &meaning);
	switch (meaning.what) {
	case TB_CODE_UNIT: return tb_err_set(err, TB_EINVAL, N_("'%s' is the badge of a unit, not an asset"), text);
	case TB_CODE_PERSON: return tb_err_set(err, TB_EINVAL, N_("'%s' is the badge of a person, not an asset"), text);
	case TB_CODE_COMMAND:
		return tb_err_set(err, TB_EINVAL, N_("'%s' is a command of the command sheet, not an asset"), text);
	default: return TB_OK;
	}
}

/* As it is first: an old code may look like anything. */
static enum tb_status get_asset(struct tb_db *db, const char *typed, struct tb_pool *pool, struct tb_record *out,
				struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT, why = TB_ERR_INIT;
	enum tb_status rc = get_named(db, typed, pool, out, &miss);

	if (rc != TB_ENOTFOUND && rc != TB_EINVAL) {
		if (rc)
			*err = miss;
		return rc;
	}
	rc = get_wrapped(db, typed, pool, out, &why);
	if (rc != TB_ENOTFOUND) {
		if (rc)
			*err = why;
		return rc;
	}
	rc = check_no_badge(typed, pool, err);
	if (!rc) {
		*err = miss;
		rc = miss.status;
	}
	return rc;
}

/* The code in the badge of a unit or person, where such a one is wanted; other texts stay as they are. */
static enum tb_status unwrap_badge(const struct tb_noun *noun, const char **key, struct tb_pool *pool,
				   struct tb_err *err)
{
	const bool unit = noun == &tb_unit_noun, person = noun == &tb_person_noun;
	struct tb_code_meaning meaning;

	if (!unit && !person)
		return TB_OK;
	tb_code_read(*key, pool, &meaning);
	if (unit && meaning.what == TB_CODE_PERSON)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is the badge of a person, not of a unit"), *key);
	if (person && meaning.what == TB_CODE_UNIT)
		return tb_err_set(err, TB_EINVAL, N_("'%s' is the badge of a unit, not of a person"), *key);
	if (meaning.what == TB_CODE_UNIT || meaning.what == TB_CODE_PERSON)
		*key = meaning.code;
	return TB_OK;
}

enum tb_status tb_get(struct tb_db *db, const struct tb_noun *noun, const char *key, struct tb_pool *pool,
		      struct tb_record *out, struct tb_err *err)
{
	struct tb_value code;
	enum tb_status rc;

	if (noun == &tb_asset_noun)
		return get_asset(db, key, pool, out, err);
	rc = unwrap_badge(noun, &key, pool, err);
	if (!rc)
		rc = tb_value_parse(&noun->fields[noun->key], key, strlen(key), pool, &code, err);
	if (!rc && code.is != TB_IS_TEXT)
		rc = tb_err_set(err, TB_EINVAL, noun->missing, "");
	return rc ? rc : tb_store_get(db->store, noun, code.text, pool, out, err);
}

enum tb_status tb_resolve(struct tb_db *db, const char *typed, struct tb_pool *pool, const char **tag,
			  struct tb_err *err)
{
	struct tb_record asset;
	enum tb_status rc = get_asset(db, typed, pool, &asset, err);

	if (!rc)
		*tag = tb_text(&asset, TB_ASSET_TAG);
	return rc;
}

/* The official key of what a query names, however it was typed. */
static enum tb_status settle(struct tb_db *db, const struct tb_noun *noun, const char **code, struct tb_pool *pool,
			     struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc;

	if (!*code)
		return TB_OK;
	rc = tb_get(db, noun, *code, pool, &r, err);
	if (!rc)
		*code = tb_text(&r, noun->key);
	return rc;
}

static enum tb_status no_batch(const struct tb_noun *noun, int64_t batch, struct tb_err *err)
{
	if (batch == TB_BATCH_LAST && !noun)
		return tb_err_set(err, TB_ENOTFOUND, N_("nothing was imported yet, so there is no last import"));
	if (batch == TB_BATCH_LAST)
		return tb_err_set(err, TB_ENOTFOUND, N_("no assets were imported yet, so there is no last import"));
	return tb_err_set(
		err, TB_ENOTFOUND,
		N_("there is no import '%lld'; 'trangbi import' says the number of each, it stands as batch in "
		   "'trangbi asset history TAG --json', and 'last' is the newest"),
		(long long)batch);
}

enum tb_status tb_get_batch(struct tb_db *db, const struct tb_noun *noun, int64_t batch, struct tb_pool *pool,
			    struct tb_batch *out, struct tb_err *err)
{
	enum tb_status rc = tb_store_get_batch(db->store, noun, batch == TB_BATCH_LAST ? 0 : batch, pool, out, err);

	return rc || out->id ? rc : no_batch(noun, batch, err);
}

int64_t tb_batch_end(const struct tb_batch *b)
{
	return b->id + b->added + b->changed + b->beside;
}

/* Which import is meant, and where its events end. Of events it can be any, of assets only one of assets. */
static enum tb_status settle_batch(struct tb_db *db, const struct tb_noun *noun, int64_t batch,
				   struct tb_filter *filter, struct tb_pool *pool, struct tb_err *err)
{
	struct tb_batch found = { .id = 0 };
	enum tb_status rc;

	if (!batch)
		return TB_OK;
	rc = tb_get_batch(db, &tb_asset_noun, batch, pool, &found, err);
	if (rc)
		return rc;
	if (noun != &tb_event_noun && strcmp(found.noun, tb_asset_noun.name) != 0)
		return tb_err_set(err, TB_EREFUSED,
				  N_("import '%lld' ('%s') was not one of assets; give the number of one that was"),
				  (long long)found.id, found.file);
	filter->batch = found.id;
	filter->batch_end = tb_batch_end(&found);
	return TB_OK;
}

/* Whose events are asked for: also an asset that was withdrawn has a history. */
static enum tb_status settle_tag(struct tb_db *db, const char **tag, struct tb_pool *pool, struct tb_err *err)
{
	char compact[TB_TAG_SIZE];
	int64_t batch = 0;
	enum tb_status rc;

	if (!*tag)
		return TB_OK;
	rc = find_withdrawn(db, *tag, compact, &batch, err);
	if (rc || !batch)
		return rc ? rc : settle(db, &tb_asset_noun, tag, pool, err);
	*tag = tb_pool_strdup(pool, compact);
	return TB_OK;
}

static enum tb_status settle_query(struct tb_db *db, struct tb_query *q, struct tb_pool *pool, struct tb_err *err)
{
	const struct tb_field *status = &tb_asset_noun.fields[TB_ASSET_STATUS];
	struct tb_value word = { .is = TB_UNSET };
	enum tb_status rc;

	rc = settle(db, &tb_unit_noun, &q->unit, pool, err);
	if (!rc)
		rc = settle(db, &tb_kind_noun, &q->kind, pool, err);
	if (!rc)
		rc = settle(db, &tb_person_noun, &q->holder, pool, err);
	if (!rc)
		rc = settle_tag(db, &q->tag, pool, err);
	if (!rc && q->status)
		rc = tb_value_parse(status, q->status, strlen(q->status), pool, &word, err);
	if (!rc && q->status)
		q->status = word.is == TB_IS_TEXT ? word.text : NULL;
	return rc;
}

static const char *strange_condition(const struct tb_noun *noun, const struct tb_query *q)
{
	if (q->words && noun != &tb_asset_noun)
		return "words";
	if (q->more_than && noun != &tb_register_noun)
		return "more-than";
	if (noun == &tb_asset_noun || noun == &tb_register_noun)
		return NULL;
	if (q->unit && noun != &tb_unit_noun && noun != &tb_person_noun && noun != &tb_stocktake_noun)
		return "unit";
	if (q->kind && noun != &tb_kind_noun)
		return "kind";
	if (q->status)
		return "status";
	if (q->batch && noun != &tb_event_noun)
		return "batch";
	return q->unlabelled ? "unlabelled" : NULL;
}

/* A condition that records of this noun do not know would be forgotten without a word. */
static enum tb_status check_conditions(const struct tb_noun *noun, const struct tb_query *q, struct tb_err *err)
{
	const char *strange = strange_condition(noun, q);

	if (q->limit < 0)
		return tb_err_set(err, TB_EINVAL, N_("'%lld' is no limit: give 0 for all, or a number"),
				  (long long)q->limit);
	if (strange)
		return tb_err_set(err, TB_EINVAL, N_("'%s' cannot be limited by '%s'; leave that out"), noun->plural,
				  strange);
	return TB_OK;
}

enum tb_status tb_list(struct tb_db *db, const struct tb_noun *noun, const struct tb_query *query, tb_list_fn *fn,
		       void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_query q = *query;
	struct tb_filter filter;
	enum tb_status rc = check_conditions(noun, query, err);

	if (!rc)
		rc = settle_query(db, &q, &pool, err);
	filter = (struct tb_filter){ .unit = q.unit,
				     .kind = q.kind,
				     .status = q.status,
				     .holder = q.holder,
				     .tag = q.tag,
				     .unlabelled = q.unlabelled,
				     .more_than = q.more_than,
				     .limit = q.limit };
	if (!rc)
		rc = settle_batch(db, noun, q.batch, &filter, &pool, err);
	if (!rc && q.words)
		rc = tb_store_search(db->store, q.words, &filter, fn, ctx, err);
	else if (!rc)
		rc = tb_store_list(db->store, noun, &filter, fn, ctx, err);
	tb_pool_release(&pool);
	return rc;
}
