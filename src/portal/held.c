/* SPDX-License-Identifier: ISC */
/* Who held an address of one's own block on a day. */
#include <string.h>

#include "portal/private.h"

#define DAY_S 86400
#define HOLDERS_MAX 50			/* of an address in one day */

/* The day that a moment lies in, as pages show days. */
static int64_t
day_start(const struct request *r, int64_t time)
{
	int64_t local = time + r->config->utc_offset_s;

	return local - ((local % DAY_S) + DAY_S) % DAY_S -
	    r->config->utc_offset_s;
}

static void
check(struct request *r, const struct block *block, struct page_held *page,
    struct address *address, int64_t *day)
{
	if (address_parse(page->address, strlen(page->address), address) !=
	    INET_OK || !prefix_contains(&block->prefix, address))
		page->wrong_address = say(r->m, "Write an address of this "
		    "block.");
	if (!time_parse(page->day, day))
		page->wrong_day = say(r->m, "Write a day such as "
		    "2026-03-01.");
	else if (*day = day_start(r, *day),
	    *day > clock_now(&r->config->clock))
		page->wrong_day = say(r->m, "This day is still to come.");
}

static void
add_holder(struct request *r, const struct held *held,
    struct page_held *page)
{
	struct page_held_holders *row = arena_grow(r->arena, &page->holders,
	    &page->holders_count, sizeof(*row));
	struct told told = told_row(r, &held->since);

	row->found = held->found;
	if (held->since.serial == 0)
		return;
	row->since = told.time;
	row->what = told.what;
	row->who = told.who;
	if (!held->found)
		return;
	row->prefix = prefix_words(r, &held->block.prefix);
	row->status = status_words[held->block.status];
	row->ownerid = held->ownerid;
	row->name = held->name;
}

static void
ask(struct request *r, const struct block *block, struct page_held *page)
{
	struct held *held = arena_alloc(r->arena,
	    HOLDERS_MAX * sizeof(*held));
	struct address address;
	int64_t day, end, now = clock_now(&r->config->clock);
	size_t count;

	check(r, block, page, &address, &day);
	if (page->wrong_address != NULL || page->wrong_day != NULL)
		return;
	page->asked = true;
	page->asked_day = day;
	end = day + DAY_S - 1 < now ? day + DAY_S - 1 : now;
	count = registry_held_between(r->registry, &address, day, end, held,
	    HOLDERS_MAX);
	for (size_t i = 0; i < count; i++)
		add_holder(r, &held[i], page);
}

/* The first address and today, until something is asked. */
static void
suggest(struct request *r, const struct block *block, struct page_held *page)
{
	char text[PREFIX_TEXT_MAX], day[TIME_TEXT_MAX];

	page->address = arena_strdup(r->arena,
	    address_text(&block->prefix.first, text));
	page->day = arena_strndup(r->arena, time_iso(
	    clock_now(&r->config->clock) + r->config->utc_offset_s, day), 10);
}

void
page_held(struct request *r)
{
	bool asks = request_value(r, "address") != NULL ||
	    request_value(r, "at") != NULL;
	struct page_held page = { 0 };
	struct block block;

	if (!request_block(r, &block, NULL))
		return;
	page.frame = frame_of(r, say(r->m, "Who held it that day"));
	page.block = prefix_words(r, &block.prefix);
	page.back = path_of_block(r, &block.prefix, NULL);
	page.action = path_of_block(r, &block.prefix, "/held");
	frame_crumb(r, &page.frame, page.block, page.back);
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	suggest(r, &block, &page);
	if (asks) {
		page.address = typed_text(r, "address");
		page.day = typed_text(r, "at");
		ask(r, &block, &page);
	}
	problems_add(r, &page.problems, "address", NULL, page.wrong_address);
	problems_add(r, &page.problems, "at", NULL, page.wrong_day);
	put_page_held(r->m, &page);
	answer_form(r, page.problems.rows_count > 0 ? 400 : 200);
}
