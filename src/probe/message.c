/* SPDX-License-Identifier: ISC */
/*
 * Messages between the role and who asks it: numbers big-endian, each message
 * a packet that begins with its kind and its id.  Both are of one build.
 */
#include <errno.h>

#include "probe/private.h"

struct packet {
	uint8_t *to;
	const uint8_t *from;
	size_t at, length;
	bool broken;
};

/* --- Numbers and names, either way ---------------------------------------- */

static void
put(struct packet *p, uint64_t number, size_t bytes)
{
	assert(p->at + bytes <= PROBE_MESSAGE_MAX);
	for (size_t i = bytes; i > 0; i--)
		p->to[p->at++] = (uint8_t)(number >> 8 * (i - 1));
}

static void
put_bytes(struct packet *p, const uint8_t *bytes, size_t n)
{
	put(p, n, 1);
	for (size_t i = 0; i < n; i++)
		put(p, bytes[i], 1);
}

/* At most this number; what is greater breaks the packet. */
static uint64_t
take(struct packet *p, size_t bytes, uint64_t most)
{
	uint64_t number = 0;

	if (p->length - p->at < bytes)
		p->broken = true;
	for (size_t i = 0; i < bytes && !p->broken; i++)
		number = number << 8 | p->from[p->at++];
	if (number > most)
		p->broken = true;
	return p->broken ? 0 : number;
}

static uint8_t
take_bytes(struct packet *p, uint8_t *bytes, size_t most)
{
	uint8_t n = (uint8_t)take(p, 1, most);

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)take(p, 1, UINT8_MAX);
	return p->broken ? 0 : n;
}

static void
take_name(struct packet *p, struct dns_name *name)
{
	name->length = take_bytes(p, name->bytes, sizeof(name->bytes));
	if (!dns_name_is_whole(name))
		p->broken = true;
}

/* --- Requests ------------------------------------------------------------- */

static uint8_t
digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

void
probe_request_ds(struct probe_request *request, const struct check_ds *ds)
{
	struct probe_ds *to = &request->ds[request->ds_count];
	size_t n = strlen(ds->digest);

	if (request->ds_count == PROBE_DS_MAX || n > 2 * PROBE_DIGEST_MAX ||
	    n % 2 != 0 || strspn(ds->digest, "0123456789abcdefABCDEF") != n)
		return;
	to->tag = (uint16_t)ds->tag;
	to->algorithm = (uint8_t)ds->algorithm;
	to->digest_type = (uint8_t)ds->digest_type;
	to->length = (uint8_t)(n / 2);
	for (size_t i = 0; i < n / 2; i++)
		to->digest[i] = (uint8_t)(digit(ds->digest[2 * i]) << 4 |
		    digit(ds->digest[2 * i + 1]));
	request->ds_count++;
}

static void
put_request(struct packet *p, const struct probe_request *r)
{
	put(p, r->whole, 1);
	put_bytes(p, r->zone.bytes, r->zone.length);
	put(p, r->host_count, 1);
	for (size_t i = 0; i < r->host_count; i++)
		put_bytes(p, r->hosts[i].bytes, r->hosts[i].length);
	put(p, r->ds_count, 1);
	for (size_t i = 0; i < r->ds_count; i++) {
		put(p, r->ds[i].tag, 2);
		put(p, r->ds[i].algorithm, 1);
		put(p, r->ds[i].digest_type, 1);
		put_bytes(p, r->ds[i].digest, r->ds[i].length);
	}
}

static void
take_request(struct packet *p, struct probe_request *r)
{
	r->whole = take(p, 1, 1) != 0;
	take_name(p, &r->zone);
	r->host_count = take(p, 1, LIMIT_NAMESERVERS);
	for (size_t i = 0; i < r->host_count; i++)
		take_name(p, &r->hosts[i]);
	r->ds_count = take(p, 1, PROBE_DS_MAX);
	for (size_t i = 0; i < r->ds_count; i++) {
		r->ds[i].tag = (uint16_t)take(p, 2, UINT16_MAX);
		r->ds[i].algorithm = (uint8_t)take(p, 1, UINT8_MAX);
		r->ds[i].digest_type = (uint8_t)take(p, 1, UINT8_MAX);
		r->ds[i].length = take_bytes(p, r->ds[i].digest,
		    PROBE_DIGEST_MAX);
	}
	if (r->host_count == 0)
		p->broken = true;
}

