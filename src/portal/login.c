/* SPDX-License-Identifier: ISC */
/*
 * Logging in and out.  An unknown user is answered with the same words, bytes
 * and time as a wrong password: one argon2id, always.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "portal/private.h"

static bool
mails_a_link(const struct request *r)
{
	return r->config->mails || r->config->shows_mails;
}

void
answer_login_page(struct request *r, int status, const char *problem,
    const char *user, const struct part_kept *kept)
{
	struct page_login page = {
		.frame = frame_of(r, say(r->m, "Log in")),
		.problem = problem, .user = user, .kept = *kept,
		.csrf = r->session.csrf, .mail = r->config->mail,
		.forgot = mails_a_link(r),
	};

	put_page_login(r->m, &page);
	answer_form(r, status);
}

void
answer_login(struct request *r)
{
	bool keeps = path_has_page(r, r->path);
	struct part_kept kept = keeps ? kept_form(r) :
	    (struct part_kept){ .path = "/" };

	answer_login_page(r, 403, keeps ? say(r->m, "Log in again: what you "
	    "typed is kept.") : NULL, NULL, &kept);
}

void
page_login(struct request *r)
{
	struct part_kept kept = kept_along(r);

	if (r->logged_in && !r->refilled)
		answer_redirect(r, kept.path, NULL);
	else
		answer_login_page(r, 200, NULL, request_value(r, "user"),
		    &kept);
}

/* The page again, with all that its form had but the password. */
static void
refuse_as(struct request *r, int status, const char *problem,
    const char *user)
{
	struct part_kept kept = kept_along(r);

	answer_login_page(r, status, problem, user, &kept);
}

static void
refuse_login(struct request *r, enum result result, const char *user)
{
	refuse_as(r, result_http_status(result), language_translate(
	    r->language, result_sentence(result)), user);
}

static void
refuse_for_now(struct request *r, int64_t wait_s)
{
	const char *problem = answer_wait(r, wait_s);

	if (mails_a_link(r))
		problem = arena_printf(r->arena, "%s %s", problem, say(r->m,
		    "The link that \"Forgot your password?\" mails to you "
		    "lets you in at once."));
	refuse_as(r, result_http_status(RESULT_TOO_OFTEN), problem,
	    request_value(r, "user"));
}

/* Handles are capitals; who types small ones means them. */
static const char *
handle_typed(struct request *r)
{
	const char *typed = request_text(r, "user");
	char *handle;
	size_t length;

	typed += strspn(typed, " ");
	for (length = strlen(typed); length > 0 && typed[length - 1] == ' ';)
		length--;
	handle = arena_strndup(r->arena, typed, length);
	for (char *c = handle; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return handle;
}

static bool
credentials_are_right(struct request *r, const char *handle,
    const char *password)
{
	struct account account = { .password = "" };
	struct person person;
	bool known = registry_person(r->registry, handle, &person) &&
	    registry_account(r->registry, person.id, &account) &&
	    !account.disabled;

	/* Longer ones cannot be right, but take their time. */
	return password_is(strlen(password) > LIMIT_PASSWORD_MAX ? "" :
	    password, known ? account.password : "", r->portal->key);
}

/* The one that was there before ends: nobody's is taken over. */
static enum result
end_session(struct request *r)
{
	struct session_close in = { r->token };
	enum result result;

	if (!r->logged_in)
		return RESULT_OK;
	result = registry_session_close(r->registry, &in);
	if (result != RESULT_OK)
		log_warning("%s: a session is not closed", r->http->id);
	return result;
}

enum result
login_open(struct request *r, struct session_open *in)
{
	enum result result;

	in->address = r->http->address;
	in->browser = browser_keep(r);
	in->language = cookie_get(r, COOKIE_LANGUAGE);
	result = registry_session_open(r->registry, in);
	if (result == RESULT_OK)
		result = end_session(r);
	if (result != RESULT_OK)
		return result;
	if (!request_begin(r, in->token))
		return RESULT_STORE_FAILED;
	cookie_set(r, COOKIE_SESSION, in->token);
	cookie_drop(r, COOKIE_GUEST);
	kept_go_on(r, say(r->m, "You are logged in again. Look at the form and "
	    "send it."));
	return RESULT_OK;
}

static void
log_in(struct request *r, const char *handle)
{
	struct session_open in = { .handle = handle };
	enum result result = login_open(r, &in);

	if (result == RESULT_CODE_NEEDED)
		result = answer_code(r, handle);
	if (result == RESULT_NO_USER)
		result = RESULT_WRONG_LOGIN;
	if (result != RESULT_OK)
		refuse_login(r, result, handle);
}

void
page_login_post(struct request *r)
{
	const char *handle = handle_typed(r);
	struct login_attempt attempt = { .handle = handle,
	    .address = r->http->address, .browser = browser_token(r) };
	enum result result = registry_login_attempt(r->registry, &attempt);

	if (result == RESULT_TOO_OFTEN) {
		refuse_for_now(r, attempt.wait_s);
		return;
	}
	if (result == RESULT_OK && !credentials_are_right(r, handle,
	    request_text(r, "password")))
		result = RESULT_WRONG_LOGIN;
	if (result != RESULT_OK) {
		refuse_login(r, result, request_value(r, "user"));
		return;
	}
	result = end_session(r);
	if (r->logged_in)
		request_leave(r);
	if (result == RESULT_OK)
		log_in(r, handle);
	else
		refuse_login(r, result, handle);
}

void
page_logout(struct request *r)
{
	enum result result = end_session(r);

	if (result != RESULT_OK) {
		answer_problem(r, 0, result, NULL);
		return;
	}
	cookie_drop(r, COOKIE_SESSION);
	cookie_drop(r, COOKIE_LANGUAGE);
	answer_redirect(r, "/login", NULL);
}
