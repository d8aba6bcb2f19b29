/* SPDX-License-Identifier: ISC */
/* Inside watch: what is being asked. */
#ifndef WATCH_PRIVATE_H
#define WATCH_PRIVATE_H

#include "probe/probe.h"
#include "registry/registry.h"
#include "watch/watch.h"

/* Checks and delegations that are being asked, zone after zone. */
struct job {
	bool used;
	char check[TOKEN_TEXT_MAX];	/* "": it is the watch of a */
	int64_t delegation;
	struct prefix prefix;
	struct probe_request request;	/* of every zone */
	struct check_ds *ds;
	size_t ds_count;
	struct arena *arena;		/* of ds */
	size_t zone_count, begun, done;	/* zones */
	struct server_seen seen[LIMIT_NAMESERVERS];
};

#define JOBS_OF_CHECKS 256
#define JOBS_OF_WATCH 192
#define JOBS_MAX (JOBS_OF_CHECKS + JOBS_OF_WATCH)

void job_begin_check(struct job *, const char *id, const struct zone_check *);
/* False: there is nothing to ask. */
bool job_begin_watch(struct job *, const struct watched *) MUST_CHECK;
void job_end(struct job *);
/* What to ask of a zone of it. */
void job_request(const struct job *, size_t zone, struct probe_request *);
/* A server in one zone, for the watch: the worst of all zones counts. */
void job_note(struct job *, size_t zone, const struct probe_server *);

#endif
