/* reconcile_names.c - a kind or unit that a book gives by code or by name. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "service/reconcile.h"

/* A name as it is compared. "Công an phường Ba Đình" is the post of "Phường Ba Đình". */
static const char *name_key(const char *name, struct tb_pool *pool)
{
	static const char office[] = "cong an ";
	struct tb_str key = TB_STR_INIT;
	const char *text;

	tb_utf8_fold(&key, name);
	text = tb_pool_dup(pool, key.buf, key.len);
	tb_str_release(&key);
	if (!strncmp(text, office, sizeof(office) - 1))
		text += sizeof(office) - 1;
	return *text ? text : NULL;
}

/* ---- those of the register ----------------------------------------------------------------------------------------- */

struct gathering {
	struct tb_ref_names *names;
	struct tb_pool *pool;
};

static void add(struct tb_ref_names *names, const char *key, const char *code)
{
	if (!key)
		return;
	TB_GROW(names->at, names->n, names->cap);
	names->at[names->n++] = (struct tb_ref_name){ key, code };
}

static enum tb_status take(void *ctx, const struct tb_record *r, struct tb_err *err)
{
	struct gathering *g = ctx;
	const char *code = tb_pool_strdup(g->pool, tb_text(r, r->noun->key));
	const char *full = r->noun == &tb_unit_noun ? tb_text(r, TB_UNIT_FULL_NAME) : NULL;

	(void)err;
	add(g->names, code, code);
	add(g->names, name_key(tb_text(r, (unsigned)tb_field_find(r->noun, "name")), g->pool), code);
	if (full)
		add(g->names, name_key(full, g->pool), code);
	return TB_OK;
}

static int by_key(const void *a, const void *b)
{
	const struct tb_ref_name *x = a, *y = b;
	const int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->code, y->code);
}

enum tb_status tb_ref_names_read(struct tb_ref_names *names, struct tb_db *db, const struct tb_noun *noun,
				 struct tb_pool *pool, struct tb_err *err)
{
	const struct tb_query all = { .unit = NULL };
	struct gathering g = { names, pool };
	enum tb_status rc = tb_list(db, noun, &all, take, &g, err);

	if (!rc && names->n)
		qsort(names->at, names->n, sizeof(*names->at), by_key);
	return rc;
}

/* Where those with that key begin. */
static size_t find(const struct tb_ref_names *names, const char *key)
{
	size_t low = 0, high = names->n;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(names->at[middle].key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool has_key(const struct tb_ref_names *names, size_t i, const char *key)
{
	return i < names->n && !strcmp(names->at[i].key, key);
}

/* ---- those of the book --------------------------------------------------------------------------------------------- */

void tb_book_ref_read(struct tb_book_ref *ref, const char *code, const char *name, struct tb_pool *pool)
{
	*ref = (struct tb_book_ref){ .code = tb_pool_strdup(pool, code) };
	if (name)
		ref->key = name_key(name, pool);
	ref->text = name ? tb_pool_strdup(pool, name) : ref->code;
}

void tb_book_ref_find(struct tb_book_ref *ref, const struct tb_ref_names *names)
{
	size_t i = ref->code ? find(names, ref->code) : names->n;

	if (ref->code && has_key(names, i, ref->code)) {
		ref->known = names->at[i].code;
		return;
	}
	i = ref->key ? find(names, ref->key) : names->n;
	if (!ref->key || !has_key(names, i, ref->key))
		return;
	ref->known = names->at[i].code;
	for (; has_key(names, i, ref->key); i++)
		if (strcmp(names->at[i].code, ref->known) != 0) {
			ref->known = NULL; /* several bear that name */
			return;
		}
}

bool tb_book_ref_is(const struct tb_book_ref *ref, const struct tb_ref_names *names, const char *code)
{
	if (!ref->text || ref->known)
		return !ref->text || !strcmp(ref->known, code);
	for (size_t i = ref->key ? find(names, ref->key) : names->n; i < names->n && has_key(names, i, ref->key); i++)
		if (!strcmp(names->at[i].code, code))
			return true;
	return false;
}
