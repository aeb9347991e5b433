/* apply.c - what each kind of event makes of the state. The one place by which state changes, live and in a replay. */
#include <string.h>

#include <trangbi/tag.h>

#include "model/custody.h"
#include "model/label.h"
#include "model/stocktake.h"
#include "service/apply.h"

static const struct tb_field site_fields[] = {
	{ "id", TB_TEXT, 0, N_("id"), NULL, NULL },
	{ "name", TB_TEXT, 0, N_("name"), NULL, NULL },
	{ "pattern", TB_TEXT, 0, N_("tag pattern"), NULL, NULL },
};

static const struct tb_field batch_fields[] = {
	{ "added", TB_INT, 0, N_("new"), NULL, NULL },
	{ "beside", TB_INT, 0, N_("registered too"), NULL, NULL },
	{ "changed", TB_INT, 0, N_("changed"), NULL, NULL },
	{ "file", TB_TEXT, 0, N_("file"), NULL, NULL },
	{ "noun", TB_TEXT, 0, N_("noun"), NULL, NULL },
	{ "profile", TB_TEXT, 0, N_("profile"), NULL, NULL },
	{ "rejected", TB_INT, 0, N_("rejected"), NULL, NULL },
	{ "rows", TB_INT, 0, N_("rows"), NULL, NULL },
	{ "same", TB_INT, 0, N_("same"), NULL, NULL },
	{ "sha256", TB_TEXT, 0, N_("digest of the file"), NULL, NULL },
};

static const struct tb_field withdraw_fields[] = { { "batch", TB_INT, 0, N_("batch"), NULL, NULL } };

static const struct tb_field alias_fields[] = { { "alias", TB_TEXT, 0, N_("alias"), NULL, NULL } };

const struct tb_noun tb_site_noun = { .name = "site", .fields = site_fields, .n_fields = 3, .key = TB_MAX_FIELDS };
const struct tb_noun tb_batch_noun = { .name = "batch", .fields = batch_fields, .n_fields = 10, .key = TB_MAX_FIELDS };
const struct tb_noun tb_withdraw_noun = {
	.name = "undo", .fields = withdraw_fields, .n_fields = 1, .key = TB_MAX_FIELDS
};
const struct tb_noun tb_alias_noun = { .name = "alias", .fields = alias_fields, .n_fields = 1, .key = TB_MAX_FIELDS };

enum tb_status tb_change_needs(const struct tb_change *c, unsigned field, struct tb_err *err)
{
	if (c->payload->v[field].is >= TB_IS_TEXT)
		return TB_OK;
	return tb_err_set(err, TB_ECORRUPT, N_("the event lacks the detail '%s'"), c->payload->noun->fields[field].key);
}

static enum tb_status apply_site(const struct tb_change *c, struct tb_err *err)
{
	struct tb_site site = { .id = tb_text(c->payload, TB_SITE_ID),
				.name = tb_text(c->payload, TB_SITE_NAME),
				.tag_pattern = tb_text(c->payload, TB_SITE_PATTERN),
				.created = c->ev->recorded };

	return tb_store_put_site(c->db->store, &site, err);
}

static enum tb_status apply_import_begin(const struct tb_change *c, struct tb_err *err)
{
	struct tb_batch b = { .id = c->ev->seq,
			      .noun = tb_text(c->payload, TB_BATCH_NOUN),
			      .file = tb_text(c->payload, TB_BATCH_FILE),
			      .profile = tb_text(c->payload, TB_BATCH_PROFILE) };
	enum tb_status rc = tb_store_open_batch(c->db->store, &b, err);

	return rc || !b.profile ? rc : tb_store_put_batch_more(c->db->store, &b, NULL, err);
}

static enum tb_status apply_import_end(const struct tb_change *c, struct tb_err *err)
{
	const struct tb_record *p = c->payload;
	struct tb_batch b = {
		.id = c->ev->batch,
		.rows = tb_num(p, TB_BATCH_ROWS, 0),
		.added = tb_num(p, TB_BATCH_ADDED, 0),
		.changed = tb_num(p, TB_BATCH_CHANGED, 0),
		.same = tb_num(p, TB_BATCH_SAME, 0),
		.rejected = tb_num(p, TB_BATCH_REJECTED, 0),
		.beside = tb_num(p, TB_BATCH_BESIDE, 0),
	};
	const char *sha256 = tb_text(p, TB_BATCH_SHA256);
	enum tb_status rc = tb_store_close_batch(c->db->store, &b, err);

