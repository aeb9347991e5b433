/*
 * symbol.h - a text as a QR code or a Code 128: which modules are dark. How large they are drawn is for pen.c to say.
 *
 * 16 upper-case letters and digits just fill a QR code of version 1 (21 x 21 modules) at level Q. zint only encodes; what
 * it draws is not in whole dots.
 */
#ifndef TB_LABEL_SYMBOL_H
#define TB_LABEL_SYMBOL_H

#include <stdbool.h>

#include <trangbi/err.h>

enum tb_symbology {
	TB_QR,      /* error correction of level Q */
	TB_QR_LONG, /* of level M: for a text that is no tag alone */
	TB_CODE128,
	TB_GS1_128, /* the text has its application identifiers in brackets: "[8004]..." */
};

struct tb_matrix {
	int width, height;          /* modules, without the quiet zone; a Code 128 is 1 high */
	unsigned char (*rows)[144]; /* borrowed; a bit for each module */
};

struct zint_symbol;

/* TB_EINVAL where it is not 1 .. 48 printable characters of ASCII. */
TB_MUST_CHECK
enum tb_status tb_symbol_check(const char *payload, struct tb_err *err);

struct zint_symbol *tb_symbol_new(enum tb_symbology which);
void tb_symbol_free(struct zint_symbol *z); /* accepts NULL */

/*
 * Encode a checked text. `*out` points into `z` and lasts until the next call.
 *
 * TB_EINVAL  zint makes no symbol of it
 */
TB_MUST_CHECK
enum tb_status tb_symbol_encode(struct zint_symbol *z, const char *text, struct tb_matrix *out, struct tb_err *err);

/* Dark modules that are drawn as one. */
struct tb_rect {
	int x, y, width, height;
};

/*
 * The next rectangle behind `*r`, row by row; begin with the rectangle {0}. False where there is none. Neighbours in a row
 * are one rectangle, and so are equal runs in the rows below: fewer edges, and fewer seams in viewers that smooth them.
 */
bool tb_matrix_next(const struct tb_matrix *m, struct tb_rect *r);

#endif
