/* SPDX-License-Identifier: ISC */
/*
 * Delegations as things that operations move: each with its name servers,
 * what was last known of them, and its DS records.
 */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"
#include "store/write.h"

static void
add_lame(struct registry *r, struct delegated *d, size_t server,
    const struct prefix *zone)
{
	struct lame_zone *place = arena_grow(r->scratch, &d->lame,
	    &d->lame_count, sizeof(*place));

	*place = (struct lame_zone){ server, *zone };
}

static void
read_lame(struct registry *r, struct delegated *d, size_t server)
{
	struct q_lame_zones row;
	struct cursor cursor;

	q_lame_zones_open(r->db, d->servers[server].id, &cursor);
	while (q_lame_zones_next(&cursor, &row))
		add_lame(r, d, server, &row.zone);
}

static void
read_servers(struct registry *r, struct delegated *out)
{
	struct nameserver row, *place;
	struct cursor cursor;

	q_nameserver_of_open(r->db, out->row.id, &cursor);
	while (q_nameserver_of_next(&cursor, &row)) {
		place = arena_grow(r->scratch, &out->servers,
		    &out->server_count, sizeof(row));
		*place = row;
	}
	out->checks = arena_alloc(r->scratch, (out->server_count + 1) *
	    sizeof(*out->checks));
	out->watches = arena_alloc(r->scratch, (out->server_count + 1) *
	    sizeof(*out->watches));
	for (size_t i = 0; i < out->server_count; i++) {
		int64_t id = out->servers[i].id;

		if (!q_nameserver_check(r->db, id, &out->checks[i]))
			out->checks[i].checked = 0;
		if (!q_nameserver_watch(r->db, id, &out->watches[i]))
			out->watches[i].since = 0;
		read_lame(r, out, i);
	}
}

void
delegated_read(struct registry *r, const struct delegation *row,
    struct delegated *out)
{
	struct cursor cursor;
	struct ds ds, *place;

	*out = (struct delegated){ .row = *row };
	read_servers(r, out);
	q_ds_of_open(r->db, row->id, &cursor);
	while (q_ds_of_next(&cursor, &ds)) {
		place = arena_grow(r->scratch, &out->ds, &out->ds_count,
		    sizeof(ds));
		*place = ds;
	}
}

/* The days of a lame server go on, whatever becomes of its delegation; of the
   zones that it is lame in each part has its own. */
static void
copy_known(struct registry *r, const struct delegated *from, size_t i,
    int64_t id, const struct prefix *prefix)
{
	if (from->checks != NULL && from->checks[i].checked != 0)
		w_nameserver_check_set(r->db, id, from->checks[i].checked,
		    from->checks[i].answered);
	if (from->watches != NULL && from->watches[i].since != 0) {
		const struct q_nameserver_watch *watch = &from->watches[i];

		w_nameserver_watch_set(r->db, id, watch->since, &watch->zone,
		    watch->finding, watch->at, watch->notices);
	}
	for (size_t k = 0; k < from->lame_count; k++)
		if (from->lame[k].server == i &&
		    prefix_covers(prefix, &from->lame[k].zone))
			w_lame_zone_set(r->db, id, &from->lame[k].zone);
}

static void
copy_servers(struct registry *r, const struct delegated *from, int64_t id,
    const struct prefix *prefix)
{
	int64_t since = 0;

	for (size_t i = 0; i < from->server_count; i++) {
		struct nameserver server = from->servers[i];

		server.delegation = id;
		put_new(r, FACT_nameserver, &server);
		copy_known(r, from, i, server.id, prefix);
		if (from->watches != NULL)
			since = sooner(since, from->watches[i].since);
	}
	w_delegation_watch_note(r->db, id, r->now, since);
}

void
delegated_copy(struct registry *r, const struct delegated *from,
    int64_t block, const struct prefix *prefix)
{
	struct delegation copy = from->row;

	copy.block = block;
	copy.prefix = *prefix;
	copy.changed = r->now;
	put_new(r, FACT_delegation, &copy);
	copy_servers(r, from, copy.id, prefix);
	for (size_t i = 0; i < from->ds_count; i++) {
		struct ds ds = from->ds[i];

		ds.delegation = copy.id;
		if (reverse_zone_is_of(&ds.zone, prefix))
			put_new(r, FACT_ds, &ds);
	}
}

