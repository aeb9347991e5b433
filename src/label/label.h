/*
 * label.h - labels for assets: symbols, text, and the files they are printed from.
 *
 * The drawing itself (zint, cairo, pango) lies in a module of its own that is loaded at the first label, because loading
 * those libraries takes longer than most commands run. Lengths are millimetres.
 */
#ifndef TB_LABEL_LABEL_H
#define TB_LABEL_LABEL_H

#include <stddef.h>

#include <trangbi/err.h>

/* What is printed on one label. All texts borrowed, UTF-8; a NULL is left blank. */
struct tb_label {
	const char *tag;       /* 1..16 of A-Z 0-9: the payload of both symbols; never NULL */
	const char *shown_tag; /* the tag as people read it, with dashes */
	const char *name;
	const char *unit;
	const char *year; /* digits only; the template adds the word */
};

struct tb_label_job {
	const struct tb_label *labels; /* borrowed */
	size_t n;                      /* at least 1 */
	const char *sheet;             /* a sheet in labels/sheets, e.g. "a4-60x40"; NULL for the default */
	const char *template_name;     /* in labels/templates; NULL for "standard" */
	int dpi;                       /* 203, 300 or 600: symbols are whole dots of that */
};

/*
 * Draw the labels into `path`. The suffix says how: ".pdf" puts them on sheets; ".png" and ".svg" draw one label.
 * The file is written whole or not at all.
 *
 * TB_EINVAL    an unknown suffix or dpi; more than one label for a picture; a tag that cannot be a symbol; a mistake in a
 *              sheet or template (the message names file and line), or a template larger than the sheet's labels
 * TB_ENOTFOUND no such sheet or template
 * TB_EREFUSED  the template leaves no room for a scannable symbol at that dpi; the message says what would work
 * TB_ESYS      the module or a font is missing, or the file cannot be written
 *
 * Texts may be anything: what is too long is set smaller and then cut, control characters become spaces. The first call
 * loads the module; calls from several threads do not disturb each other.
 */
TB_MUST_CHECK
enum tb_status tb_label_write(const struct tb_label_job *job, const char *path, struct tb_err *err);

#endif
