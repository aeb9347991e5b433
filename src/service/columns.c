#include "service/columns.h"

#include <string.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/utf8.h"

const char *const tb_reject_headers[TB_REJECT_COLUMNS] = { "rejected_row", "rejected_column", "rejected_reason" };

static bool is_reject_header(const char *name)
{
	for (size_t i = 0; i < TB_REJECT_COLUMNS; i++)
		if (!strcmp(name, tb_reject_headers[i]))
			return true;
	return false;
}

/* Whether the folded header `key` is one of the '|' separated names, or the field's own key. */
static bool names_field(const struct tb_field *field, const char *key)
{
	size_t len = strlen(key);
	struct tb_str own = TB_STR_INIT;
	bool same;

	tb_utf8_fold(&own, field->key);
	same = !strcmp(own.buf, key);
	tb_str_release(&own);
	for (const char *p = field->headers; !same && p; p = strchr(p, '|'), p = p ? p + 1 : NULL)
		same = !strncmp(p, key, len) && (p[len] == '|' || !p[len]);
	return same;
}

static int find_column_field(const struct tb_noun *noun, const char *name)
{
	struct tb_str key = TB_STR_INIT;
	int found = TB_TO_EXTRA;

	tb_utf8_fold(&key, name);
	for (unsigned i = 0; i < noun->n_fields && found < 0; i++)
		if (names_field(&noun->fields[i], key.buf))
			found = (int)i;
	tb_str_release(&key);
	return found;
}

size_t tb_columns_known(const struct tb_noun *noun, const struct tb_csv_row *row)
{
	struct tb_str name = TB_STR_INIT;
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++) {
		tb_str_clear(&name);
		tb_str_add(&name, row->cell[i].text, row->cell[i].len);
		n += tb_utf8_check(name.buf, name.len) == name.len &&
		     (is_reject_header(name.buf) || find_column_field(noun, name.buf) >= 0);
	}
	tb_str_release(&name);
	return n;
}

static void note_ignored(struct tb_columns *c, const char *name, struct tb_pool *pool)
{
	c->ignored = tb_pool_printf(pool, "%s%s%s", c->ignored ? c->ignored : "", c->ignored ? ", " : "", name);
}

static enum tb_status map_column(struct tb_columns *c, size_t i, const struct tb_cell *cell, struct tb_pool *pool,
				 struct tb_err *err)
{
	struct tb_column *column = &c->column[i];
	struct tb_value name;
	static const struct tb_field header = { .key = "header", .type = TB_LINES };
	enum tb_status rc = tb_value_parse(&header, cell->text, cell->len, pool, &name, err);

	if (rc)
		return rc;
	column->name = name.is == TB_IS_TEXT ? name.text : tb_pool_printf(pool, "column %zu", i + 1);
	column->to = is_reject_header(column->name) ? TB_TO_NOTHING : find_column_field(c->noun, column->name);
	if (column->to >= 0 && c->noun->fields[column->to].flags & TB_DERIVED) {
		column->to = TB_TO_NOTHING;
		note_ignored(c, column->name, pool);
	}
	for (size_t k = 0; k < i; k++)
		if ((column->to >= 0 && c->column[k].to == column->to) || !strcmp(c->column[k].name, column->name))
			return tb_err_set(err, TB_EINVAL,
					  N_("columns '%s' and '%s' mean the same; rename or delete one of them"),
					  c->column[k].name, column->name);
	return TB_OK;
}

static enum tb_status check_columns(const struct tb_columns *c, struct tb_err *err)
{
	const struct tb_noun *noun = c->noun;
	struct tb_str names = TB_STR_INIT;
	bool have[TB_MAX_FIELDS] = { false };
	enum tb_status rc = TB_OK;

	for (size_t i = 0; i < c->n; i++) {
		if (c->column[i].to >= 0)
			have[c->column[i].to] = true;
		tb_str_addf(&names, "%s%s", i ? ", " : "", c->column[i].name);
	}
	/* Rows that change registered assets need no more than what names them. */
	if (noun == &tb_asset_noun && have[TB_ASSET_TAG])
		memset(have, true, sizeof(have));
	for (unsigned i = 0; !rc && i < noun->n_fields; i++)
		if (noun->fields[i].flags & TB_REQUIRED && !have[i])
			rc = tb_err_set(err, TB_EINVAL, N_("the file has no column for '%s'; its columns are: %s"),
					noun->fields[i].key, names.buf);
	tb_str_release(&names);
	return rc;
}

