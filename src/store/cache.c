#include "store/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum { MAX_ITEMS = 16384, MAX_BYTES = 2 * 1024 * 1024, SLOTS = 4 * MAX_ITEMS };

/* FNV-1a. What is kept comes from a file that somebody wrote, but a slow import is all that bad keys could make. */
static size_t hash(const char *key)
{
	uint64_t h = 0xcbf29ce484222325;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3;
	return (h ^ h >> 32) % SLOTS;
}

/* The slot of `key`, or the empty one where it belongs. */
static unsigned short *find_slot(const struct tb_cache *c, const char *key)
{
	size_t i = hash(key);

	while (c->slot[i] && strcmp(c->item[c->slot[i] - 1].key, key) != 0)
		i = (i + 1) % SLOTS;
	return &c->slot[i];
}

struct tb_cached *tb_cache_find(const struct tb_cache *c, const char *key)
{
	const unsigned short *slot = c->item ? find_slot(c, key) : NULL;

	return slot && *slot ? &c->item[*slot - 1] : NULL;
}

bool tb_cache_is_full(const struct tb_cache *c)
{
	return c->n == MAX_ITEMS || c->bytes > MAX_BYTES;
}

struct tb_cached *tb_cache_add(struct tb_cache *c, const char *key)
{
	size_t len = strlen(key);
	struct tb_cached *item;

	if (!c->item) {
		c->item = tb_malloc(MAX_ITEMS * sizeof(*c->item));
		c->slot = memset(tb_malloc(SLOTS * sizeof(*c->slot)), 0, SLOTS * sizeof(*c->slot));
	}
	item = &c->item[c->n++];
	*item = (struct tb_cached){ .key = tb_pool_dup(&c->pool, key, len) };
	c->bytes += len;
	*find_slot(c, item->key) = (unsigned short)c->n;
	return item;
}

void tb_cache_clear(struct tb_cache *c)
{
	free(c->item);
	free(c->slot);
	tb_pool_release(&c->pool);
	*c = (struct tb_cache){ .item = NULL };
}
