#include "service/label_items.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/code.h>
#include <trangbi/tag.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "service/db.h"
#include "service/tags.h"

/* Labels being filled. Neighbours often share their unit and kind: the last ones are kept. */
struct filler {
	struct tb_db *db;
	struct tb_pool *pool;
	struct tb_label_items *items;
	struct tb_record unit, parent, kind;
};

/* Get the record unless it is the one at hand. */
static enum tb_status get_shared(const struct filler *f, const struct tb_noun *noun, const char *code,
				 struct tb_record *shared, struct tb_err *err)
{
	if (!code || (shared->noun && !strcmp(tb_text(shared, noun->key), code)))
		return TB_OK;
	return tb_store_get(f->db->store, noun, code, f->pool, shared, err);
}

static const char *copy(const struct filler *f, const struct tb_record *r, unsigned field)
{
	return tb_pool_strdup(f->pool, tb_text(r, field));
}

/* "Công an phường Ba Đình" rather than "Ba Đình". */
static const char *full_name(const struct tb_record *unit)
{
	const char *full = tb_text(unit, TB_UNIT_FULL_NAME);

	return full ? full : tb_text(unit, TB_UNIT_NAME);
}

static void set_payload(const struct filler *f, struct tb_label *label, const char *payload)
{
	label->payload = tb_pool_strdup(f->pool, payload);
	label->text[TB_LABEL_CODE] = label->payload;
	label->text[TB_LABEL_SITE] = f->db->site.name;
}

static enum tb_status set_unit(struct filler *f, const char *code, struct tb_label *label, struct tb_err *err)
{
	enum tb_status rc = get_shared(f, &tb_unit_noun, code, &f->unit, err);

	if (rc || !code)
		return rc;
	label->text[TB_LABEL_UNIT] = full_name(&f->unit);
	label->text[TB_LABEL_UNIT_CODE] = tb_text(&f->unit, TB_UNIT_CODE);
	return TB_OK;
}

static enum tb_status fill_asset(struct filler *f, const struct tb_record *r, struct tb_label *label,
				 struct tb_err *err)
{
	int64_t year = tb_num(r, TB_ASSET_YEAR_IN_USE, tb_num(r, TB_ASSET_YEAR_MADE, 0));
	char shown[TB_TAG_SHOWN_SIZE];
	enum tb_status rc;

	set_payload(f, label, tb_text(r, TB_ASSET_TAG));
	tb_tag_show(label->payload, shown);
	label->text[TB_LABEL_TAG] = label->payload;
	label->text[TB_LABEL_SHOWN_TAG] = tb_pool_strdup(f->pool, shown);
	label->text[TB_LABEL_NAME] = copy(f, r, TB_ASSET_NAME);
	label->text[TB_LABEL_YEAR] = year ? tb_pool_printf(f->pool, "%d", (int)year) : NULL;
	label->text[TB_LABEL_MODEL] = copy(f, r, TB_ASSET_MODEL);
	label->text[TB_LABEL_SERIAL] = copy(f, r, TB_ASSET_SERIAL);
	label->text[TB_LABEL_PLATE] = copy(f, r, TB_ASSET_PLATE);
	label->text[TB_LABEL_MAKER] = copy(f, r, TB_ASSET_MAKER);
	rc = get_shared(f, &tb_kind_noun, tb_text(r, TB_ASSET_KIND), &f->kind, err);
	if (!rc)
		label->text[TB_LABEL_KIND] = tb_text(&f->kind, TB_KIND_NAME);
	return rc ? rc : set_unit(f, tb_text(r, TB_ASSET_UNIT), label, err);
}

static enum tb_status fill_unit(struct filler *f, const struct tb_record *r, struct tb_label *label, struct tb_err *err)
{
	struct tb_str badge = TB_STR_INIT;
	enum tb_status rc = tb_code_write_unit(tb_text(r, TB_UNIT_CODE), &badge, err);

	if (!rc) {
		set_payload(f, label, badge.buf);
		label->text[TB_LABEL_NAME] = copy(f, r, TB_UNIT_NAME);
		label->text[TB_LABEL_UNIT] = tb_pool_strdup(f->pool, full_name(r));
		label->text[TB_LABEL_UNIT_CODE] = copy(f, r, TB_UNIT_CODE);
		rc = get_shared(f, &tb_unit_noun, tb_text(r, TB_UNIT_PARENT), &f->parent, err);
	}
	if (!rc && tb_text(r, TB_UNIT_PARENT))
		label->text[TB_LABEL_PARENT] = full_name(&f->parent);
	tb_str_release(&badge);
	return rc;
}

