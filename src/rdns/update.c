/* SPDX-License-Identifier: ISC */
/*
 * Updates of a primary (RFC 2136), and what it has (RFC 5936).  A message
 * replaces what is at some places, whole or not at all; the same one twice
 * changes nothing, so that whoever is interrupted begins again.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/net.h"
#include "rdns/dns.h"
#include "rdns/record.h"

#define PLACES_PER_MESSAGE 64		/* of 12 servers and some DS each:
					   fits 64 KB */
#define BYTES_PER_MESSAGE 40000
#define MESSAGES_MAX 1000000		/* of a transfer */
#define SILENT_MS 1500			/* what comes later is no answer */

enum { SILENT = -1, UNHEARD = -2 };	/* beside the codes of answers */

/* --- What is at the primary ------------------------------------------- */

struct transfer {
	struct cuts *cuts;
	const struct prefix *apex;
	int soas;			/* seen: the second is the end */
};

static bool
take_message(struct transfer *t, const ldns_pkt *answer)
{
	const ldns_rr_list *list = ldns_pkt_answer(answer);

	if (ldns_pkt_get_rcode(answer) != LDNS_RCODE_NOERROR ||
	    ldns_rr_list_rr_count(list) == 0)
		return false;
	for (size_t i = 0; i < ldns_rr_list_rr_count(list); i++) {
		const ldns_rr *rr = ldns_rr_list_rr(list, i);

		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_SOA)
			t->soas++;
		else
			record_add_cut(t->cuts, t->apex, rr);
	}
	return true;
}

/* Answers are not checked for signatures: what somebody slipped in would only
   be replaced by what is right, and that is signed. */
static bool
transfer(int fd, const struct key *key, struct transfer *t)
{
	ldns_pkt *question = dns_question(t->apex, LDNS_RR_TYPE_AXFR), *answer;
	uint16_t id = ldns_pkt_id(question);
	ldns_rdf *mac = NULL;
	bool fine = dns_send(fd, SOCK_STREAM, question, key, &mac);

	for (int i = 0; fine && t->soas < 2 && i < MESSAGES_MAX; i++) {
		answer = dns_receive(fd, SOCK_STREAM, id, key, NULL);
		fine = answer != NULL && take_message(t, answer);
		ldns_pkt_free(answer);
	}
	ldns_rdf_deep_free(mac);
	ldns_pkt_free(question);
	return fine && t->soas == 2;
}

bool
dns_transfer(const struct rdns_config *config, const struct prefix *apex,
    struct cuts *cuts)
{
	struct transfer t = { .cuts = cuts, .apex = apex };
	char name[REVERSE_NAME_MAX];
	bool fine = false;
	struct key key;
	int fd;

	if (!key_read(config->key_file, &key))
		return false;
	fd = dns_connect(config->update, SOCK_STREAM);
	if (fd >= 0) {
		fine = transfer(fd, &key, &t);
		close(fd);
	}
	if (!fine && reverse_name(apex, name))
		log_warning("%s: no transfer of %s", config->update, name);
	key_release(&key);
	return fine;
}

/* --- Updates ---------------------------------------------------------- */

struct message {
	ldns_rr_list *list;
	size_t bytes;
	int ttl;
};

static ldns_rr *
new_rr(const struct name *owner, ldns_rr_type type, ldns_rr_class class,
    uint32_t ttl)
{
	ldns_rr *rr = ldns_rr_new();

	if (rr == NULL)
		die("out of memory");
	ldns_rr_set_owner(rr, dns_name(owner));
	ldns_rr_set_type(rr, type);
	ldns_rr_set_class(rr, class);
	ldns_rr_set_ttl(rr, ttl);
	return rr;
}

static void
push(struct message *m, ldns_rr *rr)
{
	if (rr != NULL && ldns_rr_list_push_rr(m->list, rr))
		m->bytes += ldns_rr_uncompressed_size(rr);
}

static void
add_data(ldns_rr *rr, ldns_rdf *data)
{
	if (data == NULL)
		die("a record's text is not its own");
	ldns_rr_push_rdf(rr, data);
}

