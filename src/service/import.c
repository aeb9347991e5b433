#include <trangbi/exchange.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <trangbi/tag.h>

#include "base/file.h"
#include "base/json.h"
#include "service/columns.h"
#include "service/db.h"

enum { MAX_PROBLEMS = 100, PROGRESS_EVERY = 1000 };

/* A row put aside because a row behind it may be what it refers to. */
struct late_row {
	struct late_row *next;
	struct tb_csv_row row;
};

struct importer {
	struct tb_db *db;
	const struct tb_import_req *req;
	struct tb_import_result *out;
	struct tb_pool pool;     /* of the whole import */
	struct tb_pool row_pool; /* of the row at hand */
	struct tb_columns columns;
	struct tb_outfile rejects;
	struct late_row *late, **late_end;
	bool last_chance; /* no more rows come: a missing parent is an error now */
};

/* ---- rejects ---------------------------------------------------------------------------------------------------- */

static void put_reject_row(struct importer *im, const struct tb_csv_row *row,
			   const char *const front[TB_REJECT_COLUMNS])
{
	struct tb_csv_out out = { .f = im->rejects.f };

	for (size_t i = 0; i < TB_REJECT_COLUMNS; i++)
		tb_csv_put(&out, front[i], strlen(front[i]));
	for (size_t i = im->columns.is_rejects ? TB_REJECT_COLUMNS : 0; i < row->n; i++)
		tb_csv_put(&out, row->cell[i].text, row->cell[i].len);
	tb_csv_end_row(&out);
}

/* Say what is wrong with a row; `column` is the header of the column at fault, NULL for the whole row. */
static void report_row(struct importer *im, const struct tb_csv_row *row, const char *column, const struct tb_err *why)
{
	struct tb_str subject = TB_STR_INIT;
	struct tb_err where = TB_ERR_INIT;

	if (im->out->problems.n == MAX_PROBLEMS)
		return;
	if (column)
		tb_err_set(&where, TB_EINVAL, N_("row %lld, column '%s'"), (long long)row->number, column);
	else
		tb_err_set(&where, TB_EINVAL, N_("row %lld"), (long long)row->number);
	tb_err_text(&where, im->req->translate, &subject);
	tb_problems_add(&im->out->problems, subject.buf, why);
	tb_str_release(&subject);
}

/* Count a row as rejected, report it, and keep it. `column` is 1-based, 0 for the whole row. */
static void reject(struct importer *im, const struct tb_csv_row *row, size_t column, const struct tb_err *why)
{
	const char *name = column && column <= im->columns.n ? im->columns.column[column - 1].name : NULL;
	struct tb_str number = TB_STR_INIT, reason = TB_STR_INIT;

	im->out->rejected++;
	report_row(im, row, name, why);
	if (im->rejects.f) {
		tb_str_addint(&number, row->number);
		tb_err_text(why, im->req->translate, &reason);
		put_reject_row(im, row, (const char *const[]){ number.buf, name ? name : "", reason.buf });
	}
	tb_str_release(&number);
	tb_str_release(&reason);
}

static enum tb_status read_header(struct importer *im, const struct tb_csv_row *row, struct tb_err *err)
{
	enum tb_status rc;

	if (row->bad.status) {
		report_row(im, row, NULL, &row->bad);
		return tb_err_set(err, TB_EINVAL, N_("the header of '%s' cannot be read"), im->req->path);
	}
	rc = tb_columns_map(&im->columns, im->req->noun, row, &im->pool, err);
	if (im->columns.ignored)
		im->out->ignored = tb_pool_strdup(&im->out->problems.pool, im->columns.ignored);
	if (!rc && im->rejects.f)
		put_reject_row(im, row, tb_reject_headers);
	return rc;
}

/* ---- a row ------------------------------------------------------------------------------------------------------ */

/* Extra fields that the record has and the row does not name stay. */
static void merge_extra(struct importer *im, const struct tb_record *now, struct tb_record *r)
{
	unsigned field = tb_extra_field(r->noun);

	if (tb_text(now, field) && tb_text(r, field))
		tb_set_text(r, field, tb_extra_merge(tb_text(now, field), tb_text(r, field), &im->row_pool));
}

