/*
 * reconcile.h - what the parts of a reconciliation share: the rows of the book, and the assets and counts beside them.
 * All texts lie in the pool of the reconciliation; what a text or number lacks is NULL or -1.
 */
#ifndef TB_SERVICE_RECONCILE_H
#define TB_SERVICE_RECONCILE_H

#include <trangbi/ledger.h>
#include <trangbi/reconcile.h>

#include "model/pair.h"
#include "service/db.h"
#include "service/intake.h"

/* The kinds or units of the register, by code and by name. */
struct tb_ref_names {
	struct tb_ref_name {
		const char *key, *code; /* the code itself, or a name as a search key; what it names */
	} * at;                         /* owned; by key, then code */
	size_t n, cap;
};

/* A kind or unit as the book has it. */
struct tb_book_ref {
	const char *text;  /* to be shown */
	const char *code;  /* where it can be one */
	const char *key;   /* its name as a search key */
	const char *known; /* the code of the one that it means in the register; NULL for none, or several */
};

/* A line of the stocktake. */
struct tb_book_count {
	const char *key; /* compact: the tag, else the code */
	const char *code, *name, *kind, *unit, *outcome;
	int64_t cost, quantity;
	bool counted; /* somebody saw it */
	bool taken;   /* it is in the result beside an asset or a row */
};

struct tb_book_line;

enum { TB_BOOK_CODES = 4 };

/* An asset of the register. */
struct tb_book_asset {
	const char *tag, *name, *kind, *unit, *serial;
	const char *codes[TB_BOOK_CODES]; /* compact: what else it can be called in a book */
	int64_t quantity, year_in_use, year_made;
	struct tb_likeness likeness;
	struct tb_book_count *count;      /* NULL: the stocktake does not list it */
	struct tb_book_line *line, *last; /* the first and the last row that mean it; NULL: none does */
	struct tb_book_asset *more;       /* the next of those that this row means */
	bool expected;                    /* the book should have it */
	bool disposed;
};

/* What differs between a row and its asset; or'ed, in the order of their keys. */
enum tb_book_difference {
	TB_DIFFERS_COST = 1,
	TB_DIFFERS_KIND = 2,
	TB_DIFFERS_QUANTITY = 4,
	TB_DIFFERS_SERIAL = 8,
	TB_DIFFERS_STATUS = 16, /* it was disposed of */
	TB_DIFFERS_UNIT = 32,
	TB_DIFFERS_YEAR = 64,
	TB_N_DIFFERENCES = 7
};

extern const char *const tb_difference_keys[TB_N_DIFFERENCES];

/* A row of the book. */
struct tb_book_line {
	int64_t row;
	const char *code, *name, *serial;
	const char *key; /* of the code, compact */
	struct tb_book_ref kind, unit;
	int64_t quantity, year_in_use, year_made;
	struct tb_likeness likeness;
	enum tb_match_result result;
	struct tb_book_asset *asset;       /* that it means, the first of several */
	struct tb_book_line *same;         /* the next row that means the same asset */
	const struct tb_book_count *count; /* of an unknown code that is the row's own */
	struct tb_err *why;                /* it cannot be read; several carry its code */
	const char *why_column;            /* at fault */
	unsigned differences;              /* of enum tb_book_difference */
	unsigned reasons;                  /* of enum tb_likeness_reason */
	int score;
	bool other_name; /* than its asset: they share less than half of the words */
	int64_t rivals;  /* of a probable pair: other assets that are as likely */
};

struct tb_reconciliation {
	struct tb_db *db; /* borrowed */
	struct tb_pool pool;
	const struct tb_import_req *book;
	struct tb_ref_names kinds, units;
	struct tb_book_count *count; /* owned; by key */
	size_t n_counts, cap_counts;
	struct tb_book_asset *asset; /* owned; by tag */
	size_t n_assets, cap_assets;
	struct tb_book_asset **stranger; /* owned; those that rows mean and that no book is expected to have, by tag */
	size_t n_strangers, cap_strangers;
	struct tb_book_line *line; /* owned; in the order of the book */
	size_t n_lines, cap_lines;
	struct tb_match_total *total; /* owned */
	size_t n_totals, cap_totals;
	struct tb_match_summary summary;
	struct tb_head head; /* of the ledger that was compared */
	bool counts;         /* with a stocktake */
};

