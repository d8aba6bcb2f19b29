/* SPDX-License-Identifier: ISC */
/*
 * A small register made by operations, so that all that is kept beside the
 * facts is there too: of the demo, UY-EJEM-LACNIC and its customers.
 */
#ifndef FUZZ_REGISTER_H
#define FUZZ_REGISTER_H

#include "main/demo.h"

#define REGISTER_HOLDER "UY-EJEM-LACNIC"
#define REGISTER_USER "ABC12"		/* administers the holder */

static inline void
register_fill(struct demo *d)
{
	struct init in = { .registry = "lacnic" };

	demo_day(d, "20021031");
	demo_operator_acts(d);
	DEMO_DO(d, init, &in);
	demo_stock(d);
	demo_crowd(d, 3, 1);
	demo_story_holder(d);
	demo_day(d, "20230109");
	demo_story_customers(d);
	demo_customers(d, 20);		/* some of them get parts */
	demo_story_blocks(d);
	demo_day(d, "20260223");
	demo_story_recheck(d);
	if (d->failed != RESULT_OK)
		die("no register: %s", d->failed_at);
}

/* Into a store that was just created. */
static inline void
register_make(struct store *store)
{
	struct arena *a = arena_new();
	struct demo *d = arena_alloc(a, sizeof(*d));

	d->arena = a;
	d->chance = d->clock.seed = 1;
	d->clock.fixed = 1;
	d->registry = registry_new(store, a, &d->clock);
	if (registry_bulk_begin(d->registry) != RESULT_OK)
		die("no register");
	register_fill(d);
	if (registry_bulk_end(d->registry) != RESULT_OK)
		die("no register: %s", registry_detail(d->registry));
	arena_free(a);
}

static inline struct store *
register_open(const char *url)
{
	struct store *store;
	char why[512];

	if (store_open(url, STORE_CREATE, &store, why, sizeof(why)) !=
	    STORE_OPENED)
		die("%s", why);
	register_make(store);
	return store;
}

#endif
