/* SPDX-License-Identifier: ISC */
/* A register in memory for the tests of registry: who acts, who holds. */
#ifndef REGISTRY_WORLD_TEST_H
#define REGISTRY_WORLD_TEST_H

#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "registry/registry.h"

struct world {
	struct store *store;
	struct arena *arena;
	struct clock clock;
	struct registry *r;
	const char *isp, *customer;		/* ownerids */
	const char *admin, *tech, *other;	/* handles */
};

#define OK(call) assert_int_equal(call, RESULT_OK)

static inline struct prefix
prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, strlen(text), &p), INET_OK);
	return p;
}

static inline void
act_as(struct world *w, const char *user)
{
	struct registry_actor who = { .user = user, .local = "test",
	    .source = "test" };

	OK(registry_act_as(w->r, &who));
}

static inline const char *
add_person(struct world *w, const char *name)
{
	struct person_add in = { .name = name, .email = "a@example.invalid",
	    .postal.country = "UY" };
	struct account_add account = { 0 };

	OK(registry_person_add(w->r, &in));
	account.handle = in.handle_out;
	OK(registry_account_add(w->r, &account));
	return in.handle_out;
}

static inline const char *
add_organisation(struct world *w, const char *name, const char *admin)
{
	struct organisation_add in = { .name = name, .admin = admin,
	    .postal.country = "UY" };

	OK(registry_organisation_add(w->r, &in));
	return in.ownerid_out;
}

/* An empty register of lacnic, at a fixed moment, with hostmaster acting. */
static inline struct world *
world_open(void)
{
	struct world *w = calloc(1, sizeof(*w));
	struct init init = { "lacnic" };
	char why[200];

	w->arena = arena_new();
	w->clock = (struct clock){ .fixed = 1770000000, .seed = 1 };
	assert_int_equal(store_open("sqlite::memory:", STORE_CREATE,
	    &w->store, why, sizeof(why)), STORE_OPENED);
	w->r = registry_new(w->store, w->arena, &w->clock);
	act_as(w, NULL);
	OK(registry_init(w->r, &init));
	return w;
}

/* Whatever a test did, the register proves right at its end. */
static inline int
teardown(void **state)
{
	struct world *w = *state;
	struct verify_report report;
	bool right = registry_verify(w->store, &report, NULL);

	if (!right)
		print_error("verify: %s\n", report.detail);
	store_close(w->store);
	arena_free(w->arena);
	free(w);
	return right ? 0 : -1;
}

#endif
