/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "whois/server.h"

#define SETS 16384			/* a power of two */
#define WAYS 4				/* places in which a visitor may be */
#define MINUTE_MS 60000

struct token_bucket {
	struct visitor_key key;
	int64_t last_ms;		/* 0: unused */
	int64_t debt_ms;		/* until it is full again */
};

struct rates {
	pthread_mutex_t lock;
	int64_t cost_ms;		/* of one query */
	uint64_t seed;
	struct token_bucket buckets[SETS][WAYS];
};

struct rates *
rates_new(int per_minute, uint64_t seed)
{
	struct rates *r = memory_alloc(sizeof(*r));

	r->cost_ms = MINUTE_MS / per_minute;
	if (r->cost_ms == 0)
		r->cost_ms = 1;
	r->seed = seed;
	pthread_mutex_init(&r->lock, NULL);
	return r;
}

void
rates_free(struct rates *r)
{
	if (r == NULL)
		return;
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* Its bucket, or a new, full one in place of the oldest. */
static struct token_bucket *
bucket_of(struct rates *r, const struct visitor_key *key)
{
	struct token_bucket *set =
	    r->buckets[visitor_hash(key, r->seed) & (SETS - 1)];
	struct token_bucket *oldest = set;
	size_t i;

	for (i = 0; i < WAYS; i++) {
		if (set[i].last_ms != 0 &&
		    memcmp(&set[i].key, key, sizeof(*key)) == 0)
			return &set[i];
		if (set[i].last_ms < oldest->last_ms)
			oldest = &set[i];
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->key = *key;
	return oldest;
}

bool
rates_allow(struct rates *r, const struct visitor_key *key, int64_t now_ms)
{
	struct token_bucket *b;
	bool allowed;

	pthread_mutex_lock(&r->lock);
	b = bucket_of(r, key);
	b->debt_ms -= now_ms - b->last_ms;
	if (b->debt_ms < 0 || b->last_ms == 0)
		b->debt_ms = 0;
	b->last_ms = now_ms;
	allowed = b->debt_ms + r->cost_ms <= MINUTE_MS;
	if (allowed)
		b->debt_ms += r->cost_ms;
	pthread_mutex_unlock(&r->lock);
	return allowed;
}
