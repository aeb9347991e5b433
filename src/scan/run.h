/*
 * run.h - scan.h with a decoder of one's choice, for tests.
 */
#ifndef TB_SCAN_RUN_H
#define TB_SCAN_RUN_H

#include "scan/scan.h"

enum {
	TB_SCAN_TIMEOUT_MS = 20 * 1000,
	TB_SCAN_TIMEOUT_FOR_ALL_MS = 90 * 1000, /* where the budget has no end */
};

struct tb_scan_decoder {
	const char *path; /* borrowed; the executable */
	int timeout_ms;   /* wall time for one picture, after which it is killed */
	struct tb_scan_opts search;
};

/* Ours; `opts` may be NULL. The path lies in `pool`. */
struct tb_scan_decoder tb_scan_own_decoder(const struct tb_scan_opts *opts, struct tb_pool *pool);

/* As tb_scan_file(). TB_ESYS also where the decoder ends with a status other than 0. */
TB_MUST_CHECK
enum tb_status tb_scan_file_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err);

/* As tb_scan_picture(). */
TB_MUST_CHECK
enum tb_status tb_scan_picture_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				    struct tb_scanned *out, struct tb_err *err);

/* As tb_scan_camera(). */
TB_MUST_CHECK
enum tb_status tb_scan_camera_with(const struct tb_scan_decoder *decoder, const char *device,
				   const volatile sig_atomic_t *stop, tb_code_fn *fn, void *ctx, struct tb_err *err);

/* As tb_scanner_open(). */
TB_MUST_CHECK
enum tb_status tb_scanner_open_with(const struct tb_scan_decoder *decoder, struct tb_scanner **out, struct tb_err *err);

#endif
