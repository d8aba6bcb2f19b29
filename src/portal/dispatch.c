/* SPDX-License-Identifier: ISC */
/* From a request to its handler, and what every answer carries. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "portal/private.h"

/* --- Who asks ------------------------------------------------------------ */

static void
choose_language(struct request *r)
{
	const char *cookie = cookie_get(r, COOKIE_LANGUAGE);

	if (cookie == NULL || !language_parse(cookie, &r->language))
		r->language = language_negotiate(http_header(r->http,
		    "Accept-Language"), LANGUAGE_ES);
}

static void
become_guest(struct request *r)
{
	const char *cookie = cookie_get(r, COOKIE_GUEST);
	char token[TOKEN_TEXT_MAX];

	if (cookie == NULL || strlen(cookie) != TOKEN_TEXT_MAX - 1) {
		registry_token(token);
		cookie = arena_strdup(r->arena, token);
		cookie_set(r, COOKIE_GUEST, cookie);
	}
	r->session = (struct session){ .language = "",
	    .csrf = registry_csrf(r->registry, cookie) };
	r->token = "";
}

void
request_leave(struct request *r)
{
	r->logged_in = r->hostmaster = false;
	r->me = (struct person){ 0 };
	cookie_drop(r, COOKIE_SESSION);
	become_guest(r);
}

static void
touch(struct request *r)
{
	struct session_touch in = { r->token };

	if (clock_now(&r->config->clock) - r->session.seen <
	    LIMIT_SESSION_TOUCH_S)
		return;
	request_writes(r);
	if (registry_session_touch(r->registry, &in) != RESULT_OK)
		log_warning("%s: a session is not noted", r->http->id);
}

bool
request_begin(struct request *r, const char *token)
{
	struct registry_actor actor = { .source = r->http->address };
	struct session session;

	if (!registry_session(r->registry, token, &session))
		return false;
	actor.person = session.person;
	if (registry_act_as(r->registry, &actor) != RESULT_OK)
		return false;
	r->me = *registry_me(r->registry);
	r->session = session;
	r->token = arena_strdup(r->arena, token);
	r->hostmaster = registry_my_account(r->registry)->hostmaster;
	r->bounced = registry_my_account(r->registry)->bounced != 0;
	r->logged_in = true;
	if (!language_parse(session.language, &r->language))
		r->language = LANGUAGE_ES;
	r->m->language = r->language;
	touch(r);
	return true;
}

/* --- Does the form come from us? ----------------------------------------- */

/* A browser says from which site a form is sent; who says nothing is no
   browser, or an old one, and has to know the token all the same. */
