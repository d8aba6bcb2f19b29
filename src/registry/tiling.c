/* SPDX-License-Identifier: ISC */
/*
 * Free space as maximal CIDR blocks, and the counters of a divided block.
 *
 * A block's children and its free rows tile it exactly.  A block without
 * children has no rows at all: it is free as a whole.  Taking a range finds
 * the one free row that covers it and puts back what is left; giving back
 * joins buddies.  The cost does not grow with the number of children.
 */
#include "registry/private.h"

#include "store/read.h"
#include "store/write.h"

uint8_t
cell_first_step(const struct prefix *block)
{
	return (uint8_t)(block->length / CELL_STEP * CELL_STEP + CELL_STEP);
}

static void
count_cells(struct store *db, const struct block *parent,
    const struct prefix *child, int64_t used)
{
	struct prefix cell;
	uint8_t length = cell_first_step(&parent->prefix);

	for (; length < child->length; length += CELL_STEP) {
		cell = prefix_of(&child->first, length);
		w_cell_add(db, parent->id, &cell, used);
		if (used < 0)
			w_cell_prune(db, parent->id, &cell);
	}
}

void
tiling_count_child(struct store *db, const struct block *parent,
    const struct prefix *child, int sign)
{
	int64_t used = (int64_t)prefix_size(child) * sign;

	w_tally_add(db, parent->id, sign, used);
	count_cells(db, parent, child, used);
}

static void
free_add(struct store *db, int64_t block, const struct prefix *prefix)
{
	w_free_insert(db, block, prefix);
	w_free_count_add(db, block, prefix->length, 1);
}

static bool
free_remove(struct store *db, int64_t block, const struct prefix *prefix)
{
	if (w_free_delete(db, block, prefix) != 1)
		return false;
	w_free_count_add(db, block, prefix->length, -1);
	w_free_count_prune(db, block, prefix->length);
	return true;
}

/* The free row that covers a prefix; the whole block when it is undivided. */
static bool
free_around(struct store *db, const struct block *parent,
    const struct prefix *wanted, struct prefix *row)
{
	struct q_free_before found;
	struct q_tally tally;

	if (q_free_before(db, parent->id, &wanted->first, &found))
		*row = found.p;
	else if (!q_tally(db, parent->id, &tally))
		*row = parent->prefix;
	else
		return false;
	return prefix_covers(row, wanted);
}

bool
tiling_is_free(struct store *db, const struct block *parent,
    const struct prefix *wanted)
{
	struct prefix row;

	return free_around(db, parent, wanted, &row);
}

static void
divide(struct store *db, const struct block *parent)
{
	struct q_tally tally;

	if (q_tally(db, parent->id, &tally))
		return;
	w_tally_insert(db, parent->id, parent->organisation, &parent->prefix,
	    0, 0);
	free_add(db, parent->id, &parent->prefix);
}

bool
tiling_take(struct store *db, const struct block *parent,
    const struct prefix *wanted)
{
	struct prefix row, rest;

	if (!free_around(db, parent, wanted, &row))
		return false;
	divide(db, parent);
	if (!free_remove(db, parent->id, &row))
		return false;
	for (rest = *wanted; rest.length > row.length;
	    rest = prefix_up(&rest)) {
		struct prefix buddy = prefix_buddy(&rest);

		free_add(db, parent->id, &buddy);
	}
	tiling_count_child(db, parent, wanted, 1);
	return true;
}

static void
clear(struct store *db, int64_t block)
{
	w_free_clear(db, block);
	w_free_count_clear(db, block);
	w_cell_clear(db, block);
	w_tally_clear(db, block);
}

void
tiling_give(struct store *db, const struct block *parent,
    const struct prefix *given)
{
	struct prefix joined = *given, buddy;
	struct q_tally tally;

	tiling_count_child(db, parent, given, -1);
	if (q_tally(db, parent->id, &tally) && tally.children == 0) {
		clear(db, parent->id);
		return;
	}
	while (joined.length > parent->prefix.length) {
		buddy = prefix_buddy(&joined);
		if (!free_remove(db, parent->id, &buddy))
			break;
		joined = prefix_up(&joined);
	}
	free_add(db, parent->id, &joined);
}

bool
tiling_best_fit(struct store *db, const struct block *parent, uint8_t length,
    struct prefix *out)
{
	struct q_free_length_for size;
	struct q_free_of_length row;
	struct cursor cursor;
	bool found = false;
	struct q_tally tally;

	if (!q_tally(db, parent->id, &tally)) {
		*out = prefix_of(&parent->prefix.first, length);
		return length >= parent->prefix.length;
	}
	if (!q_free_length_for(db, parent->id, length, &size))
		return false;
	q_free_of_length_open(db, parent->id, size.length, 1, &cursor);
	while (q_free_of_length_next(&cursor, &row)) {
		*out = prefix_of(&row.p.first, length);
		found = true;
	}
	return found;
}

bool
tiling_rebuild(struct store *db, const struct block *block,
    struct prefix *where)
{
	struct arena *arena;
	struct tiling t;
	bool right;

	clear(db, block->id);
	if (!block_has_children(db, block))
		return true;
	arena = arena_new();
	right = tiling_of(db, arena, block, &t);
	*where = t.overlap;
	if (right)
		w_tally_insert(db, block->id, block->organisation,
		    &block->prefix, t.children, t.used);
	for (size_t i = 0; right && i < t.free_count; i++)
		w_free_insert(db, block->id, &t.free[i]);
	for (int length = 0; right && length <= 128; length++)
		if (t.per_length[length] > 0)
			w_free_count_add(db, block->id, length,
			    t.per_length[length]);
	for (size_t i = 0; right && i < t.cell_count; i++)
		w_cell_add(db, block->id, &t.cells[i].prefix,
		    t.cells[i].used);
	arena_free(arena);
	return right;
}
