/* SPDX-License-Identifier: ISC */
/* What a person is of what an organisation holds. */
#include "registry/view.h"
#include "store/read.h"

enum stage { TECH, ABUSE, ROUTING, ASN_ABUSE, STAGES };

struct walk {
	struct registry *r;
	int64_t organisation, person;
	struct view_page *page;
	struct resource_role *out;
	size_t count;
	struct place at;		/* group: the length of an abuse-c's */
};

static int64_t
most(const struct walk *w)
{
	return (int64_t)(w->page->most - w->count) + 1;
}

/* False: the page is full, and goes on with this one. */
static bool
add(struct walk *w, const struct resource_role *role)
{
	if (w->count < w->page->most) {
		w->out[w->count++] = *role;
		return true;
	}
	w->at.from = role->resource.is_asn ?
	    view_number(role->resource.asns.first) :
	    role->resource.prefix.first;
	w->at.group = role->resource.is_asn ? 0 : role->resource.prefix.length;
	place_text(&w->at, w->page->next);
	return false;
}

static bool
add_blocks(struct walk *w, struct cursor *cursor,
    bool (*next)(struct cursor *, struct block *))
{
	struct resource_role role = { .abuse = w->at.stage == ABUSE };
	struct block block;

	while (next(cursor, &block)) {
		role.resource.prefix = block.prefix;
		if (!add(w, &role)) {
			cursor_close(cursor);
			return false;
		}
	}
	return true;
}

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
		if (!add(w, &role)) {
			cursor_close(cursor);
			return false;
		}
	}
	return true;
}

/* Below each block where they are tech-c of something. */
static bool
walk_tech(struct walk *w)
{
	struct q_view_tech_parent_after row = { w->at.parent - 1 };
	struct cursor cursor;

	if (w->at.parent == 0)
		row.parent = 0;
	while (q_view_tech_parent_after(w->r->db, w->person, row.parent,
	    &row)) {
		if (w->at.parent != row.parent)
			w->at = (struct place){ .stage = TECH,
			    .parent = row.parent };
		q_view_tech_open(w->r->db, w->person, row.parent,
		    w->organisation, &w->at.from, most(w), &cursor);
		if (!add_blocks(w, &cursor, q_view_tech_next))
			return false;
	}
	return true;
}

static bool
walk_stage(struct walk *w)
{
	int64_t number = view_number_of(&w->at.from);
	struct cursor cursor;

	switch ((enum stage)w->at.stage) {
	case TECH:
		return walk_tech(w);
	case ABUSE:
		q_view_abuse_open(w->r->db, w->person, w->organisation,
		    &w->at.from, w->at.group, most(w), &cursor);
		return add_blocks(w, &cursor, q_view_abuse_next);
	case ROUTING:
		q_view_routing_open(w->r->db, w->person, w->organisation,
		    number, most(w), &cursor);
		return add_asns(w, &cursor, q_view_routing_next);
	case ASN_ABUSE:
	case STAGES:
		break;
	}
	q_view_asn_abuse_open(w->r->db, w->person, w->organisation, number,
	    most(w), &cursor);
	return add_asns(w, &cursor, q_view_asn_abuse_next);
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
