#include <string.h>

#include "base/inifile.h"
#include "label/draw/template.h"
#include "label/label.h"

enum { MAX_LABEL = 300 /* mm */, MAX_URL = 48 };

#define MEMBER(owner, name)      #name, offsetof(struct owner, name)
#define LENGTH(owner, name, low) MEMBER(owner, name), TB_INI_LENGTH, low, MAX_LABEL, NULL, false
#define BOX(name)                MEMBER(tb_box, name)
#define SMALL(name)              BOX(name), TB_INI_LENGTH, 0.05, 20, NULL, true
#define TEXT(name, optional)     BOX(name), TB_INI_TEXT, 0, 0, NULL, optional
#define PLACE                                                                                                          \
	{ LENGTH(tb_box, x, 0) }, { LENGTH(tb_box, y, 0) }, { LENGTH(tb_box, width, 1) },                              \
	{                                                                                                              \
		LENGTH(tb_box, height, 1)                                                                              \
	}
#define ALIGN                                                                                                          \
	{                                                                                                              \
		BOX(align), TB_INI_WORD, 0, 0, "left|centre|right", true                                               \
	}
#define END                                                                                                            \
	{                                                                                                              \
		.name = NULL                                                                                           \
	}

/* The words stand in the order of enum tb_label_of. */
static const struct tb_ini_key label_keys[] = {
	{ LENGTH(tb_template, width, 5) },
	{ LENGTH(tb_template, height, 5) },
	{ MEMBER(tb_template, title), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(tb_template, of), TB_INI_WORD, 0, 0, "asset|unit|person|command", true },
	{ MEMBER(tb_template, sheet), TB_INI_TEXT, 0, 0, NULL, true },
	{ MEMBER(tb_template, font), TB_INI_TEXT, 0, 0, NULL, true },
	END,
};

static const struct tb_ini_key qr_keys[] = { PLACE, ALIGN, { TEXT(url, true) }, END };
static const struct tb_ini_key code128_keys[] = { PLACE, ALIGN, { TEXT(giai, true) }, END };
static const struct tb_ini_key frame_keys[] = { PLACE, { SMALL(line) }, { SMALL(corner) }, END };
static const struct tb_ini_key logo_keys[] = { PLACE, ALIGN, { TEXT(file, false) }, END };

/* The words of `field` stand in the order of enum tb_label_field. */
static const struct tb_ini_key text_keys[] = {
	PLACE,
	ALIGN,
	{ BOX(field), TB_INI_WORD, 0, 0,
	  "code|tag|shown_tag|name|unit|unit_code|year|kind|model|serial|plate|maker|number|rank|position|parent|site",
	  true },
	{ BOX(size), TB_INI_LENGTH, 1, 50, NULL, false },
	{ BOX(least_size), TB_INI_LENGTH, 1, 50, NULL, true },
	{ "weight", offsetof(struct tb_box, bold), TB_INI_WORD, 0, 0, "normal|bold", true },
	{ BOX(lines), TB_INI_COUNT, 1, 20, NULL, true },
	{ TEXT(caption, true) },
	END,
};

static const struct box_kind {
	const char *word;
	const struct tb_ini_key *keys;
} box_kinds[] = {
	[TB_BOX_QR] = { "qr", qr_keys },       [TB_BOX_CODE128] = { "code128", code128_keys },
	[TB_BOX_TEXT] = { "text", text_keys }, [TB_BOX_FRAME] = { "frame", frame_keys },
	[TB_BOX_LOGO] = { "logo", logo_keys },
};

static bool is_label(const char *section)
{
	return !strcmp(section, "label");
}

/* The type is the first word of the section: "[text name]" is a text; -1 where there is no such type. */
static int box_type(const char *section)
{
	size_t len = strcspn(section, " ");

	for (size_t i = 0; i < sizeof(box_kinds) / sizeof(*box_kinds); i++)
		if (strlen(box_kinds[i].word) == len && !strncmp(section, box_kinds[i].word, len))
			return (int)i;
	return -1;
}

static enum tb_status open_box(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	struct tb_template *t = ini->user;
	struct tb_box *box = &t->boxes[t->n_boxes];
	int type = box_type(name);

	if (type < 0)
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: '[%s]' is none of '[label]', '[qr]', '[code128]', '[text NAME]', "
				     "'[frame NAME]' and '[logo NAME]'"),
				  ini->path, ini->section_line, name);
	if (t->n_boxes == TB_MAX_BOXES)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: there are more than %d boxes"), ini->path,
				  ini->section_line, TB_MAX_BOXES);
	*box = (struct tb_box){
		.type = (enum tb_box_type)type, .name = ini->name, .field = TB_LABEL_FIELDS, .lines = 1, .line = 0.3
	};
	*out = (struct tb_ini_section){ .object = box, .keys = box_kinds[type].keys };
	t->n_boxes++;
	return TB_OK;
}

