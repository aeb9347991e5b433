/*
 * barcode.h - printing the tags of assets and reading them back.
 */
#ifndef TRANGBI_BARCODE_H
#define TRANGBI_BARCODE_H

#include <trangbi/custody.h>
#include <trangbi/record.h>

struct tb_print_req {
	struct tb_tags tags; /* at least one */
	const char *path;    /* .pdf for sheets of labels, .png or .svg for one */
	int dpi;             /* 203, 300 or 600 */
};

/*
 * Draw a label for each asset, in the order given. `*n` is how many.
 * TB_ENOTFOUND, TB_EINVAL, TB_EREFUSED  a tag that is none, as in `problems`; an unknown suffix or dpi
 * TB_ESYS      the file cannot be written
 */
TB_MUST_CHECK
enum tb_status tb_print(struct tb_db *db, const struct tb_print_req *req, size_t *n, struct tb_problems *problems,
			struct tb_err *err);

/* One code read, from a picture or typed by a hand scanner. */
struct tb_reading {
	const char *file;      /* borrowed; NULL for a typed line */
	const char *symbology; /* "code128", "qrcode", "typed" */
	const char *text;
	int n_points; /* 0..4 corners in the picture, pixels */
	struct {
		int x, y;
	} points[4];
	enum tb_status found; /* TB_OK: `asset` is filled; TB_ENOTFOUND: unknown; TB_EREFUSED: several carry it */
	struct tb_record asset;
};

/* Called with each reading; its texts are valid until it returns. */
typedef enum tb_status tb_reading_fn(void *ctx, const struct tb_reading *r, struct tb_err *err);

/*
 * Read all codes in a picture, or (path "-") each line of the standard input as a USB scanner types it. With `db` each is
 * looked up; NULL gives the bare texts. `*n` is how many codes there were.
 *
 * TB_EINVAL  no picture, or one that cannot be decoded
 * TB_ESYS    the file cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_read_codes(struct tb_db *db, const char *path, tb_reading_fn *fn, void *ctx, size_t *n,
			     struct tb_err *err);

#endif
