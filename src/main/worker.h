/* SPDX-License-Identifier: ISC */
/* worker: the role that does what nobody waits for, a part for each thing. */
#ifndef MAIN_WORKER_H
#define MAIN_WORKER_H

#include "main/config.h"
#include "main/context.h"
#include "rdns/rdns.h"

/* Is there anything that it would do? */
bool worker_is_wanted(const struct config *);
/* Until SIGTERM: the exit status. */
int run_worker(struct context *, int ready_fd) MUST_CHECK;
/* What the worker starts to send mails: the exit status. */
int run_courier(struct context *) MUST_CHECK;

/* The command line of a process of ours: this one's, and what it is to be;
   supervised: it says when it is ready.  The probe is told of no store. */
char **role_argv(struct context *, const char *role, bool supervised,
    size_t fd_count);

/* How the registry calls itself follows from its name in the register. */
int complete_profile(struct context *, struct whois_profile *) MUST_CHECK;

/* One look of publication, by whoever holds the lock on <store>.rdns: waits
   for another's look to end.  False: something failed, as the log says. */
struct publication;
struct publication *publication_new(struct context *);
bool publication_look(struct publication *) MUST_CHECK;
void publication_free(struct publication *);

#endif
