/* SPDX-License-Identifier: ISC */
/*
 * model: the nouns of the register, their words, and how things end.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inet/inet.h"

/*
 * What a block or AS number is.  The first is the two roots', the next two
 * are the registry's stock and have no holder; allocated and assigned are
 * direct, the last two are sub-assignments (policy: kind follows the parent).
 */
enum status {
	STATUS_ROOT,
	STATUS_AVAILABLE,
	STATUS_RESERVED,
	STATUS_ALLOCATED,
	STATUS_ASSIGNED,
	STATUS_REALLOCATED,
	STATUS_REASSIGNED,
	STATUS_COUNT,
};

enum record_kind { RECORD_IPV4, RECORD_IPV6, RECORD_ASN, RECORD_KIND_COUNT };

/* What a sub-assignment is for (policy: use). */
enum block_use {
	USE_NONE,			/* direct blocks */
	USE_CUSTOMER,
	USE_INFRASTRUCTURE,
	USE_PRIVATE,
	USE_RESERVED,
	USE_COUNT,
};

/* What a name server said at its last check; words as WHOIS prints them. */
enum ns_state {
	NS_UNCHECKED,
	NS_AA,
	NS_TIMEOUT,
	NS_UDN,
	NS_UH,
	NS_FAIL,
	NS_QREFUSED,
	NS_CREFUSED,
	NS_CNAME,
	NS_NOT_SYNC,
	NS_STATE_COUNT,
};

/* The words of an enum, by value; what the store, the journal, WHOIS say. */
extern const char *const status_words[STATUS_COUNT];
extern const char *const record_kind_words[RECORD_KIND_COUNT];
extern const char *const block_use_words[USE_COUNT];
extern const char *const ns_state_words[NS_STATE_COUNT];

/* The value of a word, or -1. */
int word_value(const char *const *words, int count, const char *word);

bool status_is_stock(enum status);	/* available, reserved */
bool status_is_direct(enum status);	/* allocated, assigned */
bool status_is_passed_on(enum status);	/* reallocated, reassigned */
/*
 * The word of a sub-assignment inside a block of this status; STATUS_COUNT
 * when nothing can be sub-assigned inside it.
 */
enum status status_inside(enum status parent);

/* --- What asking name servers found ---------------------------------- */

enum finding {
#define FINDING(name, state, sentence) FINDING_##name,
#include "model/finding.def"
#undef FINDING
	FINDING_COUNT,
};
extern const char *const finding_words[FINDING_COUNT];
enum ns_state finding_state(enum finding);
const char *finding_sentence(enum finding);	/* English */

enum check_question {
	QUESTION_HOST,			/* to the resolver: A and AAAA */
	QUESTION_SOA,
	QUESTION_NS,
	QUESTION_DNSKEY,
	QUESTION_COUNT,
};
extern const char *const question_words[QUESTION_COUNT];

/* One question to one address of a server, and what became of it. */
struct check_line {
	int64_t host;			/* which of those asked, from 0 */
	enum check_question question;
	bool tcp;
	bool has_address;
	struct address address;
	enum finding finding;
	int64_t serial;			/* of the SOA, -1: none; of SPARE_DS,
					   NO_KEY the key tag */
};
/* Is it told though the server is fine; is the server judged by it? */
bool check_line_warns(const struct check_line *);
bool check_line_counts(const struct check_line *);
/* Where name servers of tests are, and on which port; 0: as all. */
struct test_servers {
	const struct prefix *ranges;
	size_t count;
	unsigned port;
};
/* The command that shows the same: "dig +norec @192.0.2.1 … SOA". */
#define DIG_TEXT_MAX 640
char *check_line_dig(const struct check_line *, const char *host,
    const char *zone, const struct test_servers *, char out[DIG_TEXT_MAX]);

/* A DS record to compare with the keys of a zone. */
struct check_ds {
	struct prefix zone;
	unsigned tag, algorithm, digest_type;
	const char *digest;		/* hex */
};

/* --- The facts: structs, one per FACT of fact.def --------------------- */

#define FACT(name) struct name {
#define INTEGER(fact, field) int64_t field;
#define OPTIONAL(fact, field) int64_t field;
#define TEXT(fact, field) const char *field;
#define PERSONAL(fact, field) const char *field;
#define WORD(fact, field, type) enum type field;
#define PREFIX(fact, field) struct prefix field;
#define FACT_END(name) };
#include "model/fact.def"
#include "model/fact_undef.h"

