/* SPDX-License-Identifier: ISC */
/* The contacts of a block or an ASN, and what else they are. */
#include "registry/private.h"

#include "store/read.h"

/* What they are contacts of. */
struct subject {
	bool is_asn;
	struct block block;
	struct asn asn;
};

static int64_t *
tech_of(struct subject *s)
{
	return s->is_asn ? &s->asn.routing : &s->block.tech;
}

static int64_t *
abuse_of(struct subject *s)
{
	return s->is_asn ? &s->asn.abuse : &s->block.abuse;
}

/* --- Which ---------------------------------------------------------------- */

static enum result
find_block(struct registry *r, const struct prefix *prefix,
    struct block *block)
{
	if (!q_block_by_prefix(r->db, prefix, block) ||
	    block->organisation == 0)
		return RESULT_NO_BLOCK;
	return permit_block_or_parent(r, block) ? RESULT_OK :
	    RESULT_FORBIDDEN;
}

static enum result
find_asn(struct registry *r, const struct asn_range *range, struct asn *asn)
{
	if (!asn_around(r->db, range->first, asn) || asn->organisation == 0)
		return RESULT_NO_ASN;
	if (asn->first != range->first || asn->last != range->last)
		return RESULT_NOT_WHOLE;
	return permit_asn(r, asn) ? RESULT_OK : RESULT_FORBIDDEN;
}

static enum result
find(struct registry *r, const struct resource *resource, struct subject *s)
{
	enum result wrong;

	*s = (struct subject){ .is_asn = resource->is_asn };
	wrong = s->is_asn ? find_asn(r, &resource->asns, &s->asn) :
	    find_block(r, &resource->prefix, &s->block);
	return wrong == RESULT_OK ? wrong :
	    refuse(r, wrong, "resource", "%s", said_resource(r, resource));
}

/* --- Who ------------------------------------------------------------------ */

/* NULL leaves, "" removes the abuse contact where one is inherited. */
static enum result
choose_abuse(struct registry *r, const char *handle, bool direct,
    int64_t *abuse)
{
	if (handle != NULL && handle[0] == '\0') {
		if (direct)
			return refuse(r, RESULT_NEEDS_ABUSE, "abuse", "abuse");
		*abuse = 0;
	}
	return person_named(r, "abuse", handle, abuse);
}

static enum result
choose(struct registry *r, const struct contacts *in, struct subject *s)
{
	bool direct = s->is_asn || status_is_direct(s->block.status);
	enum result result = person_named(r, "tech", in->tech, tech_of(s));

	also(&result, choose_abuse(r, in->abuse, direct, abuse_of(s)));
	return result;
}

/* --- What else they are --------------------------------------------------- */

static int64_t
around(struct registry *r, const struct subject *s)
{
	struct block parent;

	if (s->is_asn)
		return s->asn.organisation;
	return status_is_passed_on(s->block.status) &&
	    block_up(r->db, &s->block, &parent) && permit_block(r, &parent) ?
	    parent.organisation : s->block.organisation;
}

int64_t
registry_contacts_around(struct registry *r, const struct resource *resource)
{
	struct subject s = { .is_asn = resource->is_asn };
	bool found = s.is_asn ?
	    asn_around(r->db, resource->asns.first, &s.asn) :
	    q_block_by_prefix(r->db, &resource->prefix, &s.block);

	return found ? around(r, &s) : 0;
}

/* What they leave here is not another role. */
static enum result
pass_others(struct registry *r, struct contacts *in, struct subject *before,
    struct subject *after)
{
	bool tech = *tech_of(before) != *tech_of(after),
	    abuse = *abuse_of(before) != *abuse_of(after);
	struct succession s = { .organisation = around(r, before) };
	enum result result;

	if (tech)
		succession_add(&s, *tech_of(before), *tech_of(after));
	if (abuse)
		succession_add(&s, *abuse_of(before), *abuse_of(after));
	result = succession_pass(r, &s, &in->others);
	if (in->others.all)
		in->others.passed_on -=
		    (tech && succession_of(&s, *tech_of(before)) != 0) +
		    (abuse && succession_of(&s, *abuse_of(before)) != 0);
	return result;
}

/* --- Done ----------------------------------------------------------------- */

/* Where it was chosen anew, whoever it passed on to. */
static void
take(int64_t *place, int64_t before, int64_t after)
{
	if (before != after)
		*place = after;
}

static void
keep_block(struct registry *r, const struct block *before,
    const struct block *chosen)
{
	struct block now, after;

	if (!q_block_by_id(r->db, chosen->id, &now))
		return;
	after = now;
	take(&after.tech, before->tech, chosen->tech);
	take(&after.abuse, before->abuse, chosen->abuse);
	after.changed = r->now;
	if (after.tech != now.tech || after.abuse != now.abuse)
		put_changed(r, FACT_block, &now, &after);
}

static void
keep_asn(struct registry *r, const struct asn *before,
    const struct asn *chosen)
{
	struct asn now, after;

	if (!asn_around(r->db, (uint32_t)chosen->first, &now))
		return;
	after = now;
	take(&after.routing, before->routing, chosen->routing);
	take(&after.abuse, before->abuse, chosen->abuse);
	after.changed = r->now;
	if (after.routing != now.routing || after.abuse != now.abuse)
		put_changed(r, FACT_asn, &now, &after);
}

enum result
do_contacts(struct registry *r, struct contacts *in)
{
	struct subject before, after;
	enum result result;

	r->permitted = true;
	r->object = said_resource(r, &in->resource);
	if (in->tech != NULL && in->tech[0] == '\0')
		return refuse(r, RESULT_MISSING, "tech", "A technical contact "
		    "can be replaced, not removed.");
	result = find(r, &in->resource, &before);
	if (result != RESULT_OK)
		return result;
	after = before;
	result = choose(r, in, &after);
	if (result == RESULT_OK)
		result = pass_others(r, in, &before, &after);
	if (result == RESULT_OK && after.is_asn)
		keep_asn(r, &before.asn, &after.asn);
	else if (result == RESULT_OK)
		keep_block(r, &before.block, &after.block);
	return result;
}
