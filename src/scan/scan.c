#include "scan/scan.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "scan/answer.h"
#include "scan/outcome.h"
#include "scan/pdf.h"
#include "scan/reply.h"

/* What the decoder says of one picture, and how it ended. */
struct hearing {
	struct tb_str said;
	size_t max; /* bytes that may come */
	enum tb_outcome outcome;
};

/* Until the child closes its end. */
static void listen_to(struct tb_child *child, struct hearing *h)
{
	enum tb_talk talk;

	do
		talk = tb_child_hear(child, &h->said);
	while (talk == TB_TALK_ON && h->said.len <= h->max);
	if (talk != TB_TALK_ENDED)
		tb_child_stop(child);
}

static enum tb_status hear(const struct tb_scan_decoder *decoder, const char *request, FILE *picture, struct hearing *h,
			   struct tb_err *err)
{
	struct tb_child child;
	enum tb_status rc = tb_child_start(decoder, request, fileno(picture), &child, err);
	int status;

	if (rc)
		return rc;
	listen_to(&child, h);
	status = tb_child_end(&child);
	h->outcome = tb_outcome_of(&child, status, h->said.len <= h->max);
	return TB_OK;
}

/* The answer has to be all that is there. */
static enum tb_status understand(const char *path, const char *bytes, size_t len, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err)
{
	struct tb_answer answer;

	if (tb_reply_read(bytes, len, pool, &answer) != TB_REPLY_WHOLE || answer.len != len)
		return tb_outcome_nonsense(path, err);
	if (answer.failure)
		return tb_err_set(err, answer.status, answer.failure, path);
	*out = answer.codes;
	return TB_OK;
}

static enum tb_status understand_all(const struct tb_scan_decoder *decoder, const char *path, const struct hearing *h,
				     size_t skip, struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	if (h->outcome != TB_OUTCOME_ANSWERED)
		return tb_outcome_explain(h->outcome, path, decoder->path, err);
	return understand(path, h->said.buf + skip, h->said.len - skip, pool, out, err);
}

static enum tb_status scan_picture(const struct tb_scan_decoder *decoder, const char *path, FILE *picture,
				   struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	struct hearing h = { .said = TB_STR_INIT, .max = TB_ANSWER_MAX_SIZE };
	enum tb_status rc = hear(decoder, NULL, picture, &h, err);

	if (!rc)
		rc = understand_all(decoder, path, &h, 0, pool, out, err);
	tb_str_release(&h.said);
	return rc;
}

/* In front of the answer lies the picture; where there is none, only the answer. */
static enum tb_status scan_with_grey(const struct tb_scan_decoder *decoder, const char *path, FILE *picture,
				     struct tb_pool *pool, struct tb_scanned *out, struct tb_err *err)
{
	struct hearing h = { .said = TB_STR_INIT, .max = TB_ANSWER_MAX_SIZE + TB_REQUEST_MAX_PIXELS };
	struct tb_scanned scanned = { .bytes = TB_STR_INIT };
	size_t head = 0, size = 0;
	enum tb_status rc = hear(decoder, TB_REQUEST_GREY, picture, &h, err);

	if (!rc && tb_reply_read_size(h.said.buf, h.said.len, &scanned.picture, &head) == TB_REPLY_WHOLE)
		size = (size_t)scanned.picture.width * (size_t)scanned.picture.height;
	if (size > h.said.len - head)
		size = head = 0; /* it was cut short */
	if (!rc)
		rc = understand_all(decoder, path, &h, head + size, pool, &scanned.codes, err);
	if (!rc && !size)
		rc = tb_outcome_nonsense(path, err);
	if (rc) {
		tb_str_release(&h.said);
		return rc;
	}
	scanned.bytes = h.said;
	scanned.picture.px = (const unsigned char *)h.said.buf + head;
	*out = scanned;
	return TB_OK;
}

void tb_scanned_release(struct tb_scanned *scanned)
{
	tb_str_release(&scanned->bytes);
	*scanned = TB_SCANNED_INIT;
}

static void close_file(FILE *f)
{
	if (f != stdin)
		fclose(f);
}

enum tb_status tb_scan_file_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err)
{
	enum tb_status rc;
	FILE *file;

	rc = tb_infile_open(path, &file, err);
	if (rc)
		return rc;
	if (tb_pdf_is(file))
		rc = tb_pdf_scan(decoder, path, file, pool, out, err);
	else
		rc = scan_picture(decoder, path, file, pool, out, err);
	close_file(file);
	return rc;
}

enum tb_status tb_scan_picture_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				    struct tb_scanned *out, struct tb_err *err)
{
	enum tb_status rc;
	FILE *file;

	rc = tb_infile_open(path, &file, err);
	if (rc)
		return rc;
	if (tb_pdf_is(file))
		rc = tb_err_set(err, TB_EINVAL,
				N_("'%s' is a PDF; give a picture of one of its pages: pdftoppm -png -r 200"), path);
	else
		rc = scan_with_grey(decoder, path, file, pool, out, err);
	close_file(file);
	return rc;
}

struct tb_scan_decoder tb_scan_own_decoder(const struct tb_scan_opts *opts, struct tb_pool *pool)
{
	const struct tb_scan_opts search = opts ? *opts : TB_SCAN_OPTS_USUAL;

	return (struct tb_scan_decoder){
		.path = tb_file_own(pool, TB_DECODER_NAME, "../lib/trangbi/" TB_DECODER_NAME),
		.timeout_ms = search.budget_ms ? TB_SCAN_TIMEOUT_MS : TB_SCAN_TIMEOUT_FOR_ALL_MS,
		.search = search,
	};
}

enum tb_status tb_scan_file(const char *path, const struct tb_scan_opts *opts, struct tb_pool *pool,
			    struct tb_codes *out, struct tb_err *err)
{
	struct tb_scan_decoder decoder = tb_scan_own_decoder(opts, pool);

	return tb_scan_file_with(&decoder, path, pool, out, err);
}

enum tb_status tb_scan_picture(const char *path, const struct tb_scan_opts *opts, struct tb_pool *pool,
			       struct tb_scanned *out, struct tb_err *err)
{
	struct tb_scan_decoder decoder = tb_scan_own_decoder(opts, pool);

	return tb_scan_picture_with(&decoder, path, pool, out, err);
}
