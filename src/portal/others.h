/* SPDX-License-Identifier: ISC */
/*
 * Inside portal: the other roles of who is replaced as a contact, which may
 * pass to who comes in their place: listed a page at a time and ticked, or
 * all.  What was ticked on other pages of the list is kept in the form.
 */
#ifndef PORTAL_OTHERS_H
#define PORTAL_OTHERS_H

#include "portal/private.h"

struct replaced {
	int64_t person;
	const char *by;			/* a user ID, as typed */
};

#define REPLACED_MAX 3
struct others {
	struct request *r;
	int64_t organisation;		/* in whose resources, and parts */
	struct replaced replaced[REPLACED_MAX];
	size_t replaced_count;
	/* What the form replaces itself is no other role. */
	struct resource own;
	bool has_own, own_tech, own_abuse;
	const char **chosen;		/* as the form says them */
	size_t chosen_count;
	bool all;
	const char *wrong;		/* NULL: nothing */
};

/* What the form says. */
void others_read(struct request *, struct others *);
/* Each person is replaced once: by the first who comes. */
void others_replace(struct others *, int64_t person, const char *by);
/* What was ticked on resources, into an operation. */
void others_choose(const struct others *, struct other_roles *);
bool others_is_chosen(const struct others *, const char *value);

/* One more row, which the form says by this value. */
struct part_others_rows *others_row(struct others *, struct part_others *,
    const struct replaced *, const char *value);
/* The first page of the list? */
bool others_is_first(const struct others *);
/* The rows on resources, behind those that are there, and all else. */
void others_fill(struct others *, struct part_others *);

#endif
