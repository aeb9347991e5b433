/*
 * reconcile.h - book = register = count: the rows of an accounting book against the register, and against a stocktake.
 *
 * A row finds its asset by tag, else by code (old code, plate or any other name), else by serial number and kind. What
 * finds none is compared with what was not found by name, serial, year, cost and unit: a probable pair is shown with its
 * score and its reasons and is never applied by itself. A pair that a person accepts becomes an alias of the asset, so that
 * the next book is matched by its code. Nothing else is changed by a reconciliation.
 */
#ifndef TRANGBI_RECONCILE_H
#define TRANGBI_RECONCILE_H

#include <trangbi/exchange.h>

/* In the order of the words of TB_MATCH_RESULT. */
enum tb_match_result {
	TB_MATCH_AGREE,
	TB_MATCH_DIFFER,      /* the book and the register say different things about it */
	TB_MATCH_NOT_COUNTED, /* the book and the register agree, and the stocktake did not find it */
	TB_MATCH_PROBABLE,
	TB_MATCH_SEVERAL, /* one row of the book means several assets, or several rows one asset */
	TB_MATCH_BOOK_ONLY,
	TB_MATCH_REGISTER_ONLY,
	TB_MATCH_COUNT_ONLY, /* found by the stocktake, and neither in the book nor expected in the register */
	TB_MATCH_UNREADABLE, /* a row of the book that cannot be read */
	TB_N_MATCH_RESULTS
};

struct tb_reconcile_req {
	/*
	 * The file and how it is read: path, profile, own_folder, numbers, multiplier, encoding, delimiter, header_row; and
	 * `translate` for reasons. The rest is not looked at: `set` and constants of a profile are for new records.
	 */
	const struct tb_import_req *book; /* borrowed until tb_reconciliation_free() */
	const char *unit; /* only assets of that unit and all below it; NULL: the unit of the stocktake, else all */
	const char *stocktake; /* id of a closed one, to compare with too; NULL for none */
};

/*
 * What stands under one unit, in whole đồng. A row of the book that names none stands under that of its asset, else under
 * that of the request.
 */
struct tb_match_total {
	const char *unit; /* code, or what the book calls it; NULL: nobody says */
	int64_t book;
	int64_t registered; /* the assets of the request, and those of other units that rows mean */
	int64_t counted;    /* of these, what the stocktake found or a document accounts for */
};

struct tb_match_summary {
	int64_t rows;                      /* of the book, with those that cannot be read */
	int64_t lines[TB_N_MATCH_RESULTS]; /* of the result; a row that means several assets has a line for each */
	struct tb_match_total all;
	const struct tb_match_total *total; /* by unit */
	size_t n_totals;
	const char *unit, *stocktake; /* what was compared; NULL for all, and for none */
	struct tb_csv_found {
		const char *encoding;             /* a literal */
		int64_t titles, repeated, totals; /* rows left out, as in struct tb_import_result */
	} file;
};

struct tb_reconciliation;

/*
 * Compare. On TB_OK `*out` holds the result, which the caller frees; it belongs to `db`, which stays open until then.
 *
 * TB_EINVAL    the file is no CSV, or no column says what a row means; the profile is wrong
 * TB_ENOTFOUND no such profile, unit or stocktake
 * TB_EREFUSED  the stocktake is still open
 * TB_ESYS      the file cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_reconcile(struct tb_db *db, const struct tb_reconcile_req *req, struct tb_reconciliation **out,
			    struct tb_err *err);
void tb_reconciliation_free(struct tb_reconciliation *rec); /* accepts NULL */

/* Lasts as long as `rec`. */
const struct tb_match_summary *tb_reconciliation_summary(const struct tb_reconciliation *rec);

/*
 * Give each line (tb_match_noun) to `fn`: those of the book in its order, then what only the register, then what only the
 * count has. `result` is a word of TB_MATCH_RESULT, "open" for all but "agree", or NULL for all.
 * TB_EINVAL  a result that there is not; any status of `fn`
 */
TB_MUST_CHECK
enum tb_status tb_reconciliation_lines(struct tb_reconciliation *rec, const char *result, tb_list_fn *fn, void *ctx,
				       struct tb_err *err);

struct tb_match_report_req {
	const char *path;   /* its end, ".pdf" or ".csv", says what is written; takes its place only when complete */
	const char *result; /* as above */
	const char *own_folder; /* with forms/ that come before the program's own; NULL for none */
	bool excel;             /* the CSV as Excel with Vietnamese settings opens it */
	int64_t now;            /* seconds since the epoch, UTC: the moment on the paper */
};

/*
 * Write the lines as CSV, or with totals by unit, signatures and the head of the ledger as PDF, which is in Vietnamese.
 * TB_EINVAL a name of a file that ends otherwise; the statuses of writing a file and of drawing a paper.
 */
TB_MUST_CHECK
enum tb_status tb_reconciliation_write(struct tb_reconciliation *rec, const struct tb_match_report_req *req,
				       struct tb_err *err);

/* A pair that was accepted; texts in the pool of the call. */
struct tb_match_accepted {
	int64_t row;
	const char *code, *tag, *name; /* the row's code, which finds the asset now */
};

/*
 * Accept pairs, each "ROW=TAG" (or another name of the asset): the row's code becomes an alias of the asset. One act: all or
 * none. `accepted` has room for as many as `pairs`.
 *
 * TB_EINVAL    a pair that is not written like that; no such row, or it cannot be read, or it has no code; the statuses of
 *              reading the file
 * TB_ENOTFOUND no such asset
 * TB_EREFUSED  the code finds the asset already, or another one
 */
TB_MUST_CHECK
enum tb_status tb_reconcile_accept(struct tb_db *db, const struct tb_act *act, const struct tb_import_req *book,
				   const struct tb_texts *pairs, struct tb_pool *pool,
				   struct tb_match_accepted *accepted, struct tb_err *err);

#endif
