/*
 * pdf_font.h - a face in a PDF: a composite font whose codes are the glyphs of a TrueType font that holds only the letters
 * used, and the table by which they are found and copied as text (ISO 32000-1, 9.7 and 9.10).
 */
#ifndef TB_LABEL_PDF_FONT_H
#define TB_LABEL_PDF_FONT_H

#include "label/draw/text.h"

/* The parts of which pdf.c makes objects; all owned. */
struct tb_pdf_font {
	struct tb_str file;       /* TrueType, glyphs numbered as in the face */
	struct tb_str to_unicode; /* a CMap */
	struct tb_str widths;     /* the array W: thousandths of the letters' size */
	struct tb_str name;       /* PostScript name, with the mark of a part of a font in front */
	struct tb_str metrics;    /* /FontBBox, /Ascent, ... of the descriptor */
};

/* `text[i]` is what glyph `i` stands for, NULL where it is not used. TB_ESYS where the font does not yield its letters. */
TB_MUST_CHECK
enum tb_status tb_pdf_font_make(struct tb_pdf_font *font, const struct tb_face *face, char *const *text, unsigned n,
				struct tb_err *err);
void tb_pdf_font_release(struct tb_pdf_font *font);

#endif
