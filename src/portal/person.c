/* SPDX-License-Identifier: ISC */
#include "portal/person.h"

#include <string.h>

static const struct data_field fields[PERSON_FIELDS] = {
#define AT(member) offsetof(struct person, member)
	{ "name", N_("Name"), NULL, "name", LIMIT_NAME, true, AT(name) },
	{ "street", N_("Street"), NULL, "address-line1", LIMIT_NAME, true,
	    AT(street) },
	{ "number", N_("Number"), NULL, "off", LIMIT_SHORT, false,
	    AT(number) },
	{ "complement", N_("Complement"), NULL, "address-line2", LIMIT_NAME,
	    false, AT(complement) },
	{ "city", N_("City"), NULL, "address-level2", LIMIT_NAME, true,
	    AT(city) },
	{ "state", N_("State or province"), NULL, "address-level1",
	    LIMIT_NAME, false, AT(state) },
	{ "postcode", N_("Postcode"), NULL, "postal-code", LIMIT_SHORT, false,
	    AT(postcode) },
	{ "country", N_("Country"), N_("Two letters of ISO 3166-1, such as "
	    "UY."), "country", 2, true, AT(country) },
	{ "ddi", N_("Phone: country code"), NULL, "tel-country-code",
	    LIMIT_SHORT, false, AT(ddi) },
	{ "ddd", N_("Phone: area code"), NULL, "tel-area-code", LIMIT_SHORT,
	    false, AT(ddd) },
	{ "phone", N_("Phone: number"), NULL, "tel-local", LIMIT_SHORT, true,
	    AT(phone) },
	{ "extension", N_("Phone: extension"), NULL, "tel-extension",
	    LIMIT_SHORT, false, AT(extension) },
	/* The last one is for who registers. */
	{ "email", N_("Email"), NULL, "email", LIMIT_EMAIL, true, AT(email) },
#undef AT
};

static const char *
text_at(const struct person *person, size_t offset)
{
	return person == NULL ? "" :
	    *(const char *const *)((const char *)person + offset);
}

void
person_form_read(struct person_form *form, struct request *r,
    const struct person *now)
{
	*form = (struct person_form){ .r = r, .registers = now == NULL,
	    .count = now == NULL ? PERSON_FIELDS : PERSON_FIELDS - 1 };
	for (size_t i = 0; i < form->count; i++) {
		struct entry *entry = &form->entries[i];

		entry->field = fields[i].name;
		entry_read(r, entry, text_at(now, fields[i].offset),
		    strcmp(entry->field, "country") == 0 ? typed_name :
		    typed_text);
		if (entry->clash)
			entry->wrong = refusal_text(r, RESULT_CHANGED, "");
	}
}

const char *
person_form_given(const struct person_form *form, const char *field)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->entries[i].field, field) == 0)
			return entry_given(&form->entries[i]);
	return NULL;
}

struct postal
person_form_postal(const struct person_form *form)
{
	return (struct postal){
		.street = person_form_given(form, "street"),
		.number = person_form_given(form, "number"),
		.complement = person_form_given(form, "complement"),
		.postcode = person_form_given(form, "postcode"),
		.city = person_form_given(form, "city"),
		.state = person_form_given(form, "state"),
		.country = person_form_given(form, "country"),
		.ddi = person_form_given(form, "ddi"),
		.ddd = person_form_given(form, "ddd"),
		.phone = person_form_given(form, "phone"),
		.extension = person_form_given(form, "extension"),
	};
}

bool
person_form_clashes(const struct person_form *form)
{
	for (size_t i = 0; i < form->count; i++)
		if (form->entries[i].clash)
			return true;
	return false;
}

void
person_form_show(const struct person_form *form, bool tried,
    struct part_fields *part, struct part_problems *problems)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct entry *entry = &form->entries[i];
		struct part_fields_rows *row = field_add(form->r, &fields[i],
		    entry, part, problems);

		if (tried)
			row->was = entry->now;
		row->needed = fields[i].needed && (form->registers ||
		    entry->now[0] != '\0');
	}
}

/* --- What their pages share ----------------------------------------------- */

struct part_speech
speech_of(struct request *r, const char *legend, const char *code)
{
	struct part_speech part = { .legend = legend };
	struct part_speech_choices *row;

	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		row = arena_grow(r->arena, &part.choices,
		    &part.choices_count, sizeof(*row));
		row->code = language_code((enum language)i);
		row->tag = language_tag((enum language)i);
		row->name = language_name((enum language)i);
		row->here = strcmp(row->code, code) == 0;
	}
	return part;
}

struct part_mailed
mailed_of(struct request *r)
{
	return (struct part_mailed){ .mail = r->config->mail,
	    .mails = r->config->shows_mails ? "/mails" : NULL };
}

bool
mails_are_sent(struct request *r)
{
	if (!r->config->mails && !r->config->shows_mails)
		answer_not_found(r);
	return !r->answered;
}
