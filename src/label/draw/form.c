#include <string.h>

#include "base/inifile.h"
#include "label/draw/form.h"
#include "label/draw/template.h"

#define MEMBER(owner, name) #name, offsetof(struct owner, name)
#define TEXT(owner, name, optional)                                                                                    \
	{                                                                                                              \
		MEMBER(owner, name), TB_INI_TEXT, 0, 0, NULL, optional                                                 \
	}
#define SIZE(owner, name)                                                                                              \
	{                                                                                                              \
		MEMBER(owner, name), TB_INI_LENGTH, 1.5, 8, NULL, true                                                 \
	}
#define WORDS(key, owner, name, words)                                                                                 \
	{                                                                                                              \
		key, offsetof(struct owner, name), TB_INI_WORD, 0, 0, words, true                                      \
	}
#define END                                                                                                            \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

static const struct tb_ini_key form_keys[] = {
	WORDS("page", tb_form, landscape, "portrait|landscape"),
	TEXT(tb_form, font, true),
	SIZE(tb_form, size),
	SIZE(tb_form, table_size),
	TEXT(tb_form, total, true),
	{ "page_word", offsetof(struct tb_form, page), TB_INI_TEXT, 0, 0, NULL, true },
	END,
};

#define LOOK                                                                                                           \
	TEXT(tb_form_part, text, false), WORDS("align", tb_form_part, align, "left|centre|right"),                     \
		WORDS("weight", tb_form_part, bold, "normal|bold"),                                                    \
		WORDS("style", tb_form_part, slanted, "normal|italic"),                                                \
		WORDS("letters", tb_form_part, upper, "normal|capitals"), SIZE(tb_form_part, size),                    \
	{                                                                                                              \
		MEMBER(tb_form_part, space), TB_INI_LENGTH, 0, 50, NULL, true                                          \
	}

static const struct tb_ini_key part_keys[] = { LOOK, END };
static const struct tb_ini_key line_keys[] = {
	LOOK, { "each", offsetof(struct tb_form_part, each_name), TB_INI_TEXT, 0, 0, NULL, true }, END
};

static const struct tb_ini_key column_keys[] = {
	TEXT(tb_form_column, caption, false),
	TEXT(tb_form_column, letter, true),
	{ MEMBER(tb_form_column, width), TB_INI_LENGTH, 1, 300, NULL, false },
	WORDS("align", tb_form_column, align, "left|centre|right"),
	{ MEMBER(tb_form_column, lines), TB_INI_COUNT, 1, 20, NULL, true },
	END,
};

static const struct tb_ini_key signature_keys[] = {
	TEXT(tb_form_signature, above, true),
	TEXT(tb_form_signature, role, false),
	TEXT(tb_form_signature, hint, true),
	TEXT(tb_form_signature, name, true),
	END,
};

/* What is being read. */
struct reader {
	struct tb_form *form;
	const struct tb_paper *paper;
};

/* ---- sections ----------------------------------------------------------------------------------------------------- */

static enum tb_status too_many(const struct tb_ini *ini, int most)
{
	return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: there are more than %d sections of this kind"),
			  ini->path, ini->section_line, most);
}

static enum tb_status open_part(struct tb_ini *ini, enum tb_form_place place, struct tb_ini_section *out)
{
	struct tb_form *form = ((struct reader *)ini->user)->form;
	const bool repeats = place == TB_FORM_LINE || place == TB_FORM_AFTER;

	if (form->n_parts == TB_FORM_PARTS)
		return too_many(ini, TB_FORM_PARTS);
	form->parts[form->n_parts] =
		(struct tb_form_part){ .place = place,
				       .align = place == TB_FORM_LEFT || place == TB_FORM_RIGHT ? TB_CENTRE : TB_LEFT };
	*out = (struct tb_ini_section){ .object = &form->parts[form->n_parts++],
					.keys = repeats ? line_keys : part_keys };
	return TB_OK;
}

static enum tb_status open_signature(struct tb_ini *ini, struct tb_ini_section *out)
{
	struct tb_form *form = ((struct reader *)ini->user)->form;

	if (form->n_signatures == TB_FORM_SIGNATURES)
		return too_many(ini, TB_FORM_SIGNATURES);
	*out = (struct tb_ini_section){ .object = &form->signatures[form->n_signatures++], .keys = signature_keys };
	return TB_OK;
}

static const char *join(struct tb_pool *pool, const char *const *words)
{
	const char *all = words && *words ? *words++ : "";

	for (; words && *words; words++)
		all = tb_pool_printf(pool, "%s|%s", all, *words);
	return all;
}

/* The column's name says what of each row it shows. */
static enum tb_status open_column(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	const struct reader *r = ini->user;
	struct tb_form *form = r->form;
	int source = tb_form_word_index(r->paper->columns, name, strlen(name));

	if (form->n_columns == TB_FORM_COLUMNS)
		return too_many(ini, TB_FORM_COLUMNS);
	if (source < 0)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: there is no column '%s'; there are %s"),
				  ini->path, ini->section_line, name, join(ini->pool, r->paper->columns));
	form->columns[form->n_columns] = (struct tb_form_column){ .source = (size_t)source };
	*out = (struct tb_ini_section){ .object = &form->columns[form->n_columns++], .keys = column_keys };
	return TB_OK;
}

