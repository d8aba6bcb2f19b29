/* SPDX-License-Identifier: ISC */
/* What handlers ask of a request: what was typed, and its object. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "portal/private.h"

const char *
request_value(const struct request *r, const char *name)
{
	const char *value;

	for (size_t i = 0; i < r->kept_count; i++)
		if (strcmp(r->kept[i].name, name) == 0)
			return r->kept[i].value;
	if (r->refilled)
		return NULL;
	value = http_form(r->http, name);
	return value != NULL ? value : http_query(r->http, name);
}

const char *
request_text(const struct request *r, const char *name)
{
	const char *value = request_value(r, name);

	return value == NULL ? "" : value;
}

void
request_writes(struct request *r)
{
	if (r->snapshot)
		store_end(r->store);
	r->snapshot = false;
}

/* --- The object of the path ---------------------------------------------- */

static bool
found(struct request *r, bool may)
{
	r->permitted = true;
	if (!may)
		answer_not_found(r);
	return may;
}

static bool
see_block(struct request *r, struct block *block, struct view_rights *rights)
{
	const char *text = arena_printf(r->arena, "%s/%s", r->parameter[0],
	    r->parameter[1] == NULL ? "" : r->parameter[1]);
	struct prefix prefix;

	*rights = (struct view_rights){ 0 };
	return prefix_parse(text, strlen(text), &prefix) == INET_OK &&
	    registry_see_block(r->registry, &prefix, block, rights) ==
	    RESULT_OK;
}

static bool
see_asn(struct request *r, struct asn *asn, struct view_rights *rights)
{
	uint32_t number;

	*rights = (struct view_rights){ 0 };
	return asn_parse(r->parameter[0], strlen(r->parameter[0]),
	    &number) == INET_OK && registry_see_asn(r->registry, number, asn,
	    rights) == RESULT_OK;
}

bool
request_block(struct request *r, struct block *block,
    struct view_rights *rights)
{
	struct view_rights mine;

	rights = rights == NULL ? &mine : rights;
	return found(r, see_block(r, block, rights) &&
	    (rights->manages || rights->manages_parent));
}

bool
request_block_read(struct request *r, struct block *block,
    struct view_rights *rights)
{
	struct view_rights mine;

	return found(r, see_block(r, block, rights == NULL ? &mine : rights));
}

bool
request_asn(struct request *r, struct asn *asn, struct view_rights *rights)
{
	struct view_rights mine;

	rights = rights == NULL ? &mine : rights;
	return found(r, see_asn(r, asn, rights) && rights->manages);
}

bool
request_asn_read(struct request *r, struct asn *asn,
    struct view_rights *rights)
{
	struct view_rights mine;

	return found(r, see_asn(r, asn, rights == NULL ? &mine : rights));
}

bool
request_organisation(struct request *r, struct organisation *o,
    struct view_rights *rights)
{
	struct view_rights mine;

	return found(r, registry_see_organisation(r->registry,
	    r->parameter[0], o, rights == NULL ? &mine : rights) ==
	    RESULT_OK);
}

/* --- Paths --------------------------------------------------------------- */

const char *
path_of_block(struct request *r, const struct prefix *prefix,
    const char *behind)
{
	char text[PREFIX_TEXT_MAX];

	return arena_printf(r->arena, "/blocks/%s%s",
	    prefix_text(prefix, text), behind == NULL ? "" : behind);
}

const char *
url_value(struct arena *arena, const char *s)
{
	struct text text;
	char *copy;

	text_init(&text, 3 * strlen(s));
	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~/", *s) != NULL)
			text_put_char(&text, *s);
		else
			text_printf(&text, "%%%02X", (unsigned char)*s);
	copy = arena_strdup(arena, text.bytes);
	text_release(&text);
	return copy;
}

const char *
path_of_asn(struct request *r, uint32_t number)
{
	return arena_printf(r->arena, "/asns/%u", number);
}
