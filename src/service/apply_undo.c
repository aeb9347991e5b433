/* apply_undo.c - what taking an import back makes of the state. */
#include "service/apply.h"

enum tb_status tb_apply_import_undo(const struct tb_change *c, struct tb_err *err)
{
	enum tb_status rc = tb_change_needs(c, TB_WITHDRAW_BATCH, err);

	return rc ? rc : tb_store_mark_undone(c->db->store, tb_num(c->payload, TB_WITHDRAW_BATCH, 0), c->ev->seq, err);
}

/* Who is withdrawn was there. */
static enum tb_status withdraw(const struct tb_change *c, const struct tb_noun *noun, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc = tb_change_needs(c, TB_WITHDRAW_BATCH, err);

	if (!rc)
		rc = tb_store_get(c->db->store, noun, c->ev->subject, c->pool, &r, err);
	if (rc)
		return rc;
	if (noun == &tb_asset_noun)
		return tb_store_delete_asset(c->db->store, &r, err);
	return tb_store_delete(c->db->store, noun, c->ev->subject, err);
}

/* Its tag may be on a label somewhere: it is remembered, and never given to another. */
enum tb_status tb_apply_asset_withdraw(const struct tb_change *c, struct tb_err *err)
{
	enum tb_status rc = withdraw(c, &tb_asset_noun, err);

	if (rc)
		return rc;
	return tb_store_note_withdrawn(c->db->store, c->ev->subject, tb_num(c->payload, TB_WITHDRAW_BATCH, 0),
				       c->ev->seq, err);
}

/* An official code is free again: the unit itself goes on. */
enum tb_status tb_apply_unit_withdraw(const struct tb_change *c, struct tb_err *err)
{
	return withdraw(c, &tb_unit_noun, err);
}

enum tb_status tb_apply_person_withdraw(const struct tb_change *c, struct tb_err *err)
{
	return withdraw(c, &tb_person_noun, err);
}

enum tb_status tb_apply_kind_withdraw(const struct tb_change *c, struct tb_err *err)
{
	return withdraw(c, &tb_kind_noun, err);
}
