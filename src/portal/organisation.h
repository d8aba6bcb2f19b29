/* SPDX-License-Identifier: ISC */
/* What the forms about an organisation share. */
#ifndef PORTAL_ORGANISATION_H
#define PORTAL_ORGANISATION_H

#include "portal/entry.h"

/* The points of contact of every organisation. */
enum point { POINT_ADMIN, POINT_BILLING, POINT_MEMBER, POINT_COUNT };
int64_t point_of(const struct organisation *, enum point);
const char *point_field(enum point);			/* "admin" */
const char *point_name(struct request *, enum point);
const char *point_code(struct request *, enum point);	/* "ADM" */

/* The data of an organisation, as forms ask for them; what comes behind the
   first ones is for hostmaster. */
#define DATA_FIELDS 12
#define DATA_OWN_FIELDS 11
extern const struct data_field data_fields[DATA_FIELDS];
const char *data_of(const struct organisation *, const struct data_field *);
/* The entry of a field, about this organisation. */
void data_read(struct request *, struct entry *, size_t field,
    const struct organisation *now);

/* "/organizations/UY-EJEM-LACNIC", and with what comes behind. */
const char *path_of_organisation(struct request *, const char *ownerid,
    const char *behind);
/* What WHOIS says of the first block of an organisation; NULL: it has none. */
const char *whois_of_holder(struct request *, const struct organisation *);

#endif
