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

#define RULE_IPV4_REVERSE_LENGTH (IPV4_BITS + 24)
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

/* Does an IPv4 sub-assignment of this size need the /24's reverse DNS? */
bool rule_needs_reverse(const struct prefix *);

/* Reverse zones exist for IPv4 /8 to /24 and IPv6 to /64. */
bool rule_can_delegate(const struct prefix *);

#endif
