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
	struct person me;		/* id 0: a local operator */
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

	bool bulk;
	bool importing;
	int64_t import_count;		/* of holders made up */
	struct block roots[2];		/* while importing: IPv4, IPv6 */
	void (*preview)(void *);
	void *preview_argument;

	char detail[512];
	char field[64];
	struct verdict verdicts[VERDICT_MAX];
	size_t verdict_count;
};

/* --- Refusing ------------------------------------------------------------ */

/* Notes the input at fault and what is particular; returns the result. */
enum result refuse(struct registry *, enum result, const char *field,
    const char *format, ...) PRINTF_LIKE(4, 5);

/* --- Facts ---------------------------------------------------------------- */

/* Gives a new row its id (serial << 12 | place) and stores it. */
void put_new(struct registry *, enum fact_kind, void *row);
void put_changed(struct registry *, enum fact_kind, const void *before,
    const void *after);
void put_gone(struct registry *, enum fact_kind, const void *before);

/* A fact as JSON and back: all fields but the personal ones, or only them. */
void fact_put_json(struct text *, enum fact_kind, const void *row,
    bool personal);
bool fact_has_personal(enum fact_kind, const void *row);
struct json_t;
bool fact_from_json(struct arena *, enum fact_kind, struct json_t *object,
    void *row);

/* --- The journal ---------------------------------------------------------- */

/* Appends the row of this operation; false: too large. */
bool journal_append(struct registry *);
struct hash journal_hash(const struct hash *before, const struct journal_row *);
struct hash journal_personal_hash(const char *salt, const char *json);

/*
 * The keys of touched: 'B' a block's row itself, 'R' what hangs on a block
 * (delegations, origins), 'A' an aligned power-of-two range of AS numbers,
 * 'O' an organisation, 'H' what it holds, 'P' a person.
 */
struct touched_key {
	uint8_t bytes[18];
	uint8_t length;
};
struct touched_key touched_block(const struct prefix *);
struct touched_key touched_related(const struct prefix *);
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

/* --- Tiling: free space and counters, derived from the blocks ------------- */

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

/* The steps of four bits between a block and a child that get a cell. */
uint8_t cell_first_step(const struct prefix *block);
#define CELL_STEP 4

bool asn_space_take(struct store *, const struct asn_range *);
void asn_space_give(struct store *, const struct asn_range *);
bool asn_space_rebuild(struct store *, uint32_t *where);

/* --- Looking, shared by operations ---------------------------------------- */

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
/* Creates; shared by organisation_add, subassign and import. */
enum result organisation_create(struct registry *, struct organisation_add *,
    struct organisation *out) MUST_CHECK;
/* The next ownerid or handle of a stem that was never given out. */
const char *handle_next(struct registry *, const char *stem);
const char *ownerid_next(struct registry *, const char *country,
    const char *stem);
/* Is every text fit to be stored and printed? */
struct input { const char *field, *text; size_t maximum; };
enum result check_inputs(struct registry *, const struct input *,
    size_t count) MUST_CHECK;

/* --- May the actor?  Each notes that it was asked. ---------------------- */

bool permit_block(struct registry *, const struct block *);
bool permit_block_or_parent(struct registry *, const struct block *);
bool permit_parent(struct registry *, const struct block *);
bool permit_asn(struct registry *, const struct asn *);
bool permit_organisation(struct registry *, const struct organisation *);

/* --- Logging in ----------------------------------------------------------- */

/* After the password was right: what the attempt counted is taken back. */
void login_succeeded(struct registry *, const char *handle,
    const char *address);
void login_expire(struct registry *);

/* --- Words of names ------------------------------------------------------- */

/* The words of an organisation, ascending, each once: derived from its name
   and ownerid; put_new() and its like keep them. */
size_t words_of(struct arena *, const struct organisation *,
    const char *out[LIMIT_WORDS + 1]);
/* Of what was typed: any order. */
size_t words_typed(struct arena *, const char *typed,
    const char *out[LIMIT_WORDS + 1]);
void words_keep(struct registry *, const struct organisation *before,
    const struct organisation *after);

/* --- Blocks as things that operations move -------------------------------- */

/* Removes everything that hangs on a block: delegations, origins. */
void block_strip(struct registry *, const struct block *);
void delegation_remove(struct registry *, const struct delegation *);
/* Removes a block's descendants, deepest first. */
void block_remove_children(struct registry *, const struct block *);
bool block_has_children(struct store *, const struct block *);
/* The children as a list, for who changes them while walking. */
size_t block_children(struct registry *, int64_t parent, struct block **);

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
