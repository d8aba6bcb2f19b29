/* SPDX-License-Identifier: ISC */
/*
 * A place as people type it into a filter: an address, a prefix, or how an
 * address begins, also in the middle of an octet or group: "198.18.1" is how
 * 198.18.1, 198.18.10 and 198.18.100 begin, but not 198.18.2.
 */
#include <ctype.h>
#include <string.h>

#include "registry/view_filter.h"

static void
set_octet(struct address *a, int bits, uint32_t value)
{
	a->bytes[bits / 8 - 1] = (uint8_t)value;
}

static void
set_group(struct address *a, int bits, uint32_t value)
{
	a->bytes[bits / 8 - 2] = (uint8_t)(value >> 8);
	set_octet(a, bits, value);
}

typedef void set_fn(struct address *, int bits, uint32_t value);

static void
add_place(struct places *out, const struct prefix *p)
{
	assert(out->count < PLACES_MAX);
	out->list[out->count++] = *p;
}

/* All whose octet or group that ends at this bit is from first to last. */
static void
add_range(struct places *out, const struct address *begins, int bits,
    set_fn *set, uint32_t first, uint32_t last)
{
	struct address from = *begins, end = *begins, reached;
	struct prefix p;

	set(&from, bits, first);
	set(&end, bits, last);
	p = prefix_of(&end, (uint8_t)bits);
	end = prefix_last(&p);
	do {
		p = range_head(&from, &end);
		add_place(out, &p);
		reached = prefix_last(&p);
	} while (!address_equal(&reached, &end) &&
	    address_after(&reached, &from));
}

/* --- IPv4 ---------------------------------------------------------------- */

/* An octet that begins with these digits. */
static void
add_octets(struct places *out, const struct address *begins, int bits,
    uint32_t value)
{
	uint32_t first = value, last = value;

	while (first <= UINT8_MAX) {
		add_range(out, begins, bits, set_octet, first,
		    last < UINT8_MAX ? last : UINT8_MAX);
		if (value == 0)
			return;
		first *= 10;
		last = last * 10 + 9;
	}
}

static bool
take_octet(const char *s, size_t n, uint64_t *value)
{
	char text[4] = "";

	if (n == 0 || n >= sizeof(text))
		return false;
	memcpy(text, s, n);
	return parse_number(text, UINT8_MAX, value);
}

static bool
parse_ipv4_start(const char *s, struct places *out)
{
	struct address a = ipv4_address(0);
	uint64_t value;
	struct prefix p;
	size_t n;

	for (int bits = IPV4_BITS + 8; bits <= 128; bits += 8) {
		n = strspn(s, "0123456789");
		if (!take_octet(s, n, &value))
			return false;
		if (s[n] == '\0') {
			add_octets(out, &a, bits, (uint32_t)value);
			return true;
		}
		if (s[n] != '.')
			return false;
		set_octet(&a, bits, (uint32_t)value);
		s += n + 1;
		if (*s == '\0') {
			p = prefix_of(&a, (uint8_t)bits);
			add_place(out, &p);
			return true;
		}
	}
	return false;
}

/* --- IPv6 ---------------------------------------------------------------- */

#define GROUP_DIGITS 4

static uint32_t
hex_value(const char *s, size_t n)
{
	uint32_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value << 4 | (uint32_t)(isdigit((unsigned char)s[i]) ?
		    s[i] - '0' : tolower((unsigned char)s[i]) - 'a' + 10);
	return value;
}

/* A group that begins with these digits; with a zero: written in full. */
static void
add_groups(struct places *out, const struct address *begins, int bits,
    const char *s, size_t n)
{
	uint32_t first = hex_value(s, n), last = first;

	for (; n <= GROUP_DIGITS; n++) {
		if (s[0] != '0' || n == GROUP_DIGITS)
			add_range(out, begins, bits, set_group, first, last);
		first <<= 4;
		last = last << 4 | 0xF;
	}
}

/* Without a colon only a whole group is one, that no name begins with. */
static bool
parse_ipv6_start(const char *s, struct places *out)
{
	struct address a = { { 0 } };
	struct prefix p;
	size_t n;

	if (strchr(s, ':') == NULL && (strlen(s) != GROUP_DIGITS ||
	    !isdigit((unsigned char)*s)))
		return false;
	for (int bits = 16; bits <= 128; bits += 16) {
		n = strspn(s, "0123456789abcdefABCDEF");
		if (n == 0 || n > GROUP_DIGITS || (s[n] != '\0' &&
		    s[n] != ':'))
			return false;
		if (s[n] == '\0') {
			add_groups(out, &a, bits, s, n);
			return true;
		}
		set_group(&a, bits, hex_value(s, n));
		s += n + 1;
		if (*s == '\0' || (s[0] == ':' && s[1] == '\0')) {
			p = prefix_of(&a, (uint8_t)bits);
			add_place(out, &p);
			return true;
		}
	}
	return false;
}

/* --- Both ---------------------------------------------------------------- */

bool
places_parse(const char *s, struct places *out)
{
	size_t length = strlen(s);
	struct address address;
	struct prefix p;

	*out = (struct places){ .around = true };
	if (prefix_parse(s, length, &p) == INET_OK) {
		add_place(out, &p);
		return true;
	}
	if (length > 0 && s[length - 1] != ':' &&
	    address_parse(s, length, &address) == INET_OK) {
		p = prefix_host(&address);
		add_place(out, &p);
		return true;
	}
	out->around = false;
	return parse_ipv4_start(s, out) || parse_ipv6_start(s, out);
}
