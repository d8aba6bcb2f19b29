/* SPDX-License-Identifier: ISC */
/*
 * Secrets as they lie in the store.  The store is open to processes that must
 * not see them, so they are sealed (crypto_secretbox) under the key in
 * "<store path>.key", a file of 32 random bytes that only its owner may read.
 * It is made when it is first needed and never changes.
 */
#ifndef BASE_SEALED_H
#define BASE_SEALED_H

#include "base/base.h"

#define SEALED_KEY_SIZE 32
#define SEALED_PLAIN_MAX 128		/* bytes of a secret */
#define SEALED_MAX 256			/* of its text, with the NUL */

/* The key, made when there is none; false: why says so in English. */
bool sealed_key(const char *store_path, uint8_t key[SEALED_KEY_SIZE],
    char *why, size_t why_size) MUST_CHECK;
/* The sealed text is base64 of nonce and box. */
void seal(const void *plain, size_t length,
    const uint8_t key[SEALED_KEY_SIZE], char out[SEALED_MAX]);
/* False: it was not sealed with this key, or is not this long. */
bool unseal(const char *sealed, const uint8_t key[SEALED_KEY_SIZE],
    void *plain, size_t length) MUST_CHECK;

#endif
