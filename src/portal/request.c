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

void
request_reads(struct request *r)
{
	if (!r->snapshot)
		store_snapshot(r->store);
	r->snapshot = true;
}

/* --- The object of the path ---------------------------------------------- */

static bool
may(enum who who, bool manages, bool manages_parent)
{
	switch (who) {
	case MANAGER:
		return manages || manages_parent;
	case HOLDER:
	case ADMIN:
		return manages;
	case PARENT:
		return manages_parent;
	default:
		return true;
	}
}

static bool
permit(struct request *r, bool sees, const struct view_rights *rights)
{
	enum who who = r->route->who;

	assert(who >= READER);
	r->permitted = true;
	if (!sees) {
		answer_not_found(r);
		return false;
	}
	if (!may(who, rights->manages, rights->manages_parent)) {
		answer_problem(r, 0, RESULT_FORBIDDEN, NULL);
		return false;
	}
	r->office = !may(who, rights->own, rights->own_parent);
	reason_take(r);
	return true;
}

/*
 * An object has one path: whoever may see it and wrote it otherwise, as
 * /organizations/uy-ejem-lacnic, is led there.  False: answered so.
 */
static bool
at_home(struct request *r, const char *typed, const char *name)
{
	const char *kind = r->route->pattern + 1;
	size_t before = strcspn(kind, "/") + 2, end = before + strlen(typed);
	const char *query = strchr(r->target, '?'), *path;

	if (strcmp(typed, name) == 0 || r->refilled ||
	    strcmp(r->http->method, "POST") == 0)
		return true;
	path = arena_printf(r->arena, "%.*s%s%s", (int)before, r->path, name,
	    r->path + end);
	query = query == NULL ? path : arena_join(r->arena, path, query, NULL);
	answer_moved(r, path_is_ours(query) ? query : path);
	return false;
}

bool
request_block(struct request *r, struct block *block,
    struct view_rights *rights)
{
	const char *typed = arena_printf(r->arena, "%s/%s", r->parameter[0],
	    r->parameter[1] == NULL ? "" : r->parameter[1]);
	char text[PREFIX_TEXT_MAX];
	struct view_rights mine;
	struct prefix prefix;

	rights = rights == NULL ? &mine : rights;
	return permit(r, prefix_parse(typed, strlen(typed), &prefix) ==
	    INET_OK && registry_see_block(r->registry, &prefix, block,
	    rights) == RESULT_OK, rights) &&
	    at_home(r, typed, prefix_text(&prefix, text));
}

bool
request_asn(struct request *r, struct asn *asn, struct view_rights *rights)
{
	struct view_rights mine;
	uint32_t number;

	rights = rights == NULL ? &mine : rights;
	return permit(r, asn_parse(r->parameter[0], strlen(r->parameter[0]),
	    &number) == INET_OK && registry_see_asn(r->registry, number, asn,
	    rights) == RESULT_OK, rights) && at_home(r, r->parameter[0],
	    arena_printf(r->arena, "%u", number));
}

bool
request_organisation(struct request *r, struct organisation *o,
    struct view_rights *rights)
{
	const char *typed = r->parameter[0];
	struct view_rights mine;

	rights = rights == NULL ? &mine : rights;
	r->parameter[0] = capitals(r, typed);
	return permit(r, registry_see_organisation(r->registry,
	    r->parameter[0], o, rights) == RESULT_OK, rights) &&
	    at_home(r, typed, r->parameter[0]);
}

/* --- Paths --------------------------------------------------------------- */

const char *
path_of_block(struct request *r, const struct prefix *prefix,
    const char *behind)
{
	char text[PREFIX_TEXT_MAX];

	return arena_join(r->arena, "/blocks/", prefix_text(prefix, text),
	    behind);
}

const char *
url_value(struct arena *arena, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *start = arena_alloc(arena, 3 * strlen(s) + 1), *p = start;

	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~/", *s) != NULL) {
			*p++ = *s;
		} else {
			*p++ = '%';
			*p++ = hex[(unsigned char)*s >> 4];
			*p++ = hex[(unsigned char)*s & 15];
		}
	*p = '\0';
	return start;
}

const char *
path_of_asn(struct request *r, uint32_t number, const char *behind)
{
	return arena_printf(r->arena, "/asns/%u%s", number,
	    behind == NULL ? "" : behind);
}
