/* SPDX-License-Identifier: ISC */
/*
 * Split and merge: the same addresses in other pieces.  Free space does not
 * change; children, delegations and origins move to the piece they lie in.
 */
#include "registry/private.h"

#include "model/limits.h"
#include "store/read.h"

struct children {
	struct block *rows;
	size_t count;
};

static void
reparent(struct registry *r, const struct children *children,
    const struct block *pieces, size_t count)
{
	for (size_t i = 0; i < children->count; i++) {
		struct block after = children->rows[i];

		for (size_t j = 0; j < count; j++)
			if (prefix_covers(&pieces[j].prefix, &after.prefix))
				after.parent = pieces[j].id;
		put_changed(r, FACT_block, &children->rows[i], &after);
	}
}

/* A delegation larger than the pieces becomes one for each of them. */
static void
divide_delegation(struct registry *r, const struct delegation *delegation,
    const struct block *pieces, size_t count)
{
	struct delegated all;

	delegated_read(r, delegation, &all);
	delegation_remove(r, delegation);
	for (size_t i = 0; i < count; i++)
		if (prefix_covers(&delegation->prefix, &pieces[i].prefix) &&
		    rule_can_delegate(&pieces[i].prefix))
			delegated_copy(r, &all, pieces[i].id,
			    &pieces[i].prefix);
}

static const struct block *
piece_around(const struct block *pieces, size_t count,
    const struct prefix *prefix)
{
	for (size_t i = 0; i < count; i++)
		if (prefix_covers(&pieces[i].prefix, prefix))
			return &pieces[i];
	return NULL;
}

static void
move_delegations(struct registry *r, int64_t from, const struct block *pieces,
    size_t piece_count)
{
	struct delegation *rows = NULL, row, after;
	struct cursor cursor;
	size_t count = 0;

	q_delegation_of_block_open(r->db, from, &cursor);
	while (q_delegation_of_block_next(&cursor, &row)) {
		struct delegation *place = arena_grow(r->scratch, &rows,
		    &count, sizeof(row));

		*place = row;
	}
	for (size_t i = 0; i < count; i++) {
		const struct block *piece = piece_around(pieces, piece_count,
		    &rows[i].prefix);

		if (piece == NULL) {
			divide_delegation(r, &rows[i], pieces, piece_count);
			continue;
		}
		after = rows[i];
		after.block = piece->id;
		put_changed(r, FACT_delegation, &rows[i], &after);
	}
}

static bool
has_origin(struct registry *r, int64_t block, int64_t number)
{
	struct cursor cursor;
	struct origin row;
	bool found = false;

	q_origin_of_block_open(r->db, block, &cursor);
	while (q_origin_of_block_next(&cursor, &row))
		found |= row.number == number;
	return found;
}

/* Every piece is announced by who announced the whole. */
static void
copy_origins(struct registry *r, int64_t from, const struct block *pieces,
    size_t count)
{
	struct cursor cursor;
	struct origin row;

	q_origin_of_block_open(r->db, from, &cursor);
	while (q_origin_of_block_next(&cursor, &row)) {
		put_gone(r, FACT_origin, &row);
		for (size_t i = 0; i < count; i++) {
			struct origin copy = { .block = pieces[i].id,
			    .number = row.number };

			if (!has_origin(r, pieces[i].id, row.number))
				put_new(r, FACT_origin, &copy);
		}
	}
}

/* Everything of a block goes to the pieces, then the block goes. */
static void
block_dissolve(struct registry *r, const struct block *block,
    const struct block *pieces, size_t count)
{
	struct children children;
	struct prefix where;

	children.count = block_children(r, block->id, &children.rows);
	reparent(r, &children, pieces, count);
	move_delegations(r, block->id, pieces, count);
	copy_origins(r, block->id, pieces, count);
	if (!tiling_rebuild(r->db, block, &where))
		die("an emptied block has an overlap");
	put_gone(r, FACT_block, block);
}

