/*
 * match.h - how a line of the accounting book and the register come together: the words of TB_MATCH_RESULT.
 */
#ifndef TB_MODEL_MATCH_H
#define TB_MODEL_MATCH_H

#include <trangbi/record.h>

/* By enum tb_match_result; ends with a NULL code. */
extern const struct tb_word tb_match_results[];

#endif
