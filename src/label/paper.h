/*
 * paper.h - official papers of A4 as PDF: letterhead, title, lines, one long table, signatures.
 *
 * Which words and columns a paper has, and who signs it, is data: forms/NAME.ini (labels/README.md). The program gives the
 * texts that a form may name, the lists that it may repeat a line for, and the rows of the table. Here is no word of any
 * language: all texts come translated.
 */
#ifndef TB_LABEL_PAPER_H
#define TB_LABEL_PAPER_H

#include <stddef.h>

#include <trangbi/err.h>

/*
 * The texts that a form may name as "{word}". Words and texts borrowed; `words` ends with a NULL. A text that is NULL is
 * printed as dots, to be filled in by hand, and an empty one as nothing.
 */
struct tb_paper_texts {
	const char *const *words;
	const char *const *texts; /* in the order of `words` */
};

/* Things for each of which a form may repeat a line, with words of their own. */
struct tb_paper_list {
	const char *name; /* the form's word for it: "board" */
	const char *const *words;
	const char *const *texts; /* those of the first thing, then of the second, ... */
	size_t n;                 /* things */
};

enum tb_paper_row_kind {
	TB_PAPER_ROW,     /* a text for each word of `columns` */
	TB_PAPER_HEADING, /* the first text, bold, across the table */
	TB_PAPER_TOTAL,   /* as a row, bold; the form's words for it stand where the first columns are NULL */
	TB_PAPER_END,     /* no more rows */
};

struct tb_paper_row {
	enum tb_paper_row_kind kind;
	const char *const *texts; /* borrowed until the next row is asked for; NULL leaves a cell blank */
};

struct tb_paper {
	const char *form;           /* in forms/ */
	const char *own_folder;     /* with forms/ that come before the program's own; NULL for none */
	struct tb_paper_texts head; /* what the form's texts may name */
	const struct tb_paper_list *lists;
	size_t n_lists;
	const char *const *columns; /* the words of the columns that the form may choose from; ends with a NULL */
	const char *foot;           /* on each page beside its number; NULL for none */
	const char *qr; /* ASCII: a QR code at the end; upper-case letters, digits and " $%*+-./:" make it small */
	enum tb_status (*next)(void *ctx, struct tb_paper_row *row, struct tb_err *err);
	enum tb_status (*write)(void *ctx, const void *bytes, size_t len, struct tb_err *err);
	void *ctx; /* of both */
};

/*
 * Lay the paper out and write it as it comes: memory does not grow with the rows. The same input makes the same bytes.
 *
 * TB_EINVAL    a mistake in the form (the message names file and line), or a word in it that the paper has not; a QR
 *              code too long to be scanned; more at the end than one page holds
 * TB_ENOTFOUND no such form
 * TB_ESYS      the module, the own folder or the font is missing
 * Any status of `next` and `write` may pass through.
 *
 * Texts may be anything: what is too long for its line is broken, control characters become spaces, and what takes more
 * than 20 lines is cut with an ellipsis. Cells that stand at the right, which are numbers, are set smaller instead.
 */
TB_MUST_CHECK
enum tb_status tb_paper_draw(const struct tb_paper *paper, struct tb_err *err);

#endif
