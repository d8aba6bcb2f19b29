/* SPDX-License-Identifier: ISC */
/* Routes whose pages are in no file of their own: they are not found. */
#include "portal/private.h"

#define NOT_FOUND(name)				\
void						\
page_##name(struct request *r)			\
{						\
	r->permitted = true;			\
	answer_not_found(r);			\
}

NOT_FOUND(home)
NOT_FOUND(information)
NOT_FOUND(resources)
NOT_FOUND(resources_csv)
NOT_FOUND(resources_json)
