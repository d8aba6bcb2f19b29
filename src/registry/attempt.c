/* SPDX-License-Identifier: ISC */
/*
 * Guessing, slowed.  Failures are counted under the client's address, and
 * under it and the account; those of a browser that was logged in to the
 * account before, under that browser.  Under the account count only the first
 * ones of each address, which are free: whoever has a few addresses, and goes
 * on, slows nobody but themselves.  An attempt counts as failed when it begins,
 * so that many at the same moment each count.
 */
#include "registry/private.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

struct keys {
	struct hash address, account, both, browser;
	bool known;			/* the browser */
};

/* A home has an IPv6 /64, and all the addresses in it. */
static struct prefix
network_of(const char *text)
{
	struct address address;

	if (text == NULL ||
	    address_parse(text, strlen(text), &address) != INET_OK)
		return (struct prefix){ .length = 0 };
	return prefix_of(&address, address_family(&address) == FAMILY_IPV4 ?
	    128 : 64);
}

/* Texts from strangers are hashed: they may be of any length and kind. */
static struct hash
key_of(const char *kind, const struct prefix *network, const char *handle)
{
	const struct hash_part parts[] = {
		{ kind, strlen(kind) },
		{ network->first.bytes, sizeof(network->first.bytes) },
		{ handle, strlen(handle) },
	};

	return hash_parts(parts, ARRAY_LENGTH(parts));
}

static struct hash
key_of_browser(const char *browser, const char *handle)
{
	const struct hash_part parts[] = {
		{ "browser", 7 },
		{ browser, strlen(browser) },
		{ handle, strlen(handle) },
	};

	return hash_parts(parts, ARRAY_LENGTH(parts));
}

static bool
is_known(struct registry *r, const struct hash *browser)
{
	struct q_known_browser_of row;

	return q_known_browser_of(r->db, browser->bytes, HASH_SIZE, &row) &&
	    r->now - row.seen <= LIMIT_LOGIN_KNOWN_S;
}

static struct keys
keys_of(struct registry *r, const struct attempt *of)
{
	const struct prefix everywhere = { .length = 0 };
	struct prefix network = network_of(of->address);
	struct arena *a = r->scratch;
	struct keys keys = {
		.address = key_of(arena_join(a, of->what, " address", NULL),
		    &network, ""),
		.account = key_of(arena_join(a, of->what, " account", NULL),
		    &everywhere, of->handle),
		.both = key_of(arena_join(a, of->what, " both", NULL),
		    &network, of->handle),
		.browser = key_of_browser(of->browser == NULL ? "" :
		    of->browser, of->handle),
	};

	keys.known = is_known(r, &keys.browser);
	return keys;
}

/* seen: the last of them; may be NULL. */
static int64_t
failures(struct registry *r, const struct hash *key, int64_t *seen)
{
	struct q_throttle_of row;

	if (!q_throttle_of(r->db, key->bytes, HASH_SIZE, &row) ||
	    r->now - row.seen > LIMIT_LOGIN_FORGET_S)
		return 0;
	if (seen != NULL)
		*seen = row.seen;
	return row.failures;
}

/* Seconds to wait after so many failures, the last of them at seen. */
static int64_t
wait_after(struct registry *r, int64_t count, int64_t seen)
{
	int64_t delay = LIMIT_LOGIN_DELAY_S, left;

	if (count < LIMIT_LOGIN_FREE)
		return 0;
	if (count - LIMIT_LOGIN_FREE < 16 &&
	    INT64_C(1) << (count - LIMIT_LOGIN_FREE) < delay)
		delay = INT64_C(1) << (count - LIMIT_LOGIN_FREE);
	left = seen + delay - r->now;
	return left > 0 ? left : 0;
}

/* Strangers take turns at an account that very many have tried. */
static int64_t
wait_in_crowd(struct registry *r, const struct hash *account)
{
	int64_t seen = 0, left;

	if (failures(r, account, &seen) < LIMIT_LOGIN_CROWD)
		return 0;
	left = seen + LIMIT_LOGIN_CROWD_S - r->now;
	return left > 0 ? left : 0;
}

