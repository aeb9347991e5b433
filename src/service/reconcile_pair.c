/* reconcile_pair.c - what stands for what where no code says so. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "service/reconcile.h"

/*
 * What a row and an asset may share. Only what shares one of these is compared, else the book of a province would take days;
 * they are kept as hashes, for the comparison itself decides.
 */
enum trait {
	OF_NAME,
	OF_NAME_AND_UNIT,
	OF_NAME_AND_COST, /* the first word of it */
	OF_COST_AND_YEAR,
	OF_COST_AND_UNIT,
	OF_SERIAL,
	OF_SERIAL_HEAD,
	OF_SERIAL_TAIL,
	N_TRAITS
};

enum {
	MAX_SHARED = 64, /* a trait that more assets have says nothing */
	MAX_LOT = 2000,  /* assets that one row can stand for */
	SERIAL_PART = 4,
};

struct trait_of {
	uint64_t hash;
	struct tb_book_asset *asset;
};

struct traits {
	struct trait_of *at; /* owned; by hash, then tag */
	size_t n, cap;
};

/* ---- traits -------------------------------------------------------------------------------------------------------- */

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(1099511628211);
	return hash;
}

static uint64_t mix_number(uint64_t hash, int64_t n)
{
	return mix(hash, &n, sizeof(n));
}

/* The trait as a hash; false where the thing lacks what it is made of. */
static bool hash_trait(const struct tb_likeness *l, enum trait which, uint64_t *out)
{
	const size_t name = l->name ? strlen(l->name) : 0, unit = l->unit ? strlen(l->unit) : 0;
	const size_t serial = l->serial ? strlen(l->serial) : 0;
	const bool is_long = serial > SERIAL_PART;
	const uint64_t seed = mix_number(UINT64_C(14695981039346656037), which);

	switch (which) {
	case OF_NAME: *out = mix(seed, l->name, name); return name;
	case OF_NAME_AND_UNIT: *out = mix(mix(seed, l->name, name), l->unit, unit); return name && unit;
	case OF_NAME_AND_COST:
		*out = mix_number(mix(seed, l->name, name ? strcspn(l->name, " ") : 0), l->cost);
		return name && l->cost > 0;
	case OF_COST_AND_YEAR: *out = mix_number(mix_number(seed, l->cost), l->year); return l->cost > 0 && l->year > 0;
	case OF_COST_AND_UNIT: *out = mix_number(mix(seed, l->unit, unit), l->cost); return l->cost > 0 && unit;
	case OF_SERIAL: *out = mix(seed, l->serial, serial); return serial;
	case OF_SERIAL_HEAD: *out = mix(seed, l->serial, is_long ? SERIAL_PART : 0); return is_long;
	default:
		*out = mix(seed, is_long ? l->serial + serial - SERIAL_PART : "", is_long ? SERIAL_PART : 0);
		return is_long;
	}
}

static int by_hash(const void *a, const void *b)
{
	const struct trait_of *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return strcmp(x->asset->tag, y->asset->tag);
}

static void collect_traits(struct tb_reconciliation *rec, struct traits *t)
{
	for (size_t i = 0; i < rec->n_assets; i++) {
		struct tb_book_asset *asset = &rec->asset[i];
		uint64_t hash;

		for (enum trait which = 0; !asset->line && which < N_TRAITS; which++) {
			if (!hash_trait(&asset->likeness, which, &hash))
				continue;
			TB_GROW(t->at, t->n, t->cap);
			t->at[t->n++] = (struct trait_of){ hash, asset };
		}
	}
	if (t->n)
		qsort(t->at, t->n, sizeof(*t->at), by_hash);
}

/* The first of those that share it, and how many there are; `most` + 1 where there are more. */
static const struct trait_of *find_sharing(const struct traits *t, uint64_t hash, size_t most, size_t *n)
{
	size_t low = 0, high = t->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (t->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; *n <= most && low + *n < t->n && t->at[low + *n].hash == hash;)
		++*n;
	return t->at + low;
}

static bool is_unmatched(const struct tb_book_line *line)
{
	return line->result == TB_MATCH_BOOK_ONLY && !line->asset;
}

/* ---- a row of ten chairs -------------------------------------------------------------------------------------------- */

/* Whether the asset is one of what the row counts. */
static bool is_of_lot(const struct tb_reconciliation *rec, const struct tb_book_line *line,
		      const struct tb_book_asset *asset)
{
	return !asset->line && asset->likeness.name && !strcmp(line->likeness.name, asset->likeness.name) &&
	       tb_book_ref_is(&line->unit, &rec->units, asset->unit) &&
	       tb_book_ref_is(&line->kind, &rec->kinds, asset->kind);
}

