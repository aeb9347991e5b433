/*
 * exchange.h - CSV in and out.
 */
#ifndef TRANGBI_EXCHANGE_H
#define TRANGBI_EXCHANGE_H

#include <stdio.h>

#include <trangbi/register.h>

/* What an import does, or would do, with one row. */
enum tb_import_what {
	TB_IMPORT_NEW,
	TB_IMPORT_CHANGED,
	TB_IMPORT_BESIDE, /* a kind, unit or person that the row names is registered too */
};

struct tb_import_row {
	int64_t number; /* as a spreadsheet counts */
	enum tb_import_what what;
	const struct tb_record *now; /* TB_IMPORT_CHANGED: as it is registered; else NULL */
	const struct tb_record *r;   /* the new record, or the fields that change */
};

/* `row` and its texts are valid until it returns. */
typedef void tb_import_row_fn(void *ctx, const struct tb_import_row *row);

struct tb_import_req {
	const struct tb_noun *noun;
	const char *path;    /* "-" is the standard input */
	const char *rejects; /* where rows that are refused go; NULL for nowhere, which keep_good does not allow */
	bool keep_good;      /* import the good rows; else any bad row refuses the whole file */
	bool dry_run;        /* do everything but the commit, and write no rejects */
	bool again;          /* also a file that was imported before and holds rows that nothing names */

	const char *profile;    /* a name, a FILE.ini, "auto"; NULL: trangbi's own names of columns */
	const char *own_folder; /* profiles/ of the user's own, looked into first; NULL for none */
	const char *key; /* by what registered assets are found, "serial" or "old_code,plate"; NULL: the usual way */
	const char *set; /* constants for new records, "unit=00004,kind=MAY"; NULL for none */
	const char *numbers; /* "vi" (1.234.567,50), "en"; NULL: found out column by column */
	int64_t multiplier;  /* of money; 0: not declared */
	const char *create;  /* "units,kinds,persons": what is registered too where a row names it; NULL for nothing */

	/* What is known of the file beforehand; NULL and 0: it is found out. */
	const char *encoding; /* "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1258", "TCVN3" (ABC), "VNI" */
	char delimiter;
	int64_t header_row; /* which row names the columns, as a spreadsheet counts */

	/* The reader's language for reasons in the rejects file, as for tb_err_text(); NULL for English. */
	const char *(*translate)(const char *msgid);

	/* Called now and then with the rows read so far, and `done` of `all` bytes of the file; may be NULL. */
	void (*progress)(void *ctx, int64_t rows, int64_t done, int64_t all);
	void *progress_ctx;

	/* Called for each row that is new or changes something; may be NULL. */
	tb_import_row_fn *row;
	void *row_ctx;
};

/* read = added + changed + same + rejected, always. */
struct tb_import_result {
	int64_t rows, added, changed, same, rejected;
	int64_t beside; /* kinds, units and persons registered too */
	int64_t batch;  /* its number; 0 where nothing was imported */

	/* What the file was found to be. */
	const char *encoding; /* a literal */
	char delimiter;
	int64_t header_row;
	int64_t titles, repeated, totals; /* rows left out: above the header; headers and numbers of columns; totals */

	const char *ignored;         /* columns that are not read; NULL for none; in the problems' pool */
	bool rejects_written;        /* the file of rejects is there */
	struct tb_problems problems; /* the first 100 rejected rows; the caller releases them */
};

/*
 * Import a CSV file: rows whose key (an asset's tag or another name of it, old code, or serial and kind) is registered
 * already are compared, and what differs is changed; an empty cell changes nothing, unless the profile says so. Unknown
 * columns become extra fields.
 *
 * TB_EREFUSED  rows were rejected, and nothing was imported (unless keep_good); `out->problems` says which and why
 * TB_EINVAL    the file is no CSV, or lacks a column that must be there; the profile is wrong
 * TB_ENOTFOUND there is no such profile
 * TB_ESYS      a file cannot be read or written; with `out->batch` the rows are imported, but not all rejects written
 */
TB_MUST_CHECK
enum tb_status tb_import(struct tb_db *db, const struct tb_act *act, const struct tb_import_req *req,
			 struct tb_import_result *out, struct tb_err *err);

/* ---- profiles: how files of one origin are read; import/README.md describes them --------------------------------- */

