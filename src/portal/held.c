/* SPDX-License-Identifier: ISC */
/* Who held an address of one's own block on a day. */
#include <string.h>

#include "portal/private.h"

static void
ask(struct request *r, const struct block *block, struct page_held *page)
{
	struct address address;
	struct held held;
	struct told told;
	int64_t time;

	if (address_parse(page->address, strlen(page->address), &address) !=
	    INET_OK || !prefix_contains(&block->prefix, &address))
		page->wrong_address = say(r->m, "Write an address of this "
		    "block.");
	if (!time_parse(page->day, &time))
		page->wrong_day = say(r->m, "Write a day such as "
		    "2026-03-01.");
	if (page->wrong_address != NULL || page->wrong_day != NULL)
		return;
	page->asked = registry_held(r->registry, &address, time, &held) ==
	    RESULT_OK;
	if (!page->asked || !held.found)
		return;
	told = told_row(r, &held.since);
	page->prefix = prefix_words(r, &held.block.prefix);
	page->status = status_words[held.block.status];
	page->holder = held.ownerid;
	page->name = held.name;
	page->since = told.time;
	page->what = told.what;
	page->who = told.who;
}

/* The first address and today, until something is asked. */
static void
suggest(struct request *r, const struct block *block, struct page_held *page)
{
	char text[PREFIX_TEXT_MAX], day[TIME_TEXT_MAX];

	page->address = arena_strdup(r->arena,
	    address_text(&block->prefix.first, text));
	page->day = arena_strndup(r->arena,
	    time_iso(clock_now(&r->config->clock), day), 10);
}

void
page_held(struct request *r)
{
	bool asks = request_value(r, "address") != NULL ||
	    request_value(r, "at") != NULL;
	struct page_held page = { 0 };
	struct block block;

	if (!request_block_read(r, &block, NULL))
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
	put_page_held(r->m, &page);
	answer_form(r, page.wrong_address != NULL || page.wrong_day != NULL ?
	    400 : 200);
}
