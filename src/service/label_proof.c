#include "service/label_proof.h"

#include <stdlib.h>
#include <string.h>

#include <trangbi/pool.h>

#include "base/alloc.h"
#include "scan/scan.h"

/* Each thread has a decoder of its own, from its first label on. */
struct tb_label_proofs {
	struct proof_reader {
		struct tb_scanner *scanner;
		struct tb_pool pool;
	} reader[TB_LABEL_MAX_THREADS];
};

struct tb_label_proofs *tb_label_proofs_new(void)
{
	struct tb_label_proofs *proofs = tb_malloc(sizeof(*proofs));

	*proofs = (struct tb_label_proofs){ .reader = { { .scanner = NULL } } };
	return proofs;
}

void tb_label_proofs_free(struct tb_label_proofs *proofs)
{
	for (int i = 0; proofs && i < TB_LABEL_MAX_THREADS; i++) {
		tb_scanner_close(proofs->reader[i].scanner);
		tb_pool_release(&proofs->reader[i].pool);
	}
	free(proofs);
}

/* As far apart as scan lines may be (scan/scan.h); the bars of a Code 128 are a hundred dots high and more. */
static int step_for(const struct tb_label_proof *proof)
{
	enum { QR_MAX = 4, BARS_ONLY = 8 };
	int half = proof->qr_module / 2;

	if (!proof->qr_module)
		return BARS_ONLY;
	return half < 1 ? 1 : half < QR_MAX ? half : QR_MAX;
}

static const char *title_of(const char *symbology)
{
	return strcmp(symbology, "qrcode") ? "Code 128" : "QR code";
}

static bool is_expected(const struct tb_label_proof *proof, const struct tb_code *code)
{
	for (size_t i = 0; i < proof->n; i++)
		if (!strcmp(proof->symbol[i].symbology, code->symbology) && !strcmp(proof->symbol[i].text, code->text))
			return true;
	return false;
}

static bool is_found(const struct tb_codes *codes, const char *symbology, const char *text)
{
	for (size_t i = 0; i < codes->n; i++)
		if (!strcmp(codes->code[i].symbology, symbology) && !strcmp(codes->code[i].text, text))
			return true;
	return false;
}

static enum tb_status judge(const struct tb_label_proof *proof, const struct tb_codes *codes, struct tb_err *err)
{
	for (size_t i = 0; i < codes->n; i++)
		if (!is_expected(proof, &codes->code[i]))
			return tb_err_set(err, TB_EREFUSED, N_("its %s reads back as '%s'"),
					  title_of(codes->code[i].symbology), codes->code[i].text);
	for (size_t i = 0; i < proof->n; i++)
		if (!is_found(codes, proof->symbol[i].symbology, proof->symbol[i].text))
			return tb_err_set(err, TB_EREFUSED,
					  N_("its %s does not read back; keep frames, pictures and text away from it"),
					  title_of(proof->symbol[i].symbology));
	return TB_OK;
}

enum tb_status tb_label_proofs_check(void *ctx, int worker, const struct tb_label_proof *proof, struct tb_err *err)
{
	struct tb_label_proofs *proofs = ctx;
	struct proof_reader *r = &proofs->reader[worker];
	const struct tb_raster picture = { proof->grey, proof->width, proof->height, proof->width };
	struct tb_codes codes = { .n = 0 };
	enum tb_status rc = r->scanner ? TB_OK : tb_scanner_open(&r->scanner, err);

	tb_pool_clear(&r->pool);
	if (!rc)
		rc = tb_scanner_read(r->scanner, &picture, step_for(proof), &r->pool, &codes, err);
	return rc ? rc : judge(proof, &codes, err);
}
