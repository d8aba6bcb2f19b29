/* SPDX-License-Identifier: ISC */
/* Inside probe: answers, questions, checks. */
#ifndef PROBE_PRIVATE_H
#define PROBE_PRIVATE_H

#include "probe/probe.h"

/* --- Addresses ------------------------------------------------------------ */

bool probe_is_test(const struct probe_config *, const struct address *);
struct endpoint probe_endpoint(const struct address *, uint16_t port);

/* --- Answers -------------------------------------------------------------- */

enum dns_type {
	DNS_A = 1, DNS_NS = 2, DNS_CNAME = 5, DNS_SOA = 6, DNS_AAAA = 28,
	DNS_DNSKEY = 48,
};

#define ANSWER_HOSTS_MAX 32
#define ANSWER_BYTES_MAX 65535

/* What of an answer matters to the question that it answers. */
struct answer {
	int rcode;
	bool authoritative, truncated;
	bool alias;			/* the name asked is one */
	bool has_soa;			/* of that name */
	uint32_t serial;
	struct dns_name hosts[ANSWER_HOSTS_MAX];	/* its NS records */
	size_t host_count;
	bool more_hosts;		/* than that */
	struct address addresses[PROBE_ADDRESSES_MAX];
	size_t address_count;
	bool more_addresses;		/* than that */
	uint32_t ds_found;		/* bit i: ds[i] fits one of its keys */
};

enum answer_is { ANSWER_OTHER, ANSWER_BROKEN, ANSWER_READ };

struct dns_question {
	uint16_t id;
	struct dns_name name;
	enum dns_type type;
	const struct probe_ds *ds;	/* to compare keys with */
	size_t ds_count;
};

/* OTHER: it does not answer this question.  Any bytes. */
enum answer_is answer_read(const struct dns_question *, const uint8_t *,
    size_t, struct answer *) MUST_CHECK;

#define QUERY_BYTES_MAX (12 + 255 + 4)
size_t query_write(const struct dns_question *, bool recursive,
    uint8_t out[QUERY_BYTES_MAX]);

/* --- Questions ------------------------------------------------------------ */

enum outcome {
	OUTCOME_ANSWER,
	OUTCOME_SILENT,
	OUTCOME_NOT_ASKED,		/* it was silent to others */
	OUTCOME_PORT_CLOSED,
	OUTCOME_NO_WAY,			/* said by the network */
	OUTCOME_NO_NETWORK,		/* here */
	OUTCOME_BROKEN,
	OUTCOME_CUT_OFF,
};

struct asking {
	struct endpoint to;
	struct address address;		/* the same: what is counted by */
	struct dns_question dns;	/* id: drawn anew */
	bool recursive, tcp;
	bool urgent;			/* before others */
	bool as_cut;			/* a cut answer is not asked for again,
					   whole, over TCP */
	void (*heard)(void *, enum outcome, const struct answer *);
	void *argument;
};

struct asker;

/* The answer comes later, from asker_turn(). */
void asker_ask(struct asker *, const struct asking *);
struct asker *asker_new(size_t questions, size_t per_address);
void asker_free(struct asker *);
int asker_fd(const struct asker *);
int asker_wait_ms(const struct asker *);
void asker_turn(struct asker *);

/* --- Judging -------------------------------------------------------------- */

/* What the answer to this question says of the server. */
enum finding judge_answer(enum outcome, const struct answer *,
    enum check_question);
/* The serials of a zone's servers: whose is behind becomes OLD_SERIAL.  The
   servers that changed are marked. */
void judge_serials(struct probe_server *, size_t count, bool changed[]);
/* The state that the lines of a server make. */
enum ns_state judge_server(const struct probe_server *);

#endif
