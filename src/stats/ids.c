/* SPDX-License-Identifier: ISC */
#include "stats/ids.h"

#include <string.h>

#define SLOTS_FIRST 1024

/* FNV-1a: the names are the registry's own, nobody aims them at us. */
static size_t
ids_hash(const char *s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *s != '\0'; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32);
}

void
ids_init(struct ids *ids, struct arena *a)
{
	memset(ids, 0, sizeof(*ids));
	ids->arena = a;
	ids->slot_count = SLOTS_FIRST;
	ids->slots = arena_alloc(a, SLOTS_FIRST * sizeof(*ids->slots));
}

/* The slot that has the name, or the empty one where it belongs. */
static uint32_t *
ids_slot(struct ids *ids, const char *name)
{
	size_t i = ids_hash(name), mask = ids->slot_count - 1;
	uint32_t *slot;

	for (;; i++) {
		slot = &ids->slots[i & mask];
		if (*slot == 0 || strcmp(ids->names[*slot - 1], name) == 0)
			return slot;
	}
}

static void
ids_widen(struct ids *ids)
{
	size_t i;

	ids->slot_count *= 2;
	ids->slots = arena_alloc(ids->arena,
	    ids->slot_count * sizeof(*ids->slots));
	for (i = 0; i < ids->count; i++)
		*ids_slot(ids, ids->names[i]) = (uint32_t)(i + 1);
}

uint32_t
ids_place(struct ids *ids, const char *name)
{
	uint32_t *slot = ids_slot(ids, name);
	const char **place;

	if (*slot != 0)
		return *slot - 1;
	place = arena_grow(ids->arena, &ids->names, &ids->count,
	    sizeof(*place));
	*place = arena_strdup(ids->arena, name);
	*slot = (uint32_t)ids->count;
	if (ids->count * 2 > ids->slot_count)
		ids_widen(ids);
	return (uint32_t)(ids->count - 1);
}
