/* SPDX-License-Identifier: ISC */
/* Records at cuts as lists that can be compared. */
#include <stdlib.h>
#include <string.h>

#include "rdns/private.h"

static void
add(struct cuts *c, const struct prefix *zone, const char *rdata, bool handed)
{
	struct cut *place = arena_grow(c->arena, &c->list, &c->count,
	    sizeof(*place));

	*place = (struct cut){ *zone, rdata, handed };
}

void
cuts_add(struct cuts *c, const struct prefix *zone, const char *rdata)
{
	add(c, zone, rdata, false);
}

void
cuts_add_handed(struct cuts *c, const struct prefix *zone, const char *rdata)
{
	add(c, zone, rdata, true);
}

bool
cut_is_other(const struct cut *cut)
{
	return cut->rdata[0] == CUT_OTHER[0];
}

void
cuts_add_zone(struct cuts *c, const struct index_zone *zone)
{
	char text[NAME_TEXT_MAX];
	struct name name;

	for (size_t i = 0; i < zone->host_count; i++) {
		if (!name_of_host(&name, zone->hosts[i]))
			continue;
		name_text(&name, text);
		cuts_add(c, &zone->zone, arena_join(c->arena, "NS ", text,
		    NULL));
	}
	for (size_t i = 0; i < zone->ds_count; i++) {
		const struct index_ds *ds = &zone->ds[i];

		cuts_add(c, &zone->zone, arena_printf(c->arena,
		    "DS %u %u %u %s", ds->tag, ds->algorithm, ds->digest_type,
		    ds->digest));
	}
}

static int
compare(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;
	int order = prefix_compare(&x->zone, &y->zone);

	return order != 0 ? order : strcmp(x->rdata, y->rdata);
}

void
cuts_sort(struct cuts *c)
{
	size_t kept = 0;

	if (c->count == 0)
		return;
	qsort(c->list, c->count, sizeof(*c->list), compare);
	for (size_t i = 1; i < c->count; i++)
		if (compare(&c->list[kept], &c->list[i]) != 0)
			c->list[++kept] = c->list[i];
	c->count = kept + 1;
}

size_t
cuts_of(const struct cuts *c, const struct prefix *zone,
    const struct cut **first)
{
	size_t low = 0, high = c->count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (prefix_compare(&c->list[middle].zone, zone) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = c->count == 0 ? NULL : c->list + low;
	while (low + count < c->count &&
	    prefix_equal(&c->list[low + count].zone, zone))
		count++;
	return count;
}

/* How many records from this one on are of the same zone. */
static size_t
run(const struct cuts *c, size_t at)
{
	size_t n = 0;

	while (at + n < c->count &&
	    prefix_equal(&c->list[at].zone, &c->list[at + n].zone))
		n++;
	return n;
}

static bool
same(const struct cut *a, const struct cut *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(a[i].rdata, b[i].rdata) != 0)
			return false;
	return true;
}

size_t
cuts_compare(const struct cuts *wanted, const struct cuts *found,
    void (*differs)(void *, const struct prefix *), void *argument)
{
	size_t i = 0, j = 0, count = 0;

	while (i < wanted->count || j < found->count) {
		int order = i == wanted->count ? 1 : j == found->count ? -1 :
		    prefix_compare(&wanted->list[i].zone,
		    &found->list[j].zone);
		size_t m = order <= 0 ? run(wanted, i) : 0;
		size_t n = order >= 0 ? run(found, j) : 0;

		if (m != n || !same(wanted->list + i, found->list + j, m)) {
			differs(argument, order <= 0 ?
			    &wanted->list[i].zone : &found->list[j].zone);
			count++;
		}
		i += m;
		j += n;
	}
	return count;
}
