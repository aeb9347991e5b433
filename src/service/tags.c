#include "service/tags.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "service/codes.h"
#include "service/db.h"

/* Assets being collected. */
struct collection {
	struct tb_db *db;
	struct tb_pool *pool;
	struct tb_problems *problems;
	struct tb_record *asset; /* owned while it grows */
	size_t n, cap;
	void *tags; /* a tree of the tags collected (tsearch) */
};

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Whether the tag is new to the collection; it is remembered from now on. */
static bool is_new(struct collection *c, const char *tag)
{
	const char *const *known = tsearch(tag, &c->tags, by_text);

	return !known || *known == tag;
}

static void forget(void *tag)
{
	(void)tag; /* it lies in the pool */
}

/* Only a failure of the system ends the collection; a name that is not found is a problem of its own. */
static enum tb_status collect(struct collection *c, const char *typed, struct tb_err *err)
{
	struct tb_err why = TB_ERR_INIT;
	struct tb_record asset;
	enum tb_status rc = tb_get(c->db, &tb_asset_noun, typed, c->pool, &asset, &why);

	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	if (rc) {
		tb_problems_add(c->problems, typed, &why);
	} else if (is_new(c, tb_text(&asset, TB_ASSET_TAG))) {
		TB_GROW(c->asset, c->n, c->cap);
		c->asset[c->n++] = asset;
	}
	return TB_OK;
}

static enum tb_status collect_picture(struct collection *c, const char *path, struct tb_err *err)
{
	struct tb_codes codes = { .n = 0 };
	size_t n_weak = 0;
	enum tb_status rc = tb_codes_in_picture(c->db, path, NULL, c->pool, &codes, &n_weak, err);

	if (!rc && !codes.n)
		rc = tb_codes_none(path, n_weak, err);
	for (size_t i = 0; !rc && i < codes.n; i++)
		rc = collect(c, codes.code[i].text, err);
	return rc;
}

enum tb_status tb_find_assets(struct tb_db *db, const struct tb_tags *tags, struct tb_pool *pool, struct tb_assets *out,
			      struct tb_problems *problems, struct tb_err *err)
{
	struct collection c = { .db = db, .pool = pool, .problems = problems };
	enum tb_status rc = TB_OK;

	if (!tags->n)
		return tb_err_set(err, TB_EINVAL, N_("no tag is given"));
	for (size_t i = 0; !rc && i < tags->n; i++) {
		const char *typed = tags->tag[i];

		rc = *typed == '@' ? collect_picture(&c, typed + 1, err) : collect(&c, typed, err);
	}
	if (!rc) {
		out->asset = tb_pool_alloc(pool, (c.n + !c.n) * sizeof(*out->asset));
		if (c.n)
			memcpy(out->asset, c.asset, c.n * sizeof(*out->asset));
		out->n = c.n;
	}
	free(c.asset);
	tdestroy(c.tags, forget);
	return rc;
}

enum tb_status tb_problems_verdict(const struct tb_problems *problems, size_t n, struct tb_err *err)
{
	enum tb_status rc;

	if (!problems->n)
		return TB_OK;
	rc = problems->item[0].err.status;
	for (size_t i = 1; i < problems->n; i++)
		if (problems->item[i].err.status != rc)
			rc = TB_EREFUSED;
	return tb_err_set(err, rc, N_("%zu of %zu could not be done, so nothing was changed"), problems->n, n);
}
