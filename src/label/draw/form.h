/*
 * form.h - what stands where on an official paper, read from forms/NAME.ini. Lengths in mm.
 */
#ifndef TB_LABEL_FORM_H
#define TB_LABEL_FORM_H

#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/pool.h>

#include "label/paper.h"

enum { TB_FORM_PARTS = 48, TB_FORM_COLUMNS = 24, TB_FORM_SIGNATURES = 6, TB_FORM_LEVELS = 3 };

enum tb_form_place {
	TB_FORM_LEFT,  /* of the letterhead */
	TB_FORM_RIGHT, /* the same */
	TB_FORM_LINE,  /* above the table */
	TB_FORM_AFTER, /* beneath it */
	TB_FORM_CODE,  /* beside the QR code */
};

/* One text. Texts of a form lie in the pool; "{word}" in them stands for a text of the paper. */
struct tb_form_part {
	enum tb_form_place place;
	const char *text;
	const struct tb_paper_list *each; /* repeated for each thing of it; NULL: once */
	const char *each_name;
	int align; /* enum tb_align */
	int bold, slanted, upper;
	double size;  /* of the letters */
	double space; /* above */
};

struct tb_form_column {
	size_t source;                     /* which of the row's texts it shows */
	const char *caption;               /* as it was given: "Group | Caption" */
	const char *level[TB_FORM_LEVELS]; /* the captions from above, each a clean text */
	size_t n_levels;                   /* at least 1 */
	const char *letter;                /* in the row beneath the captions; NULL for none */
	double width;                      /* in proportion to the others */
	int align;                         /* of the rows */
	int lines;                         /* of a cell at most; 0 for what is usual */
};

/* Side by side beneath the table; each text but `role` may be NULL. */
struct tb_form_signature {
	const char *above, *role, *hint, *name;
};

struct tb_form {
	const char *name; /* borrowed */
	const char *font; /* family */
	int landscape;
	double size, table_size; /* of letters */
	const char *total;       /* what stands in the row of totals; NULL for nothing */
	const char *page;        /* in front of the page's number; NULL for nothing */
	struct tb_form_part parts[TB_FORM_PARTS];
	size_t n_parts;
	struct tb_form_column columns[TB_FORM_COLUMNS];
	size_t n_columns;
	struct tb_form_signature signatures[TB_FORM_SIGNATURES];
	size_t n_signatures;
};

/*
 * TB_EINVAL     the file is wrong, or names what `paper` has not; the message says where
 * TB_ENOTFOUND  there is no such form
 * TB_ESYS       it cannot be read
 */
TB_MUST_CHECK
enum tb_status tb_form_read(struct tb_form *form, const struct tb_paper *paper, const char *const *folders,
			    struct tb_pool *pool, struct tb_err *err);

/*
 * Where "{word}" begins in a text, and how long the word is; NULL where there is none. A brace that belongs to no pair is
 * a letter as any other.
 */
const char *tb_form_find_word(const char *text, size_t *len);

/* The index of a word in a list that ends with a NULL; -1 where it is not there. `words` may be NULL. */
int tb_form_word_index(const char *const *words, const char *word, size_t len);

#endif
