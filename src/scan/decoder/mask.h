/*
 * mask.h - parts of a picture that need no second look.
 */
#ifndef TB_SCAN_DECODER_MASK_H
#define TB_SCAN_DECODER_MASK_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

/*
 * Paint the QR codes of `found` white in `g`, from which `back` leads to the picture where they were found: zbar gives up
 * after so many patterns that may be corners, and those of codes already read use up its patience.
 */
void tb_mask_paint(struct tb_grey *g, const struct tb_map *back, const struct tb_found_list *found);

/* Lies the point on one of the codes? */
bool tb_mask_covers(const struct tb_found_list *found, struct tb_point p);

#endif
