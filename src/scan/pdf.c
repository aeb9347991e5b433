#include "scan/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scan/answer.h"
#include "scan/outcome.h"
#include "scan/reply.h"

/* A document on its way: who draws its pages, who reads them, and what came of it. */
struct reading {
	const struct tb_scan_decoder *decoder;
	const char *path;
	struct tb_pool *pool;
	struct tb_child drawer, reader;
	struct tb_str progress, answer; /* what they said and was not looked at yet */
	int page, last;                 /* pages read, and how many there are; 0 until the first is told */
	struct tb_codes codes;
	size_t cap;
};

bool tb_pdf_is(FILE *file)
{
	static const char mark[] = "%PDF-";
	char head[sizeof(mark) - 1];

	return pread(fileno(file), head, sizeof(head), 0) == (ssize_t)sizeof(head) && !memcmp(head, mark, sizeof(head));
}

/* ---- one page -------------------------------------------------------------------------------------------------- */

/* As a reader of PDF files would jump to it. */
static const char *page_name(const struct reading *r, int page)
{
	return tb_pool_printf(r->pool, "%s#page=%d", r->path, page);
}

static void keep(struct reading *r, const struct tb_codes *found)
{
	if (r->codes.n + found->n > r->cap) {
		const size_t cap = 2 * (r->codes.n + found->n);
		struct tb_code *more = tb_pool_alloc(r->pool, cap * sizeof(*more));

		if (r->codes.n)
			memcpy(more, r->codes.code, r->codes.n * sizeof(*more));
		r->codes.code = more;
		r->cap = cap;
	}
	for (size_t i = 0; i < found->n; i++) {
		struct tb_code *code = &r->codes.code[r->codes.n++];

		*code = found->code[i];
		code->page = r->page;
	}
}

static void forget(struct tb_str *s, size_t len)
{
	memmove(s->buf, s->buf + len, s->len - len);
	tb_str_cut(s, s->len - len);
}

/* "PAGE LAST", and what else may follow on the line. */
static bool take_progress(struct reading *r)
{
	const char *end = memchr(r->progress.buf, '\n', r->progress.len);
	char *after;
	long page, last;

	if (!end)
		return false;
	page = strtol(r->progress.buf, &after, 10);
	last = strtol(after, NULL, 10);
	r->last = page == r->page && last >= page && last <= TB_PDF_MAX_PAGES + 1 ? (int)last : -1;
	forget(&r->progress, (size_t)(end - r->progress.buf) + 1);
	return true;
}

/* A page is told once it was drawn, so this is never long in coming. */
static enum tb_status hear_progress(struct reading *r, struct tb_err *err)
{
	enum { MAX_PROGRESS = 10000 };
	enum tb_talk talk = TB_TALK_ON;
	bool told;

	tb_child_allow(&r->drawer, r->decoder->timeout_ms);
	while (!(told = take_progress(r)) && talk == TB_TALK_ON && r->progress.len < MAX_PROGRESS)
		talk = tb_child_hear(&r->drawer, &r->progress);
	if (!told)
		r->last = -1;
	if (talk == TB_TALK_LATE)
		return tb_outcome_explain(TB_OUTCOME_SLOW, page_name(r, r->page), r->decoder->path, err);
	if (r->last < r->page && talk == TB_TALK_ON)
		return tb_outcome_nonsense(page_name(r, r->page), err);
	if (r->last > TB_PDF_MAX_PAGES)
		return tb_err_set(err, TB_EINVAL, N_("'%s' has more than %d pages; split it"), r->path,
				  (int)TB_PDF_MAX_PAGES);
	return TB_OK;
}

static enum tb_status take_page(struct reading *r, const struct tb_answer *page, struct tb_err *err)
{
	r->page++;
	if (page->failure)
		return tb_err_set(err, TB_EINVAL, page->failure, page_name(r, r->page));
	keep(r, &page->codes);
	return hear_progress(r, err);
}

