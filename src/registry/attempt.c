/* SPDX-License-Identifier: ISC */
/*
 * Guessing, slowed.  Failures are counted under three keys: the client's
 * address, the account, and both together.  An attempt counts as failed when
 * it begins, so that many at the same moment each count.
 */
#include "registry/private.h"

#include <string.h>

#include "model/limits.h"
#include "store/read.h"
#include "store/write.h"

#define CROWD 10			/* failures of an account that make
					   each own one count once more */
#define CROWD_MAX 8

struct keys { struct hash address, account, both; };

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

static struct keys
keys_of(const char *handle, const char *address)
{
	const struct prefix everywhere = { .length = 0 };
	struct prefix network = network_of(address);

	return (struct keys){
		.address = key_of("address", &network, ""),
		.account = key_of("account", &everywhere, handle),
		.both = key_of("both", &network, handle),
	};
}

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

static bool
is_known(struct registry *r, const struct keys *keys)
{
	struct q_known_address_of row;

	return q_known_address_of(r->db, keys->both.bytes, HASH_SIZE, &row) &&
	    r->now - row.seen <= LIMIT_LOGIN_KNOWN_S;
}

static int64_t
wait_of(struct registry *r, const struct keys *keys)
{
	int64_t seen = 0, seen_address = 0, crowd, own, at_address, wait;

	own = failures(r, &keys->both, &seen);
	if (is_known(r, keys))
		return wait_after(r, own, seen);
	crowd = failures(r, &keys->account, NULL) / CROWD;
	if (own > 0)
		own += crowd < CROWD_MAX ? crowd : CROWD_MAX;
	at_address = failures(r, &keys->address, &seen_address) / 2;
	wait = wait_after(r, at_address, seen_address);
	own = wait_after(r, own, seen);
	return own > wait ? own : wait;
}

enum result
do_login_attempt(struct registry *r, struct login_attempt *in)
{
	struct keys keys = keys_of(in->handle, in->address);

	in->wait_s = wait_of(r, &keys);
	if (in->wait_s > 0)
		return refuse(r, RESULT_TOO_OFTEN, "password", "%lld",
		    (long long)in->wait_s);
	login_expire(r);
	w_throttle_fail(r->db, keys.address.bytes, HASH_SIZE, r->now);
	w_throttle_fail(r->db, keys.account.bytes, HASH_SIZE, r->now);
	w_throttle_fail(r->db, keys.both.bytes, HASH_SIZE, r->now);
	return RESULT_OK;
}

/* The attempt was none; what this address failed before is forgiven only on
   this account, or an own account would make guessing at others cheap. */
void
login_succeeded(struct registry *r, const char *handle, const char *address)
{
	struct keys keys = keys_of(handle, address);

	w_throttle_forgive(r->db, keys.address.bytes, HASH_SIZE);
	w_throttle_forgive(r->db, keys.account.bytes, HASH_SIZE);
	w_throttle_clear(r->db, keys.both.bytes, HASH_SIZE);
	w_known_address_note(r->db, keys.both.bytes, HASH_SIZE, r->now);
}

void
login_expire(struct registry *r)
{
	w_throttle_expire(r->db, r->now - LIMIT_LOGIN_FORGET_S);
	w_known_address_expire(r->db, r->now - LIMIT_LOGIN_KNOWN_S);
}
