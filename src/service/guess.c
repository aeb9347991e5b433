/* guess.c - a mapping proposed from the header of a file, by all names of columns that are known. */
#include <stdlib.h>
#include <string.h>

#include <trangbi/tag.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/inifile.h"
#include "base/utf8.h"
#include "service/columns.h"

/* ---- what the profiles know -------------------------------------------------------------------------------------- */

/* The name of a column, and what profiles say that it feeds. */
struct lesson {
	const char *key;
	int to;
	bool contested; /* they do not agree */
};

struct lessons {
	struct lesson *item; /* owned */
	size_t n, cap;
};

static void learn_key(struct lessons *l, const char *key, int to)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->item[i].key, key)) {
			l->item[i].contested |= l->item[i].to != to;
			return;
		}
	TB_GROW(l->item, l->n, l->cap);
	l->item[l->n++] = (struct lesson){ .key = key, .to = to };
}

static void learn_list(struct lessons *l, const char *list, int to, struct tb_pool *pool)
{
	while (list && *list) {
		size_t len = strcspn(list, "|");

		learn_key(l, tb_pool_dup(pool, list, len), to);
		list += len + (list[len] == '|');
	}
}

static void learn_profile(struct lessons *l, const struct tb_profile *p, struct tb_pool *pool)
{
	for (int i = 0; i < TB_TARGETS; i++)
		learn_list(l, p->target[i].headers, i, pool);
	learn_list(l, p->ignore, TB_TO_NOTHING, pool);
}

static void add_key(const char **list, const char *key, struct tb_pool *pool)
{
	*list = tb_pool_printf(pool, "%s%s%s", *list ? *list : "", *list ? "|" : "", key);
}

/* trangbi's own names come first; of the others those on which nobody disagrees. */
static void apply_lessons(struct tb_profile *p, const struct lessons *l, struct tb_pool *pool)
{
	const struct tb_profile own = { .noun = p->noun };

	for (size_t i = 0; i < l->n; i++) {
		const struct lesson *lesson = &l->item[i];

		if (lesson->contested || tb_column_target(&own, lesson->key) != TB_TO_EXTRA)
			continue;
		add_key(lesson->to >= 0 ? &p->target[lesson->to].headers : &p->ignore, lesson->key, pool);
	}
}

enum tb_status tb_profile_guess(struct tb_profile *p, const char *const *folders, struct tb_pool *pool,
				struct tb_err *err)
{
	struct lessons l = { .n = 0 };
	const char *const *names = NULL;
	size_t n = 0;
	enum tb_status rc = tb_ini_names(folders, "profile", pool, &names, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct tb_profile other;
		struct tb_err ignored = TB_ERR_INIT; /* a profile with mistakes teaches nothing */

		if (!tb_profile_read(&other, folders, names[i], NULL, pool, &ignored) && other.noun == p->noun)
			learn_profile(&l, &other, pool);
	}
	if (!rc)
		apply_lessons(p, &l, pool);
	free(l.item);
	return rc;
}

/* ---- a look at the file ------------------------------------------------------------------------------------------ */

enum { LOOKED_AT = 1000, SHOWN_BYTES = 60, LONGEST_NAME = 120 };

/* A column as it was seen. */
struct sight {
	const char *name, *key; /* as it stands, and as a search key */
	const char *example;    /* NULL: it is empty */
	int to;
	bool names;    /* its texts are no codes */
	bool shown[3]; /* by enum tb_marks */
};

struct look {
	struct tb_profile profile;
	struct tb_csv_info info;
	struct tb_pool pool;
	const char *(*translate)(const char *msgid);
	struct sight *column; /* in the pool; NULL before the header */
	size_t n;
	int64_t rows;
};

