/*
 * label.h - labels: symbols and text, laid out on sheets and rolls, as files or as a printer's data.
 *
 * The drawing itself (zint, cairo, pango) lies in a module of its own that is loaded at the first label, because loading
 * those libraries takes longer than most commands run. Sheets and templates are files (labels/README.md). Lengths are
 * millimetres; a dot is the printer's.
 */
#ifndef TB_LABEL_LABEL_H
#define TB_LABEL_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include <trangbi/err.h>

/* The texts of a label, in the order of the words that a template's `field` takes. */
enum tb_label_field {
	TB_LABEL_CODE, /* what the symbols say */
	TB_LABEL_TAG,
	TB_LABEL_SHOWN_TAG, /* the tag as people read it, with dashes */
	TB_LABEL_NAME,
	TB_LABEL_UNIT, /* the unit's full name */
	TB_LABEL_UNIT_CODE,
	TB_LABEL_YEAR, /* digits only; the template adds the word */
	TB_LABEL_KIND,
	TB_LABEL_MODEL,
	TB_LABEL_SERIAL,
	TB_LABEL_PLATE,
	TB_LABEL_MAKER,
	TB_LABEL_NUMBER, /* of a person */
	TB_LABEL_RANK,
	TB_LABEL_POSITION,
	TB_LABEL_PARENT, /* the name of the unit above */
	TB_LABEL_SITE,
	TB_LABEL_FIELDS
};

/* Texts borrowed, UTF-8; a NULL is left blank. */
struct tb_label {
	const char *payload; /* of both symbols: printable ASCII, at most 48; 16 of A-Z 0-9 scan best */
	const char *text[TB_LABEL_FIELDS];
};

/* What a label is of; a template is made for one of them. The words of a template's `of` in their order. */
enum tb_label_of { TB_LABEL_OF_ASSET, TB_LABEL_OF_UNIT, TB_LABEL_OF_PERSON, TB_LABEL_OF_COMMAND };

enum tb_label_format {
	TB_LABEL_PDF,
	TB_LABEL_PNG, /* grey; a file for each page */
	TB_LABEL_SVG, /* a file for each page */
	TB_LABEL_ZPL, /* ZPL II: each page a graphic field of the printer's dots */
	TB_LABEL_TSPL,
};

/* The format that the path's suffix names; TB_EINVAL where it names none. */
TB_MUST_CHECK
enum tb_status tb_label_format_of(const char *path, enum tb_label_format *out, struct tb_err *err);

/* A format of which each page is a file of its own. */
bool tb_label_has_single_pages(enum tb_label_format format);

enum { TB_LABEL_SYMBOLS = 24 /* on one label at most */, TB_LABEL_MAX_THREADS = 64 };

/* A label as it will be printed, and what a scanner has to read from it. */
struct tb_label_proof {
	const unsigned char *grey; /* a byte for each dot, 0 = black */
	int width, height;         /* dots; rows follow each other without a gap */
	int qr_module;             /* the smallest module of its QR codes, dots; 0 where there is none */
	struct {
		const char *symbology; /* "qrcode", "code128" */
		const char *text;      /* as libzbar gives it */
	} symbol[TB_LABEL_SYMBOLS];
	size_t n;
};

/* Where the pages go, in their order, always from the thread that called. A status other than TB_OK ends the run. */
struct tb_label_sink {
	void *ctx;
	/* Before the first page: which template and sheet it will be (NULL for none); NULL where that does not matter. */
	void (*begin)(void *ctx, const char *template_name, const char *sheet);
	/* Page `number` (from 1) begins; NULL where that does not matter. */
	enum tb_status (*page)(void *ctx, size_t number, struct tb_err *err);
	enum tb_status (*write)(void *ctx, const void *bytes, size_t len, struct tb_err *err);
	/* The labels before `n` are complete, all copies of them, or were refused; NULL where that does not matter. */
	enum tb_status (*done)(void *ctx, size_t n, struct tb_err *err);
	/* Label `i` does not read back and is not printed: its place stays empty. */
	void (*refused)(void *ctx, size_t i, const struct tb_err *why);
};

