/* SPDX-License-Identifier: ISC */
/*
 * demo: a registry of a made-up region, the same every time.
 *
 * Nobody in it exists: names are drawn from the lists in demo_data.c, hosts
 * and mail are under .example, and all addresses and AS numbers are those
 * that RFC 1918, 2544, 3849, 5398, 5737, 6598, 6996 and 9637 keep for private
 * use and for examples.  It has a clock of its own, which walks from the
 * registry's first day to 1 March 2026, and chance of its own.
 */
#ifndef MAIN_DEMO_H
#define MAIN_DEMO_H

#include <stdio.h>

#include "base/base.h"
#include "registry/registry.h"

#define DEMO_PASSWORD "parcela-demo-2026"

/* --- What names are made of (demo_data.c) -------------------------------- */

enum demo_tongue {
	TONGUE_ES, TONGUE_PT, TONGUE_EN, TONGUE_NL, TONGUE_HT, TONGUE_COUNT,
};

/* What an organisation does. */
enum demo_trade {
	TRADE_CARRIER,			/* has blocks to pass on */
	TRADE_USER,			/* blocks for its own network */
	TRADE_CUSTOMER,			/* only what a carrier passes on */
	TRADE_LEGACY,			/* from before the registry */
	TRADE_COUNT,
};

struct demo_country {
	const char *code, *ddi;
	enum demo_tongue tongue;
	int weight;			/* how many of its organisations */
	const char *cities;		/* "city/state/postcode/ddd;..." */
};
extern const struct demo_country demo_countries[];
extern const size_t demo_country_count;

/* Lists are texts with ';' between the items. */
struct demo_words {
	const char *first_names, *last_names;
	const char *streets;
	const char *places;		/* for '*' in a form */
	const char *brands;		/* for '#' in a form */
	const char *forms[TRADE_COUNT];	/* names of organisations */
};
extern const struct demo_words demo_tongues[TONGUE_COUNT];

/* --- The register being made --------------------------------------------- */

struct demo_organisation {
	enum demo_trade trade;
	const struct demo_country *country;
	const char *name, *ownerid, *domain, *admin;
	struct prefix ipv4, ipv6;	/* length 0: none */
	uint32_t asn;			/* 0: none */
	bool delegated;			/* reverse DNS of ipv4 */
};

#define DEMO_ORGANISATIONS 300

struct demo {
	struct registry *registry;
	struct arena *arena;
	struct clock clock;
	uint64_t chance;
	enum result failed;		/* the first refusal; all stops */
	const char *failed_at;
	struct demo_organisation all[DEMO_ORGANISATIONS];
	size_t count;
	uint32_t carriers;		/* made so far */
	uint32_t next_ipv4, next_ipv4_user, next_ipv4_legacy, next_asn;
	uint64_t next_ipv6, next_ipv6_user; /* upper halves of addresses */
};

/* Run an operation of operation.def, unless one was refused before. */
#define DEMO_DO(d, operation, in) \
	demo_note(d, #operation, (d)->failed != RESULT_OK ? (d)->failed : \
	    registry_##operation((d)->registry, in))
void demo_note(struct demo *, const char *operation, enum result);

uint32_t demo_pick(struct demo *, uint32_t below);
/* An item of a list; the whole list is not copied. */
const char *demo_item(struct demo *, const char *list);
const char *demo_nth(struct demo *, const char *list, uint32_t n);

/* The clock's hands: noon of a day, or a little later; never back. */
void demo_day(struct demo *, const char *day);
void demo_later(struct demo *, int64_t seconds);
int64_t demo_time(const char *day);

struct prefix demo_prefix(const char *);
struct prefix demo_prefix_of(uint32_t ipv4, int length);
struct prefix demo_prefix6_of(uint64_t upper, int length);

/* --- Its parts ----------------------------------------------------------- */

/* A person and an organisation, made up, with accounts for most. */
void demo_organisation_add(struct demo *, enum demo_trade,
    const struct demo_country *, struct demo_organisation *out);

void demo_stock(struct demo *);		/* what the registry begins with */
void demo_legacy(struct demo *, size_t count);
/* Direct holders, until there are so many organisations; then customers. */
void demo_crowd(struct demo *, size_t count, int64_t step_s);
void demo_customers(struct demo *, size_t count);
void demo_crowd_blocks(struct demo *);	/* what holders passed on */
void demo_life(struct demo *);		/* transfers, returns and the like */
void demo_crowd_recheck(struct demo *);
void demo_crowd_lame(struct demo *);	/* name servers that do not answer */

void demo_story_holder(struct demo *);	/* UY-EJEM-LACNIC */
void demo_story_customers(struct demo *);
void demo_story_blocks(struct demo *);	/* what it passed on */
void demo_story_recheck(struct demo *);
void demo_story_lame(struct demo *);	/* two of its zones fail */
void demo_story_legacy(struct demo *);	/* UY-OPGA-LACNIC */
void demo_story_passwords(struct demo *, const char *sealed);

/* Name servers of a block: both answer. */
void demo_delegate(struct demo *, const struct prefix *, const char *domain);
/* Both answer once more, today. */
void demo_recheck(struct demo *, const struct prefix *, const char *domain);
void demo_server_state(struct demo *, const struct prefix *, const char *host,
    enum ns_state, bool withdrawn);
void demo_server_lame(struct demo *, const struct prefix *, const char *host,
    enum ns_state);
void demo_operator_acts(struct demo *);
void demo_user_acts(struct demo *, const char *handle);

/* What to try, with the answers, by somebody who types it. */
struct demo_place {
	const char *store_url;
	const char *config_path;	/* or NULL */
	const char *whois;		/* "ADDRESS:PORT" */
	const char *dns;		/* the registry's name server; NULL */
};
void demo_print_guide(FILE *, const struct demo_place *);

#endif
