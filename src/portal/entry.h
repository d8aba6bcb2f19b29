/* SPDX-License-Identifier: ISC */
/* What forms ask that change what stands in the register. */
#ifndef PORTAL_ENTRY_H
#define PORTAL_ENTRY_H

#include "portal/private.h"

/*
 * One value of a form that changes what stands in the register: what stands
 * there now, what stood there when the form was made (its hidden field
 * was.NAME), and what was typed.  What nobody touched follows the register,
 * so that two who edit at once lose nothing of each other; what both changed
 * is a clash.
 */
struct entry {
	const char *field, *now, *was, *typed;
	bool clash;
	const char *wrong;		/* NULL: nothing */
};
void entry_read(struct request *, struct entry *, const char *now,
    const char *(*typed)(struct request *, const char *name));
/* What the registry is told: NULL leaves it. */
const char *entry_given(const struct entry *);
/* A name stays in its input as it was written; what another changed takes its
   place. */
const char *entry_shown(struct request *, const struct entry *);

/* The same of the one of this name; NULL also when there is none. */
const char *entries_given(const struct entry *, size_t count,
    const char *name);
/* Address and telephone. */
struct postal entries_postal(const struct entry *, size_t count);

/* Something typed, as the hidden field "previewed" tells it again. */
const char *entries_digest(struct request *, const struct entry *, size_t);
/* Is it exactly what was shown before?  Also where the form does not say. */
bool entries_previewed(struct request *, const char *digest);

/* All that the registry had against the last operation: beside the entry of
   that field; the rest is returned, or NULL. */
const char *entries_refused(struct request *, struct entry *, size_t count);

/* A text of a person or an organisation, as forms ask for it. */
struct data_field {
	const char *name, *label, *hint;
	const char *fill;		/* what browsers fill it with; NULL */
	int most;			/* bytes */
	bool needed;			/* of who was not asked before */
	size_t offset;			/* of the text in its struct */
};
/* One more field, and what is wrong with it; the row says what stood in the
   register when its form was made, and that it may stay empty. */
struct part_fields_rows *field_add(struct request *,
    const struct data_field *, const struct entry *, struct part_fields *,
    struct part_problems *);

#endif
