/* SPDX-License-Identifier: ISC */
/*
 * registry: the operations on the register, and nothing else writes it.
 *
 * Every operation of operation.def runs inside one fence: it begins the
 * transaction of the one writer, checks who acts, does its work, writes one
 * row of the journal from the facts that were changed, and commits; unless it
 * answers RESULT_OK nothing happened.  After any other answer
 * registry_detail() says what is particular ("198.51.100.0/26 is held by
 * UY-TIEN-LACNIC") and registry_field() which input it is about.
 *
 * RESULT_OUTCOME_UNKNOWN is the one exception: the disk failed during COMMIT.
 * Close the store, open it anew and look.
 *
 * Input structs are read; members marked "out" are filled on success.  Texts
 * are UTF-8, NUL or "" means not given.  Memory of results lives in the
 * arena given to registry_new().
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "base/base.h"
#include "model/model.h"
#include "rules/rules.h"
#include "store/store.h"

struct registry;

/* Over a store opened for writing; sets the store's arena to this one. */
struct registry *registry_new(struct store *, struct arena *, struct clock *);

/* Who acts, from where, why: noted in the journal. */
struct registry_actor {
	const char *user;	/* a handle with an account; NULL: the local
				   operator, who is a hostmaster */
	const char *local;	/* the operator's name on this machine */
	const char *source;	/* address, or "cli" */
	const char *requester;	/* who asked for it, "" */
	const char *reason;
	const char *ticket;
};
/* RESULT_NO_USER, RESULT_DISABLED.  Must be called before an operation. */
enum result registry_act_as(struct registry *, const struct registry_actor *)
    MUST_CHECK;

const char *registry_detail(const struct registry *);	/* "" when none */
const char *registry_field(const struct registry *);	/* "" when none */
struct store *registry_store(struct registry *);
/* The suffix of ownerids: "LACNIC". */
const char *registry_suffix(struct registry *);
const char *registry_name(struct registry *);		/* "lacnic" */

/*
 * Dry run: while a preview is set, operations that succeed call it inside the
 * transaction, when all can be seen as it would be, and then undo everything.
 */
void registry_preview(struct registry *, void (*)(void *), void *argument);

/*
 * Many operations in one transaction.  After registry_bulk_begin() no
 * operation commits; registry_bulk_end() does.  When one fails, call
 * registry_bulk_abandon(): nothing of the bulk happened.
 */
enum result registry_bulk_begin(struct registry *) MUST_CHECK;
enum result registry_bulk_end(struct registry *) MUST_CHECK;
void registry_bulk_abandon(struct registry *);

/* --- The register's beginning ------------------------------------------- */

/* The two roots, the ASN space, the registry's name.  The store is empty. */
struct init {
	const char *registry;		/* "lacnic": a-z, 0-9, '-' */
};

/* --- Persons, organisations, accounts ----------------------------------- */

struct postal {
	const char *street, *number, *complement, *postcode, *city, *state;
	const char *country;		/* ISO 3166-1 alpha-2 */
	const char *ddi, *ddd, *phone, *extension;
};

struct person_add {
	const char *name;
	const char *email;
	const char *handle;		/* "" : made from the name */
	struct postal postal;
	const char *handle_out;		/* out */
	int64_t id;			/* out */
};

struct organisation_add {
	const char *name;
	const char *responsible;	/* "" : the administrative contact */
	const char *ownerid;		/* "" : made from country and name */
	const char *opaque;		/* "" : made */
	struct postal postal;
	const char *admin, *billing, *member;	/* handles; billing and
					   member default to admin */
	bool legacy;
	const char *ownerid_out;	/* out */
	int64_t id;			/* out */
};

/* Replace contacts; NULL leaves one as it is.  By its administrative contact
   or hostmaster.  A new one is an active user (NOT_ACTIVE), or, named by
   hostmaster, a person without an account. */
struct organisation_contacts {
	const char *ownerid;
	const char *admin, *billing, *member;
};

struct account_add {
	const char *handle;		/* a person without an account */
	bool hostmaster;
	const char *language;		/* "es" (default), "en", "pt" */
};
struct account_password {
	const char *handle;
	const char *sealed;		/* argon2id, sealed by the caller; "" :
					   none, nobody can log in */
};
struct account_disable {
	const char *handle;
	bool disabled;
};

