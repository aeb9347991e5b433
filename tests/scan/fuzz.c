/*
 * fuzz.c - mutated pictures for the decoder: `fuzz DECODER ROUNDS`, by `make fuzz-scan`.
 *
 * Each round changes some bytes of a picture, or cuts it, and runs the decoder on it. Built with sanitizers the decoder aborts
 * over each mistake. What makes it end otherwise than by a status of 0 is kept as crash-N in the current folder. Not part of `make check`.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "canvas.h"

enum { MAX_FILE = 1 << 20 };

static unsigned seed = 1;

static unsigned next(unsigned below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static size_t mutate(unsigned char *bytes, size_t len)
{
	static const unsigned char edges[] = { 0, 1, 0x7F, 0x80, 0xFE, 0xFF };
	const unsigned reach = next(2) ? 64 : (unsigned)len; /* heads are where sizes stand */

	for (unsigned i = 0; i < 1 + next(8); i++) {
		unsigned char *at = bytes + next(reach < len ? reach : (unsigned)len);

		*at = next(3) ? (unsigned char)next(256) : edges[next(sizeof(edges))];
	}
	return next(8) ? len : 1 + next((unsigned)len);
}

/* Its wait status. */
static int decode(const char *decoder, const char *mode, const char *picture)
{
	pid_t pid = fork();
	int status = 0;

	if (!pid) {
		dup2(open(picture, O_RDONLY), STDIN_FILENO);
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		if (mode)
			execl(decoder, "trangbi-decode", mode, "50", "code128", "qrcode", (char *)NULL);
		execl(decoder, "trangbi-decode", "50", "code128", "qrcode", (char *)NULL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	return status;
}

static size_t read_file(const char *path, unsigned char *out)
{
	FILE *f = fopen(path, "rb");
	size_t len = f ? fread(out, 1, MAX_FILE, f) : 0;

	if (f)
		fclose(f);
	return len;
}

static void write_file(const char *path, const unsigned char *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(bytes, 1, len, f) != len)
		abort();
	fclose(f);
}

/* SIGXCPU and SIGKILL are limits that hold. */
static int fuzz_file(const char *decoder, const char *path, int rounds)
{
	static unsigned char whole[MAX_FILE], mutant[MAX_FILE];
	const size_t len = read_file(path, whole);
	static const char *const modes[] = { NULL, "--grey", "--pages", "--camera" };
	int crashes = 0;

	for (int i = 0; len && i < rounds; i++) {
		size_t n;
		int status;

		memcpy(mutant, whole, len);
		n = mutate(mutant, len);
		write_file("mutant", mutant, n);
		status = decode(decoder, modes[i % 4], "mutant");
		if (status && !(WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))) {
			char name[32];

			snprintf(name, sizeof(name), "crash-%u", seed);
			write_file(name, mutant, n);
			printf("%s: wait status %d, kept as %s\n", path, status, name);
			crashes++;
		}
	}
	printf("%s: %d mutations of %zu bytes, %d crashes\n", path, rounds, len, crashes);
	return crashes;
}

static void make_pictures(void)
{
	static const struct png_form colours = { "colours", PNG_COLOR_TYPE_PALETTE, 1, true };
	struct canvas c = blank(260, 200);

	draw(&c, BARCODE_QRCODE, "00004XEM2600017K", 20, 20, 4, 0);
	draw(&c, BARCODE_CODE128, "00004", 20, 130, 2, 50);
	save_png(&c, "grey.png");
	save_png_as(&c, "colours.png", &colours);
	save_jpeg(&c, "turned.jpg", 6);
	save_pnm(&c, "grey.pgm", "P5\n%d %d\n%d\n", 1, 255);
	save_pnm(&c, "deep.ppm", "P6\n# deep\n%d %d\n%d\n", 3, 1023);
	save_webp(&c, "lossy.webp", false, false);
	save_webp(&c, "lossless.webp", true, true);
	free(c.px);
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "grey.png", "colours.png", "turned.jpg",   "grey.pgm",
					     "deep.ppm", "lossy.webp",  "lossless.webp" };
	int crashes = 0;

	if (argc != 3)
		return 2;
	make_pictures();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		crashes += fuzz_file(argv[1], names[i], atoi(argv[2]));
	unlink("mutant");
	return crashes > 0;
}
