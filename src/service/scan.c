#include <trangbi/scan.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "service/codes.h"
#include "service/reader.h"

/* Look up what the reading says, and give it to `fn`. */
static enum tb_status give(struct tb_reader *rd, struct tb_reading *r, struct tb_err *err)
{
	struct tb_code_meaning meaning;
	struct tb_err why = TB_ERR_INIT;

	tb_code_read(r->text, &rd->pool, &meaning);
	r->what = meaning.what;
	r->command = meaning.command;
	if (rd->db)
		r->found = tb_code_look_up(rd->db, r->text, r->what, &rd->pool, &r->record, &why);
	else
		r->found = TB_ENOTFOUND;
	if (r->found == TB_ESYS || r->found == TB_ECORRUPT) {
		*err = why;
		return r->found;
	}
	rd->count.given++;
	return rd->fn(rd->ctx, r, err);
}

enum tb_status tb_reader_give_code(struct tb_reader *rd, const char *file, const struct tb_code *code,
				   struct tb_reading *out, struct tb_err *err)
{
	struct tb_reading r = { .file = file,
				.page = code->page,
				.symbology = code->symbology,
				.text = code->text,
				.n_points = code->n_points };
	enum tb_status rc;

	for (int k = 0; k < code->n_points; k++) {
		r.points[k].x = code->points[k].x;
		r.points[k].y = code->points[k].y;
	}
	rc = give(rd, &r, err);
	if (!rc && out)
		*out = r;
	return rc;
}

static enum tb_status read_picture(struct tb_reader *rd, const char *path, const struct tb_scan_opts *opts,
				   struct tb_err *err)
{
	struct tb_codes codes = { .n = 0 };
	enum tb_status rc = tb_codes_in_picture(rd->db, path, opts, &rd->pool, &codes, &rd->count.weak, err);

	for (size_t i = 0; !rc && i < codes.n; i++)
		rc = tb_reader_give_code(rd, path, &codes.code[i], NULL, err);
	return rc;
}

/* What a USB scanner types: the text of a code, and Enter. */
static enum tb_status read_lines(struct tb_reader *rd, struct tb_err *err)
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
	}
	free(line);
	return rc;
}

enum tb_status tb_read_codes(struct tb_db *db, const char *path, const struct tb_scan_opts *opts, tb_reading_fn *fn,
			     void *ctx, struct tb_reading_count *count, struct tb_err *err)
{
	struct tb_reader rd = { .db = db, .fn = fn, .ctx = ctx, .count = *count };
	enum tb_status rc = strcmp(path, "-") ? read_picture(&rd, path, opts, err) : read_lines(&rd, err);

	*count = rd.count;
	tb_pool_release(&rd.pool);
	return rc;
}

/* ---- a camera -------------------------------------------------------------------------------------------------- */

static enum tb_status see(void *ctx, const struct tb_code *code, struct tb_err *err)
{
	struct tb_reader *rd = ctx;

	tb_pool_clear(&rd->pool);
	return tb_reader_give_code(rd, NULL, code, NULL, err);
}

enum tb_status tb_watch_codes(struct tb_db *db, const char *device, const volatile sig_atomic_t *stop,
			      tb_reading_fn *fn, void *ctx, struct tb_reading_count *count, struct tb_err *err)
{
	struct tb_reader rd = { .db = db, .fn = fn, .ctx = ctx, .count = *count };
	enum tb_status rc = tb_scan_camera(device, stop, see, &rd, err);

	*count = rd.count;
	tb_pool_release(&rd.pool);
	return rc;
}
