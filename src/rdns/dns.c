/* SPDX-License-Identifier: ISC */
#include "rdns/dns.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/net.h"
#include "rdns/record.h"

#define WAIT_MS 10000			/* of a server of our own */
#define DATAGRAM_MS 2000
#define DATAGRAM_BYTES 4096
#define MESSAGE_MAX 65535
#define KEY_LINE_MAX 1024
#define FUDGE_S 300			/* RFC 8945 10 */

/* --- Keys ------------------------------------------------------------- */

/* libldns wants names with their final dots. */
static char *
dotted(const char *s)
{
	size_t length = strlen(s);
	char *copy = memory_alloc(length + 2);

	memcpy(copy, s, length);
	if (length > 0 && s[length - 1] != '.')
		copy[length] = '.';
	return copy;
}

static bool
key_parse(char *line, struct key *key)
{
	char *name, *data;

	line[strcspn(line, "\r\n")] = '\0';
	if ((name = strchr(line, ':')) == NULL ||
	    (data = strchr(name + 1, ':')) == NULL)
		return false;
	*name++ = '\0';
	*data++ = '\0';
	if (*line == '\0' || *name == '\0' || *data == '\0')
		return false;
	key->algorithm = dotted(line);
	key->name = dotted(name);
	key->data = strdup(data);
	return key->data != NULL;
}

bool
key_read(const char *path, struct key *key)
{
	char line[KEY_LINE_MAX] = "";
	FILE *file;
	bool fine;

	*key = (struct key){ 0 };
	if (path == NULL)
		return true;
	if ((file = fopen(path, "re")) == NULL) {
		log_warning("%s: %s", path, strerror(errno));
		return false;
	}
	fine = fgets(line, sizeof(line), file) != NULL &&
	    key_parse(line, key);
	fclose(file);
	explicit_bzero(line, sizeof(line));
	if (!fine)
		log_warning("%s: ALGORITHM:NAME:BASE64 is expected", path);
	return fine;
}

void
key_release(struct key *key)
{
	free(key->algorithm);
	free(key->name);
	if (key->data != NULL)
		explicit_bzero(key->data, strlen(key->data));
	free(key->data);
}

/* --- Sockets ---------------------------------------------------------- */

