/* SPDX-License-Identifier: ISC */
/* Profile: name, postal address and telephone of the user. */
#include <string.h>

#include "portal/person.h"

static void
show(struct person_form *form, int status, const char *wrong)
{
	struct page_profile_data page = { 0 };
	struct request *r = form->r;

	page.frame = frame_of(r, say(r->m, "Your data"));
	page.csrf = r->session.csrf;
	page.handle = r->me.handle;
	person_form_show(form, status != 200, &page.fields, &page.problems);
	problems_add(r, &page.problems, "name", NULL, wrong);
	frame_crumb(r, &page.frame, say(r->m, "Profile"), "/profile");
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_profile_data(r->m, &page);
	answer_form(r, status);
}

void
page_profile_data(struct request *r)
{
	struct person_form form;

	person_form_read(&form, r, &r->me);
	show(&form, 200, NULL);
}

void
page_profile_data_post(struct request *r)
{
	struct person_form form;
	struct person_edit in = { .handle = r->me.handle, .seen = &r->me };
	enum result result = RESULT_CHANGED;
	const char *wrong = NULL;

	person_form_read(&form, r, &r->me);
	in.name = person_form_given(&form, "name");
	in.postal = person_form_postal(&form);
	if (!person_form_clashes(&form)) {
		result = registry_person_edit(r->registry, &in);
		if (result != RESULT_OK)
			wrong = entries_refused(r, form.entries, form.count);
	}
	if (result == RESULT_OK)
		answer_redirect(r, "/profile", say(r->m, "Your data are "
		    "changed."));
	else
		show(&form, result_http_status(result), wrong);
}
