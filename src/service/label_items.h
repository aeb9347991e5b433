/*
 * label_items.h - what labels are to be printed, and what they say.
 */
#ifndef TB_SERVICE_LABEL_ITEMS_H
#define TB_SERVICE_LABEL_ITEMS_H

#include <trangbi/label.h>

#include "label/label.h"

struct tb_label_items {
	struct tb_label *label; /* owned; texts in the pool that was given */
	size_t n, cap;
	enum tb_label_of of;
};

/*
 * Find and sort what `choice` means. Each tag that is none is a problem, and then it is all refused.
 *
 * TB_ENOTFOUND  a tag or a condition names nothing that is registered, or `from` is none of them
 * TB_EINVAL     nothing is found, or an unknown order
 */
TB_MUST_CHECK
enum tb_status tb_label_items_find(struct tb_db *db, const struct tb_label_choice *choice, struct tb_pool *pool,
				   struct tb_label_items *out, struct tb_problems *problems, struct tb_err *err);

/* One invented thing of the noun, for a specimen; NULL for the commands. */
void tb_label_items_invent(const struct tb_noun *noun, struct tb_label_items *out);
void tb_label_items_release(struct tb_label_items *items);

/* The code, number or tag that an event about the labelled thing has as its subject, and its unit. */
const char *tb_label_subject(enum tb_label_of of, const struct tb_label *label);
const char *tb_label_unit(const struct tb_label *label);

#endif
