#include "service/form.h"

#include <string.h>
#include <strings.h>

#include "base/time.h"
#include "model/anchor.h"

/* What is in `text`, kept in the pool. */
static const char *settle(struct tb_pool *pool, struct tb_str *text)
{
	const char *copy = tb_pool_dup(pool, text->buf, text->len);

	tb_str_release(text);
	return copy;
}

const char *tb_form_number(struct tb_pool *pool, int64_t n)
{
	struct tb_str text = TB_STR_INIT;

	if (n == TB_FORM_UNKNOWN)
		return "…";
	tb_str_addgrouped(&text, n);
	return settle(pool, &text);
}

void tb_form_moment(struct tb_pool *pool, int64_t at, const char *out[TB_FORM_MOMENT])
{
	static const struct {
		unsigned char from, len;
	} parts[TB_FORM_MOMENT] = { { 11, 2 }, { 14, 2 }, { 8, 2 }, { 5, 2 }, { 0, 4 } };
	char when[TB_TIME_SIZE]; /* "2026-11-24T17:05:00+07:00" */

	tb_time_format(at, when);
	for (size_t i = 0; i < TB_FORM_MOMENT; i++)
		out[i] = tb_pool_dup(pool, when + parts[i].from, parts[i].len);
}

const char *tb_form_anchor(struct tb_pool *pool, const struct tb_head *head)
{
	struct tb_str text = TB_STR_INIT;

	tb_anchor_write(head->site, head->seq, head->hash, &text);
	return settle(pool, &text);
}

/* ---- drawing -------------------------------------------------------------------------------------------------------- */

struct drawing {
	const struct tb_paper *paper;
	struct tb_outfile *out;
};

static enum tb_status next_row(void *ctx, struct tb_paper_row *row, struct tb_err *err)
{
	const struct drawing *d = ctx;

	return d->paper->next(d->paper->ctx, row, err);
}

static enum tb_status write_bytes(void *ctx, const void *bytes, size_t len, struct tb_err *err)
{
	const struct drawing *d = ctx;

	return tb_outfile_write(d->out, bytes, len, err);
}

enum tb_status tb_form_draw(const struct tb_paper *paper, const char *anchor, struct tb_outfile *out,
			    struct tb_err *err)
{
	struct drawing d = { paper, out };
	struct tb_paper whole = *paper;

	whole.foot = whole.qr = anchor;
	whole.next = next_row;
	whole.write = write_bytes;
	whole.ctx = &d;
	return tb_paper_draw(&whole, err);
}

/* ---- names ---------------------------------------------------------------------------------------------------------- */

const char *tb_form_detail(struct tb_db *db, const struct tb_noun *noun, const char *code, unsigned field,
			   struct tb_pool *pool)
{
	struct tb_err ignored = TB_ERR_INIT;
	struct tb_record found;

	if (!code || tb_store_get(db->store, noun, code, pool, &found, &ignored))
		return NULL;
	return tb_text(&found, field);
}

const char *tb_form_name(struct tb_db *db, const struct tb_noun *noun, const char *code, struct tb_pool *pool)
{
	const char *name = tb_form_detail(db, noun, code, (unsigned)tb_field_find(noun, "name"), pool);

	return name ? name : tb_pool_strdup(pool, code);
}

const char *tb_form_unit(struct tb_db *db, const char *code, struct tb_pool *pool)
{
	const char *full = tb_form_detail(db, &tb_unit_noun, code, TB_UNIT_FULL_NAME, pool);

	return full ? full : tb_form_name(db, &tb_unit_noun, code, pool);
}

bool tb_form_is_of(const char *path, const char *end)
{
	const size_t len = strlen(path), n = strlen(end);

	return len > n && !strcasecmp(path + len - n, end);
}
