/* SPDX-License-Identifier: ISC */
/* What the forms about an organisation share. */
#include "portal/organisation.h"

#include <stddef.h>

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

const char *
data_of(const struct organisation *o, const struct data_field *field)
{
	return *(const char *const *)((const char *)o + field->offset);
}

void
data_read(struct request *r, struct entry *e, size_t field,
    const struct organisation *now)
{
	const struct data_field *f = &data_fields[field];

	e->field = f->name;
	entry_read(r, e, data_of(now, f), typed_text);
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
