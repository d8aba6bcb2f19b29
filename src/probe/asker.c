/* SPDX-License-Identifier: ISC */
/*
 * Questions under way: an epoll, a list in the order of their deadlines (each
 * step may take equally long, so what begins last ends last), and for each
 * address those that wait for their turn.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <unistd.h>

#include "probe/private.h"

#define STEP_MS 2000			/* for a datagram, for a connection */
#define DATAGRAMS 2
#define STRAY_MOST 16			/* datagrams that answer nothing */
#define SILENT_MOST 8			/* in a row: the rest is not asked */
#define ASKED_ONE_IN 8			/* of the rest, all the same */
#define URGENT_MORE 4			/* of an address, for who waits */
#define RESOLVER_MORE 56		/* it is ours, and meant for many */
#define BUCKETS 1024
#define EVENTS 256
#define IDS 128				/* drawn at once */
#define DATAGRAM_MAX 4096

/*
 * A socket of UDP is kept for the next question: when it is connected anew
 * the kernel draws its port anew, and making one costs as much as asking.
 * Of one that is kept nothing is connected and nothing is left to be read.
 */
struct line {
	int fd, family;
	struct question *question;	/* NULL: none goes over it */
	struct line *next;		/* that is kept */
};

struct question {
	struct asking asking;
	struct target *target;
	struct question *next, *before;	/* by deadline, or waiting */
	int64_t deadline;
	struct line *line;
	int sent;			/* datagrams */
	int strays;
	bool connected;			/* tcp: the query is on its way */
	uint8_t *bytes;			/* tcp: what came, with its length */
	size_t length;
};

/* An address with questions. */
struct target {
	struct address address;
	size_t under_way;
	size_t silent;			/* questions in a row */
	size_t passed_over;		/* since then */
	struct question *first, *last;	/* that wait */
	bool ready;			/* one may begin */
	struct target *next_ready;
	struct target *next;		/* in its bucket */
};

struct asker {
	int epoll;
	size_t most, most_per_address;
	size_t under_way;
	struct question *oldest, *newest;	/* by deadline */
	struct question *unused;
	struct line *kept;
	struct target *buckets[BUCKETS];
	struct target *ready, *ready_last;
	struct target *unused_targets;
	uint16_t ids[IDS];		/* random; none is used twice */
	size_t id_count;
};

/* --- Addresses ------------------------------------------------------------ */

static struct target **
bucket_of(struct asker *a, const struct address *address)
{
	uint64_t mix = 0, half;

	for (size_t i = 0; i < sizeof(address->bytes); i += sizeof(half)) {
		memcpy(&half, address->bytes + i, sizeof(half));
		mix = (mix ^ half) * UINT64_C(0x9e3779b97f4a7c15);
	}
	return &a->buckets[mix >> 32 & (BUCKETS - 1)];
}

static struct target *
target_of(struct asker *a, const struct address *address)
{
	struct target **bucket = bucket_of(a, address), *t;

	for (t = *bucket; t != NULL; t = t->next)
		if (address_equal(&t->address, address))
			return t;
	t = a->unused_targets;
	if (t != NULL)
		a->unused_targets = t->next;
	else
		t = memory_alloc(sizeof(*t));
	*t = (struct target){ .address = *address, .next = *bucket };
	return *bucket = t;
}

static void
target_leave(struct asker *a, struct target *t)
{
	struct target **place = bucket_of(a, &t->address);

	if (t->under_way > 0 || t->first != NULL || t->ready)
		return;
	while (*place != t)
		place = &(*place)->next;
	*place = t->next;
	t->next = a->unused_targets;
	a->unused_targets = t;
}

static bool
may_begin(const struct asker *a, const struct target *t)
{
	return t->first != NULL && t->under_way < a->most_per_address +
	    (t->first->asking.urgent ? URGENT_MORE : 0) +
	    (t->first->asking.recursive ? RESOLVER_MORE : 0);
}

static void
make_ready(struct asker *a, struct target *t)
{
	if (t->ready || !may_begin(a, t))
		return;
	t->ready = true;
	t->next_ready = NULL;
	if (a->ready == NULL)
		a->ready = t;
	else
		a->ready_last->next_ready = t;
	a->ready_last = t;
}

