#include "scan/decoder/strategy.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/process.h"
#include "scan/decoder/crew.h"
#include "scan/decoder/pass.h"
#include "scan/decoder/signs.h"

enum {
	LARGE = 2 * 1000 * 1000, /* pixels of a picture that may hold many codes */
	CROWD = 12,              /* signs of codes: four QR codes have so many */
	MANY = 4,                /* codes in a picture that is likely to hold more */
	MAX_TOGETHER = 4,
};

/* When a stage runs. */
enum when {
	ALWAYS,
	IF_CROWD,  /* many codes seem to be there */
	IF_LEFT,   /* nothing was found, or many codes, or some seem to be left over, be it bars beside a code */
	IF_SIGNS,  /* codes seem to be left over */
	IF_MISSED, /* nothing was found, or codes seem to be left over */
};

/* Passes that run at the same time. */
struct stage {
	enum when when;
	struct tb_pass pass[MAX_TOGETHER]; /* ends with one without a name */
};

/* clang-format off */
#define BIN(n)      .filter = TB_FILTER_BINARISE, .half = (n)
#define BLOCKS(n)   .filter = TB_FILTER_BLOCKS, .half = (n)
#define SOFT(n)     .filter = TB_FILTER_SOFTEN, .half = (n)
#define SHARP(n)    .mend = TB_MEND_SHARPEN, .reach = (n)
#define BLUR(n)     .mend = TB_MEND_BLUR, .reach = (n)
#define TILES(c, r) .columns = (c), .rows = (r)
#define DOWN(n)     .shrink = (n)
#define UP(n)       .enlarge = (n)
#define TURN(d)     .turn = (d)
#define SLANT(d)    .slant = 0.5, .towards = (d)
#define STEEP(d)    .slant = 0.9, .towards = (d)

/*
 * Measured on photographs: each row is there for those that the rows above it miss. First what finds most codes in the
 * least time, in small pictures and in large ones.
 */
static const struct stage small_first[] = {
	{ ALWAYS,   { { "bin25", BIN(25) } } },
	{ IF_SIGNS, { { "blur1 blk8", BLUR(1), BLOCKS(8) }, { "bin25 tile3x2", TILES(3, 2), BIN(25) } } },
};

static const struct stage large_first[] = {
	{ ALWAYS,   { { "dn2 blk8", DOWN(2), BLOCKS(8) } } },
	{ IF_CROWD, { { "bin25 tile6x4", TILES(6, 4), BIN(25) } } },
	{ IF_CROWD, { { "sharp5 bin40 tile6x4", TILES(6, 4), SHARP(5), BIN(40), .at_signs = true } } },
	{ IF_CROWD, { { "bin25 tile4x3", TILES(4, 3), BIN(25), .at_signs = true } } },
	{ IF_LEFT,  { { "bin25 tile1x2", TILES(1, 2), BIN(25) } } },
	{ IF_SIGNS, { { "blk8 tile5x4", TILES(5, 4), BLOCKS(8), .at_signs = true } } },
	{ IF_SIGNS, { { "dn2 tile4x3", TILES(4, 3), DOWN(2), .at_signs = true } } },
	{ IF_SIGNS, { { "sharp5 bin40 tile6x4", TILES(6, 4), SHARP(5), BIN(40), .at_signs = true } } },
	{ IF_SIGNS, { { "up2 sharp5 bin50 tile8x6", TILES(8, 6), UP(2), SHARP(5), BIN(50), .at_signs = true } } },
	{ IF_SIGNS, { { "bin60 tile2x1", TILES(2, 1), BIN(60), .at_signs = true } } },
};

/* Then all of these where codes are still missing: on the picture made small, less small, and as it is. */
static const int level_pixels[] = { 400 * 1000, 1500 * 1000, 4000 * 1000 };

static const struct stage every_level[] = {
	{ IF_MISSED, { { "blk8", BLOCKS(8) }, { .name = "orig" } } },
	{ IF_MISSED, { { "sharp4 bin40", SHARP(4), BIN(40) }, { "blur1 blk8", BLUR(1), BLOCKS(8) } } },
	{ IF_MISSED, { { "bin25", BIN(25) }, { "inv bin25", BIN(25), .invert = true } } },
	{ IF_MISSED, { { "rot45 bin25", TURN(45), BIN(25) }, { "rot22 bin25", TURN(22.5), BIN(25) },
	             { "rot67 bin25", TURN(67.5), BIN(25) } } },
	{ IF_MISSED, { { "slant0", SLANT(0) }, { "slant90", SLANT(90) }, { "slant180", SLANT(180) }, { "slant270", SLANT(270) } } },
	{ IF_MISSED, { { "slant45", SLANT(45) }, { "slant135", SLANT(135) }, { "slant225", SLANT(225) }, { "slant315", SLANT(315) } } },
};

/* On the smallest only, for it takes long. */
static const struct stage first_level[] = {
	{ IF_MISSED, { { "steep0", STEEP(0) }, { "steep90", STEEP(90) }, { "steep180", STEEP(180) }, { "steep270", STEEP(270) } } },
	{ IF_MISSED, { { "steep45", STEEP(45) }, { "steep135", STEEP(135) }, { "steep225", STEEP(225) }, { "steep315", STEEP(315) } } },
};

/* At last, for codes that are small in their picture. */
static const struct stage small_last[] = {
	{ IF_MISSED, { { "up2 soft25", UP(2), SOFT(25) }, { "up2 sharp5 bin50", UP(2), SHARP(5), BIN(50) } } },
	{ IF_MISSED, { { "up3", UP(3) }, { "dn2 blk8", DOWN(2), BLOCKS(8) } } },
};

