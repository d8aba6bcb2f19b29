/* SPDX-License-Identifier: ISC */
/* Dangerous acts ask again; see again.def. */
#include <string.h>

#include "portal/private.h"

bool
route_asks_again(const struct request *r, const struct route *route)
{
#define AGAIN(name) page_##name,
	static void (*const dangerous[])(struct request *) = {
#include "portal/again.def"
	};
#undef AGAIN

	if (clock_now(&r->config->clock) - r->session.proven < LIMIT_PROVEN_S)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(dangerous); i++)
		if (route->page == dangerous[i])
			return true;
	return false;
}

static void
show(struct request *r, int status, struct page_again *page)
{
	page->frame = frame_of(r, say(r->m, "Is it you?"));
	page->csrf = r->session.csrf;
	page->user = r->me.handle;
	page->second_factor = registry_has_second_factor(r->registry,
	    r->me.id);
	put_page_again(r->m, page);
	answer_form(r, status);
}

void
answer_again(struct request *r)
{
	struct page_again page = { .kept = kept_form(r) };

	show(r, 403, &page);
}

static void
go_on(struct request *r)
{
	kept_go_on(r, say(r->m, "Thank you. Look at the form and send it."));
}

/* Only a form leads here; what waits goes on when its user logged in anew
   meanwhile, and is asked for otherwise. */
void
page_again(struct request *r)
{
	struct page_again page = { .kept = kept_along(r) };

	if (!r->refilled)
		answer_redirect(r, "/", NULL);
	else if (clock_now(&r->config->clock) - r->session.proven <
	    LIMIT_PROVEN_S)
		go_on(r);
	else
		show(r, 200, &page);
}

/* Guessing is slowed as logging in is. */
static enum result
check_password(struct request *r)
{
	struct login_attempt attempt = { .handle = r->me.handle,
	    .address = r->http->address, .browser = browser_token(r) };
	struct account account = { .password = "" };
	enum result result = registry_login_attempt(r->registry, &attempt);

	if (result == RESULT_TOO_OFTEN)
		(void)answer_wait(r, attempt.wait_s);
	if (result == RESULT_OK && (!registry_account(r->registry, r->me.id,
	    &account) || !password_is(request_text(r, "password"),
	    account.password, r->portal->key)))
		result = RESULT_WRONG_LOGIN;
	return result;
}

static enum result
prove(struct request *r)
{
	struct second_factor factor;
	struct code_attempt attempt = { .browser = browser_token(r) };
	struct session_prove in = { .token = r->token,
	    .address = r->http->address, .browser = browser_keep(r) };
	enum result result;

	if (!registry_has_second_factor(r->registry, r->me.id))
		return registry_session_prove(r->registry, &in);
	result = registry_code_attempt(r->registry, &attempt);
	if (result == RESULT_TOO_OFTEN)
		(void)answer_wait(r, attempt.wait_s);
	if (result != RESULT_OK)
		return result;
	if (!second_factor_typed(r, r->me.id, &factor))
		return RESULT_WRONG_CODE;
	in.factor = &factor;
	return registry_session_prove(r->registry, &in);
}

void
page_again_post(struct request *r)
{
	struct page_again page = { .kept = kept_along(r) };
	enum result result = check_password(r);

	if (result == RESULT_WRONG_LOGIN)
		page.wrong = say(r->m, "This is not your password.");
	else if (result != RESULT_OK)
		page.wrong = language_translate(r->language,
		    result_sentence(result));
	else if ((result = prove(r)) != RESULT_OK)
		page.code.wrong = language_translate(r->language,
		    result_sentence(result));
	if (result != RESULT_OK) {
		show(r, result_http_status(result), &page);
		return;
	}
	r->session.proven = clock_now(&r->config->clock);
	go_on(r);
}
