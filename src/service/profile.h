/*
 * profile.h - how the files of one origin are read: which column feeds which field, and how its texts are spelt.
 * import/README.md describes the file.
 */
#ifndef TB_SERVICE_PROFILE_H
#define TB_SERVICE_PROFILE_H

#include <trangbi/exchange.h>

/* What a record refers to and an import can create beside it. */
enum tb_beside { TB_BESIDE_KIND, TB_BESIDE_UNIT, TB_BESIDE_PERSON, TB_N_BESIDE };

/* What a column feeds: a field (its index), the name of what the record refers to (TB_NAME_OF + enum tb_beside), or these. */
enum { TB_TO_EXTRA = -1, TB_TO_NOTHING = -2, TB_NAME_OF = TB_MAX_FIELDS, TB_TARGETS = TB_MAX_FIELDS + TB_N_BESIDE };

/* One word of a table, and what it means. */
struct tb_profile_word {
	struct tb_profile_word *next;
	const char *key;   /* as a search key (tb_utf8_fold) */
	const char *value; /* "" for nothing */
};

/* How one field is fed. Texts lie in the pool that the profile was read with. */
struct tb_profile_target {
	const char *headers;  /* search keys of the columns that can feed it, divided by '|'; NULL for none */
	const char *caption;  /* the first of these columns as it is spelt, for an export; NULL for none */
	const char *constant; /* for new records where no cell says anything; NULL for none */
	const char *drop;     /* characters that are taken out; NULL for none */
	bool upper;           /* small letters are made capitals */
	bool code;            /* a name is made a code: "Máy tính" is MAY-TINH */
	uint32_t lost_zeros;  /* as in struct tb_spelling */
	int64_t multiplier;   /* the same; 0: that of the profile */
	struct tb_profile_word *words;
	const char
		*otherwise; /* the field whose text it has in new records where its own cell is empty; NULL for none */
	int line;           /* where [columns] names it; 0: it does not */
};

enum { TB_MAX_KEYS = 8 };

/* By what registered assets are found: a field of theirs, or any other name. */
enum { TB_KEY_ALIAS = TB_MAX_FIELDS };

struct tb_profile {
	const char *name;           /* NULL: none was asked for */
	const char *path;           /* of its file, for messages; NULL: it has none */
	const char *title;          /* NULL for none */
	const struct tb_noun *noun; /* of what it is */
	bool strict;                /* own names of columns are not known beside those of the profile */
	bool clears;                /* an empty cell empties its field */
	enum tb_marks marks;
	bool month_first;
	int64_t multiplier;   /* 0: nobody said */
	const char *encoding; /* as in struct tb_csv_opts; NULL and 0: found out */
	char delimiter;
	int64_t header;            /* the row with the names of columns */
	unsigned key[TB_MAX_KEYS]; /* in the order in which they are tried */
	unsigned n_keys;           /* 0: the usual way */
	const char *ignore,
		*extra; /* search keys of columns, divided by '|': not read; kept as an extra field in any case */
	struct tb_profile_target target[TB_TARGETS];
};

enum { TB_PROFILE_FOLDERS = 3 };

/* The folders of profiles, one's own first; ends with a NULL. TB_ESYS where one's own cannot be read. */
TB_MUST_CHECK
enum tb_status tb_profile_folders(struct tb_pool *pool, const char *own, const char *folders[TB_PROFILE_FOLDERS],
				  struct tb_err *err);

/*
 * Read the profile `name` for `noun`: one of the folders, a FILE.ini, "auto", or NULL for none. Texts in `pool`.
 *
 * TB_ENOTFOUND there is none of that name
 * TB_EINVAL    the file is wrong (the message names file and line), or for another noun
 */
TB_MUST_CHECK
enum tb_status tb_profile_read(struct tb_profile *p, const char *const *folders, const char *name,
			       const struct tb_noun *noun, struct tb_pool *pool, struct tb_err *err);

/* Make a profile of all names of columns that are known of its noun, by trangbi itself and the profiles ("auto"). */
TB_MUST_CHECK
enum tb_status tb_profile_guess(struct tb_profile *p, const char *const *folders, struct tb_pool *pool,
				struct tb_err *err);

/* Put what the request says over the profile: key, constants, numbers, multiplier. TB_EINVAL */
TB_MUST_CHECK
enum tb_status tb_profile_refine(struct tb_profile *p, const struct tb_import_req *req, struct tb_pool *pool,
				 struct tb_err *err);

/* Whether the search key `key` is one of `list`, which '|' divides; `list` may be NULL. */
bool tb_key_listed(const char *list, const char *key);

/* What a column with that search key feeds, by [columns] alone. TB_TO_EXTRA where it is not named. */
int tb_profile_find(const struct tb_profile *p, const char *key);

/* What `target` is called in [columns]; "kind.name" for a name beside. */
const char *tb_target_name(const struct tb_noun *noun, int target);

/* The noun of what can be created beside, and the field of `noun` that names it by code; -1 where there is none. */
const struct tb_noun *tb_beside_noun(enum tb_beside what);
int tb_beside_field(const struct tb_noun *noun, enum tb_beside what);

#endif
