/*
 * anchor.h - which event a ledger must have, as whoever verifies it says: an anchor's text, a paper that carries one, or a
 * hash alone.
 */
#ifndef TB_SERVICE_ANCHOR_H
#define TB_SERVICE_ANCHOR_H

#include <trangbi/err.h>

#include "model/anchor.h"

/*
 * What a verification looks for; `out->seq` is 0 where any event may have the hash, which may then be its beginning only, and
 * empty where nothing is wanted.
 *
 * `given` is an anchor's text, "@FILE" for the picture of a paper, or 16 to 64 digits of a hash; NULL wants nothing.
 *
 * TB_EINVAL    it is none of these, or no picture
 * TB_ENOTFOUND no anchor is seen in the picture
 * TB_EREFUSED  several different ones are, or it is of another site than `site`
 * TB_ESYS      the picture cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_wanted_read(const char *given, const char *site, struct tb_anchor *out, struct tb_err *err);

/* Whether the event is the one that is wanted. */
bool tb_wanted_is(const struct tb_anchor *wanted, int64_t seq, const char *hash);

/* Say why there is none in a ledger that ends with event `last`. */
enum tb_status tb_wanted_missing(const struct tb_anchor *wanted, int64_t last, struct tb_err *err);

#endif
