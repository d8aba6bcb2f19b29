/* SPDX-License-Identifier: ISC */
/* What is wrong with a form, all at its top: part_problems. */
#include "portal/private.h"

void
problems_add(struct request *r, struct part_problems *part,
    const char *field, const char *name, const char *text)
{
	struct part_problems_rows *row;

	if (text == NULL)
		return;
	row = arena_grow(r->arena, &part->rows, &part->rows_count,
	    sizeof(*row));
	row->field = field;
	row->name = name;
	row->text = text;
}

void
problems_add_reason(struct request *r, struct part_problems *part)
{
	problems_add(r, part, "reason", say(r->m, "Reason"), r->reason_wrong);
	problems_add(r, part, "ticket", say(r->m, "Ticket"), r->ticket_wrong);
}
