/* SPDX-License-Identifier: ISC */
/* The life of one connection; nothing here waits. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "whois/server.h"

static void
set_deadline(struct connection *c)
{
	struct worker *w = c->worker;

	TAILQ_REMOVE(&w->connections, c, by_deadline);
	c->deadline = w->now + w->server->options->idle_s * INT64_C(1000);
	if (w->drain_end != 0 && c->deadline > w->drain_end)
		c->deadline = w->drain_end;
	TAILQ_INSERT_TAIL(&w->connections, c, by_deadline);
}

static void
wait_for(struct connection *c, int operation, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = c };

	if (epoll_ctl(c->worker->epoll, operation, c->fd, &event) < 0)
		connection_close(c);
}

/* Events of this turn may still name it, so it is freed after the turn. */
void
connection_close(struct connection *c)
{
	struct worker *w = c->worker;

	if (c->closed)
		return;
	c->closed = true;
	if (c->seat.fd < 0)
		w->refused--;
	else
		hall_leave(w->server->hall, &c->seat);
	close(c->fd);
	w->server->pending -= c->out_length;
	free(c->out);
	c->out = NULL;
	TAILQ_REMOVE(&w->connections, c, by_deadline);
	TAILQ_INSERT_TAIL(&w->closed, c, by_deadline);
}

/* --- Lingering --------------------------------------------------------- */

static void
linger(struct connection *c)
{
	char unread[16384];
	ssize_t n;

	do {
		n = recv(c->fd, unread, sizeof(unread), 0);
		if (n > 0)
			c->lingered += (size_t)n;
	} while (n > 0 && c->lingered < LINGER_BYTES_MAX);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	connection_close(c);
}

/* Did the client send, or will it surely send, more than we have read? */
static bool
has_unread(struct connection *c)
{
	char byte;

	return !c->ended && (c->more_to_come ||
	    recv(c->fd, &byte, 1, MSG_PEEK) > 0);
}

static void
finish(struct connection *c)
{
	if (!has_unread(c)) {
		connection_close(c);
		return;
	}
	c->stage = STAGE_LINGERING;
	shutdown(c->fd, SHUT_WR);
	set_deadline(c);
	hall_idle(c->worker->server->hall, &c->seat);
	wait_for(c, EPOLL_CTL_MOD, EPOLLIN);
}

/* --- Writing ----------------------------------------------------------- */

static ssize_t
send_some(struct connection *c, const char *bytes, size_t length)
{
	ssize_t n = send(c->fd, bytes, length, MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	return n;
}

static void
write_more(struct connection *c)
{
	ssize_t n = send_some(c, c->out + c->out_sent,
	    c->out_length - c->out_sent);

	if (n < 0) {
		connection_close(c);
		return;
	}
	c->out_sent += (size_t)n;
	if (c->out_sent == c->out_length) {
		finish(c);
		return;
	}
	if (c->out_sent - c->renewed_at >= RENEW_BYTES) {
		c->renewed_at = c->out_sent;
		set_deadline(c);
	}
}

/* What the socket does not take now is kept, within bounds. */
static void
keep(struct connection *c, const char *rest, size_t length)
{
	struct server *s = c->worker->server;

	if (s->pending + length > PENDING_MAX) {
		connection_close(c);
		return;
	}
	s->pending += length;
	c->out = memory_alloc(length);
	memcpy(c->out, rest, length);
	c->out_length = length;
	c->stage = STAGE_WRITING;
	set_deadline(c);
	wait_for(c, EPOLL_CTL_MOD, EPOLLOUT);
}

static void
send_text(struct connection *c)
{
	struct text *text = &c->worker->text;
	ssize_t n = send_some(c, text->bytes, text->length);

	if (n < 0)
		connection_close(c);
	else if ((size_t)n == text->length)
		finish(c);
	else
		keep(c, text->bytes + n, text->length - (size_t)n);
}

static void
refuse(struct connection *c, enum whois_refusal why)
{
	struct worker *w = c->worker;

	text_clear(&w->text);
	whois_refuse(&w->text, &w->reader.profile, why, c->client);
	send_text(c);
}

/* --- Reading ----------------------------------------------------------- */

static void
answer(struct connection *c, size_t length)
{
	struct worker *w = c->worker;

	if (w->server->rates != NULL &&
	    !rates_allow(w->server->rates, &c->key, w->now)) {
		refuse(c, WHOIS_RATE);
		return;
	}
	text_clear(&w->text);
	reader_answer(&w->reader, &w->text, c->in, length, c->client);
	send_text(c);
	if (w->text.capacity > KEPT_TEXT_MAX) {
		text_release(&w->text);
		text_init(&w->text, LIMIT_ANSWER);
	}
}

/* A line, or what came before the client's end, or too much for a line. */
static void
take_line(struct connection *c)
{
	const char *end = memchr(c->in, '\n', c->in_length);
	size_t length = end == NULL ? c->in_length : (size_t)(end - c->in);

	if (end == NULL && !c->ended && c->in_length < sizeof(c->in))
		return;
	if (!hall_busy(c->worker->server->hall, &c->seat)) {
		connection_close(c);
		return;
	}
	if (end == NULL && c->in_length == sizeof(c->in)) {
		c->more_to_come = true;
		refuse(c, WHOIS_NOT_ONE_LINE);
		return;
	}
	answer(c, length);
}

static void
read_more(struct connection *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_length,
	    sizeof(c->in) - c->in_length, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0 || (n == 0 && c->in_length == 0)) {
		connection_close(c);
		return;
	}
	c->ended = n == 0;
	c->in_length += (size_t)n;
	take_line(c);
}

void
connection_event(struct connection *c, uint32_t events)
{
	if (c->closed)
		return;
	if (events & EPOLLERR) {
		connection_close(c);
		return;
	}
	switch (c->stage) {
	case STAGE_READING:
		read_more(c);
		break;
	case STAGE_WRITING:
		write_more(c);
		break;
	case STAGE_LINGERING:
		linger(c);
		break;
	}
}

/* --- The beginning ----------------------------------------------------- */

static void
name_client(struct connection *c, const struct sockaddr_storage *address)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, c->client,
		    sizeof(c->client));
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, c->client,
		    sizeof(c->client));
	c->key = visitor_key_of(address);
}

/* No seat: it is told so, and a few may linger to hear it. */
static void
turn_away(struct connection *c)
{
	c->seat.fd = -1;
	c->more_to_come = true;
	c->worker->refused++;
	if (c->worker->refused > REFUSED_MAX)
		connection_close(c);
	else
		refuse(c, WHOIS_CONNECTIONS);
}

void
connection_begin(struct worker *w, int fd,
    const struct sockaddr_storage *address)
{
	struct connection *c = memory_alloc(sizeof(*c));
	bool seated;

	c->worker = w;
	c->fd = fd;
	name_client(c, address);
	TAILQ_INSERT_TAIL(&w->connections, c, by_deadline);
	set_deadline(c);
	seated = hall_enter(w->server->hall, &c->seat, &c->key, fd);
	wait_for(c, EPOLL_CTL_ADD, EPOLLIN);
	if (!seated && !c->closed)
		turn_away(c);
}
