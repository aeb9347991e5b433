#include "service/profile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/inifile.h"
#include "base/utf8.h"

/* ---- names ------------------------------------------------------------------------------------------------------ */

static const struct {
	const struct tb_noun *noun;
	const char *field, *name; /* of whoever refers to it: the field with its code, and what its name is called */
} besides[TB_N_BESIDE] = {
	[TB_BESIDE_KIND] = { &tb_kind_noun, "kind", "kind.name" },
	[TB_BESIDE_UNIT] = { &tb_unit_noun, "unit", "unit.name" },
	[TB_BESIDE_PERSON] = { &tb_person_noun, "custodian", "custodian.name" },
};

const struct tb_noun *tb_beside_noun(enum tb_beside what)
{
	return besides[what].noun;
}

int tb_beside_field(const struct tb_noun *noun, enum tb_beside what)
{
	/* The kind of a unit is a word of the official list, not one of ours. */
	if (noun != &tb_asset_noun && (noun != &tb_person_noun || what != TB_BESIDE_UNIT))
		return -1;
	return tb_field_find(noun, besides[what].field);
}

const char *tb_target_name(const struct tb_noun *noun, int target)
{
	return target >= TB_NAME_OF ? besides[target - TB_NAME_OF].name : noun->fields[target].key;
}

static int find_target(const struct tb_noun *noun, const char *name)
{
	for (int i = 0; i < TB_N_BESIDE; i++)
		if (!strcmp(name, besides[i].name) && tb_beside_field(noun, (enum tb_beside)i) >= 0)
			return TB_NAME_OF + i;
	return tb_field_find(noun, name);
}

bool tb_key_listed(const char *list, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = list; p; p = strchr(p, '|'), p = p ? p + 1 : NULL)
		if (!strncmp(p, key, len) && (p[len] == '|' || !p[len]))
			return true;
	return false;
}

int tb_profile_find(const struct tb_profile *p, const char *key)
{
	if (tb_key_listed(p->ignore, key))
		return TB_TO_NOTHING;
	for (int i = 0; i < TB_TARGETS; i++)
		if (tb_key_listed(p->target[i].headers, key))
			return i;
	return TB_TO_EXTRA;
}

/* ---- sections --------------------------------------------------------------------------------------------------- */

/* What [profile] and [field NAME] say, as words. */
struct about {
	const char *title, *of, *key, *encoding;
	int unknown, empty, numbers, dates, multiplier, delimiter, header;
};

struct about_field {
	const char *drop, *digits, *otherwise;
	int upper, code, multiplier;
};

#define MEMBER(owner, name) #name, offsetof(struct owner, name)

static const struct tb_ini_key profile_keys[] = {
	{ MEMBER(about, title), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about, of), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about, key), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about, unknown), TB_INI_WORD, 0, 0, "own|extra", true },
	{ MEMBER(about, empty), TB_INI_WORD, 0, 0, "keep|clear", true },
	{ MEMBER(about, numbers), TB_INI_WORD, 0, 0, "auto|vi|en", true },
	{ MEMBER(about, dates), TB_INI_WORD, 0, 0, "dmy|mdy", true },
	{ MEMBER(about, multiplier), TB_INI_COUNT, 1, 1000000, NULL, true },
	{ MEMBER(about, encoding), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about, delimiter), TB_INI_WORD, 0, 0, "auto|comma|semicolon|tab|pipe", true },
	{ MEMBER(about, header), TB_INI_COUNT, 1, 100, NULL, true },
	{ .name = NULL },
};

static const struct tb_ini_key field_keys[] = {
	{ MEMBER(about_field, multiplier), TB_INI_COUNT, 1, 1000000, NULL, true },
	{ MEMBER(about_field, drop), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about_field, upper), TB_INI_WORD, 0, 0, "no|yes", true },
	{ MEMBER(about_field, code), TB_INI_WORD, 0, 0, "no|yes", true },
	{ MEMBER(about_field, digits), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(about_field, otherwise), TB_INI_TEXT, 0, 0, NULL, true },
	{ .name = NULL },
};

/* A profile being read. */
struct reader {
	struct tb_profile *p;
	const struct tb_noun *noun; /* what is imported */
	struct about about;
	struct about_field field;
	struct tb_profile_target *target; /* of the section at hand */
	struct tb_profile_word *word;     /* the last one */
	bool open;                        /* [profile] was read */
};

static enum tb_status wrong(const struct tb_ini *ini, const char *msgid, const char *what)
{
	return tb_err_set(ini->err, TB_EINVAL, msgid, ini->path, ini->line, what);
}

static enum tb_status target_of(const struct tb_ini *ini, const char *name, struct tb_profile_target **out)
{
	const struct reader *r = ini->user;
	int i = find_target(r->p->noun, name);

