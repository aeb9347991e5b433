#include <string.h>

#include "label/draw/inifile.h"
#include "label/draw/sheet.h"

enum { MAX_PAGE = 1200 }; /* mm; A0 */

#define MEMBER(name)      #name, offsetof(struct tb_sheet, name)
#define LENGTH(name, low) MEMBER(name), TB_INI_LENGTH, low, MAX_PAGE, NULL, false
#define COUNT(name)       MEMBER(name), TB_INI_COUNT, 1, 100, NULL, false

static const struct tb_ini_key keys[] = {
	{ MEMBER(title), TB_INI_TEXT, 0, 0, NULL, false },
	{ LENGTH(page_width, 10) },
	{ LENGTH(page_height, 10) },
	{ LENGTH(label_width, 5) },
	{ LENGTH(label_height, 5) },
	{ COUNT(columns) },
	{ COUNT(rows) },
	{ LENGTH(left, 0) },
	{ LENGTH(top, 0) },
	{ LENGTH(step_x, 5) },
	{ LENGTH(step_y, 5) },
	{ .name = NULL },
};

static enum tb_status open_section(struct tb_ini *ini, const char *name, struct tb_ini_section *out)
{
	if (strcmp(name, "sheet") || out->object)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: '[%s]' is not '[sheet]', or is the second"),
				  ini->path, ini->section_line, name);
	*out = (struct tb_ini_section){ .object = ini->user, .keys = keys };
	return TB_OK;
}

static enum tb_status check_axis(const struct tb_ini *ini, const char *axis, double first, double step, int n,
				 double label, double page)
{
	if (n > 1 && step < label)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the labels overlap; enlarge 'step_%s'"),
				  ini->path, ini->section_line, axis);
	if (first + (n - 1) * step + label > page + 0.001)
		return tb_err_set(ini->err, TB_EINVAL, N_("'%s', line %d: the labels do not fit on the page along %s"),
				  ini->path, ini->section_line, axis);
	return TB_OK;
}

static enum tb_status check_sheet(struct tb_ini *ini)
{
	const struct tb_sheet *s = ini->user;
	enum tb_status rc = check_axis(ini, "x", s->left, s->step_x, s->columns, s->label_width, s->page_width);

	return rc ? rc : check_axis(ini, "y", s->top, s->step_y, s->rows, s->label_height, s->page_height);
}

enum tb_status tb_sheet_read(struct tb_sheet *sheet, const char *folder, const char *name, struct tb_pool *pool,
			     struct tb_err *err)
{
	struct tb_ini ini = { .pool = pool, .user = sheet, .open = open_section, .close = check_sheet };

	return tb_ini_read(&ini, folder, "sheet", name, err);
}

void tb_sheet_place(const struct tb_sheet *sheet, size_t n, double *x, double *y)
{
	size_t columns = (size_t)sheet->columns;

	*x = sheet->left + (double)(n % columns) * sheet->step_x;
	*y = sheet->top + (double)(n / columns) * sheet->step_y;
}
