/*
 * stocktake.h - stocktakes (kiểm kê): what should be at a unit, what is there, and what to do about the difference.
 *
 * Opening freezes the expected list. Several people and devices count at once, each call one transaction: what was
 * answered is on the disk. A second round lets others look at the differences again. Closing, with two signatures, gives
 * each line its outcome, for ever. Then each difference is a proposal, which an officer accepts or leaves.
 *
 * A stocktake is named UNIT-YY-N, as in "00004-26-1": unit, year, and its number at that unit in that year; typed in either
 * case. Where a call takes `stocktake` as NULL, it means the only one that is open.
 */
#ifndef TRANGBI_STOCKTAKE_H
#define TRANGBI_STOCKTAKE_H

#include <trangbi/db.h>
#include <trangbi/register.h>
#include <trangbi/str.h>

/* ---- opening ---------------------------------------------------------------------------------------------------- */

struct tb_stocktake_req {
	const char *unit;      /* whose assets are counted; not those of units below it */
	const char *kind;      /* only of this kind and those below; NULL for all */
	bool blind;            /* who counts is not told what is expected */
	struct tb_texts board; /* service numbers of those who sign; may be none */
};

/*
 * Open a stocktake: whatever the register has at the unit is frozen as its expected list; lent, in repair, in transit, lost
 * each in a bucket of their own. Disposed assets are not expected. `*out` is the new one (tb_stocktake_noun, in `pool`).
 *
 * TB_EREFUSED  one is open at that unit; the unit is closed; a member of the board has left or is named twice
 * TB_ENOTFOUND no such unit, kind or person
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_open(struct tb_db *db, const struct tb_act *act, const struct tb_stocktake_req *req,
				 struct tb_pool *pool, struct tb_record *out, struct tb_err *err);

/* ---- counting --------------------------------------------------------------------------------------------------- */

/* How one code was answered. */
enum tb_count_verdict {
	TB_COUNT_FOUND,     /* expected here, and counted now */
	TB_COUNT_RETURNED,  /* on the list as lost or missing, and here it is */
	TB_COUNT_CONFIRMED, /* second round: a difference was looked at again */
	TB_COUNT_CHANGED,   /* counted before, now in another condition, which counts */
	TB_COUNT_COUNTED,   /* blind: counted, and no more is said */
	TB_COUNT_MISPLACED, /* belongs to another unit; counted */
	TB_COUNT_OUTSIDE,   /* belongs here, but is not on the list: it came later, or is of another kind; counted */
	TB_COUNT_ALREADY,   /* counted before; nothing was recorded. The line says by whom and when */
	TB_COUNT_NO_ITEM,   /* a badge or a command; nothing was recorded */
	TB_COUNT_DISPOSED,  /* label of an asset that was disposed of; counted */
	TB_COUNT_UNKNOWN,   /* belongs to nothing; recorded as an unknown code */
	TB_COUNT_MISTYPED, /* the same, and it looks like a tag with a wrong character. By hand: nothing was recorded */
	TB_COUNT_AMBIGUOUS, /* several assets carry it; nothing was recorded */
	TB_N_COUNT_VERDICTS
};

/* What a counter sees from afar: go on, look, stop. */
enum tb_verdict_level { TB_LEVEL_GREEN, TB_LEVEL_AMBER, TB_LEVEL_RED };

enum tb_verdict_level tb_count_level(enum tb_count_verdict verdict);

/* Its name in JSON: "green", "amber" or "red". */
const char *tb_level_name(enum tb_verdict_level level);

/* Its name in JSON ("found", "already"), and its title, a msgid. */
const char *tb_count_name(enum tb_count_verdict verdict);
const char *tb_count_title(enum tb_count_verdict verdict);

struct tb_count_req {
	const char *stocktake; /* NULL: the only open one */
	struct tb_texts codes; /* as scanned or typed, each taken as it stands */
	const char *picture;   /* a file instead: all labels in it are counted; NULL for none */
	const char *condition; /* "ok", "worn", "broken" for all of them; NULL: as the register has it */
	bool by_hand;          /* typed or ticked by a person, without a scanner */
};

/* One thing counted, or not; texts in the pool of the call. */
struct tb_counted {
	const char *text; /* as it was read */
	enum tb_count_verdict verdict;
	bool labelled_twice; /* the picture shows two labels of it */

