/* label_files.c - which sheets and templates there are, as records. */
#include <trangbi/label.h>

#include "label/label.h"

enum { SHEET_LABEL, SHEET_NAME, SHEET_PAGE, SHEET_PER_PAGE, SHEET_PRODUCTS, SHEET_ROLL, SHEET_TITLE };
enum { TEMPLATE_LABEL, TEMPLATE_NAME, TEMPLATE_OF, TEMPLATE_SHEET, TEMPLATE_TITLE };

static const struct tb_field sheet_fields[] = {
	{ "label", TB_TEXT, 0, N_("label, mm"), NULL, NULL },
	{ "name", TB_TEXT, TB_KEY, N_("name"), NULL, NULL },
	{ "page", TB_TEXT, 0, N_("page, mm"), NULL, NULL },
	{ "per_page", TB_INT, 0, N_("labels a page"), NULL, NULL },
	{ "products", TB_TEXT, 0, N_("also sold as"), NULL, NULL },
	{ "roll", TB_BOOL, 0, N_("roll"), NULL, NULL },
	{ "title", TB_TEXT, 0, N_("title"), NULL, NULL },
};

static const unsigned char sheet_list[] = {
	SHEET_NAME, SHEET_LABEL, SHEET_PER_PAGE, SHEET_PAGE, SHEET_ROLL, SHEET_PRODUCTS, SHEET_TITLE,
};

static const struct tb_word ofs[] = {
	{ "asset", N_("assets"), NULL },     { "unit", N_("units"), NULL }, { "person", N_("persons"), NULL },
	{ "command", N_("commands"), NULL }, { NULL, NULL, NULL },
};

static const struct tb_field template_fields[] = {
	{ "label", TB_TEXT, 0, N_("label, mm"), NULL, NULL },
	{ "name", TB_TEXT, TB_KEY, N_("name"), NULL, NULL },
	{ "of", TB_WORD, 0, N_("of"), NULL, ofs },
	{ "sheet", TB_TEXT, 0, N_("usual sheet"), NULL, NULL },
	{ "title", TB_TEXT, 0, N_("title"), NULL, NULL },
};

static const unsigned char template_list[] = {
	TEMPLATE_NAME, TEMPLATE_OF, TEMPLATE_LABEL, TEMPLATE_SHEET, TEMPLATE_TITLE,
};

const struct tb_noun tb_sheet_noun = { .name = "sheet",
				       .plural = "sheets",
				       .fields = sheet_fields,
				       .n_fields = 7,
				       .key = SHEET_NAME,
				       .show = sheet_list,
				       .list = sheet_list,
				       .n_list = 6 };
const struct tb_noun tb_template_noun = { .name = "template",
					  .plural = "templates",
					  .fields = template_fields,
					  .n_fields = 5,
					  .key = TEMPLATE_NAME,
					  .show = template_list,
					  .list = template_list,
					  .n_list = 5 };

struct listing {
	const struct tb_noun *noun;
	tb_list_fn *fn;
	void *ctx;
	struct tb_pool pool;
	struct tb_problems *problems;
	struct tb_err *err;
	enum tb_status rc;
};

static const char *size_text(struct listing *l, double width, double height)
{
	return tb_pool_printf(&l->pool, "%g x %g", width, height);
}

static void fill_sheet(struct listing *l, const struct tb_label_file *file, struct tb_record *r)
{
	tb_set_text(r, SHEET_LABEL, size_text(l, file->width, file->height));
	tb_set_text(r, SHEET_NAME, file->name);
	tb_set_text(r, SHEET_PAGE, size_text(l, file->page_width, file->page_height));
	tb_set_num(r, SHEET_PER_PAGE, (int64_t)file->columns * file->rows);
	tb_set_text(r, SHEET_PRODUCTS, file->equivalent);
	tb_set_num(r, SHEET_ROLL, file->roll);
	tb_set_text(r, SHEET_TITLE, file->title);
}

static void fill_template(struct listing *l, const struct tb_label_file *file, struct tb_record *r)
{
	tb_set_text(r, TEMPLATE_LABEL, size_text(l, file->width, file->height));
	tb_set_text(r, TEMPLATE_NAME, file->name);
	tb_set_text(r, TEMPLATE_OF, ofs[file->of].code);
	tb_set_text(r, TEMPLATE_SHEET, file->sheet);
	tb_set_text(r, TEMPLATE_TITLE, file->title);
}

static void take(void *ctx, const struct tb_label_file *file, const struct tb_err *why)
{
	struct listing *l = ctx;
	struct tb_record r = { .noun = l->noun };

	if (why)
		tb_problems_add(l->problems, file->name, why);
	if (why || l->rc)
		return;
	tb_pool_clear(&l->pool);
	if (l->noun == &tb_sheet_noun)
		fill_sheet(l, file, &r);
	else
		fill_template(l, file, &r);
	l->rc = l->fn(l->ctx, &r, l->err);
}

enum tb_status tb_label_files(const struct tb_noun *noun, const char *own_folder, tb_list_fn *fn, void *ctx,
			      struct tb_problems *problems, struct tb_err *err)
{
	struct listing l = { .noun = noun, .fn = fn, .ctx = ctx, .problems = problems, .err = err };
	enum tb_status rc = noun == &tb_sheet_noun ? tb_label_each_sheet(own_folder, take, &l, err)
						   : tb_label_each_template(own_folder, take, &l, err);

	tb_pool_release(&l.pool);
	return rc ? rc : l.rc;
}
