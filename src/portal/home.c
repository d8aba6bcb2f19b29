/* SPDX-License-Identifier: ISC */
/* Home: what the user manages, and how full it is. */
#include <stdlib.h>
#include <string.h>

#include "portal/private.h"

#define HOME_ROWS 48
#define ORDERED_MOST 480	/* rows of which an order is made */
#define WRONGS_OF_BLOCK 4	/* name servers */
#define WRONGS_MAX 12
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

/* The name servers of its delegations that do not answer as they should. */
static void
add_wrongs(struct request *r, struct page_home *page,
    const struct view_row *from)
{
	struct bad_server bad[WRONGS_OF_BLOCK];
	size_t count = registry_bad_servers(r->registry, from->id, bad,
	    WRONGS_OF_BLOCK);
	struct page_home_wrongs *to;
	char zone[REVERSE_NAME_MAX];

	for (size_t i = 0; i < count; i++) {
		if (page->wrongs_count == WRONGS_MAX) {
			page->wrongs_more = true;
			return;
		}
		to = arena_grow(r->arena, &page->wrongs, &page->wrongs_count,
		    sizeof(*to));
		to->prefix = prefix_words(r, &bad[i].prefix);
		if (reverse_zone_count(&bad[i].prefix) > 1 &&
		    prefix_covers(&bad[i].prefix, &bad[i].zone) &&
		    reverse_name(&bad[i].zone, zone))
			to->zone = arena_strdup(r->arena, zone);
		to->host = bad[i].host;
		to->state = ns_state_words[bad[i].state];
		to->text = language_say(r->language, finding_sentence(
		    bad[i].finding));
		to->since = bad[i].since;
		to->withdrawn = bad[i].withdrawn;
		to->until = bad[i].withdrawn_at;
		to->late = to->until <= clock_now(&r->config->clock);
		to->path = arena_printf(r->arena, "%s?prefix=%s",
		    path_of_block(r, &from->prefix, "/reverse"),
		    url_value(r->arena, to->prefix));
	}
}

static void
add_row(struct request *r, struct page_home *page,
    const struct view_row *from)
{
	struct page_home_rows *to = arena_grow(r->arena, &page->rows,
	    &page->rows_count, sizeof(*to));

	to->is_asn = from->is_asn;
	to->path = path_of_row(r, from);
	to->status = status_words[from->status];
	to->ownerid = from->ownerid;
	to->holder = from->name;
	to->since = from->created;
	if (from->is_asn) {
		to->name = asns_words(r, &from->asns);
		to->originated = registry_originated_count(r->registry,
		    &from->asns, ORIGINATED_MOST);
		to->most = to->originated == ORIGINATED_MOST;
	} else {
		fill_block(r, from, to);
		add_wrongs(r, page, from);
	}
}

/* --- Family and order ---------------------------------------------------- */

static const char *const family_words[VIEW_FAMILIES] = {
	[VIEW_ALL] = "all", [VIEW_IPV4] = "ipv4", [VIEW_IPV6] = "ipv6",
	[VIEW_ASN] = "asn",
};
static const char *const family_labels[VIEW_FAMILIES] = {
	[VIEW_ALL] = N_("All"), [VIEW_IPV4] = "IPv4", [VIEW_IPV6] = "IPv6",
	[VIEW_ASN] = "ASN",
};

enum order { BY_HOLDER, BY_USE, BY_PREFIX, ORDERS };
static const char *const order_words[ORDERS] = {
	[BY_HOLDER] = "holder", [BY_USE] = "use", [BY_PREFIX] = "prefix",
};
static const char *const order_labels[ORDERS] = {
	[BY_HOLDER] = N_("by organization"), [BY_USE] = N_("by usage"),
	[BY_PREFIX] = N_("by prefix"),
};

struct wanted {
	enum view_family family;
	enum order order;
};

static const char *
path_of(struct request *r, const struct wanted *w, const char *after)
{
	const char *path = arena_printf(r->arena, "/?show=%s&order=%s",
	    family_words[w->family], order_words[w->order]);

	if (after != NULL)
		return arena_printf(r->arena, "%s&after=%s", path,
		    url_value(r->arena, after));
	return w->family == VIEW_ALL && w->order == BY_HOLDER ? "/" : path;
}

static void
add_families(struct request *r, struct page_home *page, struct wanted w)
{
	enum view_family here = w.family;
	struct page_home_families *row;

	for (int i = 0; i < VIEW_FAMILIES; i++) {
		w.family = (enum view_family)i;
		row = arena_grow(r->arena, &page->families,
		    &page->families_count, sizeof(*row));
		row->label = i == VIEW_ALL ? language_translate(r->language,
		    family_labels[i]) : family_labels[i];
		row->path = path_of(r, &w, NULL);
		row->here = w.family == here;
	}
}

