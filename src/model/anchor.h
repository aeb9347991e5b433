/*
 * anchor.h - the head of a ledger as official papers carry it, as text and as a QR code: whoever holds the paper can prove
 * later that no event up to that one was changed or removed.
 *
 *     TB1:<SITE>:<SEQ>:<HASH>
 *
 * SITE has 16 and HASH 64 hexadecimal digits, SEQ is decimal without zeros in front. All in upper case, so that it fits
 * into the alphanumeric mode of a QR code; read in either case. docs/ledger.md
 */
#ifndef TB_MODEL_ANCHOR_H
#define TB_MODEL_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>

#include <trangbi/str.h>

#include "model/event.h"

enum { TB_SITE_ID_SIZE = 17 };

struct tb_anchor {
	char site[TB_SITE_ID_SIZE]; /* lower case, as is the hash */
	int64_t seq;                /* of the event that was the newest; at least 1 */
	char hash[TB_HEX_SIZE];     /* of that event */
};

/* Append the text of an anchor. `site` and `hash` as in struct tb_anchor. */
void tb_anchor_write(const char *site, int64_t seq, const char *hash, struct tb_str *out);

/* Whether the text is an anchor, and nothing else. `*out` is untouched where it is none. */
bool tb_anchor_read(const char *text, struct tb_anchor *out);

#endif