/* Behind those that are as urgent. */
static void
put_waiting(struct target *t, struct question *q)
{
	struct question **place = &t->first;

	if (t->last != NULL && !q->asking.urgent)
		place = &t->last->next;
	else
		while (*place != NULL && (*place)->asking.urgent)
			place = &(*place)->next;
	q->next = *place;
	*place = q;
	if (q->next == NULL)
		t->last = q;
}

static struct question *
take_waiting(struct target *t)
{
	struct question *q = t->first;

	t->first = q->next;
	if (t->first == NULL)
		t->last = NULL;
	return q;
}

/* --- Deadlines ------------------------------------------------------------ */

static void
deadline_set(struct asker *a, struct question *q)
{
	q->deadline = monotonic_ms() + STEP_MS;
	q->next = NULL;
	q->before = a->newest;
	if (a->newest != NULL)
		a->newest->next = q;
	else
		a->oldest = q;
	a->newest = q;
}

static void
deadline_drop(struct asker *a, struct question *q)
{
	*(q->before != NULL ? &q->before->next : &a->oldest) = q->next;
	*(q->next != NULL ? &q->next->before : &a->newest) = q->before;
	q->next = q->before = NULL;
}

/* --- The end of a question ------------------------------------------------ */

static void
line_close(struct line *line)
{
	close(line->fd);
	free(line);
}

/* Without a port it hears nothing more; what it heard before is not for the
   next question. */
static bool
line_is_silent(const struct line *line)
{
	const struct sockaddr nobody = { .sa_family = AF_UNSPEC };
	uint8_t byte;

	return connect(line->fd, &nobody, sizeof(nobody)) == 0 &&
	    recv(line->fd, &byte, sizeof(byte), 0) < 0 && errno == EAGAIN;
}

static void
hang_up(struct asker *a, struct question *q)
{
	struct line *line = q->line;

	free(q->bytes);
	q->bytes = NULL;
	q->line = NULL;
	if (line == NULL)
		return;
	line->question = NULL;
	if (q->asking.tcp || !line_is_silent(line)) {
		line_close(line);
		return;
	}
	line->next = a->kept;
	a->kept = line;
}

static void
end(struct asker *a, struct question *q, enum outcome outcome,
    const struct answer *answer)
{
	struct asking asking = q->asking;

	hang_up(a, q);
	deadline_drop(a, q);
	a->under_way--;
	q->target->under_way--;
	if (outcome == OUTCOME_SILENT)
		q->target->silent++;
	else if (outcome != OUTCOME_NOT_ASKED)
		q->target->silent = 0;
	make_ready(a, q->target);
	target_leave(a, q->target);
	q->next = a->unused;
	a->unused = q;
	asking.heard(asking.argument, outcome, answer);
}

static enum outcome
outcome_of(int error, bool here)
{
	switch (error) {
	case ECONNREFUSED:
		return OUTCOME_PORT_CLOSED;
	case ECONNRESET:
	case EPIPE:
		return OUTCOME_CUT_OFF;
	case ENETUNREACH:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
		return here ? OUTCOME_NO_NETWORK : OUTCOME_NO_WAY;
	case EHOSTUNREACH:
		return OUTCOME_NO_WAY;
	default:
		return here ? OUTCOME_NO_NETWORK : OUTCOME_CUT_OFF;
	}
}

/* --- Its beginning -------------------------------------------------------- */

static struct line *
line_taken(struct asker *a)
{
	struct line *line = a->kept;

	if (line != NULL)
		a->kept = line->next;
	return line;
}

/* One that was kept is taken, and closed when it does not fit: there are never
   more sockets than questions may be under way.  NULL: errno says why. */
