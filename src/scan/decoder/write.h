/*
 * write.h - the codes found, as answer.h says.
 */
#ifndef TB_SCAN_DECODER_WRITE_H
#define TB_SCAN_DECODER_WRITE_H

#include "scan/decoder/found.h"
#include "scan/decoder/picture.h"

/* Sort `list` and write its codes to the standard output, then the last line. */
void tb_write_codes(struct tb_found_list *list, const struct tb_grey *picture);

/* Why there are none. */
void tb_write_failure(enum tb_picture_status why);

/* The picture itself, in front of its codes. */
void tb_write_grey(const struct tb_grey *picture);

#endif
