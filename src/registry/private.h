/* SPDX-License-Identifier: ISC */
/*
 * Inside registry: what operations are made of.  Facts are written only by
 * put_new(), put_changed(), put_gone(), which note the change for the journal;
 * so an operation cannot forget it.
 */
#ifndef REGISTRY_PRIVATE_H
#define REGISTRY_PRIVATE_H

#include "model/limits.h"
#include "registry/registry.h"
#include "registry/told.h"

/* A change of one fact in this operation: the first before, the last after. */
struct change {
	enum fact_kind kind;
	int64_t id;
	const void *before;		/* NULL: new */
	const void *after;		/* NULL: gone */
};

struct registry {
	struct store *db;
	struct arena *arena;		/* the caller's, for results */
	struct arena *scratch;		/* of one operation */
	struct clock *clock;
	struct registry_actor who;
	struct registry_actor by_link;	/* of this operation, or user NULL */
	struct person me;		/* id 0: a local operator */
	struct account account;		/* of me */
	struct rule_actor actor;
	bool may_act;

	int64_t now;
	const char *operation;
	const char *object;		/* for the journal, set by operations */
	bool permitted;			/* an object was asked about */
	struct change *changes;
	size_t change_count;
	uint32_t *slots;		/* changes by fact, see changes.c */
	size_t slot_count;
	int64_t created;		/* objects of this operation */
	const char *name;
	const char *suffix;

	int64_t serial;			/* of the row being made */
	struct hash chain;		/* of the row before it */
	int64_t last_time;

	bool mails;			/* registry_mails_on() */
	bool bulk;
	bool importing;
	int64_t import_count;		/* of holders made up */
	struct block roots[2];		/* while importing: IPv4, IPv6 */
	void (*preview)(void *);
	void *preview_argument;

	char detail[REFUSAL_DETAIL_MAX];
	char field[REFUSAL_FIELD_MAX];
	struct refusal refusals[REFUSALS_MAX];	/* of this operation */
	size_t refusal_count;
	struct verdict verdicts[VERDICT_MAX];
	size_t verdict_count;
};

/* --- Refusing --------------------------------------------------------- */

/* Notes the input at fault and what is particular; returns the result. */
enum result refuse(struct registry *, enum result, const char *field,
    const char *format, ...) PRINTF_LIKE(4, 5);
/* What is told is the first; but who asks for more hears of all. */
void also(enum result *first, enum result next);

/* --- Facts ------------------------------------------------------------ */

/* Gives a new row its id (serial << 12 | place) and stores it. */
void put_new(struct registry *, enum fact_kind, void *row);
void put_changed(struct registry *, enum fact_kind, const void *before,
    const void *after);
void put_gone(struct registry *, enum fact_kind, const void *before);
/* How a fact was before this operation; NULL: it is new, or not changed. */
const void *change_before(struct registry *, enum fact_kind, int64_t id);

/* A fact as JSON and back: all fields but the personal ones, or only them. */
void fact_put_json(struct text *, enum fact_kind, const void *row,
    bool personal);
bool fact_has_personal(enum fact_kind, const void *row);
struct json_t;
bool fact_from_json(struct arena *, enum fact_kind, struct json_t *object,
    void *row);

/* --- The journal ------------------------------------------------------ */

/* Appends the row of this operation; false: too large. */
bool journal_append(struct registry *);
struct hash journal_hash(const struct hash *before, const struct journal_row *);
struct hash journal_personal_hash(const char *salt, const char *json);

/*
 * The keys of touched: 'B' a block's row itself, 'R' what hangs on a block
 * (delegations, origins), 'C' a part of a block, 'A' an aligned power-of-two
 * range of AS numbers, 'O' an organisation, 'H' what it holds, 'P' a person.
 */
struct touched_key {
	uint8_t bytes[18];
	uint8_t length;
};
struct touched_key touched_block(const struct prefix *);
struct touched_key touched_related(const struct prefix *);
struct touched_key touched_part(const struct prefix *parent);
struct touched_key touched_asn(uint32_t first, uint8_t length);
struct touched_key touched_id(char kind, int64_t id);
/* Aligned pieces of an ASN range, at most 62. */
#define ASN_PIECES_MAX 64
size_t touched_asn_range(const struct asn_range *,
    struct touched_key out[ASN_PIECES_MAX]);
/* The prefix of a block or delegation: from the store, or while replaying. */
typedef bool touched_resolve_fn(void *context, enum fact_kind, int64_t id,
    struct prefix *);
