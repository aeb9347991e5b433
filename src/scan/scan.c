#include "scan/scan.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/file.h"
#include "scan/answer.h"
#include "scan/child.h"
#include "scan/reply.h"

/* How the decoder ended. */
enum outcome { ANSWERED, CRASHED, TOO_SLOW, TOO_HUNGRY, BROKEN };

/* Collect the answer until the child closes its end. */
static void listen_to(struct tb_child *child, struct tb_str *answer)
{
	enum tb_talk talk;

	do
		talk = tb_child_hear(child, answer);
	while (talk == TB_TALK_ON && answer->len <= TB_ANSWER_MAX_SIZE);
	if (talk != TB_TALK_ENDED)
		tb_child_stop(child);
}

/* The kernel kills by SIGKILL where memory runs out. */
static enum outcome judge(const struct tb_child *child, int status, const struct tb_str *answer)
{
	if (child->killed)
		return answer->len > TB_ANSWER_MAX_SIZE ? CRASHED : TOO_SLOW;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return TOO_SLOW;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? TOO_HUNGRY : CRASHED;
	return WEXITSTATUS(status) ? BROKEN : ANSWERED;
}

static enum outcome finish(struct tb_child *child, struct tb_str *answer)
{
	int status;

	listen_to(child, answer);
	status = tb_child_end(child);
	return judge(child, status, answer);
}

static const struct failure {
	const char *line, *msgid;
} failures[] = {
	{ "fail " TB_ANSWER_FAIL_FORMAT "\nend\n",
	  N_("picture '%s' is neither PNG nor JPEG; save it as one of these") },
	{ "fail " TB_ANSWER_FAIL_DAMAGED "\nend\n",
	  N_("picture '%s' is damaged or incomplete; copy it again or photograph it again") },
	{ "fail " TB_ANSWER_FAIL_LARGE "\nend\n",
	  N_("picture '%s' has more than 100 megapixels; make it smaller or crop it") },
	{ "fail " TB_ANSWER_FAIL_MEMORY "\nend\n",
	  N_("picture '%s' could not be read: the decoder needed too much memory; photograph it again or crop it") },
};

static enum tb_status understand(const char *path, const struct tb_str *answer, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (strlen(failures[i].line) == answer->len && !strcmp(answer->buf, failures[i].line))
			return tb_err_set(err, TB_EINVAL, failures[i].msgid, path);
	if (tb_reply_read(answer->buf, answer->len, pool, out) == TB_REPLY_WHOLE)
		return TB_OK;
	return tb_err_set(
		err, TB_EINVAL,
		N_("picture '%s' could not be read: the decoder's answer makes no sense; photograph it again or "
		   "crop it"),
		path);
}

static enum tb_status explain(enum outcome outcome, const char *path, const char *decoder, struct tb_err *err)
{
	switch (outcome) {
	case TOO_SLOW:
		return tb_err_set(
			err, TB_EINVAL,
			N_("picture '%s' could not be read: the decoder took too long; photograph it again or crop it"),
			path);
	case TOO_HUNGRY:
		return tb_err_set(err, TB_EINVAL,
				  N_("picture '%s' could not be read: the decoder needed too much memory; photograph "
				     "it again or crop it"),
				  path);
	case BROKEN:
		return tb_err_set(err, TB_ESYS, N_("the picture decoder '%s' does not work; install trangbi again"),
				  decoder);
	default:
		return tb_err_set(
			err, TB_EINVAL,
			N_("picture '%s' could not be read: the decoder crashed; photograph it again or crop it"),
			path);
	}
}

static enum tb_status decode(const struct tb_scan_decoder *decoder, const char *path, FILE *picture,
			     struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	struct tb_str answer = TB_STR_INIT;
	enum outcome outcome;
	struct tb_child child;
	enum tb_status rc;

	rc = tb_child_start(decoder, fileno(picture), &child, err);
	if (rc)
		return rc;
	outcome = finish(&child, &answer);
	if (outcome == ANSWERED)
		rc = understand(path, &answer, pool, out, err);
	else
		rc = explain(outcome, path, decoder->path, err);
	tb_str_release(&answer);
	return rc;
}

enum tb_status tb_scan_file_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err)
{
	enum tb_status rc;
	FILE *picture;

	rc = tb_infile_open(path, &picture, err);
	if (rc)
		return rc;
	rc = decode(decoder, path, picture, pool, out, err);
	if (picture != stdin)
		fclose(picture);
	return rc;
}

struct tb_scan_decoder tb_scan_own_decoder(struct tb_pool *pool)
{
	return (struct tb_scan_decoder){
		.path = tb_file_own(pool, "trangbi-decode", "../lib/trangbi/trangbi-decode"),
		.timeout_ms = TB_SCAN_TIMEOUT_MS,
	};
}

enum tb_status tb_scan_file(const char *path, struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	struct tb_scan_decoder decoder = tb_scan_own_decoder(pool);

	return tb_scan_file_with(&decoder, path, pool, out, err);
}
