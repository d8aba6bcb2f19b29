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
	const struct block *only;	/* parts of this block; or NULL */
	int64_t recipient;		/* where one leads */
};

/* Another group begins, at its beginning. */
static void
go_to(struct walk *w, int64_t group, int64_t parent)
{
	if (w->v.at.group != group || w->v.at.parent != parent)
		w->v.at = (struct place){ .stage = w->v.at.stage,
		    .group = group, .parent = parent };
}

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
		if (count < most || !address_after(&lowest, &lowest))
			return true;
		w->v.at.from = lowest;
	} while (!view_is_tired(&w->v, count));
	return false;
}

/* What covers the place that was typed begins before it. */
static bool
walk_around(struct walk *w, const struct block *before, bool found)
{
	if (!found || !w->filter.places.around ||
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
	bool found = w->filter.places.around && q_block_child_before(
	    w->v.r->db, up->id, &w->filter.within.first, &before) &&
	    before.organisation == w->organisation;

	return walk_around(w, &before, found) &&
	    walk_range(w, up, open_held, q_view_held_next);
}

/* Parts of its own blocks are passed over: they are sub-assignments. */
static bool
walk_held(struct walk *w)
{
	struct q_view_parent_after row;
	int64_t after = w->v.at.parent == 0 ? 0 : w->v.at.parent - 1;
	struct block up;

	while (q_view_parent_after(w->v.r->db, w->organisation, after, &row)) {
		after = row.parent;
		go_to(w, 0, row.parent);
		if (view_is_tired(&w->v, 1) ||
		    (q_block_by_id(w->v.r->db, row.parent, &up) &&
		    up.organisation != w->organisation &&
		    !walk_held_below(w, &up)))
			return false;
	}
	return true;
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
		w->v.at.from = view_number(from);
	} while (count == most && !view_is_tired(&w->v, count));
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
	if (w->filter.places.count > 0)
		return prefix_overlaps(&up->prefix, &w->filter.within);
	return w->filter.all || w->filter.words != NULL ||
	    status_inside(up->status) == w->filter.status;
}

static bool
walk_children(struct walk *w, const struct block *up)
{
	struct block before = { 0 };
	bool found = w->filter.places.around && q_block_child_before(
	    w->v.r->db, up->id, &w->filter.within.first, &before);

	go_to(w, 0, up->id);
	return walk_around(w, &before, found) &&
	    walk_range(w, up, open_children, q_view_children_next);
}

/* Of its blocks that cover the place that was typed, the largest that is
   smaller than the one before. */
static bool
next_around(struct walk *w, const struct block *before, struct block *out)
{
	struct store *db = w->v.r->db;
	struct block at;
	bool more = q_block_before(db, &w->filter.within.first, &at);
	bool found = false;

	for (; more && at.id != before->id; more = block_up(db, &at, &at))
		if (at.organisation == w->organisation &&
		    prefix_covers(&at.prefix, &w->filter.within)) {
			*out = at;
			found = true;
		}
	return found;
}

/* The divided block after another (id 0: the first) that may have a child to
   show. */
static bool
next_divided(struct walk *w, const struct block *before, struct block *out)
{
	const struct prefix *within = &w->filter.within;
	struct prefix after = before->prefix;
	struct address last = prefix_last(within);

	if (w->filter.places.count == 0)
		return q_view_divided_after(w->v.r->db, w->organisation,
		    &after.first, after.length, out);
	if (before->id == 0 || prefix_covers(&after, within)) {
		if (next_around(w, before, out))
			return true;
		after = *within;
	}
	return q_view_divided_after(w->v.r->db, w->organisation,
	    &after.first, after.length, out) &&
	    address_compare(&out->prefix.first, &last) <= 0;
}

/* Its blocks in order, each with its children.  False: the page is full. */
static bool
walk_passed_on(struct walk *w)
{
	struct block up = { 0 };
	bool more;

	more = (w->v.at.parent != 0 && q_block_by_id(w->v.r->db,
	    w->v.at.parent, &up) && up.organisation == w->organisation) ||
	    next_divided(w, &(struct block){ 0 }, &up);
	while (more) {
		go_to(w, 0, up.id);
		if (view_is_tired(&w->v, 1) ||
		    (is_in_reach(w, &up) && !walk_children(w, &up)))
			return false;
		more = next_divided(w, &(struct block){ .id = up.id,
		    .prefix = up.prefix }, &up);
	}
	return true;
}

