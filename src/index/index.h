/* SPDX-License-Identifier: ISC */
/*
 * index: the public registry, for the services that look.
 *
 * WHOIS, RDAP and statistics see the register only through this header, so
 * they can never disagree and never write.  This version answers by SQL; a
 * structure in memory can take its place without a change above.
 *
 * All rows and texts live in the arena of the store the index is over and
 * are valid until that arena is cleared.  A failing store shows in
 * store_error(); an answer made meanwhile must be thrown away.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "base/base.h"
#include "model/model.h"
#include "store/store.h"

struct index;

/* An index over an open store (any mode, also inside a transaction). */
struct index *index_open(struct store *);
void index_close(struct index *);		/* not the store */
struct store *index_store(struct index *);

/* The name given to `parcela init --registry`, lower case: "lacnic". */
const char *index_registry(struct index *);

/* A name server of a delegation with what its last check said. */
struct index_server {
	const char *host;
	enum ns_state state;
	bool withdrawn;
	int64_t checked;		/* 0: never */
	int64_t answered;		/* last well answer; 0: never */
};

struct index_delegation {
	int64_t id;
	struct prefix prefix;
	struct index_server *servers;
	size_t server_count;
};

/* A registered block with all that a public answer says of it. */
struct index_block {
	struct block block;
	const char *country;		/* of the record; "" for sub-assigned */
	struct organisation holder;	/* for stock: id 0 */
	bool passed_on;			/* a sub-assignment: up is set */
	struct prefix up;		/* the block it is part of */
	uint32_t *origins;		/* ascending */
	size_t origin_count;
	struct person owner;		/* owner-c; id 0 when there is none */
	struct person tech;
	struct person abuse;		/* own, or the nearest parent's */
	struct index_delegation *delegations;	/* inside or around it */
	size_t delegation_count;
	bool delegations_more;		/* than were asked for */
};

struct index_asn {
	struct asn asn;
	const char *country;
	struct organisation holder;
	struct person owner;
	struct person routing;
	struct person abuse;
};

enum index_found {
	INDEX_NOTHING,			/* not ours, or not registered */
	INDEX_STOCK,			/* ours, held by nobody */
	INDEX_HELD,
};

/*
 * The most specific registered block around a prefix (an address is its /32
 * or /128).  INDEX_STOCK fills only block.
 */
enum index_found index_block_around(struct index *, const struct prefix *,
    struct index_block *);
/* The same with so many delegations at most, those that begin lowest of each
   block that they hang on. */
enum index_found index_block_some(struct index *, const struct prefix *,
    size_t delegations, struct index_block *);
/* ... of a block that was read. */
enum index_found index_block_told(struct index *, const struct block *,
    size_t delegations, struct index_block *);
enum index_found index_asn_at(struct index *, uint32_t, struct index_asn *);

bool index_organisation(struct index *, const char *ownerid,
    struct organisation *, struct person contacts[3]); /* admin, billing,
							   member; id 0 */
bool index_person(struct index *, const char *handle, struct person *);

/* The direct and sub-assigned blocks, then ASNs, of an organisation. */
struct index_holding {
	bool is_asn;
	struct prefix prefix;
	struct asn_range asns;
	enum status status;
};
void index_holdings_open(struct index *, int64_t organisation,
    struct cursor *blocks, struct cursor *asns);
bool index_holdings_next(struct cursor *blocks, struct cursor *asns,
    struct index_holding *);

/*
 * The records of one kind in ascending order, each once: consecutive blocks
 * of one record are one row.  Stock too.
 */
struct index_record {
	enum record_kind kind;
	enum status status;
	const char *country;		/* "" when empty */
	int64_t date;			/* 0: missing */
	struct address first;		/* of ipv4, ipv6 */
	uint64_t value;			/* IPv4 addresses, IPv6 length, ASNs */
	uint32_t asn;			/* first, of asn */
	const char *opaque;		/* of the holder; "" for stock */
};
struct index_records;
struct index_records *index_records_open(struct index *, enum record_kind);
bool index_records_next(struct index_records *, struct index_record *);
void index_records_close(struct index_records *);

/* --- Reverse zones, for who builds them ------------------------------- */

struct index_ds {
	unsigned tag, algorithm, digest_type;
	const char *digest;		/* hex */
};
/* One zone of a delegation, as it is published; only those that have a server
   that is not withdrawn. */
struct index_zone {
	struct prefix zone;
	const char *const *hosts;	/* not the withdrawn; by name */
	size_t host_count;
	const struct index_ds *ds;
	size_t ds_count;
};
/*
 * Zones of the delegations that begin inside a block, ascending.  What next
 * fills lives until it is called again.
 */
struct index_zones;
struct index_zones *index_zones_open(struct index *, const struct prefix *);
bool index_zones_next(struct index_zones *, struct index_zone *);
void index_zones_close(struct index_zones *);
/* The one that is this zone itself; false: none is published. */
bool index_zone_at(struct index *, const struct prefix *zone,
    struct index_zone *);
/* Is anything inside it, or it itself inside something, delegated? */
bool index_is_delegated(struct index *, const struct prefix *inside);
bool index_is_inside_delegation(struct index *, const struct prefix *);

/* How a zone was last published. */
struct index_publication {
	uint32_t soa;			/* serial of its SOA record */
	int64_t journal;		/* it has everything up to this row */
	int64_t live;			/* and this much is served */
};
bool index_publication(struct index *, const struct prefix *zone,
    struct index_publication *);

/* The zones below one that updates may have put at the primary, ascending. */
size_t index_at_primary(struct index *, const struct prefix *zone,
    struct prefix **);
/* Is this one among them? */
bool index_is_at_primary(struct index *, const struct prefix *zone);

/* The newest row of the journal; 0: none. */
int64_t index_journal_last(struct index *);
/* Of the rows behind a serial, the ranges whose delegation was changed, in
   ascending order of rows, each perhaps more than once. */
size_t index_changed_delegations(struct index *, int64_t after,
    struct prefix **);

#endif
