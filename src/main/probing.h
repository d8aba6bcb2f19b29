/* SPDX-License-Identifier: ISC */
/*
 * probing: asking name servers from here, by a process that is not trusted
 * (probe/probe.h).
 */
#ifndef MAIN_PROBING_H
#define MAIN_PROBING_H

#include "main/config.h"
#include "main/context.h"

/* What the configuration says of asking, and which addresses are ours; 0, or
   the exit status after saying why not. */
int probing_config(struct context *, struct probe_config *) MUST_CHECK;

/* Begins a probe of this process alone, which ends when it does: its socket,
   or -1 after saying why not. */
int probing_begin(struct context *) MUST_CHECK;

#endif
