#include "service/intake.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "service/rejects.h"

/* ---- all rows once more, for the columns -------------------------------------------------------------------------- */

static enum tb_status survey_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_intake *in = ctx;

	(void)err;
	tb_columns_survey(&in->columns, row);
	return TB_OK;
}

/* Give all rows of the file to the survey. The place where it is being read is the same afterwards. */
static enum tb_status survey(void *ctx, struct tb_columns *c, struct tb_err *err)
{
	struct tb_intake *in = ctx;
	int fd = fileno(in->f), copy = dup(fd);
	off_t at = lseek(fd, 0, SEEK_CUR);
	FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
	enum tb_status rc = TB_OK;

	if (!f || at < 0 || lseek(fd, 0, SEEK_SET) < 0)
		rc = tb_err_set(err, TB_ESYS, N_("cannot read '%s': %s"), in->req->path, strerror(errno));
	if (!rc)
		rc = tb_csv_read(f, &in->opts, survey_row, in, NULL, err);
	if (f)
		fclose(f);
	else if (copy >= 0)
		close(copy);
	if (at >= 0 && lseek(fd, at, SEEK_SET) < 0 && !rc)
		rc = tb_err_set(err, TB_ESYS, N_("cannot read '%s': %s"), in->req->path, strerror(errno));
	if (!rc)
		tb_columns_surveyed(c);
	return rc;
}

/* ---- the file ------------------------------------------------------------------------------------------------------ */

static enum tb_status read_header(struct tb_intake *in, const struct tb_csv_row *row, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (!row->bad.status)
		rc = tb_columns_map(&in->columns, &in->profile, row, in->pool, err);
	in->columns.survey = survey;
	in->columns.ctx = in;
	if (!rc && in->header)
		rc = in->header(in->ctx, row, err);
	if (!rc && row->bad.status)
		rc = tb_err_set(err, TB_EINVAL, N_("the header of '%s' cannot be read"), in->req->path);
	return rc;
}

static enum tb_status on_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct tb_intake *in = ctx;

	return in->columns.column ? in->row(in->ctx, row, err) : read_header(in, row, err);
}

/* Remember what is said above the header of the unit of amounts: "ĐVT: 1.000đ". */
static void note_title(struct tb_intake *in, const struct tb_csv_row *row)
{
	struct tb_str key = TB_STR_INIT;

	for (size_t i = 0; i < row->n && !in->columns.title; i++) {
		const char *text = tb_pool_dup(in->pool, row->cell[i].text, row->cell[i].len);

		if (tb_utf8_check(text, strlen(text)) < strlen(text))
			continue;
		tb_str_clear(&key);
		tb_utf8_fold(&key, text);
		if (tb_heading_multiplier(key.buf))
			in->columns.title = text;
	}
	tb_str_release(&key);
}

static size_t count_known(void *ctx, const struct tb_csv_row *row)
{
	struct tb_intake *in = ctx;
	size_t n = tb_columns_known(&in->profile, row);

	if (!n && !in->columns.column)
		note_title(in, row);
	return n;
}

/* What cannot be read from its beginning again (a pipe) is kept in a nameless file, for the survey. */
static enum tb_status keep_stream(struct tb_intake *in, struct tb_err *err)
{
	FILE *copy = tmpfile();
	char block[8192];
	size_t n;
	bool ok = copy;

	while (ok && (n = fread(block, 1, sizeof(block), in->f)) > 0)
		ok = fwrite(block, 1, n, copy) == n;
	if (!ok || ferror(in->f) || fseek(copy, 0, SEEK_SET)) {
		tb_err_set(err, TB_ESYS, N_("cannot keep what comes from '%s': %s"), in->req->path, strerror(errno));
		if (copy)
			fclose(copy);
		return TB_ESYS;
	}
	if (in->f != stdin)
		fclose(in->f);
	in->f = copy;
	return TB_OK;
}

enum tb_status tb_intake_read(struct tb_intake *in, struct tb_err *err)
{
	enum tb_status rc = tb_infile_open(in->req->path, &in->f, err);

	if (!rc && lseek(fileno(in->f), 0, SEEK_CUR) < 0)
		rc = keep_stream(in, err);
	if (!rc && tb_rejects_is(in->f)) { /* it is in UTF-8 and has no titles, whatever the file it came from had */
		in->opts.encoding = NULL;
		in->opts.header_row = 0;
	}
	if (!rc)
		rc = tb_csv_read(in->f, &in->opts, on_row, in, &in->info, err);
	if (!rc && !in->columns.column)
		rc = tb_err_set(err, TB_EINVAL, N_("'%s' holds no header and no rows"), in->req->path);
	return rc;
}

void tb_intake_progress(const struct tb_intake *in, int64_t *done, int64_t *all)
{
	struct stat st;

	*done = ftello(in->f);
	*all = fstat(fileno(in->f), &st) ? 0 : st.st_size;
}

void tb_intake_release(struct tb_intake *in)
{
	if (in->f && in->f != stdin)
		fclose(in->f);
	in->f = NULL;
}

enum tb_status tb_intake_prepare(struct tb_intake *in, const struct tb_noun *noun, struct tb_err *err)
{
	const struct tb_import_req *req = in->req;
	const char *folders[TB_PROFILE_FOLDERS];
	enum tb_status rc = tb_profile_folders(in->pool, req->own_folder, folders, err);

	if (!rc)
		rc = tb_profile_read(&in->profile, folders, req->profile, noun, in->pool, err);
	if (!rc && !in->profile.noun)
		in->profile.noun = noun;
	if (!rc)
		rc = tb_profile_refine(&in->profile, req, in->pool, err);
	in->opts = (struct tb_csv_opts){
		.encoding = in->profile.encoding,
		.delimiter = in->profile.delimiter,
		.header_row = in->profile.header,
		.known = count_known,
	};
	return rc;
}
