/* SPDX-License-Identifier: ISC */
/* A block's page: its children with free rows among them, and its map. */
#include <string.h>

#include "registry/view.h"
#include "registry/view_filter.h"
#include "store/read.h"

/* --- Children, and what is free between them ----------------------------- */

/*
 * The free rows of a block are the maximal CIDR blocks between its children,
 * as `verify` proves: they follow from the children and are not read.
 */
struct merge_view {
	struct view v;
	const struct view_children *in;
	const struct block *block;
	struct address lowest, highest;
	struct address at;		/* what begins here comes next */
	bool ended;			/* nothing does */
	struct address shown;		/* all before it, in earlier places */
	struct cursor children;
	struct q_view_children_told child;
	bool has_child;
};

/* What the page before, or the place before, has shown is left out. */
static void
set_range(struct merge_view *m, const struct prefix *within)
{
	m->lowest = within->first;
	m->highest = prefix_last(within);
	if (address_compare(&m->v.at.from, &m->lowest) > 0)
		m->lowest = m->v.at.from;
	if (address_compare(&m->shown, &m->lowest) > 0)
		m->lowest = m->shown;
}

static void
move_behind(struct merge_view *m, const struct prefix *p)
{
	struct address last = prefix_last(p);

	m->ended = !address_after(&last, &m->at) ||
	    !prefix_contains(&m->block->prefix, &m->at);
}

/* A child that begins before the range but reaches into it belongs to it;
   else what is free there may begin behind the child before. */
static void
find_start(struct merge_view *m)
{
	struct q_view_child_before child;

	m->at = m->block->prefix.first;
	if (address_equal(&m->lowest, &m->at) || !q_view_child_before(
	    m->v.r->db, m->block->id, &m->lowest, &child))
		return;
	if (prefix_contains(&child.p, &m->lowest))
		m->at = m->lowest = child.p.first;
	else
		move_behind(m, &child.p);
}

static void
open_children(struct merge_view *m)
{
	q_view_children_told_open(m->v.r->db, m->block->id, &m->lowest,
	    view_most(&m->v), &m->children);
	m->has_child = q_view_children_told_next(&m->children, &m->child);
}

/* The largest free block that begins here; false: a child does. */
static bool
next_gap(const struct merge_view *m, struct prefix *gap)
{
	struct address last = prefix_last(&m->block->prefix);

	if (m->in->without_free || m->ended)
		return false;
	if (m->has_child && (address_compare(&m->at, &m->child.p.first) >= 0 ||
	    !address_before(&m->child.p.first, &last)))
		return false;
	*gap = range_head(&m->at, &last);
	return true;
}

/* False: the page is full, or its range has been walked. */
static bool
take_gap(struct merge_view *m, const struct prefix *gap)
{
	struct address last = prefix_last(gap);

	if (address_compare(&gap->first, &m->highest) > 0 ||
	    (address_compare(&last, &m->lowest) >= 0 &&
	    !view_free(&m->v, gap)))
		return false;
	move_behind(m, gap);
	return true;
}

static bool
take_child(struct merge_view *m)
{
	if (!m->has_child ||
	    address_compare(&m->child.p.first, &m->highest) > 0 ||
	    !view_told(&m->v, &m->child, &m->block->prefix))
		return false;
	move_behind(m, &m->child.p);
	m->has_child = q_view_children_told_next(&m->children, &m->child);
	return true;
}

/* False: the page is full, or nothing comes behind. */
static bool
merge_place(struct merge_view *m, const struct prefix *within)
{
	struct prefix gap;

	set_range(m, within);
	if (address_compare(&m->lowest, &m->highest) > 0)
		return true;
	m->ended = false;
	find_start(m);
	open_children(m);
	while (next_gap(m, &gap) ? take_gap(m, &gap) : take_child(m))
		;
	cursor_close(&m->children);
	if (m->v.count > 0)
		m->shown = m->at;
	return !m->ended && m->v.page->next[0] == '\0';
}

size_t
registry_children(struct registry *r, const struct block *block,
    const struct view_children *in, struct view_page *page,
    struct view_row *out)
{
	struct filter filter = filter_parse(r, in->filter);
	struct places places = filter.places;
	struct merge_view m = { .in = in, .block = block };

	page->next[0] = '\0';
	if (filter.words != NULL || filter.status != STATUS_ROOT)
		return view_filtered(r, block, &filter, page, out);
	if (!filter.all && places.count == 0)
		return 0;
	if (places.count == 0)
		places.list[places.count++] = in->within.length != 0 ?
		    in->within : block->prefix;
	view_begin(&m.v, r, page, out);
	m.v.gave = true;
	for (size_t i = 0; i < places.count; i++)
		if (prefix_overlaps(&places.list[i], &block->prefix) &&
		    !merge_place(&m, &places.list[i]))
			break;
	return m.v.count;
}

/* --- The map ------------------------------------------------------------- */

/* The child that covers a cell whole. */
static const struct block *
child_around(struct registry *r, const struct block *block,
    const struct prefix *cell)
{
	struct q_view_child_before child;
	struct block whole;

	if (!q_view_child_before(r->db, block->id, &cell->first, &child) ||
	    !prefix_covers(&child.p, cell) ||
	    !q_block_by_id(r->db, child.id, &whole))
		return NULL;
	return arena_memdup(r->arena, &whole, sizeof(whole));
}

/* The cells of one length below under, all of them, empty ones too. */
static size_t
list_cells(const struct prefix *under, uint8_t length,
    struct view_cell out[VIEW_CELLS_MAX])
{
	struct prefix cell = prefix_of(&under->first, length);
	struct address last, next;
	size_t count = 0;

	for (;;) {
		out[count++] = (struct view_cell){ .prefix = cell,
		    .total = prefix_size(&cell) };
		last = prefix_last(&cell);
		if (count == VIEW_CELLS_MAX || !address_after(&last, &next) ||
		    !prefix_contains(under, &next))
			return count;
		cell = prefix_of(&next, length);
	}
}

static void
fill_used(struct registry *r, const struct block *block,
    const struct prefix *under, uint8_t length, struct view_cell *cells,
    size_t count)
{
	struct address last = prefix_last(under);
	struct q_view_cells row;
	struct cursor cursor;
	size_t i = 0;

	q_view_cells_open(r->db, block->id, length, &under->first, &last,
	    &cursor);
	while (q_view_cells_next(&cursor, &row)) {
		while (i < count && !prefix_equal(&cells[i].prefix, &row.p))
			i++;
		if (i < count)
			cells[i].used = (uint64_t)row.used;
	}
}

size_t
registry_cells(struct registry *r, const struct block *block,
    const struct prefix *under, int steps,
    struct view_cell out[VIEW_CELLS_MAX])
{
	int length = cell_first_step(under) + (steps - 1) * CELL_STEP;
	size_t count;

	assert(steps == 1 || steps == 2);
	if (!prefix_covers(&block->prefix, under) || length > 128)
		return 0;
	count = list_cells(under, (uint8_t)length, out);
	fill_used(r, block, under, (uint8_t)length, out, count);
	for (size_t i = 0; i < count; i++) {
		if (out[i].used != 0)
			continue;
		out[i].child = child_around(r, block, &out[i].prefix);
		if (out[i].child != NULL)
			out[i].used = out[i].total;
	}
	return count;
}