static const char *tame(const char *text, size_t len, struct tb_pool *pool)
{
	char *copy = tb_pool_dup(pool, text, len);

	tb_utf8_tame(copy, len);
	for (char *p = copy; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	return copy;
}

static void look_at_header(struct look *l, const struct tb_csv_row *row)
{
	struct tb_str key = TB_STR_INIT;

	l->n = row->n;
	l->column = tb_pool_alloc(&l->pool, (row->n + 1) * sizeof(*l->column));
	for (size_t i = 0; i < row->n; i++) {
		struct sight *c = &l->column[i];

		c->name = tame(row->cell[i].text, row->cell[i].len, &l->pool);
		tb_str_clear(&key);
		tb_utf8_fold(&key, c->name);
		c->key = tb_pool_strdup(&l->pool, key.buf);
		c->to = key.len ? tb_column_target(&l->profile, c->key) : TB_TO_EXTRA;
		for (size_t k = 0; k < i; k++) /* of two that mean the same, one at most does */
			if (c->to >= 0 && l->column[k].to == c->to)
				c->to = TB_TO_EXTRA;
	}
	tb_str_release(&key);
}

static bool is_code(const char *text)
{
	return !text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-")];
}

static void look_at_cell(struct look *l, struct sight *c, const struct tb_cell *cell)
{
	const char *text;

	if (!cell->len)
		return;
	text = tame(cell->text, cell->len < SHOWN_BYTES ? cell->len : SHOWN_BYTES, &l->pool);
	if (!c->example)
		c->example = text;
	c->names |= !is_code(text);
	c->shown[tb_number_shows(cell->text, cell->len)] = true;
}

/* What only events set is no field for an import, and what is no tag of ours is the code of another register. */
static void settle_columns(struct look *l)
{
	const struct tb_noun *noun = l->profile.noun;
	char tag[TB_TAG_SIZE];
	bool old_code = false;

	for (size_t i = 0; i < l->n; i++)
		old_code |= l->column[i].to == TB_ASSET_OLD_CODE;
	for (size_t i = 0; i < l->n; i++) {
		struct sight *c = &l->column[i];

		if (c->to < 0 || c->to >= TB_NAME_OF)
			continue;
		if (noun->fields[c->to].flags & TB_DERIVED && c->to != tb_beside_field(noun, TB_BESIDE_PERSON))
			c->to = TB_TO_EXTRA;
		else if (noun == &tb_asset_noun && c->to == TB_ASSET_TAG && c->example &&
			 tb_tag_parse(c->example, tag, NULL))
			c->to = old_code ? TB_TO_EXTRA : TB_ASSET_OLD_CODE;
	}
}

static enum tb_status look_at_row(void *ctx, const struct tb_csv_row *row, struct tb_err *err)
{
	struct look *l = ctx;

	if (row->bad.status)
		return TB_OK;
	if (!l->column)
		look_at_header(l, row);
	else
		for (size_t i = 0; i < row->n && i < l->n; i++)
			look_at_cell(l, &l->column[i], &row->cell[i]);
	(void)err;
	return l->rows++ < LOOKED_AT ? TB_OK : TB_EREFUSED; /* enough; a status without a message */
}

static size_t count_known(void *ctx, const struct tb_csv_row *row)
{
	const struct look *l = ctx;

	return tb_columns_known(&l->profile, row);
}

static enum tb_status look_at_file(struct look *l, const struct tb_map_req *req, struct tb_err *err)
{
	const struct tb_csv_opts opts = { .encoding = req->encoding, .known = count_known };
	FILE *f = NULL;
	enum tb_status rc = tb_infile_open(req->path, &f, err);

	if (rc)
		return rc;
	rc = tb_csv_read(f, &opts, look_at_row, l, &l->info, err);
	if (f != stdin)
		fclose(f);
	if (rc == TB_EREFUSED && l->rows > LOOKED_AT)
		rc = TB_OK;
	if (!rc && !l->column)
		rc = tb_err_set(err, TB_EINVAL, N_("'%s' holds no header and no rows"), req->path);
	return rc;
}

/* ---- the profile -------------------------------------------------------------------------------------------------- */

/* A comment in the reader's language, in lines that a profile can have: accents take more bytes than they show. */
static void put_comment(const struct look *l, FILE *f, const char *msgid)
{
	enum { WRAP = 110 };
	const char *text = l->translate ? l->translate(msgid) : msgid;
	size_t column = 1;

	putc(';', f);
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column + 1 + len > WRAP) {
			fputs("\n;", f);
			column = 1;
		}
		column += (size_t)fprintf(f, " %.*s", (int)len, text);
		text += len + strspn(text + len, " ");
	}
	putc('\n', f);
}

