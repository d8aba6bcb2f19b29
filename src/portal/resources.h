/* SPDX-License-Identifier: ISC */
/* Inside portal: IP/ASN of an organisation, as a page and as files. */
#ifndef PORTAL_RESOURCES_H
#define PORTAL_RESOURCES_H

#include "portal/private.h"

struct resources {
	struct organisation organisation;
	bool manages;			/* the user, all of it */
	const char *filter;		/* "" for none */
};

extern const char *const view_what_words[VIEW_WHAT_COUNT];

/* The organisation of the path and the filter of the query; false: answered
   not found. */
bool resources_read(struct request *, struct resources *);

#endif
