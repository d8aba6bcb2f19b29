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
#include "model/limits.h"
#include "model/model.h"
#include "registry/linked.h"
#include "registry/reverse.h"
#include "registry/second_factor.h"
#include "registry/user.h"
#include "registry/watch.h"
#include "rules/rules.h"
#include "store/store.h"

/* Over a store opened for writing; sets the store's arena to this one. */
struct registry *registry_new(struct store *, struct arena *, struct clock *);

/* Who acts, from where, why: noted in the journal. */
struct registry_actor {
	const char *user;	/* a handle with an account; NULL: the local
				   operator, who is a hostmaster */
	int64_t person;		/* in place of user: of a session; or 0 */
	const char *local;	/* the operator's name on this machine */
	const char *source;	/* address, or "cli" */
	const char *requester;	/* who asked for it, "" */
	const char *reason;
	const char *ticket;
};
/* RESULT_NO_USER, RESULT_DISABLED.  Must be called before an operation. */
enum result registry_act_as(struct registry *, const struct registry_actor *)
    MUST_CHECK;
/* Who that is; id 0: the local operator. */
const struct person *registry_me(const struct registry *);
const struct account *registry_my_account(const struct registry *);

const char *registry_detail(const struct registry *);	/* "" when none */
const char *registry_field(const struct registry *);	/* "" when none */

/* All that was wrong with the last operation, as far as it was looked at: the
   first is the one that it returned. */
#define REFUSALS_MAX 24		/* more than any form has fields */
#define REFUSAL_FIELD_MAX 64
#define REFUSAL_DETAIL_MAX 512
struct refusal {
	enum result result;
	char field[REFUSAL_FIELD_MAX];
	char detail[REFUSAL_DETAIL_MAX];
};
size_t registry_refusals(const struct registry *, const struct refusal **);
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

/* --- The register's beginning ----------------------------------------- */

/* The two roots, the ASN space, the registry's name.  The store is empty. */
struct init {
	const char *registry;		/* "lacnic": a-z, 0-9, '-' */
};

/* --- Organisations, accounts; persons are in user.h ---------------------- */

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

/* A block or an ASN: what the operations on records are about. */
struct resource {
	bool is_asn;
	struct prefix prefix;
	struct asn_range asns;
};

/* What somebody is of a resource, whole as it stands in the register. */
struct resource_role {
	struct resource resource;
	bool abuse;			/* else tech-c, of an ASN routing-c */
};

/*
 * Other roles of who is replaced, which pass to their successor: all that
 * registry_roles() lists, or the listed ones (OTHER_CONTACT, NO_BLOCK, NO_ASN,
 * FORBIDDEN).
 */
struct other_roles {
	bool all;
	const struct resource_role *roles;
	size_t count;
	int64_t passed_on;		/* out: how many */
};

/*
 * Replace contacts; NULL leaves one as it is.  By its administrative contact
 * or hostmaster.  A new one is an active user (NOT_ACTIVE), or, named by
 * hostmaster, a person without an account.  With all other roles who is
 * replaced leaves the other points of contact, too (rule_successor).
 */
struct organisation_contacts {
	const char *ownerid;
	const char *admin, *billing, *member;
	struct other_roles others;
	const struct organisation *seen;	/* CHANGED when it is not this
					   any more; NULL: whatever it is */
};

/*
 * Change its data; NULL leaves, "" empties (not the responsible person nor the
 * name).  By its administrative contact; its name by hostmaster only.  The
 * country stays: the ownerid begins with it and is never given out anew.
 */
struct organisation_edit {
	const char *ownerid;
	const char *name, *responsible;
	struct postal postal;		/* country: NULL */
	const struct organisation *seen;	/* as above */
};

struct account_add {
	const char *handle;		/* a person without an account */
	bool hostmaster;
	const char *language;		/* "es" (default), "en", "pt" */
};
/* By hostmaster; sessions and mailed links end, and the user is told. */
struct account_password {
	const char *handle;
	const char *sealed;		/* argon2id, sealed by the caller; "" :
					   none, nobody can log in */
};
struct account_disable {		/* the user is told */
	const char *handle;
	bool disabled;
};

