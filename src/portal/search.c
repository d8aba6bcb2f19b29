/* SPDX-License-Identifier: ISC */
/* The one search box: to the page of what was typed, or a list. */
#include <string.h>

#include "portal/private.h"
#include "whois/whois.h"

#define FOUND_MAX 50
#define PERSONS_MAX 8			/* no way to list everybody */
#define OFFERED_MAX 5			/* of each, while one types */

/* --- To what there is one of ---------------------------------------------- */

/* The block around it when the user may see it, else what is public. */
static const char *
path_around(struct request *r, const struct whois_query *q)
{
	struct view_rights rights;
	struct index_block found;
	struct block block;

	if (index_block_some(r->index, &q->prefix, 0, &found) ==
	    INDEX_HELD && registry_see_block(r->registry,
	    &found.block.prefix, &block, &rights) == RESULT_OK)
		return path_of_block(r, &block.prefix, NULL);
	return path_of_lookup(r, q->text);
}

const char *
path_of_number(struct request *r, uint32_t number)
{
	struct view_rights rights;
	struct asn asn;

	if (registry_see_asn(r->registry, number, &asn, &rights) == RESULT_OK)
		return path_of_asn(r, (uint32_t)asn.first, NULL);
	return path_of_lookup(r, arena_printf(r->arena, "AS%u", number));
}

static const char *
path_of_organisation(struct request *r, const char *ownerid)
{
	struct view_rights rights;
	struct organisation o;

	if (registry_see_organisation(r->registry, ownerid, &o, &rights) ==
	    RESULT_OK)
		return arena_printf(r->arena, "/organizations/%s/resources",
		    url_value(r->arena, o.ownerid));
	return path_of_lookup(r, ownerid);
}

/* --- The list ------------------------------------------------------------- */

static void
add_row(struct request *r, struct page_search *page, const char *id,
    const char *path, const char *name, const char *city)
{
	struct page_search_rows *row = arena_grow(r->arena, &page->rows,
	    &page->rows_count, sizeof(*row));

	row->id = id;
	row->path = path;
	row->name = name;
	row->city = city;
}

/* By name, handle or e-mail address; WHOIS says all of each. */
static void
find_persons(struct request *r, struct page_search *page, const char *typed)
{
	struct person found[PERSONS_MAX];
	size_t count = letters_of(typed) < LETTERS_MIN ? 0 :
	    registry_find_persons(r->registry, typed, FIND_EVERYBODY,
	    found, PERSONS_MAX);

	page->more |= count == PERSONS_MAX;
	for (size_t i = 0; i < count; i++)
		add_row(r, page, found[i].handle, path_of_lookup(r,
		    found[i].handle), found[i].name, found[i].city);
}

static void
find_named(struct request *r, struct page_search *page,
    const struct whois_query *q)
{
	struct organisation *found = arena_alloc(r->arena,
	    FOUND_MAX * sizeof(*found));
	size_t count;

	count = registry_find_organisations(r->registry, q->text, found,
	    FOUND_MAX);
	page->more = count == FOUND_MAX;
	for (size_t i = 0; i < count; i++)
		add_row(r, page, found[i].ownerid, path_of_organisation(r,
		    found[i].ownerid), found[i].name, found[i].city);
	find_persons(r, page, q->text);
}

/* Where the only thing meant is; NULL: look at the list. */
static const char *
path_meant(struct request *r, struct page_search *page,
    const struct whois_query *q)
{
	struct organisation exact;
	struct person contacts[3];

	if (q->kind == WHOIS_PREFIX)
		return path_around(r, q);
	if (q->kind == WHOIS_ASN)
		return path_of_number(r, q->asn);
	if (q->kind == WHOIS_OWNERID && index_organisation(r->index, q->name,
	    &exact, contacts))
		return path_of_organisation(r, exact.ownerid);
	find_named(r, page, q);
	return page->rows_count == 1 ? page->rows[0].path : NULL;
}

void
page_search(struct request *r)
{
	const char *typed = typed_text(r, "q"), *path = NULL;
	struct page_search page = { .query = typed };
	struct whois_query q;

	if (typed[0] != '\0') {
		whois_query_parse(typed, strlen(typed), &q);
		page.problem = query_problem(r, &q);
		page.asked = page.problem == NULL;
	}
	if (page.asked)
		path = path_meant(r, &page, &q);
	if (path != NULL) {
		answer_redirect(r, path, NULL);
		return;
	}
	page.count = (int64_t)page.rows_count;
	page.frame = frame_of(r, say(r->m, "Search"));
	put_page_search(r->m, &page);
	answer_form(r, page.problem != NULL ? 400 : 200);
}

/* --- While one types ------------------------------------------------------ */

/* The block that holds what is typed. */
static size_t
offer_block(struct request *r, const struct whois_query *q)
{
	struct index_block found;

	if (index_block_some(r->index, &q->prefix, 0, &found) != INDEX_HELD)
		return 0;
	put_option(r->m, &(struct found){ prefix_words(r, &found.block.prefix),
	    found.holder.ownerid, found.holder.name });
	return 1;
}

static size_t
offer_asn(struct request *r, const struct whois_query *q)
{
	struct index_asn found;

	if (index_asn_at(r->index, q->asn, &found) != INDEX_HELD)
		return 0;
	put_option(r->m, &(struct found){ arena_printf(r->arena, "AS%u",
	    q->asn), found.holder.ownerid, found.holder.name });
	return 1;
}

static size_t
offer_named(struct request *r, const struct whois_query *q)
{
	struct organisation organisations[OFFERED_MAX];
	struct person persons[OFFERED_MAX];
	size_t of_them = registry_find_organisations(r->registry, q->text,
	    organisations, OFFERED_MAX);
	size_t people = registry_find_persons(r->registry, q->text,
	    FIND_EVERYBODY, persons, OFFERED_MAX);

	for (size_t i = 0; i < of_them; i++)
		put_option(r->m, &(struct found){ organisations[i].ownerid,
		    organisations[i].name, organisations[i].city });
	for (size_t i = 0; i < people; i++)
		put_option(r->m, &(struct found){ persons[i].handle,
		    persons[i].name, persons[i].city });
	if (of_them == OFFERED_MAX || people == OFFERED_MAX)
		put_no_option(r->m, say(r->m, "There are more: type more of "
		    "the name."));
	return of_them + people;
}

void
page_find_all(struct request *r)
{
	const char *typed = typed_text(r, "q");
	struct whois_query q;
	size_t count = 0;

	whois_query_parse(typed, strlen(typed), &q);
	if (letters_of(typed) >= LETTERS_MIN && query_problem(r, &q) == NULL) {
		count = q.kind == WHOIS_PREFIX ? offer_block(r, &q) :
		    q.kind == WHOIS_ASN ? offer_asn(r, &q) :
		    offer_named(r, &q);
		if (count == 0)
			put_no_option(r->m, say(r->m, "No results were "
			    "found."));
	}
	answer_page(r);
}
