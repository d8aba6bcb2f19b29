/* SPDX-License-Identifier: ISC */
/*
 * Register: anybody gets a user ID by a form, the link that is mailed, and the
 * password that is chosen there.  That an address has one already is told to
 * nobody but who reads its mails.
 */
#include <string.h>

#include "portal/person.h"

struct registering {
	struct request *r;
	struct person_form form;
	const char *language;
	const char *rest;		/* that is wrong with no field */
	const char *sent;
};

static void
show(struct registering *g, int status)
{
	struct page_register page = { .sent = g->sent };
	struct request *r = g->r;

	page.frame = frame_of(r, say(r->m, "Register"));
	page.csrf = r->session.csrf;
	person_form_show(&g->form, status != 200, &page.fields,
	    &page.problems);
	problems_add(r, &page.problems, "name", NULL, g->rest);
	page.speech = speech_of(r, say(r->m, "Language of the portal and of "
	    "mails"), g->language);
	page.mailed = mailed_of(r);
	put_page_register(r->m, &page);
	answer_form(r, status);
}

static void
begin(struct registering *g, struct request *r)
{
	const char *language = request_value(r, "language");

	*g = (struct registering){ .r = r };
	g->language = language != NULL ? language :
	    language_code(r->language);
	person_form_read(&g->form, r, NULL);
}

void
page_register(struct request *r)
{
	struct registering g;

	if (!mails_are_sent(r))
		return;
	begin(&g, r);
	show(&g, 200);
}

static enum result
ask(struct registering *g)
{
	char token[TOKEN_TEXT_MAX], sealed[SEALED_MAX];
	struct registration_ask in = {
		.person = { .name = person_form_given(&g->form, "name"),
		    .email = person_form_given(&g->form, "email"),
		    .postal = person_form_postal(&g->form) },
		.language = g->language, .address = g->r->http->address,
		.token = token, .sealed = sealed,
	};
	enum result result;

	registry_token(token);
	seal(token, sizeof(token), g->r->portal->key, sealed);
	result = registry_registration_ask(g->r->registry, &in);
	explicit_bzero(token, sizeof(token));
	return result;
}

/* It is the one that is shown from now on. */
static void
speak(struct request *r, const char *language)
{
	if (!language_parse(language, &r->language))
		return;
	r->m->language = r->language;
	if (!r->logged_in)
		cookie_set(r, COOKIE_LANGUAGE, language);
}

void
page_register_post(struct request *r)
{
	struct registering g;
	enum result result;

	if (!mails_are_sent(r))
		return;
	begin(&g, r);
	result = ask(&g);
	if (result == RESULT_OK) {
		speak(r, g.language);
		g.sent = typed_text(r, "email");
	} else {
		g.rest = entries_refused(r, g.form.entries, g.form.count);
	}
	show(&g, result_http_status(result));
}

/* --- The link ------------------------------------------------------------- */

/* Only who reads the mails of the address chooses the password. */
struct confirming {
	struct request *r;
	const char *token;
	struct person person;
	struct part_new_password password;
};

static bool
follow(struct confirming *c, struct request *r)
{
	const char *language;
	bool found;

	*c = (struct confirming){ .r = r, .token = request_text(r, "token"),
	    .password = { .first = true, .focus = true } };
	found = registry_registration(r->registry, c->token, &c->person,
	    &language);
	if (!found)
		answer_problem(r, 0, RESULT_NO_LINK, NULL);
	return found;
}

static void
show_link(struct confirming *c, int status)
{
	struct request *r = c->r;
	struct page_registered page = { .token = c->token,
	    .name = c->person.name, .email = c->person.email,
	    .new_password = c->password };

	page.frame = frame_of(r, say(r->m, "Confirm your registration"));
	page.csrf = r->session.csrf;
	put_page_registered(r->m, &page);
	answer_form(r, status);
}

void
page_registered(struct request *r)
{
	struct confirming c;

	if (follow(&c, r))
		show_link(&c, 200);
}

static void
confirm(struct confirming *c)
{
	struct request *r = c->r;
	char sealed[SEALED_MAX];
	struct registration_confirm in = { .token = c->token,
	    .password = sealed, .address = r->http->address };
	enum result result;

	if (!new_password_seal(r, sealed))
		return;
	result = registry_registration_confirm(r->registry, &in);
	if (result != RESULT_OK) {
		answer_problem(r, 0, result, NULL);
		return;
	}
	speak(r, in.language);
	answer_redirect(r, arena_printf(r->arena, "/login?user=%s",
	    url_value(r->arena, in.handle)), arena_printf(r->arena,
	    say(r->m, "You are registered. Your user ID is %s: log in with "
	    "it."), in.handle));
}

void
page_registered_post(struct request *r)
{
	struct confirming c;

	if (!follow(&c, r))
		return;
	if (new_password_is_good(r, &c.person, &c.password))
		confirm(&c);
	else
		show_link(&c, 400);
}