static bool
await(int fd, short events, int ms)
{
	struct pollfd p = { .fd = fd, .events = events };
	int n;

	do {
		n = poll(&p, 1, ms);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

static bool
connected(int fd, const struct endpoint *to)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (connect(fd, (const struct sockaddr *)&to->address, to->length) ==
	    0)
		return true;
	if (errno != EINPROGRESS || !await(fd, POLLOUT, WAIT_MS))
		return false;
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error;
	return error == 0;
}

int
dns_connect(const char *server, int type)
{
	struct endpoint to;
	int fd;

	if (!endpoint_parse(server, &to))
		return -1;
	fd = socket(to.address.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd >= 0 && connected(fd, &to))
		return fd;
	log_warning("%s: %s", server, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool
send_all(int fd, const uint8_t *at, size_t left)
{
	ssize_t n;

	while (left > 0) {
		n = send(fd, at, left, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN && await(fd, POLLOUT, WAIT_MS))
			continue;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		left -= (size_t)n;
	}
	return true;
}

static bool
receive_all(int fd, uint8_t *at, size_t left)
{
	ssize_t n;

	while (left > 0) {
		n = recv(fd, at, left, 0);
		if (n < 0 && errno == EAGAIN && await(fd, POLLIN, WAIT_MS))
			continue;
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		left -= (size_t)n;
	}
	return true;
}

/* --- Messages --------------------------------------------------------- */

static bool
sign(ldns_pkt *message, const struct key *key, ldns_rdf **mac)
{
	*mac = NULL;
	if (key->name == NULL)
		return true;
	if (ldns_pkt_tsig_sign(message, key->name, key->data, FUDGE_S,
	    key->algorithm, NULL) != LDNS_STATUS_OK ||
	    ldns_pkt_tsig(message) == NULL) {
		log_warning("the TSIG key cannot sign");
		return false;
	}
	*mac = ldns_rdf_clone(ldns_rr_rdf(ldns_pkt_tsig(message), 3));
	return true;
}

bool
dns_send(int fd, int type, ldns_pkt *message, const struct key *key,
    ldns_rdf **mac)
{
	uint8_t *wire, size[2];
	size_t length;
	bool fine;

	if (!sign(message, key, mac) ||
	    ldns_pkt2wire(&wire, message, &length) != LDNS_STATUS_OK)
		return false;
	size[0] = (uint8_t)(length >> 8);
	size[1] = (uint8_t)length;
	fine = length <= MESSAGE_MAX && (type == SOCK_DGRAM ||
	    send_all(fd, size, sizeof(size))) && send_all(fd, wire, length);
	free(wire);
	return fine;
}

static size_t
receive_wire(int fd, int type, uint8_t *wire)
{
	uint8_t size[2];
	size_t length;
	ssize_t n;

	if (type == SOCK_DGRAM) {
		n = await(fd, POLLIN, DATAGRAM_MS) ?
		    recv(fd, wire, MESSAGE_MAX, 0) : -1;
		return n > 0 ? (size_t)n : 0;
	}
	if (!receive_all(fd, size, sizeof(size)))
		return 0;
	length = (size_t)(size[0] << 8 | size[1]);
	return receive_all(fd, wire, length) ? length : 0;
}

ldns_pkt *
dns_receive(int fd, int type, uint16_t id, const struct key *key,
    const ldns_rdf *mac)
{
	uint8_t *wire = memory_alloc(MESSAGE_MAX);
	size_t length = receive_wire(fd, type, wire);
	ldns_pkt *answer = NULL;

	if (length > 0 && ldns_wire2pkt(&answer, wire, length) !=
	    LDNS_STATUS_OK)
		answer = NULL;
	if (answer != NULL && (ldns_pkt_id(answer) != id ||
	    !ldns_pkt_qr(answer) || (mac != NULL && !ldns_pkt_tsig_verify(
	    answer, wire, length, key->name, key->data, mac)))) {
		ldns_pkt_free(answer);
		answer = NULL;
	}
	free(wire);
	return answer;
}

ldns_rdf *
dns_name(const struct name *n)
{
	ldns_rdf *rdf = ldns_dname_new_frm_data(n->length, n->bytes);

	if (rdf == NULL)
		die("out of memory");
	return rdf;
}

ldns_pkt *
dns_question(const struct prefix *apex, ldns_rr_type type)
{
	struct name name;
	ldns_pkt *question;

	name_of_zone(&name, apex);
	question = ldns_pkt_query_new(dns_name(&name), type,
	    LDNS_RR_CLASS_IN, 0);
	if (question == NULL)
		die("out of memory");
	ldns_pkt_set_id(question, (uint16_t)randombytes_random());
	return question;
}

bool
dns_soa_serial(const ldns_rr *rr, uint32_t *serial)
{
	if (rr == NULL || ldns_rr_get_type(rr) != LDNS_RR_TYPE_SOA ||
	    ldns_rr_rd_count(rr) != 7)
		return false;
	*serial = ldns_rdf2native_int32(ldns_rr_rdf(rr, 2));
	return true;
}

/* --- What a server serves --------------------------------------------- */

/* NULL: it does not answer. */
static ldns_pkt *
ask_over(int way, const char *server, const struct prefix *zone,
    ldns_rr_type type)
{
	static const struct key none;
	int fd = dns_connect(server, way);
	ldns_pkt *question, *answer = NULL;
	ldns_rdf *mac;

	if (fd < 0)
		return NULL;
	question = dns_question(zone, type);
	ldns_pkt_set_edns_udp_size(question, DATAGRAM_BYTES);
	if (dns_send(fd, way, question, &none, &mac))
		answer = dns_receive(fd, way, ldns_pkt_id(question), &none,
		    NULL);
	ldns_pkt_free(question);
	close(fd);
	return answer;
}

/* What does not fit into a datagram comes over TCP. */
static ldns_pkt *
ask(const char *server, const struct prefix *zone, ldns_rr_type type)
{
	ldns_pkt *answer = ask_over(SOCK_DGRAM, server, zone, type);

	if (answer == NULL || !ldns_pkt_tc(answer))
		return answer;
	ldns_pkt_free(answer);
	return ask_over(SOCK_STREAM, server, zone, type);
}

static bool
ask_serial(const char *server, const struct prefix *apex, uint32_t *serial)
{
	ldns_pkt *answer = ask(server, apex, LDNS_RR_TYPE_SOA);
	bool fine = answer != NULL && ldns_pkt_aa(answer) &&
	    dns_soa_serial(ldns_rr_list_rr(ldns_pkt_answer(answer), 0),
	    serial);

	ldns_pkt_free(answer);
	return fine;
}

static void
note_difference(void *argument, const struct prefix *zone)
{
	(void)zone;
	*(bool *)argument = true;
}

/* NS records alone: a referral need not have those of DS. */
static void
take_hosts(struct cuts *out, const struct cuts *all,
    const struct prefix *place)
{
	for (size_t i = 0; i < all->count; i++)
		if (prefix_equal(&all->list[i].zone, place) &&
		    strncmp(all->list[i].rdata, "NS ", 3) == 0)
			cuts_add(out, place, all->list[i].rdata);
	cuts_sort(out);
}

static void
take_section(struct cuts *out, const struct prefix *apex,
    const ldns_rr_list *section)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(section); i++)
		record_add_cut(out, apex, ldns_rr_list_rr(section, i));
}

/* The zone itself, where the server has that, too, answers with its own name
   servers; an alias at the place answers with none. */
bool
dns_refers(const char *server, const struct prefix *apex,
    const struct prefix *place, const struct cuts *wanted)
{
	struct cuts all = { .arena = wanted->arena }, own = all, found = all,
	    due = all, answers = all;
	ldns_pkt *answer = ask(server, place, LDNS_RR_TYPE_NS);
	bool differs = false;

	if (answer == NULL)
		return false;
	if (ldns_pkt_aa(answer))
		take_section(&answers, apex, ldns_pkt_answer(answer));
	take_section(&all, apex, ldns_pkt_authority(answer));
	ldns_pkt_free(answer);
	take_hosts(&own, &answers, place);
	take_hosts(&found, &all, place);
	take_hosts(&due, wanted, place);
	cuts_compare(&due, &found, note_difference, &differs);
	return own.count > 0 || !differs;
}

bool
dns_serial(const char *server, const struct prefix *apex, uint32_t *serial)
{
	char name[REVERSE_NAME_MAX];

	if (ask_serial(server, apex, serial) ||
	    ask_serial(server, apex, serial))
		return true;
	if (reverse_name(apex, name))
		log_warning("%s does not serve %s", server, name);
	return false;
}
