/*
 * encoding.h - the encodings in which Vietnamese offices have their files; those of one byte a character as tables, of
 * which the lower half is ASCII.
 */
#ifndef TB_CSVIO_ENCODING_H
#define TB_CSVIO_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <trangbi/str.h>

#include "csvio/csvio.h"

enum tb_encoding {
	TB_ENCODING_FIND, /* not known */
	TB_UTF8,          /* pure ASCII too */
	TB_UTF16LE,
	TB_UTF16BE,
	TB_CP1258, /* from here on encodings of one byte a character */
	TB_TCVN3,  /* ABC, the .VnTime fonts */
	TB_VNI,    /* the VNI-Times fonts */
	TB_N_ENCODINGS
};

/* A byte that the encoding does not have becomes this one, which is no UTF-8 anywhere. */
enum { TB_UNDECODED = 0xFF };

/* "UTF-8", "Windows-1258"; the same in every language. */
const char *tb_encoding_name(enum tb_encoding encoding);

/*
 * The encoding of that name, without regard to case.
 * TB_EINVAL  there is none; the message lists them
 */
TB_MUST_CHECK
enum tb_status tb_encoding_find(const char *name, enum tb_encoding *out, struct tb_err *err);

/* What the bytes 80..FF mean: one or two characters, 0 for none; a byte without a first one is not of the encoding. */
struct tb_charset {
	uint16_t high[128][2];
	bool marks_follow_vowels; /* a combining mark anywhere else is an error (VNI) */
};

/* The table of TB_CP1258, TB_TCVN3 or TB_VNI; of any other one without a character. */
void tb_charset_init(struct tb_charset *cs, enum tb_encoding encoding);

/* Fill the upper half of `cs`, which is empty, by the VNI encoding. */
void tb_vni_fill(struct tb_charset *cs);

/*
 * Append the text `s` in UTF-8, its accents perhaps as characters of their own (it is not in NFC).
 * Returns the offset of the first byte that is not of the encoding, or `len`; each becomes TB_UNDECODED.
 */
size_t tb_charset_decode(const struct tb_charset *cs, const char *s, size_t len, struct tb_str *out);

#endif
