/* SPDX-License-Identifier: ISC */
/*
 * What a record holds, and what hangs on its blocks: shared by the operations
 * on the life of a record.
 */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"
#include "store/write.h"

static void
collect_blocks(struct registry *r, struct holding *h)
{
	struct cursor cursor;
	struct block row, *place;

	q_block_of_record_open(r->db, h->record.id, &cursor);
	while (q_block_of_record_next(&cursor, &row)) {
		place = arena_grow(r->scratch, &h->blocks, &h->block_count,
		    sizeof(row));
		*place = row;
	}
}

static void
collect_asns(struct registry *r, struct holding *h)
{
	struct cursor cursor;
	struct asn row, *place;

	q_asn_of_record_open(r->db, h->record.id, &cursor);
	while (q_asn_of_record_next(&cursor, &row)) {
		place = arena_grow(r->scratch, &h->asns, &h->asn_count,
		    sizeof(row));
		*place = row;
	}
}

/* An operation on a record of several blocks, named by one, says so. */
static void
say_whole(struct registry *r, const struct holding *h)
{
	if (h->block_count < 2)
		return;
	r->object = arena_printf(r->scratch, "%s to %s",
	    said(r, &h->blocks[0].prefix),
	    said(r, &h->blocks[h->block_count - 1].prefix));
	refuse(r, RESULT_OK, "", "the whole record of %zu blocks, %s",
	    h->block_count, r->object);
}

static enum result
collect(struct registry *r, int64_t record, enum status status,
    int64_t organisation, struct holding *h)
{
	*h = (struct holding){ .status = status,
	    .organisation = organisation };
	if (!q_record_by_id(r->db, record, &h->record))
		die("record %lld is not there", (long long)record);
	collect_blocks(r, h);
	collect_asns(r, h);
	return RESULT_OK;
}

/* The direct or stock block that has this prefix, or is around it. */
static enum result
find_block(struct registry *r, const struct prefix *prefix,
    struct block *block)
{
	if (!block_around(r->db, prefix, block))
		return refuse(r, RESULT_NOT_OURS, "resource", "%s",
		    said(r, prefix));
	if (status_is_passed_on(block->status))
		return refuse(r, RESULT_NOT_DIRECT, "resource", "%s is %s.",
		    said(r, &block->prefix), status_words[block->status]);
	if (block->status == STATUS_ROOT)
		return refuse(r, RESULT_NOT_OURS, "resource", "%s",
		    said(r, prefix));
	return RESULT_OK;
}

static bool
asn_is(const struct asn *asn, const struct asn_range *range)
{
	return asn->first == range->first && asn->last == range->last;
}

static enum result
find_asn(struct registry *r, const struct resource *resource, struct asn *asn)
{
	if (!asn_around(r->db, resource->asns.first, asn) ||
	    asn->last < resource->asns.last)
		return refuse(r, RESULT_NOT_OURS, "resource", "%s",
		    said_resource(r, resource));
	return RESULT_OK;
}

enum result
holding_find(struct registry *r, const struct resource *resource,
    struct holding *h)
{
	struct block block;
	struct asn asn;
	enum result result;

	r->object = said_resource(r, resource);
	if (resource->is_asn) {
		if ((result = find_asn(r, resource, &asn)) != RESULT_OK)
			return result;
		if (!asn_is(&asn, &resource->asns))
			return refuse(r, RESULT_NOT_WHOLE, "resource", "%s",
			    r->object);
		return collect(r, asn.record, asn.status, asn.organisation, h);
	}
	if ((result = find_block(r, &resource->prefix, &block)) != RESULT_OK)
		return result;
	if (!prefix_equal(&block.prefix, &resource->prefix))
		return refuse(r, RESULT_NOT_WHOLE, "resource",
		    "%s is part of %s.", r->object, said(r, &block.prefix));
	collect(r, block.record, block.status, block.organisation, h);
	say_whole(r, h);
	return RESULT_OK;
}

const char *
stock_country(struct registry *r)
{
	return strcmp(registry_name(r), "afrinic") == 0 ? "ZZ" : "";
}

