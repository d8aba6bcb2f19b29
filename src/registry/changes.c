/* SPDX-License-Identifier: ISC */
/* Facts are written here and nowhere else, so that the journal sees them. */
#include "registry/private.h"

#include "model/limits.h"
#include "store/write.h"

/* Where a fact's change is, or the empty slot where it would be noted. */
static uint32_t *
slot_of(struct registry *r, enum fact_kind kind, int64_t id)
{
	uint64_t mix = ((uint64_t)id * FACT_COUNT + kind) *
	    UINT64_C(0x9e3779b97f4a7c15);
	size_t i = mix >> 32 & (r->slot_count - 1);
	const struct change *change;

	for (; r->slots[i] != 0; i = (i + 1) & (r->slot_count - 1)) {
		change = &r->changes[r->slots[i] - 1];
		if (change->id == id && change->kind == kind)
			break;
	}
	return &r->slots[i];
}

/* Keeps at least half of the slots empty. */
static void
slots_grow(struct registry *r)
{
	if (r->slot_count > r->change_count * 2)
		return;
	r->slot_count = r->slot_count == 0 ? 64 : r->slot_count * 4;
	r->slots = arena_alloc(r->scratch, r->slot_count * sizeof(*r->slots));
	for (size_t i = 0; i < r->change_count; i++)
		*slot_of(r, r->changes[i].kind, r->changes[i].id) =
		    (uint32_t)i + 1;
}

static struct change *
change_of(struct registry *r, enum fact_kind kind, int64_t id)
{
	uint32_t *slot;
	struct change *change;

	slots_grow(r);
	slot = slot_of(r, kind, id);
	if (*slot != 0)
		return &r->changes[*slot - 1];
	change = arena_grow(r->scratch, &r->changes, &r->change_count,
	    sizeof(*change));
	change->kind = kind;
	change->id = id;
	*slot = (uint32_t)r->change_count;
	return change;
}

const void *
change_before(struct registry *r, enum fact_kind kind, int64_t id)
{
	uint32_t slot = r->slot_count == 0 ? 0 : *slot_of(r, kind, id);

	return slot == 0 ? NULL : r->changes[slot - 1].before;
}

/* The first before and the last after of a fact are what happened to it. */
static void
note(struct registry *r, enum fact_kind kind, const void *before,
    const void *after)
{
	int64_t id = fact_id(kind, before != NULL ? before : after);
	size_t known = r->change_count;
	struct change *change = change_of(r, kind, id);

	if (r->change_count > known && before != NULL)
		change->before = arena_memdup(r->scratch, before,
		    facts[kind].size);
	change->after = after == NULL ? NULL :
	    arena_memdup(r->scratch, after, facts[kind].size);
}

void
put_new(struct registry *r, enum fact_kind kind, void *row)
{
	int64_t *id = row;		/* every fact starts with its id */

	fact_complete(kind, row);
	if (r->created >= LIMIT_OBJECTS_PER_OPERATION)
		return;			/* the fence refuses: too large */
	*id = r->serial << 12 | ++r->created;
	w_fact_insert(r->db, kind, row);
	words_keep(r, kind, NULL, row);
	watch_keep(r, kind, NULL, row);
	note(r, kind, NULL, row);
}

static void
tally_keep(struct registry *r, const struct block *before,
    const struct block *after)
{
	if (before->organisation != after->organisation ||
	    !prefix_equal(&before->prefix, &after->prefix))
		w_tally_follow(r->db, after->id, after->organisation,
		    &after->prefix);
}

void
put_changed(struct registry *r, enum fact_kind kind, const void *before,
    const void *after)
{
	if (fact_equal(kind, before, after))
		return;
	w_fact_update(r->db, kind, after);
	words_keep(r, kind, before, after);
	watch_keep(r, kind, before, after);
	if (kind == FACT_block)
		tally_keep(r, before, after);
	note(r, kind, before, after);
}

void
put_gone(struct registry *r, enum fact_kind kind, const void *before)
{
	words_keep(r, kind, before, NULL);
	watch_keep(r, kind, before, NULL);
	w_fact_delete(r->db, kind, fact_id(kind, before));
	note(r, kind, before, NULL);
}
