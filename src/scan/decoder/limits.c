#include "scan/decoder/limits.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

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

enum { MAX_MEMORY = 768 << 20 };

static void limit(int resource, rlim_t max)
{
	setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ .rlim_cur = max, .rlim_max = max });
}

/* To come: a seccomp filter. */
void tb_limits_lock_in(int max_files)
{
	signal(SIGXFSZ, SIG_IGN);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, (rlim_t)max_files);
	if (!UNDER_SANITIZER) /* it reserves terabytes */
		limit(RLIMIT_AS, MAX_MEMORY);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void tb_limits_time(int seconds)
{
	const rlim_t used = (rlim_t)(clock() / CLOCKS_PER_SEC);

	setrlimit(RLIMIT_CPU, &(struct rlimit){ .rlim_cur = used + (rlim_t)seconds, .rlim_max = RLIM_INFINITY });
}
