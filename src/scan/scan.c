#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <trangbi/str.h>

#include "base/file.h"
#include "base/utf8.h"
#include "scan/answer.h"
#include "scan/run.h"
#include "scan/scan.h"

enum { TIMEOUT_MS = 20 * 1000, EXIT_CHECK_MS = 2 };

/* How the decoder ended. */
enum outcome { ANSWERED, CRASHED, TOO_SLOW, TOO_HUNGRY, BROKEN };

struct child {
	pid_t pid;
	int out; /* read end of its standard output */
	int64_t deadline_ms;
	bool killed; /* by us: too slow, or it talks without end */
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the child ------------------------------------------------------------------------------------------------- */

/* The caller's thread may block or ignore signals that must end the decoder. */
static void reset_signals(posix_spawnattr_t *attr)
{
	static const int fatal[] = { SIGPIPE, SIGXCPU, SIGTERM, SIGALRM };
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		sigaddset(&defaults, fatal[i]);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &defaults);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* An errno value, 0 for success. The environment stays here: a hostile picture has no business with it. */
static int spawn(const char *decoder, int in, int out, pid_t *pid)
{
	char name[] = "trangbi-decode", *argv[] = { name, NULL }, *envp[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	reset_signals(&attr);
	rc = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawn(pid, decoder, &files, &attr, argv, envp);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

static enum tb_status cannot_start(const char *decoder, int error, struct tb_err *err)
{
	return tb_err_set(err, TB_ESYS, N_("cannot start the picture decoder '%s': %s; install trangbi again"), decoder,
			  strerror(error));
}

static enum tb_status start(const struct tb_scan_decoder *decoder, int picture, struct child *child, struct tb_err *err)
{
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC))
		return cannot_start(decoder->path, errno, err);
	*child = (struct child){ .out = ends[0], .deadline_ms = now_ms() + decoder->timeout_ms };
	error = spawn(decoder->path, picture, ends[1], &child->pid);
	close(ends[1]);
	if (!error)
		return TB_OK;
	close(ends[0]);
	return cannot_start(decoder->path, error, err);
}

static void give_up(struct child *child)
{
	child->killed = true;
	kill(child->pid, SIGKILL);
}

/* Wait for more of the answer; false at the deadline. */
static bool wait_readable(const struct child *child)
{
	struct pollfd fd = { .fd = child->out, .events = POLLIN };
	int64_t left;
	int n;

	do {
		left = child->deadline_ms - now_ms();
		if (left <= 0)
			return false;
		n = poll(&fd, 1, (int)left);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

/* Collect the answer until the child closes its end. */
static void listen_to(struct child *child, struct tb_str *answer)
{
	char buf[4096];
	ssize_t n;

	while (!child->killed) {
		if (!wait_readable(child) || answer->len > TB_ANSWER_MAX_SIZE) {
			give_up(child);
			return;
		}
		n = read(child->out, buf, sizeof(buf));
		if (n > 0)
			tb_str_add(answer, buf, (size_t)n);
		else if (n == 0 || errno != EINTR)
			return;
	}
}

/* Its wait status. It has closed its output, so it ends at once, unless it is no decoder of ours. */
static int reap(struct child *child)
{
	const struct timespec pause = { .tv_nsec = EXIT_CHECK_MS * 1000000L };
	int status = 0;
	pid_t got;

	for (;;) {
		got = waitpid(child->pid, &status, child->killed ? 0 : WNOHANG);
		if (got == child->pid || (got < 0 && errno != EINTR))
			return status;
		if (got == 0 && now_ms() >= child->deadline_ms)
			give_up(child);
		else if (got == 0)
			nanosleep(&pause, NULL);
	}
}

/* The kernel kills by SIGKILL where memory runs out. */
static enum outcome judge(const struct child *child, int status, const struct tb_str *answer)
{
	if (child->killed)
		return answer->len > TB_ANSWER_MAX_SIZE ? CRASHED : TOO_SLOW;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return TOO_SLOW;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? TOO_HUNGRY : CRASHED;
	return WEXITSTATUS(status) ? BROKEN : ANSWERED;
}

static enum outcome finish(struct child *child, struct tb_str *answer)
{
	int status;

	listen_to(child, answer);
	status = reap(child);
	close(child->out);
	return judge(child, status, answer);
}

/* ---- its answer ------------------------------------------------------------------------------------------------ */

struct reader {
	const char *p, *end;
};

static bool take(struct reader *r, const char *expected)
{
	size_t len = strlen(expected);

	if ((size_t)(r->end - r->p) < len || memcmp(r->p, expected, len))
		return false;
	r->p += len;
	return true;
}

/* A number of 0..max with the character `after` behind it. */
static bool take_int(struct reader *r, int max, char after, int *out)
{
	const char *start = r->p;
	int64_t n = 0;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && n <= max)
		n = n * 10 + (*r->p++ - '0');
	if (r->p == start || n > max || r->p == r->end || *r->p++ != after)
		return false;
	*out = (int)n;
	return true;
}

static bool take_text(struct reader *r, struct tb_pool *pool, const char **out)
{
	size_t len;
	int n;

	if (!take_int(r, TB_ANSWER_MAX_TEXT, '\n', &n) || n == 0)
		return false;
	len = (size_t)n;
	if ((size_t)(r->end - r->p) < len || memchr(r->p, '\0', len) || tb_utf8_check(r->p, len) != len)
		return false;
	*out = tb_pool_dup(pool, r->p, len);
	r->p += len;
	return take(r, "\n");
}

static bool take_code(struct reader *r, struct tb_pool *pool, struct tb_code *code)
{
	if (take(r, "code128 "))
		code->symbology = "code128";
	else if (take(r, "qrcode "))
		code->symbology = "qrcode";
	else
		return false;
	if (!take_int(r, 4, ' ', &code->n_points))
		return false;
	for (int i = 0; i < code->n_points; i++)
		if (!take_int(r, TB_ANSWER_MAX_COORD, ' ', &code->points[i].x) ||
		    !take_int(r, TB_ANSWER_MAX_COORD, ' ', &code->points[i].y))
			return false;
	return take_text(r, pool, &code->text);
}

static void append(struct tb_codes *codes, size_t *cap, const struct tb_code *code, struct tb_pool *pool)
{
	struct tb_code *more;

	if (codes->n == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		more = tb_pool_alloc(pool, *cap * sizeof(*more));
		if (codes->n)
			memcpy(more, codes->code, codes->n * sizeof(*more));
		codes->code = more;
	}
	codes->code[codes->n++] = *code;
}

static bool take_codes(struct reader *r, struct tb_pool *pool, struct tb_codes *out)
{
	struct tb_codes codes = { .n = 0 };
	size_t cap = 0;

	while (take(r, "code ")) {
		struct tb_code code = { .n_points = 0 };

		if (codes.n == TB_ANSWER_MAX_CODES || !take_code(r, pool, &code))
			return false;
		append(&codes, &cap, &code, pool);
	}
	if (!take(r, "end\n") || r->p != r->end)
		return false;
	*out = codes;
	return true;
}

/* ---- what it means --------------------------------------------------------------------------------------------- */

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
	struct reader r = { answer->buf, answer->buf + answer->len };

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (strlen(failures[i].line) == answer->len && take(&r, failures[i].line))
			return tb_err_set(err, TB_EINVAL, failures[i].msgid, path);
	if (take_codes(&r, pool, out))
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
	struct child child = { .killed = false };
	enum tb_status rc;

	rc = start(decoder, fileno(picture), &child, err);
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

enum tb_status tb_scan_file(const char *path, struct tb_pool *pool, struct tb_codes *out, struct tb_err *err)
{
	struct tb_scan_decoder decoder = {
		.path = tb_file_own(pool, "trangbi-decode", "../lib/trangbi/trangbi-decode"),
		.timeout_ms = TIMEOUT_MS,
	};

	return tb_scan_file_with(&decoder, path, pool, out, err);
}