/* Sort the extra columns by key once, so that each row's JSON comes out canonical. */
static void order_extra(struct tb_columns *c, struct tb_pool *pool)
{
	c->extra = tb_pool_alloc(pool, c->n * sizeof(*c->extra));
	for (size_t i = 0; i < c->n; i++) {
		size_t k = c->n_extra;

		if (c->column[i].to != TB_TO_EXTRA)
			continue;
		for (; k && tb_json_key_cmp(c->column[c->extra[k - 1]].name, c->column[i].name) > 0; k--)
			c->extra[k] = c->extra[k - 1];
		c->extra[k] = i;
		c->n_extra++;
	}
}

enum tb_status tb_columns_map(struct tb_columns *c, const struct tb_noun *noun, const struct tb_csv_row *row,
			      struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	*c = (struct tb_columns){ .noun = noun, .n = row->n };
	c->column = tb_pool_alloc(pool, row->n * sizeof(*c->column));
	for (size_t i = 0; !rc && i < row->n; i++)
		rc = map_column(c, i, &row->cell[i], pool, err);
	if (!rc)
		rc = check_columns(c, err);
	if (!rc)
		order_extra(c, pool);
	c->is_rejects = !rc && is_reject_header(c->column[0].name);
	return rc;
}

static enum tb_status read_cells(const struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
				 struct tb_record *r, size_t *at, struct tb_err *err)
{
	for (size_t i = 0; i < row->n; i++) {
		struct tb_value v;
		enum tb_status rc;

		*at = i + 1;
		if (i >= c->n) {
			if (row->cell[i].len)
				return tb_err_set(err, TB_EINVAL, N_("the row has more cells than the header"));
			continue;
		}
		if (c->column[i].to < 0)
			continue;
		rc = tb_value_parse(&c->noun->fields[c->column[i].to], row->cell[i].text, row->cell[i].len, pool, &v,
				    err);
		if (rc)
			return rc;
		if (v.is != TB_NULL) /* an empty cell says nothing */
			r->v[c->column[i].to] = v;
	}
	return TB_OK;
}

unsigned tb_extra_field(const struct tb_noun *noun)
{
	return (unsigned)tb_field_find(noun, "extra");
}

const char *tb_extra_merge(const char *base, const char *over, struct tb_pool *pool)
{
	json_t *all = json_loads(base, 0, NULL), *more = json_loads(over, 0, NULL);
	struct tb_str merged = TB_STR_INIT;
	const char *text;

	json_object_update(all, more);
	tb_json_value(&TB_JSON_INIT(&merged), all);
	text = tb_pool_dup(pool, merged.buf, merged.len);
	tb_str_release(&merged);
	json_decref(all);
	json_decref(more);
	return text;
}

/* The row's unknown columns as one JSON object. */
static enum tb_status read_extra(const struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
				 struct tb_record *r, size_t *at, struct tb_err *err)
{
	static const struct tb_field any = { .key = "extra", .type = TB_LINES };
	struct tb_str json = TB_STR_INIT;
	struct tb_json j = TB_JSON_INIT(&json);
	unsigned field = tb_extra_field(c->noun);
	enum tb_status rc = TB_OK;

	tb_json_open(&j, '{');
	for (size_t k = 0; !rc && k < c->n_extra; k++) {
		size_t i = c->extra[k];
		struct tb_value v = { .is = TB_NULL };

		*at = i + 1;
		if (i < row->n)
			rc = tb_value_parse(&any, row->cell[i].text, row->cell[i].len, pool, &v, err);
		if (rc || v.is != TB_IS_TEXT)
			continue;
		tb_json_key(&j, c->column[i].name);
		tb_json_str(&j, v.text);
	}
	tb_json_close(&j, '}');
	if (!rc && json.len > 2) {
		const char *given = tb_text(r, field); /* a column "extra", with JSON in its cells */

		tb_set_text(r, field,
			    given ? tb_extra_merge(given, json.buf, pool) : tb_pool_dup(pool, json.buf, json.len));
	}
	tb_str_release(&json);
	return rc;
}

enum tb_status tb_columns_read(const struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
			       struct tb_record *r, size_t *at, struct tb_err *err)
{
	enum tb_status rc = read_cells(c, row, pool, r, at, err);

	if (!rc && c->n_extra)
		rc = read_extra(c, row, pool, r, at, err);
	if (!rc)
		*at = 0;
	return rc;
}
