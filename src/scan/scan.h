/*
 * scan.h - reading barcodes from picture files, and from pictures that the program has drawn itself.
 *
 * A picture is decoded in a child process with limits on time and memory, because libzbar can be crashed by a picture:
 * then the picture "could not be read", and the caller lives on. A file gets a process of its own; what was drawn here is
 * no danger, and a scanner keeps its process for thousands.
 */
#ifndef TB_SCAN_SCAN_H
#define TB_SCAN_SCAN_H

#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

/* One code found in a picture. */
struct tb_code {
	const char *symbology; /* "code128" or "qrcode"; borrowed, a literal */
	const char *text;      /* in the pool; UTF-8 where it was, else its bytes read as Latin-1; never holds a NUL */
	int n_points;          /* 0..4 corners in the picture's pixels, after its EXIF orientation */
	struct {
		int x, y;
	} points[4];
};

struct tb_codes {
	struct tb_code *code; /* in the pool; top to bottom, then left to right */
	size_t n;
};

/*
 * Find all codes (Code 128 and QR) in the picture `path`: PNG or JPEG by content, turned by its EXIF orientation.
 * A text that stands twice in the picture is given once for each place.
 *
 * On TB_OK `*out` lies in `pool` and may hold no code at all.
 *
 * TB_EINVAL  no picture of a known format, truncated or damaged, more than 100 megapixels; or the decoder crashed on it,
 *            ran over its time or its memory
 * TB_ESYS    the file cannot be read, or the decoder cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_scan_file(const char *path, struct tb_pool *pool, struct tb_codes *out, struct tb_err *err);

/* A picture in memory, 8 bits a pixel, 0 is black; rows from top to bottom, `stride` bytes apart. */
struct tb_raster {
	const unsigned char *px; /* borrowed */
	int width, height;       /* pixels; 100 million at most in all */
	int stride;              /* at least `width` */
};

/*
 * A decoder that stays open. One thread uses it at a time; any number may be open at once.
 */
struct tb_scanner;

/*
 * On TB_OK the caller closes `*out` with tb_scanner_close().
 * TB_ESYS  the decoder cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_scanner_open(struct tb_scanner **out, struct tb_err *err);

/*
 * Find the codes in a picture as it is: upright, sharp, black on white. As tb_scan_file(), but with one pass and no filters.
 *
 * `step` is how many pixels lie between scan lines, 1..100; the larger, the faster. A QR code is found with 1..4, if a module
 * of it is wider than that (half a module leaves a margin); a Code 128 with a third of the height of its bars, and its
 * corners are exact to `step` pixels.
 *
 * TB_EINVAL  a size or a step out of range
 * TB_ESYS    the decoder ended, took more than 20 seconds over this picture, or answers nonsense. Every later call says
 *            the same: the scanner can only be closed.
 */
TB_MUST_CHECK
enum tb_status tb_scanner_read(struct tb_scanner *scanner, const struct tb_raster *picture, int step,
			       struct tb_pool *pool, struct tb_codes *out, struct tb_err *err);

void tb_scanner_close(struct tb_scanner *scanner); /* accepts NULL */

#endif
