/* become.c - what each kind of event makes of the record of an asset; the part of applying it that needs no store. */
#include <string.h>

#include "model/custody.h"
#include "service/db.h"

/* An event at hand. */
struct turn {
	const struct tb_event *ev;
	const struct tb_record *payload;
	bool issued;
};

static void become_added(const struct turn *t, struct tb_record *asset)
{
	*asset = *t->payload;
	tb_set_text(asset, TB_ASSET_TAG, t->ev->subject);
	tb_set_text(asset, TB_ASSET_STATUS, "in_stock");
}

static void become_edited(const struct turn *t, struct tb_record *asset)
{
	tb_record_overlay(asset, t->payload);
}

/* Whoever handles an asset has seen it. */
static void mark_seen(const struct turn *t, struct tb_record *asset)
{
	tb_set_num(asset, TB_ASSET_SEEN_AT, t->ev->at);
	tb_set_text(asset, TB_ASSET_SEEN_UNIT, t->ev->unit);
	tb_set_text(asset, TB_ASSET_SEEN_HOW, t->ev->channel);
}

static void become_issued(const struct turn *t, struct tb_record *asset)
{
	tb_set_text(asset, TB_ASSET_STATUS, "in_use");
	tb_set_text(asset, TB_ASSET_UNIT, t->ev->unit);
	mark_seen(t, asset);
}

static void become_lent(const struct turn *t, struct tb_record *asset)
{
	asset->v[TB_ASSET_CUSTODIAN] = t->payload->v[TB_CUSTODY_HOLDER];
	asset->v[TB_ASSET_DUE] = t->payload->v[TB_CUSTODY_DUE];
	tb_set_text(asset, TB_ASSET_PURPOSE, t->ev->purpose);
	mark_seen(t, asset);
}

static void become_returned(const struct turn *t, struct tb_record *asset)
{
	asset->v[TB_ASSET_CONDITION] = t->payload->v[TB_CUSTODY_CONDITION];
	tb_set_text(asset, TB_ASSET_CUSTODIAN, NULL);
	tb_set_text(asset, TB_ASSET_DUE, NULL);
	tb_set_text(asset, TB_ASSET_PURPOSE, NULL);
	mark_seen(t, asset);
}

static void become_as_before(const struct turn *t, struct tb_record *asset)
{
	tb_undo_overlay(asset, t->payload);
}

static void become_missing(const struct turn *t, struct tb_record *asset)
{
	(void)t;
	tb_set_text(asset, TB_ASSET_STATUS, "missing");
}

/* An asset that was lost or missing is what it was before: in use where it was issued, else in stock. */
static void become_found(const struct turn *t, struct tb_record *asset)
{
	const char *status = tb_text(asset, TB_ASSET_STATUS);

	asset->v[TB_ASSET_CONDITION] = t->payload->v[TB_CUSTODY_CONDITION];
	if (status && (!strcmp(status, "lost") || !strcmp(status, "missing")))
		tb_set_text(asset, TB_ASSET_STATUS, t->issued ? "in_use" : "in_stock");
}

/* It belongs from now on to the unit where it was found. */
static void become_moved(const struct turn *t, struct tb_record *asset)
{
	become_found(t, asset);
	tb_set_text(asset, TB_ASSET_UNIT, t->ev->unit);
}

static const struct {
	const char *kind;
	void (*become)(const struct turn *t, struct tb_record *asset);
} kinds[] = {
	{ "asset.add", become_added },       { "asset.edit", become_edited },      { "asset.issue", become_issued },
	{ "asset.checkout", become_lent },   { "asset.checkin", become_returned }, { "asset.undo", become_as_before },
	{ "asset.missing", become_missing }, { "asset.found", become_found },      { "asset.move", become_moved },
};

bool tb_become(const struct tb_event *ev, const struct tb_record *payload, bool issued, struct tb_record *asset)
{
	const struct turn t = { .ev = ev, .payload = payload, .issued = issued };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(ev->kind, kinds[i].kind)) {
			kinds[i].become(&t, asset);
			return true;
		}
	return false;
}
