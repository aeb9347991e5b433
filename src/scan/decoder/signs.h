/*
 * signs.h - where codes seem to be: the nested squares at the corners of a QR code, and rows of bars. A sign costs time at
 * most, and never makes a reading.
 */
#ifndef TB_SCAN_DECODER_SIGNS_H
#define TB_SCAN_DECODER_SIGNS_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

struct tb_sign {
	struct tb_point at; /* its middle, in the picture that was read */
	double size;        /* how wide it is */
	bool bars;
	bool beside; /* bars next to a code that was read: a label has both, and they say the same */
	bool lonely; /* a square without another near it, of which a QR code has three */
	int lines;   /* that crossed it */
};

struct tb_signs {
	struct tb_sign *at; /* owned */
	size_t n, cap;
};

#define TB_SIGNS_INIT                                                                                                  \
	{                                                                                                              \
		.at = NULL                                                                                             \
	}

void tb_signs_release(struct tb_signs *signs);

/* Add those in `g`, which is black and white; `back` leads to the picture that was read. */
void tb_signs_find(const struct tb_grey *g, const struct tb_map *back, struct tb_signs *signs);

/* Add those of `more`. */
void tb_signs_join(struct tb_signs *signs, const struct tb_signs *more);

/* Drop those that lie on codes that were read, and mark those that are beside one or lonely. */
void tb_signs_settle(struct tb_signs *signs, const struct tb_found_list *found);

/* How many are neither. */
size_t tb_signs_apart(const struct tb_signs *signs);

/* Is there one of these within the upright box between two corners? */
bool tb_signs_in(const struct tb_signs *signs, struct tb_point low, struct tb_point high);

#endif