	return rc || (!b.beside && !sha256) ? rc : tb_store_put_batch_more(c->db->store, &b, sha256, err);
}

static enum tb_status apply_add(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record r = *c->payload;

	tb_set_text(&r, r.noun->key, c->ev->subject);
	return tb_store_insert(c->db->store, &r, c->ev->seq, err);
}

static enum tb_status get_subject(const struct tb_change *c, const struct tb_noun *noun, struct tb_record *out,
				  struct tb_err *err)
{
	return tb_store_get(c->db->store, noun, c->ev->subject, c->pool, out, err);
}

static enum tb_status apply_edit(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc = get_subject(c, c->payload->noun, &r, err);

	if (rc)
		return rc;
	tb_record_overlay(&r, c->payload);
	return tb_store_update(c->db->store, &r, c->ev->seq, err);
}

/* A tag that came with a label of its own may be far ahead of the numbers given out here; it does not use them up. */
enum { MAX_SERIAL_JUMP = 1000 };

static enum tb_status raise_serial(const struct tb_change *c, struct tb_err *err)
{
	const char *pattern = c->db->site.tag_pattern, *tag = c->ev->subject;
	int64_t serial = tb_tag_serial(pattern, tag), last = 0;
	char prefix[TB_TAG_SIZE];
	size_t len = tb_tag_prefix_len(pattern);
	enum tb_status rc;

	if (serial < 0)
		return TB_OK;
	memcpy(prefix, tag, len); /* the tag is as long as the pattern, 16 at most */
	prefix[len] = '\0';
	rc = tb_store_last_serial(c->db->store, prefix, &last, err);
	if (rc || serial <= last || serial > last + MAX_SERIAL_JUMP)
		return rc;
	return tb_store_raise_serial(c->db->store, prefix, serial, err);
}

static enum tb_status apply_asset_add(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc;

	tb_become(c->ev, c->payload, false, &r);
	rc = tb_store_insert_asset(c->db->store, &r, c->ev->seq, err);
	if (!rc)
		rc = tb_store_readmit(c->db->store, c->ev->subject, err);
	return rc ? rc : raise_serial(c, err);
}

/* Store what the event makes of the asset; `*out` is that, and may be NULL. */
static enum tb_status update_asset(const struct tb_change *c, bool issued, struct tb_record *out, struct tb_err *err)
{
	struct tb_record now, then;
	enum tb_status rc = get_subject(c, &tb_asset_noun, &now, err);

	if (rc)
		return rc;
	then = now;
	tb_become(c->ev, c->payload, issued, &then);
	if (out)
		*out = then;
	return tb_store_update_asset(c->db->store, &now, &then, c->ev->seq, err);
}

/* Of events that change nothing beside. */
static enum tb_status apply_to_asset(const struct tb_change *c, struct tb_err *err)
{
	return update_asset(c, false, NULL, err);
}

static enum tb_status apply_alias(const struct tb_change *c, struct tb_err *err)
{
	enum tb_status rc = tb_change_needs(c, TB_ALIAS_NAME, err);

	return rc ? rc
		  : tb_store_put_alias(c->db->store, c->ev->subject, "other", tb_text(c->payload, TB_ALIAS_NAME), err);
}

static enum tb_status open_spell(const struct tb_change *c, const char *kind, const struct tb_record *asset,
				 struct tb_err *err)
{
	struct tb_custody spell = {
		.opened_by = c->ev->seq,
		.tag = c->ev->subject,
		.kind = kind,
		.unit = c->ev->unit,
		.person = tb_text(c->payload, TB_CUSTODY_HOLDER),
		.due = tb_text(c->payload, TB_CUSTODY_DUE),
		.purpose = c->ev->purpose,
		.doc = c->ev->doc,
		.condition = tb_text(asset, TB_ASSET_CONDITION),
		.from = c->ev->at,
	};

	return tb_store_open_custody(c->db->store, &spell, err);
}

static enum tb_status close_spell(const struct tb_change *c, const char *kind, const struct tb_record *asset,
				  struct tb_err *err)
{
	return tb_store_close_custody(c->db->store, c->ev->subject, kind, c->ev->at, tb_text(asset, TB_ASSET_CONDITION),
				      c->ev->seq, err);
}

