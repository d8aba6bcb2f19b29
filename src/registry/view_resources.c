/* SPDX-License-Identifier: ISC */
/* What an organisation holds, and what it passed on. */
#include <string.h>

#include "registry/view.h"
#include "registry/view_filter.h"
#include "store/read.h"

/* Rows read at once where a filter may drop some. */
#define BATCH 256

struct walk {
	struct view v;
	struct filter filter;
	int64_t organisation;
};

/* How many to read at once: as many as are shown, but for filters. */
static int64_t
batch_of(const struct walk *w)
{
	return w->filter.all ? view_most(&w->v) : BATCH;
}

typedef int64_t open_fn(struct walk *, const struct block *up,
    const struct address *lowest, const struct address *highest,
    struct cursor *);
typedef bool next_fn(struct cursor *, struct block *);

/*
 * The blocks of a cursor that the filter likes, read in batches.  False: the
 * page is full.
 */
static bool
walk_range(struct walk *w, const struct block *up, open_fn *open,
    next_fn *next)
{
	struct address lowest = w->v.at.from, highest = highest_address;
	struct cursor cursor;
	struct block block;
	int64_t most, count;

	filter_reach(&w->filter, &lowest, &highest);
	do {
		most = open(w, up, &lowest, &highest, &cursor);
		for (count = 0; next(&cursor, &block); count++) {
			if (filter_block(&w->filter, &block) &&
			    !view_block(&w->v, &block)) {
				cursor_close(&cursor);
				return false;
			}
			lowest = block.prefix.first;
		}
	} while (count == most && address_after(&lowest, &lowest));
	return true;
}

/* What covers the place that was typed begins before it. */
static bool
walk_around(struct walk *w, const struct block *before, bool found)
{
	if (!found || !w->filter.around ||
	    address_compare(&before->prefix.first, &w->v.at.from) < 0 ||
	    address_equal(&before->prefix.first, &w->filter.within.first) ||
	    !prefix_covers(&before->prefix, &w->filter.within))
		return true;
	return view_block(&w->v, before);
}

/* --- What it holds ------------------------------------------------------- */

static int64_t
open_held(struct walk *w, const struct block *up,
    const struct address *lowest, const struct address *highest,
    struct cursor *cursor)
{
	int64_t most = batch_of(w);

	q_view_held_open(w->v.r->db, w->organisation, up->id, lowest, highest,
	    most, cursor);
	return most;
}

static bool
walk_held_below(struct walk *w, const struct block *up)
{
	struct block before = { 0 };
	bool found = w->filter.around && q_block_child_before(w->v.r->db,
	    up->id, &w->filter.within.first, &before) &&
	    before.organisation == w->organisation;

	return walk_around(w, &before, found) &&
	    walk_range(w, up, open_held, q_view_held_next);
}

/* Parts of its own blocks are passed over: they are sub-assignments. */
static void
walk_held(struct walk *w)
{
	struct q_view_parent_after row;
	int64_t after = w->v.at.parent == 0 ? 0 : w->v.at.parent - 1;
	struct block up;

	while (q_view_parent_after(w->v.r->db, w->organisation, after, &row)) {
		after = row.parent;
		if (w->v.at.parent != row.parent)
			w->v.at = (struct place){ .parent = row.parent };
		if (q_block_by_id(w->v.r->db, row.parent, &up) &&
		    up.organisation != w->organisation &&
		    !walk_held_below(w, &up))
			return;
	}
}

static void
walk_asns(struct walk *w)
{
	int64_t from = view_number_of(&w->v.at.from), most, count;
	struct cursor cursor;
	struct asn asn;

	do {
		most = batch_of(w);
		q_view_asns_open(w->v.r->db, w->organisation, from, most,
		    &cursor);
		for (count = 0; q_view_asns_next(&cursor, &asn); count++) {
			if (filter_asn(&w->filter, &asn) &&
			    !view_asn(&w->v, &asn)) {
				cursor_close(&cursor);
				return;
			}
			from = asn.first + 1;
		}
	} while (count == most);
}

