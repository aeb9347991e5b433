/*
 * file.h - the bytes of a fuzz target as a file with a name, for what opens files by itself.
 */
#ifndef TB_TESTS_FUZZ_FILE_H
#define TB_TESTS_FUZZ_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/must.h"

static char fuzz_folder[] = "/tmp/trangbi-fuzz-XXXXXX";

static inline void remove_folder(void)
{
	char command[sizeof(fuzz_folder) + 16];

	snprintf(command, sizeof(command), "rm -r '%s'", fuzz_folder);
	must(!system(command));
}

/* A folder that is gone with the process, made at the first call. */
static inline const char *the_folder(void)
{
	static bool made;

	if (!made) {
		must(mkdtemp(fuzz_folder));
		must(!atexit(remove_folder));
		made = true;
	}
	return fuzz_folder;
}

static inline void write_file(const char *path, const uint8_t *data, size_t size)
{
	FILE *f = fopen(path, "w");

	must(f);
	must(fwrite(data, 1, size, f) == size);
	must(!fclose(f));
}

#endif
