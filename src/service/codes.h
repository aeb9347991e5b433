/*
 * codes.h - the codes in a picture that may be believed.
 */
#ifndef TB_SERVICE_CODES_H
#define TB_SERVICE_CODES_H

#include <trangbi/code.h>
#include <trangbi/db.h>
#include <trangbi/record.h>
#include <trangbi/symbology.h>

#include "scan/scan.h"

/*
 * Leave out of `codes` the weak ones, except those that prove right: valid tags, and what `db` knows (NULL: it is not
 * asked). `*n_dropped` grows by how many were left out.
 * TB_ESYS, TB_ECORRUPT  of the database
 */
TB_MUST_CHECK
enum tb_status tb_codes_prove(struct tb_db *db, struct tb_pool *pool, struct tb_codes *codes, size_t *n_dropped,
			      struct tb_err *err);

/*
 * As tb_scan_file() and tb_codes_prove().
 */
TB_MUST_CHECK
enum tb_status tb_codes_in_picture(struct tb_db *db, const char *path, const struct tb_scan_opts *opts,
				   struct tb_pool *pool, struct tb_codes *out, size_t *n_dropped, struct tb_err *err);

/* TB_ENOTFOUND: in the picture there is no code, or only weak ones. */
enum tb_status tb_codes_none(const char *path, size_t n_weak, struct tb_err *err);

/*
 * Which record a text stands for, by what it means (trangbi/code.h): `*out` is filled on TB_OK. A command has no record.
 * Any status of tb_get().
 */
TB_MUST_CHECK
enum tb_status tb_code_look_up(struct tb_db *db, const char *text, enum tb_code_what what, struct tb_pool *pool,
			       struct tb_record *out, struct tb_err *err);

#endif
