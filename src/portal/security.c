/* SPDX-License-Identifier: ISC */
/* A user's own second factor, and who must have one. */
#include <sodium.h>
#include <string.h>

#include "portal/private.h"
#include "portal/totp.h"

#define HERE "/profile/security"

/* --- Who must have one ---------------------------------------------------- */

static bool
must(struct request *r)
{
	switch (r->config->second_factor) {
	case SECOND_FACTOR_EVERYBODY:
		return true;
	case SECOND_FACTOR_MANAGERS:
		return r->hostmaster || registry_manages_something(r->registry,
		    r->me.id);
	case SECOND_FACTOR_HOSTMASTERS:
		return r->hostmaster;
	case SECOND_FACTOR_NOBODY:
		break;
	}
	return false;
}

bool
second_factor_is_due(struct request *r)
{
	return must(r) && !registry_has_second_factor(r->registry, r->me.id);
}

bool
route_waits(struct request *r, const struct route *route)
{
	static void (*const open[])(struct request *) = { page_logout,
	    page_security, page_security_post, page_again, page_again_post };

	if (route->who == EVERYBODY)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(open); i++)
		if (route->page == open[i])
			return false;
	return second_factor_is_due(r);
}

void
answer_set_up(struct request *r)
{
	answer_redirect(r, HERE, NULL);
}

/* --- The page ------------------------------------------------------------- */

static void
release(void *argument)
{
	markup_release(argument);
}

/* The device that is being added, by this session. */
static bool
read_new(struct request *r, const char **sealed,
    uint8_t secret[TOTP_SECRET_SIZE])
{
	*sealed = registry_authenticator_new(r->registry, r->token);
	return *sealed != NULL && unseal(*sealed, r->portal->key, secret,
	    TOTP_SECRET_SIZE);
}

static void
add_new(struct request *r, struct page_security *page)
{
	uint8_t secret[TOTP_SECRET_SIZE];
	struct markup *qr;
	const char *sealed;

	if (!read_new(r, &sealed, secret))
		return;
	qr = arena_alloc(r->arena, sizeof(*qr));
	markup_init(qr, 1 << 16, r->language, 0);
	arena_defer(r->arena, release, qr);
	qr_draw(qr, totp_uri(r->arena, secret, r->config->name,
	    r->me.handle), say(r->m, "Code to scan"));
	page->qr = qr;
	page->secret = totp_groups(r->arena, secret);
	page->name = request_value(r, "name");
	explicit_bzero(secret, sizeof(secret));
}

static void
add_devices(struct request *r, struct page_security *page)
{
	struct authenticator_row rows[LIMIT_AUTHENTICATORS];
	size_t count = registry_authenticators(r->registry, r->me.id, rows);
	struct page_security_devices *row;

	for (size_t i = 0; i < count; i++) {
		row = arena_grow(r->arena, &page->devices,
		    &page->devices_count, sizeof(*row));
		row->id = rows[i].id;
		row->name = rows[i].name;
		row->created = rows[i].created;
		row->used = rows[i].used;
	}
	page->room = count < LIMIT_AUTHENTICATORS;
}

static void
show(struct request *r, int status, struct page_security *page)
{
	page->frame = frame_of(r, say(r->m, "Second factor"));
	page->csrf = r->session.csrf;
	page->demanded = second_factor_is_due(r);
	page->left = registry_recovery_codes_left(r->registry, r->me.id);
	add_devices(r, page);
	add_new(r, page);
	frame_crumb(r, &page->frame, say(r->m, "Profile"), "/profile");
	frame_crumb(r, &page->frame, page->frame.title, NULL);
	put_page_security(r->m, page);
	answer_form(r, status);
}

void
page_security(struct request *r)
{
	struct page_security page = { 0 };

	show(r, 200, &page);
}

static void
refuse(struct request *r, enum result result)
{
	int status = result_http_status(result);
	struct page_security page = { .problem =
	    language_translate(r->language, result_sentence(result)) };

	show(r, status == 404 ? 400 : status, &page);
}

static void
done(struct request *r, enum result result, const char *message)
{
	if (result == RESULT_OK)
		answer_redirect(r, HERE, message);
	else
		refuse(r, result);
}

/* --- Recovery codes ------------------------------------------------------- */

