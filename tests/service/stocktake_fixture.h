/*
 * stocktake_fixture.h - a unit with a few assets in it, and what people do in a stocktake.
 */
#ifndef TB_TESTS_SERVICE_STOCKTAKE_FIXTURE_H
#define TB_TESTS_SERVICE_STOCKTAKE_FIXTURE_H

#include "service/fixture.h"

#include <trangbi/stocktake.h>
#include <trangbi/tag.h>

#define TEXTS(...)                                                                                                     \
	((struct tb_texts){ .text = (const char *const[]){ __VA_ARGS__ },                                              \
			    .n = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *) })

/* At a later moment than what was done before. */
static inline void later(struct fixture *f)
{
	f->act.now += 60;
	f->act.at = f->act.now;
}

static inline enum tb_status try_open(struct fixture *f, struct tb_stocktake_req req, struct tb_record *out)
{
	struct tb_record unwanted;

	tb_err_clear(&f->err);
	return tb_stocktake_open(f->db, &f->act, &req, &f->pool, out ? out : &unwanted, &f->err);
}

/* Open one at 00004; its id. */
static inline const char *open_one(struct fixture *f)
{
	struct tb_record r;

	assert_ok(f, try_open(f, (struct tb_stocktake_req){ .unit = "00004" }, &r));
	return tb_text(&r, TB_STOCKTAKE_ID);
}

static inline enum tb_status try_count(struct fixture *f, struct tb_count_req req, struct tb_counts *out)
{
	struct tb_counts unwanted;

	tb_err_clear(&f->err);
	return tb_stocktake_count(f->db, &f->act, &req, &f->pool, out ? out : &unwanted, &f->err);
}

/* Scan one code; the answer. */
static inline struct tb_counted count_as(struct fixture *f, const char *code, const char *condition)
{
	struct tb_counts counts;
	struct tb_count_req req = { .codes = TEXTS(code), .condition = condition };

	assert_ok(f, try_count(f, req, &counts));
	assert_int_equal(counts.n, 1);
	return counts.item[0];
}

static inline struct tb_counted count_one(struct fixture *f, const char *code)
{
	return count_as(f, code, NULL);
}

static inline void assert_verdict(struct fixture *f, const char *code, enum tb_count_verdict verdict)
{
	struct tb_counted item = count_one(f, code);

	if (item.verdict != verdict)
		fail_msg("%s is %s, not %s", code, tb_count_name(item.verdict), tb_count_name(verdict));
}

static inline enum tb_status try_uncount(struct fixture *f, const char *code, struct tb_record *line)
{
	struct tb_record unwanted;

	tb_err_clear(&f->err);
	return tb_stocktake_uncount(f->db, &f->act, NULL, code, &f->pool, line ? line : &unwanted, &f->err);
}

static inline const char *surplus(struct fixture *f, const char *name, const char *kind)
{
	struct tb_surplus_req req = { .name = name, .kind = kind, .quantity = 2 };
	struct tb_record line;

	assert_ok(f, tb_stocktake_surplus(f->db, &f->act, &req, &f->pool, &line, &f->err));
	return tb_text(&line, TB_LINE_CODE);
}

static inline void recount(struct fixture *f, int64_t expected)
{
	int64_t open = -1;

	assert_ok(f, tb_stocktake_recount(f->db, &f->act, NULL, &open, &f->err));
	assert_int_equal(open, expected);
}

static inline enum tb_status try_close(struct fixture *f, struct tb_texts signatures)
{
	struct tb_record out;

	tb_err_clear(&f->err);
	return tb_stocktake_close(f->db, &f->act, NULL, &signatures, &f->pool, &out, &f->err);
}

static inline void close_it(struct fixture *f)
{
	assert_ok(f, try_close(f, TEXTS("123-456", "123-457")));
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

struct found_lines {
	struct tb_pool *pool;
	struct tb_record line[40];
	size_t n;
};

static inline enum tb_status keep_line(void *ctx, const struct tb_record *line, struct tb_err *err)
{
	struct found_lines *found = ctx;
	struct tb_record *copy = &found->line[found->n++];

	(void)err;
	assert_true(found->n <= COUNT(found->line));
	*copy = *line;
	tb_record_keep(copy, found->pool);
	return TB_OK;
}

static inline struct found_lines lines_of(struct fixture *f, struct tb_line_query query)
{
	struct found_lines found = { .pool = &f->pool };

	assert_ok(f, tb_stocktake_lines(f->db, &query, keep_line, &found, &f->err));
	return found;
}

/* The line of that code; it must be there. */
static inline struct tb_record line_of(struct fixture *f, const char *stocktake, const char *code)
{
	struct found_lines found = lines_of(f, (struct tb_line_query){ .stocktake = stocktake });

	for (size_t i = 0; i < found.n; i++)
		if (!strcmp(tb_text(&found.line[i], TB_LINE_CODE), code))
			return found.line[i];
	fail_msg("no line '%s'", code);
	return TB_RECORD(tb_stocktake_line_noun);
}

static inline void assert_line(struct fixture *f, const char *stocktake, const char *code, unsigned field,
			       const char *expected)
{
	struct tb_record line = line_of(f, stocktake, code);
	struct tb_str text = TB_STR_INIT;

	tb_value_text(&tb_stocktake_line_noun.fields[field], &line.v[field], &text);
	if (strcmp(text.buf, expected) != 0)
		fail_msg("%s: %s is '%s', not '%s'", code, tb_stocktake_line_noun.fields[field].key, text.buf,
			 expected);
	tb_str_release(&text);
}

#endif
