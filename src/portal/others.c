/* SPDX-License-Identifier: ISC */
/* The other roles of who is replaced: listed a page at a time, ticked. */
#include "portal/others.h"

#include <string.h>

#define OTHERS_SHOWN 50

/* --- As the form says them: "198.51.100.0/24", "!AS64500" for abuse-c ---- */

static const char *
role_value(struct request *r, const struct resource_role *role)
{
	char text[PREFIX_TEXT_MAX];

	return arena_printf(r->arena, "%s%s", role->abuse ? "!" : "",
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

/* --- What was ticked ------------------------------------------------------ */

bool
others_is_chosen(const struct others *o, const char *value)
{
	for (size_t i = 0; i < o->chosen_count; i++)
		if (strcmp(o->chosen[i], value) == 0)
			return true;
	return false;
}

static void
choose(struct others *o, const char *bytes, size_t length)
{
	const char **place = arena_grow(o->r->arena, &o->chosen,
	    &o->chosen_count, sizeof(*place));

	*place = arena_strndup(o->r->arena, bytes, length);
}

/* On the page that was sent, and on others before it. */
void
others_read(struct request *r, struct others *o)
{
	const char *s = request_text(r, "chosen");

	o->r = r;
	o->all = request_text(r, "all")[0] != '\0';
	for (size_t length; *(s += strspn(s, " ")) != '\0'; s += length)
		choose(o, s, length = strcspn(s, " "));
	for (size_t i = 0; i < r->http->form_count; i++)
		if (strcmp(r->http->form[i].name, "role") == 0)
			choose(o, r->http->form[i].value,
			    strlen(r->http->form[i].value));
}

static bool
is_own(const struct others *o, const struct resource_role *role)
{
	const struct resource *a = &o->own, *b = &role->resource;

	return o->has_own && (role->abuse ? o->own_abuse : o->own_tech) &&
	    a->is_asn == b->is_asn && (a->is_asn ?
	    a->asns.first == b->asns.first :
	    prefix_equal(&a->prefix, &b->prefix));
}

void
others_choose(const struct others *o, struct other_roles *out)
{
	struct resource_role *roles = NULL, role, *place;
	size_t count = 0;

	out->all = o->all;
	for (size_t i = 0; i < o->chosen_count && !o->all; i++) {
		if (!role_parse(o->chosen[i], &role) || is_own(o, &role))
			continue;
		place = arena_grow(o->r->arena, &roles, &count,
		    sizeof(*place));
		*place = role;
	}
	out->roles = roles;
	out->count = count;
}

/* --- Who is replaced ------------------------------------------------------ */

void
others_replace(struct others *o, int64_t person, const char *by)
{
	for (size_t i = 0; i < o->replaced_count; i++)
		if (o->replaced[i].person == person)
			return;
	if (person == 0 || by == NULL || by[0] == '\0')
		return;
	assert(o->replaced_count < REPLACED_MAX);
	o->replaced[o->replaced_count++] = (struct replaced){ person, by };
}

/* --- The rows ------------------------------------------------------------- */

struct part_others_rows *
others_row(struct others *o, struct part_others *part,
    const struct replaced *who, const char *value)
{
	struct part_others_rows *row = arena_grow(o->r->arena, &part->rows,
	    &part->rows_count, sizeof(*row));
	struct person old = { .handle = "" };

	if (!registry_person_by_id(o->r->registry, who->person, &old))
		old.handle = "";
	row->value = value;
	row->before = old.handle;
	row->after = who->by;
	row->ticked = others_is_chosen(o, value);
	return row;
}

static const char *
role_name(struct request *r, const struct resource_role *role)
{
	if (role->abuse)
		return say(r->m, "Abuse contact");
	return role->resource.is_asn ? say(r->m, "Routing contact") :
	    say(r->m, "Technical contact");
}

/* Who holds a part that was given to another; else NULL. */
static const char *
other_holder(struct others *o, const struct resource_role *role)
{
	struct view_rights rights;
	struct organisation holder;
	struct block block;

	if (role->resource.is_asn || registry_see_block(o->r->registry,
	    &role->resource.prefix, &block, &rights) != RESULT_OK ||
	    block.organisation == o->organisation ||
	    !registry_organisation_by_id(o->r->registry, block.organisation,
	    &holder))
		return NULL;
	return holder.ownerid;
}

/* The roles of one person, where the page has room; true: there are more. */
static bool
add_roles(struct others *o, struct part_others *part,
    const struct replaced *who, struct view_page *list)
{
	struct resource_role roles[OTHERS_SHOWN];
	struct part_others_rows *row;
	size_t count;

	list->most = part->rows_count < OTHERS_SHOWN ?
	    OTHERS_SHOWN - part->rows_count : 0;
	count = registry_roles(o->r->registry, o->organisation, who->person,
	    list, roles);
	for (size_t i = 0; i < count; i++) {
		if (is_own(o, &roles[i]))
			continue;
		row = others_row(o, part, who, role_value(o->r, &roles[i]));
		row->role = role_name(o->r, &roles[i]);
		row->thing = row->value + roles[i].abuse;
		row->holder = other_holder(o, &roles[i]);
	}
	return list->next[0] != '\0';
}

static bool
is_here(const struct part_others *part, const char *value)
{
	for (size_t i = 0; i < part->rows_count; i++)
		if (strcmp(part->rows[i].value, value) == 0)
			return true;
	return false;
}

/* What was ticked and is not on this page. */
static const char *
chosen_elsewhere(const struct others *o, const struct part_others *part)
{
	struct text text;
	const char *all;

	text_init(&text, LIMIT_ANSWER);
	for (size_t i = 0; i < o->chosen_count; i++)
		if (!is_here(part, o->chosen[i]))
			text_printf(&text, "%s ", o->chosen[i]);
	all = arena_strndup(o->r->arena, text.bytes, text.length);
	text_release(&text);
	return all;
}

bool
others_is_first(const struct others *o)
{
	return request_text(o->r, "after")[0] == '\0';
}

/* A page goes on with one of who is replaced from a key on: "1:KEY". */
void
others_fill(struct others *o, struct part_others *part)
{
	const char *key = request_text(o->r, "after");
	size_t from = key[0] >= '0' && key[0] < '0' + REPLACED_MAX &&
	    key[1] == ':' ? (size_t)(key[0] - '0') : 0;
	bool more = false;

	for (size_t i = from; i < o->replaced_count && !more; i++) {
		struct view_page list = { .after = i == from &&
		    key[0] != '\0' && key[1] != '\0' ? key + 2 : NULL };

		more = add_roles(o, part, &o->replaced[i], &list);
		if (more)
			part->more = arena_printf(o->r->arena, "%zu:%s", i,
			    list.next);
	}
	part->later = !others_is_first(o);
	part->all = o->all;
	part->chosen = chosen_elsewhere(o, part);
	part->wrong = o->wrong;
}
