/*
 * fnc4.h - does a Code 128 hold letters beyond ASCII?
 *
 * They are written with a codeword before them, FNC4, that zbar passes over as if it were not there: it reads "s" for "ó".
 */
#ifndef TB_SCAN_DECODER_FNC4_H
#define TB_SCAN_DECODER_FNC4_H

#include <stdbool.h>

#include "scan/decoder/grey.h"

/* Where scan lines cross the symbol, in pixels: lines first..last, each from low to high, where zbar sees its ends. */
struct tb_crossing {
	bool down; /* the lines run from top to bottom */
	int first, last, low, high;
	int len; /* of its text */
};

/* Does it hold FNC4? False also where its bars cannot be told apart. */
bool tb_fnc4_is_in(const struct tb_grey *g, const struct tb_crossing *crossing);

#endif
