#include <string.h>

#include "scan/decoder/picture.h"

enum { ORIENTATION_TAG = 0x0112, TYPE_SHORT = 3, HEADER_SIZE = 8, ENTRY_SIZE = 12 };

/* A TIFF block; reading behind its end gives 0. */
struct tiff {
	const uint8_t *p;
	size_t len;
	bool big_endian;
};

static unsigned get16(const struct tiff *t, size_t at)
{
	if (at >= t->len || t->len - at < 2)
		return 0;
	return t->big_endian ? (unsigned)t->p[at] << 8 | t->p[at + 1] : (unsigned)t->p[at + 1] << 8 | t->p[at];
}

static size_t get32(const struct tiff *t, size_t at)
{
	size_t first = get16(t, at), second = get16(t, at + 2);

	return t->big_endian ? first << 16 | second : second << 16 | first;
}

int tb_exif_orientation(const uint8_t *tiff, size_t len)
{
	struct tiff t = { .p = tiff, .len = len };
	size_t dir;
	unsigned n;

	if (len < HEADER_SIZE || (memcmp(tiff, "II*\0", 4) && memcmp(tiff, "MM\0*", 4)))
		return 1;
	t.big_endian = tiff[0] == 'M';
	dir = get32(&t, 4);
	n = get16(&t, dir);
	for (unsigned i = 0; i < n; i++) {
		size_t entry = dir + 2 + (size_t)i * ENTRY_SIZE;
		unsigned value = get16(&t, entry + 8);

		if (get16(&t, entry) == ORIENTATION_TAG && get16(&t, entry + 2) == TYPE_SHORT)
			return value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}
