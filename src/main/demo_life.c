/* SPDX-License-Identifier: ISC */
/* The demo registry's days: records that move, name servers that fail. */
#include "main/demo.h"

#include <string.h>

#define DAY_S (24 * 3600)
#define SERVERS 2			/* of a delegation */
#define LAME_ONE_IN 8

/* --- Reverse DNS --------------------------------------------------------- */

static const char *
server_name(struct demo *d, int n, const char *domain)
{
	return arena_printf(d->arena, "ns%d.%s", n + 1, domain);
}

void
demo_server_state(struct demo *d, const struct prefix *p, const char *host,
    enum ns_state state, bool withdrawn)
{
	struct server_state in = {
		.prefix = *p, .host = host, .state = state,
		.withdrawn = withdrawn,
	};

	DEMO_DO(d, server_state, &in);
}

static enum finding
finding_of(enum ns_state state)
{
	enum finding finding = FINDING_FINE;

	while (finding_state(finding) != state)
		finding++;
	return finding;
}

/* As the watch finds one of its servers. */
void
demo_server_lame(struct demo *d, const struct prefix *p, const char *host,
    enum ns_state state)
{
	struct server_seen seen = { .state = state,
	    .finding = finding_of(state), .zone = reverse_zone(p, 0) };
	struct server_states in = { .servers = &seen, .count = 1 };
	struct watched watched;

	if (d->failed != RESULT_OK ||
	    !registry_delegation(d->registry, p, &watched))
		return;
	in.delegation = watched.delegation.id;
	for (size_t i = 0; i < watched.count; i++)
		if (strcmp(watched.servers[i].host, host) == 0)
			seen.id = watched.servers[i].id;
	DEMO_DO(d, server_states, &in);
}

void
demo_recheck(struct demo *d, const struct prefix *p, const char *domain)
{
	int n;

	for (n = 0; n < SERVERS; n++)
		demo_server_state(d, p, server_name(d, n, domain), NS_AA,
		    false);
}

void
demo_delegate(struct demo *d, const struct prefix *p, const char *domain)
{
	const char *hosts[SERVERS];
	struct delegate in = {
		.prefix = *p, .hosts = hosts, .count = SERVERS,
	};
	int n;

	for (n = 0; n < SERVERS; n++)
		hosts[n] = server_name(d, n, domain);
	DEMO_DO(d, delegate, &in);
	demo_recheck(d, p, domain);
}

void
demo_crowd_recheck(struct demo *d)
{
	size_t i;

	for (i = 0; i < d->count; i++) {
		if (d->all[i].delegated)
			demo_recheck(d, &d->all[i].ipv4, d->all[i].domain);
	}
}

/* One in eight has a server that fails, each in another way; one of those has
   two, and one was taken out of its zone for it. */
void
demo_crowd_lame(struct demo *d)
{
	int state = NS_TIMEOUT;
	const struct demo_organisation *o;
	size_t i;

	for (i = 0; i < d->count; i += LAME_ONE_IN) {
		o = &d->all[i];
		if (!o->delegated)
			continue;
		if (state == NS_UDN)
			demo_server_state(d, &o->ipv4, server_name(d, 1,
			    o->domain), NS_UDN, true);
		else
			demo_server_lame(d, &o->ipv4, server_name(d, 1,
			    o->domain), (enum ns_state)state);
		if (state == NS_TIMEOUT)
			demo_server_lame(d, &o->ipv4, server_name(d, 0,
			    o->domain), NS_TIMEOUT);
		state = state + 1 < NS_STATE_COUNT ? state + 1 : NS_TIMEOUT;
	}
}

/* --- The life of records ------------------------------------------------- */

/* The nth of a trade from the end of the crowd; it has no part in what
   follows. */
static struct demo_organisation *
take(struct demo *d, enum demo_trade trade, size_t n)
{
	size_t i = d->count;

	for (;;) {
		assert(i > 0);
		i--;
		if (d->all[i].trade == trade && n-- == 0)
			break;
	}
	d->all[i].delegated = false;
	return &d->all[i];
}

