/* SPDX-License-Identifier: ISC */
/* Everybody in the demo registry but the story's people. */
#include "main/demo.h"

#include <string.h>

#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)

#define FIRST_IPV4 0x0a000000u		/* 10.0.0.0/9: carriers */
#define FIRST_IPV4_USER 0x0a800000u	/* 10.128.0.0/10: end users */
#define FIRST_IPV4_LEGACY 0x0ac00000u	/* 10.192.0.0/10, not from stock */
#define FIRST_IPV6 UINT64_C(0x3fff000100000000)
#define FIRST_IPV6_USER UINT64_C(0x3fff0f0000000000)
#define FIRST_ASN 64512u

#define CARRIERS 150			/* that the sizes below are for */
#define CARRIER_STEP 37			/* shuffles them; coprime to 150 */

/* --- What the registry has to give --------------------------------------- */

static void
move_in(struct demo *d, const char *text, enum status status)
{
	struct move_in in = { .status = status };

	if (strchr(text, '/') != NULL) {
		in.resource.prefix = demo_prefix(text);
	} else {
		in.resource.is_asn = true;
		if (asn_range_parse(text, strlen(text), &in.resource.asns) !=
		    INET_OK)
			die("%s is no range of AS numbers", text);
	}
	DEMO_DO(d, move_in, &in);
}

void
demo_stock(struct demo *d)
{
	static const char *const available[] = {
		"10.0.0.0/9", "10.128.0.0/10", "100.64.0.0/10",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
		"2001:db8::/32", "3fff::/20", "64496-64511", "64512-65000",
		"65536-65551", "4200000000-4200000199",
	};
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(available); i++)
		move_in(d, available[i], STATUS_AVAILABLE);
	move_in(d, "192.0.2.0/24", STATUS_RESERVED);
	d->next_ipv4 = FIRST_IPV4;
	d->next_ipv4_user = FIRST_IPV4_USER;
	d->next_ipv4_legacy = FIRST_IPV4_LEGACY;
	d->next_ipv6 = FIRST_IPV6;
	d->next_ipv6_user = FIRST_IPV6_USER;
	d->next_asn = FIRST_ASN;
}

/* The next aligned block of this length from a pool that is used in order. */
static struct prefix
next_ipv4(uint32_t *next, int length)
{
	uint32_t size = UINT32_C(1) << (32 - length);
	uint32_t first = (*next + size - 1) / size * size;

	*next = first + size;
	return demo_prefix_of(first, length);
}

static struct prefix
next_ipv6(uint64_t *next, int length)
{
	uint64_t size = UINT64_C(1) << (64 - length);
	uint64_t first = (*next + size - 1) / size * size;

	*next = first + size;
	return demo_prefix6_of(first, length);
}

/* --- Direct holders ------------------------------------------------------ */

static const struct demo_country *
pick_country(struct demo *d)
{
	int total = 0, n;
	size_t i;

	for (i = 0; i < demo_country_count; i++)
		total += demo_countries[i].weight;
	n = (int)demo_pick(d, (uint32_t)total);
	for (i = 0; n >= demo_countries[i].weight; i++)
		n -= demo_countries[i].weight;
	return &demo_countries[i];
}

static struct demo_organisation *
add_organisation(struct demo *d, enum demo_trade trade)
{
	struct demo_organisation *o = &d->all[d->count];

	assert(d->count < DEMO_ORGANISATIONS);
	demo_organisation_add(d, trade, pick_country(d), o);
	d->count++;
	return o;
}

static void
enroll_block(struct demo *d, const struct demo_organisation *o,
    const struct prefix *p)
{
	struct enroll in = {
		.resource.prefix = *p, .ownerid = o->ownerid,
		.status = o->trade == TRADE_CARRIER ? STATUS_ALLOCATED :
		    STATUS_ASSIGNED,
	};

	DEMO_DO(d, enroll, &in);
}

