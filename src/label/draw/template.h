/*
 * template.h - what is printed where on a label: boxes, read from templates/NAME.ini. Lengths in mm.
 */
#ifndef TB_LABEL_TEMPLATE_H
#define TB_LABEL_TEMPLATE_H

#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

enum { TB_MAX_BOXES = 24 };

enum tb_box_type { TB_BOX_QR, TB_BOX_CODE128, TB_BOX_TEXT, TB_BOX_FRAME, TB_BOX_LOGO };
enum tb_align { TB_LEFT, TB_CENTRE, TB_RIGHT };

/* Texts lie in the pool; those that are not given are NULL. */
struct tb_box {
	enum tb_box_type type;
	const char *name;           /* of its section, for messages */
	double x, y, width, height; /* a symbol's box includes its quiet zone */
	int align;                  /* enum tb_align */

	const char *url;  /* of a QR: stands in front of the payload */
	const char *giai; /* of a Code 128: the GS1 company prefix of an asset identifier (AI 8004) */

	int field;   /* of a text: enum tb_label_field, TB_LABEL_FIELDS for none */
	double size; /* of its letters */
	double least_size;
	int bold;
	int lines;           /* at most so many; at least 1 */
	const char *caption; /* printed before it */

	double line;   /* of a frame: its thickness, inwards */
	double corner; /* radius */

	const char *file; /* of a logo: the path of a PNG */
};

struct tb_template {
	const char *name; /* borrowed */
	const char *title, *sheet;
	const char *font; /* family; never NULL */
	int of;           /* enum tb_label_of */
	double width, height;
	struct tb_box boxes[TB_MAX_BOXES];
	size_t n_boxes;
};

/* TB_ENOTFOUND  no such template; TB_EINVAL  the file is wrong, the message says where; TB_ESYS  it cannot be read */
TB_MUST_CHECK
enum tb_status tb_template_read(struct tb_template *t, const char *const *folders, const char *name,
				struct tb_pool *pool, struct tb_err *err);

#endif
