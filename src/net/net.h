/* SPDX-License-Identifier: ISC */
/*
 * net: listeners, processes and their cage.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <sys/socket.h>

#include "base/base.h"

/* --- Addresses to listen on -------------------------------------------- */

struct endpoint {
	struct sockaddr_storage address;
	socklen_t length;
};

#define ENDPOINT_TEXT_MAX 64		/* "[v6]:port" fits, with NUL */

/*
 * "192.0.2.1:43" or "[2001:db8::1]:43": numbers only, so that nothing is
 * looked up in the DNS; port 0 lets the system choose.
 */
bool endpoint_parse(const char *text, struct endpoint *) MUST_CHECK;
bool endpoint_is_loopback(const struct endpoint *);
char *endpoint_text(const struct endpoint *, char out[ENDPOINT_TEXT_MAX]);

/*
 * A non-blocking, close-on-exec socket that listens there, or -1 with an
 * English sentence in why.  IPv6 ones take no IPv4 connections.
 */
int listener_open(const struct endpoint *, char *why, size_t why_size)
    MUST_CHECK;
/* Where it listens really, when the port was 0. */
struct endpoint listener_endpoint(int fd);

/* --- Roles: processes of our own program ------------------------------- */

/*
 * A role is /proc/self/exe with these arguments, restarted when it dies.  It
 * finds its descriptors as ROLE_FIRST_FD and up, in order, and says that it
 * works by writing a byte to ROLE_READY_FD; everything else is closed.  It
 * dies with its supervisor.
 */
#define ROLE_READY_FD 3
#define ROLE_FIRST_FD 4
#define ROLE_FDS_MAX 16

struct role {
	const char *name;		/* in the log */
	char *const *argv;		/* NULL-ended */
	const int *fds;
	size_t fd_count;
};

/*
 * Run the roles until SIGTERM or SIGINT, then end them orderly: 0.  Calls
 * ready(argument) once, when each has said that it works.  A role that ends
 * before it ever worked cannot be helped by starting it again: its exit
 * status is returned, the others are ended.  71 when the system refuses.
 */
int supervise(const struct role *, size_t count, void (*ready)(void *),
    void *argument) MUST_CHECK;

/* --- In a role --------------------------------------------------------- */

/* Tells the supervisor; fd is closed.  Negative: there is none. */
void role_is_ready(int fd);

/*
 * No new privileges, no core file (it would hold personal data), at most so
 * many descriptors.  Returns how many the system grants.
 */
size_t sandbox_enter(size_t descriptors);

/* Blocks SIGTERM and SIGINT in this thread and those it starts, and ignores
   SIGPIPE; await_end() returns when one came. */
void block_end(void);
void await_end(void);

/*
 * Parts of a role that has several things to do: each is a thread, which
 * returns soon after end_came() says so.  Returns when all have, after SIGTERM
 * or SIGINT; block_end() comes first.
 */
struct part {
	const char *name;
	void (*run)(void *argument);
	void *argument;
};
void parts_run(const struct part *, size_t count);
/* In a part: waits so long at most; true: the role is to end. */
bool end_wait(int ms);
bool end_came(void);

/* Milliseconds of a clock that nobody sets. */
int64_t monotonic_ms(void);

#endif
