#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ini.h>

#include "base/alloc.h"
#include "base/inifile.h"

#define MM_PER_PT (25.4 / 72)

static enum tb_status bad_value(const struct tb_ini *ini, const struct tb_ini_key *key, const char *value,
				const char *expected)
{
	return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '%s = %s' is wrong; expected is %s"), ini->path,
			  ini->line, key->name, value, expected);
}

/* Digits with at most one point, whatever the locale; strtod() would want a comma in Vietnamese. Returns the end. */
static const char *read_decimal(const char *s, double *out)
{
	double scale = 1;

	for (*out = 0; *s >= '0' && *s <= '9'; s++)
		*out = *out * 10 + (*s - '0');
	if (*s == '.')
		for (s++; *s >= '0' && *s <= '9'; s++)
			*out += (*s - '0') * (scale /= 10);
	return s;
}

static bool read_number(const struct tb_ini_key *key, const char *value, double *out)
{
	const char *end = read_decimal(value, out);

	if (*value < '0' || *value > '9')
		return false;
	end += strspn(end, " ");
	if (key->type == TB_INI_COUNT)
		return !*end && *out <= INT_MAX && *out == (int)*out;
	if (!strcmp(end, "pt"))
		*out *= MM_PER_PT;
	return !*end || !strcmp(end, "mm") || !strcmp(end, "pt");
}

static enum tb_status take_number(const struct tb_ini *ini, const struct tb_ini_key *key, const char *value, char *at)
{
	char expected[64];
	double n;

	if (strlen(value) > 12 || !read_number(key, value, &n) || n < key->min || n > key->max) {
		snprintf(expected, sizeof(expected), "%g .. %g%s", key->min, key->max,
			 key->type == TB_INI_LENGTH ? " mm" : "");
		return bad_value(ini, key, value, expected);
	}
	if (key->type == TB_INI_LENGTH)
		*(double *)(void *)at = n;
	else
		*(int *)(void *)at = (int)n;
	return TB_OK;
}

static enum tb_status take_word(const struct tb_ini *ini, const struct tb_ini_key *key, const char *value, char *at)
{
	size_t len = strlen(value);
	int index = 0;

	for (const char *w = key->words; w; w = strchr(w, '|'), index++) {
		w += *w == '|';
		if (len && strcspn(w, "|") == len && !strncmp(w, value, len)) {
			*(int *)(void *)at = index;
			return TB_OK;
		}
	}
	return bad_value(ini, key, value, key->words);
}

static enum tb_status take_value(const struct tb_ini *ini, const struct tb_ini_key *key, const char *value)
{
	char *at = (char *)ini->section.object + key->offset;

	if (key->type == TB_INI_WORD)
		return take_word(ini, key, value, at);
	if (key->type != TB_INI_TEXT)
		return take_number(ini, key, value, at);
	*(const char **)(void *)at = tb_pool_strdup(ini->pool, value);
	return TB_OK;
}

static enum tb_status take_key(struct tb_ini *ini, const char *name, const char *value)
{
	const struct tb_ini_key *key = ini->section.keys;
	unsigned bit = 1;

	if (ini->section.take)
		return ini->section.take(ini, name, value);
	for (; key->name && strcmp(key->name, name); key++)
		bit <<= 1;
	if (!key->name)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: section '[%s]' has no key '%s'"), ini->path,
				  ini->line, ini->name, name);
	if (ini->seen & bit)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '%s' is given twice"), ini->path, ini->line,
				  name);
	ini->seen |= bit;
	return take_value(ini, key, value);
}

static enum tb_status close_section(struct tb_ini *ini)
{
	const struct tb_ini_key *key = ini->section.keys;

	if (!ini->name)
		return TB_OK;
	for (unsigned bit = 1; key && key->name; key++, bit <<= 1)
		if (!key->optional && !(ini->seen & bit))
			return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: section '[%s]' lacks the key '%s'"),
					  ini->path, ini->section_line, ini->name, key->name);
	return ini->close ? ini->close(ini) : TB_OK;
}

static enum tb_status open_section(struct tb_ini *ini, const char *name)
{
	enum tb_status rc = close_section(ini);

	if (rc)
		return rc;
	ini->name = tb_pool_strdup(ini->pool, name);
	ini->section_line = ini->line;
	ini->seen = 0;
	return ini->open(ini, name, &ini->section);
}

static int take_line(void *user, const char *section, const char *name, const char *value)
{
	struct tb_ini *ini = user;

	if (ini->rc)
		return 0;
	if (ini->bare || !ini->name)
		ini->rc = open_section(ini, section);
	ini->bare = false;
	if (!ini->rc)
		ini->rc = take_key(ini, name, value);
	return !ini->rc;
}

static enum tb_status not_ini(const struct tb_ini *ini, int line)
{
	return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: not a '[section]', a 'key = value' or a '; comment'"),
			  ini->path, line);
}

/* inih tells neither line numbers nor empty sections, so its lines are watched on their way in. */
static void watch_line(struct tb_ini *ini, const char *s, int size)
{
	bool header = s[strspn(s, " \t")] == '[';

	ini->line++;
	ini->continued = *s == ' ' || *s == '\t';
	if (strlen(s) + 1 == (size_t)size)
		ini->rc = tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the line is longer than %d bytes"),
				     ini->path, ini->line, size - 2);
	else if (header && ini->bare)
		ini->rc = tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the section above is empty"), ini->path,
				     ini->line);
	else if (header && !strchr(s, ']'))
		ini->rc = not_ini(ini, ini->line);
	ini->bare |= header;
}

