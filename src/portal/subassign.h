/* SPDX-License-Identifier: ISC */
/* Inside portal: one wish to sub-assign, from the form to what came of it. */
#ifndef PORTAL_SUBASSIGN_H
#define PORTAL_SUBASSIGN_H

#include "portal/private.h"

enum range_how { RANGE_BEST, RANGE_FREE, RANGE_TYPED };

#define WRONGS_MAX 24		/* more than the form has fields */
struct wrong { const char *field, *text; };

struct wish {
	struct request *r;
	struct block block;		/* to take from */
	bool ipv4;
	bool fresh;			/* no recipient was given yet */
	bool creates;			/* the organisation */
	enum range_how how;
	const char *need;		/* how many addresses, as typed */
	uint64_t needed;		/* 0: not said, or not understood */
	bool size_last;			/* that or the need changed since the
					   form was shown */
	const char *typed;		/* the range, or as chosen on the map */
	struct prefix wanted;		/* length 0: the best fit */
	struct subassign in;		/* for the registry */
	struct organisation_add add;
	struct wrong wrongs[WRONGS_MAX];
	size_t wrong_count;
	bool was_refused;		/* by the registry, when confirmed */

	/* What a dry run says of it. */
	bool would;			/* it would be done */
	struct prefix prefix;		/* length 0: none was found */
	struct prefix best;		/* the best fit; length 0: none */
	const char *ownerid, *name;	/* of the recipient, "" */
	enum status status;
	struct verdict verdicts[VERDICT_MAX];
	size_t verdict_count;
	struct view_use left;		/* of the block, as it would be */
	struct prefix at;		/* the part that the map shows */
	const struct markup *map;	/* as it would be */
	const char *whois;		/* NULL: not known */
	struct view_manager managers[VIEW_MANAGERS_MAX];
	size_t manager_count;
};

void wish_read(struct wish *);
void wish_wrong(struct wish *, const char *field, const char *text);
const char *wish_wrong_of(const struct wish *, const char *field);
/* The dry run, and how it ended; RESULT_OK also when it was not begun. */
enum result wish_try(struct wish *);
/* What the result shows, with this range: told by the form when it is
   confirmed. */
const char *wish_shown(struct wish *, const struct prefix *);
/* All that the registry had against the last one. */
void wish_refused(struct wish *);
/* The whole page. */
void wish_show(struct wish *, int status);

/* Is exactly this done: all that was typed, by this user, just now?  Whoever
   sends a form again, by Back or a second press, did it already. */
bool wish_is_done(struct wish *);
/* To what became of it, with a message or NULL; and that, false: none. */
void subassign_lead_to_done(struct wish *, const struct prefix *,
    const char *message);
bool subassign_show_done(struct request *, const struct block *);

extern const char *const use_names[USE_COUNT];

#endif