static void
add_ds_data(ldns_rr *rr, const char *text)
{
	unsigned tag, algorithm, type;
	int digest;

	if (sscanf(text, "%u %u %u %n", &tag, &algorithm, &type,
	    &digest) != 3)
		die("a DS record's text is not its own");
	add_data(rr, ldns_native2rdf_int16(LDNS_RDF_TYPE_INT16,
	    (uint16_t)tag));
	add_data(rr, ldns_native2rdf_int8(LDNS_RDF_TYPE_ALG,
	    (uint8_t)algorithm));
	add_data(rr, ldns_native2rdf_int8(LDNS_RDF_TYPE_INT8, (uint8_t)type));
	add_data(rr, ldns_rdf_new_frm_str(LDNS_RDF_TYPE_HEX, text + digest));
}

/* A whole one, as record_other() wrote it. */
static ldns_rr *
other_rr(const char *text, uint32_t ttl)
{
	ldns_rr *rr;

	if (ldns_rr_new_frm_str(&rr, text + strlen(CUT_OTHER), 0, NULL,
	    NULL) != LDNS_STATUS_OK)
		die("a record's text is not its own");
	ldns_rr_set_ttl(rr, ttl);
	return rr;
}

/* All of its owner and type. */
static void
remove_other(struct message *m, const char *text)
{
	ldns_rr *rr = other_rr(text, 0);

	while (ldns_rr_rd_count(rr) > 0)
		ldns_rdf_deep_free(ldns_rr_pop_rdf(rr));
	ldns_rr_set_class(rr, LDNS_RR_CLASS_ANY);
	push(m, rr);
}

/* A record's data out of its text, which was made of wire (record.c, cuts.c):
   each part of it alone is read again. */
static void
add_record(struct message *m, const struct name *owner, const char *rdata)
{
	bool is_ns = strncmp(rdata, "NS ", 3) == 0;
	ldns_rr *rr;

	if (rdata[0] == CUT_OTHER[0]) {
		push(m, other_rr(rdata, (uint32_t)m->ttl));
		return;
	}
	rr = new_rr(owner, is_ns ? LDNS_RR_TYPE_NS :
	    LDNS_RR_TYPE_DS, LDNS_RR_CLASS_IN, (uint32_t)m->ttl);

	if (is_ns)
		add_data(rr, ldns_rdf_new_frm_str(LDNS_RDF_TYPE_DNAME,
		    rdata + 3));
	else
		add_ds_data(rr, rdata + 3);
	push(m, rr);
}

static void
remove_all(struct message *m, const struct name *owner, ldns_rr_type type)
{
	push(m, new_rr(owner, type, LDNS_RR_CLASS_ANY, 0));
}

/* Nothing of ours at this place, then what is wanted, beside which there can
   be no alias (RFC 2136 2.5, RFC 1034 3.6.2, RFC 6672 2.4). */
static void
add_place(struct message *m, const struct prefix *place,
    const struct cuts *wanted, const struct cuts *old)
{
	const struct cut *at, *other;
	struct name owner;
	size_t count = cuts_of(wanted, place, &at), gone = cuts_of(old,
	    place, &other);

	name_of_zone(&owner, place);
	remove_all(m, &owner, LDNS_RR_TYPE_NS);
	remove_all(m, &owner, LDNS_RR_TYPE_DS);
	if (count > 0) {
		remove_all(m, &owner, LDNS_RR_TYPE_CNAME);
		remove_all(m, &owner, LDNS_RR_TYPE_DNAME);
	}
	for (size_t i = 0; i < gone; i++)
		if (cut_is_other(&other[i]))
			remove_other(m, other[i].rdata);
	for (size_t i = 0; i < count; i++)
		add_record(m, &owner, at[i].rdata);
}

/* Where updates go, and what they make. */
struct updating {
	int fd;
	const struct key *key;
	const struct rdns_config *config;
	const struct prefix *apex;
	const struct cuts *wanted, *old;
};

static ldns_pkt *
update_of(const struct updating *u, const struct message *m)
{
	struct name zone;
	ldns_pkt *update;

	name_of_zone(&zone, u->apex);
	update = ldns_update_pkt_new(dns_name(&zone), LDNS_RR_CLASS_IN, NULL,
	    m->list, NULL);
	if (update == NULL)
		die("out of memory");
	ldns_pkt_set_rd(update, false);
	ldns_pkt_set_id(update, (uint16_t)randombytes_random());
	return update;
}