static void
transfer(struct demo *d, const struct prefix *p,
    const struct demo_organisation *to)
{
	struct transfer in = { .resource.prefix = *p, .ownerid = to->ownerid };

	demo_later(d, DAY_S);
	DEMO_DO(d, transfer, &in);
}

/* Half of a record is sold; the other half of another is joined again. */
static void
split_and_merge(struct demo *d)
{
	struct demo_organisation *seller = take(d, TRADE_CARRIER, 4);
	struct demo_organisation *buyer = take(d, TRADE_CARRIER, 3);
	struct demo_organisation *undecided = take(d, TRADE_USER, 0);
	struct split sold = {
		.resource.prefix = prefix_half(&seller->ipv4, 1),
	};
	struct split cut = {
		.resource.prefix = prefix_half(&undecided->ipv4, 0),
	};
	struct merge joined = { .resource.prefix = undecided->ipv4 };

	demo_later(d, DAY_S);
	DEMO_DO(d, split, &sold);
	transfer(d, &sold.resource.prefix, buyer);
	demo_later(d, DAY_S);
	DEMO_DO(d, split, &cut);
	demo_later(d, DAY_S);
	DEMO_DO(d, merge, &joined);
}

static void
return_and_reinstate(struct demo *d)
{
	struct demo_organisation *gone = take(d, TRADE_USER, 1);
	struct demo_organisation *late = take(d, TRADE_USER, 2);
	struct give_back left = {
		.resource.prefix = gone->ipv4, .with_children = true,
	};
	struct give_back unpaid = {
		.resource.prefix = late->ipv4, .with_children = true,
	};
	struct reinstate paid = { .resource.prefix = late->ipv4 };

	demo_later(d, DAY_S);
	DEMO_DO(d, give_back, &left);
	DEMO_DO(d, give_back, &unpaid);
	demo_later(d, 9 * DAY_S);
	DEMO_DO(d, reinstate, &paid);
}

static void
change_stock(struct demo *d)
{
	struct stock_reserve kept = {
		.resource.prefix = demo_prefix("203.0.113.0/25"),
	};
	struct stock_reserve asns = {
		.resource = { .is_asn = true, .asns = { 65536, 65539 } },
	};
	struct stock_reserve future = {
		.resource.prefix = demo_prefix("3fff:800::/24"),
	};
	struct stock_release freed = {
		.resource.prefix = demo_prefix("192.0.2.128/25"),
	};

	DEMO_DO(d, stock_reserve, &kept);
	DEMO_DO(d, stock_reserve, &asns);
	DEMO_DO(d, stock_reserve, &future);
	DEMO_DO(d, stock_release, &freed);
}

/* Somebody else looks after it from now on. */
static void
change_hands(struct demo *d)
{
	struct demo_organisation *o = take(d, TRADE_CARRIER, 5);
	const char *heir = take(d, TRADE_CARRIER, 6)->admin;
	struct organisation_contacts administered = {
		.ownerid = o->ownerid, .admin = heir,
	};
	struct contacts technical = {
		.resource.prefix = o->ipv4, .tech = heir, .abuse = heir,
	};

	demo_later(d, DAY_S);
	DEMO_DO(d, organisation_contacts, &administered);
	DEMO_DO(d, contacts, &technical);
}

void
demo_life(struct demo *d)
{
	struct demo_organisation *mover = take(d, TRADE_LEGACY, 0);
	struct demo_organisation *slip = take(d, TRADE_LEGACY, 1);
	struct move_out out = {
		.resource.prefix = mover->ipv4, .with_children = true,
	};
	struct correct mended = {
		.resource.prefix = slip->ipv4, .country = "UY",
	};

	transfer(d, &take(d, TRADE_CARRIER, 0)->ipv4,
	    take(d, TRADE_CARRIER, 1));
	split_and_merge(d);
	return_and_reinstate(d);
	change_stock(d);
	change_hands(d);
	demo_later(d, DAY_S);
	DEMO_DO(d, move_out, &out);
	DEMO_DO(d, correct, &mended);
}