touched_resolve_fn touched_resolve_store;
/* All keys of one fact, appended; for the journal and for verify. */
struct touched_key *touched_by(touched_resolve_fn *, void *context,
    struct arena *, enum fact_kind, const void *row,
    struct touched_key *keys, size_t *count);
int touched_compare(const void *, const void *);

/* --- Tiling: free space and counters, derived from the blocks --------- */

/* Takes a range out of a block's free space; false when it is not free. */
bool tiling_take(struct store *, const struct block *parent,
    const struct prefix *);
/* Gives it back, joining buddies. */
void tiling_give(struct store *, const struct block *parent,
    const struct prefix *);
/* Is it free now?  Nothing is changed. */
bool tiling_is_free(struct store *, const struct block *parent,
    const struct prefix *);
/* A child changed into another shape of the same space: counters only. */
void tiling_count_child(struct store *, const struct block *parent,
    const struct prefix *child, int sign);
/*
 * What is derived of a block, from its children alone: rebuilding writes it,
 * verify compares it.  Nothing (children 0) for a block that is not divided.
 */
struct cell { struct prefix prefix; int64_t used; };
struct tiling {
	int64_t children, used;
	struct prefix *free;		/* ascending */
	size_t free_count;
	int64_t per_length[129];	/* of the free blocks */
	struct cell *cells;		/* by length, then address */
	size_t cell_count;
	struct prefix overlap;		/* why it answered false */
};
bool tiling_of(struct store *, struct arena *, const struct block *,
    struct tiling *);
/* Everything derived of one block anew, from its children; false and where
   when two of them overlap. */
bool tiling_rebuild(struct store *, const struct block *, struct prefix *where);
/* The best fitting free range of a length; false: none. */
bool tiling_best_fit(struct store *, const struct block *parent,
    uint8_t length, struct prefix *out);
/* The same, but of IPv4 ranges longer than /24 the best fitting one that may be
   sub-assigned (policy.md, reverse first); none among the first 64 /24s that
   are free: the best fitting one. */
bool best_fit(struct store *, const struct block *parent, uint8_t length,
    struct prefix *out);
/*
 * Does reverse resolution of the /24 around it work: a delegation covers it,
 * and a server that is not withdrawn answered authoritatively at last, for
 * the zone that this /24 is in?
 */
bool reverse_answers(struct store *, const struct prefix *);

/* The steps of four bits between a block and a child that get a cell. */
uint8_t cell_first_step(const struct prefix *block);
#define CELL_STEP 4

bool asn_space_take(struct store *, const struct asn_range *);
void asn_space_give(struct store *, const struct asn_range *);
bool asn_space_rebuild(struct store *, uint32_t *where);

/* --- Looking, shared by operations ------------------------------------ */

/* The most specific block around a prefix; false: outside both roots. */
bool block_around(struct store *, const struct prefix *, struct block *);
bool block_up(struct store *, const struct block *, struct block *parent);
bool asn_around(struct store *, uint32_t, struct asn *);
/* The holder; zeroed for stock and roots. */
void holder_of(struct store *, int64_t organisation, struct organisation *);
/* A delegation around the prefix; false: none. */
bool delegation_around(struct store *, const struct prefix *,
    struct delegation *);

/* "198.51.100.0/26" in the operation's memory. */
const char *said(struct registry *, const struct prefix *);
const char *said_resource(struct registry *, const struct resource *);
/* "10.0.0.0/9 is held by UY-TIEN-LACNIC", or that it is free. */
enum result refuse_taken(struct registry *, const struct block *parent,
    const struct prefix *wanted);

/* Handles and ownerids to rows; an empty or NULL text leaves *id as it is. */
enum result person_named(struct registry *, const char *field,
    const char *handle, int64_t *id) MUST_CHECK;
enum result organisation_named(struct registry *, const char *ownerid,
    struct organisation *) MUST_CHECK;
/* Of contacts: an active user; of hostmaster also one without an account. */
enum result contact_named(struct registry *, const char *field,
    const char *handle, int64_t *id) MUST_CHECK;
enum result check_name(struct registry *, const char *field, const char *name)
    MUST_CHECK;
/* No letter and no digit: it says nothing. */
bool is_blank(const char *);
enum result check_email(struct registry *, const char *) MUST_CHECK;
/* What one registers with: is it given, and not taken away?  before is NULL
   for who registers. */
enum result check_reachable(struct registry *, const struct postal *,
    const struct person *before) MUST_CHECK;
