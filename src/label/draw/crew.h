/*
 * crew.h - pages made by several threads and taken in their order, with no more than a few of them in memory.
 */
#ifndef TB_LABEL_CREW_H
#define TB_LABEL_CREW_H

#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/str.h>

struct tb_crew {
	void *ctx;
	int threads; /* at least 1 */
	size_t n;    /* pages */

	/* Make page `i`; several at once, by thread `worker` of 0 .. threads - 1. `*note` goes to `take` as it is. */
	enum tb_status (*make)(void *ctx, int worker, size_t i, struct tb_str *out, void **note, struct tb_err *err);
	/* Take page 0, 1, 2, ...; by the thread that called. */
	enum tb_status (*take)(void *ctx, size_t i, const struct tb_str *page, void *note, struct tb_err *err);
	/* A note that was not taken, as the run had ended. */
	void (*drop)(void *note);
};

/* TB_OK once all pages were taken; else the first failure in the order of the pages, after all threads have ended. */
TB_MUST_CHECK
enum tb_status tb_crew_run(const struct tb_crew *crew, struct tb_err *err);

#endif
