/* SPDX-License-Identifier: ISC */
/* What the forms about an organisation share. */
#include "portal/organisation.h"

#include <stdio.h>
#include <string.h>

/* --- Points of contact ------------------------------------------------ */

static const struct {
	const char *field, *name, *code;
} points[POINT_COUNT] = {
	[POINT_ADMIN] = { "admin", N_("Administrative contact"), "ADM" },
	[POINT_BILLING] = { "billing", N_("Billing contact"), N_("BIL") },
	[POINT_MEMBER] = { "member", N_("Membership contact"), "MEM" },
};

int64_t
point_of(const struct organisation *o, enum point point)
{
	return point == POINT_ADMIN ? o->admin :
	    point == POINT_BILLING ? o->billing : o->member;
}

const char *
point_field(enum point point)
{
	return points[point].field;
}

const char *
point_name(struct request *r, enum point point)
{
	return language_translate(r->language, points[point].name);
}

const char *
point_code(struct request *r, enum point point)
{
	return language_translate(r->language, points[point].code);
}

/* --- Entries ---------------------------------------------------------- */

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

void
problems_add(struct request *r, struct part_problems *part,
    const char *field, const char *name, const char *text)
{
	struct part_problems_rows *row;

	if (text == NULL)
		return;
	row = arena_grow(r->arena, &part->rows, &part->rows_count,
	    sizeof(*row));
	row->field = field;
	row->name = name;
	row->text = text;
}

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

/* --- Data ------------------------------------------------------------- */

const struct data_field data_fields[DATA_FIELDS] = {
#define AT(member) offsetof(struct organisation, member)
	{ "responsible", N_("Responsible person"), NULL, NULL, LIMIT_NAME,
	    true, AT(responsible) },
	{ "street", N_("Street"), NULL, NULL, LIMIT_NAME, true, AT(street) },
	{ "number", N_("Number"), NULL, NULL, LIMIT_SHORT, false,
	    AT(number) },
	{ "complement", N_("Complement"), NULL, NULL, LIMIT_NAME, false,
	    AT(complement) },
	{ "city", N_("City"), NULL, NULL, LIMIT_NAME, true, AT(city) },
	{ "state", N_("State or province"), NULL, NULL, LIMIT_NAME, false,
	    AT(state) },
	{ "postcode", N_("Postcode"), NULL, NULL, LIMIT_SHORT, false,
	    AT(postcode) },
	{ "ddi", N_("Phone: country code"), NULL, NULL, LIMIT_SHORT, true,
	    AT(ddi) },
	{ "ddd", N_("Phone: area code"), NULL, NULL, LIMIT_SHORT, false,
	    AT(ddd) },
	{ "phone", N_("Phone: number"), NULL, NULL, LIMIT_SHORT, true,
	    AT(phone) },
	{ "extension", N_("Phone: extension"), NULL, NULL, LIMIT_SHORT, false,
	    AT(extension) },
	/* The last one is for hostmaster. */
	{ "name", N_("Organization name"), N_("Only the registry changes "
	    "it; the OrgID stays."), NULL, LIMIT_NAME, true, AT(name) },
#undef AT
};

void
data_read(struct request *r, struct entry *e, size_t field,
    const struct organisation *now)
{
	const struct data_field *f = &data_fields[field];

	e->field = f->name;
	entry_read(r, e, *(const char *const *)((const char *)now +
	    f->offset), typed_text);
}

/* --- Elsewhere -------------------------------------------------------- */

const char *
path_of_organisation(struct request *r, const char *ownerid,
    const char *behind)
{
	return arena_printf(r->arena, "/organizations/%s%s",
	    url_value(r->arena, ownerid), behind == NULL ? "" : behind);
}

const char *
whois_of_holder(struct request *r, const struct organisation *o)
{
	struct view_page page = { .most = 1 };
	struct view_row row;

	if (registry_resources(r->registry, o->id, VIEW_BLOCKS, "", &page,
	    &row) == 0)
		return NULL;
	return whois_of(r, prefix_words(r, &row.prefix));
}
