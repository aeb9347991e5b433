/*
 * label.h - printing labels, and the register of every label printed.
 *
 * Each label is verified before it is printed: drawn in the printer's dots, and read back by libzbar. What was printed is
 * recorded: an event for each thing labelled. A second label needs a reason.
 */
#ifndef TRANGBI_LABEL_H
#define TRANGBI_LABEL_H

#include <trangbi/custody.h>
#include <trangbi/register.h>

/* How labels look and are laid out; NULL and 0 take what is usual. All texts borrowed. */
struct tb_label_style {
	const char *template_name; /* in labels/templates; by default what the noun usually takes */
	const char *sheet;         /* in labels/sheets, or a product such as "L7160"; else the template's, or none */
	const char *own_folder;    /* sheets/ and templates/ of the user's own, looked into first */
	int dpi;                   /* 203, 300, 600 */
	int copies;                /* of each, 1 .. 1000 */
	int skip;                  /* places on the first page that are used up already */
	bool cut_marks;
	int threads; /* 0 for one on each processor */
};

/* Where labels go: exactly one of the three. */
struct tb_label_target {
	const char *file;     /* .pdf, .svg, .png, .zpl or .tspl; .svg and .png give a file for each page */
	const char *printer;  /* a queue of CUPS */
	const char *address;  /* "tcp://HOST:PORT" or "/dev/usb/lp0" */
	const char *language; /* of the printer at `address`: "zpl" (NULL) or "tspl" */
};

/* Which things: those that `tags` names, or, where it names none, all that `query` finds. Both at once are TB_EINVAL. */
struct tb_label_choice {
	const struct tb_noun *noun; /* assets, units or persons; NULL: the commands for a scanner, all of them */
	struct tb_tags tags;
	struct tb_query query;
	bool all;         /* a query without any condition is meant */
	const char *sort; /* "tag", "name", "unit", "kind"; NULL as given or registered */
	const char *from; /* leave out what comes before this one; NULL for nothing */

	/* The language of the commands' titles, as for tb_err_text(); NULL for English. */
	const char *(*translate)(const char *msgid);
};

struct tb_label_req {
	struct tb_label_choice choice;
	struct tb_label_style style;
	struct tb_label_target target;
	const char *reason; /* for what has a label already: "lost", "damaged", "changed"; NULL for none */
	bool unverified;    /* print without reading back */

	/* Called now and then with the labels done so far and all there are; may be NULL. */
	void (*progress)(void *ctx, size_t done, size_t all);
	void *progress_ctx;
};

struct tb_label_result {
	size_t asked;   /* labels of so many things */
	size_t printed; /* and so many were printed, each in all copies */
	const char *
		next; /* the tag, code or number of the first one that was not sent, in the pool; NULL where all were */
	int64_t seq;  /* of the last event; 0 for none */
};

/*
 * Print labels and record each. `out` is filled whenever something was printed, also on failure.
 *
 * TB_EREFUSED  nothing was printed: something has a label already and no reason was given, or the template leaves no room
 *              for the symbol; or, with `out->printed`, some labels did not read back and were left out (`problems`)
 * TB_ENOTFOUND a tag that is none (`problems`), no such sheet, template, unit, ...
 * TB_EINVAL    nothing to print, no or several targets, a number out of range, a mistake in a sheet or template
 * TB_ESYS      the file cannot be written, or the printer did not take all: `out->printed` labels were sent and recorded,
 *              and `from` goes on with `out->next`
 */
TB_MUST_CHECK
enum tb_status tb_label_print(struct tb_db *db, const struct tb_act *act, const struct tb_label_req *req,
			      struct tb_pool *pool, struct tb_label_result *out, struct tb_problems *problems,
			      struct tb_err *err);

/*
 * Draw specimens, which are marked as such and not recorded: of the things chosen, or of an invented one where `db` is
 * NULL. Their noun is the one that the template is made for. Statuses as above.
 */
TB_MUST_CHECK
enum tb_status tb_label_preview(struct tb_db *db, const struct tb_label_choice *choice,
				const struct tb_label_style *style, const char *file, struct tb_problems *problems,
				struct tb_err *err);

/* Draw the page by which a printer is aligned to a sheet: outlines of its labels and rulers. */
TB_MUST_CHECK
enum tb_status tb_label_test_grid(const struct tb_label_style *style, const char *file, struct tb_err *err);

/* Sheets and templates, as records for lists; lengths are texts in mm. */
extern const struct tb_noun tb_sheet_noun, tb_template_noun;

/*
 * All sheets or templates (`noun`), by name. A file with a mistake is a problem, and the others are listed.
 * TB_ESYS where the folder or the drawing module cannot be read.
 */
TB_MUST_CHECK
enum tb_status tb_label_files(const struct tb_noun *noun, const char *own_folder, tb_list_fn *fn, void *ctx,
			      struct tb_problems *problems, struct tb_err *err);

#endif
