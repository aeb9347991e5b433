/*
 * session_view.h - how a scanner session is shown: as a full screen, or as a line for each answer.
 */
#ifndef TB_CLI_SESSION_VIEW_H
#define TB_CLI_SESSION_VIEW_H

#include <trangbi/session.h>

/* The one word for it, translated: "DONE", "LOOK", "STOP"; "READY" where the answer is about no act. */
const char *tb_session_word(const struct tb_session_answer *a);

/* Append what the answer says in one line: tag, name and message, and what became of it. */
void tb_session_say(const struct tb_session_answer *a, struct tb_str *out);

/* Draw all on the open screen; `actor` is who records, `typed` what stands in the line being typed. */
void tb_session_draw(const struct tb_session_view *v, const char *actor, const char *typed);

#endif