static void
record_drop_if_empty(struct registry *r, int64_t id)
{
	struct record record;
	struct cursor cursor;
	struct block block;
	struct asn asn;
	bool used;

	q_block_of_record_open(r->db, id, &cursor);
	used = q_block_of_record_next(&cursor, &block);
	cursor_close(&cursor);
	q_asn_of_record_open(r->db, id, &cursor);
	used |= q_asn_of_record_next(&cursor, &asn);
	cursor_close(&cursor);
	if (!used && q_record_by_id(r->db, id, &record))
		put_gone(r, FACT_record, &record);
}

static size_t
list_pieces(const struct block *block, const struct prefix *part,
    struct block pieces[129])
{
	struct prefix at = *part;
	size_t count = 0;

	pieces[count] = *block;
	pieces[count++].prefix = *part;
	for (; at.length > block->prefix.length; at = prefix_up(&at)) {
		pieces[count] = *block;
		pieces[count++].prefix = prefix_buddy(&at);
	}
	return count;
}

/* A sub-assignment must stay smaller than the piece it is part of. */
static enum result
check_cuts(struct registry *r, const struct block *block,
    const struct block *pieces, size_t count)
{
	struct block child;

	for (size_t i = 0; i < count; i++)
		if (q_block_child_before(r->db, block->id,
		    &pieces[i].prefix.first, &child) &&
		    prefix_covers(&child.prefix, &pieces[i].prefix))
			return refuse(r, RESULT_CUTS_CHILD, "resource",
			    "%s is sub-assigned.", said(r, &child.prefix));
	return RESULT_OK;
}

enum result
block_split(struct registry *r, const struct block *block,
    const struct prefix *part)
{
	struct block pieces[129], parent;
	size_t count = list_pieces(block, part, pieces);
	struct record record;
	struct prefix where;
	enum result result = check_cuts(r, block, pieces, count);

	if (result != RESULT_OK)
		return result;
	if (!block_up(r->db, block, &parent) ||
	    !q_record_by_id(r->db, block->record, &record))
		die("block %lld has no parent or record",
		    (long long)block->id);
	record_scatter(r, block);
	tiling_count_child(r->db, &parent, &block->prefix, -1);
	for (size_t i = 0; i < count; i++) {
		put_new(r, FACT_record, &record);
		pieces[i].record = record.id;
		pieces[i].changed = r->now;
		put_new(r, FACT_block, &pieces[i]);
		tiling_count_child(r->db, &parent, &pieces[i].prefix, 1);
	}
	block_dissolve(r, block, pieces, count);
	record_drop_if_empty(r, block->record);
	for (size_t i = 0; i < count; i++)
		if (!tiling_rebuild(r->db, &pieces[i], &where))
			die("children of a piece overlap");
	return RESULT_OK;
}

static void
insert_asn_piece(struct registry *r, const struct asn *asn, int64_t first,
    int64_t last)
{
	struct asn piece = *asn;
	struct record record;

	if (first > last)
		return;
	if (!q_record_by_id(r->db, asn->record, &record))
		die("record %lld is not there", (long long)asn->record);
	put_new(r, FACT_record, &record);
	piece.record = record.id;
	piece.first = first;
	piece.last = last;
	piece.changed = r->now;
	put_new(r, FACT_asn, &piece);
}

/* The range's row goes first: the number it starts with is unique. */
void
asn_split(struct registry *r, const struct asn *asn,
    const struct asn_range *part)
{
	put_gone(r, FACT_asn, asn);
	insert_asn_piece(r, asn, part->first, part->last);
	insert_asn_piece(r, asn, asn->first, (int64_t)part->first - 1);
	insert_asn_piece(r, asn, (int64_t)part->last + 1, asn->last);
	record_drop_if_empty(r, asn->record);
}

