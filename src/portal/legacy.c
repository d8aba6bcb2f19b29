/* SPDX-License-Identifier: ISC */
/*
 * Legacy resources: with a one-time password a user takes a holder over, in
 * two steps.  The second carries the password sealed, so that no page has it
 * in clear; it is tried anew whenever it comes.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "portal/organisation.h"

#define SHOWN 60			/* resources that are listed */

struct takeover {
	struct request *r;
	const char *ownerid;
	char password[TOKEN_TEXT_MAX];
	struct legacy_view view;
	struct entry entries[DATA_OWN_FIELDS];
	struct legacy_claim in;
	bool could;			/* a dry run went well */
	const char *wrong;		/* in no field */
	const char *whois;
};

/* --- The password on its way ---------------------------------------------- */

struct ticket {
	char password[TOKEN_TEXT_MAX];
	int64_t made;
};

static const char *
ticket_write(const struct takeover *t)
{
	struct ticket ticket;
	char sealed[SEALED_MAX];

	memset(&ticket, 0, sizeof(ticket));
	memcpy(ticket.password, t->password, sizeof(ticket.password));
	ticket.made = clock_now(&t->r->config->clock);
	seal(&ticket, sizeof(ticket), t->r->portal->key, sealed);
	explicit_bzero(&ticket, sizeof(ticket));
	return arena_strdup(t->r->arena, sealed);
}

static bool
ticket_read(struct takeover *t)
{
	const char *text = request_value(t->r, "ticket");
	int64_t now = clock_now(&t->r->config->clock);
	struct ticket ticket;
	bool good = text != NULL && unseal(text, t->r->portal->key, &ticket,
	    sizeof(ticket)) && now - ticket.made < LIMIT_SESSION_S;

	if (good)
		memcpy(t->password, ticket.password, sizeof(t->password));
	explicit_bzero(&ticket, sizeof(ticket));
	return good;
}

/* Letters and digits, all that matters; what is too long is wrong. */
static void
password_read(struct takeover *t)
{
	const char *typed = request_text(t->r, "password");
	size_t length = 0;

	for (; *typed != '\0' && length < sizeof(t->password) - 1; typed++)
		if (isalnum((unsigned char)*typed))
			t->password[length++] = *typed;
}

static void
forget(struct takeover *t)
{
	explicit_bzero(t->password, sizeof(t->password));
}

/* --- The first step ------------------------------------------------------- */

/* What was typed in the second step is kept for when it is come to again; a
   link brings nothing along. */
static void
add_carried(struct request *r, struct page_legacy *page)
{
	bool typed_here = strcmp(r->http->method, "POST") == 0;
	struct page_legacy_carried *row;

	for (size_t i = 0; typed_here && i < DATA_OWN_FIELDS; i++) {
		const char *typed = request_value(r, data_fields[i].name);

		if (typed == NULL)
			continue;
		row = arena_grow(r->arena, &page->carried,
		    &page->carried_count, sizeof(*row));
		row->field = data_fields[i].name;
		row->typed = typed;
	}
}

static void
show_first(struct request *r, int status, const char *wrong)
{
	struct page_legacy page = { .wrong = wrong };

	page.frame = frame_of(r, say(r->m, "Legacy resources"));
	page.csrf = r->session.csrf;
	page.ownerid = request_text(r, "ownerid");
	page.mail = r->config->mail;
	add_carried(r, &page);
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_legacy(r->m, &page);
	answer_form(r, status);
}

static void
refuse_first(struct request *r, enum result result)
{
	int status = result_http_status(result);

	show_first(r, status, language_translate(r->language,
	    result_sentence(result)));
}

/* --- The second step ------------------------------------------------------ */

static void
read_entries(struct takeover *t)
{
	for (size_t i = 0; i < DATA_OWN_FIELDS; i++)
		data_read(t->r, &t->entries[i], i, &t->view.organisation);
}

static void
add_fields(struct takeover *t, struct page_legacy *page)
{
	for (size_t i = 0; i < DATA_OWN_FIELDS; i++)
		field_add(t->r, &data_fields[i], &t->entries[i],
		    &page->fields, &page->problems)->needed =
		    data_fields[i].needed;
	problems_add(t->r, &page->problems, data_fields[0].name, NULL,
	    t->wrong);
}

static void
add_resources(struct takeover *t, struct page_legacy *page)
{
	const struct legacy_view *v = &t->view;
	struct page_legacy_resources *row;

	for (size_t i = 0; i < v->count && i < SHOWN; i++) {
		const struct resource *of = &v->resources[i];

		row = arena_grow(t->r->arena, &page->resources,
		    &page->resources_count, sizeof(*row));
		row->name = of->is_asn ? asns_words(t->r, &of->asns) :
		    prefix_words(t->r, &of->prefix);
	}
	page->blocks = (int64_t)v->block_count;
	page->asns = (int64_t)(v->count - v->block_count);
	page->more = v->count > SHOWN ? (int64_t)(v->count - SHOWN) : 0;
}