	if (i < 0)
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: '%s' is no field of '%s'; import/README.md lists them"), ini->path,
				  ini->line, name, r->p->noun->plural);
	*out = &r->p->target[i];
	return TB_OK;
}

/* Add the names in `value`, which '|' divides, to `*list` as search keys. A name can feed only one field. */
static enum tb_status add_names(struct tb_ini *ini, const char *value, const char **list)
{
	struct reader *r = ini->user;
	struct tb_str all = TB_STR_INIT, key = TB_STR_INIT;
	enum tb_status rc = TB_OK;

	if (*list)
		tb_str_adds(&all, *list);
	while (!rc && *value) {
		size_t len = strcspn(value, "|");
		const char *name = tb_pool_dup(ini->pool, value, len);

		tb_str_clear(&key);
		tb_utf8_fold(&key, name);
		value += len + (value[len] == '|');
		if (!key.len)
			continue;
		if (list != &r->p->extra && tb_profile_find(r->p, key.buf) != TB_TO_EXTRA)
			rc = wrong(ini, N_("'%s', line %d: column '%s' feeds a field already; name it once"), name);
		tb_str_addf(&all, "%s%s", all.len ? "|" : "", key.buf);
	}
	if (!rc && !all.len)
		rc = wrong(ini, N_("'%s', line %d: '%s' names no column"), value);
	if (!rc)
		*list = tb_pool_dup(ini->pool, all.buf, all.len);
	tb_str_release(&key);
	tb_str_release(&all);
	return rc;
}

static const char *first_name(struct tb_pool *pool, const char *names)
{
	size_t len = strcspn(names, "|");

	while (len && names[len - 1] == ' ')
		len--;
	return tb_pool_dup(pool, names, len);
}

static enum tb_status take_column(struct tb_ini *ini, const char *name, const char *value)
{
	struct reader *r = ini->user;
	struct tb_profile_target *target = NULL;
	enum tb_status rc;

	if (!strcmp(name, "ignore"))
		return add_names(ini, value, &r->p->ignore);
	if (!strcmp(name, "extra"))
		return add_names(ini, value, &r->p->extra);
	rc = target_of(ini, name, &target);
	if (!rc && target->line && !ini->continued)
		rc = wrong(ini,
			   N_("'%s', line %d: '%s' is fed twice; name its columns in one line, divided by |, of which "
			      "the file has one"),
			   name);
	if (rc)
		return rc;
	if (!target->line) {
		target->line = ini->line;
		target->caption = first_name(ini->pool, value);
	}
	return add_names(ini, value, &target->headers);
}

static enum tb_status take_constant(struct tb_ini *ini, const char *name, const char *value)
{
	struct tb_profile_target *target = NULL;
	enum tb_status rc = target_of(ini, name, &target);

	if (!rc && target->constant)
		rc = wrong(ini, N_("'%s', line %d: '%s' is given twice"), name);
	if (!rc)
		target->constant = tb_pool_strdup(ini->pool, value);
	return rc;
}

static enum tb_status take_word(struct tb_ini *ini, const char *name, const char *value)
{
	struct reader *r = ini->user;
	struct tb_str key = TB_STR_INIT;
	struct tb_profile_word *word = tb_pool_alloc(ini->pool, sizeof(*word));

	tb_utf8_fold(&key, name);
	*word = (struct tb_profile_word){ .next = r->target->words,
					  .key = tb_pool_strdup(ini->pool, key.buf),
					  .value = tb_pool_strdup(ini->pool, value) };
	tb_str_release(&key);
	for (const struct tb_profile_word *w = word->next; w; w = w->next)
		if (!strcmp(w->key, word->key))
			return wrong(ini, N_("'%s', line %d: '%s' is given twice"), name);
	r->target->words = word;
	return TB_OK;
}

/* "2 | 5": how many digits a code can have; all other numbers of digits come from lost zeros. */
static enum tb_status take_digits(const struct tb_ini *ini, const char *text, uint32_t *lost)
{
	*lost = ~UINT32_C(0);
	while (*text) {
		char *end;
		long n = strtol(text, &end, 10);

		if (end == text || n < 1 || n > 31)
			return wrong(ini, N_("'%s', line %d: '%s' is no number of digits from 1 to 31"), text);
		*lost &= ~(UINT32_C(1) << n);
		text = end + strspn(end, " |");
	}
	return TB_OK;
}

/* Characters divided by spaces; "space" is a space. */
static const char *read_drop(struct tb_pool *pool, const char *text)
{
	char *out = tb_pool_strdup(pool, text), *to = out;

	while (*text) {
		size_t len = strcspn(text, " ");

		if (len == 5 && !strncmp(text, "space", 5))
			*to++ = ' ';
		else
			for (size_t i = 0; i < len; i++)
				*to++ = text[i];
		text += len + (text[len] == ' ');
	}
	*to = '\0';
	return out;
}

