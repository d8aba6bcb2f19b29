/* SPDX-License-Identifier: ISC */
/*
 * An input for an organisation or a person: by id, or by name.  With script
 * a list is shown while one types, without it the form asks which is meant.
 */
#include <string.h>

#include "portal/private.h"

#define FOUND_MAX 8		/* of so many one can choose */

/* --- Finding ------------------------------------------------------------- */

/* "a…@example.net": enough to choose by, not to write to. */
static const char *
email_hint(struct request *r, const char *email)
{
	const char *at = strchr(email, '@');
	int first = 1;

	if (at == NULL || at == email)
		return "";
	while (((unsigned char)email[first] & 0xC0) == 0x80)
		first++;
	return arena_printf(r->arena, "%.*s…%s", first, email, at);
}

static size_t
find_organisations(struct request *r, const char *typed,
    struct found out[FOUND_MAX])
{
	struct organisation found[FOUND_MAX];
	size_t count = registry_find_organisations(r->registry, typed, found,
	    FOUND_MAX);

	for (size_t i = 0; i < count; i++)
		out[i] = (struct found){ found[i].ownerid, found[i].name,
		    found[i].city };
	return count;
}

static size_t
find_among(struct request *r, const char *typed, enum whom whom,
    struct found out[FOUND_MAX])
{
	struct person found[FOUND_MAX];
	size_t count = registry_find_persons(r->registry, typed, whom, found,
	    FOUND_MAX);

	for (size_t i = 0; i < count; i++)
		out[i] = (struct found){ found[i].handle, found[i].name,
		    email_hint(r, found[i].email) };
	return count;
}

static size_t
find_persons(struct request *r, const char *typed,
    struct found out[FOUND_MAX])
{
	return find_among(r, typed, FIND_CONTACTS, out);
}

static size_t
find_users(struct request *r, const char *typed, struct found out[FOUND_MAX])
{
	return find_among(r, typed, FIND_USERS, out);
}

static const char *
name_of_organisation(struct request *r, const char *ownerid)
{
	struct organisation organisation;
	struct person contacts[3];

	return index_organisation(r->index, ownerid, &organisation,
	    contacts) ? organisation.name : NULL;
}

static const char *
name_of_person(struct request *r, const char *handle)
{
	struct person person;

	return index_person(r->index, handle, &person) ? person.name : NULL;
}

static const struct {
	const char *path, *choose;
	size_t (*find)(struct request *, const char *typed,
	    struct found out[FOUND_MAX]);
	const char *(*name)(struct request *, const char *id);
} kinds[] = {
	[PICK_ORGANISATION] = { "/find/organizations",
	    N_("Choose one of the organizations found by this name."),
	    find_organisations, name_of_organisation },
	[PICK_PERSON] = { "/find/people",
	    N_("Choose one of the people found by this name."),
	    find_persons, name_of_person },
	[PICK_USER] = { "/find/users",
	    N_("Choose one of the people found by this name."),
	    find_users, name_of_person },
};

size_t
letters_of(const char *s)
{
	size_t count = 0;

	for (; *s != '\0'; s++)
		count += ((unsigned char)*s & 0xC0) != 0x80;
	return count;
}

static size_t
find(struct request *r, enum pick kind, const char *typed,
    struct found out[FOUND_MAX])
{
	return letters_of(typed) < LETTERS_MIN ? 0 :
	    kinds[kind].find(r, typed, out);
}

/* --- Ids and names ------------------------------------------------------- */

/* Is anybody else called so? */
static bool
names_others(struct request *r, enum pick kind, const char *typed,
    const char *id)
{
	struct found found[FOUND_MAX];
	size_t count = find(r, kind, typed, found);

	for (size_t i = 0; i < count; i++)
		if (strcmp(found[i].id, id) != 0)
			return true;
	return false;
}

/* The id that was typed; NULL: none was.  ANA is a user ID, but Ana is one
   only where it is nobody's name; what has digits is no name. */
