/* SPDX-License-Identifier: ISC */
/* Home: what the user manages, and how full it is. */
#include <string.h>

#include "portal/private.h"

#define HOME_ROWS 48
#define SIZES_MAX 6		/* of free ranges, the largest */

static const char *
largest_free(struct request *r, const struct view_use *use)
{
	struct view_use first = *use;

	if (use->free_count <= SIZES_MAX)
		return free_words(r->arena, use);
	first.free_count = SIZES_MAX;
	return arena_printf(r->arena, "%s …", free_words(r->arena, &first));
}

static void
fill_block(struct request *r, const struct view_row *from,
    struct page_home_rows *to)
{
	struct use_shown use = use_shown(&from->prefix, &from->use);
	bool ends = prefix_length(&from->prefix) >= (use.ipv4 ? 32 : 64);

	to->name = prefix_words(r, &from->prefix);
	to->ipv4 = use.ipv4;
	to->wide = use.wide;
	to->percent = use.percent;
	to->used = use.used;
	to->total = use.total;
	to->free = largest_free(r, &from->use);
	to->full = use.percent == 100;
	to->scarce = use.percent >= 90 && !to->full;
	to->children = from->use.children;
	if (from->up.length != 0)
		to->up = prefix_words(r, &from->up);
	if (!to->full && !ends && status_inside(from->status) != STATUS_COUNT)
		to->subassign = path_of_block(r, &from->prefix, "/subassign");
}

static void
add_row(struct request *r, struct page_home *page,
    const struct view_row *from)
{
	struct page_home_rows *to = arena_grow(r->arena, &page->rows,
	    &page->rows_count, sizeof(*to));
	char text[PREFIX_TEXT_MAX];

	to->is_asn = from->is_asn;
	to->path = path_of_row(r, from);
	to->status = status_words[from->status];
	to->ownerid = from->ownerid;
	to->holder = from->name;
	to->since = from->created;
	if (from->is_asn)
		to->name = arena_strdup(r->arena,
		    asn_range_text(&from->asns, text));
	else
		fill_block(r, from, to);
}

static void
fill_rows(struct request *r, struct page_home *page)
{
	struct view_row *rows = arena_alloc(r->arena,
	    HOME_ROWS * sizeof(*rows));
	struct view_page view = { .after = request_value(r, "after"),
	    .most = HOME_ROWS };
	size_t count = registry_home(r->registry, r->me.id, &view, rows);

	for (size_t i = 0; i < count; i++)
		add_row(r, page, &rows[i]);
	page->count = (int64_t)count;
	page->later = text_equal(view.after, "") ? false : view.after != NULL;
	if (view.next[0] != '\0')
		page->next = arena_printf(r->arena, "/?after=%s",
		    url_value(r->arena, view.next));
}

void
page_home(struct request *r)
{
	struct page_home page = { .handle = r->me.handle };

	fill_rows(r, &page);
	page.frame = frame_of(r, say(r->m, "Home"));
	page.linked = page.frame.organisations_count > 0;
	put_page_home(r->m, &page);
	answer_page(r);
}
