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

static void
touch(struct request *r)
{
	struct session_touch in = { r->token };

	if (clock_now(&r->config->clock) - r->session.seen >=
	    LIMIT_SESSION_TOUCH_S &&
	    registry_session_touch(r->registry, &in) != RESULT_OK)
		log_warning("%s: a session is not noted", r->http->id);
}

bool
request_begin(struct request *r, const char *token)
{
	struct registry_actor actor = { .source = r->http->address };
	struct session session;
	struct account account;

	if (!registry_session(r->registry, token, &session) ||
	    !registry_person_by_id(r->registry, session.person, &r->me) ||
	    !registry_account(r->registry, session.person, &account))
		return false;
	actor.user = r->me.handle;
	if (registry_act_as(r->registry, &actor) != RESULT_OK)
		return false;
	r->session = session;
	r->token = arena_strdup(r->arena, token);
	r->hostmaster = account.hostmaster;
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

/* Sent from a page of an earlier session, or not from a page at all: nothing
   is done, the form is shown filled. */
static void
answer_stale(struct request *r)
{
	request_refill(r, r->path, r->http->form, r->http->form_count,
	    language_translate(r->language,
	    result_sentence(RESULT_STALE_FORM)));
}

/* --- Running ------------------------------------------------------------- */

static void
fail(struct request *r, int status, const char *why)
{
	log_warning("%s: %s %s: %s", r->http->id, r->method,
	    r->route->pattern, why);
	text_clear(&r->out->body);
	r->answered = false;
	answer_problem(r, status, RESULT_OK, NULL);
}

void
request_run(struct request *r, const struct route *route)
{
	bool reads = strcmp(route->method, "GET") == 0;

	r->route = route;
	r->permitted = r->answered = false;
	if (reads && !r->snapshot) {
		store_snapshot(r->store);
		r->snapshot = true;
	}
	route->page(r);
	if (store_error(r->store) != NULL) {
		log_warning("%s: %s", r->http->id, store_error(r->store));
		request_writes(r);
		fail(r, 503, "the register cannot be read");
	} else if (!r->answered) {
		fail(r, 500, "no answer");
	} else if (!r->permitted && (route->who == HOLDER ||
	    route->who == MEMBER)) {
		fail(r, 500, "nobody was asked whether the user may");
	}
	request_writes(r);
}

void
request_refill(struct request *r, const char *path,
    const struct http_pair *typed, size_t count, const char *message)
{
	const struct route *route;
	bool other;

	r->kept = typed;
	r->kept_count = count;
	r->refilled = true;
	r->method = "GET";
	r->path = r->target = path;
	route = route_find("GET", path, r->arena, r->parameter, &other);
	if (route == NULL) {
		answer_redirect(r, "/", message);
		return;
	}
	if (message != NULL) {
		r->message = message;
		r->message_taken = true;
	}
	request_run(r, route);
}

static void
ask_to_log_in(struct request *r)
{
	if (strcmp(r->method, "POST") == 0) {
		answer_login(r);
		return;
	}
	answer_redirect(r, strcmp(r->target, "/") == 0 ||
	    !path_is_ours(r->target) ? "/login" : arena_printf(r->arena,
	    "/login?path=%s", url_value(r->arena, r->target)), NULL);
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
	else
		request_run(r, route);
}

static void
identify(struct request *r)
{
	if (!request_begin(r, cookie_get(r, COOKIE_SESSION)))
		become_guest(r);
}

static void
serve(struct request *r)
{
	const struct route *route;
	bool other = false;

	route = r->http->status != 0 ? NULL : route_find(r->method, r->path,
	    r->arena, r->parameter, &other);
	if (route != NULL && route->page == page_asset) {
		page_asset(r);
		return;
	}
	identify(r);
	if (r->http->status != 0)
		answer_problem(r, r->http->status, RESULT_OK, NULL);
	else if (route != NULL)
		serve_route(r, route);
	else if (other)
		answer_problem(r, 405, RESULT_OK, NULL);
	else
		answer_not_found(r);
	if (other && route == NULL)
		http_add_header(r->http, r->out, "Allow",
		    strcmp(r->method, "POST") == 0 ? "GET, HEAD" : "POST");
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

/* No register: only the page that says so. */
static void
serve_without_store(struct request *r)
{
	r->session = (struct session){ .language = "", .csrf = "" };
	answer_problem(r, 503, RESULT_OK, NULL);
}

static void
serve_with_store(struct request *r)
{
	struct clock clock = r->config->clock;

	r->registry = registry_new(r->store, r->arena, &clock);
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
		.token = "", .method = http->method, .path = http->path,
		.target = http->target,
	};

	choose_language(&r);
	markup_init(&m, LIMIT_ANSWER, r.language, portal->config->utc_offset_s);
	r.store = pool_take(portal->pool);
	if (r.store == NULL)
		serve_without_store(&r);
	else
		serve_with_store(&r);
	add_headers(&r);
	if (r.store != NULL)
		pool_give(portal->pool, r.store);
	markup_release(&m);
}
