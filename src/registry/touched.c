/* SPDX-License-Identifier: ISC */
/* The keys under which the journal is found again: see private.h. */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"

static void
put_big_endian(uint8_t *out, uint64_t number, int size)
{
	for (int i = size; i-- > 0; number >>= 8)
		out[i] = (uint8_t)number;
}

static struct touched_key
key_of_prefix(char kind, const struct prefix *prefix)
{
	struct touched_key key = { .length = 18 };

	key.bytes[0] = (uint8_t)kind;
	memcpy(key.bytes + 1, prefix->first.bytes, 16);
	key.bytes[17] = prefix->length;
	return key;
}

struct touched_key
touched_block(const struct prefix *prefix)
{
	return key_of_prefix('B', prefix);
}

struct touched_key
touched_related(const struct prefix *prefix)
{
	return key_of_prefix('R', prefix);
}

struct touched_key
touched_part(const struct prefix *parent)
{
	return key_of_prefix('C', parent);
}

struct touched_key
touched_id(char kind, int64_t id)
{
	struct touched_key key = { .length = 9 };

	key.bytes[0] = (uint8_t)kind;
	put_big_endian(key.bytes + 1, (uint64_t)id, 8);
	return key;
}

struct touched_key
touched_asn(uint32_t first, uint8_t length)
{
	struct touched_key key = { .length = 6 };

	key.bytes[0] = 'A';
	put_big_endian(key.bytes + 1, first, 4);
	key.bytes[5] = length;
	return key;
}

size_t
touched_asn_range(const struct asn_range *range,
    struct touched_key out[ASN_PIECES_MAX])
{
	uint64_t first = range->first;
	size_t count = 0;
	uint8_t length;

	while (first <= range->last) {
		for (length = 32; length > 0; length--) {
			uint64_t size = UINT64_C(1) << (33 - length);

			if (first % size != 0 || first + size - 1 > range->last)
				break;
		}
		out[count++] = touched_asn((uint32_t)first, length);
		first += UINT64_C(1) << (32 - length);
	}
	return count;
}

int
touched_compare(const void *a, const void *b)
{
	const struct touched_key *x = a, *y = b;
	size_t least = x->length < y->length ? x->length : y->length;
	int order = memcmp(x->bytes, y->bytes, least);

	return order != 0 ? order : x->length - y->length;
}

struct list {
	touched_resolve_fn *resolve;
	void *context;
	struct arena *arena;
	struct touched_key *keys;
	size_t *count;
};

static void
add(struct list *list, struct touched_key key)
{
	struct touched_key *place = arena_grow(list->arena, &list->keys,
	    list->count, sizeof(key));

	*place = key;
}

static void
add_asn(struct list *list, const struct asn *asn)
{
	struct touched_key pieces[ASN_PIECES_MAX];
	struct asn_range range = { (uint32_t)asn->first, (uint32_t)asn->last };
	size_t count = touched_asn_range(&range, pieces);

	for (size_t i = 0; i < count; i++)
		add(list, pieces[i]);
	if (asn->organisation != 0)
		add(list, touched_id('H', asn->organisation));
}

/* A part is found under the block it is part of, also when it is gone. */
static void
add_block(struct list *list, const struct block *block)
{
	struct prefix parent;

	add(list, touched_block(&block->prefix));
	if (block->organisation != 0)
		add(list, touched_id('H', block->organisation));
	if (status_is_passed_on(block->status) && list->resolve(list->context,
	    FACT_block, block->parent, &parent))
		add(list, touched_part(&parent));
}

/* What hangs on a block is found under the prefix it hangs on. */
static void
add_related(struct list *list, enum fact_kind kind, int64_t id)
{
	struct prefix prefix;

	if (list->resolve(list->context, kind, id, &prefix))
		add(list, touched_related(&prefix));
}

bool
touched_resolve_store(void *store, enum fact_kind kind, int64_t id,
    struct prefix *out)
{
	struct delegation delegation;
	struct block block;
	bool found;

	if (kind == FACT_block) {
		if ((found = q_block_by_id(store, id, &block)))
			*out = block.prefix;
		return found;
	}
	if ((found = q_delegation_by_id(store, id, &delegation)))
		*out = delegation.prefix;
	return found;
}

struct touched_key *
touched_by(touched_resolve_fn *resolve, void *context, struct arena *arena,
    enum fact_kind kind, const void *row, struct touched_key *keys,
    size_t *count)
{
	struct list list = { resolve, context, arena, keys, count };

	switch (kind) {
	case FACT_block:
		add_block(&list, row);
		break;
	case FACT_asn:
		add_asn(&list, row);
		break;
	case FACT_organisation:
	case FACT_person:
		add(&list, touched_id(kind == FACT_person ? 'P' : 'O',
		    fact_id(kind, row)));
		break;
	case FACT_delegation:
		add(&list, touched_related(
		    &((const struct delegation *)row)->prefix));
		break;
	case FACT_nameserver:
		add_related(&list, FACT_delegation,
		    ((const struct nameserver *)row)->delegation);
		break;
	case FACT_ds:
		add_related(&list, FACT_delegation,
		    ((const struct ds *)row)->delegation);
		break;
	case FACT_origin:
		add_related(&list, FACT_block,
		    ((const struct origin *)row)->block);
		break;
	case FACT_record:		/* its blocks change with it */
	case FACT_COUNT:
		break;
	}
	return list.keys;
}
