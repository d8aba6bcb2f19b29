/* SPDX-License-Identifier: ISC */
/* whois: WHOIS answers for commands, without a server. */
#ifndef MAIN_WHOIS_H
#define MAIN_WHOIS_H

#include "main/context.h"

/*
 * What WHOIS answers to a query over context->index, which is open, also
 * inside a preview; with line feeds for CRLF, in the arena.  NULL: the store
 * failed.
 */
const char *whois_lines(struct context *, const char *query);

#endif
