/*
 * scan.h - reading barcodes from picture files.
 *
 * A picture is decoded in a child process of its own with limits on time and memory, because libzbar can be crashed by a
 * picture: then the picture "could not be read", and the caller lives on.
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

#endif
