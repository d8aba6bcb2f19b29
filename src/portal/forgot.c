/* SPDX-License-Identifier: ISC */
/*
 * A forgotten password: a link is mailed, and chooses a new one.  Whether a
 * user ID exists is not told: the same words, and the mail goes or goes not.
 */
#include <string.h>

#include "portal/person.h"

static void
show_forgot(struct request *r, int status, struct page_forgot *page)
{
	page->frame = frame_of(r, say(r->m, "Forgot your password?"));
	page->csrf = r->session.csrf;
	page->mailed = mailed_of(r);
	put_page_forgot(r->m, page);
	answer_form(r, status);
}

void
page_forgot(struct request *r)
{
	struct page_forgot page = { .user = request_value(r, "user") };

	if (mails_are_sent(r))
		show_forgot(r, 200, &page);
}

void
page_forgot_post(struct request *r)
{
	struct page_forgot page = { .user = request_text(r, "user") };
	char token[TOKEN_TEXT_MAX], sealed[SEALED_MAX];
	struct password_forgot in = { .handle = typed_name(r, "user"),
	    .address = r->http->address, .token = token, .sealed = sealed };
	enum result result;

	if (!mails_are_sent(r))
		return;
	if (in.handle[0] == '\0') {
		page.wrong = say(r->m, "Write your user ID.");
		show_forgot(r, 400, &page);
		return;
	}
	registry_token(token);
	seal(token, sizeof(token), r->portal->key, sealed);
	result = registry_password_forgot(r->registry, &in);
	explicit_bzero(token, sizeof(token));
	if (result != RESULT_OK)
		page.wrong = language_translate(r->language,
		    result_sentence(result));
	else
		page.sent = in.handle;
	show_forgot(r, result == RESULT_OK ? 200 : result_http_status(result),
	    &page);
}

/* --- The link ------------------------------------------------------------- */

static void
show_password(struct request *r, int status, struct page_password *page,
    const char *token, const struct person *person)
{
	page->frame = frame_of(r, say(r->m, "New password"));
	page->csrf = r->session.csrf;
	page->token = token;
	page->user = person->handle;
	page->new_password.focus = true;
	put_page_password(r->m, page);
	answer_form(r, status);
}

static void
refuse_link(struct request *r)
{
	answer_problem(r, 0, RESULT_NO_LINK, NULL);
}

void
page_password(struct request *r)
{
	const char *token = request_text(r, "token");
	struct page_password page = { 0 };
	struct person person;

	if (!registry_password_link(r->registry, token, &person))
		refuse_link(r);
	else
		show_password(r, 200, &page, token, &person);
}

static void
change(struct request *r, const char *token)
{
	char sealed[SEALED_MAX];
	struct password_reset in = { .token = token, .sealed = sealed,
	    .browser = browser_keep(r) };
	enum result result;

	if (!new_password_seal(r, sealed))
		return;
	result = registry_password_reset(r->registry, &in);
	if (result != RESULT_OK) {
		answer_problem(r, 0, result, NULL);
		return;
	}
	if (r->logged_in)
		cookie_drop(r, COOKIE_SESSION);
	answer_redirect(r, arena_printf(r->arena, "/login?user=%s",
	    url_value(r->arena, in.handle)), say(r->m, "The password is "
	    "changed. Log in with the new one."));
}

static bool
is_good(struct request *r, const struct person *person,
    struct part_new_password *part)
{
	bool good = new_password_is_good(r, person, part);

	if (good && password_is_kept(r, request_text(r, "password"),
	    person->id))
		part->wrong = say(r->m, "This is your password already.");
	return part->wrong == NULL && good;
}

void
page_password_post(struct request *r)
{
	const char *token = request_text(r, "token");
	struct page_password page = { 0 };
	struct person person;

	if (!registry_password_link(r->registry, token, &person))
		refuse_link(r);
	else if (!is_good(r, &person, &page.new_password))
		show_password(r, 400, &page, token, &person);
	else
		change(r, token);
}
