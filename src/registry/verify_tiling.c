/* SPDX-License-Identifier: ISC */
/*
 * What is derived from the blocks, computed again and compared row by row:
 * children and free rows tile each divided block exactly.
 */
#include "registry/verify.h"

#include "store/read.h"

/* The stored rows, each table walked once in the order of its blocks. */
struct derived {
	struct cursor free_cursor, count_cursor, tally_cursor, cell_cursor;
	struct q_free_all free;
	struct q_free_count_all count;
	struct q_tally_all tally;
	struct q_cell_all cell;
	bool has_free, has_count, has_tally, has_cell;
};

static void
step_free(struct derived *d)
{
	d->has_free = q_free_all_next(&d->free_cursor, &d->free);
}

static void
step_count(struct derived *d)
{
	d->has_count = q_free_count_all_next(&d->count_cursor, &d->count);
}

static void
step_tally(struct derived *d)
{
	d->has_tally = q_tally_all_next(&d->tally_cursor, &d->tally);
}

static void
step_cell(struct derived *d)
{
	d->has_cell = q_cell_all_next(&d->cell_cursor, &d->cell);
}

static bool
tiling_fail(struct verify *v, const char *table, const struct prefix *row,
    const struct block *block, const char *what)
{
	char a[PREFIX_TEXT_MAX], b[PREFIX_TEXT_MAX];

	return verify_fail(v, "%s %s of block %s (id %lld): %s", table,
	    row == NULL ? "row" : prefix_text(row, a),
	    prefix_text(&block->prefix, b), (long long)block->id, what);
}

static bool
compare_free(struct verify *v, struct derived *d, const struct block *block,
    const struct tiling *e)
{
	for (size_t i = 0; i < e->free_count; i++) {
		if (!d->has_free || d->free.block != block->id ||
		    !prefix_equal(&d->free.p, &e->free[i]))
			return tiling_fail(v, "free", &e->free[i], block,
			    "is missing or not this range");
		step_free(d);
	}
	return !d->has_free || d->free.block > block->id ||
	    tiling_fail(v, "free", &d->free.p, block, "is not free");
}

static bool
compare_counts(struct verify *v, struct derived *d, const struct block *block,
    const struct tiling *e)
{
	for (int length = 0; length <= 128; length++) {
		if (e->per_length[length] == 0)
			continue;
		if (!d->has_count || d->count.block != block->id ||
		    d->count.length != length ||
		    d->count.number != e->per_length[length])
			return tiling_fail(v, "free_count", NULL, block,
			    "is not the number of its free rows");
		step_count(d);
	}
	return !d->has_count || d->count.block > block->id ||
	    tiling_fail(v, "free_count", NULL, block, "counts nothing");
}

static bool
compare_tally(struct verify *v, struct derived *d, const struct block *block,
    const struct tiling *e)
{
	bool stored = d->has_tally && d->tally.block == block->id;

	if (d->has_tally && d->tally.block < block->id)
		return verify_fail(v, "tally of block id %lld: there is no "
		    "such block", (long long)d->tally.block);
	if (stored != (e->children > 0))
		return tiling_fail(v, "tally", NULL, block, stored ?
		    "is there, but the block is not divided" : "is missing");
	if (!stored)
		return true;
	if (d->tally.children != e->children || d->tally.used != e->used)
		return tiling_fail(v, "tally", NULL, block,
		    "is not the number and size of its children");
	if (d->tally.organisation != block->organisation ||
	    !prefix_equal(&d->tally.p, &block->prefix))
		return tiling_fail(v, "tally", &d->tally.p, block,
		    "is not of its holder and range");
	step_tally(d);
	return true;
}

static bool
compare_cells(struct verify *v, struct derived *d, const struct block *block,
    const struct tiling *e)
{
	for (size_t i = 0; i < e->cell_count; i++) {
		if (!d->has_cell || d->cell.block != block->id ||
		    !prefix_equal(&d->cell.p, &e->cells[i].prefix) ||
		    d->cell.used != e->cells[i].used)
			return tiling_fail(v, "cell", &e->cells[i].prefix,
			    block, "is not the space used in it");
		step_cell(d);
	}
	return !d->has_cell || d->cell.block > block->id ||
	    tiling_fail(v, "cell", &d->cell.p, block, "counts nothing");
}

static bool
compare(struct verify *v, struct derived *d, const struct block *block)
{
	struct tiling e;

	if (!tiling_of(v->db, v->scratch, block, &e))
		return tiling_fail(v, "child", &e.overlap, block,
		    "overlaps another");
	return compare_free(v, d, block, &e) &&
	    compare_counts(v, d, block, &e) &&
	    compare_tally(v, d, block, &e) && compare_cells(v, d, block, &e);
}

static void
open_all(struct verify *v, struct derived *d)
{
	q_free_all_open(v->db, &d->free_cursor);
	q_free_count_all_open(v->db, &d->count_cursor);
	q_tally_all_open(v->db, &d->tally_cursor);
	q_cell_all_open(v->db, &d->cell_cursor);
	step_free(d);
	step_count(d);
	step_tally(d);
	step_cell(d);
}

static void
close_all(struct derived *d)
{
	cursor_close(&d->free_cursor);
	cursor_close(&d->count_cursor);
	cursor_close(&d->tally_cursor);
	cursor_close(&d->cell_cursor);
}

bool
verify_tiling(struct verify *v)
{
	struct derived d = { 0 };
	struct cursor cursor;
	struct block block;
	bool right = true;

	open_all(v, &d);
	q_fact_all_open(v->db, FACT_block, &cursor);
	while (right && q_fact_all_next(FACT_block, &cursor, &block)) {
		right = compare(v, &d, &block);
		arena_clear(v->scratch);
	}
	cursor_close(&cursor);
	if (right && (d.has_free || d.has_count || d.has_tally || d.has_cell))
		right = verify_fail(v, "a row of free, free_count, tally or "
		    "cell belongs to no block");
	close_all(&d);
	return right;
}

/* ASN rows and free ranges, merged by number, are 0 to the last. */
bool
verify_asns(struct verify *v)
{
	struct cursor asns, frees;
	struct q_asn_free_all free = { 0 };
	struct asn asn = { 0 };
	bool has_asn, has_free, free_before = false, right = true;
	int64_t at = 0;

	q_asn_in_order_open(v->db, &asns);
	q_asn_free_all_open(v->db, &frees);
	has_asn = q_asn_in_order_next(&asns, &asn);
	has_free = q_asn_free_all_next(&frees, &free);
	while (right && (has_asn || has_free)) {
		if (has_asn && asn.first == at && asn.last >= at) {
			at = asn.last + 1;
			free_before = false;
			v->report->asns++;
			has_asn = q_asn_in_order_next(&asns, &asn);
		} else if (has_free && free.first == at && free.last >= at &&
		    !free_before) {
			at = free.last + 1;
			free_before = true;
			has_free = q_asn_free_all_next(&frees, &free);
		} else {
			right = verify_fail(v, "asn or asn_free at AS%lld: a "
			    "gap, an overlap or two free ranges in a row",
			    (long long)at);
		}
	}
	cursor_close(&asns);
	cursor_close(&frees);
	if (right && at != (int64_t)UINT32_MAX + 1)
		right = verify_fail(v, "asn_free ends at AS%lld",
		    (long long)at - 1);
	return right;
}