static char *read_line(char *s, int size, void *user)
{
	struct tb_ini *ini = user;

	if (ini->rc || !fgets(s, size, ini->file))
		return NULL;
	watch_line(ini, s, size);
	return ini->rc ? NULL : s;
}

static enum tb_status read_open_file(struct tb_ini *ini)
{
	int bad_line = ini_parse_stream(read_line, ini, take_line, ini);

	if (ini->rc)
		return ini->rc;
	if (ferror((FILE *)ini->file))
		return tb_err_set(ini->err, TB_ESYS, N_("cannot read '%s': %s"), ini->path, strerror(errno));
	if (bad_line)
		return not_ini(ini, bad_line);
	if (ini->bare || !ini->name)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the file ends with an empty section"),
				  ini->path, ini->line);
	return close_section(ini);
}

static bool is_plain_name(const char *name)
{
	return *name && *name != '.' && strlen(name) <= 64 &&
	       !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")];
}

enum tb_status tb_ini_missing(const char *kind, const char *name, struct tb_err *err)
{
	if (!strcmp(kind, "sheet"))
		return tb_err_set(err, TB_ENOTFOUND, N_("there is no sheet '%s'; see 'trangbi label sheets'"), name);
	if (!strcmp(kind, "form"))
		return tb_err_set(err, TB_ENOTFOUND, N_("there is no file 'forms/%s.ini'; install trangbi again"),
				  name);
	if (!strcmp(kind, "profile"))
		return tb_err_set(err, TB_ENOTFOUND, N_("there is no profile '%s'; see 'trangbi import profiles'"),
				  name);
	return tb_err_set(err, TB_ENOTFOUND, N_("there is no template '%s'; see 'trangbi label templates'"), name);
}

/* What is no file can keep its reader waiting for ever; NULL with errno. */
static FILE *open_regular(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return NULL;
	if (S_ISREG(st.st_mode))
		return fopen(path, "re");
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return NULL;
}

/* The file in the first folder that has it; NULL with errno. */
static FILE *open_first(struct tb_ini *ini, const char *const *folders, const char *kind, const char *name)
{
	FILE *f = NULL;

	errno = ENOENT;
	for (; *folders && !f && errno == ENOENT; folders++) {
		ini->folder = *folders;
		ini->path = tb_pool_printf(ini->pool, "%s/%ss/%s.ini", *folders, kind, name);
		f = open_regular(ini->path);
	}
	return f;
}

static enum tb_status read_and_close(struct tb_ini *ini)
{
	enum tb_status rc;

	if (!ini->file)
		return tb_err_set(ini->err, TB_ESYS, N_("cannot read '%s': %s"), ini->path, strerror(errno));
	rc = read_open_file(ini);
	fclose(ini->file);
	return rc;
}

enum tb_status tb_ini_read(struct tb_ini *ini, const char *const *folders, const char *kind, const char *name,
			   struct tb_err *err)
{
	ini->err = err;
	if (is_plain_name(name))
		ini->file = open_first(ini, folders, kind, name);
	else
		errno = ENOENT;
	if (!ini->file && errno == ENOENT)
		return tb_ini_missing(kind, name, err);
	return read_and_close(ini);
}

enum tb_status tb_ini_read_file(struct tb_ini *ini, const char *path, struct tb_err *err)
{
	ini->err = err;
	ini->path = path;
	ini->file = open_regular(path);
	return read_and_close(ini);
}

/* ---- which there are ---------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names being collected. */
struct names {
	const char **name; /* owned */
	size_t n, cap;
};

static void take_name(struct names *names, const char *file, struct tb_pool *pool)
{
	size_t len = strlen(file), suffix = strlen(".ini");
	const char *name;

	if (len <= suffix || strcmp(file + len - suffix, ".ini") != 0)
		return;
	name = tb_pool_dup(pool, file, len - suffix);
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->name[i], name))
			return;
	if (!is_plain_name(name))
		return;
	TB_GROW(names->name, names->n, names->cap);
	names->name[names->n++] = name;
}

/* A folder that is not there holds nothing: the user need not have one. */
static enum tb_status take_folder(struct names *names, const char *path, struct tb_pool *pool, struct tb_err *err)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (!dir)
		return errno == ENOENT ? TB_OK
				       : tb_err_set(err, TB_ESYS, N_("cannot read '%s': %s"), path, strerror(errno));
	while ((entry = readdir(dir)))
		take_name(names, entry->d_name, pool);
	closedir(dir);
	return TB_OK;
}

enum tb_status tb_ini_names(const char *const *folders, const char *kind, struct tb_pool *pool,
			    const char *const **names, size_t *n, struct tb_err *err)
{
	struct names all = { .n = 0 };
	enum tb_status rc = TB_OK;

	for (; !rc && *folders; folders++)
		rc = take_folder(&all, tb_pool_printf(pool, "%s/%ss", *folders, kind), pool, err);
	if (!rc) {
		const char **out = tb_pool_alloc(pool, (all.n + 1) * sizeof(*out));

		if (all.n) {
			qsort(all.name, all.n, sizeof(*all.name), by_text);
			memcpy(out, all.name, all.n * sizeof(*out));
		}
		*names = out;
		*n = all.n;
	}
	free(all.name);
	return rc;
}
