/* SPDX-License-Identifier: ISC */
/* Part of registry.h: the organisations that a person is linked to. */
#ifndef REGISTRY_LINKED_H
#define REGISTRY_LINKED_H

#include "base/base.h"
#include "model/limits.h"

struct registry;
struct view_page;

/*
 * A person is linked to an organisation as one of its points of contact, or
 * as technical or routing contact of something it holds, but not of parts of
 * what the person manages anyway.
 */
struct view_link {
	const char *ownerid, *name;
	int64_t id;
	bool admin, billing, member;
	bool tech, routing;		/* of something it holds */
	bool direct;			/* it holds something from the
					   registry, or from before it */
};

/*
 * Those of the menu, at most LIMIT_MENU: first what is direct, each by
 * ownerid.  The organisation of the page (here: its ownerid, or NULL) is
 * among them whenever the actor may see it.  more: there are others.
 * Only so many are looked at, the oldest: one's own, before the customers
 * that came with it.
 */
size_t registry_menu(struct registry *, int64_t person, const char *here,
    struct view_link out[LIMIT_MENU], bool *more);

/* All, the oldest first.  Filter, "" for none: as is typed into
   registry_find_organisations(). */
size_t registry_linked(struct registry *, int64_t person, const char *filter,
    struct view_page *, struct view_link *out);

#endif
