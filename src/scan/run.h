/*
 * run.h - tb_scan_file() with a decoder of one's choice, for tests.
 */
#ifndef TB_SCAN_RUN_H
#define TB_SCAN_RUN_H

#include "scan/scan.h"

struct tb_scan_decoder {
	const char *path; /* borrowed; the executable */
	int timeout_ms;   /* wall time after which it is killed */
};

/* As tb_scan_file(). TB_ESYS also where the decoder ends with a status other than 0. */
TB_MUST_CHECK
enum tb_status tb_scan_file_with(const struct tb_scan_decoder *decoder, const char *path, struct tb_pool *pool,
				 struct tb_codes *out, struct tb_err *err);

#endif
