#include <nettle/sha2.h>

#include "secret/secret.h"

void tb_sha256(const void *data, size_t len, unsigned char out[TB_SHA256_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, data);
	sha256_digest(&ctx, SHA256_DIGEST_SIZE, out);
}
