/* SPDX-License-Identifier: ISC */
/* Threads, each a loop over its own epoll. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "whois/server.h"

#define EVENTS_MAX 256			/* of one turn */
#define ACCEPTS_MAX 32			/* at once; other threads may help */
#define DRAIN_MS 2000			/* for answers under way at the end */
#define TURN_MAX_MS 60000

/* --- Accepting --------------------------------------------------------- */

/*
 * Out of descriptors although seats are fewer: those that were sent away are
 * being closed by other threads right now.
 */
static void
wait_a_moment(void)
{
	const struct timespec moment = { .tv_nsec = 1000000 };

	nanosleep(&moment, NULL);
}

static void
accept_some(struct worker *w, int listener)
{
	struct sockaddr_storage address;
	socklen_t length;
	int fd, i;

	for (i = 0; i < ACCEPTS_MAX; i++) {
		length = sizeof(address);
		memset(&address, 0, sizeof(address));
		fd = accept4(listener, (struct sockaddr *)&address, &length,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0)
			connection_begin(w, fd, &address);
		else if (errno == EAGAIN)
			return;
		else if (errno == EMFILE || errno == ENFILE ||
		    errno == ENOBUFS || errno == ENOMEM) {
			wait_a_moment();
			return;
		}
	}
}

/* --- A worker ---------------------------------------------------------- */

/*
 * Events carry a pointer: of a connection, of an element of the listeners, or
 * of the worker itself for its eventfd.
 */
static bool
is_listener(const struct worker *w, const void *pointer, size_t *which)
{
	const int *first = w->server->options->listeners;
	size_t i;

	for (i = 0; i < w->server->options->listener_count; i++)
		if (pointer == &first[i]) {
			*which = i;
			return true;
		}
	return false;
}

static void
handle(struct worker *w, const struct epoll_event *event)
{
	size_t which;

	if (event->data.ptr == w)
		return;
	if (!is_listener(w, event->data.ptr, &which))
		connection_event(event->data.ptr, event->events);
	else if (w->drain_end == 0)
		accept_some(w, w->server->options->listeners[which]);
}

static void
close_late(struct worker *w)
{
	struct connection *c;

	while ((c = TAILQ_FIRST(&w->connections)) != NULL &&
	    c->deadline <= w->now)
		connection_close(c);
}

static void
free_closed(struct worker *w)
{
	struct connection *c;

	while ((c = TAILQ_FIRST(&w->closed)) != NULL) {
		TAILQ_REMOVE(&w->closed, c, by_deadline);
		free(c);
	}
}

static int
turn_ms(const struct worker *w)
{
	const struct connection *c = TAILQ_FIRST(&w->connections);
	int64_t ms;

	if (c == NULL)
		return TURN_MAX_MS;
	ms = c->deadline - monotonic_ms();
	return ms < 0 ? 0 : ms < TURN_MAX_MS ? (int)ms + 1 : TURN_MAX_MS;
}

static void
turn(struct worker *w)
{
	struct epoll_event events[EVENTS_MAX];
	int i, n;

	n = epoll_wait(w->epoll, events, EVENTS_MAX, turn_ms(w));
	w->now = monotonic_ms();
	for (i = 0; i < n; i++)
		handle(w, &events[i]);
	close_late(w);
	free_closed(w);
}

/* The end: nobody new, whoever is being answered has a moment. */
static void
drain(struct worker *w)
{
	struct connection *c, *next;
	size_t i;

	w->drain_end = w->now + DRAIN_MS;
	epoll_ctl(w->epoll, EPOLL_CTL_DEL, w->wake, NULL);
	for (i = 0; i < w->server->options->listener_count; i++)
		epoll_ctl(w->epoll, EPOLL_CTL_DEL,
		    w->server->options->listeners[i], NULL);
	for (c = TAILQ_FIRST(&w->connections); c != NULL; c = next) {
		next = TAILQ_NEXT(c, by_deadline);
		if (c->stage != STAGE_WRITING)
			connection_close(c);
		else
			c->deadline = w->drain_end;
	}
	while (!TAILQ_EMPTY(&w->connections))
		turn(w);
	free_closed(w);
}

static void *
work(void *argument)
{
	struct worker *w = argument;

	w->now = monotonic_ms();
	while (!w->server->stopping)
		turn(w);
	drain(w);
	return NULL;
}

/* --- The server -------------------------------------------------------- */

static bool
watch(struct worker *w, int fd, uint32_t events, const void *pointer)
{
	struct epoll_event event = {
		.events = events, .data.ptr = (void *)(uintptr_t)pointer,
	};

	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool
worker_init(struct worker *w, struct server *s)
{
	const struct whois_server *options = s->options;
	bool fine;
	size_t i;

	w->server = s;
	TAILQ_INIT(&w->connections);
	TAILQ_INIT(&w->closed);
	text_init(&w->text, LIMIT_ANSWER);
	reader_init(&w->reader, options);
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	fine = w->epoll >= 0 && w->wake >= 0 &&
	    watch(w, w->wake, EPOLLIN, w);
	for (i = 0; fine && i < options->listener_count; i++)
		fine = watch(w, options->listeners[i],
		    EPOLLIN | EPOLLEXCLUSIVE, &options->listeners[i]);
	return fine && pthread_create(&w->thread, NULL, work, w) == 0;
}

static void
worker_release(struct worker *w)
{
	const uint64_t one = 1;

	if (write(w->wake, &one, sizeof(one)) < 0)
		log_warning("a thread is not told to stop: %s",
		    strerror(errno));
	pthread_join(w->thread, NULL);
	close(w->epoll);
	close(w->wake);
	reader_release(&w->reader);
	text_release(&w->text);
}

static void
server_init(struct server *s, const struct whois_server *options)
{
	struct clock chance = { 0 };
	uint64_t seed;

	memset(s, 0, sizeof(*s));
	s->options = options;
	clock_random(&chance, &seed, sizeof(seed));
	s->hall = hall_new(options->connections,
	    options->connections_per_address, seed);
	if (options->rate_per_minute > 0)
		s->rates = rates_new(options->rate_per_minute, seed);
}

static int
run(struct server *s, struct worker *workers, size_t count)
{
	size_t started, i;

	for (started = 0; started < count; started++)
		if (!worker_init(&workers[started], s))
			break;
	if (started < count) {
		log_warning("no thread: %s", strerror(errno));
	} else {
		role_is_ready(s->options->ready_fd);
		await_end();
	}
	s->stopping = true;
	for (i = 0; i < started; i++)
		worker_release(&workers[i]);
	return started == count ? 0 : EX_OSERR;
}

int
whois_serve(const struct whois_server *options)
{
	size_t count = (size_t)options->threads;
	struct worker *workers = memory_alloc(count * sizeof(*workers));
	struct server server;
	int status;

	block_end();
	server_init(&server, options);
	status = run(&server, workers, count);
	rates_free(server.rates);
	hall_free(server.hall);
	free(workers);
	return status;
}