/* ---- what sections mean ------------------------------------------------------------------------------------------ */

/* Which fields find an asset. */
static bool is_key(const struct tb_noun *noun, int field)
{
	static const unsigned char fields[] = { TB_ASSET_TAG,   TB_ASSET_OLD_CODE, TB_ASSET_SERIAL,
						TB_ASSET_PLATE, TB_ASSET_FRAME_NO, TB_ASSET_ENGINE_NO };

	if (noun != &tb_asset_noun)
		return field == (int)noun->key;
	return field >= 0 && memchr(fields, field, sizeof(fields));
}

/* Read "old_code, serial" into the profile. */
static enum tb_status read_key(struct tb_profile *p, const char *text, struct tb_pool *pool, struct tb_err *err)
{
	p->n_keys = 0;
	while (*text) {
		size_t len = strcspn(text, ", |");
		const char *name = tb_pool_dup(pool, text, len);
		bool alias = p->noun == &tb_asset_noun && !strcmp(name, "alias");
		int field = alias ? TB_KEY_ALIAS : tb_field_find(p->noun, name);

		text += len + strspn(text + len, ", |");
		if (!len)
			continue;
		if ((!alias && !is_key(p->noun, field)) || p->n_keys == TB_MAX_KEYS)
			return tb_err_set(err, TB_EINVAL,
					  N_("'%s' cannot be the key of '%s'; for assets use tag, old_code, serial, "
					     "plate, frame_no, engine_no or alias"),
					  name, p->noun->plural);
		p->key[p->n_keys++] = (unsigned)field;
	}
	return TB_OK;
}

static enum tb_status take_about(struct tb_ini *ini)
{
	struct reader *r = ini->user;
	const struct about *a = &r->about;
	struct tb_profile *p = r->p;
	const struct tb_noun *of = a->of ? tb_noun_find(a->of) : r->noun;

	if ((a->of && !of) || of == &tb_event_noun)
		return wrong(ini, N_("'%s', line %d: '%s' is unknown; use assets, units, persons or kinds"), a->of);
	if (r->noun && of != r->noun)
		return tb_err_set(ini->err, TB_EINVAL, N_("profile '%s' is for %s, not for %s; name another"),
				  ini->path, of->plural, r->noun->plural);
	p->noun = of;
	p->title = a->title;
	p->strict = a->unknown == 1;
	p->clears = a->empty == 1;
	p->marks = (enum tb_marks)a->numbers;
	p->month_first = a->dates == 1;
	p->multiplier = a->multiplier;
	p->encoding = a->encoding;
	p->delimiter = "\0,;\t|"[a->delimiter]; /* in the order of its words */
	p->header = a->header;
	return a->key && of ? read_key(p, a->key, ini->pool, ini->err) : TB_OK;
}

static enum tb_status take_field(struct tb_ini *ini)
{
	struct reader *r = ini->user;
	struct tb_profile_target *t = r->target;

	t->multiplier = r->field.multiplier;
	t->upper = r->field.upper;
	t->code = r->field.code;
	if (r->field.drop)
		t->drop = read_drop(ini->pool, r->field.drop);
	if (r->field.otherwise && tb_field_find(r->p->noun, r->field.otherwise) < 0)
		return wrong(ini, N_("'%s', line %d: there is no field '%s'; import/README.md lists them"),
			     r->field.otherwise);
	t->otherwise = r->field.otherwise;
	return r->field.digits ? take_digits(ini, r->field.digits, &t->lost_zeros) : TB_OK;
}

static enum tb_status close_section(struct tb_ini *ini)
{
	if (!strcmp(ini->name, "profile"))
		return take_about(ini);
	return strncmp(ini->name, "field ", 6) ? TB_OK : take_field(ini);
}

/* A profile of any noun can say nothing about fields. */
static enum tb_status open_target(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	struct reader *r = ini->user;
	bool words = !strncmp(name, "words ", 6);
	enum tb_status rc = target_of(ini, name + 6, &r->target);

	r->field = (struct about_field){ .drop = NULL };
	*out = words ? (struct tb_ini_section){ .object = r->target, .take = take_word }
		     : (struct tb_ini_section){ .object = &r->field, .keys = field_keys };
	return rc;
}

