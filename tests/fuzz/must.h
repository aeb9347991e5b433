/*
 * must.h - what has to be so, whatever the bytes.
 */
#ifndef TB_TESTS_FUZZ_MUST_H
#define TB_TESTS_FUZZ_MUST_H

#include <stdbool.h>
#include <stdlib.h>

static inline void must(bool is)
{
	if (!is)
		abort();
}

#endif
