#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "label/draw/raster.h"

enum { HALF = 128 };

static size_t row_bytes(const struct tb_ink *ink)
{
	return ((size_t)ink->width + 7) / 8;
}

/* A row of dots, 1 = black, the leftmost in the highest bit; `row` has row_bytes(). */
static void pack(const struct tb_ink *ink, int y, unsigned char *row)
{
	const unsigned char *at = ink->at + (size_t)y * (size_t)ink->stride;

	memset(row, 0, row_bytes(ink));
	for (int x = 0; x < ink->width; x++)
		row[x / 8] = (unsigned char)(row[x / 8] | (at[x] >= HALF) << (7 - x % 8));
}

/* ---- ZPL ---------------------------------------------------------------------------------------------------------- */

static char hex_digit(unsigned nibble)
{
	return "0123456789ABCDEF"[nibble];
}

static unsigned nibble_at(const unsigned char *row, size_t i)
{
	return i % 2 ? row[i / 2] & 15 : row[i / 2] >> 4;
}

/* A count in front of a digit: G..Y for 1 .. 19, g..z for 20, 40 .. 400, and both add up. */
static void add_run(struct tb_str *out, size_t n, unsigned nibble)
{
	for (; n >= 400; n -= 400)
		tb_str_adds(out, "z"), tb_str_addc(out, hex_digit(nibble));
	if (!n)
		return;
	if (n >= 20)
		tb_str_addc(out, (char)('g' + n / 20 - 1));
	if (n > 1 && n % 20)
		tb_str_addc(out, (char)('G' + n % 20 - 1));
	tb_str_addc(out, hex_digit(nibble));
}

static void add_row(struct tb_str *out, const unsigned char *row, size_t nibbles)
{
	size_t end = nibbles, n;

	while (end && nibble_at(row, end - 1) == nibble_at(row, nibbles - 1))
		end--;
	if (nibble_at(row, nibbles - 1) != 0 && nibble_at(row, nibbles - 1) != 15)
		end = nibbles;
	for (size_t i = 0; i < end; i += n) {
		for (n = 1; i + n < end && nibble_at(row, i + n) == nibble_at(row, i);)
			n++;
		add_run(out, n, nibble_at(row, i));
	}
	if (end < nibbles) /* the rest of the row is white, or black */
		tb_str_addc(out, nibble_at(row, nibbles - 1) ? '!' : ',');
}

void tb_raster_zpl(const struct tb_ink *ink, struct tb_str *out)
{
	const size_t bytes = row_bytes(ink), total = bytes * (size_t)ink->height;
	unsigned char *row = tb_malloc(2 * bytes), *above = row + bytes;

	tb_str_addf(out, "^XA\n^PW%d\n^LL%d\n^LH0,0\n^FO0,0^GFA,%zu,%zu,%zu,", ink->width, ink->height, total, total,
		    bytes);
	for (int y = 0; y < ink->height; y++) {
		pack(ink, y, row);
		if (y && !memcmp(row, above, bytes))
			tb_str_addc(out, ':'); /* as the row above */
		else
			add_row(out, row, 2 * bytes);
		memcpy(above, row, bytes);
	}
	tb_str_adds(out, "^FS\n^XZ\n");
	free(row);
}

/* ---- TSPL --------------------------------------------------------------------------------------------------------- */

void tb_raster_tspl(const struct tb_ink *ink, double width, double height, double gap, struct tb_str *out)
{
	const size_t bytes = row_bytes(ink);
	unsigned char *row = tb_malloc(bytes);

	tb_str_addf(out, "SIZE %.2f mm,%.2f mm\r\nGAP %.2f mm,0 mm\r\nCLS\r\nBITMAP 0,0,%zu,%d,0,", width, height, gap,
		    bytes, ink->height);
	for (int y = 0; y < ink->height; y++) {
		pack(ink, y, row);
		for (size_t i = 0; i < bytes; i++) /* here 0 is black */
			tb_str_addc(out, (char)~row[i]);
	}
	tb_str_adds(out, "\r\nPRINT 1,1\r\n");
	free(row);
}
