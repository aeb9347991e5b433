#include <stdlib.h>

#include "base/alloc.h"

void *tb_malloc(size_t size)
{
	return tb_realloc(NULL, size);
}

void *tb_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		abort();
	return p;
}
