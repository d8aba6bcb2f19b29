/* SPDX-License-Identifier: ISC */
/* Cookies, and the message that one page leaves for the next. */
#include <sodium.h>
#include <string.h>

#include "portal/private.h"

#define MESSAGE_MAX 600			/* bytes; a cookie holds 4096 */
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define SEAL_TEXT (HASH_SIZE * 2)

/* A browser takes a __Host- cookie only from this host over https. */
static const char *
full_name(const struct request *r, const char *name)
{
	return arena_printf(r->arena, "%s%s", r->portal->https ? "__Host-" :
	    "", name);
}

const char *
cookie_get(const struct request *r, const char *name)
{
	return http_cookie(r->http, full_name(r, name));
}

static void
send_cookie(struct request *r, const char *name, const char *value,
    const char *more)
{
	http_add_header(r->http, r->out, "Set-Cookie", arena_printf(r->arena,
	    "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s", full_name(r, name),
	    value, more, r->portal->https ? "; Secure" : ""));
}

void
cookie_set(struct request *r, const char *name, const char *value)
{
	send_cookie(r, name, value, "");
}

void
cookie_drop(struct request *r, const char *name)
{
	send_cookie(r, name, "", "; Max-Age=0");
}

const char *
browser_token(const struct request *r)
{
	const char *token = cookie_get(r, COOKIE_BROWSER);

	return token != NULL && strlen(token) == TOKEN_TEXT_MAX - 1 ? token :
	    NULL;
}

const char *
browser_keep(struct request *r)
{
	const char *token = browser_token(r);
	char made[TOKEN_TEXT_MAX];

	if (token == NULL) {
		registry_token(made);
		token = arena_strdup(r->arena, made);
	}
	send_cookie(r, COOKIE_BROWSER, token, arena_printf(r->arena,
	    "; Max-Age=%d", LIMIT_LOGIN_KNOWN_S));
	return token;
}

/* --- A message for the next page ----------------------------------------- */

/* Only who knows the session's csrf can have written it: we. */
static void
seal_of(const struct request *r, const char *text, char out[SEAL_TEXT + 1])
{
	const struct hash_part parts[] = {
		{ "message", 7 },
		{ r->session.csrf, strlen(r->session.csrf) },
		{ text, strlen(text) },
	};
	struct hash hash = hash_parts(parts, ARRAY_LENGTH(parts));

	sodium_bin2hex(out, SEAL_TEXT + 1, hash.bytes, HASH_SIZE);
}

void
message_leave(struct request *r, const char *text)
{
	char packed[sodium_base64_ENCODED_LEN(MESSAGE_MAX, BASE64)];
	char seal[SEAL_TEXT + 1];
	size_t length = strlen(text);

	if (length > MESSAGE_MAX)
		return;
	seal_of(r, text, seal);
	sodium_bin2base64(packed, sizeof(packed), (const uint8_t *)text,
	    length, BASE64);
	cookie_set(r, COOKIE_MESSAGE, arena_printf(r->arena, "%s%s", seal,
	    packed));
}

const char *
message_take(struct request *r)
{
	const char *value = cookie_get(r, COOKIE_MESSAGE);
	char text[MESSAGE_MAX + 1], seal[SEAL_TEXT + 1];
	size_t length;

	if (value == NULL || *value == '\0')
		return NULL;
	cookie_drop(r, COOKIE_MESSAGE);
	if (strlen(value) < SEAL_TEXT || sodium_base642bin((uint8_t *)text,
	    MESSAGE_MAX, value + SEAL_TEXT, strlen(value) - SEAL_TEXT, NULL,
	    &length, NULL, BASE64) != 0)
		return NULL;
	text[length] = '\0';
	seal_of(r, text, seal);
	if (sodium_memcmp(seal, value, SEAL_TEXT) != 0)
		return NULL;
	return arena_strdup(r->arena, text);
}
