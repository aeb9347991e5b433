#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void *tb_malloc(size_t size)
{
	return tb_realloc(NULL, size);
}

char *tb_strdup(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(tb_malloc(size), text, size);
}

void *tb_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	if (!p)
		abort();
	return p;
}
