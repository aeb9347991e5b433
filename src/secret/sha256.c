#include <nettle/sha2.h>

#include "secret/secret.h"

void tb_sha256(const void *data, size_t len, unsigned char out[TB_SHA256_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, out);
}

void tb_sha256_file(FILE *f, unsigned char out[TB_SHA256_SIZE])
{
	struct sha256_ctx ctx;
	unsigned char block[64 * 1024];
	size_t n;

	sha256_init(&ctx);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		sha256_update(&ctx, n, block);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, out);
}