/* A connection after whose answer nothing is sure is not used again. */
static void
hang_up(struct updating *u)
{
	if (u->fd >= 0)
		close(u->fd);
	u->fd = -1;
}

/* What the primary answers; SILENT, or UNHEARD: nothing that is an answer, but
   that at once. */
static int
send_message(struct updating *u, const struct message *m)
{
	ldns_pkt *update = update_of(u, m), *answer = NULL;
	int64_t begun = monotonic_ms();
	ldns_rdf *mac = NULL;
	int rcode;

	if (u->fd < 0)
		u->fd = dns_connect(u->config->update, SOCK_STREAM);
	if (u->fd >= 0 && dns_send(u->fd, SOCK_STREAM, update, u->key, &mac))
		answer = dns_receive(u->fd, SOCK_STREAM,
		    ldns_pkt_id(update), u->key, mac);
	rcode = answer != NULL ? (int)ldns_pkt_get_rcode(answer) :
	    u->fd < 0 || monotonic_ms() - begun > SILENT_MS ? SILENT :
	    UNHEARD;
	if (answer == NULL)
		hang_up(u);
	ldns_rdf_deep_free(mac);
	ldns_pkt_free(update);
	ldns_pkt_free(answer);
	return rcode;
}

/* As many places as one message holds; how many. */
static size_t
fill(const struct updating *u, struct message *m, const struct prefix *places,
    size_t count)
{
	size_t i = 0;

	while (i < count && i < PLACES_PER_MESSAGE &&
	    m->bytes < BYTES_PER_MESSAGE)
		add_place(m, &places[i++], u->wanted, u->old);
	return i;
}

/* *count: of how many, then how many were sent. */
static int
send_some(struct updating *u, const struct prefix *places, size_t *count)
{
	struct message m = { .list = ldns_rr_list_new(),
	    .ttl = u->config->ttl };
	int rcode;

	*count = fill(u, &m, places, *count);
	rcode = send_message(u, &m);
	ldns_rr_list_deep_free(m.list);
	return rcode;
}

static bool
is_handed(const struct updating *u, const struct prefix *place)
{
	const struct cut *at;
	size_t count = cuts_of(u->wanted, place, &at);

	for (size_t i = 0; i < count; i++)
		if (!at[i].handed)
			return false;
	return count > 0;
}

/* A place that the primary does not take; true: it may be left out. */
static bool
leave_out(const struct updating *u, const struct prefix *place, int rcode)
{
	bool handed = is_handed(u, place);
	char name[REVERSE_NAME_MAX];

	if (!reverse_name(place, name))
		name[0] = '\0';
	log_warning("%s: an update of %s was not taken (%d)%s",
	    u->config->update, name, rcode, handed ?
	    ": what a zonelet has there is left out" : "");
	return handed;
}

/* Of a message that is refused each place is sent alone, so that none is
   refused for another.  False: the primary is silent. */
static bool
send_apart(struct updating *u, const struct prefix *places, size_t count,
    bool *fine)
{
	for (size_t i = 0; i < count; i++) {
		size_t one = 1;
		int rcode = send_some(u, &places[i], &one);

		if (rcode == SILENT)
			return false;
		if (rcode != LDNS_RCODE_NOERROR && !leave_out(u, &places[i],
		    rcode))
			*fine = false;
	}
	return true;
}

static bool
send_all(struct updating *u, const struct prefix *places, size_t count)
{
	bool fine = true;
	size_t n;
	int rcode;

	for (size_t i = 0; i < count; i += n) {
		n = count - i;
		rcode = send_some(u, places + i, &n);
		if (rcode == SILENT || (rcode != LDNS_RCODE_NOERROR &&
		    !send_apart(u, places + i, n, &fine))) {
			log_warning("%s: no answer to an update",
			    u->config->update);
			return false;
		}
	}
	return fine;
}

bool
dns_update(const struct rdns_config *config, const struct prefix *apex,
    const struct prefix *places, size_t count, const struct cuts *wanted,
    const struct cuts *old)
{
	struct updating u = { .fd = -1, .config = config, .apex = apex,
	    .wanted = wanted, .old = old };
	struct key key;
	bool fine;

	if (count == 0)
		return true;
	if (!key_read(config->key_file, &key))
		return false;
	u.key = &key;
	fine = send_all(&u, places, count);
	hang_up(&u);
	key_release(&key);
	return fine;
}