/* What was given of it; numbers are put as they are stored.  For all that
   people type: what files have is imported as it is. */
enum result check_postal(struct registry *, struct postal *) MUST_CHECK;
enum result check_address(struct registry *, struct postal *)
    MUST_CHECK;			/* a country must be given */
/* Is what was given of it fit to be stored? */
enum result check_organisation(struct registry *,
    struct organisation_add *) MUST_CHECK;
/* What was given of it, NULL leaves; and stored when that differs. */
void organisation_take(struct organisation *, const char *responsible,
    const struct postal *);
void organisation_keep(struct registry *, const struct organisation *before,
    struct organisation *after);
/* Creates; shared by organisation_add, subassign and import. */
enum result organisation_create(struct registry *, struct organisation_add *,
    struct organisation *out) MUST_CHECK;
/* The next ownerid or handle of a stem that was never given out. */
const char *handle_next(struct registry *, const char *stem);
const char *ownerid_next(struct registry *, const char *country,
    const char *stem);
/* Is every text fit to be stored and printed?  maximum in characters: at
   most four times as many bytes. */
struct input { const char *field, *text; size_t maximum; };
enum result check_inputs(struct registry *, const struct input *,
    size_t count) MUST_CHECK;

/* --- May the actor?  Each notes that it was asked. -------------------- */

bool permit_block(struct registry *, const struct block *);
bool permit_block_or_parent(struct registry *, const struct block *);
bool permit_parent(struct registry *, const struct block *);
bool permit_asn(struct registry *, const struct asn *);
bool permit_person(struct registry *, const struct person *);
bool permit_organisation(struct registry *, const struct organisation *);

/* --- Who comes in the place of whom --------------------------------- */

#define SUCCESSION_MAX 3
struct succession {
	int64_t organisation;		/* in whose resources, and parts */
	int64_t from[SUCCESSION_MAX], to[SUCCESSION_MAX];
	size_t count;
};
/* Nobody (0) is neither replaced nor replaces, and who is, by one only. */
void succession_add(struct succession *, int64_t from, int64_t to);
int64_t succession_of(const struct succession *, int64_t person);
/* Passes on what they are, once for all. */
enum result succession_pass(struct registry *, const struct succession *,
    struct other_roles *) MUST_CHECK;

/* --- Mails ------------------------------------------------------------ */

/* Is there anybody who sends them, and is this no bulk nor dry run? */
bool mails_are_wanted(const struct registry *);
/* Of the operation whose changes are noted: tells whom it concerns. */
void mails_tell(struct registry *);
/* In this transaction, when mails are wanted and the person has an address;
   sealed is "" when the mail has no secret: then nothing goes to an address
   that is marked.  With one it does, since whoever follows the link has shown
   that it works. */
void mail_queue(struct registry *, const struct person *, const char *language,
    const char *kind, const char *detail, const char *sealed);
/* The same without a secret, in the language of the person's account, else of
   their country. */
void mail_user(struct registry *, const struct person *, const char *kind,
    const char *detail);
/* One without which the operation is nothing: it waits for who sends it. */
void mail_must(struct registry *, const struct person *, const char *language,
    const char *kind, const char *detail, const char *sealed);
/* Writes what a mail would, and takes it back: it takes as long. */
void mail_pretend(struct registry *, const char *handle, const char *sealed);
/* Did this client ask for mails too often; and would this user drown? */
bool mail_may_be_asked(struct registry *, const char *handle,
    const char *address);
bool mail_may_be_sent(struct registry *, const char *handle);
/* May this reader be told of one more of what is done often; is it the last
   today? */
bool mail_may_tell(struct registry *, const char *handle, bool *last);
/* As JSON. */
const char *told_text(struct registry *, const struct mail_told *);
/* The same for an address, of whomever; case does not matter. */
bool mail_may_be_sent_to(struct registry *, const char *email);
/* Mails to this address of that handle do not arrive: to be marked. */
void address_mark(struct registry *, const char *handle,
    const struct hash *address);
/* It was seen to work: what comes back from before is not believed. */
void address_clear(struct registry *, const struct person *);
/* Another address counts: both are told by a mail of this kind. */
void address_replaced(struct registry *, const struct person *before,
    const struct person *after, const char *kind);
struct hash address_hash(struct registry *, const char *email);

/* One mail of a kind about one host a day, however many zones it serves. */
bool mail_may_warn(struct registry *, const char *handle, const char *kind,
    const char *host);

