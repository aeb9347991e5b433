#include <trangbi/exchange.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "secret/secret.h"
#include "service/import.h"

enum { MAX_PROBLEMS = 100, PROGRESS_EVERY = 1000 };

/* Say what is wrong with a row; `column` is the header of the column at fault, NULL for the whole row. */
static void report_row(struct importer *im, const char *column, const struct tb_err *why)
{
	struct tb_str subject = TB_STR_INIT;
	struct tb_err where = TB_ERR_INIT;

	if (im->out->problems.n == MAX_PROBLEMS)
		return;
	if (column)
		tb_err_set(&where, TB_EINVAL, N_("row %lld, column '%s'"), (long long)im->number, column);
	else
		tb_err_set(&where, TB_EINVAL, N_("row %lld"), (long long)im->number);
	tb_err_text(&where, im->req->translate, &subject);
	tb_problems_add(&im->out->problems, subject.buf, why);
	tb_str_release(&subject);
}

/* Count a row as rejected, report it, and keep it. `column` is 1-based, 0 for the whole row. */
static void reject(struct importer *im, const struct tb_csv_row *row, size_t column, const struct tb_err *why)
{
	const char *name = column && column <= im->in.columns.n ? im->in.columns.column[column - 1].name : NULL;
	struct tb_str reason = TB_STR_INIT;

	im->out->rejected++;
	report_row(im, name, why);
	tb_err_text(why, im->req->translate, &reason);
	tb_rejects_put(&im->rejects, row, im->number, name ? name : "", reason.buf);
	tb_str_release(&reason);
}

static enum tb_status on_header(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct importer *im = ctx;
	const struct tb_columns *columns = &im->in.columns;

	(void)err;
	im->number = row->number;
	if (row->bad.status) {
		report_row(im, NULL, &row->bad);
		return TB_OK;
	}
	if (columns->ignored)
		im->out->ignored = tb_pool_strdup(&im->out->problems.pool, columns->ignored);
	tb_rejects_header(&im->rejects, row, columns->is_rejects, im->in.info.delimiter);
	return TB_OK;
}

/* ---- rows ------------------------------------------------------------------------------------------------------- */

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
	late->row.raw.text = tb_pool_dup(&im->pool, row->raw.text, row->raw.len);
	*im->late_end = late;
	im->late_end = &late->next;
}

static enum tb_status take_row(struct importer *im, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_row_values values = { .r = { .noun = im->req->noun } };
	struct tb_err why = row->bad;
	size_t column = row->bad_column;
	enum tb_status rc = why.status;

	tb_pool_clear(&im->row_pool);
	im->number = tb_rejects_number(&im->rejects, row);
	if (!rc)
		rc = tb_columns_read(&im->in.columns, row, &im->row_pool, &values, &column, &why);
	if (!rc)
		rc = tb_import_take(im, &values, &why, err);
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

static void tell_progress(const struct importer *im)
{
	int64_t done, all;

	tb_intake_progress(&im->in, &done, &all);
	im->req->progress(im->req->progress_ctx, im->out->rows, done, all);
}

static enum tb_status on_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct importer *im = ctx;

	im->out->rows++;
	if (im->req->progress && im->out->rows % PROGRESS_EVERY == 0)
		tell_progress(im);
	return take_row(im, row, err);
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

/* Its name without a folder. */
static enum tb_status set_profile(struct importer *im, struct tb_record *p, struct tb_err *err)
{
	const char *slash = strrchr(im->in.profile.name, '/'), *name = slash ? slash + 1 : im->in.profile.name;

	return tb_value_parse(&tb_batch_noun.fields[TB_BATCH_PROFILE], name, strlen(name), &im->pool,
			      &p->v[TB_BATCH_PROFILE], err);
}

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
	if (im->in.profile.name)
		rc = set_profile(im, &p, err);
	if (rc)
		return rc;
	im->db->batch = im->db->seq + 1;
	if (im->req->noun == &tb_asset_noun && !im->req->create)
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
	if (im->out->beside)
		tb_set_num(&p, TB_BATCH_BESIDE, im->out->beside);
	if (*im->sha256)
		tb_set_text(&p, TB_BATCH_SHA256, im->sha256);
	return tb_ledger_append(im->db, "import.end", NULL, NULL, &p, err);
}

static void note_info(struct tb_import_result *out, const struct tb_csv_info *info)
{
	out->encoding = info->encoding;
	out->delimiter = info->delimiter;
	out->header_row = info->header_row;
	out->titles = info->titles;
	out->repeated = info->repeated;
	out->totals = info->totals;
}

static enum tb_status read_all(struct importer *im, struct tb_err *err)
{
	enum tb_status rc = tb_intake_read(&im->in, err);

	note_info(im->out, &im->in.info);
	return rc ? rc : take_late_rows(im, err);
}

/*
 * Rows that nothing names would be added again by a second import of their file. A file without such rows is not digested.
 */
static enum tb_status check_again(struct importer *im, struct tb_err *err)
{
	unsigned char digest[TB_SHA256_SIZE];
	int64_t batch = 0;
	enum tb_status rc;

