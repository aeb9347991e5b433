/*
 * corpus.h - a fuzz target as an ordinary test: each file of its corpus is given to it once.
 *
 * A target is tests/fuzz/test_NAME.c with a function LLVMFuzzerTestOneInput() that aborts where something is wrong; its
 * corpus lies in tests/fuzz/corpus/NAME. `make fuzz` builds it with FUZZING, which leaves out main(), and runs it by libFuzzer.
 * Include cmocka.h first.
 */
#ifndef TB_TESTS_CORPUS_H
#define TB_TESTS_CORPUS_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void run_file(const char *folder, const char *name)
{
	enum { MAX_SIZE = 1024 * 1024 };
	uint8_t *data = malloc(MAX_SIZE);
	char path[512];
	size_t size;
	FILE *f;

	assert_non_null(data);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "r");
	assert_non_null(f);
	size = fread(data, 1, MAX_SIZE, f);
	fclose(f);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static inline void run_corpus(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	int n = 0;

	if (!dir)
		fail_msg("there is no folder %s; run this from the top of the source tree", folder);
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		run_file(folder, e->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n > 0);
}

#endif
