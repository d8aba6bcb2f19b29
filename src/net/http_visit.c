/* SPDX-License-Identifier: ISC */
/*
 * Who is connected: counted over all listeners, and sent away who is too
 * many or too slow.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/http_private.h"
#include "net/net.h"

#define SPARE(limit) ((limit) / 8 + 4)	/* are told that it is full */
#define PATIENCE 4			/* timeouts until a request is whole */
#define ROUND_MS 500			/* of the warden */
#define LEFTOVER_MAX 64			/* reads of what nobody wanted */

static struct in6_addr
counted_for(const struct sockaddr *address)
{
	const struct sockaddr_in *v4 = (const void *)address;
	const struct sockaddr_in6 *v6 = (const void *)address;
	struct in6_addr from = { 0 };

	/* A network of IPv6 is one customer's: it has as many as it likes. */
	if (address->sa_family == AF_INET6)
		memcpy(from.s6_addr, v6->sin6_addr.s6_addr, 8);
	else if (address->sa_family == AF_INET)
		memcpy(from.s6_addr + 12, &v4->sin_addr, 4);
	return from;
}

static void
write_address(const struct sockaddr *address, char out[INET6_ADDRSTRLEN])
{
	const struct sockaddr_in *v4 = (const void *)address;
	const struct sockaddr_in6 *v6 = (const void *)address;

	if (address->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &v6->sin6_addr, out, INET6_ADDRSTRLEN);
	else if (address->sa_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, out, INET6_ADDRSTRLEN);
	else
		out[0] = '-';
}

static size_t
count_from(const struct http_server *s, const struct in6_addr *from)
{
	const struct visit *v;
	size_t n = 0;

	for (v = s->visits; v != NULL; v = v->next)
		n += memcmp(&v->from, from, sizeof(*from)) == 0;
	return n;
}

enum MHD_Result
visit_admit(void *argument, const struct sockaddr *address, socklen_t length)
{
	struct http_server *s = argument;
	struct in6_addr from = counted_for(address);
	size_t most = (size_t)s->limits.connections;
	char text[INET6_ADDRSTRLEN];
	bool fine, proxy;

	(void)length;
	write_address(address, text);
	proxy = http_is_proxy(&s->limits, text);
	pthread_mutex_lock(&s->lock);
	fine = s->visit_count < most + SPARE(most) &&
	    (proxy || count_from(s, &from) <
	    (size_t)s->limits.connections_per_address);
	pthread_mutex_unlock(&s->lock);
	return fine ? MHD_YES : MHD_NO;
}

static struct visit *
visit_new(struct MHD_Connection *connection)
{
	struct visit *v = memory_alloc(sizeof(*v));
	const struct sockaddr *address = MHD_get_connection_info(connection,
	    MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;

	v->from = counted_for(address);
	write_address(address, v->address);
	v->fd = MHD_get_connection_info(connection,
	    MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	v->since_ms = monotonic_ms();
	return v;
}

static struct visit *
enter(struct http_server *s, struct MHD_Connection *connection)
{
	struct visit *v = visit_new(connection);

	pthread_mutex_lock(&s->lock);
	v->turned_away = s->visit_count >= (size_t)s->limits.connections;
	v->next = s->visits;
	if (v->next != NULL)
		v->next->previous = v;
	s->visits = v;
	s->visit_count++;
	pthread_mutex_unlock(&s->lock);
	return v;
}

static void
leave(struct http_server *s, struct visit *v)
{
	pthread_mutex_lock(&s->lock);
	if (v->previous != NULL)
		v->previous->next = v->next;
	else
		s->visits = v->next;
	if (v->next != NULL)
		v->next->previous = v->previous;
	s->visit_count--;
	pthread_mutex_unlock(&s->lock);
}

/*
 * Closing with bytes unread resets the connection, and the client may lose
 * the answer it was just sent.
 */
static void
drop_leftovers(int fd)
{
	char bytes[4096];
	int i;

	for (i = 0; i < LEFTOVER_MAX; i++) {
		if (recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) <= 0)
			return;
	}
}

void
visit_notify(void *argument, struct MHD_Connection *connection, void **place,
    enum MHD_ConnectionNotificationCode what)
{
	struct visit *v = *place;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*place = enter(argument, connection);
		return;
	}
	leave(argument, v);
	drop_leftovers(v->fd);
	free(v);
	*place = NULL;
}

bool
visit_begin(struct http_server *s, struct visit *v)
{
	bool fine;

	pthread_mutex_lock(&s->lock);
	fine = !s->closed;
	if (fine && !v->busy)
		s->busy++;
	v->busy |= fine;
	v->since_ms = monotonic_ms();
	pthread_mutex_unlock(&s->lock);
	return fine;
}

void
visit_end(struct http_server *s, struct visit *v)
{
	pthread_mutex_lock(&s->lock);
	if (v->busy) {
		s->busy--;
		/* Nobody waits for it before. */
		if (s->stopping)
			pthread_cond_broadcast(&s->changed);
	}
	v->busy = false;
	v->since_ms = monotonic_ms();
	pthread_mutex_unlock(&s->lock);
}

bool
server_is_stopping(struct http_server *s)
{
	bool stopping;

	pthread_mutex_lock(&s->lock);
	stopping = s->stopping;
	pthread_mutex_unlock(&s->lock);
	return stopping;
}

/* --- The warden ------------------------------------------------------- */

static void
wait_ms(struct http_server *s, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_cond_timedwait(&s->changed, &s->lock, &until);
}

static void
look_round(struct http_server *s)
{
	int64_t now = monotonic_ms();
	int64_t most = (int64_t)s->limits.timeout_s * 1000 * PATIENCE;
	struct visit *v;

	for (v = s->visits; v != NULL; v = v->next) {
		if (!v->busy && now - v->since_ms > most)
			shutdown(v->fd, SHUT_RDWR);
	}
}

static void *
guard(void *argument)
{
	struct http_server *s = argument;
	int64_t next = monotonic_ms() + ROUND_MS, now;

	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		if ((now = monotonic_ms()) < next) {
			wait_ms(s, next - now);
			continue;
		}
		look_round(s);
		next = now + ROUND_MS;
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

void
warden_start(struct http_server *s)
{
	int error = pthread_create(&s->warden, NULL, guard, s);

	if (error != 0)
		die("http: no thread: %s", strerror(error));
}

void
warden_stop(struct http_server *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->warden, NULL);
}

void
visits_await_idle(struct http_server *s, int64_t patience_ms)
{
	int64_t end = monotonic_ms() + patience_ms, now;

	pthread_mutex_lock(&s->lock);
	while (s->busy > 0 && (now = monotonic_ms()) < end)
		wait_ms(s, end - now);
	s->closed = true;
	pthread_mutex_unlock(&s->lock);
}