static enum tb_status fill_person(struct filler *f, const struct tb_record *r, struct tb_label *label,
				  struct tb_err *err)
{
	struct tb_str badge = TB_STR_INIT;

	tb_code_write_person(tb_text(r, TB_PERSON_NUMBER), &badge);
	set_payload(f, label, badge.buf);
	tb_str_release(&badge);
	label->text[TB_LABEL_NAME] = copy(f, r, TB_PERSON_NAME);
	label->text[TB_LABEL_NUMBER] = copy(f, r, TB_PERSON_NUMBER);
	label->text[TB_LABEL_RANK] = copy(f, r, TB_PERSON_RANK);
	label->text[TB_LABEL_POSITION] = copy(f, r, TB_PERSON_POSITION);
	return set_unit(f, tb_text(r, TB_PERSON_UNIT), label, err);
}

static enum tb_status add(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct filler *f = ctx;
	struct tb_label_items *items = f->items;
	struct tb_label *label;
	enum tb_status rc;

	TB_GROW(items->label, items->n, items->cap);
	label = &items->label[items->n];
	*label = (struct tb_label){ .payload = NULL };
	if (r->noun == &tb_asset_noun)
		rc = fill_asset(f, r, label, err);
	else
		rc = r->noun == &tb_unit_noun ? fill_unit(f, r, label, err) : fill_person(f, r, label, err);
	if (!rc)
		items->n++;
	return rc;
}

/* ---- finding ------------------------------------------------------------------------------------------------------ */

static enum tb_status add_assets(struct filler *f, const struct tb_tags *tags, struct tb_problems *problems,
				 struct tb_err *err)
{
	struct tb_assets assets = { .n = 0 };
	enum tb_status rc = tb_find_assets(f->db, tags, f->pool, &assets, problems, err);

	for (size_t i = 0; !rc && i < assets.n; i++)
		rc = add(f, &assets.asset[i], err);
	return rc;
}

static bool is_there(const struct tb_label_items *items, const char *subject)
{
	for (size_t i = 0; i < items->n; i++)
		if (!strcmp(tb_label_subject(items->of, &items->label[i]), subject))
			return true;
	return false;
}

/* Units or persons by code, number or badge, each once. */
static enum tb_status add_named(struct filler *f, const struct tb_noun *noun, const struct tb_tags *tags,
				struct tb_problems *problems, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < tags->n; i++) {
		struct tb_err why = TB_ERR_INIT;
		struct tb_record r;

		rc = tb_get(f->db, noun, tags->tag[i], f->pool, &r, &why);
		if (!rc && is_there(f->items, tb_text(&r, noun->key))) {
			continue;
		} else if (!rc) {
			rc = add(f, &r, err);
		} else if (rc == TB_ESYS || rc == TB_ECORRUPT) {
			*err = why;
		} else {
			tb_problems_add(problems, tags->tag[i], &why);
			rc = TB_OK;
		}
	}
	return rc;
}

static void add_commands(struct filler *f, const struct tb_label_choice *choice)
{
	struct tb_label_items *items = f->items;
	struct tb_str word = TB_STR_INIT;

	for (int i = 0; i < TB_N_COMMANDS; i++) {
		const char *title = tb_command_texts[i].title;

		TB_GROW(items->label, items->n, items->cap);
		items->label[items->n] = (struct tb_label){ .payload = NULL };
		tb_str_clear(&word);
		tb_code_write_command((enum tb_code_command)i, &word);
		set_payload(f, &items->label[items->n], word.buf);
		items->label[items->n++].text[TB_LABEL_NAME] = choice->translate ? choice->translate(title) : title;
	}
	tb_str_release(&word);
}

/* A million labels by a slip of the finger. */
static bool is_everything(const struct tb_query *q)
{
	return !q->unit && !q->kind && !q->status && !q->holder && !q->words && !q->batch && !q->unlabelled &&
	       !q->limit;
}

