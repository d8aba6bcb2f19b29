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
/* *out lives in the arena. */
int password_sealed(struct context *, const char *password, const char **out)
    MUST_CHECK;

#endif
