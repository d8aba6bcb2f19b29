/* SPDX-License-Identifier: ISC */
/* Inside http: what its files share. */
#ifndef NET_HTTP_PRIVATE_H
#define NET_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>

#include "net/http.h"

#define HTTP_TARGET_MAX 8192		/* bytes; every browser keeps within */
#define HTTP_HEADERS_MAX 100		/* browsers and proxies send 30 */
#define HTTP_HEADER_BYTES_MAX 16384	/* of all together */
#define HTTP_PAIRS_MAX 512		/* of a form: rows of check boxes */
#define HTTP_NAME_MAX 128		/* bytes of a field's name: ours */
#define HTTP_COOKIES_MAX 64		/* a browser keeps 50 of a site */
#define HTTP_ANSWER_MAX (64u << 20)	/* LIMIT_ANSWER */
#define HTTP_DRAIN_MAX (4u << 20)	/* read of a body that is too long, so
					   that the client sees the answer */

/* --- Parsing ---------------------------------------------------------- */

bool http_is_utf8(const char *, size_t length);	/* and without NUL */
bool http_is_token(const char *);		/* RFC 9110 5.6.2 */
/* A line of visible text, blanks and tabs: the value of a header. */
bool http_is_line(const char *);

/* "/a%20b?c=d": the path decoded and normal, and the query's pairs. */
bool http_parse_target(struct arena *, const char *target,
    const char **path, struct http_pair **, size_t *count) MUST_CHECK;

/* --- One request ------------------------------------------------------ */

struct visit;

struct exchange {
	struct http_request request;
	struct http_response response;
	struct http_server *server;
	struct visit *visit;
	struct text form;		/* the body as it comes */
	const char *sent;		/* the target, before it is judged */
	const char *place;		/* where libmicrohttpd has it */
	const char *logged;		/* the path as sent, or "-" */
	size_t received;		/* bytes of the body, also dropped */
	bool begun;			/* the head was judged */
	bool answered;
	bool broken;			/* where the body ends is not known */
	bool has_body;
};

struct exchange *exchange_new(struct http_server *, struct visit *,
    const char *target);
void exchange_free(struct exchange *);

/* The head is there: fills request, with status when it is wrong. */
void exchange_judge_head(struct exchange *, struct MHD_Connection *,
    const char *method, const char *version);
void exchange_take_body(struct exchange *, const char *bytes, size_t);
void exchange_judge_body(struct exchange *);
void exchange_drop_file(struct exchange *);	/* of the answer */

/* --- Proxies ---------------------------------------------------------- */

bool http_is_proxy(const struct http_limits *, const char *address);
/* Who asks, in the arena or peer itself. */
const char *http_client(const struct http_request *,
    const struct http_limits *, const char *peer);

/* --- Connections ------------------------------------------------------ */

/* One connection; all are in a list under the server's lock. */
struct visit {
	struct visit *next, *previous;
	struct in6_addr from;		/* whom it counts for */
	char address[INET6_ADDRSTRLEN];
	int fd;
	int64_t since_ms;		/* waits for a whole request */
	bool busy;			/* has one */
	bool turned_away;		/* there are too many */
};

struct http_server {
	struct http_limits limits;
	http_handler *handler;
	void *context;
	struct MHD_Daemon **daemons;	/* one a listener */
	size_t daemon_count;
	pthread_t warden;
	pthread_mutex_t lock;		/* of what follows */
	pthread_cond_t changed;
	struct visit *visits;
	size_t visit_count;
	size_t busy;			/* visits that are */
	bool stopping;
	bool closed;			/* nothing begins any more */
};

/* Callbacks of libmicrohttpd; the server is their first argument. */
enum MHD_Result visit_admit(void *, const struct sockaddr *, socklen_t);
void visit_notify(void *, struct MHD_Connection *, void **,
    enum MHD_ConnectionNotificationCode);

/* False: the server closes, and what began now might not be answered. */
bool visit_begin(struct http_server *, struct visit *) MUST_CHECK;
void visit_end(struct http_server *, struct visit *);

/* A thread that ends connections whose request does not become whole. */
void warden_start(struct http_server *);
void warden_stop(struct http_server *);
bool server_is_stopping(struct http_server *);
/* Waits until no visit is busy, for so long at most; then none will be. */
void visits_await_idle(struct http_server *, int64_t patience_ms);

#endif
