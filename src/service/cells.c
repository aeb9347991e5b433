/* cells.c - what the cells of a row say (tb_columns_read). */
#include <string.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/utf8.h"
#include "service/columns.h"

static const struct tb_profile_word *find_word(const struct tb_profile_word *w, const char *text)
{
	struct tb_str key = TB_STR_INIT;

	tb_utf8_fold(&key, text);
	while (w && strcmp(w->key, key.buf) != 0)
		w = w->next;
	tb_str_release(&key);
	return w;
}

/* "Máy tính để bàn" as MAY-TINH-DE-BAN. */
static char *make_code(const char *text, struct tb_pool *pool)
{
	struct tb_str key = TB_STR_INIT;
	char *code;

	tb_utf8_fold(&key, text);
	code = tb_pool_dup(pool, key.buf, key.len);
	for (char *p = code; *p; p++)
		*p = (char)(*p == ' ' ? '-' : *p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	tb_str_release(&key);
	return code;
}

static char *drop_characters(char *text, const char *drop)
{
	char *to = text;

	for (const char *p = text; *p; p++)
		if (!strchr(drop, *p))
			*to++ = *p;
	*to = '\0';
	return text;
}

/* The cell's text as the profile changes it. The cell is valid UTF-8. `*is_word`: it stands in [words]. */
static struct tb_cell transform(const struct tb_profile_target *how, const struct tb_cell *cell, struct tb_pool *pool,
				bool *is_word)
{
	char *text = tb_pool_dup(pool, cell->text, cell->len);
	const struct tb_profile_word *word = how->words ? find_word(how->words, text) : NULL;

	*is_word = word;
	if (word)
		return (struct tb_cell){ word->value, strlen(word->value) };
	if (how->drop)
		drop_characters(text, how->drop);
	if (how->upper) {
		struct tb_str upper = TB_STR_INIT;

		tb_utf8_upper(&upper, text);
		text = tb_pool_dup(pool, upper.buf, upper.len);
		tb_str_release(&upper);
	}
	if (how->code)
		text = make_code(text, pool);
	return (struct tb_cell){ text, strlen(text) };
}

static bool is_number(const struct tb_columns *c, const struct tb_column *column)
{
	enum tb_type type;

	if (column->to < 0 || column->to >= TB_NAME_OF)
		return false;
	type = c->noun->fields[column->to].type;
	return type == TB_MONEY || type == TB_INT;
}

void tb_columns_survey(struct tb_columns *c, const struct tb_csv_row *row)
{
	struct tb_pool pool = TB_POOL_INIT;

	for (size_t i = 0; i < row->n && i < c->n; i++) {
		struct tb_column *column = &c->column[i];
		struct tb_cell cell = row->cell[i];
		bool is_word;

		if (row->bad.status || !is_number(c, column))
			continue;
		if (column->how)
			cell = transform(column->how, &cell, &pool, &is_word);
		column->shown[tb_number_shows(cell.text, cell.len)] = true;
	}
	tb_pool_release(&pool);
}

void tb_columns_surveyed(struct tb_columns *c)
{
	for (size_t i = 0; i < c->n; i++) {
		struct tb_column *column = &c->column[i];
		bool vi = column->shown[TB_MARKS_VI], en = column->shown[TB_MARKS_EN];

		if (column->spelling.marks == TB_MARKS_OPEN && vi != en) /* both contradict each other */
			column->spelling.marks = vi ? TB_MARKS_VI : TB_MARKS_EN;
	}
}

/* A number may be understood once the others of its column were seen. */
static bool survey_helps(struct tb_columns *c, const struct tb_column *column, enum tb_status *rc, struct tb_err *err)
{
	struct tb_err why = TB_ERR_INIT;

	if (*rc != TB_EINVAL || c->surveyed || !c->survey || !is_number(c, column) ||
	    column->spelling.marks != TB_MARKS_OPEN)
		return false;
	c->surveyed = true;
	if (c->survey(c->ctx, c, &why)) {
		*err = why;
		*rc = why.status;
		return false;
	}
	if (column->spelling.marks == TB_MARKS_OPEN)
		return false;
	tb_err_clear(err);
	return true;
}

/* A day that exists only with day and month the other way round puts the others of its column in doubt. */
static void note_other_order(struct tb_columns *c, const struct tb_column *column, const struct tb_field *field,
			     const struct tb_cell *cell, struct tb_pool *pool)
{
	struct tb_spelling other = column->spelling;
	struct tb_value v;

	other.month_first = !other.month_first;
	if (!c->other_order && !tb_value_read(field, &other, cell->text, cell->len, pool, &v, NULL))
		c->other_order = column->name;
}

static enum tb_status parse_cell(struct tb_columns *c, const struct tb_column *column, const struct tb_field *field,
				 const struct tb_cell *cell, struct tb_pool *pool, struct tb_value *v,
				 struct tb_err *err)
{
	enum tb_status rc = tb_value_read(field, &column->spelling, cell->text, cell->len, pool, v, err);

	if (rc && survey_helps(c, column, &rc, err))
		rc = tb_value_read(field, &column->spelling, cell->text, cell->len, pool, v, err);
	if (rc == TB_EINVAL && field->type == TB_DATE)
		note_other_order(c, column, field, cell, pool);
	return rc;
}

/* An empty cell says nothing, or empties a field that can be empty. */
static void take_empty(const struct tb_columns *c, unsigned field, struct tb_row_values *out)
{
	if (c->profile->clears && !(c->noun->fields[field].flags & (TB_KEY | TB_ON_ADD | TB_REQUIRED | TB_FILLED)))
		out->r.v[field].is = TB_NULL;
}

/* The name of what the row refers to: its own column, or the text of which its code was made. */
static enum tb_status take_name(const struct tb_cell *cell, struct tb_pool *pool, const char **out, struct tb_err *err)
{
	static const struct tb_field name = { .key = "name", .type = TB_TEXT };
	struct tb_value v = { .is = TB_NULL };
	enum tb_status rc = tb_value_parse(&name, cell->text, cell->len, pool, &v, err);

	if (!rc && v.is == TB_IS_TEXT)
		*out = v.text;
	return rc;
}

static enum tb_status note_names(const struct tb_columns *c, const struct tb_column *column, const struct tb_cell *cell,
				 struct tb_pool *pool, struct tb_row_values *out, struct tb_err *err)
{
	for (int i = 0; i < TB_N_BESIDE; i++) {
		const char **name = &out->name[i];

		if (column->to == TB_NAME_OF + i)
			return take_name(cell, pool, name, err);
		if (column->to == tb_beside_field(c->noun, (enum tb_beside)i) && !*name &&
		    (c->looks_up || (column->how && column->how->code)))
			return take_name(cell, pool, name, err);
	}
	return TB_OK;
}

/* In a column of tags any other name of an asset can stand. */
static const struct tb_field *field_of(const struct tb_columns *c, int to)
{
	static const struct tb_field any_name = { .key = "tag", .type = TB_TEXT, .flags = TB_IDENTITY };

	return c->noun == &tb_asset_noun && to == TB_ASSET_TAG ? &any_name : &c->noun->fields[to];
}

/* A custodian is not a field that an import sets. */
static bool is_beside_only(const struct tb_columns *c, const struct tb_column *column)
{
	return column->to >= TB_NAME_OF || c->noun->fields[column->to].flags & TB_DERIVED;
}

/* Whether a text that is no code was noted as the name of what has it. */
static bool has_name(const struct tb_columns *c, const struct tb_column *column)
{
	return column->to == tb_beside_field(c->noun, TB_BESIDE_KIND) ||
	       column->to == tb_beside_field(c->noun, TB_BESIDE_UNIT);
}

static enum tb_status read_cell(struct tb_columns *c, const struct tb_column *column, const struct tb_cell *given,
				struct tb_pool *pool, struct tb_row_values *out, struct tb_err *err)
{
	bool is_word = false, beside = is_beside_only(c, column);
	struct tb_cell cell = column->how ? transform(column->how, given, pool, &is_word) : *given;
	enum tb_status rc = TB_OK;
	struct tb_value v;

	if (beside || c->looks_up || (column->how && column->how->code && !is_word))
		rc = note_names(c, column, given, pool, out, err);
	if (rc || column->to >= TB_NAME_OF)
		return rc;
	rc = parse_cell(c, column, field_of(c, column->to), &cell, pool, &v, err);
	if (rc == TB_EINVAL && c->looks_up && has_name(c, column)) {
		tb_err_clear(err);
		return TB_OK;
	}
	if (rc)
		return rc;
	if (beside)
		out->code[TB_BESIDE_PERSON] = v.text;
	else if (v.is != TB_NULL)
		out->r.v[column->to] = v;
	else
		take_empty(c, (unsigned)column->to, out);
	return TB_OK;
}

static enum tb_status read_cells(struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
				 struct tb_row_values *out, size_t *at, struct tb_err *err)
{
	for (size_t i = 0; i < row->n; i++) {
		enum tb_status rc;

		*at = i + 1;
		if (i >= c->n) {
			if (row->cell[i].len)
				return tb_err_set(err, TB_EINVAL, N_("the row has more cells than the header"));
			continue;
		}
		if (c->column[i].to < 0)
			continue;
		rc = read_cell(c, &c->column[i], &row->cell[i], pool, out, err);
		if (rc)
			return rc;
	}
	return TB_OK;
}

unsigned tb_extra_field(const struct tb_noun *noun)
{
	return (unsigned)tb_field_find(noun, "extra");
}

static void drop_null_members(json_t *object)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(object, next, key, value) if (json_is_null(value)) json_object_del(object, key);
}

