/* SPDX-License-Identifier: ISC */
/* Edit Contacts of an organisation: before and after, then done. */
#include <string.h>

#include "portal/organisation.h"
#include "portal/others.h"

struct editor {
	struct request *r;
	struct organisation before, would;
	struct entry points[POINT_COUNT];
	struct organisation_contacts in;
	struct others others;
	struct part_resign resign;	/* of the user, by this */
	bool tried, could;		/* a dry run was made, and went well */
	const char *wrong;
	const char *whois;
};

static struct person
person_of(struct request *r, int64_t id)
{
	struct person person = { .handle = "", .name = "" };

	if (id != 0 && !registry_person_by_id(r->registry, id, &person))
		person = (struct person){ .handle = "", .name = "" };
	return person;
}

/* --- What was typed --------------------------------------------------- */

static const char *
typed_user(struct request *r, const char *name)
{
	return pick_typed(r, PICK_USER, name);
}

static bool
may_edit(struct request *r, struct editor *e)
{
	*e = (struct editor){ .r = r };
	if (!request_organisation(r, &e->before, NULL))
		return false;
	for (int i = 0; i < POINT_COUNT; i++) {
		struct entry *entry = &e->points[i];

		entry->field = point_field((enum point)i);
		entry_read(r, entry, person_of(r, point_of(&e->before,
		    (enum point)i)).handle, typed_user);
		if (!entry->clash)
			continue;
		entry->wrong = refusal_text(r, RESULT_CHANGED, "");
		e->wrong = entry->wrong;
	}
	e->others.organisation = e->before.id;
	others_read(r, &e->others);
	return true;
}

/* Another point of contact of who is replaced, when that is ticked. */
static const char *
point_given(const struct editor *e, enum point point)
{
	int64_t person = point_of(&e->before, point);

	if (entry_given(&e->points[point]) != NULL ||
	    !others_is_chosen(&e->others, point_field(point)))
		return entry_given(&e->points[point]);
	for (int i = 0; i < POINT_COUNT && person != 0; i++)
		if (point_of(&e->before, (enum point)i) == person &&
		    entry_given(&e->points[i]) != NULL)
			return e->points[i].typed;
	return NULL;
}

static void
fill_operation(struct editor *e)
{
	bool previewed = entries_previewed(e->r, entries_digest(e->r,
	    e->points, POINT_COUNT));

	e->in = (struct organisation_contacts){
		.ownerid = e->before.ownerid, .seen = &e->before };
	if (!previewed)
		e->others.chosen_count = 0;
	others_choose(&e->others, &e->in.others);
	e->in.admin = point_given(e, POINT_ADMIN);
	e->in.billing = point_given(e, POINT_BILLING);
	e->in.member = point_given(e, POINT_MEMBER);
}

/* --- What would be ---------------------------------------------------- */

static void
look(void *argument)
{
	struct editor *e = argument;
	const struct rule_actor actor = { e->r->me.id, e->r->hostmaster };

	store_use_arena(e->r->store, e->r->arena);
	e->could = registry_organisation_by_id(e->r->registry, e->before.id,
	    &e->would);
	e->resign = resign_part(e->r, rule_resigns(&actor, &e->before,
	    &e->would) ? e->before.ownerid : NULL);
	e->whois = whois_of_holder(e->r, &e->would);
}

/* What is wrong is noted; roles that cannot pass on are to be ticked anew. */
static void
note_refusals(struct editor *e)
{
	e->could = false;
	e->others.wrong = entries_refused(e->r, e->points, POINT_COUNT);
	if (e->others.wrong != NULL)
		e->others.chosen_count = 0;
}

/* Who is not in WHOIS is replaced there without a change. */
static void
drop_same_whois(struct editor *e)
{
	const char *before = whois_of_holder(e->r, &e->before);

	if (e->whois != NULL && before != NULL &&
	    strcmp(before, e->whois) == 0)
		e->whois = NULL;
}

/* A dry run. */
static enum result
try(struct editor *e)
{
	enum result result;

	e->would = e->before;
	e->tried = true;
	fill_operation(e);
	registry_preview(e->r->registry, look, e);
	result = registry_organisation_contacts(e->r->registry, &e->in);
	registry_preview(e->r->registry, NULL, NULL);
	if (result != RESULT_OK)
		note_refusals(e);
	drop_same_whois(e);
	return e->wrong != NULL ? RESULT_CHANGED : result;
}

/* --- The page --------------------------------------------------------- */

/* "ADM Administrative contact" */
static const char *
point_label(struct request *r, enum point point)
{
	return arena_printf(r->arena, "%s %s", point_code(r, point),
	    point_name(r, point));
}

static const char *
point_hint(struct request *r, const struct person *now)
{
	return now->handle[0] == '\0' ? say(r->m, "Now: nobody") :
	    arena_printf(r->arena, say(r->m, "Now: %s %s"), now->handle,
	    now->name);
}

