/* SPDX-License-Identifier: ISC */
/* The data of a person, which they keep themselves. */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"

/* What was there may be changed, not taken away. */
static enum result
check_kept(struct registry *r, const char *field, const char *given,
    const char *before)
{
	bool needed = before == NULL || !is_blank(before);
	bool missing = given == NULL ? before == NULL : is_blank(given);

	return needed && missing ? refuse(r, RESULT_MISSING, field, "%s",
	    field) : RESULT_OK;
}

enum result
check_reachable(struct registry *r, const struct postal *p,
    const struct person *before)
{
	enum result result = check_kept(r, "street", p->street,
	    before == NULL ? NULL : before->street);

	also(&result, check_kept(r, "city", p->city,
	    before == NULL ? NULL : before->city));
	also(&result, check_kept(r, "phone", p->phone,
	    before == NULL ? NULL : before->phone));
	return result;
}

static enum result
begin(struct registry *r, const struct person_edit *in, struct person *person)
{
	if (in->handle == NULL ||
	    !q_person_by_handle(r->db, in->handle, person)) {
		r->permitted = true;	/* there is nothing to ask about */
		return refuse(r, RESULT_NO_PERSON, "handle", "%s",
		    in->handle == NULL ? "" : in->handle);
	}
	if (!permit_person(r, person))
		return refuse(r, RESULT_FORBIDDEN, "handle", "%s",
		    person->handle);
	if (in->email != NULL && !r->actor.hostmaster)
		return refuse(r, RESULT_FORBIDDEN, "email", "%s",
		    person->handle);
	if (in->seen != NULL && !fact_equal(FACT_person, in->seen, person))
		return refuse(r, RESULT_CHANGED, "seen", "%s",
		    person->handle);
	r->object = person->handle;
	return RESULT_OK;
}

static enum result
check(struct registry *r, struct person_edit *in,
    const struct person *before)
{
	struct postal *p = &in->postal;
	enum result result = RESULT_OK;

	if (in->name != NULL)
		result = check_name(r, "name", in->name);
	if (in->email != NULL)
		also(&result, check_email(r, in->email));
	also(&result, check_postal(r, p));
	also(&result, check_reachable(r, p, before));
	return result;
}

static void
take(const char **field, const char *given)
{
	if (given != NULL)
		*field = given;
}

static void
take_postal(struct person *person, const struct postal *p)
{
	take(&person->street, p->street);
	take(&person->number, p->number);
	take(&person->complement, p->complement);
	take(&person->postcode, p->postcode);
	take(&person->city, p->city);
	take(&person->state, p->state);
	take(&person->country, p->country);
	take(&person->ddi, p->ddi);
	take(&person->ddd, p->ddd);
	take(&person->phone, p->phone);
	take(&person->extension, p->extension);
}

/* --- Who is told ---------------------------------------------------------- */

static bool
is_mailed_of(const struct field *field)
{
	return field->type == FIELD_PERSONAL ||
	    strcmp(field->name, "country") == 0;
}

static const char *
text_of(const struct person *person, const struct field *field)
{
	return *(const char *const *)((const char *)person + field->offset);
}

/* {"name":["as it was","as it is"]}: what differs, but for the address. */
static const char *
differences(struct registry *r, const struct person *before,
    const struct person *after)
{
	const struct fact *fact = &facts[FACT_person];
	const char *comma = "{", *json;
	struct text text;

	text_init(&text, LIMIT_MAIL_DETAIL);
	for (size_t i = 0; i < fact->field_count; i++) {
		const struct field *field = &fact->fields[i];

		if (!is_mailed_of(field) ||
		    strcmp(field->name, "email") == 0 ||
		    text_equal(text_of(before, field), text_of(after, field)))
			continue;
		text_printf(&text, "%s\"%s\":[", comma, field->name);
		text_put_json(&text, text_of(before, field));
		text_put_char(&text, ',');
		text_put_json(&text, text_of(after, field));
		text_put_char(&text, ']');
		comma = ",";
	}
	text_put_char(&text, '}');
	assert(!text.overflow);
	json = text.length == 1 ? NULL : arena_strdup(r->scratch, text.bytes);
	text_release(&text);
	return json;
}

/* Of what another did to their data. */
static void
tell_edited(struct registry *r, const struct person *before,
    const struct person *after)
{
	const char *what = differences(r, before, after);

	if (strcmp(before->email, after->email) != 0) {
		secrets_void(r, after);
		address_replaced(r, before, after, "address_set");
	}
	if (what != NULL && r->me.id != after->id)
		mail_user(r, after, "data_changed", what);
}

enum result
do_person_edit(struct registry *r, struct person_edit *in)
{
	struct person before, after;
	enum result result = begin(r, in, &before);

	if (result != RESULT_OK ||
	    (result = check(r, in, &before)) != RESULT_OK)
		return result;
	after = before;
	take(&after.name, in->name);
	take(&after.email, in->email);
	take_postal(&after, &in->postal);
	if (fact_equal(FACT_person, &before, &after))
		return RESULT_OK;
	after.changed = r->now;
	put_changed(r, FACT_person, &before, &after);
	tell_edited(r, &before, &after);
	return RESULT_OK;
}
