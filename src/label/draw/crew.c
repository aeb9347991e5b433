#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "label/draw/crew.h"

enum { AHEAD = 4 }; /* pages for each thread that may wait to be taken */

struct slot {
	bool full;
	struct tb_str page;
	void *note;
	enum tb_status rc;
	struct tb_err err;
};

/* What the threads share; everything below `lock` is guarded by it, but for the slot that a thread is filling. */
struct work {
	const struct tb_crew *crew;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct slot *slot; /* page i waits in slot i % n_slots */
	size_t n_slots;
	size_t next, taken;
	int workers; /* number of the next thread */
	bool over;
};

static struct slot *slot_of(const struct work *w, size_t page)
{
	/* NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a crew has at least one thread */
	return &w->slot[page % w->n_slots];
}

/* The next page to make, as soon as there is room for it; false where there is none. */
static bool begin_page(struct work *w, size_t *i)
{
	bool more;

	pthread_mutex_lock(&w->lock);
	while (!w->over && w->next < w->crew->n && w->next - w->taken >= w->n_slots)
		pthread_cond_wait(&w->changed, &w->lock);
	more = !w->over && w->next < w->crew->n;
	if (more)
		*i = w->next++;
	pthread_mutex_unlock(&w->lock);
	return more;
}

static void end_page(struct work *w, struct slot *slot)
{
	pthread_mutex_lock(&w->lock);
	slot->full = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

static void *run_worker(void *arg)
{
	struct work *w = arg;
	int worker;
	size_t i;

	pthread_mutex_lock(&w->lock);
	worker = w->workers++;
	pthread_mutex_unlock(&w->lock);
	while (begin_page(w, &i)) {
		struct slot *slot = slot_of(w, i);

		tb_err_clear(&slot->err);
		tb_str_clear(&slot->page);
		slot->note = NULL;
		slot->rc = w->crew->make(w->crew->ctx, worker, i, &slot->page, &slot->note, &slot->err);
		end_page(w, slot);
	}
	return NULL;
}

static enum tb_status take_page(struct work *w, size_t i, struct tb_err *err)
{
	struct slot *slot = slot_of(w, i);
	enum tb_status rc;

	pthread_mutex_lock(&w->lock);
	while (!slot->full)
		pthread_cond_wait(&w->changed, &w->lock);
	pthread_mutex_unlock(&w->lock);
	rc = slot->rc;
	if (rc) {
		*err = slot->err;
		return rc;
	}
	rc = w->crew->take(w->crew->ctx, i, &slot->page, slot->note, err);
	slot->note = NULL;
	pthread_mutex_lock(&w->lock);
	slot->full = false;
	w->taken = i + 1;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	return rc;
}

static void end(struct work *w, const pthread_t *threads, int n)
{
	pthread_mutex_lock(&w->lock);
	w->over = true;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < w->n_slots; i++) {
		if (w->slot[i].note)
			w->crew->drop(w->slot[i].note);
		tb_str_release(&w->slot[i].page);
	}
	free(w->slot);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
}

enum tb_status tb_crew_run(const struct tb_crew *crew, struct tb_err *err)
{
	struct work w = { .crew = crew, .n_slots = (size_t)crew->threads * AHEAD };
	pthread_t *threads = tb_malloc((size_t)crew->threads * sizeof(*threads));
	enum tb_status rc = TB_OK;
	int n = 0;

	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.changed, NULL);
	w.slot = tb_malloc(w.n_slots * sizeof(*w.slot));
	for (size_t i = 0; i < w.n_slots; i++)
		w.slot[i] = (struct slot){ .page = TB_STR_INIT };
	while (n < crew->threads && !pthread_create(&threads[n], NULL, run_worker, &w))
		n++;
	if (!n)
		rc = tb_err_set(err, TB_ESYS, N_("cannot start a thread; close other programs"));
	for (size_t i = 0; !rc && i < crew->n; i++)
		rc = take_page(&w, i, err);
	end(&w, threads, n);
	free(threads);
	return rc;
}