static void
enroll_asn(struct demo *d, struct demo_organisation *o)
{
	struct enroll in = {
		.ownerid = o->ownerid, .status = STATUS_ALLOCATED,
		.resource = { .is_asn = true,
		    .asns = { d->next_asn, d->next_asn } },
	};

	o->asn = d->next_asn++;
	DEMO_DO(d, enroll, &in);
}

static void
announce(struct demo *d, const struct prefix *p, uint32_t asn)
{
	struct origins in = { .prefix = *p, .numbers = &asn, .count = 1 };

	if (asn != 0)
		DEMO_DO(d, origins, &in);
}

/* How long the block of the nth carrier is. */
static int
carrier_length(uint32_t n)
{
	static const struct { int length; uint32_t count; } sizes[] = {
		{ 11, 1 }, { 12, 1 }, { 13, 1 }, { 14, 2 }, { 15, 2 },
		{ 16, 6 }, { 17, 6 }, { 18, 10 }, { 19, 12 }, { 20, 25 },
		{ 21, 24 }, { 22, 45 }, { 23, 8 }, { 24, 7 },
	};
	size_t i;

	n = n * CARRIER_STEP % CARRIERS;
	for (i = 0; n >= sizes[i].count; i++)
		n -= sizes[i].count;
	return sizes[i].length;
}

static void
give_carrier(struct demo *d, struct demo_organisation *o)
{
	static const int ipv6_lengths[] = { 28, 29, 32, 32, 32, 32, 32, 32 };

	enroll_asn(d, o);
	o->ipv4 = next_ipv4(&d->next_ipv4, carrier_length(d->carriers++));
	enroll_block(d, o, &o->ipv4);
	announce(d, &o->ipv4, o->asn);
	if (demo_pick(d, 5) == 0)
		return;
	o->ipv6 = next_ipv6(&d->next_ipv6, ipv6_lengths[demo_pick(d,
	    ARRAY_LENGTH(ipv6_lengths))]);
	enroll_block(d, o, &o->ipv6);
	announce(d, &o->ipv6, o->asn);
}

static void
give_user(struct demo *d, struct demo_organisation *o)
{
	static const int ipv6_lengths[] = { 36, 40, 44, 48, 48, 48 };

	if (demo_pick(d, 3) != 0)
		enroll_asn(d, o);
	o->ipv4 = next_ipv4(&d->next_ipv4_user, 20 + (int)demo_pick(d, 5));
	enroll_block(d, o, &o->ipv4);
	announce(d, &o->ipv4, o->asn);
	if (demo_pick(d, 2) == 0)
		return;
	o->ipv6 = next_ipv6(&d->next_ipv6_user, ipv6_lengths[demo_pick(d,
	    ARRAY_LENGTH(ipv6_lengths))]);
	enroll_block(d, o, &o->ipv6);
}

void
demo_crowd(struct demo *d, size_t count, int64_t step_s)
{
	struct demo_organisation *o;

	while (d->count < count) {
		demo_later(d, step_s);
		o = add_organisation(d, demo_pick(d, 3) == 0 ? TRADE_USER :
		    TRADE_CARRIER);
		demo_later(d, HOUR_S);
		if (o->trade == TRADE_CARRIER)
			give_carrier(d, o);
		else
			give_user(d, o);
		o->delegated = demo_pick(d, 6) != 0;
		if (o->delegated)
			demo_delegate(d, &o->ipv4, o->domain);
		if (o->delegated && o->ipv6.length != 0)
			demo_delegate(d, &o->ipv6, o->domain);
	}
}

