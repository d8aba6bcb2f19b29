/* SPDX-License-Identifier: ISC */
/* The register as the journal gives it: a hash map of facts in memory. */
#include "registry/verify.h"

#include <string.h>

struct slot {
	int64_t id;			/* 0: empty; -1: was removed */
	enum fact_kind kind;
	void *row;
};

struct replay {
	struct arena *arena;
	struct slot *slots;
	size_t size;			/* a power of two */
	size_t filled;			/* removed ones included */
	int64_t count[FACT_COUNT];
};

struct replay *
replay_new(struct arena *arena)
{
	struct replay *replay = arena_alloc(arena, sizeof(*replay));

	replay->arena = arena;
	replay->size = 1024;
	replay->slots = arena_alloc(arena,
	    replay->size * sizeof(*replay->slots));
	return replay;
}

static struct slot *
slot_of(struct slot *slots, size_t size, enum fact_kind kind, int64_t id)
{
	uint64_t mix = ((uint64_t)id * FACT_COUNT + kind) *
	    UINT64_C(0x9e3779b97f4a7c15);
	size_t i = mix >> 24 & (size - 1);

	while (slots[i].id != 0 &&
	    !(slots[i].id == id && slots[i].kind == kind))
		i = (i + 1) & (size - 1);
	return &slots[i];
}

static void
grow(struct replay *replay)
{
	size_t size = replay->size * 4;
	struct slot *slots = arena_alloc(replay->arena,
	    size * sizeof(*slots));

	replay->filled = 0;
	for (size_t i = 0; i < replay->size; i++) {
		struct slot *old = &replay->slots[i];

		if (old->id <= 0)
			continue;
		*slot_of(slots, size, old->kind, old->id) = *old;
		replay->filled++;
	}
	replay->slots = slots;
	replay->size = size;
}

void *
replay_find(struct replay *replay, enum fact_kind kind, int64_t id)
{
	struct slot *slot = slot_of(replay->slots, replay->size, kind, id);

	return slot->id == 0 || id <= 0 ? NULL : slot->row;
}

const char replay_erased[] = "(erased)";

void
replay_erase(enum fact_kind kind, void *row)
{
	for (size_t i = 0; i < facts[kind].field_count; i++)
		if (facts[kind].fields[i].type == FIELD_PERSONAL)
			*(const char **)((char *)row +
			    facts[kind].fields[i].offset) = replay_erased;
}

/* Takes the erased fields of one row over into a copy of the other. */
static void
copy_erased(enum fact_kind kind, const void *from, void *to)
{
	for (size_t i = 0; i < facts[kind].field_count; i++) {
		size_t at = facts[kind].fields[i].offset;

		if (facts[kind].fields[i].type == FIELD_PERSONAL &&
		    *(const char *const *)((const char *)from + at) ==
		    replay_erased)
			*(const char **)((char *)to + at) = replay_erased;
	}
}

const char *
replay_difference(enum fact_kind kind, const void *a, const void *b)
{
	_Alignas(max_align_t) char x[FACT_SIZE_MAX], y[FACT_SIZE_MAX];

	memcpy(x, a, facts[kind].size);
	memcpy(y, b, facts[kind].size);
	copy_erased(kind, a, y);
	copy_erased(kind, b, x);
	return fact_difference(kind, x, y);
}

/* A row whose texts live in the replay's arena. */
static void
keep_texts(struct arena *arena, enum fact_kind kind, void *row)
{
	for (size_t i = 0; i < facts[kind].field_count; i++) {
		const struct field *field = &facts[kind].fields[i];
		const char **text = (const char **)((char *)row +
		    field->offset);

		if (field->type != FIELD_TEXT && field->type != FIELD_PERSONAL)
			continue;
		if (*text == replay_erased)
			continue;
		*text = *text == NULL || (*text)[0] == '\0' ? "" :
		    arena_strdup(arena, *text);
	}
}

void
replay_set(struct replay *replay, enum fact_kind kind, const void *row)
{
	struct slot *slot;
	int64_t id = fact_id(kind, row);

	if (id <= 0)
		return;			/* damage: the comparison tells */
	if (replay->filled * 2 >= replay->size)
		grow(replay);
	slot = slot_of(replay->slots, replay->size, kind, id);
	if (slot->id == 0) {
		slot->id = id;
		slot->kind = kind;
		replay->filled++;
		replay->count[kind]++;
	}
	slot->row = arena_memdup(replay->arena, row, facts[kind].size);
	keep_texts(replay->arena, kind, slot->row);
}

void
replay_remove(struct replay *replay, enum fact_kind kind, int64_t id)
{
	struct slot *slot = slot_of(replay->slots, replay->size, kind, id);

	if (slot->id == 0)
		return;
	slot->id = -1;
	slot->row = NULL;
	replay->count[kind]--;
}

void *
replay_next(struct replay *replay, enum fact_kind kind, size_t *at)
{
	while (*at < replay->size) {
		struct slot *slot = &replay->slots[(*at)++];

		if (slot->id > 0 && slot->kind == kind)
			return slot->row;
	}
	return NULL;
}

int64_t
replay_count(const struct replay *replay, enum fact_kind kind)
{
	return replay->count[kind];
}

bool
replay_resolve(void *context, enum fact_kind kind, int64_t id,
    struct prefix *out)
{
	const void *row = replay_find(context, kind, id);

	if (row == NULL)
		return false;
	*out = kind == FACT_block ? ((const struct block *)row)->prefix :
	    ((const struct delegation *)row)->prefix;
	return true;
}
