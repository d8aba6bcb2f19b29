/* SPDX-License-Identifier: ISC */
/*
 * Profile: the e-mail address.  Another one counts when the link that is
 * mailed to it is opened, wherever that is: the mailbox is what it proves.
 */
#include <string.h>

#include "portal/person.h"

static void
show(struct request *r, int status, const char *wrong)
{
	struct page_profile_email page = { .wrong = wrong };
	struct new_address wanted;

	page.frame = frame_of(r, say(r->m, "Email address"));
	page.csrf = r->session.csrf;
	page.email = r->me.email;
	page.sends = r->config->mails || r->config->shows_mails;
	page.bounced = r->bounced && page.sends;
	page.pending = page.sends && registry_new_address(r->registry,
	    r->me.id, &wanted);
	if (page.pending) {
		page.wanted = wanted.email;
		page.until = wanted.expires;
	}
	page.mailed = mailed_of(r);
	page.mail = r->config->mail;
	page.typed = request_text(r, "email");
	frame_crumb(r, &page.frame, say(r->m, "Profile"), "/profile");
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_profile_email(r->m, &page);
	answer_form(r, status);
}

void
page_profile_email(struct request *r)
{
	show(r, 200, NULL);
}

/* To be mailed a link at an address: what was asked for, or is there. */
static void
ask(struct request *r, const char *email)
{
	char token[TOKEN_TEXT_MAX], sealed[SEALED_MAX];
	struct address_ask in = { .email = email, .token = token,
	    .sealed = sealed, .address = r->http->address };
	enum result result;

	registry_token(token);
	seal(token, sizeof(token), r->portal->key, sealed);
	result = registry_address_ask(r->registry, &in);
	explicit_bzero(token, sizeof(token));
	if (result == RESULT_OK)
		answer_redirect(r, "/profile/email", arena_printf(r->arena,
		    say(r->m, "A link was mailed to %s."), email));
	else
		show(r, result_http_status(result), refusal_text(r, result,
		    ""));
}

static void
cancel(struct request *r)
{
	struct address_cancel in = { 0 };
	enum result result = registry_address_cancel(r->registry, &in);

	if (result == RESULT_OK)
		answer_redirect(r, "/profile/email", say(r->m, "The other "
		    "address is no longer asked for: its link is void."));
	else
		answer_problem(r, 0, result, NULL);
}

void
page_profile_email_post(struct request *r)
{
	const char *action = request_text(r, "action");
	struct new_address wanted;

	if (!mails_are_sent(r))
		return;
	if (strcmp(action, "cancel") == 0)
		cancel(r);
	else if (strcmp(action, "again") == 0)
		ask(r, r->me.email);
	else if (strcmp(action, "resend") != 0)
		ask(r, typed_text(r, "email"));
	else if (registry_new_address(r->registry, r->me.id, &wanted))
		ask(r, wanted.email);
	else
		answer_problem(r, 0, RESULT_NO_LINK, NULL);
}

/*
 * Forms are taken all the same: what was typed into one is not lost, and
 * the page that comes after it is this one.
 */
bool
address_is_asked(struct request *r, const struct route *route)
{
	if (!r->logged_in || !r->bounced || route->who == EVERYBODY ||
	    strcmp(route->method, "GET") != 0 ||
	    route->page == page_profile_email || second_factor_is_due(r) ||
	    (!r->config->mails && !r->config->shows_mails))
		return false;
	answer_redirect(r, "/profile/email", NULL);
	return true;
}

/* --- The link ------------------------------------------------------------- */

void
page_email(struct request *r)
{
	struct page_email page = { .token = request_text(r, "token") };
	struct person person;

	if (!registry_address_link(r->registry, page.token, &person,
	    &page.email)) {
		answer_problem(r, 0, RESULT_NO_LINK, NULL);
		return;
	}
	page.frame = frame_of(r, say(r->m, "Confirm the e-mail address"));
	page.csrf = r->session.csrf;
	page.user = person.handle;
	page.was = strcmp(person.email, page.email) == 0 ? NULL :
	    person.email;
	put_page_email(r->m, &page);
	answer_page(r);
}

void
page_email_post(struct request *r)
{
	struct address_confirm in = { .token = request_text(r, "token"),
	    .address = r->http->address };
	enum result result = registry_address_confirm(r->registry, &in);

	if (result != RESULT_OK) {
		answer_problem(r, 0, result, NULL);
		return;
	}
	answer_redirect(r, r->logged_in ? "/profile/email" :
	    arena_printf(r->arena, "/login?user=%s", url_value(r->arena,
	    in.handle)), arena_printf(r->arena, say(r->m, "The e-mail address "
	    "of %s is %s."), in.handle, in.email));
}
