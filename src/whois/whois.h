/* SPDX-License-Identifier: ISC */
/*
 * whois: what port 43 says (RFC 3912), byte for byte as LACNIC says it.
 *
 * A query is one line: an address, a CIDR prefix, an AS number with or
 * without "AS", an ownerid or a nic-hdl, in any case, blanks around it not
 * counted.  An address or prefix finds the most specific registered block
 * around it; there is no search.
 *
 * An answer is UTF-8 with CRLF line ends:
 *
 *	% IP Client: <address>, the two Joint Whois lines
 *	% LACNIC resource, the terms, "now" in the registry's fixed offset
 *	the block, AS number, organisation or person, then its contacts
 *	three closing lines and an empty one
 *
 * What is not in the register has "% No match" instead of resource and
 * terms.  To an ownerid the answer is the organisation, a paragraph for its
 * contact, then one paragraph (inetnum or aut-num, and status) for each
 * resource it holds: blocks by address, then AS numbers.
 *
 * Where a fact is missing (imported records have no dates, holders of
 * imported records no telephone) N/A stands in its place; a contact that
 * is missing has no line.
 */
#ifndef WHOIS_WHOIS_H
#define WHOIS_WHOIS_H

#include "base/base.h"
#include "index/index.h"
#include "model/limits.h"

/* How the registry calls itself.  Strings may be NULL before
   whois_profile_complete(). */
struct whois_profile {
	const char *name;		/* "LACNIC" */
	const char *whois_host;		/* "whois.lacnic.net" */
	const char *web_host;		/* "lacnic.net" */
	const char *const *terms;	/* lines below the copyright line */
	size_t term_count;
	int utc_offset_s;		/* of dates and "now": -10800 */
};

/* Everything of LACNIC's, for a registry that is called "lacnic"; "x" is
   X, whois.x.net, x.net.  What is set already stays. */
void whois_profile_complete(struct whois_profile *, const char *registry,
    struct arena *);

/* --- Queries ----------------------------------------------------------- */

enum whois_kind {
	WHOIS_MALFORMED,		/* not fit to be repeated: too long,
					   not UTF-8, control characters; or
					   an address, but for why */
	WHOIS_PREFIX,
	WHOIS_ASN,
	WHOIS_OWNERID,			/* has a '-' */
	WHOIS_HANDLE,			/* everything else */
};

struct whois_query {
	enum whois_kind kind;
	char text[LIMIT_QUERY + 1];	/* as typed, without blanks around */
	char name[LIMIT_QUERY + 1];	/* the same in capitals */
	const char *why;		/* "has bits set behind its length" */
	struct prefix prefix;		/* of an address: /32 or /128 */
	uint32_t asn;
};

/* line has no line end and may hold any bytes. */
void whois_query_parse(const char *line, size_t length, struct whois_query *);

/* --- Answers ----------------------------------------------------------- */

/*
 * Appends the whole answer to a line, as of now, to a text whose maximum is
 * LIMIT_ANSWER or so.  False: the store failed, what was appended asks to try
 * again, and the caller has store_error() to look after.  Neither begins nor
 * ends a snapshot, so it also shows a transaction that is not yet committed.
 */
bool whois_answer(struct text *out, struct index *,
    const struct whois_profile *, const char *query, size_t length,
    const char *client_address, int64_t now);

/* Why there is no answer. */
enum whois_refusal {
	WHOIS_NOT_ONE_LINE,		/* no line end within LIMIT_QUERY */
	WHOIS_RATE,
	WHOIS_CONNECTIONS,
	WHOIS_TEMPORARY,		/* the store failed */
	WHOIS_TOO_LARGE,		/* beyond the text's maximum */
};

/* Appends the whole answer that says so. */
void whois_refuse(struct text *out, const struct whois_profile *,
    enum whois_refusal, const char *client_address);

/* --- How often: rate.c ------------------------------------------------- */

/* An IPv4 address, or the /64 of an IPv6 one, which one client has whole. */
struct visitor_key {
	uint8_t bytes[16];
};
/* Of an address as text; false: it is none. */
bool visitor_key_parse(const char *, struct visitor_key *) MUST_CHECK;

/*
 * A token bucket for each visitor, in a table of fixed size: who did not ask
 * for longest is forgotten, which only ever lets more through.
 */
struct rates;
struct rates *rates_new(int per_minute, uint64_t seed);
void rates_free(struct rates *);
bool rates_allow(struct rates *, const struct visitor_key *, int64_t now_ms);

/* --- Server ------------------------------------------------------------ */

struct whois_server {
	const char *store_url;
	struct whois_profile profile;	/* completed with the register's name */
	struct clock *clock;
	int threads;
	size_t connections;		/* at the same moment */
	size_t connections_per_address;	/* an IPv6 /64 counts as one */
	int idle_s;			/* until a client must have asked, and
					   for each part of a long answer */
	int rate_per_minute;		/* of one address; 0: any */
	const int *listeners;
	size_t listener_count;
	int ready_fd;			/* see role_is_ready() */
};

/*
 * Answers until SIGTERM or SIGINT; those being answered then get a moment
 * more.  A store that fails makes answers that ask to try again, until it
 * works.  0, or 71 when the system refuses threads.
 */
int whois_serve(const struct whois_server *) MUST_CHECK;

#endif