const char *tb_extra_merge(const char *base, const char *over, struct tb_pool *pool)
{
	json_t *all = json_loads(base, 0, NULL), *more = json_loads(over, 0, NULL);
	struct tb_str merged = TB_STR_INIT;
	const char *text;

	json_object_update(all, more);
	drop_null_members(all);
	tb_json_value(&TB_JSON_INIT(&merged), all);
	text = tb_pool_dup(pool, merged.buf, merged.len);
	tb_str_release(&merged);
	json_decref(all);
	json_decref(more);
	return text;
}

/* The row's unknown columns as one JSON object; where empty cells empty their field, with null for those. */
static enum tb_status read_extra(const struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
				 struct tb_record *r, size_t *at, struct tb_err *err)
{
	struct tb_str json = TB_STR_INIT;
	struct tb_json j = TB_JSON_INIT(&json);
	unsigned field = tb_extra_field(c->noun);
	enum tb_status rc = TB_OK;

	tb_json_open(&j, '{');
	for (size_t k = 0; !rc && k < c->n_extra; k++) {
		size_t i = c->extra[k];
		const struct tb_column *column = &c->column[i];
		struct tb_field cell = { .key = column->name, .type = TB_LINES };
		struct tb_value v = { .is = TB_NULL };

		*at = i + 1;
		if (column->to == TB_TO_EXTRA && column->spelling.lost_zeros)
			cell.flags = TB_IDENTITY;
		if (i < row->n)
			rc = tb_value_read(&cell, &column->spelling, row->cell[i].text, row->cell[i].len, pool, &v,
					   err);
		if (rc || (v.is != TB_IS_TEXT && !c->profile->clears))
			continue;
		tb_json_key(&j, column->name);
		tb_json_str(&j, v.is == TB_IS_TEXT ? v.text : NULL);
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

/* What a new record has where no cell says anything: the text of another field, or a constant. */
static void fill_in(const struct tb_columns *c, struct tb_row_values *out)
{
	for (unsigned i = 0; i < c->noun->n_fields; i++) {
		const char *otherwise = c->profile->target[i].otherwise;
		const struct tb_value *v = &c->constants.v[i];

		if (out->r.v[i].is >= TB_IS_TEXT)
			continue;
		if (otherwise && tb_text(&out->r, (unsigned)tb_field_find(c->noun, otherwise)))
			v = &out->r.v[tb_field_find(c->noun, otherwise)];
		if (v->is < TB_IS_TEXT)
			continue;
		out->r.v[i] = *v;
		out->filled |= UINT64_C(1) << i;
	}
}

void tb_row_drop_filled(struct tb_row_values *v)
{
	for (unsigned i = 0; v->filled && i < v->r.noun->n_fields; i++)
		if (v->filled >> i & 1)
			v->r.v[i].is = TB_UNSET;
	v->filled = 0;
}

enum tb_status tb_columns_read(struct tb_columns *c, const struct tb_csv_row *row, struct tb_pool *pool,
			       struct tb_row_values *out, size_t *at, struct tb_err *err)
{
	enum tb_status rc = read_cells(c, row, pool, out, at, err);

	if (!rc && c->n_extra)
		rc = read_extra(c, row, pool, &out->r, at, err);
	if (!rc && c->fills)
		fill_in(c, out);
	if (!rc)
		*at = 0;
	return rc;
}
