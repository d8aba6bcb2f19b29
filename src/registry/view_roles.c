/* SPDX-License-Identifier: ISC */
/* What a person is of what an organisation holds, and of parts of that. */
#include "registry/view.h"
#include "store/read.h"

enum stage { TECH, ABUSE, ROUTING, ASN_ABUSE, STAGES };

/* Roles that are passed over before a page ends with fewer rows. */
#define LOOKS_MOST 1000

struct walk {
	struct registry *r;
	int64_t organisation, person;
	struct view_page *page;
	struct resource_role *out;
	size_t count;
	int64_t looks;
	struct place at;		/* group: who holds it, of blocks */
};

static int64_t
most(const struct walk *w)
{
	return (int64_t)(w->page->most - w->count) + 1;
}

/* False: the page is full, and goes on with this one. */
static bool
add(struct walk *w, const struct resource_role *role, bool permitted)
{
	bool full = w->count == w->page->most || w->looks++ == LOOKS_MOST;

	if (!full && permitted)
		w->out[w->count++] = *role;
	if (!full)
		return true;
	w->at.from = role->resource.is_asn ?
	    view_number(role->resource.asns.first) :
	    role->resource.prefix.first;
	place_text(&w->at, w->page->next);
	return false;
}

/* --- On blocks ----------------------------------------------------------- */

static bool
next_parent(const struct walk *w, int64_t after, int64_t *parent)
{
	struct q_view_tech_parent_after tech;
	struct q_view_abuse_parent_after abuse;
	bool is_tech = w->at.stage == TECH, found = is_tech ?
	    q_view_tech_parent_after(w->r->db, w->person, after, &tech) :
	    q_view_abuse_parent_after(w->r->db, w->person, after, &abuse);

	if (found)
		*parent = is_tech ? tech.parent : abuse.parent;
	return found;
}

static bool
next_holder(const struct walk *w, int64_t after, int64_t *holder)
{
	struct q_view_tech_organisation_after tech;
	struct q_view_abuse_organisation_after abuse;
	bool is_tech = w->at.stage == TECH, found = is_tech ?
	    q_view_tech_organisation_after(w->r->db, w->person, w->at.parent,
	    after, &tech) : q_view_abuse_organisation_after(w->r->db,
	    w->person, w->at.parent, after, &abuse);

	if (found)
		*holder = is_tech ? tech.organisation : abuse.organisation;
	return found;
}

static void
open_blocks(struct walk *w, int64_t holder, struct cursor *cursor)
{
	if (w->at.stage == TECH)
		q_view_tech_open(w->r->db, w->person, w->at.parent, holder,
		    &w->at.from, LOOKS_MOST + 1, cursor);
	else
		q_view_abuse_open(w->r->db, w->person, w->at.parent, holder,
		    &w->at.from, LOOKS_MOST + 1, cursor);
}

/* What one organisation has below one block. */
static bool
walk_holder(struct walk *w, int64_t holder)
{
	struct resource_role role = { .abuse = w->at.stage == ABUSE };
	struct cursor cursor;
	struct block block;
	bool fine = true;

	if (w->at.group != holder)
		w->at = (struct place){ .stage = w->at.stage,
		    .parent = w->at.parent, .group = holder };
	open_blocks(w, holder, &cursor);
	while (fine && (w->at.stage == TECH ?
	    q_view_tech_next(&cursor, &block) :
	    q_view_abuse_next(&cursor, &block))) {
		role.resource.prefix = block.prefix;
		fine = add(w, &role, permit_block_or_parent(w->r, &block));
	}
	cursor_close(&cursor);
	return fine;
}

/* Below a block of its own all, else what it holds itself. */
static bool
walk_parent(struct walk *w)
{
	int64_t after = w->at.group == 0 ? 0 : w->at.group - 1, holder;
	struct block parent;

	if (!q_block_by_id(w->r->db, w->at.parent, &parent) ||
	    parent.organisation != w->organisation)
		return walk_holder(w, w->organisation);
	for (; next_holder(w, after, &holder); after = holder)
		if (!walk_holder(w, holder))
			return false;
	return true;
}

static bool
walk_blocks(struct walk *w)
{
	int64_t after = w->at.parent == 0 ? 0 : w->at.parent - 1, parent;

	for (; next_parent(w, after, &parent); after = parent) {
		if (w->at.parent != parent)
			w->at = (struct place){ .stage = w->at.stage,
			    .parent = parent };
		if (!walk_parent(w))
			return false;
	}
	return true;
}

/* --- On ASNs ------------------------------------------------------------- */

static bool
add_asns(struct walk *w, struct cursor *cursor,
    bool (*next)(struct cursor *, struct asn *))
{
	struct resource_role role = { .resource.is_asn = true,
	    .abuse = w->at.stage == ASN_ABUSE };
	struct asn asn;

	while (next(cursor, &asn)) {
		role.resource.asns = (struct asn_range){ (uint32_t)asn.first,
		    (uint32_t)asn.last };
		if (!add(w, &role, permit_asn(w->r, &asn))) {
			cursor_close(cursor);
			return false;
		}
	}
	return true;
}

static bool
walk_asns(struct walk *w)
{
	int64_t number = view_number_of(&w->at.from);
	struct cursor cursor;

	if (w->at.stage == ROUTING) {
		q_view_routing_open(w->r->db, w->person, w->organisation,
		    number, most(w), &cursor);
		return add_asns(w, &cursor, q_view_routing_next);
	}
	q_view_asn_abuse_open(w->r->db, w->person, w->organisation, number,
	    most(w), &cursor);
	return add_asns(w, &cursor, q_view_asn_abuse_next);
}

/* --- All of it ----------------------------------------------------------- */

static bool
walk_stage(struct walk *w)
{
	return w->at.stage == TECH || w->at.stage == ABUSE ?
	    walk_blocks(w) : walk_asns(w);
}

size_t
registry_roles(struct registry *r, int64_t organisation, int64_t person,
    struct view_page *page, struct resource_role *out)
{
	struct walk w = { .r = r, .organisation = organisation,
	    .person = person, .page = page, .out = out };

	if (!place_parse(page->after, &w.at))
		w.at = (struct place){ 0 };
	page->next[0] = '\0';
	while (w.at.stage < STAGES && walk_stage(&w))
		w.at = (struct place){ .stage = w.at.stage + 1 };
	return w.count;
}
