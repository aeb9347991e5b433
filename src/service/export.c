#include <trangbi/exchange.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "csvio/csvio.h"
#include "service/db.h"

struct exporter {
	const struct tb_noun *noun;
	FILE *f;
	int64_t rows;
	struct tb_str cell;
	struct tb_pool pool;
	const char **extra; /* owned; names of the extra fields, each a column */
	size_t n_extra, cap_extra;
	bool has_header;
	int extra_field; /* -1 where the noun's extra fields stay one column */
};

static void add_extra_key(void *ctx, const char *key)
{
	struct exporter *x = ctx;

	TB_GROW(x->extra, x->n_extra, x->cap_extra);
	x->extra[x->n_extra++] = tb_pool_strdup(&x->pool, key);
}

/* Before the first row, so that a query that is refused leaves nothing on a pipe. */
static void put_header(struct exporter *x)
{
	bool first = true;

	if (x->has_header)
		return;
	x->has_header = true;
	for (unsigned n = 0; n < x->noun->n_fields; n++) {
		unsigned i = x->noun->show[n];
		const char *key = x->noun->fields[i].key;

		if ((int)i == x->extra_field)
			continue;
		tb_csv_put(x->f, key, strlen(key), first);
		first = false;
	}
	for (size_t i = 0; i < x->n_extra; i++)
		tb_csv_put(x->f, x->extra[i], strlen(x->extra[i]), false);
	tb_csv_end_row(x->f);
}

static void put_extra(struct exporter *x, const struct tb_record *r)
{
	const char *text = x->extra_field < 0 ? NULL : tb_text(r, (unsigned)x->extra_field);
	json_t *json = text ? json_loads(text, 0, NULL) : NULL;

	for (size_t i = 0; i < x->n_extra; i++) {
		const json_t *value = json_object_get(json, x->extra[i]);

		tb_str_clear(&x->cell);
		if (json_is_string(value))
			tb_str_adds(&x->cell, json_string_value(value));
		else if (value)
			tb_json_value(&TB_JSON_INIT(&x->cell), value);
		tb_csv_put(x->f, x->cell.buf, x->cell.len, false);
	}
	json_decref(json);
}

static enum tb_status put_row(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct exporter *x = ctx;
	bool first = true;

	(void)err;
	put_header(x);
	for (unsigned n = 0; n < x->noun->n_fields; n++) {
		unsigned i = x->noun->show[n];

		if ((int)i == x->extra_field)
			continue;
		tb_str_clear(&x->cell);
		tb_value_text(&x->noun->fields[i], &r->v[i], &x->cell);
		tb_csv_put(x->f, x->cell.buf, x->cell.len, first);
		first = false;
	}
	put_extra(x, r);
	tb_csv_end_row(x->f);
	x->rows++;
	return TB_OK;
}

enum tb_status tb_export(struct tb_db *db, const struct tb_noun *noun, const struct tb_query *query, FILE *f,
			 int64_t *rows, struct tb_err *err)
{
	struct exporter x = { .noun = noun, .f = f, .cell = TB_STR_INIT, .extra_field = -1 };
	enum tb_status rc = tb_txn_begin_read(db->store, err);

	if (!rc && noun == &tb_asset_noun) {
		x.extra_field = TB_ASSET_EXTRA;
		rc = tb_store_extra_keys(db->store, add_extra_key, &x, err);
	}
	if (!rc)
		rc = tb_list(db, noun, query, put_row, &x, err);
	if (!rc)
		put_header(&x);
	tb_txn_end(db->store);
	if (!rc)
		*rows = x.rows;
	free(x.extra);
	tb_pool_release(&x.pool);
	tb_str_release(&x.cell);
	return rc;
}
