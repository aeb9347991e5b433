/*
 * form.h - what official papers have in common: the head of the ledger on each page and as QR code, the moment, numbers, and
 * the names that stand for codes.
 */
#ifndef TB_SERVICE_FORM_H
#define TB_SERVICE_FORM_H

#include <stdint.h>

#include <trangbi/ledger.h>

#include "base/file.h"
#include "label/paper.h"
#include "service/db.h"

/* A number that nobody knows; printed as "…". */
#define TB_FORM_UNKNOWN INT64_MIN

/* "12.500.000" */
const char *tb_form_number(struct tb_pool *pool, int64_t n);

enum { TB_FORM_MOMENT = 5 }; /* hour, minute, day, month, year */

/* The parts of a moment (seconds since the epoch, UTC) as they are here, into `out`. */
void tb_form_moment(struct tb_pool *pool, int64_t at, const char *out[TB_FORM_MOMENT]);

const char *tb_form_anchor(struct tb_pool *pool, const struct tb_head *head);

/*
 * Draw a paper into `out`, with the anchor as its foot and QR code. `paper` has no foot, code or `write` of its own; `ctx` is
 * that of `next`. The statuses of tb_paper_draw().
 */
TB_MUST_CHECK
enum tb_status tb_form_draw(const struct tb_paper *paper, const char *anchor, struct tb_outfile *out,
			    struct tb_err *err);

/* One field of a unit, person or kind; NULL where it has none, or is not registered. */
const char *tb_form_detail(struct tb_db *db, const struct tb_noun *noun, const char *code, unsigned field,
			   struct tb_pool *pool);

/* Its name, else the code, which may be NULL. */
const char *tb_form_name(struct tb_db *db, const struct tb_noun *noun, const char *code, struct tb_pool *pool);

/* The full name of a unit, else its name, else the code. */
const char *tb_form_unit(struct tb_db *db, const char *code, struct tb_pool *pool);

/* Whether the name of a file ends like that, in either case. */
bool tb_form_is_of(const char *path, const char *end);

#endif
