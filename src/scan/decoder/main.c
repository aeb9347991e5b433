/*
 * trangbi-decode - the codes in the picture or pictures on the standard input, as answer.h says. Not for people: `trangbi
 * scan` runs it once for each picture, and it may be crashed by one; for labels that the program has drawn itself it stays.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "scan/answer.h"
#include "scan/decoder/picture.h"
#include "scan/decoder/strategy.h"
#include "scan/decoder/stream.h"
#include "scan/decoder/write.h"

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || HAS_FEATURE(address_sanitizer)
#define UNDER_SANITIZER 1
/* Report errors as a crash, and be silent about what zbar leaks for each QR code. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "abort_on_error=1:detect_leaks=0:allocator_may_return_null=1";
}
#else
#define UNDER_SANITIZER 0
#endif

enum { MAX_MEMORY = 768 << 20, MAX_SECONDS = 15, MAX_FILES = 8 };

static void limit(int resource, rlim_t max)
{
	setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ .rlim_cur = max, .rlim_max = max });
}

/* Before the first byte of the picture is read. To come: a seccomp filter. */
static void lock_in(void)
{
	signal(SIGXFSZ, SIG_IGN);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, MAX_FILES);
	if (!UNDER_SANITIZER) /* it reserves terabytes */
		limit(RLIMIT_AS, MAX_MEMORY);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void decode(const struct tb_grey *picture)
{
	struct tb_found_list list = TB_FOUND_LIST_INIT;

	tb_strategy_run(picture, &list);
	tb_write_codes(&list, picture);
	tb_found_release(&list);
}

static int decode_file(void)
{
	static const char *const fails[] = {
		[TB_PICTURE_FORMAT] = TB_ANSWER_FAIL_FORMAT,
		[TB_PICTURE_DAMAGED] = TB_ANSWER_FAIL_DAMAGED,
		[TB_PICTURE_LARGE] = TB_ANSWER_FAIL_LARGE,
		[TB_PICTURE_MEMORY] = TB_ANSWER_FAIL_MEMORY,
	};
	enum tb_picture_status rc;
	struct tb_grey picture;

	limit(RLIMIT_CPU, MAX_SECONDS);
	rc = tb_picture_read(stdin, &picture);
	if (rc)
		printf("fail %s\nend\n", fails[rc]);
	else
		decode(&picture);
	tb_grey_release(&picture);
	return fflush(stdout) || ferror(stdout);
}

int main(int argc, char **argv)
{
	lock_in();
	if (argc == 2 && !strcmp(argv[1], TB_REQUEST_STREAM))
		return tb_stream_run(MAX_SECONDS);
	return decode_file();
}
