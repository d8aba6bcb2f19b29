/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "index/private.h"
#include "store/read.h"

#define DELEGATIONS_ALL ((size_t)1 << 32)

/*
 * The block that starts last at or before the prefix's first address lies
 * inside every block around that address, so one of its parents is the most
 * specific one around the whole prefix.
 */
static bool
block_around(struct index *ix, const struct prefix *p, struct block *b)
{
	if (!q_block_before(ix->store, &p->first, b))
		return false;
	while (!prefix_covers(&b->prefix, p))
		if (b->parent == 0 || !q_block_by_id(ix->store, b->parent, b))
			return false;
	return true;
}

static void
find_origins(struct index *ix, struct index_block *out)
{
	struct cursor cursor;
	struct origin origin;
	uint32_t *place;

	q_origin_of_block_open(ix->store, out->block.id, &cursor);
	while (q_origin_of_block_next(&cursor, &origin)) {
		place = arena_grow(store_arena(ix->store), &out->origins,
		    &out->origin_count, sizeof(*place));
		*place = (uint32_t)origin.number;
	}
}

static void
find_servers(struct index *ix, int64_t id, struct index_delegation *d)
{
	struct q_public_servers row;
	struct index_server *server;
	struct cursor cursor;

	q_public_servers_open(ix->store, id, &cursor);
	while (q_public_servers_next(&cursor, &row)) {
		server = arena_grow(store_arena(ix->store), &d->servers,
		    &d->server_count, sizeof(*server));
		server->host = row.host;
		server->state = known_word(ns_state_words, NS_STATE_COUNT,
		    row.state);
		server->withdrawn = row.withdrawn != 0;
		server->checked = row.checked;
		server->answered = row.answered;
	}
}

static void
add_delegation(struct index *ix, struct index_block *out,
    const struct delegation *row)
{
	struct index_delegation *d;

	d = arena_grow(store_arena(ix->store), &out->delegations,
	    &out->delegation_count, sizeof(*d));
	d->id = row->id;
	d->prefix = row->prefix;
	find_servers(ix, row->id, d);
}

/* Delegations are disjoint: at most one holds a prefix. */
static void
find_delegation_around(struct index *ix, struct index_block *out)
{
	struct delegation row;

	if (q_delegation_before(ix->store, &out->block.prefix.first, &row) &&
	    prefix_covers(&row.prefix, &out->block.prefix) &&
	    !prefix_equal(&row.prefix, &out->block.prefix))
		add_delegation(ix, out, &row);
}

/*
 * Those inside the block that hang on it or on a block above it, not those of
 * its own sub-assignments: each is read because it is printed.
 */
static void
find_delegations_of(struct index *ix, int64_t id, size_t most,
    struct index_block *out)
{
	struct prefix *p = &out->block.prefix;
	struct address last = prefix_last(p);
	size_t room = most > out->delegation_count ?
	    most - out->delegation_count : 0;
	struct delegation row;
	struct cursor cursor;

	/* One may begin here and be larger, another shows that there are
	   more. */
	q_public_delegations_open(ix->store, id, &p->first, &last,
	    (int64_t)room + 2, &cursor);
	while (q_public_delegations_next(&cursor, &row)) {
		if (!prefix_covers(p, &row.prefix))
			continue;
		if (out->delegation_count < most)
			add_delegation(ix, out, &row);
		else
			out->delegations_more = true;
	}
}

static int
delegation_order(const void *a, const void *b)
{
	const struct index_delegation *da = a, *db = b;

	return prefix_compare(&da->prefix, &db->prefix);
}

/*
 * Walks from the block to the root: delegations of each block on the way, and
 * the first abuse contact.  The first step up is the block it is part of.
 */
static int64_t
climb(struct index *ix, size_t most, struct index_block *out)
{
	struct block at = out->block;
	int64_t abuse = 0;

	while (at.status != STATUS_ROOT) {
		find_delegations_of(ix, at.id, most, out);
		if (abuse == 0)
			abuse = at.abuse;
		if (at.parent == 0 ||
		    !q_block_by_id(ix->store, at.parent, &at))
			break;
		if (out->passed_on && out->up.length == 0)
			out->up = at.prefix;
	}
	return abuse;
}

static void
describe_block(struct index *ix, size_t most, struct index_block *out)
{
	struct block *b = &out->block;

	out->passed_on = status_is_passed_on(b->status);
	find_organisation(ix, b->organisation, &out->holder);
	out->country = find_country(ix, b->record);
	find_origins(ix, out);
	find_delegation_around(ix, out);
	find_person(ix, out->holder.admin, &out->owner);
	find_person(ix, b->tech, &out->tech);
	find_person(ix, climb(ix, most, out), &out->abuse);
	if (out->delegation_count > 1)
		qsort(out->delegations, out->delegation_count,
		    sizeof(*out->delegations), delegation_order);
}

enum index_found
index_block_told(struct index *ix, const struct block *block,
    size_t delegations, struct index_block *out)
{
	*out = (struct index_block){ .block = *block };
	if (block->status == STATUS_ROOT)
		return INDEX_NOTHING;
	if (status_is_stock(block->status))
		return INDEX_STOCK;
	describe_block(ix, delegations, out);
	return INDEX_HELD;
}

enum index_found
index_block_some(struct index *ix, const struct prefix *p,
    size_t delegations, struct index_block *out)
{
	struct block block;

	if (block_around(ix, p, &block))
		return index_block_told(ix, &block, delegations, out);
	memset(out, 0, sizeof(*out));
	return INDEX_NOTHING;
}

enum index_found
index_block_around(struct index *ix, const struct prefix *p,
    struct index_block *out)
{
	return index_block_some(ix, p, DELEGATIONS_ALL, out);
}