enum result
do_split(struct registry *r, struct split *in)
{
	struct block block;
	struct asn asn;

	r->object = said_resource(r, &in->resource);
	if (in->resource.is_asn) {
		if (!asn_around(r->db, in->resource.asns.first, &asn) ||
		    asn.last < in->resource.asns.last)
			return refuse(r, RESULT_NO_ASN, "resource", "%s",
			    r->object);
		if (asn.first == in->resource.asns.first &&
		    asn.last == in->resource.asns.last)
			return refuse(r, RESULT_WHOLE_BLOCK, "resource",
			    "%s", r->object);
		asn_split(r, &asn, &in->resource.asns);
		return RESULT_OK;
	}
	if (!block_around(r->db, &in->resource.prefix, &block) ||
	    block.status == STATUS_ROOT)
		return refuse(r, RESULT_NOT_OURS, "resource", "%s", r->object);
	if (status_is_passed_on(block.status))
		return refuse(r, RESULT_NOT_DIRECT, "resource", "%s is %s.",
		    said(r, &block.prefix), status_words[block.status]);
	if (prefix_equal(&block.prefix, &in->resource.prefix))
		return refuse(r, RESULT_WHOLE_BLOCK, "resource", "%s",
		    r->object);
	return block_split(r, &block, &in->resource.prefix);
}

static bool
blocks_alike(const struct block *a, const struct block *b)
{
	return a->status == b->status && a->organisation == b->organisation &&
	    a->parent == b->parent;
}

/* The direct or stock block around an address, when it fits inside whole. */
static enum result
filling_block(struct registry *r, const struct prefix *whole,
    const struct address *at, struct block *row)
{
	struct prefix host = prefix_host(at);

	if (!block_around(r->db, &host, row) || row->status == STATUS_ROOT)
		return refuse(r, RESULT_NOT_ADJACENT, "resource",
		    "%s is not in the register.", said(r, &host));
	while (status_is_passed_on(row->status))
		if (!block_up(r->db, row, row))
			die("a sub-assignment without parent");
	if (!prefix_covers(whole, &row->prefix) ||
	    prefix_equal(whole, &row->prefix))
		return refuse(r, RESULT_NOT_ADJACENT, "resource",
		    "%s is one block.", said(r, &row->prefix));
	return RESULT_OK;
}

/* The blocks that fill the prefix, in order. */
static enum result
collect_filling(struct registry *r, const struct prefix *whole,
    struct children *out)
{
	struct address at = whole->first, last;
	struct block row, *place;
	enum result result;

	do {
		if ((result = filling_block(r, whole, &at, &row)) != RESULT_OK)
			return result;
		place = arena_grow(r->scratch, &out->rows, &out->count,
		    sizeof(row));
		*place = row;
		if (!blocks_alike(&out->rows[0], &row))
			return refuse(r, RESULT_NOT_ALIKE, "resource",
			    "%s and %s", said(r, &out->rows[0].prefix),
			    said(r, &row.prefix));
		last = prefix_last(&row.prefix);
	} while (address_after(&last, &at) && prefix_contains(whole, &at));
	return RESULT_OK;
}

/* A record has one country: those that differ are corrected first. */
static enum result
check_country(struct registry *r, int64_t id, const struct record *first)
{
	struct record record;

	if (!q_record_by_id(r->db, id, &record))
		die("record %lld is not there", (long long)id);
	return text_equal(record.country, first->country) ? RESULT_OK :
	    refuse(r, RESULT_NOT_ALIKE, "resource", "The countries are %s "
	    "and %s.", first->country, record.country);
}

static int
count_origins(struct registry *r, int64_t block)
{
	struct cursor cursor;
	struct origin row;
	int count = 0;

	q_origin_of_block_open(r->db, block, &cursor);
	while (q_origin_of_block_next(&cursor, &row))
		count++;
	return count;
}

/* Read again: an earlier part may have shared its record. */
static void
merge_part(struct registry *r, int64_t id, const struct block *parent,
    const struct block *whole)
{
	struct block part;

	if (!q_block_by_id(r->db, id, &part))
		return;			/* the store failed, and says so */
	record_scatter(r, &part);
	tiling_count_child(r->db, parent, &part.prefix, -1);
	block_dissolve(r, &part, whole, 1);
	record_drop_if_empty(r, part.record);
}

/*
 * What was one delegation before its block was split is one again.  What then
 * is no delegation of whole /16s has no place in a block of /16 or shorter.
 */
static enum result
join_delegations(struct registry *r, const struct block *whole,
    const struct children *parts)
{
	struct address last = prefix_last(&whole->prefix);
	struct delegation left;

	for (size_t i = 0; i < parts->count; i++)
		delegations_join(r, &parts->rows[i].prefix, &whole->prefix);
	if (rule_holder_delegates(&whole->prefix) &&
	    q_delegation_longer(r->db, &whole->prefix.first, &last,
	    RULE_IPV4_WHOLE_LENGTH, &left))
		return refuse(r, RESULT_WHOLE_16S, "resource", "%s",
		    said(r, &left.prefix));
	return RESULT_OK;
}

