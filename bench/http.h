/* SPDX-License-Identifier: ISC */
/*
 * http: a portal of our own to ask, and a client that asks it as fast as it
 * answers, over connections that are kept.
 *
 * Anything but the answer that was expected ends the program.
 */
#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <sys/types.h>

#include "bench.h"

/* --- Servers ----------------------------------------------------------- */

struct server {
	pid_t pid;
	uint16_t port;			/* on 127.0.0.1 */
};

/* `parcela serve` over a store, from when it listens; its log is a file of
   bench_path().  The environment is handed down (PARCELA_CLOCK). */
void server_start(struct server *, const char *parcela, const char *store);
/* libmicrohttpd with this one answer, head and body, to every request. */
void reference_start(struct server *, const char *answer, size_t length);
void server_stop(struct server *);
double server_cpu_s(const struct server *);	/* of all its processes */

/* --- One request, one connection --------------------------------------- */

/* The whole answer, NUL behind it, until the program ends.  length may be
   NULL. */
const char *http_ask(uint16_t port, const struct text *request,
    size_t *length);
/* The same from an address of 127.0.0.0/8, into an answer that was made. */
void http_ask_from(uint32_t source, uint16_t port, const struct text *request,
    struct text *answer);

/* Who is logged in: the head's line and what forms must carry. */
struct visitor {
	char cookie[256];		/* "Cookie: parcela=…\r\n" */
	char csrf[128];
};
#define LOGIN_FORM "user=%s&password=" PASSWORD
void visitor_log_in(struct visitor *, uint16_t port, const char *user);
/* Before that: what the form of the log-in needs. */
void visitor_come(struct visitor *, uint16_t port);
/* Appends a request of theirs; form NULL: GET, else POST with csrf added. */
void put_request(struct text *, const struct visitor *, const char *path,
    const char *form);

/* --- Many -------------------------------------------------------------- */

#define CONNECTIONS_MAX 64

struct load {
	uint16_t port;
	int connections;
	/* Appends a connection's next request; false: there is no more. */
	bool (*next)(void *argument, int connection, struct text *);
	void *argument;
	const char *status;		/* "200", of every answer */
	uint64_t answers;		/* out, as is */
	double wall;			/* ... seconds */
};
void load_run(struct load *);

#endif
