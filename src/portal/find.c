/* SPDX-License-Identifier: ISC */
/* What is found while one types: pieces of HTML for a list of options. */
#include "portal/private.h"

#define FOUND_MAX 10
#define LETTERS_MIN 2

static size_t
letters(const char *s)
{
	size_t count = 0;

	for (; *s != '\0'; s++)
		count += ((unsigned char)*s & 0xC0) != 0x80;
	return count;
}

static void
put_option(struct markup *m, const struct organisation *o)
{
	put_raw(m, "<li role=\"option\" data-value=\"");
	put(m, o->ownerid);
	put_raw(m, "\"><span class=\"mono\">");
	put(m, o->ownerid);
	put_raw(m, "</span> ");
	put(m, o->name);
	put_raw(m, " <span class=\"muted\">");
	put(m, o->city);
	put_raw(m, "</span></li>\n");
}

void
page_find_organizations(struct request *r)
{
	struct organisation found[FOUND_MAX];
	const char *typed = typed_text(r, "q");
	size_t count = 0;

	if (letters(typed) >= LETTERS_MIN)
		count = registry_find_organisations(r->registry, typed, found,
		    FOUND_MAX);
	for (size_t i = 0; i < count; i++)
		put_option(r->m, &found[i]);
	answer_page(r);
}
