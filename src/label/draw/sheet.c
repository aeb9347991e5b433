#include <string.h>

#include "base/inifile.h"
#include "base/utf8.h"
#include "label/draw/sheet.h"

enum { MAX_PAGE = 1200 }; /* mm; A0 */

#define MEMBER(name)      #name, offsetof(struct tb_sheet, name)
#define LENGTH(name, low) MEMBER(name), TB_INI_LENGTH, low, MAX_PAGE, NULL, false
#define OPTIONAL(name)    MEMBER(name), TB_INI_LENGTH, 0, 20, NULL, true
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
	{ OPTIONAL(margin) },
	{ OPTIONAL(corner) },
	{ OPTIONAL(gap) },
	{ MEMBER(equivalent), TB_INI_TEXT, 0, 0, NULL, true },
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

static enum tb_status read_sheet(struct tb_sheet *sheet, const char *const *folders, const char *name,
				 struct tb_pool *pool, struct tb_err *err)
{
	struct tb_ini ini = { .pool = pool, .user = sheet, .open = open_section, .close = check_sheet };

	*sheet = (struct tb_sheet){ .name = name, .gap = -1 };
	return tb_ini_read(&ini, folders, "sheet", name, err);
}

/* Whether one of the words' tails is the key: "l7160" and "avery l7160" are of "Avery L7160". */
static bool ends_with(const char *name, const char *key)
{
	struct tb_str folded = TB_STR_INIT;
	const char *tail;
	bool same;

	tb_utf8_fold(&folded, name);
	for (tail = folded.buf; tail && strcmp(tail, key) != 0;) {
		tail = strchr(tail, ' ');
		tail = tail ? tail + 1 : NULL;
	}
	same = tail && *tail;
	tb_str_release(&folded);
	return same;
}

/* Whether the product stands in the list, whose names are divided by one of `marks`, with or without its maker. */
static bool is_named(const char *list, const char *marks, const char *product)
{
	struct tb_str key = TB_STR_INIT, name = TB_STR_INIT;
	bool found = false;

	tb_utf8_fold(&key, product);
	while (*list && !found) {
		size_t len = strcspn(list, marks);

		tb_str_clear(&name);
		tb_str_add(&name, list, len);
		found = ends_with(name.buf, key.buf);
		list += len + (list[len] != '\0');
	}
	tb_str_release(&name);
	tb_str_release(&key);
	return found;
}

/* By its title, "Avery L7160: A4, ...", or the products that are cut alike. */
static bool is_product(const struct tb_sheet *sheet, const char *product)
{
	return is_named(sheet->title, ":", product) || (sheet->equivalent && is_named(sheet->equivalent, ",", product));
}

/* Files with mistakes are passed over: they are not the one that is meant as far as anybody can tell. */
static enum tb_status read_product(struct tb_sheet *sheet, const char *const *folders, const char *product,
				   struct tb_pool *pool, struct tb_err *err)
{
	const char *const *names = NULL;
	size_t n = 0;
	enum tb_status rc = tb_ini_names(folders, "sheet", pool, &names, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct tb_err ignored = TB_ERR_INIT;
		struct tb_sheet s;

		if (read_sheet(&s, folders, names[i], pool, &ignored) || !is_product(&s, product))
			continue;
		*sheet = s;
		return TB_OK;
	}
	return rc ? rc : tb_ini_missing("sheet", product, err);
}

enum tb_status tb_sheet_read(struct tb_sheet *sheet, const char *const *folders, const char *name, struct tb_pool *pool,
			     struct tb_err *err)
{
	struct tb_err miss = TB_ERR_INIT;
	enum tb_status rc = read_sheet(sheet, folders, name, pool, &miss);

	if (rc == TB_ENOTFOUND)
		return read_product(sheet, folders, name, pool, err);
	if (rc)
		*err = miss;
	return rc;
}

bool tb_sheet_is_roll(const struct tb_sheet *sheet)
{
	return sheet->gap >= 0;
}

void tb_sheet_place(const struct tb_sheet *sheet, size_t n, double *x, double *y)
{
	size_t columns = (size_t)sheet->columns;

	*x = sheet->left + (double)(n % columns) * sheet->step_x;
	*y = sheet->top + (double)(n / columns) * sheet->step_y;
}
