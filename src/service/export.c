#include <trangbi/exchange.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/json.h"
#include "csvio/csvio.h"
#include "service/db.h"
#include "service/profile.h"

/* One column: a field, or one of the extra fields by its name. */
struct column {
	unsigned field;
	const char *extra;   /* in the pool; NULL for a field */
	const char *caption; /* in the pool */
	int order;           /* among the columns of a profile */
};

struct exporter {
	const struct tb_noun *noun;
	enum tb_export_format format;
	struct tb_csv_out csv;
	int64_t rows;
	struct tb_str text; /* of the cell or line at hand */
	struct tb_pool pool;
	struct column *column; /* owned */
	size_t n, cap;
	bool has_extra; /* some column is an extra field */
	bool begun;
};

/* ---- which columns ----------------------------------------------------------------------------------------------- */

static void add_column(struct exporter *x, unsigned field, const char *extra)
{
	TB_GROW(x->column, x->n, x->cap);
	x->column[x->n++] = (struct column){ .field = field,
					     .extra = extra,
					     .caption = extra ? extra : x->noun->fields[field].key };
	x->has_extra |= extra != NULL;
}

static void add_extra_column(void *ctx, const char *key)
{
	struct exporter *x = ctx;

	add_column(x, TB_ASSET_EXTRA, tb_pool_strdup(&x->pool, key));
}

/* All fields in the order in which people read them; the extra fields of assets are columns of their own. */
static enum tb_status take_all_columns(struct exporter *x, struct tb_store *store, struct tb_err *err)
{
	const bool splits = x->noun == &tb_asset_noun;

	for (unsigned i = 0; i < x->noun->n_fields; i++)
		if (!splits || x->noun->show[i] != TB_ASSET_EXTRA)
			add_column(x, x->noun->show[i], NULL);
	return splits ? tb_store_extra_keys(store, add_extra_column, x, err) : TB_OK;
}

struct search {
	const char *name;
	bool found;
};

static void compare_key(void *ctx, const char *key)
{
	struct search *s = ctx;

	s->found |= !strcmp(s->name, key);
}

static enum tb_status no_such_column(const struct exporter *x, const char *name, struct tb_err *err)
{
	struct tb_str all = TB_STR_INIT;

	for (unsigned i = 0; i < x->noun->n_fields; i++)
		tb_str_addf(&all, "%s%s", i ? ", " : "", x->noun->fields[x->noun->show[i]].key);
	tb_err_set(err, TB_EINVAL, N_("there is no column '%s'; there are: %s"), name, all.buf);
	tb_str_release(&all);
	return TB_EINVAL;
}

static enum tb_status take_column(struct exporter *x, struct tb_store *store, const char *name, struct tb_err *err)
{
	const int field = tb_field_find(x->noun, name);
	struct search search = { .name = name };
	enum tb_status rc = TB_OK;

	if (field >= 0) {
		add_column(x, (unsigned)field, NULL);
		return TB_OK;
	}
	if (x->noun == &tb_asset_noun)
		rc = tb_store_extra_keys(store, compare_key, &search, err);
	if (!rc && !search.found)
		rc = no_such_column(x, name, err);
	if (!rc)
		add_extra_column(x, name);
	return rc;
}

/* The names in `list`, which are separated by commas. */
static enum tb_status take_columns(struct exporter *x, struct tb_store *store, const char *list, struct tb_err *err)
{
	char *names = tb_pool_strdup(&x->pool, list), *name;
	enum tb_status rc = TB_OK;

	while (!rc && (name = strsep(&names, ",")))
		rc = take_column(x, store, name, err);
	return rc;
}

