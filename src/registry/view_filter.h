/* SPDX-License-Identifier: ISC */
/* Inside the lists for pages: the filter of registry_resources(). */
#ifndef REGISTRY_VIEW_FILTER_H
#define REGISTRY_VIEW_FILTER_H

#include "registry/private.h"

struct filter {
	bool all;			/* nothing was typed */
	bool by_place, around;		/* around: blocks that cover it too */
	struct prefix within;
	bool by_asn;
	const char *digits;
	enum status status;		/* STATUS_ROOT: not by status */
	bool by_recipient;
	struct organisation recipient;
};

/* When nothing of it is set, nothing matches. */
struct filter filter_parse(struct registry *, const char *typed);
bool filter_block(const struct filter *, const struct block *);
bool filter_asn(const struct filter *, const struct asn *);
/* Narrows a range to what may match in it. */
void filter_reach(const struct filter *, struct address *lowest,
    struct address *highest);

#endif
