/* SPDX-License-Identifier: ISC */
/* The one search box: to the page of what was typed, or a list. */
#include <string.h>

#include "portal/private.h"
#include "whois/whois.h"

#define FOUND_MAX 50
#define PERSONS_MAX 8			/* no way to list everybody */

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