void
delegation_remove(struct registry *r, const struct delegation *delegation)
{
	struct delegated all;

	delegated_read(r, delegation, &all);
	for (size_t i = 0; i < all.server_count; i++) {
		w_nameserver_check_drop(r->db, all.servers[i].id);
		put_gone(r, FACT_nameserver, &all.servers[i]);
	}
	for (size_t i = 0; i < all.ds_count; i++)
		put_gone(r, FACT_ds, &all.ds[i]);
	put_gone(r, FACT_delegation, delegation);
}

bool
delegation_divides(const struct prefix *outer, const struct prefix *part)
{
	return reverse_zone_length(outer) < reverse_zone_length(part);
}

size_t
registry_zones_left(const struct delegation *outer, const struct prefix *part)
{
	struct prefix at, rest;
	size_t count = 0;

	for (at = *part; at.length > outer->prefix.length;
	    at = prefix_up(&at)) {
		rest = prefix_buddy(&at);
		if (delegation_divides(&outer->prefix, &rest))
			count += reverse_zone_count(&rest);
	}
	return count;
}

/* Nobody has asked its servers for such zones. */
static void
forget_known(struct delegated *d)
{
	for (size_t i = 0; i < d->server_count; i++)
		d->servers[i].state = NS_UNCHECKED;
	d->checks = NULL;
	d->watches = NULL;
	d->lame_count = 0;
}

void
delegation_split(struct registry *r, const struct delegation *outer,
    const struct prefix *part)
{
	struct delegated all, unknown;
	struct prefix at, rest;

	delegated_read(r, outer, &all);
	delegated_read(r, outer, &unknown);
	forget_known(&unknown);
	delegation_remove(r, outer);
	for (at = *part; at.length > outer->prefix.length;
	    at = prefix_up(&at)) {
		rest = prefix_buddy(&at);
		delegated_copy(r, delegation_divides(&outer->prefix, &rest) ?
		    &unknown : &all, outer->block, &rest);
	}
}

/* --- Joining ---------------------------------------------------------- */

/* The same servers in the same order, published alike. */
static bool
is_alike(const struct delegated *a, const struct delegated *b)
{
	if (a->server_count != b->server_count ||
	    a->row.block != b->row.block)
		return false;
	for (size_t i = 0; i < a->server_count; i++)
		if (strcmp(a->servers[i].host, b->servers[i].host) != 0 ||
		    a->servers[i].withdrawn != b->servers[i].withdrawn)
			return false;
	return true;
}

/* Where the halves disagree about a server, it must be asked again; it is bad
   since it was in either. */
static void
agree(struct registry *r, struct delegated *a, const struct delegated *b)
{
	for (size_t i = 0; i < a->server_count; i++) {
		if (a->servers[i].state != b->servers[i].state)
			a->servers[i].state = NS_UNCHECKED;
		if (b->watches[i].since == sooner(a->watches[i].since,
		    b->watches[i].since))
			a->watches[i] = b->watches[i];
	}
	for (size_t i = 0; i < b->lame_count; i++)
		add_lame(r, a, b->lame[i].server, &b->lame[i].zone);
}

/* DS records of zones that the union has, too, come along by their zone. */
static void
take_ds(struct registry *r, struct delegated *a, const struct delegated *b)
{
	struct ds *place;

	for (size_t i = 0; i < b->ds_count; i++) {
		place = arena_grow(r->scratch, &a->ds, &a->ds_count,
		    sizeof(*place));
		*place = b->ds[i];
	}
}

static bool
join_once(struct registry *r, const struct prefix *half)
{
	struct prefix other = prefix_buddy(half), whole = prefix_up(half);
	const struct prefix *low = prefix_is_upper_half(half) ? &other : half;
	const struct prefix *high = low == half ? &other : half;
	struct delegated a, b;
	struct delegation row;

	if (!q_delegation_by_prefix(r->db, low, &row))
		return false;
	delegated_read(r, &row, &a);
	if (!q_delegation_by_prefix(r->db, high, &row))
		return false;
	delegated_read(r, &row, &b);
	if (!is_alike(&a, &b) || !rule_can_delegate(&whole))
		return false;
	delegation_remove(r, &a.row);
	delegation_remove(r, &b.row);
	agree(r, &a, &b);
	take_ds(r, &a, &b);
	delegated_copy(r, &a, a.row.block, &whole);
	return true;
}

void
delegations_join(struct registry *r, const struct prefix *part,
    const struct prefix *whole)
{
	struct prefix at = *part;

	while (at.length > whole->length && join_once(r, &at))
		at = prefix_up(&at);
}