/* --- What it passed on --------------------------------------------------- */

static int64_t
open_children(struct walk *w, const struct block *up,
    const struct address *lowest, const struct address *highest,
    struct cursor *cursor)
{
	int64_t most = batch_of(w);

	q_view_children_open(w->v.r->db, up->id, lowest, highest, most,
	    cursor);
	return most;
}

/* May a child of this block match? */
static bool
is_in_reach(const struct walk *w, const struct block *up)
{
	if (w->filter.by_place)
		return prefix_overlaps(&up->prefix, &w->filter.within);
	return w->filter.all ||
	    status_inside(up->status) == w->filter.status;
}

static bool
walk_children(struct walk *w, const struct block *up)
{
	struct block before = { 0 };
	bool found = w->filter.around && q_block_child_before(w->v.r->db,
	    up->id, &w->filter.within.first, &before);

	if (w->v.at.parent != up->id)
		w->v.at = (struct place){ .parent = up->id };
	return walk_around(w, &before, found) &&
	    walk_range(w, up, open_children, q_view_children_next);
}

/* Its blocks in order, each with its children. */
static void
walk_passed_on(struct walk *w)
{
	struct block up = { 0 };
	bool more;

	more = (w->v.at.parent != 0 && q_block_by_id(w->v.r->db,
	    w->v.at.parent, &up) && up.organisation == w->organisation) ||
	    q_view_held_after(w->v.r->db, w->organisation, &lowest_address,
	    0, &up);
	while (more) {
		if (is_in_reach(w, &up) && !walk_children(w, &up))
			return;
		more = q_view_held_after(w->v.r->db, w->organisation,
		    &up.prefix.first, up.prefix.length, &up);
	}
}

static int64_t
open_recipients(struct walk *w, const struct block *up,
    const struct address *lowest, const struct address *highest,
    struct cursor *cursor)
{
	int64_t most = batch_of(w);

	q_view_held_open(w->v.r->db, w->filter.recipient.id, up->id, lowest,
	    highest, most, cursor);
	return most;
}

/* What a recipient has out of its blocks: from the recipient's side. */
static void
walk_recipient(struct walk *w)
{
	int64_t after = w->v.at.parent == 0 ? 0 : w->v.at.parent - 1;
	struct q_view_parent_after row;
	struct block up;

	while (q_view_parent_after(w->v.r->db, w->filter.recipient.id, after,
	    &row)) {
		after = row.parent;
		if (w->v.at.parent != row.parent)
			w->v.at = (struct place){ .parent = row.parent };
		if (q_block_by_id(w->v.r->db, row.parent, &up) &&
		    up.organisation == w->organisation &&
		    !walk_range(w, &up, open_recipients, q_view_held_next))
			return;
	}
}

static bool
matches_nothing(const struct filter *f)
{
	return !f->all && !f->by_place && !f->by_asn && !f->by_recipient &&
	    f->status == STATUS_ROOT;
}

size_t
registry_resources(struct registry *r, int64_t organisation,
    enum view_what what, const char *filter, struct view_page *page,
    struct view_row *out)
{
	struct walk w = { .filter = filter_parse(r, filter),
	    .organisation = organisation };

	view_begin(&w.v, r, page, out);
	w.v.managed = true;
	if (organisation == 0 || matches_nothing(&w.filter))
		return 0;
	if (what == VIEW_ASNS)
		walk_asns(&w);
	else if (what == VIEW_BLOCKS && !w.filter.by_recipient)
		walk_held(&w);
	else if (what == VIEW_SUBASSIGNMENTS && w.filter.by_recipient)
		walk_recipient(&w);
	else if (what == VIEW_SUBASSIGNMENTS)
		walk_passed_on(&w);
	return w.v.count;
}
