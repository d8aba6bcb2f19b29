/* SPDX-License-Identifier: ISC */
/*
 * Logging in and out.  An unknown user is answered with the same words, bytes
 * and time as a wrong password: one argon2id, always.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "portal/private.h"

#define KEPT "kept."
#define KEPT_LENGTH (sizeof(KEPT) - 1)

/* What was typed, but for what belongs to the log-in itself. */
static void
keep_field(struct request *r, struct page_login *page, const char *name,
    const char *value)
{
	struct page_login_kept *row;

	if (strcmp(name, "csrf") == 0 || strcmp(name, "password") == 0)
		return;
	row = arena_grow(r->arena, &page->kept, &page->kept_count,
	    sizeof(*row));
	row->name = name;
	row->value = value;
}

static void
answer_login_page(struct request *r, int status, struct page_login *page)
{
	page->frame = frame_of(r, say(r->m, "Log in"));
	page->csrf = r->session.csrf;
	page->mail = r->config->mail;
	put_page_login(r->m, page);
	answer_form(r, status);
}

void
answer_login(struct request *r)
{
	struct page_login page = {
		.problem = say(r->m, "Log in again: what you typed is kept."),
		.path = r->path,
	};

	for (size_t i = 0; i < r->http->form_count; i++)
		keep_field(r, &page, r->http->form[i].name,
		    r->http->form[i].value);
	answer_login_page(r, 403, &page);
}

/* Where to go after: a page of ours that is not this one. */
static const char *
path_after(struct request *r)
{
	const char *path = request_text(r, "path");

	return path_is_ours(path) && strncmp(path, "/login", 6) != 0 ? path :
	    "/";
}

void
page_login(struct request *r)
{
	struct page_login page = { .path = path_after(r),
	    .user = request_value(r, "user") };

	if (r->logged_in) {
		answer_redirect(r, page.path, NULL);
		return;
	}
	for (size_t i = 0; i < r->kept_count; i++)
		if (strncmp(r->kept[i].name, KEPT, KEPT_LENGTH) == 0)
			keep_field(r, &page, r->kept[i].name + KEPT_LENGTH,
			    r->kept[i].value);
	answer_login_page(r, 200, &page);
}

/* The page again, with all that its form had but the password. */
static void
refuse_login(struct request *r, enum result result, const char *user)
{
	struct page_login page = {
		.problem = language_translate(r->language,
		    result_sentence(result)),
		.path = path_after(r), .user = user,
	};

	for (size_t i = 0; i < r->http->form_count; i++)
		if (strncmp(r->http->form[i].name, KEPT, KEPT_LENGTH) == 0)
			keep_field(r, &page,
			    r->http->form[i].name + KEPT_LENGTH,
			    r->http->form[i].value);
	answer_login_page(r, result_http_status(result), &page);
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

/* Where the user wanted to go, or the form that was being filled. */
static void
go_on(struct request *r)
{
	const char *path = path_after(r);
	struct http_pair *typed = NULL, *pair;
	size_t count = 0;

	for (size_t i = 0; i < r->http->form_count; i++) {
		if (strncmp(r->http->form[i].name, KEPT, KEPT_LENGTH) != 0)
			continue;
		pair = arena_grow(r->arena, &typed, &count, sizeof(*pair));
		pair->name = r->http->form[i].name + KEPT_LENGTH;
		pair->value = r->http->form[i].value;
	}
	if (count == 0)
		answer_redirect(r, path, NULL);
	else
		request_refill(r, path, typed, count, say(r->m,
		    "You are logged in again. Look at the form and send it."));
}

static void
log_in(struct request *r, const char *handle)
{
	struct session_open in = { .handle = handle,
	    .address = r->http->address,
	    .language = cookie_get(r, COOKIE_LANGUAGE) };
	enum result result = registry_session_open(r->registry, &in);

	if (result == RESULT_NO_USER)
		result = RESULT_WRONG_LOGIN;
	if (result != RESULT_OK || !request_begin(r, in.token)) {
		refuse_login(r, result == RESULT_OK ? RESULT_STORE_FAILED :
		    result, handle);
		return;
	}
	cookie_set(r, COOKIE_SESSION, in.token);
	cookie_drop(r, COOKIE_GUEST);
	cookie_drop(r, COOKIE_LANGUAGE);
	go_on(r);
}

/* A session that was there before ends: nobody's is taken over. */
static void
end_session(struct request *r)
{
	struct session_close in = { r->token };

	if (r->logged_in && registry_session_close(r->registry, &in) !=
	    RESULT_OK)
		log_warning("%s: a session is not closed", r->http->id);
	r->logged_in = false;
}

void
page_login_post(struct request *r)
{
	const char *handle = handle_typed(r);
	struct login_attempt attempt = { .handle = handle,
	    .address = r->http->address };
	enum result result = registry_login_attempt(r->registry, &attempt);

	if (result == RESULT_TOO_OFTEN)
		http_add_header(r->http, r->out, "Retry-After",
		    arena_printf(r->arena, "%lld",
		    (long long)attempt.wait_s));
	if (result == RESULT_OK && !credentials_are_right(r, handle,
	    request_text(r, "password")))
		result = RESULT_WRONG_LOGIN;
	if (result != RESULT_OK) {
		refuse_login(r, result, request_value(r, "user"));
		return;
	}
	end_session(r);
	log_in(r, handle);
}

void
page_logout(struct request *r)
{
	end_session(r);
	cookie_drop(r, COOKIE_SESSION);
	answer_redirect(r, "/login", NULL);
}
