/* SPDX-License-Identifier: ISC */
/* A site for tests of HTTP over real sockets, and what asks it. */
#ifndef NET_SITE_TEST_H
#define NET_SITE_TEST_H

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "base/test.h"
#include "net/http_private.h"
#include "net/net.h"

#define BODY_MAX 2000
#define LONG 100000
#define PATIENCE_MS 10000
#define FILE_BYTES (HTTP_ANSWER_MAX + 1000)
#define PARALLEL 200

static const struct http_limits usual = {
	.connections = 300, .connections_per_address = 300, .timeout_s = 20,
	.body = BODY_MAX,
};

struct site {
	struct http_server *server;
	int listeners[2];
	struct endpoint at[2];
	int calls;
	int nap_ms;			/* of the handler */
};

/* --- The service that is asked ---------------------------------------- */

static inline void
put_pairs(struct text *t, const char *what, const struct http_pair *pairs,
    size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		text_printf(t, "%s %s=%s\n", what, pairs[i].name,
		    pairs[i].value);
}

/* Longer than any answer that is kept in memory. */
static inline FILE *
large_file(void)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), FILE_BYTES), 0);
	return file;
}

static inline void
handle(void *context, struct http_request *r, struct http_response *out)
{
	struct site *site = context;

	__atomic_add_fetch(&site->calls, 1, __ATOMIC_RELAXED);
	if (site->nap_ms > 0)
		poll(NULL, 0, site->nap_ms);
	assert_int_equal(strlen(r->id), 16);
	out->type = "text/plain; charset=utf-8";
	http_add_header(r, out, "X-Test", "yes");
	text_printf(&out->body, "%d %s %s\n", r->status, r->method, r->path);
	if (r->status == 0 && strcmp(r->path, "/endless") == 0) {
		while (!out->body.overflow)
			text_put(&out->body, "and so on ");
	}
	if (strcmp(r->path, "/who") == 0)
		text_printf(&out->body, "address %s\n", r->address);
	if (strcmp(r->path, "/file") == 0)
		out->file = large_file();
	put_pairs(&out->body, "query", r->query, r->query_count);
	put_pairs(&out->body, "form", r->form, r->form_count);
	put_pairs(&out->body, "cookie", r->cookies, r->cookie_count);
}

static inline void
open_site(struct site *site, const struct http_limits *limits)
{
	static const char *const where[] = { "127.0.0.1:0", "[::1]:0" };
	struct endpoint any;
	char why[160];
	size_t i;

	memset(site, 0, sizeof(*site));
	for (i = 0; i < 2; i++) {
		assert_true(endpoint_parse(where[i], &any));
		site->listeners[i] = listener_open(&any, why, sizeof(why));
		assert_true(site->listeners[i] >= 0);
		site->at[i] = listener_endpoint(site->listeners[i]);
	}
	site->server = http_start(site->listeners, 2, limits, handle, site);
}

static inline void
close_site(struct site *site)
{
	http_stop(site->server);
	assert_int_equal(close(site->listeners[0]), 0);
	assert_int_equal(close(site->listeners[1]), 0);
}

/* --- Who asks --------------------------------------------------------- */

static inline int
call_at(const struct endpoint *at)
{
	int fd = socket(at->address.ss_family, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)&at->address,
	    at->length), 0);
	return fd;
}

static inline int
call(const struct site *site)
{
	return call_at(&site->at[0]);
}

static inline void
say_bytes(int fd, const char *bytes, size_t length)
{
	ssize_t n;

	for (; length > 0; bytes += n, length -= (size_t)n) {
		n = send(fd, bytes, length, MSG_NOSIGNAL);
		if (n <= 0)
			return;
	}
}

static inline void
say(int fd, const char *text)
{
	say_bytes(fd, text, strlen(text));
}

/* What comes until nothing more does; the connection ends in time. */
static inline char *
hear(int fd, struct text *heard)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	text_init(heard, 2 * FILE_BYTES);
	for (;;) {
		if (poll(&p, 1, PATIENCE_MS) != 1)
			fail_msg("nothing more comes after: %s",
			    heard->bytes);
		n = recv(fd, bytes, sizeof(bytes), 0);
		if (n <= 0)
			break;
		text_put_bytes(heard, bytes, (size_t)n);
	}
	close(fd);
	return heard->bytes;
}

static inline void
expect_bytes(const struct site *site, const char *request, size_t length,
    const char *begin, const char *part)
{
	struct text heard;
	int fd = call(site);

	say_bytes(fd, request, length);
	shutdown(fd, SHUT_WR);
	hear(fd, &heard);
	if (strncmp(heard.bytes, begin, strlen(begin)) != 0 ||
	    strstr(heard.bytes, part) == NULL)
		fail_msg("%s\n-- wanted: %s … %s\n-- got:\n%s", request,
		    begin, part, heard.bytes);
	text_release(&heard);
}

static inline void
expect(const struct site *site, const char *request, const char *begin,
    const char *part)
{
	expect_bytes(site, request, strlen(request), begin, part);
}

/* A GET of this target gives this status and this in the page. */
static inline void
expect_get(const struct site *site, const char *target, int status,
    const char *part)
{
	char request[LONG + 200], begin[40];

	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\n\r\n", target);
	snprintf(begin, sizeof(begin), "HTTP/1.1 %d ", status);
	expect(site, request, begin, part);
}

static inline void
expect_post(const struct site *site, const char *headers, const char *body,
    int status, const char *part)
{
	char request[LONG + 200], begin[40];

	snprintf(request, sizeof(request), "POST /f HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
	    strlen(body), headers, body);
	snprintf(begin, sizeof(begin), "HTTP/1.1 %d ", status);
	expect(site, request, begin, part);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

static inline size_t
count_of(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text++)
		n++;
	return n;
}

#endif
