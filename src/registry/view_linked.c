/* SPDX-License-Identifier: ISC */
/*
 * The organisations that a person is linked to, ascending by id.  Those that
 * name the person are walked by one cursor; of those in which the person is
 * named on resources the next one is found in one step, however many there
 * are.  The nearest is the next of all.
 */
#include <string.h>

#include "registry/view.h"
#include "store/read.h"

#define MENU_LOOKS 300			/* with every page */
#define PAGE_LOOKS 1000
#define NONE INT64_MAX

enum tie { TIE_NAMED, TIE_TECH, TIE_ROUTING, TIES };

struct walk {
	struct registry *r;
	int64_t person;
	const struct search *filter;	/* NULL: all */
	struct place at;		/* group: from this organisation on */
	int64_t next[TIES];		/* of each tie; below at: not known */
	struct cursor named;
	bool opened;			/* it was */
	int looks;			/* that are left */
};

/* The next one that names the person; the walk never goes back. */
static int64_t
named_after(struct walk *w, int64_t after)
{
	struct q_view_named_after row;

	if (!w->opened)
		q_view_named_after_open(w->r->db, w->person, after, &w->named);
	w->opened = true;
	while (q_view_named_after_next(&w->named, &row))
		if (row.id > after)
			return row.id;
	return NONE;
}

/* The first one behind another. */
static int64_t
tied_after(struct walk *w, enum tie tie, int64_t after)
{
	struct q_view_holder_after holder;
	struct q_view_routing_after routing;
	struct store *db = w->r->db;

	switch (tie) {
	case TIE_NAMED:
		return named_after(w, after);
	case TIE_TECH:
		return q_view_holder_after(db, w->person, after, &holder) ?
		    holder.id : NONE;
	case TIE_ROUTING:
	case TIES:
		break;
	}
	return q_view_routing_after(db, w->person, after, &routing) ?
	    routing.organisation : NONE;
}

static int64_t
nearest(struct walk *w)
{
	int64_t least = NONE;

	for (int tie = 0; tie < TIES; tie++) {
		if (w->next[tie] < w->at.group)
			w->next[tie] = tied_after(w, (enum tie)tie,
			    w->at.group - 1);
		if (w->next[tie] < least)
			least = w->next[tie];
	}
	return least;
}

static bool
read_link(const struct walk *w, int64_t id, struct view_link *out)
{
	struct q_view_linked o;

	if (!q_view_linked(w->r->db, id, &o))
		return false;
	*out = (struct view_link){ .ownerid = o.ownerid, .name = o.name,
	    .id = id, .admin = o.admin == w->person,
	    .billing = o.billing == w->person,
	    .member = o.member == w->person, .direct = o.direct != 0,
	    .tech = w->next[TIE_TECH] == id,
	    .routing = w->next[TIE_ROUTING] == id };
	return true;
}

/* Is the person technical contact of more of it than of parts of what they
   manage?  When no looks are left, w->at is where to go on. */
static bool
is_technical(struct walk *w, int64_t organisation)
{
	struct q_view_holder_parent_after row = {
		w->at.parent == 0 ? 0 : w->at.parent - 1
	};

	while (q_view_holder_parent_after(w->r->db, w->person, organisation,
	    row.parent, &row)) {
		w->at.parent = row.parent;
		if (w->looks-- <= 0)
			return false;
		if (!person_manages_id(w->r->db, w->person, row.parent))
			return true;
	}
	return false;
}

static void
pass(struct walk *w)
{
	w->at = (struct place){ .group = w->at.group + 1 };
}

/* The next one, at which w->at stays.  False: there is none, or no looks are
   left (below 0), and the next begins at w->at. */
static bool
next_link(struct walk *w, struct view_link *out)
{
	int64_t id;

	for (; (id = nearest(w)) != NONE; pass(w)) {
		if (w->at.group != id)
			w->at = (struct place){ .group = id };
		if (w->looks-- <= 0)
			return false;
		if (w->filter != NULL && !words_fit(w->filter, id))
			continue;
		if (read_link(w, id, out) && (out->admin || out->billing ||
		    out->member || out->routing || is_technical(w, id)))
			return true;
		if (w->looks < 0)
			return false;
	}
	return false;
}

size_t
registry_linked(struct registry *r, int64_t person, const char *filter,
    struct view_page *page, struct view_link *out)
{
	struct walk w = { .r = r, .person = person, .looks = PAGE_LOOKS };
	struct view_link link;
	size_t count = 0;
	bool full = false;

	if (filter[0] != '\0')
		w.filter = words_search(r, FACT_organisation, filter);
	if (!place_parse(page->after, &w.at) || w.at.group == 0)
		w.at = (struct place){ .group = 1 };
	page->next[0] = '\0';
	while (!full && next_link(&w, &link)) {
		full = count == page->most;
		if (!full) {
			out[count++] = link;
			pass(&w);
		}
	}
	cursor_close(&w.named);
	if (full || w.looks < 0)
		place_text(&w.at, page->next);
	return count;
}

/* --- The menu ------------------------------------------------------------ */

static bool
precedes(const struct view_link *a, const struct view_link *b)
{
	return a->direct != b->direct ? a->direct :
	    strcmp(a->ownerid, b->ownerid) < 0;
}

/* Puts it into its place, in which the last one may fall off. */
static size_t
keep(struct view_link *out, size_t count, const struct view_link *link)
{
	size_t at = count;

	if (count < LIMIT_MENU)
		count++;
	else if (!precedes(link, &out[--at]))
		return count;
	for (; at > 0 && precedes(link, &out[at - 1]); at--)
		out[at] = out[at - 1];
	out[at] = *link;
	return count;
}

static size_t
keep_here(struct walk *w, const char *here, struct view_link *out,
    size_t count, bool *more)
{
	struct view_rights rights;
	struct organisation o;
	struct view_link link;

	for (size_t i = 0; i < count; i++)
		if (strcmp(out[i].ownerid, here) == 0)
			return count;
	if (registry_see_organisation(w->r, here, &o, &rights) != RESULT_OK ||
	    !read_link(w, o.id, &link))
		return count;
	*more |= count == LIMIT_MENU;
	return keep(out, count == LIMIT_MENU ? count - 1 : count, &link);
}

size_t
registry_menu(struct registry *r, int64_t person, const char *here,
    struct view_link out[LIMIT_MENU], bool *more)
{
	struct walk w = { .r = r, .person = person, .at.group = 1,
	    .looks = MENU_LOOKS };
	struct view_link link;
	size_t count = 0, linked = 0;

	for (; next_link(&w, &link); pass(&w), linked++)
		count = keep(out, count, &link);
	cursor_close(&w.named);
	*more = linked > LIMIT_MENU || w.looks < 0;
	return here == NULL ? count : keep_here(&w, here, out,
	    count, more);
}
