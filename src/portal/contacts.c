/* SPDX-License-Identifier: ISC */
/* The contacts of a block or an ASN: before and after, then done. */
#include <string.h>

#include "portal/entry.h"
#include "portal/others.h"

enum { TECH, ABUSE, ROLES };

struct change {
	struct request *r;
	struct contacts in;
	struct entry roles[ROLES];
	const char *labels[ROLES];
	struct others others;
	bool tried;			/* what would change is shown */
	bool inherits;			/* the abuse contact, where none is */
	const char *name;		/* of the block or ASN */
	const char *back, *action;	/* paths of its page and of this one */
	struct part_resign resign;	/* of the user, by this */
	const char *whois;		/* as it would be */
};

/* --- What it is about ---------------------------------------------------- */

static const char *
handle_of(struct request *r, int64_t id)
{
	struct person person;

	return id != 0 && registry_person_by_id(r->registry, id, &person) ?
	    person.handle : "";
}

static const char *
typed_person(struct request *r, const char *name)
{
	return pick_typed(r, PICK_PERSON, name);
}

static void
read_role(struct change *c, int role, const char *field, const char *label,
    int64_t now)
{
	c->labels[role] = label;
	c->roles[role].field = field;
	entry_read(c->r, &c->roles[role], handle_of(c->r, now), typed_person);
	if (c->roles[role].clash)
		c->roles[role].wrong = refusal_text(c->r, RESULT_CHANGED, "");
}

/* What else they are, who are replaced: around what this is about. */
static void
begin_others(struct change *c, int64_t tech, int64_t abuse)
{
	const char *by_tech = entry_given(&c->roles[TECH]),
	    *by_abuse = entry_given(&c->roles[ABUSE]);
	struct others *o = &c->others;

	o->organisation = registry_contacts_around(c->r->registry,
	    &c->in.resource);
	o->own = c->in.resource;
	o->has_own = true;
	o->own_tech = by_tech != NULL;
	o->own_abuse = by_abuse != NULL;
	others_read(c->r, o);
	others_replace(o, tech, by_tech);
	others_replace(o, abuse, by_abuse);
}

static bool
begin_block(struct request *r, struct change *c)
{
	struct block block;

	if (!request_block(r, &block, NULL))
		return false;
	*c = (struct change){
		.r = r, .in.resource.prefix = block.prefix,
		.inherits = status_is_passed_on(block.status),
		.name = prefix_words(r, &block.prefix),
		.back = path_of_block(r, &block.prefix, NULL),
		.action = path_of_block(r, &block.prefix, "/contacts"),
	};
	read_role(c, TECH, "tech", say(r->m, "Technical contact"),
	    block.tech);
	read_role(c, ABUSE, "abuse", say(r->m, "Abuse contact"), block.abuse);
	begin_others(c, block.tech, block.abuse);
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
		.r = r, .in.resource = { .is_asn = true, .asns = range },
		.name = asns_words(r, &range),
		.back = path_of_asn(r, range.first, NULL),
		.action = path_of_asn(r, range.first, "/contacts"),
	};
	read_role(c, TECH, "tech", say(r->m, "Routing contact"), asn.routing);
	read_role(c, ABUSE, "abuse", say(r->m, "Abuse contact"), asn.abuse);
	begin_others(c, asn.routing, asn.abuse);
	return true;
}

/* --- The page ------------------------------------------------------------ */

static struct person
person_called(struct request *r, const char *handle)
{
	struct person person;

	return registry_person(r->registry, handle, &person) ? person :
	    (struct person){ .handle = "", .name = "" };
}

static void
add_changes(struct change *c, struct page_contacts *page)
{
	page->changes.tried = c->tried;
	for (int i = 0; i < ROLES && c->tried; i++) {
		struct person before = person_called(c->r, c->roles[i].now);
		struct person after = person_called(c->r, c->roles[i].typed);

		if (entry_given(&c->roles[i]) != NULL)
			changes_add(c->r, &page->changes, c->labels[i],
			    &before, &after);
	}
}

static void
fill_role(struct change *c, int role, struct part_pick *pick,
    const char *hint)
{
	const struct entry *e = &c->roles[role];

	pick->name = e->field;
	pick->label = c->labels[role];
	pick->hint = hint;
	pick->needed = role == TECH;
	pick->value = entry_shown(c->r, e);
	pick->wrong = e->wrong;
	pick_fill(c->r, PICK_PERSON, pick);
}