static int64_t
longer(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
wait_of(struct registry *r, const struct keys *keys)
{
	int64_t seen = 0, count, wait;

	if (keys->known) {
		count = failures(r, &keys->browser, &seen);
		return wait_after(r, count, seen);
	}
	count = failures(r, &keys->both, &seen);
	wait = wait_after(r, count, seen);
	count = failures(r, &keys->address, &seen);
	wait = longer(wait, wait_after(r, count / 2, seen));
	return longer(wait, wait_in_crowd(r, &keys->account));
}

static void
fail(struct registry *r, const struct hash *key)
{
	w_throttle_fail(r->db, key->bytes, HASH_SIZE, r->now);
}

int64_t
attempt_begin(struct registry *r, const struct attempt *of)
{
	struct keys keys = keys_of(r, of);
	int64_t wait = wait_of(r, &keys);

	if (wait > 0)
		return wait;
	login_expire(r);
	if (keys.known) {
		fail(r, &keys.browser);
	} else {
		if (failures(r, &keys.both, NULL) < LIMIT_LOGIN_FREE)
			fail(r, &keys.account);
		fail(r, &keys.address);
		fail(r, &keys.both);
	}
	return 0;
}

void
attempt_forgive(struct registry *r, const struct attempt *of)
{
	struct keys keys = keys_of(r, of);

	if (!keys.known) {
		if (failures(r, &keys.both, NULL) <= LIMIT_LOGIN_FREE)
			w_throttle_forgive(r->db, keys.account.bytes,
			    HASH_SIZE);
		w_throttle_forgive(r->db, keys.address.bytes, HASH_SIZE);
	}
	w_throttle_clear(r->db, keys.both.bytes, HASH_SIZE);
	w_throttle_clear(r->db, keys.browser.bytes, HASH_SIZE);
}

void
attempt_succeeded(struct registry *r, const struct attempt *of)
{
	attempt_forgive(r, of);
	browser_noted(r, of->handle, of->browser);
}

enum result
do_login_attempt(struct registry *r, struct login_attempt *in)
{
	const struct attempt attempt = { "login", in->handle, in->address,
	    in->browser };

	in->wait_s = attempt_begin(r, &attempt);
	return in->wait_s == 0 ? RESULT_OK : refuse(r, RESULT_TOO_OFTEN,
	    "password", "%lld", (long long)in->wait_s);
}

void
login_succeeded(struct registry *r, const char *handle, const char *address,
    const char *browser)
{
	const struct attempt attempt = { "login", handle, address, browser };

	attempt_succeeded(r, &attempt);
}

void
browser_noted(struct registry *r, const char *handle, const char *browser)
{
	struct hash key;

	if (browser == NULL || *browser == '\0')
		return;
	key = key_of_browser(browser, handle);
	w_known_browser_note(r->db, key.bytes, HASH_SIZE, r->now);
}

/* --- Codes of a second factor --------------------------------------------- */

/* Only who has the password comes here, so an account may be slowed as a
   whole: of six digits, many addresses would soon have tried all. */
static struct hash
code_key(struct registry *r, const char *handle, const char *browser)
{
	struct hash known = key_of_browser(browser == NULL ? "" : browser,
	    handle);
	bool apart = is_known(r, &known);
	const struct hash_part parts[] = {
		{ "code", 4 },
		{ handle, strlen(handle) },
		{ known.bytes, apart ? HASH_SIZE : 0 },
	};

	return hash_parts(parts, ARRAY_LENGTH(parts));
}

enum result
code_counted(struct registry *r, const char *handle, const char *browser,
    int64_t *wait_s)
{
	struct hash key = code_key(r, handle, browser);
	int64_t seen = 0, count = failures(r, &key, &seen);

	*wait_s = wait_after(r, count, seen);
	if (*wait_s > 0)
		return refuse(r, RESULT_TOO_OFTEN, "code", "%lld",
		    (long long)*wait_s);
	fail(r, &key);
	return RESULT_OK;
}

void
code_succeeded(struct registry *r, const char *handle, const char *browser)
{
	struct hash key = code_key(r, handle, browser);

	w_throttle_clear(r->db, key.bytes, HASH_SIZE);
}

enum result
do_code_attempt(struct registry *r, struct code_attempt *in)
{
	if (r->me.id == 0)
		return refuse(r, RESULT_NO_SESSION, "", "%s", "");
	return code_counted(r, r->me.handle, in->browser, &in->wait_s);
}

/* --- Mails that are asked for --------------------------------------------- */

static bool
counted(struct registry *r, const struct hash *key, int64_t most)
{
	bool fine = failures(r, key, NULL) < most;

	if (fine)
		w_throttle_fail(r->db, key->bytes, HASH_SIZE, r->now);
	return fine;
}

/* Counted by client, and by client and user: who asks often for one does not
   keep others behind the same address from theirs. */
bool
mail_may_be_asked(struct registry *r, const char *handle, const char *address)
{
	struct prefix network = network_of(address);
	struct hash by = key_of("mail by", &network, "");
	struct hash both = key_of("mail by, to", &network, handle);

	login_expire(r);
	return counted(r, &both, LIMIT_MAILS_OF_USER) &&
	    counted(r, &by, LIMIT_MAILS_ASKED);
}

static const char *
lowered(struct registry *r, const char *text)
{
	char *copy = arena_strdup(r->scratch, text);

	for (char *c = copy; *c != '\0'; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

bool
mail_may_be_sent_to(struct registry *r, const char *email)
{
	return mail_may_be_sent(r, lowered(r, email));
}

struct hash
address_hash(struct registry *r, const char *email)
{
	return token_hash("mail address", lowered(r, email));
}

bool
mail_may_be_sent(struct registry *r, const char *handle)
{
	const struct prefix everywhere = { .length = 0 };
	struct hash to = key_of("mail to", &everywhere, handle);

	return counted(r, &to, LIMIT_MAILS_SENT);
}

/* Counted by day: who is told a little every day never comes to an end. */
bool
mail_may_tell(struct registry *r, const char *handle, bool *last)
{
	const struct prefix everywhere = { .length = 0 };
	char day[32];
	struct hash key;

	login_expire(r);
	snprintf(day, sizeof(day), "told %lld",
	    (long long)(r->now / LIMIT_LOGIN_FORGET_S));
	key = key_of(day, &everywhere, handle);
	if (!counted(r, &key, LIMIT_MAILS_TOLD))
		return false;
	*last = failures(r, &key, NULL) == LIMIT_MAILS_TOLD;
	return true;
}

bool
mail_may_warn(struct registry *r, const char *handle, const char *kind,
    const char *host)
{
	const struct prefix everywhere = { .length = 0 };
	const char *both = arena_join(r->scratch, handle, " ", host);
	struct hash key = key_of(kind, &everywhere, both);

	login_expire(r);
	return counted(r, &key, 1);
}

void
login_expire(struct registry *r)
{
	w_throttle_expire(r->db, r->now - LIMIT_LOGIN_FORGET_S);
	w_known_browser_expire(r->db, r->now - LIMIT_LOGIN_KNOWN_S);
}
