/* SPDX-License-Identifier: ISC */
/*
 * Of registry.h: asking name servers.  The watch (watch/watch.h) does it;
 * here is what it reads and records, and what pages ask for and show.
 */
#ifndef REGISTRY_WATCH_H
#define REGISTRY_WATCH_H

#include "model/limits.h"
#include "model/model.h"

struct registry;

/*
 * Have the zones of a block asked of these hosts, now.  By who may delegate
 * it (FORBIDDEN, WHOLE_16S, NO_BLOCK); TOO_OFTEN, NOT_ZONE, DS_ZONE.  What is
 * delegated there is asked by the watch as soon as the check has ended.
 */
struct zone_check_ask {
	struct prefix prefix;
	const char *const *hosts;	/* full names, A-labels */
	size_t count;
	const struct check_ds *ds;	/* of zones of the block */
	size_t ds_count;
	const char *id;			/* out: for registry_zone_check() */
};

/* A server in a zone, as far as it was asked. */
struct check_server {
	struct prefix zone;
	const char *host;
	enum ns_state state;		/* NS_UNCHECKED: nothing was learnt */
	struct check_line *lines;	/* by address and question */
	size_t line_count;
};

/* What a check found until now; servers by zone, then as they were named.
   Kept for LIMIT_CHECK_S. */
struct zone_check {
	struct prefix prefix;
	const char *hosts[LIMIT_NAMESERVERS];
	size_t host_count;
	struct check_ds *ds;
	size_t ds_count;
	size_t zone_count;
	int64_t asked;
	int64_t done;			/* when; 0: it goes on */
	bool good;			/* done, and every server is AA */
	struct check_server *servers;
	size_t server_count;
};
/* False: there is none, or it is not the actor's. */
bool registry_zone_check(struct registry *, const char *id,
    struct zone_check *) MUST_CHECK;

/* For the watch: the ids of those that go on, the oldest of each user first. */
size_t registry_zone_checks_open(struct registry *, const char **ids,
    size_t most);
struct check_server_found {
	size_t zone, host;		/* their numbers, from 0 */
	enum ns_state state;
	const struct check_line *lines;
	size_t line_count;
};
struct zone_check_note {
	const char *id;
	const struct check_server_found *servers;
	size_t count;
	bool done;
};

/* Asks none of those there are before then. */
void registry_watch_rest(struct registry *, int64_t until);

/* The delegations whose time has come, the longest waiting first, and one of
   them with its servers. */
size_t registry_watch_due(struct registry *, int64_t now, int64_t *out,
    size_t most);
struct watched {
	struct delegation delegation;
	struct nameserver servers[LIMIT_NAMESERVERS];
	size_t count;
	struct check_ds *ds;
	size_t ds_count;
};
bool registry_watched(struct registry *, int64_t delegation,
    struct watched *) MUST_CHECK;
/* The one around a range, which may be larger; and how many zones become of
   the rest of it when just this range is delegated elsewhere, that its servers
   were never asked for: 0 where none becomes smaller. */
bool registry_delegation_around(struct registry *, const struct prefix *,
    struct watched *) MUST_CHECK;
size_t registry_zones_left(const struct delegation *, const struct prefix *);
/* The one of exactly this range. */
bool registry_delegation(struct registry *, const struct prefix *,
    struct watched *) MUST_CHECK;

/*
 * What its servers said.  Journaled when a state word changes; a server that
 * is lame long enough is withdrawn from the zones that it is lame in, which
 * become delegations of their own; a good one is published again, and its
 * parts become one; contacts are told (policy.md, lame).  UNCHECKED servers
 * stay as they were.  A pause of more than LIMIT_LAME_NOTICE_S, in which nobody
 * was asked, is no time of being lame.
 */
struct server_seen {
	int64_t id;
	enum ns_state state;
	enum finding finding;		/* the first that is not fine */
	struct prefix zone;		/* where */
	uint64_t bad[4];		/* bits: in which zones, by number */
	uint64_t unasked[4];		/* likewise: there it stays as it was */
	bool has_address;
	struct address address;
};
struct server_states {
	int64_t delegation;
	const struct server_seen *servers;
	size_t count;
};

/* After the clock was ahead for a while: what that has put off beyond a moment
   is due now. */
struct clock_back { int64_t latest; };

/* The servers of delegations that hang on a block itself which do not answer
   as they should, the longest first. */
struct bad_server {
	struct prefix prefix;		/* of the delegation */
	const char *host;
	enum ns_state state;
	bool withdrawn;
	struct prefix zone;		/* where it was found */
	enum finding finding;
	const char *at;			/* which address, or "" */
	int64_t since;
	int64_t withdrawn_at;		/* when it is, or was */
};
size_t registry_bad_servers(struct registry *, int64_t block,
    struct bad_server *out, size_t most);

#endif