/*
 * A link by which the user of a handle may choose a new password is mailed to
 * the address in the register, in the account's language: once, within
 * LIMIT_PASSWORD_LINK_S.  The result is the same whether there is such a user
 * or not; TOO_OFTEN when this client asked often, of whomever.
 */
struct password_forgot {
	const char *handle;
	const char *address;		/* of the client */
	const char *token;		/* of registry_token(): in the link */
	const char *sealed;		/* the same, for who writes the mail */
};
/* By such a link; NO_LINK when it is used, late, void, or was never sent.
   Every session and link of the user ends, and the user is told. */
struct password_reset {
	const char *token;
	const char *browser;		/* known from now on; or NULL */
	const char *sealed;		/* as for account_password */
	const char *handle;		/* out */
};

/* --- Mails: what the worker does -------------------------------------- */

struct mail_sent { const char *id; };
struct mail_unsent {
	const char *id;
	bool refused;			/* for good, by the server */
	bool nobody;			/* ... because of the address, which is
					   marked then */
	const char *said;		/* what it said */
	bool given_up;			/* out */
	int64_t due;			/* out: when to try again */
};

/* --- Logging in: operational, not journaled --------------------------- */

#define TOKEN_TEXT_MAX 65		/* 256 bits in hex, with NUL */
/* 256 random bits that no seed gives. */
void registry_token(char out[TOKEN_TEXT_MAX]);

/* Who shows a token; only its hash is stored. */
struct session {
	int64_t person;			/* 0: nobody is logged in */
	int64_t created, seen;
	int64_t proven;			/* that it is the user: at log-in, or
					   when asked again */
	const char *language;		/* "es", "en", "pt" */
	const char *csrf;		/* what its forms must carry */
};

/* What the forms of whoever shows this token must carry, also before there
   is a session: derived from the token, which it does not tell. */
const char *registry_csrf(struct registry *, const char *token);
/* The session of a token; false: unknown or expired. */
bool registry_session(struct registry *, const char *token,
    struct session *) MUST_CHECK;

/*
 * Before a password is looked at.  TOO_OFTEN: not now, wait_s says how long.
 * Counts as a failure until session_open says otherwise, so that many at once
 * are no way around it.  An unknown handle is treated like any other.
 *
 * Delays grow with the failures from an address, and from there on this
 * account; strangers take turns at an account on which many have failed.  A
 * browser that was logged in to it before is slowed by its own failures only:
 * nobody can lock out who uses it, and elsewhere a mailed link makes a
 * browser known (password_reset).
 */
struct login_attempt {
	const char *handle;
	const char *address;		/* of the client */
	const char *browser;		/* a token it keeps; NULL: none */
	int64_t wait_s;			/* out */
};

/* A new session for an account, after its password was right.  CODE_NEEDED
   when the account has a second factor and this has no half session. */
struct session_open {
	const char *handle;
	const char *address;
	const char *browser;		/* known from now on; or NULL */
	const char *language;		/* NULL: the account's */
	const char *half;		/* token; NULL: the password alone */
	const struct second_factor *factor;
	const char *token;		/* out */
	struct session session;		/* out */
};

/* Notes that it is being used; looking does not. */
struct session_touch { const char *token; };
struct session_close { const char *token; };	/* unknown: fine */
/* One of the actor's own sessions, by its id of registry_sessions(), or all
   but that of this token (id NULL).  NO_SESSION: it is not theirs. */
struct session_end {
	const char *id;
	const char *token;
};
/* The language in which the actor is spoken to from the next log-in on, and
   in mails. */
struct account_language { const char *language; };
/* The actor's password, whose old one the caller has seen to be right: all
   sessions but this token's end, and mailed links are void. */
struct password_change {
	const char *sealed;		/* as for account_password */
	const char *token;
};
struct session_language {
	const char *token;
	const char *language;
};

/* --- Legacy resources (portal.md) ----------------------------------------- */

/* A password that people type, 100 bits; zeros behind it, as mails are
   sealed. */
void registry_one_time(char out[TOKEN_TEXT_MAX]);

/* One is mailed to a user, who takes over a holder from before the registry:
   within LIMIT_LEGACY_S, once.  A new one takes the place of the holder's old
   one.  NOT_LEGACY; NO_PERSON, NO_USER, DISABLED, NOT_ACTIVE (no address). */