static bool
origin_is_ours(const struct request *r)
{
	const char *origin = http_header(r->http, "Origin");
	const char *site = http_header(r->http, "Sec-Fetch-Site");
	const char *host = http_header(r->http, "Host");

	if (site != NULL && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		return false;
	if (origin == NULL)
		return true;
	if (r->portal->origin != NULL)
		return strcmp(origin, r->portal->origin) == 0;
	return host != NULL && strncmp(origin, "http://", 7) == 0 &&
	    strcasecmp(origin + 7, host) == 0;
}

static bool
csrf_is_right(const struct request *r)
{
	const char *given = http_form(r->http, "csrf");
	size_t length = strlen(r->session.csrf);

	return given != NULL && strlen(given) == length &&
	    sodium_memcmp(given, r->session.csrf, length) == 0;
}

bool
path_has_page(struct request *r, const char *path)
{
	const char *parameter[PARAMETERS_MAX];
	bool other;

	return route_find("GET", path, r->arena, parameter, &other) != NULL;
}

/* Sent from a page of an earlier session, or not from a page at all: nothing
   is done, and a form that has a page is shown filled. */
static void
answer_stale(struct request *r)
{
	if (!path_has_page(r, r->path)) {
		answer_problem(r, 0, RESULT_STALE_FORM, NULL);
		return;
	}
	r->session.proven = 0;		/* a form from elsewhere proves none */
	request_refill(r, r->path, r->http->form, r->http->form_count,
	    language_translate(r->language,
	    result_sentence(RESULT_STALE_FORM)));
	if (r->out->status == 200)
		r->out->status = 403;
}

/* --- Running ------------------------------------------------------------- */

static void
fail(struct request *r, enum result result, const char *why)
{
	log_warning("%s: %s %s: %s", r->http->id, r->method,
	    r->route->pattern, why);
	text_clear(&r->out->body);
	r->answered = false;
	answer_problem(r, result == RESULT_OK ? 500 : 0, result, NULL);
}

/* The user is told that nothing was changed; why is for the operator. */
static void
log_failure(const struct request *r)
{
	const struct refusal *refusals;
	size_t count = registry_refusals(r->registry, &refusals);

	if (count > 0 && refusals[0].result == RESULT_STORE_FAILED)
		log_warning("%s: %s", r->http->id, refusals[0].detail);
}

/* A change that may have been saved is not told as one that was not. */
static void
fail_store(struct request *r)
{
	const struct refusal *refusals;
	size_t count = registry_refusals(r->registry, &refusals);

	request_writes(r);
	fail(r, count > 0 && refusals[0].result == RESULT_OUTCOME_UNKNOWN ?
	    RESULT_OUTCOME_UNKNOWN : RESULT_STORE_UNREADABLE,
	    store_error(r->store));
}

void
request_run(struct request *r, const struct route *route)
{
	r->route = route;
	r->permitted = r->answered = false;
	if (strcmp(route->method, "GET") == 0)
		request_reads(r);
	else if (store_error(r->store) == NULL)
		request_writes(r);
	if (store_error(r->store) == NULL)
		route->page(r);
	log_failure(r);
	if (store_error(r->store) != NULL) {
		fail_store(r);
	} else if (!r->answered) {
		fail(r, RESULT_OK, "no answer");
	} else if (!r->permitted && route->who >= READER) {
		fail(r, RESULT_OK, "nobody was asked whether the user may");
	}
	request_writes(r);
}

/* Its form may stand on a page above it: that of /profile/language on
   /profile. */
static const struct route *
page_of_form(struct request *r, const char *path)
{
	const struct route *route;
	const char *end;
	bool other;

	for (;;) {
		route = route_find("GET", path, r->arena, r->parameter,
		    &other);
		end = strrchr(path, '/');
		if (route != NULL || end == NULL || end == path)
			break;
		path = arena_strndup(r->arena, path, (size_t)(end - path));
	}
	r->path = r->target = path;
	return route;
}

/* By way of log-in, when that is not too long to be asked for. */
static const char *
path_of_login(struct request *r)
{
	const char *path = arena_printf(r->arena, "/login?path=%s",
	    url_value(r->arena, r->target));

	return strcmp(r->target, "/") != 0 && path_is_ours(r->target) &&
	    path_is_ours(path) ? path : "/login";
}

static void
ask_to_log_in(struct request *r)
{
	if (r->route->page == page_logout)
		answer_redirect(r, "/login", NULL);
	else if (strcmp(r->method, "POST") == 0)
		answer_login(r);
	else
		answer_redirect(r, path_of_login(r), NULL);
}

void
request_refill(struct request *r, const char *path,
    const struct http_pair *typed, size_t count, const char *message)
{
	const struct route *route;

	r->kept = typed;
	r->kept_count = count;
	r->refilled = true;
	r->method = "GET";
	route = page_of_form(r, path);
	if (route == NULL) {
		answer_redirect(r, "/", message);
		return;
	}
	if (message != NULL) {
		r->message = message;
		r->message_taken = true;
	}
	r->route = route;
	if (route->who != EVERYBODY && !r->logged_in)
		ask_to_log_in(r);
	else if (r->logged_in && route_waits(r, route))
		answer_set_up(r);
	else
		request_run(r, route);
}

static void
serve_route(struct request *r, const struct route *route)
{
	bool posts = strcmp(route->method, "POST") == 0;

	r->route = route;
	if (posts && !origin_is_ours(r))
		answer_problem(r, 403, RESULT_OK, NULL);
	else if (route->who != EVERYBODY && !r->logged_in)
		ask_to_log_in(r);
	else if (posts && !csrf_is_right(r))
		answer_stale(r);
	else if (r->logged_in && route_waits(r, route))
		answer_set_up(r);
	else if (address_is_asked(r, route))
		return;
	else if (posts && route_asks_again(r, route))
		answer_again(r);
	else
		request_run(r, route);
}

static void
identify(struct request *r)
{
	if (!request_begin(r, cookie_get(r, COOKIE_SESSION)))
		become_guest(r);
}

/* What the path takes, where anything is there. */
static void
answer_other_method(struct request *r)
{
	const char *parameter[PARAMETERS_MAX];
	bool other, gets = path_has_page(r, r->path), posts = route_find(
	    "POST", r->path, r->arena, parameter, &other) != NULL;

	answer_problem(r, 405, RESULT_OK, NULL);
	http_add_header(r->http, r->out, "Allow", gets && !posts ?
	    "GET, HEAD" : posts && !gets ? "POST" : "GET, HEAD, POST");
}

static void
serve(struct request *r)
{
	const struct route *route;
	bool other = false;

	route = r->http->status != 0 ? NULL : route_find(r->method, r->path,
	    r->arena, r->parameter, &other);
	if (route != NULL && route->page == page_asset && answer_asset(r))
		return;
	request_reads(r);
	identify(r);
	if (r->http->status == 405 || (route == NULL && other))
		answer_other_method(r);
	else if (r->http->status != 0)
		answer_problem(r, r->http->status, RESULT_OK, NULL);
	else if (route != NULL)
		serve_route(r, route);
	else
		answer_not_found(r);
	request_writes(r);
}

/* --- What every answer carries ------------------------------------------- */

static const struct http_pair always[] = {
	{ "Content-Security-Policy", "default-src 'none'; style-src 'self'; "
	    "script-src 'self'; img-src 'self'; connect-src 'self'; "
	    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static void
add_headers(struct request *r)
{
	for (size_t i = 0; i < ARRAY_LENGTH(always); i++)
		http_add_header(r->http, r->out, always[i].name,
		    always[i].value);
	http_add_header(r->http, r->out, "Cache-Control", r->lasting ?
	    "public, max-age=31536000, immutable" : "no-store");
	if (!r->lasting)
		http_add_header(r->http, r->out, "Content-Language",
		    language_tag(r->language));
	if (r->portal->https)
		http_add_header(r->http, r->out, "Strict-Transport-Security",
		    "max-age=31536000");
}

/* --- One request --------------------------------------------------------- */

/* No register: only the page that says so, and what it looks like. */
static void
serve_without_store(struct request *r)
{
	const struct route *route;
	bool other;

	route = r->http->status != 0 ? NULL : route_find(r->method, r->path,
	    r->arena, r->parameter, &other);
	if (route == NULL || route->page != page_asset || !answer_asset(r))
		answer_problem(r, 0, RESULT_STORE_UNREADABLE, NULL);
}

static void
serve_with_store(struct request *r)
{
	struct clock clock = r->config->clock;

	r->registry = registry_new(r->store, r->arena, &clock);
	if (r->config->mails || r->config->shows_mails)
		registry_mails_on(r->registry);
	r->index = index_open(r->store);
	serve(r);
	index_close(r->index);
}

void
portal_handle(void *context, struct http_request *http,
    struct http_response *out)
{
	struct portal *portal = context;
	struct markup m;
	struct request r = {
		.http = http, .out = out, .arena = http->arena,
		.portal = portal, .config = portal->config, .m = &m,
		.session = { .language = "", .csrf = "" },
		.token = "", .method = http->method, .path = http->path,
		.target = http->target,
	};

	choose_language(&r);
	markup_init(&m, LIMIT_ANSWER, r.language, portal->config->utc_offset_s);
	r.store = pool_take(portal->pool, http->id);
	if (r.store == NULL)
		serve_without_store(&r);
	else
		serve_with_store(&r);
	add_headers(&r);
	if (r.store != NULL)
		pool_give(portal->pool, r.store);
	markup_release(&m);
}