/* May the actor delegate it, were it a zone?  NO_BLOCK, FORBIDDEN,
   WHOLE_16S. */
enum result reverse_permitted(struct registry *, const struct prefix *)
    MUST_CHECK;
/* Did the actor, within LIMIT_CHECK_FRESH_S, have these hosts asked for all
   zones of the prefix, with these DS records, and are all of them AA in the
   newest such check, or in one of the same second? */
bool zone_check_proves(struct registry *, const struct prefix *,
    const char *const *hosts, size_t count, const struct ds *,
    size_t ds_count);

/* --- The watch ------------------------------------------------------------ */

void watch_keep(struct registry *, enum fact_kind, const void *before,
    const void *after);
/* Forgets what was wrong with a server. */
void watch_forget(struct registry *, int64_t nameserver);
/* It answered now, for all zones: it is good and published, which the caller
   writes; nothing that was wrong with it is known any more. */
void server_answered(struct registry *, struct nameserver *);
/* Did a server that is published answer for this place at last? */
bool server_answers(struct store *, const struct delegation *,
    const struct nameserver *, const struct prefix *place);
/* Has a server of a delegation been bad for so long? */
bool withdrawal_is_due(struct registry *, const struct nameserver *);
/* Parts a delegation by zones, when a server is to be withdrawn from some;
   true: it did, and each part is to be noted apart. */
bool withdrawal_parts(struct registry *, const struct watched *,
    const struct server_states *);
bool server_seen_is_bad(const struct server_seen *, size_t zone);
/* What was seen of the whole, of the servers of one part of it. */
size_t withdrawal_seen(const struct watched *whole,
    const struct server_states *, const struct watched *piece,
    struct server_seen out[LIMIT_NAMESERVERS]);
int64_t sooner(int64_t, int64_t);	/* of two moments; 0: never */

/* --- Accounts ------------------------------------------------------------- */

bool language_is_known(const char *);	/* "es", "en", "pt" */
/* What the store has of a token, for one purpose: "session", "form", … */
struct hash token_hash(const char *purpose, const char *token);

/* Everything that was mailed and not followed: password, address. */
void links_void(struct registry *, int64_t person);
/* Who followed a link acts, from that address, whoever is logged in. */
void act_by_link(struct registry *, const struct person *,
    const char *address);

/* --- Guessing ------------------------------------------------------------- */

/* At what ("login") somebody guesses, as or of whom, from where. */
struct attempt {
	const char *what, *handle, *address;
	const char *browser;		/* known ones are theirs; or NULL */
};
/* Counts as failed until attempt_succeeded().  The seconds to wait; 0: look
   now. */
int64_t attempt_begin(struct registry *, const struct attempt *) MUST_CHECK;
/* The attempt was none; what this address failed before is forgiven only on
   this account, or an own account would make guessing at others cheap. */
void attempt_succeeded(struct registry *, const struct attempt *);
/* The same, but the browser is not known by it: more is asked. */
void attempt_forgive(struct registry *, const struct attempt *);

/* --- Logging in ----------------------------------------------------------- */

/* After the password was right: what the attempt counted is taken back. */
void login_succeeded(struct registry *, const char *handle,
    const char *address, const char *browser);
/* Whoever has this browser has shown to be the user. */
void browser_noted(struct registry *, const char *handle,
    const char *browser);
/* The same for codes: before one is looked at, and when it was right. */
enum result code_counted(struct registry *, const char *handle,
    const char *browser, int64_t *wait_s);
void code_succeeded(struct registry *, const char *handle,
    const char *browser);
/* A proof of the second factor counts now, if the person has one. */
enum result second_factor_use(struct registry *, const struct person *,
    const struct second_factor *);
void second_factor_drop(struct registry *, int64_t person);
/* Mailed links, half sessions, devices that are being added. */
void secrets_void(struct registry *, const struct person *);
void login_expire(struct registry *);
/* What was typed by who never followed the link is dropped. */
void registration_expire(struct registry *);

/* --- Words that things are found by ----------------------------------- */

/*
 * Of an organisation the words of its name and its ownerid; of a person those
 * of the name and of what stands before the @, the address and the handle.
 * Ascending, each once: derived from the fact; put_new() and its like keep
 * them.  Other facts have none.
 */
#define WORDS_MAX (LIMIT_WORDS + 2)
size_t words_of(struct arena *, enum fact_kind, const void *row,
    const char *out[WORDS_MAX]);