static enum tb_status find_by_alias(struct importer *im, const struct tb_record *r, unsigned field, const char **tag,
				    struct tb_err *why)
{
	const char *tags[TB_MAX_MATCHES], *text = tb_text(r, field);
	unsigned n = 0;
	enum tb_status rc;

	if (!text)
		return TB_OK;
	rc = tb_store_find_alias(im->db->store, text, tb_asset_noun.fields[field].key, &im->row_pool, tags, &n, why);
	if (!rc && n > 1)
		rc = tb_err_set(why, TB_EREFUSED,
				N_("'%s' is carried by several assets, such as %s and %s; give the tag"), text, tags[0],
				tags[1]);
	if (!rc && n == 1)
		*tag = tags[0];
	return rc;
}

/* Which registered asset a row without a tag means: by its old code, else by serial number and kind. NULL: none. */
static enum tb_status match_asset(struct importer *im, struct tb_record *r, struct tb_err *why)
{
	const char *tag = NULL, *kind = tb_text(r, TB_ASSET_KIND);
	struct tb_record found = TB_RECORD(tb_asset_noun);
	enum tb_status rc = find_by_alias(im, r, TB_ASSET_OLD_CODE, &tag, why);

	if (!rc && !tag && !tb_text(r, TB_ASSET_OLD_CODE)) {
		rc = find_by_alias(im, r, TB_ASSET_SERIAL, &tag, why);
		if (!rc && tag)
			rc = tb_store_get(im->db->store, &tb_asset_noun, tag, &im->row_pool, &found, why);
		if (!rc && tag && kind && strcmp(tb_text(&found, TB_ASSET_KIND), kind) != 0)
			tag = NULL;
	}
	if (!rc && tag)
		tb_set_text(r, TB_ASSET_TAG, tag);
	return rc;
}

static enum tb_status settle_key(struct importer *im, struct tb_record *r, struct tb_err *why)
{
	char tag[TB_TAG_SIZE];
	enum tb_status rc;

	if (r->noun != &tb_asset_noun)
		return tb_text(r, r->noun->key) ? TB_OK : tb_record_check_required(r, why);
	if (!tb_text(r, TB_ASSET_TAG))
		return match_asset(im, r, why);
	rc = tb_tag_parse(tb_text(r, TB_ASSET_TAG), tag, why);
	if (!rc)
		tb_set_text(r, TB_ASSET_TAG, tb_pool_strdup(&im->row_pool, tag));
	return rc;
}

static enum tb_status change_record(struct importer *im, struct tb_record *now, struct tb_record *r, struct tb_err *why,
				    struct tb_err *err)
{
	enum tb_status rc;

	merge_extra(im, now, r);
	r->v[r->noun->key].is = TB_UNSET;
	if (!tb_record_diff(r, now)) {
		im->out->same++;
		return TB_OK;
	}
	rc = tb_prepare_edit(im->db, now, r, &im->row_pool, why);
	if (rc)
		return rc;
	im->out->changed++;
	return tb_append_edit(im->db, now, r, err);
}

static enum tb_status add_record(struct importer *im, struct tb_record *r, struct tb_err *why, struct tb_err *err)
{
	enum tb_status rc = tb_prepare_add(im->db, r, &im->row_pool, why);

	if (rc)
		return rc;
	im->out->added++;
	return tb_append_add(im->db, r, err);
}

/*
 * Two rows of one file about the same thing contradict or repeat each other; mostly they are two things, and the serial
 * number that makes them one is 'N/A'.
 */
static enum tb_status refuse_second_row(struct importer *im, const struct tb_record *now, struct tb_err *why)
{
	const char *key = tb_text(now, now->noun->key);
	bool changed = false;
	enum tb_status rc = tb_store_changed_since(im->db->store, now->noun, key, im->db->batch, &changed, why);

	if (!rc && changed)
		rc = tb_err_set(
			why, TB_EREFUSED,
			N_("an earlier row of this file is about '%s' too; keep one of them, and leave a serial "
			   "or old code empty where there is none"),
			key);
	return rc;
}

/*
 * Take one record in. `why` says what is wrong with the row; `err` is what makes the whole import impossible.
 */
static enum tb_status take_record(struct importer *im, struct tb_record *r, struct tb_err *why, struct tb_err *err)
{
	struct tb_record now;
	enum tb_status rc = settle_key(im, r, why);

