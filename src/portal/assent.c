/* SPDX-License-Identifier: ISC */
/* What is asked before something goes for good. */
#include <string.h>

#include "portal/private.h"

/* --- Its prefix, typed once more ------------------------------------------ */

struct part_retype
retype_part(struct request *r, const struct prefix *prefix)
{
	return (struct part_retype){ .prefix = prefix_words(r, prefix),
	    .typed = request_text(r, "prefix") };
}

bool
retype_is_right(struct request *r, const struct prefix *prefix,
    struct part_retype *part)
{
	const char *typed = typed_text(r, "prefix");
	struct prefix read;

	if (prefix_parse(typed, strlen(typed), &read) == INET_OK &&
	    prefix_equal(&read, prefix))
		return true;
	part->wrong = arena_printf(r->arena, say(r->m, "This is not %s."),
	    part->prefix);
	return false;
}

/* --- One's own authority -------------------------------------------------- */

struct part_resign
resign_part(struct request *r, const char *thing)
{
	return (struct part_resign){ .thing = thing,
	    .ticked = request_text(r, "resign")[0] != '\0' };
}

bool
resign_is_ticked(struct request *r, struct part_resign *part)
{
	if (part->thing == NULL || part->ticked)
		return true;
	part->wrong = say(r->m, "Tick the box: your own authority ends with "
	    "this.");
	return false;
}
