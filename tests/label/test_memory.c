/* A hundred thousand labels take no more memory than a few; a file of its own, for it takes some seconds. */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "labels.h"

/* Draw in a process of its own, and return its peak in MB. */
static long peak_of(const struct tb_label_job *job)
{
	struct rusage used;
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		struct tb_err err = TB_ERR_INIT;
		struct drawing d = { 0 };

		_exit(draw_into(job, NULL, &d, &err) || d.done != job->n);
	}
	assert_int_equal(wait4(pid, &status, 0, &used), pid);
	assert_int_equal(status, 0);
	return used.ru_maxrss / 1024;
}

static void test_memory__does_not_grow_with_the_labels(void **state)
{
	struct tb_label *labels = many_labels(100000);
	struct tb_label_job job = { .labels = labels, .n = 100000, .dpi = 300, .threads = 2 };

	(void)state;
#if defined(__SANITIZE_ADDRESS__)
	skip(); /* it keeps what was freed */
#endif
	assert_in_range(peak_of(&job), 1, 200);
	free(labels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory__does_not_grow_with_the_labels),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
