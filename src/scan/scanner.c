#include "scan/scan.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "scan/answer.h"
#include "scan/child.h"
#include "scan/reply.h"

struct tb_scanner {
	struct tb_child child;
	int timeout_ms;        /* for one picture */
	struct tb_str request; /* kept for its memory */
	struct tb_str answer;  /* the same */
	const char *broken;    /* a msgid once it has failed */
};

enum tb_status tb_scanner_open_with(const struct tb_scan_decoder *decoder, struct tb_scanner **out, struct tb_err *err)
{
	struct tb_child child;
	enum tb_status rc = tb_child_start(decoder, TB_REQUEST_STREAM, -1, &child, err);

	if (rc)
		return rc;
	*out = tb_malloc(sizeof(**out));
	**out = (struct tb_scanner){
		.child = child, .timeout_ms = decoder->timeout_ms, .request = TB_STR_INIT, .answer = TB_STR_INIT
	};
	return TB_OK;
}

enum tb_status tb_scanner_open(struct tb_scanner **out, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_scan_decoder decoder = tb_scan_own_decoder(NULL, &pool);
	enum tb_status rc = tb_scanner_open_with(&decoder, out, err);

	tb_pool_release(&pool);
	return rc;
}

/* Its input has ended, so it ends; it has the time of a picture for that. */
void tb_scanner_close(struct tb_scanner *scanner)
{
	if (!scanner)
		return;
	tb_child_allow(&scanner->child, scanner->timeout_ms);
	tb_child_end(&scanner->child);
	tb_str_release(&scanner->request);
	tb_str_release(&scanner->answer);
	free(scanner);
}

static enum tb_status check(const struct tb_raster *p, int step, struct tb_err *err)
{
	if (p->width < 1 || p->height < 1 || p->width > TB_REQUEST_MAX_PIXELS / p->height || p->stride < p->width)
		return tb_err_set(err, TB_EINVAL,
				  N_("a picture of %d x %d pixels cannot be read back; make it smaller"), p->width,
				  p->height);
	if (step < 1 || step > TB_REQUEST_MAX_STEP)
		return tb_err_set(err, TB_EINVAL, N_("a step of %d pixels is out of range: from 1 to %d"), step,
				  (int)TB_REQUEST_MAX_STEP);
	return TB_OK;
}

static void write_request(const struct tb_raster *p, int step, struct tb_str *out)
{
	tb_str_clear(out);
	tb_str_addf(out, "picture %d %d %d\n", p->width, p->height, step);
	tb_str_reserve(out, (size_t)p->width * (size_t)p->height);
	for (int y = 0; y < p->height; y++)
		tb_str_add(out, (const char *)p->px + (size_t)y * (size_t)p->stride, (size_t)p->width);
}

/* The answer has no mark of its length: after each part that comes it is seen whether it is whole. */
static enum tb_talk listen_to(struct tb_scanner *s, struct tb_pool *pool, struct tb_answer *out, enum tb_reply *reply)
{
	enum tb_talk talk;

	*reply = TB_REPLY_CUT;
	tb_str_clear(&s->answer);
	do {
		talk = tb_child_hear(&s->child, &s->answer);
		if (talk == TB_TALK_ON)
			*reply = tb_reply_read(s->answer.buf, s->answer.len, pool, out);
	} while (talk == TB_TALK_ON && *reply == TB_REPLY_CUT && s->answer.len <= TB_ANSWER_MAX_SIZE);
	return talk;
}

/* Why there are no codes, as a msgid; NULL where there are. */
static const char *ask(struct tb_scanner *s, struct tb_pool *pool, struct tb_codes *out)
{
	enum tb_reply reply = TB_REPLY_CUT;
	struct tb_answer answer;
	enum tb_talk talk;

	tb_child_allow(&s->child, s->timeout_ms);
	talk = tb_child_say(&s->child, s->request.buf, s->request.len);
	if (talk == TB_TALK_ON)
		talk = listen_to(s, pool, &answer, &reply);
	if (talk == TB_TALK_ENDED)
		return N_("the picture decoder ended before it answered; try again");
	if (talk == TB_TALK_LATE)
		return N_("the picture decoder took too long; try again");
	if (reply != TB_REPLY_WHOLE || answer.failure || answer.len != s->answer.len)
		return N_("the picture decoder's answer makes no sense; install trangbi again");
	*out = answer.codes;
	return NULL;
}

enum tb_status tb_scanner_read(struct tb_scanner *scanner, const struct tb_raster *picture, int step,
			       struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	enum tb_status rc = check(picture, step, err);

	if (rc)
		return rc;
	if (!scanner->broken) {
		write_request(picture, step, &scanner->request);
		scanner->broken = ask(scanner, pool, out);
		if (scanner->broken)
			tb_child_stop(&scanner->child);
	}
	return scanner->broken ? tb_err_set_plain(err, TB_ESYS, scanner->broken) : TB_OK;
}
