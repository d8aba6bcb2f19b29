/* SPDX-License-Identifier: ISC */
/* The contacts of a block or an ASN: before and after, then done. */
#include <string.h>

#include "portal/organisation.h"

struct change {
	struct request *r;
	struct contacts in;
	int64_t tech, abuse;		/* as they are */
	bool inherits;			/* the abuse contact, where none is */
	const char *name;		/* of the block or ASN */
	const char *back, *action;	/* paths of its page and of this one */
	const char *tech_label;
	struct part_resign resign;	/* of the user, by this */
	const char *whois;		/* as it would be */
};

/* --- What it is about ---------------------------------------------------- */

static bool
begin_block(struct request *r, struct change *c)
{
	struct block block;

	if (!request_block(r, &block, NULL))
		return false;
	*c = (struct change){
		.r = r, .tech = block.tech, .abuse = block.abuse,
		.in.resource.prefix = block.prefix,
		.inherits = status_is_passed_on(block.status),
		.name = prefix_words(r, &block.prefix),
		.back = path_of_block(r, &block.prefix, NULL),
		.action = path_of_block(r, &block.prefix, "/contacts"),
		.tech_label = say(r->m, "Technical contact"),
	};
	return true;
}

static bool
begin_asn(struct request *r, struct change *c)
{
	struct asn_range range;
	struct asn asn;

	if (!request_asn(r, &asn, NULL))
		return false;
	range = (struct asn_range){ (uint32_t)asn.first, (uint32_t)asn.last };
	*c = (struct change){
		.r = r, .tech = asn.routing, .abuse = asn.abuse,
		.in.resource = { .is_asn = true, .asns = range },
		.name = asns_words(r, &range),
		.back = path_of_asn(r, range.first, NULL),
		.action = path_of_asn(r, range.first, "/contacts"),
		.tech_label = say(r->m, "Routing contact"),
	};
	return true;
}

/* --- The page ------------------------------------------------------------ */

static struct person
person_of(struct request *r, int64_t id)
{
	struct person person = { .handle = "", .name = "" };

	if (id != 0 && !registry_person_by_id(r->registry, id, &person))
		person = (struct person){ .handle = "", .name = "" };
	return person;
}

static void
add_change(struct change *c, struct page_contacts *page, const char *name,
    int64_t before_id, const char *after)
{
	struct person before = person_of(c->r, before_id), person;

	if (strcmp(before.handle, after) == 0)
		return;
	if (!registry_person(c->r->registry, after, &person))
		person = (struct person){ .handle = "", .name = "" };
	changes_add(c->r, &page->changes, name, &before, &person);
}

static void
add_fields(struct change *c, struct page_contacts *page)
{
	struct request *r = c->r;

	page->tech.name = "tech";
	page->tech.label = c->tech_label;
	page->tech.needed = true;
	page->tech.hint = c->in.resource.is_asn ? say(r->m, "Who manages this "
	    "ASN: a user ID, or the beginning of a name or e-mail address. "
	    "WHOIS shows it.") : say(r->m, "Who manages this block: a user "
	    "ID, or the beginning of a name or e-mail address. WHOIS shows "
	    "it.");
	page->tech.value = request_value(r, "tech") != NULL ?
	    request_value(r, "tech") : person_of(r, c->tech).handle;
	page->abuse.name = "abuse";
	page->abuse.label = say(r->m, "Abuse contact");
	page->abuse.hint = c->inherits ? say(r->m, "Found in the same way; "
	    "that of the block around it, when it is empty.") : say(r->m,
	    "Found in the same way; what the registry gives directly needs "
	    "one.");
	page->abuse.value = request_value(r, "abuse") != NULL ?
	    request_value(r, "abuse") : person_of(r, c->abuse).handle;
	pick_fill(r, PICK_PERSON, &page->tech);
	pick_fill(r, PICK_PERSON, &page->abuse);
}

static void
show(struct change *c, struct page_contacts *page, int status)
{
	struct request *r = c->r;

	page->frame = frame_of(r, say(r->m, "Contacts"));
	page->reason = reason_part(r);
	page->csrf = r->session.csrf;
	page->thing = c->name;
	page->action = c->action;
	page->back = c->back;
	page->resign = c->resign;
	add_fields(c, page);
	problems_add(r, &page->problems, "tech", NULL, page->tech.wrong);
	problems_add(r, &page->problems, "abuse", NULL, page->abuse.wrong);
	problems_add(r, &page->problems, "resign", NULL, c->resign.wrong);
	changes_end(&page->changes, &page->problems, say(r->m, "Contact"),
	    c->whois);
	frame_crumb(r, &page->frame, c->name, c->back);
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_contacts(r->m, page);
	answer_form(r, status);
}

