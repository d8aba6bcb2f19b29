/* SPDX-License-Identifier: ISC */
/*
 * What the primary of updates must have, and what is the registry's there.
 *
 * A zone that was delegated by an update is noted before it is sent, and
 * forgotten when one has taken it away: so the registry knows what it may
 * remove, whoever is killed meanwhile, and leaves what others put there.
 */
#include <stdlib.h>

#include "rdns/private.h"

#define NOTED_AT_ONCE 10000		/* the store is written for so long */

/* --- Whose it is ------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	return prefix_compare(a, b);
}

/* Would it hide what is wanted below it? */
static bool
is_above(const struct cuts *wanted, const struct prefix *zone)
{
	const struct cut *next;
	size_t count;

	if (wanted->count == 0)
		return false;
	count = cuts_of(wanted, zone, &next);
	next += count;
	return next < wanted->list + wanted->count &&
	    prefix_covers(zone, &next->zone);
}

static bool
is_noted(const struct at_primary *ours, const struct prefix *zone)
{
	return ours->count > 0 && bsearch(zone, ours->list, ours->count,
	    sizeof(*ours->list), compare) != NULL;
}

/* At a place of zonelets what is there is theirs; at one that is delegated
   here, what is no delegation is others', but for what zonelets have there. */
static bool
is_other_ours(const struct at_primary *ours, const struct cuts *wanted,
    const struct zonelets *z, const struct cut *found)
{
	const struct cut *at;
	size_t count = cuts_of(wanted, &found->zone, &at);

	for (size_t i = 0; i < count; i++)
		if (!at[i].handed)
			return zonelets_hand(z, found);
	return count > 0 || is_noted(ours, &found->zone);
}

static bool
is_ours(const struct at_primary *ours, const struct cuts *wanted,
    const struct zonelets *z, const struct cut *found)
{
	const struct cut *at;

	if (cut_is_other(found))
		return is_other_ours(ours, wanted, z, found);
	return cuts_of(wanted, &found->zone, &at) > 0 ||
	    is_above(wanted, &found->zone) || is_noted(ours, &found->zone);
}

bool
primary_read(struct index *ix, const struct rdns_config *config,
    const struct zonelets *z, const struct prefix *apex,
    const struct cuts *wanted, struct at_primary *ours, struct cuts *found)
{
	size_t kept = 0;

	if (!dns_transfer(config, apex, found))
		return false;
	cuts_sort(found);
	ours->count = index_at_primary(ix, apex, &ours->list);
	for (size_t i = 0; i < found->count; i++)
		if (is_ours(ours, wanted, z, &found->list[i]))
			found->list[kept++] = found->list[i];
	found->count = kept;
	return true;
}

/* --- Notes ------------------------------------------------------------- */

static void
add(struct arena *arena, struct at_primary *to, const struct prefix *zone)
{
	*(struct prefix *)arena_grow(arena, &to->list, &to->count,
	    sizeof(*to->list)) = *zone;
}

static bool
note(const struct rdns_sink *sink, const struct at_primary *zones, bool gone)
{
	for (size_t i = 0, n; i < zones->count; i += n) {
		n = zones->count - i < NOTED_AT_ONCE ? zones->count - i :
		    NOTED_AT_ONCE;
		if (!sink->at_primary(sink->argument, zones->list + i, n,
		    gone))
			return false;
	}
	return true;
}

/* Noted, sent, and what is gone forgotten. */
static bool
send(const struct primary *p, const struct at_primary *changed,
    const struct cuts *wanted, const struct cuts *old,
    const struct at_primary *more, const struct at_primary *gone)
{
	return note(p->sink, more, false) &&
	    dns_update(p->config, p->apex, changed->list, changed->count,
	    wanted, old) && note(p->sink, gone, true);
}

/* --- All of it --------------------------------------------------------- */

struct different {
	struct arena *arena;
	struct at_primary zones;
};

static void
add_different(void *argument, const struct prefix *zone)
{
	struct different *d = argument;

	add(d->arena, &d->zones, zone);
}

/* What is wanted and not noted, and the other way round. */
static void
compare_notes(struct arena *arena, const struct cuts *wanted,
    const struct at_primary *ours, struct at_primary *more,
    struct at_primary *gone)
{
	size_t i = 0, j = 0;

