/*
 * child.h - the decoder as a child process: starting it, talking with it until a deadline, and how it ended.
 */
#ifndef TB_SCAN_CHILD_H
#define TB_SCAN_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <trangbi/str.h>

#include "scan/run.h"

struct tb_child {
	pid_t pid;
	int fd;              /* owned: the read end of its standard output; for a stream its input too */
	int64_t deadline_ms; /* of tb_clock_ms(); see tb_child_allow() */
	bool killed;         /* by us: too slow, or it talks without end */
};

enum tb_talk {
	TB_TALK_ON,
	TB_TALK_ENDED, /* by the decoder */
	TB_TALK_LATE,  /* its time ran out */
};

/*
 * Start the decoder; `request` is one of TB_REQUEST_* or NULL for a picture file, `in` what it reads (borrowed), or -1 for
 * a stream that reads and writes `fd`. Its time begins. On TB_OK the caller ends it with tb_child_end().
 * TB_ESYS  it cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_child_start(const struct tb_scan_decoder *decoder, const char *request, int in, struct tb_child *out,
			      struct tb_err *err);

/* The same for TB_REQUEST_PDF: `fd` is its standard error, its standard output goes to `pages` (borrowed). */
TB_MUST_CHECK
enum tb_status tb_child_start_pdf(const struct tb_scan_decoder *decoder, int in, int pages, struct tb_child *out,
				  struct tb_err *err);

/* Give it so many milliseconds from now on. */
void tb_child_allow(struct tb_child *child, int ms);

void tb_child_stop(struct tb_child *child); /* by force; tb_child_end() is still due */

/* Write all of it to a stream; no SIGPIPE comes of that. */
enum tb_talk tb_child_say(struct tb_child *child, const char *bytes, size_t len);

/* Append to `out` what it writes next. */
enum tb_talk tb_child_hear(struct tb_child *child, struct tb_str *out);

/* Close `fd` and wait for its end, by force at the deadline. Its wait status. */
int tb_child_end(struct tb_child *child);

#endif
