#include <dlfcn.h>
#include <string.h>

#include <trangbi/pool.h>

#include "base/file.h"
#include "label/module.h"

/* dlopen() counts: a module that is loaded already costs nothing. It stays, because errors point into it. */
static enum tb_status load(struct tb_pool *pool, const struct tb_label_module **out, struct tb_err *err)
{
	const char *path = tb_file_own(pool, "label.so", "../lib/trangbi/label.so");
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (!module)
		return tb_err_set(err, TB_ESYS, N_("cannot load what draws labels: %s; install trangbi again"),
				  dlerror());
	*out = dlsym(module, TB_LABEL_MODULE_NAME);
	if (!*out)
		return tb_err_set(err, TB_ESYS, N_("'%s' is of another version; install trangbi again"), path);
	return TB_OK;
}

static void find_folders(struct tb_pool *pool, const char *own, const char *folders[TB_LABEL_FOLDERS])
{
	size_t n = 0;

	if (own)
		folders[n++] = own;
	folders[n++] = tb_file_own(pool, "labels", "../share/trangbi/labels");
	folders[n] = NULL;
}

enum tb_status tb_label_draw(const struct tb_label_job *job, const struct tb_label_sink *sink, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = NULL;
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = load(&pool, &module, err);

	find_folders(&pool, job->own_folder, folders);
	if (!rc)
		rc = module->draw(job, folders, sink, err);
	tb_pool_release(&pool);
	return rc;
}

static enum tb_status each(bool sheets, const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = NULL;
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = load(&pool, &module, err);

	find_folders(&pool, own_folder, folders);
	if (!rc)
		rc = (sheets ? module->each_sheet : module->each_template)(folders, fn, ctx, err);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_label_each_sheet(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	return each(true, own_folder, fn, ctx, err);
}

enum tb_status tb_label_each_template(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	return each(false, own_folder, fn, ctx, err);
}

static const struct format {
	const char *suffix;
	bool single_pages;
} formats[] = {
	[TB_LABEL_PDF] = { ".pdf", false }, [TB_LABEL_PNG] = { ".png", true },    [TB_LABEL_SVG] = { ".svg", true },
	[TB_LABEL_ZPL] = { ".zpl", false }, [TB_LABEL_TSPL] = { ".tspl", false },
};

enum tb_status tb_label_format_of(const char *path, enum tb_label_format *out, struct tb_err *err)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		size_t n = strlen(formats[i].suffix);

		if (len > n && !strcmp(path + len - n, formats[i].suffix)) {
			*out = (enum tb_label_format)i;
			return TB_OK;
		}
	}
	return tb_err_set(err, TB_EINVAL, N_("'%s' must end in '.pdf', '.png', '.svg', '.zpl' or '.tspl'"), path);
}

bool tb_label_has_single_pages(enum tb_label_format format)
{
	return formats[format].single_pages;
}
