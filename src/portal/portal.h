/* SPDX-License-Identifier: ISC */
/*
 * portal: the web pages of members and staff.
 *
 * A thread per connection serves the routes of route.def; each request has
 * an arena, a store connection out of a pool, and acts as the user of its
 * session.  Passwords are argon2id, sealed for the store.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "base/sealed.h"
#include "registry/registry.h"

/* Who cannot do anything without a second factor. */
enum second_factor_of {
	SECOND_FACTOR_HOSTMASTERS, SECOND_FACTOR_MANAGERS,
	SECOND_FACTOR_EVERYBODY, SECOND_FACTOR_NOBODY,
};

struct portal_config {
	const char *store_url;
	/* "https://portal.example.net", without a slash behind it: cookies
	   are Secure and __Host- then, and forms must come from there.
	   NULL: http, and forms must come from the Host that was asked. */
	const char *base_url;
	const char *name;		/* of the registry, as pages say it */
	const char *whois_host;		/* or NULL */
	const char *mail;		/* whom users write to, or NULL */
	bool mails;			/* a worker sends what is queued */
	/* What is queued is shown to everybody instead: a demonstration, on
	   loopback only, without base_url; else portal_run() refuses. */
	bool shows_mails;
	bool asks_servers;		/* name servers: a probe runs */
	struct test_servers test_servers;
	enum second_factor_of second_factor;
	int lookups_per_minute;		/* of one address, which is not logged
					   in; 0: any */
	int utc_offset_s;		/* of the dates that pages show */
	struct clock clock;
	const int *listeners;
	size_t listener_count;
	int connections;		/* at once */
	int connections_per_address;
	const char *const *proxies;	/* see net/http.h */
	size_t proxy_count;
	int ready_fd;			/* role_is_ready() */
};

/* Serves until SIGTERM: the exit status. */
int portal_run(const struct portal_config *) MUST_CHECK;

/* --- Passwords ------------------------------------------------------------ */

/* In the store lies argon2id (crypto_pwhash_str), sealed (base/sealed.h). */
/* False: no memory to hash it. */
bool password_seal(const char *password,
    const uint8_t key[SEALED_KEY_SIZE], char out[SEALED_MAX])
    MUST_CHECK;
/*
 * Is it this password?  Takes as long when sealed is "" or cannot be opened:
 * one argon2id always.  At most LIMIT_PASSWORD_HASHES run at once, others
 * wait.
 */
bool password_is(const char *password, const char *sealed,
    const uint8_t key[SEALED_KEY_SIZE]) MUST_CHECK;
/*
 * Why this is no password for a person to be given: too short, too common, or
 * made of what is known of them: their data, even of who is not registered
 * yet (id 0), the organisations that they are contact of, the registry's name.
 * An English sentence; NULL: it is fine.
 */
const char *password_weakness(struct registry *, struct arena *,
    const char *registry_name, const struct person *, const char *password)
    MUST_CHECK;

#endif
