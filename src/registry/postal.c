/* SPDX-License-Identifier: ISC */
/* Postal address and telephone: what may stand in the register, and how. */
#include "registry/private.h"

#include <string.h>

#define DIGITS "0123456789"

bool
is_blank(const char *text)
{
	return !text_has_word(text);
}

/* --- Telephone ------------------------------------------------------------ */

/* One blank between, none around. */
static char *
tidy(struct registry *r, const char *s)
{
	char *copy = arena_strdup(r->arena, s), *to = copy;

	for (; *s != '\0'; s++)
		if (*s != ' ' || (to > copy && to[-1] != ' '))
			*to++ = *s;
	if (to > copy && to[-1] == ' ')
		to--;
	*to = '\0';
	return copy;
}

static enum result
check_number(struct registry *r, const char *field, const char **number)
{
	const struct input input = { field, *number, LIMIT_SHORT };
	enum result result = check_inputs(r, &input, 1);

	if (*number == NULL || result != RESULT_OK)
		return result;
	*number = tidy(r, *number);
	if ((*number)[0] == '\0' || (!is_blank(*number) &&
	    (*number)[strspn(*number, DIGITS " .-()")] == '\0'))
		return RESULT_OK;
	return refuse(r, RESULT_NO_PHONE, field, "%s", field);
}

/* With or without the + that is dialled before it; stored without. */
static enum result
check_ddi(struct registry *r, const char **ddi)
{
	const char *typed, *digits;
	size_t count;

	if (*ddi == NULL)
		return RESULT_OK;
	typed = tidy(r, *ddi);
	digits = typed + (typed[0] == '+');
	count = strspn(digits, DIGITS);
	if (digits[count] != '\0' || count > 3 ||
	    (count == 0 && typed[0] != '\0'))
		return refuse(r, RESULT_NO_COUNTRY_CODE, "ddi", "ddi");
	*ddi = digits;
	return RESULT_OK;
}

/* --- All of it ------------------------------------------------------------ */

enum result
check_postal(struct registry *r, struct postal *p)
{
	const struct input inputs[] = {
		{ "street", p->street, LIMIT_NAME },
		{ "number", p->number, LIMIT_SHORT },
		{ "complement", p->complement, LIMIT_NAME },
		{ "postcode", p->postcode, LIMIT_SHORT },
		{ "city", p->city, LIMIT_NAME },
		{ "state", p->state, LIMIT_NAME },
	};
	enum result result = check_inputs(r, inputs, ARRAY_LENGTH(inputs));

	if (p->country != NULL && !country_is_iso(p->country))
		also(&result, refuse(r, RESULT_NO_COUNTRY, "country",
		    "country"));
	also(&result, check_ddi(r, &p->ddi));
	also(&result, check_number(r, "ddd", &p->ddd));
	also(&result, check_number(r, "phone", &p->phone));
	also(&result, check_number(r, "extension", &p->extension));
	return result;
}

enum result
check_address(struct registry *r, struct postal *p)
{
	enum result result = RESULT_OK;

	if (p->country == NULL)
		result = refuse(r, RESULT_NO_COUNTRY, "country", "country");
	also(&result, check_postal(r, p));
	return result;
}
