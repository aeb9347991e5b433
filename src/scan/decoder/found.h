/*
 * found.h - the codes found so far in one picture, each once however many passes saw it.
 */
#ifndef TB_SCAN_DECODER_FOUND_H
#define TB_SCAN_DECODER_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "scan/decoder/grey.h"

/* Kinds of symbols. Sets of them are bits: 1u << kind. */
enum tb_found_kind { TB_FOUND_CODE128, TB_FOUND_QRCODE, TB_FOUND_CODE39, TB_FOUND_EAN13, TB_FOUND_EAN8, TB_FOUND_I25 };
enum { TB_FOUND_KINDS = TB_FOUND_I25 + 1 };

struct tb_found {
	enum tb_found_kind kind;
	char *text;                /* owned; UTF-8 */
	int quality;               /* scan lines of bars that agree, over all passes */
	bool confirmed;            /* another code says the same */
	bool doubtful;             /* it holds letters that zbar misreads */
	int pass;                  /* that saw it last; tiles of one pass see the same lines */
	struct tb_point corner[4]; /* in the pixels of the picture that was read, going round; of bars an upright box */
};

struct tb_found_list {
	struct tb_found *at; /* owned */
	size_t n, cap;
};

#define TB_FOUND_LIST_INIT                                                                                             \
	{                                                                                                              \
		.at = NULL                                                                                             \
	}

void tb_found_release(struct tb_found_list *list);

/*
 * Take in a code, a copy of it: the same text where one lies already is that one seen again, at another place it is
 * another code.
 */
void tb_found_add(struct tb_found_list *list, const struct tb_found *code);

/* May it be believed? zbar reads wrong texts from blurred bars, nearly all of them from a single scan line. */
bool tb_found_is_sure(const struct tb_found *code);

/* How many may be believed. */
size_t tb_found_count(const struct tb_found_list *list);

/*
 * Settle what is not sure: it is, where a sure code says the same; and it is dropped where it lies beside a sure one, for
 * then it is that one or its neighbour on the label, read badly.
 */
void tb_found_settle(struct tb_found_list *list);

/* Is the point nearer to the code than `distance`? */
bool tb_found_is_near(const struct tb_found *code, struct tb_point p, double distance);

/* Drop what is not sure. */
void tb_found_keep_sure(struct tb_found_list *list);

/* Top to bottom, and left to right among those that stand side by side. */
void tb_found_sort(struct tb_found_list *list);

#endif