/* Their space never was stock: it came with them, with dates of its own. */
void
demo_legacy(struct demo *d, size_t count)
{
	static const int lengths[] = { 16, 24, 16, 20, 24 };
	struct demo_organisation *o;
	char day[TIME_TEXT_MAX];
	size_t i;

	for (i = 0; i < count; i++) {
		struct move_in in = { .status = STATUS_ASSIGNED };

		o = add_organisation(d, TRADE_LEGACY);
		o->ipv4 = next_ipv4(&d->next_ipv4_legacy,
		    lengths[i % ARRAY_LENGTH(lengths)]);
		snprintf(day, sizeof(day), "19%02u%02u%02u",
		    87 + demo_pick(d, 10), 1 + demo_pick(d, 12),
		    1 + demo_pick(d, 28));
		in.resource.prefix = o->ipv4;
		in.ownerid = o->ownerid;
		in.date = demo_time(day);
		DEMO_DO(d, move_in, &in);
		demo_later(d, HOUR_S);
	}
}

void
demo_customers(struct demo *d, size_t count)
{
	while (d->count < count) {
		add_organisation(d, TRADE_CUSTOMER);
		demo_later(d, DAY_S / 2);
	}
}

/* --- What holders passed on ---------------------------------------------- */

static const char *
pick_recipient(struct demo *d, const struct demo_organisation *but)
{
	const struct demo_organisation *o;

	do
		o = &d->all[demo_pick(d, (uint32_t)d->count)];
	while (o == but || o->trade != TRADE_CUSTOMER);
	return o->ownerid;
}

/* The best fitting free range of a size. */
static struct prefix
pass_on(struct demo *d, const struct prefix *in, int size,
    const char *recipient, enum block_use use)
{
	struct subassign s = {
		.in = *in, .size = size, .ownerid = recipient, .use = use,
	};

	if (use == USE_PRIVATE)
		s.label = arena_printf(d->arena, "residencial-%04u",
		    demo_pick(d, 10000));
	demo_later(d, HOUR_S + demo_pick(d, 14 * HOUR_S));
	DEMO_DO(d, subassign, &s);
	return s.prefix;
}

/* The customer passes a part of its part on in turn. */
static void
pass_part(struct demo *d, const struct prefix *child, int size)
{
	if (d->failed == RESULT_OK && demo_pick(d, 4) == 0)
		pass_on(d, child, size, pick_recipient(d, NULL),
		    USE_CUSTOMER);
}

static void
pass_carrier_ipv4(struct demo *d, const struct demo_organisation *o)
{
	static const enum block_use own[] = {
		USE_INFRASTRUCTURE, USE_PRIVATE, USE_RESERVED,
	};
	int length = prefix_length(&o->ipv4), shortest, size;
	uint32_t n = 2 + demo_pick(d, 5);
	struct prefix child;

	shortest = length < 22 ? 24 : length + 3;
	while (n-- > 0) {
		size = shortest + (int)demo_pick(d, (uint32_t)(30 - shortest));
		child = pass_on(d, &o->ipv4, size, pick_recipient(d, o),
		    USE_CUSTOMER);
		if (size <= 27)
			pass_part(d, &child, size + 2);
	}
	pass_on(d, &o->ipv4, shortest, NULL,
	    own[demo_pick(d, ARRAY_LENGTH(own))]);
}

static void
pass_carrier_ipv6(struct demo *d, const struct demo_organisation *o)
{
	struct prefix child;
	uint32_t n = 1 + demo_pick(d, 3);

	while (n-- > 0) {
		child = pass_on(d, &o->ipv6, 40 + 8 * (int)demo_pick(d, 2),
		    pick_recipient(d, o), USE_CUSTOMER);
		pass_part(d, &child, 56);
	}
}

void
demo_crowd_blocks(struct demo *d)
{
	const struct demo_organisation *o;
	size_t i;

	for (i = 0; i < d->count && d->failed == RESULT_OK; i++) {
		o = &d->all[i];
		if (o->trade == TRADE_CARRIER && o->delegated)
			pass_carrier_ipv4(d, o);
		if (o->trade == TRADE_CARRIER && o->ipv6.length != 0)
			pass_carrier_ipv6(d, o);
		if (o->trade == TRADE_USER && o->delegated)
			pass_on(d, &o->ipv4, prefix_length(&o->ipv4) + 2,
			    NULL, USE_INFRASTRUCTURE);
	}
}