/* Once, as the answer to the form that made them. */
static void
show_codes(struct request *r,
    char codes[LIMIT_RECOVERY_CODES][RECOVERY_CODE_MAX])
{
	struct page_recovery page = {
		.frame = frame_of(r, say(r->m, "Your recovery codes")),
		.handle = r->me.handle,
		.name = arena_printf(r->arena, "%s.txt", r->me.handle),
	};
	struct page_recovery_codes *row;

	page.file = arena_printf(r->arena, say(r->m,
	    "%s: recovery codes of %s"), r->config->name, r->me.handle);
	page.file = arena_printf(r->arena, "%s\n\n", page.file);
	for (int i = 0; i < LIMIT_RECOVERY_CODES; i++) {
		row = arena_grow(r->arena, &page.codes, &page.codes_count,
		    sizeof(*row));
		row->code = codes[i];
		page.file = arena_printf(r->arena, "%s%s\n", page.file,
		    codes[i]);
	}
	frame_crumb(r, &page.frame, say(r->m, "Profile"), "/profile");
	frame_crumb(r, &page.frame, page.frame.title, NULL);
	put_page_recovery(r->m, &page);
	answer_page(r);
}

static void
make_codes(struct request *r)
{
	struct recovery_codes in;
	enum result result = registry_recovery_codes(r->registry, &in);

	if (result == RESULT_OK)
		show_codes(r, in.codes);
	else
		refuse(r, result);
	explicit_bzero(&in, sizeof(in));
}

/* --- Devices -------------------------------------------------------------- */

static void
begin(struct request *r)
{
	char sealed[SEALED_MAX];
	struct authenticator_begin in = { .token = r->token,
	    .sealed = sealed };
	uint8_t secret[TOTP_SECRET_SIZE];

	randombytes_buf(secret, sizeof(secret));	/* no seed gives it */
	seal(secret, sizeof(secret), r->portal->key, sealed);
	explicit_bzero(secret, sizeof(secret));
	done(r, registry_authenticator_begin(r->registry, &in), NULL);
}

/* What is wrong with name and code stands beside them. */
static bool
looks_right(struct request *r, struct authenticator_add *in,
    struct page_security *page)
{
	uint8_t secret[TOTP_SECRET_SIZE];

	if (!read_new(r, &in->sealed, secret)) {
		refuse(r, RESULT_NO_AUTHENTICATOR);
		return false;
	}
	in->step = totp_step(secret, request_text(r, "code"),
	    clock_now(&r->config->clock), 0);
	explicit_bzero(secret, sizeof(secret));
	if (in->step == 0)
		page->wrong_code = say(r->m, "This code is not right. Does "
		    "the clock of the device show the right time?");
	if (in->name[0] == '\0')
		page->wrong_name = say(r->m, "Give the device a name.");
	else if (!text_is_clean(in->name, LIMIT_SHORT))
		page->wrong_name = say(r->m, "At most 40 bytes that can be "
		    "printed.");
	if (page->wrong_code != NULL || page->wrong_name != NULL)
		show(r, 400, page);
	return !r->answered;
}

static void
add(struct request *r)
{
	struct authenticator_add in = { .token = r->token,
	    .name = typed_text(r, "name") };
	struct page_security page = { 0 };
	enum result result;

	if (!looks_right(r, &in, &page))
		return;
	result = registry_authenticator_add(r->registry, &in);
	if (result == RESULT_OK && in.made_codes)
		show_codes(r, in.codes);
	else
		done(r, result, say(r->m, "The authenticator app is added."));
	explicit_bzero(in.codes, sizeof(in.codes));
}

static void
cancel(struct request *r)
{
	struct authenticator_cancel in = { r->token };

	done(r, registry_authenticator_cancel(r->registry, &in), NULL);
}

static void
drop(struct request *r)
{
	struct authenticator_row rows[LIMIT_AUTHENTICATORS];
	struct authenticator_remove in = { request_text(r, "id") };
	struct page_security page = { 0 };

	if (must(r) && registry_authenticators(r->registry, r->me.id,
	    rows) == 1) {
		page.problem = say(r->m, "Your user must have a second "
		    "factor: add another app before you remove this one.");
		show(r, 409, &page);
		return;
	}
	done(r, registry_authenticator_remove(r->registry, &in), say(r->m,
	    "The authenticator app is removed."));
}

void
page_security_post(struct request *r)
{
	static const struct {
		const char *name;
		void (*act)(struct request *);
	} actions[] = { { "begin", begin }, { "add", add },
	    { "cancel", cancel }, { "remove", drop },
	    { "codes", make_codes } };
	const char *action = request_text(r, "action");

	for (size_t i = 0; i < ARRAY_LENGTH(actions); i++)
		if (strcmp(action, actions[i].name) == 0) {
			actions[i].act(r);
			return;
		}
	refuse(r, RESULT_MALFORMED);
}
