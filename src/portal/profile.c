/* SPDX-License-Identifier: ISC */
/* Profile: what the user decides about their own account. */
#include <string.h>

#include "portal/person.h"

static const char *
own_language(struct request *r)
{
	struct account account;

	return registry_account(r->registry, r->me.id, &account) ?
	    account.language : "es";
}

static void
add_sessions(struct request *r, struct page_profile *page)
{
	struct session_row found[LIMIT_SESSIONS_PER_PERSON];
	size_t count = registry_sessions(r->registry, r->token, found);
	struct page_profile_sessions *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(r->arena, &page->sessions,
		    &page->sessions_count, sizeof(*row));
		row->id = found[i].id;
		row->address = found[i].address;
		row->created = found[i].created;
		row->seen = found[i].seen;
		row->own = found[i].own;
	}
	page->others = count > 1;
}

static void
show(struct request *r, int status, struct page_profile *page)
{
	page->frame = frame_of(r, say(r->m, "Profile"));
	page->csrf = r->session.csrf;
	page->handle = r->me.handle;
	page->name = r->me.name;
	page->email = r->me.email;
	page->second_factor = registry_has_second_factor(r->registry,
	    r->me.id);
	page->lookup = path_of_lookup(r, r->me.handle);
	page->speech = speech_of(r, say(r->m, "Of the portal after log-in, and "
	    "of mails"), own_language(r));
	add_sessions(r, page);
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_profile(r->m, page);
	answer_form(r, status);
}

void
page_profile(struct request *r)
{
	struct page_profile page = { 0 };

	show(r, 200, &page);
}

static void
done(struct request *r, enum result result, const char *message)
{
	if (result == RESULT_OK)
		answer_redirect(r, "/profile", message);
	else
		answer_problem(r, 0, result, NULL);
}

/* From now on, and in this session. */
void
page_profile_language(struct request *r)
{
	struct account_language in = { request_text(r, "language") };
	struct session_language session = { r->token, in.language };
	enum result result = registry_account_language(r->registry, &in);

	if (result == RESULT_OK)
		result = registry_session_language(r->registry, &session);
	if (result == RESULT_OK && !language_parse(in.language, &r->language))
		result = RESULT_MALFORMED;
	r->m->language = r->language;
	cookie_drop(r, COOKIE_LANGUAGE);
	done(r, result, say(r->m, "The language is changed."));
}

void
page_profile_sessions(struct request *r)
{
	struct session_end in = { .token = r->token,
	    .id = request_value(r, "id") };

	done(r, registry_session_end(r->registry, &in), in.id == NULL ?
	    say(r->m, "All other sessions are ended.") :
	    say(r->m, "The session is ended."));
}

/* --- Password ------------------------------------------------------------- */

/* Guessing the old one is slowed as logging in is. */
static const char *
check_old(struct request *r)
{
	struct login_attempt attempt = { .handle = r->me.handle,
	    .address = r->http->address, .browser = browser_token(r) };
	enum result result = registry_login_attempt(r->registry, &attempt);

	if (result == RESULT_OK &&
	    !password_is_kept(r, request_text(r, "old"), r->me.id))
		return say(r->m, "This is not your password.");
	return result == RESULT_OK ? NULL :
	    language_translate(r->language, result_sentence(result));
}

void
page_profile_password(struct request *r)
{
	struct page_profile page = { 0 };
	char sealed[SEALED_MAX];
	struct password_change in = { .sealed = sealed, .token = r->token };
	bool good = new_password_is_good(r, &r->me, &page.new_password);

	if (good)
		page.wrong_old = check_old(r);
	if (good && page.wrong_old == NULL && strcmp(request_text(r, "old"),
	    request_text(r, "password")) == 0)
		page.new_password.wrong = say(r->m, "This is your password "
		    "already.");
	if (!good || page.wrong_old != NULL || page.new_password.wrong != NULL)
		show(r, 400, &page);
	else if (new_password_seal(r, sealed))
		done(r, registry_password_change(r->registry, &in),
		    say(r->m, "The password is changed."));
}