/* --- Sub-assignments (policy.md) ---------------------------------------- */

/*
 * Give part of a block to another organisation.  Inside the most specific
 * block around the prefix (or `in`), which the actor must manage.  With
 * size instead of prefix: the best fitting free range of `in`, lowest
 * address among equals (the smallest free row that holds it).
 *
 * Checks in this order: the user manages the parent (FORBIDDEN), not the
 * whole block (WHOLE_BLOCK), longest (TOO_LONG), divisible and held
 * (NOT_DIVISIBLE), recipient known (NO_ORGANISATION), end users and the uses
 * infrastructure, private, reserved only to the holder itself (NOT_HOLDER),
 * reverse first (REVERSE_FIRST), free (TAKEN, NO_SPACE).  When the most
 * specific block is not the actor's but one around it is: TAKEN.
 */
struct subassign {
	struct prefix prefix;		/* length 0: use size; out */
	int size;			/* 24 in IPv4, 48 in IPv6 */
	struct prefix in;		/* length 0: not given */
	const char *ownerid;		/* the recipient, or */
	struct organisation_add *new_organisation;	/* ... create it */
	enum block_use use;		/* USE_NONE: customer */
	const char *label;		/* of a private one, not published */
	const char *tech;		/* default: the actor, or the
					   recipient's administrative contact
					   when a local operator acts */
	const char *abuse;		/* default: none, the parent's counts */
	const char *ownerid_out;	/* out */
	enum status status;		/* out: reallocated or reassigned */
	struct prefix up;		/* out: the block it is part of */
	int64_t id;			/* out */
};

/* Take a sub-assignment back, by who manages its parent.  Its delegations
   go with it.  HAS_CHILDREN unless with_children. */
struct release {
	struct prefix prefix;
	bool with_children;
};

/* A block or an ASN: what the operations on records are about. */
struct resource {
	bool is_asn;
	struct prefix prefix;
	struct asn_range asns;
};

/* Technical (routing) and abuse contact of a block or a whole ASN range; NULL
   leaves, "" removes abuse-c (not of direct resources: NEEDS_ABUSE; tech-c
   cannot be removed).  By who manages it or its parent. */
struct contacts {
	struct resource resource;
	const char *tech;		/* of an ASN: routing-c */
	const char *abuse;
};

/* The ASNs that announce a block: replaces the list. */
struct origins {
	struct prefix prefix;
	const uint32_t *numbers;
	size_t count;
};

/* --- The life of a record (design.md, idea 5) --------------------------- */

/*
 * All name a whole record (a record of several blocks is named by any of
 * them), but for enroll, stock_release and stock_reserve, which may name part
 * of one block of stock: the stock is split around it.
 * Dates are moments; 0 is "not given".
 */

/* Available stock becomes a holder's. */
struct enroll {
	struct resource resource;
	const char *ownerid;
	enum status status;		/* ALLOCATED or ASSIGNED */
	int64_t date;			/* 0: now */
	const char *country;		/* "" : the organisation's */
	const char *tech, *abuse;	/* default: the holder's admin */
};

/* Another holder; date and status stay.  Customers' parts stay theirs; what the
   holder registered for itself (own uses, an end user's parts) goes along. */
struct transfer {
	struct resource resource;
	const char *ownerid;
	const char *country;		/* "" : stays */
	const char *tech, *abuse;	/* default: new holder's admin */
};

/* Make the part a record of its own; each remaining CIDR block becomes one
   too.  CUTS_CHILD when a sub-assignment is larger than a piece. */
struct split {
	struct resource resource;	/* the part, smaller than its block */
};

/* One record from blocks (ASN ranges) that fill the resource exactly, all of
   one holder, status and country; contacts and date of the first. */
struct merge {
	struct resource resource;
	int64_t date;
};

/* Held -> reserved.  HAS_CHILDREN unless with_children: deepest first. */
struct give_back {
	struct resource resource;
	bool with_children;
};

/*
 * Reserved -> held again, as it was before its return (from the journal), or
 * as given here; NEVER_RETURNED when neither.  To the same holder, origins and
 * delegations come back too, their servers unchecked.  Sub-assignments that
 * were taken back with it do not.
 */
struct reinstate {
	struct resource resource;
	const char *ownerid;
	enum status status;		/* STATUS_ROOT: as it was */
	int64_t date;
	const char *country;
};

