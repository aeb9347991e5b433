/*
 * bars.h - where the Code 128 stand whose scan lines zbar reports.
 *
 * zbar scans line by line, forth on even lines and back on odd ones, and tells for each line that read a text where the
 * symbol ended on it: its right end on even lines, its left end on odd ones. It does this once for a text, also where the
 * text stands at several places.
 */
#ifndef TB_SCAN_DECODER_BARS_H
#define TB_SCAN_DECODER_BARS_H

#include <stddef.h>

struct tb_hit {
	int along, line; /* pixels along the scan line, and its number */
};

/* One symbol. */
struct tb_bars {
	int low, high;   /* its reach along the lines */
	int first, last; /* lines */
	int quality;     /* how many lines read it */
	int left, right; /* its ends where it was read last: it may lean */
};

/* Sort the hits, in the order of their lines, into symbols: `out` has room for `n`. Returns how many there are. */
size_t tb_bars_group(const struct tb_hit *hits, size_t n, struct tb_bars *out);

/* All of them (at least one) as one symbol: for those whose ends zbar does not tell so. */
struct tb_bars tb_bars_join(const struct tb_hit *hits, size_t n);

#endif
