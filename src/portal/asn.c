/* SPDX-License-Identifier: ISC */
/* The page of an ASN, or of a range of them. */
#include "portal/private.h"

static void
add_history(struct request *r, const struct asn_range *range,
    struct page_asn *page)
{
	struct history_of of = { .resource = { .is_asn = true,
	    .asns = *range } };
	struct page_asn_history *row;
	struct told *told = NULL;
	size_t count = history_told(r, &of, &told);

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(r->arena, &page->history,
		    &page->history_count, sizeof(*row));
		row->time = told[i].time;
		row->who = told[i].who;
		row->what = told[i].what;
		row->object = told[i].object;
	}
}

static void
add_holder(struct request *r, uint32_t number, struct page_asn *page)
{
	struct index_asn found;

	if (index_asn_at(r->index, number, &found) != INDEX_HELD)
		return;
	page->holder = found.holder.ownerid;
	page->name = found.holder.name;
	page->holder_path = path_of_holder(r, page->holder);
	page->country = found.country;
	page->routing = found.routing.handle;
	page->routing_name = found.routing.name;
	page->abuse = found.abuse.handle;
	page->abuse_name = found.abuse.name;
}

void
page_asn(struct request *r)
{
	struct page_asn page = { 0 };
	struct asn_range range;
	struct asn asn;
	char text[PREFIX_TEXT_MAX];

	if (!request_asn_read(r, &asn, NULL))
		return;
	range = (struct asn_range){ (uint32_t)asn.first, (uint32_t)asn.last };
	page.asn = arena_strdup(r->arena, asn_range_text(&range, text));
	page.frame = frame_of(r, page.asn);
	page.status = status_words[asn.status];
	page.since = asn.created;
	page.numbers = range.first == range.last ? 0 :
	    (int64_t)range.last - range.first + 1;
	add_holder(r, range.first, &page);
	add_history(r, &range, &page);
	if (page.holder_path != NULL)
		frame_crumb(r, &page.frame, page.holder, page.holder_path);
	frame_crumb(r, &page.frame, page.asn, NULL);
	put_page_asn(r->m, &page);
	answer_page(r);
}
