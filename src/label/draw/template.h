/*
 * template.h - what is printed where on a label: boxes, read from labels/templates/NAME.ini. Lengths in mm.
 */
#ifndef TB_LABEL_TEMPLATE_H
#define TB_LABEL_TEMPLATE_H

#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

enum { TB_MAX_BOXES = 24 };

enum tb_box_type { TB_BOX_QR, TB_BOX_CODE128, TB_BOX_TEXT };
enum tb_align { TB_LEFT, TB_CENTRE, TB_RIGHT };
enum tb_label_field { TB_LABEL_TAG, TB_LABEL_SHOWN_TAG, TB_LABEL_NAME, TB_LABEL_UNIT, TB_LABEL_YEAR };

struct tb_box {
	enum tb_box_type type;
	const char *name;           /* of its section, for messages; lies in the pool, as all texts here */
	double x, y, width, height; /* a symbol's box includes its quiet zone */
	int align;                  /* enum tb_align */
	/* Of a text only. */
	int field;   /* enum tb_label_field */
	double size; /* of the letters */
	int bold;
	int lines;           /* at most so many; at least 1 */
	const char *caption; /* printed before it; NULL for none */
};

struct tb_template {
	const char *name; /* borrowed */
	double width, height;
	struct tb_box boxes[TB_MAX_BOXES];
	size_t n_boxes;
};

/* TB_ENOTFOUND  no such template; TB_EINVAL  the file is wrong, the message says where; TB_ESYS  it cannot be read */
TB_MUST_CHECK
enum tb_status tb_template_read(struct tb_template *t, const char *folder, const char *name, struct tb_pool *pool,
				struct tb_err *err);

#endif
