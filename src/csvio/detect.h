/*
 * detect.h - which encoding a text is in, by evidence: of which encoding its words are Vietnamese.
 */
#ifndef TB_CSVIO_DETECT_H
#define TB_CSVIO_DETECT_H

#include "csvio/encoding.h"

/* How far a text is looked at, from its first byte on that is not ASCII. */
enum { TB_DETECT_WINDOW = 1024 * 1024 };

/* The tables of all encodings that have one. */
struct tb_charsets {
	struct tb_charset of[TB_N_ENCODINGS];
};

void tb_charsets_init(struct tb_charsets *all);

/*
 * Find the encoding of `s`, which holds bytes from 80 on; if `cut`, it may end within a character. TB_UTF8 where no encoding
 * makes Vietnamese of it.
 * TB_EINVAL  two are about as likely; the message names both
 */
TB_MUST_CHECK
enum tb_status tb_detect(const struct tb_charsets *all, const char *s, size_t len, bool cut, enum tb_encoding *out,
			 struct tb_err *err);

/*
 * Whether a row is in another encoding than `encoding`, that of its file, which has all of its bytes: which one, or
 * TB_ENCODING_FIND where nothing speaks for another.
 */
enum tb_encoding tb_detect_stranger(const struct tb_charsets *all, enum tb_encoding encoding, const char *s,
				    size_t len);

#endif
