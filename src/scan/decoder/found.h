/*
 * found.h - the codes found so far in one picture, each once however many passes saw it.
 */
#ifndef TB_SCAN_DECODER_FOUND_H
#define TB_SCAN_DECODER_FOUND_H

#include <stdbool.h>
#include <stddef.h>

enum tb_found_kind { TB_FOUND_CODE128, TB_FOUND_QRCODE };

struct tb_point {
	double x, y; /* in the pixels of the picture that was read */
};

struct tb_found {
	enum tb_found_kind kind;
	char *text;                /* owned; UTF-8 */
	int quality;               /* scan lines of a Code 128 that agree, over all passes */
	struct tb_point corner[4]; /* going round; of a Code 128 an upright box */
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

/* May it be believed? zbar reads wrong texts from a blurred Code 128, nearly all of them from a single scan line. */
bool tb_found_is_sure(const struct tb_found *code);

/* How many may be believed. */
size_t tb_found_count(const struct tb_found_list *list);

/* Top to bottom, and left to right among those that stand side by side. */
void tb_found_sort(struct tb_found_list *list);

#endif
