/*
 * encoding.h - files in the encodings that Vietnamese offices have, as UTF-8.
 */
#ifndef TB_CSVIO_ENCODING_H
#define TB_CSVIO_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include <trangbi/err.h>
#include <trangbi/str.h>

#include "csvio/csvio.h"

/* A byte that the encoding does not have becomes this one, which is no UTF-8 anywhere. */
#define TB_UNDECODED '\xFF'

struct tb_decoder;

/*
 * Open a decoder for one of tb_csv_encodings, in either case; `*out` is NULL for UTF-8, which needs none. The caller closes it.
 * TB_EINVAL  no such encoding; the message lists them
 * TB_ESYS    the C library lacks it
 */
TB_MUST_CHECK
enum tb_status tb_decoder_open(const char *encoding, struct tb_decoder **out, struct tb_err *err);
void tb_decoder_close(struct tb_decoder *d); /* accepts NULL */

/* Append the next bytes as UTF-8, not always in NFC. What is cut at the end waits for the next call, unless it is the `last`. */
void tb_decoder_feed(struct tb_decoder *d, const char *bytes, size_t len, bool last, struct tb_str *out);

/*
 * The encoding of a text that holds bytes over 0x7F, by what its words would be in each: `*out` is one of tb_csv_encodings. With
 * `cut` the text may end amid a character.
 * TB_EINVAL  two are as likely; the message names both, and how to say which it is
 */
TB_MUST_CHECK
enum tb_status tb_encoding_find(const char *bytes, size_t len, bool cut, const char **out, struct tb_err *err);

#endif
