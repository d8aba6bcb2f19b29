/* SPDX-License-Identifier: ISC */
/*
 * What is a person's: home and the menu.  A person may be tech-c of a
 * million sub-assignments; those of one parent that they manage anyway are
 * passed over in one step.
 */
#include <stdlib.h>
#include <string.h>

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

static bool
walk_blocks(struct view *v, struct cursor *cursor,
    bool (*next)(struct cursor *, struct block *))
{
	struct block block;

	while (next(cursor, &block))
		if (!view_block(v, &block)) {
			cursor_close(cursor);
			return false;
		}
	return true;
}

/* The parents below which an organisation holds something, but those that
   the person manages.  False: the page is full. */
static bool
walk_held(struct view *v, int64_t person, int64_t organisation)
{
	struct q_view_parent_after row = { v->at.parent };
	struct cursor cursor;
	bool more = v->at.parent != 0;

	for (;;) {
		if (!more && !q_view_parent_after(v->r->db, organisation,
		    row.parent, &row))
			return true;
		if (!more)
			next_group(v, ADMIN_BLOCKS, organisation, row.parent);
		more = false;
		if (person_manages_id(v->r->db, person, row.parent))
			continue;
		q_view_held_open(v->r->db, organisation, row.parent,
		    &v->at.from, &highest_address, view_most(v), &cursor);
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
	struct organisation o;
	int64_t after = v->at.group == 0 ? 0 : v->at.group - 1;
	bool full;

	while (q_view_admin_after(v->r->db, person, after, &o)) {
		if (v->at.group != o.id)
			next_group(v, stage, o.id, 0);
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
	struct organisation o;

	return q_organisation_by_id(db, organisation, &o) &&
	    o.admin == person;
}

/* Below one parent, by holder; what they administer was shown before. */
static bool
walk_tech_below(struct view *v, int64_t person, int64_t parent)
{
	int64_t after = v->at.group == 0 ? 0 : v->at.group - 1;
	struct q_view_tech_organisation_after row;
	struct cursor cursor;

	while (q_view_tech_organisation_after(v->r->db, person, parent, after,
	    &row)) {
		if (v->at.group != row.organisation)
			next_group(v, TECH_BLOCKS, row.organisation, parent);
		after = row.organisation;
		if (administers(v->r->db, person, row.organisation))
			continue;
		q_view_tech_open(v->r->db, person, parent, row.organisation,
		    &v->at.from, view_most(v), &cursor);
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

size_t
registry_home(struct registry *r, int64_t person, struct view_page *page,
    struct view_row *out)
{
	struct view v;
	bool more = true;

	view_begin(&v, r, page, out);
	v.free_sizes = v.managed = true;
	while (more && v.at.stage < STAGES) {
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

/* --- The menu ------------------------------------------------------------ */

struct links {
	struct view_link *out;
	size_t count, most;
};

/* The organisation's line, made when there is room; else NULL. */
static struct view_link *
link_of(struct links *links, const struct organisation *o)
{
	struct view_link *link;

	for (size_t i = 0; i < links->count; i++)
		if (links->out[i].id == o->id)
			return &links->out[i];
	if (links->count == links->most)
		return NULL;
	link = &links->out[links->count++];
	*link = (struct view_link){ .ownerid = o->ownerid, .name = o->name,
	    .id = o->id };
	return link;
}

static void
link_contacts(struct registry *r, int64_t person, struct links *links)
{
	static bool (*const nexts[])(struct store *, int64_t, int64_t,
	    struct organisation *) = { q_view_admin_after,
	    q_view_billing_after, q_view_member_after };
	struct organisation o;
	struct view_link *link;

	for (size_t i = 0; i < ARRAY_LENGTH(nexts); i++) {
		int64_t after = 0;

		for (size_t n = 0; n < links->most &&
		    nexts[i](r->db, person, after, &o); n++) {
			after = o.id;
			if ((link = link_of(links, &o)) == NULL)
				return;
			link->admin |= o.admin == person;
			link->billing |= o.billing == person;
			link->member |= o.member == person;
		}
	}
}

static bool
link_technical(struct registry *r, int64_t organisation, struct links *links)
{
	struct organisation o;
	struct view_link *link;

	if (!q_organisation_by_id(r->db, organisation, &o))
		return true;
	if ((link = link_of(links, &o)) != NULL)
		link->tech = true;
	return link != NULL;
}

static void
link_tech(struct registry *r, int64_t person, struct links *links)
{
	struct q_view_tech_parent_after parent = { 0 };
	struct q_view_tech_organisation_after row;
	struct q_view_routing_after routing = { 0 };

	while (q_view_tech_parent_after(r->db, person, parent.parent,
	    &parent)) {
		row.organisation = 0;
		if (person_manages_id(r->db, person, parent.parent))
			continue;
		while (q_view_tech_organisation_after(r->db, person,
		    parent.parent, row.organisation, &row))
			if (!link_technical(r, row.organisation, links))
				return;
	}
	while (q_view_routing_after(r->db, person, routing.organisation,
	    &routing))
		if (!link_technical(r, routing.organisation, links))
			return;
}

static int
by_ownerid(const void *a, const void *b)
{
	const struct view_link *la = a, *lb = b;

	return strcmp(la->ownerid, lb->ownerid);
}

size_t
registry_linked(struct registry *r, int64_t person, struct view_link *out,
    size_t most)
{
	struct links links = { .out = out, .most = most };

	link_contacts(r, person, &links);
	link_tech(r, person, &links);
	if (links.count > 1)
		qsort(out, links.count, sizeof(*out), by_ownerid);
	return links.count;
}