/* Free all but `rec` itself. */
void tb_reconciliation_release(struct tb_reconciliation *rec);

const char *tb_book_compact(const char *code, struct tb_pool *pool);

/* ---- names (reconcile_names.c) ------------------------------------------------------------------------------------- */

TB_MUST_CHECK
enum tb_status tb_ref_names_read(struct tb_ref_names *names, struct tb_db *db, const struct tb_noun *noun,
				 struct tb_pool *pool, struct tb_err *err);

/* What the row's text is, and, with `names`, what it means. */
void tb_book_ref_read(struct tb_book_ref *ref, const char *code, const char *name, struct tb_pool *pool);
void tb_book_ref_find(struct tb_book_ref *ref, const struct tb_ref_names *names);

/* Whether it means the one with that code; a text that is NULL may mean any. */
bool tb_book_ref_is(const struct tb_book_ref *ref, const struct tb_ref_names *names, const char *code);

/* ---- the parts ----------------------------------------------------------------------------------------------------- */

/* Read the rows of the book; those that cannot be read are TB_MATCH_UNREADABLE, the others TB_MATCH_BOOK_ONLY. */
TB_MUST_CHECK
enum tb_status tb_reconciliation_read(struct tb_reconciliation *rec, struct tb_err *err);

/* Read the lines of the stocktake, if any, and then the assets that the book should have: those of summary.unit. */
TB_MUST_CHECK
enum tb_status tb_reconciliation_count(struct tb_reconciliation *rec, const char *stocktake, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_reconciliation_register(struct tb_reconciliation *rec, struct tb_err *err);

/* The line of the stocktake with that compact code, or NULL. */
struct tb_book_count *tb_reconciliation_counted(const struct tb_reconciliation *rec, const char *key);

/* Give each row the asset that its code or serial number means. */
TB_MUST_CHECK
enum tb_status tb_reconciliation_match(struct tb_reconciliation *rec, struct tb_err *err);

/* Of the rows and assets that found nothing: rows that stand for as many assets as they count, and probable pairs. */
void tb_reconciliation_pair(struct tb_reconciliation *rec);

/* Whether its line of the stocktake ended so; `count` may be NULL. */
bool tb_count_is(const struct tb_book_count *count, const char *outcome);

/* Whether the stocktake saw it, or a document says where it is; `count` may be NULL. */
bool tb_count_is_accounted(const struct tb_book_count *count);

/* What explanations are made of; reconcile_report.c has each in Vietnamese. */
#define TB_WHY_RIVALS     N_("%lld others are as likely")
#define TB_WHY_ROWS       N_("rows %s of the book mean the same asset")
#define TB_WHY_LOT        N_("one row stands for %lld assets")
#define TB_WHY_CARRIED    N_("'%s' is carried by several assets, such as %s and %s; give the tag")
#define TB_WHY_OTHER_NAME N_("the names have little in common")
#define TB_WHY_UNKNOWN    N_("the stocktake found its code, which no asset carries")

enum { TB_N_LIKENESS_WORDS = 8 };

/* In the order of enum tb_likeness_reason; msgids. */
extern const char *const tb_likeness_words[TB_N_LIKENESS_WORDS];

/* Append why a line is what it is, as its reader reads it; nothing for most. */
void tb_book_line_explain(const struct tb_book_line *line, const char *(*translate)(const char *msgid),
			  struct tb_str *out);

/* What a line of the result is made of, any of them NULL. */
struct tb_match_parts {
	const struct tb_book_line *line;
	const struct tb_book_asset *asset;
	const struct tb_book_count *count;
	enum tb_match_result result;
};

/* As tb_reconciliation_lines(), of which it is the inside. */
typedef enum tb_status tb_match_fn(void *ctx, const struct tb_match_parts *parts, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_reconciliation_each(struct tb_reconciliation *rec, const char *result, tb_match_fn *fn, void *ctx,
				      struct tb_err *err);

#endif