static enum result
merge_blocks(struct registry *r, struct merge *in)
{
	struct children parts = { 0 };
	struct block whole, parent;
	struct record record;
	struct prefix where;
	enum result result = collect_filling(r, &in->resource.prefix, &parts);

	if (result != RESULT_OK)
		return result;
	whole = parts.rows[0];
	if (!q_record_by_id(r->db, whole.record, &record) ||
	    !block_up(r->db, &whole, &parent))
		die("block %lld has no record", (long long)whole.id);
	for (size_t i = 1; i < parts.count; i++)
		if ((result = check_country(r, parts.rows[i].record,
		    &record)) != RESULT_OK)
			return result;
	if (in->date != 0)
		record.date = in->date;
	put_new(r, FACT_record, &record);
	whole.prefix = in->resource.prefix;
	whole.record = record.id;
	whole.created = record.date;
	whole.changed = r->now;
	put_new(r, FACT_block, &whole);
	for (size_t i = 0; i < parts.count; i++)
		merge_part(r, parts.rows[i].id, &parent, &whole);
	if (count_origins(r, whole.id) > LIMIT_ORIGINS)
		return refuse(r, RESULT_TOO_LARGE, "resource", "At most %d "
		    "origins.", LIMIT_ORIGINS);
	tiling_count_child(r->db, &parent, &whole.prefix, 1);
	if (!tiling_rebuild(r->db, &whole, &where))
		die("children of merged blocks overlap");
	return join_delegations(r, &whole, &parts);
}

static bool
asns_alike(const struct asn *a, const struct asn *b)
{
	return a->status == b->status && a->organisation == b->organisation;
}

/* The ASN rows that fill the range, all alike, without a gap. */
static enum result
collect_asns_filling(struct registry *r, const struct asn_range *range,
    struct asn **rows, size_t *count)
{
	int64_t at = range->first;
	struct cursor cursor;
	struct asn row, *place;
	bool alike = true, filled = true;

	q_asn_within_open(r->db, range->first, range->last, &cursor);
	while (q_asn_within_next(&cursor, &row)) {
		filled &= row.first == at && row.last <= range->last;
		at = row.last + 1;
		place = arena_grow(r->scratch, rows, count, sizeof(row));
		*place = row;
		alike &= asns_alike(&(*rows)[0], &row);
	}
	if (*count < 2 || !filled || at != (int64_t)range->last + 1)
		return refuse(r, RESULT_NOT_ADJACENT, "resource", "%s",
		    r->object);
	return alike ? RESULT_OK : refuse(r, RESULT_NOT_ALIKE, "resource",
	    "%s", r->object);
}

static enum result
merge_asns(struct registry *r, struct merge *in)
{
	struct asn *rows = NULL, whole;
	struct record record;
	size_t count = 0;
	enum result result = collect_asns_filling(r, &in->resource.asns,
	    &rows, &count);

	if (result != RESULT_OK)
		return result;
	whole = rows[0];
	if (!q_record_by_id(r->db, whole.record, &record))
		die("asn %lld has no record", (long long)whole.id);
	for (size_t i = 1; i < count; i++)
		if ((result = check_country(r, rows[i].record, &record)) !=
		    RESULT_OK)
			return result;
	if (in->date != 0)
		record.date = in->date;
	for (size_t i = 0; i < count; i++) {
		put_gone(r, FACT_asn, &rows[i]);
		record_drop_if_empty(r, rows[i].record);
	}
	put_new(r, FACT_record, &record);
	whole.record = record.id;
	whole.last = in->resource.asns.last;
	whole.created = record.date;
	whole.changed = r->now;
	put_new(r, FACT_asn, &whole);
	return RESULT_OK;
}

enum result
do_merge(struct registry *r, struct merge *in)
{
	r->object = said_resource(r, &in->resource);
	return in->resource.is_asn ? merge_asns(r, in) : merge_blocks(r, in);
}
