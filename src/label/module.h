/*
 * module.h - what the drawing module (label.so) exports, and what load.c looks for in it: one table.
 */
#ifndef TB_LABEL_MODULE_H
#define TB_LABEL_MODULE_H

#include "label/label.h"
#include "label/paper.h"

#define TB_LABEL_MODULE_NAME "tb_label_module"

/* Folders with sheets/, templates/ and forms/, the first to be looked into first; ends with a NULL. */
enum { TB_LABEL_FOLDERS = 3 };

/* As the functions of label.h and paper.h. The module is never unloaded: errors borrow its texts. */
struct tb_label_module {
	enum tb_status (*draw)(const struct tb_label_job *job, const char *const *folders,
			       const struct tb_label_sink *sink, struct tb_err *err);
	enum tb_status (*each_sheet)(const char *const *folders, tb_label_file_fn *fn, void *ctx, struct tb_err *err);
	enum tb_status (*each_template)(const char *const *folders, tb_label_file_fn *fn, void *ctx,
					struct tb_err *err);
	enum tb_status (*paper)(const struct tb_paper *paper, const char *const *folders, struct tb_err *err);
	enum tb_status (*overlay)(const struct tb_overlay *overlay, const struct tb_label_sink *sink,
				  struct tb_err *err);
};

__attribute__((visibility("default"))) extern const struct tb_label_module tb_label_module;

#endif
