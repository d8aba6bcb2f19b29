/* SPDX-License-Identifier: ISC */
/*
 * Every parser of inet over the same bytes: what one accepts is written and
 * read again as the same value, and keeps the promises of inet.h.
 */
#include <assert.h>
#include <string.h>

#include "inet/inet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_neighbours(const struct address *a)
{
	struct address next;

	if (!address_after(a, &next))
		return;
	assert(address_compare(a, &next) < 0);
	assert(address_family(a) == address_family(&next));
}

static void
check_address(const char *s, size_t size)
{
	char text[PREFIX_TEXT_MAX], again[PREFIX_TEXT_MAX];
	struct address a, b;
	struct prefix host;

	if (address_parse(s, size, &a) != INET_OK)
		return;
	assert(strlen(address_text(&a, text)) < PREFIX_TEXT_MAX);
	assert(address_parse(text, strlen(text), &b) == INET_OK);
	assert(address_equal(&a, &b));
	assert(strcmp(address_text(&b, again), text) == 0);
	assert((strchr(text, '.') != NULL) ==
	    (address_family(&a) == FAMILY_IPV4));
	host = prefix_host(&a);
	assert(prefix_contains(&host, &a) && prefix_size(&host) == 1);
	check_neighbours(&a);
}

static void
check_halves(const struct prefix *p)
{
	struct prefix low, high, buddy, up;
	struct address after, end;

	if (p->length == 128)
		return;
	low = prefix_half(p, 0);
	high = prefix_half(p, 1);
	buddy = prefix_buddy(&low);
	up = prefix_up(&high);
	end = prefix_last(&low);
	assert(prefix_equal(&buddy, &high) && prefix_equal(&up, p));
	assert(prefix_covers(p, &low) && prefix_covers(p, &high));
	assert(!prefix_overlaps(&low, &high));
	assert(!prefix_is_upper_half(&low) && prefix_is_upper_half(&high));
	if (address_after(&end, &after))
		assert(address_equal(&after, &high.first));
}

static void
check_reverse(const struct prefix *p)
{
	int step = prefix_family(p) == FAMILY_IPV4 ? 8 : 4;
	char name[REVERSE_NAME_MAX];

	assert(reverse_name(p, name) == (prefix_length(p) % step == 0));
	if (prefix_length(p) % step == 0)
		assert(strlen(name) < REVERSE_NAME_MAX);
}

static void
check_prefix(const char *s, size_t size)
{
	char text[PREFIX_TEXT_MAX];
	struct prefix p, q;
	struct address last;

	if (prefix_parse(s, size, &p) != INET_OK)
		return;
	assert(strlen(prefix_text(&p, text)) < PREFIX_TEXT_MAX);
	assert(prefix_parse(text, strlen(text), &q) == INET_OK);
	assert(prefix_equal(&p, &q));
	last = prefix_last(&p);
	assert(address_compare(&p.first, &last) <= 0);
	assert(prefix_contains(&p, &p.first) && prefix_contains(&p, &last));
	q = prefix_of(&last, p.length);
	assert(prefix_equal(&p, &q));
	q = range_head(&p.first, &last);
	assert(prefix_equal(&p, &q));
	assert(prefix_size(&p) > 0);
	check_halves(&p);
	check_reverse(&p);
}

static void
check_asn(const char *s, size_t size)
{
	char text[PREFIX_TEXT_MAX];
	struct asn_range r, again;
	uint32_t n;

	if (asn_range_parse(s, size, &r) != INET_OK) {
		assert(asn_parse(s, size, &n) != INET_OK);
		return;
	}
	assert(r.first <= r.last);
	asn_range_text(&r, text);
	assert(asn_range_parse(text, strlen(text), &again) == INET_OK);
	assert(again.first == r.first && again.last == r.last);
	if (r.first != r.last)
		return;
	assert(asn_parse(text, strlen(text), &n) == INET_OK);
	assert(n == r.first);
}

static void
check_reverse_name(const char *s, size_t size)
{
	char name[REVERSE_NAME_MAX];
	struct prefix p, again;
	bool named;

	if (!reverse_parse(s, size, &p))
		return;
	named = reverse_name(&p, name);
	assert(named && reverse_parse(name, strlen(name), &again));
	assert(prefix_equal(&p, &again));
	for (size_t i = 0; i < reverse_zone_count(&p); i++) {
		again = reverse_zone(&p, i);
		assert(reverse_zone_is_of(&again, &p));
		assert(reverse_name(&again, name));
	}
}

/* Two addresses from the raw bytes: the range between them, taken apart. */
static void
check_range(const uint8_t *data, size_t size)
{
	struct address first, last, end;
	struct prefix head;

	if (size < 2 * sizeof(first.bytes))
		return;
	memcpy(first.bytes, data, sizeof(first.bytes));
	memcpy(last.bytes, data + sizeof(first.bytes), sizeof(last.bytes));
	if (address_compare(&first, &last) > 0)
		return;
	do {
		head = range_head(&first, &last);
		end = prefix_last(&head);
		assert(address_equal(&head.first, &first));
		assert(address_compare(&end, &last) <= 0);
	} while (address_compare(&end, &last) < 0 &&
	    address_after(&end, &first));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;

	check_address(s, size);
	check_prefix(s, size);
	check_asn(s, size);
	check_reverse_name(s, size);
	check_range(data, size);
	return 0;
}