static struct line *
line_open(struct asker *a, int family, bool tcp)
{
	struct line *line = line_taken(a);
	struct epoll_event event = { .events = tcp ? EPOLLOUT : EPOLLIN };
	int fd, error;

	if (line != NULL && line->family == family && !tcp)
		return line;
	if (line != NULL)
		line_close(line);
	fd = socket(family, (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	line = memory_alloc(sizeof(*line));
	*line = (struct line){ .fd = fd, .family = family };
	event.data.ptr = line;
	if (epoll_ctl(a->epoll, EPOLL_CTL_ADD, fd, &event) == 0)
		return line;
	error = errno;
	line_close(line);
	errno = error;
	return NULL;
}

/* 0, or why nothing leads there. */
static int
call(struct asker *a, struct question *q)
{
	const struct endpoint *to = &q->asking.to;

	q->line = line_open(a, to->address.ss_family, q->asking.tcp);
	if (q->line == NULL)
		return errno;
	q->line->question = q;
	return connect(q->line->fd, (const struct sockaddr *)&to->address,
	    to->length) == 0 || errno == EINPROGRESS ? 0 : errno;
}

static bool
send_datagram(struct question *q)
{
	uint8_t query[QUERY_BYTES_MAX];
	size_t n = query_write(&q->asking.dns, q->asking.recursive, query);

	q->sent++;
	return send(q->line->fd, query, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static uint16_t
draw_id(struct asker *a)
{
	if (a->id_count == 0) {
		if (getrandom(a->ids, sizeof(a->ids), 0) !=
		    (ssize_t)sizeof(a->ids))
			die("no random bytes");
		a->id_count = IDS;
	}
	return a->ids[--a->id_count];
}

/* Over the way that asking.tcp says. */
static void
step(struct asker *a, struct question *q)
{
	int error;

	deadline_set(a, q);
	q->asking.dns.id = draw_id(a);
	error = call(a, q);
	if (error == 0 && !q->asking.tcp && !send_datagram(q))
		error = errno;
	if (error != 0)
		end(a, q, outcome_of(error, true), NULL);
}

/* Thousands of zones may be with one server that is down: of those that wait
   some are asked of it, and those for who looks at the answers. */
static bool
is_passed_over(struct target *t, const struct question *q)
{
	return t->silent >= SILENT_MOST && !q->asking.urgent &&
	    !q->asking.recursive && ++t->passed_over % ASKED_ONE_IN != 0;
}

static void
begin(struct asker *a, struct target *t, struct question *q)
{
	t->under_way++;
	a->under_way++;
	make_ready(a, t);
	if (is_passed_over(t, q)) {
		deadline_set(a, q);
		end(a, q, OUTCOME_NOT_ASKED, NULL);
	} else {
		step(a, q);
	}
}

static void
begin_ready(struct asker *a)
{
	struct target *t;

	while (a->under_way < a->most && a->ready != NULL) {
		t = a->ready;
		a->ready = t->next_ready;
		t->ready = false;
		if (!may_begin(a, t))
			continue;
		begin(a, t, take_waiting(t));
	}
}

void
asker_ask(struct asker *a, const struct asking *asking)
{
	struct question *q = a->unused;

	if (q != NULL)
		a->unused = q->next;
	else
		q = memory_alloc(sizeof(*q));
	*q = (struct question){ .asking = *asking,
	    .target = target_of(a, &asking->address) };
	put_waiting(q->target, q);
	make_ready(a, q->target);
}

/* --- What comes back ------------------------------------------------------ */

/* An answer that was cut is asked for again, whole. */
static void
take_answer(struct asker *a, struct question *q, const struct answer *answer)
{
	if (!answer->truncated || q->asking.tcp || q->asking.as_cut) {
		end(a, q, OUTCOME_ANSWER, answer);
		return;
	}
	hang_up(a, q);
	deadline_drop(a, q);
	q->asking.tcp = true;
	step(a, q);
}

static void
hear_datagram(struct asker *a, struct question *q)
{
	uint8_t bytes[DATAGRAM_MAX];
	struct answer answer;
	ssize_t n = recv(q->line->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0) {
		end(a, q, outcome_of(errno, false), NULL);
		return;
	}
	switch (answer_read(&q->asking.dns, bytes, (size_t)n, &answer)) {
	case ANSWER_READ:
		take_answer(a, q, &answer);
		return;
	case ANSWER_BROKEN:
		end(a, q, OUTCOME_BROKEN, NULL);
		return;
	case ANSWER_OTHER:
		if (++q->strays == STRAY_MOST)
			end(a, q, OUTCOME_BROKEN, NULL);
	}
}

/* The connection stands, or failed. */
static void
send_stream(struct asker *a, struct question *q)
{
	struct epoll_event event = { .events = EPOLLIN,
	    .data.ptr = q->line };
	uint8_t query[QUERY_BYTES_MAX + 2];
	socklen_t size = sizeof(int);
	int error = 0;
	size_t n;

	getsockopt(q->line->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	n = query_write(&q->asking.dns, q->asking.recursive, query + 2);
	query[0] = (uint8_t)(n >> 8);
	query[1] = (uint8_t)n;
	if (error == 0 && send(q->line->fd, query, n + 2, MSG_NOSIGNAL) !=
	    (ssize_t)(n + 2))
		error = errno;
	if (error == 0 && epoll_ctl(a->epoll, EPOLL_CTL_MOD, q->line->fd,
	    &event) < 0)
		error = errno;
	q->connected = true;
	if (error != 0)
		end(a, q, outcome_of(error, false), NULL);
}

/* Is the answer whole, as its length says? */
static bool
is_whole(const struct question *q)
{
	return q->length >= 2 && q->length >=
	    (size_t)(q->bytes[0] << 8 | q->bytes[1]) + 2;
}

static void
hear_stream(struct asker *a, struct question *q)
{
	struct answer answer;
	ssize_t n;

	if (q->bytes == NULL)
		q->bytes = memory_alloc(ANSWER_BYTES_MAX + 2);
	n = recv(q->line->fd, q->bytes + q->length,
	    ANSWER_BYTES_MAX + 2 - q->length, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		end(a, q, n == 0 ? OUTCOME_CUT_OFF : outcome_of(errno, false),
		    NULL);
		return;
	}
	q->length += (size_t)n;
	if (!is_whole(q))
		return;
	if (answer_read(&q->asking.dns, q->bytes + 2, (size_t)(q->bytes[0] << 8
	    | q->bytes[1]), &answer) == ANSWER_READ)
		take_answer(a, q, &answer);
	else
		end(a, q, OUTCOME_BROKEN, NULL);
}

static void
hear(struct asker *a, struct line *line)
{
	struct question *q = line->question;

	if (q == NULL)
		return;			/* it ended */
	if (!q->asking.tcp)
		hear_datagram(a, q);
	else if (!q->connected)
		send_stream(a, q);
	else
		hear_stream(a, q);
}

static void
give_up_late(struct asker *a)
{
	int64_t now = monotonic_ms();
	struct question *q;

	while ((q = a->oldest) != NULL && q->deadline <= now) {
		if (q->asking.tcp || q->sent == DATAGRAMS ||
		    !send_datagram(q)) {
			end(a, q, OUTCOME_SILENT, NULL);
			continue;
		}
		deadline_drop(a, q);
		deadline_set(a, q);
	}
}

void
asker_turn(struct asker *a)
{
	struct epoll_event events[EVENTS];
	int n;

	begin_ready(a);
	n = epoll_wait(a->epoll, events, EVENTS, 0);
	for (int i = 0; i < n; i++)
		hear(a, events[i].data.ptr);
	give_up_late(a);
	begin_ready(a);
}

/* --- Its life ------------------------------------------------------------- */

int
asker_fd(const struct asker *a)
{
	return a->epoll;
}

int
asker_wait_ms(const struct asker *a)
{
	int64_t wait;

	if (a->ready != NULL && a->under_way < a->most)
		return 0;
	if (a->oldest == NULL)
		return -1;
	wait = a->oldest->deadline - monotonic_ms();
	return wait < 0 ? 0 : (int)wait;
}

struct asker *
asker_new(size_t questions, size_t per_address)
{
	struct asker *a = memory_alloc(sizeof(*a));

	a->most = questions;
	a->most_per_address = per_address;
	a->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (a->epoll < 0)
		die("no epoll");
	return a;
}

static void
free_questions(struct asker *a, struct question *q)
{
	struct question *next;

	for (; q != NULL; q = next) {
		next = q->next;
		hang_up(a, q);
		free(q);
	}
}

static void
free_targets(struct asker *a, struct target *t)
{
	struct target *next;

	for (; t != NULL; t = next) {
		next = t->next;
		free_questions(a, t->first);
		free(t);
	}
}

void
asker_free(struct asker *a)
{
	free_questions(a, a->oldest);
	free_questions(a, a->unused);
	for (size_t i = 0; i < BUCKETS; i++)
		free_targets(a, a->buckets[i]);
	free_targets(a, a->unused_targets);
	while (a->kept != NULL)
		line_close(line_taken(a));
	close(a->epoll);
	free(a);
}
