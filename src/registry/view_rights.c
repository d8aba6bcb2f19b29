/* SPDX-License-Identifier: ISC */
/* Who may see a thing, and who manages it. */
#include <string.h>

#include "registry/view.h"
#include "store/read.h"

/* The points of contact of the holder read what is theirs (policy.md). */
static bool
is_contact(const struct registry *r, const struct organisation *o,
    int64_t abuse)
{
	int64_t me = r->actor.person;

	return me != 0 && (o->billing == me || o->member == me ||
	    abuse == me);
}

/* The abuse-c of a block, or of the nearest one above it that has one. */
static int64_t
abuse_of(struct store *db, const struct block *block)
{
	struct block at = *block;

	while (at.abuse == 0 && block_up(db, &at, &at))
		;
	return at.abuse;
}

static void
rights_of_block(struct registry *r, const struct block *block, bool *itself,
    bool *parent)
{
	*itself = permit_block(r, block);
	*parent = permit_parent(r, block);
}

enum result
registry_see_block(struct registry *r, const struct prefix *prefix,
    struct block *out, struct view_rights *rights)
{
	struct organisation holder;
	bool office;

	*rights = (struct view_rights){ 0 };
	if (!q_block_by_prefix(r->db, prefix, out) ||
	    out->status == STATUS_ROOT)
		return RESULT_NO_BLOCK;
	holder_of(r->db, out->organisation, &holder);
	rights_of_block(r, out, &rights->manages, &rights->manages_parent);
	office = r->actor.hostmaster;
	r->actor.hostmaster = false;
	rights_of_block(r, out, &rights->own, &rights->own_parent);
	r->actor.hostmaster = office;
	rights->reads = rights->manages || rights->manages_parent ||
	    is_contact(r, &holder, abuse_of(r->db, out));
	return rights->reads ? RESULT_OK : RESULT_NO_BLOCK;
}

enum result
registry_see_asn(struct registry *r, uint32_t number, struct asn *out,
    struct view_rights *rights)
{
	struct organisation holder;
	bool office;

	*rights = (struct view_rights){ 0 };
	if (!asn_around(r->db, number, out))
		return RESULT_NO_ASN;
	holder_of(r->db, out->organisation, &holder);
	rights->manages = permit_asn(r, out);
	office = r->actor.hostmaster;
	r->actor.hostmaster = false;
	rights->own = permit_asn(r, out);
	r->actor.hostmaster = office;
	rights->reads = rights->manages || is_contact(r, &holder, out->abuse);
	return rights->reads ? RESULT_OK : RESULT_NO_ASN;
}

/* Is the person named on something it holds, which they do not manage by
   what it is part of? */
static bool
is_technical(struct store *db, int64_t person, int64_t organisation)
{
	struct q_view_tech_parent_after parent = { 0 };
	struct q_view_tech_organisation_after row;
	struct q_view_routing_after routing;

	while (q_view_tech_parent_after(db, person, parent.parent, &parent))
		if (!person_manages_id(db, person, parent.parent) &&
		    q_view_tech_organisation_after(db, person, parent.parent,
		    organisation - 1, &row) && row.organisation ==
		    organisation)
			return true;
	return q_view_routing_after(db, person, organisation - 1, &routing) &&
	    routing.organisation == organisation;
}

enum result
registry_sees_organisation(struct registry *r, const struct organisation *o,
    struct view_rights *rights)
{
	bool office = r->actor.hostmaster;

	*rights = (struct view_rights){ 0 };
	rights->manages = permit_organisation(r, o);
	r->actor.hostmaster = false;
	rights->own = permit_organisation(r, o);
	r->actor.hostmaster = office;
	rights->reads = rights->manages || is_contact(r, o, 0) ||
	    (r->actor.person != 0 &&
	    is_technical(r->db, r->actor.person, o->id));
	return rights->reads ? RESULT_OK : RESULT_NO_ORGANISATION;
}

enum result
registry_see_organisation(struct registry *r, const char *ownerid,
    struct organisation *out, struct view_rights *rights)
{
	*rights = (struct view_rights){ 0 };
	return q_organisation_by_ownerid(r->db, ownerid, out) ?
	    registry_sees_organisation(r, out, rights) :
	    RESULT_NO_ORGANISATION;
}

/* --- Who manages a block ------------------------------------------------- */

static struct view_manager *
manager_of(struct registry *r, int64_t person,
    struct view_manager *out, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		if (out[i].person.id == person)
			return &out[i];
	if (person == 0 || !q_person_by_id(r->db, person,
	    &out[*count].person))
		return NULL;
	out[*count].tech = out[*count].admin = out[*count].parent = false;
	return &out[(*count)++];
}

size_t
registry_managers(struct registry *r, const struct block *block,
    struct view_manager out[VIEW_MANAGERS_MAX])
{
	struct organisation holder;
	struct view_manager *m;
	size_t count = 0, own;
	struct block up;

	holder_of(r->db, block->organisation, &holder);
	if ((m = manager_of(r, block->tech, out, &count)) != NULL)
		m->tech = true;
	if ((m = manager_of(r, holder.admin, out, &count)) != NULL)
		m->admin = true;
	own = count;
	if (!status_is_passed_on(block->status) ||
	    !block_up(r->db, block, &up))
		return count;
	holder_of(r->db, up.organisation, &holder);
	manager_of(r, up.tech, out, &count);
	manager_of(r, holder.admin, out, &count);
	for (size_t i = own; i < count; i++)
		out[i].parent = true;
	return count;
}

/* --- Rows ---------------------------------------------------------------- */

bool
registry_organisation_by_id(struct registry *r, int64_t id,
    struct organisation *out)
{
	return q_organisation_by_id(r->db, id, out);
}

bool
registry_person_by_id(struct registry *r, int64_t id, struct person *out)
{
	return q_person_by_id(r->db, id, out);
}

bool
registry_person(struct registry *r, const char *handle, struct person *out)
{
	return q_person_by_handle(r->db, handle, out);
}

bool
registry_block_by_id(struct registry *r, int64_t id, struct block *out)
{
	return q_block_by_id(r->db, id, out);
}

bool
registry_account(struct registry *r, int64_t person, struct account *out)
{
	return q_account(r->db, person, out);
}