static void
show_second(struct takeover *t, int status)
{
	struct page_legacy page = { 0 };
	struct request *r = t->r;

	page.frame = frame_of(r, say(r->m, "Legacy resources"));
	page.csrf = r->session.csrf;
	page.ownerid = t->view.organisation.ownerid;
	page.name = t->view.organisation.name;
	page.country = t->view.organisation.country;
	page.ticket = ticket_write(t);
	if (request_value(r, "ticket") == NULL)
		kept_add(r, &page.frame.kept, "ticket", page.ticket);
	page.previewed = entries_digest(r, t->entries, DATA_OWN_FIELDS);
	page.handle = r->me.handle;
	page.could = t->could;
	page.whois = t->whois;
	add_fields(t, &page);
	add_resources(t, &page);
	frame_crumb(r, &page.frame, page.frame.title, "/legacy");
	frame_crumb(r, &page.frame, page.ownerid, NULL);
	put_page_legacy(r->m, &page);
	answer_form(r, status);
}

/* --- Trying --------------------------------------------------------------- */

/* False: it was answered, in one and the same way whatever is wrong. */
static bool
try(struct takeover *t)
{
	struct request *r = t->r;
	struct legacy_try in = { .ownerid = t->ownerid,
	    .password = t->password, .address = r->http->address };
	enum result result = registry_legacy_try(r->registry, &in);

	if (result == RESULT_TOO_OFTEN)
		http_add_header(r->http, r->out, "Retry-After",
		    arena_printf(r->arena, "%lld", (long long)in.wait_s));
	if (result == RESULT_OK && (!in.right || !registry_legacy(r->registry,
	    t->ownerid, t->password, &t->view)))
		result = RESULT_WRONG_ONE_TIME;
	if (result == RESULT_OK)
		read_entries(t);
	else
		refuse_first(r, result);
	return result == RESULT_OK;
}

static bool
begin(struct request *r, struct takeover *t)
{
	*t = (struct takeover){ .r = r, .ownerid = typed_name(r, "ownerid") };
	if (!ticket_read(t))
		password_read(t);
	return try(t);
}

/* Also filled anew, when the session had ended: by a ticket of ours, which
   is no guess. */
void
page_legacy(struct request *r)
{
	struct takeover t = { .r = r, .ownerid = typed_name(r, "ownerid") };

	if (r->refilled && ticket_read(&t) && registry_legacy(r->registry,
	    t.ownerid, t.password, &t.view)) {
		read_entries(&t);
		show_second(&t, 200);
	} else {
		show_first(r, 200, NULL);
	}
	forget(&t);
}

void
page_legacy_claim(struct request *r)
{
	page_legacy(r);
}

void
page_legacy_post(struct request *r)
{
	struct takeover t;

	if (begin(r, &t))
		show_second(&t, 200);
	forget(&t);
}

/* --- Taking over ---------------------------------------------------------- */

static void
look(void *argument)
{
	struct takeover *t = argument;

	store_use_arena(t->r->store, t->r->arena);
	t->could = true;
	t->whois = whois_of_holder(t->r, &t->view.organisation);
}

static enum result
claim(struct takeover *t, bool dry)
{
	enum result result;

	t->in = (struct legacy_claim){
		.ownerid = t->ownerid, .password = t->password,
		.responsible = entries_given(t->entries, DATA_OWN_FIELDS,
		    "responsible"),
		.postal = entries_postal(t->entries, DATA_OWN_FIELDS),
	};
	if (dry)
		registry_preview(t->r->registry, look, t);
	result = registry_legacy_claim(t->r->registry, &t->in);
	registry_preview(t->r->registry, NULL, NULL);
	if (result != RESULT_OK)
		t->wrong = entries_refused(t->r, t->entries, DATA_OWN_FIELDS);
	return result;
}

void
page_legacy_claim_post(struct request *r)
{
	bool confirms = strcmp(request_text(r, "action"), "confirm") == 0;
	struct takeover t;
	enum result result;

	if (begin(r, &t)) {
		confirms = confirms && entries_previewed(r, entries_digest(r,
		    t.entries, DATA_OWN_FIELDS));
		result = claim(&t, !confirms);
		if (result == RESULT_WRONG_ONE_TIME)
			refuse_first(r, result);
		else if (result == RESULT_OK && confirms)
			answer_redirect(r, "/", arena_printf(r->arena,
			    say(r->m, "The resources of %s are yours to "
			    "manage now."), t.view.organisation.ownerid));
		else
			show_second(&t, result_http_status(result));
	}
	forget(&t);
}
