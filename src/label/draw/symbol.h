/*
 * symbol.h - a tag as a QR code or a Code 128: which modules are dark. How large they are drawn is for draw.c to say.
 *
 * The QR is version 1 (21 x 21 modules) at level Q, which 16 upper-case letters and digits just fill. zint only encodes;
 * what it draws is not in whole dots.
 */
#ifndef TB_LABEL_SYMBOL_H
#define TB_LABEL_SYMBOL_H

#include <stdbool.h>

#include <trangbi/err.h>

enum tb_symbology { TB_QR, TB_CODE128 };

struct tb_matrix {
	int width, height;          /* modules, without the quiet zone; a Code 128 is 1 high */
	unsigned char (*rows)[144]; /* borrowed; see tb_matrix_dark() */
};

struct zint_symbol;

/* TB_EINVAL where the tag is not 1..16 of A-Z 0-9. */
TB_MUST_CHECK
enum tb_status tb_symbol_check(const char *tag, struct tb_err *err);

struct zint_symbol *tb_symbol_new(enum tb_symbology which);
void tb_symbol_free(struct zint_symbol *z);

/*
 * Encode a checked tag. `*out` points into `z` and lasts until the next call.
 *
 * TB_EINVAL  zint makes no symbol of it
 */
TB_MUST_CHECK
enum tb_status tb_symbol_encode(struct zint_symbol *z, const char *tag, struct tb_matrix *out, struct tb_err *err);

bool tb_matrix_dark(const struct tb_matrix *m, int x, int y);

#endif
