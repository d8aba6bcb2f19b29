/* SPDX-License-Identifier: ISC */
/*
 * password: reading one, and sealing it for the store (portal/portal.h).
 * Each answers 0 or an exit status after saying why.
 */
#ifndef MAIN_PASSWORD_H
#define MAIN_PASSWORD_H

#include "main/context.h"

/* Twice from the terminal without echo, or one line of standard input. */
int password_read(struct context *, char *out, size_t size) MUST_CHECK;
/* One that was given to the user: once, of any length that fits. */
int password_read_given(struct context *, char *out, size_t size) MUST_CHECK;
/* Is it one for the user of this handle, as the portal would take it? */
int password_check(struct context *, const char *handle,
    const char *password) MUST_CHECK;
/* *out lives in the arena. */
int password_sealed(struct context *, const char *password, const char **out)
    MUST_CHECK;
/* A secret of a mail (registry_one_time) for who sends it; the same. */
int secret_sealed(struct context *, const char secret[TOKEN_TEXT_MAX],
    const char **out) MUST_CHECK;

#endif
