/*
 * pair.h - how likely a line of the books and an asset of the register are the same thing, where no code says so.
 *
 * It is evidence for a person to judge, never applied by itself. The weights are proposals of ours, not taken from any law.
 */
#ifndef TB_MODEL_PAIR_H
#define TB_MODEL_PAIR_H

#include <stddef.h>
#include <stdint.h>

#include <trangbi/record.h>

/* What is compared; prepared once, compared often. All texts in a pool. */
struct tb_likeness {
	const char *name;   /* folded (tb_utf8_fold); NULL for none */
	const char *serial; /* compact (tb_code_compact); NULL for none */
	const char *unit;   /* code; NULL for none */
	int64_t cost;       /* whole đồng; -1 unknown */
	int64_t year;       /* put into use, else made; -1 unknown */
};

/* What speaks for a pair; or'ed. */
enum tb_likeness_reason {
	TB_SAME_SERIAL = 1,
	TB_NEAR_SERIAL = 2, /* one character differs */
	TB_SAME_NAME = 4,   /* every word, without accents */
	TB_NEAR_NAME = 8,   /* at least half of the words */
	TB_SAME_COST = 16,
	TB_NEAR_COST = 32, /* within one in a hundred */
	TB_SAME_YEAR = 64,
	TB_SAME_UNIT = 128,
};

enum { TB_LIKELY = 55 }; /* a score from which a pair is worth showing */

/* The asset as it is compared; texts in `pool`. */
void tb_likeness_of(const struct tb_record *asset, struct tb_pool *pool, struct tb_likeness *out);

/* 0..100; `*reasons` of enum tb_likeness_reason. What both know and know differently counts against them. */
int tb_likeness_score(const struct tb_likeness *a, const struct tb_likeness *b, unsigned *reasons);

#endif
