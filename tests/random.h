/*
 * random.h - the same numbers on every machine.
 */
#ifndef TB_TESTS_RANDOM_H
#define TB_TESTS_RANDOM_H

#include <stdint.h>

/* xorshift; the seed is not 0. */
static inline unsigned next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

#endif