static enum tb_status collect(struct filler *f, const struct tb_label_choice *choice, struct tb_problems *problems,
			      struct tb_err *err)
{
	if (!choice->noun) {
		add_commands(f, choice);
		return TB_OK;
	}
	if (choice->tags.n && (choice->all || !is_everything(&choice->query)))
		return tb_err_set(err, TB_EINVAL, N_("name tags or give conditions, not both"));
	if (!choice->tags.n && !choice->all && is_everything(&choice->query))
		return tb_err_set(
			err, TB_EINVAL,
			N_("say what to label: tags, a condition such as --unit, --batch or --unlabelled, or --all"));
	if (!choice->tags.n)
		return tb_list(f->db, choice->noun, &choice->query, add, f, err);
	if (choice->noun == &tb_asset_noun)
		return add_assets(f, &choice->tags, problems, err);
	return add_named(f, choice->noun, &choice->tags, problems, err);
}

/* ---- sorting ------------------------------------------------------------------------------------------------------ */

/* A label with what it is sorted by. */
struct keyed {
	const char *key;
	struct tb_label label;
};

/* Labels with equal keys by their codes. */
static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int cmp = strcmp(x->key, y->key);

	return cmp ? cmp : strcmp(x->label.payload, y->label.payload);
}

/* Names sort by their letters, then by their accents. */
static const char *make_key(const char *text, struct tb_pool *pool)
{
	struct tb_str key = TB_STR_INIT;
	const char *made;

	tb_utf8_fold(&key, text ? text : "");
	tb_str_addc(&key, '\1');
	tb_utf8_telex(&key, text ? text : "");
	made = tb_pool_dup(pool, key.buf, key.len);
	tb_str_release(&key);
	return made;
}

static void sort(struct tb_label_items *items, enum tb_label_field field, struct tb_pool *pool)
{
	struct keyed *keyed = tb_malloc((items->n + !items->n) * sizeof(*keyed));

	for (size_t i = 0; i < items->n; i++)
		keyed[i] = (struct keyed){ make_key(items->label[i].text[field], pool), items->label[i] };
	qsort(keyed, items->n, sizeof(*keyed), by_key);
	for (size_t i = 0; i < items->n; i++)
		items->label[i] = keyed[i].label;
	free(keyed);
}

static enum tb_status sort_by(struct tb_label_items *items, const char *order, struct tb_pool *pool, struct tb_err *err)
{
	static const struct {
		const char *word;
		enum tb_label_field field;
	} orders[] = {
		{ "tag", TB_LABEL_CODE },
		{ "name", TB_LABEL_NAME },
		{ "unit", TB_LABEL_UNIT_CODE },
		{ "kind", TB_LABEL_KIND },
	};

	if (!order)
		return TB_OK;
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (!strcmp(order, orders[i].word)) {
			sort(items, orders[i].field, pool);
			return TB_OK;
		}
	return tb_err_set(err, TB_EINVAL, N_("'%s' is no order: give tag, name, unit or kind"), order);
}

/* ---- all of it ---------------------------------------------------------------------------------------------------- */

/* Leave out what comes before `from`, which may be given by any name. */
static enum tb_status drop_before(struct tb_db *db, const struct tb_label_choice *choice, struct tb_pool *pool,
				  struct tb_label_items *items, struct tb_err *err)
{
	struct tb_record r;
	enum tb_status rc;
	size_t i = 0;

	if (!choice->from || !choice->noun)
		return TB_OK;
	rc = tb_get(db, choice->noun, choice->from, pool, &r, err);
	if (rc)
		return rc;
	while (i < items->n &&
	       strcmp(tb_label_subject(items->of, &items->label[i]), tb_text(&r, choice->noun->key)) != 0)
		i++;
	if (i == items->n)
		return tb_err_set(err, TB_ENOTFOUND, N_("'%s' is none of the labels chosen; --from names the first"),
				  choice->from);
	items->n -= i;
	memmove(items->label, items->label + i, items->n * sizeof(*items->label));
	return TB_OK;
}

static enum tb_label_of of_noun(const struct tb_noun *noun)
{
	if (noun == &tb_asset_noun)
		return TB_LABEL_OF_ASSET;
	if (noun == &tb_unit_noun)
		return TB_LABEL_OF_UNIT;
	return noun ? TB_LABEL_OF_PERSON : TB_LABEL_OF_COMMAND;
}

