/* SPDX-License-Identifier: ISC */
/* Information of an organisation: its data and its three contacts. */
#include <string.h>

#include "portal/organisation.h"

/* "Calle Larga 12, of. 3": what is given of them. */
static const char *
joined(struct arena *arena, const char *separator, const char *const *parts,
    size_t count)
{
	const char *all = "";

	for (size_t i = 0; i < count; i++)
		if (parts[i][0] != '\0')
			all = arena_printf(arena, "%s%s%s", all,
			    all[0] != '\0' ? separator : "", parts[i]);
	return all;
}

static void
fill_data(struct request *r, struct page_information *page,
    const struct organisation *o)
{
	const char *street[] = { o->street, o->number, o->complement };
	const char *city[] = { o->postcode, o->city, o->state };
	const char *phone[] = { o->ddi, o->ddd, o->phone, o->extension };

	page->ownerid = o->ownerid;
	page->name = o->name;
	page->responsible = o->responsible;
	page->street = joined(r->arena, " ", street, ARRAY_LENGTH(street));
	page->city = joined(r->arena, ", ", city, ARRAY_LENGTH(city));
	page->country = o->country;
	page->phone = joined(r->arena, " ", phone, ARRAY_LENGTH(phone));
	if (page->phone[0] != '\0' && o->ddi[0] != '\0' && o->ddi[0] != '+')
		page->phone = arena_printf(r->arena, "+%s", page->phone);
	page->created = o->created;
	page->changed = o->changed;
	page->legacy = o->legacy != 0;
	page->resources = path_of_organisation(r, o->ownerid, "/resources");
}

static void
add_contact(struct request *r, struct page_information *page,
    enum point point, const struct person *person)
{
	struct page_information_contacts *row = arena_grow(r->arena,
	    &page->contacts, &page->contacts_count, sizeof(*row));

	row->role = point_name(r, point);
	row->code = point_code(r, point);
	row->here = person->id != 0 && person->id == r->me.id;
	if (person->id == 0)
		return;
	row->handle = person->handle;
	row->path = path_of_lookup(r, person->handle);
	row->name = person->name;
	row->email = person->email;
}

void
page_information(struct request *r)
{
	struct page_information page = { 0 };
	struct person contacts[POINT_COUNT] = { 0 };
	struct organisation o, same;
	struct view_rights rights;

	if (!request_organisation(r, &o, &rights))
		return;
	index_organisation(r->index, o.ownerid, &same, contacts);
	fill_data(r, &page, &o);
	for (int i = 0; i < POINT_COUNT; i++)
		add_contact(r, &page, (enum point)i, &contacts[i]);
	if (rights.manages) {
		page.edit = path_of_organisation(r, o.ownerid, "/edit");
		page.edit_contacts = path_of_organisation(r, o.ownerid,
		    "/contacts");
	}
	page.frame = frame_of(r, o.ownerid);
	frame_crumb(r, &page.frame, o.ownerid, page.resources);
	frame_crumb(r, &page.frame, say(r->m, "Information"), NULL);
	put_page_information(r->m, &page);
	answer_page(r);
}
