/* SPDX-License-Identifier: ISC */
/*
 * rdns: delegations as the DNS has them, and their publication.
 *
 * A zone that the registry serves (an apex, such as 200.in-addr.arpa) has
 * - the apex's own SOA and NS records, which follow from the configuration;
 * - for each zone of a delegation in the register (inet.h, reverse_zone())
 *   an NS record for every name server that is not withdrawn, and its DS
 *   records; one whose servers are all withdrawn has nothing;
 * - what the zonelets say: files in which other registries hand over what
 *   they delegate below our apexes.  What is registered here stands above
 *   them: a zonelet's record at or below a delegation of ours, or a cut of
 *   theirs above one, is left out and logged.
 * No server of ours has its name in a reverse tree (HOST_INSIDE), so there is
 * no glue but theirs.
 *
 * It is published as files, by updates of a primary (RFC 2136), or both.  At
 * the primary others may delegate, too: what they put there is theirs, but for
 * a cut at or above one of the above, and where zonelets have records.  A way
 * that fails or does not answer keeps the other not back.
 * Names are made from addresses and from the register's host names, checked
 * label by label, in wire format; text is only written from that.
 *
 * This module looks: it reads through index.h.  What it published it tells
 * its caller, who records it.
 */
#ifndef RDNS_RDNS_H
#define RDNS_RDNS_H

#include <stdio.h>

#include "base/base.h"
#include "index/index.h"

struct rdns_config {
	const char *store_url;
	const struct prefix *zones;	/* the apexes, disjoint */
	size_t zone_count;
	const char *primary;		/* host in the SOA records */
	const char *mailbox;		/* "hostmaster@example.net" */
	const char **servers;		/* hosts in the NS records */
	size_t server_count;
	int ttl;			/* of all records, seconds */
	const char *zonelets;		/* a folder, or NULL */

	const char *files;		/* the folder of zone files, or NULL */
	char **check;			/* command and arguments, to which zone
					   and file are added; or NULL */
	char **reload;			/* command after files changed; NULL */
	const char *update;		/* "ADDRESS:PORT" of a primary; NULL */
	const char *key_file;		/* "hmac-sha256:NAME:BASE64"; NULL */
	int compare;			/* what is there, every so many
					   seconds */
	const char *server;		/* "ADDRESS:PORT" that is asked what it
					   serves; NULL: nobody is */
	struct clock clock;
};

/* Who records it.  False: could not be, and will be told again. */
struct rdns_sink {
	bool (*published)(void *, const struct prefix *zone, uint32_t soa,
	    int64_t journal);
	bool (*live)(void *, const struct prefix *zone, uint32_t soa);
	/* Zones that may be at the primary from now on, or are gone from it. */
	bool (*at_primary)(void *, const struct prefix *zones, size_t count,
	    bool gone);
	void *argument;
};

/* RFC 1982: the serial behind this one; of a day's hundred when it can be. */
uint32_t rdns_next_serial(uint32_t, int64_t now);
bool rdns_serial_is_newer(uint32_t, uint32_t than);

/*
 * Write the zone files of the register into a folder, each as the register
 * is when it is begun; as many at a time as there are processors, by
 * processes that end with it.  The caller has no store open: a connection of
 * SQLite must not be there when a process divides.  Records: how many are
 * written.  False after saying why in the log.
 */
bool rdns_export(const struct rdns_config *, const char *folder,
    size_t *records) MUST_CHECK;

/*
 * One look: publish what changed since the last one, all at the first, and
 * ask what is served.  False: something failed, and is tried again by the
 * next.  rdns_publisher_new() does not open the store before it looks.
 */
struct rdns_publisher;
struct rdns_publisher *rdns_publisher_new(const struct rdns_config *,
    const struct rdns_sink *);
bool rdns_publish(struct rdns_publisher *) MUST_CHECK;
void rdns_publisher_free(struct rdns_publisher *);

/* Writes a line for each difference between what is published and the
   register to out; how many, or -1 when it could not be read. */
int64_t rdns_verify(struct index *, const struct rdns_config *, FILE *out)
    MUST_CHECK;

#endif
