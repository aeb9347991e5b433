/*
 * inifile.h - INI files whose every key is declared: anything unknown, missing, repeated or out of range is an error that
 * names the file and the line.
 */
#ifndef TB_BASE_INIFILE_H
#define TB_BASE_INIFILE_H

#include <stdbool.h>
#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

enum tb_ini_type {
	TB_INI_LENGTH, /* double, mm; written "60", "60 mm" or "9 pt" */
	TB_INI_COUNT,  /* int */
	TB_INI_WORD,   /* int, the index in `words` */
	TB_INI_TEXT,   /* const char *, in the reader's pool */
};

struct tb_ini_key {
	const char *name;
	size_t offset; /* of the member in the object that the section fills */
	enum tb_ini_type type;
	double min, max;   /* of a length or a count */
	const char *words; /* "left|centre|right" */
	bool optional;
};

struct tb_ini;

/*
 * What one section fills, and with which keys (behind the last is one without a name; at most 32); or who takes its keys,
 * whatever they are. `take` is called once more for each line that goes on with a value (`continued`).
 */
struct tb_ini_section {
	void *object;
	const struct tb_ini_key *keys;
	enum tb_status (*take)(struct tb_ini *ini, const char *name, const char *value);
};

struct tb_ini {
	struct tb_pool *pool; /* borrowed; texts are put there */
	void *user;           /* for the two calls */
	/* At a section's first key: say what it fills. TB_EINVAL with a message where there is no such section. */
	enum tb_status (*open)(struct tb_ini *ini, const char *name, struct tb_ini_section *out);
	/* At its end, all its keys being there; for what concerns several of them. May be NULL. */
	enum tb_status (*close)(struct tb_ini *ini);

	/* For messages, while it is read. */
	const char *path;
	const char *folder; /* in which the file was found; borrowed */
	struct tb_err *err;
	char *name;       /* of the section; NULL before the first */
	int section_line; /* where it begins */
	int line;
	bool continued; /* the line is indented: it goes on with the value above */

	/* Private. */
	struct tb_ini_section section;
	void *file;
	bool bare;     /* a header was read, and no key of it yet */
	unsigned seen; /* which keys of the section were given, by index */
	enum tb_status rc;
};

/*
 * Read `kind`s/`name`.ini in the first of the folders (which end with a NULL) that has it.
 *
 * TB_ENOTFOUND  no such file, or a name that could lead out of the folder
 * TB_EINVAL     the file is wrong
 * TB_ESYS       it cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_ini_read(struct tb_ini *ini, const char *const *folders, const char *kind, const char *name,
			   struct tb_err *err);

/* The same for the file `path`. */
TB_MUST_CHECK
enum tb_status tb_ini_read_file(struct tb_ini *ini, const char *path, struct tb_err *err);

/* TB_ENOTFOUND, with the message that there is no such "sheet", "template", "form" or "profile". */
enum tb_status tb_ini_missing(const char *kind, const char *name, struct tb_err *err);

/* The names of all files of that kind, sorted, each once; `*names` is an array of texts in `pool`. */
TB_MUST_CHECK
enum tb_status tb_ini_names(const char *const *folders, const char *kind, struct tb_pool *pool,
			    const char *const **names, size_t *n, struct tb_err *err);

#endif
