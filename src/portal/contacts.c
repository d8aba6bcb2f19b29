/* SPDX-License-Identifier: ISC */
/* The contacts of a block: before and after, then done. */
#include <string.h>

#include "portal/private.h"

struct change {
	struct request *r;
	struct block block;
	struct contacts in;
	const char *whois;		/* as it would be */
};

static struct person
person_of(struct request *r, int64_t id)
{
	struct person person = { .handle = "", .name = "" };

	if (id != 0 && !registry_person_by_id(r->registry, id, &person))
		person = (struct person){ .handle = "", .name = "" };
	return person;
}

static void
look(void *argument)
{
	struct change *c = argument;

	store_use_arena(c->r->store, c->r->arena);
	c->whois = whois_of(c->r, &c->block.prefix);
}

static void
add_change(struct change *c, struct page_contacts *page, const char *name,
    int64_t before_id, const char *after)
{
	struct person before = person_of(c->r, before_id), person;
	struct page_contacts_changes *row;

	if (strcmp(before.handle, after) == 0)
		return;
	row = arena_grow(c->r->arena, &page->changes, &page->changes_count,
	    sizeof(*row));
	row->name = name;
	row->before = before.handle;
	row->before_name = before.name;
	row->after = after;
	if (registry_person(c->r->registry, after, &person))
		row->after_name = person.name;
}

static void
add_changes(struct change *c, struct page_contacts *page)
{
	add_change(c, page, say(c->r->m, "Technical contact"), c->block.tech,
	    c->in.tech);
	add_change(c, page, say(c->r->m, "Abuse contact"), c->block.abuse,
	    c->in.abuse);
}

static void
show(struct change *c, struct page_contacts *page, int status)
{
	struct request *r = c->r;

	page->frame = frame_of(r, say(r->m, "Contacts"));
	page->csrf = r->session.csrf;
	page->block = prefix_words(r, &c->block.prefix);
	page->action = path_of_block(r, &c->block.prefix, "/contacts");
	page->back = path_of_block(r, &c->block.prefix, NULL);
	page->inherits = status_is_passed_on(c->block.status);
	page->whois = page->changes_count > 0 ? c->whois : NULL;
	frame_crumb(r, &page->frame, page->block, page->back);
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_contacts(r->m, page);
	answer_form(r, status);
}

static bool
may_change(struct request *r, struct change *c)
{
	c->r = r;
	if (!request_block(r, &c->block, NULL))
		return false;
	c->in.resource.prefix = c->block.prefix;
	return true;
}

void
page_contacts(struct request *r)
{
	struct page_contacts page = { 0 };
	struct change c = { 0 };

	if (!may_change(r, &c))
		return;
	page.tech = request_value(r, "tech") != NULL ?
	    request_value(r, "tech") : person_of(r, c.block.tech).handle;
	page.abuse = request_value(r, "abuse") != NULL ?
	    request_value(r, "abuse") : person_of(r, c.block.abuse).handle;
	show(&c, &page, 200);
}

static void
refuse(struct change *c, struct page_contacts *page, enum result result)
{
	const char *text = refusal_text(c->r, result);
	int status = result_http_status(result);

	if (strcmp(registry_field(c->r->registry), "abuse") == 0)
		page->wrong_abuse = text;
	else
		page->wrong_tech = text;
	page->tried = false;
	show(c, page, status == 404 ? 400 : status);
}

void
page_contacts_post(struct request *r)
{
	bool confirmed = strcmp(request_text(r, "action"), "confirm") == 0;
	struct page_contacts page = { 0 };
	struct change c = { 0 };
	enum result result;

	if (!may_change(r, &c))
		return;
	page.tech = c.in.tech = typed_name(r, "tech");
	page.abuse = c.in.abuse = typed_name(r, "abuse");
	/* A direct block without one: it stays without, as it was imported. */
	if (c.in.abuse[0] == '\0' && c.block.abuse == 0)
		c.in.abuse = NULL;
	if (!confirmed)
		registry_preview(r->registry, look, &c);
	result = registry_contacts(r->registry, &c.in);
	registry_preview(r->registry, NULL, NULL);
	c.in.abuse = page.abuse;
	page.tried = true;
	if (result != RESULT_OK) {
		refuse(&c, &page, result);
	} else if (confirmed) {
		answer_redirect(r, path_of_block(r, &c.block.prefix, NULL),
		    say(r->m, "The contacts were changed."));
	} else {
		add_changes(&c, &page);
		show(&c, &page, 200);
	}
}