/* Whether they are what the row counts: as many, and worth as much in all or each. */
static bool adds_up(const struct tb_reconciliation *rec, const struct tb_book_line *line, const struct trait_of *shared,
		    size_t n)
{
	int64_t count = 0, sum = 0, assets = 0;
	const int64_t cost = line->likeness.cost;
	bool each = true;

	for (size_t i = 0; i < n && count <= line->quantity; i++) {
		const struct tb_book_asset *asset = shared[i].asset;

		if (!is_of_lot(rec, line, asset))
			continue;
		assets++;
		count += asset->quantity;
		sum += asset->likeness.cost > 0 ? asset->likeness.cost : 0;
		each &= asset->likeness.cost == cost;
	}
	return assets > 1 && count == line->quantity && (cost < 0 || sum == cost || each);
}

static void match_lot(struct tb_reconciliation *rec, const struct traits *t, struct tb_book_line *line)
{
	const enum trait which = line->likeness.unit ? OF_NAME_AND_UNIT : OF_NAME;
	struct tb_book_asset **end = &line->asset;
	const struct trait_of *shared;
	uint64_t hash;
	size_t n;

	if (line->quantity < 2 || !hash_trait(&line->likeness, which, &hash))
		return;
	shared = find_sharing(t, hash, MAX_LOT, &n);
	if (n > MAX_LOT || !adds_up(rec, line, shared, n))
		return;
	for (size_t i = 0; i < n; i++) {
		struct tb_book_asset *asset = shared[i].asset;

		if (!is_of_lot(rec, line, asset))
			continue;
		asset->line = line;
		*end = asset;
		end = &asset->more;
	}
	line->result = TB_MATCH_SEVERAL;
}

/* ---- probable pairs -------------------------------------------------------------------------------------------------- */

struct pair {
	struct tb_book_line *line;
	struct tb_book_asset *asset;
	int score;
	unsigned reasons;
};

struct pairs {
	struct pair *at; /* owned */
	size_t n, cap;
};

static void consider(struct pairs *pairs, struct tb_book_line *line, struct tb_book_asset *asset)
{
	struct pair p = { .line = line, .asset = asset };

	if (asset->line)
		return;
	p.score = tb_likeness_score(&line->likeness, &asset->likeness, &p.reasons);
	if (p.score < TB_LIKELY)
		return;
	TB_GROW(pairs->at, pairs->n, pairs->cap);
	pairs->at[pairs->n++] = p;
}

static void find_pairs(struct tb_reconciliation *rec, const struct traits *t, struct pairs *pairs)
{
	for (size_t i = 0; i < rec->n_lines; i++) {
		struct tb_book_line *line = &rec->line[i];
		uint64_t hash;

		for (enum trait which = 0; is_unmatched(line) && which < N_TRAITS; which++) {
			size_t n = 0;
			const struct trait_of *shared = NULL;

			if (hash_trait(&line->likeness, which, &hash))
				shared = find_sharing(t, hash, MAX_SHARED, &n);
			for (size_t k = 0; n <= MAX_SHARED && k < n; k++)
				consider(pairs, line, shared[k].asset);
		}
	}
}

/* The best first; of equals in the order of the book. */
static int by_score(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return strcmp(x->asset->tag, y->asset->tag);
}

/* Several traits lead to the same pair. */
static void drop_twins(struct pairs *pairs)
{
	size_t n = 0;

	for (size_t i = 0; i < pairs->n; i++)
		if (!n || pairs->at[i].line != pairs->at[n - 1].line || pairs->at[i].asset != pairs->at[n - 1].asset)
			pairs->at[n++] = pairs->at[i];
	pairs->n = n;
}

/* Each row and each asset goes to its best partner that is still free. */
static void take_pairs(const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		const struct pair *p = &pairs->at[i];

		if (p->line->asset || p->asset->line)
			continue;
		p->line->asset = p->asset;
		p->asset->line = p->line;
		p->line->result = TB_MATCH_PROBABLE;
		p->line->score = p->score;
		p->line->reasons = p->reasons;
	}
}

/* Where others are as likely, whoever reads it should know. */
static void count_rivals(const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		struct tb_book_line *line = pairs->at[i].line;

		line->rivals += pairs->at[i].asset != line->asset && pairs->at[i].score == line->score;
	}
}

void tb_reconciliation_pair(struct tb_reconciliation *rec)
{
	struct traits traits = { .n = 0 };
	struct pairs pairs = { .n = 0 };

	collect_traits(rec, &traits);
	for (size_t i = 0; i < rec->n_lines; i++)
		if (is_unmatched(&rec->line[i]))
			match_lot(rec, &traits, &rec->line[i]);
	find_pairs(rec, &traits, &pairs);
	if (pairs.n)
		qsort(pairs.at, pairs.n, sizeof(*pairs.at), by_score);
	drop_twins(&pairs);
	take_pairs(&pairs);
	count_rivals(&pairs);
	free(traits.at);
	free(pairs.at);
}
