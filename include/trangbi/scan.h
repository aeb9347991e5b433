/*
 * scan.h - reading the codes on labels, from pictures and from a USB scanner that types.
 */
#ifndef TRANGBI_SCAN_H
#define TRANGBI_SCAN_H

#include <trangbi/code.h>
#include <trangbi/db.h>
#include <trangbi/record.h>

/* One code read, from a picture or typed by a hand scanner. */
struct tb_reading {
	const char *file;      /* borrowed; NULL for a typed line */
	const char *symbology; /* "code128", "qrcode", "typed" */
	const char *text;
	int n_points; /* 0..4 corners in the picture, pixels */
	struct {
		int x, y;
	} points[4];
	enum tb_code_what what;       /* by its form */
	enum tb_code_command command; /* TB_CODE_COMMAND only, which has no record */
	enum tb_status found;         /* TB_OK: known; TB_ENOTFOUND: unknown; TB_EREFUSED: several assets carry it */
	struct tb_record record;      /* the asset, unit or person; filled where TB_OK */
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
