/* SPDX-License-Identifier: ISC */
/*
 * HTTP for services that act: one thread per connection, limited, over
 * libmicrohttpd.  A request is read whole, decoded and checked before the
 * handler sees it: names and values are valid UTF-8 without NUL, the path is
 * normal (no "..", no "//", no encoded slash), sizes are bounded.  What is
 * not so is answered here: 400, 405, 413, 414, 431, 503 through the handler
 * with status set, so that errors look like the service's pages.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stdio.h>

#include "base/base.h"

struct http_pair { const char *name, *value; };

#define HTTP_ID_MAX 24

struct http_request {
	struct arena *arena;		/* of this request; dies with it */
	const char *method;		/* "GET", "HEAD", "POST" */
	const char *path;		/* "/blocks/198.51.100.0/24" */
	const char *target;		/* path and query as sent */
	struct http_pair *query, *form, *cookies, *headers;
	size_t query_count, form_count, cookie_count, header_count;
	const char *address;		/* the client's, as it or a proxy of
					   ours says */
	char id[HTTP_ID_MAX];		/* for the footer and the log */
	int status;			/* 0, or what is wrong with it */
};

/* The first value of a name (headers: any case), or NULL. */
const char *http_query(const struct http_request *, const char *name);
const char *http_form(const struct http_request *, const char *name);
const char *http_cookie(const struct http_request *, const char *name);
const char *http_header(const struct http_request *, const char *name);

struct http_response {
	int status;			/* 200 until set */
	const char *type;		/* "text/html; charset=utf-8" */
	struct text body;		/* LIMIT_ANSWER at most */
	FILE *file;			/* sent whole instead, however long;
					   closed here */
	struct http_pair *headers;
	size_t header_count;
};
/* Values with CR, LF or NUL abort: they are ours, never a user's. */
void http_add_header(struct http_request *, struct http_response *,
    const char *name, const char *value);

typedef void http_handler(void *context, struct http_request *,
    struct http_response *);

struct http_limits {
	int connections;		/* at once */
	int connections_per_address;	/* but of proxies */
	int timeout_s;			/* of a silent connection */
	size_t body;			/* bytes of a form */
	/* Addresses of our proxies, whose X-Forwarded-For is believed: its
	   last one that is no proxy of ours is the client. */
	const char *const *proxies;
	size_t proxy_count;
};

/* Serves on bound listeners until http_stop(); dies when it cannot. */
struct http_server;
struct http_server *http_start(const int *listeners, size_t count,
    const struct http_limits *, http_handler *, void *context);
void http_stop(struct http_server *);	/* waits for running requests */

/* The parsers, for fuzzing: pairs in the arena; false: malformed. */
bool http_parse_form(struct arena *, const char *bytes, size_t length,
    struct http_pair **, size_t *count) MUST_CHECK;
/*
 * Other programs of the same host set cookies too, whatever they like: what is
 * no name=value (RFC 6265, 4.2.1, with blanks, commas and quotes in values,
 * which browsers send) is passed over, as are those behind HTTP_COOKIES_MAX.
 */
void http_parse_cookies(struct arena *, const char *, struct http_pair **,
    size_t *count);

#endif
