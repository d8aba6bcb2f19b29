/* SPDX-License-Identifier: ISC */
/*
 * probe: asking name servers that belong to strangers.
 *
 * A check is one zone and the hosts that are to serve it.  Each host's
 * addresses are looked up; each address is asked for the zone's SOA record
 * without recursion, over UDP and, in a whole check, over TCP and for the NS
 * records; and for the keys when there are DS records.  One question is at
 * most two datagrams, two seconds each, and one TCP connection; while it is
 * under way it has a socket for itself, with a port that the kernel drew for
 * it, and a random id.
 * What a server sends may be anything.
 *
 * The engine is one thread over epoll and never waits.  So many questions are
 * under way at once and no more, in all and for one address; those of whole
 * checks, for which somebody waits, come first.
 *
 * Addresses that are not public are not asked (probe_may_ask()): a stranger
 * who names a host must not reach what only this machine can.
 *
 * The module knows no store.  Its role (probe_run()) is a process without
 * files, which is told over a socket what to ask (message.c).
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include "base/base.h"
#include "inet/inet.h"
#include "model/limits.h"
#include "model/model.h"
#include "net/net.h"

/* --- Names ---------------------------------------------------------------- */

/* As on the wire: labels with their lengths, and the root (RFC 1035 3.1). */
struct dns_name {
	uint8_t length;
	uint8_t bytes[255];
};
#define DNS_NAME_TEXT_MAX 256
/* Of letters, digits, '-', '_'; a final dot may be there. */
bool dns_name_parse(const char *text, struct dns_name *) MUST_CHECK;
bool dns_name_is_whole(const struct dns_name *) MUST_CHECK;
/* In lower case; only of names that dns_name_parse() would take, else "?". */
char *dns_name_text(const struct dns_name *, char out[DNS_NAME_TEXT_MAX]);

/* --- A check -------------------------------------------------------------- */

#define PROBE_ADDRESSES_MAX 8		/* of a host; of more it is told that
					   they are not asked */
#define PROBE_DS_MAX LIMIT_DS_ZONE
#define PROBE_DIGEST_MAX (LIMIT_DIGEST / 2)	/* bytes */
#define PROBE_LINES_MAX (PROBE_ADDRESSES_MAX * 4 + 2)	/* of a server */

struct probe_ds {
	uint16_t tag;
	uint8_t algorithm, digest_type;
	uint8_t length;
	uint8_t digest[PROBE_DIGEST_MAX];
};

struct probe_request {
	uint64_t id;			/* the caller's */
	bool whole;			/* somebody waits; false: only the SOA
					   (and keys) over UDP, as the watch
					   wants it */
	struct dns_name zone;
	struct dns_name hosts[LIMIT_NAMESERVERS];
	size_t host_count;
	struct probe_ds ds[PROBE_DS_MAX];
	size_t ds_count;
};

/* Adds one; what is no digest, and what is too many, is left out. */
void probe_request_ds(struct probe_request *, const struct check_ds *);

/* What is known of one server; told when all of its answers are there, and
   again when another server showed that its zone is old. */
struct probe_server {
	uint64_t id;			/* of the request */
	size_t host;
	enum ns_state state;		/* NS_UNCHECKED: nothing was learnt */
	struct check_line lines[PROBE_LINES_MAX];
	size_t line_count;
};

/* --- The engine ----------------------------------------------------------- */

#define PROBE_RESOLVERS_MAX 3
#define PROBE_RANGES_MAX 8
#define PROBE_OWN_HOSTS_MAX (LIMIT_NAMESERVERS + 2)
#define PROBE_CHECKS_MAX 512		/* at once: 20 kB each */

struct probe_ranges {
	struct prefix list[PROBE_RANGES_MAX];
	size_t count;
};

struct probe_config {
	struct endpoint resolvers[PROBE_RESOLVERS_MAX];
	size_t resolver_count;
	struct probe_ranges test_ranges;	/* may be asked */
	struct probe_ranges own_ranges;		/* are the registry's */
	struct address *own;			/* likewise */
	size_t own_count;
	struct dns_name own_hosts[PROBE_OWN_HOSTS_MAX];	/* so are theirs, as
							   far as found */
	size_t own_host_count;
	uint16_t test_port;		/* of servers in test_ranges; 0: 53 */
	size_t questions;		/* under way in all; 0: 400 */
	size_t questions_per_address;	/* 0: 8 */
};

/* The resolvers of /etc/resolv.conf; false: there is none. */
bool probe_system_resolvers(struct probe_config *) MUST_CHECK;
/* One more address of the registry. */
void probe_add_own(struct probe_config *, struct arena *,
    const struct address *);
void probe_add_own_endpoint(struct probe_config *, struct arena *,
    const struct endpoint *);
/* One more host of it; what is no name is left out. */
void probe_add_own_host(struct probe_config *, const char *);
/* Those of this machine's interfaces; false: they cannot be told. */
bool probe_add_interfaces(struct probe_config *, struct arena *) MUST_CHECK;
bool probe_may_ask(const struct probe_config *, const struct address *);

struct probe_engine;

struct probe_events {
	void (*server)(void *argument, const struct probe_server *);
	void (*done)(void *argument, uint64_t id);
	void *argument;
};

struct probe_engine *probe_engine_new(const struct probe_config *,
    const struct probe_events *);
void probe_engine_free(struct probe_engine *);
/* False: too many are under way. */
bool probe_engine_ask(struct probe_engine *, const struct probe_request *)
    MUST_CHECK;
size_t probe_engine_checks(const struct probe_engine *);	/* under way */
/* Ready to read: probe_engine_turn() has something to do.  It must also be
   called after probe_engine_wait_ms(), -1: never. */
int probe_engine_fd(const struct probe_engine *);
int probe_engine_wait_ms(const struct probe_engine *);
void probe_engine_turn(struct probe_engine *);

/* --- Messages ------------------------------------------------------------- */

/*
 * Between the role and who asks it, each a packet of a SOCK_SEQPACKET pair.
 * Neither end trusts the other: what is not exactly a message is refused.
 */
enum probe_message_kind {
	PROBE_ASK = 'A',		/* a request */
	PROBE_SERVER = 'S',
	PROBE_DONE = 'D',		/* of this id */
	PROBE_BEGUN = 'B',		/* the role has begun: what was asked
					   before it did may be lost */
};
#define PROBE_MESSAGE_MAX 8192
struct probe_message {
	enum probe_message_kind kind;
	uint64_t id;			/* of PROBE_DONE */
	struct probe_request request;
	struct probe_server server;
};
size_t probe_message_write(const struct probe_message *,
    uint8_t out[PROBE_MESSAGE_MAX]);
bool probe_message_read(const uint8_t *, size_t, struct probe_message *)
    MUST_CHECK;

/* For who asks, over a socket that does not wait.  False: there is no room
   now, or nothing came; lost: there is nobody at the other end. */
bool probe_send(int socket, const struct probe_request *, bool *lost)
    MUST_CHECK;
bool probe_receive(int socket, struct probe_message *, bool *lost) MUST_CHECK;

/* --- The role ------------------------------------------------------------- */

/* Asks what comes over the socket, until SIGTERM or until its other end is
   closed: the exit status. */
int probe_run(const struct probe_config *, int socket, int ready_fd)
    MUST_CHECK;

#endif
