#include <trangbi/barcode.h>

#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/file.h"
#include "base/utf8.h"
#include "label/label.h"
#include "scan/scan.h"
#include "service/db.h"
#include "service/tags.h"

/* ---- printing --------------------------------------------------------------------------------------------------- */

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

/* ---- reading ---------------------------------------------------------------------------------------------------- */

struct reader {
	struct tb_db *db; /* NULL: no look-up */
	tb_reading_fn *fn;
	void *ctx;
	struct tb_pool pool; /* of the reading at hand */
};

static enum tb_status give(struct reader *rd, struct tb_reading *r, struct tb_err *err)
{
	struct tb_err why = TB_ERR_INIT;

	r->found = TB_ENOTFOUND;
	if (rd->db)
		r->found = tb_get(rd->db, &tb_asset_noun, r->text, &rd->pool, &r->asset, &why);
	if (r->found == TB_ESYS || r->found == TB_ECORRUPT) {
		*err = why;
		return r->found;
	}
	return rd->fn(rd->ctx, r, err);
}

static enum tb_status read_picture(struct reader *rd, const char *path, size_t *n, struct tb_err *err)
{
	struct tb_codes codes = { .n = 0 };
	enum tb_status rc = tb_scan_file(path, &rd->pool, &codes, err);

	for (size_t i = 0; !rc && i < codes.n; i++) {
		const struct tb_code *code = &codes.code[i];
		struct tb_reading r = {
			.file = path, .symbology = code->symbology, .text = code->text, .n_points = code->n_points
		};

		for (int k = 0; k < code->n_points; k++) {
			r.points[k].x = code->points[k].x;
			r.points[k].y = code->points[k].y;
		}
		rc = give(rd, &r, err);
	}
	if (!rc)
		*n += codes.n;
	return rc;
}

/* What a USB scanner types: the text of a code, and Enter. */
static enum tb_status read_lines(struct reader *rd, size_t *n, struct tb_err *err)
{
	enum tb_status rc = TB_OK;
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while (!rc && (len = getline(&line, &cap, stdin)) >= 0) {
		struct tb_reading r = { .symbology = "typed", .text = line };

		while (len && strchr(" \t\r\n", line[len - 1]))
			line[--len] = '\0';
		if (!len)
			continue;
		tb_utf8_mend(line, (size_t)len); /* else it belongs to no asset, and could not be shown */
		tb_pool_clear(&rd->pool);
		rc = give(rd, &r, err);
		++*n;
	}
	free(line);
	return rc;
}

enum tb_status tb_read_codes(struct tb_db *db, const char *path, tb_reading_fn *fn, void *ctx, size_t *n,
			     struct tb_err *err)
{
	struct reader rd = { .db = db, .fn = fn, .ctx = ctx };
	enum tb_status rc = strcmp(path, "-") ? read_picture(&rd, path, n, err) : read_lines(&rd, n, err);

	tb_pool_release(&rd.pool);
	return rc;
}