/* A name as a profile can hold it. */
static const char *written_name(const struct sight *c)
{
	return strpbrk(c->name, "|;") || strlen(c->name) > LONGEST_NAME ? c->key : c->name;
}

/* A column that feeds nothing yet, as a line that names it once its field is filled in. */
static void put_open(const struct look *l, const struct sight *c, const char *field, FILE *f)
{
	const char *name = written_name(c);

	if (strlen(name) > LONGEST_NAME) /* the profile could not be read */
		put_comment(l, f, N_("(its name is too long for a profile: shorten it in the file)"));
	else
		fprintf(f, "; %s = %s\n", field, name);
}

/* The field whose name the heading begins with, "Nguyên giá (1.000đ)", or TB_TO_EXTRA. */
static int perhaps(const struct look *l, const struct sight *c)
{
	char *key = tb_strdup(c->key), *space;
	int to = TB_TO_EXTRA;

	while (to < 0 && (space = strrchr(key, ' '))) {
		*space = '\0';
		to = tb_column_target(&l->profile, key);
	}
	free(key);
	for (size_t i = 0; i < l->n && to >= 0; i++)
		if (l->column[i].to == to)
			to = TB_TO_EXTRA; /* it has its column already */
	return to;
}

/* Whether it feeds a number, or would if its heading were shorter. */
static bool is_number(const struct look *l, const struct sight *c)
{
	int to = c->to == TB_TO_EXTRA ? perhaps(l, c) : c->to;
	enum tb_type type = to >= 0 && to < TB_NAME_OF ? l->profile.noun->fields[to].type : TB_TEXT;

	return type == TB_MONEY || type == TB_INT;
}

static void put_numbers(const struct look *l, FILE *f)
{
	bool shown[3] = { false };

	for (size_t i = 0; i < l->n; i++)
		for (int k = TB_MARKS_VI; k <= TB_MARKS_EN; k++)
			shown[k] |= is_number(l, &l->column[i]) && l->column[i].shown[k];
	if (shown[TB_MARKS_VI] != shown[TB_MARKS_EN])
		fprintf(f, "numbers = %s\n", shown[TB_MARKS_VI] ? "vi" : "en");
	else
		put_comment(l, f, N_("numbers = vi for 1.234.567,50 or en for 1,234,567.50: the file shows neither"));
}

static void put_example(const struct sight *c, FILE *f)
{
	if (c->example)
		fprintf(f, "; %s\n", c->example);
}

/* Columns that are decided; how many. */
static size_t put_decided(const struct look *l, FILE *f)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		const struct sight *c = &l->column[i];

		if (c->to == TB_TO_EXTRA)
			continue;
		if (!n++)
			fputs("\n[columns]\n", f);
		put_example(c, f);
		fprintf(f, "%s = %s\n", c->to == TB_TO_NOTHING ? "ignore" : tb_target_name(l->profile.noun, c->to),
			written_name(c));
	}
	return n;
}

/* For an amount whose heading says what it is in. */
static void put_multiplier(const struct look *l, int64_t unit, FILE *f)
{
	put_comment(l, f, N_("and in [profile], if its amounts are so:"));
	fprintf(f, "; multiplier = %lld\n", (long long)unit);
}

static void put_undecided(const struct look *l, FILE *f)
{
	bool any = false;

	for (size_t i = 0; i < l->n; i++) {
		const struct sight *c = &l->column[i];
		const int64_t unit = tb_heading_multiplier(c->key);
		int to;

		if (c->to != TB_TO_EXTRA || !*c->key)
			continue;
		if (!any) {
			putc('\n', f);
			put_comment(l, f,
				    N_("These feed no field and are kept as extra fields. Where one should, put a "
				       "field's name in the place of ? and take off the semicolon; import/README.md "
				       "lists the fields."));
		}
		any = true;
		to = perhaps(l, c);
		put_example(c, f);
		put_open(l, c, to >= 0 ? tb_target_name(l->profile.noun, to) : "?", f);
		if (unit && to >= 0)
			put_multiplier(l, unit, f);
	}
}