static int by_order(const void *a, const void *b)
{
	const struct column *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

/* The columns that a profile names, as it spells them and in its order; all where it names none. */
static enum tb_status take_profile(struct exporter *x, struct tb_store *store, const struct tb_export_req *req,
				   struct tb_err *err)
{
	const char *folders[TB_PROFILE_FOLDERS];
	struct tb_profile profile;
	enum tb_status rc = tb_profile_folders(&x->pool, req->own_folder, folders, err);

	if (!rc)
		rc = tb_profile_read(&profile, folders, req->profile, x->noun, &x->pool, err);
	for (unsigned i = 0; !rc && i < x->noun->n_fields; i++)
		if (profile.target[i].caption) {
			add_column(x, i, NULL);
			x->column[x->n - 1].caption = profile.target[i].caption;
			x->column[x->n - 1].order = profile.target[i].line;
		}
	if (!rc && !x->n)
		return take_all_columns(x, store, err);
	if (x->n)
		qsort(x->column, x->n, sizeof(*x->column), by_order);
	return rc;
}

/* ---- CSV ----------------------------------------------------------------------------------------------------------- */

/* Before the first row, so that a query that is refused leaves nothing on a pipe. */
static void put_header(struct exporter *x)
{
	tb_csv_begin(&x->csv);
	for (size_t i = 0; i < x->n; i++) {
		const char *caption = x->column[i].caption;

		tb_csv_put_text(&x->csv, caption, strlen(caption));
	}
	tb_csv_end_row(&x->csv);
}

static void put_extra(struct exporter *x, const json_t *extra, const char *name)
{
	const json_t *value = json_object_get(extra, name);

	if (json_is_string(value))
		tb_str_adds(&x->text, json_string_value(value));
	else if (value)
		tb_json_value(&TB_JSON_INIT(&x->text), value);
	tb_csv_put_text(&x->csv, x->text.buf, x->text.len);
	tb_str_clear(&x->text);
}

static void put_cells(struct exporter *x, const struct tb_record *r)
{
	const char *text = x->has_extra ? tb_text(r, TB_ASSET_EXTRA) : NULL;
	json_t *extra = text ? json_loads(text, 0, NULL) : NULL;

	for (size_t i = 0; i < x->n; i++) {
		const struct column *c = &x->column[i];

		if (c->extra)
			put_extra(x, extra, c->extra);
		else
			tb_csv_put_value(&x->csv, &x->noun->fields[c->field], &r->v[c->field], &x->text);
	}
	tb_csv_end_row(&x->csv);
	json_decref(extra);
}

/* ---- JSON Lines ---------------------------------------------------------------------------------------------------- */

/* Of the extra fields all, if any is asked for: they are one member. */
static void put_line(struct exporter *x, const struct tb_record *r)
{
	struct tb_record chosen = { .noun = r->noun };

	for (size_t i = 0; i < x->n; i++)
		chosen.v[x->column[i].field] = r->v[x->column[i].field];
	tb_str_clear(&x->text);
	tb_record_json(&chosen, &x->text);
	tb_str_addc(&x->text, '\n');
	fwrite_unlocked(x->text.buf, 1, x->text.len, x->csv.f);
}

/* ---- the whole file ------------------------------------------------------------------------------------------------ */

static void begin(struct exporter *x)
{
	if (!x->begun && x->format != TB_EXPORT_JSONL)
		put_header(x);
	x->begun = true;
}

static enum tb_status put_row(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct exporter *x = ctx;

	(void)err;
	begin(x);
	if (x->format == TB_EXPORT_JSONL)
		put_line(x, r);
	else
		put_cells(x, r);
	x->rows++;
	return TB_OK;
}

enum tb_status tb_export(struct tb_db *db, const struct tb_export_req *req, FILE *f, int64_t *rows, struct tb_err *err)
{
	struct exporter x = { .noun = req->noun,
			      .format = req->format,
			      .csv = { .f = f, .excel = req->format == TB_EXPORT_EXCEL },
			      .text = TB_STR_INIT };
	enum tb_status rc = tb_txn_begin_read(db->store, err);

	if (!rc && req->profile)
		rc = take_profile(&x, db->store, req, err);
	else if (!rc && req->columns)
		rc = take_columns(&x, db->store, req->columns, err);
	else if (!rc)
		rc = take_all_columns(&x, db->store, err);
	if (!rc)
		rc = tb_list(db, req->noun, &req->query, put_row, &x, err);
	if (!rc)
		begin(&x);
	tb_txn_end(db->store);
	if (!rc)
		*rows = x.rows;
	free(x.column);
	tb_pool_release(&x.pool);
	tb_str_release(&x.text);
	return rc;
}