static enum tb_status open_section(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	static const char *const places[] = {
		[TB_FORM_LEFT] = "left",   [TB_FORM_RIGHT] = "right", [TB_FORM_LINE] = "line",
		[TB_FORM_AFTER] = "after", [TB_FORM_CODE] = "code",   NULL,
	};
	const struct reader *r = ini->user;
	size_t len = strcspn(name, " ");
	int place = tb_form_word_index(places, name, len);

	if (!strcmp(name, "form") != !out->object)
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: '[form]' must be the first section, and only that"), ini->path,
				  ini->section_line);
	if (!out->object)
		*out = (struct tb_ini_section){ .object = r->form, .keys = form_keys };
	else if (place >= 0)
		return open_part(ini, (enum tb_form_place)place, out);
	else if (len == strlen("signature") && !strncmp(name, "signature", len))
		return open_signature(ini, out);
	else if (!strncmp(name, "column ", strlen("column ")))
		return open_column(ini, name + strlen("column "), out);
	else
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: '[%s]' is none of '[form]', '[left NAME]', '[right NAME]', '[line "
				     "NAME]', '[column NAME]', '[after NAME]', '[signature NAME]' and '[code]'"),
				  ini->path, ini->section_line, name);
	return TB_OK;
}

/* ---- what a section must fulfil ------------------------------------------------------------------------------------ */

const char *tb_form_find_word(const char *text, size_t *len)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	for (; (text = strchr(text, '{')); text++) {
		*len = strspn(text + 1, letters);
		if (*len && text[1 + *len] == '}')
			return text;
	}
	return NULL;
}

int tb_form_word_index(const char *const *words, const char *word, size_t len)
{
	for (int i = 0; words && words[i]; i++)
		if (strlen(words[i]) == len && !strncmp(words[i], word, len))
			return i;
	return -1;
}

static enum tb_status unknown_word(const struct tb_ini *ini, const char *word, const char *const *words,
				   const struct tb_paper_list *more)
{
	const char *all = join(ini->pool, words);

	if (more)
		all = tb_pool_printf(ini->pool, "%s|%s", all, join(ini->pool, more->words));
	return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the paper has no text '%s'; there are %s"), ini->path,
			  ini->section_line, word, all);
}

/* The paper has every word that the text names. `more` are those of a list, NULL for none. */
static enum tb_status check_words(const struct tb_ini *ini, const char *text, const struct tb_paper_list *more)
{
	const char *const *words = ((const struct reader *)ini->user)->paper->head.words;
	size_t len = 0;

	for (; text && (text = tb_form_find_word(text, &len)); text += len)
		if (tb_form_word_index(words, text + 1, len) < 0 &&
		    (!more || tb_form_word_index(more->words, text + 1, len) < 0))
			return unknown_word(ini, tb_pool_dup(ini->pool, text, len + 2), words, more);
	return TB_OK;
}

static enum tb_status close_part(const struct tb_ini *ini, struct tb_form_part *part)
{
	const struct reader *r = ini->user;

	if (part->size <= 0)
		part->size = r->form->size;
	for (size_t i = 0; part->each_name && i < r->paper->n_lists; i++)
		if (!strcmp(r->paper->lists[i].name, part->each_name))
			part->each = &r->paper->lists[i];
	if (part->each_name && !part->each)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the paper has no list '%s'"), ini->path,
				  ini->section_line, part->each_name);
	return check_words(ini, part->text, part->each);
}

static enum tb_status close_signature(const struct tb_ini *ini, const struct tb_form_signature *s)
{
	const char *const texts[] = { s->above, s->role, s->hint, s->name };
	enum tb_status rc = TB_OK;

	for (size_t i = 0; !rc && i < sizeof(texts) / sizeof(*texts); i++)
		rc = check_words(ini, texts[i], NULL);
	return rc;
}

/* "Group | Caption" into its levels. */
static enum tb_status close_column(const struct tb_ini *ini, struct tb_form_column *c)
{
	const char *s = c->caption;

	for (;;) {
		size_t len = strcspn(s, "|"), left = strspn(s, " "), end = len;

		if (c->n_levels == TB_FORM_LEVELS)
			return tb_err_set(ini->err, TB_EINVAL,
					  N_("'%s', line %d: 'caption' has more than %d parts between '|'"), ini->path,
					  ini->section_line, (int)TB_FORM_LEVELS);
		while (end > left && s[end - 1] == ' ')
			end--;
		c->level[c->n_levels++] = tb_pool_dup(ini->pool, s + left, end > left ? end - left : 0);
		if (!s[len])
			return TB_OK;
		s += len + 1;
	}
}

static enum tb_status close_section(struct tb_ini *ini)
{
	struct tb_form *form = ((struct reader *)ini->user)->form;
	const struct tb_ini_key *keys = ini->section.keys;

	if (keys == column_keys)
		return close_column(ini, ini->section.object);
	if (keys == signature_keys)
		return close_signature(ini, ini->section.object);
	if (keys != form_keys)
		return close_part(ini, ini->section.object);
	return form->font && *form->font ? TB_OK
					 : tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: 'font' is empty"),
						      ini->path, ini->section_line);
}

enum tb_status tb_form_read(struct tb_form *form, const struct tb_paper *paper, const char *const *folders,
			    struct tb_pool *pool, struct tb_err *err)
{
	struct reader reader = { .form = form, .paper = paper };
	struct tb_ini ini = { .pool = pool, .user = &reader, .open = open_section, .close = close_section };

	*form = (struct tb_form){ .name = paper->form, .font = "DejaVu Serif", .size = 3.5, .table_size = 2.5 };
	return tb_ini_read(&ini, folders, "form", paper->form, err);
}
