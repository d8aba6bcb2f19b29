/* SPDX-License-Identifier: ISC */
/* The form of a person's data: of who registers, and of who edits theirs. */
#ifndef PORTAL_PERSON_H
#define PORTAL_PERSON_H

#include "portal/entry.h"

#define PERSON_FIELDS 13

struct person_form {
	struct request *r;
	struct entry entries[PERSON_FIELDS];
	size_t count;			/* the last one is the e-mail address,
					   which only who registers types */
	bool registers;
};

/* now is what stands in the register; NULL: who registers. */
void person_form_read(struct person_form *, struct request *,
    const struct person *now);
/* What was typed into a field, NULL when it is as it was. */
const char *person_form_given(const struct person_form *, const char *field);
struct postal person_form_postal(const struct person_form *);
/* Both changed one field: which are marked. */
bool person_form_clashes(const struct person_form *);
/* tried: an operation was refused, and said why. */
void person_form_show(const struct person_form *, bool tried,
    struct part_fields *, struct part_problems *);

/* "es", "en", "pt" to choose from. */
struct part_speech speech_of(struct request *, const char *legend,
    const char *code);
/* What may be done with the mail that a page promised. */
struct part_mailed mailed_of(struct request *);
/* Is there who would send mails?  Else there is no such page, and that was
   answered. */
bool mails_are_sent(struct request *);

#endif
