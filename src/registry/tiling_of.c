/* SPDX-License-Identifier: ISC */
/* What is derived of a block, computed from its children alone. */
#include "registry/private.h"

#include <stdlib.h>

#include "store/read.h"

/* The free CIDR blocks from one address to another, both included. */
static void
add_gap(struct arena *arena, struct tiling *t, const struct address *from,
    const struct address *last)
{
	struct address at = *from, end;
	struct prefix *place;

	while (address_compare(&at, last) <= 0) {
		place = arena_grow(arena, &t->free, &t->free_count,
		    sizeof(*place));
		*place = range_head(&at, last);
		t->per_length[place->length]++;
		end = prefix_last(place);
		if (!address_after(&end, &at))
			break;
	}
}

/* open: for each step, the place + 1 of the cell that was met last. */
static void
add_cells(struct arena *arena, struct tiling *t, const struct block *block,
    const struct prefix *child, size_t open[33])
{
	uint8_t length = cell_first_step(&block->prefix);

	for (; length < child->length; length += CELL_STEP) {
		struct prefix prefix = prefix_of(&child->first, length);
		size_t *last = &open[length / CELL_STEP];
		struct cell *cell = *last == 0 ? NULL : &t->cells[*last - 1];

		if (cell == NULL || !prefix_equal(&prefix, &cell->prefix)) {
			cell = arena_grow(arena, &t->cells, &t->cell_count,
			    sizeof(*cell));
			cell->prefix = prefix;
			*last = t->cell_count;
		}
		cell->used += (int64_t)prefix_size(child);
	}
}

static int
cell_order(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	return x->prefix.length != y->prefix.length ?
	    x->prefix.length - y->prefix.length :
	    address_compare(&x->prefix.first, &y->prefix.first);
}

static void
add_child(struct arena *arena, struct tiling *t, const struct block *block,
    const struct prefix *child, size_t open[33])
{
	t->children++;
	t->used += (int64_t)prefix_size(child);
	add_cells(arena, t, block, child, open);
}

bool
tiling_of(struct store *db, struct arena *arena, const struct block *block,
    struct tiling *t)
{
	struct address at = block->prefix.first, last;
	struct cursor cursor;
	struct block child;
	size_t open[33] = { 0 };
	bool more = true;

	*t = (struct tiling){ 0 };
	q_block_children_open(db, block->id, &cursor);
	while (q_block_children_next(&cursor, &child)) {
		if (!more || address_compare(&child.prefix.first, &at) < 0 ||
		    !prefix_covers(&block->prefix, &child.prefix)) {
			t->overlap = child.prefix;
			cursor_close(&cursor);
			return false;
		}
		if (address_compare(&at, &child.prefix.first) < 0 &&
		    address_before(&child.prefix.first, &last))
			add_gap(arena, t, &at, &last);
		add_child(arena, t, block, &child.prefix, open);
		last = prefix_last(&child.prefix);
		more = address_after(&last, &at);
	}
	last = prefix_last(&block->prefix);
	if (t->children > 0 && more && address_compare(&at, &last) <= 0)
		add_gap(arena, t, &at, &last);
	if (t->cell_count > 0)
		qsort(t->cells, t->cell_count, sizeof(*t->cells), cell_order);
	return true;
}
