/*
 * label.h - printing labels for what the register knows.
 */
#ifndef TRANGBI_LABEL_H
#define TRANGBI_LABEL_H

#include <trangbi/custody.h>

struct tb_print_req {
	struct tb_tags tags; /* at least one */
	const char *path;    /* .pdf for sheets of labels, .png or .svg for one */
	int dpi;             /* 203, 300 or 600 */
};

/*
 * Draw a label for each asset, in the order given. `*n` is how many.
 * TB_ENOTFOUND, TB_EINVAL, TB_EREFUSED  a tag that is none, as in `problems`; an unknown suffix or dpi
 * TB_ESYS      the file cannot be written
 */
TB_MUST_CHECK
enum tb_status tb_print(struct tb_db *db, const struct tb_print_req *req, size_t *n, struct tb_problems *problems,
			struct tb_err *err);

#endif