static enum tb_status apply_issue(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record asset;
	enum tb_status rc = update_asset(c, false, &asset, err);

	if (!rc)
		rc = close_spell(c, "issue", &asset, err);
	return rc ? rc : open_spell(c, "issue", &asset, err);
}

static enum tb_status apply_checkout(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record asset;
	enum tb_status rc = update_asset(c, false, &asset, err);

	return rc ? rc : open_spell(c, "loan", &asset, err);
}

static enum tb_status apply_checkin(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record asset;
	enum tb_status rc = update_asset(c, false, &asset, err);

	return rc ? rc : close_spell(c, "loan", &asset, err);
}

static enum tb_status apply_undo(const struct tb_change *c, struct tb_err *err)
{
	enum tb_status rc = tb_change_needs(c, TB_UNDO_SEQ, err);

	if (!rc)
		rc = update_asset(c, false, NULL, err);
	return rc ? rc : tb_store_undo_custody(c->db->store, c->ev->subject, tb_num(c->payload, TB_UNDO_SEQ, 0), err);
}

/* ---- what a stocktake found ------------------------------------------------------------------------------------- */

/* `*issued`: a unit answers for the asset. */
static enum tb_status apply_find(const struct tb_change *c, bool *issued, struct tb_record *asset, struct tb_err *err)
{
	enum tb_status rc = tb_change_needs(c, TB_CUSTODY_CONDITION, err);

	if (!rc)
		rc = tb_store_has_custody(c->db->store, c->ev->subject, "issue", issued, err);
	return rc ? rc : update_asset(c, *issued, asset, err);
}

static enum tb_status apply_found(const struct tb_change *c, struct tb_err *err)
{
	bool issued = false;

	return apply_find(c, &issued, NULL, err);
}

/* Who has it now answers for it, if anybody did. */
static enum tb_status apply_move(const struct tb_change *c, struct tb_err *err)
{
	struct tb_record asset;
	bool issued = false;
	enum tb_status rc = apply_find(c, &issued, &asset, err);

	if (rc || !issued)
		return rc;
	rc = close_spell(c, "issue", &asset, err);
	return rc ? rc : open_spell(c, "issue", &asset, err);
}

/* ---- labels ----------------------------------------------------------------------------------------------------- */

static enum tb_status put_label(const struct tb_change *c, const struct tb_noun *noun, struct tb_err *err)
{
	const struct tb_record *p = c->payload;
	struct tb_label_print print = {
		.id = c->ev->seq,
		.noun = noun->name,
		.subject = c->ev->subject,
		.template = tb_text(p, TB_LABEL_EVENT_TEMPLATE),
		.sheet = tb_text(p, TB_LABEL_EVENT_SHEET),
		.target = tb_text(p, TB_LABEL_EVENT_TARGET),
		.reason = tb_text(p, TB_LABEL_EVENT_REASON),
		.actor = c->ev->actor,
		.copies = tb_num(p, TB_LABEL_EVENT_COPIES, 0),
		.at = c->ev->at,
	};

	return tb_store_put_label(c->db->store, &print, err);
}

/* A label names something that is registered. */
static enum tb_status apply_label(const struct tb_change *c, const struct tb_noun *noun, struct tb_err *err)
{
	struct tb_record subject;
	enum tb_status rc = get_subject(c, noun, &subject, err);

	if (!rc)
		rc = tb_change_needs(c, TB_LABEL_EVENT_COPIES, err);
	if (!rc)
		rc = tb_change_needs(c, TB_LABEL_EVENT_TARGET, err);
	if (!rc)
		rc = tb_change_needs(c, TB_LABEL_EVENT_TEMPLATE, err);
	return rc ? rc : put_label(c, noun, err);
}

static enum tb_status apply_asset_label(const struct tb_change *c, struct tb_err *err)
{
	return apply_label(c, &tb_asset_noun, err);
}

static enum tb_status apply_unit_label(const struct tb_change *c, struct tb_err *err)
{
	return apply_label(c, &tb_unit_noun, err);
}

static enum tb_status apply_person_label(const struct tb_change *c, struct tb_err *err)
{
	return apply_label(c, &tb_person_noun, err);
}

