/* SPDX-License-Identifier: ISC */
/* What a form would change: part_changes of those that are previewed. */
#include "portal/private.h"

void
changes_add(struct request *r, struct part_changes *changes, const char *name,
    const struct person *before, const struct person *after)
{
	struct part_changes_rows *row = arena_grow(r->arena, &changes->rows,
	    &changes->rows_count, sizeof(*row));
	const char *none = say(r->m, "none");

	row->name = name;
	row->before_id = before->handle;
	row->before = before->handle[0] == '\0' ? none : before->name;
	row->after_id = after->handle;
	row->after = after->handle[0] == '\0' ? none : after->name;
}

void
changes_end(struct part_changes *changes, const struct part_problems *problems,
    const char *what, const char *whois)
{
	changes->what = what;
	changes->whois = whois;
	changes->tried &= changes->rows_count > 0 || problems->rows_count == 0;
}
