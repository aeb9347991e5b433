/*
 * outcome.h - how a decoder ended, and the message that tells it.
 */
#ifndef TB_SCAN_OUTCOME_H
#define TB_SCAN_OUTCOME_H

#include "scan/child.h"

enum tb_outcome { TB_OUTCOME_ANSWERED, TB_OUTCOME_CRASHED, TB_OUTCOME_SLOW, TB_OUTCOME_HUNGRY, TB_OUTCOME_BROKEN };

/* From the wait status of a child; whoever stopped it knows whether it was `slow` or talked without end. */
enum tb_outcome tb_outcome_of(const struct tb_child *child, int status, bool slow);

/* `name` is the picture's. TB_EINVAL; TB_ESYS where the decoder does not work at all. */
enum tb_status tb_outcome_explain(enum tb_outcome outcome, const char *name, const char *decoder, struct tb_err *err);

/* What it answered makes no sense: TB_EINVAL. */
enum tb_status tb_outcome_nonsense(const char *name, struct tb_err *err);

#endif
