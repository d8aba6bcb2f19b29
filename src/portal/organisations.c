/* SPDX-License-Identifier: ISC */
/* All organisations that the user is linked to. */
#include "portal/private.h"

#define PAGE_ROWS 50

static void
add_row(struct request *r, struct page_organisations *page,
    const struct view_link *from)
{
	struct page_organisations_rows *to = arena_grow(r->arena, &page->rows,
	    &page->rows_count, sizeof(*to));

	to->ownerid = from->ownerid;
	to->name = from->name;
	to->resources = arena_printf(r->arena, "/organizations/%s/resources",
	    url_value(r->arena, from->ownerid));
	to->admin = from->admin;
	to->billing = from->billing;
	to->member = from->member;
	to->tech = from->tech;
	to->routing = from->routing;
}

static const char *
path_with(struct request *r, const char *filter, const char *after)
{
	const char *path = "/organizations";

	if (filter[0] != '\0')
		path = arena_printf(r->arena, "%s?filter=%s", path,
		    url_value(r->arena, filter));
	return after[0] == '\0' ? path : arena_printf(r->arena,
	    "%s%safter=%s", path, filter[0] != '\0' ? "&" : "?",
	    url_value(r->arena, after));
}

void
page_organisations(struct request *r)
{
	struct page_organisations page = { .filter = typed_text(r, "filter") };
	struct view_page view = { .after = request_text(r, "after"),
	    .most = PAGE_ROWS };
	struct view_link links[PAGE_ROWS];
	size_t count = registry_linked(r->registry, r->me.id, page.filter,
	    &view, links);

	for (size_t i = 0; i < count; i++)
		add_row(r, &page, &links[i]);
	page.later = view.after[0] != '\0';
	page.first = path_with(r, page.filter, "");
	if (view.next[0] != '\0')
		page.next = path_with(r, page.filter, view.next);
	page.frame = frame_of(r, say(r->m, "All organizations"));
	put_page_organisations(r->m, &page);
	answer_page(r);
}