static enum tb_status open_section(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	bool first = !out->object;

	if (is_label(name) != first)
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: '[label]' must be the first section, and only that"), ini->path,
				  ini->section_line);
	if (!first)
		return open_box(ini, name, out);
	*out = (struct tb_ini_section){ .object = ini->user, .keys = label_keys };
	return TB_OK;
}

/* ---- what a box must fulfil ---------------------------------------------------------------------------------------- */

static enum tb_status refuse(const struct tb_ini *ini, const char *msgid, const char *key, const char *value)
{
	return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '%s = %s' is wrong; expected is %s"), ini->path,
			  ini->section_line, key, value, msgid);
}

/* Other characters would make the QR code larger, or lower-case letters be lost on the way through a scanner. */
static bool is_url(const char *s)
{
	size_t len = strlen(s);

	return len <= MAX_URL && len == strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789$%*+-./:") &&
	       (!strncmp(s, "HTTP://", 7) || !strncmp(s, "HTTPS://", 8)) && s[len - 1] == '/';
}

static bool is_company_prefix(const char *s)
{
	size_t len = strlen(s);

	return len >= 4 && len <= 12 && len == strspn(s, "0123456789");
}

static enum tb_status check_symbol(const struct tb_ini *ini, const struct tb_box *box)
{
	if (box->url && !is_url(box->url))
		return refuse(ini, "HTTPS://A.B/C/ (A-Z 0-9 $ % * + - . / :, 48)", "url", box->url);
	if (box->giai && !is_company_prefix(box->giai))
		return refuse(ini, "4 .. 12 x 0-9", "giai", box->giai);
	return TB_OK;
}

static enum tb_status check_text(const struct tb_ini *ini, struct tb_box *box)
{
	if (box->field == TB_LABEL_FIELDS && !box->caption)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' has neither a field nor a caption"),
				  ini->path, ini->section_line, box->name);
	if (box->least_size <= 0)
		box->least_size = box->size * 0.8;
	if (box->least_size > box->size)
		return tb_err_set(ini->err, TB_EINVAL,
				  N_("'%s', line %d: 'least_size' of '[%s]' is larger than its 'size'"), ini->path,
				  ini->section_line, box->name);
	return TB_OK;
}

/* The picture lies beside the template. */
static enum tb_status check_logo(const struct tb_ini *ini, struct tb_box *box)
{
	if (strchr(box->file, '/') || *box->file == '.' || !*box->file)
		return refuse(ini, "logo.png", "file", box->file);
	box->file = tb_pool_printf(ini->pool, "%s/templates/%s", ini->folder, box->file);
	return TB_OK;
}

static bool overlap(const struct tb_box *a, const struct tb_box *b)
{
	const double slack = 0.001;

	return a->x + a->width > b->x + slack && b->x + b->width > a->x + slack && a->y + a->height > b->y + slack &&
	       b->y + b->height > a->y + slack;
}

/* A box inside the label, and apart from the boxes before it: ink in a quiet zone ruins a symbol. A frame may enclose others. */
static enum tb_status check_place(const struct tb_ini *ini, const struct tb_template *t, const struct tb_box *box)
{
	if (box->x + box->width > t->width + 0.001 || box->y + box->height > t->height + 0.001)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' reaches out of the label"), ini->path,
				  ini->section_line, box->name);
	for (const struct tb_box *b = t->boxes; b < box; b++)
		if (b->type != TB_BOX_FRAME && box->type != TB_BOX_FRAME && overlap(b, box))
			return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' and '[%s]' overlap"),
					  ini->path, ini->section_line, box->name, b->name);
	return TB_OK;
}

static enum tb_status close_section(struct tb_ini *ini)
{
	struct tb_template *t = ini->user;
	struct tb_box *box = t->n_boxes ? &t->boxes[t->n_boxes - 1] : NULL;
	enum tb_status rc;

	if (!box)
		return TB_OK;
	rc = check_place(ini, t, box);
	if (!rc && box->type == TB_BOX_TEXT)
		rc = check_text(ini, box);
	else if (!rc && box->type == TB_BOX_LOGO)
		rc = check_logo(ini, box);
	return rc ? rc : check_symbol(ini, box);
}

enum tb_status tb_template_read(struct tb_template *t, const char *const *folders, const char *name,
				struct tb_pool *pool, struct tb_err *err)
{
	struct tb_ini ini = { .pool = pool, .user = t, .open = open_section, .close = close_section };

	*t = (struct tb_template){ .name = name, .font = "DejaVu Sans" };
	return tb_ini_read(&ini, folders, "template", name, err);
}
