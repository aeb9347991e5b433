#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <trangbi/pool.h>

#include "base/alloc.h"

enum { CHUNK_SIZE = 16 * 1024 };

struct tb_pool_chunk {
	struct tb_pool_chunk *next; /* owned; older */
	size_t size, used;
	alignas(max_align_t) char data[];
};

static void free_from(struct tb_pool_chunk *chunk)
{
	while (chunk) {
		struct tb_pool_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

void tb_pool_release(struct tb_pool *pool)
{
	if (!pool)
		return;
	free_from(pool->chunk);
	pool->chunk = NULL;
}

void tb_pool_clear(struct tb_pool *pool)
{
	struct tb_pool_chunk *newest = pool->chunk;

	if (!newest)
		return;
	free_from(newest->next);
	newest->next = NULL;
	newest->used = 0;
}

static void *take(struct tb_pool *pool, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	size_t padded = (size + mask) & ~mask;
	struct tb_pool_chunk *chunk = pool->chunk;
	void *p;

	if (!chunk || chunk->size - chunk->used < padded) {
		size_t room = padded > CHUNK_SIZE ? padded : CHUNK_SIZE;

		chunk = tb_malloc(sizeof(*chunk) + room);
		chunk->next = pool->chunk;
		chunk->size = room;
		chunk->used = 0;
		pool->chunk = chunk;
	}
	p = chunk->data + chunk->used;
	chunk->used += padded;
	return p;
}

void *tb_pool_alloc(struct tb_pool *pool, size_t size)
{
	return memset(take(pool, size), 0, size);
}

char *tb_pool_dup(struct tb_pool *pool, const char *s, size_t len)
{
	char *copy = take(pool, len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *tb_pool_strdup(struct tb_pool *pool, const char *s)
{
	return s ? tb_pool_dup(pool, s, strlen(s)) : NULL;
}

char *tb_pool_printf(struct tb_pool *pool, const char *format, ...)
{
	va_list args, again;
	char *text;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	text = take(pool, len < 0 ? 1 : (size_t)len + 1);
	text[0] = '\0';
	if (len > 0)
		vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}