enum tb_status tb_label_items_find(struct tb_db *db, const struct tb_label_choice *choice, struct tb_pool *pool,
				   struct tb_label_items *out, struct tb_problems *problems, struct tb_err *err)
{
	struct tb_label_items items = { .of = of_noun(choice->noun) };
	struct filler f = { .db = db, .pool = pool, .items = &items };
	enum tb_status rc = collect(&f, choice, problems, err);

	if (!rc)
		rc = tb_problems_verdict(problems, items.n + problems->n, err);
	if (!rc)
		rc = sort_by(&items, choice->sort, pool, err);
	if (!rc)
		rc = drop_before(db, choice, pool, &items, err);
	if (!rc && !items.n)
		rc = tb_err_set(err, TB_EINVAL, N_("nothing that was asked for needs a label"));
	if (rc)
		tb_label_items_release(&items);
	else
		*out = items;
	return rc;
}

void tb_label_items_invent(const struct tb_noun *noun, struct tb_label_items *out)
{
	static const struct tb_label invented[] = {
		[TB_LABEL_OF_ASSET] = { .payload = "00004XEM2600017W",
					.text = { [TB_LABEL_CODE] = "00004XEM2600017W",
						  [TB_LABEL_TAG] = "00004XEM2600017W",
						  [TB_LABEL_SHOWN_TAG] = "00004-XEM-26-00017-W",
						  [TB_LABEL_NAME] = "Xe máy Honda Wave Alpha",
						  [TB_LABEL_UNIT] = "Công an phường Ba Đình",
						  [TB_LABEL_UNIT_CODE] = "00004",
						  [TB_LABEL_YEAR] = "2026",
						  [TB_LABEL_KIND] = "Xe máy",
						  [TB_LABEL_MODEL] = "Wave Alpha 110",
						  [TB_LABEL_SERIAL] = "RLHJA3925PY012345",
						  [TB_LABEL_PLATE] = "29-B1 123.45",
						  [TB_LABEL_MAKER] = "Honda" } },
		[TB_LABEL_OF_UNIT] = { .payload = "+U00004",
				       .text = { [TB_LABEL_CODE] = "+U00004",
						 [TB_LABEL_NAME] = "Ba Đình",
						 [TB_LABEL_UNIT] = "Công an phường Ba Đình",
						 [TB_LABEL_UNIT_CODE] = "00004",
						 [TB_LABEL_PARENT] = "Công an thành phố Hà Nội" } },
		[TB_LABEL_OF_PERSON] = { .payload = "+P123-456",
					 .text = { [TB_LABEL_CODE] = "+P123-456",
						   [TB_LABEL_NAME] = "Nguyễn Văn Đức",
						   [TB_LABEL_UNIT] = "Công an phường Ba Đình",
						   [TB_LABEL_UNIT_CODE] = "00004",
						   [TB_LABEL_NUMBER] = "123-456",
						   [TB_LABEL_RANK] = "Đại uý",
						   [TB_LABEL_POSITION] = "Cán bộ" } },
		[TB_LABEL_OF_COMMAND] = { .payload = "+CHECKOUT",
					  .text = { [TB_LABEL_CODE] = "+CHECKOUT", [TB_LABEL_NAME] = "Cho mượn" } },
	};

	*out = (struct tb_label_items){ .of = of_noun(noun) };
	TB_GROW(out->label, out->n, out->cap);
	out->label[out->n++] = invented[out->of];
}

void tb_label_items_release(struct tb_label_items *items)
{
	free(items->label);
	*items = (struct tb_label_items){ .of = items->of };
}

const char *tb_label_subject(enum tb_label_of of, const struct tb_label *label)
{
	switch (of) {
	case TB_LABEL_OF_ASSET: return label->text[TB_LABEL_TAG];
	case TB_LABEL_OF_UNIT: return label->text[TB_LABEL_UNIT_CODE];
	case TB_LABEL_OF_PERSON: return label->text[TB_LABEL_NUMBER];
	case TB_LABEL_OF_COMMAND: break;
	}
	return label->payload;
}

const char *tb_label_unit(const struct tb_label *label)
{
	return label->text[TB_LABEL_UNIT_CODE];
}