struct legacy_issue {
	const char *ownerid, *handle;
	const char *password;
	const char *sealed;		/* the same, for who writes the mail */
	const char *address;		/* out: where it goes */
	int64_t expires;		/* out */
};
struct legacy_revoke { const char *ownerid; };	/* NO_ONE_TIME */

/* Is it the actor's for this holder?  Case, blanks and hyphens do not matter.
   A wrong one counts against the holder's password when that is this user's,
   so that nobody spoils another's, and as failed log-ins do, against user and
   client (TOO_OFTEN).  What of it is wrong is not told. */
struct legacy_try {
	const char *ownerid, *password;
	const char *address;		/* NULL: the operator; not slowed */
	int64_t wait_s;			/* out */
	bool right;			/* out */
};

/* The actor becomes its three contacts, and tech-c or routing-c of what it has
   from the registry directly; abuse-c where there is none.  Its data must be
   complete (MISSING), NULL leaves.  Who was a contact is told. */
struct legacy_claim {
	const char *ownerid, *password;	/* as typed */
	const char *responsible;
	struct postal postal;		/* country: NULL */
	int64_t blocks, asns;		/* out: how many */
};

/* --- Sub-assignments (policy.md) ---------------------------------------- */

/*
 * Give part of a block to another organisation.  Inside the most specific
 * block around the prefix (or `in`), which the actor must manage.  With
 * size instead of prefix: the best fitting free range of `in`, lowest
 * address among equals (the smallest free row that holds it); of IPv4 ranges
 * longer than /24 the best fitting one where reverse DNS works, if one of the
 * first 64 free /24s is such.
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

/* Technical (routing) and abuse contact of a block or a whole ASN range; NULL
   leaves, "" removes abuse-c (not of direct resources: NEEDS_ABUSE; tech-c
   cannot be removed).  By who manages it or its parent. */
struct contacts {
	struct resource resource;
	const char *tech;		/* of an ASN: routing-c */
	const char *abuse;
	struct other_roles others;	/* around it, as below */
};
/* In the resources of which organisation, and in parts of them: that of the
   block around a part, where the actor manages it, else the holder. */
int64_t registry_contacts_around(struct registry *, const struct resource *);

/* The ASNs that announce a block: replaces the list.  By who manages it; new
   ones are public, or given by this registry (ORIGIN_REFUSED). */
struct origins {
	struct prefix prefix;
	const uint32_t *numbers;
	size_t count;
};

/* --- The life of a record (design.md, idea 5) ------------------------- */

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

/* --- Import ----------------------------------------------------------- */

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

/* --- The operations as functions -------------------------------------- */

#define OPERATION(name, who, journaled) \
enum result registry_##name(struct registry *, struct name *) MUST_CHECK;
#include "registry/operation.def"
#undef OPERATION

/* The actor's sessions that are not over, the newest first. */
struct session_row {
	const char *id;			/* logs nobody in */
	const char *address;		/* from where it was begun */
	int64_t created, seen;
	bool own;			/* it is that of this token */
};
size_t registry_sessions(struct registry *, const char *token,
    struct session_row out[LIMIT_SESSIONS_PER_PERSON]);

/* What the actor would take over by a one-time password: the holder, its
   blocks, its AS numbers.  False: nothing.  Not for guesses: counts none. */
struct legacy_view {
	struct organisation organisation;
	struct resource *resources;
	size_t block_count, count;
};
bool registry_legacy(struct registry *, const char *ownerid,
    const char *password, struct legacy_view *) MUST_CHECK;

/* Whose password a link would change; false: nobody's, now. */
bool registry_password_link(struct registry *, const char *token,
    struct person *) MUST_CHECK;

/* A mail that waits: what it says, not how (mail/mail.h). */
struct mail_row {
	const char *id;			/* random, and of the message */
	const char *kind;		/* "password_forgot" */
	const char *handle, *name;	/* of the reader */
	const char *address;
	const char *language;		/* "es", "en", "pt" */
	const char *detail;		/* a JSON object: see told.h */
	const char *secret;		/* sealed, or "" */
	int64_t created;
	int64_t tries;			/* that failed */
};

