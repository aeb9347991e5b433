#include <string.h>

#include "label/draw/inifile.h"
#include "label/draw/template.h"

enum { MAX_LABEL = 300 }; /* mm */

#define LENGTH(owner, name, low) #name, offsetof(struct owner, name), TB_INI_LENGTH, low, MAX_LABEL, NULL, false
#define BOX(name)                #name, offsetof(struct tb_box, name)
#define ALIGN                    BOX(align), TB_INI_WORD, 0, 0, "left|centre|right", true

static const struct tb_ini_key label_keys[] = {
	{ LENGTH(tb_template, width, 5) },
	{ LENGTH(tb_template, height, 5) },
	{ .name = NULL },
};

static const struct tb_ini_key symbol_keys[] = {
	{ LENGTH(tb_box, x, 0) },
	{ LENGTH(tb_box, y, 0) },
	{ LENGTH(tb_box, width, 1) },
	{ LENGTH(tb_box, height, 1) },
	{ ALIGN },
	{ .name = NULL },
};

static const struct tb_ini_key text_keys[] = {
	{ LENGTH(tb_box, x, 0) },
	{ LENGTH(tb_box, y, 0) },
	{ LENGTH(tb_box, width, 1) },
	{ LENGTH(tb_box, height, 1) },
	{ ALIGN },
	/* The words stand in the order of enum tb_label_field. */
	{ BOX(field), TB_INI_WORD, 0, 0, "tag|shown_tag|name|unit|year", false },
	{ BOX(size), TB_INI_LENGTH, 1, 50, NULL, false },
	{ "weight", offsetof(struct tb_box, bold), TB_INI_WORD, 0, 0, "normal|bold", true },
	{ BOX(lines), TB_INI_COUNT, 1, 20, NULL, true },
	{ BOX(caption), TB_INI_TEXT, 0, 0, NULL, true },
	{ .name = NULL },
};

static bool is_label(const char *section)
{
	return !strcmp(section, "label");
}

/* The type is the first word of the section: "[text name]" is a text; -1 where there is no such type. */
static int box_type(const char *section)
{
	static const char *const types[] = { [TB_BOX_QR] = "qr", [TB_BOX_CODE128] = "code128", [TB_BOX_TEXT] = "text" };
	size_t len = strcspn(section, " ");

	for (int i = 0; i < 3; i++)
		if (strlen(types[i]) == len && !strncmp(section, types[i], len))
			return i;
	return -1;
}

static enum tb_status open_box(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	struct tb_template *t = ini->user;
	struct tb_box *box = &t->boxes[t->n_boxes];
	int type = box_type(name);

	if (type < 0)
		return tb_err_set(
			ini->err, TB_EINVAL,
			N_("'%s', line %d: '[%s]' is none of '[label]', '[qr]', '[code128]' and '[text NAME]'"),
			ini->path, ini->section_line, name);
	if (t->n_boxes == TB_MAX_BOXES)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: there are more than %d boxes"), ini->path,
				  ini->section_line, TB_MAX_BOXES);
	*box = (struct tb_box){ .type = (enum tb_box_type)type, .name = ini->name, .lines = 1 };
	*out = (struct tb_ini_section){ .object = box, .keys = type == TB_BOX_TEXT ? text_keys : symbol_keys };
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

static bool overlap(const struct tb_box *a, const struct tb_box *b)
{
	const double slack = 0.001;

	return a->x + a->width > b->x + slack && b->x + b->width > a->x + slack && a->y + a->height > b->y + slack &&
	       b->y + b->height > a->y + slack;
}

/* A box inside the label, and apart from the boxes before it: ink in a quiet zone ruins a symbol. */
static enum tb_status check_box(struct tb_ini *ini)
{
	const struct tb_template *t = ini->user;
	const struct tb_box *box = t->n_boxes ? &t->boxes[t->n_boxes - 1] : NULL;

	if (!box)
		return TB_OK;
	if (box->x + box->width > t->width + 0.001 || box->y + box->height > t->height + 0.001)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' reaches out of the label"), ini->path,
				  ini->section_line, box->name);
	for (const struct tb_box *b = t->boxes; b < box; b++)
		if (overlap(b, box))
			return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' and '[%s]' overlap"),
					  ini->path, ini->section_line, box->name, b->name);
	return TB_OK;
}

enum tb_status tb_template_read(struct tb_template *t, const char *folder, const char *name, struct tb_pool *pool,
				struct tb_err *err)
{
	struct tb_ini ini = { .pool = pool, .user = t, .open = open_section, .close = check_box };

	*t = (struct tb_template){ .name = name };
	return tb_ini_read(&ini, folder, "template", name, err);
}