	/*
	 * Its line (tb_stocktake_line_noun) as it stands now; without any field where nothing is recorded. While a blind
	 * count is open it holds no more than the code, what it is, and how it was counted.
	 */
	struct tb_record line;
	struct tb_err why; /* of TB_COUNT_MISTYPED, _AMBIGUOUS, _NO_ITEM and _UNKNOWN: the message */
};

struct tb_counts {
	struct tb_counted *item; /* in the pool; an asset that several codes name stands once */
	size_t n;
	size_t recorded;  /* of these, how many led to an event */
	size_t weak;      /* codes of the picture that were read too poorly to be believed; nothing was recorded */
	const char *id;   /* of the stocktake */
	int64_t expected; /* that should be here; -1 while a blind count is open */
	int64_t counted;  /* lines counted so far, expected or not */
	int64_t round;    /* 1 or 2 */
};

/*
 * Count what one scan, one typed line or one picture shows, as one act. Codes are resolved as tb_get() does. Each code has its
 * own verdict; one that cannot be counted does not hinder the others.
 *
 * TB_EREFUSED  the stocktake is closed; the second round, and `act->actor` counted in the first; none or several are open
 *              and none is named
 * TB_ENOTFOUND no such stocktake; a picture without any code
 * TB_EINVAL    no code at all; a condition that is none; a time before the opening; a picture that cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_count(struct tb_db *db, const struct tb_act *act, const struct tb_count_req *req,
				  struct tb_pool *pool, struct tb_counts *out, struct tb_err *err);

/*
 * Take a count of this round back: by tag or alias, by the unknown code as it was read, or by the number of a surplus line. What
 * the first round said of it counts again. `*line` is the line as it stands now; without any field where it is gone.
 *
 * TB_EREFUSED  as above; or it was counted in the first round, which is over
 * TB_ENOTFOUND it was not counted in this stocktake
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_uncount(struct tb_db *db, const struct tb_act *act, const char *stocktake, const char *code,
				    struct tb_pool *pool, struct tb_record *line, struct tb_err *err);

struct tb_surplus_req {
	const char *stocktake; /* NULL: the only open one */
	const char *name;      /* what it is; not empty */
	const char *kind;      /* NULL: not known yet */
	int64_t quantity;      /* at least 1 */
	const char *condition; /* NULL for "ok" */
	const char *note;      /* where it lies, what is written on it; NULL for none */
};

/*
 * Count a thing that has no label. `*line` is its new line, named S-1, S-2, ...
 *
 * TB_EREFUSED, TB_ENOTFOUND as tb_stocktake_count(), also for the kind
 * TB_EINVAL    no name; a quantity below 1; a condition that is none
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_surplus(struct tb_db *db, const struct tb_act *act, const struct tb_surplus_req *req,
				    struct tb_pool *pool, struct tb_record *line, struct tb_err *err);

/* ---- the second round, and the end ------------------------------------------------------------------------------ */

/*
 * Begin the second round: from now on only differences are counted, by people who did not count in the first. `*open` is
 * how many lines that are.
 *
 * TB_EREFUSED  it is closed, or in the second round already; nothing was counted of what is expected, or there is no difference
 * TB_EINVAL    a time before the last count
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_recount(struct tb_db *db, const struct tb_act *act, const char *stocktake, int64_t *open,
				    struct tb_err *err);

/*
 * Close: each line gets its outcome, which never changes. `*out` is the stocktake then.
 *
 * TB_EREFUSED  closed already; nothing was counted of what is expected; fewer than two signatures, one given twice, of someone who has left, or
 *              of someone outside the board, where there is one
 * TB_ENOTFOUND no such stocktake or person
 * TB_EINVAL    a time before the last count
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_close(struct tb_db *db, const struct tb_act *act, const char *stocktake,
				  const struct tb_texts *signatures, struct tb_pool *pool, struct tb_record *out,
				  struct tb_err *err);

/* ---- looking ---------------------------------------------------------------------------------------------------- */

/* The stocktake of that id, or the only one open for NULL; texts in `pool`. TB_ENOTFOUND, TB_EREFUSED as above. */
TB_MUST_CHECK
enum tb_status tb_stocktake_get(struct tb_db *db, const char *stocktake, struct tb_pool *pool, struct tb_record *out,
				struct tb_err *err);

