#include "scan/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "scan/answer.h"
#include "scan/outcome.h"
#include "scan/reply.h"
#include "scan/view.h"

enum { LOOK_UP_MS = 200 /* how often it is seen whether to stop */ };

struct watch {
	const struct tb_scan_decoder *decoder;
	const char *device;
	const volatile sig_atomic_t *stop;
	tb_code_fn *fn;
	void *ctx;
	struct tb_view view;
	struct tb_pool pool; /* of the answer at hand */
	struct tb_str answer;
	size_t answers;   /* of the decoder at hand */
	int64_t heard_ms; /* when it last answered */
	struct tb_answer last;
};

/* ---- the device ------------------------------------------------------------------------------------------------ */

static enum tb_status cannot_open(const char *device, int error, struct tb_err *err)
{
	if (error == ENOENT || error == ENXIO || error == ENODEV)
		return tb_err_set(err, TB_ENOTFOUND,
				  N_("there is no camera '%s'; plug it in, or name one of /dev/video*"), device);
	if (error == EACCES || error == EPERM)
		return tb_err_set(err, TB_ESYS,
				  N_("the camera '%s' may not be used; ask for membership of the group 'video'"),
				  device);
	return tb_err_set(err, TB_ESYS, N_("cannot open the camera '%s': %s"), device, strerror(error));
}

/* A device is opened for writing too, as V4L2 wants it; a pipe of pictures is not, or it would never end. */
static enum tb_status open_device(const char *device, int *out, struct tb_err *err)
{
	struct stat st;

	if (!strcmp(device, "-")) {
		*out = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
		return *out < 0 ? cannot_open(device, errno, err) : TB_OK;
	}
	if (stat(device, &st))
		return cannot_open(device, errno, err);
	if (!S_ISCHR(st.st_mode) && !S_ISFIFO(st.st_mode))
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no camera that can be used; name another, as /dev/video0"), device);
	*out = open(device, (S_ISCHR(st.st_mode) ? O_RDWR | O_NONBLOCK : O_RDONLY) | O_CLOEXEC | O_NOCTTY);
	return *out < 0 ? cannot_open(device, errno, err) : TB_OK;
}

/* ---- what it sees ---------------------------------------------------------------------------------------------- */

static enum tb_status tell(struct watch *w, const struct tb_codes *codes, struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < codes->n; i++)
		if (tb_view_sees(&w->view, codes->code[i].text, w->heard_ms))
			rc = w->fn(w->ctx, &codes->code[i], err);
	return rc;
}

static enum tb_status take_answers(struct watch *w, struct tb_err *err)
{
	struct tb_answer answer = { .len = 0 };
	enum tb_reply reply = TB_REPLY_WHOLE;
	enum tb_status rc = TB_OK;
	size_t used = 0;

	while (!rc && !w->last.failure && used < w->answer.len) {
		tb_pool_clear(&w->pool);
		reply = tb_reply_read(w->answer.buf + used, w->answer.len - used, &w->pool, &answer);
		if (reply != TB_REPLY_WHOLE)
			break;
		w->answers++;
		w->heard_ms = tb_clock_ms();
		w->last = answer;
		used += answer.len;
		rc = tell(w, &answer.codes, err);
	}
	if (reply == TB_REPLY_WRONG || w->answer.len - used > TB_ANSWER_MAX_SIZE)
		return tb_outcome_nonsense(w->device, err);
	memmove(w->answer.buf, w->answer.buf + used, w->answer.len - used);
	tb_str_cut(&w->answer, w->answer.len - used);
	return rc;
}

/* Until it ends, or shall end, or has nothing to say for too long. */
static enum tb_status listen_to(struct watch *w, struct tb_child *child, struct tb_err *err)
{
	enum tb_talk talk = TB_TALK_ON;
	enum tb_status rc = TB_OK;

	while (!rc && talk != TB_TALK_ENDED && !*w->stop) {
		tb_child_allow(child, LOOK_UP_MS);
		talk = tb_child_hear(child, &w->answer);
		if (talk == TB_TALK_ON)
			rc = take_answers(w, err);
		else if (talk == TB_TALK_LATE && tb_clock_ms() - w->heard_ms > w->decoder->timeout_ms)
			return tb_outcome_explain(TB_OUTCOME_SLOW, w->device, w->decoder->path, err);
	}
	return rc;
}

/* One decoder, from its start to its end. TB_OK and `*again` where it crashed over a picture: the next may be better. */
static enum tb_status watch_once(struct watch *w, int fd, bool *again, struct tb_err *err)
{
	struct tb_child child;
	enum tb_outcome outcome;
	enum tb_status rc = tb_child_start(w->decoder, TB_REQUEST_CAMERA, fd, &child, err);
	int status;

	if (rc)
		return rc;
	*again = false;
	w->answers = 0;
	w->heard_ms = tb_clock_ms();
	tb_str_clear(&w->answer);
	rc = listen_to(w, &child, err);
	if (rc || *w->stop)
		tb_child_stop(&child);
	tb_child_allow(&child, w->decoder->timeout_ms);
	status = tb_child_end(&child);
	if (rc || *w->stop || (WIFSIGNALED(status) && WTERMSIG(status) == SIGINT))
		return rc;
	if (w->last.failure)
		return tb_err_set(err, w->last.status, w->last.failure, w->device);
	outcome = tb_outcome_of(&child, status, true);
	*again = outcome != TB_OUTCOME_ANSWERED && w->answers > 0;
	return outcome == TB_OUTCOME_ANSWERED || *again ? TB_OK
							: tb_outcome_explain(outcome, w->device, w->decoder->path, err);
}

enum tb_status tb_scan_camera_with(const struct tb_scan_decoder *decoder, const char *device,
				   const volatile sig_atomic_t *stop, tb_code_fn *fn, void *ctx, struct tb_err *err)
{
	struct watch w = { .decoder = decoder, .device = device, .stop = stop, .fn = fn, .ctx = ctx };
	enum tb_status rc;
	bool again = true;
	int fd = -1;

	rc = open_device(device, &fd, err);
	if (rc)
		return rc;
	w.answer = TB_STR_INIT;
	while (!rc && again)
		rc = watch_once(&w, fd, &again, err);
	close(fd);
	tb_view_release(&w.view);
	tb_pool_release(&w.pool);
	tb_str_release(&w.answer);
	return rc;
}

enum tb_status tb_scan_camera(const char *device, const volatile sig_atomic_t *stop, tb_code_fn *fn, void *ctx,
			      struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	struct tb_scan_decoder decoder = tb_scan_own_decoder(NULL, &pool);
	enum tb_status rc = tb_scan_camera_with(&decoder, device, stop, fn, ctx, err);

	tb_pool_release(&pool);
	return rc;
}
