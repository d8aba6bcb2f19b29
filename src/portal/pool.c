/* SPDX-License-Identifier: ISC */
/* Store connections: one for each request under way, kept for the next. */
#include <pthread.h>
#include <stdlib.h>

#include "portal/private.h"

#define POOL_KEPT 32			/* idle: each has its own cache */

struct pool {
	const char *url;
	pthread_mutex_t lock;
	struct store *idle[POOL_KEPT];
	size_t count;
};

struct pool *
pool_new(const char *url)
{
	struct pool *pool = memory_alloc(sizeof(*pool));

	pool->url = url;
	pthread_mutex_init(&pool->lock, NULL);
	return pool;
}

void
pool_free(struct pool *pool)
{
	while (pool->count > 0)
		store_close(pool->idle[--pool->count]);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}

struct store *
pool_take(struct pool *pool, const char *id)
{
	struct store *store = NULL;
	char why[512];

	pthread_mutex_lock(&pool->lock);
	if (pool->count > 0)
		store = pool->idle[--pool->count];
	pthread_mutex_unlock(&pool->lock);
	if (store == NULL && store_open(pool->url, STORE_WRITE, &store, why,
	    sizeof(why)) != STORE_OPENED)
		log_warning("%s: %s", id, why);
	return store;
}

/* One that failed is not trusted with another request. */
void
pool_give(struct pool *pool, struct store *store)
{
	bool kept = false;

	if (store_error(store) == NULL) {
		pthread_mutex_lock(&pool->lock);
		kept = pool->count < POOL_KEPT;
		if (kept)
			pool->idle[pool->count++] = store;
		pthread_mutex_unlock(&pool->lock);
	}
	if (!kept)
		store_close(store);
}