/* All answers that are whole by now; each page has a time of its own. */
static enum tb_status take_pages(struct reading *r, struct tb_err *err)
{
	enum tb_status rc = TB_OK;
	struct tb_answer page;
	enum tb_reply reply;

	while (!rc && r->answer.len) {
		reply = tb_reply_read(r->answer.buf, r->answer.len, r->pool, &page);
		if (reply == TB_REPLY_WRONG || r->answer.len > TB_ANSWER_MAX_SIZE)
			return tb_outcome_nonsense(page_name(r, r->page + 1), err);
		if (reply == TB_REPLY_CUT)
			break;
		forget(&r->answer, page.len);
		rc = take_page(r, &page, err);
		tb_child_allow(&r->reader, r->decoder->timeout_ms);
	}
	return rc;
}

/* ---- all of them ----------------------------------------------------------------------------------------------- */

/* How the two ended, once the last page was answered. */
static enum tb_status judge(struct reading *r, struct tb_err *err)
{
	const int status = tb_child_end(&r->reader), drawn = tb_child_end(&r->drawer);
	const enum tb_outcome read = tb_outcome_of(&r->reader, status, true);

	if (WIFEXITED(drawn) && WEXITSTATUS(drawn) == TB_PDF_MISSING)
		return tb_err_set(err, TB_ESYS,
				  N_("'%s' is a PDF, and there is no pdftoppm to draw its pages; install the package "
				     "poppler-utils"),
				  r->path);
	if (read != TB_OUTCOME_ANSWERED)
		return tb_outcome_explain(read, page_name(r, r->page + 1), r->decoder->path, err);
	if (r->drawer.killed)
		return tb_outcome_explain(TB_OUTCOME_SLOW, page_name(r, r->page + 1), r->decoder->path, err);
	if (drawn || !r->page || r->page != r->last)
		return tb_err_set(err, TB_EINVAL,
				  N_("page %d of '%s' could not be drawn: the PDF is damaged, locked by a password or "
				     "too large; save it anew"),
				  r->page + 1, r->path);
	return TB_OK;
}

static enum tb_status read_pages(struct reading *r, struct tb_err *err)
{
	enum tb_talk talk = TB_TALK_ON;
	enum tb_status rc = TB_OK;

	while (!rc && talk == TB_TALK_ON) {
		talk = tb_child_hear(&r->reader, &r->answer);
		if (talk == TB_TALK_ON)
			rc = take_pages(r, err);
	}
	if (rc || talk == TB_TALK_LATE) {
		tb_child_stop(&r->reader);
		tb_child_stop(&r->drawer);
	}
	if (!rc)
		return judge(r, err);
	tb_child_end(&r->reader);
	tb_child_end(&r->drawer);
	return rc;
}

static enum tb_status start_both(struct reading *r, FILE *file, struct tb_err *err)
{
	enum tb_status rc;
	int pages[2];

	if (pipe2(pages, O_CLOEXEC))
		return tb_err_set(err, TB_ESYS, N_("cannot read '%s': %s"), r->path, strerror(errno));
	rc = tb_child_start_pdf(r->decoder, fileno(file), pages[1], &r->drawer, err);
	close(pages[1]);
	if (!rc) {
		rc = tb_child_start(r->decoder, TB_REQUEST_PAGES, pages[0], &r->reader, err);
		if (rc) {
			tb_child_stop(&r->drawer);
			tb_child_end(&r->drawer);
		}
	}
	close(pages[0]);
	return rc;
}

enum tb_status tb_pdf_scan(const struct tb_scan_decoder *decoder, const char *path, FILE *file, struct tb_pool *pool,
			   struct tb_codes *out, struct tb_err *err)
{
	struct reading r = { .decoder = decoder, .path = path, .pool = pool };
	enum tb_status rc;

	r.progress = r.answer = TB_STR_INIT;
	rc = start_both(&r, file, err);
	if (!rc)
		rc = read_pages(&r, err);
	if (!rc)
		*out = r.codes;
	tb_str_release(&r.progress);
	tb_str_release(&r.answer);
	return rc;
}
