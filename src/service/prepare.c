/* prepare.c - what a record must fulfil before it is added or changed, noun by noun. */
#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/time.h"
#include "model/custody.h"
#include "service/db.h"

/* A check under way: the record as it would be, and what of it is new. */
struct check {
	struct tb_db *db;
	const struct tb_record *r;     /* all of it */
	const struct tb_record *patch; /* what changes; the same as `r` for a new record */
	struct tb_pool *pool;
};

/* Whatever the field names must be registered. `out` may be NULL. */
static enum tb_status check_ref(const struct check *c, unsigned field, const struct tb_noun *to, struct tb_record *out,
				struct tb_err *err)
{
	const char *code = tb_text(c->patch, field);
	struct tb_record ignored;

	if (!code)
		return TB_OK;
	return tb_store_get(c->db->store, to, code, c->pool, out ? out : &ignored, err);
}

/* A parent that stands below its own child would make the tree a ring. */
static enum tb_status check_parent(const struct check *c, unsigned field, struct tb_err *err)
{
	const char *parent = tb_text(c->patch, field), *code = tb_text(c->r, c->r->noun->key);
	bool ring = false;
	enum tb_status rc;

	if (!parent)
		return TB_OK;
	if (!strcmp(parent, code))
		return tb_err_set(err, TB_EREFUSED, N_("'%s' cannot be its own parent"), code);
	rc = check_ref(c, field, c->r->noun, NULL, err);
	if (!rc)
		rc = tb_store_is_below(c->db->store, c->r->noun, parent, code, &ring, err);
	if (!rc && ring)
		rc = tb_err_set(err, TB_EREFUSED, N_("'%s' cannot be the parent of '%s': it stands below it"), parent,
				code);
	return rc;
}

static enum tb_status check_unit(const struct check *c, struct tb_err *err)
{
	const char *from = tb_text(c->r, TB_UNIT_VALID_FROM), *to = tb_text(c->r, TB_UNIT_VALID_TO);
	const char *successor = tb_text(c->r, TB_UNIT_SUCCESSOR);
	enum tb_status rc;

	if (from && to && strcmp(to, from) < 0)
		return tb_err_set(err, TB_EREFUSED, N_("unit '%s' would end on %s, before it begins on %s"),
				  tb_text(c->r, TB_UNIT_CODE), to, from);
	if (successor && !strcmp(successor, tb_text(c->r, TB_UNIT_CODE)))
		return tb_err_set(err, TB_EREFUSED, N_("unit '%s' cannot be its own successor"), successor);
	rc = check_parent(c, TB_UNIT_PARENT, err);
	return rc ? rc : check_ref(c, TB_UNIT_SUCCESSOR, &tb_unit_noun, NULL, err);
}

static enum tb_status check_person(const struct check *c, struct tb_err *err)
{
	int64_t loans = 0;
	enum tb_status rc = check_ref(c, TB_PERSON_UNIT, &tb_unit_noun, NULL, err);

	if (rc || tb_num(c->patch, TB_PERSON_ACTIVE, 1))
		return rc;
	rc = tb_store_count_loans(c->db->store, tb_text(c->r, TB_PERSON_NUMBER), &loans, err);
	if (!rc && loans)
		rc = tb_err_set(err, TB_EREFUSED, N_("'%s' still holds %lld assets; check them in first"),
				tb_text(c->r, TB_PERSON_NUMBER), (long long)loans);
	return rc;
}

static enum tb_status check_kind(const struct check *c, struct tb_err *err)
{
	const char *code = tb_text(c->patch, TB_KIND_TAG_CODE);

	if (code && (strlen(code) > 3 || strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(code)))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is no code in tags: use 1 to 3 letters A-Z and digits"),
				  code);
	return check_parent(c, TB_KIND_PARENT, err);
}

static enum tb_status check_asset_dates(const struct check *c, struct tb_err *err)
{
	int64_t made = tb_num(c->r, TB_ASSET_YEAR_MADE, 0), used = tb_num(c->r, TB_ASSET_YEAR_IN_USE, 0);

	if (made && used && used < made)
		return tb_err_set(err, TB_EREFUSED,
				  N_("it would have been put into use (%lld) before it was made (%lld)"),
				  (long long)used, (long long)made);
	return TB_OK;
}

