/*
 * symbols.h - libzbar: the codes in one grey picture as it is.
 */
#ifndef TB_SCAN_DECODER_SYMBOLS_H
#define TB_SCAN_DECODER_SYMBOLS_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"

enum { TB_SYMBOLS_USUAL = 1u << TB_FOUND_CODE128 | 1u << TB_FOUND_QRCODE };

/* How a picture is looked at. */
struct tb_look {
	unsigned kinds;     /* of symbols, a set */
	int step;           /* pixels between scan lines, 1: every row and column; so coarse are the boxes of bars */
	int pass;           /* noted in what is found */
	struct tb_map back; /* from the picture to the one that was read */
};

/* Find codes in `g` and add them to `list`. */
void tb_symbols_find(const struct tb_grey *g, const struct tb_look *look, struct tb_found_list *list);

/* As answer.h names a kind. */
const char *tb_symbols_name(enum tb_found_kind kind);

/* The kinds that a symbology of a request means; none for a name that is unknown. */
unsigned tb_symbols_asked(const char *name);

#endif
