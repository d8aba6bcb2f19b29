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

#include "base/base.h"

struct portal_config {
	const char *store_url;
	/* "https://portal.example.net", without a slash behind it: cookies
	   are Secure and __Host- then, and forms must come from there.
	   NULL: http, and forms must come from the Host that was asked. */
	const char *base_url;
	const char *name;		/* of the registry, as pages say it */
	const char *whois_host;		/* or NULL */
	const char *mail;		/* whom users write to, or NULL */
	int utc_offset_s;		/* of the dates that pages show */
	struct clock clock;
	const int *listeners;
	size_t listener_count;
	int connections;		/* at once */
	int connections_per_address;
	int ready_fd;			/* role_is_ready() */
};

/* Serves until SIGTERM: the exit status. */
int portal_run(const struct portal_config *) MUST_CHECK;

/* --- Passwords ------------------------------------------------------------ */

/*
 * The store is open to processes that must not see password hashes, so what
 * lies there is sealed: argon2id (crypto_pwhash_str) inside crypto_secretbox
 * under the key in "<store path>.key", a file of 32 random bytes that only
 * its owner may read.  It is made when it is first needed and never changes.
 * The sealed text is base64 of nonce and box.
 */
#define PASSWORD_KEY_SIZE 32
#define PASSWORD_SEALED_MAX 256

/* The key, made when there is none; false: why says so in English. */
bool password_key(const char *store_path, uint8_t key[PASSWORD_KEY_SIZE],
    char *why, size_t why_size) MUST_CHECK;
/* False: no memory to hash it. */
bool password_seal(const char *password,
    const uint8_t key[PASSWORD_KEY_SIZE], char out[PASSWORD_SEALED_MAX])
    MUST_CHECK;
/*
 * Is it this password?  Takes as long when sealed is "" or cannot be opened:
 * one argon2id always.  At most LIMIT_PASSWORD_HASHES run at once, others
 * wait.
 */
bool password_is(const char *password, const char *sealed,
    const uint8_t key[PASSWORD_KEY_SIZE]) MUST_CHECK;

#endif
