/* SPDX-License-Identifier: ISC */
/* postal: address and telephone in the options, as the registry takes them. */
#ifndef MAIN_POSTAL_H
#define MAIN_POSTAL_H

#include "main/context.h"

static inline struct postal
postal_of(const struct options *o)
{
	return (struct postal){
		.street = o->street, .number = o->number,
		.complement = o->complement, .postcode = o->postcode,
		.city = o->city, .state = o->state, .country = o->country,
		.ddi = o->ddi, .ddd = o->ddd, .phone = o->phone,
		.extension = o->extension,
	};
}

static inline bool
postal_is_given(const struct options *o)
{
	const char *const given[] = { o->street, o->number, o->complement,
	    o->postcode, o->city, o->state, o->country, o->ddi, o->ddd,
	    o->phone, o->extension };

	for (size_t i = 0; i < ARRAY_LENGTH(given); i++)
		if (given[i] != NULL)
			return true;
	return false;
}

#endif
