#include <trangbi/label.h>

#include <trangbi/tag.h>

#include "label/label.h"
#include "service/db.h"
#include "service/tags.h"

static enum tb_status fill_label(struct tb_db *db, const struct tb_record *asset, struct tb_pool *pool,
				 struct tb_label *label, struct tb_err *err)
{
	int64_t year = tb_num(asset, TB_ASSET_YEAR_IN_USE, tb_num(asset, TB_ASSET_YEAR_MADE, 0));
	char shown[TB_TAG_SHOWN_SIZE];
	struct tb_record unit;
	const char *full;
	enum tb_status rc;

	rc = tb_store_get(db->store, &tb_unit_noun, tb_text(asset, TB_ASSET_UNIT), pool, &unit, err);
	if (rc)
		return rc;
	tb_tag_show(tb_text(asset, TB_ASSET_TAG), shown);
	full = tb_text(&unit, TB_UNIT_FULL_NAME);
	*label = (struct tb_label){ .tag = tb_text(asset, TB_ASSET_TAG),
				    .shown_tag = tb_pool_strdup(pool, shown),
				    .name = tb_text(asset, TB_ASSET_NAME),
				    .unit = full ? full : tb_text(&unit, TB_UNIT_NAME),
				    .year = year ? tb_pool_printf(pool, "%d", (int)year) : NULL };
	return TB_OK;
}

static enum tb_status print_assets(struct tb_db *db, const struct tb_print_req *req, const struct tb_assets *assets,
				   struct tb_pool *pool, struct tb_err *err)
{
	struct tb_label *labels = tb_pool_alloc(pool, assets->n * sizeof(*labels));
	struct tb_label_job job = { .labels = labels, .n = assets->n, .dpi = req->dpi };
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < assets->n; i++)
		rc = fill_label(db, &assets->asset[i], pool, &labels[i], err);
	return rc ? rc : tb_label_write(&job, req->path, err);
}

enum tb_status tb_print(struct tb_db *db, const struct tb_print_req *req, size_t *n, struct tb_problems *problems,
			struct tb_err *err)
{
	struct tb_assets assets = { .n = 0 };
	struct tb_pool pool = TB_POOL_INIT;
	enum tb_status rc = tb_find_assets(db, &req->tags, &pool, &assets, problems, err);

	if (!rc)
		rc = tb_problems_verdict(problems, assets.n + problems->n, err);
	if (!rc)
		rc = print_assets(db, req, &assets, &pool, err);
	if (!rc)
		*n = assets.n;
	tb_pool_release(&pool);
	return rc;
}
