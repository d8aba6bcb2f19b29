/* SPDX-License-Identifier: ISC */
/*
 * A server is withdrawn from the zones that it is bad in, and from no others:
 * a delegation whose zones part ways becomes one for each of those, and one or
 * more for the rest.  When it is good again they become one again.
 */
#include "registry/private.h"

#include <string.h>

#include "store/read.h"

static const struct server_seen *
seen_of(const struct server_states *in, int64_t server)
{
	for (size_t i = 0; i < in->count; i++)
		if (in->servers[i].id == server)
			return &in->servers[i];
	return NULL;
}

bool
server_seen_is_bad(const struct server_seen *seen, size_t zone)
{
	return (seen->bad[zone / 64] >> zone % 64 & 1) != 0;
}

/* Of so many zones, is it to be withdrawn from some? */
static bool
leaves_some(struct registry *r, const struct nameserver *server,
    const struct server_seen *seen, size_t zones)
{
	size_t bad = 0;

	if (seen == NULL || server->withdrawn || !withdrawal_is_due(r, server))
		return false;
	for (size_t i = 0; i < zones; i++)
		bad += server_seen_is_bad(seen, i);
	return bad > 0 && bad < zones;
}

/* The zone becomes a delegation of its own. */
static void
part(struct registry *r, const struct prefix *zone)
{
	struct delegation outer;
	struct delegated all;

	if (!delegation_around(r->db, zone, &outer) ||
	    prefix_equal(&outer.prefix, zone))
		return;
	delegated_read(r, &outer, &all);
	delegation_split(r, &outer, zone);
	delegated_copy(r, &all, outer.block, zone);
}

bool
withdrawal_parts(struct registry *r, const struct watched *watched,
    const struct server_states *in)
{
	const struct prefix *whole = &watched->delegation.prefix;
	size_t zones = reverse_zone_count(whole);
	bool parts = false;

	for (size_t i = 0; i < watched->count; i++) {
		const struct nameserver *server = &watched->servers[i];
		const struct server_seen *seen = seen_of(in, server->id);

		if (!leaves_some(r, server, seen, zones))
			continue;
		parts = true;
		for (size_t zone = 0; zone < zones; zone++) {
			struct prefix place = reverse_zone(whole, zone);

			if (server_seen_is_bad(seen, zone))
				part(r, &place);
		}
	}
	return parts;
}

static void
add_bad(struct server_seen *out, const struct server_seen *seen,
    const struct prefix *zone, size_t number)
{
	if (out->state == NS_AA) {
		*out = *seen;
		out->zone = *zone;
		memset(out->bad, 0, sizeof(out->bad));
	}
	out->bad[number / 64] |= UINT64_C(1) << number % 64;
}

/* What a server of the whole was seen to be in this part of it. */
static void
seen_in(const struct prefix *whole, const struct server_seen *seen,
    const struct prefix *piece, struct server_seen *out)
{
	size_t zones = reverse_zone_count(whole), number = 0;

	*out = (struct server_seen){ .state = seen->state };
	if (seen->state == NS_UNCHECKED)
		return;
	out->state = NS_AA;
	for (size_t i = 0; i < zones; i++) {
		struct prefix zone = reverse_zone(whole, i);

		if (!prefix_covers(piece, &zone))
			continue;
		if (server_seen_is_bad(seen, i))
			add_bad(out, seen, &zone, number);
		number++;
	}
}

/* Servers are the same in all parts, by name; their ids are not. */
static const struct server_seen *
seen_of_host(const struct watched *whole, const struct server_states *in,
    const char *host)
{
	for (size_t i = 0; i < whole->count; i++)
		if (strcmp(whole->servers[i].host, host) == 0)
			return seen_of(in, whole->servers[i].id);
	return NULL;
}

size_t
withdrawal_seen(const struct watched *whole, const struct server_states *in,
    const struct watched *piece, struct server_seen out[LIMIT_NAMESERVERS])
{
	size_t count = 0;

	for (size_t i = 0; i < piece->count; i++) {
		const struct server_seen *seen = seen_of_host(whole, in,
		    piece->servers[i].host);

		if (seen == NULL)
			continue;
		seen_in(&whole->delegation.prefix, seen,
		    &piece->delegation.prefix, &out[count]);
		out[count++].id = piece->servers[i].id;
	}
	return count;
}
