/*
 * files.h - which sheets and templates there are.
 */
#ifndef TB_LABEL_FILES_H
#define TB_LABEL_FILES_H

#include "label/label.h"

/* As tb_label_each_sheet() and tb_label_each_template(), in the given folders. */
TB_MUST_CHECK
enum tb_status tb_files_sheets(const char *const *folders, tb_label_file_fn *fn, void *ctx, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_files_templates(const char *const *folders, tb_label_file_fn *fn, void *ctx, struct tb_err *err);

#endif
