/*
 * event.h - one event of the ledger, and the canonical JSON that its hash is taken of.
 */
#ifndef TB_MODEL_EVENT_H
#define TB_MODEL_EVENT_H

#include <stdint.h>

#include <trangbi/str.h>

enum { TB_HASH_SIZE = 32, TB_HEX_SIZE = 2 * TB_HASH_SIZE + 1 };

/* All texts borrowed; NULL where the event has none. */
struct tb_event {
	int64_t seq;         /* 1, 2, 3, ... */
	const char *kind;    /* "asset.checkout" */
	const char *subject; /* tag, unit code, service number or kind code */
	const char *actor;   /* who; never NULL */
	const char *unit;    /* where: unit code */
	int64_t at;          /* when it happened, seconds since the epoch, UTC */
	int64_t recorded;    /* when it was written down, the same */
	const char *purpose;
	const char *doc;
	const char *channel; /* by which way it came in; never NULL */
	int64_t batch;       /* seq of the event that opened its batch, 0 for none */
	const char *payload; /* canonical JSON object; never NULL */
};

/*
 * Append the event's canonical JSON (RFC 8785): keys sorted, no spaces, integers only, absent members left out. It holds
 * the `site` and, as "prev", the hash of the event before in hexadecimal (zeros before the first). docs/ledger.md
 */
void tb_event_canonical(const struct tb_event *ev, const char *site, const char prev[TB_HEX_SIZE], struct tb_str *out);

void tb_hash_hex(const unsigned char hash[TB_HASH_SIZE], char out[TB_HEX_SIZE]);

#endif
