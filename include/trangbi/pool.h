/*
 * pool.h - memory that is given back all at once.
 *
 * What one request, one CSV row or one event needs lives in a pool, and is gone when the pool is cleared. So records
 * hold plain pointers, and no function has to say which of twenty strings it owns.
 *
 * Exhausted memory is not reported: the process aborts, as in the drawing libraries beneath. Nothing acknowledged is
 * lost by that, because a transaction that was not committed is rolled back at the next opening.
 */
#ifndef TRANGBI_POOL_H
#define TRANGBI_POOL_H

#include <stddef.h>

#include <trangbi/err.h>

struct tb_pool {
	struct tb_pool_chunk *chunk; /* owned; the newest first */
};

#define TB_POOL_INIT ((struct tb_pool){ .chunk = NULL })

/* Free everything; the pool can be used again. Accepts NULL. */
void tb_pool_release(struct tb_pool *pool);

/* Forget everything but keep the newest chunk, for a loop that fills the pool again. */
void tb_pool_clear(struct tb_pool *pool);

/* `size` bytes, zeroed, aligned for any type; never NULL. */
void *tb_pool_alloc(struct tb_pool *pool, size_t size);

/* A copy of `len` bytes of `s`, ended by a NUL. */
char *tb_pool_dup(struct tb_pool *pool, const char *s, size_t len);

/* A copy of the string `s`; NULL stays NULL. */
char *tb_pool_strdup(struct tb_pool *pool, const char *s);

char *tb_pool_printf(struct tb_pool *pool, const char *format, ...) TB_PRINTF(2, 3);

#endif
