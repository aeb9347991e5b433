/*
 * symbols.h - libzbar: the codes in one grey picture as it is.
 */
#ifndef TB_SCAN_DECODER_SYMBOLS_H
#define TB_SCAN_DECODER_SYMBOLS_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

/*
 * Find Code 128 and QR codes in `g` and add them to `list`; `back` leads from `g` to the picture that was read. Scan lines
 * lie `step` pixels apart (1: every row and column), and so coarse are the boxes of Code 128.
 */
void tb_symbols_find(const struct tb_grey *g, int step, const struct tb_map *back, struct tb_found_list *list);

#endif
