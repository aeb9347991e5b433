/*
 * paper.h - one run of tb_paper_draw(): a paper is made of pieces that are drawn first, so that their height is known, and
 * then placed on a page one under the other. Lengths are mm, y goes down.
 */
#ifndef TB_LABEL_DRAW_PAPER_H
#define TB_LABEL_DRAW_PAPER_H

#include "label/draw/form.h"
#include "label/draw/pdf.h"

/* Something that is never split between pages: operators, their origin at its upper left corner, and its height. */
struct tb_piece {
	struct tb_str ops;
	double height;
	bool heading; /* what it is the heading of follows on the same page */
};

#define TB_PIECE_INIT                                                                                                  \
	{                                                                                                              \
		.ops = TB_STR_INIT                                                                                     \
	}

enum {
	TB_PAPER_KEEP = 4, /* rows, that of totals among them, which stand on one page with the signatures */
	TB_PAPER_WAIT = TB_PAPER_KEEP + 1, /* and a heading above them */
};

struct tb_paper_run {
	const struct tb_paper *paper; /* borrowed */
	struct tb_form form;
	struct tb_pool pool;
	struct tb_template letters; /* without boxes; only its font is used */
	struct tb_pen pen;
	struct tb_pdf_canvas canvas;
	struct tb_label_sink sink;
	struct tb_pdf pdf;
	struct tb_str text; /* being composed */

	double page_width, page_height, left, width, bottom; /* what the margins leave of a page */
	size_t page;                                         /* number of the one at hand */
	double y;                                            /* how far it is filled */

	double column_x[TB_FORM_COLUMNS + 1]; /* edges, from the left margin */
	struct tb_piece header;               /* of the table, on each of its pages */
	bool in_table;                        /* the header was placed */
	struct tb_piece row[TB_PAPER_WAIT];   /* rows that wait until it is known whether they are the last; a ring */
	size_t first_row, n_rows;
};

/* tb_paper_draw() in the module. */
TB_MUST_CHECK
enum tb_status tb_paper_print(const struct tb_paper *paper, const char *const *folders, struct tb_err *err);

/* ---- paper_text.c: pieces of text ----------------------------------------------------------------------------------- */

/* What is drawn between these two calls becomes the piece, whatever it was before. Pieces do not nest. */
void tb_piece_begin(struct tb_paper_run *run, struct tb_piece *piece);
void tb_piece_end(struct tb_paper_run *run, struct tb_piece *piece, double height);

double tb_paper_dots(const struct tb_paper_run *run, double mm);
void tb_paper_line(struct tb_paper_run *run, double x, double y, double width, double height);

/*
 * Draw a text at the box's x and y, or only measure it; its height. NULL and "" take none. A box of one line is set smaller
 * until the text fits; `lines` may be 0 for as many as a text may have.
 */
double tb_paper_put(struct tb_paper_run *run, const struct tb_box *box, bool slanted, const char *text);
double tb_paper_measure(struct tb_paper_run *run, const struct tb_box *box, const char *text);

/* The letterhead. */
void tb_paper_letterhead(struct tb_paper_run *run, struct tb_piece *out);

/* One part of the form, for each thing of its list; from `y` on, where they end. */
double tb_paper_part(struct tb_paper_run *run, const struct tb_form_part *part, size_t thing, double y);

/* All that follows the table, which stays together. */
TB_MUST_CHECK
enum tb_status tb_paper_closing(struct tb_paper_run *run, struct tb_piece *out, struct tb_err *err);

/* ---- paper_table.c --------------------------------------------------------------------------------------------------- */

void tb_paper_header(struct tb_paper_run *run, struct tb_piece *out);
void tb_paper_row(struct tb_paper_run *run, const struct tb_paper_row *row, struct tb_piece *out);

/* ---- paper_page.c: pieces on pages ------------------------------------------------------------------------------------ */

void tb_paper_begin_page(struct tb_paper_run *run);
TB_MUST_CHECK
enum tb_status tb_paper_end_page(struct tb_paper_run *run, struct tb_err *err);

/* How many pages there are, for tb_pdf_end(). */
void tb_paper_draw_total(struct tb_paper_run *run, struct tb_str *out);

/* TB_EINVAL where it is higher than a page. */
TB_MUST_CHECK
enum tb_status tb_paper_place(struct tb_paper_run *run, const struct tb_piece *piece, struct tb_err *err);

/* A row behind the others: draw it into what this returns, then let it take its place. */
struct tb_piece *tb_paper_next_row(struct tb_paper_run *run);
TB_MUST_CHECK
enum tb_status tb_paper_add_row(struct tb_paper_run *run, struct tb_err *err);

/* The rows that wait, and what follows the table. */
TB_MUST_CHECK
enum tb_status tb_paper_finish(struct tb_paper_run *run, const struct tb_piece *closing, struct tb_err *err);

#endif