/*
 * Records and texts in the pool of the call. While it is open, what is not counted yet is summed as "missing", "lent" and so
 * on: as if it were closed now.
 */
struct tb_stocktake_summary {
	struct tb_record stocktake;
	struct tb_record *sum; /* tb_stocktake_sum_noun; none while a blind count is open */
	size_t n_sums;
	struct tb_record *counter; /* tb_stocktake_counter_noun */
	size_t n_counters;
	int64_t labelled_twice; /* lines */
	int64_t proposals;      /* not accepted yet; 0 while it is open */
};

TB_MUST_CHECK
enum tb_status tb_stocktake_summarise(struct tb_db *db, const char *stocktake, struct tb_pool *pool,
				      struct tb_stocktake_summary *out, struct tb_err *err);

struct tb_line_query {
	const char *stocktake; /* NULL: the only open one */
	const char *outcome;   /* a word of TB_LINE_OUTCOME, or "double" for what is labelled twice; NULL for all */
	bool proposed;         /* only lines whose proposal is not accepted yet */
};

/*
 * Each line (tb_stocktake_line_noun), expected ones first. While a blind count is open only what was counted, and no outcome.
 * TB_EINVAL  an outcome that there is not; the statuses of tb_stocktake_get()
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_lines(struct tb_db *db, const struct tb_line_query *query, tb_list_fn *fn, void *ctx,
				  struct tb_err *err);

/* ---- proposals -------------------------------------------------------------------------------------------------- */

struct tb_accept_req {
	const char *stocktake; /* not NULL */
	struct tb_texts codes; /* of the lines, by tag or alias; all of these or none */
	bool all;              /* instead: every proposal that can be done; the others become problems and stay open */
	const char *kind;      /* for surplus whose kind was not known; NULL */
};

/* One proposal accepted; texts in the pool. */
struct tb_accepted {
	const char *code, *proposal; /* of the line */
	const char *tag;             /* the asset; the new one of what was surplus */
	const char *name;
};

struct tb_accepted_list {
	struct tb_accepted *item; /* in the pool */
	size_t n;
	int64_t seq;  /* of the last event */
	int64_t open; /* how many proposals of the stocktake nobody has accepted yet */
};

/*
 * Make of differences what they mean for the register: "move" (it belongs to the unit where it was found), "missing" (it is
 * under search), "found" (it was lost or missing and is back), "condition", "register" (surplus becomes an asset). One act; the
 * stocktake is the document of each event.
 *
 * TB_EREFUSED  it is still open; a line without a proposal, or whose proposal was accepted before; the asset has moved, was
 *              seen or lent since; the unit, to which it would come, was closed
 * TB_ENOTFOUND no such stocktake or line
 * TB_EINVAL    neither codes nor `all`; a time before the closing
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_accept(struct tb_db *db, const struct tb_act *act, const struct tb_accept_req *req,
				   struct tb_pool *pool, struct tb_accepted_list *out, struct tb_problems *problems,
				   struct tb_err *err);

/* ---- the record ------------------------------------------------------------------------------------------------- */

struct tb_stocktake_report_req {
	const char *stocktake; /* NULL: the only open one */
	const char *path;      /* its end, ".pdf" or ".csv", says what is written; takes its place only when complete */
	const char *own_folder; /* with forms/ that come before the program's own; NULL for none */
	bool excel;             /* the CSV as Excel with Vietnamese settings opens it */
	int64_t now;            /* seconds since the epoch, UTC: the moment on the paper of one that is still open */
};

/*
 * The record of a stocktake (form C53-HD), in Vietnamese: as PDF with the signatures of the board and the head of the ledger, or
 * its table as CSV. One that is still open is marked as not final ("chưa chốt"). What was not shown but is accounted for by a
 * document (lent, in repair, in transit, moved on) counts as present, and its note says so. Residual values are not known here.
 *
 * TB_EREFUSED  a blind one that is still open
 * TB_EINVAL    a name of a file that ends otherwise
 * The statuses of tb_stocktake_get(), of writing a file and of drawing a paper.
 */
TB_MUST_CHECK
enum tb_status tb_stocktake_report(struct tb_db *db, const struct tb_stocktake_report_req *req, struct tb_err *err);

#endif
