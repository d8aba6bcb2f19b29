/* SPDX-License-Identifier: ISC */
/* A block's page: its children with free rows among them, and its map. */
#include <string.h>

#include "registry/view.h"
#include "store/read.h"

/* --- Children and free rows, merged -------------------------------------- */

struct merge_view {
	struct view v;
	const struct view_children *in;
	struct block block;
	struct address lowest, highest;
	struct cursor children, free;
	struct block child;
	struct q_view_free gap;
	bool has_child, has_gap;
};

/* What begins before the range but covers its beginning belongs to it. */
static void
widen(struct merge_view *m)
{
	struct store *db = m->v.r->db;
	struct q_free_before gap;
	struct block child;

	if (q_block_child_before(db, m->block.id, &m->lowest, &child) &&
	    prefix_contains(&child.prefix, &m->lowest))
		m->lowest = child.prefix.first;
	else if (q_free_before(db, m->block.id, &m->lowest, &gap) &&
	    prefix_contains(&gap.p, &m->lowest))
		m->lowest = gap.p.first;
}

static void
set_range(struct merge_view *m)
{
	const struct prefix *within = m->in->within.length != 0 ?
	    &m->in->within : &m->in->block;

	m->lowest = within->first;
	m->highest = prefix_last(within);
	if (m->in->within.length != 0)
		widen(m);
	if (address_compare(&m->v.at.from, &m->lowest) > 0)
		m->lowest = m->v.at.from;
}

static void
open_both(struct merge_view *m)
{
	struct store *db = m->v.r->db;

	q_view_children_open(db, m->block.id, &m->lowest, &m->highest,
	    view_most(&m->v), &m->children);
	m->has_child = q_view_children_next(&m->children, &m->child);
	if (m->in->without_free)
		return;
	q_view_free_open(db, m->block.id, &m->lowest, &m->highest,
	    view_most(&m->v), &m->free);
	m->has_gap = q_view_free_next(&m->free, &m->gap);
}

/* The lower of the two; false: the page is full. */
static bool
take_lower(struct merge_view *m)
{
	if (m->has_gap && (!m->has_child || address_compare(
	    &m->gap.p.first, &m->child.prefix.first) < 0)) {
		if (!view_free(&m->v, &m->gap.p))
			return false;
		m->has_gap = q_view_free_next(&m->free, &m->gap);
		return true;
	}
	if (!view_block(&m->v, &m->child))
		return false;
	m->has_child = q_view_children_next(&m->children, &m->child);
	return true;
}

static void
walk_both(struct merge_view *m)
{
	set_range(m);
	open_both(m);
	while ((m->has_child || m->has_gap) && take_lower(m))
		;
	if (m->has_child)
		cursor_close(&m->children);
	if (m->has_gap)
		cursor_close(&m->free);
}

size_t
registry_children(struct registry *r, const struct view_children *in,
    struct view_page *page, struct view_row *out)
{
	struct merge_view m = { .in = in };
	struct q_tally tally;

	view_begin(&m.v, r, page, out);
	m.v.managed = true;
	if (!q_block_by_prefix(r->db, &in->block, &m.block))
		return 0;
	if (q_tally(r->db, m.block.id, &tally))
		walk_both(&m);
	else if (!in->without_free && address_compare(&m.v.at.from,
	    &in->block.first) <= 0 && !view_free(&m.v, &in->block))
		return 0;
	return m.v.count;
}

/* --- The map ------------------------------------------------------------- */

/* The child that covers a cell whole. */
static const struct block *
child_around(struct registry *r, const struct block *block,
    const struct prefix *cell)
{
	struct block child;

	if (!q_block_child_before(r->db, block->id, &cell->first, &child) ||
	    !prefix_covers(&child.prefix, cell))
		return NULL;
	return arena_memdup(r->arena, &child, sizeof(child));
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