extern const char *const word_kinds[FACT_COUNT];	/* NULL: has none */
void words_keep(struct registry *, enum fact_kind, const void *before,
    const void *after);
/* What was typed into a filter, in the arena; does a thing have words that
   begin as all of its words do?  What has no words fits nothing. */
struct search;
struct search *words_search(struct registry *, enum fact_kind,
    const char *typed);
bool words_fit(const struct search *, int64_t thing) MUST_CHECK;
/*
 * The word that leads to what a search may find, by number from 1 on; 0 when
 * it leads to more than one page looks at.  The things it leads to, each once
 * (after 0: the first): ask words_fit() of each.
 */
int words_lead(const struct search *) MUST_CHECK;
bool words_next(const struct search *, int lead, int64_t after,
    int64_t *thing) MUST_CHECK;

/* --- Blocks as things that operations move ---------------------------- */

/* Removes everything that hangs on a block: delegations, origins. */
void block_strip(struct registry *, const struct block *);
/* Removes a block's descendants, deepest first. */
void block_remove_children(struct registry *, const struct block *);
bool block_has_children(struct store *, const struct block *);
/* The children as a list, for who changes them while walking. */
size_t block_children(struct registry *, int64_t parent, struct block **);

/* A zone of a delegation that one of its servers is bad in. */
struct lame_zone {
	size_t server;			/* which of them */
	struct prefix zone;
};
/* A delegation with what hangs on it. */
struct delegated {
	struct delegation row;
	struct nameserver *servers;
	struct q_nameserver_check *checks; /* of each; checked 0: never.  NULL:
					   none was */
	struct q_nameserver_watch *watches; /* likewise; since 0: it is good */
	size_t server_count;
	struct lame_zone *lame;
	size_t lame_count;
	struct ds *ds;
	size_t ds_count;
};
void delegated_read(struct registry *, const struct delegation *,
    struct delegated *);
/* A new one like it of another range; DS records of zones that this has. */
void delegated_copy(struct registry *, const struct delegated *,
    int64_t block, const struct prefix *);
void delegation_remove(struct registry *, const struct delegation *);
/* Would what is left around a part be smaller zones, which its servers were
   never asked for? */
bool delegation_divides(const struct prefix *outer, const struct prefix *part);
/* What is left of it around a part, as delegations of their own. */
void delegation_split(struct registry *, const struct delegation *,
    const struct prefix *part);
/* From this part up to the whole: halves that are delegated alike become one
   delegation. */
void delegations_join(struct registry *, const struct prefix *part,
    const struct prefix *whole);

/* Blocks and ASNs of a record, as one list: shared by all of its life. */
struct holding {
	struct record record;
	struct block *blocks;
	size_t block_count;
	struct asn *asns;
	size_t asn_count;
	enum status status;
	int64_t organisation;
};
enum result holding_find(struct registry *, const struct resource *,
    struct holding *) MUST_CHECK;
/* Part of stock made a holding of its own, splitting around it. */
enum result holding_carve(struct registry *, const struct resource *,
    enum status, enum result otherwise, struct holding *) MUST_CHECK;
struct holding_change {
	enum status status;
	int64_t organisation;
	bool keep_contacts;
	int64_t tech, abuse;
	const char *country;
	int64_t date;
};
void holding_become(struct registry *, const struct holding *,
    const struct holding_change *);
/* "" and NULL mean not given. */
const char *given_or(const char *given, const char *otherwise);
enum result check_record_country(struct registry *, const char *country)
    MUST_CHECK;
enum result check_direct_status(struct registry *, enum status) MUST_CHECK;
/* Contacts for a new holder: as named, or its administrative contact. */
enum result choose_contacts_for(struct registry *, const char *tech,
    const char *abuse, const struct organisation *holder,
    struct holding_change *) MUST_CHECK;
/* Every block of this one's record gets a record of its own: a record is one
   range, and taking a block out would leave a gap. */
void record_scatter(struct registry *, const struct block *);
/* Splits so that the part is a block of its own. */
enum result block_split(struct registry *, const struct block *,
    const struct prefix *part) MUST_CHECK;
void asn_split(struct registry *, const struct asn *,
    const struct asn_range *part);
/* The country that stock carries in statistics: "" or "ZZ". */
const char *stock_country(struct registry *);

#define OPERATION(name, who, journaled) \
enum result do_##name(struct registry *, struct name *);
#include "registry/operation.def"
#undef OPERATION

#endif
