/* SPDX-License-Identifier: ISC */
/*
 * The server: libmicrohttpd reads and writes the protocol, one thread a
 * connection; what a request means is judged in http_exchange.c.
 *
 * Only what libmicrohttpd cannot read at all (no request line, a chunk
 * without a size, a head larger than its memory) it answers by itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "net/http_private.h"
#include "net/net.h"

#define CONNECTION_MEMORY (256u << 10)	/* of head and answer's head: what is
					   not touched costs nothing */
#define STOP_PATIENCE_MS 10000		/* for answers to be taken */

/* --- Answering -------------------------------------------------------- */

static bool
says_allowed(const struct http_response *out)
{
	for (size_t i = 0; i < out->header_count; i++)
		if (strcmp(out->headers[i].name, "Allow") == 0)
			return true;
	return false;
}

static void
fill_response(struct exchange *e)
{
	struct http_response *out = &e->response;

	out->status = e->request.status != 0 ? e->request.status : 200;
	out->type = NULL;
	out->headers = NULL;
	out->header_count = 0;
	text_clear(&out->body);
	exchange_drop_file(e);
	e->server->handler(e->server->context, &e->request, out);
	if (out->status == 405 && !says_allowed(out))
		http_add_header(&e->request, out, "Allow", "GET, HEAD, POST");
	assert(out->status >= 200 && out->status <= 599);
}

/* A page that outgrows its limit must not be sent cut off. */
static void
make_response(struct exchange *e)
{
	fill_response(e);
	if (!e->response.body.overflow)
		return;
	log_warning("the answer to %s is too long", e->request.id);
	e->request.status = 500;
	fill_response(e);
	if (e->response.body.overflow)
		text_clear(&e->response.body);
}

static void
add(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) != MHD_YES)
		die("http: the header %s cannot be sent", name);
}

/* Bytes of the answer; a file was measured when it was there whole. */
static uint64_t
length_of(const struct http_response *out)
{
	struct stat stat;

	if (out->file == NULL)
		return out->body.length;
	if (fstat(fileno(out->file), &stat) < 0)
		die("http: a file to send: %s", strerror(errno));
	return (uint64_t)stat.st_size;
}

