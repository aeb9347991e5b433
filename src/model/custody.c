#include "model/custody.h"

#include <string.h>

static const struct tb_field custody_fields[] = {
	{ "condition", TB_TEXT, 0, N_("condition"), NULL, NULL },
	{ "due", TB_DATE, 0, N_("due back"), NULL, NULL },
	{ "from", TB_CODE, 0, N_("from"), NULL, NULL },
	{ "holder", TB_CODE, 0, N_("holder"), NULL, NULL },
};

static const unsigned char custody_show[] = {
	TB_CUSTODY_FROM,
	TB_CUSTODY_HOLDER,
	TB_CUSTODY_DUE,
	TB_CUSTODY_CONDITION,
};

const struct tb_noun tb_custody_noun = {
	.name = "custody",
	.plural = "custody",
	.fields = custody_fields,
	.n_fields = 4,
	.key = TB_MAX_FIELDS,
	.show = custody_show,
	.list = custody_show,
	.n_list = 4,
};

static const struct tb_field undo_fields[] = {
	{ "condition", TB_TEXT, 0, N_("condition"), NULL, NULL },
	{ "custodian", TB_CODE, 0, N_("custodian"), NULL, NULL },
	{ "due", TB_DATE, 0, N_("due back"), NULL, NULL },
	{ "purpose", TB_TEXT, 0, N_("purpose"), NULL, NULL },
	{ "seq", TB_INT, 0, N_("no."), NULL, NULL },
	{ "status", TB_TEXT, 0, N_("status"), NULL, NULL },
	{ "undoes", TB_TEXT, 0, N_("event"), NULL, NULL },
	{ "unit", TB_CODE, 0, N_("unit"), NULL, NULL },
};

const struct tb_noun tb_undo_noun = { .name = "undo", .fields = undo_fields, .n_fields = 8, .key = TB_MAX_FIELDS };

/* Which field of an asset each one of an undo is. */
static const struct {
	unsigned undo, asset;
} undone[] = {
	{ TB_UNDO_CONDITION, TB_ASSET_CONDITION },
	{ TB_UNDO_CUSTODIAN, TB_ASSET_CUSTODIAN },
	{ TB_UNDO_DUE, TB_ASSET_DUE },
	{ TB_UNDO_PURPOSE, TB_ASSET_PURPOSE },
	{ TB_UNDO_STATUS, TB_ASSET_STATUS },
	{ TB_UNDO_UNIT, TB_ASSET_UNIT },
};
enum { N_UNDONE = sizeof(undone) / sizeof(undone[0]) };

unsigned tb_undo_diff(const struct tb_record *now, const struct tb_record *before, struct tb_record *payload)
{
	unsigned n = 0;

	for (int i = 0; i < N_UNDONE; i++) {
		const struct tb_value *was = &before->v[undone[i].asset], *is = &now->v[undone[i].asset];

		if (tb_value_equal(was, is))
			continue;
		tb_set_text(payload, undone[i].undo, tb_text(before, undone[i].asset));
		n++;
	}
	return n;
}

void tb_undo_overlay(struct tb_record *asset, const struct tb_record *payload)
{
	for (int i = 0; i < N_UNDONE; i++)
		if (payload->v[undone[i].undo].is != TB_UNSET)
			asset->v[undone[i].asset] = payload->v[undone[i].undo];
}

/* Why an asset in that state is not given to anybody, or NULL. */
static const char *obstacle(const char *status)
{
	static const struct {
		const char *status, *msgid;
	} obstacles[] = {
		{ "in_repair", N_("it is in repair") },
		{ "in_transit", N_("it is on its way to another unit") },
		{ "missing", N_("it is under search, because a stocktake did not find it") },
		{ "lost", N_("it is recorded as lost") },
		{ "awaiting_disposal", N_("it awaits disposal") },
		{ "disposed", N_("it was disposed of") },
	};

	for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++)
		if (!strcmp(status, obstacles[i].status))
			return obstacles[i].msgid;
	return NULL;
}

static enum tb_status check_present(const struct tb_record *asset, struct tb_err *err)
{
	const char *holder = tb_text(asset, TB_ASSET_CUSTODIAN), *due = tb_text(asset, TB_ASSET_DUE);
	const char *why = obstacle(tb_text(asset, TB_ASSET_STATUS));

	if (why)
		return tb_err_set_plain(err, TB_EREFUSED, why);
	if (holder && due)
		return tb_err_set(err, TB_EREFUSED, N_("it is lent to '%s' until %s; check it in first"), holder, due);
	if (holder)
		return tb_err_set(err, TB_EREFUSED, N_("it is lent to '%s'; check it in first"), holder);
	return TB_OK;
}

enum tb_status tb_asset_check_lendable(const struct tb_record *asset, struct tb_err *err)
{
	enum tb_status rc = check_present(asset, err);

	if (!rc && !strcmp(tb_text(asset, TB_ASSET_CONDITION), "broken"))
		rc = tb_err_set(err, TB_EREFUSED,
				N_("it is broken; once repaired, record it with 'trangbi asset edit --condition ok'"));
	return rc;
}

enum tb_status tb_asset_check_issuable(const struct tb_record *asset, const char *unit, struct tb_err *err)
{
	enum tb_status rc = check_present(asset, err);

	if (!rc && !strcmp(tb_text(asset, TB_ASSET_STATUS), "in_use") && !strcmp(tb_text(asset, TB_ASSET_UNIT), unit))
		rc = tb_err_set(err, TB_EREFUSED, N_("it is issued to unit '%s' already"), unit);
	return rc;
}

enum tb_status tb_asset_check_returnable(const struct tb_record *asset, struct tb_err *err)
{
	if (tb_text(asset, TB_ASSET_CUSTODIAN))
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("it is not lent to anybody"));
}

enum tb_status tb_person_check_active(const struct tb_record *person, struct tb_err *err)
{
	if (tb_num(person, TB_PERSON_ACTIVE, 1))
		return TB_OK;
	return tb_err_set(err, TB_EREFUSED, N_("'%s' has left and cannot take assets"),
			  tb_text(person, TB_PERSON_NUMBER));
}

enum tb_status tb_unit_check_valid(const struct tb_record *unit, const char *date, struct tb_err *err)
{
	const char *code = tb_text(unit, TB_UNIT_CODE), *to = tb_text(unit, TB_UNIT_VALID_TO);
	const char *from = tb_text(unit, TB_UNIT_VALID_FROM), *successor = tb_text(unit, TB_UNIT_SUCCESSOR);

	if (from && strcmp(date, from) < 0)
		return tb_err_set(err, TB_EREFUSED, N_("unit '%s' does not exist before %s"), code, from);
	if (!to || strcmp(date, to) <= 0)
		return TB_OK;
	if (successor)
		return tb_err_set(err, TB_EREFUSED, N_("unit '%s' was closed on %s; use its successor '%s'"), code, to,
				  successor);
	return tb_err_set(err, TB_EREFUSED, N_("unit '%s' was closed on %s"), code, to);
}
