/* SPDX-License-Identifier: ISC */
/* Inside rdns: messages to and from name servers of the registry's own. */
#ifndef RDNS_DNS_H
#define RDNS_DNS_H

#include <ldns/ldns.h>

#include "rdns/private.h"

/* A TSIG key (RFC 8945); name NULL: messages are not signed. */
struct key {
	char *algorithm, *name, *data;
};
/* "hmac-sha256:NAME:BASE64", the first line of a file; NULL path: no key.
   False after a line in the log. */
bool key_read(const char *path, struct key *);
void key_release(struct key *);

/* Connected to "ADDRESS:PORT", with bounded waits; -1 after a line in the
   log.  type is SOCK_STREAM or SOCK_DGRAM. */
int dns_connect(const char *server, int type);
/* Sends the message, signed; its MAC for who verifies the answer, or NULL. */
bool dns_send(int fd, int type, ldns_pkt *, const struct key *,
    ldns_rdf **mac);
/* The answer to it: NULL when it is none, or its signature is wrong. */
ldns_pkt *dns_receive(int fd, int type, uint16_t id, const struct key *,
    const ldns_rdf *mac);

ldns_rdf *dns_name(const struct name *);
/* A question without recursion, with a random id. */
ldns_pkt *dns_question(const struct prefix *apex, ldns_rr_type);
/* The serial in a SOA record. */
bool dns_soa_serial(const ldns_rr *, uint32_t *);

#endif
