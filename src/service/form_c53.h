/*
 * form_c53.h - the stocktake report on paper: form C53-HD, "Biên bản kiểm kê tài sản cố định", as PDF.
 *
 * The words of the form, its columns and who signs it lie in labels/forms/c53-hd.ini; here is what is filled in.
 */
#ifndef TB_SERVICE_FORM_C53_H
#define TB_SERVICE_FORM_C53_H

#include <stdbool.h>
#include <stdint.h>

#include "service/form.h"

/* What is TB_FORM_UNKNOWN makes a difference or a total that needs it unknown too. */
struct tb_c53_value {
	int64_t quantity;
	int64_t cost, residual; /* whole đồng, of all `quantity` pieces */
};

/* A line of the table. Texts borrowed until the next one is asked for; NULL leaves a cell blank. */
struct tb_c53_line {
	const char
		*heading; /* not NULL: a line of its own across the table, such as a kind; nothing else of it counts */
	const char *name, *code, *place, *note;
	struct tb_c53_value book, counted;
};

struct tb_c53_member {
	const char *name, *position, *role; /* role on the board: "Trưởng ban" */
};

/* All texts borrowed; a NULL is printed as dots to be filled in by hand. */
struct tb_c53 {
	const char *parent; /* the unit above; NULL leaves its line out */
	const char *unit, *budget_code /* Mã QHNS */, *stocktake /* its id */;
	int64_t counted_at; /* the moment of the count, seconds since the epoch, UTC */
	const struct tb_c53_member *board;
	size_t n_board;
	const char *chief, *accountant, *board_head; /* printed beneath their signatures */
	const struct tb_head *head;                  /* of the ledger, as text on each page and as QR code; not NULL */
	const char *own_folder;                      /* with forms/ that come before the program's own; NULL for none */

	/*
	 * The next line into `*line`, which is empty; `*more` false behind the last. The lines are numbered, differences
	 * (counted - book) and totals computed here.
	 */
	enum tb_status (*next)(void *ctx, struct tb_c53_line *line, bool *more, struct tb_err *err);
	void *ctx;
};

/*
 * Write the report into `out`, which the caller commits. Memory does not grow with the lines.
 *
 * TB_EINVAL    a mistake in the form's file; the message names file and line
 * TB_ENOTFOUND the form's file is missing
 * TB_ESYS      the drawing module or the font is missing, or `out` cannot be written
 * Any status of `next` may pass through.
 */
TB_MUST_CHECK
enum tb_status tb_c53_write(const struct tb_c53 *form, struct tb_outfile *out, struct tb_err *err);

#endif
