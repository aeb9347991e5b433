#include "service/columns.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/nouns.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"
#include "service/rejects.h"

/* Whether the folded header `key` is the field's own key or one of its other names. */
static bool names_field(const struct tb_field *field, const char *key)
{
	struct tb_str own = TB_STR_INIT;
	bool same;

	tb_utf8_fold(&own, field->key);
	same = !strcmp(own.buf, key);
	tb_str_release(&own);
	return same || tb_key_listed(field->headers, key);
}

int tb_column_target(const struct tb_profile *profile, const char *key)
{
	int found = tb_profile_find(profile, key);

	for (unsigned i = 0; i < profile->noun->n_fields && found == TB_TO_EXTRA && !profile->strict; i++)
		if (names_field(&profile->noun->fields[i], key))
			found = (int)i;
	return found;
}

int64_t tb_heading_multiplier(const char *key)
{
	static const struct {
		const char *words;
		int64_t multiplier;
	} units[] = {
		{ "1 000 000", 1000000 }, { "1000000", 1000000 }, { "trieu", 1000000 },  { "1 000 d", 1000 },
		{ "1 000d", 1000 },       { "1000d", 1000 },      { "1000 d", 1000 },    { "1 000 vnd", 1000 },
		{ "1000 vnd", 1000 },     { "nghin", 1000 },      { "ngan dong", 1000 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strstr(key, units[i].words))
			return units[i].multiplier;
	return 0;
}

/* "Nguyên giá (đồng)", "Nguyên giá (1.000đ)": the money column that is called so but for what its amounts are in. */
static int find_money(const struct tb_profile *profile, const char *key)
{
	static const char *const units[] = { "d",    "dong",  "vnd",  "dvt",   "1",   "000", "000d", "1000d",
					     "1000", "nghin", "ngan", "trieu", "don", "vi",  "tinh" };
	char *shorter = tb_strdup(key), *space;
	int to = TB_TO_EXTRA;

	while (to == TB_TO_EXTRA && (space = strrchr(shorter, ' '))) {
		size_t i = 0;

		while (i < sizeof(units) / sizeof(units[0]) && strcmp(units[i], space + 1) != 0)
			i++;
		if (i == sizeof(units) / sizeof(units[0]))
			break;
		*space = '\0';
		to = tb_column_target(profile, shorter);
	}
	free(shorter);
	return to >= 0 && to < TB_NAME_OF && profile->noun->fields[to].type == TB_MONEY ? to : TB_TO_EXTRA;
}

size_t tb_columns_known(const struct tb_profile *profile, const struct tb_csv_row *row)
{
	struct tb_str name = TB_STR_INIT, key = TB_STR_INIT;
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++) {
		tb_str_clear(&name);
		tb_str_clear(&key);
		tb_str_add(&name, row->cell[i].text, row->cell[i].len);
		if (tb_utf8_check(name.buf, name.len) < name.len)
			continue;
		tb_utf8_fold(&key, name.buf);
		n += tb_is_reject_header(name.buf) || tb_column_target(profile, key.buf) != TB_TO_EXTRA;
	}
	tb_str_release(&name);
	tb_str_release(&key);
	return n;
}

static void note_ignored(struct tb_columns *c, const char *name, struct tb_pool *pool)
{
	c->ignored = tb_pool_printf(pool, "%s%s%s", c->ignored ? c->ignored : "", c->ignored ? ", " : "", name);
}

/* The number of a citizen: 12 digits since 2021, 9 before, and the first of the 12 is 0 for every province. */
static bool is_citizen_number(const char *key)
{
	return tb_key_listed("cccd|so cccd|cmnd cccd|cccd cmnd|can cuoc|so can cuoc|can cuoc cong dan|so dinh danh|"
			     "so dinh danh ca nhan|citizen id",
			     key);
}

static uint32_t lost_zeros(const struct tb_columns *c, const struct tb_column *column, const char *key)
{
	if (column->how && column->how->lost_zeros)
		return column->how->lost_zeros;
	if (column->to == TB_TO_EXTRA && is_citizen_number(key))
		return 1 << 10 | 1 << 11;
	/* All numbers of telephones begin with 0, and those of mobiles have 10 digits. */
	return c->noun == &tb_person_noun && column->to == TB_PERSON_PHONE ? 1 << 9 : 0;
}

static void set_spelling(const struct tb_columns *c, struct tb_column *column, const char *key)
{
	const struct tb_profile *p = c->profile;
	const struct tb_profile_target *how = column->to >= 0 ? &p->target[column->to] : NULL;

	column->how = how && (how->words || how->drop || how->upper || how->code || how->lost_zeros || how->multiplier)
			      ? how
			      : NULL;
	column->spelling = (struct tb_spelling){ .table = true,
						 .month_first = p->month_first,
						 .marks = p->marks,
						 .multiplier = how && how->multiplier ? how->multiplier : p->multiplier,
						 .lost_zeros = lost_zeros(c, column, key) };
}

