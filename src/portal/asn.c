/* SPDX-License-Identifier: ISC */
/* The page of an ASN, or of a range of them. */
#include "portal/private.h"

#define ROWS_SHOWN 50

static void
add_holder(struct request *r, uint32_t number, struct page_asn *page)
{
	struct index_asn found;

	if (index_asn_at(r->index, number, &found) != INDEX_HELD)
		return;
	page->holder = found.holder.ownerid;
	page->name = found.holder.name;
	page->holder_path = path_of_holder(r, &found.holder);
	page->country = found.country;
	page->routing = found.routing.handle;
	page->routing_name = found.routing.name;
	page->abuse = found.abuse.handle;
	page->abuse_name = found.abuse.name;
}

static void
add_block(struct request *r, const struct view_row *from,
    struct page_asn *page)
{
	struct page_asn_rows *row = arena_grow(r->arena, &page->rows,
	    &page->rows_count, sizeof(*row));

	row->prefix = prefix_words(r, &from->prefix);
	row->path = path_of_row(r, from);
	row->number = arena_printf(r->arena, "AS%u", from->asns.first);
	row->status = status_words[from->status];
	row->ownerid = from->ownerid;
	row->holder = from->name;
	row->since = from->created;
}

/* The blocks that say they are announced by it. */
static void
add_blocks(struct request *r, const struct asn_range *asns,
    struct page_asn *page)
{
	struct view_page view = { .after = request_value(r, "after"),
	    .most = ROWS_SHOWN };
	struct view_row rows[ROWS_SHOWN];
	size_t count = registry_originated(r->registry, asns, &view, rows);

	for (size_t i = 0; i < count; i++)
		add_block(r, &rows[i], page);
	page->here = path_of_asn(r, asns->first, NULL);
	page->later = view.after != NULL && view.after[0] != '\0';
	if (view.next[0] != '\0')
		page->next = arena_printf(r->arena, "%s?after=%s#blocks",
		    page->here, url_value(r->arena, view.next));
	page->originated = registry_originated_count(r->registry, asns,
	    ORIGINATED_MOST);
	page->most = page->originated == ORIGINATED_MOST;
}

void
page_asn(struct request *r)
{
	struct history_of of = { .resource = { .is_asn = true } };
	struct page_asn page = { 0 };
	struct asn_range range;
	struct view_rights rights;
	struct asn asn;

	if (!request_asn(r, &asn, &rights))
		return;
	range = (struct asn_range){ (uint32_t)asn.first, (uint32_t)asn.last };
	page.asn = asns_words(r, &range);
	page.frame = frame_of(r, page.asn);
	page.status = status_words[asn.status];
	page.since = asn.created;
	page.numbers = range.first == range.last ? 0 :
	    (int64_t)range.last - range.first + 1;
	add_holder(r, range.first, &page);
	if (rights.manages && page.holder != NULL)
		page.contacts = path_of_asn(r, range.first, "/contacts");
	add_blocks(r, &range, &page);
	of.resource.asns = range;
	page.history = history_part(r, &of,
	    path_of_asn(r, range.first, NULL));
	if (page.holder_path != NULL)
		frame_crumb(r, &page.frame, page.holder, page.holder_path);
	frame_crumb(r, &page.frame, page.asn, NULL);
	put_page_asn(r->m, &page);
	answer_page(r);
}
