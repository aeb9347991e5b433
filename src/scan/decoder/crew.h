/*
 * crew.h - jobs on all processors, in order.
 */
#ifndef TB_SCAN_DECODER_CREW_H
#define TB_SCAN_DECODER_CREW_H

#include <stddef.h>
#include <stdint.h>

enum { TB_CREW_MAX = 4 }; /* threads; each holds pictures of its own */

typedef void tb_crew_job(void *ctx, size_t i);

/*
 * Call job(ctx, i) for each i below n, the lowest first, from several threads; returns when all have ended. None is begun
 * after `deadline_ms` of tb_clock_ms().
 */
void tb_crew_run(size_t n, tb_crew_job *job, void *ctx, int64_t deadline_ms);

#endif
