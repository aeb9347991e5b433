/* memo.c - what a long transaction asks again with nearly every record, asked once. */
#include <string.h>

#include "store/stmt.h"

static struct tb_cache *records_of(struct tb_store *st, const struct tb_noun *noun)
{
	if (!st->memo.on)
		return NULL;
	if (noun == &tb_unit_noun)
		return &st->memo.units;
	return noun == &tb_kind_noun ? &st->memo.kinds : NULL;
}

bool tb_memo_keeps(const struct tb_store *st, const struct tb_noun *noun)
{
	return st->memo.on && (noun == &tb_unit_noun || noun == &tb_kind_noun);
}

enum tb_status tb_memo_record(struct tb_store *st, const struct tb_noun *noun, const char *key,
			      const struct tb_record **out, struct tb_err *err)
{
	struct tb_cache *cache = records_of(st, noun);
	struct tb_cached *item = tb_cache_find(cache, key);
	struct tb_record r;
	enum tb_status rc;

	if (item && item->record) {
		*out = item->record;
		return TB_OK;
	}
	if (tb_cache_is_full(cache)) {
		tb_cache_clear(cache);
		item = NULL;
	}
	rc = tb_record_read(st, noun, key, &cache->pool, &r, err);
	if (rc)
		return rc;
	if (!item)
		item = tb_cache_add(cache, key);
	item->record = tb_pool_alloc(&cache->pool, sizeof(r));
	*item->record = r;
	*out = item->record;
	return TB_OK;
}

bool tb_memo_is_absent(const struct tb_store *st, const struct tb_noun *noun, const char *key)
{
	return st->memo.on && st->memo.absent_noun == noun && !strcmp(st->memo.absent.buf, key);
}

void tb_memo_note_absent(struct tb_store *st, const struct tb_noun *noun, const char *key)
{
	struct tb_memo *memo = &st->memo;

	if (!memo->on)
		return;
	memo->absent_noun = noun;
	tb_str_clear(&memo->absent);
	tb_str_adds(&memo->absent, key);
}

void tb_memo_drop(struct tb_store *st, const struct tb_noun *noun, const char *key)
{
	struct tb_cache *cache = records_of(st, noun);
	struct tb_cached *item = cache ? tb_cache_find(cache, key) : NULL;

	if (item)
		item->record = NULL;
	st->memo.absent_noun = NULL;
}

static enum tb_status write_serial(struct tb_store *st, const char *prefix, int64_t serial, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_TAG_SERIAL_RAISE, err);

	if (!stmt)
		return err->status;
	tb_bind_text(stmt, ":prefix", prefix);
	tb_bind_int(stmt, ":last", serial);
	return tb_stmt_run(st, stmt, err);
}

static enum tb_status read_serial(struct tb_store *st, const char *prefix, int64_t *out, struct tb_err *err)
{
	sqlite3_stmt *stmt = tb_stmt(st, TB_SQL_TAG_SERIAL_LAST, err);

	if (!stmt)
		return err->status;
	*out = 0;
	tb_bind_text(stmt, ":prefix", prefix);
	return tb_stmt_number(st, stmt, out, err);
}

enum tb_status tb_memo_flush(struct tb_store *st, struct tb_err *err)
{
	struct tb_cache *serials = &st->memo.serials;
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < serials->n; i++) {
		struct tb_cached *item = &serials->item[i];

		if (item->dirty)
			rc = write_serial(st, item->key, item->num, err);
		if (!rc)
			item->dirty = false;
	}
	return rc;
}

void tb_memo_clear(struct tb_store *st)
{
	struct tb_memo *memo = &st->memo;

	tb_cache_clear(&memo->units);
	tb_cache_clear(&memo->kinds);
	tb_cache_clear(&memo->serials);
	tb_cache_clear(&memo->texts);
	tb_str_release(&memo->absent);
	memo->absent_noun = NULL;
}

/* The last serial number behind `prefix` as it is remembered, read at the first time. */
static enum tb_status keep_serial(struct tb_store *st, const char *prefix, struct tb_cached **out, struct tb_err *err)
{
	struct tb_cache *serials = &st->memo.serials;
	int64_t last = 0;
	enum tb_status rc;

	*out = tb_cache_find(serials, prefix);
	if (*out)
		return TB_OK;
	if (tb_cache_is_full(serials)) {
		rc = tb_memo_flush(st, err);
		if (rc)
			return rc;
		tb_cache_clear(serials);
	}
	rc = read_serial(st, prefix, &last, err);
	if (rc)
		return rc;
	*out = tb_cache_add(serials, prefix);
	(*out)->num = last;
	return TB_OK;
}

enum tb_status tb_store_last_serial(struct tb_store *st, const char *prefix, int64_t *out, struct tb_err *err)
{
	struct tb_cached *item;
	enum tb_status rc;

	if (!st->memo.on)
		return read_serial(st, prefix, out, err);
	rc = keep_serial(st, prefix, &item, err);
	if (!rc)
		*out = item->num;
	return rc;
}

enum tb_status tb_store_raise_serial(struct tb_store *st, const char *prefix, int64_t serial, struct tb_err *err)
{
	struct tb_cached *item;
	enum tb_status rc;

	if (!st->memo.on)
		return write_serial(st, prefix, serial, err);
	rc = keep_serial(st, prefix, &item, err);
	if (!rc && item->num < serial) {
		item->num = serial;
		item->dirty = true;
	}
	return rc;
}