/* --- To whom ------------------------------------------------------------- */

static int64_t
open_recipients(struct walk *w, const struct block *up,
    const struct address *lowest, const struct address *highest,
    struct cursor *cursor)
{
	int64_t most = batch_of(w);

	q_view_held_open(w->v.r->db, w->recipient, up->id, lowest, highest,
	    most, cursor);
	return most;
}

/* What a recipient has out of its blocks: from the recipient's side. */
static bool
walk_recipient(struct walk *w)
{
	int64_t after = w->v.at.parent == 0 ? 0 : w->v.at.parent - 1;
	struct q_view_parent_after row;
	struct block up;

	while (q_view_parent_after(w->v.r->db, w->recipient, after, &row)) {
		after = row.parent;
		go_to(w, w->recipient, row.parent);
		if (view_is_tired(&w->v, 1) ||
		    (q_block_by_id(w->v.r->db, row.parent, &up) &&
		    up.organisation == w->organisation &&
		    !walk_range(w, &up, open_recipients, q_view_held_next)))
			return false;
	}
	return true;
}

/* What it has out of one block. */
static bool
walk_recipient_below(struct walk *w)
{
	go_to(w, w->recipient, w->only->id);
	return walk_range(w, w->only, open_recipients, q_view_held_next);
}

/* Those whom the leading word finds, one after the other. */
static void
walk_recipients(struct walk *w, int lead)
{
	const struct search *words = w->filter.words;
	bool more = true;

	w->recipient = w->v.at.group;
	if (w->recipient == 0)
		more = words_next(words, lead, 0, &w->recipient);
	for (; more; more = words_next(words, lead, w->recipient,
	    &w->recipient)) {
		if (w->v.at.group != w->recipient)
			go_to(w, w->recipient, 0);
		if (view_is_tired(&w->v, 1))
			return;
		if (words_fit(words, w->recipient) && !(w->only != NULL ?
		    walk_recipient_below(w) : walk_recipient(w)))
			return;
	}
}

static bool
walk_parts(struct walk *w)
{
	return w->only != NULL ? walk_children(w, w->only) :
	    walk_passed_on(w);
}

/* From the side of which there are fewer, as far as that can be told: that of
   who is called so, or that of what was passed on.  The stage keeps which. */
static void
walk_words(struct walk *w)
{
	if (w->v.at.stage == 0)
		w->v.at.stage = 1 + words_lead(w->filter.words);
	if (w->v.at.stage == 1)
		(void)walk_parts(w);
	else if (w->v.at.stage <= WORDS_MAX)
		walk_recipients(w, (int)w->v.at.stage - 1);
}

/* --- All of it ----------------------------------------------------------- */

/* Once for each place that was typed: the stage keeps which. */
static void
walk_places(struct walk *w, bool (*walk)(struct walk *))
{
	const struct places *places = &w->filter.places;

	while (w->v.at.stage < (int64_t)places->count) {
		w->filter.within = places->list[w->v.at.stage];
		if (!walk(w))
			return;
		w->v.at = (struct place){ .stage = w->v.at.stage + 1 };
	}
}

size_t
registry_resources(struct registry *r, int64_t organisation,
    enum view_what what, const char *filter, struct view_page *page,
    struct view_row *out)
{
	struct walk w = { .filter = filter_parse(r, filter),
	    .organisation = organisation };
	bool (*walk)(struct walk *) = what == VIEW_BLOCKS ? walk_held :
	    walk_parts;

	view_begin(&w.v, r, page, out);
	w.v.gave = what == VIEW_SUBASSIGNMENTS;
	if (organisation == 0)
		return 0;
	if (what == VIEW_ASNS)
		walk_asns(&w);
	else if (w.filter.places.count > 0)
		walk_places(&w, walk);
	else if (w.filter.words != NULL && what == VIEW_SUBASSIGNMENTS)
		walk_words(&w);
	else if (w.filter.all || w.filter.status != STATUS_ROOT)
		(void)walk(&w);
	return w.v.count;
}

size_t
view_filtered(struct registry *r, const struct block *block,
    const struct filter *filter, struct view_page *page, struct view_row *out)
{
	struct walk w = { .filter = *filter, .only = block };

	view_begin(&w.v, r, page, out);
	w.v.gave = true;
	if (w.filter.words != NULL)
		walk_words(&w);
	else if (filter->status == status_inside(block->status))
		(void)walk_parts(&w);
	return w.v.count;
}
