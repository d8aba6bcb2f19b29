/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "whois/server.h"

#define LOOK_EVERY_MS 1000

static void
lose_store(struct reader *r)
{
	index_close(r->index);
	store_close(r->store);
	r->index = NULL;
	r->store = NULL;
}

/* One complaint until it works again: a query a line would fill the disk. */
static void
complain(struct reader *r, const char *why)
{
	if (!r->complained)
		log_warning("cannot read the register: %s", why);
	r->complained = true;
}

static void
complete_profile(struct reader *r, const char *registry)
{
	arena_clear(r->lasting);
	r->profile = r->configured;
	whois_profile_complete(&r->profile, registry, r->lasting);
}

static void
open_store(struct reader *r)
{
	char why[512];
	const char *registry;

	if (store_open(r->url, STORE_READ, &r->store, why, sizeof(why)) !=
	    STORE_OPENED) {
		complain(r, why);
		return;
	}
	store_use_arena(r->store, r->arena);
	r->index = index_open(r->store);
	registry = index_registry(r->index);
	if (store_error(r->store) != NULL ||
	    stat(store_path(r->store), &r->file) < 0) {
		complain(r, "it does not open whole");
		lose_store(r);
		return;
	}
	complete_profile(r, registry);
	if (r->complained)
		log_info("the register can be read again");
	r->complained = false;
}

static bool
is_replaced(const struct reader *r)
{
	struct stat now;

	return stat(store_path(r->store), &now) == 0 &&
	    (now.st_dev != r->file.st_dev || now.st_ino != r->file.st_ino);
}

static void
look_after(struct reader *r)
{
	int64_t now = monotonic_ms();

	if (now < r->look_at)
		return;
	r->look_at = now + LOOK_EVERY_MS;
	if (r->store != NULL && is_replaced(r))
		lose_store(r);
	if (r->store == NULL)
		open_store(r);
}

void
reader_init(struct reader *r, const struct whois_server *options)
{
	memset(r, 0, sizeof(*r));
	r->url = options->store_url;
	r->configured = options->profile;
	r->clock = options->clock;
	r->arena = arena_new();
	r->lasting = arena_new();
	r->profile = r->configured;
	whois_profile_complete(&r->profile, "parcela", r->lasting);
	look_after(r);
}

void
reader_release(struct reader *r)
{
	lose_store(r);
	arena_free(r->arena);
	arena_free(r->lasting);
}

void
reader_answer(struct reader *r, struct text *out, const char *line,
    size_t length, const char *client)
{
	look_after(r);
	if (r->store == NULL) {
		whois_refuse(out, &r->profile, WHOIS_TEMPORARY, client);
		return;
	}
	store_snapshot(r->store);
	if (!whois_answer(out, r->index, &r->profile, line, length, client,
	    clock_now(r->clock))) {
		complain(r, store_error(r->store));
		lose_store(r);
	} else {
		store_end(r->store);
	}
	arena_clear(r->arena);
}