/*
 * Mails are queued from now on, by whom it concerns: somebody sends them, or
 * shows them.  Before, in bulk and in a dry run none is, or the outbox of a
 * registry without a mail server would grow for ever.
 */
void registry_mails_on(struct registry *);

/* Those due now, the longest waiting first; next is when there will be more,
   if fewer than most came: 0 when none waits. */
size_t registry_mails(struct registry *, int64_t now, struct mail_row *out,
    size_t most, int64_t *next);
/* Those that were queued last, the newest first: where nobody sends them. */
size_t registry_mails_newest(struct registry *, struct mail_row *out,
    size_t most);

/* --- Looking, for those who write ------------------------------------- */

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

/* Is its reverse DNS delegated, whether or not a server answers? */
bool registry_delegated(struct registry *, const struct prefix *);

/* The range that subassign would take for a size; false: none is free. */
bool registry_best_fit(struct registry *, const struct prefix *block, int size,
    struct prefix *out);

/* The journal rows that touched a thing, newest first. */
struct history_of {
	struct resource resource;	/* or */
	const char *name;		/* an ownerid or a handle */
	int64_t before;			/* only rows before this serial; 0:
					   all */
	bool brief;			/* only serial, time, actor, operation
					   and object: what one operation
					   changed may be very long */
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
/* All who held it between two moments, the last one first: each since, and
   until the one before it in the list; 0: the register began later. */
size_t registry_held_between(struct registry *, const struct address *,
    int64_t from, int64_t to, struct held *out, size_t most);

/* --- Looking, for pages ----------------------------------------------- */

/*
 * Lists come in pages: at most `most` rows from `after` on, where `next` of
 * the page before says (opaque, fit for a URL; NULL or "": the beginning;
 * what we did not make ourselves is the beginning too).  next is "" at the
 * end.  Each costs what it shows, not what there is.  Rows live in the arena
 * of registry_new().
 */
#define VIEW_KEY_MAX 128
struct view_page {
	const char *after;		/* in */
	size_t most;			/* in: rows */
	char next[VIEW_KEY_MAX];	/* out */
};

/* How full a block is: in IPv4 addresses or IPv6 /64s. */
struct view_use {
	int64_t children;
	uint64_t used, total;
	struct free_of_size *free;	/* longest blocks first; only where a
					   list says so */
	size_t free_count;
};

/* What somebody is to a block, ASN or organisation. */
struct view_rights {
	bool manages;			/* itself */
	bool manages_parent;		/* may release it, set contacts */
	bool reads;			/* any of these, or a contact of it or
					   of its holder (policy.md) */
	bool own, own_parent;		/* the first two, if the actor were
					   no hostmaster */
};

/*
 * May the actor of registry_act_as() see it, and what may they do?  What is
 * not theirs is answered exactly as what does not exist: NO_BLOCK, NO_ASN,
 * NO_ORGANISATION.
 */
enum result registry_see_block(struct registry *, const struct prefix *,
    struct block *, struct view_rights *) MUST_CHECK;
/* The range of this first number, as it stands in the register. */
enum result registry_see_asn(struct registry *, uint32_t, struct asn *,
    struct view_rights *) MUST_CHECK;
enum result registry_see_organisation(struct registry *, const char *ownerid,
    struct organisation *, struct view_rights *) MUST_CHECK;
/* The same of one that was read. */
enum result registry_sees_organisation(struct registry *,
    const struct organisation *, struct view_rights *) MUST_CHECK;

/* A block or ASN in a list. */
struct view_row {
	bool is_asn;
	bool is_free;			/* only prefix and use.total */
	int64_t id;			/* of a block */
	struct prefix prefix;
	struct asn_range asns;
	enum status status;
	enum block_use use_for;
	const char *label;		/* a note of its giver; else "" */
	const char *ownerid, *name;	/* of the holder, "" for none */
	struct prefix up;		/* the block it is part of; length 0 */
	int64_t created;		/* 0: unknown */
	struct view_use use;		/* of a block */
};

/*
 * Home: the blocks and ASNs a person is technical contact of, or whose
 * holder's administrative contact they are; not sub-assignments whose parent
 * they manage too.  With free sizes.
 */
enum view_family { VIEW_ALL, VIEW_IPV4, VIEW_IPV6, VIEW_ASN, VIEW_FAMILIES };
size_t registry_home(struct registry *, int64_t person, enum view_family,
    struct view_page *, struct view_row *out);

/*
 * IP/ASN of an organisation.  Filter, "" for none: an address, as much of its
 * beginning as was typed ("198.51", "198.51.1", "2001:db"), a prefix,
 * "AS64500", a status word; anything else is looked for, of sub-assignments,
 * as registry_find_organisations() does among recipients.
 */
enum view_what {
	VIEW_BLOCKS,			/* held, but for parts of its own */
	VIEW_ASNS,
	VIEW_SUBASSIGNMENTS,		/* parts of what it holds */
	VIEW_WHAT_COUNT,
};
size_t registry_resources(struct registry *, int64_t organisation,
    enum view_what, const char *filter, struct view_page *,
    struct view_row *out);

/*
 * What a person is of what an organisation holds and of the parts of it, as
 * far as the actor may change that, each role a row: tech-c by block around
 * it and holder, abuse-c in the same way, routing-c, abuse-c of ASNs.
 */
size_t registry_roles(struct registry *, int64_t organisation, int64_t person,
    struct view_page *, struct resource_role *out);

/* The children of a block, ascending, with the free ranges among them; what
   a status word or recipients' words let through comes without those. */
struct view_children {
	struct prefix within;		/* only these; length 0: all */
	const char *filter;		/* as above; NULL or "": none */
	bool without_free;
};
size_t registry_children(struct registry *, const struct block *,
    const struct view_children *, struct view_page *, struct view_row *out);

/*
 * The blocks that name one of these numbers as origin, by number, the oldest
 * first: anybody's, as WHOIS says it of each.  asns is the number of a row.
 */
size_t registry_originated(struct registry *, const struct asn_range *,
    struct view_page *, struct view_row *out);
/* How many, or most when there are more. */
int64_t registry_originated_count(struct registry *, const struct asn_range *,
    int64_t most);

/* How full a block is, with its free sizes. */
void registry_use(struct registry *, const struct block *, struct view_use *);

/*
 * The map: use of equal parts of `under`, which lies inside the block; parts
 * end on a nibble, `steps` (1 or 2) of them below it, so there are at most
 * 256.  0 when under is too long to be divided so.
 */
#define VIEW_CELLS_MAX 256
struct view_cell {
	struct prefix prefix;
	uint64_t used, total;
	const struct block *child;	/* that covers it whole, or NULL */
};
size_t registry_cells(struct registry *, const struct block *,
    const struct prefix *under, int steps,
    struct view_cell out[VIEW_CELLS_MAX]);

/* Organisations whose name has words that begin as these do, or whose
   ownerid begins so; accents and case do not matter. */
size_t registry_find_organisations(struct registry *, const char *typed,
    struct organisation *out, size_t most);
/* Persons whose name, handle or e-mail address has words that begin so, the
   one with this very handle first. */
enum whom {
	FIND_USERS,			/* who can log in */
	FIND_CONTACTS,			/* they first, then who has no account;
					   nobody who is disabled */
	FIND_EVERYBODY,
};
size_t registry_find_persons(struct registry *, const char *typed,
    enum whom, struct person *out, size_t most);

/* Who manages a block, each once; then who manages its parent. */
struct view_manager {
	struct person person;
	bool tech, admin;		/* of the block, of its holder */
	bool parent;			/* only of the block it is part of */
};
#define VIEW_MANAGERS_MAX 4
size_t registry_managers(struct registry *, const struct block *,
    struct view_manager out[VIEW_MANAGERS_MAX]);

/* Rows by id, for pages that show one thing. */
bool registry_organisation_by_id(struct registry *, int64_t,
    struct organisation *);
bool registry_person_by_id(struct registry *, int64_t, struct person *);
bool registry_person(struct registry *, const char *handle, struct person *);
bool registry_block_by_id(struct registry *, int64_t, struct block *);
bool registry_account(struct registry *, int64_t person, struct account *);

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
