/*
 * pass.h - one way of looking at a picture: what is done to it before zbar sees it.
 */
#ifndef TB_SCAN_DECODER_PASS_H
#define TB_SCAN_DECODER_PASS_H

#include "scan/decoder/found.h"
#include "scan/decoder/grey.h"
#include "scan/decoder/signs.h"

/* Against blur and noise. */
enum tb_mend { TB_MEND_NONE, TB_MEND_BLUR, TB_MEND_SHARPEN };

/* Against uneven light. */
enum tb_filter { TB_FILTER_NONE, TB_FILTER_BINARISE, TB_FILTER_BLOCKS, TB_FILTER_SOFTEN };

/* Done in the order of the members; 0 for what is not done. */
struct tb_pass {
	const char *name;    /* in the words of the measurements; for the reader of a table */
	int columns, rows;   /* of tiles, which share a quarter with their neighbours */
	int shrink, enlarge; /* factors */
	double turn;         /* degrees */
	double slant;        /* strength of tb_grey_slant() */
	double towards;      /* degrees */
	enum tb_mend mend;
	int reach; /* of mending, in pixels */
	enum tb_filter filter;
	int half; /* of the window of the filter, in pixels */
	bool invert;
	unsigned kinds; /* of symbols to look for; 0 for all that are wanted */
	bool at_signs;  /* only tiles where a code seems to be */
};

/* What one pass over a picture is about. */
struct tb_task {
	const struct tb_grey *picture;
	const struct tb_map *back;         /* from it to the picture that was read */
	const struct tb_found_list *known; /* found before: masked */
	const struct tb_signs *signs;      /* left over from before */
	unsigned kinds;                    /* wanted */
};

/* How many tiles it has: at least 1. */
int tb_pass_tiles(const struct tb_pass *pass);

/* Look at tile `tile`; what is found carries the number `id` of the pass. Signs are looked for where it binarises. */
void tb_pass_run(const struct tb_pass *pass, int id, int tile, const struct tb_task *task, struct tb_found_list *found,
		 struct tb_signs *signs);

#endif
