#include "store/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum { MAX_ITEMS = 16384, MAX_BYTES = 2 * 1024 * 1024 };

static struct tb_cached *search_table(struct tb_cache *c, const char *key, struct tb_cached *data, ACTION action)
{
	ENTRY entry = { .key = (char *)(uintptr_t)key, .data = data }, *found = NULL;

	return hsearch_r(entry, action, &found, &c->table) ? found->data : NULL;
}

struct tb_cached *tb_cache_find(struct tb_cache *c, const char *key)
{
	return c->item ? search_table(c, key, NULL, FIND) : NULL;
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
		if (!hcreate_r(MAX_ITEMS + MAX_ITEMS / 2, &c->table))
			abort(); /* memory is exhausted: trangbi/pool.h */
	}
	item = &c->item[c->n++];
	*item = (struct tb_cached){ .key = tb_pool_dup(&c->pool, key, len) };
	c->bytes += len;
	search_table(c, item->key, item, ENTER);
	return item;
}

void tb_cache_clear(struct tb_cache *c)
{
	if (c->item)
		hdestroy_r(&c->table);
	free(c->item);
	tb_pool_release(&c->pool);
	*c = (struct tb_cache){ .item = NULL };
}