/* --- Servers -------------------------------------------------------------- */

static void
put_check_line(struct packet *p, const struct check_line *line)
{
	put(p, line->question, 1);
	put(p, line->tcp, 1);
	put(p, line->has_address, 1);
	for (size_t i = 0; i < sizeof(line->address.bytes); i++)
		put(p, line->address.bytes[i], 1);
	put(p, line->finding, 1);
	put(p, (uint64_t)(line->serial + 1), 5);
}

static void
take_check_line(struct packet *p, struct check_line *line)
{
	line->question = (enum check_question)take(p, 1, QUESTION_COUNT - 1);
	line->tcp = take(p, 1, 1) != 0;
	line->has_address = take(p, 1, 1) != 0;
	for (size_t i = 0; i < sizeof(line->address.bytes); i++)
		line->address.bytes[i] = (uint8_t)take(p, 1, UINT8_MAX);
	line->finding = (enum finding)take(p, 1, FINDING_COUNT - 1);
	line->serial = (int64_t)take(p, 5, (uint64_t)UINT32_MAX + 1) - 1;
}

static void
put_server(struct packet *p, const struct probe_server *s)
{
	put(p, s->host, 1);
	put(p, s->state, 1);
	put(p, s->line_count, 1);
	for (size_t i = 0; i < s->line_count; i++)
		put_check_line(p, &s->lines[i]);
}

static void
take_server(struct packet *p, struct probe_server *s)
{
	s->host = take(p, 1, LIMIT_NAMESERVERS - 1);
	s->state = (enum ns_state)take(p, 1, NS_STATE_COUNT - 1);
	s->line_count = take(p, 1, PROBE_LINES_MAX);
	for (size_t i = 0; i < s->line_count; i++) {
		take_check_line(p, &s->lines[i]);
		s->lines[i].host = (int64_t)s->host;
	}
}

/* --- Messages ------------------------------------------------------------- */

size_t
probe_message_write(const struct probe_message *m,
    uint8_t out[PROBE_MESSAGE_MAX])
{
	struct packet p = { .to = out };
	uint64_t id = m->kind == PROBE_ASK ? m->request.id :
	    m->kind == PROBE_SERVER ? m->server.id : m->id;

	put(&p, m->kind, 1);
	put(&p, id, 8);
	if (m->kind == PROBE_ASK)
		put_request(&p, &m->request);
	else if (m->kind == PROBE_SERVER)
		put_server(&p, &m->server);
	return p.at;
}

bool
probe_message_read(const uint8_t *bytes, size_t n, struct probe_message *m)
{
	struct packet p = { .from = bytes, .length = n };

	memset(m, 0, sizeof(*m));
	m->kind = (enum probe_message_kind)take(&p, 1, UINT8_MAX);
	m->id = m->request.id = m->server.id = take(&p, 8, UINT64_MAX);
	if (m->kind == PROBE_ASK)
		take_request(&p, &m->request);
	else if (m->kind == PROBE_SERVER)
		take_server(&p, &m->server);
	else if (m->kind != PROBE_DONE && m->kind != PROBE_BEGUN)
		return false;
	return !p.broken && p.at == n;
}

/* --- The end that asks ---------------------------------------------------- */

static bool
is_lost(ssize_t n)
{
	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR &&
	    errno != ENOBUFS);
}

bool
probe_send(int socket, const struct probe_request *request, bool *lost)
{
	const struct probe_message m = { .kind = PROBE_ASK,
	    .request = *request };
	uint8_t bytes[PROBE_MESSAGE_MAX];
	size_t n = probe_message_write(&m, bytes);
	ssize_t sent = send(socket, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);

	*lost = is_lost(sent);
	return sent == (ssize_t)n;
}

bool
probe_receive(int socket, struct probe_message *m, bool *lost)
{
	uint8_t bytes[PROBE_MESSAGE_MAX + 1];
	ssize_t n;

	for (;;) {
		n = recv(socket, bytes, sizeof(bytes), MSG_DONTWAIT);
		*lost = is_lost(n);
		if (n <= 0)
			return false;
		if (probe_message_read(bytes, (size_t)n, m) &&
		    m->kind != PROBE_ASK)
			return true;
		log_warning("the probe says what is no message");
	}
}