	while (i < wanted->count || j < ours->count) {
		int order = i == wanted->count ? 1 : j == ours->count ? -1 :
		    prefix_compare(&wanted->list[i].zone, &ours->list[j]);
		const struct prefix *zone = order <= 0 ?
		    &wanted->list[i].zone : &ours->list[j];

		if (order < 0)
			add(arena, more, zone);
		else if (order > 0)
			add(arena, gone, zone);
		while (i < wanted->count && prefix_equal(zone,
		    &wanted->list[i].zone))
			i++;
		if (j < ours->count && prefix_equal(zone, &ours->list[j]))
			j++;
	}
}

bool
primary_update_all(const struct primary *p)
{
	struct cuts wanted = { .arena = p->arena }, found = wanted;
	struct different d = { .arena = p->arena };
	struct at_primary ours = { 0 }, more = { 0 }, gone = { 0 };

	cuts_wanted(&wanted, p->index, p->zonelets, p->apex);
	if (!primary_read(p->index, p->config, p->zonelets, p->apex,
	    &wanted, &ours, &found))
		return false;
	cuts_compare(&wanted, &found, add_different, &d);
	compare_notes(p->arena, &wanted, &ours, &more, &gone);
	return send(p, &d.zones, &wanted, &found, &more, &gone);
}

/* --- Some places ------------------------------------------------------- */

/* A cut of others above ours would hide it: what may stand between the apex
   and the place is as it is wanted there, too. */
static void
add_above(const struct primary *p, struct at_primary *places,
    const struct prefix *place)
{
	uint8_t step = prefix_family(place) == FAMILY_IPV4 ? 8 : 4;
	uint8_t length = (uint8_t)(p->apex->length + step);

	for (; length < place->length; length = (uint8_t)(length + step)) {
		struct prefix above = prefix_of(&place->first, length);

		add(p->arena, places, &above);
	}
}

static void
sort_once(struct at_primary *places)
{
	size_t kept = 0;

	if (places->count == 0)
		return;
	qsort(places->list, places->count, sizeof(*places->list), compare);
	for (size_t i = 1; i < places->count; i++)
		if (!prefix_equal(&places->list[kept], &places->list[i]))
			places->list[++kept] = places->list[i];
	places->count = kept + 1;
}

static void
want(const struct primary *p, const struct at_primary *places,
    struct cuts *wanted)
{
	for (size_t i = 0; i < places->count; i++)
		cuts_wanted_at(wanted, p->index, p->zonelets,
		    &places->list[i]);
	cuts_sort(wanted);
}

/* Leaves in the list what is wanted, or was: at other places nobody but others
   delegates. */
static size_t
take_ours(const struct primary *p, struct prefix *list, size_t count,
    struct at_primary *places, struct at_primary *gone)
{
	struct at_primary all = { list, count };
	struct cuts wanted = { .arena = p->arena };
	const struct cut *at;
	size_t kept = 0;

	want(p, &all, &wanted);
	for (size_t i = 0; i < count; i++) {
		if (cuts_of(&wanted, &list[i], &at) > 0)
			add_above(p, places, &list[i]);
		else if (index_is_at_primary(p->index, &list[i]))
			add(p->arena, gone, &list[i]);
		else
			continue;
		add(p->arena, places, &list[i]);
		list[kept++] = list[i];
	}
	return kept;
}

bool
primary_update(const struct primary *p, struct prefix *list, size_t *count)
{
	struct cuts wanted = { .arena = p->arena }, old = wanted;
	struct at_primary places = { 0 }, more = { 0 }, gone = { 0 };
	const struct cut *at;

	*count = take_ours(p, list, *count, &places, &gone);
	sort_once(&places);
	want(p, &places, &wanted);
	for (size_t i = 0; i < places.count; i++) {
		if (cuts_of(&wanted, &places.list[i], &at) > 0)
			add(p->arena, &more, &places.list[i]);
		zonelets_others_at(p->zonelets, &places.list[i], &old);
	}
	cuts_sort(&old);
	return send(p, &places, &wanted, &old, &more, &gone);
}