static void
add_fields(struct change *c, struct page_contacts *page)
{
	struct request *r = c->r;

	fill_role(c, TECH, &page->tech, c->in.resource.is_asn ? say(r->m,
	    "Who manages this ASN: a user ID, or the beginning of a name or "
	    "e-mail address. WHOIS shows it.") : say(r->m, "Who manages this "
	    "block: a user ID, or the beginning of a name or e-mail address. "
	    "WHOIS shows it."));
	fill_role(c, ABUSE, &page->abuse, c->inherits ? say(r->m, "Found in "
	    "the same way; that of the block around it, when it is empty.") :
	    say(r->m, "Found in the same way; what the registry gives "
	    "directly needs one."));
	page->was_tech = c->tried ? c->roles[TECH].now : c->roles[TECH].was;
	page->was_abuse = c->tried ? c->roles[ABUSE].now :
	    c->roles[ABUSE].was;
	page->previewed = entries_digest(r, c->roles, ROLES);
}

static void
show(struct change *c, int status)
{
	struct page_contacts page = { 0 };
	struct request *r = c->r;

	page.frame = frame_of(r, say(r->m, "Contacts"));
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.thing = c->name;
	page.action = c->action;
	page.back = c->back;
	page.resign = c->resign;
	if (c->tried) {
		others_fill(&c->others, &page.others);
		page.others.passed_on = c->in.others.passed_on;
	}
	add_changes(c, &page);
	add_fields(c, &page);
	problems_add(r, &page.problems, "tech", NULL, page.tech.wrong);
	problems_add(r, &page.problems, "abuse", NULL, page.abuse.wrong);
	problems_add(r, &page.problems, page.others.rows_count > 0 ? "others" :
	    "tech", NULL, c->others.wrong);
	problems_add(r, &page.problems, "resign", NULL, c->resign.wrong);
	problems_add_reason(r, &page.problems);
	changes_end(&page.changes, &page.problems, say(r->m, "Contact"),
	    c->whois);
	frame_crumb(r, &page.frame, c->name, c->back);
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_contacts(r->m, &page);
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

static bool
is_about_others(const struct change *c)
{
	return strcmp(registry_field(c->r->registry), "roles") == 0;
}

/* What is not of the abuse contact stands beside the first. */
static void
refuse(struct change *c, enum result result)
{
	int status = result_http_status(result);
	bool others = is_about_others(c);
	const char *rest = entries_refused(c->r, c->roles, ROLES);

	if (rest != NULL && others) {
		c->others.wrong = rest;
		c->others.chosen_count = 0;
		c->tried = true;
	} else if (rest != NULL) {
		c->roles[TECH].wrong = rest;
	}
	show(c, status == 404 ? 400 : status);
}

static bool
is_clash(const struct change *c)
{
	return c->roles[TECH].clash || c->roles[ABUSE].clash;
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

/* Is it to be done: confirmed as it was shown, and nobody was before? */
static bool
is_confirmed(struct change *c)
{
	return strcmp(request_text(c->r, "action"), "confirm") == 0 &&
	    reason_is_given(c->r) && !is_clash(c) && entries_previewed(c->r,
	    entries_digest(c->r, c->roles, ROLES));
}

/* It was released meanwhile; not something that was ticked. */
static bool
is_gone(const struct change *c, enum result result)
{
	return (result == RESULT_NO_BLOCK || result == RESULT_NO_ASN) &&
	    !is_about_others(c);
}

static void
change(struct change *c)
{
	bool confirmed = is_confirmed(c), known = false;
	enum result result;

	if (!entries_previewed(c->r, entries_digest(c->r, c->roles, ROLES)))
		c->others.chosen_count = 0;
	others_choose(&c->others, &c->in.others);
	c->in.tech = entry_given(&c->roles[TECH]);
	c->in.abuse = entry_given(&c->roles[ABUSE]);
	result = try(c, true);
	if (result == RESULT_OK && confirmed) {
		known = resign_is_ticked(c->r, &c->resign);
		result = known ? try(c, false) : result;
	}
	c->tried = result == RESULT_OK;
	if (is_gone(c, result))
		answer_not_found(c->r);
	else if (result != RESULT_OK)
		refuse(c, result);
	else if (known)
		leave(c);
	else
		show(c, is_clash(c) ? result_http_status(RESULT_CHANGED) :
		    confirmed ? 400 : 200);
}

void
page_contacts(struct request *r)
{
	struct change c;

	if (begin_block(r, &c))
		show(&c, 200);
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
	struct change c;

	if (begin_asn(r, &c))
		show(&c, 200);
}

void
page_asn_contacts_post(struct request *r)
{
	struct change c;

	if (begin_asn(r, &c))
		change(&c);
}
