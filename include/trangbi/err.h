/*
 * err.h - what a call answers: a status, and the message that explains it.
 *
 * A message is kept as its msgid and its arguments, so that the edge (command line, web) can render it in the reader's
 * language and the library needs no locale. It is set once, where the reason is known, and never overwritten higher up.
 */
#ifndef TRANGBI_ERR_H
#define TRANGBI_ERR_H

#include <stddef.h>

#define TB_MUST_CHECK         __attribute__((warn_unused_result))
#define TB_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/* Marks a text for the message catalogue; the text itself stays English until the edge renders it. */
#define N_(msgid) msgid

struct tb_str;

enum tb_status {
	TB_OK = 0,
	TB_EREFUSED,  /* a rule of the business says no */
	TB_EINVAL,    /* the request itself is malformed */
	TB_ENOTFOUND, /* nothing in the register carries that name */
	TB_ECORRUPT,  /* the database is damaged or was tampered with */
	TB_ESYS,      /* a file, the disk, memory or another program is in the way */
};

/* Caller-owned; nothing to release. An argument longer than 200 bytes is shortened: it may come from a hostile file. */
struct tb_err {
	enum tb_status status;
	const char *msgid; /* borrowed, a literal; NULL while there is no error */
	unsigned n_args;
	char args[1024]; /* the arguments as text, each ended by a NUL */
};

#define TB_ERR_INIT ((struct tb_err){ .status = TB_OK })

/*
 * Record why a call fails and return `status`, so that a caller writes `return tb_err_set(err, ...)`.
 *
 * `msgid` is a literal marked with N_(). It takes the conversions %s, %c, %d, %u, %zu, %ld and %lld, at most eight.
 * The text is lower case, without a full stop, its subject in single quotes, and says what to do next where that is known.
 * `err` may be NULL.
 */
enum tb_status tb_err_set(struct tb_err *err, enum tb_status status, const char *msgid, ...) TB_PRINTF(3, 4);

/* The same for a message without arguments that comes from a table. */
enum tb_status tb_err_set_plain(struct tb_err *err, enum tb_status status, const char *msgid);

/* Forget the message, so that `err` can serve the next call. */
void tb_err_clear(struct tb_err *err);

/*
 * Append the message to `out`. `translate` maps a msgid to the reader's language and may be NULL for English; a
 * translation may reorder the arguments with %2$s.
 */
void tb_err_text(const struct tb_err *err, const char *(*translate)(const char *msgid), struct tb_str *out);

#endif