static enum tb_status check_asset(const struct check *c, struct tb_err *err)
{
	struct tb_record unit = TB_RECORD(tb_unit_noun);
	char today[TB_DATE_SIZE];
	enum tb_status rc;

	rc = check_ref(c, TB_ASSET_KIND, &tb_kind_noun, NULL, err);
	if (!rc)
		rc = check_ref(c, TB_ASSET_UNIT, &tb_unit_noun, &unit, err);
	if (!rc && tb_text(&unit, TB_UNIT_CODE)) {
		tb_time_date(c->db->act.at, today);
		rc = tb_unit_check_valid(&unit, today, err);
	}
	if (!rc && tb_text(c->patch, TB_ASSET_BOOK_UNIT) &&
	    (!tb_text(&unit, TB_UNIT_CODE) ||
	     strcmp(tb_text(c->patch, TB_ASSET_BOOK_UNIT), tb_text(&unit, TB_UNIT_CODE))))
		rc = check_ref(c, TB_ASSET_BOOK_UNIT, &tb_unit_noun, NULL, err);
	if (!rc && tb_num(c->r, TB_ASSET_QUANTITY, 1) < 1)
		rc = tb_err_set(err, TB_EINVAL, N_("the quantity must be at least 1"));
	return rc ? rc : check_asset_dates(c, err);
}

static enum tb_status check_noun(const struct check *c, struct tb_err *err)
{
	if (c->r->noun == &tb_unit_noun)
		return check_unit(c, err);
	if (c->r->noun == &tb_person_noun)
		return check_person(c, err);
	if (c->r->noun == &tb_kind_noun)
		return check_kind(c, err);
	return check_asset(c, err);
}

/* The year that stands in a tag: when it was put into use or received, else when it is registered. */
static int tag_year(const struct tb_db *db, const struct tb_record *r)
{
	const char *received = tb_text(r, TB_ASSET_RECEIVED);
	char today[TB_DATE_SIZE];

	tb_time_date(db->act.at, today);
	return (int)tb_num(r, TB_ASSET_YEAR_IN_USE, strtol(received ? received : today, NULL, 10));
}

static enum tb_status refuse_existing(struct tb_db *db, const struct tb_noun *noun, const char *key,
				      struct tb_pool *pool, struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	struct tb_record found;
	enum tb_status rc = tb_store_get(db->store, noun, key, pool, &found, &miss);

	if (rc == TB_ENOTFOUND)
		return TB_OK;
	if (!rc)
		return tb_err_set(err, TB_EREFUSED, noun->exists, key);
	*err = miss;
	return rc;
}

/* Nor is a tag given out that was on a label once. */
static enum tb_status refuse_withdrawn(struct tb_db *db, const char *tag, struct tb_err *err)
{
	int64_t batch = 0;
	enum tb_status rc = tb_store_withdrawn(db->store, tag, &batch, err);

	return rc || !batch ? rc : tb_err_set(err, TB_EREFUSED, N_("asset '%s' was withdrawn"), tag);
}

/* The first tag behind `prefix` after number `last` that no asset carries or carried. */
static enum tb_status next_tag(struct tb_db *db, const char *prefix, int64_t last, char tag[TB_TAG_SIZE],
			       struct tb_pool *pool, struct tb_err *err)
{
	struct tb_err taken = TB_ERR_INIT;
	enum tb_status rc;

	do {
		rc = tb_tag_make(db->site.tag_pattern, prefix, ++last, tag, err);
		if (rc)
			return rc;
		rc = refuse_existing(db, &tb_asset_noun, tag, pool, &taken);
		if (!rc)
			rc = refuse_withdrawn(db, tag, &taken);
	} while (rc == TB_EREFUSED);
	if (rc)
		*err = taken;
	return rc;
}

static enum tb_status make_tag(struct tb_db *db, struct tb_record *r, struct tb_pool *pool, struct tb_err *err)
{
	const char *kind = tb_text(r, TB_ASSET_KIND), *kind_code = NULL;
	char prefix[TB_TAG_SIZE], tag[TB_TAG_SIZE];
	int64_t last;
	enum tb_status rc;