static void
add_orders(struct request *r, struct page_home *page, struct wanted w)
{
	enum order here = w.order;
	struct page_home_orders *row;

	for (int i = 0; i < ORDERS; i++) {
		w.order = (enum order)i;
		row = arena_grow(r->arena, &page->orders,
		    &page->orders_count, sizeof(*row));
		row->label = language_translate(r->language, order_labels[i]);
		row->path = path_of(r, &w, NULL);
		row->here = w.order == here;
	}
}

static double
use_of(const struct view_row *row)
{
	return row->is_asn ? -1 :
	    (double)row->use.used / (double)row->use.total;
}

static int
prefix_order(const void *one, const void *other)
{
	const struct view_row *a = one, *b = other;
	int first;

	if (a->is_asn != b->is_asn)
		return a->is_asn ? 1 : -1;
	if (a->is_asn)
		return a->asns.first < b->asns.first ? -1 : 1;
	first = address_compare(&a->prefix.first, &b->prefix.first);
	return first != 0 ? first : a->prefix.length - b->prefix.length;
}

/* The fullest first. */
static int
use_order(const void *one, const void *other)
{
	double a = use_of(one), b = use_of(other);

	return a > b ? -1 : a < b ? 1 : prefix_order(one, other);
}

/* --- Rows ----------------------------------------------------------------- */

static void
add_rows(struct request *r, struct page_home *page, const struct wanted *w,
    const struct view_row *rows, size_t count, const char *next)
{
	for (size_t i = 0; i < count; i++)
		add_row(r, page, &rows[i]);
	page->count = (int64_t)count;
	if (next[0] != '\0')
		page->next = path_of(r, w, next);
}

static void
fill_rows(struct request *r, struct page_home *page, const struct wanted *w)
{
	struct view_row *rows = arena_alloc(r->arena,
	    HOME_ROWS * sizeof(*rows));
	struct view_page view = { .after = request_text(r, "after"),
	    .most = HOME_ROWS };
	size_t count = registry_home(r->registry, r->me.id, w->family, &view,
	    rows);

	page->later = view.after[0] != '\0';
	add_rows(r, page, w, rows, count, view.next);
}

/* So many are read and put in order, and shown in parts. */
static void
fill_ordered(struct request *r, struct page_home *page,
    const struct wanted *w)
{
	struct view_row *rows = arena_alloc(r->arena,
	    ORDERED_MOST * sizeof(*rows));
	struct view_page view = { .most = ORDERED_MOST };
	size_t count = registry_home(r->registry, r->me.id, w->family, &view,
	    rows);
	const char *next = "";
	uint64_t from = 0;

	if (count > 1)
		qsort(rows, count, sizeof(*rows), w->order == BY_USE ?
		    use_order : prefix_order);
	if (!parse_number(request_text(r, "after"), count, &from))
		from = 0;
	page->later = from > 0;
	page->unordered = view.next[0] != '\0' ? (int64_t)count : 0;
	if (count - from > HOME_ROWS) {
		next = arena_printf(r->arena, "%d", (int)from + HOME_ROWS);
		count = from + HOME_ROWS;
	}
	add_rows(r, page, w, rows + from, count - from, next);
}

static struct wanted
wanted_of(struct request *r)
{
	int family = word_value(family_words, VIEW_FAMILIES,
	    request_text(r, "show"));
	int order = word_value(order_words, ORDERS,
	    request_text(r, "order"));

	return (struct wanted){
		.family = family < 0 ? VIEW_ALL : (enum view_family)family,
		.order = order < 0 ? BY_HOLDER : (enum order)order,
	};
}

static void
fill(struct request *r, struct page_home *page)
{
	struct wanted w = wanted_of(r);

	if (w.order == BY_HOLDER)
		fill_rows(r, page, &w);
	else
		fill_ordered(r, page, &w);
	page->first = path_of(r, &w, NULL);
	page->some = page->count > 0 || page->next != NULL ||
	    w.family != VIEW_ALL;
	if (!page->some)
		return;
	add_families(r, page, w);
	add_orders(r, page, w);
}

void
page_home(struct request *r)
{
	struct page_home page = { .handle = r->me.handle,
	    .staff = r->hostmaster };

	fill(r, &page);
	page.urged = !registry_has_second_factor(r->registry, r->me.id);
	page.frame = frame_of(r, say(r->m, "Home"));
	page.linked = page.frame.organisations_count > 0;
	put_page_home(r->m, &page);
	answer_page(r);
}
