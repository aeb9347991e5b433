#include <jansson.h>
#include <string.h>

#include <trangbi/nouns.h>

#include "base/json.h"
#include "base/time.h"

const char *tb_text(const struct tb_record *r, unsigned field)
{
	return r->v[field].is == TB_IS_TEXT ? r->v[field].text : NULL;
}

int64_t tb_num(const struct tb_record *r, unsigned field, int64_t otherwise)
{
	return r->v[field].is == TB_IS_INT ? r->v[field].num : otherwise;
}

void tb_set_text(struct tb_record *r, unsigned field, const char *text)
{
	r->v[field] = (struct tb_value){ .text = text, .is = text ? TB_IS_TEXT : TB_NULL };
}

void tb_set_num(struct tb_record *r, unsigned field, int64_t num)
{
	r->v[field] = (struct tb_value){ .num = num, .is = TB_IS_INT };
}

void tb_record_keep(struct tb_record *r, struct tb_pool *pool)
{
	for (unsigned i = 0; i < r->noun->n_fields; i++)
		if (r->v[i].is == TB_IS_TEXT)
			r->v[i].text = tb_pool_strdup(pool, r->v[i].text);
}

static bool same_key(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(*a == '_' && *b == '-') && !(*a == '-' && *b == '_'))
			return false;
	return *a == *b;
}

int tb_field_find(const struct tb_noun *noun, const char *key)
{
	for (unsigned i = 0; i < noun->n_fields; i++)
		if (same_key(noun->fields[i].key, key))
			return (int)i;
	return -1;
}

const struct tb_word *tb_word_find(const struct tb_field *field, const char *code)
{
	for (const struct tb_word *w = field->words; w && w->code; w++)
		if (!strcmp(w->code, code))
			return w;
	return NULL;
}

bool tb_field_is_text(const struct tb_field *field)
{
	switch (field->type) {
	case TB_INT:
	case TB_MONEY:
	case TB_YEAR:
	case TB_BOOL:
	case TB_INSTANT: return false;
	default: return true;
	}
}

void tb_value_text(const struct tb_field *field, const struct tb_value *v, struct tb_str *out)
{
	char when[TB_TIME_SIZE];

	if (v->is == TB_IS_TEXT) {
		tb_str_adds(out, v->text);
	} else if (v->is == TB_IS_INT && field->type == TB_INSTANT) {
		tb_time_format(v->num, when);
		tb_str_adds(out, when);
	} else if (v->is == TB_IS_INT) {
		tb_str_addint(out, v->num);
	}
}

static bool is_empty(const struct tb_value *v)
{
	return v->is == TB_UNSET || v->is == TB_NULL;
}

bool tb_value_equal(const struct tb_value *a, const struct tb_value *b)
{
	if (is_empty(a) || is_empty(b))
		return is_empty(a) && is_empty(b);
	if (a->is != b->is)
		return false;
	return a->is == TB_IS_INT ? a->num == b->num : !strcmp(a->text, b->text);
}

void tb_record_overlay(struct tb_record *to, const struct tb_record *patch)
{
	for (unsigned i = 0; i < to->noun->n_fields; i++)
		if (patch->v[i].is != TB_UNSET)
			to->v[i] = patch->v[i];
}

unsigned tb_record_diff(struct tb_record *patch, const struct tb_record *now)
{
	unsigned left = 0;

	for (unsigned i = 0; i < patch->noun->n_fields; i++) {
		if (patch->v[i].is == TB_UNSET)
			continue;
		if (tb_value_equal(&patch->v[i], &now->v[i]))
			patch->v[i].is = TB_UNSET;
		else
			left++;
	}
	return left;
}

enum tb_status tb_record_check_required(const struct tb_record *r, struct tb_err *err)
{
	for (unsigned i = 0; i < r->noun->n_fields; i++)
		if (r->noun->fields[i].flags & TB_REQUIRED && is_empty(&r->v[i]))
			return tb_err_set(err, TB_EINVAL, N_("'%s' is missing: a new record must have it"),
					  r->noun->fields[i].key);
	return TB_OK;
}

static void write_value(struct tb_json *j, const struct tb_field *field, const struct tb_value *v)
{
	if (v->is == TB_IS_INT)
		tb_json_int(j, v->num);
	else if (v->is == TB_IS_TEXT && field->type == TB_JSON)
		tb_json_raw(j, v->text);
	else
		tb_json_str(j, v->is == TB_IS_TEXT ? v->text : NULL);
}

void tb_record_payload(const struct tb_record *r, struct tb_str *out)
{
	struct tb_json j = TB_JSON_INIT(out);

	tb_json_open(&j, '{');
	for (unsigned i = 0; i < r->noun->n_fields; i++) {
		if (r->v[i].is == TB_UNSET || i == r->noun->key)
			continue;
		tb_json_key(&j, r->noun->fields[i].key);
		write_value(&j, &r->noun->fields[i], &r->v[i]);
	}
	tb_json_close(&j, '}');
}

void tb_record_json(const struct tb_record *r, struct tb_str *out)
{
	struct tb_json j = TB_JSON_INIT(out);
	char when[TB_TIME_SIZE];

	tb_json_open(&j, '{');
	for (unsigned n = 0; n < r->noun->n_fields; n++) {
		unsigned i = r->noun->show[n];
		const struct tb_field *field = &r->noun->fields[i];

		if (is_empty(&r->v[i]))
			continue;
		tb_json_key(&j, field->key);
		if (field->type == TB_INSTANT) {
			tb_time_format(r->v[i].num, when);
			tb_json_str(&j, when);
		} else if (field->type == TB_BOOL) {
			tb_json_bool(&j, r->v[i].num);
		} else {
			write_value(&j, field, &r->v[i]);
		}
	}
	tb_json_close(&j, '}');
}

static bool read_value(struct tb_value *v, const struct tb_field *field, const json_t *json, struct tb_pool *pool)
{
	*v = (struct tb_value){ .is = TB_NULL };
	if (json_is_null(json))
		return true;
	if (!tb_field_is_text(field)) {
		v->is = TB_IS_INT;
		v->num = json_integer_value(json);
		return json_is_integer(json);
	}
	v->is = TB_IS_TEXT;
	if (field->type == TB_JSON) {
		struct tb_str text = TB_STR_INIT;

		tb_json_value(&TB_JSON_INIT(&text), json);
		v->text = tb_pool_dup(pool, text.buf, text.len);
		tb_str_release(&text);
		return json_is_object(json);
	}
	v->text = tb_pool_strdup(pool, json_string_value(json));
	return json_is_string(json);
}

enum tb_status tb_record_from_payload(struct tb_record *r, const char *json, struct tb_pool *pool, struct tb_err *err)
{
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	enum tb_status rc = TB_OK;
	const char *key;
	json_t *value;

	if (!json_is_object(root))
		rc = tb_err_set(err, TB_ECORRUPT, N_("an event's details are no JSON object: '%s'"), json);
	else
		json_object_foreach(root, key, value)
		{
			int field = tb_field_find(r->noun, key);

			if (field >= 0 && read_value(&r->v[field], &r->noun->fields[field], value, pool))
				continue;
			rc = tb_err_set(err, TB_ECORRUPT, N_("an event has a detail '%s' that does not belong there"),
					key);
			break;
		}
	json_decref(root);
	return rc;
}
