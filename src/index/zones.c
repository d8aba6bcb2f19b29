/* SPDX-License-Identifier: ISC */
/* Delegations as the zones that they are published as. */
#include <stdlib.h>
#include <string.h>

#include "index/private.h"
#include "model/limits.h"
#include "store/read.h"

/* Rows of two ordered lists, a delegation at a time: what is read of it lives
   in an arena of its own, but for the row that already is of the next. */
struct index_zones {
	struct index *index;
	struct arena *arena;
	struct cursor servers, ds;
	struct q_public_name_servers server;
	char host[LIMIT_HOST + 1];	/* of that row */
	bool has_server;
	struct q_public_ds ds_row;
	char digest[LIMIT_DIGEST + 1];
	bool has_ds;

	struct prefix delegation;	/* whose zones are told */
	const char **hosts;
	size_t host_count;
	size_t number, count;		/* of its zones */
};

static void
keep(char *out, size_t size, const char **text)
{
	size_t length = strlen(*text);

	if (length >= size)
		length = size - 1;	/* damage; the register has none */
	memcpy(out, *text, length);
	out[length] = '\0';
	*text = out;
}

static void
next_server(struct index_zones *z)
{
	z->has_server = q_public_name_servers_next(&z->servers, &z->server);
	if (z->has_server)
		keep(z->host, sizeof(z->host), &z->server.host);
}

static void
next_ds(struct index_zones *z)
{
	z->has_ds = q_public_ds_next(&z->ds, &z->ds_row);
	if (z->has_ds)
		keep(z->digest, sizeof(z->digest), &z->ds_row.digest);
}

struct index_zones *
index_zones_open(struct index *ix, const struct prefix *within)
{
	struct index_zones *z = memory_alloc(sizeof(*z));
	struct arena *before = store_arena(ix->store);
	struct address last = prefix_last(within);

	z->index = ix;
	z->arena = arena_new();
	store_use_arena(ix->store, z->arena);
	q_public_name_servers_open(ix->store, &within->first, &last,
	    &z->servers);
	q_public_ds_open(ix->store, &within->first, &last, &z->ds);
	next_server(z);
	next_ds(z);
	store_use_arena(ix->store, before);
	return z;
}

/* The next delegation that has a server to publish. */
static bool
next_delegation(struct index_zones *z)
{
	while (z->has_server) {
		arena_clear(z->arena);
		z->hosts = NULL;
		z->host_count = 0;
		z->delegation = z->server.p;
		while (z->has_server && prefix_equal(&z->server.p,
		    &z->delegation)) {
			if (!z->server.withdrawn)
				*(const char **)arena_grow(z->arena,
				    &z->hosts, &z->host_count,
				    sizeof(*z->hosts)) = arena_strdup(
				    z->arena, z->host);
			next_server(z);
		}
		z->number = 0;
		z->count = reverse_zone_count(&z->delegation);
		if (z->host_count > 0 && z->count > 0)
			return true;
	}
	return false;
}

/* The DS rows come in the same order; those of no published zone are passed
   over. */
static void
take_ds(struct index_zones *z, struct index_zone *out)
{
	struct index_ds *list = NULL, *place;
	int order;

	for (; z->has_ds; next_ds(z)) {
		order = prefix_compare(&z->ds_row.zone, &out->zone);
		if (order > 0)
			break;
		if (order < 0)
			continue;
		place = arena_grow(z->arena, &list, &out->ds_count,
		    sizeof(*place));
		*place = (struct index_ds){ (unsigned)z->ds_row.tag,
		    (unsigned)z->ds_row.algorithm,
		    (unsigned)z->ds_row.digest_type,
		    arena_strdup(z->arena, z->digest) };
	}
	out->ds = list;
}

bool
index_zones_next(struct index_zones *z, struct index_zone *out)
{
	struct store *store = z->index->store;
	struct arena *before = store_arena(store);
	bool found;

	store_use_arena(store, z->arena);
	found = z->number < z->count || next_delegation(z);
	if (found) {
		*out = (struct index_zone){ .hosts = z->hosts,
		    .host_count = z->host_count,
		    .zone = reverse_zone(&z->delegation, z->number++) };
		take_ds(z, out);
	}
	store_use_arena(store, before);
	return found;
}

void
index_zones_close(struct index_zones *z)
{
	cursor_close(&z->servers);
	cursor_close(&z->ds);
	arena_free(z->arena);
	free(z);
}

bool
index_zone_at(struct index *ix, const struct prefix *zone,
    struct index_zone *out)
{
	struct arena *arena = store_arena(ix->store);
	struct q_public_servers row;
	struct delegation around;
	const char **hosts = NULL;
	struct index_ds *list = NULL;
	struct cursor cursor;
	struct ds ds;

	*out = (struct index_zone){ .zone = *zone };
	if (!q_delegation_before(ix->store, &zone->first, &around) ||
	    !reverse_zone_is_of(zone, &around.prefix))
		return false;
	q_public_servers_open(ix->store, around.id, &cursor);
	while (q_public_servers_next(&cursor, &row))
		if (!row.withdrawn)
			*(const char **)arena_grow(arena, &hosts,
			    &out->host_count, sizeof(*hosts)) = row.host;
	q_ds_of_open(ix->store, around.id, &cursor);
	while (q_ds_of_next(&cursor, &ds))
		if (prefix_equal(&ds.zone, zone))
			*(struct index_ds *)arena_grow(arena, &list,
			    &out->ds_count, sizeof(*list)) =
			    (struct index_ds){ (unsigned)ds.tag,
			    (unsigned)ds.algorithm, (unsigned)ds.digest_type,
			    ds.digest };
	out->hosts = hosts;
	out->ds = list;
	return out->host_count > 0;
}

bool
index_is_inside_delegation(struct index *ix, const struct prefix *p)
{
	struct delegation row;

	return q_delegation_before(ix->store, &p->first, &row) &&
	    prefix_covers(&row.prefix, p);
}

bool
index_is_delegated(struct index *ix, const struct prefix *p)
{
	struct delegation row;

	return q_delegation_after(ix->store, &p->first, &row) &&
	    prefix_covers(p, &row.prefix);
}

size_t
index_at_primary(struct index *ix, const struct prefix *zone,
    struct prefix **list)
{
	struct address last = prefix_last(zone);
	struct q_at_primary row;
	struct cursor cursor;
	size_t count = 0;

	*list = NULL;
	q_at_primary_open(ix->store, &zone->first, &last, &cursor);
	while (q_at_primary_next(&cursor, &row))
		*(struct prefix *)arena_grow(store_arena(ix->store), list,
		    &count, sizeof(**list)) = row.zone;
	return count;
}

bool
index_is_at_primary(struct index *ix, const struct prefix *zone)
{
	struct q_at_primary_zone row;

	return q_at_primary_zone(ix->store, zone, &row);
}

bool
index_publication(struct index *ix, const struct prefix *zone,
    struct index_publication *out)
{
	struct q_publication row;

	if (!q_publication(ix->store, zone, &row))
		return false;
	*out = (struct index_publication){ (uint32_t)row.soa, row.journal,
	    row.live };
	return true;
}