	if (rc)
		return rc;
	if (tb_text(r, r->noun->key)) {
		rc = tb_store_get(im->db->store, r->noun, tb_text(r, r->noun->key), &im->row_pool, &now, why);
		if (!rc)
			rc = refuse_second_row(im, &now, why);
		if (!rc)
			return change_record(im, &now, r, why, err);
		if (rc != TB_ENOTFOUND)
			return rc;
		tb_err_clear(why);
	}
	return add_record(im, r, why, err);
}

static bool is_hierarchical(const struct tb_noun *noun)
{
	return noun == &tb_unit_noun || noun == &tb_kind_noun;
}

static void put_aside(struct importer *im, const struct tb_csv_row *row)
{
	struct late_row *late = tb_pool_alloc(&im->pool, sizeof(*late));
	struct tb_cell *cells = tb_pool_alloc(&im->pool, row->n * sizeof(*cells));

	for (size_t i = 0; i < row->n; i++)
		cells[i] = (struct tb_cell){ tb_pool_dup(&im->pool, row->cell[i].text, row->cell[i].len),
					     row->cell[i].len };
	late->row = *row;
	late->row.cell = cells;
	*im->late_end = late;
	im->late_end = &late->next;
}

static enum tb_status take_row(struct importer *im, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_record r = { .noun = im->req->noun };
	struct tb_err why = row->bad;
	size_t column = row->bad_column;
	enum tb_status rc = why.status;

	tb_pool_clear(&im->row_pool);
	if (!rc)
		rc = tb_columns_read(&im->columns, row, &im->row_pool, &r, &column, &why);
	if (!rc)
		rc = take_record(im, &r, &why, err);
	if (!rc)
		return TB_OK;
	if (!why.status) /* the failure was not the row's */
		return rc;
	if (rc == TB_ESYS || rc == TB_ECORRUPT) {
		*err = why;
		return rc;
	}
	if (rc == TB_ENOTFOUND && is_hierarchical(im->req->noun) && !im->last_chance)
		put_aside(im, row);
	else
		reject(im, row, column, &why);
	return TB_OK;
}

static enum tb_status on_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct importer *im = ctx;

	if (!im->columns.column)
		return read_header(im, row, err);
	im->out->rows++;
	if (im->req->progress && im->out->rows % PROGRESS_EVERY == 0)
		im->req->progress(im->req->progress_ctx, im->out->rows);
	return take_row(im, row, err);
}

static size_t count_known(void *ctx, const struct tb_csv_row *row)
{
	const struct importer *im = ctx;

	return tb_columns_known(im->req->noun, row);
}

/* Try the rows put aside again, as long as that gets any of them in. */
static enum tb_status take_late_rows(struct importer *im, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	while (!rc && im->late) {
		struct late_row *late = im->late;
		int64_t before = im->out->added + im->out->changed;

		im->late = NULL;
		im->late_end = &im->late;
		for (; !rc && late; late = late->next)
			rc = take_row(im, &late->row, err);
		im->last_chance = im->out->added + im->out->changed == before;
	}
	return rc;
}

/* ---- the whole file --------------------------------------------------------------------------------------------- */

static enum tb_status append_begin(struct importer *im, struct tb_err *err)
{
	struct tb_record p = TB_RECORD(tb_batch_noun);
	const char *slash = strrchr(im->req->path, '/');
	struct tb_value file;
	const char *name = slash ? slash + 1 : im->req->path;
	enum tb_status rc =
		tb_value_parse(&tb_batch_noun.fields[TB_BATCH_FILE], name, strlen(name), &im->pool, &file, err);

	if (rc)
		return rc;
	p.v[TB_BATCH_FILE] = file;
	tb_set_text(&p, TB_BATCH_NOUN, im->req->noun->name);
	im->db->batch = im->db->seq + 1;
	if (im->req->noun == &tb_asset_noun)
		tb_txn_expect_assets(im->db->store);
	return tb_ledger_append(im->db, "import.begin", NULL, NULL, &p, err);
}

static enum tb_status append_end(struct importer *im, struct tb_err *err)
{
	struct tb_record p = TB_RECORD(tb_batch_noun);