struct tb_label_job {
	const struct tb_label *labels; /* borrowed */
	size_t n;                      /* 0 for a test grid only */
	int copies;                    /* of each, 1 .. 1000, one after the other */
	enum tb_label_of of;
	const char *template_name; /* in templates/; NULL: the first of the usual ones that fits on the sheet */
	const char *sheet; /* in sheets/, by name or product; NULL: of a PDF the template's own, else a label a page */
	const char *own_folder; /* with sheets/ and templates/ that come before the program's own; NULL for none */
	enum tb_label_format format;
	int dpi;           /* 203, 300 or 600: symbols are whole dots of that */
	size_t skip;       /* places on the first page that are used up already */
	bool cut_marks;    /* at the corners of each label, on a PDF, PNG or SVG of a sheet */
	bool grid;         /* one page to align the printer by: outlines of the labels and rulers */
	const char *stamp; /* written across each label, as on a specimen; NULL for none */
	int threads;       /* 1 .. TB_LABEL_MAX_THREADS; 0 for one on each processor */

	/*
	 * Whether the label reads back, asked before it is printed, by thread `worker` (0 .. threads - 1, several at once).
	 * TB_EREFUSED: it does not. NULL: nobody asks.
	 */
	enum tb_status (*check)(void *ctx, int worker, const struct tb_label_proof *proof, struct tb_err *err);
	void *check_ctx;
};

/*
 * Draw the labels into `sink`.
 *
 * TB_EINVAL    unknown dpi, a number out of range, no labels; a payload that cannot be a symbol; a mistake in a sheet or
 *              template (the message names file and line), a template of another kind or larger than the sheet's labels
 * TB_ENOTFOUND no such sheet or template
 * TB_EREFUSED  the template leaves no room for a scannable symbol at that dpi; the message says what would work
 * TB_ESYS      the module, the own folder or a font is missing
 * Any status of `sink` and `check` may pass through, but for the TB_EREFUSED of `check`.
 *
 * Texts may be anything: what is too long is set smaller and then cut, control characters become spaces. Several jobs may
 * run at once. Memory does not grow with the number of labels.
 */
TB_MUST_CHECK
enum tb_status tb_label_draw(const struct tb_label_job *job, const struct tb_label_sink *sink, struct tb_err *err);

/* A photograph with codes drawn onto it. Lengths are its pixels; all is borrowed. */
struct tb_overlay {
	const unsigned char *grey; /* 0 = black; rows follow each other without a gap */
	int width, height;         /* at most 32767 and 100 million in all */
	const struct tb_overlay_code {
		int n_points; /* 0..4, going round */
		struct {
			int x, y;
		} points[4];
		enum tb_overlay_colour { TB_OVERLAY_GREEN, TB_OVERLAY_AMBER, TB_OVERLAY_RED } colour;
		const char *text; /* a few words */
	} * code;
	size_t n;
};

/*
 * Write it as a PNG in colours to `sink`, of which only `write` is called. Lines and letters are as large as suits the
 * picture. Memory: some rows, beside the picture itself.
 *
 * TB_EINVAL  the picture is too wide
 * TB_ESYS    the module is missing
 * Any status of `sink` may pass through.
 */
TB_MUST_CHECK
enum tb_status tb_label_overlay(const struct tb_overlay *overlay, const struct tb_label_sink *sink, struct tb_err *err);

/* One sheet or template that there is; texts valid until the call returns. */
struct tb_label_file {
	const char *name, *title;
	enum tb_label_of of;  /* of a template */
	double width, height; /* of a label */
	const char *sheet;    /* of a template: where it is printed by default; NULL for none */
	double page_width, page_height;
	int columns, rows;
	bool roll;
	const char *equivalent; /* products of the same geometry; NULL for none */
};

/* `why` is NULL, or what is wrong with the file, of which only the name is given then. */
typedef void tb_label_file_fn(void *ctx, const struct tb_label_file *file, const struct tb_err *why);

/* All sheets, or all templates, by name; what lies in `own_folder` (NULL for none) hides what has the same name here. */
TB_MUST_CHECK
enum tb_status tb_label_each_sheet(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err);
TB_MUST_CHECK
enum tb_status tb_label_each_template(const char *own_folder, tb_label_file_fn *fn, void *ctx, struct tb_err *err);

#endif
