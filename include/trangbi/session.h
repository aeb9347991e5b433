/*
 * session.h - a session with a scanner that types: a form is filled once, by badges, commands and a few typed words, and
 * then each scan is an act of its own.
 *
 *     +CHECKOUT                   from now on what is scanned is lent (+CHECKIN, +ISSUE, +STOCKTAKE)
 *     +P200-012                   to whom
 *     days 7                      for how long; also typed as "ngày 7"
 *     00004XEM2600017K            lent: on the disk before the answer is given
 *     +UNDO                       and taken back
 *     +NEXT                       the form is emptied for the next person
 */
#ifndef TRANGBI_SESSION_H
#define TRANGBI_SESSION_H

#include <trangbi/db.h>
#include <trangbi/stocktake.h>

enum tb_session_mode {
	TB_SESSION_CHECKOUT,
	TB_SESSION_CHECKIN,
	TB_SESSION_ISSUE,
	TB_SESSION_STOCKTAKE,
	TB_N_SESSION_MODES
};

/* Its name in JSON and options ("checkout"), and its title, a msgid. */
const char *tb_session_mode_name(enum tb_session_mode mode);
const char *tb_session_mode_title(enum tb_session_mode mode);

/* The mode of that name; false where there is none. */
bool tb_session_mode_find(const char *name, enum tb_session_mode *out);

/* What holds for every scan until it is changed. Texts are NULL where nothing is given. */
struct tb_session_form {
	const char *holder;    /* who takes what is lent: service number */
	const char *unit;      /* which receives what is issued: unit code */
	const char *stocktake; /* its id; NULL: the only one that is open */
	const char *purpose, *doc;
	int days; /* of a loan, 1..3650; 0 for no date */
};

/* What one line typed or scanned has done. Texts belong to the session until it is closed. */
struct tb_session_answer {
	enum tb_verdict_level
		level; /* green: done; amber: nothing was done, and why not; red: a mistake or a failure */
	enum tb_session_mode mode;
	bool item;             /* it is about a thing scanned, and not about the form or a mode */
	bool undone;           /* it was done, and taken back later */
	const char *text;      /* as it was read; valid UTF-8, but it may hold control characters */
	const char *tag;       /* of the asset; NULL where there is none */
	const char *name;      /* of the asset, person or unit; NULL */
	const char *condition; /* word of TB_ASSET_CONDITION; NULL */
	struct tb_err message;
	int64_t seq; /* of the last event; 0 where none was recorded */
	int64_t at;  /* seconds since the epoch, UTC */
};

enum { TB_SESSION_HISTORY = 10 };

/* All that a front end shows. */
struct tb_session_view {
	enum tb_session_mode mode;
	struct tb_session_form form;
	const char *holder_name, *holder_rank, *unit_name; /* NULL where unknown */
	size_t count[TB_N_SESSION_MODES];                  /* things done in this session, without what was undone */
	size_t red;                                        /* answers that were red */
	int64_t expected, counted;            /* of the stocktake, after the last count; -1 where not known */
	const struct tb_session_answer *last; /* at first what to scan */
	const struct tb_session_answer *history[TB_SESSION_HISTORY]; /* the last things scanned, the newest first */
	size_t n_history;
};

struct tb_session_req {
	enum tb_session_mode mode;
	struct tb_session_form form; /* as people type it; +NEXT goes back to its days, purpose and doc */
	const char *actor, *channel; /* as in struct tb_act */
	int64_t at;                  /* when everything is said to have happened; 0: when it is scanned */
	int64_t now;                 /* the clock */
};

struct tb_session;

/*
 * Begin a session on `db`, which stays the caller's and open for writing. On TB_OK `*out` is closed with
 * tb_session_close().
 *
 * TB_ENOTFOUND the holder, unit or stocktake is not registered
 * TB_EREFUSED  the holder has left, the unit is closed
 * TB_EINVAL    a text that is none, days out of range
 */
TB_MUST_CHECK
enum tb_status tb_session_open(struct tb_db *db, const struct tb_session_req *req, struct tb_session **out,
			       struct tb_err *err);
void tb_session_close(struct tb_session *s); /* accepts NULL */

/*
 * Take one line, as scanned or typed: `len` bytes, which may be anything. What it has done, if anything, is on the disk when this
 * returns. Never fails: a full disk, say, is a red answer, and the next line is taken as if nothing had been.
 * The answer stands until the next call. An empty line answers as the one before.
 */
const struct tb_session_answer *tb_session_take(struct tb_session *s, const char *text, size_t len, int64_t now);

/* As it stands now; borrowed, valid until the next call. */
const struct tb_session_view *tb_session_look(const struct tb_session *s);

#endif
