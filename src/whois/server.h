/* SPDX-License-Identifier: ISC */
/*
 * whois, inside: the server.
 *
 * Threads share nothing but the listeners, the hall and the rates.  Each has
 * its own epoll, its own connections and its own reader of the store; a
 * connection stays with the thread that took it.
 *
 *	accept -> READING -> answer -> (WRITING) -> (LINGERING) -> closed
 *
 * A connection lingers only when its client sent more than its query: to
 * close while bytes lie unread would make the kernel send a reset, which
 * takes the answer away from the client.
 */
#ifndef WHOIS_SERVER_H
#define WHOIS_SERVER_H

#include <netinet/in.h>
#include <pthread.h>
#include <sys/queue.h>
#include <sys/stat.h>

#include "net/net.h"
#include "whois/whois.h"

/* --- Who is there: hall.c ---------------------------------------------- */

struct visitor_key visitor_key_of(const struct sockaddr_storage *);
size_t visitor_hash(const struct visitor_key *, uint64_t seed);

/*
 * The hall has a number of seats, in all and for each visitor.  A seat whose
 * client owes us its query, or only should go, is idle; when there is no
 * seat, the one idle longest is shut down to make room, of the same visitor
 * if there is one.  May be used by several threads.
 */
struct hall;
struct visitor;

struct seat {
	struct visitor *visitor;	/* NULL: not, or no longer, seated */
	int fd;
	bool idle;
	TAILQ_ENTRY(seat) in_hall;	/* of the idle ones */
	TAILQ_ENTRY(seat) of_visitor;
};

struct hall *hall_new(size_t seats, size_t seats_per_visitor, uint64_t seed);
void hall_free(struct hall *);
/* A new connection, idle at first.  False: nobody could be asked to go. */
bool hall_enter(struct hall *, struct seat *, const struct visitor_key *,
    int fd);
/* Being answered now.  False: it had to go meanwhile; close it. */
bool hall_busy(struct hall *, struct seat *);
void hall_idle(struct hall *, struct seat *);
/* Before fd is closed; also fine for one that has no seat. */
void hall_leave(struct hall *, struct seat *);
size_t hall_taken(struct hall *);

/* --- Reading the store: reader.c --------------------------------------- */

/*
 * A connection to the store that outlives it: reopened when it failed, or
 * when another file took its place (restore).
 */
struct reader {
	const char *url;
	struct whois_profile configured;
	struct clock *clock;
	struct store *store;		/* NULL: failed */
	struct index *index;
	struct arena *arena;		/* of one answer */
	struct arena *lasting;		/* of the profile */
	struct whois_profile profile;
	struct stat file;
	int64_t look_at;		/* for a change, or to try again */
	bool complained;
};

void reader_init(struct reader *, const struct whois_server *);
void reader_release(struct reader *);
void reader_answer(struct reader *, struct text *, const char *line,
    size_t length, const char *client);

/* --- A thread: server.c, connection.c ---------------------------------- */

#define PENDING_MAX (256u << 20)	/* bytes that slow readers keep us
					   holding, all together */
#define LINGER_BYTES_MAX (4u << 20)	/* then a reset is deserved */
#define RENEW_BYTES (16u << 10)		/* a reader must take so much in the
					   idle time, or it is cut off */
#define KEPT_TEXT_MAX (1u << 20)	/* a thread's text shrinks to that */
#define REFUSED_MAX 64			/* a thread's connections without a
					   seat, being told so */

enum stage { STAGE_READING, STAGE_WRITING, STAGE_LINGERING };

struct connection {
	struct worker *worker;
	int fd;
	enum stage stage;
	bool closed;			/* freed at the end of the turn */
	struct seat seat;
	struct visitor_key key;
	char client[INET6_ADDRSTRLEN];
	char in[LIMIT_QUERY + 2];	/* a line and its CRLF */
	size_t in_length;
	bool ended;			/* the client sent its end */
	bool more_to_come;		/* it was answered before it asked
					   or while it still sent */
	char *out;			/* what is not sent yet */
	size_t out_length, out_sent;
	size_t renewed_at;		/* out_sent at the last renewal */
	size_t lingered;		/* bytes thrown away */
	int64_t deadline;
	TAILQ_ENTRY(connection) by_deadline;
};

struct server {
	const struct whois_server *options;
	struct hall *hall;
	struct rates *rates;		/* NULL: any rate */
	_Atomic bool stopping;
	_Atomic size_t pending;		/* see PENDING_MAX */
};

struct worker {
	struct server *server;
	pthread_t thread;
	int epoll;
	int wake;			/* eventfd: the server is stopping */
	struct reader reader;
	struct text text;
	TAILQ_HEAD(, connection) connections;	/* next deadline first */
	TAILQ_HEAD(, connection) closed;
	size_t refused;
	int64_t drain_end;		/* 0: not stopping */
	int64_t now;			/* of this turn, monotonic ms */
};

/* A socket just accepted. */
void connection_begin(struct worker *, int fd,
    const struct sockaddr_storage *);
void connection_event(struct connection *, uint32_t events);
void connection_close(struct connection *);

#endif
