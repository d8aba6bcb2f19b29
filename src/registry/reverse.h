/* SPDX-License-Identifier: ISC */
/* Part of registry.h: delegations of reverse DNS, and their publication. */
#ifndef REGISTRY_REVERSE_H
#define REGISTRY_REVERSE_H

#include "model/model.h"

struct registry;

/* --- Reverse DNS (policy.md) ------------------------------------------ */

/*
 * Delegate a block or a part of it; or change the delegation of exactly this
 * prefix, whose servers keep their states where they stay.  One around it is
 * split into what is left of it, whose servers are to be asked anew where the
 * zones become smaller.
 *
 * By who manages the most specific block around it (FORBIDDEN), of an IPv4
 * block of /16 or shorter by its holder alone, in whole /16s (WHOLE_16S); and
 * by who manages the block that a present delegation hangs on.  NOT_ZONE,
 * NO_BLOCK; OVERLAPS_DELEGATION: there is one inside.  Of hosts and DS records
 * each that is wrong is refused: HOST_..., TOO_LARGE, DS_MALFORMED,
 * DS_CROWDED, DS_ZONE.
 *
 * Of a user also, when nothing else is wrong, unless within
 * LIMIT_CHECK_FRESH_S they had exactly these hosts asked (zone_check_ask,
 * watch.h) for exactly these zones, with these DS records, and all were AA:
 * NOT_CHECKED.  Hostmaster need not ask.
 */
struct delegate {
	struct prefix prefix;
	const char *const *hosts;	/* as typed: host_parse() */
	size_t count;
	const char *ds;			/* as pasted: ds_parse(); NULL leaves,
					   "" removes.  Without an owner: of
					   the only zone */
};
/* By the same. */
struct delegation_drop { struct prefix prefix; };
struct server_state {
	struct prefix prefix;
	const char *host;
	enum ns_state state;
	bool withdrawn;
	int64_t answered;		/* 0: now when AA, else as it was */
};

/* --- Publication: what the worker does -------------------------------- */

/* A zone that the registry serves was published with this serial; it has
   everything up to a row of the journal. */
struct zone_published {
	struct prefix zone;
	uint32_t soa;
	int64_t journal;
};
/* And its name server now serves that. */
struct zone_live {
	struct prefix zone;
	uint32_t soa;			/* otherwise nothing is noted */
};
/* These zones may be at the primary of updates from now on, or are gone. */
struct zones_at_primary {
	const struct prefix *zones;
	size_t count;
	bool gone;
};

/*
 * Is what the register says of a range's delegation (or that there is none any
 * more) in the published zone around it, and served by the registry's own name
 * server?  A delegation that was never changed is not.
 */
struct view_publication {
	bool known;			/* such a zone was published */
	bool published, live;
	int64_t at;			/* when it was published, 0 */
	int64_t seen;			/* served since, 0 */
};
void registry_publication(struct registry *, const struct prefix *,
    struct view_publication *);

#endif