/* Who has an asset is not set by an import, but can be registered beside. */
static bool is_beside_custodian(const struct tb_columns *c, const struct tb_column *column)
{
	return column->to == tb_beside_field(c->noun, TB_BESIDE_PERSON) &&
	       c->profile->target[TB_NAME_OF + TB_BESIDE_PERSON].line;
}

/* What the column feeds, by its header; `key` is that as a search key. */
static void choose_target(struct tb_columns *c, struct tb_column *column, const char *key, struct tb_pool *pool)
{
	const struct tb_field *field;

	if (tb_is_reject_header(column->name)) {
		column->to = TB_TO_NOTHING;
		return;
	}
	column->to = tb_column_target(c->profile, key);
	if (column->to == TB_TO_EXTRA)
		column->to = find_money(c->profile, key);
	column->extra = column->to == TB_TO_EXTRA || tb_key_listed(c->profile->extra, key);
	field = column->to >= 0 && column->to < TB_NAME_OF ? &c->noun->fields[column->to] : NULL;
	if (field && field->flags & TB_DERIVED && !is_beside_custodian(c, column))
		column->to = TB_TO_NOTHING;
	if (column->to == TB_TO_NOTHING && !column->extra)
		note_ignored(c, column->name, pool);
}

static bool is_taken(const struct tb_columns *c, const char *name, size_t i)
{
	while (i && strcmp(c->column[i - 1].name, name) != 0)
		i--;
	return i;
}

/* The second of two columns that bear one name and feed nothing is "Name (2)", where the profile knows all that matter. */
static void tell_apart(struct tb_columns *c, struct tb_column *column, size_t i, struct tb_pool *pool)
{
	const char *name = column->name;

	for (int n = 2; c->profile->strict && column->extra && is_taken(c, column->name, i); n++)
		column->name = tb_pool_printf(pool, "%s (%d)", name, n);
}

static enum tb_status check_twin(const struct tb_columns *c, const struct tb_column *column, size_t i,
				 struct tb_err *err)
{
	for (size_t k = 0; k < i; k++)
		if ((column->to >= 0 && c->column[k].to == column->to) || !strcmp(c->column[k].name, column->name))
			return tb_err_set(err, TB_EINVAL,
					  N_("columns '%s' and '%s' mean the same; rename or delete one of them"),
					  c->column[k].name, column->name);
	return TB_OK;
}

static enum tb_status map_column(struct tb_columns *c, size_t i, const struct tb_cell *cell, struct tb_pool *pool,
				 struct tb_err *err)
{
	struct tb_column *column = &c->column[i];
	struct tb_str key = TB_STR_INIT;
	struct tb_value name;
	static const struct tb_field header = { .key = "header", .type = TB_LINES };
	enum tb_status rc = tb_value_parse(&header, cell->text, cell->len, pool, &name, err);

	if (rc)
		return rc;
	column->name = name.is == TB_IS_TEXT ? name.text : tb_pool_printf(pool, "column %zu", i + 1);
	tb_utf8_fold(&key, column->name);
	choose_target(c, column, key.buf, pool);
	set_spelling(c, column, key.buf);
	tb_str_release(&key);
	tell_apart(c, column, i, pool);
	return check_twin(c, column, i, err);
}

/* Read the profile's constants once for all rows. */
static enum tb_status read_constants(struct tb_columns *c, struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	c->constants.noun = c->noun;
	for (unsigned i = 0; !rc && i < c->noun->n_fields; i++) {
		const char *text = c->profile->target[i].constant;

		c->fills |= text || c->profile->target[i].otherwise;
		if (!text)
			continue;
		rc = tb_value_parse(&c->noun->fields[i], text, strlen(text), pool, &c->constants.v[i], err);
		if (c->constants.v[i].is == TB_NULL)
			c->constants.v[i].is = TB_UNSET;
	}
	return rc;
}

/* Whether there is a column or constant for the field. */
static bool has_field(const struct tb_columns *c, unsigned field)
{
	bool have = c->constants.v[field].is != TB_UNSET;

	for (size_t i = 0; !have && i < c->n; i++)
		have = c->column[i].to == (int)field;
	return have;
}

static enum tb_status missing_column(const struct tb_columns *c, unsigned field, struct tb_err *err)
{
	const struct tb_profile *p = c->profile;
	const char *key = c->noun->fields[field].key;
	struct tb_str names = TB_STR_INIT;

