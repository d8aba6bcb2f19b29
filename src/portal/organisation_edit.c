/* SPDX-License-Identifier: ISC */
/* Edit organization: its data, before and after, then done. */
#include <string.h>

#include "portal/organisation.h"

struct edit {
	struct request *r;
	struct organisation before;
	struct entry entries[DATA_FIELDS];
	size_t count;			/* of the fields that the user has */
	struct organisation_edit in;
	bool tried, could;
	const char *wrong;		/* in no field */
	const char *whois;
};

/* --- What was typed --------------------------------------------------- */

static bool
may_edit(struct request *r, struct edit *e)
{
	const struct rule_actor actor = { r->me.id, r->hostmaster };

	*e = (struct edit){ .r = r };
	if (!request_organisation(r, &e->before, NULL))
		return false;
	e->count = rule_renames(&actor) ? DATA_FIELDS :
	    DATA_OWN_FIELDS;
	for (size_t i = 0; i < e->count; i++) {
		data_read(r, &e->entries[i], i, &e->before);
		if (e->entries[i].clash)
			e->entries[i].wrong = refusal_text(r, RESULT_CHANGED,
			    "");
	}
	return true;
}

static bool
has_clash(const struct edit *e)
{
	for (size_t i = 0; i < e->count; i++)
		if (e->entries[i].clash)
			return true;
	return false;
}

static void
fill_operation(struct edit *e)
{
	e->in = (struct organisation_edit){
		.ownerid = e->before.ownerid, .seen = &e->before,
		.name = entries_given(e->entries, e->count, "name"),
		.responsible = entries_given(e->entries, e->count,
		    "responsible"),
		.postal = entries_postal(e->entries, e->count),
	};
}

/* --- What would be ---------------------------------------------------- */

static void
look(void *argument)
{
	struct edit *e = argument;

	store_use_arena(e->r->store, e->r->arena);
	e->could = true;
	e->whois = whois_of_holder(e->r, &e->before);
}

static enum result
try(struct edit *e, bool dry)
{
	enum result result;

	e->tried = true;
	e->could = false;
	fill_operation(e);
	if (dry)
		registry_preview(e->r->registry, look, e);
	result = registry_organisation_edit(e->r->registry, &e->in);
	registry_preview(e->r->registry, NULL, NULL);
	if (result != RESULT_OK)
		e->wrong = entries_refused(e->r, e->entries, e->count);
	return result == RESULT_OK && has_clash(e) ? RESULT_CHANGED : result;
}

/* --- The page --------------------------------------------------------- */

static void
add_fields(struct edit *e, struct page_organisation_edit *page)
{
	for (size_t i = 0; i < e->count; i++) {
		struct part_fields_rows *row = field_add(e->r,
		    &data_fields[i], &e->entries[i], &page->fields,
		    &page->problems);

		if (e->tried)
			row->was = e->entries[i].now;
	}
	problems_add(e->r, &page->problems, e->entries[0].field, NULL,
	    e->wrong);
	problems_add_reason(e->r, &page->problems);
}

static const char *
or_dash(const char *text)
{
	return text[0] == '\0' ? "—" : text;
}

static void
add_changes(struct edit *e, struct page_organisation_edit *page)
{
	struct part_changes_rows *row;

	for (size_t i = 0; i < e->count && e->could; i++) {
		if (entry_given(&e->entries[i]) == NULL)
			continue;
		row = arena_grow(e->r->arena, &page->changes.rows,
		    &page->changes.rows_count, sizeof(*row));
		row->name = language_translate(e->r->language,
		    data_fields[i].label);
		row->before = or_dash(e->entries[i].now);
		row->after = or_dash(e->entries[i].typed);
	}
}

static void
show(struct edit *e, int status)
{
	struct page_organisation_edit page = { 0 };
	struct request *r = e->r;

	page.frame = frame_of(r, say(r->m, "Edit organization"));
	page.reason = reason_part(r);
	page.csrf = r->session.csrf;
	page.ownerid = e->before.ownerid;
	page.name = e->before.name;
	page.country = e->before.country;
	page.action = path_of_organisation(r, page.ownerid, "/edit");
	page.back = path_of_organisation(r, page.ownerid, NULL);
	page.previewed = entries_digest(r, e->entries, e->count);
	page.renames = e->count == DATA_FIELDS;
	add_fields(e, &page);
	add_changes(e, &page);
	page.changes.tried = e->tried;
	changes_end(&page.changes, &page.problems, say(r->m, "Data"),
	    e->whois);
	frame_crumb(r, &page.frame, page.ownerid, page.back);
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_organisation_edit(r->m, &page);
	answer_form(r, status);
}

void
page_organisation_edit(struct request *r)
{
	struct edit e;

	if (may_edit(r, &e))
		show(&e, 200);
}

void
page_organisation_edit_post(struct request *r)
{
	bool saves = strcmp(request_text(r, "action"), "save") == 0;
	struct edit e;
	enum result result;
	int status;

	if (!may_edit(r, &e))
		return;
	saves = saves && reason_is_given(r) && !has_clash(&e) &&
	    entries_previewed(r, entries_digest(r, e.entries, e.count));
	result = try(&e, !saves);
	status = result_http_status(result);
	if (result == RESULT_OK && saves)
		answer_redirect(r, path_of_organisation(r, e.before.ownerid,
		    NULL), say(r->m, "The organization was changed."));
	else
		show(&e, status == 404 ? 400 : status);
}
