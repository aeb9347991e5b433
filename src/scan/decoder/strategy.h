/*
 * strategy.h - which passes a picture goes through until its codes are found.
 */
#ifndef TB_SCAN_DECODER_STRATEGY_H
#define TB_SCAN_DECODER_STRATEGY_H

#include <stdint.h>

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

struct tb_wanted {
	unsigned kinds;      /* of symbols, a set */
	int64_t deadline_ms; /* of tb_clock_ms(): no pass but the first is begun after it; INT64_MAX for all passes */
};

/*
 * Fill `list` with the codes of the picture. With all passes the same picture always gives the same codes.
 */
void tb_strategy_run(const struct tb_grey *picture, const struct tb_wanted *wanted, struct tb_found_list *list);

#endif