static const char *
id_meant(struct request *r, enum pick kind, const char *typed)
{
	const char *id = capitals(r, typed);

	if (kinds[kind].name(r, id) == NULL || (strcmp(id, typed) != 0 &&
	    strpbrk(id, "0123456789") == NULL &&
	    names_others(r, kind, typed, id)))
		return NULL;
	return id;
}

/* --- The input ----------------------------------------------------------- */

static const char *
name_with(struct request *r, const char *name, const char *behind)
{
	return arena_printf(r->arena, "%s-%s", name, behind);
}

/* What was chosen of those found by what still stands there; "" if nothing. */
static const char *
chosen(struct request *r, const char *name)
{
	const char *searched = request_text(r, name_with(r, name, "searched"));

	return strcmp(searched, request_text(r, name)) == 0 ?
	    typed_name(r, name_with(r, name, "found")) : "";
}

const char *
pick_typed(struct request *r, enum pick kind, const char *name)
{
	const char *id = chosen(r, name);

	if (id[0] == '\0')
		id = id_meant(r, kind, typed_text(r, name));
	return id != NULL ? id : typed_text(r, name);
}

void
pick_fill(struct request *r, enum pick kind, struct part_pick *part)
{
	const char *typed = request_value(r, part->name) == NULL ?
	    part->value : typed_text(r, part->name);
	const char *id = chosen(r, part->name);
	struct found found[FOUND_MAX];
	struct part_pick_found *row;
	size_t count = 0;

	part->find = kinds[kind].path;
	if (id[0] != '\0')
		part->value = id;
	part->id = id[0] != '\0' ? id : id_meant(r, kind, typed);
	if (part->id != NULL)
		part->who = kinds[kind].name(r, part->id);
	else
		count = find(r, kind, typed, found);
	if (count > 0 && part->wrong != NULL)
		part->wrong = language_translate(r->language,
		    kinds[kind].choose);
	for (size_t i = 0; i < count; i++) {
		row = arena_grow(r->arena, &part->found, &part->found_count,
		    sizeof(*row));
		row->id = found[i].id;
		row->name = found[i].name;
		row->more = found[i].more;
	}
}

/* --- While one types: pieces of HTML for a list of options ---------------- */

void
put_option(struct markup *m, const struct found *found)
{
	put_raw(m, "<li role=\"option\" data-value=\"");
	put(m, found->id);
	put_raw(m, "\"><span class=\"mono\">");
	put(m, found->id);
	put_raw(m, "</span> ");
	put(m, found->name);
	put_raw(m, " <span class=\"muted\">");
	put(m, found->more);
	put_raw(m, "</span></li>\n");
}

void
put_no_option(struct markup *m, const char *why)
{
	put_raw(m, "<li role=\"option\" aria-disabled=\"true\">");
	put(m, why);
	put_raw(m, "</li>\n");
}

/* Nobody is called so, and no id is meant. */
static void
put_none(struct request *r, enum pick kind)
{
	if (letters_of(typed_text(r, "q")) < LETTERS_MIN ||
	    kinds[kind].name(r, typed_name(r, "q")) != NULL)
		return;
	put_no_option(r->m, kind == PICK_ORGANISATION ? say(r->m, "No results "
	    "were found. If it is new, fill the form that creates it.") :
	    say(r->m, "No results were found."));
}

static void
answer_options(struct request *r, enum pick kind)
{
	struct found found[FOUND_MAX];
	size_t count = find(r, kind, typed_text(r, "q"), found);

	for (size_t i = 0; i < count; i++)
		put_option(r->m, &found[i]);
	if (count == 0)
		put_none(r, kind);
	if (count == FOUND_MAX)
		put_no_option(r->m, say(r->m, "There are more: type more of "
		    "the name."));
	answer_page(r);
}

void
page_find_organizations(struct request *r)
{
	answer_options(r, PICK_ORGANISATION);
}

void
page_find_users(struct request *r)
{
	answer_options(r, PICK_USER);
}

void
page_find_people(struct request *r)
{
	answer_options(r, PICK_PERSON);
}
