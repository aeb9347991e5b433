/* annotate.c - a photograph with its codes marked. */
#include <string.h>

#include "base/file.h"
#include "label/label.h"
#include "service/codes.h"
#include "service/db.h"
#include "service/reader.h"

enum tb_status tb_mark_of(struct tb_db *db, const struct tb_reading *r, const char *unit, enum tb_mark *out,
			  struct tb_err *err)
{
	const char *where = NULL;
	enum tb_status rc = TB_OK;
	bool there = true;

	if (r->found) {
		*out = TB_MARK_UNKNOWN;
		return TB_OK;
	}
	if (unit && r->what == TB_CODE_ASSET)
		where = tb_text(&r->record, TB_ASSET_UNIT);
	if (where)
		rc = tb_store_is_below(db->store, &tb_unit_noun, where, unit, &there, err);
	if (!rc)
		*out = there ? TB_MARK_KNOWN : TB_MARK_MISPLACED;
	return rc;
}

/* ---- what is drawn --------------------------------------------------------------------------------------------- */

/* So many characters of a text that nobody knows: it may be a whole web page. */
static const char *shortened(const char *text, struct tb_pool *pool)
{
	enum { MAX_SHOWN = 24 };
	char *copy = tb_pool_strdup(pool, text), *p = copy;
	int n = 0;

	for (; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			*p = ' ';
		if (((unsigned char)*p & 0xC0) != 0x80 && n++ == MAX_SHOWN)
			break;
	}
	if (!*p)
		return copy;
	*p = '\0';
	return tb_pool_printf(pool, "%s…", copy);
}

/* An asset by its tag, wherever its alias stands; a misplaced one with the unit that it belongs to. */
static const char *words_of(const struct tb_reading *r, enum tb_mark mark, struct tb_pool *pool)
{
	if (r->found || r->what != TB_CODE_ASSET)
		return shortened(r->text, pool);
	if (mark == TB_MARK_MISPLACED)
		return tb_pool_printf(pool, "%s: %s", tb_text(&r->record, TB_ASSET_TAG),
				      tb_text(&r->record, TB_ASSET_UNIT));
	return tb_text(&r->record, TB_ASSET_TAG);
}

static struct tb_overlay_code overlay_code(const struct tb_reading *r, enum tb_mark mark, struct tb_pool *pool)
{
	static const enum tb_overlay_colour colours[] = {
		[TB_MARK_KNOWN] = TB_OVERLAY_GREEN,
		[TB_MARK_MISPLACED] = TB_OVERLAY_AMBER,
		[TB_MARK_UNKNOWN] = TB_OVERLAY_RED,
	};
	struct tb_overlay_code code = { .n_points = r->n_points,
					.colour = colours[mark],
					.text = words_of(r, mark, pool) };

	for (int i = 0; i < r->n_points; i++) {
		code.points[i].x = r->points[i].x;
		code.points[i].y = r->points[i].y;
	}
	return code;
}

/* ---- all ------------------------------------------------------------------------------------------------------- */

static enum tb_status mark_codes(struct tb_reader *rd, const struct tb_annotation *req, const char *unit,
				 const struct tb_codes *codes, struct tb_overlay_code *out, struct tb_err *err)
{
	enum tb_mark mark = TB_MARK_UNKNOWN;
	enum tb_status rc = TB_OK;
	struct tb_reading r;

	for (size_t i = 0; !rc && i < codes->n; i++) {
		rc = tb_reader_give_code(rd, req->picture, &codes->code[i], &r, err);
		if (!rc)
			rc = tb_mark_of(rd->db, &r, unit, &mark, err);
		if (!rc)
			out[i] = overlay_code(&r, mark, &rd->pool);
	}
	return rc;
}

static enum tb_status write_bytes(void *out, const void *bytes, size_t len, struct tb_err *err)
{
	return tb_outfile_write(out, bytes, len, err);
}

static enum tb_status draw(const struct tb_raster *picture, const struct tb_overlay_code *codes, size_t n,
			   struct tb_outfile *out, struct tb_err *err)
{
	const struct tb_overlay overlay = { picture->px, picture->width, picture->height, codes, n };
	const struct tb_label_sink sink = { .ctx = out, .write = write_bytes };
	enum tb_status rc = tb_label_overlay(&overlay, &sink, err);

	return rc ? rc : tb_outfile_commit(out, err);
}

/* Without a database nothing is known of any unit. */
static enum tb_status find_unit(struct tb_reader *rd, const char *unit, const char **code, struct tb_err *err)
{
	struct tb_record record = TB_RECORD(tb_unit_noun);
	enum tb_status rc;

	if (!unit || !rd->db)
		return TB_OK;
	rc = tb_get(rd->db, &tb_unit_noun, unit, &rd->pool, &record, err);
	if (!rc)
		*code = tb_text(&record, TB_UNIT_CODE);
	return rc;
}

static enum tb_status check_out(const struct tb_annotation *req, struct tb_err *err)
{
	const size_t len = strlen(req->out);

	if (len <= 4 || strcmp(req->out + len - 4, ".png"))
		return tb_err_set(err, TB_EINVAL, N_("'%s' must end in '.png'"), req->out);
	if (tb_file_is_same(req->picture, req->out)) /* a photograph that was drawn over is lost */
		return tb_err_set(err, TB_EREFUSED, N_("'%s' is the photograph itself; choose another name"), req->out);
	return TB_OK;
}

static enum tb_status annotate(struct tb_reader *rd, const struct tb_annotation *req, struct tb_outfile *out,
			       struct tb_err *err)
{
	struct tb_scanned scanned = TB_SCANNED_INIT;
	struct tb_overlay_code *codes;
	const char *unit = NULL;
	enum tb_status rc = find_unit(rd, req->unit, &unit, err);

	if (!rc)
		rc = tb_outfile_open(out, req->out, err);
	if (!rc)
		rc = tb_scan_picture(req->picture, req->search, &rd->pool, &scanned, err);
	if (!rc)
		rc = tb_codes_prove(rd->db, &rd->pool, &scanned.codes, &rd->count.weak, err);
	if (!rc) {
		codes = tb_pool_alloc(&rd->pool, (scanned.codes.n + 1) * sizeof(*codes));
		rc = mark_codes(rd, req, unit, &scanned.codes, codes, err);
	}
	if (!rc)
		rc = draw(&scanned.picture, codes, scanned.codes.n, out, err);
	tb_scanned_release(&scanned);
	return rc;
}

enum tb_status tb_annotate(struct tb_db *db, const struct tb_annotation *req, tb_reading_fn *fn, void *ctx,
			   struct tb_reading_count *count, struct tb_err *err)
{
	struct tb_reader rd = { .db = db, .fn = fn, .ctx = ctx, .count = *count };
	struct tb_outfile out = TB_OUTFILE_INIT;
	enum tb_status rc = check_out(req, err);

	if (!rc)
		rc = annotate(&rd, req, &out, err);
	*count = rd.count;
	tb_outfile_release(&out);
	tb_pool_release(&rd.pool);
	return rc;
}
