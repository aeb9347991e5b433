/*
 * alloc.h - memory that is never NULL: exhaustion aborts the process (see trangbi/pool.h for why that is safe).
 */
#ifndef TB_BASE_ALLOC_H
#define TB_BASE_ALLOC_H

#include <stddef.h>

void *tb_malloc(size_t size);
void *tb_realloc(void *old, size_t size);
char *tb_strdup(const char *text);

/* Make room for one more element at the end of a malloc'ed array. */
#define TB_GROW(array, n, cap)                                                                                         \
	do {                                                                                                           \
		if ((n) == (cap)) {                                                                                    \
			(cap) = (cap) ? (cap)*2 : 8;                                                                   \
			(array) = tb_realloc((array), (cap) * sizeof(*(array)));                                       \
		}                                                                                                      \
	} while (0)

#endif
