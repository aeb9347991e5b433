/*
 * ledger.h - verifying and exporting the chain of events. The format is described in docs/ledger.md.
 */
#ifndef TRANGBI_LEDGER_H
#define TRANGBI_LEDGER_H

#include <stdio.h>

#include <trangbi/db.h>

struct tb_head {
	const char *site; /* borrowed from the db */
	int64_t seq;      /* of the newest event */
	char hash[65];    /* hexadecimal */
};

TB_MUST_CHECK
enum tb_status tb_ledger_head(struct tb_db *db, struct tb_head *out, struct tb_err *err);

/* What a verification found. */
struct tb_verdict {
	struct tb_head head;         /* where the chain ends */
	int64_t events;              /* how many were read */
	bool anchored;               /* the anchor given is a hash of this chain */
	struct tb_problems problems; /* the caller releases them */
};

/*
 * Verify the whole ledger: the pages of the file, the chain of hashes, the replay of all events into a scratch database, and
 * the comparison of all state and the schema with it. With `chain_only` it is the hashes alone.
 *
 * `anchor` says which event must be in the chain, as it was printed earlier: its text ("TB1:..."), "@FILE" for a picture of
 * the paper, or a head hash (hexadecimal, at least 16 digits of its beginning); NULL for none.
 *
 * TB_ECORRUPT  something is wrong; `out->problems` lists what (at most 100). Or the anchor is not in the chain
 * TB_EINVAL    the anchor is none, or no picture
 * TB_ENOTFOUND the picture shows no anchor
 * TB_EREFUSED  it shows several different ones, or the anchor is of another site
 */
TB_MUST_CHECK
enum tb_status tb_ledger_verify(struct tb_db *db, const char *anchor, bool chain_only, struct tb_verdict *out,
				struct tb_err *err);

/* Write every event as a line of canonical JSON: its SHA-256 is the "prev" of the next line, and of the last the head. */
TB_MUST_CHECK
enum tb_status tb_ledger_export(struct tb_db *db, FILE *f, struct tb_head *head, struct tb_err *err);

#endif
