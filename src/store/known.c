/* SPDX-License-Identifier: ISC */
/* What a snapshot was asked for before. */
#include "store/private.h"

/* The texts of a row are copied too. */
static void
copy_row(struct arena *arena, enum fact_kind kind, const void *from, char *row)
{
	const struct fact *fact = &facts[kind];
	const char *text;

	memcpy(row, from, fact->size);
	for (size_t i = 0; i < fact->field_count; i++) {
		if (fact->fields[i].type != FIELD_TEXT &&
		    fact->fields[i].type != FIELD_PERSONAL)
			continue;
		memcpy(&text, row + fact->fields[i].offset, sizeof(text));
		text = *text == '\0' ? "" : arena_strdup(arena, text);
		memcpy(row + fact->fields[i].offset, &text, sizeof(text));
	}
}

bool
known_find(struct store *store, enum fact_kind kind, int64_t id, void *row)
{
	assert(store->arena);
	for (size_t i = 0; i < store->known_count; i++) {
		const struct known *known = &store->known[i];

		if (known->id != id || known->kind != kind)
			continue;
		copy_row(store->arena, kind, known->row, row);
		return true;
	}
	return false;
}

void
known_keep(struct store *store, enum fact_kind kind, const void *row)
{
	struct known *known;

	if (store->state != STATE_SNAPSHOT || store->known_count == KNOWN_MAX)
		return;
	if (!store->known_arena) {
		store->known_arena = arena_new();
		store->known = memory_alloc(KNOWN_MAX * sizeof(*known));
	}
	known = &store->known[store->known_count++];
	known->kind = kind;
	known->id = fact_id(kind, row);
	copy_row(store->known_arena, kind, row, known->row);
}

void
known_forget(struct store *store)
{
	if (store->known_count > 0)
		arena_clear(store->known_arena);
	store->known_count = 0;
}