static bool has_column(const struct look *l, int field)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->column[i].to == field)
			return true;
	return false;
}

static void put_kind_codes(const struct look *l, FILE *f)
{
	putc('\n', f);
	put_comment(l, f,
		    N_("Names become codes (MAY-TINH); say which code each is in [words kind], or import with --create "
		       "kinds."));
	fputs("[field kind]\ncode = yes\n", f);
}

static void put_missing(const struct look *l, FILE *f)
{
	putc('\n', f);
	put_comment(l, f, N_("No column feeds these, which a new record must have. Fill in, or give them with --set."));
	fputs("; [constants]\n", f);
}

/* Kinds that are names become codes; what a new record needs and the file lacks is asked for. */
static void put_rest(const struct look *l, FILE *f)
{
	const struct tb_noun *noun = l->profile.noun;
	int kind = tb_beside_field(noun, TB_BESIDE_KIND);
	bool any = false;

	for (size_t i = 0; i < l->n; i++)
		if (kind >= 0 && l->column[i].to == kind && l->column[i].names)
			put_kind_codes(l, f);
	for (unsigned i = 0; i < noun->n_fields; i++) {
		if (!(noun->fields[i].flags & TB_REQUIRED) || has_column(l, (int)i))
			continue;
		if (!any)
			put_missing(l, f);
		any = true;
		fprintf(f, "; %s =\n", noun->fields[i].key);
	}
}

static void put_profile(const struct look *l, const struct tb_map_req *req, FILE *f, struct tb_map_result *out)
{
	const char *slash = strrchr(req->path, '/'), *name = slash ? slash + 1 : req->path;

	put_comment(l, f,
		    N_("Proposed by 'trangbi import map'. Each column has an example of its cells above it: see "
		       "whether they belong together, and correct what does not."));
	fprintf(f, "[profile]\ntitle = %s\nof = %s\nunknown = extra\n",
		tame(name, strlen(name) < SHOWN_BYTES ? strlen(name) : SHOWN_BYTES, (struct tb_pool *)&l->pool),
		l->profile.noun->plural);
	put_numbers(l, f);
	out->columns = l->n;
	out->decided = put_decided(l, f);
	put_undecided(l, f);
	put_rest(l, f);
}

enum tb_status tb_import_map(const struct tb_map_req *req, FILE *f, struct tb_map_result *out, struct tb_err *err)
{
	struct look l = { .translate = req->translate };
	const char *folders[TB_PROFILE_FOLDERS];
	enum tb_status rc = tb_profile_folders(&l.pool, req->own_folder, folders, err);

	if (!rc)
		rc = tb_profile_read(&l.profile, folders, "auto", req->noun, &l.pool, err);
	if (!rc)
		rc = look_at_file(&l, req, err);
	if (!rc)
		settle_columns(&l);
	if (!rc)
		put_profile(&l, req, f, out);
	tb_pool_release(&l.pool);
	return rc;
}

/* ---- which there are ---------------------------------------------------------------------------------------------- */

enum tb_status tb_import_profiles(const char *own_folder, tb_profile_fn *fn, void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *folders[TB_PROFILE_FOLDERS];
	const char *const *names = NULL;
	size_t n = 0;
	enum tb_status rc = tb_profile_folders(&pool, own_folder, folders, err);

	if (!rc)
		rc = tb_ini_names(folders, "profile", &pool, &names, &n, err);
	for (size_t i = 0; !rc && i < n; i++) {
		struct tb_err why = TB_ERR_INIT;
		struct tb_profile p;

		if (tb_profile_read(&p, folders, names[i], NULL, &pool, &why))
			fn(ctx, names[i], NULL, NULL, &why);
		else
			fn(ctx, names[i], p.noun ? p.noun->plural : NULL, p.title, NULL);
	}
	tb_pool_release(&pool);
	return rc;
}
