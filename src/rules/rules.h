/* SPDX-License-Identifier: ISC */
/*
 * rules: policy as pure functions.  They get facts and answer; they know no
 * database, no clock, no user interface.  (policy.md)
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "model/model.h"

/* Who acts, as far as policy cares. */
struct rule_actor {
	int64_t person;			/* 0: none */
	bool hostmaster;
};

/* May the actor manage this block: its tech-c, the administrative contact of
   its holder, hostmaster.  (policy.md, Who may do what) */
bool rule_manages(const struct rule_actor *, const struct block *,
    const struct organisation *holder);
bool rule_manages_asn(const struct rule_actor *, const struct asn *,
    const struct organisation *holder);
bool rule_administers(const struct rule_actor *, const struct organisation *);

/* May they change its name too?  It and the ownerid, which begins with the
   country, are what it was registered as. */
bool rule_renames(const struct rule_actor *);

/*
 * Contacts of an organisation are replaced: who takes over the other roles of
 * a person?  Who comes in their place as administrative, billing or membership
 * contact, the first of these; 0: they are not replaced.
 */
int64_t rule_successor(const struct organisation *before,
    const struct organisation *after, int64_t person);
/* Does the actor end their own authority by that? */
bool rule_resigns(const struct rule_actor *, const struct organisation *before,
    const struct organisation *after);

#define RULE_IPV4_REVERSE_LENGTH (IPV4_BITS + 24)
#define RULE_IPV4_REGISTERED (IPV4_BITS + 29)
#define RULE_IPV6_REGISTERED 48
#define RULE_IPV4_WHOLE_LENGTH (IPV4_BITS + 16)
#define RULE_IPV4_LONGEST (IPV4_BITS + 32)
#define RULE_IPV6_LONGEST 64

/* What is known about a wanted sub-assignment. */
struct subassign_facts {
	struct prefix prefix;
	struct block parent;
	bool manages;			/* the actor, the parent */
	enum block_use use;
	bool recipient_known;
	bool recipient_is_holder;	/* of the parent */
	bool reverse_answers;		/* the /24 around it is delegated and
					   a server not withdrawn says AA */
	bool free;
};

struct verdict {
	const char *rule;		/* "inside", "reverse first" */
	bool applies;
	enum result result;		/* RESULT_OK: kept */
};
#define VERDICT_MAX 8

/* Each rule on the facts, in the order in which a refusal is told. */
size_t rules_subassign(const struct subassign_facts *,
    struct verdict out[VERDICT_MAX]);
/* The first refusal, or RESULT_OK. */
enum result rule_subassign(const struct subassign_facts *);

/* Must a sub-assignment of this size be registered?  Longer ones may be. */
bool rule_must_register(const struct prefix *);
/* Does an IPv4 sub-assignment of this size need the /24's reverse DNS? */
bool rule_needs_reverse(const struct prefix *);

/*
 * Can a block name this ASN as its origin?  What nobody can announce cannot
 * (RFC 7607, RFC 6793, RFC 7300); what is for private use (RFC 6996) or for
 * documentation (RFC 5398) only where this registry gave it to somebody.
 */
bool rule_can_originate(uint32_t number, bool held);

/* Reverse zones exist for IPv4 /8 to /24 and IPv6 to /64. */
bool rule_can_delegate(const struct prefix *);
/* Of this block that the registry gave, does its holder delegate all: an IPv4
   block of /16 or shorter? */
bool rule_holder_delegates(const struct prefix *direct);
/* May this part of it be delegated, by whoever?  NOT_ZONE, WHOLE_16S. */
enum result rule_delegate(const struct prefix *direct,
    const struct prefix *part);

#endif
