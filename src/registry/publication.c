/* SPDX-License-Identifier: ISC */
/* Which zones are published, and what of the register they have. */
#include "registry/private.h"

#include "store/read.h"
#include "store/write.h"

/* Of what was configured before, since zones are disjoint. */
static void
forget_others(struct registry *r, const struct prefix *zone)
{
	struct prefix *old = NULL;
	struct q_publications row;
	struct cursor cursor;
	size_t count = 0;

	q_publications_open(r->db, &cursor);
	while (q_publications_next(&cursor, &row))
		if (prefix_overlaps(&row.zone, zone) &&
		    !prefix_equal(&row.zone, zone))
			*(struct prefix *)arena_grow(r->scratch, &old, &count,
			    sizeof(*old)) = row.zone;
	for (size_t i = 0; i < count; i++)
		w_publication_delete(r->db, &old[i]);
}

enum result
do_zone_published(struct registry *r, struct zone_published *in)
{
	struct q_publication row;

	if (!q_publication(r->db, &in->zone, &row))
		row.live = row.seen = 0;
	forget_others(r, &in->zone);
	w_publication_set(r->db, &in->zone, in->soa, in->journal, r->now,
	    row.live, row.seen);
	return RESULT_OK;
}

enum result
do_zone_live(struct registry *r, struct zone_live *in)
{
	struct q_publication row;

	if (q_publication(r->db, &in->zone, &row) && row.soa == in->soa &&
	    row.live != row.journal)
		w_publication_set(r->db, &in->zone, row.soa, row.journal,
		    row.published, row.journal, r->now);
	return RESULT_OK;
}

enum result
do_zones_at_primary(struct registry *r, struct zones_at_primary *in)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->gone)
			w_at_primary_delete(r->db, &in->zones[i]);
		else
			w_at_primary_insert(r->db, &in->zones[i]);
	return RESULT_OK;
}

/* The row of the journal that last touched what is delegated there. */
static int64_t
last_change(struct registry *r, const struct prefix *prefix)
{
	struct touched_key key = touched_related(prefix);
	struct q_touched touched;
	struct cursor cursor;
	bool found;

	q_touched_open(r->db, key.bytes, key.length, INT64_MAX, &cursor);
	found = q_touched_next(&cursor, &touched);
	cursor_close(&cursor);
	return found ? touched.serial : 0;
}

void
registry_publication(struct registry *r, const struct prefix *prefix,
    struct view_publication *out)
{
	struct q_publication_before row;
	int64_t changed = last_change(r, prefix);

	*out = (struct view_publication){ 0 };
	if (!q_publication_before(r->db, &prefix->first, &row) ||
	    !prefix_covers(&row.zone, prefix))
		return;
	out->known = true;
	out->published = changed != 0 && row.journal >= changed;
	out->live = changed != 0 && row.live >= changed;
	out->at = out->published ? row.published : 0;
	out->seen = out->live ? row.seen : 0;
}
