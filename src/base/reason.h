/*
 * reason.h - messages for the system's error numbers, where there is more to say than its own words.
 */
#ifndef TB_BASE_REASON_H
#define TB_BASE_REASON_H

#include <trangbi/err.h>

/* A table of these ends with an error of 0. */
struct tb_reason {
	int error;         /* an errno value */
	const char *msgid; /* borrowed, a literal; takes the subject, %s */
};

/*
 * Set the message that `reasons` has for `error`, else `fallback`, which takes the subject and the system's words for the
 * error, both %s. Returns TB_ESYS.
 */
enum tb_status tb_explain(const struct tb_reason *reasons, const char *fallback, const char *subject, int error,
			  struct tb_err *err);

#endif
