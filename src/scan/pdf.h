/*
 * pdf.h - the codes on the pages of a PDF, as a document scanner makes it.
 *
 * pdftoppm(1) of poppler-utils draws the pages, with the limits of a decoder, for a PDF is as hostile as any picture; they
 * go straight to a decoder, and never through this process.
 */
#ifndef TB_SCAN_PDF_H
#define TB_SCAN_PDF_H

#include <stdbool.h>
#include <stdio.h>

#include "scan/run.h"

/* Whether the file is a PDF; what cannot be read twice, as a pipe, is none. */
bool tb_pdf_is(FILE *file);

/*
 * As tb_scan_file(); the codes tell their pages.
 * TB_EINVAL  damaged, locked by a password, or more than 200 pages, too
 * TB_ESYS    there is no pdftoppm, too
 */
TB_MUST_CHECK
enum tb_status tb_pdf_scan(const struct tb_scan_decoder *decoder, const char *path, FILE *file, struct tb_pool *pool,
			   struct tb_codes *out, struct tb_err *err);

#endif
