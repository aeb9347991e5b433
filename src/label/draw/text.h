/*
 * text.h - the texts of a label, set: which glyphs stand where.
 *
 * Lengths are points here, so that lines break and end at the same place whatever the resolution: nothing is hinted or
 * rounded to dots. One family of letters serves a label, in two weights. Texts that fit into one line are set by HarfBuzz
 * alone, and codes (tags, numbers, plates) character by character, without kerning; what must be broken, cut or written from right to left, by pango.
 */
#ifndef TB_LABEL_TEXT_H
#define TB_LABEL_TEXT_H

#include <hb.h>
#include <pango/pangocairo.h>
#include <stdbool.h>

#include <trangbi/str.h>

#include "label/draw/template.h"
#include "label/label.h"

struct tb_glyph {
	unsigned id;      /* in the face; 0 for a letter that it lacks */
	double x, y;      /* where it stands on its line */
	const char *text; /* the letters that it stands for; borrowed from the text that was set */
	size_t text_len;
};

/* A text as it is drawn. */
struct tb_setting {
	bool bold;
	bool slanted; /* for the caller to set, who draws it */
	double size;  /* of the letters */
	double width; /* of the longest line */
	int lines;
	bool clip;              /* ink could leave the box */
	struct tb_glyph *glyph; /* owned; line by line, as they stand from left to right */
	size_t n, cap;
};

struct tb_face {
	PangoFont *font;          /* owned */
	hb_font_t *hb;            /* borrowed from it; its unit is 1/1024 pt, its size UNIT_SIZE pt */
	cairo_font_face_t *cairo; /* borrowed from it */
	struct {
		unsigned id;
		double advance; /* in letters of 1 pt; 0 until it is asked for */
	} code[128];            /* of the characters of codes, by ASCII */
};

struct tb_type {
	const struct tb_template *t;        /* borrowed */
	PangoFontMap *fonts;                /* owned */
	PangoContext *context;              /* owned */
	struct tb_face faces[2];            /* normal, bold */
	PangoLayout *layouts[TB_MAX_BOXES]; /* owned; NULL where the box is no text */
	hb_buffer_t *buffer;                /* owned */
	struct tb_setting setting;          /* the last one */
	double baseline;                    /* from the top of a line of letters of 1 pt */
	double first_line, line;            /* the height of the first line of such letters, and of each further one */
};

#define TB_TYPE_INIT                                                                                                   \
	{                                                                                                              \
		.t = NULL                                                                                              \
	}

/* TB_ESYS where the font is missing or of another make. Release it in any case. */
TB_MUST_CHECK
enum tb_status tb_type_init(struct tb_type *type, const struct tb_template *t, struct tb_err *err);
void tb_type_release(struct tb_type *type);

/* Append `s` as one line of valid UTF-8 without control characters. */
void tb_type_add_clean(struct tb_str *out, const char *s);

/* Append what box `i` says of the label, clean; nothing where it is blank. */
void tb_type_compose(const struct tb_box *box, const struct tb_label *label, struct tb_str *out);

/*
 * Set such a text for box `i`, from the upper left corner of the box. A text that is too long is first set smaller, then
 * broken, then cut with an ellipsis. The result is valid until the next call, and borrows `text`.
 */
const struct tb_setting *tb_type_set(struct tb_type *type, size_t i, const char *text);

/*
 * The same for a box of one's own, whose height does not matter: `*height`, in mm, is what the text takes. A text that is too
 * long for one line is broken where `lines` allow it, else set smaller.
 */
const struct tb_setting *tb_type_set_in(struct tb_type *type, const struct tb_box *box, const char *text,
					double *height);

/* Set one line in letters of `size`, its baseline at 0. */
const struct tb_setting *tb_type_set_line(struct tb_type *type, const char *text, double size, bool bold);

#endif
