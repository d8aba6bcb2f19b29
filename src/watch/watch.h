/* SPDX-License-Identifier: ISC */
/*
 * watch: the role between the register and the probe.  It has the probe ask
 * what somebody wants to know now (registry_zone_check_ask) and, in the
 * background, the servers of every delegation when its time has come
 * (registry_watch_due), and records what is found.
 *
 * Nothing is lost with a process: what goes on is known from the register,
 * and is asked anew by the watch or of the probe that comes after.  Only one
 * watch of a register asks.
 */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include "base/base.h"

struct watch_config {
	const char *store_url;
	struct clock clock;
	bool mails;			/* there is somebody who sends them */
	int socket;			/* to the probe */
	int ready_fd;			/* role_is_ready() */
};

/* Until SIGTERM: the exit status. */
int watch_run(const struct watch_config *) MUST_CHECK;

#endif
