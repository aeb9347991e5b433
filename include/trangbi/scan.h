/*
 * scan.h - reading the codes on labels, from pictures, from a camera and from a USB scanner that types.
 */
#ifndef TRANGBI_SCAN_H
#define TRANGBI_SCAN_H

#include <signal.h>

#include <trangbi/code.h>
#include <trangbi/db.h>
#include <trangbi/record.h>
#include <trangbi/symbology.h>

/* One code read, from a picture, by a camera or typed by a hand scanner. */
struct tb_reading {
	const char *file;      /* borrowed; NULL for a camera and a typed line */
	int page;              /* of a PDF, from 1; 0 of anything else */
	const char *symbology; /* "code128", "qrcode", "code39", "ean13", "ean8", "i25", "typed" */
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

struct tb_reading_count {
	size_t given; /* to the callback */
	size_t weak;  /* left out: read once only, neither a valid tag nor known, and so as likely wrong as right */
};

/*
 * Read all codes in a picture or on the pages of a PDF, or (path "-") each line of the standard input as a USB scanner
 * types it. With `db` each is looked up; NULL gives the bare texts. `opts` says how pictures are searched; NULL is as usual.
 * `*count` grows.
 *
 * TB_EINVAL  no picture, or one that cannot be decoded
 * TB_ESYS    the file cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_read_codes(struct tb_db *db, const char *path, const struct tb_scan_opts *opts, tb_reading_fn *fn,
			     void *ctx, struct tb_reading_count *count, struct tb_err *err);

/*
 * Read what the camera `device` sees, each text once while it stays in view, until a signal handler sets `*stop` or there
 * are no more pictures. Instead of a camera it may be a pipe ("-": the standard input) of PGM or PPM pictures.
 *
 * TB_ENOTFOUND there is no such device
 * TB_EINVAL    it is no camera, or gives no pictures that can be read
 * TB_ESYS      it may not be used, another program has it, or it was unplugged
 */
TB_MUST_CHECK
enum tb_status tb_watch_codes(struct tb_db *db, const char *device, const volatile sig_atomic_t *stop,
			      tb_reading_fn *fn, void *ctx, struct tb_reading_count *count, struct tb_err *err);

/* What a reading says to somebody who checks a unit. */
enum tb_mark {
	TB_MARK_KNOWN,
	TB_MARK_MISPLACED, /* an asset that is neither in that unit nor in one below it */
	TB_MARK_UNKNOWN,   /* of nothing that is registered, or of several assets */
};

/* `unit` is an official code; with NULL nothing is misplaced. */
TB_MUST_CHECK
enum tb_status tb_mark_of(struct tb_db *db, const struct tb_reading *r, const char *unit, enum tb_mark *out,
			  struct tb_err *err);

struct tb_annotation {
	const char *picture;               /* PNG, JPEG, WebP, PGM or PPM */
	const char *out;                   /* ends in ".png"; replaced if it is there */
	const char *unit;                  /* as tb_get() takes it; NULL for none */
	const struct tb_scan_opts *search; /* borrowed; NULL is as usual */
};

/*
 * Read all codes in a picture as tb_read_codes() does, and draw it anew in grey with each of them outlined and named: green
 * what is known, amber what is misplaced, red what is unknown. `out` is
 * written also where no code was found.
 *
 * TB_EINVAL    no picture, one that cannot be decoded, or more than 32767 pixels wide; `out` has another ending
 * TB_ENOTFOUND no such unit
 * TB_EREFUSED  `out` is the picture itself
 * TB_ESYS      a file cannot be read or written
 */
TB_MUST_CHECK
enum tb_status tb_annotate(struct tb_db *db, const struct tb_annotation *req, tb_reading_fn *fn, void *ctx,
			   struct tb_reading_count *count, struct tb_err *err);

#endif