static const struct stage large_last[] = {
	{ IF_MISSED, { { "bin60 tile2x2", TILES(2, 2), BIN(60) } } },
	{ IF_MISSED, { { "up2 bin50 tile8x6", TILES(8, 6), UP(2), BIN(50) } } },
};
/* clang-format on */

/* ---- one stage ------------------------------------------------------------------------------------------------------- */

/* A tile of a pass. */
struct job {
	const struct tb_pass *pass;
	int id, tile;
	struct tb_found_list found; /* owned */
	struct tb_signs signs;      /* owned */
};

/* What is known of a picture. */
struct search {
	const struct tb_wanted *wanted;
	struct tb_found_list *found; /* sure and unsure */
	struct tb_signs signs;       /* owned; of codes that were not read */
	int n_passes;                /* so far */
};

/* A picture, or the picture made smaller. */
struct level {
	const struct tb_grey *picture;
	struct tb_map back;
};

struct shift {
	struct tb_task task;
	struct job *job; /* owned */
	size_t n, cap;
};

static void do_job(void *ctx, size_t i)
{
	struct shift *shift = ctx;
	struct job *job = &shift->job[i];

	tb_pass_run(job->pass, job->id, job->tile, &shift->task, &job->found, &job->signs);
}

static void plan(struct search *s, const struct stage *stage, struct shift *shift)
{
	for (int p = 0; p < MAX_TOGETHER && stage->pass[p].name; p++) {
		const struct tb_pass *pass = &stage->pass[p];

		s->n_passes++;
		for (int tile = 0; tile < tb_pass_tiles(pass); tile++) {
			TB_GROW(shift->job, shift->n, shift->cap);
			shift->job[shift->n++] = (struct job){ .pass = pass, .id = s->n_passes, .tile = tile };
		}
	}
}

/* In the order of the jobs, whichever ended first. */
static void collect(struct search *s, struct shift *shift)
{
	for (size_t i = 0; i < shift->n; i++) {
		struct job *job = &shift->job[i];

		for (size_t k = 0; k < job->found.n; k++)
			tb_found_add(s->found, &job->found.at[k]);
		tb_signs_join(&s->signs, &job->signs);
		tb_found_release(&job->found);
		tb_signs_release(&job->signs);
	}
	tb_signs_settle(&s->signs, s->found);
}

static void run_stage(struct search *s, const struct level *level, const struct stage *stage, int64_t deadline_ms)
{
	struct shift shift = {
		.task = { level->picture, &level->back, s->found, &s->signs, s->wanted->kinds },
	};

	plan(s, stage, &shift);
	tb_crew_run(shift.n, do_job, &shift, deadline_ms);
	collect(s, &shift);
	free(shift.job);
}

/* ---- all stages ------------------------------------------------------------------------------------------------------ */

static bool is_due(const struct search *s, enum when when)
{
	const size_t n = tb_found_count(s->found);

	switch (when) {
	case ALWAYS: return true;
	case IF_CROWD: return tb_signs_apart(&s->signs) >= CROWD;
	case IF_LEFT: return n == 0 || n >= MANY || s->signs.n > 0;
	case IF_SIGNS: return tb_signs_apart(&s->signs) > 0;
	default: return n == 0 || tb_signs_apart(&s->signs) > 0;
	}
}

static void run_stages(struct search *s, const struct level *level, const struct stage *stage, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_due(s, stage[i].when))
			run_stage(s, level, &stage[i], s->n_passes ? s->wanted->deadline_ms : INT64_MAX);
}

#define RUN(search, level, stages) run_stages((search), (level), (stages), sizeof(stages) / sizeof(*(stages)))

static bool is_time_left(const struct search *s)
{
	return tb_clock_ms() < s->wanted->deadline_ms;
}

/* By how much the picture is made smaller for a level. */
static int shrink_for(const struct tb_grey *picture, long long max)
{
	int factor = 1;

	while ((long long)picture->w * picture->h > max * factor * factor)
		factor++;
	return factor;
}

static void run_level(struct search *s, const struct level *level, bool first)
{
	RUN(s, level, every_level);
	if (first)
		RUN(s, level, first_level);
}

static void run_shrunk(struct search *s, const struct level *full, int factor, bool first)
{
	struct tb_grey small;
	struct level level = { &small, TB_MAP_SCALE(factor, (factor - 1) / 2.0, (factor - 1) / 2.0) };

	if (!tb_grey_shrink(full->picture, factor, &small))
		return;
	level.back = tb_map_chain(&level.back, &full->back);
	run_level(s, &level, first);
	tb_grey_release(&small);
}

static void run_levels(struct search *s, const struct level *full)
{
	int factor, last = 0;

	for (size_t i = 0; i < sizeof(level_pixels) / sizeof(*level_pixels); i++) {
		factor = shrink_for(full->picture, level_pixels[i]);
		if (factor == last || !is_due(s, IF_MISSED) || !is_time_left(s))
			continue;
		if (factor > 1)
			run_shrunk(s, full, factor, !last);
		else
			run_level(s, full, !last);
		last = factor;
	}
}

void tb_strategy_run(const struct tb_grey *picture, const struct tb_wanted *wanted, struct tb_found_list *list)
{
	struct search search = { .wanted = wanted, .found = list, .signs = TB_SIGNS_INIT };
	const struct level full = { picture, TB_MAP_IDENTITY };
	const bool large = (long long)picture->w * picture->h > LARGE;

	if (large)
		RUN(&search, &full, large_first);
	else
		RUN(&search, &full, small_first);
	run_levels(&search, &full);
	if (large)
		RUN(&search, &full, large_last);
	else
		RUN(&search, &full, small_last);
	tb_found_settle(list);
	tb_signs_release(&search.signs);
}
