/*
 * secret.h - cryptography: the hash that chains the ledger. The only place that includes a crypto library.
 */
#ifndef TB_SECRET_SECRET_H
#define TB_SECRET_SECRET_H

#include <stddef.h>
#include <stdio.h>

enum { TB_SHA256_SIZE = 32 };

/* SHA-256 (FIPS 180-4) of `len` bytes. */
void tb_sha256(const void *data, size_t len, unsigned char out[TB_SHA256_SIZE]);

/* The same of all that `f` gives; what could not be read shows there (ferror). */
void tb_sha256_file(FILE *f, unsigned char out[TB_SHA256_SIZE]);

#endif