enum fact_kind {
#define FACT(name) FACT_##name,
#include "model/fact_only.h"
#include "model/fact.def"
#include "model/fact_undef.h"
	FACT_COUNT,
};

enum field_type {
	FIELD_INTEGER, FIELD_OPTIONAL, FIELD_TEXT, FIELD_PERSONAL, FIELD_WORD,
	FIELD_PREFIX,
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;			/* in the fact's struct */
	const char *const *words;	/* of a WORD */
	int word_count;
};

/* The description of a kind of fact, for code that treats all alike. */
struct fact {
	const char *name;		/* also the table's name */
	size_t size;			/* of the struct */
	const struct field *fields;
	size_t field_count;
};
extern const struct fact facts[FACT_COUNT];

#define FACT_SIZE_MAX 512		/* no fact's struct is larger */

int64_t fact_id(enum fact_kind, const void *row);
/* Same value in every field; NULL texts never occur. */
bool fact_equal(enum fact_kind, const void *a, const void *b);
/* The name of the first field in which they differ, or NULL. */
const char *fact_difference(enum fact_kind, const void *a, const void *b);
/* Gives every TEXT field that is NULL the empty string. */
void fact_complete(enum fact_kind, void *row);

/* --- Operational nouns: not journaled --------------------------------- */

/* The credentials of a person (design: persons and accounts are two things). */
struct account {
	int64_t person;
	bool hostmaster;
	bool disabled;
	const char *language;		/* "es", "en", "pt" */
	const char *password;		/* sealed, "" when none */
	int64_t bounced;		/* when a mail to the address came
					   back; 0: none did */
};

/* One row of the journal. */
struct journal_row {
	int64_t serial;
	int64_t time;
	const char *actor;		/* handle, or "local:NAME" */
	const char *source;		/* address or "cli" */
	const char *requester;
	const char *reason;
	const char *ticket;
	const char *operation;
	const char *object;		/* what it was done to, as text */
	const char *before;		/* JSON */
	const char *after;
	const char *personal;		/* hex hash of journal_person, or "" */
	const char *hash;		/* hex, chained */
};

/* --- How things end --------------------------------------------------- */

enum result {
#define RESULT(name, http, sentence) RESULT_##name,
#include "model/result.def"
#undef RESULT
	RESULT_COUNT,
};

/* The English sentence of a result, as in result.def. */
const char *result_sentence(enum result);
const char *result_name(enum result);	/* "TAKEN" */
int result_http_status(enum result);

/* --- Names (portal.md, Words) ----------------------------------------- */

struct arena;
/* The letters of a handle from a person's name: "Juana Ejemplo" -> "JUE". */
char *handle_stem(struct arena *, const char *name);
/* The four letters of an ownerid from an organisation's name. */
char *ownerid_stem(struct arena *, const char *name);
/* "UY-COEJ-LACNIC", "UY-COEJ2-LACNIC": counter 0 prints none. */
char *ownerid_text(struct arena *, const char *country, const char *stem,
    int64_t counter, const char *suffix);
bool country_is_iso(const char *code);	/* ISO 3166-1 alpha-2: of people */
/* Of records also what statistics files have besides: EU, AP, ZZ. */
bool country_is_known(const char *code);
/* The language to write to somebody there whom nobody asked: "es", "pt" or
   "en"; "es" where the country is not known. */
const char *country_language(const char *code);

/* --- What delegations are made of ------------------------------------- */

/*
 * A name server as typed, also with letters of any script, as the register
 * has it: lower case, A-labels, no final dot.  HOST_MALFORMED, HOST_ADDRESS,
 * or HOST_INSIDE: below in-addr.arpa or ip6.arpa.
 */
enum result host_parse(struct arena *, const char *typed, const char **out);
/* Its A-labels as letters, where it has some. */
const char *host_shown(struct arena *, const char *host);

/* A pasted DS record: RFC 4034 5.3. */
struct ds_text {
	bool has_zone;			/* it named its owner */
	struct prefix zone;
	unsigned tag, algorithm, digest_type;
	const char *digest;		/* hex, upper case */
};
/* Any bytes; DS_MALFORMED, DS_CROWDED: more than LIMIT_DS_ZONE of one zone, or
   TOO_LARGE.  No record is no error. */
enum result ds_parse(struct arena *, const char *text, size_t length,
    struct ds_text **, size_t *count);

#endif
