/*
 * sheet.h - where the labels lie on a page: a rectangular grid, read from sheets/NAME.ini. Lengths in mm.
 */
#ifndef TB_LABEL_SHEET_H
#define TB_LABEL_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

/* Texts lie in the pool. */
struct tb_sheet {
	const char *name;  /* of its file; borrowed where that is how it was asked for */
	const char *title; /* for people */
	double page_width, page_height;
	double label_width, label_height;
	int columns, rows;
	double left, top;       /* of the first label */
	double step_x, step_y;  /* from one label's edge to the same edge of the next */
	double margin;          /* along each label's edge, where the printer cannot be trusted */
	double corner;          /* radius of the labels' corners */
	double gap;             /* of a roll: between its rows; negative for a sheet */
	const char *equivalent; /* products of the same geometry, separated by commas; NULL for none */
};

/*
 * Read the sheet of that name, or the one that names it among its equivalent products ("l7160" finds "Avery L7160").
 * TB_ENOTFOUND  no such sheet; TB_EINVAL  the file is wrong, the message says where; TB_ESYS  it cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_sheet_read(struct tb_sheet *sheet, const char *const *folders, const char *name, struct tb_pool *pool,
			     struct tb_err *err);

bool tb_sheet_is_roll(const struct tb_sheet *sheet);

/* The upper left corner of the nth label of a page; row by row. */
void tb_sheet_place(const struct tb_sheet *sheet, size_t n, double *x, double *y);

#endif