	for (size_t i = 0; i < c->n; i++)
		tb_str_addf(&names, "%s%s", i ? ", " : "", c->column[i].name);
	if (p->target[field].line)
		tb_err_set(err, TB_EINVAL,
			   N_("the file has no column for '%s', which '%s' names in line %d; its columns are: %s"), key,
			   p->path, p->target[field].line, names.buf);
	else if (p->name)
		tb_err_set(err, TB_EINVAL,
			   N_("profile '%s' has no column for '%s', and the file none of that name; add it there, or "
			      "give --set %s=VALUE; the columns are: %s"),
			   p->name, key, key, names.buf);
	else
		tb_err_set(err, TB_EINVAL, N_("the file has no column for '%s'; its columns are: %s"), key, names.buf);
	tb_str_release(&names);
	return TB_EINVAL;
}

/* Something that tells one thing from another must be there. */
static enum tb_status check_names(const struct tb_columns *c, struct tb_err *err)
{
	static const unsigned char names[] = { TB_ASSET_TAG,      TB_ASSET_OLD_CODE,  TB_ASSET_SERIAL, TB_ASSET_PLATE,
					       TB_ASSET_FRAME_NO, TB_ASSET_ENGINE_NO, TB_ASSET_NAME };

	for (size_t i = 0; i < sizeof(names); i++)
		if (has_field(c, names[i]))
			return TB_OK;
	return missing_column(c, TB_ASSET_OLD_CODE, err);
}

/* Amounts in thousands that are taken for đồng would go unseen: who imports them says what they are. */
static enum tb_status check_multiplier(const struct tb_columns *c, const struct tb_column *column, struct tb_err *err)
{
	struct tb_str key = TB_STR_INIT;
	const char *says = column->name;
	int64_t multiplier;

	if (column->to < 0 || column->to >= TB_NAME_OF || c->noun->fields[column->to].type != TB_MONEY ||
	    column->spelling.multiplier)
		return TB_OK;
	tb_utf8_fold(&key, column->name);
	multiplier = tb_heading_multiplier(key.buf);
	if (!multiplier && c->title) {
		says = c->title;
		tb_str_clear(&key);
		tb_utf8_fold(&key, c->title);
		multiplier = tb_heading_multiplier(key.buf);
	}
	tb_str_release(&key);
	if (!multiplier)
		return TB_OK;
	return tb_err_set(
		err, TB_EINVAL,
		N_("'%s' says that amounts are not in dong; give --multiplier %lld, or --multiplier 1 if they are"),
		says, (long long)multiplier);
}

static enum tb_status check_multipliers(const struct tb_columns *c, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < c->n; i++)
		rc = check_multiplier(c, &c->column[i], err);
	return rc;
}

/* What names a record must be there; what else a new one needs, unless the rows can be about registered ones. */
static enum tb_status check_columns(const struct tb_columns *c, struct tb_err *err)
{
	const struct tb_noun *noun = c->noun;
	bool edits = noun == &tb_asset_noun && (has_field(c, TB_ASSET_TAG) || c->profile->n_keys);
	bool keyed = !c->profile->n_keys;

	for (unsigned i = 0; i < noun->n_fields && !edits; i++)
		if (noun->fields[i].flags & TB_REQUIRED && !has_field(c, i))
			return missing_column(c, i, err);
	for (unsigned i = 0; i < c->profile->n_keys && !keyed; i++)
		keyed = c->profile->key[i] == TB_KEY_ALIAS
				? has_field(c, TB_ASSET_TAG) || has_field(c, TB_ASSET_OLD_CODE)
				: has_field(c, c->profile->key[i]);
	return keyed ? TB_OK : missing_column(c, c->profile->key[0] % TB_KEY_ALIAS, err);
}

/* Sort the extra columns by key once, so that each row's JSON comes out canonical. */
static void order_extra(struct tb_columns *c, struct tb_pool *pool)
{
	c->extra = tb_pool_alloc(pool, c->n * sizeof(*c->extra));
	for (size_t i = 0; i < c->n; i++) {
		size_t k = c->n_extra;

		if (!c->column[i].extra)
			continue;
		for (; k && tb_json_key_cmp(c->column[c->extra[k - 1]].name, c->column[i].name) > 0; k--)
			c->extra[k] = c->extra[k - 1];
		c->extra[k] = i;
		c->n_extra++;
	}
}

enum tb_status tb_columns_map(struct tb_columns *c, const struct tb_profile *profile, const struct tb_csv_row *row,
			      struct tb_pool *pool, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	c->noun = profile->noun;
	c->profile = profile;
	c->n = row->n;
	c->column = tb_pool_alloc(pool, row->n * sizeof(*c->column));
	for (size_t i = 0; !rc && i < row->n; i++)
		rc = map_column(c, i, &row->cell[i], pool, err);
	if (!rc)
		rc = read_constants(c, pool, err);
	if (!rc)
		rc = c->looks_up ? check_names(c, err) : check_columns(c, err);
	if (!rc)
		rc = check_multipliers(c, err);
	if (!rc)
		order_extra(c, pool);
	c->is_rejects = !rc && tb_is_reject_header(c->column[0].name);
	return rc;
}
