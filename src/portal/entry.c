/* SPDX-License-Identifier: ISC */
/* What forms ask that change what stands in the register. */
#include "portal/entry.h"

#include <string.h>

void
entry_read(struct request *r, struct entry *e, const char *now,
    const char *(*typed)(struct request *, const char *name))
{
	const char *was = request_value(r, arena_printf(r->arena, "was.%s",
	    e->field));

	e->now = now;
	e->was = was == NULL ? now : was;
	e->typed = request_value(r, e->field) == NULL ? now :
	    typed(r, e->field);
	if (strcmp(e->was, now) == 0)
		return;
	if (strcmp(e->typed, e->was) == 0)
		e->typed = now;
	e->clash = strcmp(e->typed, now) != 0;
}

const char *
entry_given(const struct entry *e)
{
	return strcmp(e->typed, e->now) == 0 ? NULL : e->typed;
}

const char *
entry_shown(struct request *r, const struct entry *e)
{
	return strcmp(typed_name(r, e->field), e->typed) == 0 ?
	    typed_text(r, e->field) : e->typed;
}

const char *
entries_given(const struct entry *entries, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(entries[i].field, name) == 0)
			return entry_given(&entries[i]);
	return NULL;
}

struct postal
entries_postal(const struct entry *e, size_t count)
{
	return (struct postal){
		.street = entries_given(e, count, "street"),
		.number = entries_given(e, count, "number"),
		.complement = entries_given(e, count, "complement"),
		.postcode = entries_given(e, count, "postcode"),
		.city = entries_given(e, count, "city"),
		.state = entries_given(e, count, "state"),
		.ddi = entries_given(e, count, "ddi"),
		.ddd = entries_given(e, count, "ddd"),
		.phone = entries_given(e, count, "phone"),
		.extension = entries_given(e, count, "extension"),
	};
}

const char *
entries_digest(struct request *r, const struct entry *entries, size_t count)
{
	struct hash_part *parts = arena_alloc(r->arena,
	    count * sizeof(*parts));
	struct hash hash;
	const char *hex = "";

	for (size_t i = 0; i < count; i++)
		parts[i] = (struct hash_part){ entries[i].typed,
		    strlen(entries[i].typed) };
	hash = hash_parts(parts, count);
	for (size_t i = 0; i < 8; i++)
		hex = arena_printf(r->arena, "%s%02x", hex, hash.bytes[i]);
	return hex;
}

bool
entries_previewed(struct request *r, const char *digest)
{
	const char *previewed = request_value(r, "previewed");

	return previewed == NULL || strcmp(previewed, digest) == 0;
}

static struct entry *
entry_of(struct entry *entries, size_t count, const char *field)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(entries[i].field, field) == 0)
			return &entries[i];
	return NULL;
}

const char *
entries_refused(struct request *r, struct entry *entries, size_t count)
{
	const struct refusal *refusals;
	size_t refused = registry_refusals(r->registry, &refusals);
	const char *rest = NULL;

	for (size_t i = 0; i < refused; i++) {
		const char *text = refusal_text(r, refusals[i].result,
		    refusals[i].detail);
		struct entry *e = entry_of(entries, count,
		    refusals[i].field);

		if (e != NULL)
			e->wrong = text;
		else
			rest = text;
	}
	return rest;
}

/* --- Fields ----------------------------------------------------------- */

struct part_fields_rows *
field_add(struct request *r, const struct data_field *field,
    const struct entry *entry, struct part_fields *part,
    struct part_problems *problems)
{
	struct part_fields_rows *row = arena_grow(r->arena, &part->rows,
	    &part->rows_count, sizeof(*row));

	row->field = entry->field;
	row->label = language_translate(r->language, field->label);
	row->hint = field->hint == NULL ? NULL :
	    language_translate(r->language, field->hint);
	row->fill = field->fill;
	row->typed = entry->typed;
	row->was = entry->was;
	row->wrong = entry->wrong;
	row->most = field->most;
	problems_add(r, problems, row->field, row->label, row->wrong);
	return row;
}
