/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "whois/server.h"

TAILQ_HEAD(seats, seat);

struct visitor {
	struct visitor_key key;
	size_t count;			/* seats it has */
	struct seats idle;
	LIST_ENTRY(visitor) in_bucket;
};

LIST_HEAD(bucket, visitor);

struct hall {
	pthread_mutex_t lock;
	size_t seats, seats_per_visitor;
	size_t taken;
	uint64_t seed;
	struct seats idle;		/* longest first */
	struct bucket *buckets;
	size_t mask;			/* their number, a power of two, - 1 */
};

struct visitor_key
visitor_key_of(const struct sockaddr_storage *address)
{
	struct visitor_key key = { { 0 } };
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET) {
		key.bytes[10] = key.bytes[11] = 0xff;
		memcpy(key.bytes + 12, &v4->sin_addr, 4);
	} else {
		memcpy(key.bytes, &v6->sin6_addr, 8);
	}
	return key;
}

bool
visitor_key_parse(const char *s, struct visitor_key *key)
{
	struct address address;

	*key = (struct visitor_key){ { 0 } };
	if (address_parse(s, strlen(s), &address) != INET_OK)
		return false;
	memcpy(key->bytes, address.bytes,
	    address_family(&address) == FAMILY_IPV4 ? 16 : 8);
	return true;
}

/* FNV-1a, begun where nobody outside can know. */
size_t
visitor_hash(const struct visitor_key *key, uint64_t seed)
{
	uint64_t hash = seed ^ UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < sizeof(key->bytes); i++)
		hash = (hash ^ key->bytes[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

static struct visitor *
visitor_of(struct hall *h, const struct visitor_key *key)
{
	struct bucket *bucket =
	    &h->buckets[visitor_hash(key, h->seed) & h->mask];
	struct visitor *v;

	LIST_FOREACH(v, bucket, in_bucket)
		if (memcmp(&v->key, key, sizeof(*key)) == 0)
			return v;
	v = memory_alloc(sizeof(*v));
	v->key = *key;
	TAILQ_INIT(&v->idle);
	LIST_INSERT_HEAD(bucket, v, in_bucket);
	return v;
}

static void
forget_if_gone(struct visitor *v)
{
	if (v->count > 0)
		return;
	LIST_REMOVE(v, in_bucket);
	free(v);
}

static void
set_idle(struct hall *h, struct seat *s)
{
	if (s->idle)
		return;
	s->idle = true;
	TAILQ_INSERT_TAIL(&h->idle, s, in_hall);
	TAILQ_INSERT_TAIL(&s->visitor->idle, s, of_visitor);
}

static void
set_busy(struct hall *h, struct seat *s)
{
	if (!s->idle)
		return;
	s->idle = false;
	TAILQ_REMOVE(&h->idle, s, in_hall);
	TAILQ_REMOVE(&s->visitor->idle, s, of_visitor);
}

static void
vacate(struct hall *h, struct seat *s)
{
	struct visitor *v = s->visitor;

	set_busy(h, s);
	s->visitor = NULL;
	h->taken--;
	v->count--;
	forget_if_gone(v);
}

/* Its thread is told by the hang-up and closes it. */
static void
send_away(struct hall *h, struct seat *s)
{
	shutdown(s->fd, SHUT_RDWR);
	vacate(h, s);
}

/* v keeps a count of one for who wants to enter, so it is not forgotten. */
static bool
make_room(struct hall *h, struct visitor *v)
{
	struct seat *longest = TAILQ_FIRST(&v->idle);

	if (v->count <= h->seats_per_visitor && h->taken < h->seats)
		return true;
	if (longest == NULL && v->count <= h->seats_per_visitor)
		longest = TAILQ_FIRST(&h->idle);
	if (longest == NULL)
		return false;
	send_away(h, longest);
	return true;
}

struct hall *
hall_new(size_t seats, size_t seats_per_visitor, uint64_t seed)
{
	struct hall *h = memory_alloc(sizeof(*h));
	size_t buckets = 16;

	while (buckets < seats)
		buckets *= 2;
	h->seats = seats;
	h->seats_per_visitor = seats_per_visitor;
	h->seed = seed;
	h->mask = buckets - 1;
	h->buckets = memory_alloc(buckets * sizeof(*h->buckets));
	TAILQ_INIT(&h->idle);
	pthread_mutex_init(&h->lock, NULL);
	return h;
}

void
hall_free(struct hall *h)
{
	assert(h->taken == 0);
	pthread_mutex_destroy(&h->lock);
	free(h->buckets);
	free(h);
}

bool
hall_enter(struct hall *h, struct seat *s, const struct visitor_key *key,
    int fd)
{
	struct visitor *v;
	bool room;

	memset(s, 0, sizeof(*s));
	s->fd = fd;
	pthread_mutex_lock(&h->lock);
	v = visitor_of(h, key);
	v->count++;
	room = make_room(h, v);
	if (room) {
		s->visitor = v;
		h->taken++;
		set_idle(h, s);
	} else {
		v->count--;
		forget_if_gone(v);
	}
	pthread_mutex_unlock(&h->lock);
	return room;
}

bool
hall_busy(struct hall *h, struct seat *s)
{
	bool seated;

	pthread_mutex_lock(&h->lock);
	seated = s->visitor != NULL;
	if (seated)
		set_busy(h, s);
	pthread_mutex_unlock(&h->lock);
	return seated;
}

void
hall_idle(struct hall *h, struct seat *s)
{
	pthread_mutex_lock(&h->lock);
	if (s->visitor != NULL)
		set_idle(h, s);
	pthread_mutex_unlock(&h->lock);
}

void
hall_leave(struct hall *h, struct seat *s)
{
	pthread_mutex_lock(&h->lock);
	if (s->visitor != NULL)
		vacate(h, s);
	pthread_mutex_unlock(&h->lock);
}

size_t
hall_taken(struct hall *h)
{
	size_t taken;

	pthread_mutex_lock(&h->lock);
	taken = h->taken;
	pthread_mutex_unlock(&h->lock);
	return taken;
}
