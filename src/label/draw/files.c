#include "label/draw/files.h"
#include "base/inifile.h"
#include "label/draw/sheet.h"
#include "label/draw/template.h"

/* Reads one file into `*out`. */
typedef enum tb_status read_fn(const char *const *folders, const char *name, struct tb_pool *pool,
			       struct tb_label_file *out, struct tb_err *err);

static enum tb_status read_sheet(const char *const *folders, const char *name, struct tb_pool *pool,
				 struct tb_label_file *out, struct tb_err *err)
{
	struct tb_sheet s;
	enum tb_status rc = tb_sheet_read(&s, folders, name, pool, err);

	if (!rc)
		*out = (struct tb_label_file){ .name = name,
					       .title = s.title,
					       .width = s.label_width,
					       .height = s.label_height,
					       .page_width = s.page_width,
					       .page_height = s.page_height,
					       .columns = s.columns,
					       .rows = s.rows,
					       .roll = tb_sheet_is_roll(&s),
					       .equivalent = s.equivalent };
	return rc;
}

static enum tb_status read_template(const char *const *folders, const char *name, struct tb_pool *pool,
				    struct tb_label_file *out, struct tb_err *err)
{
	struct tb_template t;
	enum tb_status rc = tb_template_read(&t, folders, name, pool, err);

	if (!rc)
		*out = (struct tb_label_file){ .name = name,
					       .title = t.title,
					       .of = (enum tb_label_of)t.of,
					       .width = t.width,
					       .height = t.height,
					       .sheet = t.sheet };
	return rc;
}

/* A file with a mistake is told as such, and does not hide the others. */
static enum tb_status each(const char *const *folders, const char *kind, read_fn *read, tb_label_file_fn *fn, void *ctx,
			   struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const char *const *names = NULL;
	size_t n = 0;
	enum tb_status rc = tb_ini_names(folders, kind, &pool, &names, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct tb_label_file file = { .name = names[i] };
		struct tb_err why = TB_ERR_INIT;

		if (read(folders, names[i], &pool, &file, &why))
			fn(ctx, &file, &why);
		else
			fn(ctx, &file, NULL);
	}
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_files_sheets(const char *const *folders, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	return each(folders, "sheet", read_sheet, fn, ctx, err);
}

enum tb_status tb_files_templates(const char *const *folders, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	return each(folders, "template", read_template, fn, ctx, err);
}
