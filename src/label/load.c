#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <trangbi/pool.h>

#include "base/file.h"
#include "label/module.h"

/*
 * The module, or NULL with the reason in `err`. dlopen() counts: a module that is loaded already costs nothing. It stays,
 * because errors point into it.
 */
static const struct tb_label_module *load(struct tb_pool *pool, struct tb_err *err)
{
	const char *path = tb_file_own(pool, "label.so", "../lib/trangbi/label.so");
	void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	const struct tb_label_module *module = handle ? dlsym(handle, TB_LABEL_MODULE_NAME) : NULL;

	if (!handle)
		tb_err_set(err, TB_ESYS, N_("cannot load what draws labels: %s; install trangbi again"), dlerror());
	else if (!module)
		tb_err_set(err, TB_ESYS, N_("'%s' is of another version; install trangbi again"), path);
	return module;
}

/* A folder of one's own that is not there was mistyped: what lies in ours would be printed instead. */
static enum tb_status find_folders(struct tb_pool *pool, const char *own, const char *folders[TB_LABEL_FOLDERS],
				   struct tb_err *err)
{
	size_t n = 0;

	if (own && access(own, R_OK | X_OK))
		return tb_err_set(err, TB_ESYS, N_("cannot read the folder of labels '%s': %s"), own, strerror(errno));
	if (own)
		folders[n++] = own;
	folders[n++] = tb_file_own(pool, "labels", "../share/trangbi/labels");
	folders[n] = NULL;
	return TB_OK;
}

enum tb_status tb_label_draw(const struct tb_label_job *job, const struct tb_label_sink *sink, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = load(&pool, err);
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = module ? find_folders(&pool, job->own_folder, folders, err) : TB_ESYS;

	if (!rc)
		rc = module->draw(job, folders, sink, err);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_label_each_sheet(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = load(&pool, err);
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = module ? find_folders(&pool, own_folder, folders, err) : TB_ESYS;

	if (!rc)
		rc = module->each_sheet(folders, fn, ctx, err);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_label_each_template(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = load(&pool, err);
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = module ? find_folders(&pool, own_folder, folders, err) : TB_ESYS;

	if (!rc)
		rc = module->each_template(folders, fn, ctx, err);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_paper_draw(const struct tb_paper *paper, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = load(&pool, err);
	const char *folders[TB_LABEL_FOLDERS];
	enum tb_status rc = module ? find_folders(&pool, paper->own_folder, folders, err) : TB_ESYS;

	if (!rc)
		rc = module->paper(paper, folders, err);
	tb_pool_release(&pool);
	return rc;
}

enum tb_status tb_label_overlay(const struct tb_overlay *overlay, const struct tb_label_sink *sink, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	const struct tb_label_module *module = load(&pool, err);
	enum tb_status rc = module ? module->overlay(overlay, sink, err) : TB_ESYS;

	tb_pool_release(&pool);
	return rc;
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
