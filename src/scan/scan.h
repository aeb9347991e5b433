/*
 * scan.h - reading barcodes from picture files, and from pictures that the program has drawn itself.
 *
 * A picture is decoded in a child process with limits on time and memory, because libzbar can be crashed by a picture:
 * then the picture "could not be read", and the caller lives on. A file gets a process of its own; what was drawn here is
 * no danger, and a scanner keeps its process for thousands.
 */
#ifndef TB_SCAN_SCAN_H
#define TB_SCAN_SCAN_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>
#include <trangbi/str.h>
#include <trangbi/symbology.h>

/* One code found in a picture. */
struct tb_code {
	const char *symbology; /* "code128", "qrcode", "code39", "ean13", "ean8", "i25"; borrowed, a literal */
	const char *text;      /* in the pool; from UTF-8, Shift-JIS, else Latin-1; never holds a NUL */
	bool weak;             /* read once, in one line of bars: not to be believed unless it proves right */
	int page;              /* of a PDF, from 1; 0 of a picture */
	int n_points;          /* 0..4 corners in the picture's pixels, after its EXIF orientation */
	struct {
		int x, y;
	} points[4];
};

struct tb_codes {
	struct tb_code *code; /* in the pool; page by page, top to bottom, then left to right */
	size_t n;
};

/*
 * Find all codes of the wanted symbologies in the picture `path`: PNG, JPEG, WebP, PGM or PPM by content, turned by its EXIF
 * orientation; or on all pages of a PDF. A text that stands twice in the picture is given once for each place.
 * `opts` may be NULL.
 *
 * On TB_OK `*out` lies in `pool` and may hold no code at all.
 *
 * TB_EINVAL  no picture of a known format, truncated or damaged, more than 100 megapixels or 200 pages; or the decoder
 *            crashed on it, ran over its time or its memory
 * TB_ESYS    the file cannot be read, or the decoder or what draws a PDF cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_scan_file(const char *path, const struct tb_scan_opts *opts, struct tb_pool *pool,
			    struct tb_codes *out, struct tb_err *err);

/* A picture in memory, 8 bits a pixel, 0 is black; rows from top to bottom, `stride` bytes apart. */
struct tb_raster {
	const unsigned char *px; /* borrowed */
	int width, height;       /* pixels; 100 million at most in all */
	int stride;              /* at least `width` */
};

/* A picture that was scanned, with its codes. */
struct tb_scanned {
	struct tb_codes codes;
	struct tb_raster picture; /* grey, upright; the places of the codes are its pixels */
	struct tb_str bytes;      /* owned; where the pixels lie */
};

#define TB_SCANNED_INIT ((struct tb_scanned){ .bytes = TB_STR_INIT })

/* As tb_scan_file(), and the picture as well; a PDF is TB_EINVAL. The caller releases `*out`. */
TB_MUST_CHECK
enum tb_status tb_scan_picture(const char *path, const struct tb_scan_opts *opts, struct tb_pool *pool,
			       struct tb_scanned *out, struct tb_err *err);
void tb_scanned_release(struct tb_scanned *scanned);

/* Called with each code that comes into view; valid until it returns. A status other than TB_OK ends the watch. */
typedef enum tb_status tb_code_fn(void *ctx, const struct tb_code *code, struct tb_err *err);

/*
 * Watch what the camera `device` sees (a V4L2 device as /dev/video0; or a pipe, "-" for the standard input, of PGM or PPM
 * pictures one after the other) until `*stop` is not 0, which a signal handler sets, or the pictures end. Each text is
 * given once while it stays in view; it has left once it was not seen for two seconds.
 *
 * TB_ENOTFOUND there is no such device
 * TB_EINVAL    it is no camera, or gives no pictures that can be read
 * TB_ESYS      it may not be used, another program has it, it was unplugged; the decoder cannot be started
 */
TB_MUST_CHECK
enum tb_status tb_scan_camera(const char *device, const volatile sig_atomic_t *stop, tb_code_fn *fn, void *ctx,
			      struct tb_err *err);

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
 * Find the codes in a picture as it is: upright, sharp, black on white. As tb_scan_file(), but Code 128 and QR only,
 * with one pass and no filters, and none that is weak.
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