/* --- Doing it ------------------------------------------------------------ */

/* May the user manage it, or what it is part of? */
static bool
is_able(struct change *c, bool *sees)
{
	const struct resource *of = &c->in.resource;
	struct view_rights rights;
	struct block block;
	struct asn asn;

	*sees = (of->is_asn ? registry_see_asn(c->r->registry, of->asns.first,
	    &asn, &rights) : registry_see_block(c->r->registry, &of->prefix,
	    &block, &rights)) == RESULT_OK;
	return rights.manages || rights.manages_parent;
}

/* As it would be, seen inside the transaction. */
static void
look(void *argument)
{
	struct change *c = argument;
	bool sees;

	store_use_arena(c->r->store, c->r->arena);
	c->resign = resign_part(c->r, is_able(c, &sees) ? NULL : c->name);
	c->whois = whois_of(c->r, c->in.resource.is_asn ?
	    arena_printf(c->r->arena, "AS%u", c->in.resource.asns.first) :
	    c->name);
}

static enum result
try(struct change *c, bool dry)
{
	enum result result;

	if (dry)
		registry_preview(c->r->registry, look, c);
	result = registry_contacts(c->r->registry, &c->in);
	registry_preview(c->r->registry, NULL, NULL);
	return result;
}

static void
refuse(struct change *c, struct page_contacts *page, enum result result)
{
	int status = result_http_status(result);
	const struct refusal *refusals;
	size_t count = registry_refusals(c->r->registry, &refusals);

	for (size_t i = 0; i < count; i++) {
		const char *text = refusal_text(c->r, refusals[i].result,
		    refusals[i].detail);

		if (strcmp(refusals[i].field, "abuse") == 0)
			page->abuse.wrong = text;
		else
			page->tech.wrong = text;
	}
	show(c, page, status == 404 ? 400 : status);
}

static void
preview(struct change *c, struct page_contacts *page, int status)
{
	page->changes.tried = true;
	add_change(c, page, c->tech_label, c->tech, c->in.tech);
	add_change(c, page, say(c->r->m, "Abuse contact"), c->abuse,
	    pick_typed(c->r, PICK_PERSON, "abuse"));
	show(c, page, status);
}

/* Whoever resigned may see it no more. */
static void
leave(struct change *c)
{
	bool sees;

	(void)is_able(c, &sees);
	answer_redirect(c->r, sees ? c->back : "/",
	    say(c->r->m, "The contacts were changed."));
}

static void
read_typed(struct change *c)
{
	c->in.tech = pick_typed(c->r, PICK_PERSON, "tech");
	c->in.abuse = pick_typed(c->r, PICK_PERSON, "abuse");
	/* A direct one without it stays without, as it was imported. */
	if (c->in.abuse[0] == '\0' && c->abuse == 0)
		c->in.abuse = NULL;
}

static void
change(struct change *c)
{
	struct request *r = c->r;
	bool confirmed = strcmp(request_text(r, "action"), "confirm") == 0 &&
	    reason_is_given(r), known = false;
	struct page_contacts page = { 0 };
	enum result result;

	read_typed(c);
	result = try(c, true);
	if (result == RESULT_OK && confirmed) {
		known = resign_is_ticked(r, &c->resign);
		result = known ? try(c, false) : result;
	}
	if (result == RESULT_NO_BLOCK || result == RESULT_NO_ASN)
		answer_not_found(r);	/* it was released meanwhile */
	else if (result != RESULT_OK)
		refuse(c, &page, result);
	else if (known)
		leave(c);
	else
		preview(c, &page, confirmed ? 400 : 200);
}

void
page_contacts(struct request *r)
{
	struct page_contacts page = { 0 };
	struct change c;

	if (begin_block(r, &c))
		show(&c, &page, 200);
}

void
page_contacts_post(struct request *r)
{
	struct change c;

	if (begin_block(r, &c))
		change(&c);
}

void
page_asn_contacts(struct request *r)
{
	struct page_contacts page = { 0 };
	struct change c;

	if (begin_asn(r, &c))
		show(&c, &page, 200);
}

void
page_asn_contacts_post(struct request *r)
{
	struct change c;

	if (begin_asn(r, &c))
		change(&c);
}
