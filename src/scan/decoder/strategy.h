/*
 * strategy.h - which filters a picture goes through until its codes are found.
 */
#ifndef TB_SCAN_DECODER_STRATEGY_H
#define TB_SCAN_DECODER_STRATEGY_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

/* Fill `list` with the codes of the picture; stops adding passes once it has taken its budget of processor time. */
void tb_strategy_run(const struct tb_grey *picture, struct tb_found_list *list);

/* The budget begins now, for another picture in the same process; of the first it begins with the process. */
void tb_strategy_begin(void);

#endif
