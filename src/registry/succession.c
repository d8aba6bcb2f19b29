/* SPDX-License-Identifier: ISC */
/* What somebody else is, passes to who comes in their place. */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"

void
succession_add(struct succession *s, int64_t from, int64_t to)
{
	if (from == 0 || to == 0 || from == to ||
	    succession_of(s, from) != 0)
		return;
	assert(s->count < SUCCESSION_MAX);
	s->from[s->count] = from;
	s->to[s->count++] = to;
}

int64_t
succession_of(const struct succession *s, int64_t person)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->from[i] == person)
			return s->to[i];
	return 0;
}

/* --- One role ------------------------------------------------------------ */

/* The organisation holds it, or what it is part of. */
static bool
is_around(struct registry *r, const struct succession *s,
    const struct block *block)
{
	struct block parent;

	return block->organisation == s->organisation ||
	    (status_is_passed_on(block->status) &&
	    block_up(r->db, block, &parent) &&
	    parent.organisation == s->organisation);
}

static bool
find_block(struct registry *r, const struct succession *s,
    const struct resource_role *role, struct block *block)
{
	return q_block_by_prefix(r->db, &role->resource.prefix, block) &&
	    is_around(r, s, block);
}

static bool
find_asn(struct registry *r, const struct succession *s,
    const struct resource_role *role, struct asn *asn)
{
	const struct asn_range *range = &role->resource.asns;

	return asn_around(r->db, range->first, asn) &&
	    asn->first == range->first && asn->last == range->last &&
	    asn->organisation == s->organisation;
}

static int64_t *
place_in_block(const struct resource_role *role, struct block *block)
{
	return role->abuse ? &block->abuse : &block->tech;
}

static int64_t *
place_in_asn(const struct resource_role *role, struct asn *asn)
{
	return role->abuse ? &asn->abuse : &asn->routing;
}

static enum result
judge_block(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	struct block block;

	if (!find_block(r, s, role, &block))
		return RESULT_NO_BLOCK;
	if (!permit_block_or_parent(r, &block))
		return RESULT_FORBIDDEN;
	return succession_of(s, *place_in_block(role, &block)) != 0 ?
	    RESULT_OK : RESULT_OTHER_CONTACT;
}

static enum result
judge_asn(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	struct asn asn;

	if (!find_asn(r, s, role, &asn))
		return RESULT_NO_ASN;
	if (!permit_asn(r, &asn))
		return RESULT_FORBIDDEN;
	return succession_of(s, *place_in_asn(role, &asn)) != 0 ?
	    RESULT_OK : RESULT_OTHER_CONTACT;
}

static void
pass_block(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	struct block before, after;
	int64_t *place = place_in_block(role, &after);

	if (!find_block(r, s, role, &before))
		return;
	after = before;
	if ((*place = succession_of(s, *place)) == 0)
		return;			/* it was listed twice */
	after.changed = r->now;
	put_changed(r, FACT_block, &before, &after);
}

static void
pass_asn(struct registry *r, const struct succession *s,
    const struct resource_role *role)
{
	struct asn before, after;
	int64_t *place = place_in_asn(role, &after);

	if (!find_asn(r, s, role, &before))
		return;
	after = before;
	if ((*place = succession_of(s, *place)) == 0)
		return;
	after.changed = r->now;
	put_changed(r, FACT_asn, &before, &after);
}

/* --- All of them --------------------------------------------------------- */

/* Roles on resources, as many as there are. */
struct roles { struct resource_role *list; size_t count; };

#define ROLES_AT_ONCE 256

static void
add_roles_of(struct registry *r, int64_t organisation, int64_t person,
    struct roles *roles)
{
	struct resource_role found[ROLES_AT_ONCE], *role;
	struct view_page page = { .most = ROLES_AT_ONCE };
	char after[VIEW_KEY_MAX] = "";

	do {
		page.after = after;
		size_t count = registry_roles(r, organisation, person, &page,
		    found);

		for (size_t i = 0; i < count; i++) {
			role = arena_grow(r->scratch, &roles->list,
			    &roles->count, sizeof(*role));
			*role = found[i];
		}
		memcpy(after, page.next, sizeof(after));
	} while (after[0] != '\0' && store_error(r->db) == NULL);
}

/* May all pass?  Asked before one does: who passes on the technical contact
   of a block may have managed its parts only by that. */
static enum result
judge(struct registry *r, const struct succession *s,
    const struct roles *roles)
{
	for (size_t i = 0; i < roles->count; i++) {
		const struct resource_role *role = &roles->list[i];
		enum result wrong = role->resource.is_asn ?
		    judge_asn(r, s, role) : judge_block(r, s, role);

		if (wrong != RESULT_OK)
			return refuse(r, wrong, "roles", "%s",
			    said_resource(r, &role->resource));
	}
	return RESULT_OK;
}

static struct roles
listed(struct registry *r, const struct other_roles *in)
{
	struct roles roles = { .count = in->count };

	if (in->count > 0)
		roles.list = arena_memdup(r->scratch, in->roles,
		    in->count * sizeof(*in->roles));
	return roles;
}

/* All are found before one passes: two may take each other's place. */
enum result
succession_pass(struct registry *r, const struct succession *s,
    struct other_roles *in)
{
	struct roles roles = { 0 };
	enum result result;

	if (!in->all)
		roles = listed(r, in);
	for (size_t i = 0; i < s->count && in->all; i++)
		add_roles_of(r, s->organisation, s->from[i], &roles);
	result = judge(r, s, &roles);
	for (size_t i = 0; i < roles.count && result == RESULT_OK; i++)
		if (roles.list[i].resource.is_asn)
			pass_asn(r, s, &roles.list[i]);
		else
			pass_block(r, s, &roles.list[i]);
	in->passed_on = (int64_t)roles.count;
	return result;
}
