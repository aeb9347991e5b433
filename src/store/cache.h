/*
 * cache.h - answers kept by their text, for the questions that a long transaction asks again with nearly every record.
 */
#ifndef TB_STORE_CACHE_H
#define TB_STORE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include <trangbi/nouns.h>
#include <trangbi/pool.h>

/* One answer: a number or a record, as the owner of the cache means it. */
struct tb_cached {
	const char *key; /* owned by the cache */
	int64_t num;
	struct tb_record *record; /* owned by the cache, with its texts */
	bool dirty;               /* the number is not in the database yet */
};

struct tb_cache {
	struct tb_cached *item; /* owned; NULL while there is none */
	unsigned short *slot;   /* owned; where each item lies, by the hash of its key: its number + 1, 0 for none */
	size_t n;
	size_t bytes; /* of the keys */
	struct tb_pool pool;
};

/* The answer under `key`, or NULL. */
struct tb_cached *tb_cache_find(const struct tb_cache *c, const char *key);

/* Whether it has grown to where its owner clears it, so that memory stays flat. */
bool tb_cache_is_full(const struct tb_cache *c);

/* A new, empty answer. `key` is not in there, and the cache is not full. Valid until it is cleared. */
struct tb_cached *tb_cache_add(struct tb_cache *c, const char *key);

/* Forget all; it can be used again. */
void tb_cache_clear(struct tb_cache *c);

#endif
