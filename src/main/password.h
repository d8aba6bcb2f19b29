/* SPDX-License-Identifier: ISC */
/*
 * password: reading one, and sealing its hash for the store.
 *
 * The store is open to processes that must not see password hashes, so what
 * lies there is sealed: argon2id (crypto_pwhash_str) inside crypto_secretbox
 * under the key in "<store path>.key", a file of 32 random bytes that only
 * its owner may read.  It is made when it is first needed and never changes.
 * The sealed text is base64 of nonce and box.
 *
 * Each answers 0 or an exit status after saying why.
 */
#ifndef MAIN_PASSWORD_H
#define MAIN_PASSWORD_H

#include "main/context.h"

/* Twice from the terminal without echo, or one line of standard input. */
int password_read(struct context *, char *out, size_t size) MUST_CHECK;
/* *out lives in the arena. */
int password_seal(struct context *, const char *password, const char **out)
    MUST_CHECK;

#endif