/* Every kind of event there is. */
static const struct event_kind {
	const char *name;
	const struct tb_noun *payload;
	enum tb_status (*apply)(const struct tb_change *c, struct tb_err *err);
} event_kinds[] = {
	{ "asset.add", &tb_asset_noun, apply_asset_add },
	{ "asset.edit", &tb_asset_noun, apply_to_asset },
	{ "asset.alias", &tb_alias_noun, apply_alias },
	{ "asset.issue", &tb_custody_noun, apply_issue },
	{ "asset.checkout", &tb_custody_noun, apply_checkout },
	{ "asset.checkin", &tb_custody_noun, apply_checkin },
	{ "asset.undo", &tb_undo_noun, apply_undo },
	{ "asset.label", &tb_label_noun, apply_asset_label },
	{ "asset.count", &tb_count_noun, tb_apply_asset_count },
	{ "asset.uncount", &tb_count_noun, tb_apply_asset_uncount },
	{ "asset.move", &tb_custody_noun, apply_move },
	{ "asset.missing", &tb_custody_noun, apply_to_asset },
	{ "asset.found", &tb_custody_noun, apply_found },
	{ "unit.add", &tb_unit_noun, apply_add },
	{ "unit.edit", &tb_unit_noun, apply_edit },
	{ "unit.label", &tb_label_noun, apply_unit_label },
	{ "person.add", &tb_person_noun, apply_add },
	{ "person.edit", &tb_person_noun, apply_edit },
	{ "person.label", &tb_label_noun, apply_person_label },
	{ "kind.add", &tb_kind_noun, apply_add },
	{ "kind.edit", &tb_kind_noun, apply_edit },
	{ "stocktake.open", &tb_stocktake_noun, tb_apply_stocktake_open },
	{ "stocktake.unknown", &tb_count_noun, tb_apply_stocktake_unknown },
	{ "stocktake.surplus", &tb_count_noun, tb_apply_stocktake_surplus },
	{ "stocktake.uncount", &tb_count_noun, tb_apply_stocktake_uncount },
	{ "stocktake.recount", &tb_stocktake_noun, tb_apply_stocktake_recount },
	{ "stocktake.close", &tb_stocktake_noun, tb_apply_stocktake_close },
	{ "stocktake.accept", &tb_count_noun, tb_apply_stocktake_accept },
	{ "import.begin", &tb_batch_noun, apply_import_begin },
	{ "import.end", &tb_batch_noun, apply_import_end },
	{ "import.undo", &tb_withdraw_noun, tb_apply_import_undo },
	{ "asset.withdraw", &tb_withdraw_noun, tb_apply_asset_withdraw },
	{ "unit.withdraw", &tb_withdraw_noun, tb_apply_unit_withdraw },
	{ "person.withdraw", &tb_withdraw_noun, tb_apply_person_withdraw },
	{ "kind.withdraw", &tb_withdraw_noun, tb_apply_kind_withdraw },
	{ "site.init", &tb_site_noun, apply_site },
};

static const struct event_kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(event_kinds) / sizeof(event_kinds[0]); i++)
		if (!strcmp(event_kinds[i].name, name))
			return &event_kinds[i];
	return NULL;
}

const struct tb_noun *tb_payload_noun(const char *event_kind)
{
	const struct event_kind *kind = find_kind(event_kind);

	return kind ? kind->payload : NULL;
}

enum tb_status tb_read_payload(const char *event_kind, const char *json, struct tb_pool *pool, struct tb_record *out,
			       struct tb_err *err)
{
	struct tb_record payload = { .noun = tb_payload_noun(event_kind) };
	enum tb_status rc;

	if (!payload.noun)
		return tb_err_set(err, TB_ECORRUPT, N_("this program does not know events of the kind '%s'"),
				  event_kind);
	rc = tb_record_from_payload(&payload, json, pool, err);
	if (!rc)
		*out = payload;
	return rc;
}

enum tb_status tb_apply(struct tb_db *db, const struct tb_event *ev, const struct tb_record *payload,
			struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_change c = { .db = db, .ev = ev, .payload = payload, .pool = &pool };
	enum tb_status rc;

	if (payload->noun != &tb_withdraw_noun)
		tb_store_trust(db->store, false);
	rc = find_kind(ev->kind)->apply(&c, err);
	tb_pool_release(&pool);
	return rc;
}
