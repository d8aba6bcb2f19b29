/* SPDX-License-Identifier: ISC */
/* Inside the lists for pages: where a page ended, and filling rows. */
#ifndef REGISTRY_VIEW_H
#define REGISTRY_VIEW_H

#include "registry/private.h"

/*
 * A place in a list of lists: the group (which kind, of which organisation,
 * below which parent) and the first address or number not shown yet.
 */
struct place {
	int64_t stage, group, parent;
	struct address from;
};
bool place_parse(const char *, struct place *) MUST_CHECK;
void place_text(const struct place *, char out[VIEW_KEY_MAX]);

/* A page being filled. */
struct view {
	struct registry *r;
	struct view_page *page;
	struct view_row *out;
	size_t count;
	struct place at;		/* the group that is being walked */
	int64_t looks;			/* at what was shown or not */
	int64_t up_id;			/* a block, and where it lies */
	struct prefix up;
	struct prefix family;		/* length 0: both */
	bool free_sizes;		/* rows tell them */
	bool gave;			/* the parts; their labels are shown */
};

/* Begins where the page says, or at the beginning. */
void view_begin(struct view *, struct registry *, struct view_page *,
    struct view_row *out);
/* Room for one more and one to see whether there is more. */
int64_t view_most(const struct view *);
/*
 * Looked at so many more.  True: at enough, the page ends here and the next
 * begins with v->at, so that a page costs no more however much it passes over.
 */
bool view_is_tired(struct view *, int64_t looks) MUST_CHECK;
/* False: the page is full, and goes on with this one. */
bool view_block(struct view *, const struct block *) MUST_CHECK;
struct q_view_children_told;
bool view_told(struct view *, const struct q_view_children_told *,
    const struct prefix *up) MUST_CHECK;
bool view_asn(struct view *, const struct asn *) MUST_CHECK;
bool view_free(struct view *, const struct prefix *) MUST_CHECK;

struct address view_number(int64_t);	/* an ASN as a place, and back */
int64_t view_number_of(const struct address *);

/* Is the person a block's tech-c or its holder's administrative contact? */
bool person_manages(struct store *, int64_t person, const struct block *);
/* The same of the block with this id. */
bool person_manages_id(struct store *, int64_t person, int64_t block);

extern const struct address lowest_address, highest_address;

#endif
