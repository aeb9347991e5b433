/*
 * label_proof.h - reading labels back before they are printed.
 */
#ifndef TB_SERVICE_LABEL_PROOF_H
#define TB_SERVICE_LABEL_PROOF_H

#include "label/label.h"

struct tb_label_proofs;

/* Made before and released after the job, whose `check` is tb_label_proofs_check() and whose `check_ctx` this is. */
struct tb_label_proofs *tb_label_proofs_new(void);
void tb_label_proofs_free(struct tb_label_proofs *proofs); /* accepts NULL */

/*
 * Whether libzbar reads from the label's dots just what its symbols are to say.
 * TB_EREFUSED  it does not, and why; TB_ESYS  there is no decoder
 */
enum tb_status tb_label_proofs_check(void *proofs, int worker, const struct tb_label_proof *proof, struct tb_err *err);

#endif
