/*
 * session.h - what the parts of a scanner session share: session.c takes lines, session_form.c fills the form,
 * session_acts.c does what a scan means in each mode, session_count.c in a stocktake.
 */
#ifndef TB_SERVICE_SESSION_H
#define TB_SERVICE_SESSION_H

#include <trangbi/session.h>

/* Something done that can be taken back. */
struct tb_session_deed {
	enum tb_session_mode mode;
	const char *code, *name; /* tag of the asset, or unknown code that was counted */
	const char *stocktake;   /* in which it was counted; else NULL */
	int64_t seq;             /* of the last event about it */
	size_t item;             /* which of all things scanned it was */
};

struct tb_session {
	struct tb_db *db;
	struct tb_session_req start; /* texts in `pool` */
	struct tb_session_view view;
	struct tb_session_answer answer;                   /* the last one */
	struct tb_session_answer ring[TB_SESSION_HISTORY]; /* thing number n at n modulo its size */
	size_t n_items;
	struct tb_session_deed *deed; /* owned; the newest last */
	size_t n_deeds, cap_deeds;
	const char *waiting; /* tag of an asset that is lent to somebody else, until +CONFIRM; NULL for none */
	bool fresh;          /* the thing scanned last is the newest deed: +OK, +WORN and +BROKEN speak of it */
	int64_t now;
	struct tb_pool pool; /* until the session is closed */
	struct tb_pool scan; /* of the line at hand */
};

/* The act of a scan at this moment. */
struct tb_act tb_session_act(const struct tb_session *s);

/* An answer that failed with `err`: red. */
void tb_session_fail(struct tb_session_answer *a, const struct tb_err *err);

/* "Nguyễn Văn Đức (123-456)"; the number alone where the person cannot be read. In the pool of the scan. */
const char *tb_session_person(struct tb_session *s, const char *number);

/* Say what to scan now. */
void tb_session_say_next(struct tb_session *s, struct tb_session_answer *a);

/* ---- session_form.c --------------------------------------------------------------------------------------------- */

/* Fill in the holder or unit of a badge; what is said of it, or why not, is in `a`. */
void tb_session_take_person(struct tb_session *s, const char *number, struct tb_session_answer *a);
void tb_session_take_unit(struct tb_session *s, const char *code, struct tb_session_answer *a);

/* Fill in what "days 7" says; false for a text that is no such line. */
bool tb_session_take_words(struct tb_session *s, const char *text, struct tb_session_answer *a);

void tb_session_set_mode(struct tb_session *s, enum tb_session_mode mode, struct tb_session_answer *a);
void tb_session_next(struct tb_session *s, struct tb_session_answer *a);

/* The form as the session was asked for. The statuses of tb_session_open(). */
TB_MUST_CHECK
enum tb_status tb_session_start_form(struct tb_session *s, struct tb_err *err);

/* ---- session_acts.c --------------------------------------------------------------------------------------------- */

/* Something was done, with `a->seq`, to the asset or unknown code `code`: it counts, and can be undone. */
void tb_session_note(struct tb_session *s, const struct tb_session_answer *a, const char *code);

void tb_session_take_thing(struct tb_session *s, const char *text, struct tb_session_answer *a);
void tb_session_confirm(struct tb_session *s, struct tb_session_answer *a);
void tb_session_undo(struct tb_session *s, struct tb_session_answer *a);
void tb_session_condition(struct tb_session *s, const char *word, struct tb_session_answer *a);

/* ---- session_count.c -------------------------------------------------------------------------------------------- */

/* The stocktake of that id, or for "" the only one open. The statuses of tb_stocktake_get(). */
TB_MUST_CHECK
enum tb_status tb_session_set_stocktake(struct tb_session *s, const char *id, struct tb_err *err);

void tb_session_count(struct tb_session *s, const char *text, struct tb_session_answer *a);

/* What was counted last: again, in another condition; or not at all. On failure the message in `a` says why. */
TB_MUST_CHECK
enum tb_status tb_session_count_again(struct tb_session *s, const struct tb_session_deed *deed, const char *condition,
				      struct tb_session_answer *a);
TB_MUST_CHECK
enum tb_status tb_session_uncount(struct tb_session *s, const struct tb_session_deed *deed,
				  struct tb_session_answer *a);

#endif
