#include "scan/decoder/crew.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/process.h"

struct crew {
	size_t n;
	tb_crew_job *job;
	void *ctx;
	int64_t deadline_ms;
	atomic_size_t next;
};

static void *work(void *arg)
{
	struct crew *crew = arg;
	size_t i;

	while (tb_clock_ms() < crew->deadline_ms && (i = atomic_fetch_add(&crew->next, 1)) < crew->n)
		crew->job(crew->ctx, i);
	return NULL;
}

static size_t count_processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	return (size_t)CPU_COUNT(&set);
}

/* This thread works too, so that the jobs are done also where no other can be started. */
void tb_crew_run(size_t n, tb_crew_job *job, void *ctx, int64_t deadline_ms)
{
	struct crew crew = { .n = n, .job = job, .ctx = ctx, .deadline_ms = deadline_ms };
	const size_t processors = n > 1 ? count_processors() : 1;
	pthread_t threads[TB_CREW_MAX];
	size_t started = 0;

	while (started + 1 < n && started + 1 < processors && started + 1 < TB_CREW_MAX &&
	       !pthread_create(&threads[started], NULL, work, &crew))
		started++;
	work(&crew);
	while (started)
		pthread_join(threads[--started], NULL);
}
