/* SPDX-License-Identifier: ISC */
/* Inside the lists for pages: the filter of registry_resources(). */
#ifndef REGISTRY_VIEW_FILTER_H
#define REGISTRY_VIEW_FILTER_H

#include "registry/private.h"

/* A place: what begins as was typed lies in one of these, ascending. */
#define PLACES_MAX 12
struct places {
	struct prefix list[PLACES_MAX];
	size_t count;
	bool around;			/* whole: what covers it is meant too */
};
bool places_parse(const char *, struct places *) MUST_CHECK;

struct filter {
	bool all;			/* nothing was typed */
	struct places places;		/* none: not by place */
	struct prefix within;		/* the one of them that is walked */
	bool by_asn;
	const char *digits;
	enum status status;		/* STATUS_ROOT: not by status */
	const struct search *words;	/* of recipients; NULL: not by words */
};

/* When nothing of it is set, nothing matches. */
struct filter filter_parse(struct registry *, const char *typed);
bool filter_block(const struct filter *, const struct block *);
bool filter_asn(const struct filter *, const struct asn *);
/* Narrows a range to what may match in it. */
void filter_reach(const struct filter *, struct address *lowest,
    struct address *highest);

/* The children of a block that a filter by status or by words lets through. */
size_t view_filtered(struct registry *, const struct block *,
    const struct filter *, struct view_page *, struct view_row *out);

#endif
