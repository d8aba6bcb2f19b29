/* SPDX-License-Identifier: ISC */
#include "inet/inet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "inet/number.h"


static bool
reverse_ipv4(const struct prefix *p, char *out)
{
	char *end = out + REVERSE_NAME_MAX;
	int i;

	if (p->length % 8 != 0)
		return false;
	for (i = p->length / 8 - 1; i >= IPV4_BITS / 8; i--)
		out += snprintf(out, (size_t)(end - out), "%u.",
		    p->first.bytes[i]);
	snprintf(out, (size_t)(end - out), "in-addr.arpa");
	return true;
}

static bool
reverse_ipv6(const struct prefix *p, char *out)
{
	char *end = out + REVERSE_NAME_MAX;
	unsigned nibble;
	int i;

	if (p->length % 4 != 0)
		return false;
	for (i = p->length / 4 - 1; i >= 0; i--) {
		nibble = p->first.bytes[i / 2];
		nibble = i % 2 == 0 ? nibble >> 4 : nibble & 15;
		out += snprintf(out, (size_t)(end - out), "%x.", nibble);
	}
	snprintf(out, (size_t)(end - out), "ip6.arpa");
	return true;
}

bool
reverse_name(const struct prefix *p, char out[REVERSE_NAME_MAX])
{
	return prefix_family(p) == FAMILY_IPV4 ?
	    reverse_ipv4(p, out) : reverse_ipv6(p, out);
}

/* --- Names back into blocks ------------------------------------------- */

static bool
parse_byte(const char *s, size_t length, uint8_t *out)
{
	unsigned value = 0;

	if (length == 0 || length > 3 || (length > 1 && s[0] == '0'))
		return false;
	for (size_t i = 0; i < length; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		value = value * 10 + (unsigned)(s[i] - '0');
	}
	*out = (uint8_t)value;
	return value <= UINT8_MAX;
}

static bool
parse_nibble(const char *s, size_t length, uint8_t *out)
{
	static const char digits[] = "0123456789abcdef";
	char letter = length == 1 ? s[0] : '-';
	const char *found = strchr(digits,
	    letter >= 'A' && letter <= 'F' ? letter - 'A' + 'a' : letter);

	if (length != 1 || letter == '\0' || found == NULL)
		return false;
	*out = (uint8_t)(found - digits);
	return true;
}

/* Labels from the last, the highest, to the first. */
static bool
parse_labels(const char *s, size_t length, enum family family,
    struct prefix *out)
{
	bool six = family == FAMILY_IPV6;
	uint8_t value, at = six ? 0 : IPV4_BITS;
	size_t start;

	for (; length > 0; length = start > 0 ? start - 1 : 0) {
		for (start = length; start > 0 && s[start - 1] != '.'; start--)
			;
		if (at >= 128 || !(six ? parse_nibble : parse_byte)(s + start,
		    length - start, &value) || start == 1)
			return false;
		out->first.bytes[at / 8] |= six && at % 8 == 0 ?
		    (uint8_t)(value << 4) : value;
		at += six ? 4 : 8;
	}
	out->length = at;
	return true;
}

static bool
ends_in(const char *name, size_t *length, const char *tree)
{
	size_t n = strlen(tree);

	if (*length < n || strncasecmp(name + *length - n, tree, n) != 0)
		return false;
	if (*length == n) {
		*length = 0;
		return true;
	}
	if (*length == n + 1 || name[*length - n - 1] != '.')
		return false;
	*length -= n + 1;
	return true;
}

bool
reverse_parse(const char *name, size_t length, struct prefix *out)
{
	enum family family;

	if (length > 0 && name[length - 1] == '.')
		length--;
	*out = (struct prefix){ 0 };
	if (ends_in(name, &length, "in-addr.arpa")) {
		family = FAMILY_IPV4;
		*out = prefix_of(&(struct address){ { [10] = 0xff, 0xff } },
		    IPV4_BITS);
	} else if (ends_in(name, &length, "ip6.arpa")) {
		family = FAMILY_IPV6;
	} else {
		return false;
	}
	return parse_labels(name, length, family, out);
}

/* --- Blocks as zones -------------------------------------------------- */

uint8_t
reverse_zone_length(const struct prefix *p)
{
	if (prefix_family(p) == FAMILY_IPV6)
		return (uint8_t)((p->length + 3) / 4 * 4);
	return p->length <= IPV4_BITS + 16 ? IPV4_BITS + 16 : IPV4_BITS + 24;
}

size_t
reverse_zone_count(const struct prefix *p)
{
	uint8_t length = reverse_zone_length(p);

	if (p->length > length || length - p->length > 8)
		return 0;
	return (size_t)1 << (length - p->length);
}

struct prefix
reverse_zone(const struct prefix *p, size_t i)
{
	struct prefix zone = { .length = reverse_zone_length(p) };

	zone.first = number_address(number_of(&p->first) + (zone.length == 0 ?
	    0 : (number)i << (ADDRESS_BITS - zone.length)));
	return zone;
}

bool
reverse_zone_is_of(const struct prefix *zone, const struct prefix *p)
{
	return reverse_zone_count(p) > 0 && prefix_covers(p, zone) &&
	    zone->length == reverse_zone_length(p);
}
