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

/* The organisation before, and with the points of contact that were named. */
struct succession { const struct organisation *before, *after; };

/* Who comes after who is there now. */
static enum result
succeed(struct registry *r, const struct succession *s,
    const struct resource_role *role, bool held, bool permitted, int64_t *who)
{
	const char *said = said_resource(r, &role->resource);

	if (!held)
		return refuse(r, role->resource.is_asn ? RESULT_NO_ASN :
		    RESULT_NO_BLOCK, "roles", "%s", said);
	if (!permitted)
		return refuse(r, RESULT_FORBIDDEN, "roles", "%s", said);
	*who = rule_successor(s->before, s->after, *who);
	return *who != 0 ? RESULT_OK :
	    refuse(r, RESULT_OTHER_CONTACT, "roles", "%s", said);
}

static enum result
pass_block(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	struct block before = { 0 }, after;
	bool held = q_block_by_prefix(r->db, &role->resource.prefix,
	    &before) && before.organisation == s->before->id;
	enum result result;

	after = before;
	result = succeed(r, s, role, held, held && permit_block(r, &before),
	    role->abuse ? &after.abuse : &after.tech);
	if (result != RESULT_OK)
		return result;
	after.changed = r->now;
	put_changed(r, FACT_block, &before, &after);
	return RESULT_OK;
}

static enum result
pass_asn(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	const struct asn_range *range = &role->resource.asns;
	struct asn before = { 0 }, after;
	bool held = asn_around(r->db, range->first, &before) &&
	    before.first == range->first && before.last == range->last &&
	    before.organisation == s->before->id;
	enum result result;

	after = before;
	result = succeed(r, s, role, held, held && permit_asn(r, &before),
	    role->abuse ? &after.abuse : &after.routing);
	if (result != RESULT_OK)
		return result;
	after.changed = r->now;
	put_changed(r, FACT_asn, &before, &after);
	return RESULT_OK;
}

static enum result
pass_roles(struct registry *r, const struct succession *s,
    const struct resource_role *roles, size_t count)
{
	enum result result = RESULT_OK;

	for (size_t i = 0; i < count && result == RESULT_OK; i++)
		result = roles[i].resource.is_asn ?
		    pass_asn(r, s, &roles[i]) : pass_block(r, s, &roles[i]);
	return result;
}

/* Roles on resources, as many as there are. */
struct roles { struct resource_role *list; size_t count; };

#define ROLES_AT_ONCE 256

static void
add_roles_of(struct registry *r, const struct succession *s, int64_t person,
    struct roles *roles)
{
	struct resource_role found[ROLES_AT_ONCE], *role;
	struct view_page page = { .most = ROLES_AT_ONCE };
	char after[VIEW_KEY_MAX] = "";

	if (rule_successor(s->before, s->after, person) == 0)
		return;
	do {
		page.after = after;
		size_t count = registry_roles(r, s->before->id, person, &page,
		    found);

		for (size_t i = 0; i < count; i++) {
			role = arena_grow(r->scratch, &roles->list,
			    &roles->count, sizeof(*role));
			*role = found[i];
		}
		memcpy(after, page.next, sizeof(after));
	} while (after[0] != '\0' && store_error(r->db) == NULL);
}

/* All are found before one is passed: two may take each other's place. */
static enum result
pass_all(struct registry *r, const struct succession *s, int64_t *passed)
{
	const struct organisation *o = s->before;
	struct roles roles = { 0 };

	add_roles_of(r, s, o->admin, &roles);
	if (o->billing != o->admin)
		add_roles_of(r, s, o->billing, &roles);
	if (o->member != o->admin && o->member != o->billing)
		add_roles_of(r, s, o->member, &roles);
	*passed = (int64_t)roles.count;
	return pass_roles(r, s, roles.list, roles.count);
}

static void
pass_point(const struct succession *s, int64_t before, int64_t *point)
{
	int64_t successor = rule_successor(s->before, s->after, before);

	if (*point == before && successor != 0)
		*point = successor;
}

enum result
do_organisation_contacts(struct registry *r, struct organisation_contacts *in)
{
	struct organisation before, named, after;
	struct succession s = { &before, &named };
	enum result result = begin(r, in->ownerid, in->seen, &before);

	if (result != RESULT_OK)
		return result;
	named = before;
	if ((result = choose_points(r, in, &named)) != RESULT_OK)
		return result;
	after = named;
	if (in->with_others) {
		pass_point(&s, before.admin, &after.admin);
		pass_point(&s, before.billing, &after.billing);
		pass_point(&s, before.member, &after.member);
		result = pass_all(r, &s, &in->passed_on);
	} else {
		result = pass_roles(r, &s, in->roles, in->role_count);
		in->passed_on = (int64_t)in->role_count;
	}
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
