/* SPDX-License-Identifier: ISC */
/* Changing an organisation: its contacts and their other roles, its data. */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"

/* Finds it, asks whether the actor may, and whether it is as they saw it. */
static enum result
begin(struct registry *r, const char *ownerid,
    const struct organisation *seen, struct organisation *o)
{
	enum result result = organisation_named(r, ownerid, o);

	if (result != RESULT_OK)
		return result;
	if (!permit_organisation(r, o))
		return refuse(r, RESULT_FORBIDDEN, "ownerid", "%s",
		    o->ownerid);
	if (seen != NULL && !fact_equal(FACT_organisation, seen, o))
		return refuse(r, RESULT_CHANGED, "seen", "%s", o->ownerid);
	r->object = o->ownerid;
	return RESULT_OK;
}

void
organisation_keep(struct registry *r, const struct organisation *before,
    struct organisation *after)
{
	if (fact_equal(FACT_organisation, before, after))
		return;
	after->changed = r->now;
	put_changed(r, FACT_organisation, before, after);
}

/* --- Contacts ------------------------------------------------------------ */

static enum result
choose_point(struct registry *r, const char *field, const char *handle,
    int64_t *id)
{
	if (handle != NULL && handle[0] == '\0')
		return refuse(r, RESULT_MISSING, field, "A contact can be "
		    "replaced, not removed.");
	return contact_named(r, field, handle, id);
}

static enum result
choose_points(struct registry *r, const struct organisation_contacts *in,
    struct organisation *o)
{
	enum result result = choose_point(r, "admin", in->admin, &o->admin);

	also(&result, choose_point(r, "billing", in->billing, &o->billing));
	also(&result, choose_point(r, "member", in->member, &o->member));
	return result;
}

static void
pass_point(const struct succession *s, int64_t before, int64_t *point)
{
	int64_t successor = succession_of(s, before);

	if (*point == before && successor != 0)
		*point = successor;
}

static struct succession
succession_in(const struct organisation *before,
    const struct organisation *after)
{
	const int64_t old[] = { before->admin, before->billing,
	    before->member };
	struct succession s = { .organisation = before->id };

	for (size_t i = 0; i < ARRAY_LENGTH(old); i++)
		succession_add(&s, old[i], rule_successor(before, after,
		    old[i]));
	return s;
}

enum result
do_organisation_contacts(struct registry *r, struct organisation_contacts *in)
{
	struct organisation before, after;
	struct succession s;
	enum result result = begin(r, in->ownerid, in->seen, &before);

	if (result != RESULT_OK)
		return result;
	after = before;
	if ((result = choose_points(r, in, &after)) != RESULT_OK)
		return result;
	s = succession_in(&before, &after);
	if (in->others.all) {
		pass_point(&s, before.admin, &after.admin);
		pass_point(&s, before.billing, &after.billing);
		pass_point(&s, before.member, &after.member);
	}
	result = succession_pass(r, &s, &in->others);
	if (result == RESULT_OK)
		organisation_keep(r, &before, &after);
	return result;
}

/* --- Data ---------------------------------------------------------------- */

static enum result
check_names(struct registry *r, const struct organisation_edit *in,
    const struct organisation *before)
{
	const struct input responsible = { "responsible", in->responsible,
	    LIMIT_NAME };
	enum result result = RESULT_OK;

	if (in->name != NULL && !rule_renames(&r->actor))
		return refuse(r, RESULT_FORBIDDEN, "name", "%s",
		    before->ownerid);
	if (in->name != NULL)
		result = check_name(r, "name", in->name);
	if (in->responsible != NULL && is_blank(in->responsible) &&
	    !is_blank(before->responsible))
		also(&result, refuse(r, RESULT_MISSING, "responsible",
		    "responsible"));
	also(&result, check_inputs(r, &responsible, 1));
	return result;
}

static void
take(const char **field, const char *given)
{
	if (given != NULL)
		*field = given;
}

void
organisation_take(struct organisation *o, const char *responsible,
    const struct postal *p)
{
	take(&o->responsible, responsible);
	take(&o->street, p->street);
	take(&o->number, p->number);
	take(&o->complement, p->complement);
	take(&o->postcode, p->postcode);
	take(&o->city, p->city);
	take(&o->state, p->state);
	take(&o->ddi, p->ddi);
	take(&o->ddd, p->ddd);
	take(&o->phone, p->phone);
	take(&o->extension, p->extension);
}

enum result
do_organisation_edit(struct registry *r, struct organisation_edit *in)
{
	struct organisation before, after;
	enum result result = begin(r, in->ownerid, in->seen, &before);

	if (result != RESULT_OK)
		return result;
	result = check_names(r, in, &before);
	also(&result, check_postal(r, &in->postal));
	if (result != RESULT_OK)
		return result;
	after = before;
	take(&after.name, in->name);
	organisation_take(&after, in->responsible, &in->postal);
	organisation_keep(r, &before, &after);
	return RESULT_OK;
}