/* Reserved -> available, and available -> reserved. */
struct stock_release { struct resource resource; };
struct stock_reserve { struct resource resource; };

/* Space that was not ours: as stock, or held at once when ownerid is given. */
struct move_in {
	struct resource resource;
	enum status status;
	const char *ownerid, *country;
	int64_t date;
};

/* Leaves the register; HAS_CHILDREN unless with_children. */
struct move_out {
	struct resource resource;
	bool with_children;
};

/* A slip in the record: country, date, or allocated against assigned (only
   without sub-assignments). */
struct correct {
	struct resource resource;
	const char *country;		/* NULL leaves */
	int64_t date;			/* 0 leaves */
	enum status status;		/* STATUS_ROOT leaves */
};

/* --- Reverse DNS (recorded; who asks the servers comes on top) ---------- */

/* Replaces a delegation of exactly this prefix; IPv4 /8 to /24 and IPv6 to
   /64; OVERLAPS_DELEGATION. Hosts are lower-cased full names. */
struct delegate {
	struct prefix prefix;
	const char *const *hosts;
	size_t count;
};
struct delegation_drop { struct prefix prefix; };
struct server_state {
	struct prefix prefix;
	const char *host;
	enum ns_state state;
	bool withdrawn;
	int64_t answered;		/* 0: now when AA, else as it was */
};

/* --- Import ------------------------------------------------------------- */

/*
 * One record of a statistics file, into a registry that had none.  Inside a
 * bulk only; after the last one, registry_import_end() tiles the roots and
 * answers TAKEN with the place if two overlap.  A holder (opaque) that was
 * not seen before gets an organisation and a person, made up.
 */
struct import_record {
	enum record_kind kind;
	enum status status;
	const char *country;
	int64_t date;			/* 0: missing */
	const char *opaque;		/* of the holder; NULL: its own */
	struct address first, last;	/* of ipv4, ipv6 */
	struct asn_range asns;
};
enum result registry_import_begin(struct registry *)
    MUST_CHECK;			/* NOT_EMPTY */
enum result registry_import_end(struct registry *) MUST_CHECK;

/* --- The operations as functions ---------------------------------------- */

#define OPERATION(name, who, journaled) \
enum result registry_##name(struct registry *, struct name *) MUST_CHECK;
#include "registry/operation.def"
#undef OPERATION

/* --- Looking, for those who write --------------------------------------- */

/* What the rules said about the last subassign, also a refused one, each
   ticked or refused, in the order of its checks; 0 when none was asked. */
size_t registry_verdicts(struct registry *, struct verdict out[VERDICT_MAX]);

/* Free ranges of a block: how many of each length, longest blocks first. */
struct free_of_size { int length; int64_t count; };	/* as people write */
enum result registry_free(struct registry *, const struct prefix *block,
    struct free_of_size out[129], size_t *count);
/* The free ranges themselves, ascending, from an address on. */
size_t registry_free_ranges(struct registry *, const struct prefix *block,
    const struct address *from, struct prefix *out, size_t most);

/* The journal rows that touched a thing, newest first. */
struct history_of {
	struct resource resource;	/* or */
	const char *name;		/* an ownerid or a handle */
};
enum result registry_history(struct registry *, const struct history_of *,
    struct journal_row **rows, size_t *count, size_t most);

/* Who held an address at a moment, from the journal alone. */
struct held {
	bool found;			/* false: not ours at that time */
	struct block block;		/* as it was */
	const char *ownerid;		/* "" for stock */
	const char *name;		/* of the holder, as it was */
	struct journal_row since;	/* the row that made it so */
};
enum result registry_held(struct registry *, const struct address *,
    int64_t time, struct held *);

/*
 * Prove the register: file, tiling, references, counters, journal chain, and
 * that replaying the journal from nothing gives it.  RESULT_OK, or the first
 * row that is wrong in detail ("block 198.51.100.0/26 (id 4711): ...") and
 * RESULT_STORE_FAILED.  progress may be NULL.
 */
struct verify_report {
	int64_t blocks, asns, organisations, persons, rows;	/* looked at */
	char detail[512];
};
bool registry_verify(struct store *, struct verify_report *,
    void (*progress)(const char *step)) MUST_CHECK;

#endif