static void
add_points(struct editor *e, struct page_organisation_contacts *page)
{
	struct page_organisation_contacts_points *row;

	for (int i = 0; i < POINT_COUNT; i++) {
		struct person now = person_of(e->r, point_of(&e->before,
		    (enum point)i));

		row = arena_grow(e->r->arena, &page->points,
		    &page->points_count, sizeof(*row));
		row->field = e->points[i].field;
		row->was = e->tried ? e->points[i].now : e->points[i].was;
		row->pick = (struct part_pick){ .name = e->points[i].field,
		    .label = point_label(e->r, (enum point)i),
		    .hint = point_hint(e->r, &now), .needed = true,
		    .value = entry_shown(e->r, &e->points[i]),
		    .wrong = e->points[i].wrong };
		pick_fill(e->r, PICK_USER, &row->pick);
		e->points[i].wrong = row->pick.wrong;
		if (entry_given(&e->points[i]) == NULL)
			row->pick.who = NULL;	/* the hint says it */
	}
}

/* Who is not found, or several, takes nothing over. */
static void
note_replaced(struct editor *e)
{
	for (int i = 0; i < POINT_COUNT; i++) {
		int64_t person = point_of(&e->before, (enum point)i);
		bool known = true;

		for (int j = 0; j < POINT_COUNT; j++)
			known &= point_of(&e->before, (enum point)j) !=
			    person || e->points[j].wrong == NULL;
		if (known)
			others_replace(&e->others, person,
			    entry_given(&e->points[i]));
	}
}

/* Other points of contact of who is replaced. */
static void
add_other_points(struct editor *e, struct part_others *part)
{
	struct part_others_rows *row;

	for (size_t i = 0; i < e->others.replaced_count; i++)
		for (int j = 0; j < POINT_COUNT; j++) {
			const struct replaced *who = &e->others.replaced[i];

			if (point_of(&e->before, (enum point)j) !=
			    who->person || entry_given(&e->points[j]) != NULL)
				continue;
			row = others_row(&e->others, part, who,
			    point_field((enum point)j));
			row->role = point_name(e->r, (enum point)j);
			row->thing = e->before.ownerid;
		}
}

static void
add_others(struct editor *e, struct part_others *part)
{
	note_replaced(e);
	if (others_is_first(&e->others))
		add_other_points(e, part);
	others_fill(&e->others, part);
	part->passed_on = e->could ? e->in.others.passed_on : 0;
}

static void
add_problems(struct editor *e, struct page_organisation_contacts *page)
{
	struct part_problems *problems = &page->problems;

	for (int i = 0; i < POINT_COUNT; i++)
		problems_add(e->r, problems, e->points[i].field,
		    point_label(e->r, (enum point)i),
		    e->points[i].wrong);
	problems_add(e->r, problems, page->others.rows_count > 0 ? "others" :
	    "admin", NULL, e->others.wrong);
	problems_add(e->r, problems, "resign", NULL, e->resign.wrong);
	problems_add_reason(e->r, problems);
}

static void
add_changes(struct editor *e, struct page_organisation_contacts *page)
{
	for (int i = 0; i < POINT_COUNT && e->could; i++) {
		enum point point = (enum point)i;
		struct person old = person_of(e->r, point_of(&e->before,
		    point)), new = person_of(e->r, point_of(&e->would,
		    point));

		if (old.id != new.id)
			changes_add(e->r, &page->changes,
			    point_name(e->r, point), &old, &new);
	}
}

static void
show(struct editor *e, int status)
{
	struct page_organisation_contacts page = { 0 };
	struct request *r = e->r;

	page.frame = frame_of(r, say(r->m, "Edit Contacts"));
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.ownerid = e->before.ownerid;
	page.name = e->before.name;
	page.action = path_of_organisation(r, page.ownerid, "/contacts");
	page.back = path_of_organisation(r, page.ownerid, NULL);
	page.previewed = entries_digest(r, e->points, POINT_COUNT);
	page.changes.tried = e->tried;
	if (e->could)
		page.resign = e->resign;
	add_points(e, &page);
	add_changes(e, &page);
	if (e->tried)
		add_others(e, &page.others);
	add_problems(e, &page);
	changes_end(&page.changes, &page.problems, say(r->m, "Contact"),
	    e->whois);
	frame_crumb(r, &page.frame, page.ownerid, page.back);
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_organisation_contacts(r->m, &page);
	answer_form(r, status);
}

void
page_organisation_contacts(struct request *r)
{
	struct editor e;

	if (may_edit(r, &e))
		show(&e, 200);
}

/* Whoever resigned may see it no more. */
static void
leave(struct editor *e)
{
	struct view_rights rights;
	struct organisation o;
	bool sees = registry_see_organisation(e->r->registry,
	    e->before.ownerid, &o, &rights) == RESULT_OK;

	answer_redirect(e->r, sees ? path_of_organisation(e->r,
	    e->before.ownerid, NULL) : "/", say(e->r->m,
	    "The contacts were changed."));
}

static void
save(struct editor *e)
{
	enum result result;

	if (!resign_is_ticked(e->r, &e->resign)) {
		show(e, 400);
		return;
	}
	result = registry_organisation_contacts(e->r->registry, &e->in);
	if (result == RESULT_OK) {
		leave(e);
		return;
	}
	note_refusals(e);
	show(e, result_http_status(result));
}

void
page_organisation_contacts_post(struct request *r)
{
	struct editor e;
	enum result result;
	int status;

	if (!may_edit(r, &e))
		return;
	result = try(&e);
	status = result_http_status(result);
	if (result != RESULT_OK)
		show(&e, status == 404 ? 400 : status);
	else if (strcmp(request_text(r, "action"), "save") == 0 &&
	    reason_is_given(r) &&
	    entries_previewed(r, entries_digest(r, e.points, POINT_COUNT)))
		save(&e);
	else
		show(&e, 200);
}