	rc = tb_store_kind_tag_code(db->store, kind, pool, &kind_code, err);
	if (!rc)
		rc = tb_tag_prefix(db->site.tag_pattern, tb_text(r, TB_ASSET_UNIT), kind_code ? kind_code : kind,
				   tag_year(db, r), prefix, err);
	if (!rc)
		rc = tb_store_last_serial(db->store, prefix, &last, err);
	if (!rc)
		rc = next_tag(db, prefix, last, tag, pool, err);
	if (!rc)
		tb_set_text(r, TB_ASSET_TAG, tb_pool_strdup(pool, tag));
	return rc;
}

static void set_default(struct tb_record *r, unsigned field, const char *text)
{
	if (!tb_text(r, field))
		tb_set_text(r, field, text);
}

/* A given tag is checked; a missing one is made; what a new asset must have beside is set. */
static enum tb_status complete_asset(struct tb_db *db, struct tb_record *r, struct tb_pool *pool, struct tb_err *err)
{
	char tag[TB_TAG_SIZE];
	enum tb_status rc;

	set_default(r, TB_ASSET_CONDITION, "ok");
	set_default(r, TB_ASSET_BOOK_UNIT, tb_text(r, TB_ASSET_UNIT));
	if (r->v[TB_ASSET_QUANTITY].is != TB_IS_INT)
		tb_set_num(r, TB_ASSET_QUANTITY, 1);
	if (!tb_text(r, TB_ASSET_TAG))
		return make_tag(db, r, pool, err);
	rc = tb_tag_parse(tb_text(r, TB_ASSET_TAG), tag, err);
	if (!rc)
		tb_set_text(r, TB_ASSET_TAG, tb_pool_strdup(pool, tag));
	return rc;
}

/* Fields that events set (status, custodian, ...) cannot be given. */
static enum tb_status refuse_flags(const struct tb_record *r, unsigned flags, struct tb_err *err)
{
	for (unsigned i = 0; i < r->noun->n_fields; i++)
		if (r->v[i].is != TB_UNSET && r->noun->fields[i].flags & flags)
			return tb_err_set(
				err, TB_EINVAL,
				N_("'%s' cannot be set here: it changes only by issue, checkout or checkin, or never"),
				r->noun->fields[i].key);
	return TB_OK;
}

/* TB_NULL means the same as TB_UNSET in a new record. */
static void drop_nulls(struct tb_record *r)
{
	for (unsigned i = 0; i < r->noun->n_fields; i++)
		if (r->v[i].is == TB_NULL)
			r->v[i].is = TB_UNSET;
}

enum tb_status tb_prepare_add(struct tb_db *db, struct tb_record *r, struct tb_pool *pool, struct tb_err *err)
{
	struct check c = { .db = db, .r = r, .patch = r, .pool = pool };
	bool made = r->noun == &tb_asset_noun && !tb_text(r, TB_ASSET_TAG);
	enum tb_status rc;

	drop_nulls(r);
	rc = refuse_flags(r, TB_DERIVED, err);
	if (!rc)
		rc = tb_record_check_required(r, err);
	if (!rc && r->noun == &tb_person_noun && r->v[TB_PERSON_ACTIVE].is == TB_UNSET)
		tb_set_num(r, TB_PERSON_ACTIVE, 1);
	if (!rc)
		rc = check_noun(&c, err);
	if (!rc && r->noun == &tb_asset_noun)
		rc = complete_asset(db, r, pool, err);
	if (rc || made) /* a tag that was made is free */
		return rc;
	return refuse_existing(db, r->noun, tb_text(r, r->noun->key), pool, err);
}

static enum tb_status refuse_clearing(const struct tb_record *patch, struct tb_err *err)
{
	for (unsigned i = 0; i < patch->noun->n_fields; i++)
		if (patch->v[i].is == TB_NULL && patch->noun->fields[i].flags & (TB_REQUIRED | TB_FILLED))
			return tb_err_set(err, TB_EINVAL, N_("'%s' cannot be empty"), patch->noun->fields[i].key);
	return TB_OK;
}

enum tb_status tb_prepare_edit(struct tb_db *db, const struct tb_record *now, const struct tb_record *patch,
			       struct tb_pool *pool, struct tb_err *err)
{
	struct tb_record after = *now;
	struct check c = { .db = db, .r = &after, .patch = patch, .pool = pool };
	enum tb_status rc = refuse_flags(patch, TB_KEY | TB_DERIVED | TB_ON_ADD, err);

	if (!rc)
		rc = refuse_clearing(patch, err);
	if (rc)
		return rc;
	tb_record_overlay(&after, patch);
	return check_noun(&c, err);
}
