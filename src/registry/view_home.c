/* SPDX-License-Identifier: ISC */
/*
 * What is a person's: home.  A person may be tech-c of a million
 * sub-assignments; those of one parent that they manage anyway are passed
 * over in one step.
 */
#include "registry/view.h"
#include "store/read.h"

enum stage { ADMIN_BLOCKS, TECH_BLOCKS, ADMIN_ASNS, ROUTING_ASNS, STAGES };

/* The next group begins at its beginning. */
static void
next_group(struct view *v, int64_t stage, int64_t group, int64_t parent)
{
	v->at = (struct place){ .stage = stage, .group = group,
	    .parent = parent };
}

/* Where the group goes on, in the family. */
static struct address
lowest_of(const struct view *v)
{
	return address_compare(&v->at.from, &v->family.first) > 0 ?
	    v->at.from : v->family.first;
}

/* Ascending: behind the family there is nothing of it. */
static bool
walk_blocks(struct view *v, struct cursor *cursor,
    bool (*next)(struct cursor *, struct block *))
{
	struct block block;
	bool more = true;

	while (more && next(cursor, &block) &&
	    prefix_contains(&v->family, &block.prefix.first))
		more = view_block(v, &block);
	cursor_close(cursor);
	return more;
}

/* The parents below which an organisation holds something, but those that
   the person manages.  False: the page is full. */
static bool
walk_held(struct view *v, int64_t person, int64_t organisation)
{
	struct q_view_parent_after row = { v->at.parent };
	struct address lowest;
	struct cursor cursor;
	bool more = v->at.parent != 0;

	for (;;) {
		if (!more && !q_view_parent_after(v->r->db, organisation,
		    row.parent, &row))
			return true;
		if (!more)
			next_group(v, ADMIN_BLOCKS, organisation, row.parent);
		more = false;
		if (view_is_tired(v, 1))
			return false;
		if (person_manages_id(v->r->db, person, row.parent))
			continue;
		lowest = lowest_of(v);
		q_view_held_open(v->r->db, organisation, row.parent,
		    &lowest, &highest_address, view_most(v), &cursor);
		if (!walk_blocks(v, &cursor, q_view_held_next))
			return false;
	}
}

static bool
walk_admin_asns(struct view *v, int64_t organisation)
{
	struct cursor cursor;
	struct asn asn;

	q_view_asns_open(v->r->db, organisation, view_number_of(&v->at.from),
	    view_most(v), &cursor);
	while (q_view_asns_next(&cursor, &asn))
		if (!view_asn(v, &asn)) {
			cursor_close(&cursor);
			return false;
		}
	return true;
}

/* Each organisation that the person administers, from v->at.group on. */
static bool
walk_admin(struct view *v, int64_t person, enum stage stage)
{
	struct q_view_admin_after o;
	int64_t after = v->at.group == 0 ? 0 : v->at.group - 1;
	bool full;

	while (q_view_admin_after(v->r->db, person, after, &o)) {
		if (v->at.group != o.id)
			next_group(v, stage, o.id, 0);
		if (view_is_tired(v, 1))
			return false;
		full = stage == ADMIN_BLOCKS ?
		    !walk_held(v, person, o.id) : !walk_admin_asns(v, o.id);
		if (full)
			return false;
		after = o.id;
	}
	return true;
}

static bool
administers(struct store *db, int64_t person, int64_t organisation)
{
	struct q_view_organisation o;

	return q_view_organisation(db, organisation, &o) &&
	    o.admin == person;
}

/* Below one parent, by holder; what they administer was shown before. */
static bool
walk_tech_below(struct view *v, int64_t person, int64_t parent)
{
	int64_t after = v->at.group == 0 ? 0 : v->at.group - 1;
	struct q_view_tech_organisation_after row;
	struct address lowest;
	struct cursor cursor;

	while (q_view_tech_organisation_after(v->r->db, person, parent, after,
	    &row)) {
		if (v->at.group != row.organisation)
			next_group(v, TECH_BLOCKS, row.organisation, parent);
		if (view_is_tired(v, 1))
			return false;
		after = row.organisation;
		if (administers(v->r->db, person, row.organisation))
			continue;
		lowest = lowest_of(v);
		q_view_tech_open(v->r->db, person, parent, row.organisation,
		    &lowest, view_most(v), &cursor);
		if (!walk_blocks(v, &cursor, q_view_tech_next))
			return false;
	}
	return true;
}

static bool
walk_tech(struct view *v, int64_t person)
{
	int64_t after = v->at.parent == 0 ? 0 : v->at.parent - 1;
	struct q_view_tech_parent_after row;

	while (q_view_tech_parent_after(v->r->db, person, after, &row)) {
		if (v->at.parent != row.parent)
			next_group(v, TECH_BLOCKS, 0, row.parent);
		if (view_is_tired(v, 1))
			return false;
		after = row.parent;
		if (!person_manages_id(v->r->db, person, row.parent) &&
		    !walk_tech_below(v, person, row.parent))
			return false;
	}
	return true;
}

static bool
walk_routing(struct view *v, int64_t person)
{
	int64_t after = v->at.group == 0 ? 0 : v->at.group - 1;
	struct q_view_routing_after row;
	struct cursor cursor;
	struct asn asn;

	while (q_view_routing_after(v->r->db, person, after, &row)) {
		if (v->at.group != row.organisation)
			next_group(v, ROUTING_ASNS, row.organisation, 0);
		if (view_is_tired(v, 1))
			return false;
		after = row.organisation;
		if (administers(v->r->db, person, row.organisation))
			continue;
		q_view_routing_open(v->r->db, person, row.organisation,
		    view_number_of(&v->at.from), view_most(v), &cursor);
		while (q_view_routing_next(&cursor, &asn))
			if (!view_asn(v, &asn)) {
				cursor_close(&cursor);
				return false;
			}
	}
	return true;
}

static struct prefix
range_of(enum view_family family)
{
	struct address ipv4 = ipv4_address(0), ipv6 = { { 0x20 } };

	return family == VIEW_IPV4 ? prefix_of(&ipv4, IPV4_BITS) :
	    family == VIEW_IPV6 ? prefix_of(&ipv6, 3) :
	    prefix_of(&lowest_address, 0);
}

size_t
registry_home(struct registry *r, int64_t person, enum view_family family,
    struct view_page *page, struct view_row *out)
{
	int64_t stages = family == VIEW_IPV4 || family == VIEW_IPV6 ?
	    ADMIN_ASNS : STAGES;
	struct view v;
	bool more = true;

	view_begin(&v, r, page, out);
	v.free_sizes = true;
	v.family = range_of(family);
	if (family == VIEW_ASN && v.at.stage < ADMIN_ASNS)
		next_group(&v, ADMIN_ASNS, 0, 0);
	while (more && v.at.stage < stages) {
		switch ((enum stage)v.at.stage) {
		case ADMIN_BLOCKS:
		case ADMIN_ASNS:
			more = walk_admin(&v, person,
			    (enum stage)v.at.stage);
			break;
		case TECH_BLOCKS:
			more = walk_tech(&v, person);
			break;
		case ROUTING_ASNS:
		case STAGES:
			more = walk_routing(&v, person);
			break;
		}
		if (more)
			next_group(&v, v.at.stage + 1, 0, 0);
	}
	return v.count;
}