/* libmicrohttpd closes the descriptor it is given. */
static struct MHD_Response *
body_of(const struct http_response *out)
{
	int fd;

	if (out->file == NULL)
		return MHD_create_response_from_buffer(out->body.length,
		    out->body.bytes, MHD_RESPMEM_PERSISTENT);
	fd = fcntl(fileno(out->file), F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? NULL : MHD_create_response_from_fd64(length_of(out),
	    fd);
}

static struct MHD_Response *
wire_response(struct exchange *e)
{
	const struct http_response *out = &e->response;
	struct MHD_Response *response = body_of(out);
	size_t i;

	if (response == NULL)
		die("http: no memory for an answer");
	if (out->type != NULL)
		add(response, "Content-Type", out->type);
	for (i = 0; i < out->header_count; i++)
		add(response, out->headers[i].name, out->headers[i].value);
	if (e->request.status != 0 || server_is_stopping(e->server))
		add(response, "Connection", "close");
	return response;
}

static void
log_exchange(const struct exchange *e, int64_t ms)
{
	const struct http_request *r = &e->request;
	bool is_head = strcmp(r->method, "HEAD") == 0;

	log_info("%s %s %d %" PRIu64 " %lld %s %s", r->method, e->logged,
	    e->response.status, is_head ? 0 : length_of(&e->response),
	    (long long)ms, r->id, r->address);
}

static enum MHD_Result
answer(struct exchange *e, struct MHD_Connection *connection)
{
	int64_t begin = monotonic_ms();
	struct MHD_Response *response;
	enum MHD_Result result;

	if (!visit_begin(e->server, e->visit))
		return MHD_NO;
	e->answered = true;
	make_response(e);
	log_exchange(e, monotonic_ms() - begin);
	response = wire_response(e);
	result = MHD_queue_response(connection,
	    (unsigned)e->response.status, response);
	MHD_destroy_response(response);
	return result;
}

/* --- Callbacks of libmicrohttpd --------------------------------------- */

/* The first line is there; what this returns is *place from now on. */
static void *
on_target(void *argument, const char *target, struct MHD_Connection *c)
{
	struct visit *visit = MHD_get_connection_info(c,
	    MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;

	return exchange_new(argument, visit, target);
}

/* Called with the head, with each piece of the body, and at the end. */
static enum MHD_Result
on_request(void *argument, struct MHD_Connection *connection,
    const char *url, const char *method, const char *version,
    const char *bytes, size_t *length, void **place)
{
	struct exchange *e = *place;

	(void)argument;
	(void)url;
	if (!e->begun) {
		e->begun = true;
		exchange_judge_head(e, connection, method, version);
		return e->request.status != 0 && e->broken ?
		    answer(e, connection) : MHD_YES;
	}
	if (*length > 0) {
		exchange_take_body(e, bytes, *length);
		*length = 0;
		return e->received <= HTTP_DRAIN_MAX ? MHD_YES : MHD_NO;
	}
	exchange_judge_body(e);
	return answer(e, connection);
}

static void
on_end(void *argument, struct MHD_Connection *connection, void **place,
    enum MHD_RequestTerminationCode why)
{
	struct exchange *e = *place;

	(void)connection;
	(void)why;
	if (e == NULL)
		return;
	if (!e->answered)
		log_info("%s %s - 0 0 %s %s", e->request.method, e->logged,
		    e->request.id, e->request.address);
	visit_end(argument, e->visit);
	exchange_free(e);
	*place = NULL;
}

/* Ours is stricter than theirs, and wants the bytes as sent. */
static size_t
unescape_nothing(void *argument, struct MHD_Connection *connection, char *s)
{
	(void)argument;
	(void)connection;
	return strlen(s);
}

_Noreturn static void
on_panic(void *argument, const char *file, unsigned line, const char *reason)
{
	(void)argument;
	die("libmicrohttpd: %s:%u: %s", file, line,
	    reason != NULL ? reason : "no reason");
}

/* --- Beginning and end ------------------------------------------------ */

static struct MHD_Daemon *
listen_on(struct http_server *s, int fd)
{
	const unsigned flags = MHD_USE_THREAD_PER_CONNECTION |
	    MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_USE_ITC;
	struct MHD_Daemon *d;

	/* Connections are counted by us, over all listeners. */
	d = MHD_start_daemon(flags, 0, visit_admit, s, on_request, s,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->limits.connections * 2 +
	    64,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)s->limits.timeout_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_NOTIFY_CONNECTION, visit_notify, s,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, s,
	    MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
	    MHD_OPTION_UNESCAPE_CALLBACK, unescape_nothing, NULL,
	    MHD_OPTION_END);
	if (d == NULL)
		die("http: the server does not start: %s", strerror(errno));
	return d;
}

static void
init_lock(struct http_server *s)
{
	pthread_condattr_t attributes;

	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&s->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct http_server *
http_start(const int *listeners, size_t count,
    const struct http_limits *limits, http_handler *handler, void *context)
{
	struct http_server *s = memory_alloc(sizeof(*s));
	size_t i;

	assert(limits->connections > 0 && limits->timeout_s > 0);
	assert(limits->connections_per_address > 0);
	assert(limits->body <= HTTP_DRAIN_MAX);
	s->limits = *limits;
	s->handler = handler;
	s->context = context;
	s->daemons = memory_alloc((count + 1) * sizeof(struct MHD_Daemon *));
	init_lock(s);
	MHD_set_panic_func(on_panic, NULL);
	warden_start(s);
	for (i = 0; i < count; i++)
		s->daemons[s->daemon_count++] = listen_on(s, listeners[i]);
	return s;
}

/* The listeners stay open: they are the caller's. */
void
http_stop(struct http_server *s)
{
	size_t i;

	for (i = 0; i < s->daemon_count; i++)
		MHD_quiesce_daemon(s->daemons[i]);
	warden_stop(s);
	visits_await_idle(s, STOP_PATIENCE_MS);
	for (i = 0; i < s->daemon_count; i++)
		MHD_stop_daemon(s->daemons[i]);
	assert(s->visit_count == 0);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s->daemons);
	free(s);
}
