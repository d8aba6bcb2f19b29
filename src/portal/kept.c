/* SPDX-License-Identifier: ISC */
/*
 * A form that waits while its user is asked who they are, or chooses another
 * language: its fields go along in the pages that ask, and it is shown filled
 * when they have answered.
 */
#include <string.h>

#include "portal/private.h"

#define KEPT "kept."
#define KEPT_LENGTH (sizeof(KEPT) - 1)

void
kept_add(struct request *r, struct part_kept *kept, const char *name,
    const char *value)
{
	struct part_kept_fields *row = arena_grow(r->arena, &kept->fields,
	    &kept->fields_count, sizeof(*row));

	row->name = name;
	row->value = value;
}

/* What was typed, but for what proves who somebody is. */
static void
keep(struct request *r, struct part_kept *kept, const char *name,
    const char *value)
{
	static const char *const secret[] = { "csrf", "password", "old",
	    "again", "code", "recovery" };

	for (size_t i = 0; i < ARRAY_LENGTH(secret); i++)
		if (strcmp(name, secret[i]) == 0)
			return;
	kept_add(r, kept, name, value);
}

struct part_kept
kept_form(struct request *r)
{
	struct part_kept kept = { .path = r->path };
	const struct http_pair *pairs = r->refilled ? r->kept : r->http->form;
	size_t count = r->refilled ? r->kept_count : r->http->form_count;

	for (size_t i = 0; i < count; i++)
		keep(r, &kept, pairs[i].name, pairs[i].value);
	return kept;
}

/* A page of ours that is not one that asks, but that which asked again when
   its session ended: it goes on by itself. */
static const char *
path_after(struct request *r)
{
	const char *path = request_text(r, "path");
	bool asks = strncmp(path, "/login", 6) == 0 ||
	    (strcmp(path, "/again") == 0 && r->logged_in &&
	    r->route->page != page_login_post &&
	    r->route->page != page_code_post);

	asks &= r->route->page != page_language;
	return path_is_ours(path) && !asks ? path : "/";
}

struct part_kept
kept_along(struct request *r)
{
	struct part_kept kept = { .path = path_after(r) };
	const struct http_pair *pairs = r->refilled ? r->kept : r->http->form;
	size_t count = r->refilled ? r->kept_count : r->http->form_count;

	for (size_t i = 0; i < count; i++)
		if (strncmp(pairs[i].name, KEPT, KEPT_LENGTH) == 0)
			keep(r, &kept, pairs[i].name + KEPT_LENGTH,
			    pairs[i].value);
	return kept;
}

void
kept_go_on(struct request *r, const char *message)
{
	struct part_kept kept = kept_along(r);
	struct http_pair *typed = NULL, *pair;
	size_t count = 0;

	for (size_t i = 0; i < kept.fields_count; i++) {
		pair = arena_grow(r->arena, &typed, &count, sizeof(*pair));
		pair->name = kept.fields[i].name;
		pair->value = kept.fields[i].value;
	}
	if (count == 0)
		answer_redirect(r, kept.path, NULL);
	else
		request_refill(r, kept.path, typed, count, message);
}
