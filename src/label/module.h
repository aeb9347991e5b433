/*
 * module.h - what the drawing module (label.so) exports, and what load.c looks for in it: one function.
 */
#ifndef TB_LABEL_MODULE_H
#define TB_LABEL_MODULE_H

#include "label/label.h"

#define TB_LABEL_DRAW_NAME "tb_label_draw"

/* As tb_label_write(); `folder` holds sheets/ and templates/. The module is never unloaded: `err` borrows its texts. */
typedef enum tb_status tb_label_draw_fn(const struct tb_label_job *job, const char *folder, const char *path,
					struct tb_err *err);

__attribute__((visibility("default"))) tb_label_draw_fn tb_label_draw;

#endif