static enum tb_status open_section(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	struct reader *r = ini->user;

	if (!strcmp(name, "profile") && !r->open) {
		*out = (struct tb_ini_section){ .object = &r->about, .keys = profile_keys };
		r->open = true;
		return TB_OK;
	}
	if (!r->open || !strcmp(name, "profile"))
		return wrong(ini, N_("'%s', line %d: '[profile]' must be the first section, and only that, not '[%s]'"),
			     name);
	if (!r->p->noun)
		return wrong(ini,
			     N_("'%s', line %d: '[%s]' can stand only where [profile] says 'of = assets', units, "
				"persons or kinds"),
			     name);
	if (!strcmp(name, "columns"))
		*out = (struct tb_ini_section){ .object = r, .take = take_column };
	else if (!strcmp(name, "constants"))
		*out = (struct tb_ini_section){ .object = r, .take = take_constant };
	else if (!strncmp(name, "words ", 6) || !strncmp(name, "field ", 6))
		return open_target(ini, name, out);
	else
		return wrong(
			ini,
			N_("'%s', line %d: there is no section '[%s]'; use columns, constants, field NAME or words "
			   "NAME"),
			name);
	return TB_OK;
}

/* ---- finding and reading ----------------------------------------------------------------------------------------- */

enum tb_status tb_profile_folders(struct tb_pool *pool, const char *own, const char *folders[TB_PROFILE_FOLDERS],
				  struct tb_err *err)
{
	size_t n = 0;

	if (own && access(own, R_OK | X_OK))
		return tb_err_set(err, TB_ESYS, N_("cannot read the folder of profiles '%s': %s"), own,
				  strerror(errno));
	if (own)
		folders[n++] = own;
	folders[n++] = tb_file_own(pool, "import", "../share/trangbi/import");
	folders[n] = NULL;
	return TB_OK;
}

static bool is_path(const char *name)
{
	size_t len = strlen(name);

	return strchr(name, '/') || (len > 4 && !strcmp(name + len - 4, ".ini"));
}

enum tb_status tb_profile_read(struct tb_profile *p, const char *const *folders, const char *name,
			       const struct tb_noun *noun, struct tb_pool *pool, struct tb_err *err)
{
	struct reader r = { .p = p, .noun = noun };
	struct tb_ini ini = { .pool = pool, .user = &r, .open = open_section, .close = close_section };
	enum tb_status rc;

	*p = (struct tb_profile){ .name = name, .noun = noun };
	if (!name)
		return TB_OK;
	if (!strcmp(name, "auto"))
		return tb_profile_guess(p, folders, pool, err);
	p->noun = NULL;
	rc = is_path(name) ? tb_ini_read_file(&ini, name, err) : tb_ini_read(&ini, folders, "profile", name, err);
	p->path = ini.path;
	return rc;
}

/* ---- what the request says --------------------------------------------------------------------------------------- */

/* Read "unit=00004,kind=MAY". */
static enum tb_status read_set(struct tb_profile *p, const char *text, struct tb_pool *pool, struct tb_err *err)
{
	while (*text) {
		size_t len = strcspn(text, ",");
		char *name = tb_pool_dup(pool, text, len), *value = strchr(name, '=');
		int target = -1;

		text += len + (text[len] == ',');
		if (value) {
			*value++ = '\0';
			target = find_target(p->noun, name);
		}
		if (target < 0)
			return tb_err_set(
				err, TB_EINVAL,
				N_("'%s' is no field with a value for --set; write --set unit=00004,kind=MAY"), name);
		p->target[target].constant = value;
	}
	return TB_OK;
}

static enum tb_status read_numbers(const char *text, enum tb_marks *out, struct tb_err *err)
{
	if (strcmp(text, "vi") != 0 && strcmp(text, "en") != 0)
		return tb_err_set(err, TB_EINVAL,
				  N_("'%s' is no way to write numbers; use vi (1.234.567,50) or en (1,234,567.50)"),
				  text);
	*out = *text == 'v' ? TB_MARKS_VI : TB_MARKS_EN;
	return TB_OK;
}

enum tb_status tb_profile_refine(struct tb_profile *p, const struct tb_import_req *req, struct tb_pool *pool,
				 struct tb_err *err)
{
	enum tb_status rc = TB_OK;

	if (req->key)
		rc = read_key(p, req->key, pool, err);
	if (!rc && req->set)
		rc = read_set(p, req->set, pool, err);
	if (!rc && req->numbers)
		rc = read_numbers(req->numbers, &p->marks, err);
	if (!rc && (req->multiplier < 0 || req->multiplier > 1000000))
		rc = tb_err_set(err, TB_EINVAL, N_("'%lld' is no multiplier; give a number from 1 to 1000000"),
				(long long)req->multiplier);
	if (rc)
		return rc;
	if (req->multiplier)
		p->multiplier = req->multiplier;
	if (req->encoding)
		p->encoding = req->encoding;
	if (req->delimiter)
		p->delimiter = req->delimiter;
	if (req->header_row)
		p->header = req->header_row;
	return TB_OK;
}
