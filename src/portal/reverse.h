/* SPDX-License-Identifier: ISC */
/*
 * Inside portal: delegating reverse DNS, a wizard of three steps on one path.
 * What is delegated to whom (reverse.c, reverse_typed.c) becomes a check for
 * each block; its row holds all that was typed, so that the next steps carry
 * only the ids: what the name servers say (reverse_check.c), and what it comes
 * to (reverse_confirm.c).  Then, when it is live; and how a delegation is
 * removed (reverse_live.c).
 */
#ifndef PORTAL_REVERSE_H
#define PORTAL_REVERSE_H

#include "portal/private.h"

#define REVERSE_BLOCKS_MAX 16		/* at once: checks of one user */
#define REVERSE_OTHERS_MAX 24		/* blocks that are offered with it */

/* One of the blocks that are to be delegated, to the same servers. */
struct reverse_part {
	struct prefix prefix;
	const char *const *hosts;
	size_t host_count;
	struct check_ds *ds;
	size_t ds_count;
	const char *id;			/* of its check */
	struct zone_check check;
};

struct reverse {
	struct request *r;
	struct block block;		/* of the path */
	const char *here;		/* the path */
	struct reverse_part parts[REVERSE_BLOCKS_MAX];
	size_t count;

	/* The first step: as typed, and what is wrong with it. */
	const char *hosts[LIMIT_NAMESERVERS];	/* "" for none */
	const char *wrong_host[LIMIT_NAMESERVERS];
	const char *blocks, *wrong_blocks, *ds, *wrong_ds, *problem;
	const char *with_ds;		/* blocks whose records it showed */

	const char *remove;		/* path, where just this is delegated */
	struct part_retype retype;	/* of a delegation to remove */
};

/* What was typed in the first step, into the parts, and what is wrong. */
void reverse_read_typed(struct reverse *);
/* Why the registry refused a part, beside the field it is about. */
void reverse_tell_refusals(struct reverse *, const struct reverse_part *);
/* What else the user manages and could delegate; is it ticked? */
size_t reverse_others(struct reverse *,
    struct prefix out[REVERSE_OTHERS_MAX]);
bool reverse_is_ticked(struct request *, const struct prefix *);
/* "host1", "host2", … */
const char *reverse_host_field(struct request *, size_t);

/* The checks that the form names; false: one of them is gone, or none. */
bool reverse_read_checks(struct reverse *);
/* The ids of the parts, as a form and a path carry them. */
const char *reverse_ids(struct reverse *);
/* Has each part asked of its hosts, anew; other results than OK are told. */
enum result reverse_ask(struct reverse *);
/* To the check of the parts, after reverse_ask(). */
void reverse_go_check(struct reverse *);
/* "45.5.114.0/24 …" of the parts. */
const char *reverse_names(struct reverse *, const char *between);
/* The operation; while look is set only as it would be. */
enum result reverse_do(struct reverse *, const struct reverse_part *,
    void (*look)(void *), void *argument);
/* Would it be granted? */
enum result reverse_try(struct reverse *, const struct reverse_part *);
/* "114.5.45.in-addr.arpa. DS 1 13 2 AB…" of a part, in lines. */
const char *reverse_ds_text(struct request *, const struct reverse_part *);

/* What is registered of the parts, as a hash: another, when somebody changed
   it. */
const char *reverse_stamp(struct reverse *);

/* The pages; each answers. */
void reverse_show_first(struct reverse *, int status);
void reverse_show_check(struct reverse *);
void reverse_show_confirm(struct reverse *, int status);
void reverse_confirm(struct reverse *);
void reverse_show_live(struct reverse *);
void reverse_show_remove(struct reverse *);
void reverse_remove(struct reverse *);
/* Frame and crumbs. */
struct part_frame reverse_frame(struct reverse *);

#endif
