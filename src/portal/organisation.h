/* SPDX-License-Identifier: ISC */
/* What the forms about an organisation share. */
#ifndef PORTAL_ORGANISATION_H
#define PORTAL_ORGANISATION_H

#include "portal/private.h"

/* The points of contact of every organisation. */
enum point { POINT_ADMIN, POINT_BILLING, POINT_MEMBER, POINT_COUNT };
int64_t point_of(const struct organisation *, enum point);
const char *point_field(enum point);			/* "admin" */
const char *point_name(struct request *, enum point);
const char *point_code(struct request *, enum point);	/* "ADM" */

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

/* One more thing that is wrong with a form; text NULL: nothing. */
void problems_add(struct request *, struct part_problems *,
    const char *field, const char *name, const char *text);

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

/* The data of an organisation, as forms ask for them; what comes behind the
   first ones is for hostmaster. */
#define DATA_FIELDS 12
#define DATA_OWN_FIELDS 11
extern const struct data_field data_fields[DATA_FIELDS];
/* The entry of a field, about this organisation. */
void data_read(struct request *, struct entry *, size_t field,
    const struct organisation *now);

/* "/organizations/UY-EJEM-LACNIC", and with what comes behind. */
const char *path_of_organisation(struct request *, const char *ownerid,
    const char *behind);
/* What WHOIS says of the first block of an organisation; NULL: it has none. */
const char *whois_of_holder(struct request *, const struct organisation *);

/* --- Contacts: the form, and what would be ------------------------------- */

struct editor {
	struct request *r;
	struct organisation before, would;
	struct entry points[POINT_COUNT];
	struct organisation_contacts in;
	const char **chosen;		/* other roles, as the form says them */
	size_t chosen_count;
	bool all;			/* other roles */
	struct part_resign resign;	/* of the user, by this */
	bool tried, could;		/* a dry run was made, and went well */
	const char *wrong, *wrong_others;
	const char *whois;
};

/* Who comes in the place of a person, as typed; NULL: nobody. */
const char *editor_successor(const struct editor *, int64_t person);
/* What was ticked of other roles, into the operation. */
void editor_choose(struct editor *);
/* The rows of other roles. */
void editor_add_others(struct editor *, struct page_organisation_contacts *);

#endif
