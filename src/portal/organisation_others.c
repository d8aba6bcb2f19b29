/* SPDX-License-Identifier: ISC */
/* The other roles of who is replaced: listed a page at a time, ticked. */
#include <string.h>

#include "portal/organisation.h"

#define OTHERS_SHOWN 50

/* --- As the form says them: "admin", "198.51.100.0/24", "!AS64500" ---- */

static const char *
role_value(struct editor *e, const struct resource_role *role)
{
	char text[PREFIX_TEXT_MAX];

	return arena_printf(e->r->arena, "%s%s", role->abuse ? "!" : "",
	    role->resource.is_asn ?
	    asn_range_text(&role->resource.asns, text) :
	    prefix_text(&role->resource.prefix, text));
}

static bool
role_parse(const char *value, struct resource_role *role)
{
	struct resource *resource = &role->resource;

	*role = (struct resource_role){ .abuse = value[0] == '!' };
	value += role->abuse;
	if (prefix_parse(value, strlen(value), &resource->prefix) == INET_OK)
		return true;
	resource->is_asn = true;
	return asn_range_parse(value, strlen(value), &resource->asns) ==
	    INET_OK;
}

/* --- What was ticked -------------------------------------------------- */

static void
choose(struct editor *e, const char *value, size_t length)
{
	const char **place = arena_grow(e->r->arena, &e->chosen,
	    &e->chosen_count, sizeof(*place));

	*place = arena_strndup(e->r->arena, value, length);
}

/* On the page that was sent, and on others before it. */
static void
read_ticks(struct editor *e)
{
	const char *s = request_text(e->r, "chosen");

	for (size_t length; *(s += strspn(s, " ")) != '\0'; s += length)
		choose(e, s, length = strcspn(s, " "));
	for (size_t i = 0; i < e->r->http->form_count; i++)
		if (strcmp(e->r->http->form[i].name, "role") == 0)
			choose(e, e->r->http->form[i].value,
			    strlen(e->r->http->form[i].value));
}

static bool
is_chosen(const struct editor *e, const char *value)
{
	for (size_t i = 0; i < e->chosen_count; i++)
		if (strcmp(e->chosen[i], value) == 0)
			return true;
	return false;
}

/* Another point of contact of the same person; false: this is none. */
static bool
choose_point(struct editor *e, const char *value)
{
	const char **in[] = { &e->in.admin, &e->in.billing, &e->in.member };

	for (int i = 0; i < POINT_COUNT; i++)
		if (strcmp(value, point_field((enum point)i)) == 0) {
			if (*in[i] == NULL)
				*in[i] = editor_successor(e, point_of(
				    &e->before, (enum point)i));
			return true;
		}
	return false;
}

void
editor_choose(struct editor *e)
{
	struct resource_role *roles = NULL, role, *place;
	size_t count = 0;

	read_ticks(e);
	for (size_t i = 0; i < e->chosen_count && !e->all; i++) {
		if (choose_point(e, e->chosen[i]) ||
		    !role_parse(e->chosen[i], &role))
			continue;
		place = arena_grow(e->r->arena, &roles, &count,
		    sizeof(*place));
		*place = role;
	}
	e->in.roles = roles;
	e->in.role_count = count;
}

/* --- The rows --------------------------------------------------------- */

static struct page_organisation_contacts_others *
add_row(struct editor *e, struct page_organisation_contacts *page,
    int64_t person, const char *value)
{
	struct page_organisation_contacts_others *row = arena_grow(
	    e->r->arena, &page->others, &page->others_count, sizeof(*row));
	struct person old = { .handle = "" };

	if (!registry_person_by_id(e->r->registry, person, &old))
		old.handle = "";
	row->value = value;
	row->before = old.handle;
	row->after = editor_successor(e, person);
	row->ticked = is_chosen(e, value);
	return row;
}

static void
add_points(struct editor *e, struct page_organisation_contacts *page,
    int64_t person)
{
	for (int i = 0; i < POINT_COUNT; i++) {
		struct page_organisation_contacts_others *row;

		if (point_of(&e->before, (enum point)i) != person ||
		    entry_given(&e->points[i]) != NULL)
			continue;
		row = add_row(e, page, person, point_field((enum point)i));
		row->role = point_name(e->r, (enum point)i);
		row->thing = e->before.ownerid;
	}
}

static const char *
role_name(struct editor *e, const struct resource_role *role)
{
	if (role->abuse)
		return say(e->r->m, "Abuse contact");
	return role->resource.is_asn ? say(e->r->m, "Routing contact") :
	    say(e->r->m, "Technical contact");
}

/* The roles of one person, where the page has room; true: there are more. */
static bool
add_roles(struct editor *e, struct page_organisation_contacts *page,
    int64_t person, struct view_page *list)
{
	struct resource_role roles[OTHERS_SHOWN];
	struct page_organisation_contacts_others *row;
	size_t count;

	list->most = page->others_count < OTHERS_SHOWN ?
	    OTHERS_SHOWN - page->others_count : 0;
	count = registry_roles(e->r->registry, e->before.id, person, list,
	    roles);
	for (size_t i = 0; i < count; i++) {
		row = add_row(e, page, person, role_value(e, &roles[i]));
		row->role = role_name(e, &roles[i]);
		row->thing = row->value + roles[i].abuse;
	}
	return list->next[0] != '\0';
}

/* Who is not found, or several, takes nothing over. */
static bool
is_replaced(const struct editor *e, int64_t person)
{
	for (int i = 0; i < POINT_COUNT; i++)
		if (point_of(&e->before, (enum point)i) == person &&
		    e->points[i].wrong != NULL)
			return false;
	return editor_successor(e, person) != NULL;
}

/* Is the person of this point replaced, and not that of one before it? */
static bool
is_turn(const struct editor *e, int point)
{
	int64_t person = point_of(&e->before, (enum point)point);

	for (int i = 0; i < point; i++)
		if (point_of(&e->before, (enum point)i) == person)
			return false;
	return is_replaced(e, person);
}

/* What was ticked and is not on this page. */
static const char *
chosen_elsewhere(struct editor *e,
    const struct page_organisation_contacts *page)
{
	const char *all = "";
	bool here;

	for (size_t i = 0; i < e->chosen_count; i++) {
		here = false;
		for (size_t j = 0; j < page->others_count; j++)
			here |= strcmp(page->others[j].value,
			    e->chosen[i]) == 0;
		if (!here)
			all = arena_printf(e->r->arena, "%s %s", all,
			    e->chosen[i]);
	}
	return all;
}

/* A page goes on with a point's person from a key on: "1:KEY". */
void
editor_add_others(struct editor *e, struct page_organisation_contacts *page)
{
	const char *key = request_text(e->r, "after");
	int from = key[0] >= '0' && key[0] < '0' + POINT_COUNT &&
	    key[1] == ':' ? key[0] - '0' : 0;
	bool more = false;

	for (int i = from; i < POINT_COUNT && !more; i++) {
		int64_t person = point_of(&e->before, (enum point)i);
		struct view_page list = { .after = i == from &&
		    key[0] != '\0' && key[1] != '\0' ? key + 2 : NULL };

		if (!is_turn(e, i))
			continue;
		if (list.after == NULL)
			add_points(e, page, person);
		more = add_roles(e, page, person, &list);
		if (more)
			page->more = arena_printf(e->r->arena, "%d:%s", i,
			    list.next);
	}
	page->later = key[0] != '\0';
	page->chosen = chosen_elsewhere(e, page);
	page->wrong_others = e->wrong_others;
}