	tb_set_num(&p, TB_BATCH_ROWS, im->out->rows);
	tb_set_num(&p, TB_BATCH_ADDED, im->out->added);
	tb_set_num(&p, TB_BATCH_CHANGED, im->out->changed);
	tb_set_num(&p, TB_BATCH_SAME, im->out->same);
	tb_set_num(&p, TB_BATCH_REJECTED, im->out->rejected);
	return tb_ledger_append(im->db, "import.end", NULL, NULL, &p, err);
}

static enum tb_status read_all(struct importer *im, struct tb_err *err)
{
	const struct tb_csv_opts opts = {
		.encoding = im->req->encoding,
		.delimiter = im->req->delimiter,
		.header_row = im->req->header_row,
		.known = count_known,
	};
	struct tb_csv_info info;
	FILE *f = NULL;
	enum tb_status rc = tb_infile_open(im->req->path, &f, err);

	if (rc)
		return rc;
	rc = tb_csv_read(f, &opts, on_row, im, &info, err);
	im->out->encoding = info.encoding;
	im->out->delimiter = info.delimiter;
	im->out->header_row = info.header_row;
	im->out->titles = info.titles;
	im->out->repeated = info.repeated;
	im->out->totals = info.totals;
	if (f != stdin)
		fclose(f);
	if (!rc && !im->columns.column)
		rc = tb_err_set(err, TB_EINVAL, N_("'%s' holds no header and no rows"), im->req->path);
	return rc ? rc : take_late_rows(im, err);
}

/* Decide what becomes of the rows that were taken in. */
static enum tb_status finish(struct importer *im, struct tb_err *err)
{
	struct tb_import_result *out = im->out;
	enum tb_status rc;

	if (out->rejected && !im->req->keep_good)
		return tb_err_set(err, TB_EREFUSED,
				  N_("%lld of %lld rows were rejected, so nothing was imported; correct them, or give "
				     "--keep-good"),
				  (long long)out->rejected, (long long)out->rows);
	if (im->req->dry_run || !(out->added + out->changed))
		return im->rejects.f && out->rejected ? tb_outfile_commit(&im->rejects, err) : TB_OK;
	rc = append_end(im, err);
	if (!rc && im->rejects.f && out->rejected)
		rc = tb_outfile_commit(&im->rejects, err);
	if (!rc)
		rc = tb_ledger_commit(im->db, err);
	if (!rc)
		out->batch = im->db->batch;
	return rc;
}

/* The rejects would take the place of the file that they come from. */
static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return !stat(a, &x) && !stat(b, &y) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static enum tb_status open_rejects(struct importer *im, struct tb_err *err)
{
	if (!im->req->keep_good || im->req->dry_run)
		return TB_OK;
	if (is_file(im->req->rejects) && !is_same_file(im->req->path, im->req->rejects))
		return tb_err_set(
			err, TB_EREFUSED,
			N_("'%s' is there already, perhaps being corrected; move it away, or name another with "
			   "--rejects"),
			im->req->rejects);
	if (is_same_file(im->req->path, im->req->rejects))
		return tb_err_set(err, TB_EINVAL, N_("'%s' is the file to import; name another for the rejects"),
				  im->req->rejects);
	return tb_outfile_open(&im->rejects, im->req->rejects, err);
}

static enum tb_status import_in_txn(struct importer *im, struct tb_err *err)
{
	enum tb_status rc = open_rejects(im, err);

	if (!rc)
		rc = append_begin(im, err);
	if (!rc)
		rc = read_all(im, err);
	return rc ? rc : finish(im, err);
}

enum tb_status tb_import(struct tb_db *db, const struct tb_act *act, const struct tb_import_req *req,
			 struct tb_import_result *out, struct tb_err *err)
{
	struct importer im = { .db = db, .req = req, .out = out };
	struct tb_act by_file = *act;
	enum tb_status rc;

	*out = (struct tb_import_result){ .problems = TB_PROBLEMS_INIT };
	by_file.channel = "csv";
	im.late_end = &im.late;
	rc = tb_ledger_begin(db, &by_file, err);
	if (!rc)
		rc = import_in_txn(&im, err);
	tb_ledger_end(db);
	tb_outfile_release(&im.rejects);
	tb_pool_release(&im.row_pool);
	tb_pool_release(&im.pool);
	return rc;
}
