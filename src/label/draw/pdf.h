/*
 * pdf.h - a PDF 1.7 document (ISO 32000-1) of pages of one size that share their fonts and pictures, written as it comes:
 * only the places of its objects stay in memory.
 */
#ifndef TB_LABEL_PDF_H
#define TB_LABEL_PDF_H

#include "label/draw/pdf_canvas.h"

struct tb_pdf {
	const struct tb_label_sink *sink; /* borrowed */
	double width, height;             /* of a page, mm */
	size_t offset;                    /* bytes written so far */
	size_t *place;                    /* owned; of each object, by its number */
	size_t n, cap;
	size_t *pages; /* owned; the numbers of their objects */
	size_t n_pages, cap_pages;
	struct tb_str text; /* of the object at hand */
};

#define TB_PDF_INIT                                                                                                    \
	{                                                                                                              \
		.text = TB_STR_INIT                                                                                    \
	}

TB_MUST_CHECK
enum tb_status tb_pdf_begin(struct tb_pdf *pdf, const struct tb_label_sink *sink, double width, double height,
			    struct tb_err *err);

/* A page of compressed operators. */
TB_MUST_CHECK
enum tb_status tb_pdf_page(struct tb_pdf *pdf, const struct tb_str *ops, struct tb_err *err);

/*
 * Fonts, pictures and the table of objects. The canvases are those that the pages were drawn on, at least one; the fonts
 * hold the letters that any of them used. `last` are the operators of what pages show that is known only now, such as how
 * many pages there are; NULL for none.
 */
TB_MUST_CHECK
enum tb_status tb_pdf_end(struct tb_pdf *pdf, struct tb_pdf_canvas *const *canvases, size_t n,
			  const struct tb_str *last, struct tb_err *err);
void tb_pdf_release(struct tb_pdf *pdf);

#endif
