/* SPDX-License-Identifier: ISC */
/*
 * The second step of logging in.  Who comes here had the right password, and
 * a half session in a cookie, which opens no page but this one.
 */
#include <string.h>

#include "portal/private.h"
#include "portal/totp.h"

bool
second_factor_typed(struct request *r, int64_t person,
    struct second_factor *out)
{
	struct authenticator_row rows[LIMIT_AUTHENTICATORS];
	size_t count = registry_authenticators(r->registry, person, rows);
	const char *code = request_text(r, "code");
	uint8_t secret[TOTP_SECRET_SIZE];
	int64_t now = clock_now(&r->config->clock);

	*out = (struct second_factor){ .recovery = typed_text(r, "recovery") };
	if (out->recovery[0] != '\0')
		return true;
	for (size_t i = 0; i < count && out->device == NULL; i++) {
		if (!unseal(rows[i].secret, r->portal->key, secret,
		    sizeof(secret)))
			continue;
		out->step = totp_step(secret, code, now, rows[i].step);
		if (out->step != 0)
			out->device = rows[i].id;
	}
	explicit_bzero(secret, sizeof(secret));
	return out->device != NULL;
}

static void
show(struct request *r, int status, const char *handle, const char *wrong)
{
	struct page_code page = {
		.frame = frame_of(r, say(r->m, "Log in: second step")),
		.csrf = r->session.csrf, .user = handle,
		.kept = kept_along(r), .mail = r->config->mail,
		.code = { .wrong = wrong, .first = true },
	};

	put_page_code(r->m, &page);
	answer_form(r, status);
}

enum result
answer_code(struct request *r, const char *handle)
{
	struct half_session_open in = { .handle = handle,
	    .address = r->http->address, .browser = browser_token(r) };
	enum result result = registry_half_session_open(r->registry, &in);

	if (result != RESULT_OK)
		return result;
	cookie_set(r, COOKIE_HALF, in.token);
	r->path = "/login/code";	/* this page, from now on */
	show(r, 200, handle, NULL);
	return RESULT_OK;
}

/* There is no half session any more: all the way again. */
static void
log_in_anew(struct request *r, int status, const char *problem)
{
	struct part_kept kept = kept_along(r);

	answer_login_page(r, status, problem, NULL, &kept);
}

void
page_code(struct request *r)
{
	struct person person;

	if (r->logged_in && !r->refilled)
		answer_redirect(r, "/", NULL);
	else if (registry_half_session(r->registry, cookie_get(r,
	    COOKIE_HALF), &person))
		show(r, 200, person.handle, NULL);
	else
		log_in_anew(r, 200, NULL);
}

static enum result
let_in(struct request *r, struct half_session_try *try)
{
	struct second_factor factor;
	struct session_open in = { .handle = try->handle,
	    .half = try->token, .factor = &factor };

	if (!second_factor_typed(r, try->person, &factor))
		return RESULT_WRONG_CODE;
	return login_open(r, &in);
}

void
page_code_post(struct request *r)
{
	struct half_session_try try = { .browser = browser_token(r),
	    .token = cookie_get(r, COOKIE_HALF) };
	enum result result = registry_half_session_try(r->registry, &try);
	const char *wait = result == RESULT_TOO_OFTEN ?
	    answer_wait(r, try.wait_s) : NULL;

	if (result == RESULT_OK)
		result = let_in(r, &try);
	if (result == RESULT_OK) {
		cookie_drop(r, COOKIE_HALF);
		return;
	}
	if (result == RESULT_NO_HALF_SESSION || result == RESULT_NO_USER) {
		cookie_drop(r, COOKIE_HALF);
		log_in_anew(r, 403, language_translate(r->language,
		    result_sentence(RESULT_NO_HALF_SESSION)));
		return;
	}
	show(r, result_http_status(result), try.handle, wait != NULL ? wait :
	    language_translate(r->language, result_sentence(result)));
}