	if (!im->nameless)
		return TB_OK;
	if (fseek(im->in.f, 0, SEEK_SET))
		return tb_err_set(err, TB_ESYS, N_("cannot read '%s': %s"), im->req->path, strerror(errno));
	tb_sha256_file(im->in.f, digest);
	tb_hash_hex(digest, im->sha256);
	rc = tb_store_batch_of_file(im->db->store, im->req->noun->name, im->sha256, &batch, err);
	if (rc || !batch || im->req->again)
		return rc;
	return tb_err_set(
		err, TB_EREFUSED,
		N_("this file was imported already (import %lld), and %lld of its rows have no tag, old code or "
		   "serial by which they are known; give --again to register them once more"),
		(long long)batch, (long long)im->nameless);
}

/* With the rows that are good the others would come in by an order of day and month that the refused ones contradict. */
static enum tb_status check_order(struct importer *im, struct tb_err *err)
{
	if (!im->in.columns.other_order)
		return TB_OK;
	return tb_err_set(
		err, TB_EREFUSED,
		N_("column '%s' has days that exist only if day and month change places, so its others are in "
		   "doubt; correct them, or say dates = mdy in a profile where the month comes first"),
		im->in.columns.other_order);
}

static enum tb_status commit_rejects(struct importer *im, struct tb_err *err)
{
	enum tb_status rc = tb_outfile_commit(&im->rejects.out, err);

	im->out->rejects_written = !rc;
	return rc;
}

static enum tb_status refuse_all(struct importer *im, struct tb_err *err)
{
	enum tb_status rc = im->rejects.out.f ? commit_rejects(im, err) : TB_OK;

	if (rc)
		return rc;
	return tb_err_set(err, TB_EREFUSED,
			  N_("%lld of %lld rows were rejected, so nothing was imported; correct them, or give "
			     "--keep-good"),
			  (long long)im->out->rejected, (long long)im->out->rows);
}

/*
 * Decide what becomes of the rows that were taken in. The rejects are on the disk before the ledger is, but get their name
 * after it: a file of that name says that the other rows are in.
 */
static enum tb_status finish(struct importer *im, struct tb_err *err)
{
	struct tb_import_result *out = im->out;
	bool rejects = im->rejects.out.f && out->rejected;
	bool changes = out->added + out->changed + out->beside;
	enum tb_status rc = TB_OK;

	if (out->rejected && !im->req->keep_good)
		return refuse_all(im, err);
	rc = check_order(im, err);
	if (!rc)
		rc = check_again(im, err);
	if (!rc && rejects)
		rc = tb_outfile_finish(&im->rejects.out, err);
	if (!rc && changes && !im->req->dry_run)
		rc = append_end(im, err);
	if (!rc && changes && !im->req->dry_run)
		rc = tb_ledger_commit(im->db, err);
	if (rc)
		return rc;
	if (changes && !im->req->dry_run)
		out->batch = im->db->batch;
	return rejects ? commit_rejects(im, err) : TB_OK;
}

/* ---- what is asked for ------------------------------------------------------------------------------------------- */

/* Read "units,kinds". */
static enum tb_status read_create(struct importer *im, const char *text, struct tb_err *err)
{
	while (text && *text) {
		size_t len = strcspn(text, ",");
		const char *name = tb_pool_dup(&im->pool, text, len);
		int i = 0;

		text += len + (text[len] == ',');
		while (i < TB_N_BESIDE && strcmp(tb_beside_noun((enum tb_beside)i)->plural, name) != 0)
			i++;
		if (i == TB_N_BESIDE || tb_beside_field(im->req->noun, (enum tb_beside)i) < 0)
			return tb_err_set(
				err, TB_EINVAL,
				N_("'%s' cannot be created beside %s; use --create with units, kinds, persons"), name,
				im->req->noun->plural);
		im->create[i] = true;
	}
	return TB_OK;
}

static enum tb_status read_request(struct importer *im, struct tb_err *err)
{
	enum tb_status rc;

	im->in = (struct tb_intake){ .req = im->req, .pool = &im->pool, .header = on_header, .row = on_row, .ctx = im };
	rc = tb_intake_prepare(&im->in, im->req->noun, err);
	return rc ? rc : read_create(im, im->req->create, err);
}

static enum tb_status open_rejects(struct importer *im, struct tb_err *err)
{
	if (!im->req->rejects || im->req->dry_run)
		return TB_OK;
	return tb_rejects_open(&im->rejects, im->req->rejects, im->req->path, err);
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
	rc = read_request(&im, err);
	if (!rc)
		rc = tb_ledger_begin(db, &by_file, err);
	if (!rc)
		rc = import_in_txn(&im, err);
	tb_ledger_end(db);
	tb_intake_release(&im.in);
	tb_outfile_release(&im.rejects.out);
	free(im.same);
	tb_pool_release(&im.row_pool);
	tb_pool_release(&im.pool);
	return rc;
}
