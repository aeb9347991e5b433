/*
 * file.h - files that are written whole or not at all, and where the program's own data lies.
 */
#ifndef TB_BASE_FILE_H
#define TB_BASE_FILE_H

#include <stdbool.h>
#include <stdio.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

/*
 * A file under construction: written beside its place under another name, and moved there by tb_outfile_commit(), so that
 * a reader never sees half of it and a failure leaves what was there before. "-" is the standard output.
 */
struct tb_outfile {
	FILE *f;    /* owned; NULL while closed */
	char *path; /* owned; where it will be, NULL for the standard output */
	char *temp; /* owned; where it is now, NULL for the standard output or a device */
};

#define TB_OUTFILE_INIT ((struct tb_outfile){ .f = NULL })

/* TB_ESYS where the place cannot be written; TB_EREFUSED where a database lies there. */
TB_MUST_CHECK
enum tb_status tb_outfile_open(struct tb_outfile *out, const char *path, struct tb_err *err);

/* Add `bytes`. TB_ESYS at once where they cannot be written, while the system still knows why. */
TB_MUST_CHECK
enum tb_status tb_outfile_write(struct tb_outfile *out, const void *bytes, size_t len, struct tb_err *err);

/*
 * Write through to the disk and close, without moving into place yet: of several files that belong together, all are
 * finished before the first is committed. TB_ESYS as tb_outfile_commit().
 */
TB_MUST_CHECK
enum tb_status tb_outfile_finish(struct tb_outfile *out, struct tb_err *err);

/* Finish, unless that is done, and move into place. TB_ESYS where the disk is full; then nothing is left behind. */
TB_MUST_CHECK
enum tb_status tb_outfile_commit(struct tb_outfile *out, struct tb_err *err);

/* Give up whatever was not committed. Accepts NULL. */
void tb_outfile_release(struct tb_outfile *out);

/* Whether both names are there and lead to the same file, be it by a link. */
bool tb_file_is_same(const char *a, const char *b);

/* Open a regular file (or "-", or a pipe) for reading; a directory is refused. TB_ESYS, the message says why. */
TB_MUST_CHECK
enum tb_status tb_infile_open(const char *path, FILE **out, struct tb_err *err);

/* Write a file through to the disk. 0, or -1 with errno. */
int tb_file_sync(const char *path);

/* The same for the folder that holds it, so that a new name survives a power failure too; where that can be done. */
int tb_file_sync_folder(const char *path);

/*
 * The path of a piece of the program's own: `built` beside the running binary where it was just built, else `installed`
 * relative to the binary's folder, else `built` up to two folders above, where a test finds it. The text lies in `pool`.
 */
const char *tb_file_own(struct tb_pool *pool, const char *built, const char *installed);

#endif
