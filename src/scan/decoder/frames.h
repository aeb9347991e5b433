/*
 * frames.h - pictures that come one after the other: the pages of a document, or what a camera sees.
 */
#ifndef TB_SCAN_DECODER_FRAMES_H
#define TB_SCAN_DECODER_FRAMES_H

#include "scan/decoder/found.h"
#include "scan/decoder/picture.h"

/* Where they come from: the next one, which the caller releases, TB_PICTURE_END behind the last, or a failure. */
typedef enum tb_picture_status tb_next_frame(void *ctx, struct tb_grey *out);

typedef void tb_find_codes(const struct tb_grey *frame, struct tb_found_list *list);

/* Answer each on the standard output until they end or fail. The exit status. */
int tb_frames_run(tb_next_frame *next, void *ctx, tb_find_codes *find);

/* A source: PGM or PPM pictures on the standard input; `ctx` is not used. */
enum tb_picture_status tb_frames_next_pnm(void *ctx, struct tb_grey *out);

#endif