/* `noun` is the plural of what it is of, NULL for any; `why` says what is wrong with one that cannot be used, else NULL. */
typedef void tb_profile_fn(void *ctx, const char *name, const char *noun, const char *title, const struct tb_err *why);

/* Each profile there is, by name. TB_ESYS a folder cannot be read */
TB_MUST_CHECK
enum tb_status tb_import_profiles(const char *own_folder, tb_profile_fn *fn, void *ctx, struct tb_err *err);

struct tb_map_req {
	const struct tb_noun *noun;
	const char *path;                            /* "-" is the standard input */
	const char *own_folder;                      /* as in struct tb_import_req */
	const char *encoding;                        /* the same */
	const char *(*translate)(const char *msgid); /* of the comments; NULL for English */
};

struct tb_map_result {
	size_t columns, decided; /* of the file; of these, those that are known by name */
};

/*
 * Propose a profile from the header and the first rows of a file, and write it to `f` with what is left open as comments.
 * TB_EINVAL the file is no CSV; TB_ESYS it cannot be read. What could not be written shows in `f` (ferror).
 */
TB_MUST_CHECK
enum tb_status tb_import_map(const struct tb_map_req *req, FILE *f, struct tb_map_result *out, struct tb_err *err);

/* ---- taking an import back ---------------------------------------------------------------------------------------- */

struct tb_import_undo_req {
	int64_t batch;       /* its number, or TB_BATCH_LAST: the newest of any noun */
	bool only_untouched; /* leave alone what was changed or handled since; else nothing is done where there is any */
	bool dry_run;        /* do everything but the commit */
};

struct tb_import_undo_result {
	int64_t batch;               /* the import that was meant */
	const char *file;            /* its file; in the problems' pool */
	int64_t withdrawn, restored; /* records that it had added; records that it had changed */
	int64_t left;                /* records that are left alone */
	int64_t event;               /* the event that took it back; 0 where nothing was done */
	struct tb_problems problems; /* the first 100 of those left, and why; the caller releases them */
};

/*
 * Take an import back by events that make up for its own: what it added is withdrawn, what it changed is set back. The tag
 * of a withdrawn asset is never given out again, and its history stays.
 *
 * TB_EREFUSED  records were changed, handled or referred to since (`out->problems` says which), unless only_untouched; it
 *              was taken back already, or nothing of it can be
 * TB_ENOTFOUND there is no such import
 */
TB_MUST_CHECK
enum tb_status tb_import_undo(struct tb_db *db, const struct tb_act *act, const struct tb_import_undo_req *req,
			      struct tb_import_undo_result *out, struct tb_err *err);

/* All imports, oldest first, as records of tb_imported_noun; and one of them. TB_ENOTFOUND there is no such import */
TB_MUST_CHECK
enum tb_status tb_import_list(struct tb_db *db, tb_list_fn *fn, void *ctx, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_import_show(struct tb_db *db, int64_t batch, tb_list_fn *fn, void *ctx, struct tb_err *err);

enum tb_export_format {
	TB_EXPORT_CSV, /* by RFC 4180 */
	TB_EXPORT_EXCEL, /* as Excel with Vietnamese settings opens it by a double click: a BOM, ';', codes kept as texts */
	TB_EXPORT_JSONL, /* JSON Lines: an object a line, as --json has it */
};

struct tb_export_req {
	const struct tb_noun *noun;
	struct tb_query query;
	const char *columns;    /* keys of fields and names of extra fields, separated by commas; NULL for all */
	const char *profile;    /* instead: the columns that this profile names, as in tb_import_req; NULL for none */
	const char *own_folder; /* profiles/ of the user's own, looked into first; NULL for none */
	enum tb_export_format format;
};

/*
 * Write all records of a noun (also events) that the query finds, in UTF-8: `*rows` rows, behind a header in CSV. A text
 * that a spreadsheet would run as a formula gets a ' in front; an import takes it off.
 *
 * TB_EINVAL    a column that there is not; a profile that is wrong or of another noun
 * TB_ENOTFOUND no such profile
 * The statuses of tb_list(). What could not be written shows in `f` (ferror).
 */
TB_MUST_CHECK
enum tb_status tb_export(struct tb_db *db, const struct tb_export_req *req, FILE *f, int64_t *rows, struct tb_err *err);

#endif
