#include <dlfcn.h>
#include <string.h>

#include <trangbi/pool.h>

#include "base/file.h"
#include "label/module.h"

/* ISO C has no cast from the void * of dlsym() to a function. */
static tb_label_draw_fn *find_draw(void *module)
{
	void *symbol = dlsym(module, TB_LABEL_DRAW_NAME);
	tb_label_draw_fn *draw;

	_Static_assert(sizeof(draw) == sizeof(symbol), "POSIX");
	memcpy(&draw, &symbol, sizeof(draw));
	return draw;
}

/* dlopen() counts: a module that is loaded already costs nothing. It stays, because errors point into it. */
static enum tb_status load_draw(struct tb_pool *pool, tb_label_draw_fn **out, struct tb_err *err)
{
	const char *path = tb_file_own(pool, "label.so", "../lib/trangbi/label.so");
	void *module = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (!module)
		return tb_err_set(err, TB_ESYS, N_("cannot load what draws labels: %s; install trangbi again"),
				  dlerror());
	*out = find_draw(module);
	if (!*out)
		return tb_err_set(err, TB_ESYS, N_("'%s' is of another version; install trangbi again"), path);
	return TB_OK;
}

enum tb_status tb_label_write(const struct tb_label_job *job, const char *path, struct tb_err *err)
{
	struct tb_pool pool = TB_POOL_INIT;
	tb_label_draw_fn *draw = NULL;
	enum tb_status rc;

	rc = load_draw(&pool, &draw, err);
	if (!rc && draw)
		rc = draw(job, tb_file_own(&pool, "labels", "../share/trangbi/labels"), path, err);
	tb_pool_release(&pool);
	return rc;
}