void
record_scatter(struct registry *r, const struct block *block)
{
	struct holding h;
	struct block after;

	collect(r, block->record, block->status, block->organisation, &h);
	for (size_t i = 0; h.block_count > 1 && i < h.block_count; i++) {
		if (h.blocks[i].id == block->id)
			continue;	/* keeps the record */
		after = h.blocks[i];
		put_new(r, FACT_record, &h.record);
		after.record = h.record.id;
		put_changed(r, FACT_block, &h.blocks[i], &after);
	}
}

static enum result
carve_block(struct registry *r, const struct resource *resource,
    enum status status, enum result otherwise, struct holding *h)
{
	struct block block;
	enum result result = find_block(r, &resource->prefix, &block);

	if (result != RESULT_OK)
		return result;
	if (block.status != status)
		return refuse(r, otherwise, "resource", "%s is %s.",
		    said(r, &block.prefix), status_words[block.status]);
	if (prefix_equal(&block.prefix, &resource->prefix))
		record_scatter(r, &block);
	else if ((result = block_split(r, &block, &resource->prefix)) !=
	    RESULT_OK)
		return result;
	return holding_find(r, resource, h);
}

enum result
holding_carve(struct registry *r, const struct resource *resource,
    enum status status, enum result otherwise, struct holding *h)
{
	struct asn asn;
	enum result result;

	r->object = said_resource(r, resource);
	if (!resource->is_asn)
		return carve_block(r, resource, status, otherwise, h);
	if ((result = find_asn(r, resource, &asn)) != RESULT_OK)
		return result;
	if (asn.status != status)
		return refuse(r, otherwise, "resource", "%s is %s.",
		    r->object, status_words[asn.status]);
	if (!asn_is(&asn, &resource->asns))
		asn_split(r, &asn, &resource->asns);
	return holding_find(r, resource, h);
}

static void
record_become(struct registry *r, const struct record *before,
    const struct holding_change *to)
{
	struct record after = *before;

	after.country = to->country;
	after.date = to->date;
	put_changed(r, FACT_record, before, &after);
}

void
holding_become(struct registry *r, const struct holding *h,
    const struct holding_change *to)
{
	record_become(r, &h->record, to);
	for (size_t i = 0; i < h->block_count; i++) {
		struct block after = h->blocks[i];

		after.status = to->status;
		after.organisation = to->organisation;
		if (!to->keep_contacts) {
			after.tech = to->tech;
			after.abuse = to->abuse;
		}
		after.created = to->date;
		after.changed = r->now;
		put_changed(r, FACT_block, &h->blocks[i], &after);
	}
	for (size_t i = 0; i < h->asn_count; i++) {
		struct asn after = h->asns[i];

		after.status = to->status;
		after.organisation = to->organisation;
		if (!to->keep_contacts) {
			after.routing = to->tech;
			after.abuse = to->abuse;
		}
		after.created = to->date;
		after.changed = r->now;
		put_changed(r, FACT_asn, &h->asns[i], &after);
	}
}

void
block_strip(struct registry *r, const struct block *block)
{
	struct delegation delegation;
	struct origin origin;
	struct cursor cursor;

	q_delegation_of_block_open(r->db, block->id, &cursor);
	while (q_delegation_of_block_next(&cursor, &delegation))
		delegation_remove(r, &delegation);
	q_origin_of_block_open(r->db, block->id, &cursor);
	while (q_origin_of_block_next(&cursor, &origin))
		put_gone(r, FACT_origin, &origin);
}

size_t
block_children(struct registry *r, int64_t parent, struct block **rows)
{
	struct cursor cursor;
	struct block row, *place;
	size_t count = 0;

	*rows = NULL;
	q_block_children_open(r->db, parent, &cursor);
	while (q_block_children_next(&cursor, &row)) {
		place = arena_grow(r->scratch, rows, &count, sizeof(row));
		*place = row;
	}
	return count;
}

/*
 * Children whose space comes back one by one: the last one to go leaves the
 * block undivided, so nothing derived of it is left.
 */
void
block_remove_children(struct registry *r, const struct block *block)
{
	struct block child;

	while (q_block_child_after(r->db, block->id, &block->prefix.first,
	    &child)) {
		if (block_has_children(r->db, &child))
			block_remove_children(r, &child);
		block_strip(r, &child);
		put_gone(r, FACT_block, &child);
		tiling_give(r->db, block, &child.prefix);
		if (store_error(r->db) != NULL)
			return;
	}
}
